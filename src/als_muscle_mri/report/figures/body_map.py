"""Region medians on a drawn body, front and back."""

from collections.abc import Iterator, Mapping
from math import isnan

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse, Patch, PathPatch

from ..drawing import Drawing
from ..grading import GradingScale
from ..labels import label, words
from ..phrases import listed
from ..rounding import size, trimmed
from ..style import (
    PAGE_WIDTH,
    SMALL,
    bold,
    colour,
    grade_scale,
    house_style,
)
from .body_shapes import HEAD, VIEWS, Shape, body, smooth
from .marks import finished, nothing, present, regions_of, unscanned_look

LABEL_EDGE = 46
"""Where the labels begin, from the middle of the body."""

HALVES = {"front": {"left": 1, "right": -1}, "back": {"left": -1, "right": 1}}
"""On which half of the picture a side of the body is: we look at the face, or at the back."""


def body_map(medians: pd.DataFrame, groups: Mapping[str, str], scale: GradingScale) -> Drawing:
    """Median region score of each group on a body, front view above back view.

    Parameters
    ----------
    medians : DataFrame
        group, side, region, n, median. A region without a row was not scanned.
        One without a place on the body is named beneath it.
    groups : mapping
        What the cohort calls its groups.
    scale : GradingScale
        What the grades are.
    """
    if medians.empty:
        return nothing("No muscle was read.")
    drawn = {region for shapes in VIEWS.values() for region in shapes}
    beyond = [region for region in regions_of(medians) if region not in drawn]
    if len(beyond) == medians["region"].nunique():
        return nothing("None of the regions read has a place on the body drawn here.")
    there = present(medians["group"], list(groups))
    span = Normalize(scale.numbers[0], scale.numbers[-1])
    shades = ScalarMappable(span, grade_scale(len(scale.numbers)))
    values = {(row.group, row.side, row.region): row for row in medians.itertuples(index=False)}
    with house_style():
        across, blocks = min(len(there), 2), (len(there) + 1) // 2
        height = 6.1 if blocks == 1 else 4.4 * blocks  # a page has nine inches
        size = (PAGE_WIDTH * (across + 0.12) / 2.12, height)
        figure, axes = plt.subplots(2 * blocks, across, figsize=size, squeeze=False)
        for number, group in enumerate(there):
            top, column = 2 * (number // 2), number % 2
            found = {key[1:]: value for key, value in values.items() if key[0] == group}
            for axis, view in zip(axes[top : top + 2, column], VIEWS, strict=True):
                _view(axis, view, found, shades)
            axes[top, column].set_title(groups[group], loc="center", pad=8)
        if len(there) > 2 and len(there) % 2:
            for axis in axes[-2:, 1]:
                axis.axis("off")
        _legend(figure, axes, shades, scale)
        if beyond:
            figure.supxlabel(_not_drawn(beyond), fontsize=SMALL, color=colour("quiet"))
    return finished(
        figure, [*_words(medians, groups, there), *map(_not_drawn, [beyond] if beyond else [])]
    )


def _not_drawn(regions: list[str]) -> str:
    named = listed([words(region) for region in regions])
    return f"Without a place on the body drawn here: {named}."


def _view(
    axis: Axes, view: str, found: Mapping[tuple[str, str], tuple], shades: ScalarMappable
) -> None:
    x, y, width, height = HEAD
    for line in (1.2, 0):  # the lines of head and trunk first, then both without: one outline
        look = {"facecolor": colour("soft"), "edgecolor": colour("quiet"), "linewidth": line}
        axis.add_patch(PathPatch(body(), **look))
        axis.add_patch(Ellipse((x, y), width, height, **look))
    for side, half in HALVES[view].items():
        text = {"ha": "center", "fontsize": SMALL, "color": colour("quiet")}
        axis.text(half * LABEL_EDGE, 170, f"{side} side", **text)
        for region, shape in VIEWS[view].items():
            row = found.get((side, region))
            _region(axis, shape, half, row, shades)
            _label(axis, shape, half, region, row)
    axis.set_aspect("equal")
    axis.set_xlim(-92, 92)
    axis.set_ylim(-3, 181)
    axis.axis("off")


def _region(axis: Axes, shape: Shape, half: int, row: tuple | None, shades: ScalarMappable) -> None:
    edge = {"edgecolor": colour("ink"), "linewidth": 0.6}
    known = row is not None and not isnan(row.median)
    look = {"facecolor": shades.to_rgba(row.median)} | edge if known else unscanned_look()
    axis.add_patch(PathPatch(smooth(shape.points, half), **look))
    if not known:
        axis.add_patch(PathPatch(smooth(shape.points, half), fill=False, **edge))


def _label(axis: Axes, shape: Shape, half: int, region: str, row: tuple | None) -> None:
    x, y = shape.anchor
    line = {"color": colour("quiet"), "linewidth": 0.5}
    axis.plot([half * x, half * (LABEL_EDGE - 1)], [y, shape.label_height], **line)
    axis.plot(half * x, y, "o", markersize=1.6, color=colour("quiet"))
    text = {"ha": "left" if half > 0 else "right", "fontsize": SMALL}
    value = f"{trimmed(row.median)} ({size(row.n)})" if row else "not scanned"
    axis.text(half * LABEL_EDGE, shape.label_height + 1, label(region), va="bottom", **text)
    style = {"fontweight": bold()} if row else {"color": colour("quiet")}
    axis.text(half * LABEL_EDGE, shape.label_height, value, va="top", **text, **style)


def _legend(figure: Figure, axes: list, shades: ScalarMappable, scale: GradingScale) -> None:
    place = {"orientation": "horizontal", "shrink": 0.45, "aspect": 30, "pad": 0.01}
    bar = figure.colorbar(shades, ax=axes, ticks=scale.numbers, **place)
    bar.set_label(f"Median region score (mean {scale.grade})", fontsize=SMALL)
    bar.ax.tick_params(length=2, labelsize=SMALL)
    bar.outline.set_linewidth(0.5)
    unscanned = Patch(**unscanned_look(), label="not scanned")
    bar.ax.legend(handles=[unscanned], loc="center left", bbox_to_anchor=(1.04, 0.5))


def _words(medians: pd.DataFrame, groups: Mapping[str, str], there: list[str]) -> Iterator[str]:
    yield "A body seen from the front and from the back, each region coloured by its median score."
    for group in there:
        for side in ("right", "left"):
            rows = medians[(medians["group"] == group) & (medians["side"] == side)]
            clauses = [
                f"{words(row.region)} {trimmed(row.median)} ({size(row.n)})"
                for row in rows.itertuples(index=False)
            ]
            if clauses:
                yield f"{groups[group]}, {side} side: {listed(clauses)}."
