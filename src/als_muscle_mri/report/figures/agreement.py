"""MRI grades beside EMG grades and weakness grades, muscle by muscle."""

from collections.abc import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from ..drawing import Drawing
from ..grading import GradingScale
from ..labels import label, words
from ..rounding import estimate, percent, size
from ..style import PAGE_WIDTH, SMALL, colour, house_style
from .marks import finished, nothing, present

MEASURES = {"emg": "EMG grade", "strength": "Weakness grade"}
OTHER_GRADES = range(4)


def grade_agreement(counts: pd.DataFrame, agreed: pd.DataFrame, scale: GradingScale) -> Drawing:
    """Bubbles: how many muscles have each pair of MRI grade and other grade.

    A row of panels for each measure, a panel a muscle. On the diagonal the two grades agree; where
    they are not the same grades there is none.

    Parameters
    ----------
    counts : DataFrame
        measure (emg, strength), muscle_id, other_grade (0 to 3), and a column such as mri_0 for
        each grade of the scale.
    agreed : DataFrame
        measure, muscle_id, n; weighted_kappa, kappa_low, kappa_high, agreement_percent and
        other_higher_percent, or, of other grades than 0 to 3, rho, rho_low and rho_high.
    scale : GradingScale
        What the MRI grades are.
    """
    if counts.empty:
        return nothing("No muscle has an MRI grade and another grade.")
    measures = present(counts["measure"], list(MEASURES))
    muscles = list(counts["muscle_id"].drop_duplicates())
    known = agreed.set_index(["measure", "muscle_id"])
    with house_style():
        shape = len(measures), len(muscles)
        size = (PAGE_WIDTH, 0.5 + 2.35 * shape[0])
        same = "weighted_kappa" in agreed
        figure, axes = plt.subplots(*shape, figsize=size, squeeze=False)
        figure.get_layout_engine().set(hspace=0.06)
        for row, measure in zip(axes, measures, strict=True):
            first = True
            for axis, muscle in zip(row, muscles, strict=True):
                part = counts[(counts["measure"] == measure) & (counts["muscle_id"] == muscle)]
                axis.set_visible(not part.empty)
                if part.empty:
                    continue
                _panel(axis, part, scale, same)
                axis.set_title(label(muscle), fontsize=SMALL + 0.5, pad=14)
                _annotate(axis, _caption(known.loc[(measure, muscle)]))
                axis.set_ylabel(f"{MEASURES[measure]}, 0 to 3" if first else "")
                first = False
        figure.legend(handles=_legend(same), loc="outside lower center", ncols=2)
    return finished(figure, _words(known, measures, muscles, scale))


def _panel(axis: Axes, part: pd.DataFrame, scale: GradingScale, same: bool) -> None:
    grades = scale.numbers
    table = part.set_index("other_grade")[[f"mri_{grade}" for grade in grades]].to_numpy()
    if same:
        axis.plot([-0.5, 3.5], [-0.5, 3.5], color=colour("line"), linewidth=9, zorder=0)
    other, place = np.nonzero(table)
    mri, n = place + grades[0], table[other, place]
    look = {"color": colour("soft"), "edgecolor": colour("ink"), "linewidth": 0.8}
    axis.scatter(mri, other, s=40 + 260 * n / n.max(), **look)
    for x, y, count in zip(mri, other, n, strict=True):
        axis.text(x, y, f"{count}", ha="center", va="center", fontsize=SMALL)
    axis.set_xlabel(f"{scale.grade}, {scale.span}")
    axis.set(xlim=(grades[0] - 0.6, grades[-1] + 0.6), xticks=grades)
    axis.set(ylim=(-0.6, 3.6), yticks=OTHER_GRADES, aspect="equal" if same else "auto")


def _annotate(axis: Axes, caption: str) -> None:
    place = {"xycoords": "axes fraction", "xytext": (0, 4), "textcoords": "offset points"}
    axis.annotate(caption, (0, 1), fontsize=SMALL, **place)


def _caption(agreed: pd.Series) -> str:
    if "weighted_kappa" not in agreed:
        rho = estimate(agreed["rho"], agreed["rho_low"], agreed["rho_high"])
        return f"{size(agreed['n'])}, rho {rho}"
    agree = estimate(agreed["weighted_kappa"], agreed["kappa_low"], agreed["kappa_high"])
    return f"{size(agreed['n'])}, kappa {agree}"


def _legend(same: bool) -> list[Line2D]:
    bubble = {"marker": "o", "linestyle": "", "markerfacecolor": colour("soft")}
    entries = [
        Line2D(
            *([], []),
            markeredgecolor=colour("ink"),
            markersize=7,
            label="number of muscles with both grades (area)",
            **bubble,
        ),
        Line2D([], [], color=colour("line"), linewidth=7, label="the two grades are the same"),
    ]
    return entries if same else entries[:1]


def _words(
    known: pd.DataFrame, measures: list[str], muscles: list[str], scale: GradingScale
) -> Iterator[str]:
    same = "weighted_kappa" in known
    spans = "each 0 to 3" if same else f"the one {scale.span}, the other 0 to 3"
    yield f"Numbers of muscles by {scale.grade} across and the other grade upwards, {spans}."
    for measure in measures:
        for muscle in muscles:
            if (measure, muscle) not in known.index:
                continue
            row = known.loc[(measure, muscle)]
            told = _shares(row) if same else ""
            yield f"{MEASURES[measure]}, {words(muscle)}: {_caption(row)}{told}."


def _shares(agreed: pd.Series) -> str:
    same, higher = (percent(agreed[f"{n}_percent"], 0) for n in ("agreement", "other_higher"))
    return f", the same grade in {same}, the other grade higher in {higher}"
