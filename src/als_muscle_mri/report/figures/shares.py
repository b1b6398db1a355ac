"""The share of fat-like signal: beside the readers' grades, and beside the truth of phantoms."""

from collections.abc import Iterator, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from .. import rounding
from ..drawing import Drawing
from ..grading import GradingScale
from ..style import PAGE_WIDTH, colour, grade_colours, house_style
from .marks import finished, nothing

SPREAD = 0.35
"""Half of the width over which the muscles of a grade are strewn, by their order."""


def shares_by_grade(rows: pd.DataFrame, cutoffs: Sequence[float], scale: GradingScale) -> Drawing:
    """Share of fat of each muscle above the readers' grade, with the range of each grade.

    Parameters
    ----------
    rows : DataFrame
        grade (of the readers), fat_share, fat_share_low, fat_share_high, outside.
    cutoffs : sequence of float
        Shares at which all grades but the lowest begin.
    scale : GradingScale
        What the grades are.
    """
    if rows.empty:
        return nothing("There are no proposals to show.")
    edges, numbers = [0.0, *cutoffs, 1.0], scale.numbers
    colours = grade_colours(len(numbers))
    with house_style():
        figure, axis = plt.subplots(figsize=(PAGE_WIDTH, 3.0))
        for place, grade in enumerate(numbers):
            low, high = 100 * edges[place], 100 * edges[place + 1]
            box = {"color": colours[place], "alpha": 0.35, "linewidth": 0}
            axis.fill_between([grade - 0.45, grade + 0.45], low, high, **box)
            own = rows[rows["grade"] == grade].sort_values("fat_share")
            x = grade + np.linspace(-SPREAD, SPREAD, max(len(own), 2))[: len(own)]
            ends = [100 * (own[name] - own["fat_share"]).abs() for name in _ENDS]
            axis.errorbar(
                x,
                100 * own["fat_share"],
                yerr=[part.fillna(0) for part in ends],
                fmt="o",
                markersize=2.2,
                elinewidth=0.5,
                color=colour("accent"),
            )
        axis.set_xticks(numbers)
        axis.set_xlim(numbers[0] - 0.5, numbers[-1] + 0.5)
        axis.set_ylim(0, 100)
        axis.set_xlabel("Readers' consensus grade")
        axis.set_ylabel("Share of fat-like signal, %")
    return finished(figure, _grade_words(rows))


_ENDS = ("fat_share_low", "fat_share_high")


def _grade_words(rows: pd.DataFrame) -> Iterator[str]:
    yield "Share of fat-like signal of each muscle by the grade of the readers."
    for grade, part in rows.groupby("grade"):
        outside = int((part["outside"] != 0).sum())
        middle = rounding.percent(100 * part["fat_share"].median())
        yield f"Grade {grade}: median {middle}, {outside} of {len(part)} outside the grade's range."


def recovery_curve(rows: pd.DataFrame) -> Drawing:
    """Mean absolute error of the share against noise, a line a bias field.

    Parameters
    ----------
    rows : DataFrame
        noise, bias, mean_absolute_error, largest_error.
    """
    if rows.empty:
        return nothing("No phantom was measured.")
    with house_style():
        figure, axis = plt.subplots(figsize=(4.6, 2.8))
        shades = {bias: str(0.65 - 0.3 * n) for n, bias in enumerate(sorted(rows["bias"].unique()))}
        for bias, part in rows.groupby("bias"):
            look = {"color": shades[bias], "marker": "o", "markersize": 3}
            named = f"bias field {rounding.trimmed(bias)}"
            axis.plot(100 * part["noise"], 100 * part["mean_absolute_error"], label=named, **look)
            axis.plot(100 * part["noise"], 100 * part["largest_error"], linestyle=":", **look)
        axis.set_ylim(bottom=0)
        axis.set_xlabel("Noise, % of the signal of muscle")
        axis.set_ylabel("Error of the share, points")
        axis.legend()
    return finished(figure, _recovery_words(rows))


def _recovery_words(rows: pd.DataFrame) -> Iterator[str]:
    yield "Error of the share of fat on phantoms against noise: mean (line) and largest (dotted)."
    for row in rows.itertuples():
        yield (
            f"Noise {rounding.trimmed(100 * row.noise)} %, bias field "
            f"{rounding.trimmed(row.bias)}: mean "
            f"{rounding.number(100 * row.mean_absolute_error)}, largest "
            f"{rounding.number(100 * row.largest_error)} points."
        )
