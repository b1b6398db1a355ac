"""MUAP durations on the bands of their grades."""

from collections.abc import Iterator, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from ..drawing import Drawing
from ..labels import label
from ..phrases import listed
from ..rounding import number
from ..style import PAGE_WIDTH, SMALL, colour, grade_colours, house_style, ink_on
from .marks import EMG_GRADES, MOST_DRAWN_SUBJECTS, finished, nothing

MOST_NAMED_SUBJECTS = 40
SHIFTS = {"right": -0.2, "left": 0.2}
STRIP = 0.035
"""Width of the strip of grade colours, as a part of the panel."""


def muap_durations(muaps: pd.DataFrame, thresholds_ms: Mapping[str, Sequence[float]]) -> Drawing:
    """Every MUAP duration and its mean per subject, with the grade bands of the muscle.

    Parameters
    ----------
    muaps : DataFrame
        subject_id, side, muscle_id, duration_ms.
    thresholds_ms : mapping
        Three rising thresholds per muscle.
    """
    if muaps.empty:
        return nothing("No MUAP was measured.")
    muscles = [muscle for muscle in thresholds_ms if muscle in set(muaps["muscle_id"])]
    subjects = list(muaps["subject_id"].unique())
    limits = (muaps["duration_ms"].min() - 1, muaps["duration_ms"].max() + 1)
    with house_style():
        size = (PAGE_WIDTH, 0.7 + 1.8 * len(muscles))
        figure, axes = plt.subplots(
            len(muscles), 1, figsize=size, sharex=True, sharey=True, squeeze=False
        )
        for axis, muscle in zip(axes.flat, muscles, strict=True):
            part = muaps[muaps["muscle_id"] == muscle]
            axis.set_xlim(-0.6, len(subjects) - 0.4)
            axis.set_ylim(limits)
            _bands(axis, thresholds_ms[muscle])
            _durations(axis, part, _order(part, subjects))
            n = part["subject_id"].nunique()
            axis.set_title(f"{label(muscle)} (n = {n} subjects, {len(part)} MUAPs)")
        figure.supylabel("MUAP duration, ms", fontsize="medium")
        _name_subjects(axes.flat[-1], subjects)
        figure.legend(handles=_legend(), loc="outside lower center", ncols=3)
    return finished(figure, _words(muaps, muscles, thresholds_ms))


def _bands(axis: Axes, thresholds: Sequence[float]) -> None:
    """A line at each threshold; beside the panel a strip in the colours of the grades."""
    low, high = axis.get_ylim()
    edges = [low, *(min(max(value, low), high) for value in thresholds), high]
    side = axis.get_yaxis_transform()
    for grade, shade in enumerate(grade_colours()):
        bottom, top = edges[grade], edges[grade + 1]
        look = {"facecolor": shade, "edgecolor": colour("quiet"), "linewidth": 0.4}
        strip = plt.Rectangle((1.0, bottom), STRIP, top - bottom, transform=side, **look)
        axis.add_patch(strip).set_clip_on(False)
        if top - bottom > 0.06 * (high - low):
            text = {"transform": side, "va": "center", "fontsize": SMALL}
            middle = (bottom + top) / 2
            number_of = {"ha": "center", "color": ink_on(shade)}
            axis.text(1 + STRIP / 2, middle, f"{grade}", **text, **number_of)
            axis.text(1.006 + STRIP, middle, EMG_GRADES[grade][2:], **text)
    for value in thresholds:
        axis.axhline(value, color=colour("quiet"), linewidth=0.6, linestyle=(0, (4, 3)), zorder=0)


def _order(part: pd.DataFrame, subjects: list[str]) -> list[str]:
    """Few subjects in study order with their names; many by the mean of the muscle."""
    if len(subjects) <= MOST_NAMED_SUBJECTS:
        return subjects
    return list(part.groupby("subject_id")["duration_ms"].mean().sort_values(kind="stable").index)


def _durations(axis: Axes, part: pd.DataFrame, subjects: list[str]) -> None:
    few, pixels = len(subjects) <= MOST_NAMED_SUBJECTS, len(subjects) > MOST_DRAWN_SUBJECTS
    sides = part.groupby("subject_id")["side"].nunique()
    place = {subject: number for number, subject in enumerate(subjects)}
    places, values, centres, means = [], [], [], []
    for (subject, side), examined in part.groupby(["subject_id", "side"], sort=False):
        shift = SHIFTS[side] if sides[subject] > 1 else 0
        centre = place[subject] + shift
        duration = np.sort(examined["duration_ms"].to_numpy())
        values.append(duration)
        places.append(centre + np.linspace(-0.14, 0.14, len(duration)))
        centres.append(centre)
        means.append(duration.mean())
    dots = {"markersize": 2.4 if few else 1.2, "markeredgewidth": 0, "alpha": 0.6}
    dots |= {"color": colour("quiet"), "rasterized": pixels}
    axis.plot(np.concatenate(places), np.concatenate(values), "o", **dots)
    ends = np.array(centres) - 0.19, np.array(centres) + 0.19
    look = {"color": colour("ink"), "linewidth": 1.5 if few else 0.9, "rasterized": pixels}
    axis.hlines(means, *ends, zorder=3, **look)


def _name_subjects(axis: Axes, subjects: list[str]) -> None:
    if len(subjects) <= MOST_NAMED_SUBJECTS:
        axis.set_xticks(range(len(subjects)), subjects)
    else:
        axis.set_xticks([])
        axis.set_xlabel(f"Subjects, ordered by their mean in each muscle (n = {len(subjects)})")


def _legend() -> list[Line2D]:
    dot = {"marker": "o", "linestyle": "", "color": colour("quiet"), "alpha": 0.6}
    return [
        Line2D([], [], **dot, markersize=3, markeredgewidth=0, label="one MUAP"),
        Line2D([], [], color=colour("ink"), linewidth=1.5, label="mean of the muscle"),
        Line2D([], [], color=colour("quiet"), linewidth=0.6, linestyle="--", label="thresholds"),
    ]


def _words(
    muaps: pd.DataFrame, muscles: list[str], thresholds_ms: Mapping[str, Sequence[float]]
) -> Iterator[str]:
    yield "Durations of single MUAPs as dots with a bar at each mean, by muscle and subject."
    for muscle in muscles:
        part = muaps[muaps["muscle_id"] == muscle]
        means = part.groupby(["subject_id", "side"])["duration_ms"].mean()
        cuts = listed([f"{value:g}" for value in thresholds_ms[muscle]])
        below = int((means < thresholds_ms[muscle][0]).sum())
        yield (
            f"{label(muscle)}: {len(part)} MUAPs of {part['subject_id'].nunique()} subjects, means "
            f"{number(means.min(), 1)} to {number(means.max(), 1)} ms, thresholds {cuts} ms; "
            f"{below} of {len(means)} means are below the first."
        )
