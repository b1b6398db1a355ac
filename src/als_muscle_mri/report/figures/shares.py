"""The share of fat-like signal beside the readers' grades."""

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
        grade (of the readers), fat_share, fat_share_low, fat_share_high, outside (NaN where no
        grade is proposed; such a muscle is not drawn).
    cutoffs : sequence of float
        Shares at which all grades but the lowest begin.
    scale : GradingScale
        What the grades are.
    """
    rows = rows.dropna(subset=["outside"])
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
        n = rows["grade"].value_counts()
        names = [f"{grade}\n{rounding.size(n.get(grade, 0))}" for grade in numbers]
        axis.set_xticks(numbers, names)
        axis.set_xlim(numbers[0] - 0.5, numbers[-1] + 0.5)
        axis.set_ylim(0, 100)
        axis.set_xlabel("Readers’ consensus grade, number of muscles")
        axis.set_ylabel("Share of fat-like signal, %")
    return finished(figure, _grade_words(rows))


_ENDS = ("fat_share_low", "fat_share_high")


def _grade_words(rows: pd.DataFrame) -> Iterator[str]:
    yield "Share of fat-like signal of each muscle by the grade of the readers."
    for grade, part in rows.groupby("grade"):
        outside = int((part["outside"] != 0).sum())
        middle = rounding.percent(100 * part["fat_share"].median())
        yield f"Grade {grade}: median {middle}, {outside} of {len(part)} outside the grade's range."
