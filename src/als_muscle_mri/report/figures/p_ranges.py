"""The p-values of the printed comparisons over all datasets that agree with the print."""

from collections.abc import Iterator

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes

from ..drawing import Drawing
from ..labels import label, words
from ..rounding import p_value
from ..style import PAGE_WIDTH, colour, house_style
from .marks import finished

KINDS = {
    "asymptotic": ("normal approximation", "o", -0.22),
    "abs_deviation": ("exact, abs-deviation", "s", 0.0),
    "doubled": ("exact, doubled", "D", 0.22),
}
"""Kinds of p: name, marker and offset from the middle of the row."""

TICKS = (0.001, 0.01, 0.05, 0.1, 0.5, 1.0)


def p_ranges(rows: pd.DataFrame, comparison: str, alpha: float) -> Drawing:
    """Least and greatest p of each kind per region, with the significance level.

    Parameters
    ----------
    rows : DataFrame
        region, comparison, n_datasets, and low and high of each kind of p.
    comparison : str
        The comparison to draw.
    alpha : float
        The significance level, drawn as a line.
    """
    part = rows[rows["comparison"] == comparison].reset_index(drop=True)
    with house_style():
        size = (PAGE_WIDTH, 1.1 + 0.32 * max(1, len(part)))
        figure, axis = plt.subplots(figsize=size)
        if part.empty:
            axis.set_axis_off()
            axis.text(0.5, 0.5, "No printed comparison", ha="center", va="center")
        else:
            _ranges(axis, part, alpha)
    return finished(figure, _words(part, alpha))


def _ranges(axis: Axes, part: pd.DataFrame, alpha: float) -> None:
    axis.axvline(alpha, color=colour("quiet"), linewidth=0.8, linestyle="--")
    for kind, (name, marker, offset) in KINDS.items():
        places = part.index + offset
        low, high = part[f"p_{kind}_low"], part[f"p_{kind}_high"]
        exact = kind != "asymptotic"
        look = {"color": colour("accent" if exact else "quiet")}
        axis.hlines(places, low, high, linewidth=1.4, **look)
        filled = look["color"] if kind == "abs_deviation" else colour("paper")
        axis.plot(low, places, marker, markersize=4.2, markerfacecolor=filled, label=name, **look)
        axis.plot(high, places, marker, markersize=4.2, markerfacecolor=filled, **look)
    axis.set_xscale("log")
    axis.set_xticks(TICKS, [f"{tick:g}" for tick in TICKS])
    axis.minorticks_off()
    axis.set_xlim(min(0.008, part.filter(like="p_").min().min() / 1.3), 1.15)
    names = [
        f"{label(row.region)} ({row.n_datasets} dataset{'s' * (row.n_datasets != 1)})"
        for row in part.itertuples()
    ]
    axis.set_yticks(part.index, names)
    axis.invert_yaxis()
    axis.grid(axis="x")
    axis.set_xlabel(f"p over all datasets (dashed: significance level {alpha:g})")
    axis.figure.legend(loc="outside upper center", ncols=len(KINDS))


def _words(part: pd.DataFrame, alpha: float) -> Iterator[str]:
    if part.empty:
        yield "No printed comparison."
        return
    yield (
        "For each region the least and the greatest p of patients against controls over all "
        f"datasets that agree with the print; the significance level is {alpha:g}."
    )
    for row in part.to_dict("records"):
        kinds = [
            f"{name} {p_value(row[f'p_{kind}_low'])} to {p_value(row[f'p_{kind}_high'])}"
            for kind, (name, *_) in KINDS.items()
        ]
        yield f"{words(row['region']).capitalize()}: {', '.join(kinds)}."
