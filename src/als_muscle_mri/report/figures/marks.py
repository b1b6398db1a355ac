"""Marks and legends that several figures share."""

import math
from collections.abc import Iterable, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.path import Path

from ..drawing import Drawing
from ..grading import GradingScale
from ..labels import label
from ..style import PAGE_WIDTH, SMALL, colour, grade_colours, house_style, look_of

SIDES = ("right", "left")
EMG_GRADES = ("0 normal", "1 mild", "2 moderate", "3 severe")
LEGEND_WIDTH, ENTRY_WIDTH = 120, 6
"""Characters that fit into a line of a legend, and those a mark takes with its distance."""

LINE_HEIGHT = 0.17
"""Inches of a line of a legend."""

HATCH = "////////"
CORNERS = np.array([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)])
CORNER_CODES = (Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY)

MOST_DRAWN_SUBJECTS = 200
"""Beyond, marks of single subjects are pixels within the vector figure, which stays small."""


def finished(figure: Figure, sentences: Iterable[str]) -> Drawing:
    """Take the figure from pyplot's list, so that a notebook shows it once, and add its words."""
    plt.close(figure)
    return Drawing(figure, " ".join(sentences))


def nothing(sentence: str) -> Drawing:
    """Say in the place of a figure that there is nothing to draw.

    Examples
    --------
    >>> nothing("No muscle was read.").alternative
    'No muscle was read.'
    """
    with house_style():
        figure, axis = plt.subplots(figsize=(PAGE_WIDTH, 0.5))
        axis.text(0.5, 0.5, sentence, ha="center", va="center", color=colour("quiet"))
        axis.axis("off")
    return finished(figure, [sentence])


def present(names: pd.Series, order: Sequence[str]) -> list[str]:
    """Those of some names that occur, in their order.

    Examples
    --------
    >>> present(pd.Series(["left", "left"]), SIDES)
    ['left']
    """
    there = set(names)
    return [name for name in order if name in there]


def regions_of(frame: pd.DataFrame) -> list[str]:
    """The regions that occur in a frame, in the order of the atlas."""
    regions = frame["region"]
    known = isinstance(regions.dtype, pd.CategoricalDtype)
    return present(regions, regions.cat.categories if known else regions.unique())


def changes(names: pd.Series) -> np.ndarray:
    """The places where a name differs from the one before it.

    Examples
    --------
    >>> changes(pd.Series(["hand", "hand", "calf"])).tolist()
    [2]
    """
    return np.flatnonzero(names.to_numpy()[1:] != names.to_numpy()[:-1]) + 1


def side_by_side(values: np.ndarray, width: float) -> np.ndarray:
    """Offsets that set equal values beside each other, so that no tie hides another.

    Parameters
    ----------
    values : array of float
        One value a point.
    width : float
        The widest row of ties may be this wide, in units of the axis.

    Examples
    --------
    >>> side_by_side(np.array([1.0, 0.0, 1.0]), width=0.4).tolist()
    [-0.05, 0.0, 0.05]
    """
    offsets = np.zeros(len(values))
    distinct, counts = np.unique(values, return_counts=True)
    step = min(0.1, width / max(counts, default=1))
    for value in distinct:
        same = np.flatnonzero(values == value)
        offsets[same] = step * (np.arange(len(same)) - (len(same) - 1) / 2)
    return offsets


def squares(chosen: np.ndarray) -> Path:
    """Unit squares at the true cells of a matrix as one path: row downwards, column across.

    Examples
    --------
    >>> squares(np.array([[False, True]])).vertices[0].tolist()
    [1.0, 0.0]
    """
    rows, columns = np.nonzero(chosen)
    vertices = np.column_stack([columns, rows])[:, None, :] + CORNERS
    return Path(vertices.reshape(-1, 2).astype(float), CORNER_CODES * len(rows))


def grade_patches(scale: GradingScale) -> list[Patch]:
    """Legend entries of the grades of a scale."""
    look = {"edgecolor": colour("quiet"), "linewidth": 0.5}
    pairs = zip(grade_colours(len(scale.names)), scale.names, strict=True)
    return [Patch(facecolor=shade, label=name, **look) for shade, name in pairs]


def reading_entries(scale: GradingScale) -> list[Artist]:
    """Legend entries of a reading: the grades, what was not scanned, atrophy."""
    unscanned = Patch(**unscanned_look(), label="not scanned")
    dot = {"marker": "o", "markersize": 3, "linestyle": "", "color": colour("ink")}
    return [*grade_patches(scale), unscanned, Line2D([], [], **dot, label="atrophy")]


def legend_columns(scale: GradingScale, most: int) -> int:
    """How many columns of a legend of grades fit on the page, by the longest name.

    Examples
    --------
    >>> from als_muscle_mri.inputs import SCALES
    >>> [legend_columns(SCALES[name], 6) for name in ("mercuri", "goutallier")]
    [6, 4]
    """
    return max(1, min(most, LEGEND_WIDTH // (max(map(len, scale.names)) + ENTRY_WIDTH)))


def grade_legend(
    figure: Figure, entries: Sequence[Artist], scale: GradingScale, columns: int
) -> None:
    """Put a legend of grades, headed by the name of their scale, below a figure."""
    place = {"loc": "outside lower center", "ncols": columns, "columnspacing": 1.2}
    figure.legend(handles=entries, title=scale.grade, title_fontsize=SMALL, **place)


def legend_height(entries: int, columns: int) -> float:
    """Inches that the heading and the lines below the first of a legend take from a figure."""
    return LINE_HEIGHT * math.ceil(entries / columns)


def unscanned_look() -> dict[str, object]:
    """Hatched, so that what was not scanned is no grade in grey either."""
    return {
        "facecolor": colour("paper"),
        "edgecolor": colour("unscanned"),
        "hatch": HATCH,
        "linewidth": 0,
    }


def group_marks(groups: Mapping[str, str], n: Mapping[str, int]) -> list[Line2D]:
    """Legend entries of the groups that are there, each with its n."""
    return [
        Line2D(
            *([], []),
            marker=look.marker,
            linestyle="",
            markersize=4.5,
            markerfacecolor=look.colour if look.filled else colour("paper"),
            markeredgecolor=look.colour,
            label=f"{groups[group]} (n = {n[group]})",
        )
        for group in groups
        if group in n
        for look in [look_of(group, groups)]
    ]


def subjects_of(frame: pd.DataFrame, groups: Iterable[str]) -> dict[str, int]:
    """Number of subjects of each group of a frame, in the order of the groups."""
    n = frame.groupby("group", observed=True)["subject_id"].nunique()
    return {group: int(n[group]) for group in groups if group in n}


def name_rows(axes: Iterable[Axes], names: Sequence[str]) -> None:
    """Label rows 0, 1, ... from the top, of axes that share them, with the readers' words."""
    for axis in axes:
        axis.set_yticks(range(len(names)), [label(name) for name in names])
        axis.set_ylim(len(names) - 0.5, -0.5)
        axis.tick_params(axis="y", length=0)


def beside(axis: Axes, place: float, points: float, text: str, **look: object) -> None:
    """Write at a height of the axis, some points to the right of it."""
    place_of = {"xycoords": axis.get_yaxis_transform(), "textcoords": "offset points"}
    look = {"va": "center", "fontsize": SMALL, "annotation_clip": False} | look
    axis.annotate(text, (1, place), xytext=(points, 0), **place_of, **look)
