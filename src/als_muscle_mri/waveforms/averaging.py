"""From the discharges of a motor unit to its average: alignment, median, baseline, noise."""

from dataclasses import dataclass

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft

from als_muscle_mri.inputs import Recording

LARGEST_SHIFT_MS = 2.0
"""Discharges are moved by at most so much; a trigger on the spike is rarely further off."""

EDGE_MS = 3.0
"""So much at either end of a trace is taken to be baseline, but for what alignment may fill."""

PASSES = 2
"""The mean of unaligned traces is blurred, so they are aligned to that of a first pass as well."""

MAD_TO_SD = 1.4826


@dataclass(frozen=True)
class Averages:
    """The averaged MUAPs of one muscle.

    Attributes
    ----------
    muap : array of int, shape (n_muaps,)
        Their numbers.
    n_discharges : array of int, shape (n_muaps,)
        Discharges averaged.
    voltage_uv : array of float, shape (n_muaps, n_samples)
        The averages in µV, the baseline at 0.
    rate_hz, start_ms : float
        Samples a second; time of the first sample.
    """

    muap: np.ndarray
    n_discharges: np.ndarray
    voltage_uv: np.ndarray
    rate_hz: float
    start_ms: float


def average(recording: Recording) -> Averages:
    """Average the discharges of each MUAP of a muscle.

    Discharges are moved by whole samples to where their cross-correlation with the mean of all is
    largest. The average is the median at each sample, which a superimposed other MUAP in less
    than half of the discharges hardly moves; the median of one discharge is that discharge.

    Parameters
    ----------
    recording : Recording
        The traces of a muscle, those of one MUAP in successive rows.

    Returns
    -------
    Averages

    Notes
    -----
    MUAPs are averaged from their discharges in multi-MUAP analysis (Nandedkar, Barkhaus and
    Charles 1995, Muscle Nerve 18:1155-1166, doi:10.1002/mus.880181012). The median in the place
    of the mean, and the limits of alignment and baseline, are this project's.

    Examples
    --------
    >>> spike = np.exp(-(((np.arange(400) - 200) / 5.0) ** 2))
    >>> traces = np.stack([np.roll(spike, shift) for shift in (-4, 0, 7)])
    >>> one = np.ones(3, dtype=int)
    >>> made = average(Recording("P1", "left", "iliacus", 1e4, 0.0, one, one.cumsum(), traces))
    >>> made.n_discharges.tolist(), bool(np.isclose(made.voltage_uv.max(), 1, atol=0.01))
    ([3], True)
    """
    muap, starts, counts = np.unique(recording.muap, return_index=True, return_counts=True)
    largest = round(LARGEST_SHIFT_MS * recording.rate_hz / 1000)
    voltage = np.empty((len(muap), recording.voltage_uv.shape[1]))
    for n in np.unique(counts):  # MUAPs with as many discharges go together
        alike = np.flatnonzero(counts == n)
        rows = starts[alike, None] + np.arange(n)
        voltage[alike] = _medians(recording.voltage_uv[rows], largest)
    level = np.median(edges(voltage, recording.rate_hz), axis=1, keepdims=True)
    return Averages(muap, counts, voltage - level, recording.rate_hz, recording.start_ms)


def edges(voltage_uv: np.ndarray, rate_hz: float) -> np.ndarray:
    """Give the samples near both ends of traces, where the baseline is.

    Examples
    --------
    >>> edges(np.arange(100)[None], rate_hz=1000)
    array([[ 2,  3,  4, 95, 96, 97]])
    """
    filled, n = (round(ms * rate_hz / 1000) for ms in (LARGEST_SHIFT_MS, EDGE_MS))
    last = voltage_uv.shape[1] - filled
    parts = voltage_uv[:, filled : filled + n], voltage_uv[:, last - n : last]
    return np.concatenate(parts, axis=1)


def spread(values: np.ndarray) -> np.ndarray:
    """Standard deviation of each row, by the median absolute deviation.

    Examples
    --------
    >>> spread(np.array([[0.0, 1.0, 2.0, 100.0]])).round(4).tolist()
    [1.4826]
    """
    centre = np.median(values, axis=1, keepdims=True)
    return MAD_TO_SD * np.median(np.abs(values - centre), axis=1)


def _medians(traces: np.ndarray, largest: int) -> np.ndarray:
    """Medians of aligned discharges; traces (n_muaps, n_discharges, n_samples)."""
    for _ in range(PASSES if traces.shape[1] > 1 else 0):
        traces = _moved(traces, _lags(traces, traces.mean(axis=1), largest))
    return np.median(traces, axis=1)


def _lags(traces: np.ndarray, template: np.ndarray, largest: int) -> np.ndarray:
    """How many samples each trace comes after the template of its MUAP, by cross-correlation."""
    n = next_fast_len(traces.shape[2] + largest, real=True)
    centred = template - np.median(template, axis=1, keepdims=True)
    spectrum = np.conj(rfft(centred, n, axis=1))[:, None]
    level = traces.mean(axis=2, keepdims=True)
    products = irfft(rfft(traces - level, n, axis=2) * spectrum, n, axis=2)
    candidates = np.arange(-largest, largest + 1)
    return candidates[np.argmax(products[:, :, candidates], axis=2)]


def _moved(traces: np.ndarray, lags: np.ndarray) -> np.ndarray:
    """Move each trace back by its lag; the first or last value fills the end."""
    places = np.arange(traces.shape[2]) + lags[:, :, None]
    return np.take_along_axis(traces, places.clip(0, traces.shape[2] - 1), axis=2)
