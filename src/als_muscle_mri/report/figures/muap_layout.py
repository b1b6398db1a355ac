"""Where each MUAP stands on a page: one after the other, all at the same scale of time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

LINE_MS = 160.0
"""Time that fits on a line."""

AROUND_MS, GAP_MS = 1.5, 2.0
"""Baseline shown on either side of the marks; paper between two MUAPs."""

MARKS = ("onset_ms", "offset_ms", "proposed_onset_ms", "proposed_offset_ms")


@dataclass(frozen=True)
class Placed:
    """A MUAP in a line.

    Attributes
    ----------
    row : dict
        Its row of the proposals.
    time_ms, voltage_uv : array of float
        What is shown of its waveform.
    shift_ms : float
        To be added to its times, for its place in the line.
    """

    row: dict
    time_ms: np.ndarray
    voltage_uv: np.ndarray
    shift_ms: float


@dataclass(frozen=True)
class Examination:
    """The MUAPs of a muscle of one person, in lines.

    Attributes
    ----------
    subject_id, side : str
    mean_ms : float
        Mean of all durations; NaN where there is none.
    n_muaps : int
        All that were recorded.
    lines : tuple of tuple of Placed
    """

    subject_id: str
    side: str
    mean_ms: float
    n_muaps: int
    lines: tuple[tuple[Placed, ...], ...]

    @property
    def shown(self) -> list[Placed]:
        """The MUAPs in its lines."""
        return [muap for line in self.lines for muap in line]


def examinations(proposals: pd.DataFrame, traces: pd.DataFrame) -> list[Examination]:
    """Set out the examinations of one muscle, by rising mean duration.

    Parameters
    ----------
    proposals, traces : DataFrame
        As ``muap_page`` takes them.
    """
    waves = {
        (row.subject_id, row.side, row.muap): (row.time_ms, row.voltage_uv)
        for row in traces.itertuples()
    }
    found = [
        Examination(*key, part["duration_ms"].mean(), len(part), _lines(part, waves))
        for key, part in proposals.groupby(["subject_id", "side"], sort=False)
    ]
    return sorted(found, key=lambda one: (np.isnan(one.mean_ms), one.mean_ms))


def fitting(found: Sequence[Examination], most_lines: int) -> list[Examination]:
    """Choose examinations at even steps of their order, as many as fit on the page.

    The first and the last are among them, unless only one fits; of one that alone is longer than
    the page, the first lines stay.

    Examples
    --------
    >>> short = [Examination(f"P{n}", "left", n, 9, ((), ())) for n in range(9)]
    >>> [one.subject_id for one in fitting(short, most_lines=7)]
    ['P0', 'P4', 'P8']
    """
    for n in range(len(found), 1, -1):
        places = np.linspace(0, len(found) - 1, n).round().astype(int)
        chosen = [found[place] for place in places]
        if sum(len(one.lines) for one in chosen) <= most_lines:
            return chosen
    return [replace(one, lines=one.lines[:most_lines]) for one in found[:1]]


def _lines(part: pd.DataFrame, waves: dict) -> tuple[tuple[Placed, ...], ...]:
    """Fill lines with the MUAPs of an examination by their number."""
    lines, used = [[]], 0.0
    for row in part.sort_values("muap").to_dict("records"):
        time, voltage = _around(row, *waves[row["subject_id"], row["side"], row["muap"]])
        lasts = time[-1] - time[0]
        if lines[-1] and used + lasts > LINE_MS:
            lines, used = [*lines, []], 0.0
        lines[-1].append(Placed(row, time, voltage, used - time[0]))
        used += lasts + GAP_MS
    return tuple(map(tuple, lines))


def _around(row: dict, time: np.ndarray, voltage: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cut a waveform to its marks and some baseline; without a mark it goes on to its end."""
    onsets, offsets = (
        [row[name] for name in MARKS if name.endswith(end)] for end in ("onset_ms", "offset_ms")
    )
    begin = np.min(onsets) - AROUND_MS  # NaN, that is no cut, where one is missing
    end = np.max(offsets) + AROUND_MS
    begin = time[0] if np.isnan(begin) else begin
    end = time[-1] if np.isnan(end) else end
    inside = (time >= begin) & (time <= min(end, begin + LINE_MS))
    return time[inside], voltage[inside]
