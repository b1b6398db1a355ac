"""Coarser numbers where a count of people is hidden and finer ones would tell it.

A count may be hidden only because few others are missing (``minimum_cell``). Cliff's delta, a sum
of whole numbers divided by the product of two counts, and a p-value would then tell it. So they are
rounded, and where even that fits one size alone, they are withheld.
"""

from collections.abc import Callable, Mapping, Sequence
from math import floor

import numpy as np
import pandas as pd

from .comparisons import samples_of, with_adjusted
from .contrasts import contrast
from .inputs import Cohort, Settings
from .statistics import cliffs_delta, hides_sizes

P_STEPS = (0.001, 0.01, 0.05, 0.1, 0.2, 0.5, 1.0)
"""A p-value is given by the first of these, or of alpha, that it does not exceed."""

LARGE = 50
"""Subjects of a group from which an effect has two decimals, below which it has one."""

EFFECT = ("cliffs_delta", "cliffs_delta_low", "cliffs_delta_high")
P_FORMS = ("p", "p_asymptotic", "p_exact_abs_deviation", "p_exact_doubled")
WITHHELD = ("u", "z", "shift", "shift_low", "shift_high")
Possible = Callable[[int, str], Sequence[int]]
"""Which numbers a reader has to reckon with where a count of a group stands."""


def nothing_hidden(n: int, group: str) -> Sequence[int]:
    """The possible numbers where counts are shown however small they are."""
    return (n,)


def upper_step(p: float, alpha: float) -> float:
    """The step of ``P_STEPS``, or alpha, that a p-value does not exceed; NaN stays.

    With alpha among the steps, what is significant stays so and nothing else becomes so.

    Examples
    --------
    >>> upper_step(0.0459, 0.05), upper_step(0.0501, 0.05), upper_step(0.02, 0.025)
    (0.05, 0.1, 0.025)
    """
    return min((step for step in (*P_STEPS, alpha) if step >= p), default=np.nan)


def decimals(sizes: Sequence[Sequence[int]]) -> int:
    """Decimals of an effect; they depend only on what is shown of the sizes."""
    return 2 if min(map(max, sizes)) >= LARGE else 1


def whole(value: float) -> float:
    """The nearest whole number, a half rounded up; NaN stays.

    Examples
    --------
    >>> whole(0.5), whole(0.875), whole(-0.5)
    (1.0, 1.0, 0.0)
    """
    return float(floor(value + 0.5)) if np.isfinite(value) else value


def coarse_contrast(
    samples: Mapping[str, np.ndarray], sizes: Mapping[str, Sequence[int]], settings: Settings
) -> dict[str, object]:
    """What of a comparison of two samples may be shown where a size of them is hidden.

    Parameters
    ----------
    samples : mapping
        Two names and their scores.
    sizes : mapping
        The sizes a reader has to reckon with, one where the size is shown.

    Returns
    -------
    dict
        What :func:`als_muscle_mri.contrasts.contrast` returns: delta and its interval rounded,
        p-values as :func:`upper_step` has them, quartiles of a sample of hidden size as whole
        grades, the shift, U and z missing. All is missing but the quartiles of a sample of shown
        size where, coarse as they are, the numbers fit one size alone.

    Examples
    --------
    >>> samples = {"a": np.repeat([0, 1, 2], [9, 17, 11]), "b": np.repeat([0, 1], [16, 8])}
    >>> made = coarse_contrast(samples, {"a": range(36, 40), "b": (24,)}, Settings())
    >>> made["cliffs_delta"], made["p"], made["median_a"]
    (0.5, 0.001, 1.0)
    """

    def published(others: Sequence[np.ndarray]) -> tuple[object, ...]:
        row = _coarse(dict(zip(samples, others, strict=True)), sizes, settings)
        return tuple(None if row[name] != row[name] else row[name] for name in told)

    told = [*EFFECT, *P_FORMS, *_quartiles(sizes)]
    row = _coarse(samples, sizes, settings)
    if hides_sizes(list(samples.values()), list(sizes.values()), published):
        return row
    return row | dict.fromkeys(told, np.nan)


def _coarse(
    samples: Mapping[str, np.ndarray], sizes: Mapping[str, Sequence[int]], settings: Settings
) -> dict[str, object]:
    row = contrast(samples, settings)
    places = decimals(list(sizes.values()))
    return (
        row
        | {name: round(row[name], places) + 0.0 for name in EFFECT}
        | {name: upper_step(row[name], settings.alpha) for name in P_FORMS}
        | {name: whole(row[name]) for name in _quartiles(sizes)}
        | dict.fromkeys(WITHHELD, np.nan)
    )


def _quartiles(sizes: Mapping[str, Sequence[int]]) -> list[str]:
    """The columns of the quartiles of samples whose size is hidden."""
    hidden = [name for name, numbers in sizes.items() if len(numbers) > 1]
    return [f"{what}_{name}" for name in hidden for what in ("median", "q1", "q3")]


def coarse_delta(
    first: np.ndarray, second: np.ndarray, sizes: Sequence[Sequence[int]], level: float
) -> dict[str, float]:
    """Cliff's delta with its interval, rounded; missing where that fits one size alone.

    Parameters
    ----------
    sizes : sequence of sequence of int
        The sizes of the two samples a reader has to reckon with, one where the size is shown.
    level : float
        Level of the interval, that of the asymptotic test.

    Examples
    --------
    >>> first, second = np.repeat([0, 1, 2], [9, 17, 11]), np.repeat([0, 1], [16, 8])
    >>> coarse_delta(first, second, [range(36, 40), (24,)], 0.95)
    {'cliffs_delta': 0.5, 'cliffs_delta_low': 0.3, 'cliffs_delta_high': 0.7}
    """

    def published(samples: Sequence[np.ndarray]) -> tuple[float, ...]:
        found = cliffs_delta(*samples, level, method="asymptotic")
        return tuple(
            round(value, decimals(sizes)) + 0.0 for value in (found.estimate, found.low, found.high)
        )

    told = published([first, second])
    kept = hides_sizes([first, second], sizes, published)
    return dict(zip(EFFECT, told if kept else (np.nan,) * len(told), strict=True))


def coarse_comparison(
    table: pd.DataFrame,
    scores: pd.DataFrame,
    groups: Mapping[str, set[str]],
    data: Cohort,
    possible: Possible,
) -> pd.DataFrame:
    """A comparison whose rows with a hidden count are coarse.

    Parameters
    ----------
    table : DataFrame
        What :func:`als_muscle_mri.comparisons.compare` returns for `scores` and `groups`.
    groups : mapping of str to set of str
        Two names, as they end the columns, and the subjects behind them.
    possible : callable
        Which numbers a reader has to reckon with, from a count and the name of its group without
        the final s.

    Returns
    -------
    DataFrame
        The same rows and columns, with ``rounded``: whether the row has a hidden count of enough
        people; and ``bounded``: whether the adjusted p-values of its side are upper limits. They
        are made of the p-values shown, and of 1 in the place of one that is not shown, so that
        they tell nothing new.
    """
    rows = [_row(row, scores, groups, data.settings, possible) for row in table.to_dict("records")]
    made = pd.DataFrame(rows, columns=[*table, "rounded", "few"]).astype({"rounded": bool})
    hidden = made["rounded"] | made["few"].astype(bool)
    bounded = hidden.groupby(made["side"], sort=False).transform("any") & table["p"].notna()
    p = made["p"].mask(hidden & made["few"].astype(bool)).fillna(1.0).where(table["p"].notna())
    limits = with_adjusted(made, p, data.settings)
    adjusted = ["p_holm", "p_bh", *(["p_adjusted"] if data.settings.adjust != "none" else [])]
    made[adjusted] = limits[adjusted].where(bounded, made[adjusted])
    if data.settings.adjust == "none":
        made["p_adjusted"] = made["p"]
    return made.drop(columns="few").assign(bounded=bounded.astype(bool))


def _row(
    row: dict[str, object],
    scores: pd.DataFrame,
    groups: Mapping[str, set[str]],
    settings: Settings,
    possible: Possible,
) -> dict[str, object]:
    sizes = {name: possible(row[f"n_{name}"], name.removesuffix("s")) for name in groups}
    hidden = [numbers for numbers in sizes.values() if len(numbers) > 1]
    few = any(1 in numbers for numbers in hidden)
    if not hidden or few or not all(row[f"n_{name}"] for name in groups):
        return row | {"rounded": False, "few": few}
    part = scores[(scores["side"] == row["side"]) & (scores["region"] == row["region"])]
    coarse = coarse_contrast(samples_of(part, groups), sizes, settings)
    return row | coarse | {"n": row["n"], "rounded": True, "few": False}
