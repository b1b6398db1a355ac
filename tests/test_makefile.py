"""Which environment the Makefile uses, and how; nothing is made here."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import LOCAL, ROOT

NEW = "-m venv .venv"
BUILD = "-m als_muscle_mri.pipeline.build"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project whose environment was made in it, in a folder with a name that is no word."""
    folder = tmp_path / "L'étude, deux"
    (folder / ".venv" / "bin").mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy2(ROOT / name, folder / name)
    made = f"version = 3.11.7\ncommand = /usr/bin/python3 -m venv {folder}/.venv\n"
    (folder / ".venv" / "pyvenv.cfg").write_text(made)
    (folder / ".venv" / "ready").touch()
    return folder


def make(folder: Path, *arguments: str, **variables: str) -> str:
    """Give what make prints with these environment variables and none of those it looks at."""
    kept = {name: value for name, value in os.environ.items() if name not in LOCAL}
    done = subprocess.run(
        ["make", *arguments],
        cwd=folder,
        env=kept | variables,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_an_environment_that_is_ready_is_used(folder: Path) -> None:
    plan = make(folder, "--dry-run", "report")
    assert NEW not in plan
    assert f'".venv/bin/python" {BUILD}' in plan


def test_an_environment_that_came_with_a_copied_folder_is_made_anew(
    folder: Path, tmp_path: Path
) -> None:
    """It would run the code of the first folder, without a word."""
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    assert NEW in make(copy, "--dry-run", "report")
    assert NEW not in make(folder, "--dry-run", "report")


@pytest.mark.parametrize(
    ("target", "given", "built"),
    [
        ("report", [], "pavia-2018"),
        ("report", ["COHORT=a b"], "a b"),
        ("report", ["COHORTS=a b"], "a b"),
        ("compare", [], "all"),
        ("compare", ["COHORTS=a b"], "a b"),
        ("compare", ["COHORT=a b"], "a b"),
    ],
)
def test_no_name_of_a_cohort_is_passed_over(
    folder: Path, target: str, given: list[str], built: str
) -> None:
    assert f"--cohorts '{built}'" in make(folder, "--dry-run", target, *given)


def test_a_new_lock_makes_it_anew(folder: Path) -> None:
    os.utime(folder / ".venv" / "ready", (0, 0))
    assert NEW in make(folder, "--dry-run", "report")


def test_an_activated_environment_is_used_whatever_its_name(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "another one's"
    other.mkdir()
    plan = make(folder, "--dry-run", "report", VIRTUAL_ENV=str(other))
    assert f'"{other}/bin/python" {BUILD}' in plan
    assert NEW not in plan


@pytest.mark.parametrize("activated", [".venv", "gone"])
def test_its_own_environment_activated_or_one_that_is_gone_changes_nothing(
    folder: Path, activated: str
) -> None:
    plan = make(folder, "--dry-run", "report", VIRTUAL_ENV=str(folder / activated))
    assert plan == make(folder, "--dry-run", "report")


def test_an_activated_conda_environment_is_used_but_not_its_base(
    folder: Path, tmp_path: Path
) -> None:
    for name, used in (("base", ".venv"), ("als-muscle-mri", str(tmp_path))):
        conda = {"CONDA_DEFAULT_ENV": name, "CONDA_PREFIX": str(tmp_path)}
        assert f'"{used}/bin/python" {BUILD}' in make(folder, "--dry-run", "report", **conda)


@pytest.mark.parametrize(
    ("given", "used"), [("C", "C.UTF-8"), ("POSIX", "C.UTF-8"), ("de_DE.UTF-8", "de_DE.UTF-8")]
)
def test_no_locale_is_used_that_cannot_name_every_folder(
    folder: Path, given: str, used: str
) -> None:
    with (folder / "Makefile").open("a") as file:
        file.write("\nshown:\n\t@echo $$LC_ALL\n")
    assert make(folder, "shown", LC_ALL=given) == f"{used}\n"
