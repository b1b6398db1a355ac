"""Table, sentence and numbers of what MUAP durations owe to the criteria of onset and offset."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from . import rounding
from .numbers import Tree, leaf
from .outputs import Table
from .phrases import counted

LIMITS = {
    "as_used": "as used",
    "smoothed_ms": "moving mean, ms",
    "quiet_ms": "quiet stretch, ms",
    "noise_multiple": "multiple of the noise",
    "least_part": "part of the amplitude",
    "window": "published amplitude window instead",
}
NO_LIMIT = ("as_used", "window")
CHANGED = {0.5: "_halved", 2.0: "_doubled"}
UNITS = {
    "change_ms": "ms_difference",
    "bias_ms": "ms_difference",
    "lower_ms": "ms_difference",
    "upper_ms": "ms_difference",
    "same_grade_percent": "percent",
}


def rule(limits: Mapping[str, float], window_ms: float, window_uv: float) -> str:
    """What the proposed marks are, in words, and the published criterion beside them.

    Parameters
    ----------
    limits : mapping
        smoothed_ms, quiet_ms, noise_multiple and least_part.
    window_ms, window_uv : float
        Length and half the height of the amplitude window.

    Examples
    --------
    >>> limits = {"smoothed_ms": 1, "quiet_ms": 1.5, "noise_multiple": 4, "least_part": 0.005}
    >>> print(rule(limits, 3, 40))  # doctest: +NORMALIZE_WHITESPACE
    From the largest deflection outwards, a mark is proposed where the amplitude and the slope of
    the average, smoothed by a moving mean over 1 ms, begin to stay for 1.5 ms below 4 times their
    standard deviation in the baseline, or below 0.5 % of the peak-to-peak amplitude (the slope: of
    it a millisecond) where that is more. By the published amplitude window the mark lies where
    the average begins to stay within ±40 µV for 3 ms.
    """
    return (
        "From the largest deflection outwards, a mark is proposed where the amplitude and the "
        "slope of the average, smoothed by a moving mean over "
        f"{limits['smoothed_ms']:g} ms, begin to stay for {limits['quiet_ms']:g} ms below "
        f"{limits['noise_multiple']:g} times their standard deviation in the baseline, or "
        f"below {100 * limits['least_part']:g} % of the peak-to-peak amplitude (the slope: of it "
        "a millisecond) where that is more. By the published amplitude window the mark lies where "
        "the average begins to stay within "
        f"±{window_uv:g} µV for {window_ms:g} ms."
    )


def sensitivity(rows: pd.DataFrame) -> Table:
    """Durations and grades with each limit halved and doubled, and by another criterion."""
    records = rows.to_dict("records")
    shown = {
        "Signal-to-noise ratio": [f"{row['snr']:g}" for row in records],
        "Limit": [LIMITS[row["limit"]] for row in records],
        "Value": ["" if pd.isna(row["value"]) else f"{row['value']:g}" for row in records],
        "Not found": [rounding.count(row["missing"]) for row in records],
        "Change, ms": [rounding.number(row["change_ms"]) for row in records],
        "Bias, ms (limits of agreement)": [_error(row) for row in records],
        "True grade": [rounding.percent(row["same_grade_percent"]) for row in records],
    }
    return Table(rows, pd.DataFrame(shown))


def _error(row: dict[str, Any]) -> str:
    return rounding.estimate(row["bias_ms"], row["lower_ms"], row["upper_ms"])


def sensed(rows: pd.DataFrame) -> str:
    """How far durations and grades follow the limits, ratio by ratio, and what the window gives."""
    if rows.empty:
        return "No other criterion was tried."
    return " ".join(_sensed(part) for _, part in rows.groupby("snr"))


def _sensed(part: pd.DataFrame) -> str:
    used, window = (part[part["limit"] == name].iloc[0] for name in NO_LIMIT)
    changed = part[~part["limit"].isin(NO_LIMIT)]
    if changed["change_ms"].isna().all():
        return f"At a signal-to-noise ratio of {used['snr']:g} no duration was found."
    lowest, highest = (
        changed.loc[getattr(changed["change_ms"], end)()] for end in ("idxmin", "idxmax")
    )
    grades = changed["same_grade_percent"]
    worst, best = rounding.percent(grades.min()), rounding.percent(grades.max())
    return (
        f"At a signal-to-noise ratio of {used['snr']:g}, halving or doubling one limit changes the "
        f"mean duration by {_change(lowest)} to {_change(highest)}, and {worst} to {best} of the "
        f"muscles have their true grade, {rounding.percent(used['same_grade_percent'])} with the "
        f"limits as used. By the published amplitude window {_unmeasured(window)} the bias is "
        f"{rounding.number(window['bias_ms'])} ms, and "
        f"{rounding.percent(window['same_grade_percent'])} have it."
    )


def _unmeasured(row: pd.Series) -> str:
    """How many MUAPs have no duration, in brackets."""
    n, missing = int(row["n"]), int(row["missing"])
    return f"({missing or 'none'} of {counted(n + missing, 'MUAP')} without a duration)"


def _change(row: pd.Series) -> str:
    return f"{rounding.number(row['change_ms'])} ms ({LIMITS[row['limit']]}: {row['value']:g})"


def numbers(rows: pd.DataFrame) -> Tree:
    """Numbers of the sensitivity, by ratio and limit."""
    tree: Tree = {}
    for row in rows.to_dict("records"):
        name = row["limit"] + CHANGED.get(row["factor"], "")
        leaves = {
            name: leaf(row[name], unit, row["n"], row["missing"]) for name, unit in UNITS.items()
        }
        tree.setdefault(f"snr_{row['snr']:g}", {})[name] = leaves
    return tree
