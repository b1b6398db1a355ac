"""Comparisons by a second route (scipy, statsmodels, plain counting) and at their limits."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from als_muscle_mri import comparisons
from als_muscle_mri.inputs import Settings, load_cohort
from als_muscle_mri.mri_scoring import atrophy_counts, muscle_grades, region_scores
from als_muscle_mri.statistics import rank_sum

SIX_DIGITS = 1e-6


@pytest.fixture(scope="module")
def pavia():
    return load_cohort("pavia-2018")


@pytest.fixture(scope="module")
def scores(pavia):
    return region_scores(muscle_grades(pavia))


@pytest.fixture(scope="module")
def table(scores):
    return comparisons.region_comparisons(scores, Settings())


def samples(scores, side, region):
    part = scores[(scores["side"] == side) & (scores["region"] == region)]
    return [
        part.loc[part["group"] == group, "score"].to_numpy() for group in ("patient", "control")
    ]


def test_one_row_a_side_and_region(table, pavia):
    regions = list(pavia.atlas["region"].unique())
    expected = [(side, region) for side in ("right", "left") for region in regions]
    assert list(zip(table["side"], table["region"], strict=True)) == expected


def test_asymptotic_p_is_scipys(table, scores):
    for row in table.itertuples():
        first, second = samples(scores, row.side, row.region)
        test = stats.mannwhitneyu(first, second, use_continuity=False, method="asymptotic")
        assert row.p == pytest.approx(test.pvalue, abs=SIX_DIGITS)
        assert row.u == pytest.approx(test.statistic, abs=SIX_DIGITS)


def test_effect_is_the_counted_one(table, scores):
    for row in table.itertuples():
        first, second = samples(scores, row.side, row.region)
        counted = np.sign(first[:, None] - second[None, :]).mean()
        assert row.cliffs_delta == pytest.approx(counted, abs=SIX_DIGITS)
        assert row.cliffs_delta_low <= row.cliffs_delta <= row.cliffs_delta_high


SETS = {
    "iliopsoas": (2, [0, 0, 0, 1, 2, 2, 2, 2, 3, 4], [0, 0, 0, 0, 0, 0, 0, 1, 3]),
    "gluteus_maximus": (1, [1, 1, 1, 1, 1, 1, 2, 2, 3, 3], [0, 0, 1, 1, 1, 2, 2, 2, 2]),
    "hand": (10, [0, 0, 0, 0, 0, 5, 6], [0, 0, 0, 0, 0, 0, 0]),
    "paraspinals": (3, [3, 3, 3, 3, 3, 3, 3, 6, 6, 6], [0, 0, 3, 3, 3, 3, 3, 4]),
    "anterior_calf": (4, [0, 0, 2, 3, 3, 4, 4, 4, 4, 5], [0, 0, 0, 0, 0, 0, 2, 2, 4]),
    "posterior_calf": (3, [0, 1, 3, 3, 3, 3, 4, 4, 4, 4], [0, 1, 1, 2, 2, 2, 3, 3, 3]),
    "anterior_thigh": (4, [0, 0, 2, 3, 3, 4, 4, 4, 4, 5], [0, 0, 0, 3, 4, 4, 4, 4, 4]),
    "posterior_thigh": (7, [0, 2, 6, 7, 7, 7, 7, 7, 7, 15], [0, 0, 0, 6, 7, 7, 7, 10, 14]),
}
"""Muscles, and grade sums of patients and controls: of each region one dataset that agrees with
what the study printed. Their exact p-values, below, are known to five digits."""


def scores_of_sets():
    rows = [
        {"subject_id": f"{group}{number}", "group": group, "side": "right", "region": region}
        | {"n_muscles": n_muscles, "score": total / n_muscles}
        for region, (n_muscles, *samples) in SETS.items()
        for group, sample in zip(("patient", "control"), samples, strict=True)
        for number, total in enumerate(sample)
    ]
    return pd.DataFrame(rows)


def test_exact_p_of_known_sets():
    right = comparisons.region_comparisons(scores_of_sets(), Settings()).set_index("region")
    known = {
        "iliopsoas": (0.05143, 0.05835),
        "gluteus_maximus": (0.49348, 0.50183),
        "anterior_calf": (0.02076, 0.02232),
        "posterior_calf": (0.05448, 0.05898),
        "hand": (0.46154, 0.46154),
        "paraspinals": (0.13298, 0.07843),
        "posterior_thigh": (0.68765, 0.69252),
        "anterior_thigh": (0.82041, 0.86906),
    }
    assert set(known) == set(SETS)
    for region, (deviation, doubled) in known.items():
        assert right.loc[region, "p_exact_abs_deviation"] == pytest.approx(deviation, abs=5.1e-6)
        assert right.loc[region, "p_exact_doubled"] == pytest.approx(doubled, abs=5.1e-6)


@pytest.mark.parametrize(("name", "theirs"), [("holm", "holm"), ("bh", "fdr_bh")])
def test_adjustment_is_over_the_regions_of_a_side(table, name, theirs):
    for _, part in table.groupby("side", sort=False):
        expected = multipletests(part["p"], method=theirs)[1]
        assert part[f"p_{name}"].to_numpy() == pytest.approx(expected, abs=SIX_DIGITS)


def test_settings_choose_the_headline(scores, table):
    exact = comparisons.region_comparisons(
        scores, Settings(rank_test="exact", two_sided="doubled", adjust="none")
    )
    assert exact["p"].tolist() == table["p_exact_doubled"].tolist()
    assert exact["p_adjusted"].tolist() == exact["p"].tolist()
    assert set(exact["test"]) == {"exact, doubled"}


def test_leaving_one_out_is_the_table_without_that_subject(scores, table):
    left_out = comparisons.leave_one_out(scores, table, Settings())
    assert set(left_out["region"]) == {"iliopsoas", "anterior_calf", "posterior_calf"}
    for row in left_out.itertuples():
        without = [
            comparisons.region_comparisons(scores[scores["subject_id"] != subject], Settings())
            .set_index(["side", "region"])
            .loc[(row.side, row.region), "p"]
            for subject in ("P01", row.subject_id)
        ]
        assert row.largest_p == pytest.approx(without[1], abs=SIX_DIGITS)
        assert row.largest_p >= without[0]
        assert 0 <= row.n_significant <= row.n == 19


def test_nothing_significant_leaves_nothing_to_leave_out(scores, table):
    strict = Settings(alpha=0.0001)
    assert comparisons.leave_one_out(scores, table, strict).empty


@pytest.mark.parametrize("settings", [Settings(), Settings(rank_test="exact")])
def test_leaving_out_is_done_for_every_subject_in_turn(scores, settings):
    """Against the slow way: one test for each subject."""
    found = comparisons.region_comparisons(scores, settings)
    for row in comparisons.leave_one_out(scores, found, settings).itertuples():
        part = scores[(scores["side"] == row.side) & (scores["region"] == row.region)]
        p = {}
        for subject in part["subject_id"]:
            rest = samples(part[part["subject_id"] != subject], row.side, row.region)
            how = {"method": settings.rank_test, "two_sided": settings.two_sided}
            p[subject] = rank_sum(*rest, **how).p
        assert row.n == len(p)
        assert row.n_significant == sum(value <= settings.alpha for value in p.values())
        assert row.largest_p == max(p.values())
        assert row.subject_id == max(p, key=p.get)


@pytest.mark.parametrize("rank_test", ["asymptotic", "exact"])
def test_leaving_out_the_only_patient_leaves_nothing_to_find(rank_test):
    settings = Settings(alpha=0.2, rank_test=rank_test)
    subjects = ["P01", *(f"C{number:02d}" for number in range(1, 21))]
    scores = pd.DataFrame(
        {"subject_id": subjects, "side": "right", "region": "hand", "n_muscles": 10}
        | {"group": ["patient", *["control"] * 20], "score": [2.0, *np.arange(20) / 10]}
    )
    found = comparisons.region_comparisons(scores, settings)
    row = comparisons.leave_one_out(scores, found, settings).iloc[0]
    assert (row["n"], row["n_significant"]) == (21, 20)
    assert (row["largest_p"], row["subject_id"]) == (1.0, "P01")


def test_persons_are_compared_with_persons(pavia):
    grades = muscle_grades(pavia)
    found = comparisons.clustered_atrophy(grades, Settings())
    shares = grades.assign(yes=grades["atrophy"] == "yes").groupby("group", observed=True)["yes"]
    difference = 100 * (shares.mean()["patient"] - shares.mean()["control"])
    assert found["difference_percent"] == pytest.approx(difference, abs=1e-9)
    assert found["difference_low"] < difference < found["difference_high"]
    assert found["n"] == 19
    independent = comparisons.atrophy_comparison(atrophy_counts(grades), 0.05)["p"]
    assert independent < found["p"] < 0.05
    assert comparisons.clustered_atrophy(grades[grades["group"] == "patient"], Settings()) == {}


def test_swapped_groups_turn_the_effect_round(scores):
    members = {
        group: set(scores.loc[scores["group"] == group, "subject_id"])
        for group in ("patient", "control")
    }
    there = comparisons.compare(
        scores, {"a": members["patient"], "b": members["control"]}, Settings()
    )
    back = comparisons.compare(
        scores, {"a": members["control"], "b": members["patient"]}, Settings()
    )
    assert back["cliffs_delta"].to_numpy() == pytest.approx(-there["cliffs_delta"], abs=SIX_DIGITS)
    assert back["p"].to_numpy() == pytest.approx(there["p"], abs=SIX_DIGITS)


def test_without_controls_nothing_is_tested(scores):
    patients = scores[scores["group"] == "patient"]
    found = comparisons.region_comparisons(patients, Settings())
    assert (found["n_controls"] == 0).all()
    assert found["p"].isna().all()
    assert found["p_adjusted"].isna().all()
    assert found["median_patients"].notna().all()


def test_missing_subjects_are_counted(table):
    hand = table[(table["region"] == "hand") & (table["side"] == "left")].iloc[0]
    assert (hand["n_patients"], hand["n_controls"], hand["missing"]) == (6, 6, 7)


def test_strata_split_the_patients(pavia):
    strata = comparisons.strata(pavia)
    assert strata["spinal_v_bulbar"]["bulbar"] == {"P02", "P03"}
    high, low = strata["umn_high_v_low"].values()
    assert len(high) == 6
    assert len(low) == 4
    assert not high & low


def test_a_patient_on_the_cut_off_is_high(pavia):
    settings = pavia.settings.model_copy(update={"umn_cutoff": 14})
    strata = comparisons.strata(replace(pavia, settings=settings))
    assert strata["umn_high_v_low"]["umn_high"] == {"P01", "P05", "P07"}


def test_sides_are_scipys_signed_rank(scores):
    """SciPy gets differences of grade sums, which are whole numbers and tie as they should."""
    found = comparisons.side_comparisons(scores, Settings()).set_index(["group", "region"])
    sums = scores.assign(sum=(scores["score"] * scores["n_muscles"]).round())
    wide = sums.pivot(index=["subject_id", "region"], columns="side", values="sum").dropna()
    checked = 0
    for region, part in wide.groupby("region", observed=True):
        differences = (part["right"] - part["left"]).to_numpy()
        row = found.loc[("all", region)]
        assert row["n"] == len(differences)
        if np.any(differences):
            test = stats.wilcoxon(differences, method="asymptotic", correction=False)
            assert row["p"] == pytest.approx(test.pvalue, abs=SIX_DIGITS)
            checked += 1
    assert checked >= 4


def test_atrophy_is_scipys_chi_square(pavia):
    counts = atrophy_counts(muscle_grades(pavia))
    found = comparisons.atrophy_comparison(counts, 0.05)
    table = [[137, 610 - 137], [4, 556 - 4]]
    expected = stats.chi2_contingency(table, correction=False)
    assert found["chi_square"] == pytest.approx(expected.statistic, abs=1e-9)
    assert found["p"] == pytest.approx(expected.pvalue, rel=1e-9)
    assert found["n"] == 1166


def test_atrophy_of_one_group_is_not_compared():
    counts = pd.DataFrame({"group": ["patient"], "n_muscles": [10], "n_atrophied": [3]})
    assert comparisons.atrophy_comparison(counts, 0.05) == {}
