"""The command line: what it prints, and how it refuses."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT
from nbformat.v4 import new_notebook

from als_muscle_mri.cli import main


def test_check_says_what_a_cohort_holds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "pavia-2018"]) == 0
    assert "10 ALS patients, 9 Healthy controls" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["check", "pavia"], "The nearest known name is pavia-2018"),
        (["check", "pavia-2018", "alpa=0.01"], "The nearest known name is alpha"),
        (["check", "pavia-2018", "alpha=2"], "a number above 0 and below 1"),
        (["render", "no/such/stage"], "index.qmd"),
    ],
)
def test_bad_input_is_told_without_a_traceback(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["simulate", "data/pavia-2018"], "the folder is not empty"),
        (["simulate", "data/none", "--patients", "-1"], "patients = -1: must be 0 or more"),
        (["simulate", "data/none", "--set", "alpha=2"], "a number above 0 and below 1"),
        (["simulate", "data/No Name"], "is no name for a cohort"),
        (["reference"], "the folder is not empty"),
        (["reference", "--folder", "data/atlas.csv"], "this is a file or a symbolic link"),
        (["new", "data/pavia-2018"], "it is there already"),
        (["import", "no.xlsx", "data/none"], "no.xlsx"),
        (["reconstruct", "no.yml"], "no.yml"),
    ],
)
def test_every_command_leaves_with_the_same_code_and_writes_nothing(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(ROOT.joinpath("data").rglob("*"))
    assert main(arguments) == 2
    assert told in capsys.readouterr().err
    assert sorted(ROOT.joinpath("data").rglob("*")) == before


def test_no_answer_is_no_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    example = (ROOT / "data" / "summary-example.yml").read_text(encoding="utf-8")
    odd = example.replace("patients v controls: 0.012", "patients v controls: 0.987")
    (tmp_path / "odd.yml").write_text(odd, encoding="utf-8")
    assert main(["reconstruct", str(tmp_path / "odd.yml")]) == 1
    assert "The first figure that no dataset has" in capsys.readouterr().out


def test_the_help_says_what_the_codes_mean(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "2 the input or an option" in " ".join(capsys.readouterr().out.split())


def test_a_file_that_the_system_refuses_is_named_and_nothing_is_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nbformat.write(new_notebook(), tmp_path / "one.ipynb")
    page = tmp_path / "one.html"
    page.mkdir()
    assert main(["notebook-page", str(tmp_path / "one.ipynb"), str(page)]) == 2
    told = capsys.readouterr().err
    assert told.endswith("it cannot be read or written: Is a directory.\n")
    assert "one.html" in told
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.html", "one.ipynb"]


def test_an_unknown_option_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["check", "pavia-2018", "--verbos"])
    assert "--verbos" in capsys.readouterr().err


def test_simulate_takes_its_own_options(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["simulate", "--help"])
    assert left.value.code == 0
    assert "--patients" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words", [["check", "pavia-2018"], ["reconstruct", "data/summary-example.yml"]]
)
def test_a_reader_that_has_seen_enough_is_no_fault(words: list[str]) -> None:
    command = [sys.executable, "-m", "als_muscle_mri.cli", *words]
    how = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **how) as running:
        running.stdout.close()
        complaints = running.stderr.read()
    assert complaints == ""
    assert running.returncode == 141
