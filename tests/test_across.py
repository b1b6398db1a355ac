"""Comparisons and plans, built as a reader builds them."""

import json

import pytest
from conftest import Project, sources_in

NAMES = "pavia-2018 fjordby-lindhaven"
COMPARISON = "build/comparison/pavia-2018+fjordby-lindhaven"
PLAN = "build/plan/pavia-2018"
FAST = r"power=0.7 n_per_group=[8,\ 16] simulations=200"


@pytest.fixture(scope="module")
def across(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with one comparison and one plan, and no report."""
    project = sources_in(tmp_path_factory.mktemp("across"))
    for arguments in (
        ("--kind", "comparison", "--cohorts", NAMES),
        ("--kind", "plan", "--make", FAST),
    ):
        done = project.build(*arguments)
        assert done.returncode == 0, done.stderr
        assert done.stdout.count("report.") == 3
    return project


def test_all_three_formats_and_the_notebook_are_there(across: Project) -> None:
    for place, kind in ((COMPARISON, "comparison"), (PLAN, "plan")):
        html = across.read(f"{place}/report.html").decode()
        assert "</html>" in html
        assert across.read(f"{place}/report.pdf").startswith(b"%PDF")
        assert across.read(f"{place}/report.docx").startswith(b"PK")
        assert f"notebooks/{kind}.html" in html
        assert across.read(f"{place}/notebooks/{kind}.html")


def test_a_comparison_names_what_its_data_are(across: Project) -> None:
    html = " ".join(across.read(f"{COMPARISON}/report.html").decode().split())
    assert "pavia-2018 are reconstructed, those of fjordby-lindhaven are simulated" in html
    assert "Two cohorts say little" in html
    results = json.loads(across.read(f"{COMPARISON}/results.json"))["comparison"]
    hand = results["effects"]["cohort_pavia_2018"]["right"]["hand"]["cliffs_delta"]
    assert hand == {"value": pytest.approx(2 / 7), "unit": "delta", "n": 14, "missing": 5}


def test_a_plan_uses_its_parameters(across: Project) -> None:
    settings = json.loads(across.read(f"{PLAN}/results.json"))["plan"]["settings"]
    assert (settings["power"]["value"], settings["simulations"]["value"]) == (0.7, 200)
    assert settings["alpha"]["value"] == 0.05
    assert across.read(f"{PLAN}/results/power.csv").count(b"\n") == 1 + 16 * 2 * 2


def test_only_what_depends_on_a_change_is_done_again(across: Project) -> None:
    compare = ("--kind", "comparison", "--cohorts", NAMES)
    assert across.jobs(*compare) == []
    across.edit("data/pavia-2018/cohort.yml", "title: ", "title: Renamed, ")
    try:
        assert any("run notebook comparison" in line for line in across.jobs(*compare))
    finally:
        across.edit("data/pavia-2018/cohort.yml", "title: Renamed, ", "title: ")
    changed = across.jobs("--kind", "plan", "--make", FAST + " alpha=0.01")
    assert any("run notebook plan" in line for line in changed)
    across.edit("report/comparison/index.qmd", "# The cohorts", "# Cohorts")
    jobs = across.jobs(*compare)
    assert jobs
    assert not any("run notebook" in line for line in jobs)


def test_a_comparison_that_failed_is_tried_again(across: Project) -> None:
    """What is missing for a failed step is not taken for up to date by the next make compare."""
    compare = ("--kind", "comparison", "--cohorts", NAMES)
    assert across.build(*compare).returncode == 0
    report = across.read(f"{COMPARISON}/report.html")
    notebook = across.folder / "notebooks/across/comparison.py"
    whole = notebook.read_bytes()
    notebook.write_bytes(whole + b"\n# %%\nlen(5)\n")
    for _ in range(2):
        done = across.build(*compare)
        assert done.returncode == 1
        assert "notebook comparison failed" in done.stderr
        assert "TypeError" in done.stderr
        assert across.read(f"{COMPARISON}/report.html") == report
    notebook.write_bytes(whole)
    assert across.build(*compare).returncode == 0
    assert across.read(f"{COMPARISON}/report.html") == report
    assert across.jobs(*compare) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--kind", "comparison", "--cohorts", "pavia-2018"), "needs two cohorts or more, not 1"),
        (("--kind", "comparison", "--cohorts", f"{NAMES} pavia-2018"), "is compared once"),
        (("--kind", "comparison", "--cohorts", "pavia-2018 fjordby"), "no folder data/fjordby"),
        (("--kind", "comparison", "--cohorts", NAMES, "--make", "power=0.9"), "no such parameter"),
        (("--kind", "plan", "--make", "power=2"), "power is a number above 0 and below 1"),
        (("--kind", "plan", "--cohorts", "pavia"), "no folder data/pavia"),
        (("--make", "power=0.9"), "no such parameter is known"),
    ],
)
def test_what_is_wrong_is_said_before_anything_runs(
    across: Project, arguments: tuple[str, ...], message: str
) -> None:
    done = across.build(*arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stdout == ""
