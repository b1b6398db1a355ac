"""Comparing cohorts: the same effects in each, a summary over them, and what they did apart."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from .coarsened import Possible, coarse_delta, nothing_hidden
from .cohort import grade_status
from .comparisons import COMPARED, REGION
from .inputs import (
    MERCURI,
    SIDES,
    Cohort,
    ComparisonSettings,
    InputError,
    Scale,
    load_cohort,
    of_cohort,
)
from .mri_scoring import muscle_grades, protocol, region_scores
from .statistics import cliffs_delta, dominance_variance, hodges_lehmann, random_effects

EFFECT = [
    *("cohort", "side", "region", "n_patients", "n_controls", "missing"),
    *("cliffs_delta", "cliffs_delta_low", "cliffs_delta_high", "variance"),
    *("shift", "shift_low", "shift_high", "rounded"),
]
SUMMARY = [
    *("side", "region", "k", "k_without_variance"),
    *("cliffs_delta", "cliffs_delta_low", "cliffs_delta_high"),
    *("tau2", "tau2_dl", "q", "q_p", "i2"),
    *("prediction_low", "prediction_high"),
]


def load_cohorts(names: Iterable[str], settings: ComparisonSettings) -> list[Cohort]:
    """Load every cohort, each with its own settings but those the comparison sets.

    Raises
    ------
    InputError
        With every problem of every cohort; each problem's file says whose it is.
    """
    loaded, problems = [], []
    for name in names:
        try:
            loaded.append(load_cohort(name, **of_cohort(settings)))
        except InputError as error:
            problems.append(str(error))
    if problems:
        raise CohortsError(problems)
    return loaded


class CohortsError(ValueError):
    """Every problem of several cohorts, one report after the other."""

    def __init__(self, reports: Sequence[str]) -> None:
        super().__init__("\n".join(reports))


def not_comparable(cohorts: Sequence[Cohort]) -> pd.DataFrame:
    """List the cohorts, or regions of them, that have no effect to compare, and why.

    A group of fewer subjects than the ``minimum_cell`` of its cohort has none either: shown beside
    the others, or hidden in a summary of them, its effect could be worked out.

    Returns
    -------
    DataFrame
        cohort, side, region (both empty for a whole cohort), reason.
    """
    rows = [row for data in cohorts for row in _lacks(data)]
    return pd.DataFrame(rows, columns=["cohort", "side", "region", "reason"])


def _lacks(data: Cohort) -> Iterator[dict[str, str]]:
    few = _too_few(data, data.subjects["group"].value_counts())
    if few:
        yield _lack(data, "", "", f"it has {' and '.join(few)}")
        return
    if data.mri_ratings.empty:
        yield _lack(data, "", "", "no muscle was read")
        return
    counts = _counts(region_scores(muscle_grades(data)))
    for (side, region), row in counts.iterrows():
        for words in _too_few(data, row):
            yield _lack(data, side, region, f"read in {words}")


def _too_few(data: Cohort, counts: pd.Series) -> list[str]:
    """Name the groups that are absent, or fewer than the cohort's smallest count."""
    minimum = data.settings.minimum_cell
    found = {group: int(counts.get(group, 0)) for group in COMPARED}
    return [
        f"fewer than {minimum} {group}s" if n else f"no {group}s"
        for group, n in found.items()
        if n < minimum
    ]


def _lack(data: Cohort, side: str, region: str, reason: str) -> dict[str, str]:
    return {"cohort": data.name, "side": side, "region": region, "reason": reason}


def _counts(scores: pd.DataFrame) -> pd.DataFrame:
    """Subjects with a score: a row for each side and region read, a column a group."""
    counted = scores.groupby([*REGION, "group"], observed=True).size().unstack(fill_value=0)
    return counted.reindex(columns=list(COMPARED), fill_value=0)


def effects(
    cohorts: Sequence[Cohort],
    settings: ComparisonSettings,
    possible: Mapping[str, Possible] | None = None,
) -> pd.DataFrame:
    """Patients against controls for every cohort, side and region that has both.

    Of both there are at least as many as the cohort's ``minimum_cell``.

    Parameters
    ----------
    cohorts : sequence of Cohort
        As :func:`load_cohorts` gives them.
    settings : ComparisonSettings
        ``alpha``: the intervals have level 1 - alpha, whatever a cohort's own is.
    possible : mapping, optional
        For each cohort, which numbers a reader has to reckon with where a count of a group stands;
        a cohort without an entry hides none.

    Returns
    -------
    DataFrame
        cohort, side, region; n_patients, n_controls, missing (subjects without a score);
        cliffs_delta and shift (Hodges-Lehmann, grades), with intervals that agree with the
        asymptotic rank-sum test; variance of cliffs_delta, NaN where it cannot be estimated;
        rounded, whether a count is hidden: cliffs_delta is coarse then, and variance and shift are
        missing. Rows by side, region, cohort.
    """
    level = 1 - settings.alpha
    hiding = possible or {}
    rows = [
        row
        for data in cohorts
        for row in _effects_of(data, level, hiding.get(data.name, nothing_hidden))
    ]
    table = pd.DataFrame(rows, columns=EFFECT).astype({"rounded": bool})
    return _in_order(table, cohorts)


def _effects_of(data: Cohort, level: float, possible: Possible) -> Iterator[dict[str, object]]:
    scores = region_scores(muscle_grades(data))
    for (side, region), part in scores.groupby(REGION, observed=True):
        patients, controls = (
            part.loc[part["group"] == group, "score"].to_numpy() for group in COMPARED
        )
        if min(len(patients), len(controls)) >= data.settings.minimum_cell:
            yield {
                "cohort": data.name,
                "side": side,
                "region": region,
                "n_patients": len(patients),
                "n_controls": len(controls),
                "missing": _subjects(data) - len(patients) - len(controls),
                **_shown_effect(patients, controls, level, possible),
            }


def _subjects(data: Cohort) -> int:
    return int(data.subjects["group"].isin(COMPARED).sum())


def _shown_effect(
    patients: np.ndarray, controls: np.ndarray, level: float, possible: Possible
) -> dict[str, float]:
    sizes = [
        possible(len(scores), group)
        for scores, group in zip((patients, controls), COMPARED, strict=True)
    ]
    if all(len(numbers) == 1 for numbers in sizes):
        return _effect(patients, controls, level) | {"rounded": False}
    return coarse_delta(patients, controls, sizes, level) | {"rounded": True}


def _effect(patients: np.ndarray, controls: np.ndarray, level: float) -> dict[str, float]:
    delta = cliffs_delta(patients, controls, level, method="asymptotic")
    shift = hodges_lehmann(patients, controls, level, method="asymptotic")
    return {
        "cliffs_delta": delta.estimate,
        "cliffs_delta_low": delta.low,
        "cliffs_delta_high": delta.high,
        "variance": dominance_variance(patients, controls),
        "shift": shift.estimate,
        "shift_low": shift.low,
        "shift_high": shift.high,
    }


def _in_order(table: pd.DataFrame, cohorts: Sequence[Cohort]) -> pd.DataFrame:
    regions = dict.fromkeys(region for data in cohorts for region in data.atlas["region"])
    orders = {"side": SIDES, "region": list(regions), "cohort": [data.name for data in cohorts]}
    ordered = table.assign(
        **{
            name: pd.Categorical(table[name], categories=order, ordered=True)
            for name, order in orders.items()
        }
    )
    return ordered.sort_values(list(orders), ignore_index=True)


def summaries(
    table: pd.DataFrame, settings: ComparisonSettings, cohorts: Sequence[Cohort]
) -> pd.DataFrame:
    """Random-effects summary of Cliff's delta for every side and region.

    Parameters
    ----------
    table : DataFrame
        What :func:`effects` returns.
    settings : ComparisonSettings
        ``pool_from``: fewer cohorts with an estimable variance than that are not summarised.
    cohorts : sequence of Cohort
        Those compared; nothing is summarised where they have different scales.

    Returns
    -------
    DataFrame
        side, region; k (cohorts whose variance can be estimated), k_without_variance;
        cliffs_delta with its interval, tau2 (Paule-Mandel), tau2_dl (DerSimonian-Laird), q,
        q_p, i2 (percent), and the prediction interval (from three cohorts on). Intervals are
        cut off at -1 and 1. All but the counts is NaN where nothing is summarised.
    """
    alike = len(scales(cohorts)) == 1
    rows = [
        {"side": side, "region": region, **_summary(part, settings, alike)}
        for (side, region), part in table.groupby(REGION, observed=True)
    ]
    return pd.DataFrame(rows, columns=SUMMARY).astype(
        {"side": table["side"].dtype, "region": table["region"].dtype}
    )


def _summary(part: pd.DataFrame, settings: ComparisonSettings, alike: bool) -> dict[str, float]:
    known = part.dropna(subset=["variance"])
    counts = {"k": len(known), "k_without_variance": len(part) - len(known)}
    if not alike or len(known) < settings.pool_from:
        return counts
    found = random_effects(known["cliffs_delta"], known["variance"], 1 - settings.alpha)
    names = ("tau2", "tau2_dl", "q", "q_p", "i2")
    bounds = {
        "cliffs_delta_low": found.low,
        "cliffs_delta_high": found.high,
        "prediction_low": found.prediction_low,
        "prediction_high": found.prediction_high,
    }
    inside = {name: float(np.clip(bound, -1, 1)) for name, bound in bounds.items()}
    return (
        counts
        | {"cliffs_delta": found.estimate}
        | inside
        | {name: getattr(found, name) for name in names}
    )


def described(cohorts: Sequence[Cohort]) -> pd.DataFrame:
    """What each cohort is and did: its size, readings, settings and provenance.

    Returns
    -------
    DataFrame
        A row for each cohort: cohort, title, n_patients, n_controls, group_labels, n_raters,
        n_sessions, n_muscles (of a side), no_mri (subjects without a reading), status of the
        grades, scale (unless it is Mercuri's in all), and consensus, rank_test, two_sided,
        quartile_method, adjust, alpha, minimum_cell.
    """
    table = pd.DataFrame([_described(data) for data in cohorts])
    return table.drop(columns="scale") if scales(cohorts) == [_scale(MERCURI)] else table


def scales(cohorts: Sequence[Cohort]) -> list[str]:
    """The grading scales of the cohorts, each once, as ``Mercuri, 0 to 3``.

    Effects of cohorts with different scales are not summarised. Cliff's delta has no unit, but a
    scale with fewer grades has more ties, and ties draw it towards 0: how far two deltas lie apart
    would then be a matter of scales as well as of patients.
    """
    return list(dict.fromkeys(_scale(data.scale) for data in cohorts))


def _scale(scale: Scale) -> str:
    return f"{scale.name}, {scale.span}"


def _described(data: Cohort) -> dict[str, object]:
    ratings, groups = data.mri_ratings, data.subjects["group"]
    settings = ("consensus", "rank_test", "two_sided", "quartile_method", "adjust", "alpha")
    settings += ("minimum_cell",)
    return {
        "cohort": data.name,
        "title": data.title,
        "n_patients": int((groups == "patient").sum()),
        "n_controls": int((groups == "control").sum()),
        "group_labels": " v ".join(data.group_labels.get(group, "none") for group in COMPARED),
        "n_raters": ratings["rater"].nunique(),
        "n_sessions": ratings["session"].nunique(),
        "n_muscles": ratings["muscle_id"].nunique(),
        "no_mri": int((~data.subjects["subject_id"].isin(ratings["subject_id"])).sum()),
        "status": grade_status(data),
        "scale": _scale(data.scale),
        **{name: getattr(data.settings, name) for name in settings},
    }


def muscles_read(cohorts: Sequence[Cohort]) -> pd.DataFrame:
    """The muscles behind each region score, where cohorts did not read the same.

    Returns
    -------
    DataFrame
        region, cohort, n_muscles (of a side), lacks (those others read and it did not, as
        text), same (whether every cohort that read the region read the same muscles).
    """
    read = {data.name: _muscles(data) for data in cohorts}
    regions = dict.fromkeys(region for found in read.values() for region in found)
    rows = []
    for region in regions:
        having = {name: found[region] for name, found in read.items() if region in found}
        every = dict.fromkeys(muscle for found in having.values() for muscle in found)
        rows += [
            {
                "region": region,
                "cohort": name,
                "n_muscles": len(found),
                "lacks": ", ".join(muscle for muscle in every if muscle not in found),
                "same": all(set(other) == set(every) for other in having.values()),
            }
            for name, found in having.items()
        ]
    return pd.DataFrame(rows, columns=["region", "cohort", "n_muscles", "lacks", "same"])


def _muscles(data: Cohort) -> dict[str, list[str]]:
    read = protocol(data).groupby("region", sort=False)
    return {region: part["muscle_id"].tolist() for region, part in read}
