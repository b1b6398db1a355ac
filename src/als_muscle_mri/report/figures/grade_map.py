"""Heat map of the consensus grades: muscles by subjects."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, product
from string import ascii_uppercase
from textwrap import wrap

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.textpath import TextPath

from ..drawing import Drawing
from ..grading import GradingScale
from ..labels import label
from ..phrases import listed
from ..rounding import percent
from ..style import PAGE_WIDTH, SMALL, colour, grade_colours, house_style
from .marks import (
    MOST_DRAWN_SUBJECTS,
    SIDES,
    changes,
    finished,
    grade_legend,
    legend_columns,
    legend_height,
    nothing,
    present,
    reading_entries,
    squares,
    subjects_of,
    unscanned_look,
)
from .muscle_shares import muscle_shares

MOST_PARTED_SUBJECTS = 40
"""Beyond, lines between the squares would leave little of them."""

MOST_NAMED_SUBJECTS = 24
"""Beyond, the columns are narrower than type is high."""

PANELS = 280
"""Points: of the width of the page, what names leave to the panels of all sides."""

GAP = 4
"""Points between two names of groups, at least."""

KEY_LINE, NBSP = 100, "\N{NO-BREAK SPACE}"
"""Characters in a line of the key to the groups, and what holds an entry of it together."""

NAME = 6.5
"""Points: the names of twenty subjects stand close."""


def grade_map(grades: pd.DataFrame, groups: Mapping[str, str], scale: GradingScale) -> Drawing:
    """Heat map of consensus grades: muscles by subjects, one panel a side.

    Muscles stand by region; subjects stand by group, and within it from the lowest mean grade to
    the highest. Of more than ``MOST_DRAWN_SUBJECTS`` subjects nobody could read a column each:
    then the shares of the grades are drawn, and the caption says so.

    Parameters
    ----------
    grades : DataFrame
        subject_id, group, side, muscle_id, region, grade, atrophy (yes, no); names with an order
        are ordered categories.
    groups : mapping
        What the cohort calls its groups.
    scale : GradingScale
        What the grades are.
    """
    if grades.empty:
        return nothing("No muscle was read.")
    if grades["subject_id"].nunique() > MOST_DRAWN_SUBJECTS:
        return muscle_shares(grades, groups, scale)
    subjects, sides = order_of_subjects(grades), present(grades["side"], SIDES)
    muscles = grades[["region", "muscle_id"]].drop_duplicates().sort_values(["region", "muscle_id"])
    with house_style():
        entries, columns = reading_entries(scale), legend_columns(scale, 6)
        height = 1.3 + 0.135 * len(muscles) + legend_height(len(entries), columns)
        size = (PAGE_WIDTH, height)
        figure, [axes] = plt.subplots(1, len(sides), figsize=size, sharey=True, squeeze=False)
        for axis, side in zip(axes, sides, strict=True):
            _panel(axis, grades[grades["side"] == side], subjects, muscles, scale.numbers)
            axis.set_title(f"{label(side)} side", pad=30)
        _name_groups(figure, axes, subjects["group"], groups)
        axes[0].set_yticks(np.arange(len(muscles)) + 0.5, map(label, muscles["muscle_id"]))
        _name_regions(axes[-1], muscles["region"], len(subjects))
        grade_legend(figure, entries, scale, columns)
    return finished(figure, _words(grades, groups, len(muscles), sides, scale))


def order_of_subjects(grades: pd.DataFrame) -> pd.DataFrame:
    """The subjects by group and mean grade.

    Returns
    -------
    DataFrame
        subject_id, group, grade (the mean over all muscles read).

    Examples
    --------
    >>> grades = pd.DataFrame({"subject_id": ["P1", "P1", "P2"], "group": "patient",
    ...                        "grade": [2, 1, 0]})
    >>> order_of_subjects(grades)["subject_id"].tolist()
    ['P2', 'P1']
    """
    means = grades.groupby(["group", "subject_id"], observed=True)["grade"].mean()
    return means.reset_index().sort_values(["group", "grade"], kind="stable")


def _panel(
    axis: Axes,
    grades: pd.DataFrame,
    subjects: pd.DataFrame,
    muscles: pd.DataFrame,
    numbers: Sequence[int],
) -> None:
    import seaborn as sns  # here, since it takes half a second that other notebooks need not spend

    wide = grades.pivot(index="muscle_id", columns="subject_id")
    place = {"index": muscles["muscle_id"], "columns": subjects["subject_id"]}
    read = wide["grade"].reindex(**place).to_numpy(dtype=float)
    rows, columns = read.shape
    few = columns <= MOST_PARTED_SUBJECTS
    axis.add_patch(PathPatch(squares(np.isnan(read)), **unscanned_look()))
    sns.heatmap(
        read,
        ax=axis,
        cmap=ListedColormap(grade_colours(len(numbers))),
        vmin=numbers[0] - 0.5,
        vmax=numbers[-1] + 0.5,
        cbar=False,
        linewidths=0.25 if few else 0,
        linecolor=colour("paper"),
        xticklabels=False,  # seaborn would draw the figure to see whether its labels overlap
        yticklabels=False,
    )
    dots = np.nonzero(wide["atrophy"].reindex(**place).to_numpy() == "yes")
    axis.plot(
        dots[1] + 0.5,
        dots[0] + 0.5,
        "o",
        color=colour("ink"),
        markersize=2.6 if few else 1.1,
        markeredgewidth=0.45 if few else 0.15,
        markeredgecolor=colour("paper"),
    )
    axis.set_xlim(0, columns)
    axis.set_ylim(rows, 0)
    named = subjects["subject_id"] if columns <= MOST_NAMED_SUBJECTS else []
    axis.set_xticks(np.arange(len(named)) + 0.5, named, rotation="vertical", fontsize=NAME)
    axis.tick_params(length=0)
    axis.spines[:].set_visible(False)
    for names, line in ((subjects["group"], axis.axvline), (muscles["region"], axis.axhline)):
        for change in changes(names):
            line(change, color=colour("ink"), linewidth=0.8)


def _blocks(names: pd.Series) -> Iterator[tuple[str, int, int]]:
    """Each run of equal names with its first place and the one after its last."""
    edges = [0, *changes(names), len(names)]
    for first, end in pairwise(edges):
        yield names.iloc[first], first, end


def _name_groups(
    figure: Figure, panels: Sequence[Axes], members: pd.Series, groups: Mapping[str, str]
) -> None:
    """Write above each group its name and size, or, where names would meet, a letter with a key."""
    blocks = list(_blocks(members))
    centres = [(first + end) / 2 for _, first, end in blocks]
    sizes = [f"n = {end - first}" for _, first, end in blocks]
    names = [groups[group] for group, *_ in blocks]
    heads = [f"{name}\n{size}" for name, size in zip(names, sizes, strict=True)]
    column = PANELS / len(panels) / len(members)
    if not _fit_side_by_side(names, [column * centre for centre in centres]):
        heads = list(ascii_uppercase[: len(names)])
        figure.suptitle(_key(heads, names, sizes), fontsize=SMALL)
    for axis, (head, centre) in product(panels, list(zip(heads, centres, strict=True))):
        place = {"xytext": (0, 3), "textcoords": "offset points", "va": "bottom", "ha": "center"}
        axis.annotate(head, (centre, 0), fontsize=SMALL, linespacing=1.1, **place)


def _key(letters: Sequence[str], names: Sequence[str], sizes: Sequence[str]) -> str:
    """What each letter stands for, in lines that break between two of them only."""
    entries = [f"{one}: {name}, {n}" for one, name, n in zip(letters, names, sizes, strict=True)]
    lines = wrap("   ".join(entry.replace(" ", NBSP) for entry in entries), KEY_LINE)
    return "\n".join(lines)


def _fit_side_by_side(names: Sequence[str], centres: Sequence[float]) -> bool:
    """Whether names centred at these points, in one line, keep clear of each other."""
    widths = [TextPath((0, 0), name, size=SMALL).get_extents().width for name in names]
    return all(
        end - begin > (first + second) / 2 + GAP
        for (begin, end), (first, second) in zip(pairwise(centres), pairwise(widths), strict=True)
    )


def _name_regions(axis: Axes, regions: pd.Series, edge: int) -> None:
    for region, first, end in _blocks(regions):
        place = {"xytext": (4, 0), "textcoords": "offset points", "va": "center"}
        name = label(region).replace(" ", "\n") if end - first > 1 else label(region)
        axis.annotate(name, (edge, (first + end) / 2), fontsize=SMALL, linespacing=1.0, **place)


def _words(
    grades: pd.DataFrame,
    groups: Mapping[str, str],
    rows: int,
    sides: list[str],
    scale: GradingScale,
) -> Iterator[str]:
    n = subjects_of(grades, groups)
    people = listed([f"{groups[group]} (n = {count})" for group, count in n.items()])
    yield (
        f"Heat map of muscles, {listed(sides)} side: {rows} in rows by region, {people} "
        f"in columns, each muscle coloured by its {scale.grade}, a dot where it is atrophied."
    )
    for group, part in grades.groupby("group", observed=True):
        counts = part["grade"].value_counts().reindex(scale.numbers, fill_value=0)
        shares = [
            f"{percent(100 * counts[grade] / len(part), 0)} grade {name}"
            for grade, name in zip(scale.numbers, scale.names, strict=True)
        ]
        atrophied = percent(100 * (part["atrophy"] == "yes").mean())
        possible = len(sides) * rows * n[group]
        yield (
            f"{groups[group]}: {len(part)} of {possible} muscles read, {listed(shares)}; "
            f"{atrophied} atrophied."
        )
