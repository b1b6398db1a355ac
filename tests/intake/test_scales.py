"""Forms and imports of a cohort that is graded on another scale."""

from pathlib import Path

import openpyxl
import pytest

from als_muscle_mri.cli import main
from als_muscle_mri.inputs import MERCURI, SCALES, InputError, read_scale
from als_muscle_mri.inputs.scale_key import given_scale
from als_muscle_mri.intake.column_map import read_map
from als_muscle_mri.intake.form import atlas_muscles, fields_of
from als_muscle_mri.intake.importing import import_cohort
from als_muscle_mri.intake.new import new_cohort
from als_muscle_mri.intake.template import provenance_rows

OWN = "{name: Lamminen, column: lamminen_grade, grades: {0: normal, 1: traces, 2: half, 3: all}}"
SUBJECT = ["S1", "patient", "M", 60, 59, 7, "definite", "spinal", "", 3, "", "right"]


@pytest.fixture
def folder(data: Path) -> Path:
    """A new cohort on the Goutallier scale, empty."""
    return new_cohort("mine", {"title": "T", "source": "S"}, SCALES["goutallier"])


def filled(folder: Path, grade: int, column: str = "") -> Path:
    """Its workbook with one reading."""
    path = folder / "mine.xlsx"
    book = openpyxl.load_workbook(path)
    book["subjects"].append(SUBJECT)
    sheet = book["mri_ratings"]
    sheet.append(["S1", "right", "iliacus", "R1", 1, grade, "no"])
    if column:
        sheet.cell(1, 6).value = column
    for row in book["provenance"].iter_rows(min_row=2):
        row[2].value, row[3].value = "published", "ours"
    book.save(path)
    return path


def test_every_form_has_the_column_of_the_scale(folder: Path) -> None:
    head = (folder / "mri_ratings.csv").read_text(encoding="utf-8")
    assert head == "subject_id,side,muscle_id,rater,session,goutallier_grade,atrophy\n"
    assert "mri_ratings.csv,goutallier_grade," in (folder / "provenance.csv").read_text()
    assert read_scale("mine") == SCALES["goutallier"]
    text = (folder / "cohort.yml").read_text(encoding="utf-8")
    assert "\ngrading_scale: goutallier\n" in text
    assert "\n  fat_share_cutoffs: []\n" in text


def test_the_workbook_offers_the_grades_of_the_scale(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "mine.xlsx")
    sheet = book["mri_ratings"]
    assert sheet["F1"].value == "goutallier_grade"
    assert "4 more fat than muscle" in sheet["F1"].comment.text
    (rule,) = [r for r in sheet.data_validations.dataValidation if "F2" in str(r.sqref)]
    assert rule.error == "Goutallier grades are 0, 1, 2, 3 or 4."
    sheet_name, cells = rule.formula1.replace("$", "").split("!")
    values = [row[0].value for row in book[sheet_name.strip("'")][cells]]
    assert values == [0, 1, 2, 3, 4]


def test_grades_that_do_not_begin_at_0_are_offered(data: Path) -> None:
    fields = {field.name: field for field in fields_of("mri_ratings.csv", (), SCALES["lamminen"])}
    assert fields["lamminen_grade"].choices == ("1", "2", "3", "4")
    assert fields["lamminen_grade"].allowed == "whole number, 1 to 4"


def test_from_new_to_the_import(folder: Path) -> None:
    imported = import_cohort(filled(folder, 4), folder)
    assert imported.rows["mri_ratings.csv"] == 1
    assert "S1,right,iliacus,R1,1,4,no" in (folder / "mri_ratings.csv").read_text()


@pytest.mark.parametrize(
    ("grade", "column", "said"),
    [
        (5, "", "Goutallier grades are 0, 1, 2, 3 or 4"),
        (3, "mercuri_grade", "these are Mercuri grades, and muscles of this cohort are graded on"),
        (3, "goutalier_grade", "The nearest known name is goutallier_grade"),
    ],
)
def test_what_does_not_fit_the_scale_is_refused(
    folder: Path, grade: int, column: str, said: str
) -> None:
    before = {path.name: path.read_bytes() for path in folder.glob("*.csv")}
    with pytest.raises(InputError, match=said):
        import_cohort(filled(folder, grade, column), folder)
    assert {path.name: path.read_bytes() for path in folder.glob("*.csv")} == before


def test_a_column_map_knows_the_scale(folder: Path, tmp_path: Path) -> None:
    columns = "{subject_id: id, side: s, muscle_id: m, rater: r, session: n, atrophy: a, %s: g}"
    text = "files:\n  mri_ratings.csv:\n    columns: " + columns
    path = tmp_path / "map.yml"
    path.write_text(text % "goutallier_grade", encoding="utf-8")
    plan = read_map(path, atlas_muscles(), SCALES["goutallier"])
    assert "goutallier_grade" in plan.files["mri_ratings.csv"].columns
    with pytest.raises(InputError, match=r"no such column is in mri_ratings\.csv.* by --scale"):
        read_map(path, atlas_muscles(), MERCURI)
    recoded = columns.replace("%s: g", "goutallier_grade: {from: g, values: {worst: 4, x: 5}}")
    path.write_text("files:\n  mri_ratings.csv:\n    columns: " + recoded, encoding="utf-8")
    with pytest.raises(InputError, match="'5' is no value of goutallier_grade"):
        read_map(path, atlas_muscles(), SCALES["goutallier"])


def test_the_command_makes_a_cohort_on_a_scale_of_the_teams_own(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", "data/mine", "--scale", OWN]) == 0
    assert read_scale("mine") == given_scale(OWN)
    assert main(["new", "data/other", "--scale", "goutalier"]) == 2
    assert "The nearest known name is goutallier." in capsys.readouterr().err
    assert not Path("data/other").exists()


@pytest.mark.parametrize("option", [[], ["--scale", "goutallier"], ["--scale", "lamminen"]])
def test_an_import_into_a_new_folder_takes_the_scale_it_is_given(
    folder: Path, option: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    source = str(filled(folder, 4))
    done = main(["import", source, "data/fresh", *option])
    told = capsys.readouterr()
    if option[-1:] == ["goutallier"]:
        assert "written to" in told.out
        assert read_scale("fresh") == SCALES["goutallier"]
        assert (Path("data/fresh") / "mri_ratings.csv").read_text().endswith("iliacus,R1,1,4,no\n")
    else:
        assert done == 2
        assert "these are Goutallier grades" in told.err
        assert "for a folder that is not there yet by --scale" in told.err
        assert not Path("data/fresh").exists()


def test_a_scale_that_is_not_the_cohorts_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(filled(folder, 4)), "data/mine", "--scale", "mercuri"]) == 2
    said = "by cohort.yml of mine muscles are graded on the Goutallier scale"
    assert said in capsys.readouterr().err
    given = import_cohort(filled(folder, 4), folder, scale=SCALES["goutallier"])
    assert given.rows["mri_ratings.csv"] == 2


def test_the_forms_of_the_default_scale_stay_as_they_were(data: Path) -> None:
    folder = new_cohort("mine")
    assert "\n# grading_scale:\n" in (folder / "cohort.yml").read_text(encoding="utf-8")
    assert "mercuri_grade" in (folder / "mri_ratings.csv").read_text(encoding="utf-8")
    assert provenance_rows() == provenance_rows(scale=MERCURI)
