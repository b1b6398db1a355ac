"""Numbers of the report a second time, from the data files by R: coin, vcd and its own tests."""

import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from conftest import why_r_cannot

from als_muscle_mri import cohort, comparisons, correlations, emg_grading, mri_scoring
from als_muscle_mri.inputs import Cohort, load_cohort

SCRIPT = Path(__file__).parent / "second_route.R"
SETTINGS = {
    "pavia-2018": "majority 2 asymptotic 13 9,11.25,13.5 10,12.5,15",
    "fjordby-lindhaven": "highest 7 doubled 10 8.8,11,13.2 9.8,12.2,14.7",
}
"""What each cohort.yml sets, in the words of the script."""

WIDTH_95, WIDTH_99 = 2 * 1.959963984540054, 2 * 2.5758293035489004
ROUGH = ("atrophy odds_ratio", "comparability sex estimate")
"""What fisher.test searches for with uniroot, whose tolerance is 1.2e-4 of the odds, or of 1 over
the odds, which is up to 2 % of an odds ratio of 150."""

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
    tests = ["p_asymptotic", "p_exact_abs_deviation"]
    more = ["p_exact_doubled", "p_holm", "p_bh", "cliffs_delta", "shift"]
    table = comparisons.region_comparisons(scores, data.settings)
    yield from _named("regions", table, ["side", "region"], quartiles + tests + more)
    for contrast, groups in comparisons.strata(data).items():
        table = comparisons.compare(scores, groups, data.settings)
        yield from _named(contrast, table, ["side", "region"], tests)
    sides = comparisons.side_comparisons(scores, data.settings)
    for row in sides[(sides["group"] == "all") & (sides["n_differing"] > 0)].itertuples():
        yield f"sides {row.region}", row.p
    table = cohort.comparability(data)
    yield from _named("comparability", table, ["variable"], ["estimate", "p"])


def _named(
    name: str, table: pd.DataFrame, keys: list[str], columns: list[str]
) -> Iterator[tuple[str, float]]:
    for row in table.to_dict("records"):
        for column in columns:
            yield " ".join([name, *(str(row[key]) for key in keys), column]), row[column]


def _atrophy(grades: pd.DataFrame, data: Cohort) -> Iterator[tuple[str, float]]:
    counts = mri_scoring.atrophy_counts(grades)
    muscles = comparisons.atrophy_comparison(counts, 0.05)
    for column in (
        "chi_square",
        "p",
        "p_fisher",
        *(f"odds_ratio{e}" for e in ("", "_low", "_high")),
    ):
        yield f"atrophy {column}", muscles[column]
    persons = comparisons.clustered_atrophy(grades, data.settings)
    yield "persons difference_percent", persons["difference_percent"]
    if persons["n"] <= 20:  # R goes through all divisions one by one
        yield "persons p", persons["p"]


def _agreement(grades: pd.DataFrame, data: Cohort) -> Iterator[tuple[str, float]]:
    pairs = {
        "emg": correlations.mri_with_emg(grades, emg_grading.emg_grades(data)),
        "strength": correlations.mri_with_strength(grades, data.strength),
    }
    width = {0.05: WIDTH_95, 0.01: WIDTH_99}[data.settings.alpha]
    for measure, part in pairs.items():
        table = correlations.agreement(part, data.settings, data.scale)
        total = table.set_index("muscle_id").loc["all"]
        yield f"{measure} weighted_kappa", total["weighted_kappa"]
        yield f"{measure} standard_error", (total["kappa_high"] - total["kappa_low"]) / width


def _correlations(scores: pd.DataFrame, data: Cohort) -> Iterator[tuple[str, float]]:
    hand = correlations.hand_correlation(correlations.hand_function(scores, data), data.settings)
    yield "hand rho", hand["rho"]
    yield "hand p_asymptotic", hand["p_asymptotic"]
    items = correlations.item_correlations(scores, data)
    yield from _named("items", items, ["item", "region"], ["rho", "p_asymptotic"])


def _raters(data: Cohort) -> Iterator[tuple[str, float]]:
    for row in mri_scoring.rater_agreement(data).itertuples():
        yield f"{row.comparison} {row.region}", row.coefficient_of_variation_percent


@pytest.fixture(scope="module", autouse=True)
def _needs_r() -> None:
    if reason := why_r_cannot("coin", "vcd"):
        pytest.skip(reason)


@every_cohort
def test_both_routes_have_the_same_quantities(name: str) -> None:
    assert by_r(name).keys() == ours(name).keys()
    assert len(by_r(name)) > 400


@every_cohort
def test_both_routes_give_the_same_numbers(name: str) -> None:
    rough = {quantity for quantity in ours(name) if quantity.startswith(ROUGH)}
    assert len(rough) == 4
    exact = {quantity: value for quantity, value in ours(name).items() if quantity not in rough}
    expected = {quantity: by_r(name)[quantity] for quantity in exact}
    assert exact == pytest.approx(expected, rel=1e-9, abs=1e-12)
    for quantity in rough:
        assert ours(name)[quantity] == pytest.approx(by_r(name)[quantity], rel=0.02)
