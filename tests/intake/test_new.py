"""The forms of a new cohort."""

from pathlib import Path

import openpyxl
import pytest
import yaml
from inputs.small_study import MUSCLES

from als_muscle_mri.cli import main
from als_muscle_mri.inputs import ALSFRS_ITEMS, COHORT_SCHEMAS, SETTING_NAMES, InputError, Settings
from als_muscle_mri.inputs.cohort_file import CohortDescription, read_cohort_file
from als_muscle_mri.inputs.schemas import column_names
from als_muscle_mri.inputs.settings import allowed_values, as_yaml, default_value
from als_muscle_mri.intake.form import FILES, fields_of, sheet_of
from als_muscle_mri.intake.new import new_cohort
from als_muscle_mri.intake.target import cohort_name


def test_every_file_is_there(made: Path) -> None:
    names = {path.name for path in made.iterdir()}
    assert names == {*COHORT_SCHEMAS, "cohort.yml", "mine.xlsx"}
    assert not list(made.parent.glob(".new-*"))


def test_cohort_yml_is_valid_and_holds_the_defaults(made: Path) -> None:
    read = read_cohort_file(
        made / "cohort.yml", {}, MUSCLES + list(default_value("emg_thresholds_ms"))
    )
    assert read.problems == ()
    assert read.settings == Settings()
    assert read.description.title == "A small study"


def test_cohort_yml_explains_every_key(made: Path) -> None:
    text = " ".join((made / "cohort.yml").read_text().replace("#", " ").split())
    for name in CohortDescription.model_fields:
        assert f"{name}:" in text
    for name in SETTING_NAMES:
        told = f"Allowed: {allowed_values(name)}. Default: {as_yaml(default_value(name))}."
        assert " ".join(f"{Settings.model_fields[name].description} {told} {name}:".split()) in text


def test_without_words_the_check_asks_for_them(data: Path) -> None:
    folder = new_cohort("empty")
    problems = read_cohort_file(folder / "cohort.yml", {}, None).problems
    assert [(problem.column, problem.rule) for problem in problems] == [
        ("title", "a text is needed"),
        ("source", "a text is needed"),
    ]


@pytest.mark.parametrize("file", FILES)
def test_the_workbook_has_the_columns_of_each_file(made: Path, file: str) -> None:
    sheet = openpyxl.load_workbook(made / "mine.xlsx")[sheet_of(file)]
    assert [cell.value for cell in sheet[1]] == column_names(file)
    assert sheet.freeze_panes == "A2"
    for cell, field in zip(sheet[1], fields_of(file), strict=True):
        assert field.meaning in cell.comment.text
        assert field.allowed in cell.comment.text


def test_a_spreadsheet_leaves_the_id_001_as_it_is(made: Path) -> None:
    sheet = openpyxl.load_workbook(made / "mine.xlsx")[sheet_of("subjects.csv")]
    formats = [sheet.column_dimensions[letter].number_format for letter in "ABCD"]
    assert formats == ["@", "@", "@", "General"]


@pytest.mark.parametrize(
    ("file", "column", "expected"),
    [
        ("mri_ratings.csv", "muscle_id", MUSCLES),
        ("mri_ratings.csv", "mercuri_grade", [0, 1, 2, 3]),
        ("alsfrs.csv", "item", list(ALSFRS_ITEMS)),
        ("subjects.csv", "dominant_hand", ["right", "left"]),
        ("subjects.csv", "group", ["patient", "control"]),
    ],
)
def test_drop_downs_offer_the_allowed_values(
    made: Path, file: str, column: str, expected: list[str | int]
) -> None:
    book = openpyxl.load_workbook(made / "mine.xlsx")
    assert offered(book, file, column) == expected


def test_the_drop_down_of_groups_has_those_of_the_cohort_and_takes_others(made: Path) -> None:
    """A group that is named in cohort.yml later can be typed: Excel warns and lets it pass."""
    described = yaml.safe_load((made / "cohort.yml").read_text(encoding="utf-8"))
    book = openpyxl.load_workbook(made / "mine.xlsx")
    assert offered(book, "subjects.csv", "group") == list(described["groups"])
    styles = {
        str(rule.sqref)[0]: rule.errorStyle
        for rule in book["subjects"].data_validations.dataValidation
    }
    assert styles["B"] == "warning"
    assert set(styles.values()) - {styles["B"]} <= {"stop", None}


def offered(book: openpyxl.Workbook, file: str, column: str) -> list[str | int]:
    sheet = book[sheet_of(file)]
    letter = openpyxl.utils.get_column_letter(column_names(file).index(column) + 1)
    found = [
        rule for rule in sheet.data_validations.dataValidation if f"{letter}2:" in str(rule.sqref)
    ]
    assert [rule.type for rule in found] == ["list"]
    name, _, cells = found[0].formula1.rpartition("!")
    rows = book[name.strip("'")][cells.replace("$", "")]
    return [row[0].value for row in rows]


def test_every_listed_value_is_allowed_in_excel(made: Path) -> None:
    book = openpyxl.load_workbook(made / "mine.xlsx")
    for file in FILES:
        for field in fields_of(file, MUSCLES):
            if field.choices:
                assert [str(v) for v in offered(book, file, field.name)] == list(field.choices)


def test_provenance_has_a_row_for_every_column(made: Path) -> None:
    lines = (made / "provenance.csv").read_text().splitlines()
    assert len(lines) == 1 + sum(len(column_names(file)) for file in FILES[:-1])
    assert lines[1] == "subjects.csv,subject_id,simulated,Written for the tests.,"


def test_nothing_is_overwritten(made: Path) -> None:
    before = {path: path.read_bytes() for path in made.iterdir()}
    with pytest.raises(InputError, match='"data/mine" is not allowed; it is there already'):
        new_cohort("data/mine")
    assert {path: path.read_bytes() for path in made.iterdir()} == before


def test_a_fault_leaves_nothing_behind(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("als_muscle_mri.intake.new.write_workbook", full)
    with pytest.raises(OSError, match="no space left"):
        new_cohort("data/mine")
    assert [path.name for path in data.iterdir()] == ["atlas.csv"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("../mine", "holds .."),
        ("data/../../mine", "holds .."),
        ("/tmp/mine", "right below"),
        ("data/a/mine", "right below"),
        ("data/Mine", "lower-case"),
        ("", "lower-case"),
        ("mine.csv", "lower-case"),
    ],
)
def test_other_places_are_refused(data: Path, given: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        new_cohort(given)
    assert [path.name for path in data.iterdir()] == ["atlas.csv"]


def test_a_link_is_refused(data: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (data / "mine").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match="symbolic link"):
        new_cohort("data/mine")


@pytest.mark.parametrize("given", ["mine", "data/mine", "./data/mine/", "data/mine/."])
def test_a_name_or_a_path(data: Path, given: str) -> None:
    assert cohort_name(given) == "mine"


def test_the_command(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "data/mine", "--title", "Ours"]) == 0
    assert "mine.xlsx" in capsys.readouterr().out
    assert "title: Ours" in (data / "mine" / "cohort.yml").read_text()
    assert main(["new", "data/mine"]) == 2
    assert "there already" in capsys.readouterr().err


SHOULDER = """muscle_id,name,region,body_segment,mri_series
supraspinatus,Supraspinatus,rotator_cuff,shoulder,shoulder
deltoid,Deltoid,deltoid,shoulder,shoulder
"""


def test_forms_follow_an_atlas_of_the_cohort_s_own(data: Path, tmp_path: Path) -> None:
    (tmp_path / "shoulder.csv").write_text(SHOULDER, encoding="utf-8")
    words = {"title": "Shoulders", "source": "A hospital", "status": "published"}
    folder = new_cohort("shoulders", words, atlas=tmp_path / "shoulder.csv")
    assert (folder / "atlas.csv").read_text(encoding="utf-8") == SHOULDER
    read = read_cohort_file(folder / "cohort.yml", {}, ["supraspinatus", "deltoid"])
    assert read.problems == ()
    book = openpyxl.load_workbook(folder / "shoulders.xlsx")
    texts = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "supraspinatus" in texts
    assert "tibialis_anterior" not in texts


def test_cut_offs_of_muscles_that_the_atlas_has_are_kept(data: Path, tmp_path: Path) -> None:
    leg = "tibialis_anterior,Tibialis anterior,calf,calf,legs\n"
    (tmp_path / "mixed.csv").write_text(SHOULDER + leg, encoding="utf-8")
    folder = new_cohort("mixed", atlas=tmp_path / "mixed.csv")
    given = yaml.safe_load((folder / "cohort.yml").read_text(encoding="utf-8"))["parameters"]
    assert given["emg_thresholds_ms"] == {"tibialis_anterior": [10, 12.5, 15]}


def test_a_bad_atlas_makes_nothing(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.csv").write_text(SHOULDER.replace("deltoid,D", "Deltoid!,D"), encoding="utf-8")
    assert main(["new", "data/bad", "--atlas", str(tmp_path / "bad.csv")]) == 2
    assert "a muscle id is made of lower-case letters" in capsys.readouterr().err
    assert main(["new", "data/bad", "--atlas", str(tmp_path / "none.csv")]) == 2
    assert "none.csv" in capsys.readouterr().err
    assert not list(data.glob("*bad*"))
    assert not list(data.glob(".new-*"))
