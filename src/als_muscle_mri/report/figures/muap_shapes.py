"""Averaged MUAPs with the marks on them, beside the grade of their mean duration."""

from collections.abc import Iterator, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from ..drawing import Drawing
from ..labels import label
from ..rounding import number
from ..style import PAGE_WIDTH, SMALL, colour, grade_colours, house_style, ink_on
from .marks import finished, nothing

MOST_MUAPS = 4
"""Waveforms in a panel; of more, the first."""

SHOWN_MUSCLES = ("lowest", "middle", "highest")
"""Of each muscle, whose mean duration is shown."""

PANEL_HEIGHT = 1.6
STRIP, STRIP_PLACE = 0.05, 1.02
HEIGHT = 0.95
"""Of a waveform, in units of the distance between two."""

AROUND_MS = 3.0


def muap_shapes(
    proposals: pd.DataFrame,
    traces: pd.DataFrame,
    thresholds_ms: Mapping[str, Sequence[float]],
    status: str,
) -> Drawing:
    """Waveforms of muscles of low, middle and high mean duration, with onset and offset.

    Parameters
    ----------
    proposals : DataFrame
        subject_id, side, muscle_id, muap, duration_ms, onset_ms, offset_ms, proposed_onset_ms,
        proposed_offset_ms, marked_duration_ms.
    traces : DataFrame
        subject_id, side, muscle_id, muap, time_ms and voltage_uv (an array each).
    thresholds_ms : mapping
        Three rising thresholds per muscle.
    status : str
        ``simulated`` or ``measured``, said in the figure.
    """
    if proposals.empty:
        return nothing("No MUAP waveform was measured.")
    if proposals["duration_ms"].isna().all():
        return nothing("No MUAP has both an onset and an offset.")
    chosen = _chosen(proposals, list(thresholds_ms))
    muscles = list(chosen)
    with house_style():
        size = (PAGE_WIDTH, 0.6 + PANEL_HEIGHT * len(SHOWN_MUSCLES))
        figure, axes = plt.subplots(
            len(SHOWN_MUSCLES), len(muscles), figsize=size, squeeze=False, sharex=True
        )
        times, marked = _times(proposals), bool(proposals["marked_duration_ms"].notna().any())
        axes.flat[0].set_xlim(times)
        for column, muscle in enumerate(muscles):
            for axis, examined in zip(axes[:, column], chosen[muscle], strict=False):
                part = _rows(proposals, examined)
                _waves(axis, part.head(MOST_MUAPS), _rows(traces, examined), times)
                _grade(axis, part["duration_ms"].mean(), thresholds_ms[muscle])
                _title(axis, examined, part)
            for axis in axes[len(chosen[muscle]) :, column]:
                axis.set_yticks([])
                axis.spines["left"].set_visible(False)
        note = f"Time, ms ({status} waveforms, each at its own height)"
        axes[-1, len(muscles) // 2].set_xlabel(note)
        figure.legend(handles=_legend(marked), loc="outside lower center", ncols=4)
    return finished(figure, _words(proposals, chosen, status))


def _chosen(proposals: pd.DataFrame, order: list[str]) -> dict[str, list[tuple]]:
    """Of each muscle the examinations with lowest, middle and highest mean duration."""
    keys = ["subject_id", "side", "muscle_id"]
    means = proposals.groupby(keys, sort=False)["duration_ms"].mean().dropna()
    means = means.sort_values(kind="stable").reset_index()
    found = {}
    for muscle in order:
        part = means[means["muscle_id"] == muscle]
        if len(part):
            places = sorted({0, len(part) // 2, len(part) - 1})
            found[muscle] = [tuple(row) for row in part[keys].iloc[places].to_numpy()]
    return found


def _rows(frame: pd.DataFrame, examined: tuple) -> pd.DataFrame:
    subject, side, muscle = examined
    same = (frame["subject_id"] == subject) & (frame["side"] == side)
    return frame[same & (frame["muscle_id"] == muscle)]


def _waves(
    axis: Axes, part: pd.DataFrame, traces: pd.DataFrame, times: tuple[float, float]
) -> None:
    """Draw the waveforms below each other, ink between the marks that count."""
    by_muap = traces.set_index("muap")
    for place, row in enumerate(part.to_dict("records")):
        time, voltage = by_muap.loc[row["muap"], ["time_ms", "voltage_uv"]]
        low = -place
        wave = low + HEIGHT * voltage / (np.ptp(voltage) or 1)
        inside = (time >= row["onset_ms"]) & (time <= row["offset_ms"])
        seen = (time >= times[0]) & (time <= times[1])
        base = np.where(inside, np.nan, wave)[seen]
        axis.plot(time[seen], base, color=colour("quiet"), linewidth=0.4)
        axis.plot(time[inside], wave[inside], color=colour("ink"), linewidth=0.8)
        proposed = [row["proposed_onset_ms"], row["proposed_offset_ms"]]
        axis.plot(proposed, [low, low], "|", color=colour("accent"), markersize=6)
        if pd.notna(row["marked_duration_ms"]):
            marked = [row["onset_ms"], row["offset_ms"]]
            axis.plot(marked, [low, low], "x", color=colour("patient"), markersize=4)
    axis.set_yticks([])
    axis.spines["left"].set_visible(False)


def _grade(axis: Axes, mean_ms: float, thresholds: Sequence[float]) -> None:
    """Draw a strip of the bands of durations, with a pointer at the mean."""
    lowest, highest = thresholds[0] - 3, thresholds[-1] + 3
    edges = (np.array([lowest, *thresholds, highest]) - lowest) / (highest - lowest)
    for grade, shade in enumerate(grade_colours()):
        bottom, top = edges[grade], edges[grade + 1]
        look = {"facecolor": shade, "edgecolor": colour("quiet"), "linewidth": 0.4}
        place = (STRIP_PLACE, bottom)
        strip = plt.Rectangle(place, STRIP, top - bottom, transform=axis.transAxes, **look)
        axis.add_patch(strip).set_clip_on(False)
        text = {"ha": "center", "va": "center", "fontsize": SMALL, "color": ink_on(shade)}
        middle = (bottom + top) / 2
        axis.text(STRIP_PLACE + STRIP / 2, middle, f"{grade}", transform=axis.transAxes, **text)
    height = np.clip((mean_ms - lowest) / (highest - lowest), 0, 1)
    pointer = {"marker": "<", "color": colour("ink"), "markersize": 4, "clip_on": False}
    axis.plot(STRIP_PLACE + STRIP + 0.03, height, transform=axis.transAxes, **pointer)


def _title(axis: Axes, examined: tuple, part: pd.DataFrame) -> None:
    subject, side, muscle = examined
    mean = number(part["duration_ms"].mean(), 1)
    axis.set_title(f"{label(muscle)}\n{subject}, {side}: mean {mean} ms", fontsize=SMALL)


def _times(proposals: pd.DataFrame) -> tuple[float, float]:
    """The time all panels show: from the first onset to the last offset, and some baseline."""
    begin, end = proposals["onset_ms"].min(), proposals["offset_ms"].max()
    return begin - AROUND_MS, end + AROUND_MS


def _legend(marked: bool) -> list[Line2D]:
    bare = {"linestyle": ""}
    by_reader = {"color": colour("patient"), "marker": "x", "label": "marked by a reader"}
    return [
        Line2D([], [], color=colour("ink"), linewidth=0.8, label="between the marks"),
        Line2D([], [], color=colour("accent"), marker="|", label="proposed", **bare),
        *([Line2D([], [], **by_reader, **bare)] if marked else []),
        Line2D([], [], color=colour("ink"), marker="<", label="mean duration", **bare),
    ]


def _words(proposals: pd.DataFrame, chosen: dict[str, list[tuple]], status: str) -> Iterator[str]:
    yield (
        f"Averaged {status} MUAP waveforms with their onset and offset, for the lowest, a middle "
        "and the highest mean duration of each muscle, each beside the bands of its EMG grades; of "
        f"more than {MOST_MUAPS} MUAPs the first by number are drawn."
    )
    for muscle, examined in chosen.items():
        parts = (_rows(proposals, each) for each in examined)
        means = ", ".join(
            f"{each[0]} {number(part['duration_ms'].mean(), 1)} ms"
            for each, part in zip(examined, parts, strict=True)
        )
        yield f"{label(muscle)}: {means}."
