"""Simulated MUAP waveforms whose true onset and offset are known."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from als_muscle_mri.inputs import Recording

RATE_HZ = 10_000.0
TRACE_MS, LONGEST_MS = 50.0, 40.0
DISCHARGES = 16
SNR = 40.0
"""Peak-to-peak amplitude over the standard deviation of the noise of one discharge."""

JITTER_MS = 0.3
"""Standard deviation of the trigger."""

AMPLITUDE_UV, AMPLITUDE_SPREAD = 500.0, 0.4
"""Median and log standard deviation of the size."""

SPIKE_MS = 0.35
SPIKE_PLACE = (0.3, 0.45)
SLOW_PART = (0.06, 0.12)
"""Initial and terminal parts as parts of the spike: small, and of opposite sign to it."""

LATE_SPIKES = (0.55, 0.3, 0.15)
"""Chances of none, one and two late spikes, as remodelling makes them."""


def simulate(
    muaps: pd.DataFrame, seed: int, snr: float = SNR, discharges: int = DISCHARGES
) -> tuple[Recording, ...]:
    """Simulate the recordings behind a table of durations.

    A MUAP is a spike, the second derivative of a Gaussian, on a slow initial and a slow terminal
    part, half waves that begin exactly at its onset and end exactly at its offset; some have late
    spikes. A spike with slower parts is how models of the muscle action potential describe it
    (McGill and Lateva 2001, IEEE Trans Biomed Eng 48:1480-1483, doi:10.1109/10.966607); the shape
    and size of the parts here are made up. The noise is white.

    Parameters
    ----------
    muaps : DataFrame
        subject_id, side, muscle_id, muap, duration_ms: the true durations.
    seed : int
        Of all draws; shapes are the same for every ``snr``.
    snr : float
        Signal-to-noise ratio of one discharge; infinite for none.
    discharges : int
        Traces a MUAP.

    Returns
    -------
    tuple of Recording
        One for each muscle, in the order of the table.

    Examples
    --------
    >>> one = pd.DataFrame({"subject_id": ["P1"], "side": ["left"], "muscle_id": ["iliacus"],
    ...                     "muap": [1], "duration_ms": [10.0]})
    >>> simulate(one, seed=1, discharges=3)[0].voltage_uv.shape
    (3, 500)
    """
    shaping, noise = (np.random.default_rng([seed, stream]) for stream in (1, 2))
    muscles = muaps.groupby(["subject_id", "side", "muscle_id"], sort=False, observed=True)
    made = []
    for key, part in muscles:
        shapes = shape_of(part["duration_ms"].to_numpy(), shaping)
        traces = _discharges(shapes, snr, discharges, noise)
        muap = np.repeat(part["muap"].to_numpy(), discharges)
        number = np.tile(np.arange(1, discharges + 1), len(part))
        made.append(Recording(*key, RATE_HZ, 0.0, muap, number, traces))
    return tuple(made)


def shape_of(duration_ms: Sequence[float], rng: np.random.Generator) -> np.ndarray:
    """Draw one noise-free waveform for each duration, centred in its trace.

    Parameters
    ----------
    duration_ms : array of float, shape (n,)
        True durations, at most ``LONGEST_MS``.
    rng : numpy.random.Generator

    Returns
    -------
    array of float, shape (n, n_samples)
        µV; exactly 0 before the onset and after the offset.
    """
    duration = np.asarray(duration_ms, dtype=float)[:, None]
    if (duration > LONGEST_MS).any():
        raise ValueError(f"a simulated MUAP lasts at most {LONGEST_MS:g} ms")
    time = np.arange(round(TRACE_MS * RATE_HZ / 1000)) * 1000 / RATE_HZ
    since = time - (TRACE_MS - duration) / 2  # since the onset
    n = len(duration)
    size = rng.lognormal(np.log(AMPLITUDE_UV), AMPLITUDE_SPREAD, (n, 1))
    peak = duration * rng.uniform(*SPIKE_PLACE, (n, 1))
    early, late = rng.uniform(*SLOW_PART, (2, n, 1))
    rising = np.where(since < peak, np.sin(np.pi * since / peak), 0)
    falling = np.where(since >= peak, np.sin(np.pi * (since - peak) / (duration - peak)), 0)
    shape = _spike(since - peak, np.minimum(SPIKE_MS, duration / 12))
    shape = shape - early * rising - late * falling + _late_spikes(since, peak, duration, rng)
    return np.where((since > 0) & (since < duration), size * shape, 0.0)


def _spike(since: np.ndarray, width: np.ndarray) -> np.ndarray:
    """The second derivative of a Gaussian, upside down: 1 at its top."""
    squared = (since / width) ** 2
    return (1 - squared) * np.exp(-squared / 2)


def _late_spikes(
    since: np.ndarray, peak: np.ndarray, duration: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Smaller spikes between the main one and the last fifth of the potential."""
    n = len(duration)
    count = rng.choice(len(LATE_SPIKES), n, p=LATE_SPIKES)[:, None]
    total = np.zeros(np.broadcast_shapes(since.shape, duration.shape))
    for number in range(1, len(LATE_SPIKES)):
        place = peak + (0.8 * duration - peak) * rng.uniform(0.3, 1, (n, 1))
        height = rng.uniform(0.1, 0.4, (n, 1)) * (count >= number)
        total += height * _spike(since - place, np.minimum(SPIKE_MS, duration / 12))
    return total


def _discharges(
    shapes: np.ndarray, snr: float, discharges: int, rng: np.random.Generator
) -> np.ndarray:
    """Repeat each waveform with a jittered trigger and noise."""
    n, samples = len(shapes) * discharges, shapes.shape[1]
    shifts = np.rint(rng.normal(0, JITTER_MS, n) * RATE_HZ / 1000).astype(int)
    places = (np.arange(samples) - shifts[:, None]).clip(0, samples - 1)
    traces = np.take_along_axis(np.repeat(shapes, discharges, axis=0), places, axis=1)
    deviation = np.repeat(np.ptp(shapes, axis=1), discharges)[:, None] / snr
    noise = rng.standard_normal((n, samples), dtype=np.float32)
    return (traces + deviation * noise).astype(np.float32)
