"""What a spreadsheet program saves, as against what openpyxl writes, comes in as well."""

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from inputs.small_study import MUSCLES

from als_muscle_mri.intake.form import FILES, fields_of, sheet_of
from als_muscle_mri.intake.importing import import_cohort
from intake.books import fill

OFFICE = shutil.which("soffice")


@pytest.fixture(scope="module")
def saved(forms: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small study, opened by LibreOffice and saved again."""
    if OFFICE is None:
        pytest.skip("LibreOffice (soffice) is not on the PATH")
    folder = tmp_path_factory.mktemp("office")
    book = fill(Path(shutil.copy(forms / "mine.xlsx", folder / "book.xlsx")))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        OFFICE,
        profile,
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        "saved",
        book.name,
    ]
    subprocess.run(command, cwd=folder, capture_output=True, check=False)
    if not (folder / "saved" / "book.xlsx").is_file():
        pytest.skip("this LibreOffice has no Calc")
    return folder / "saved" / "book.xlsx"


def test_the_same_files_come_out(saved: Path, forms: Path, data: Path) -> None:
    as_written = fill(Path(shutil.copy(forms / "mine.xlsx", data.parent / "written.xlsx")))
    first = import_cohort(as_written, "data/first").folder
    second = import_cohort(saved, "data/second").folder
    for file in FILES:
        assert (first / file).read_bytes() == (second / file).read_bytes(), file


def test_the_drop_downs_and_notes_are_understood(saved: Path) -> None:
    book = openpyxl.load_workbook(saved)
    for file in FILES:
        sheet = book[sheet_of(file)]
        listed = sum(rule.type == "list" for rule in sheet.data_validations.dataValidation)
        fields = fields_of(file, MUSCLES)
        asked = [field for field in fields if field.choices]
        assert listed >= len({field.choices for field in asked}), file
        assert all(cell.comment for cell in sheet[1][: len(fields)]), file
