"""Planning the next study: the power of the rank tests by size, from a pilot's distributions."""

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import pandas as pd

from .comparisons import COMPARED, REGION
from .inputs import (
    Assumed,
    Cohort,
    InputError,
    PlanSettings,
    Problem,
    load_cohort,
    of_cohort,
    project_root,
    read_assumed,
)
from .mri_scoring import muscle_grades, region_scores
from .statistics import (
    Power,
    change_distribution,
    cliffs_delta,
    needed_size,
    rank_sum_power,
    signed_rank_power,
)

GROUPS = ("patients", "controls")
ASSUMPTIONS = ("observed", "safeguard")
"""The effect taken to be true: that of the pilot, or the end of its interval nearer to 0."""

OBSERVED = [
    *(*REGION, "n_patients", "n_controls", "grades"),
    *("cliffs_delta", "cliffs_delta_low", "cliffs_delta_high", "safeguard_delta"),
]
POWER = ["n", "power", "mc_error", "smoothed", "simulations"]
NEEDED = ["n_needed", "n_low", "n_high"]


@dataclass(frozen=True)
class Pilot:
    """The cohort a plan builds on, and what was decided for the plan.

    Attributes
    ----------
    data : Cohort
        The pilot, with the plan's alpha, two_sided, consensus and seed where it sets them.
    settings : PlanSettings
        What else the plan sets.
    scores : DataFrame
        Region scores of the pilot.
    assumed : tuple of Assumed
        Distributions that are assumed, one a region.
    """

    data: Cohort
    settings: PlanSettings
    scores: pd.DataFrame
    assumed: tuple[Assumed, ...] = ()

    @property
    def alpha(self) -> float:
        """Level of the tests."""
        return self.data.settings.alpha

    @property
    def seed(self) -> int:
        """Seed of the simulation."""
        return self.data.settings.seed


def load_pilot(cohort: str, settings: PlanSettings) -> Pilot:
    """Load the cohort a plan builds on.

    Raises
    ------
    InputError
        With every problem of the cohort, or of the file of assumed distributions; or because
        nothing is assumed, and no region has both groups, or only regions that are kept back.
    """
    data = load_cohort(cohort, **of_cohort(settings))
    scores = region_scores(muscle_grades(data))
    pilot = Pilot(data, settings, scores, _assumed(data, settings.assumed))
    if not pilot.assumed and not _regions(pilot):
        rule = f"a plan needs a region that was read in {_enough(data)}, and there is none"
        fix = "Plan on another cohort, or on assumed distributions: make plan assumed=FILE."
        problem = Problem("mri_ratings.csv", None, None, None, rule, fix)
        raise InputError([problem], f"cohort {data.name}")
    return pilot


def _assumed(data: Cohort, file: str | None) -> tuple[Assumed, ...]:
    if file is None:
        return ()
    regions = tuple(dict.fromkeys(data.atlas["region"].astype(str)))
    return read_assumed(project_root() / file, regions, data.scale)


def _enough(data: Cohort) -> str:
    minimum = data.settings.minimum_cell
    if minimum == 1:
        return "patients and in controls"
    return (
        f"at least {minimum} patients and {minimum} controls, and not in all but fewer than "
        f"{minimum} of either (minimum_cell)"
    )


def observed(pilot: Pilot) -> pd.DataFrame:
    """Effects of the pilot, and the safeguard effects a careful plan takes instead.

    Returns
    -------
    DataFrame
        side, region, n_patients, n_controls, grades (distinct scores), cliffs_delta with the
        interval of level ``safeguard_level``, safeguard_delta: the end of the interval nearer
        to 0, and 0 where the interval holds 0. Regions without patients or controls are left
        out, and those of :func:`kept_back`.
    """
    return pd.DataFrame([row for row, _ in _regions(pilot)], columns=OBSERVED)


def kept_back(pilot: Pilot) -> pd.DataFrame:
    """The regions read in both groups that no study is planned on, for the sake of people.

    They were read in fewer subjects than the cohort's ``minimum_cell``; or in all but fewer, so
    that their number is hidden, and powers simulated from their scores would tell it.

    Returns
    -------
    DataFrame
        side, region.
    """
    rows = [
        (side, region)
        for (side, region), part in pilot.scores.groupby(REGION, observed=True)
        if min(map(len, _values(part))) and not _enough_shown(part, pilot)
    ]
    return pd.DataFrame(rows, columns=REGION)


def _regions(pilot: Pilot) -> list[tuple[dict[str, object], tuple[np.ndarray, np.ndarray]]]:
    """Describe every region that has enough of both groups, with the scores of the two."""
    found = []
    for (side, region), part in pilot.scores.groupby(REGION, observed=True):
        if _enough_shown(part, pilot):
            values = _values(part)
            row = {"side": side, "region": region, **_effect(*values, pilot)}
            found.append((row, tuple(values)))
    return found


def _enough_shown(part: pd.DataFrame, pilot: Pilot) -> bool:
    """Whether each group has enough subjects with a score, and none or enough without."""
    minimum = pilot.data.settings.minimum_cell
    sizes = pilot.data.subjects["group"].value_counts()
    scored = part["group"].value_counts()
    counts = [(scored.get(group, 0), sizes.get(group, 0)) for group in COMPARED]
    return all(n >= minimum and not 0 < total - n < minimum for n, total in counts)


def _values(part: pd.DataFrame) -> list[np.ndarray]:
    return [part.loc[part["group"] == group, "score"].to_numpy() for group in COMPARED]


def _effect(patients: np.ndarray, controls: np.ndarray, pilot: Pilot) -> dict[str, object]:
    level = pilot.settings.safeguard_level
    delta = cliffs_delta(patients, controls, level, method="asymptotic")
    nearer = min((delta.low, delta.high), key=abs)
    return {
        "n_patients": len(patients),
        "n_controls": len(controls),
        "grades": len(np.unique(np.concatenate([patients, controls]))),
        "cliffs_delta": delta.estimate,
        "cliffs_delta_low": delta.low,
        "cliffs_delta_high": delta.high,
        "safeguard_delta": nearer if delta.low * delta.high > 0 else 0.0,
    }


def power(pilot: Pilot) -> pd.DataFrame:
    """Power of the exact rank-sum test for every region, assumption and size.

    The patients' scores are taken from the pilot's patients, the controls' from its controls.
    For the safeguard effect a share of the patients' distribution is replaced by that of the
    controls: Cliff's delta falls in proportion to what is left.

    Returns
    -------
    DataFrame
        side, region, assumption (observed, safeguard), cliffs_delta (assumed), n (in each
        group), power, mc_error (Monte Carlo standard error), smoothed (made to rise with n),
        simulations; n_needed with n_low and n_high (what the Monte Carlo error leaves), the
        same for all n of an assumption, infinite where the power wanted is not reached.
    """
    rows = []
    for row, values in _regions(pilot):
        place = {"side": row["side"], "region": row["region"]}
        for assumption in ASSUMPTIONS:
            delta = row["cliffs_delta" if assumption == "observed" else "safeguard_delta"]
            left = delta / row["cliffs_delta"] if row["cliffs_delta"] else 0.0
            seed = _seed(pilot, *place.values())
            found = _powers(pilot, *_distributions(*values, left), seed)
            rows += _rows(place | {"assumption": assumption, "cliffs_delta": delta}, found, pilot)
    return pd.DataFrame(rows, columns=[*REGION, "assumption", "cliffs_delta", *POWER, *NEEDED])


def _powers(pilot: Pilot, patients: np.ndarray, controls: np.ndarray, seed: int) -> list[Power]:
    """The powers for two distributions of grades at the sizes of the plan."""
    return rank_sum_power(
        patients,
        controls,
        pilot.settings.n_per_group,
        pilot.alpha,
        pilot.data.settings.two_sided,
        pilot.settings.simulations,
        seed,
    )


def assumed_distributions(pilot: Pilot) -> pd.DataFrame:
    """What is assumed of each region.

    Returns
    -------
    DataFrame
        region, grade (a region score), patients, controls (the share of each group that has it),
        cliffs_delta (of the two distributions, the same in all rows of a region).
    """
    rows = [
        {"region": one.region, "grade": grade, "patients": patients, "controls": controls}
        | {"cliffs_delta": _delta(one)}
        for one in pilot.assumed
        for grade, patients, controls in zip(one.scores, one.patients, one.controls, strict=True)
    ]
    return pd.DataFrame(rows, columns=["region", "grade", *GROUPS, "cliffs_delta"])


def _delta(one: Assumed) -> float:
    """Cliff's delta of two distributions: P(patient higher) - P(control higher)."""
    pairs = np.outer(one.patients, one.controls)
    return float(np.tril(pairs, -1).sum() - np.triu(pairs, 1).sum())


def assumed_power(pilot: Pilot) -> pd.DataFrame:
    """Power of the exact rank-sum test for every assumed region and size.

    Returns
    -------
    DataFrame
        As :func:`power` returns it, with ``assumed`` as the assumption and no side.
    """
    rows = []
    for one in pilot.assumed:
        found = _powers(pilot, one.patients, one.controls, _seed(pilot, "assumed", one.region))
        place = {"side": "", "region": one.region, "assumption": "assumed"}
        rows += _rows(place | {"cliffs_delta": _delta(one)}, found, pilot)
    return pd.DataFrame(rows, columns=[*REGION, "assumption", "cliffs_delta", *POWER, *NEEDED])


def _distributions(
    patients: np.ndarray, controls: np.ndarray, left: float
) -> tuple[np.ndarray, np.ndarray]:
    """Give the shares of the distinct scores, with `left` of the patients' distribution kept."""
    distinct = np.unique(np.concatenate([patients, controls]))
    p, q = ((group[:, None] == distinct).mean(axis=0) for group in (patients, controls))
    return left * p + (1 - left) * q, q


def _seed(pilot: Pilot, *names: object) -> int:
    """A seed for each region, so that another region more or less changes none of the others."""
    return pilot.seed + crc32(" ".join(map(str, names)).encode())


def _rows(place: dict[str, object], found: Sequence[Power], pilot: Pilot) -> list[dict]:
    needed = needed_size(found, pilot.settings.power, 1 - pilot.alpha)
    return [
        place
        | {"n": one.n, "power": one.power, "mc_error": one.error, "smoothed": smoothed}
        | {"simulations": one.simulations}
        | {"n_needed": needed.n, "n_low": needed.low, "n_high": needed.high}
        for one, smoothed in zip(found, needed.smoothed, strict=True)
    ]


def follow_up(pilot: Pilot) -> pd.DataFrame:
    """Power of the exact signed-rank test for a second scan of the same patients.

    What is assumed of the change is set, not observed: a pilot scanned once knows nothing of
    it. Only the number of muscles of a region comes from the cohort.

    Returns
    -------
    DataFrame
        region, muscles (of a side), mean_change (assumed, grades of the region score), n
        (patients scanned twice) and as :func:`power` returns it.
    """
    settings = pilot.settings
    read = pilot.data.atlas[pilot.data.atlas["muscle_id"].isin(pilot.data.mri_ratings["muscle_id"])]
    rows = []
    for region, muscles in read.groupby("region", sort=False).size().items():
        changes = change_distribution(
            int(muscles), settings.worsening, settings.improving, settings.within_subject
        )
        mean = float(changes @ np.arange(-muscles, muscles + 1)) / muscles
        found = signed_rank_power(
            changes,
            settings.n_per_group,
            pilot.alpha,
            settings.simulations,
            _seed(pilot, "follow-up", region),
        )
        place = {"region": region, "muscles": int(muscles), "mean_change": mean}
        rows += _rows(place, found, pilot)
    return pd.DataFrame(rows, columns=["region", "muscles", "mean_change", *POWER, *NEEDED])


def needed(table: pd.DataFrame) -> pd.DataFrame:
    """The size needed: one row for each region, side and assumption of a table of powers."""
    keys = [name for name in (*REGION, "assumption") if name in table]
    return table.drop_duplicates(keys, ignore_index=True).drop(columns=POWER)
