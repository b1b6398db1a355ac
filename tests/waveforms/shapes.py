"""Waveforms whose measures are known from their formula."""

import numpy as np

from als_muscle_mri.inputs import Recording
from als_muscle_mri.waveforms import Averages

RATE_HZ = 20_000.0
SAMPLES = 1200  # 60 ms


def sine(cycles: float = 1.5, lasts_ms: float = 10.0, begins_ms: float = 25.0) -> np.ndarray:
    """So many cycles of a sine of 100 µV between two times, 0 elsewhere."""
    since = np.arange(SAMPLES) * 1000 / RATE_HZ - begins_ms
    wave = 100 * np.sin(2 * np.pi * cycles * since / lasts_ms)
    return np.where((since > 0) & (since < lasts_ms), wave, 0.0)


def alone(wave: np.ndarray) -> Averages:
    """One wave as an average of one discharge."""
    return Averages(np.array([1]), np.array([1]), wave[None], RATE_HZ, 0.0)


def recorded(traces: np.ndarray, muap: list[int] | None = None) -> Recording:
    """Traces of one muscle."""
    numbers = np.ones(len(traces), dtype=int) if muap is None else np.array(muap)
    count = np.arange(1, len(traces) + 1)
    return Recording("P1", "right", "tibialis_anterior", RATE_HZ, 0.0, numbers, count, traces)
