"""Numbers of the report a second time, from the data files by R: coin, vcd and its own tests."""

import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from conftest import why_r_cannot

from als_muscle_mri import (
    cohort,
    comparison,
    comparisons,
    correlations,
    emg_grading,
    mri_scoring,
)
from als_muscle_mri.inputs import Cohort, ComparisonSettings, load_cohort

SCRIPT = Path(__file__).parent / "second_route.R"
SETTINGS = {
    "pavia-2018": "majority 2 asymptotic 13 9,11.25,13.5 10,12.5,15 0.05",
    "fjordby-lindhaven": "highest 7 doubled 10 8.8,11,13.2 9.8,12.2,14.7 0.01",
}
"""What each cohort.yml sets, in the words of the script."""

ROUGH = {
    "atrophy odds_ratio": 0.02,
    "comparability sex estimate": 0.02,
    "persons difference_low": 0.04,
    "persons difference_high": 0.04,
}
"""Relative tolerance of what R has roughly only. fisher.test searches with uniroot, whose tolerance is
1.2e-4 of the odds, or of 1 over the odds, which is up to 2 % of an odds ratio of 150. The bootstrap
of persons is drawn anew; the tails of 9999 draws are that uncertain."""

Numbers = dict[str, float]
every_cohort = pytest.mark.parametrize("name", SETTINGS)


@cache
def by_r(name: str) -> Numbers:
    command = ["Rscript", str(SCRIPT), f"data/{name}", "data/atlas.csv", *SETTINGS[name].split()]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    lines = (line.split("\t") for line in done.stdout.splitlines())
    return {quantity: float(value) for quantity, value in lines}


@cache
def ours(name: str) -> Numbers:
    """The same quantities as the notebooks have them."""
    data = load_cohort(name)
    grades = mri_scoring.muscle_grades(data)
    scores = mri_scoring.region_scores(grades)
    parts = (
        _of_groups(scores, data),
        _atrophy(grades, data),
        _agreement(grades, data),
        _correlations(scores, data),
        _raters(data),
    )
    return {quantity: value for part in parts for quantity, value in part}


def _of_groups(scores: pd.DataFrame, data: Cohort) -> Iterator[tuple[str, float]]:
    quartiles = [f"{q}_{g}" for q in ("q1", "median", "q3") for g in ("patients", "controls")]
    tests = ["p_asymptotic", "p_exact_abs_deviation", "cliffs_delta", "shift"]
    more = ["u", "z", "p_exact_doubled", "p_holm", "p_bh"]
    more += [f"{effect}_{end}" for effect in ("cliffs_delta", "shift") for end in ("low", "high")]
    table = comparisons.region_comparisons(scores, data.settings)
    yield from _named("regions", table, ["side", "region"], quartiles + tests + more)
    for contrast, groups in comparisons.strata(data).items():
        table = comparisons.compare(scores, groups, data.settings)
        yield from _named(contrast, table, ["side", "region"], tests)
    for row in comparison.effects([data], ComparisonSettings()).itertuples():
        yield f"variance {row.side} {row.region}", row.variance
    sides = comparisons.side_comparisons(scores, data.settings)
    differing = sides[sides["n_differing"] > 0]
    yield from _named(
        "sides", differing, ["group", "region"], ["p", "median_difference", "n_differing"]
    )
    table = cohort.comparability(data)
    yield from _named("comparability", table, ["variable"], [*_ended("estimate"), "p"])
    table = cohort.summary(data).dropna(subset=["median"])
    yield from _named("summary", table, ["group", "variable"], ["q1", "median", "q3"])


def _ended(estimate: str) -> list[str]:
    return [estimate, f"{estimate}_low", f"{estimate}_high"]


def _named(
    name: str, table: pd.DataFrame, keys: list[str], columns: list[str]
) -> Iterator[tuple[str, float]]:
    for row in table.to_dict("records"):
        for column in columns:
            yield " ".join([name, *(str(row[key]) for key in keys), column]), row[column]


def _atrophy(grades: pd.DataFrame, data: Cohort) -> Iterator[tuple[str, float]]:
    counts = mri_scoring.atrophy_counts(grades)
    muscles = comparisons.atrophy_comparison(counts, 0.05)
    for column in ("chi_square", "p", "p_yates", "p_fisher", *_ended("odds_ratio")):
        yield f"atrophy {column}", muscles[column]
    persons = comparisons.clustered_atrophy(grades, data.settings)
    for column in ("difference_percent", "difference_low", "difference_high"):
        yield f"persons {column}", persons[column]
    if persons["n"] <= 20:  # R goes through all divisions one by one
        yield "persons p", persons["p"]


KAPPA = ["weighted_kappa", "kappa_low", "kappa_high", "agreement_percent"]


def _agreement(grades: pd.DataFrame, data: Cohort) -> Iterator[tuple[str, float]]:
    emg = emg_grading.emg_grades(data)
    pairs = {
        "emg": correlations.mri_with_emg(grades, emg),
        "strength": correlations.mri_with_strength(grades, data.strength),
    }
    for measure, part in pairs.items():
        table = correlations.agreement(part, data.settings, data.scale)
        yield from _named(measure, table, ["muscle_id"], [*KAPPA, "other_higher_percent"])
    durations = ["median_duration_ms", *(f"grade_{grade}" for grade in emg_grading.GRADES)]
    yield from _named("durations", emg_grading.grade_counts(emg), ["muscle_id"], durations)


def _correlations(scores: pd.DataFrame, data: Cohort) -> Iterator[tuple[str, float]]:
    hand = correlations.hand_correlation(correlations.hand_function(scores, data), data.settings)
    items = correlations.item_correlations(scores, data)
    columns = [*_ended("rho"), "p_asymptotic"]
    yield from _named("hand", pd.DataFrame([hand]), [], columns)
    yield from _named("items", items, ["item", "region"], columns)


def _raters(data: Cohort) -> Iterator[tuple[str, float]]:
    table = mri_scoring.rater_agreement(data)
    for row in table.itertuples():
        yield f"{row.comparison} {row.region}", row.coefficient_of_variation_percent
    more = [*KAPPA, "atrophy_agreement_percent", "n_muscles"]
    yield from _named("muscles", table, ["comparison", "region"], more)


@pytest.fixture(scope="module", autouse=True)
def _needs_r() -> None:
    if reason := why_r_cannot("coin", "vcd"):
        pytest.skip(reason)


@every_cohort
def test_both_routes_have_the_same_quantities(name: str) -> None:
    assert by_r(name).keys() == ours(name).keys()
    assert len(by_r(name)) > 850


@every_cohort
def test_both_routes_give_the_same_numbers(name: str) -> None:
    tolerances = {
        quantity: next((rel for rough, rel in ROUGH.items() if quantity.startswith(rough)), 0.0)
        for quantity in ours(name)
    }
    assert sum(rel > 0 for rel in tolerances.values()) == 8
    exact = {quantity: ours(name)[quantity] for quantity, rel in tolerances.items() if not rel}
    expected = {quantity: by_r(name)[quantity] for quantity in exact}
    assert exact == pytest.approx(expected, rel=1e-9, abs=1e-12, nan_ok=True)
    for quantity, rel in tolerances.items():
        if rel:
            assert ours(name)[quantity] == pytest.approx(by_r(name)[quantity], rel=rel), quantity
