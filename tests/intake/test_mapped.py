"""Exports of other systems, read by a column map."""

import datetime
import re
import shutil
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from als_muscle_mri.inputs import InputError
from als_muscle_mri.intake.cells import Change, Rules, read_cell, read_column, summed
from als_muscle_mri.intake.dates import DAYS_A_YEAR, read_date, time_between
from als_muscle_mri.intake.form import fields_of
from als_muscle_mri.intake.importing import Imported, import_cohort
from als_muscle_mri.intake.told import told

MAP = """\
delimiter: ";"
decimal: ","
missing: [NA, "-99"]
dates: day-first
files:
  subjects.csv:
    where: {redcap_repeat_instrument: ""}
    columns:
      subject_id: record_id
      group: {from: arm, values: {1: patient, 2: control}}
      sex: {from: sex, values: {1: M, 2: F}}
      age_at_enrolment_years: {years_between: [dob, visit]}
      months_onset_to_diagnosis: {months_between: [onset, diagnosis]}
      umn_score: umn
      dominant_hand: hand
  mri_ratings.csv:
    where: {redcap_repeat_instrument: ""}
    columns:
      subject_id: record_id
      mercuri_grade: {pattern: "mri_{side}_{muscle_id}_{rater}_{session}"}
      atrophy: {pattern: "atr_{side}_{muscle_id}_{rater}_{session}", values: {1: yes, 0: no}}
    names:
      side: {r: right, l: left}
      muscle_id: {ta: tibialis_anterior, fdi: first_dorsal_interosseous}
  muaps.csv:
    where: {redcap_repeat_instrument: emg}
    columns:
      subject_id: record_id
      side: {constant: right}
      muscle_id: emg_muscle
      muap: redcap_repeat_instance
      duration_ms: emg_ms
"""
HEAD = (
    "record_id;redcap_repeat_instrument;redcap_repeat_instance;arm;sex;dob;visit;onset;diagnosis;"
    "umn;hand;mri_r_ta_R1_1;mri_l_ta_R1_1;mri_r_fdi_R1_1;atr_r_ta_R1_1;atr_l_ta_R1_1;"
    "atr_r_fdi_R1_1;emg_muscle;emg_ms;full_name"
)
ROWS = (
    "P1;;;1;1;05.03.1950;05.03.2018;01.01.2017;01.08.2017;13,0;Right ;2;1;;1;0;;;;Rossi",
    "P1;emg;1;;;;;;;;;;;;;;;Tibialis anterior;10,5;",
    "P1;emg;2;;;;;;;;;;;;;;;tibialis_anterior;11;",
    "C1;;;2;2;13.4.1960;NA;;;;-99;0;;0;0;;0;;;Verdi",
)
EXPECTED = {
    "subjects.csv": ["P1,patient,M,68,,7,,,,13,,right", "C1,control,F,,,,,,,,,"],
    "mri_ratings.csv": [
        "P1,left,tibialis_anterior,R1,1,1,no",
        "P1,right,tibialis_anterior,R1,1,2,yes",
        "C1,right,first_dorsal_interosseous,R1,1,0,no",
        "C1,right,tibialis_anterior,R1,1,0,no",
    ],
    "muaps.csv": ["P1,right,tibialis_anterior,1,10.5", "P1,right,tibialis_anterior,2,11"],
}


class Export:
    """An export with its column map, and means to change them."""

    def __init__(self, folder: Path) -> None:
        self.map, self.csv = folder / "map.yml", folder / "export.csv"
        self.map.write_text(MAP)
        self.csv.write_text("\n".join([HEAD, *ROWS]) + "\n", encoding="utf-8")

    def edit(self, path: Path, old: str, new: str) -> None:
        text = path.read_text(encoding="utf-8")
        assert text.count(old) >= 1
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def take(self) -> Imported:
        return import_cohort(self.csv, "data/mine", self.map)

    def refusal(self) -> str:
        with pytest.raises(InputError) as caught:
            self.take()
        assert [path.name for path in Path("data").iterdir()] == ["atlas.csv"]
        return str(caught.value)


@pytest.fixture
def export(data: Path, tmp_path: Path) -> Export:
    return Export(tmp_path)


def body(file: str) -> list[str]:
    return Path("data/mine", file).read_text(encoding="utf-8").splitlines()[1:]


def check_files() -> None:
    for file, rows in EXPECTED.items():
        assert sorted(body(file)) == sorted(rows), file


def test_a_redcap_like_export(export: Export) -> None:
    imported = export.take()
    check_files()
    assert imported.rows == {file: len(rows) for file, rows in EXPECTED.items()}


def test_what_it_tells(export: Export) -> None:
    imported = export.take()
    assert imported.notes == ("export.csv: not read: full_name",)
    changed = {(change.column, change.what): change.cells for change in imported.changes}
    assert changed[("sex", "column map")] == 2
    rows = [(change.file, change.column, change.what) for change in imported.changes]
    assert len(rows) == len(set(rows))
    (atrophy,) = [c for c in imported.changes if (c.column, c.what) == ("atrophy", "column map")]
    assert (atrophy.cells, atrophy.examples) == (4, (("1", "yes"), ("0", "no")))
    assert changed[("umn_score", "decimal comma")] == 1
    assert changed[("dominant_hand", "code for a missing value")] == 1
    assert changed[("age_at_enrolment_years", "computed from dates, which are not kept")] == 1


def test_no_date_and_no_name_is_kept(export: Export) -> None:
    export.take()
    for path in Path("data/mine").glob("*.csv"):
        assert not re.search(r"19\d\d|201\d|Rossi|Verdi", path.read_text(encoding="utf-8")), path


def test_the_same_as_a_workbook(export: Export, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Baseline"
    for line in (HEAD, *ROWS):
        book.active.append([cell or None for cell in line.split(";")])
    book.create_sheet("Calculations")["A1"] = "=1+1"
    book.save(tmp_path / "export.xlsx")
    for file in EXPECTED:
        export.edit(export.map, f"  {file}:\n", f"  {file}:\n    sheet: Baseline\n")
    import_cohort(tmp_path / "export.xlsx", "data/mine", export.map)
    check_files()


def test_dates_that_a_workbook_holds_as_dates(export: Export, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(HEAD.split(";"))
    cells: list[object] = [cell or None for cell in ROWS[0].split(";")]
    cells[5:9] = [
        datetime.datetime(1950, 3, 5),
        datetime.datetime(2018, 3, 5),
        datetime.datetime(2017, 1, 1),
        datetime.datetime(2017, 8, 1),
    ]
    book.active.append(cells)
    book.save(tmp_path / "export.xlsx")
    export.edit(export.map, "dates: day-first\n", "")
    import_cohort(tmp_path / "export.xlsx", "data/mine", export.map)
    assert body("subjects.csv") == EXPECTED["subjects.csv"][:1]
    assert body("muaps.csv") == []


def test_several_sheets_and_none_named(export: Export, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "record_id"
    book.create_sheet("More")["A1"] = "x"
    book.save(tmp_path / "export.xlsx")
    export.csv = tmp_path / "export.xlsx"
    assert "no sheet is named. Fix: Write sheet: and one of Sheet, More" in export.refusal()


def test_a_date_that_can_be_read_two_ways(export: Export) -> None:
    export.edit(export.map, "dates: day-first\n", "")
    export.edit(export.csv, "05.03.1950", "05.04.1950")
    message = export.refusal()
    assert (
        'export.csv, line 2, column dob to visit: "(not shown)" is not allowed; '
        "the date can be read day first or month first. Fix: Write `dates: day-first` or" in message
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("05.03.1950", "05.03.50", "century of the year is not written. Fix: Correct it; a date is"),
        ("05.03.1950", "31.02.1950", "there is no such day"),
        ("05.03.1950", "March", "it is no date"),
        ("05.03.1950", "05.03.2020", "the second date is before the first"),
        ("P1;;;1;1", "P1;;;1;3", 'column sex: "3" is not allowed; sex of subjects.csv'),
        ("13,0", "13.0", "the decimal mark is the comma, by the column map"),
        (";2;1;;1;0;", ";7;1;;1;0;", "column mri_r_ta_R1_1: \"7\" is not allowed"),
        (";2;1;;1;0;", ";2;1;;;0;", "column atr_{side}_{muscle_id}_{rater}_{session}: empty"),
        ("P1;emg;1", "P7;emg;1", 'line 3, column record_id: "P7" is not allowed'),
        ("P1;;;1;1", ";;;1;1", "column record_id: empty, but a value is needed"),
        ("mri_l_ta_R1_1", "mri_R_TA_R1_1", "mean the same by the pattern"),
        ("record_id;", "record;", "the export has none such. Fix: The nearest known name is record."),
    ],
)  # fmt: skip
def test_what_would_be_a_guess(export: Export, old: str, new: str, told: str) -> None:
    export.edit(export.csv, old, new)
    assert told in export.refusal()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("decimal:", "decimals:", "The nearest known name is decimal."),
        ("  muaps.csv:", "  muap.csv:", "The nearest known name is muaps.csv."),
        ("      umn_score: umn", "      umn_scor: umn", "The nearest known name is umn_score."),
        ("{1: M, 2: F}", "{1: Male, 2: F}", "'Male' is no value of sex"),
        ("ta: tibialis_anterior", "ta: tibialis", "'tibialis' is no value of muscle_id"),
        ("      sex: {from: sex, values: {1: M, 2: F}}\n", "", "no origin is stated for sex"),
        ("{constant: right}", "{constant: right, from: hand}", "a column has one of from, constant"),
        ("_{rater}_{session}\"}", "_{rater}{session}\"}", "two parts of the pattern touch"),
        ("{side}_{muscle_id}_{rater}_{session}\"}", "{side}_{muscle_id}_{rater}\"}", "the patterns of a file name the same"),
        ("mri_{side}", "mr_{side}", "no column of the export follows the pattern"),
        ("[dob, visit]", "[dob]", "at least 2 items"),
        ("decimal: \",\"", "decimal: x", "input should be"),
        ("missing: [NA, \"-99\"]", "missing: NA", "line 3, key missing: a list is needed"),
        ("      sex: {from: sex, values: {1: M, 2: F}}", "      sex: [sex]", "line 11, key files.subjects.csv.columns.sex: a text or a map is needed."),
        ("decimal: \",\"", "decimal: \",\"\ndecimal: \".\"", "line 3, key decimal: the key stands twice. Fix: Keep one: the key also stands on line 2."),
        ("where: {redcap_repeat_instrument: emg}", "where: {redcap: emg}", "chosen by a column that the export does not have"),
        ("delimiter: \";\"", "delimiter: \",\"", "column B has values and no name"),
    ],
)  # fmt: skip
def test_a_map_that_is_wrong(export: Export, old: str, new: str, told: str) -> None:
    export.edit(export.map, old, new)
    message = export.refusal()
    assert told in message


@pytest.mark.parametrize("text", ["", "- a", "words"])
def test_a_map_that_is_none(export: Export, text: str) -> None:
    export.map.write_text(text)
    assert export.refusal().endswith(
        "map.yml: a map is needed. Fix: See the column map in data/README.md."
    )


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\n"])
def test_an_export_of_nothing(export: Export, content: bytes) -> None:
    export.csv.write_bytes(content)
    assert export.refusal().endswith("export.csv: the file is empty. Fix: Export it again.")


def test_a_map_names_its_line(export: Export) -> None:
    export.edit(export.map, "umn_score: umn", "umn_scor: umn")
    assert "map.yml, line 14, key files.subjects.csv.columns.umn_scor: no such column" in (
        export.refusal()
    )


def test_a_column_that_is_not_read_is_not_named_where_its_name_is_personal(export: Export) -> None:
    export.edit(export.csv, "full_name", "mario@rossi.it")
    (note,) = (note for note in export.take().notes if "not read" in note)
    assert "rossi" not in note
    assert note.endswith("(not shown)")


def test_the_delimiter_is_found_and_told(export: Export) -> None:
    export.edit(export.map, 'delimiter: ";"\n', "")
    assert "export.csv: columns separated by semicolons" in export.take().notes


def test_a_delimiter_in_doubt(export: Export) -> None:
    export.edit(export.map, 'delimiter: ";"\n', "")
    export.edit(export.csv, "full_name", '"name, full"')
    assert "commas and semicolons, and either may separate the columns" in export.refusal()


def test_by_the_map_a_comma_parts_decimals_and_no_thousands(export: Export) -> None:
    export.edit(export.csv, "Tibialis anterior;10,5;", "Tibialis anterior;10,523;")
    export.take()
    assert "P1,right,tibialis_anterior,1,10.523" in body("muaps.csv")


def test_what_the_names_of_columns_tell_is_held_to_the_rules(export: Export) -> None:
    export.edit(export.csv, "mri_r_ta_R1_1", "mri_r_ta_R1_baseline")
    export.edit(export.csv, "atr_r_ta_R1_1", "atr_r_ta_R1_baseline")
    first, second = export.refusal().splitlines()[1:]
    assert first == (
        'export.csv, column mri_r_ta_R1_baseline: "baseline" is not allowed; session of '
        "mri_ratings.csv: a session is a whole number, 1 or more. Fix: Rename the column, or say "
        "under names: of the column map what is meant."
    )
    assert second.startswith('export.csv, column atr_r_ta_R1_baseline: "baseline" is not allowed')


def test_by_the_map_a_comma_parts_nothing(export: Export) -> None:
    export.edit(export.map, 'decimal: ","', 'decimal: "."')
    export.edit(export.csv, ";13,0;", ";13.0;")
    assert 'column emg_ms: "10,5" is not allowed; duration_ms of muaps.csv' in export.refusal()


@pytest.mark.parametrize("gap", ["\t", "\n", "\r", "\r\n"])
def test_line_breaks_and_tabs_within_a_cell_become_blanks(gap: str) -> None:
    words = fields_of("subjects.csv")[8]
    assert read_cell(f"UMN{gap}right leg", words, Rules()).text == "UMN right leg"


def test_a_code_with_zero_decimals_is_the_code(export: Export) -> None:
    export.edit(export.csv, "P1;;;1;1;", "P1;;;1.0;1.00;")
    export.take()
    check_files()


def test_three_examples_of_a_change_are_told() -> None:
    pairs = tuple((f"{n},5", f"{n}.5") for n in range(4))
    (change,) = summed([Change("subjects.csv", "umn_score", "decimal comma", 4, pairs)])
    assert change.examples == pairs[:3]
    age = fields_of("subjects.csv")[3]
    column = read_column(pd.Series([old for old, _ in pairs]), age, Rules(), "book", "age")
    assert column.changes == (replace(change, column="age_at_enrolment_years"),)


@pytest.mark.parametrize(
    ("cell", "said"), [('"UMN', "unexpected end of data"), ('"UMN" left', "';' expected after")]
)
def test_a_quoted_cell_that_does_not_end_swallows_no_row(
    export: Export, cell: str, said: str
) -> None:
    export.edit(export.csv, "tibialis_anterior;11;", f"tibialis_anterior;11;{cell}")
    told = export.refusal()
    assert f"export.csv, line 4: the row that begins here is no CSV ({said}" in told


def test_a_csv_needs_a_map(export: Export) -> None:
    with pytest.raises(InputError, match="a CSV file needs a column map"):
        import_cohort(export.csv, "data/mine")


def test_latin_1_is_refused(export: Export) -> None:
    export.csv.write_bytes(export.csv.read_bytes().replace(b"Rossi", "Müller".encode("latin-1")))
    assert "export.csv, line 2: the text must be UTF-8, and the byte 0xfc" in export.refusal()
    export.map.write_bytes(export.map.read_bytes() + b"# \xe9")
    assert "map.yml, line 33: the text must be UTF-8, and the byte 0xe9" in export.refusal()


def test_personal_data_that_are_read_are_refused(export: Export) -> None:
    export.edit(export.map, "umn_score: umn", "umn_score: umn\n      involvement: full_name")
    export.edit(export.csv, "Rossi", "Mr Rossi, tel. 0382 526 378")
    message = export.refusal()
    assert "column involvement" in message
    assert "this looks like a telephone number" in message
    assert "Rossi" not in message


def test_the_example_of_the_documentation_is_a_map(data: Path, tmp_path: Path) -> None:
    text = (Path(__file__).resolve().parents[2] / "data" / "README.md").read_text(encoding="utf-8")
    example = re.search(r"```yaml\n(# A column map.*?)```", text, re.DOTALL)[1]
    (tmp_path / "map.yml").write_text(example, encoding="utf-8")
    shutil.copy(Path(__file__).resolve().parents[2] / "data" / "atlas.csv", data)
    head = ["record_id", "arm", "sex", "dob", "visit", "mri_r_ta_R1_1", "atr_r_ta_R1_1"]
    row = ["P1", "1", "2", "05.03.1950", "05.03.2018", "2", "1"]
    (tmp_path / "export.csv").write_text(";".join(head) + "\n" + ";".join(row) + "\n")
    import_cohort(tmp_path / "export.csv", "data/mine", tmp_path / "map.yml")
    assert body("mri_ratings.csv") == ["P1,right,tibialis_anterior,R1,1,2,yes"]
    assert body("subjects.csv") == ["P1,patient,F,68,,,,,,,,"]


@given(
    st.dates(),
    st.sampled_from(["{0.day}.{0.month}.{0.year:04}", "{0.day:02}/{0.month:02}/{0.year:04}"]),
)
def test_day_first_dates_come_back(day: object, form: str) -> None:
    for clock in ("", " 09:15", "  23:59:59.5", "T00:00"):
        assert read_date(form.format(day) + clock, "day-first") == day
        assert read_date(f"{day}{clock}") == day


@pytest.mark.parametrize(
    "text", ["2018-03-05 morning", "2018-03-05 9", "09:15", "2018-03-05,09:15"]
)
def test_what_follows_a_date_is_a_time_of_day_or_nothing(text: str) -> None:
    with pytest.raises(ValueError, match="it is no date"):
        read_date(text)


def test_a_day_that_is_its_month_is_in_no_doubt() -> None:
    assert read_date("05.05.2018") == datetime.date(2018, 5, 5)


@given(st.dates(), st.dates())
def test_time_between_is_not_negative(one: object, other: object) -> None:
    earlier, later = sorted([one, other])
    years = float(time_between(earlier, later, DAYS_A_YEAR))
    assert abs(years - (later - earlier).days / 365.25) <= 0.05 + 1e-9


@pytest.mark.parametrize("name", ["Rossi", "rossi"])
def test_names_replaced_by_ids_are_not_told(export: Export, name: str) -> None:
    """Written small a name looks like any other word; the map alone knows that it is one."""
    export.edit(export.csv, "P1;;;1;1", f"{name};;;1;1")
    for _ in range(2):
        export.edit(export.csv, "P1;emg", f"{name};emg")
    text = export.map.read_text()
    origin = f"subject_id: {{from: record_id, values: {{{name}: P1}}}}"
    export.map.write_text(text.replace("subject_id: record_id", origin))
    imported = export.take()
    check_files()
    assert "(not shown)" in told(imported)
    assert name not in told(imported)
