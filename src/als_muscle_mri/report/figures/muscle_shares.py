"""What takes the place of the heat map in large cohorts: shares of the grades of each muscle."""

from collections.abc import Iterator, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ..drawing import Drawing
from ..grading import GradingScale
from ..labels import label
from ..phrases import listed
from ..rounding import count, percent
from ..style import PAGE_WIDTH, SMALL, colour, grade_colours, house_style
from .marks import (
    SIDES,
    changes,
    finished,
    grade_legend,
    legend_columns,
    legend_height,
    present,
    reading_entries,
    subjects_of,
    unscanned_look,
)

CAPTION = (
    "Consensus {grade}s of every muscle, as shares of the subjects of each group, by side: "
    "with {n} subjects a heat map of every single one could not be read. Lines part the regions; a "
    "dot is the share of the muscles read that are atrophied."
)
UNREAD = "unread"


def muscle_shares(grades: pd.DataFrame, groups: Mapping[str, str], scale: GradingScale) -> Drawing:
    """Stacked bars, one a muscle: how many of a group have each consensus grade there.

    Parameters
    ----------
    grades : DataFrame
        subject_id, group, side, muscle_id, region, grade, atrophy (yes, no).
    groups : mapping
        What the cohort calls its groups.
    scale : GradingScale
        What the grades are.
    """
    n, sides = subjects_of(grades, groups), present(grades["side"], SIDES)
    muscles = grades[["region", "muscle_id"]].drop_duplicates().sort_values(["region", "muscle_id"])
    shares = shares_of(grades, n, scale.numbers)
    with house_style():
        entries, columns = reading_entries(scale), legend_columns(scale, 6)
        height = 1.3 + 0.135 * len(muscles) + legend_height(len(entries), columns)
        size = (PAGE_WIDTH, height)
        panels = [(side, group) for side in sides for group in n]
        figure, [axes] = plt.subplots(1, len(panels), figsize=size, sharey=True, squeeze=False)
        for axis, (side, group) in zip(axes, panels, strict=True):
            _panel(axis, shares.loc[(group, side)].reindex(muscles["muscle_id"]))
            axis.set_xlabel("Subjects, %", fontsize=SMALL)
            axis.set_title(f"{label(side)}\n{groups[group]}\nn = {count(n[group])}", fontsize=SMALL)
            for change in changes(muscles["region"]):
                axis.axhline(change - 0.5, color=colour("ink"), linewidth=0.8)
        axes[0].set_yticks(np.arange(len(muscles)), map(label, muscles["muscle_id"]))
        axes[0].set_ylim(len(muscles) - 0.5, -0.5)
        grade_legend(figure, entries, scale, columns)
    drawn = finished(figure, _words(shares, groups, n, scale))
    caption = CAPTION.format(grade=scale.grade, n=count(sum(n.values())))
    return Drawing(drawn.figure, drawn.alternative, caption)


def shares_of(grades: pd.DataFrame, n: Mapping[str, int], numbers: Sequence[int]) -> pd.DataFrame:
    """Percent of the subjects of each group who have a grade in a muscle, or were not read there.

    Parameters
    ----------
    grades : DataFrame
        As above.
    n : mapping
        Subjects of each group.
    numbers : sequence of int
        The grades there are.

    Returns
    -------
    DataFrame
        Indexed by group, side, muscle_id: each grade, ``unread`` (together 100), and
        ``atrophied``, percent of those read.

    Examples
    --------
    >>> grades = pd.DataFrame({"group": "patient", "side": "left", "muscle_id": "iliacus",
    ...                        "grade": [0, 2, 2], "atrophy": ["no", "yes", "no"]})
    >>> shares_of(grades, {"patient": 4}, range(4)).round(1).iloc[0].tolist()
    [25.0, 0.0, 50.0, 0.0, 25.0, 33.3]
    """
    key = ["group", "side", "muscle_id"]
    counts = grades.groupby([*key, "grade"], observed=True).size().unstack(fill_value=0)
    counts = counts.reindex(columns=list(numbers), fill_value=0)
    people = counts.index.get_level_values("group").map(n).to_numpy(dtype=float)
    counts[UNREAD] = people - counts.sum(axis=1)
    shares = 100 * counts.div(people, axis=0)
    atrophied = (grades["atrophy"] == "yes").groupby([grades[name] for name in key], observed=True)
    return shares.assign(atrophied=100 * atrophied.mean())


def _panel(axis: Axes, shares: pd.DataFrame) -> None:
    places, start = np.arange(len(shares)), np.zeros(len(shares))
    names = shares.columns.drop("atrophied")
    shades = grade_colours(len(names) - 1)
    looks = [{"facecolor": shade} for shade in shades] + [unscanned_look()]
    for name, look in zip(names, looks, strict=True):
        width = shares[name].fillna(0).to_numpy()
        axis.barh(places, width, left=start, height=0.86, **look)
        start += width
    axis.plot(
        *(shares["atrophied"], places, "o"),
        **{"color": colour("ink"), "markersize": 2.6, "markeredgecolor": colour("paper")},
        markeredgewidth=0.45,
    )
    axis.set_xlim(0, 100)
    axis.tick_params(axis="y", length=0)
    axis.spines[:].set_visible(False)


def _words(
    shares: pd.DataFrame, groups: Mapping[str, str], n: Mapping[str, int], scale: GradingScale
) -> Iterator[str]:
    people = listed([f"{groups[group]} (n = {count(size)})" for group, size in n.items()])
    yield f"Stacked bars, one a muscle, side and group: the share of {people} with each grade."
    for group in n:
        part = shares.loc[group]
        read = part[list(scale.numbers)].sum()
        each = [
            f"{percent(100 * read[grade] / read.sum(), 0)} grade {name}"
            for grade, name in zip(scale.numbers, scale.names, strict=True)
        ]
        most = part["atrophied"]
        yield (
            f"{groups[group]}: of the muscles read {listed(each)}; in the muscle most often "
            f"atrophied, {label(most.idxmax()[1])}, {percent(most.max())}."
        )
