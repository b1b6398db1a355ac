"""The report's figures: a tidy frame goes in, a matplotlib figure comes out."""

from collections.abc import Mapping, Sequence
from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from . import rounding
from .labels import label, words
from .style import (
    FAINT,
    GRADE_COLOURS,
    GROUP_COLOURS,
    GROUP_MARKERS,
    INK,
    PAGE_WIDTH,
    UNSCANNED_COLOUR,
    house_style,
)

SIDES = ("right", "left")
GRADE_NAMES = ("0 normal", "1 mild", "2 moderate", "3 severe")
MOST_NAMED_SUBJECTS = 40
MOST_SINGLE_POINTS = 20


def grade_map(grades: pd.DataFrame, groups: Mapping[str, str]) -> Figure:
    """Heat map of consensus Mercuri grades: muscles by subjects, one panel a side.

    Parameters
    ----------
    grades : DataFrame
        subject_id, group, side, muscle_id, region, mercuri_grade, atrophy; names with an order
        are ordered categories.
    groups : mapping
        What the cohort calls its groups.
    """
    subjects = grades[["subject_id", "group"]].drop_duplicates()
    subjects = subjects.sort_values(["group", "subject_id"])
    muscles = grades[["region", "muscle_id"]].drop_duplicates().sort_values(["region", "muscle_id"])
    with house_style():
        figure, axes = plt.subplots(1, 2, figsize=(PAGE_WIDTH, 6.2), sharey=True, squeeze=True)
        for axis, side in zip(axes, SIDES, strict=True):
            _grade_panel(axis, grades[grades["side"] == side], subjects, muscles)
            axis.set_title(f"{label(side)} side")
            axis.set_xlabel(_counted(subjects["group"], groups))
        figure.legend(handles=_grade_legend(), loc="outside lower center", ncols=6)
    return _closed(figure)


def _grade_panel(
    axis: Axes, grades: pd.DataFrame, subjects: pd.DataFrame, muscles: pd.DataFrame
) -> None:
    import seaborn as sns  # here, since it takes a second that most notebooks need not spend

    def table(column: str) -> pd.DataFrame:
        wide = grades.pivot(index="muscle_id", columns="subject_id", values=column)
        return wide.reindex(index=muscles["muscle_id"], columns=subjects["subject_id"])

    axis.set_facecolor(UNSCANNED_COLOUR)
    sns.heatmap(
        table("mercuri_grade").astype(float),
        ax=axis,
        cmap=ListedColormap(GRADE_COLOURS),
        norm=BoundaryNorm(range(5), 4),
        cbar=False,
        linewidths=0.3,
        linecolor="white",
        xticklabels=False,  # seaborn would draw the figure to see whether its labels overlap
        yticklabels=False,
    )
    if len(subjects) <= MOST_NAMED_SUBJECTS:
        places = np.arange(len(subjects)) + 0.5
        axis.set_xticks(places, subjects["subject_id"], rotation="vertical")
    names = [label(muscle) for muscle in muscles["muscle_id"]]
    axis.set_yticks(np.arange(len(names)) + 0.5, names)
    rows, columns = np.nonzero(table("atrophy").to_numpy() == "yes")
    size = 2.6 if len(subjects) <= MOST_NAMED_SUBJECTS else 1
    dot = {"markersize": size, "markeredgewidth": size / 8, "markeredgecolor": "white"}
    axis.plot(columns + 0.5, rows + 0.5, "o", color=INK, **dot)
    _separate(axis, subjects["group"], axis.axvline)
    _separate(axis, muscles["region"], axis.axhline)
    axis.set_ylabel("")
    axis.tick_params(length=0)


def _counted(members: pd.Series, groups: Mapping[str, str]) -> str:
    """The groups, in the order of the columns, each with its n."""
    n = members.value_counts()
    return ", ".join(f"{groups[group]} (n = {n[group]})" for group in members.unique())


def _separate(axis: Axes, names: pd.Series, line: object) -> None:
    changes = np.flatnonzero(names.to_numpy()[1:] != names.to_numpy()[:-1]) + 1
    for place in changes:
        line(place, color=INK, linewidth=0.8)


def _grade_legend() -> list:
    grades = zip(GRADE_COLOURS, GRADE_NAMES, strict=True)
    patches = [Patch(facecolor=c, edgecolor=FAINT, linewidth=0.5, label=name) for c, name in grades]
    unscanned = Patch(facecolor=UNSCANNED_COLOUR, label="not scanned")
    dot = plt.Line2D([], [], marker="o", markersize=3, linestyle="", color=INK, label="atrophy")
    return [*patches, unscanned, dot]


def score_distribution(scores: pd.DataFrame, groups: Mapping[str, str]) -> Figure:
    """Every subject's region score, patients beside controls, with the group's median.

    Parameters
    ----------
    scores : DataFrame
        subject_id, group, side, region (ordered categories), score (0 to 3).
    groups : mapping
        What the cohort calls its groups.
    """
    regions = scores["region"].cat.remove_unused_categories().cat.categories
    with house_style():
        figure, axes = plt.subplots(2, 1, figsize=(PAGE_WIDTH, 5.2), sharex=True, sharey=True)
        for axis, side in zip(axes, SIDES, strict=True):
            _score_panel(axis, scores[scores["side"] == side], regions)
            axis.set_title(f"{label(side)} side")
        axes[-1].set_xticks(
            range(len(regions)),
            [label(region).replace(" ", "\n") for region in regions],
        )
        figure.supylabel("Region score (mean Mercuri grade, 0 to 3)", fontsize=8)
        axes[0].legend(handles=_group_legend(scores, groups), loc="upper right", ncols=3)
    return _closed(figure)


def _score_panel(axis: Axes, scores: pd.DataFrame, regions: Sequence[str]) -> None:
    for group, shift in (("patient", -0.2), ("control", 0.2)):
        for place, region in enumerate(regions):
            chosen = (scores["group"] == group) & (scores["region"] == region)
            values = scores.loc[chosen, "score"].to_numpy()
            if len(values):
                _points(axis, values, place + shift, group)
                axis.hlines(
                    np.median(values),
                    place + shift - 0.17,
                    place + shift + 0.17,
                    color=INK,
                    linewidth=1.4,
                )
    axis.set_ylim(-0.15, 3.15)
    axis.set_yticks(range(4))
    axis.grid(axis="y", color="#E6E8EB", linewidth=0.6)
    axis.set_axisbelow(True)


def _points(axis: Axes, values: np.ndarray, centre: float, group: str) -> None:
    """Few subjects side by side; many as one mark a score, its area their number."""
    look = {"color": GROUP_COLOURS[group], "marker": GROUP_MARKERS[group], "linewidth": 0}
    if len(values) <= MOST_SINGLE_POINTS:
        places = centre + side_by_side(values, 0.32)
        axis.scatter(places, values, s=11, alpha=0.75, **look)
    else:
        scores, counts = np.unique(values, return_counts=True)
        places = np.full(len(scores), centre)
        axis.scatter(places, scores, s=130 * counts / len(values), alpha=0.6, **look)


def side_by_side(values: np.ndarray, width: float) -> np.ndarray:
    """Offsets that set equal values beside each other, so that no tie hides another.

    Examples
    --------
    >>> side_by_side(np.array([1.0, 0.0, 1.0]), width=0.4).tolist()
    [-0.05, 0.0, 0.05]
    """
    offsets = np.zeros(len(values))
    step = min(0.1, width / max(np.unique(values, return_counts=True)[1]))
    for value in np.unique(values):
        same = np.flatnonzero(values == value)
        offsets[same] = step * (np.arange(len(same)) - (len(same) - 1) / 2)
    return offsets


def _group_legend(scores: pd.DataFrame, groups: Mapping[str, str]) -> list:
    n = scores.groupby("group")["subject_id"].nunique()
    marks = [
        plt.Line2D(
            *([], []),
            marker=GROUP_MARKERS[group],
            linestyle="",
            color=GROUP_COLOURS[group],
            markersize=4,
            label=f"{groups[group]} (n = {n[group]})",
        )
        for group in ("patient", "control")
        if group in n
    ]
    return [*marks, plt.Line2D([], [], color=INK, label="median")]


def muap_durations(muaps: pd.DataFrame, thresholds_ms: Mapping[str, Sequence[float]]) -> Figure:
    """Every MUAP duration and its mean per subject, on the grade bands of its muscle.

    Parameters
    ----------
    muaps : DataFrame
        subject_id, side, muscle_id, duration_ms.
    thresholds_ms : mapping
        Three rising thresholds per muscle.
    """
    muscles = [muscle for muscle in thresholds_ms if muscle in set(muaps["muscle_id"])]
    with house_style():
        figure, axes = plt.subplots(
            len(muscles), 1, figsize=(PAGE_WIDTH, 2.1 * len(muscles)), sharex=True, squeeze=False
        )
        subjects = list(muaps["subject_id"].unique())
        for axis, muscle in zip(axes.flat, muscles, strict=True):
            part = muaps[muaps["muscle_id"] == muscle]
            _bands(axis, thresholds_ms[muscle], muaps["duration_ms"])
            _durations(axis, part, subjects)
            n = part["subject_id"].nunique()
            axis.set_title(f"{label(muscle)} (n = {n} subjects, {len(part)} MUAPs)")
            axis.set_ylabel("MUAP duration, ms")
        if len(subjects) <= MOST_NAMED_SUBJECTS:
            axes.flat[-1].set_xticks(range(len(subjects)), subjects)
        else:
            axes.flat[-1].set_xticks([])
            axes.flat[-1].set_xlabel(f"Subjects in study order (n = {len(subjects)})")
        figure.legend(handles=_band_legend(), loc="outside lower center", ncols=6)
    return _closed(figure)


def _bands(axis: Axes, thresholds: Sequence[float], durations: pd.Series) -> None:
    edges = [durations.min() - 1, *thresholds, durations.max() + 1]
    for low, high, colour in zip(edges[:-1], edges[1:], GRADE_COLOURS, strict=True):
        axis.axhspan(low, high, color=colour, alpha=0.45, linewidth=0)
    axis.set_ylim(edges[0], edges[-1])


def _durations(axis: Axes, part: pd.DataFrame, subjects: list[str]) -> None:
    places = {subject: place for place, subject in enumerate(subjects)}
    size = 4.5 if len(subjects) <= MOST_NAMED_SUBJECTS else 1.5
    shifts = {"right": -0.2, "left": 0.2} if part["side"].nunique() > 1 else {}
    for (subject, side), examined in part.groupby(["subject_id", "side"], sort=False):
        values = examined["duration_ms"].to_numpy()
        centre = places[subject] + shifts.get(side, 0)
        spread = np.linspace(-0.12, 0.12, len(values))
        axis.plot(centre + spread, values, ".", color=INK, alpha=0.55, markersize=size, mew=0)
        axis.hlines(values.mean(), centre - 0.15, centre + 0.15, color=INK, linewidth=1.4)


def _band_legend() -> list:
    bands = [
        Patch(facecolor=colour, alpha=0.45, edgecolor=FAINT, linewidth=0.5, label=f"grade {name}")
        for colour, name in zip(GRADE_COLOURS, GRADE_NAMES, strict=True)
    ]
    dot = plt.Line2D([], [], marker=".", linestyle="", color=INK, alpha=0.55, label="one MUAP")
    return [*bands, dot, plt.Line2D([], [], color=INK, label="mean")]


def effects(rows: pd.DataFrame, level: float) -> Figure:
    """Forest plot of Cliff's delta per region and side, with its interval.

    Parameters
    ----------
    rows : DataFrame
        region, side, n_patients, n_controls, cliffs_delta, cliffs_delta_low, cliffs_delta_high.
    level : float
        Confidence level of the intervals.
    """
    regions = list(rows["region"].drop_duplicates())
    with house_style():
        figure, axes = plt.subplots(1, 2, figsize=(PAGE_WIDTH, 3.4), sharey=True)
        for axis, side in zip(axes, SIDES, strict=True):
            part = rows[rows["side"] == side].set_index("region").reindex(regions).dropna()
            _forest(axis, part, [regions.index(region) for region in part.index])
            axis.set_title(f"{label(side)} side")
            axis.set_xlabel("Cliff's delta")
        axes[0].set_yticks(range(len(regions)), [label(region) for region in regions])
        axes[0].invert_yaxis()
        figure.supxlabel(
            f"Above 0: patients graded higher. Bars: {100 * level:g} % intervals.",
            fontsize=7.5,
            color=FAINT,
        )
    return _closed(figure)


def _forest(axis: Axes, part: pd.DataFrame, places: list[int]) -> None:
    axis.axvline(0, color=FAINT, linewidth=0.8)
    axis.hlines(places, part["cliffs_delta_low"], part["cliffs_delta_high"], color=INK, linewidth=1)
    axis.plot(part["cliffs_delta"], places, "o", color=GROUP_COLOURS["patient"], markersize=4.5)
    axis.set_xlim(-1.05, 1.05)
    for place, row in zip(places, part.itertuples(), strict=True):
        axis.annotate(
            f"{int(row.n_patients)} v {int(row.n_controls)}",
            (1.0, place - 0.22),
            fontsize=6,
            color=FAINT,
            ha="right",
        )


def hand_function(hands: pd.DataFrame, correlation: Mapping[str, float], level: float) -> Figure:
    """Figure 3: hand items of the ALSFRS-R against the score of the dominant hand.

    Parameters
    ----------
    hands : DataFrame
        hand_items (0 to 8), score (0 to 3).
    correlation : mapping
        rho, rho_low, rho_high, p, n.
    level : float
        Confidence level of the interval.
    """
    known = hands.dropna(subset=["hand_items", "score"])
    points = known.groupby(["hand_items", "score"]).size().reset_index(name="n")
    with house_style():
        figure, axis = plt.subplots(figsize=(4.6, 3.2))
        axis.scatter(
            points["hand_items"],
            points["score"],
            s=28 * points["n"],
            color=GROUP_COLOURS["patient"],
            alpha=0.8,
            linewidth=0,
        )
        for point in points[points["n"] > 1].itertuples():
            axis.annotate(
                f"{point.n}",
                (point.hand_items, point.score),
                ha="center",
                va="center",
                fontsize=6.5,
                color="white",
            )
        axis.set_xlabel("Handwriting + cutting food (ALSFRS-R, 0 to 8)")
        axis.set_ylabel("Score of the dominant hand (0 to 3)")
        axis.set_xlim(-0.4, 8.4)
        axis.set_ylim(-0.08, max(0.75, known["score"].max() * 1.2 if len(known) else 0))
        axis.set_title(correlation_title(correlation, level), fontweight="normal")
    return _closed(figure)


def correlation_title(correlation: Mapping[str, float], level: float) -> str:
    """The n, rho and interval of a correlation in one line."""
    rho = rounding.number(correlation["rho"])
    bounds = rounding.interval(correlation["rho_low"], correlation["rho_high"])
    return (
        f"n = {correlation['n']}, rho = {rho} ({100 * level:g} % interval {bounds}), "
        f"{rounding.p_statement(correlation['p'])}"
    )


def grade_agreement(counts: pd.DataFrame) -> Figure:
    """Bubbles: how many muscles have each pair of Mercuri grade and other grade.

    Parameters
    ----------
    counts : DataFrame
        measure, muscle_id, other_grade, mri_0 to mri_3.
    """
    panels = list(counts.groupby(["measure", "muscle_id"], sort=False))
    with house_style():
        figure, axes = plt.subplots(
            1, max(len(panels), 1), figsize=(PAGE_WIDTH, 2.3), sharey=True, squeeze=False
        )
        for axis, ((measure, muscle), part) in zip(axes.flat, panels, strict=False):
            _bubbles(axis, part)
            axis.set_title(fill(f"{label(measure)}: {words(muscle)}", 18), fontsize=7)
            axis.set_xlabel("Mercuri grade")
        axes.flat[0].set_ylabel("Other grade")
    return _closed(figure)


def _bubbles(axis: Axes, part: pd.DataFrame) -> None:
    table = part.set_index("other_grade")[[f"mri_{grade}" for grade in range(4)]].to_numpy()
    axis.plot([0, 3], [0, 3], color="#E6E8EB", linewidth=6, zorder=0)
    for other, mri in zip(*np.nonzero(table), strict=True):
        n = table[other, mri]
        size = 240 * np.sqrt(n / table.max())
        axis.scatter(mri, other, s=size, color=GROUP_COLOURS["patient"], alpha=0.75, linewidth=0)
        axis.annotate(f"{n}", (mri, other), ha="center", va="center", fontsize=6.5)
    axis.set_xlim(-0.6, 3.6)
    axis.set_ylim(-0.6, 3.6)
    axis.set_xticks(range(4))
    axis.set_yticks(range(4))


def _closed(figure: Figure) -> Figure:
    """Take the figure from pyplot's list, so that a notebook shows it once."""
    plt.close(figure)
    return figure
