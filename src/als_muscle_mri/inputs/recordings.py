"""What a waveform file holds once it is read: the traces of one muscle, in microvolt."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from als_muscle_mri.inputs.problems import Problem, cell_problems

FOLDER = "emg"
SLOWEST_HZ, FASTEST_HZ = 5_000.0, 100_000.0
"""Sampling rates that are taken for a needle EMG; slower ones lose the spike of a MUAP."""

SPAN_UV = (5.0, 100_000.0)
"""What the largest trace of a file spans from peak to peak. No MUAP of a needle lies outside, but
values in mV or nV, a thousandth or a thousandfold, do."""

SHORTEST_TRACE_MS = 20.0
CLIPPED_SAMPLES = 4
"""So many equal samples in a row at the extreme of a trace are an amplifier at its limit."""


@dataclass(frozen=True)
class Recording:
    """The traces recorded in one muscle, one for each discharge of a motor unit.

    Attributes
    ----------
    subject_id, side, muscle_id : str
        The muscle.
    rate_hz : float
        Samples a second.
    start_ms : float
        Time of the first sample; marks are on the same scale.
    muap, discharge : array of int, shape (n_traces,)
        Which motor unit, and which of its discharges, a trace shows.
    voltage_uv : array of float, shape (n_traces, n_samples)
        The traces in µV.
    """

    subject_id: str
    side: str
    muscle_id: str
    rate_hz: float
    start_ms: float
    muap: np.ndarray
    discharge: np.ndarray
    voltage_uv: np.ndarray


@dataclass(frozen=True)
class Traces:
    """What a file reader found: traces, or the problems because of which there are none."""

    problems: tuple[Problem, ...]
    rate_hz: float = 0.0
    start_ms: float = 0.0
    muap: np.ndarray | None = None
    discharge: np.ndarray | None = None
    voltage_uv: np.ndarray | None = None


def shown_name(path: Path) -> str:
    """Give the name a waveform file has in messages.

    Examples
    --------
    >>> shown_name(Path("data/demo/emg/P1_right_iliacus.edf"))
    'emg/P1_right_iliacus.edf'
    """
    return f"{FOLDER}/{path.name}"


def refused(path: Path, rule: str, fix: str, value: str | None = None) -> Traces:
    """Refuse a whole file for one reason."""
    return Traces((Problem(shown_name(path), None, None, value, rule, fix),))


def trace_problems(path: Path, traces: Traces) -> list[Problem]:
    """Check what every format has in common: rate, length, span, repeats, flat, clipped traces.

    Parameters
    ----------
    path : pathlib.Path
        The file, for the messages.
    traces : Traces
        As a reader made them.

    Returns
    -------
    list of Problem
        One for each rule and trace that breaks it.
    """
    file = shown_name(path)
    found = [*_rate_problems(file, traces), *_span_problems(file, traces.voltage_uv)]
    names = pd.Series(
        [f"MUAP {m}, discharge {d}" for m, d in zip(traces.muap, traces.discharge, strict=True)]
    )
    flat = np.ptp(traces.voltage_uv, axis=1) == 0
    found += _of_traces(
        file, names[names.duplicated()], "a discharge of a MUAP stands in a file once", "Number it."
    )
    found += _of_traces(
        file,
        names[flat],
        "a trace has more than one value",
        "Record it again, or leave the discharge out.",
    )
    found += _of_traces(
        file,
        names[clipped(traces.voltage_uv) & ~flat],
        f"no {CLIPPED_SAMPLES} samples in a row stand at the extreme of a trace (clipped)",
        "Leave the discharge out; record with less gain.",
    )
    return found


def clipped(voltage_uv: np.ndarray) -> np.ndarray:
    """Say which traces stay at their highest or lowest value for several samples.

    Parameters
    ----------
    voltage_uv : array, shape (n_traces, n_samples)

    Returns
    -------
    array of bool, shape (n_traces,)

    Examples
    --------
    >>> clipped(np.array([[0, 5, 5, 5, 5, 0], [0, 5, 4, 5, 5, 0]])).tolist()
    [True, False]
    """
    if voltage_uv.shape[1] < CLIPPED_SAMPLES:
        return np.zeros(len(voltage_uv), dtype=bool)
    extremes = (voltage_uv.max(axis=1, keepdims=True), voltage_uv.min(axis=1, keepdims=True))
    return np.logical_or.reduce([_longest_run(voltage_uv == end) for end in extremes])


def _longest_run(there: np.ndarray) -> np.ndarray:
    windows = np.lib.stride_tricks.sliding_window_view(there, CLIPPED_SAMPLES, axis=1)
    return windows.all(axis=2).any(axis=1)


def _rate_problems(file: str, traces: Traces) -> list[Problem]:
    rate, length = traces.rate_hz, traces.voltage_uv.shape[1]
    if not SLOWEST_HZ <= rate <= FASTEST_HZ:
        rule = f"the sampling rate lies between {SLOWEST_HZ:g} and {FASTEST_HZ:g} Hz"
        return [Problem(file, None, None, f"{rate:g} Hz", rule, "Export it at the rate recorded.")]
    lasts = 1000 * length / rate
    if lasts < SHORTEST_TRACE_MS:
        rule = f"a trace lasts at least {SHORTEST_TRACE_MS:g} ms, with the baseline on either side"
        return [Problem(file, None, None, f"{lasts:g} ms", rule, "Export a longer window.")]
    return []


def _span_problems(file: str, voltage_uv: np.ndarray) -> list[Problem]:
    """Voltages in another unit than the column or the header says."""
    span, (low, high) = float(np.ptp(voltage_uv, axis=1).max()), SPAN_UV
    if span == 0 or low <= span <= high:  # what is flat is told by trace
        return []
    rule = f"the largest trace of a file spans {low:g} to {high:,.0f} µV from peak to peak"
    fix = "Look at the unit: export it in microvolt."
    return [Problem(file, None, None, f"{span:g} µV", rule, fix)]


def _of_traces(file: str, names: pd.Series, rule: str, fix: str) -> list[Problem]:
    """Problems of traces; the trace stands where a cell of a table would."""
    return [Problem(file, None, None, name, rule, fix) for name in names]


def cells(path: Path, column: str, values: pd.Series, rule: str, fix: str) -> list[Problem]:
    """Problems of cells of a waveform file, indexed by line."""
    return cell_problems(shown_name(path), column, values, rule, fix) if len(values) else []
