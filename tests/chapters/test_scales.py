"""The chapters on scales with other grades than 0 to 3."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from als_muscle_mri import comparison, correlations, imaging, mri_scoring, published
from als_muscle_mri.emg_grading import emg_grades
from als_muscle_mri.imaging.imaged import imaged_subjects
from als_muscle_mri.imaging.proposal import proposed
from als_muscle_mri.imaging.recovery import recovery_summary
from als_muscle_mri.inputs import (
    MERCURI,
    SCALES,
    Cohort,
    ComparisonSettings,
    InputError,
    Scale,
    Settings,
    load_cohort,
)
from als_muscle_mri.inputs.scales import Grade
from als_muscle_mri.report import across_tables, across_wording, images

GOUTALLIER, LAMMINEN = SCALES["goutallier"], SCALES["lamminen"]
SHIFTED = Scale("Shifted", "shifted_grade", tuple(Grade(n, f"step {n}") for n in range(2, 6)))
"""The four Mercuri grades with other numbers."""


@pytest.fixture(scope="module")
def pavia() -> Cohort:
    return load_cohort("pavia-2018")


def on(data: Cohort, scale: Scale, **settings: object) -> Cohort:
    """A cohort with its grades counted from the lowest of another scale."""
    ratings = data.mri_ratings.assign(grade=data.mri_ratings["grade"] + scale.numbers[0])
    known = data.settings.model_copy(update={"fat_share_cutoffs": scale.fat_share_cutoffs})
    changed = known.model_copy(update=settings)
    return replace(data, scale=scale, mri_ratings=ratings, settings=changed)


def test_other_numbers_for_the_same_grades_change_no_agreement(pavia: Cohort) -> None:
    """Not even the coefficient of variation, which has to be counted from the lowest grade."""
    own = mri_scoring.rater_agreement(pavia)
    pd.testing.assert_frame_equal(mri_scoring.rater_agreement(on(pavia, SHIFTED)), own)


def test_other_numbers_for_the_same_grades_move_every_score_by_as_much(pavia: Cohort) -> None:
    own = mri_scoring.region_scores(mri_scoring.muscle_grades(pavia))
    moved = mri_scoring.region_scores(mri_scoring.muscle_grades(on(pavia, SHIFTED)))
    np.testing.assert_allclose(moved["score"], own["score"] + 2, rtol=0, atol=1e-12)


def test_every_grade_of_the_scale_is_counted(pavia: Cohort) -> None:
    counts = mri_scoring.grade_counts(mri_scoring.muscle_grades(pavia), GOUTALLIER)
    assert counts.columns[3:].tolist() == [*(f"grade_{n}" for n in range(5)), "n_muscles"]
    assert counts["grade_4"].eq(0).all()


@pytest.mark.parametrize("scale", [GOUTALLIER, LAMMINEN, SHIFTED], ids=lambda s: s.name)
def test_the_correlation_with_emg_is_scipys(pavia: Cohort, scale: Scale) -> None:
    data = on(pavia, scale)
    pairs = correlations.mri_with_emg(mri_scoring.muscle_grades(data), emg_grades(data))
    found = correlations.agreement(pairs, data.settings, scale).set_index("muscle_id")
    assert not any("kappa" in name for name in found)
    for muscle, part in [*pairs.groupby("muscle_id", observed=True), ("all", pairs)]:
        expected = stats.spearmanr(part["grade"], part["other_grade"]).statistic
        row = found.loc[muscle]
        assert row["n"] == len(part)
        assert row["rho"] == pytest.approx(expected, abs=1e-12)
        assert row["rho_low"] < row["rho"] < row["rho_high"]


def test_kappa_stays_where_the_numbers_are_the_same(pavia: Cohort) -> None:
    own = Scale("Ours", "our_grade", tuple(Grade(n, f"step {n}") for n in range(4)))
    pairs = correlations.mri_with_emg(mri_scoring.muscle_grades(pavia), emg_grades(pavia))
    pd.testing.assert_frame_equal(
        correlations.agreement(pairs, pavia.settings, own),
        correlations.agreement(pairs, pavia.settings, MERCURI),
    )


def test_without_pairs_there_is_no_correlation(pavia: Cohort) -> None:
    pairs = correlations.mri_with_emg(mri_scoring.muscle_grades(pavia), emg_grades(pavia)).iloc[:0]
    found = correlations.agreement(pairs, pavia.settings, LAMMINEN)
    assert found["n"].tolist() == [0]
    assert found["rho"].isna().all()


# ---------------------------------------------------------------- cohorts compared


def test_cohorts_on_different_scales_stand_apart(pavia: Cohort) -> None:
    both, settings = [pavia, replace(on(pavia, LAMMINEN), name="other")], ComparisonSettings()
    effects = comparison.effects(both, settings)
    found = comparison.summaries(effects, settings, both)
    assert (found["k"] + found["k_without_variance"] == 2).all()
    assert found["cliffs_delta"].isna().all()
    scales = comparison.scales(both)
    assert scales == ["Mercuri, 0 to 3", "Lamminen, 1 to 4"]
    told = across_wording.pooled(found, settings.pool_from, scales)
    assert told.startswith("Nothing was summarised, since the cohorts are graded on different sc")
    described = comparison.described(both)
    assert described["scale"].tolist() == scales
    shown = across_tables.cohorts(described).shown.set_index("Characteristic")
    assert shown.loc["Grading scale"].tolist() == scales
    assert "cannot be compared" in across_wording.differing(described, across_tables.SETTINGS)


def test_deltas_do_not_depend_on_the_numbers_of_the_grades(pavia: Cohort) -> None:
    settings = ComparisonSettings()
    one, other = (comparison.effects([data], settings) for data in (pavia, on(pavia, SHIFTED)))
    names = ["cliffs_delta", "cliffs_delta_low", "cliffs_delta_high", "shift", "shift_high"]
    np.testing.assert_allclose(one[names], other[names], rtol=0, atol=1e-9)


def test_cohorts_on_one_other_scale_are_summarised(pavia: Cohort) -> None:
    both = [on(pavia, LAMMINEN), replace(on(pavia, LAMMINEN), name="other")]
    settings = ComparisonSettings()
    found = comparison.summaries(comparison.effects(both, settings), settings, both)
    assert found["cliffs_delta"].notna().any()
    assert comparison.described(both)["scale"].eq("Lamminen, 1 to 4").all()
    assert comparison.described(both)["status"].eq("not stated").all()


def test_cohorts_on_the_default_scale_have_the_table_they_had(pavia: Cohort) -> None:
    described = comparison.described([pavia, replace(pavia, name="other")])
    assert "scale" not in described
    assert "Grading scale" not in across_tables.cohorts(described).shown["Characteristic"].tolist()


# ---------------------------------------------------------------- proposals from images


def measures(shares: list[float]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "subject_id": "P01",
            "side": "right",
            "muscle_id": [f"m{n}" for n in range(len(shares))],
            "fat_share": shares,
            "fat_share_error": 0.001,
            "fat_share_df": 9.0,
            "n_voxels": 9,
            "volume_ml": 1.0,
        }
    )


def readers(grades: list[int]) -> pd.DataFrame:
    muscles = [f"m{n}" for n in range(len(grades))]
    place = {"subject_id": "P01", "group": "patient", "side": "right", "region": "hand"}
    read = {"muscle_id": muscles, "grade": grades, "atrophy": "no"}
    return pd.DataFrame(place | read)


@pytest.mark.parametrize(
    ("scale", "cutoffs", "grades"),
    [
        (GOUTALLIER, (0.02, 0.1, 0.4, 0.6), [0, 1, 2, 3, 4]),
        (LAMMINEN, (0.02, 0.1, 0.4), [1, 2, 3, 4, 4]),
    ],
    ids=["goutallier", "lamminen"],
)
def test_own_cut_offs_propose_the_grades_of_the_scale(
    scale: Scale, cutoffs: tuple[float, ...], grades: list[int]
) -> None:
    made = proposed(measures([0.0, 0.05, 0.2, 0.5, 0.9]), cutoffs, 0.95, scale)
    assert made["proposed_grade"].tolist() == grades
    rows = imaging.compared(
        made.assign(region="hand", proposed_atrophy="no"), readers(grades), cutoffs, scale
    )
    assert rows["outside"].eq(0).all()
    table = imaging.confusion(rows, scale)
    assert table["grade"].tolist() == list(scale.numbers)
    filed = images.confusion(table, scale).numbers
    assert filed.columns[0] == scale.column
    assert np.trace(table[[f"proposed_{n}" for n in scale.numbers]]) == 5
    assert imaging.agreement(rows, 0.95)["weighted_kappa"] == 1


def test_without_cut_offs_shares_are_measured_and_no_grade_is_proposed() -> None:
    made = proposed(measures([0.0, 0.5]), (), 0.95, GOUTALLIER)
    assert made["fat_share"].tolist() == [0.0, 0.5]
    assert made[["proposed_grade", "grade_probability"]].isna().all(axis=None)
    rows = imaging.compared(
        made.assign(region="hand", proposed_atrophy="no"), readers([0, 3]), (), GOUTALLIER
    )
    found = imaging.agreement(rows, 0.95)
    assert found["n"] == 0
    assert imaging.confusion(rows, GOUTALLIER)["n_muscles"].sum() == 0
    told = images.agreed(found, imaging.to_review(rows), 0.95, made)
    assert told == images.NO_CUTOFFS


def test_without_cut_offs_phantoms_still_show_the_error_of_the_share() -> None:
    trials = pd.DataFrame({"noise": 0.1, "bias": 0.0, "true_share": [0.1, 0.5]})
    given = {"fat_share": [0.11, 0.48], "fat_share_error": 0.1, "fat_share_df": 9.0}
    found = recovery_summary(trials.assign(**given), (), 0.95)
    assert found["largest_error"].tolist() == pytest.approx([0.02])
    assert found["n_away"].tolist() == [0]
    told = images.recovered(found, 0.02, 0.95)
    assert "in the worst condition is 1.50" in told
    assert "CI holds the true share in 2/2" in told


def test_a_phantom_needs_cut_offs(pavia: Cohort) -> None:
    with pytest.raises(InputError, match="follows from its grades by cut-offs, and there are none"):
        imaged_subjects(on(pavia, GOUTALLIER))
    given = on(pavia, GOUTALLIER, fat_share_cutoffs=(0.02, 0.1, 0.4, 0.6))
    assert imaged_subjects(given) == imaged_subjects(pavia)


# ---------------------------------------------------------------- the audit of a print


def test_the_search_behind_a_print_knows_the_highest_grade(pavia: Cohort) -> None:
    printed, items = published.printed_figures(pavia), published.muscles_by_region(pavia)
    values = published.recompute(pavia)
    found = published.summaries(printed, values, items, "right", GOUTALLIER)
    assert {summary.highest_grade for summary in found} == {4}
    known = published.summaries(printed, values, items, "right", MERCURI)
    assert {summary.highest_grade for summary in known} == {3}
    assert published.summaries(printed, values, items, "right", LAMMINEN) == []


def test_settings_know_the_cut_offs_of_the_default_scale() -> None:
    assert Settings().fat_share_cutoffs == MERCURI.fat_share_cutoffs
