"""Cohorts whose truth is known: without effect the report's p-values are uniform, with one it is found.

A p-value of a discrete exact test is not uniform but above it. The randomised p-value is: the chance
of what is farther out, plus a uniform share of the chance of what is as far out as the observed.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from als_muscle_mri.comparisons import region_comparisons
from als_muscle_mri.inputs import Cohort, Settings, load_cohort
from als_muscle_mri.mri_scoring import muscle_grades, region_scores
from als_muscle_mri.simulate import Design, draw_cohort
from als_muscle_mri.statistics import rank_sum, signed_rank, spearman
from als_muscle_mri.statistics.midranks import Midranks
from als_muscle_mri.statistics.rank_sum_exact import rank_sum_distribution
from als_muscle_mri.statistics.signed_rank_exact import signed_rank_tail

SEEDS = range(80)
EXACT = Settings(rank_test="exact")
STRICT = 0.01
"""Kolmogorov-Smirnov p-values may not be below this over the number of tests made."""


@pytest.fixture(scope="module")
def known() -> Cohort:
    return load_cohort("fjordby-lindhaven")


@pytest.fixture(scope="module")
def no_effect(known: Cohort) -> list[tuple[Cohort, pd.DataFrame]]:
    """Cohorts of 25 and 25 without effect, and their region scores by the report's own code."""
    return [drawn(known, Design(25, 25, seed=seed, effect=0)) for seed in SEEDS]


def drawn(known: Cohort, design: Design) -> tuple[Cohort, pd.DataFrame]:
    made = draw_cohort(design, known.atlas)
    names = ("subject_id", "side", "muscle_id", "rater")
    ratings = (
        design.scale.as_read(made.mri_ratings)
        .astype(dict.fromkeys(names, str))
        .astype({"atrophy": str})
    )
    data = replace(known, subjects=made.subjects, mri_ratings=ratings, alsfrs=made.alsfrs)
    return data, region_scores(muscle_grades(data))


def randomised_rank_sum(x: np.ndarray, y: np.ndarray, u: float) -> float:
    """The randomised p-value, from the null distribution of the rank sum."""
    ranks = Midranks.of(np.concatenate([x, y]))
    null, centre = rank_sum_distribution(ranks.sizes, x.size), x.size * (x.size + y.size + 1)
    distance = abs(int(ranks.doubled[: x.size].sum()) - centre)
    farther = null.weights[np.abs(null.values - centre) > distance].sum() / null.total
    p = rank_sum(x, y).p
    assert farther <= p + 1e-9  # the report's p holds what is as far out as well
    return farther + u * (p - farther)


def randomised_signed_rank(differences: np.ndarray, u: float) -> float:
    nonzero = differences[differences != 0]
    p = signed_rank(differences).p
    ranks = Midranks.of(np.abs(nonzero)).doubled
    observed = int(ranks[nonzero > 0].sum())
    smaller = min(observed, int(ranks.sum()) - observed)
    farther = 2 * signed_rank_tail(ranks, smaller - 1).p if smaller else 0.0
    return min(farther, p) + u * (p - min(farther, p))


def of_groups(scores: pd.DataFrame, u: np.random.Generator) -> dict[str, float]:
    right = scores[scores["side"] == "right"]
    return {
        region: randomised_rank_sum(
            *(part.loc[part["group"] == g, "score"].to_numpy() for g in ("patient", "control")),
            u.random(),
        )
        for region, part in right.groupby("region", observed=True)
    }


def of_sides(scores: pd.DataFrame, u: np.random.Generator) -> dict[str, float]:
    wide = scores.pivot(index=["region", "subject_id"], columns="side", values="score").dropna()
    return {
        region: randomised_signed_rank(
            (part["right"] - part["left"]).to_numpy().round(9), u.random()
        )
        for region, part in wide.groupby("region", observed=True)
    }


@pytest.mark.parametrize("p_values", [of_groups, of_sides])
def test_exact_p_values_are_uniform_without_effect(
    no_effect: list[tuple[Cohort, pd.DataFrame]],
    p_values: Callable[[pd.DataFrame, np.random.Generator], dict[str, float]],
) -> None:
    u = np.random.default_rng(1)
    p = pd.DataFrame([p_values(scores, u) for _, scores in no_effect])
    assert p.shape == (len(SEEDS), 8)
    fit = {region: stats.kstest(p[region].dropna(), "uniform").pvalue for region in p}
    assert min(fit.values()) > STRICT / len(fit), fit


def test_the_exact_test_of_the_report_keeps_its_level(
    no_effect: list[tuple[Cohort, pd.DataFrame]],
) -> None:
    p = pd.concat([region_comparisons(scores, EXACT) for _, scores in no_effect[:30]])
    assert (p["p"] <= 0.05).mean() <= 0.05 + 4 * np.sqrt(
        0.05 / 30
    )  # one person's regions go together
    assert (p["p_adjusted"] >= p["p"]).all()
    families = p.assign(cohort=np.repeat(range(30), 16)).groupby(["cohort", "side"], observed=True)
    assert (families["p_adjusted"].min() <= 0.05).mean() <= 0.05 + 4 * np.sqrt(0.05 / 60)


def test_function_is_unrelated_to_mri_without_effect(
    no_effect: list[tuple[Cohort, pd.DataFrame]],
) -> None:
    p = []
    for data, scores in no_effect:
        totals = data.subjects.set_index("subject_id")["alsfrs_r_total"].astype(float).dropna()
        calf = scores[(scores["side"] == "right") & (scores["region"] == "posterior_thigh")]
        both = (
            calf.set_index(calf["subject_id"].astype(str))["score"]
            .to_frame()
            .join(totals, how="inner")
        )
        p.append(spearman(both["score"], both["alsfrs_r_total"], method="asymptotic").p)
    assert stats.kstest(p, "uniform").pvalue > STRICT


@pytest.mark.parametrize("settings", [Settings(), EXACT], ids=["asymptotic", "exact"])
def test_a_known_effect_is_found_in_direction_and_significance(
    known: Cohort, settings: Settings
) -> None:
    for seed in range(3):
        _, scores = drawn(known, Design(60, 40, seed=seed, effect=1.5))
        found = region_comparisons(scores, settings).set_index("region")
        affected = found.loc[["iliopsoas", "anterior_calf", "posterior_calf"]]
        assert (affected["cliffs_delta_low"] > 0).all()
        assert (affected["p_adjusted"] <= 0.05).all()
        assert (affected["shift"] >= 0).all()
        # gluteus maximus is loaded a sixth as much as these, so its effect is the smallest of all
        assert found.loc["gluteus_maximus", "cliffs_delta"].max() < affected["cliffs_delta"].min()


def test_the_effect_grows_with_what_was_put_in(known: Cohort) -> None:
    deltas = [
        region_comparisons(drawn(known, Design(150, 150, seed=5, effect=effect))[1], Settings())
        .groupby("region", observed=True)["cliffs_delta"]
        .mean()
        for effect in (0, 0.5, 1, 2)
    ]
    rises = np.diff(np.array(deltas), axis=0)
    assert (rises > 0).all()
