"""How the grades are distributed over the muscles of each region."""

from collections.abc import Iterator, Mapping

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes

from ..drawing import Drawing
from ..labels import label, words
from ..phrases import listed
from ..rounding import percent
from ..style import (
    PAGE_WIDTH,
    SMALL,
    SMALLEST,
    colour,
    grade_colours,
    house_style,
    ink_on,
)
from .marks import SIDES, beside, finished, grade_patches, name_rows, nothing, present, regions_of

LEAST_LABELLED = 9
"""Percent: a narrower part has no room for its number."""


def grade_distribution(counts: pd.DataFrame, groups: Mapping[str, str]) -> Drawing:
    """Shares of the Mercuri grades among the muscles read: a bar a region and group.

    Parameters
    ----------
    counts : DataFrame
        group, side, region, grade_0 to grade_3, n_muscles.
    groups : mapping
        What the cohort calls its groups.
    """
    if counts.empty:
        return nothing("No muscle was read.")
    regions, sides = regions_of(counts), present(counts["side"], SIDES)
    there = present(counts["group"], list(groups))
    with house_style():
        size = (PAGE_WIDTH, 0.9 + 0.21 * len(regions) * len(there))
        figure, axes = plt.subplots(1, len(sides), figsize=size, sharey=True, squeeze=False)
        for axis, side in zip(axes.flat, sides, strict=True):
            for row in counts[counts["side"] == side].itertuples(index=False):
                place = regions.index(row.region) + _shift(there.index(row.group), len(there))
                _bar(axis, row, place, 0.8 / len(there))
            axis.set_title(f"{label(side)} side")
            axis.set_xlabel("Share of the muscles read, %")
            axis.set_xlim(0, 100)
            axis.spines["left"].set_visible(False)
        name_rows(axes.flat, regions)
        _name_bars(axes.flat[0], regions, [groups[group] for group in there])
        figure.legend(handles=grade_patches(), loc="outside lower center", ncols=4)
    return finished(figure, _words(counts, groups, sides))


def _shift(place: int, bars: int) -> float:
    """Where a bar stands in its row: beside the others, around the middle."""
    return 0.8 / bars * (place - (bars - 1) / 2)


def _bar(axis: Axes, row: tuple, place: float, height: float) -> None:
    start = 0.0
    for grade, shade in enumerate(grade_colours()):
        share = 100 * getattr(row, f"grade_{grade}") / row.n_muscles
        look = {"edgecolor": colour("quiet"), "linewidth": 0.4, "height": height}
        axis.barh(place, share, left=start, color=shade, **look)
        if share >= LEAST_LABELLED:
            text = {"fontsize": SMALLEST, "ha": "center", "va": "center"}
            axis.text(start + share / 2, place, f"{share:.0f}", color=ink_on(shade), **text)
        start += share
    beside(axis, place, 3, f"n = {row.n_muscles}")


def _name_bars(axis: Axes, regions: list[str], names: list[str]) -> None:
    """Name each bar by its group, and each row of bars by its region."""
    shifts = [_shift(place, len(names)) for place in range(len(names))]
    places = [row + shift for row in range(len(regions)) for shift in shifts]
    axis.set_yticks(places, names * len(regions), fontsize=SMALLEST, color=colour("quiet"))
    room = 8 + max(map(len, names), default=0) * SMALLEST / 2
    to_left = {"xytext": (-room, 0), "textcoords": "offset points", "ha": "right", "va": "center"}
    for row, region in enumerate(regions):
        axis.annotate(label(region), (0, row), fontsize=SMALL, annotation_clip=False, **to_left)


def _words(counts: pd.DataFrame, groups: Mapping[str, str], sides: list[str]) -> Iterator[str]:
    yield "Stacked bars: the share of Mercuri grades 0 to 3 among the muscles read, by region."
    for side in sides:
        for group in present(counts["group"], list(groups)):
            part = counts[(counts["side"] == side) & (counts["group"] == group)]
            clauses = [
                f"{words(row.region)} {percent(100 - 100 * row.grade_0 / row.n_muscles, 0)}"
                f" of {row.n_muscles}"
                for row in part.itertuples(index=False)
            ]
            if clauses:
                yield f"{groups[group]}, {side} side, grade 1 or more: {listed(clauses)}."
