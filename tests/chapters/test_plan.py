"""Planning: the assumed effects, the powers they give, and what is said of them."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from als_muscle_mri import plan
from als_muscle_mri.inputs import InputError, PlanSettings, load_cohort, other_settings
from als_muscle_mri.report import across_numbers, figures, plan_tables, plan_wording
from als_muscle_mri.statistics import rank_sum

FAST = PlanSettings(n_per_group=(6, 12, 24), simulations=300)


@pytest.fixture(scope="module")
def pilot() -> plan.Pilot:
    return plan.load_pilot("pavia-2018", FAST)


@pytest.fixture(scope="module")
def powers(pilot: plan.Pilot) -> pd.DataFrame:
    return plan.power(pilot)


def test_the_mixture_has_the_safeguard_delta(pilot: plan.Pilot) -> None:
    for row, (patients, controls) in plan._regions(pilot):
        if not row["cliffs_delta"]:
            continue
        left = row["safeguard_delta"] / row["cliffs_delta"]
        p, q = plan._distributions(patients, controls, left)
        pairs = np.outer(p, q)
        delta = np.tril(pairs, -1).sum() - np.triu(pairs, 1).sum()
        assert delta == pytest.approx(row["safeguard_delta"], abs=1e-12)
        assert 0 <= left < 1


def test_power_is_that_of_studies_drawn_one_by_one(pilot: plan.Pilot, powers: pd.DataFrame) -> None:
    rows = powers.set_index(["side", "region", "assumption", "n"])
    found = rows.loc[("right", "anterior_calf", "observed", 12)]
    part = pilot.scores[
        (pilot.scores["side"] == "right") & (pilot.scores["region"] == "anterior_calf")
    ]
    patients, controls = (part.loc[part["group"] == g, "score"] for g in ("patient", "control"))
    rng = np.random.default_rng(1)
    drawn = [
        rank_sum(rng.choice(patients, 12), rng.choice(controls, 12)).p <= pilot.alpha
        for _ in range(300)
    ]
    assert found["power"] == pytest.approx(np.mean(drawn), abs=4 * math.sqrt(2) * found["mc_error"])


def test_a_region_without_effect_stays_at_alpha(pilot: plan.Pilot, powers: pd.DataFrame) -> None:
    none = powers[(powers["assumption"] == "safeguard") & (powers["cliffs_delta"] == 0)]
    assert len(none) > 0
    assert (none["power"] <= pilot.alpha + 4 * math.sqrt(0.05 / 300)).all()
    assert np.isinf(none["n_needed"]).all()
    shown = plan_tables.sizes(plan.needed(powers), FAST.n_per_group).shown
    assert (shown == "more than 24").any(axis=None)


def test_the_safeguard_effect_needs_more_subjects(powers: pd.DataFrame) -> None:
    sizes = plan.needed(powers).set_index(["side", "region", "assumption"])["n_needed"].unstack()
    assert (sizes["safeguard"] >= sizes["observed"]).all()
    rising = powers.groupby(["side", "region", "assumption"], observed=True)["smoothed"]
    assert rising.apply(lambda part: part.is_monotonic_increasing).all()


def test_the_same_seed_gives_the_same_plan_and_a_region_less_no_other(
    pilot: plan.Pilot, powers: pd.DataFrame
) -> None:
    fewer = replace(pilot, scores=pilot.scores[pilot.scores["region"] != "hand"])
    key = ["side", "region"]
    kept = powers[powers["region"] != "hand"].reset_index(drop=True).astype({k: str for k in key})
    pd.testing.assert_frame_equal(plan.power(fewer).astype({k: str for k in key}), kept)


def test_a_region_without_controls_is_left_out(pilot: plan.Pilot) -> None:
    scores = pilot.scores
    chosen = (scores["region"] == "hand") & (scores["group"] == "control")
    observed = plan.observed(replace(pilot, scores=scores[~chosen]))
    assert "hand" not in set(observed["region"])
    assert len(observed) == 14


def test_a_cohort_without_controls_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = load_cohort("pavia-2018")
    ill = whole.subjects["group"] == "patient"
    ratings = whole.mri_ratings
    patients = replace(
        whole,
        subjects=whole.subjects[ill],
        mri_ratings=ratings[ratings["subject_id"].isin(whole.subjects.loc[ill, "subject_id"])],
    )
    for data in (patients, replace(whole, mri_ratings=ratings.iloc[:0])):
        monkeypatch.setattr(plan, "load_cohort", lambda *_, data=data, **__: data)
        with pytest.raises(InputError, match="read in patients and in controls, and there is none"):
            plan.load_pilot("pavia-2018", FAST)


def test_a_follow_up_without_change_has_no_power() -> None:
    still = PlanSettings(
        n_per_group=(10, 30), simulations=300, worsening=0.1, improving=0.1 / 0.9, within_subject=0
    )
    rows = plan.follow_up(plan.load_pilot("pavia-2018", still))
    assert rows["mean_change"].abs().max() < 1e-9
    assert (rows["power"] <= 0.05 + 4 * math.sqrt(0.05 / 300)).all()
    assert "no region reaches a power of 80 %" in plan_wording.follow_up(rows, 0.8, (10, 30))


def test_what_is_said_of_a_plan(pilot: plan.Pilot, powers: pd.DataFrame) -> None:
    needed, observed = plan.needed(powers), plan.observed(pilot)
    said = plan_wording.reached(needed, "observed", 0.8, FAST.n_per_group)
    reached = needed[(needed["assumption"] == "observed") & np.isfinite(needed["n_needed"])]
    assert (
        f"of 16, with {plan_tables.size(reached.sort_values('n_needed', kind='stable').iloc[0], (6, 12, 24))}"
        in said
    )
    none = needed.assign(n_needed=np.inf)
    assert "in no comparison with up to 24" in plan_wording.reached(none, "observed", 0.8, (6, 24))
    one = plan.needed(plan.follow_up(pilot)).assign(n_needed=[20.0, *[np.inf] * 7])
    said = plan_wording.follow_up(one, 0.8, (6, 12, 24))
    assert "reached in one region of eight: with 20" in said
    assert "and with" not in said
    assert "winner's curse" in plan_wording.optimistic(observed, 0.6)
    assert "300 simulated studies" in plan_wording.precision(FAST.simulations, powers)
    tree = across_numbers.plan(observed, needed, plan.needed(plan.follow_up(pilot)))
    assert tree["sizes"]["safeguard"]["right"]["gluteus_maximus"]["n_needed"]["value"] is None
    assert "Gluteus maximus" not in figures.power_by_size(powers, 0.8).alternative
    assert "gluteus maximus with 24" in figures.power_by_size(powers, 0.8).alternative


@pytest.mark.parametrize("n", [1, 3, 4, 5, 7, 8])
def test_the_lowest_panel_of_each_column_says_what_is_counted(powers: pd.DataFrame, n: int) -> None:
    chosen = list(dict.fromkeys(powers["region"]))[:n]
    rows = powers[powers["region"].isin(chosen)]
    axes = [a for a in figures.power_by_size(rows, 0.8).figure.axes if a.axison]
    assert len(axes) == n
    lowest = {a.get_subplotspec().colspan.start: a for a in axes}
    named = [a for a in axes if a.get_xlabel() == "n in each group"]
    assert named == list(dict.fromkeys(a for a in axes if a in lowest.values()))
    for axis in lowest.values():
        assert axis.xaxis.get_tick_params()["labelbottom"]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"power": 1}, "power is a number above 0 and below 1"),
        ({"n_per_group": [20, 10]}, "n_per_group is a list of rising whole numbers"),
        ({"n_per_group": [1]}, "n_per_group is a list of rising whole numbers"),
        ({"simulation": 10}, "The nearest known name is simulations"),
        ({"two_sided": "double"}, "The nearest known name is doubled"),
        ({"seed": -1}, "leave seed out for the cohort's own"),
    ],
)
def test_bad_settings_of_a_plan(values: dict, message: str) -> None:
    with pytest.raises(InputError, match=message):
        other_settings(PlanSettings, values)
