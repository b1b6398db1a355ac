"""The build: what runs again, what a failure says, and what it leaves as it was."""

import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import COHORTS, Project

from als_muscle_mri.pipeline.dependencies import parameter_names

NOTEBOOKS = sorted(path.stem for path in Path("notebooks").glob("[1-9]_*.py"))
BROKEN = "\n\n# %% [markdown]\n# ## A broken part\n\n# %%\n#| label: tbl-broken\nlen(5)\n"


def notebooks_in(jobs: list[str]) -> set[str]:
    """Names of the notebooks among the messages of jobs."""
    return {job.split()[-1] for job in jobs if "run notebook" in job}


def users_of(setting: str) -> set[str]:
    """Names of the notebooks that have a setting among their parameters: some, not all."""
    found = {name for name in NOTEBOOKS if setting in parameter_names(f"notebooks/{name}.py")}
    assert set() < found < set(NOTEBOOKS)
    return found


def finished(project: Project) -> dict[str, bytes]:
    """Every file of the last good report of the reference cohort."""
    place = project.folder / "build" / "pavia-2018"
    files = [path for path in place.rglob("*") if path.is_file() and "draft" not in path.parts]
    return {str(path): path.read_bytes() for path in files}


# What is built


def test_both_cohorts_are_built_in_one_run(built: Project) -> None:
    for cohort in COHORTS:
        for kind in ("html", "pdf", "docx"):
            assert len(built.read(f"build/{cohort}/report.{kind}")) > 10_000
        for name in NOTEBOOKS:
            assert built.read(f"build/{cohort}/notebooks/{name}.html")


def test_the_files_of_the_reference_cohort_are_where_the_reader_looks(built: Project) -> None:
    for path in (
        "results.json",
        "results/muscle_grades.csv",
        "results/region_scores.csv",
        *(f"tables/table-{name}.csv" for name in ("1a", "1b", "2", "s1", "s2")),
    ):
        assert built.read(f"build/pavia-2018/{path}")


def test_a_notebook_gives_the_same_bytes_again(project: Project) -> None:
    executed = "build/pavia-2018/draft/notebooks/3_emg_grading.ipynb"
    first = project.read(executed)
    (project.folder / executed).unlink()
    assert project.build(executed).returncode == 0
    assert project.read(executed) == first


def test_a_notebook_gives_the_same_bytes_where_no_process_can_be_copied(
    project: Project, tmp_path: Path
) -> None:
    """As on macOS; on Linux so where the folder of temporary files has a long name."""
    executed = "build/pavia-2018/draft/notebooks/3_emg_grading.ipynb"
    first = project.read(executed)
    (project.folder / executed).unlink()
    temporary = tmp_path / ("t" * 100)
    temporary.mkdir()
    elsewhere = Project(project.folder, {"TMPDIR": str(temporary)})
    done = elsewhere.build(executed)
    assert done.returncode == 0, done.stderr
    assert project.read(executed) == first
    assert list(temporary.iterdir()) == []


def test_no_file_names_the_machine(built: Project) -> None:
    above = built.folder.parents[1]  # of where it was built and of where it may be a copy
    places = [str(above), str(Path.home()), sys.prefix]
    for cohort in COHORTS:
        for path in (built.folder / "build" / cohort).rglob("*"):
            if path.suffix in {".ipynb", ".html", ".json", ".csv", ".svg"}:
                text = path.read_text(encoding="utf-8")
                assert [place for place in places if place in text] == [], path


# What runs again


def test_nothing_to_do_runs_nothing(built: Project) -> None:
    assert built.jobs("--cohorts", " ".join(COHORTS)) == []


@pytest.mark.parametrize(
    "change", ["umn_cutoff=10", "adjust=bh", "seed=1", "quartile_method=linear"]
)
def test_a_parameter_runs_the_notebooks_that_name_it(built: Project, change: str) -> None:
    setting = change.partition("=")[0]
    assert notebooks_in(built.jobs("--make", change)) == users_of(setting)


def test_a_parameter_of_the_cohort_file_does_the_same(project: Project) -> None:
    project.edit("data/fjordby-lindhaven/cohort.yml", "seed: 4711", "seed: 77")
    jobs = project.jobs("--cohorts", " ".join(COHORTS))
    assert notebooks_in(jobs) == users_of("seed")
    assert not any(job.startswith("pavia-2018") for job in jobs)


def test_a_remark_in_the_cohort_file_runs_no_notebook(project: Project) -> None:
    with (project.folder / "data/pavia-2018/cohort.yml").open("a") as file:
        file.write("# a remark\n")
    assert project.jobs() == ["pavia-2018: check the data", "pavia-2018: put the report in place"]


def test_what_the_system_or_an_editor_hides_runs_nothing(project: Project) -> None:
    package = "src/als_muscle_mri/report"
    for hidden in (
        *(
            "data/.DS_Store",
            "data/pavia-2018/.DS_Store",
            "report/.DS_Store",
            f"{package}/.a.py.swp",
        ),
        "report/filters/.ipynb_checkpoints/html-checkpoint.lua",
    ):
        path = project.folder / hidden
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"")
    assert project.jobs() == []


def test_data_run_the_notebooks_that_read_them(project: Project) -> None:
    file = project.folder / "data/pavia-2018/muaps.csv"
    file.write_text(re.sub(r"\d\n$", "5\n", file.read_text()), newline="")
    found = notebooks_in(project.jobs())
    assert "3_emg_grading" in found
    assert found.isdisjoint({"2_mri_scoring", "4_comparisons"})


def test_code_runs_the_notebooks_that_import_it(project: Project) -> None:
    module = "src/als_muscle_mri/correlations.py"
    with (project.folder / module).open("a") as file:
        file.write("# a remark\n")
    assert notebooks_in(project.jobs()) == {"5_correlations", "6_published"}


def test_printed_figures_run_the_audit_alone(project: Project) -> None:
    project.edit("data/published.csv", "67.7,1", "67.8,1")
    jobs = project.jobs("--cohorts", " ".join(COHORTS))
    assert notebooks_in(jobs) == {"6_published"}
    assert not any(job.startswith("fjordby") for job in jobs)


def test_a_cohort_may_bring_printed_figures(project: Project) -> None:
    """A figure of its own is judged, and the report says so."""
    head = "id,place,variable,level,group,side,region,statistic,printed,decimals\n"
    rows = "size,Abstract,subjects,,patient,,,n,60,0\nmuscles,Abstract,muscles,,,,,n,70,0\n"
    (project.folder / "data/fjordby-lindhaven/published.csv").write_text(head + rows)
    assert project.build("--cohorts", "fjordby-lindhaven").returncode == 0
    text = project.read("build/fjordby-lindhaven/report.html").decode()
    assert "Of two printed figures, the cohort reproduces one" in text
    assert "one differs in the cohort" in text


def test_text_renders_without_a_notebook(project: Project) -> None:
    with (project.folder / "report/index.qmd").open("a") as file:
        file.write("\nOne more sentence.\n")
    assert project.jobs() == [
        "pavia-2018: put the report in place",
        "pavia-2018: render the report",
    ]
    assert project.build().returncode == 0
    assert b"One more sentence" in project.read("build/pavia-2018/report.html")


# What a failure says, and leaves


def test_a_failed_notebook_is_told_in_a_few_lines(project: Project) -> None:
    before = finished(project)
    source = project.folder / "notebooks/3_emg_grading.py"
    text = source.read_text()
    source.write_text(text + BROKEN)
    done = project.build()
    assert done.returncode == 1
    said = done.stderr[done.stderr.index("pavia-2018: notebook 3_emg_grading failed:") :]
    assert 'under "A broken part", label tbl-broken' in said
    assert "len(5)\n" in said
    assert "TypeError: object of type 'int' has no len()" in said
    assert len(said.splitlines()) < 10
    assert "Traceback" not in done.stderr
    assert finished(project) == before

    source.write_text(text)
    assert project.build().returncode == 0
    assert finished(project) == before


def test_a_file_the_map_does_not_list_is_refused(project: Project) -> None:
    with (project.folder / "notebooks/3_emg_grading.py").open("a") as file:
        file.write('\n\n# %%\noutputs.frame("tables/extra.csv", data.subjects)\n')
    done = project.build()
    assert done.returncode == 1
    assert "It wrote tables/extra.csv, which the Snakefile does not list." in done.stderr
    assert not (project.folder / "build/pavia-2018/draft/tables/extra.csv").exists()


def test_a_result_that_cannot_be_stops_the_report(project: Project) -> None:
    before = finished(project)
    leaf = '{"value": 0.0, "unit": "p", "n": 3, "missing": 0}'
    with (project.folder / "notebooks/3_emg_grading.py").open("a") as file:
        file.write(f'\n\n# %%\noutputs.results({{"never": {leaf}}})\n')
    done = project.build()
    assert done.returncode == 1
    assert "emg_grading.never = 0.0: a p is never 0" in done.stderr
    assert finished(project) == before


def test_bad_data_are_told_once_and_nothing_is_lost(project: Project) -> None:
    before = finished(project)
    file = project.folder / "data/pavia-2018/strength.csv"
    lines = file.read_text().splitlines()
    lines[1] = re.sub(r"\d$", "7", lines[1])
    lines[2] = re.sub(r"\d$", "x", lines[2])
    file.write_text("\n".join(lines) + "\n")
    done = project.build()
    assert done.returncode == 1
    for problem in ('line 2, column mrc_grade: "7"', 'line 3, column mrc_grade: "x"'):
        assert done.stderr.count(problem) == 1
    assert finished(project) == before


def test_a_missing_file_is_told_by_the_check(project: Project) -> None:
    (project.folder / "data/pavia-2018/mri_ratings.csv").unlink()
    done = project.build()
    assert done.returncode == 1
    assert "mri_ratings.csv: the file is missing" in done.stderr


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["alpa=0.01"], "nearest known name is alpha"),
        (["alpha=2"], "a number above 0 and below 1"),
        (["COHORT=pavia"], "pavia-2018"),
        (["COHORT=../x"], "no slash"),
        (["JOBS=none"], "JOBS is all, or a whole number from 1 on"),
        (["JOBS=0"], "JOBS is all, or a whole number from 1 on"),
        (["JOBS="], "JOBS, given as"),
    ],
)
def test_what_is_unknown_is_refused_before_anything_runs(
    project: Project, given: list[str], told: str
) -> None:
    before = finished(project)
    done = project.make("report", *given)
    assert done.returncode != 0
    assert told in done.stderr
    assert "notebook" not in done.stderr
    assert finished(project) == before


def test_a_killed_build_leaves_the_last_report_and_is_finished_by_the_next(
    project: Project,
) -> None:
    before = finished(project)
    command = [sys.executable, "-m", "als_muscle_mri.pipeline.build", "--make", "umn_cutoff=10"]
    running = subprocess.Popen(
        command, cwd=project.folder, env=project.environment(), stderr=subprocess.PIPE, text=True
    )
    for line in running.stderr:
        if "run notebook" in line:
            break
    time.sleep(1)
    running.send_signal(signal.SIGKILL)
    running.wait()
    running.stderr.close()
    assert finished(project) == before
    assert project.build("--make", "umn_cutoff=10").returncode == 0
    assert finished(project) != before


def test_two_builds_of_one_cohort_do_not_mix(project: Project) -> None:
    hold = (
        "from als_muscle_mri.pipeline.locks import lock\n"
        "with lock('pavia-2018'):\n  print('held', flush=True)\n  input()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", hold],
        cwd=project.folder,
        env=project.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdout.readline() == "held\n"
        refused = project.build()
        changed = ("--config", "cohort=pavia-2018", "umn_cutoff=10")
        bare = project.run("snakemake", "--cores", "2", *changed)
        other = project.build("--cohorts", "fjordby-lindhaven")
        holder.communicate("\n")
    assert refused.returncode == 2
    assert bare.returncode == 1
    for done in (refused, bare):
        assert "Another process is building pavia-2018" in done.stderr
    assert "run notebook" not in bare.stderr
    assert other.returncode == 0
    assert project.build().returncode == 0


def test_a_bare_snakemake_keeps_make_from_building_the_same(project: Project) -> None:
    changed = ("--config", "cohort=pavia-2018", "umn_cutoff=10")
    command = ["snakemake", "--cores", "2", *changed]
    running = subprocess.Popen(
        command, cwd=project.folder, env=project.environment(), stderr=subprocess.PIPE, text=True
    )
    with running:
        assert any("run notebook" in line for line in running.stderr)
        refused = project.build()
        assert running.communicate()[1] is not None
    assert running.returncode == 0
    assert refused.returncode == 2
    assert "Another process is building pavia-2018" in refused.stderr


# By hand


def test_papermill_by_hand(built: Project, tmp_path: Path) -> None:
    assert built.make("notebooks").returncode == 0
    out = tmp_path / "out.ipynb"
    given = ["-p", "cohort", "pavia-2018", "-p", "alpha", "0.001"]
    done = built.run("papermill", "build/notebooks/4_comparisons.ipynb", str(out), *given)
    assert done.returncode == 0, done.stderr
    assert "alpha = 0.001" in out.read_text()


def test_papermill_from_another_folder(built: Project, tmp_path: Path) -> None:
    notebook = str(built.folder / "build/notebooks/1_cohort.ipynb")
    given = ["-p", "cohort", "fjordby-lindhaven"]
    done = built.run("papermill", notebook, "out.ipynb", *given, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "fjordby-lindhaven" in (tmp_path / "out.ipynb").read_text()


def test_papermill_refuses_an_unknown_parameter(built: Project, tmp_path: Path) -> None:
    notebook = "build/notebooks/1_cohort.ipynb"
    done = built.run("papermill", notebook, str(tmp_path / "out.ipynb"), "-p", "alpa", "0.01")
    assert done.returncode != 0
    assert "The nearest known name is alpha" in done.stderr


def test_make_help_lists_every_target(built: Project) -> None:
    text = built.make("help").stdout
    for target in ("report", "test", "bench", "notebooks", "lock", "lint", "clean", "help"):
        assert f"make {target} " in text
    assert built.make().stdout == text


def test_make_hands_jobs_on_to_a_profile(built: Project, tmp_path: Path) -> None:
    """The profile says nothing of them, and Snakemake does nothing without."""
    (tmp_path / "config.yaml").write_text("scheduler: greedy\n")
    target = "build/notebooks/1_cohort.ipynb"
    without, given = (
        built.build("--profile", str(tmp_path), *jobs, target) for jobs in ([], ["--cores", "2"])
    )
    assert without.returncode == 1
    assert given.returncode == 0, given.stderr


def test_make_hands_parameters_on(built: Project) -> None:
    plan = built.make("--dry-run", "report", "COHORT=a b", "rank_test=it's", "alpha=0.01").stdout
    assert r"--cohorts 'a b'" in plan
    assert r"rank_test=it'\''s" in plan
    assert "alpha=0.01" in plan
