"""The file of assumed distributions: what is read, and what is refused, all at once."""

from pathlib import Path

import numpy as np
import pytest

from als_muscle_mri.inputs import (
    MERCURI,
    SCALES,
    Assumed,
    InputError,
    PlanSettings,
    other_settings,
    read_assumed,
)

REGIONS = ("hand", "iliopsoas")
GOOD = """group,region,grade,share
control,iliopsoas,1,0.2
patient,iliopsoas,0,0.3
patient,iliopsoas,2,0.2
patient,iliopsoas,1,0.5
control,iliopsoas,0,0.8
"""


def read(folder: Path, text: str, scale=MERCURI) -> tuple[Assumed, ...]:
    path = folder / "mine.csv"
    path.write_text(text, encoding="utf-8")
    return read_assumed(path, REGIONS, scale)


def test_shares_are_read_whatever_the_order_of_rows(tmp_path: Path) -> None:
    (one,) = read(tmp_path, GOOD)
    assert one.region == "iliopsoas"
    np.testing.assert_array_equal(one.scores, [0, 1, 2])
    np.testing.assert_allclose(one.patients, [0.3, 0.5, 0.2], rtol=0, atol=1e-12)
    np.testing.assert_allclose(one.controls, [0.8, 0.2, 0], rtol=0, atol=1e-12)


def test_counts_and_scores_between_grades_are_read(tmp_path: Path) -> None:
    rows = "group,region,grade,count\npatient,hand,0.5,3\npatient,hand,0,1\ncontrol,hand,0,10\n"
    (one,) = read(tmp_path, rows)
    np.testing.assert_array_equal(one.scores, [0, 0.5])
    np.testing.assert_allclose(
        [*one.patients, *one.controls], [0.25, 0.75, 1, 0], rtol=0, atol=1e-12
    )


def test_rounded_thirds_are_shares_and_sum_to_1_afterwards(tmp_path: Path) -> None:
    thirds = "".join(f"{g},hand,{n},0.333\n" for g in ("patient", "control") for n in range(3))
    (one,) = read(tmp_path, f"group,region,grade,share\n{thirds}")
    assert one.patients.sum() == pytest.approx(1, abs=1e-12)


def test_the_regions_come_in_the_order_of_the_atlas(tmp_path: Path) -> None:
    hand = "patient,hand,0,1\ncontrol,hand,1,1\n"
    assert [one.region for one in read(tmp_path, GOOD + hand)] == ["hand", "iliopsoas"]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("2,0.2", "2,0.1", "the shares of the patients in iliopsoas sum to 0.9, and must sum to 1"),
        ("2,0.2", "2,0.3", "sum to 1.1"),
        ("2,0.2", "4,0.2", 'line 4, column grade: "4" is not allowed; a grade of this cohort lies'),
        ("2,0.2", "-1,0.2", "column grade"),
        ("2,0.2", "2,1.2", "a share is a number from 0 to 1"),
        ("2,0.2", "2,", "line 4, column share: empty, but a value is needed"),
        ("2,0.2", "2,nan", "column share"),
        ("2,0.2", '2,"0,2"', "column share"),
        ("2,0.2", "1.0,0.2", "Line 4 has the same: delete line 5 or 4"),
        ("control,iliopsoas,0", "controls,iliopsoas,0", "The nearest known name is control."),
        ("patient,iliopsoas,0", "patient,iliopsaos,0", "The nearest known name is iliopsoas."),
        ("group,region,grade,share", "group,region,grade", "share"),
        ("group,region,grade,share", "group,region,grade,weight", "weight"),
    ],
)
def test_a_bad_cell_is_refused_with_its_place(
    tmp_path: Path, before: str, after: str, told: str
) -> None:
    assert before in GOOD
    with pytest.raises(InputError) as caught:
        read(tmp_path, GOOD.replace(before, after, 1))
    assert told in str(caught.value)
    assert "mine.csv" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("group,region,grade,share\n", "the file has no row"),
        ("group,region,grade,share\npatient,hand,0,1\n", "hand has no row for the controls"),
        (
            "group,region,grade,count\npatient,hand,0,0\ncontrol,hand,0,3\n",
            "no patient has a score",
        ),
        ("group,region,grade,count\npatient,hand,0,1.5\ncontrol,hand,0,3\n", "a count is a whole"),
        ("group,region,grade,share,count\npatient,hand,0,1,3\n", "count"),
    ],
)
def test_what_makes_no_distribution_is_refused(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read(tmp_path, text)


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("2,0.2", "9,1.5").replace("control,iliopsoas,0", "controls,iliopsaos,0")
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    assert {problem.column for problem in caught.value.problems} == {
        "grade",
        "share",
        "group",
        "region",
    }


def test_the_scale_is_that_of_the_cohort(tmp_path: Path) -> None:
    on_lamminen = GOOD.replace("oas,2", "oas,4").replace("oas,1", "oas,3").replace("oas,0", "oas,1")
    (one,) = read(tmp_path, on_lamminen, SCALES["lamminen"])
    np.testing.assert_array_equal(one.scores, [1, 3, 4])
    with pytest.raises(InputError, match="lies between 1 and 4, on the Lamminen scale"):
        read(tmp_path, GOOD, SCALES["lamminen"])


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.csv: there is no such file"):
        read_assumed(tmp_path / "none.csv", REGIONS, MERCURI)


@pytest.mark.parametrize("file", ["/etc/mine.csv", "../mine.csv", "data/mine.xlsx", ""])
def test_a_path_out_of_the_project_is_refused(file: str) -> None:
    with pytest.raises(InputError, match="the path of a CSV file below the project folder"):
        other_settings(PlanSettings, {"assumed": file})
