"""CSV files as text: encoding, delimiter, header, rows, quotation marks."""

import csv

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from als_muscle_mri.inputs.csv_text import find_rows, read_text_table
from inputs.small_study import SUBJECTS, Study


@pytest.mark.parametrize("file", ["mri_ratings.csv", "subjects.csv", "provenance.csv"])
def test_a_missing_file(study: Study, file: str) -> None:
    study.path(file).unlink()
    problem = study.problem()
    assert problem.startswith(f"{file}: the file is missing. Fix: Add it with the header ")
    header_is_enough = "the header alone is enough"
    assert (header_is_enough in problem) == (file != "subjects.csv")


def test_a_missing_atlas_means_no_project_and_an_empty_one_a_problem(study: Study) -> None:
    study.write("atlas.csv", "muscle_id,name,region,body_segment,mri_series\n")
    assert "atlas.csv: the file has no row. Fix: Write one row for each muscle." in study.report()


@pytest.mark.parametrize("content", ["", "\n", "  \r\n"])
def test_an_empty_file(study: Study, content: str) -> None:
    study.write("strength.csv", content)
    assert study.problem() == ("strength.csv: the file is empty. Fix: Write at least the header.")


def test_a_header_alone_is_enough_but_for_subjects(study: Study) -> None:
    for file in ("mri_ratings.csv", "muaps.csv", "strength.csv", "alsfrs.csv"):
        study.write(file, study.text(file).splitlines()[0] + "\n")
    data = study.load()
    assert data.muaps.empty
    assert list(data.muaps.columns) == ["subject_id", "side", "muscle_id", "muap", "duration_ms"]
    study.write("subjects.csv", SUBJECTS.splitlines()[0] + "\n")
    assert study.problem() == (
        "subjects.csv: the file has no row. Fix: Write one row for each subject."
    )


def test_an_atlas_without_muscles(study: Study) -> None:
    study.write("atlas.csv", study.text("atlas.csv").splitlines()[0] + "\n")
    assert study.problems_of("atlas.csv") == [
        "atlas.csv: the file has no row. Fix: Write one row for each muscle."
    ]


@pytest.mark.parametrize(("mark", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_another_delimiter(study: Study, mark: str, name: str) -> None:
    study.write("strength.csv", study.text("strength.csv").replace(",", mark))
    assert study.problem() == (
        f"strength.csv, line 1: the columns are separated by {name} and must be separated by "
        "commas. Fix: Save the file as CSV UTF-8 (comma delimited)."
    )


def test_a_byte_order_mark_and_windows_line_ends_are_read(study: Study) -> None:
    plain = study.load()
    for file in ("subjects.csv", "mri_ratings.csv"):
        text = study.text(file).replace("\n", "\r\n").encode()
        study.write(file, b"\xef\xbb\xbf" + text)
    again = study.load()
    assert again.subjects.equals(plain.subjects)
    assert again.mri_ratings.equals(plain.mri_ratings)


@pytest.mark.parametrize(("mark", "code"), [("é", "e9"), ("’", "92")])
def test_the_encoding_of_older_spreadsheets_is_refused(study: Study, mark: str, code: str) -> None:
    study.write("subjects.csv", SUBJECTS.replace("UMN, LMN right", mark).encode("cp1252"))
    assert (
        f"subjects.csv, line 2: the text must be UTF-8, and the byte 0x{code} is not (in "
        f"Windows-1252 it is {mark}). Fix: Save the file as CSV UTF-8 (comma delimited)."
    ) in study.report()


def test_utf_16_is_refused(study: Study) -> None:
    study.write("strength.csv", study.text("strength.csv").encode("utf-16"))
    assert "strength.csv, line 1: the text is UTF-16 and must be UTF-8." in study.problem()


@pytest.mark.parametrize(
    ("mark", "code"), [("\0", "00"), ("\x1b", "1b"), ("\x7f", "7f"), ("\r", "0d")]
)
def test_control_characters_are_refused(study: Study, mark: str, code: str) -> None:
    study.replace("strength.csv", "P2,", f"P2{mark},")
    assert study.problem() == (
        f"strength.csv, line 3: the control character 0x{code} stands in the text. "
        "Fix: Remove it; lines end with LF or CR LF."
    )


def test_a_missing_column(study: Study) -> None:
    study.write("strength.csv", "subject_id,side,muscle_id\nP1,right,iliacus\n")
    assert study.problem() == (
        "strength.csv, line 1, column mrc_grade: the column is missing. Fix: Add it. The first "
        "line holds the column names, separated by commas."
    )


def test_an_unknown_column_names_the_nearest(study: Study) -> None:
    study.replace("muaps.csv", "duration_ms", "duration")
    report = study.report()
    assert (
        "muaps.csv, line 1, column duration: no such column is known. Fix: The nearest known name "
        "is duration_ms. The columns are subject_id, side, muscle_id, muap, duration_ms."
    ) in report
    assert "muaps.csv, line 1, column duration_ms: the column is missing." in report


def test_an_unknown_column_is_not_taken_for_one_that_is_there(study: Study) -> None:
    study.replace("alsfrs.csv", "subject_id,item", "subject_id,subject_item")
    report = study.report()
    assert "column subject_item: no such column is known. Fix: The columns are subject_id" in report


def test_a_column_without_a_name(study: Study) -> None:
    lines = study.text("strength.csv").splitlines()
    study.write("strength.csv", "\n".join("," + line for line in lines) + "\n")
    assert "strength.csv, line 1, column (no name): no such column is known" in study.problem()


def test_a_duplicated_header(study: Study) -> None:
    study.replace("strength.csv", "side,muscle_id", "side,side")
    assert (
        "strength.csv, line 1, column side: the column stands twice in the header. Fix: Remove one "
        "of them or give it its own name."
    ) in study.report()


def test_columns_may_stand_in_any_order(study: Study) -> None:
    plain = study.load().strength
    rows = [line.split(",") for line in study.text("strength.csv").splitlines()]
    study.write("strength.csv", "".join(",".join(reversed(row)) + "\n" for row in rows))
    assert study.load().strength.equals(plain)


def test_rows_that_are_too_short_or_too_long(study: Study) -> None:
    single = study.add("strength.csv", "<<<<<<< HEAD")
    assert f'strength.csv, line {single}: "1 cell" is not allowed' in study.problem()
    study.drop("strength.csv", single)
    short = study.add("strength.csv", "P1,left,iliacus")
    study.add("strength.csv", "P1,left,iliacus,4,5", "P1,left,tibialis_anterior,4")
    assert study.report().splitlines()[1:] == [
        f'strength.csv, line {short}: "3 cells" is not allowed; the header names 4 columns, so a '
        "row has 4 cells. Fix: Give the row a comma for every missing cell; put a text that holds "
        "a comma in quotation marks; write decimals with a point.",
        f'strength.csv, line {short + 1}: "5 cells" is not allowed; the header names 4 columns, so '
        "a row has 4 cells. Fix: Give the row a comma for every missing cell; put a text that "
        "holds a comma in quotation marks; write decimals with a point.",
    ]


def test_the_other_rows_of_an_uneven_file_are_still_checked(study: Study) -> None:
    study.line("strength.csv", 2, "P1,right")
    line = study.add("strength.csv", "P1,left,iliacus,9")
    assert f'strength.csv, line {line}, column mrc_grade: "9"' in study.report()


def test_blank_lines_are_passed_over_and_counted(study: Study) -> None:
    study.replace("strength.csv", "P1,", "\n\r\nP1,")
    study.replace("strength.csv", ",4", ",9")
    assert "strength.csv, line 5, column mrc_grade" in study.problem()


def test_a_line_break_within_a_cell_keeps_the_line_numbers_true(study: Study) -> None:
    study.replace("subjects.csv", "P2,patient", "P2,pateint")
    study.replace("subjects.csv", "UMN, LMN right leg", "UMN,\nLMN right leg".replace('"', '""'))
    assert 'subjects.csv, line 4, column group: "pateint"' in study.report()


@pytest.mark.parametrize("cell", ['5" scan', '"open', 'a "quoted" word', '"closed" early', 'x"'])
def test_stray_quotation_marks(study: Study, cell: str) -> None:
    study.replace("subjects.csv", '"UMN, LMN right leg"', cell)
    report = study.report()
    assert "subjects.csv, line 2: a quotation mark stands within a cell, or a quoted" in report
    assert 'as "5"" scan"' in report


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_cell_that_is_not_closed_is_blamed_and_no_later_one(study: Study, ending: str) -> None:
    lines = study.text("subjects.csv").splitlines()
    lines[2] = lines[2].replace("bulbar,", 'bulbar,"UMN')
    lines[4] = lines[4].replace(",M,", ',"M",')
    study.write("subjects.csv", ending.join(lines) + ending)
    assert "subjects.csv, line 3: a quotation mark stands within a cell, or" in study.report()


def test_a_first_line_that_is_blank(study: Study) -> None:
    study.write("strength.csv", "\n" + study.text("strength.csv"))
    assert "strength.csv, line 1, column subject_id: the column is missing" in study.report()


def test_ten_thousand_columns(study: Study) -> None:
    lines = study.text("strength.csv").splitlines()
    more = ["," + ",".join(f"c{n}" for n in range(10_000)), "," * 10_000, "," * 10_000]
    study.write("strength.csv", "\n".join(a + b for a, b in zip(lines, more, strict=True)))
    problems = study.problems_of("strength.csv")
    assert len(problems) == 21
    assert "10000 columns are not known, of which the first 20 are listed" in problems[-1]


@pytest.mark.parametrize(("columns", "problems"), [(20, 20), (21, 21)])
def test_the_first_twenty_unknown_columns_are_listed(
    study: Study, columns: int, problems: int
) -> None:
    head, *rows = study.text("strength.csv").splitlines()
    more = [
        head + "".join(f",c{n}" for n in range(columns)),
        *(row + "," * columns for row in rows),
    ]
    study.write("strength.csv", "\n".join(more))
    found = study.problems_of("strength.csv")
    assert len(found) == problems
    assert ("21 columns are not known" in found[-1]) == (columns == 21)


def test_a_first_line_that_is_no_header(study: Study) -> None:
    study.write("strength.csv", "x" * 1_000_000)
    assert study.problems_of("strength.csv") == [
        "strength.csv: the first line is too long to hold column names. Fix: The first line holds "
        "the column names, separated by commas."
    ]


def test_a_folder_in_the_place_of_a_file(study: Study) -> None:
    study.path("strength.csv").unlink()
    study.path("strength.csv").mkdir()
    assert "strength.csv: the file is missing." in study.problem()


CELL = st.text(st.sampled_from('ab,"\n é'), max_size=5)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=6), st.booleans())
def test_any_table_written_by_the_csv_module_is_read_the_same(tmp_path_factory, rows, crlf) -> None:
    path = tmp_path_factory.mktemp("csv") / "table.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\r\n" if crlf else "\n")
        writer.writerows([["a", "b", "c"], *rows])
    table = read_text_table(path, ["a", "b", "c"])
    assert table.problems == ()
    cells = table.frame.astype("object").where(table.frame.notna(), "")
    assert cells.to_numpy().tolist() == rows
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.reader(file)
        ends = [reader.line_num for _ in reader]
    assert table.frame.index.tolist() == [end + 1 for end in ends[:-1]]


def test_rows_of_a_text_without_a_last_line_break() -> None:
    rows = find_rows(b"a,b\n1,2")
    assert rows.fields.tolist() == [2, 2]
    assert np.array_equal(rows.ends, [3, 7])
