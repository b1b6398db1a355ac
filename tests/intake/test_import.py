"""A filled workbook becomes the CSV files, and every change is told."""

import shutil
import unicodedata
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from inputs.small_study import FILES as TEXTS
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from als_muscle_mri.cli import main
from als_muscle_mri.inputs import COHORT_SCHEMAS, InputError
from als_muscle_mri.intake.form import FILES
from als_muscle_mri.intake.importing import import_cohort
from als_muscle_mri.intake.new import new_cohort
from als_muscle_mri.intake.told import told
from intake.books import fill, rows_of, spoil, typed

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def filled(forms: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of a new cohort, filled with the small study; tests take a copy."""
    return fill(Path(shutil.copy(forms / "mine.xlsx", tmp_path_factory.mktemp("filled"))))


@pytest.fixture
def book(filled: Path, made: Path, tmp_path: Path) -> Path:
    """A filled workbook, and the folder it is meant for."""
    (made / "cohort.yml").write_text(TEXTS["cohort.yml"], encoding="utf-8")
    return Path(shutil.copy(filled, tmp_path / "book.xlsx"))


def refusal(book: Path, *arguments: object, **options: object) -> str:
    """The message of an import that is refused, and nothing is written."""
    folder = Path("data/mine")
    before = {path: path.read_bytes() for path in folder.glob("*")}
    with pytest.raises(InputError) as caught:
        import_cohort(book, folder, *arguments, **options)
    assert {path: path.read_bytes() for path in folder.glob("*")} == before
    assert sorted(path.name for path in Path("data").iterdir()) == ["atlas.csv", "mine"]
    return str(caught.value)


def numbers(text: str) -> list[list[object]]:
    return [[typed(cell) for cell in row] for row in rows_of(text)]


def test_from_new_to_the_check(book: Path, made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(book), "data/mine"]) == 0
    assert "A small study (mine): no problems found" in capsys.readouterr().out
    for file in COHORT_SCHEMAS:
        assert numbers((made / file).read_text()) == numbers(TEXTS[file])
    assert main(["check", "data/mine"]) == 0


def test_the_reference_cohort_survives_the_round_trip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    shutil.copy(ROOT / "data" / "atlas.csv", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    original = ROOT / "data" / "pavia-2018"
    folder = new_cohort("pavia")
    texts = {file: (original / file).read_text(encoding="utf-8") for file in FILES}
    imported = import_cohort(fill(folder / "pavia.xlsx", texts), "pavia")
    for file in FILES:
        assert numbers((folder / file).read_text()) == numbers(texts[file]), file
    assert imported.changes == ()


def test_a_missing_folder_is_made(book: Path, data: Path) -> None:
    import_cohort(book, "data/another")
    assert (data / "another" / "cohort.yml").is_file()
    assert (data / "another" / "strength.csv").read_text() == TEXTS["strength.csv"]


@pytest.mark.parametrize(
    ("sheet", "cell", "typed_in", "file", "change"),
    [
        ("subjects", "C2", "M ", "subjects.csv", ("sex", "spaces removed", "M ", "M")),
        ("subjects", "C2", "\u00a0male", "subjects.csv", ("sex", "allowed spelling", "\u00a0male", "M")),
        ("subjects", "B2", "Patients", "subjects.csv", ("group", "allowed spelling", "Patients", "patient")),
        ("subjects", "L2", "Right", "subjects.csv", ("dominant_hand", "allowed spelling", "Right", "right")),
        ("subjects", "G3", "Probable", "subjects.csv", ("el_escorial", "allowed spelling", "Probable", "probable")),
        ("subjects", "D2", "60,5", "subjects.csv", ("age_at_enrolment_years", "decimal comma", "60,5", "60.5")),
        ("mri_ratings", "A2", "p1", "mri_ratings.csv", ("subject_id", "allowed spelling", "p1", "P1")),
        ("mri_ratings", "C2", "First dorsal interosseous", "mri_ratings.csv",
         ("muscle_id", "allowed spelling", "First dorsal interosseous", "first_dorsal_interosseous")),
        ("mri_ratings", "G2", "Yes", "mri_ratings.csv", ("atrophy", "allowed spelling", "Yes", "yes")),
        ("mri_ratings", "G2", True, "mri_ratings.csv", ("atrophy", "allowed spelling", "TRUE", "yes")),
        ("mri_ratings", "F2", "0.0", "mri_ratings.csv", ("mercuri_grade", "zero decimals dropped", "0.0", "0")),
    ],
)  # fmt: skip
def test_a_variant_is_mended_and_told(
    book: Path, made: Path, sheet: str, cell: str, typed_in: object, file: str, change: tuple
) -> None:
    imported = import_cohort(spoil(book, sheet, cell, typed_in), "data/mine")
    column, what, before, after = change
    (found,) = imported.changes
    assert (found.file, found.column, found.what, found.cells) == (file, column, what, 1)
    assert found.examples == ((before, after),)
    assert numbers((made / file).read_text()) == numbers(TEXTS[file])
    row = [part.strip() for part in told(imported).splitlines()[1].split("  ") if part]
    assert row[:4] == [file, column, "1", what]


@pytest.mark.parametrize(
    ("sheet", "cell", "typed_in", "told_"),
    [
        ("subjects", "C2", "mail", 'sheet subjects, row 2, column sex: "mail" is not allowed; sex of subjects.csv: sex is M or F'),
        ("subjects", "D2", "1,234", "row 2, column age_at_enrolment_years: \"1,234\" is not allowed; the mark in the number may separate decimals or thousands"),
        ("subjects", "D2", "NA", "an age lies between 0 and 120 years"),
        ("subjects", "B2", None, "row 2, column group: empty, but a value is needed"),
        ("mri_ratings", "C2", "tibialis_anteriro", "The nearest known name is tibialis_anterior"),
        ("mri_ratings", "A2", "P9", "row 2, column subject_id"),
        ("mri_ratings", "F2", 4, "Mercuri grades are 0, 1, 2 or 3"),
        ("subjects", "M1", "eyes", "no such column is known"),
        ("subjects", "M1", "Date of birth", "the column looks like a date of birth"),
        ("subjects", "M2", "x", "column M has values and no name in the header"),
        ("subjects", "B1", "sex", "the column stands twice in the header"),
        ("subjects", "B1", None, "column B has values and no name"),
        ("subjects", "I2", "LMN\u202e arms", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("subjects", "I2", "LMN\u200b", "U+200B ZERO WIDTH SPACE"),
        ("subjects", "A2", "P1\u200f", "U+200F RIGHT-TO-LEFT MARK"),
        ("subjects", "I2", "born 3.4.1950", "this looks like a date of birth"),
        ("provenance", "E2", "ask a.b@clinic.org", "this looks like an e-mail address"),
    ],
)  # fmt: skip
def test_what_would_be_a_guess_is_a_problem(
    book: Path, sheet: str, cell: str, typed_in: object, told_: str
) -> None:
    message = refusal(spoil(book, sheet, cell, typed_in))
    assert told_ in message


def test_personal_data_are_not_repeated(book: Path) -> None:
    message = refusal(spoil(book, "subjects", "I2", "Mr Rossi"))
    assert "the name of a person" in message
    assert "Rossi" not in message


def test_a_date_typed_for_a_number_is_refused(book: Path) -> None:
    opened = openpyxl.load_workbook(book)
    opened["subjects"]["D2"] = pd.Timestamp("2018-03-05").to_pydatetime()
    opened.save(book)
    told = refusal(book)
    assert 'row 2, column age_at_enrolment_years: "(not shown)" is not allowed' in told
    assert "2018" not in told


def test_a_name_in_a_column_of_grades_is_not_repeated(book: Path) -> None:
    spoil(book, "mri_ratings", "F2", "Mario Rossi")
    spoil(book, "strength", "D2", "=CONCATENATE(Rossi)")
    told = refusal(book)
    assert 'sheet mri_ratings, row 2, column mercuri_grade: "(not shown)" is not allowed' in told
    assert "row 2, column D" in told
    assert "only values are read, and this is a formula" in told
    assert "Rossi" not in told


def test_an_accent_may_be_a_letter_or_a_mark_after_it(book: Path, data: Path) -> None:
    atlas = (data / "atlas.csv").read_text(encoding="utf-8")
    (data / "atlas.csv").write_text(atlas.replace("Iliacus", "Ilíaco"), encoding="utf-8")
    spoil(book, "mri_ratings", "C2", unicodedata.normalize("NFD", "Ilíaco"))
    import_cohort(book, "data/mine")
    assert "P1,right,iliacus,R1,1,0,yes" in (data / "mine" / "mri_ratings.csv").read_text()


def test_many_formulas_are_told_in_few_lines(book: Path) -> None:
    opened = openpyxl.load_workbook(book)
    for row in range(2, 30):
        opened["mri_ratings"][f"F{row}"] = "=1+1"
    opened.save(book)
    lines = refusal(book).splitlines()
    assert lines[0] == "28 problems in book.xlsx:"
    assert lines[1] == (
        'book.xlsx, sheet mri_ratings, row 2, column F: "=1+1" is not allowed; only values are '
        "read, and this is a formula. Fix: Replace the formula by its value (copy, paste special, "
        "values)."
    )
    assert lines[4:] == [
        "book.xlsx, sheet mri_ratings, column F: and 25 more like this, on rows 5 to 29."
    ]


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        (ArrayFormula("D2", "=SUM(E2:F2)"), '"=SUM(E2:F2)"'),
        (DataTableFormula("D2:D3"), '"(not shown)"'),
    ],
)
def test_a_formula_that_fills_a_range(book: Path, formula: object, told: str) -> None:
    message = refusal(spoil(book, "subjects", "D2", formula))
    assert f"row 2, column D: {told} is not allowed; only values are read" in message


def test_a_column_that_stands_twice_but_for_capitals(book: Path) -> None:
    told = refusal(spoil(book, "subjects", "M1", "SEX")).splitlines()
    assert told[1:] == [
        f"book.xlsx, sheet subjects, row 1, column {name}: the column stands twice in the header. "
        "Fix: Remove one of them or give it its own name."
        for name in ("sex", "SEX")
    ]


def test_a_sheet_that_stands_twice_but_for_blanks(book: Path) -> None:
    opened = openpyxl.load_workbook(book)
    opened.copy_worksheet(opened["strength"]).title = "Strength "
    opened.save(book)
    assert "book.xlsx: two sheets are named strength, but for capitals or blanks." in refusal(book)


def test_what_is_hidden_is_read(book: Path) -> None:
    plain = import_cohort(book, "data/mine").rows
    opened = openpyxl.load_workbook(book)
    opened["strength"].sheet_state = "hidden"
    opened["subjects"].row_dimensions[3].hidden = True
    opened["subjects"].column_dimensions["C"].hidden = True
    opened.save(book)
    assert import_cohort(book, "data/mine").rows == plain


def test_a_row_of_blanks_is_no_row(book: Path) -> None:
    spoil(book, "subjects", "C9", "  ")
    assert import_cohort(book, "data/mine").rows["subjects.csv"] == 4


def test_a_header_further_down_is_named_by_its_row(book: Path) -> None:
    opened = openpyxl.load_workbook(book)
    opened["strength"].insert_rows(1, amount=2)
    opened["strength"]["D3"] = "mrc"
    opened.save(book)
    told = refusal(book)
    assert "sheet strength, row 3, column mrc: no such column is known" in told
    assert "sheet strength, row 3, column mrc_grade: the column is missing" in told


def test_all_problems_come_at_once(book: Path) -> None:
    spoil(book, "subjects", "C2", "Mail")
    spoil(book, "strength", "D2", 7)
    assert refusal(book).startswith("2 problems in book.xlsx:")


def test_sheets_that_are_none(book: Path) -> None:
    opened = openpyxl.load_workbook(book)
    opened["strength"].title = "strenght"
    opened.save(book)
    assert "the sheet 'strenght' is none of this form. Fix: Name it strength." in refusal(book)


def test_no_sheet_of_subjects(book: Path) -> None:
    opened = openpyxl.load_workbook(book)
    del opened["subjects"]
    opened.save(book)
    assert "there is no sheet subjects" in refusal(book)


def test_a_file_without_a_sheet_stays_as_it_is(book: Path, made: Path) -> None:
    opened = openpyxl.load_workbook(book)
    del opened["muaps"]
    opened.save(book)
    before = (made / "muaps.csv").read_bytes()
    assert "muaps.csv" not in import_cohort(book, "data/mine").rows
    assert (made / "muaps.csv").read_bytes() == before


def test_data_are_not_overwritten_unasked(book: Path, made: Path) -> None:
    import_cohort(book, "data/mine")
    import_cohort(book, "data/mine")  # The same again loses nothing.
    spoil(book, "strength", "D2", 3)
    assert "strength.csv: it holds data already" in refusal(book)
    import_cohort(book, "data/mine", replace=True)
    assert (made / "strength.csv").read_text().splitlines()[1].endswith(",3")


def test_forms_saved_by_a_spreadsheet_program_are_still_empty(book: Path, made: Path) -> None:
    for path in made.glob("*.csv"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert import_cohort(book, "data/mine").rows["strength.csv"] == 2


def test_data_in_another_encoding_are_not_overwritten(book: Path, made: Path) -> None:
    (made / "strength.csv").write_bytes("subject_id\nPén".encode("cp1252"))
    assert "strength.csv: it holds data already" in refusal(book)


def test_a_completed_provenance_is_not_overwritten(book: Path, made: Path) -> None:
    text = (made / "provenance.csv").read_text()
    (made / "provenance.csv").write_text(text.replace("tests.,", "tests.,by hand", 1))
    assert "provenance.csv: it holds data already" in refusal(book)


def test_a_full_disk_leaves_every_file_as_it_was(
    book: Path, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path: path.read_bytes() for path in made.iterdir()}

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("als_muscle_mri.intake.importing.replace_all", full)
    with pytest.raises(OSError, match="no space left"):
        import_cohort(book, "data/mine")
    assert {path: path.read_bytes() for path in made.iterdir()} == before
    assert sorted(path.name for path in made.parent.iterdir()) == ["atlas.csv", "mine"]


def test_rows_that_disagree_are_for_the_check(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(spoil(book, "alsfrs", "C2", 1)), "data/mine"]) == 2
    printed = capsys.readouterr()
    assert "written to" in printed.out
    assert "the total is the sum of the twelve items" in printed.err


def test_an_empty_form_is_told_to_be_empty(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(made / "mine.xlsx"), "data/mine"]) == 2
    assert "subjects.csv: the file has no row" in capsys.readouterr().err


def test_a_cohort_may_have_an_atlas_of_its_own(book: Path, made: Path) -> None:
    atlas = Path("data/atlas.csv").read_text(encoding="utf-8")
    (made / "atlas.csv").write_text(atlas + "soleus,Soleus,posterior_calf,calf,lower_limb\n")
    import_cohort(spoil(book, "mri_ratings", "C2", "Soleus"), "data/mine")
    assert "P1,right,soleus,R1,1" in (made / "mri_ratings.csv").read_text()


def test_a_point_before_three_digits_is_a_decimal_point(book: Path, made: Path) -> None:
    done = import_cohort(spoil(book, "muaps", "E2", "10.125"), "data/mine")
    assert pd.read_csv(made / "muaps.csv")["duration_ms"].iloc[0] == 10.125
    assert "10.125" not in told(done)


@pytest.mark.parametrize("other", ["Soleus", "SOLEUS"])
@pytest.mark.parametrize("first", ["soleus", "soleus_medial"])
def test_a_name_that_two_muscles_share_is_not_guessed(
    book: Path, made: Path, first: str, other: str
) -> None:
    atlas = Path("data/atlas.csv").read_text(encoding="utf-8")
    muscles = ((first, "Soleus"), ("soleus_lateral", other))
    rows = (f"{muscle},{name},posterior_calf,calf,lower_limb\n" for muscle, name in muscles)
    (made / "atlas.csv").write_text(atlas + "".join(rows))
    message = refusal(spoil(book, "mri_ratings", "C2", "Soleus"))
    assert message.startswith("1 problem in book.xlsx")
    assert "row 2, column muscle_id" in message


@pytest.mark.parametrize("name", ["Rossi Mario", "visit two"])
def test_workbooks_and_sheets_named_for_a_person_are_not_named(book: Path, name: str) -> None:
    opened = openpyxl.load_workbook(book)
    opened.create_sheet(name)["A1"] = "x"
    opened["subjects"]["C2"] = "?"
    opened.save(book)
    text = refusal(book.rename(book.with_name(f"{name}.xlsx")))
    assert "Rossi" not in text
    told = "(not shown)" if "Rossi" in name else name
    assert f"the sheet '{told}' is none of this form" in text
    assert f"{told}.xlsx, sheet subjects, row 2, column sex" in text
