"""The report of the problems: count, order, grouping, and what a value may do to it."""

import pickle

import pandas as pd

from als_muscle_mri.inputs import InputError, Problem
from als_muscle_mri.inputs.problems import GIVEN, cell_problems, nearest, suggest


def grade(line: int, file: str = "mri_ratings.csv") -> Problem:
    return Problem(file, line, "mercuri_grade", "4", "Mercuri grades are 0, 1, 2 or 3", "Mend it.")


def test_problems_are_sorted_by_file_and_line() -> None:
    problems = [
        grade(9),
        grade(2),
        Problem("muaps.csv", None, None, None, "the file is missing", "Add it."),
        Problem("cohort.yml", 3, "parameters.seed", "-1", "r", "f"),
        Problem(GIVEN, None, "alpha", "2", "r", "f"),
    ]
    error = InputError(problems, "cohort x")
    assert [(p.file, p.line) for p in error.problems] == [
        (GIVEN, None),
        ("cohort.yml", 3),
        ("mri_ratings.csv", 2),
        ("mri_ratings.csv", 9),
        ("muaps.csv", None),
    ]
    assert str(error).startswith("5 problems in cohort x:\nalpha, given as -p/make parameter:")


def test_sheets_come_in_the_order_of_their_files() -> None:
    sheets = [f"book.xlsx, sheet {name}" for name in ("alsfrs", "notes", "subjects")]
    error = InputError([grade(2, sheet) for sheet in sheets], "book.xlsx")
    order = [problem.file.removeprefix("book.xlsx, sheet ") for problem in error.problems]
    assert order == ["subjects", "alsfrs", "notes"]


def test_many_alike_are_cut_short() -> None:
    report = str(InputError([grade(line) for line in range(2, 217)], "cohort x"))
    assert report.splitlines()[0] == "215 problems in cohort x:"
    assert report.count("is not allowed") == 3
    last = "mri_ratings.csv, column mercuri_grade: and 212 more like this, on lines 5 to 216."
    assert report.splitlines()[-1] == last


def test_four_alike_name_the_line_of_the_fourth() -> None:
    report = str(InputError([grade(line) for line in range(2, 6)]))
    assert report.endswith("and 1 more like this, on line 5.")


def test_the_last_of_a_thousand_stands_for_the_rest() -> None:
    cells = pd.Series(["4"] * 5000, index=range(2, 5002))
    problems = cell_problems("mri_ratings.csv", "mercuri_grade", cells, "r", "f")
    assert len(problems) == 1000
    assert sum(problem.alike for problem in problems) == 5000
    report = str(InputError(problems, "cohort x"))
    assert report.startswith("5000 problems in cohort x:")
    assert report.endswith("and 4997 more like this, from line 5 on.")


def test_the_thousandth_of_a_thousand_and_one_stands_for_two() -> None:
    cells = pd.Series(["4"] * 1001, index=range(2, 1003))
    report = str(InputError(cell_problems("mri_ratings.csv", "mercuri_grade", cells, "r", "f")))
    assert report.startswith("1001 problems")
    assert report.endswith("and 998 more like this, from line 5 on.")


def test_a_value_cannot_break_the_report() -> None:
    value = "a\nb\x1b[31m\u202e" + "x" * 500
    line = str(Problem("subjects.csv", 2, "sex", value, "sex is M or F", "Write M or F."))
    assert "\n" not in line
    assert "\x1b" not in line
    assert "\u202e" not in line
    assert r'"a\nb\x1b[31m\u202exxx' in line
    assert len(line) < 200


def test_an_empty_cell_is_said_in_words() -> None:
    line = str(Problem("subjects.csv", 2, "sex", "", "sex is M or F", "Write M or F."))
    assert ": empty, but a value is needed; sex is M or F." in line


def test_the_error_travels_between_processes() -> None:
    error = pickle.loads(pickle.dumps(InputError([grade(2)], "cohort x")))
    assert error.problems == (grade(2),)
    assert str(error).startswith("1 problem in cohort x:")


def test_nearest_passes_over_case_and_spaces() -> None:
    assert nearest(" RIGHT ", ["right", "left"]) == "right"
    assert suggest("p1", ["P1", "P2"]) == "The nearest known name is P1. "
    assert suggest("quadriceps", ["P1"]) == ""
