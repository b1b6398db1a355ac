"""A plan on assumed distributions: its powers by enumeration, by SciPy, and at no difference."""

import math
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from als_muscle_mri import plan
from als_muscle_mri.inputs import Assumed, InputError, PlanSettings
from als_muscle_mri.report import across_numbers, figures, plan_tables, plan_wording
from als_muscle_mri.statistics import rank_sum

SCORES = np.array([0.0, 1.0, 2.0])
SICK, HEALTHY = np.array([0.2, 0.4, 0.4]), np.array([0.7, 0.2, 0.1])
SIZES = (4, 60)
ERRORS = 4
"""Monte Carlo standard errors that a simulated power may be off; one in 16 000 is more."""


def planned(*assumed: Assumed, simulations: int = 2000) -> plan.Pilot:
    settings = PlanSettings(n_per_group=SIZES, simulations=simulations)
    return replace(plan.load_pilot("pavia-2018", settings), assumed=assumed)


@pytest.fixture(scope="module")
def pilot() -> plan.Pilot:
    return planned(
        Assumed("hand", SCORES, SICK, HEALTHY), Assumed("iliopsoas", SCORES, HEALTHY, HEALTHY)
    )


@pytest.fixture(scope="module")
def powers(pilot: plan.Pilot):
    return plan.assumed_power(pilot).set_index(["region", "n"])


def enumerated_power(p: np.ndarray, q: np.ndarray, n: int, alpha: float) -> float:
    """Probability that the exact test rejects, over every outcome of both groups."""
    total = 0.0
    counts = [c for c in product(range(n + 1), repeat=3) if sum(c) == n]
    for first, second in product(counts, repeat=2):
        chance = stats.multinomial.pmf(first, n, p) * stats.multinomial.pmf(second, n, q)
        test = rank_sum(np.repeat(SCORES, first), np.repeat(SCORES, second), method="exact")
        total += chance * (test.p <= alpha)
    return total


@pytest.mark.parametrize(("region", "p"), [("hand", SICK), ("iliopsoas", HEALTHY)])
def test_few_subjects_have_the_power_that_enumeration_gives(
    pilot: plan.Pilot, powers, region: str, p: np.ndarray
) -> None:
    true = enumerated_power(p, HEALTHY, SIZES[0], pilot.alpha)
    error = math.sqrt(max(true * (1 - true), 0.25 / 2000) / 2000)
    assert powers.loc[(region, SIZES[0]), "power"] == pytest.approx(true, abs=ERRORS * error)


def test_many_subjects_have_the_power_of_scipy_s_test(pilot: plan.Pilot, powers) -> None:
    """SciPy 1.x, mannwhitneyu, asymptotic with continuity correction, on studies of its own."""
    rng = np.random.default_rng(3)
    n, studies = SIZES[1], 1000
    weak = plan.assumed_power(planned(Assumed("hand", SCORES, np.array([0.5, 0.3, 0.2]), HEALTHY)))
    found = weak.set_index("n").loc[n]
    patients = rng.choice(SCORES, (studies, n), p=[0.5, 0.3, 0.2])
    controls = rng.choice(SCORES, (studies, n), p=HEALTHY)
    p = stats.mannwhitneyu(patients, controls, axis=1, method="asymptotic").pvalue
    assert 0.2 < found["power"] < 0.95
    error = math.hypot(found["mc_error"], found["mc_error"] * math.sqrt(2))
    assert found["power"] == pytest.approx((p <= pilot.alpha).mean(), abs=ERRORS * error)


def test_without_a_difference_the_power_is_at_most_alpha(pilot: plan.Pilot, powers) -> None:
    none = powers.loc["iliopsoas"]
    assert (none["cliffs_delta"] == 0).all()
    assert (none["power"] <= pilot.alpha + ERRORS * math.sqrt(0.05 * 0.95 / 2000)).all()
    assert enumerated_power(HEALTHY, HEALTHY, SIZES[0], pilot.alpha) <= pilot.alpha
    assert np.isinf(none["n_needed"]).all()


def test_delta_is_that_of_the_pairs(powers) -> None:
    pairs = [(a, b, x * y) for a, x in zip(SCORES, SICK) for b, y in zip(SCORES, HEALTHY)]  # noqa: B905
    delta = sum(weight * np.sign(a - b) for a, b, weight in pairs)
    assert powers.loc[("hand", SIZES[0]), "cliffs_delta"] == pytest.approx(delta, abs=1e-12)


def test_a_region_more_changes_no_other(pilot: plan.Pilot, powers) -> None:
    alone = plan.assumed_power(planned(pilot.assumed[0])).set_index(["region", "n"])
    pd.testing.assert_frame_equal(alone.loc["hand"], powers.loc["hand"], check_dtype=False)


def test_the_observed_are_as_without_assumptions(pilot: plan.Pilot) -> None:
    quick = PlanSettings(n_per_group=(8,), simulations=100)
    with_them, without = (
        plan.power(replace(pilot, assumed=assumed, settings=quick))
        for assumed in (pilot.assumed, ())
    )
    assert with_them.equals(without)


def test_what_is_assumed_is_called_that_where_the_numbers_stand(pilot: plan.Pilot) -> None:
    rows = plan.assumed_distributions(pilot)
    table = plan_tables.assumed(rows).shown
    assert list(table["Region"]) == ["Hand", "Iliopsoas"]
    assert table["Patients, assumed"][0] == "0: 20.0 %; 1: 40.0 %; 2: 40.0 %"
    needed = plan.needed(plan.assumed_power(pilot))
    said = plan_wording.reached(needed, "assumed", 0.8, SIZES)
    assert said.startswith("If the assumed effects are true, a power of 80 % is reached in one")
    assert "subjects in each group for hand" in said
    assert plan_wording.distributions(rows).startswith("Assumed, not observed")
    tree = across_numbers.assumptions(needed)
    assert tree["present"]["value"] == "yes"
    assert tree["hand"]["n_needed"]["n"] == 0


def test_nothing_assumed_says_so() -> None:
    bare = planned()
    rows = plan.assumed_distributions(bare)
    assert plan_tables.assumed(rows).shown.iloc[0, 0] == "No distributions were assumed."
    powers = plan.assumed_power(bare)
    assert plan_tables.assumed_power(powers, SIZES).shown.iloc[0, 0].startswith("No distributions")
    assert plan_wording.distributions(rows) == "No distributions were assumed."
    assert across_numbers.assumptions(plan.needed(powers))["present"]["value"] == "no"


def test_a_cohort_without_controls_can_be_planned_on(pilot: plan.Pilot) -> None:
    patients = pilot.scores[pilot.scores["group"] == "patient"]
    alone = replace(pilot, scores=patients)
    observed, powers = plan.observed(alone), plan.power(alone)
    assert observed.empty
    assert plan_wording.optimistic(observed, 0.6) == "The pilot has no effect to plan on."
    said = plan_wording.reached(plan.needed(powers), "observed", 0.8, SIZES)
    assert said == "There is no observed effect to plan on."
    for table in (
        plan_tables.pilot(observed, 0.6),
        plan_tables.sizes(plan.needed(powers), SIZES),
        plan_tables.power(powers),
    ):
        assert table.shown.empty
    assert "No region has" in figures.power_by_size(powers, 0.8).alternative
    assert not plan.assumed_power(alone).empty
    tree = across_numbers.plan(observed, plan.needed(powers), plan.needed(plan.follow_up(alone)))
    assert tree["pilot"] == {}


def test_a_file_with_problems_stops_the_plan(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(plan, "project_root", lambda: tmp_path)
    (tmp_path / "mine.csv").write_text(
        "group,region,grade,share\npatient,hnd,0,1\n", encoding="utf-8"
    )
    with pytest.raises(InputError, match=r'mine\.csv, line 2, column region: "hnd" is not allowed'):
        plan.load_pilot("pavia-2018", PlanSettings(assumed="mine.csv"))
