"""Data flow one way: what a room of the package imports lies below it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LINT = Path(sys.executable).parent / "lint-imports"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the package of a folder by the contract of `pyproject.toml`."""
    return subprocess.run(
        [LINT, "--no-cache", "--no-logo"],
        cwd=folder,
        env={"PYTHONPATH": str(folder / "src")},
        capture_output=True,
        text=True,
    )


def test_no_room_imports_from_beside_or_above() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("module", "statement", "told"),
    [
        (
            "report/rounding.py",
            "import als_muscle_mri.inputs",
            "report.rounding -> als_muscle_mri.inputs",
        ),
        (
            "mri_scoring.py",
            "from als_muscle_mri import comparisons",
            "mri_scoring -> als_muscle_mri.comparisons",
        ),
        ("unplaced.py", "", "unplaced"),
    ],
)
def test_a_wrong_import_and_a_room_without_a_place_are_told(
    tmp_path: Path, module: str, statement: str, told: str
) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    package = tmp_path / "src" / "als_muscle_mri"
    shutil.copytree(ROOT / "src" / "als_muscle_mri", package)
    with (package / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{statement}\n")
    done = lint(tmp_path)
    assert done.returncode != 0
    assert told in " ".join(done.stdout.split())
