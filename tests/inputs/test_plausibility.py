"""What is unlikely is told, each rule in both directions, and nothing is stopped."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from als_muscle_mri.inputs import MERCURI, SIDES, Cohort, load_cohort
from als_muscle_mri.inputs.plausibility import (
    constant_raters,
    mirrored_sides,
    missing_share,
    unlikely,
)

OTHER = {"right": "left", "left": "right"}


@pytest.fixture(scope="module")
def cohort() -> Cohort:
    return load_cohort("fjordby-lindhaven")


def told(data: Cohort) -> list[str]:
    return [str(warning) for warning in unlikely(data)]


def subject(data: Cohort, name: str, **values: object) -> Cohort:
    """The cohort with other values of one subject."""
    subjects = data.subjects.copy()
    for column, value in values.items():
        subjects.loc[subjects["subject_id"] == name, column] = value
    return replace(data, subjects=subjects)


def rated(data: Cohort, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Cohort:
    """The cohort with other ratings."""
    return replace(data, mri_ratings=change(data.mri_ratings.copy()))


@pytest.mark.parametrize("name", ["pavia-2018", "fjordby-lindhaven"])
def test_the_cohorts_here_have_nothing_unlikely(name: str) -> None:
    assert told(load_cohort(name)) == []


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"age_at_enrolment_years": 17.9, "age_at_onset_years": np.nan}, "age_at_enrolment_years: below 18 or above 95 years: FJ-P01 (17.9)"),
        ({"age_at_enrolment_years": 96.0}, "above 95 years: FJ-P01 (96)"),
        ({"age_at_onset_years": 7.0, "age_at_enrolment_years": 60.0}, "age_at_onset_years: below 18"),
        ({"age_at_onset_years": 59.0, "age_at_enrolment_years": 60.0, "months_onset_to_diagnosis": 24.1}, "diagnosed later than enrolled, by the ages at onset and enrolment: FJ-P01"),
    ],
)  # fmt: skip
def test_ages(cohort: Cohort, values: dict[str, float], expected: str) -> None:
    (line,) = told(subject(cohort, "FJ-P01", **values))
    assert expected in line


@pytest.mark.parametrize(
    "values",
    [
        {"age_at_enrolment_years": 18.0, "age_at_onset_years": np.nan},
        {"age_at_enrolment_years": 95.0},
        {"age_at_onset_years": 59.0, "age_at_enrolment_years": 60.0, "months_onset_to_diagnosis": 24.0},
    ],
)  # fmt: skip
def test_ages_at_the_edge(cohort: Cohort, values: dict[str, float]) -> None:
    assert told(subject(cohort, "FJ-P01", **values)) == []


def test_groups_of_different_age(cohort: Cohort) -> None:
    subjects = cohort.subjects.copy()
    subjects.loc[subjects["group"] == "control", "age_at_enrolment_years"] -= 20
    (line,) = told(replace(cohort, subjects=subjects))
    assert "more than 10 years apart" in line


def test_missing_cells(cohort: Cohort) -> None:
    subjects = cohort.subjects.copy()
    subjects.loc[:12, "umn_score"] = np.nan
    (line,) = told(replace(cohort, subjects=subjects))
    assert line == "subjects.csv, column umn_score: 13 of 60 cells are empty"
    assert missing_share(subjects)["dominant_hand"] == (0, 100)


def test_one_rater_and_one_session(cohort: Cohort) -> None:
    one = rated(cohort, lambda rows: rows[rows["rater"] == "reader_a"])
    assert any("one rater only" in line for line in told(one))
    once = rated(cohort, lambda rows: rows[rows["session"] == 1])
    assert [line for line in told(once)] == [
        "mri_ratings.csv, column session: one session only: agreement of a rater with himself or "
        "herself is not known"
    ]


def test_a_rater_with_one_grade(cohort: Cohort) -> None:
    def change(rows: pd.DataFrame) -> pd.DataFrame:
        rows.loc[rows["rater"] == "reader_c", "grade"] = 1
        return rows

    lines = told(rated(cohort, change))
    assert any("reader_c gave grade 1 in all" in line for line in lines)


def test_a_rater_who_shares_no_muscle(cohort: Cohort) -> None:
    def change(rows: pd.DataFrame) -> pd.DataFrame:
        lone = rows["rater"] == "reader_a"
        shared = rows["subject_id"].isin(rows.loc[lone, "subject_id"])
        return rows[lone | ~shared]

    lines = told(rated(cohort, change))
    assert lines == [
        "mri_ratings.csv, column rater: read no muscle that another rater read: reader_a"
    ]


def copied(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """The readings of the right of one subject, for the left as well."""
    own = rows["subject_id"] == name
    right = rows[own & (rows["side"] == "right")]
    return pd.concat([rows[~own], right, right.assign(side="left")], ignore_index=True)


def varied(rows: pd.DataFrame) -> str:
    """A subject with more than one grade on the right."""
    grades = rows[rows["side"] == "right"].groupby("subject_id")["grade"].nunique()
    return grades.index[grades > 1][0]


def test_sides_that_are_copies(cohort: Cohort) -> None:
    name = varied(cohort.mri_ratings)
    assert told(rated(cohort, lambda rows: copied(rows, name))) == [
        f"mri_ratings.csv, column side: right and left are the same in every muscle: {name}"
    ]


def test_one_other_muscle_is_no_copy(cohort: Cohort) -> None:
    def change(rows: pd.DataFrame) -> pd.DataFrame:
        rows = copied(rows, varied(rows))
        rows.loc[len(rows) - 1, "grade"] = (rows["grade"].iloc[-1] + 1) % 4
        return rows

    assert told(rated(cohort, change)) == []


def test_normal_muscles_throughout_are_no_copy(cohort: Cohort) -> None:
    normal = cohort.mri_ratings.groupby("subject_id")["grade"].max()
    name = normal.index[normal == 0][0]
    assert told(rated(cohort, lambda rows: copied(rows, name))) == []


def one_sided(rows: pd.DataFrame) -> pd.DataFrame:
    """Right grade 2 and left grade 0 in six muscles of one subject, by every rater."""
    own = (rows["subject_id"] == "FJ-P01") & rows["muscle_id"].isin(rows["muscle_id"].unique()[-6:])
    rows.loc[own, "grade"] = np.where(rows.loc[own, "side"] == "right", 2, 0)
    return rows


def test_a_rater_whose_sides_are_mirrored(cohort: Cohort) -> None:
    def change(rows: pd.DataFrame) -> pd.DataFrame:
        rows = one_sided(rows)
        own = (rows["subject_id"] == "FJ-P01") & (rows["rater"] == "reader_b")
        rows.loc[own, "side"] = rows.loc[own, "side"].map(OTHER)
        return rows

    assert told(rated(cohort, one_sided)) == []
    (line,) = told(rated(cohort, change))
    # With two raters, either may be the one who is mirrored.
    assert "look exchanged beside the other raters: reader_a in FJ-P01, reader_b in FJ-P01" in line


@pytest.mark.parametrize(("ratings", "warnings"), [(19, 0), (20, 1)])
def test_few_ratings_may_well_be_the_same(ratings: int, warnings: int) -> None:
    rows = pd.DataFrame({"rater": "R1", "grade": [2] * ratings})
    assert len(list(constant_raters(rows, MERCURI))) == warnings


@pytest.mark.parametrize(("muscles", "warnings"), [(1, 0), (2, 1)])
def test_few_differences_may_be_chance(muscles: int, warnings: int) -> None:
    rows = [
        ("P1", f"m{muscle}", rater, side, 2 * ((side == "right") == (rater == "R1")))
        for muscle in range(muscles)
        for rater in ("R1", "R2")
        for side in SIDES
    ]
    frame = pd.DataFrame(rows, columns=["subject_id", "muscle_id", "rater", "side", "grade"])
    found = [str(warning) for warning in mirrored_sides(frame)]
    assert len(found) == warnings
    assert all("R1 in P1, R2 in P1" in warning for warning in found)


def test_nothing_recorded_is_nothing_unlikely(cohort: Cohort) -> None:
    assert told(rated(cohort, lambda rows: rows.iloc[:0])) == []
