"""Consensus, region scores and rater agreement against small cases counted by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from als_muscle_mri.inputs import MERCURI, load_cohort
from als_muscle_mri.mri_scoring import (
    atrophy_counts,
    grade_counts,
    muscle_grades,
    rater_agreement,
    region_scores,
    score_quartiles,
)


@pytest.fixture(scope="module")
def pavia():
    return load_cohort("pavia-2018")


def with_readings(data, readings, rule="majority"):
    """The cohort with the readings of one muscle: (rater, session, grade, atrophy)."""
    rows = [
        {"subject_id": "P01", "side": "right", "muscle_id": "soleus"}
        | {"rater": rater, "session": session, "grade": grade, "atrophy": atrophy}
        for rater, session, grade, atrophy in readings
    ]
    settings = data.settings.model_copy(update={"consensus": rule})
    return replace(data, mri_ratings=pd.DataFrame(rows), settings=settings)


@pytest.mark.parametrize(
    ("rule", "grades", "expected"),
    [
        ("majority", [2, 1, 1, 0], 1),
        ("majority", [2, 1, 1, 2], 2),  # a tie: the first reading is among the tied
        ("majority", [0, 2, 2, 1], 2),
        ("majority", [0, 3, 3, 1, 1], 3),  # a tie without the first reading: 3 was read first
        ("majority", [0, 3, 1, 3, 1], 3),  # R1 read 3 in the second session, R2 read 1 in the first
        ("first-reading", [2, 1, 1, 1], 2),
        ("highest", [0, 1, 3, 0], 3),
    ],
)
def test_consensus_rules(pavia, rule, grades, expected):
    order = [("R1", 1), ("R1", 2), ("R2", 1), ("R2", 2), ("R3", 1)]
    readings = [(*who, grade, "no") for who, grade in zip(order, grades, strict=False)]
    found = muscle_grades(with_readings(pavia, readings, rule))
    assert found["grade"].tolist() == [expected]


def test_consensus_does_not_depend_on_the_order_of_the_rows(pavia):
    readings = [("R2", 1, 1, "yes"), ("R1", 2, 1, "no"), ("R1", 1, 2, "yes"), ("R2", 2, 2, "no")]
    for rows in (readings, readings[::-1]):
        found = muscle_grades(with_readings(pavia, rows)).iloc[0]
        assert (found["grade"], found["atrophy"]) == (2, "yes")


def test_highest_atrophy_is_yes(pavia):
    readings = [("R1", 1, 0, "no"), ("R2", 1, 0, "yes")]
    assert muscle_grades(with_readings(pavia, readings, "highest"))["atrophy"].tolist() == ["yes"]


def test_grades_leave_the_cohort_untouched(pavia):
    before = pavia.mri_ratings.copy(deep=True)
    muscle_grades(pavia)
    pd.testing.assert_frame_equal(pavia.mri_ratings, before)


def test_region_score_is_the_mean_over_the_muscles_read(pavia):
    grades = muscle_grades(pavia)
    scores = region_scores(grades)
    assert scores["score"].between(0, 3).all()
    row = scores.sample(1, random_state=1).iloc[0]
    chosen = (
        grades[["subject_id", "side", "region"]] == row[["subject_id", "side", "region"]]
    ).all(axis=1)
    assert row["score"] == pytest.approx(grades.loc[chosen, "grade"].mean(), abs=1e-12)
    assert row["n_muscles"] == chosen.sum()


def test_quartiles_of_scores_are_those_of_pandas(pavia):
    scores = region_scores(muscle_grades(pavia))
    found = score_quartiles(scores, "linear").set_index(["group", "side", "region"])
    groups = scores.groupby(["group", "side", "region"], observed=True)["score"]
    for share, column in ((0.25, "q1"), (0.5, "median"), (0.75, "q3")):
        expected = groups.quantile(share).loc[found.index]
        assert found[column].to_numpy() == pytest.approx(expected.to_numpy(), abs=1e-12)
    assert found["n"].sum() == len(scores)


def test_regions_come_in_atlas_order(pavia):
    scores = region_scores(muscle_grades(pavia))
    by_region = scores.groupby("region", observed=True).size()
    assert by_region.index.tolist() == list(pavia.atlas["region"].unique())


def test_counts_add_up(pavia):
    grades = muscle_grades(pavia)
    counts = grade_counts(grades, MERCURI)
    assert counts["n_muscles"].sum() == len(grades)
    assert counts[[f"grade_{g}" for g in range(4)]].to_numpy().sum() == len(grades)
    assert atrophy_counts(grades)["n_muscles"].sum() == len(grades)


def test_agreement_of_two_equal_readings_is_complete(pavia):
    first = pavia.mri_ratings.query("rater == 'R1' and session == 1")
    same = pd.concat([first, first.assign(session=2)])
    found = rater_agreement(replace(pavia, mri_ratings=same))
    assert set(found["comparison"]) == {"within"}
    assert (found["coefficient_of_variation_percent"] == 0).all()
    assert (found["agreement_percent"] == 100).all()
    assert found["weighted_kappa"].to_numpy() == pytest.approx(1.0, abs=1e-12)


def test_one_reading_gives_no_agreement(pavia):
    first = pavia.mri_ratings.query("rater == 'R1' and session == 1")
    assert rater_agreement(replace(pavia, mri_ratings=first)).empty


def test_one_changed_reading_is_seen_where_it_is(pavia):
    first = pavia.mri_ratings.query("rater == 'R1' and session == 1")
    second = first.assign(session=2)
    place = second.index[(second["muscle_id"] == "soleus") & (second["subject_id"] == "P01")][0]
    changed = second.copy()
    changed.loc[place, "grade"] = (changed.loc[place, "grade"] + 1) % 4
    found = rater_agreement(replace(pavia, mri_ratings=pd.concat([first, changed])))
    below = found.loc[found["agreement_percent"] < 100, "region"].tolist()
    assert below == ["posterior_calf"]
    muscles = found.set_index("region").loc["posterior_calf", "n_muscles"]
    agreement = found.set_index("region").loc["posterior_calf", "agreement_percent"]
    assert np.isclose(agreement, 100 * (muscles - 1) / muscles, atol=1e-9)
