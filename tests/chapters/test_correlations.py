"""Correlations and cross-tables by a second route."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from als_muscle_mri import correlations
from als_muscle_mri.emg_grading import emg_grades
from als_muscle_mri.inputs import ALSFRS_ITEMS, Settings, load_cohort
from als_muscle_mri.mri_scoring import muscle_grades, region_scores


@pytest.fixture(scope="module")
def pavia():
    return load_cohort("pavia-2018")


@pytest.fixture(scope="module")
def grades(pavia):
    return muscle_grades(pavia)


@pytest.fixture(scope="module")
def scores(grades):
    return region_scores(grades)


def test_hand_correlation_is_the_published_one(pavia, scores):
    hands = correlations.hand_function(scores, pavia)
    found = correlations.hand_correlation(hands, pavia.settings)
    known = hands.dropna()
    expected = stats.spearmanr(known["hand_items"], known["score"])
    assert found["n"] == 7
    assert found["missing"] == 3
    assert found["rho"] == pytest.approx(-0.7217, abs=5e-5)
    assert found["p_asymptotic"] == pytest.approx(expected.pvalue, abs=1e-6)
    assert found["p_permutation"] == pytest.approx(360 / 5040, abs=1e-9)


def test_the_other_convention_doubles(pavia, scores):
    settings = Settings(rank_test="exact", two_sided="doubled")
    hands = correlations.hand_function(scores, pavia)
    found = correlations.hand_correlation(hands, settings)
    assert found["p"] == pytest.approx(0.142857, abs=1e-6)


def test_many_pairs_are_permuted_at_random_from_the_seed():
    rng = np.random.default_rng(3)
    hands = pd.DataFrame({"hand_items": rng.integers(0, 9, 30), "score": rng.integers(0, 4, 30)})
    found = [correlations.hand_correlation(hands, Settings(seed=seed)) for seed in (1, 1, 2)]
    p = [one["p_permutation"] for one in found]
    assert found[0]["permutation"] == "monte-carlo, abs-deviation"
    assert p[0] == p[1] != p[2]
    assert p[0] == pytest.approx(p[2], abs=0.02)


@pytest.mark.parametrize("side", ["right", "left"])
def test_dominant_hand_can_be_set(pavia, scores, side):
    settings = pavia.settings.model_copy(update={"dominant_hand": side})
    hands = correlations.hand_function(scores, replace(pavia, settings=settings))
    assert set(hands["side"]) == {side}


def test_a_left_hander_is_read_on_the_left(pavia, scores):
    subjects = pavia.subjects.assign(
        dominant_hand=np.where(pavia.subjects["subject_id"] == "P06", "left", "right")
    )
    hands = correlations.hand_function(scores, replace(pavia, subjects=subjects))
    assert hands.set_index("subject_id")["side"]["P06"] == "left"


def test_too_few_pairs_give_no_number(pavia):
    hands = pd.DataFrame({"hand_items": [8, 7], "score": [0.0, 0.5]})
    found = correlations.hand_correlation(hands, pavia.settings)
    assert found["n"] == 2
    assert np.isnan(found["rho"])
    assert np.isnan(found["p"])
    three = pd.DataFrame({"hand_items": [8, 7, 6], "score": [0.0, 0.5, 1.0]})
    assert correlations.hand_correlation(three, pavia.settings)["rho"] == -1.0


def test_means_of_both_sides_tie_as_fractions_do():
    """Thirds and sevenths are averaged as fractions, whose doubles are equal if they are."""
    data = load_cohort("fjordby-lindhaven")
    scores = region_scores(muscle_grades(data))
    found = correlations.item_correlations(scores, data).set_index(["item", "region"])
    walking = data.alsfrs[data.alsfrs["item"] == "walking"].set_index("subject_id")["score"]
    for region in ("posterior_thigh", "posterior_calf"):
        part = scores[scores["region"] == region]
        grades = (part["score"] * part["n_muscles"]).round().astype(int)
        fractions = pd.Series(map(Fraction, grades, part["n_muscles"]), part["subject_id"])
        means = {who: sum(each) / len(each) for who, each in fractions.groupby(level=0)}
        who = [subject for subject in walking.index if subject in means]
        expected = stats.spearmanr(walking[who], [float(means[subject]) for subject in who])
        assert found.loc[("walking", region), "rho"] == pytest.approx(expected.statistic, abs=1e-12)


def test_every_item_named_is_one_of_the_scale(pavia):
    assert set(correlations.ITEM_REGIONS) <= set(ALSFRS_ITEMS)
    used = {region for regions in correlations.ITEM_REGIONS.values() for region in regions}
    assert used == set(pavia.atlas["region"])


def test_items_against_scipy(pavia, scores):
    found = correlations.item_correlations(scores, pavia).set_index(["item", "region"])
    means = scores.groupby(["subject_id", "region"], observed=True)["score"].mean()
    items = pavia.alsfrs.set_index(["item", "subject_id"])["score"]
    for item, region in [("walking", "anterior_calf"), ("turning_in_bed", "paraspinals")]:
        patients = [f"P{number:02}" for number in range(1, 11)]
        x = [items[item, subject] for subject in patients]
        y = [means[subject, region] for subject in patients]
        expected = stats.spearmanr(x, y)
        assert found.loc[(item, region), "rho"] == pytest.approx(expected.statistic, abs=1e-9)
        assert found.loc[(item, region), "p"] == pytest.approx(expected.pvalue, abs=1e-6)


def test_cross_tables_hold_every_pair_once(pavia, grades):
    pairs = correlations.mri_with_emg(grades, emg_grades(pavia))
    cross = correlations.cross_table(pairs, pavia.scale)
    cells = cross[[f"mri_{grade}" for grade in range(4)]].to_numpy()
    assert cells.sum() == len(pairs)
    row = pairs.iloc[0]
    chosen = (cross["muscle_id"] == row["muscle_id"]) & (cross["other_grade"] == row["other_grade"])
    same = (
        pairs[["muscle_id", "grade", "other_grade"]] == row[["muscle_id", "grade", "other_grade"]]
    ).all(axis=1)
    assert cross.loc[chosen, f"mri_{row['grade']}"].item() == same.sum()


def test_kappa_is_the_formula(pavia, grades):
    pairs = correlations.mri_with_strength(grades, pavia.strength)
    found = correlations.agreement(pairs, pavia.settings, pavia.scale).set_index("muscle_id")
    mri, other = pairs["grade"].to_numpy(), pairs["other_grade"].to_numpy()
    by_chance = np.abs(mri[:, None] - other[None, :]).mean()  # all pairings of the two margins
    expected = 1 - np.abs(mri - other).mean() / by_chance
    assert found.loc["all", "weighted_kappa"] == pytest.approx(expected, abs=1e-9)
    shares = ["agreement_percent", "other_higher_percent", "mri_higher_percent"]
    assert found.loc["all", shares].sum() == pytest.approx(100, abs=1e-9)


@pytest.mark.parametrize(("mrc", "weakness"), [(5, 0), (4, 1), (3, 2), (2, 3), (1, 3), (0, 3)])
def test_weakness_grades(mrc, weakness):
    muscle = {"subject_id": ["P01"], "side": ["right"], "muscle_id": ["soleus"]}
    grades = pd.DataFrame(muscle | {"grade": [0]})
    strength = pd.DataFrame(muscle | {"mrc_grade": [mrc]})
    assert correlations.mri_with_strength(grades, strength)["other_grade"].tolist() == [weakness]


def test_without_pairs_agreement_says_so(pavia, grades):
    pairs = correlations.mri_with_emg(grades, emg_grades(pavia)).iloc[:0]
    found = correlations.agreement(pairs, pavia.settings, pavia.scale)
    assert found["n"].tolist() == [0]
    assert correlations.cross_table(pairs, pavia.scale).empty
