"""How the grades are distributed over the muscles of each region."""

from collections.abc import Iterator, Mapping, Sequence

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes

from ..drawing import Drawing
from ..grading import GradingScale
from ..labels import label, words
from ..phrases import listed
from ..rounding import percent
from ..style import (
    PAGE_WIDTH,
    SMALL,
    colour,
    grade_colours,
    house_style,
    ink_on,
)
from .marks import (
    SIDES,
    beside,
    finished,
    grade_legend,
    grade_patches,
    legend_columns,
    legend_height,
    name_rows,
    nothing,
    present,
    regions_of,
)

LEAST_LABELLED = 9
"""Percent: a narrower part has no room for its number."""


def grade_distribution(
    counts: pd.DataFrame, groups: Mapping[str, str], scale: GradingScale
) -> Drawing:
    """Shares of the grades among the muscles read: a bar a region and group.

    Parameters
    ----------
    counts : DataFrame
        group, side, region, a column such as grade_0 for each grade of the scale, n_muscles.
    groups : mapping
        What the cohort calls its groups.
    scale : GradingScale
        What the grades are.
    """
    if counts.empty:
        return nothing("No muscle was read.")
    regions, sides = regions_of(counts), present(counts["side"], SIDES)
    there = present(counts["group"], list(groups))
    with house_style():
        columns = legend_columns(scale, 4)
        below = legend_height(len(scale.names), columns)
        size = (PAGE_WIDTH, 0.9 + 0.21 * len(regions) * len(there) + below)
        figure, axes = plt.subplots(1, len(sides), figsize=size, sharey=True, squeeze=False)
        for axis, side in zip(axes.flat, sides, strict=True):
            for row in counts[counts["side"] == side].itertuples(index=False):
                place = regions.index(row.region) + _shift(there.index(row.group), len(there))
                _bar(axis, row, place, 0.8 / len(there), scale.numbers)
            axis.set_title(f"{label(side)} side")
            axis.set_xlabel("Share of the muscles read, %")
            axis.set_xlim(0, 100)
            axis.spines["left"].set_visible(False)
        name_rows(axes.flat, regions)
        _name_bars(axes.flat[0], regions, [groups[group] for group in there])
        grade_legend(figure, grade_patches(scale), scale, columns)
    return finished(figure, _words(counts, groups, sides, scale))


def _shift(place: int, bars: int) -> float:
    """Where a bar stands in its row: beside the others, around the middle."""
    return 0.8 / bars * (place - (bars - 1) / 2)


def _bar(axis: Axes, row: tuple, place: float, height: float, numbers: Sequence[int]) -> None:
    start = 0.0
    for grade, shade in zip(numbers, grade_colours(len(numbers)), strict=True):
        share = 100 * getattr(row, f"grade_{grade}") / row.n_muscles
        look = {"edgecolor": colour("quiet"), "linewidth": 0.4, "height": height}
        axis.barh(place, share, left=start, color=shade, **look)
        if share >= LEAST_LABELLED:
            text = {"fontsize": SMALL, "ha": "center", "va": "center"}
            axis.text(start + share / 2, place, f"{share:.0f}", color=ink_on(shade), **text)
        start += share
    beside(axis, place, 3, f"n = {row.n_muscles}")


def _name_bars(axis: Axes, regions: list[str], names: list[str]) -> None:
    """Name each bar by its group, and each row of bars by its region."""
    shifts = [_shift(place, len(names)) for place in range(len(names))]
    places = [row + shift for row in range(len(regions)) for shift in shifts]
    axis.set_yticks(places, names * len(regions), fontsize=SMALL, color=colour("quiet"))
    room = 8 + max(map(len, names), default=0) * SMALL / 2
    to_left = {"xytext": (-room, 0), "textcoords": "offset points", "ha": "right", "va": "center"}
    for row, region in enumerate(regions):
        axis.annotate(label(region), (0, row), fontsize=SMALL, annotation_clip=False, **to_left)


def _words(
    counts: pd.DataFrame, groups: Mapping[str, str], sides: list[str], scale: GradingScale
) -> Iterator[str]:
    lowest = f"grade_{scale.numbers[0]}"
    yield (
        f"Stacked bars: the share of {scale.grade}s {scale.span} among the muscles read, by region."
    )
    for side in sides:
        for group in present(counts["group"], list(groups)):
            part = counts[(counts["side"] == side) & (counts["group"] == group)]
            above = 100 - 100 * part[lowest] / part["n_muscles"]
            clauses = [
                f"{words(row.region)} {percent(share, 0)} of {row.n_muscles}"
                for row, share in zip(part.itertuples(index=False), above, strict=True)
            ]
            if clauses:
                grade = f"grade {scale.numbers[1]} or more"
                yield f"{groups[group]}, {side} side, {grade}: {listed(clauses)}."
