"""MRI grades beside EMG grades and weakness grades, muscle by muscle."""

from collections.abc import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from ..drawing import Drawing
from ..labels import label, words
from ..rounding import estimate, percent, size
from ..style import PAGE_WIDTH, SMALL, colour, house_style
from .marks import finished, nothing, present

MEASURES = {"emg": "EMG grade", "strength": "Weakness grade"}
GRADES = range(4)


def grade_agreement(counts: pd.DataFrame, kappas: pd.DataFrame) -> Drawing:
    """Bubbles: how many muscles have each pair of Mercuri grade and other grade.

    A row of panels for each measure, a panel a muscle. On the diagonal the two grades agree.

    Parameters
    ----------
    counts : DataFrame
        measure (emg, strength), muscle_id, other_grade (0 to 3), mri_0 to mri_3.
    kappas : DataFrame
        measure, muscle_id, n, weighted_kappa, kappa_low, kappa_high, agreement_percent.
    """
    if counts.empty:
        return nothing("No muscle has an MRI grade and another grade.")
    measures = present(counts["measure"], list(MEASURES))
    muscles = list(counts["muscle_id"].drop_duplicates())
    known = kappas.set_index(["measure", "muscle_id"])
    with house_style():
        shape = len(measures), len(muscles)
        size = (PAGE_WIDTH, 0.5 + 2.35 * shape[0])
        figure, axes = plt.subplots(*shape, figsize=size, squeeze=False)
        figure.get_layout_engine().set(hspace=0.06)
        for row, measure in zip(axes, measures, strict=True):
            first = True
            for axis, muscle in zip(row, muscles, strict=True):
                part = counts[(counts["measure"] == measure) & (counts["muscle_id"] == muscle)]
                axis.set_visible(not part.empty)
                if part.empty:
                    continue
                _panel(axis, part, label(muscle), _caption(known.loc[(measure, muscle)]))
                axis.set_ylabel(f"{MEASURES[measure]}, 0 to 3" if first else "")
                first = False
        figure.legend(handles=_legend(), loc="outside lower center", ncols=2)
    return finished(figure, _words(known, measures, muscles))


def _panel(axis: Axes, part: pd.DataFrame, title: str, caption: str) -> None:
    table = part.set_index("other_grade")[[f"mri_{grade}" for grade in GRADES]].to_numpy()
    axis.plot([-0.5, 3.5], [-0.5, 3.5], color=colour("line"), linewidth=9, zorder=0)
    other, mri = np.nonzero(table)
    n = table[other, mri]
    look = {"color": colour("soft"), "edgecolor": colour("ink"), "linewidth": 0.8}
    axis.scatter(mri, other, s=40 + 260 * n / n.max(), **look)
    for x, y, count in zip(mri, other, n, strict=True):
        axis.text(x, y, f"{count}", ha="center", va="center", fontsize=SMALL)
    axis.set_title(title, fontsize=SMALL + 0.5, pad=14)
    place = {"xycoords": "axes fraction", "xytext": (0, 4), "textcoords": "offset points"}
    axis.annotate(caption, (0, 1), fontsize=SMALL, **place)
    axis.set_xlabel("Mercuri grade, 0 to 3")
    axis.set(xlim=(-0.6, 3.6), ylim=(-0.6, 3.6), xticks=GRADES, yticks=GRADES, aspect="equal")


def _caption(kappa: pd.Series) -> str:
    agree = estimate(kappa["weighted_kappa"], kappa["kappa_low"], kappa["kappa_high"])
    return f"{size(kappa['n'])}, kappa {agree}"


def _legend() -> list[Line2D]:
    bubble = {"marker": "o", "linestyle": "", "markerfacecolor": colour("soft")}
    return [
        Line2D(
            *([], []),
            markeredgecolor=colour("ink"),
            markersize=7,
            label="number of muscles with both grades (area)",
            **bubble,
        ),
        Line2D([], [], color=colour("line"), linewidth=7, label="the two grades are the same"),
    ]


def _words(known: pd.DataFrame, measures: list[str], muscles: list[str]) -> Iterator[str]:
    yield "Numbers of muscles by Mercuri grade across and the other grade upwards, each 0 to 3."
    for measure in measures:
        for muscle in muscles:
            if (measure, muscle) not in known.index:
                continue
            row = known.loc[(measure, muscle)]
            yield (
                f"{MEASURES[measure]}, {words(muscle)}: {_caption(row)}, the same grade in "
                f"{percent(row['agreement_percent'], 0)}, the other grade higher in "
                f"{percent(row['other_higher_percent'], 0)}."
            )
