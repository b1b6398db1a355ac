"""The small parts of the build, each on its own."""

import math
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from als_muscle_mri.inputs import InputError
from als_muscle_mri.pipeline import build, results
from als_muscle_mri.pipeline.colophon import colophon, commit, made_from, source_date
from als_muscle_mri.pipeline.convert import convert
from als_muscle_mri.pipeline.execute import clean, warnings_of
from als_muscle_mri.pipeline.failures import LOG, StepError, plainly
from als_muscle_mri.pipeline.files import replace_all, write_whole
from als_muscle_mri.pipeline.log import speak_plainly
from als_muscle_mri.pipeline.study import Study, joined, make_overrides


def leaf(value: object, unit: object = "p", n: object = 19, missing: object = 0) -> dict:
    """One number of the results."""
    return {"value": value, "unit": unit, "n": n, "missing": missing}


# The gate


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (leaf(0), "a p is never 0"),
        (leaf(1.01), "a p lies between 0 and 1"),
        (leaf(math.nan), "not a number"),
        (leaf(math.inf, "score"), "not a number"),
        (leaf(-0.1, "percent"), "a percent lies between 0 and 100"),
        (leaf(100.1, "percent"), "a percent lies between 0 and 100"),
        (leaf(1.2, "kappa"), "a kappa lies between -1 and 1"),
        (leaf(-1, "count"), "a count lies between 0"),
        (leaf(" ", "text"), "an empty text"),
        (leaf(0.5, n=-1), "its n is -1"),
        (leaf(0.5, missing=0.5), "its missing is 0.5"),
        (leaf(0.5, "furlong"), "its unit, furlong, is not known"),
        (leaf(0.5, 0.5), "its unit, 0.5, is not known"),
        ({"value": 0.5, "unit": "p"}, "it has unit, value instead of"),
        (0.5, "neither a number with its unit nor a group"),
    ],
)
def test_the_gate_names_what_cannot_be(wrong: object, told: str) -> None:
    (said,) = results.problems({"comparisons": {"p": wrong}})
    assert said.startswith("comparisons.p")
    assert told in said


def test_the_gate_refuses_a_name_the_manuscript_could_not_use() -> None:
    (said,) = results.problems({"left hand": leaf(0.5)})
    assert said.startswith("left hand: the name is not an identifier")


def test_the_gate_lets_good_numbers_and_missing_ones_through() -> None:
    tree = {"a": leaf(0.05), "b": {"c": leaf(None), "d": leaf("It did not differ.", "text")}}
    tree["hidden"] = leaf("< 5", "count", n=None, missing=None)
    assert list(results.problems(tree)) == []


def test_nothing_is_merged_when_a_number_cannot_be(tmp_path: Path) -> None:
    chapter = tmp_path / "one.json"
    chapter.write_text('{"p": {"value": 0, "unit": "p", "n": 3, "missing": 0}}')
    with pytest.raises(StepError, match=r"one\.p = 0: a p is never 0"):
        results.merge([chapter], tmp_path / "results.json")
    assert not (tmp_path / "results.json").exists()


# Files


def test_nothing_is_replaced_when_one_copy_fails(tmp_path: Path) -> None:
    (tmp_path / "new").write_text("new")
    (tmp_path / "place").write_text("old")
    pairs = [(tmp_path / "new", tmp_path / "place"), (tmp_path / "none", tmp_path / "other")]
    with pytest.raises(FileNotFoundError):
        replace_all(pairs)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "new": "new",
        "place": "old",
    }


def test_a_file_that_cannot_be_written_leaves_no_trace(tmp_path: Path) -> None:
    folder = tmp_path / "place"
    folder.mkdir()
    with pytest.raises(IsADirectoryError):
        write_whole(folder, "text")
    assert list(tmp_path.iterdir()) == [folder]


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600)])
def test_who_may_read_a_file_is_for_the_user_to_say(tmp_path: Path, mask: int, mode: int) -> None:
    before = os.umask(mask)
    try:
        written = write_whole(tmp_path / "one.txt", "text")
    finally:
        os.umask(before)
    assert written.stat().st_mode & 0o777 == mode


# Notebooks


def test_a_converted_notebook_has_the_same_bytes_each_time(tmp_path: Path) -> None:
    source = tmp_path / "one.py"
    source.write_text("# %% [markdown]\n# # Title\n# %%\n1 + 1\n# %%\n2 + 2\n")
    first, second = (convert(source, tmp_path / name).read_bytes() for name in ("a", "b"))
    assert first == second
    notebook = nbformat.read(tmp_path / "a", as_version=4)
    nbformat.validate(notebook)
    assert [cell["id"] for cell in notebook.cells] == ["cell-1", "cell-2", "cell-3"]
    assert all(not cell.metadata for cell in notebook.cells)


def executed() -> nbformat.NotebookNode:
    """A notebook as papermill leaves it, with a warning on standard error."""
    warning = "/home/someone/cell.py:3: UserWarning: few values\n  test()\n"
    cell = new_code_cell(
        "#| label: tbl-a\ntest()",
        metadata={"papermill": {"duration": 1}, "execution": {"iopub": "12:00"}, "tags": []},
        outputs=[
            new_output("stream", name="stderr", text=warning),
            new_output("stream", name="stdout", text="done\n"),
        ],
    )
    metadata = {
        "papermill": {"start_time": "12:00"},
        "language_info": {"name": "python", "version": "3.11"},
    }
    return new_notebook(cells=[new_markdown_cell("## Hands"), cell], metadata=metadata)


def test_what_differs_between_runs_is_dropped() -> None:
    notebook = clean(executed())
    nbformat.validate(notebook)
    text = nbformat.writes(notebook)
    for gone in ("papermill", "12:00", "3.11", "tags", "stderr", "someone"):
        assert gone not in text
    assert "done" in text


def test_a_warning_is_told_with_its_cell_and_without_its_path() -> None:
    (said,) = warnings_of(executed())
    assert said == 'code cell 1 (under "Hands", label tbl-a) warned: UserWarning: few values'


# What was asked for


def test_the_makefile_keeps_its_own_variables() -> None:
    text = r"COHORT=a\ b JOBS=2 emg={tibialis_anterior:\ [9,\ 10]} alpha:=0.01"
    assert make_overrides(text, ["COHORT", "JOBS"]) == [
        "alpha:=0.01",
        "emg={tibialis_anterior: [9, 10]}",
    ]


def test_every_cohort_and_none_twice() -> None:
    assert Study.of("all", {}).cohorts == ("fjordby-lindhaven", "pavia-2018")
    assert Study.of("", {}).cohorts == ("pavia-2018",)
    assert Study.of("pavia-2018 pavia-2018", {}).cohorts == ("pavia-2018",)


def test_the_folder_of_many_cohorts_has_a_short_name_of_its_own() -> None:
    names = [f"cohort-{number}" for number in range(40)]
    folders = [joined(names), joined([*names[:-1], "another"])]
    assert folders[0] != folders[1]
    for folder in folders:
        assert folder.startswith("cohort-0+39-more-")
        assert len(folder) < 40


@pytest.mark.parametrize("name", ["../x", "a/b", "Pavia", ".", "-x", "pavia"])
def test_a_name_that_is_no_cohort_is_refused(name: str) -> None:
    with pytest.raises(InputError):
        Study.of(name, {})


def test_overrides_are_typed_and_checked() -> None:
    assert Study.of("", {"alpha": "0.01", "seed": 7}).overrides == {"alpha": 0.01, "seed": 7}
    with pytest.raises(InputError, match="nearest known name is alpha"):
        Study.of("", {"alpa": "0.01"})


def test_only_what_the_cohort_file_does_not_say_is_injected() -> None:
    study = Study.of("fjordby-lindhaven", {"alpha": "0.01", "adjust": "holm", "seed": "3"})
    given = study.given("fjordby-lindhaven", "notebooks/4_comparisons.py")
    assert given == {"cohort": "fjordby-lindhaven", "adjust": "holm", "seed": 3}


# The colophon


def test_the_colophon_says_what_the_report_is_made_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1537142400")
    said = colophon(made_from("pavia-2018", overrides={"alpha": 0.01}))
    assert said["built"] == "17 September 2018, 00:00 UTC"
    assert said["parameters"] == "alpha = 0.01"
    assert said["cohort"] == "pavia-2018"
    assert "pandas" in said["packages"]


def test_the_colophon_names_the_pandoc_that_renders_not_another_on_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "pandoc"
    other.write_text("#!/bin/sh\necho pandoc 99.9\n")
    other.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    said = colophon(made_from("pavia-2018", overrides={}))["renderer_version"]
    assert re.fullmatch(r"pandoc 3\.\d\S* and Typst 0\.\d\S*", said)


def test_outside_git_the_commit_is_unknown_and_the_date_is_of_the_sources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "pyproject.toml").touch()
    assert made_from("pavia-2018", overrides={})["commit"] == "unknown"
    assert source_date() == int((tmp_path / "pyproject.toml").stat().st_mtime)


@pytest.mark.parametrize("given", ["yesterday", "1e9", "-1", "2026-11-28", "9" * 12])
def test_a_source_date_that_is_no_number_of_seconds_is_refused_before_anything_runs(
    given: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", given)
    assert build.main(["--cohorts", "pavia-2018"]) == 2
    told = capsys.readouterr().err
    assert "SOURCE_DATE_EPOCH: " in told
    assert "is not allowed; it is the seconds since 1970" in told


def test_the_commit_tells_of_changed_sources_and_of_no_other_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    for file in ("README.md", "report/index.qmd", "data/mine/subjects.csv", "data/other/muaps.csv"):
        write_whole(file, "first\n")
    who = ("-c", "user.name=N", "-c", "user.email=n@example.org")
    for words in (("init",), ("add", "."), (*who, "commit", "--message", "First")):
        subprocess.run(["git", *words], check=True, capture_output=True)
    committed = commit("mine")
    assert re.fullmatch("[0-9a-f]{12}", committed)
    for file in ("README.md", "data/other/muaps.csv"):
        write_whole(file, "second\n")
    assert commit("mine") == committed
    assert commit("mine", "other") == f"{committed}, with changes not committed"
    write_whole("report/index.qmd", "second\n")
    assert commit("mine") == f"{committed}, with changes not committed"


# The log


def failing(step: str, why: str) -> None:
    with pytest.raises(StepError, match=step), plainly(step):
        raise StepError(why)


def test_a_run_tells_a_reason_once_and_the_next_run_tells_it_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    for _ in range(2):
        with speak_plainly(display=False), caplog.at_level("ERROR", logger=LOG.name):
            failing("the first step", "bad data")
            failing("the second step", "bad data")
            failing("the third step", "another reason")
    told = [message.partition(" failed")[0] for message in caplog.messages]
    assert told == ["the first step", "the third step"] * 2


# Little room


@pytest.mark.parametrize(("free", "written"), [(99_999_999, False), (100_000_000, True)])
def test_no_module_is_compiled_where_little_is_free(free: int, written: bool) -> None:
    """Also where Snakemake was called without make; the processes it starts follow."""
    code = (
        "import collections, os, shutil, sys; usage = collections.namedtuple('usage', 'free'); "
        f"shutil.disk_usage = lambda _: usage({free}); import als_muscle_mri.pipeline; "
        "print(sys.dont_write_bytecode, os.environ.get('PYTHONDONTWRITEBYTECODE'))"
    )
    inherited = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=inherited, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == (["False", "None"] if written else ["True", "1"])
