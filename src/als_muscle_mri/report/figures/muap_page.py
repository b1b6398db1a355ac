"""Pages of MUAPs, one a muscle: examination by examination, beside the bands of EMG grades."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ..drawing import Drawing
from ..labels import label
from ..phrases import counted
from ..rounding import number
from ..style import PAGE_WIDTH, SMALL, bold, colour, grade_colours, house_style
from .marks import finished, nothing, present
from .muap_layout import LINE_MS, Examination, Placed, examinations, fitting

MOST_LINES = 24
LINE_HEIGHT = 0.31
"""Inches; a full page then fits on A4 with its caption."""

LEAST_NAME, CHARACTER = 0.92, 0.054
"""Inches: the width of names, if they are short, and that of a character of a longer one."""

BANDS, HEAD, FOOT, EDGE = 1.2, 0.6, 0.52, 0.12
"""Inches: width of the bands of grades, heights above and below the lines, and the distance between
columns."""

FITTING = 0.9
"""So many of the MUAPs are no higher than a line; higher ones reach over their neighbours."""

BAR_MS = 10.0
BEYOND_MS = 3.0
"""The bands of the lowest and the highest grade reach so far beyond their thresholds."""

NUMBER = 6.5
"""Points: the number of a MUAP."""

TICK, CROSS, CROSS_MS = 0.2, 0.12, 0.6
"""Half the size of the marks: in lines, and of the crosses also in ms."""

SIMPLER = 0.25
"""Points or pixels, 0.09 mm at most: smaller detail is left out of the paths of waveforms."""

Piece = tuple[np.ndarray, np.ndarray]


def muap_pages(
    proposals: pd.DataFrame,
    traces: pd.DataFrame,
    thresholds_ms: Mapping[str, Sequence[float]],
    status: str,
    at_least: int = 1,
) -> list[Drawing]:
    """Draw a page for each muscle with waveforms, in the order of the thresholds.

    Parameters
    ----------
    proposals, traces, status
        As `muap_page` takes them, of all muscles.
    thresholds_ms : mapping
        Three rising thresholds per muscle.
    at_least : int
        With fewer muscles, the pages that are missing say so.
    """
    muscles = present(proposals["muscle_id"], list(thresholds_ms))
    pages = [
        muap_page(*(rows[rows["muscle_id"] == muscle] for rows in (proposals, traces)),
                  thresholds_ms[muscle], status)
        for muscle in muscles
    ]  # fmt: skip
    said = f"MUAP waveforms are of {counted(len(pages), 'muscle')}."
    return [*pages, *(nothing(said) for _ in range(at_least - len(pages)))]


def muap_page(
    proposals: pd.DataFrame, traces: pd.DataFrame, thresholds_ms: Sequence[float], status: str
) -> Drawing:
    """MUAPs of one muscle with their marks, and mean durations on the bands of EMG grades.

    Examinations stand in the order of their mean duration, each with its MUAPs one after the
    other, all at one scale of time and voltage. Of more examinations than fit on a page those at
    even steps of that order are drawn, the first and the last among them.

    Parameters
    ----------
    proposals : DataFrame
        One row a MUAP of the muscle: subject_id, side, muscle_id, muap, duration_ms, onset_ms,
        offset_ms, proposed_onset_ms, proposed_offset_ms, marked_duration_ms, doubts.
    traces : DataFrame
        subject_id, side, muap, time_ms and voltage_uv (an array each), of the muscle.
    thresholds_ms : sequence of three floats
        Rising thresholds of the muscle.
    status : str
        ``simulated`` or ``measured``, said in the figure.
    """
    found = examinations(proposals, traces)
    chosen = fitting(found, MOST_LINES)
    shown = [muap for one in chosen for muap in one.shown]
    step_uv = _step(shown)
    with house_style():
        names = max(LEAST_NAME, CHARACTER * (1 + max(len(_called(one)) for one in chosen)))
        figure, waves, bands = _page(names, sum(len(one.lines) for one in chosen))
        with plt.rc_context({"path.simplify_threshold": SIMPLER}):
            _draw(waves, chosen, step_uv)
        _name(waves, chosen, names)
        _calibrate(waves, step_uv)
        _grades(bands, chosen, thresholds_ms)
        muscle = label(proposals["muscle_id"].iloc[0])
        said = _extent(found, chosen, status)
        _head(figure, muscle, f"{said[0].upper()}{said[1:]}")
        figure.legend(handles=_legend(shown), loc="lower left", ncols=3, borderpad=0)
    drawn = finished(figure, _words(muscle, said, chosen))
    return replace(drawn, caption=_caption(muscle, said, status))


def _called(one: Examination) -> str:
    return f"{one.subject_id}, {one.side}"


def _page(names: float, n_lines: int) -> tuple[Figure, Axes, Axes]:
    """Make a page with room for so many lines: the axes of waveforms and of bands of grades."""
    height = HEAD + n_lines * LINE_HEIGHT + FOOT
    figure = plt.figure(figsize=(PAGE_WIDTH, height), layout="none")
    low, tall = FOOT / height, n_lines * LINE_HEIGHT / height
    wide = PAGE_WIDTH - names - BANDS - EDGE
    waves = figure.add_axes((names / PAGE_WIDTH, low, wide / PAGE_WIDTH, tall))
    bands = figure.add_axes((1 - BANDS / PAGE_WIDTH, low, BANDS / PAGE_WIDTH, tall))
    waves.set_xlim(0, LINE_MS)
    for axis in (waves, bands):
        axis.set_ylim(n_lines - 0.5, -0.5)
        axis.set_yticks([])
        axis.spines[:].set_visible(False)
    waves.set_xticks([])
    return figure, waves, bands


def _head(figure: Figure, muscle: str, said: str) -> None:
    below = 1 - 0.19 / figure.get_size_inches()[1]
    figure.text(0, 1, muscle, va="top", fontsize=SMALL + 2, fontweight=bold())
    figure.text(0, below, said, va="top", fontsize=SMALL)


def _step(shown: Iterable[Placed]) -> float:
    """Voltage of the height of a line, µV."""
    heights = [np.ptp(muap.voltage_uv) for muap in shown]
    return float(np.quantile(heights, FITTING)) or 1.0


def _draw(axis: Axes, chosen: Sequence[Examination], step_uv: float) -> None:
    """Draw waveforms and marks, one path of each kind for a line, and the numbers of the MUAPs."""
    lines = [line for one in chosen for line in one.lines]
    for place, line in enumerate(lines):
        kinds = (
            ((_wave(muap, place, step_uv, within=False) for muap in line), "quiet", 0.4),
            ((_wave(muap, place, step_uv, within=True) for muap in line), "ink", 0.8),
            ((tick for muap in line for tick in _ticks(muap, place)), "accent", 1.1),
            ((stroke for muap in line for stroke in _crosses(muap, place)), "patient", 1.1),
        )
        for pieces, shade, width in kinds:
            x, y = _joined(pieces)
            (drawn,) = axis.plot(x, y, color=colour(shade), linewidth=width, clip_on=False)
            drawn.get_path()  # is made now, with the threshold that holds here
        for muap in line:
            _number(axis, muap, place)


def _wave(muap: Placed, place: int, step_uv: float, within: bool) -> Piece:
    """The part of a waveform between its marks, or the rest of it; NaN elsewhere."""
    between = (muap.time_ms >= muap.row["onset_ms"]) & (muap.time_ms <= muap.row["offset_ms"])
    wave = place - muap.voltage_uv / step_uv  # the axis points down
    return muap.time_ms + muap.shift_ms, np.where(between == within, wave, np.nan)


def _ticks(muap: Placed, place: int) -> Iterator[Piece]:
    """The proposed marks, upright strokes through the baseline; NaN where there is none."""
    for name in ("proposed_onset_ms", "proposed_offset_ms"):
        x = muap.row[name] + muap.shift_ms
        yield np.array([x, x]), place + TICK * np.array([-1, 1])


def _crosses(muap: Placed, place: int) -> Iterator[Piece]:
    """The marks of a reader, where there are any: two strokes each."""
    if pd.isna(muap.row["marked_duration_ms"]):
        return
    for name in ("onset_ms", "offset_ms"):
        x = muap.row[name] + muap.shift_ms + CROSS_MS * np.array([-1, 1])
        for slope in (-1, 1):
            yield x, place + slope * CROSS * np.array([-1, 1])


def _joined(pieces: Iterable[Piece]) -> Piece:
    """Make one path of several pieces, with a gap after each."""
    gap = np.array([np.nan])
    parts = [(np.append(x, gap), np.append(y, gap)) for x, y in pieces]
    x, y = zip(*parts, strict=True) if parts else ((gap,), (gap,))
    return np.concatenate(x), np.concatenate(y)


def _number(axis: Axes, muap: Placed, place: int) -> None:
    """The number of a MUAP below its beginning, with a question mark where it is in doubt."""
    doubt = "?" if muap.row["doubts"] else ""
    text = {"va": "top", "fontsize": NUMBER, "color": colour("quiet")}
    begins = muap.time_ms[0] + muap.shift_ms
    axis.text(begins, place + 0.19, f"{muap.row['muap']}{doubt}", **text)


def _name(axis: Axes, chosen: Sequence[Examination], names: float) -> None:
    """Name each examination at its first line, and rule it off from the one above."""
    left = axis.get_yaxis_transform()
    across = -names / (PAGE_WIDTH - names - BANDS - EDGE), 1 + EDGE / PAGE_WIDTH
    for place, one in _starts(chosen):
        look = {"transform": left, "fontsize": SMALL, "linespacing": 1.15, "va": "center"}
        mean = f"{number(one.mean_ms, 1)} ms, n = {one.n_muaps}"
        axis.text(across[0], place, f"{_called(one)}\n{mean}", **look)
        if place:
            line = {"color": colour("line"), "linewidth": 0.6, "clip_on": False}
            axis.plot(across, [place - 0.5] * 2, transform=left, **line)


def _starts(chosen: Sequence[Examination]) -> Iterator[tuple[int, Examination]]:
    place = 0
    for one in chosen:
        yield place, one
        place += len(one.lines)


def _calibrate(axis: Axes, step_uv: float) -> None:
    """Draw the calibration bars above the last column: time, and a round voltage."""
    height = _round_voltage(step_uv)
    right, low = LINE_MS, -0.75
    x, y = [right - BAR_MS, right, right], [low, low, low - height / step_uv]
    axis.plot(x, y, color=colour("ink"), linewidth=1.0, clip_on=False, solid_joinstyle="miter")
    text = f"{BAR_MS:g} ms, {height:g} µV"
    axis.text(right - BAR_MS - 2, low, text, ha="right", va="bottom", fontsize=SMALL)


def _round_voltage(step_uv: float) -> float:
    """Give the largest of 1, 2, 5, 10 and so on that is no higher than a line.

    Examples
    --------
    >>> _round_voltage(730.0), _round_voltage(1100.0), _round_voltage(49.0)
    (500.0, 1000.0, 20.0)
    """
    power = 10.0 ** np.floor(np.log10(step_uv))
    return float(max(step * power for step in (1, 2, 5) if step * power <= step_uv))


def _grades(axis: Axes, chosen: Sequence[Examination], thresholds: Sequence[float]) -> None:
    """Draw the bands of durations with their grades, and each mean at the lines it is of."""
    means = [one.mean_ms for one in chosen if pd.notna(one.mean_ms)]
    low = min([*means, thresholds[0]]) - BEYOND_MS / 2
    high = max([*means, thresholds[-1]]) + BEYOND_MS / 2
    edges = [
        min(low, thresholds[0] - BEYOND_MS),
        *thresholds,
        max(high, thresholds[-1] + BEYOND_MS),
    ]
    axis.set_xlim(edges[0], edges[-1])
    for grade, shade in enumerate(grade_colours()):
        left, right = edges[grade], edges[grade + 1]
        axis.axvspan(left, right, facecolor=shade, linewidth=0)
        style = {"ha": "center", "va": "bottom", "fontsize": SMALL}
        axis.text((left + right) / 2, 1.005, grade, transform=axis.get_xaxis_transform(), **style)
    for place, one in _starts(chosen):
        middle = place + (len(one.lines) - 1) / 2
        look = {"marker": "o", "markersize": 5, "color": colour("paper"), "linestyle": ""}
        axis.plot(one.mean_ms, middle, **look, markeredgecolor=colour("ink"), markeredgewidth=1.2)
    axis.set_xticks(thresholds, [f"{edge:g}" for edge in thresholds], fontsize=NUMBER)
    axis.set_xlabel("Mean duration, ms", fontsize=SMALL, labelpad=2)
    axis.set_title("EMG grade", fontsize=SMALL, pad=13)


def _legend(shown: Sequence[Placed]) -> list[Line2D]:
    """Say what the marks mean, those of a reader only where there are any."""
    bare = {"linestyle": "", "markersize": 5}
    by_reader = {"color": colour("patient"), "marker": "x", "label": "marked by a reader"}
    marked = any(pd.notna(muap.row["marked_duration_ms"]) for muap in shown)
    return [
        Line2D([], [], color=colour("ink"), linewidth=0.8, label="between the marks that count"),
        Line2D([], [], color=colour("accent"), marker="|", label="proposed", **bare),
        *([Line2D([], [], **by_reader, **bare)] if marked else []),
    ]


def _extent(found: Sequence[Examination], chosen: Sequence[Examination], status: str) -> str:
    """Say how many examinations and MUAPs there are, and how many of them are drawn."""
    everything = sum(one.n_muaps for one in found)
    drawn = sum(len(one.shown) for one in chosen)
    if drawn == everything:
        return f"{counted(len(found), 'examination')}, {counted(drawn, f'{status} MUAP')}"
    return (
        f"{len(chosen)} of {counted(len(found), 'examination')}, at even steps of the order of "
        f"means; {drawn} of {counted(everything, f'{status} MUAP')}"
    )


def _caption(muscle: str, said: str, status: str) -> str:
    return (
        f"MUAPs of the {muscle.lower()} ({said}), averaged from {status} discharges, with onset "
        "and offset, by rising mean duration; beside them the mean on the bands of EMG grades. All "
        "have one scale of time and voltage, positive voltage points up. Numbers are those of the "
        "MUAPs; a question mark says that the proposal is in doubt."
    )


def _words(muscle: str, said: str, chosen: Sequence[Examination]) -> Iterator[str]:
    yield f"{muscle}: averaged MUAPs with onset and offset, beside the bands of grades: {said}."
    for one in chosen:
        mean = number(one.mean_ms, 1)
        yield f"{_called(one)}: mean {mean} ms of {counted(one.n_muaps, 'MUAP')}."
