"""Every subject's region score, group beside group."""

from collections.abc import Iterator, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from ..drawing import Drawing
from ..grading import GradingScale
from ..labels import label, words
from ..phrases import listed
from ..rounding import trimmed
from ..style import PAGE_WIDTH, SMALL, colour, group_look, house_style
from .marks import (
    SIDES,
    finished,
    group_marks,
    nothing,
    present,
    regions_of,
    side_by_side,
    subjects_of,
)

MOST_SINGLE_POINTS = 20
HEADROOM = 0.35
"""Above the highest grade, for the numbers of subjects; of a panel of four grades."""


def score_distribution(
    scores: pd.DataFrame, groups: Mapping[str, str], scale: GradingScale
) -> Drawing:
    """Every subject's region score, group beside group, with the group's median.

    In groups of up to 20 equal scores stand side by side; in larger ones a mark grows with the
    number of subjects who have that score.

    Parameters
    ----------
    scores : DataFrame
        subject_id, group, side, region (ordered categories), score.
    groups : mapping
        What the cohort calls its groups.
    scale : GradingScale
        What the grades are.
    """
    if scores.empty:
        return nothing("No muscle was read.")
    regions, sides = regions_of(scores), present(scores["side"], SIDES)
    with house_style():
        size = (PAGE_WIDTH, 0.6 + 2.3 * len(sides))
        figure, axes = plt.subplots(len(sides), 1, figsize=size, sharex=True, squeeze=False)
        for axis, side in zip(axes.flat, sides, strict=True):
            _panel(axis, scores[scores["side"] == side], regions, list(groups), scale.numbers)
            axis.set_title(f"{label(side)} side")
        names = [label(region).replace(" ", "\n") for region in regions]
        axes.flat[-1].set_xticks(range(len(regions)), names)
        figure.supylabel(f"Region score (mean {scale.grade}, {scale.span})", fontsize="medium")
        median = Line2D([], [], color=colour("ink"), label="median")
        marks = [*group_marks(groups, subjects_of(scores, groups)), median]
        figure.legend(handles=marks, loc="outside lower center", ncols=3)
    return finished(figure, _words(scores, groups, regions, sides, scale))


def _panel(
    axis: Axes,
    scores: pd.DataFrame,
    regions: Sequence[str],
    groups: Sequence[str],
    numbers: Sequence[int],
) -> None:
    step = 0.8 / len(groups)
    unit = (numbers[-1] - numbers[0]) / 3  # the panel is as high whatever the scale
    top = numbers[-1] + HEADROOM * unit
    for (region, group), part in scores.groupby(["region", "group"], observed=True):
        place = regions.index(region) + step * (groups.index(group) - (len(groups) - 1) / 2)
        values = part["score"].to_numpy()
        _points(axis, values, place, 0.8 * step, group_look(group, groups))
        ends = (place - 0.425 * step, place + 0.425 * step)
        axis.hlines(np.median(values), *ends, color=colour("ink"), linewidth=1.4, zorder=3)
        text = {"ha": "center", "va": "center", "fontsize": SMALL, "color": colour("quiet")}
        axis.text(place, top - 0.12 * unit, f"{len(values)}", **text)
    axis.text(-0.52, top - 0.12 * unit, "n", fontsize=SMALL, color=colour("quiet"), va="center")
    axis.set_xlim(-0.55, len(regions) - 0.45)
    axis.set_ylim(numbers[0] - 0.2 * unit, top)
    axis.set_yticks(numbers)
    axis.grid(axis="y")
    axis.tick_params(axis="x", length=0)


def _points(
    axis: Axes, values: np.ndarray, centre: float, width: float, look: Mapping[str, object]
) -> None:
    """Few subjects side by side; many as one mark a score, larger the more they are."""
    if len(values) <= MOST_SINGLE_POINTS:
        places = centre + side_by_side(values, width)
        axis.scatter(places, values, s=15, **look)
    else:
        distinct, counts = np.unique(values, return_counts=True)
        places = np.full(len(distinct), centre)
        axis.scatter(places, distinct, s=5 + 120 * counts / len(values), **look)


def _words(
    scores: pd.DataFrame,
    groups: Mapping[str, str],
    regions: Sequence[str],
    sides: Sequence[str],
    scale: GradingScale,
) -> Iterator[str]:
    there = present(scores["group"], list(groups))
    versus = " against ".join(groups[group] for group in there)
    span = scale.span
    yield f"A point for the region score of every subject, {span}, by region and side: {versus}."
    for side in sides:
        part = scores[scores["side"] == side]
        medians = part.groupby(["region", "group"], observed=True)["score"].median()
        clauses = [
            f"{words(region)} "
            + " against ".join(trimmed(medians.get((region, group))) for group in there)
            for region in regions
        ]
        yield f"Medians on the {side} side: {listed(clauses)}."
