"""Onset and offset of averaged MUAPs: where the baseline is left, and where it is reached again."""

from dataclasses import dataclass

import numpy as np

from .averaging import Averages, edges, spread


@dataclass(frozen=True)
class Criteria:
    """When the baseline is reached; the four limits are this project's own.

    Attributes
    ----------
    smoothed_ms : float
        Width of the moving mean on which amplitude and slope are judged.
    quiet_ms : float
        So long both have to stay small.
    noise_multiple : float
        They are small below so many standard deviations of the baseline's own ...
    least_part : float
        ... or below this part of the peak-to-peak amplitude (slope: of it a millisecond), which
        counts where there is hardly any noise.
    """

    smoothed_ms: float = 1.0
    quiet_ms: float = 1.5
    noise_multiple: float = 4.0
    least_part: float = 0.005


OURS = Criteria()


@dataclass(frozen=True)
class Proposal:
    """Onset and offset proposed for each MUAP.

    Attributes
    ----------
    onset, offset : array of float, shape (n_muaps,)
        Samples from the first; NaN where the baseline is not reached on that side.
    noise_uv : array of float
        Standard deviation of the baseline of the average, µV.
    limit_uv : array of float
        What the unsmoothed average has to exceed to count as a departure from the baseline.
    """

    onset: np.ndarray
    offset: np.ndarray
    noise_uv: np.ndarray
    limit_uv: np.ndarray


def propose_marks(averages: Averages, criteria: Criteria = OURS) -> Proposal:
    """Propose onset and offset by an amplitude and a slope criterion.

    From the largest deflection outwards, the mark is where the smoothed average comes from, or
    goes into, a stretch of ``quiet_ms`` in which neither its amplitude nor its slope exceeds its
    limit. A limit is ``noise_multiple`` standard deviations of the baseline at the ends of the
    trace, at least ``least_part`` of the peak-to-peak amplitude. Since smoothing spreads the
    potential by half its width, and the slope by one sample more, the mark then moves inwards by
    at most so much, as long as the average itself stays within the limit of its amplitude.

    Both limits follow the signal, so the marks do not depend on its scale, nor on where in
    the trace it lies.

    Parameters
    ----------
    averages : Averages
    criteria : Criteria
        The limits.

    Returns
    -------
    Proposal

    Notes
    -----
    This project's own rule, not that of a published program; the package says why. The limits
    are relative to the noise and to the size of the potential, and so is what is compared.

    Examples
    --------
    >>> wave = np.zeros((1, 400))
    >>> wave[0, 150:251] = 100 * np.sin(np.linspace(0, 2 * np.pi, 101))
    >>> found = propose_marks(Averages(np.array([1]), np.array([1]), wave, 1e4, 0.0))
    >>> (found.offset - found.onset).tolist()  # true: 100 samples, 10 ms
    [100.0]
    """
    voltage, rate = averages.voltage_uv, averages.rate_hz
    half = half_width(criteria.smoothed_ms, rate)
    smooth = smoothed(voltage, half)
    slope = np.gradient(smooth, axis=1) * rate / 1000 if smooth.size else smooth
    size = np.ptp(voltage, axis=1)

    def limit_of(values: np.ndarray) -> np.ndarray:
        noisy = criteria.noise_multiple * spread(edges(values, rate))
        return np.maximum(noisy, criteria.least_part * size)

    limit, steepest = limit_of(smooth), limit_of(slope)
    quiet = (np.abs(smooth) <= limit[:, None]) & (np.abs(slope) <= steepest[:, None])
    run = max(2, round(criteria.quiet_ms * rate / 1000))
    onset, offset = outwards(quiet, np.abs(voltage).argmax(axis=1), run)
    small = np.abs(voltage) <= limit[:, None]
    onset += _inwards(small, onset, half + 1, 1)
    offset -= _inwards(small, offset, half + 1, -1)
    return Proposal(onset, offset, spread(edges(voltage, rate)), limit_of(voltage))


def half_width(smoothed_ms: float, rate_hz: float) -> int:
    """Samples of the moving mean on either side of its middle.

    Examples
    --------
    >>> half_width(1.0, 1e4)
    5
    """
    return int(smoothed_ms * rate_hz / 1000) // 2


def smoothed(voltage_uv: np.ndarray, half: int) -> np.ndarray:
    """Moving mean over a sample and ``half`` of them on either side; the ends are repeated.

    Examples
    --------
    >>> smoothed(np.array([[0.0, 0, 0, 6, 0, 0, 0]]), half=1)[0].tolist()
    [0.0, 0.0, 2.0, 2.0, 2.0, 0.0, 0.0]
    """
    width = 2 * half + 1
    padded = np.pad(voltage_uv, [(0, 0), (half, half)], mode="edge")
    sums = np.cumsum(np.pad(padded, [(0, 0), (1, 0)]), axis=1)
    return (sums[:, width:] - sums[:, :-width]) / width


def outwards(quiet: np.ndarray, peak: np.ndarray, run: int) -> tuple[np.ndarray, np.ndarray]:
    """First quiet stretches on either side of the peaks: last sample before, first one after.

    Parameters
    ----------
    quiet : array of bool, shape (n_muaps, n_samples)
    peak : array of int, shape (n_muaps,)
        Where the walk begins.
    run : int
        Samples of a quiet stretch.

    Returns
    -------
    onset, offset : array of float, shape (n_muaps,)
        Samples; NaN where there is no such stretch.

    Examples
    --------
    >>> quiet = np.array([[1, 1, 1, 0, 0, 1, 0, 0, 1, 1]], dtype=bool)
    >>> outwards(quiet, peak=np.array([4]), run=2)
    (array([2.]), array([8.]))
    """
    n = quiet.shape[1]
    counts = np.cumsum(np.pad(quiet, [(0, 0), (1, 0)]), axis=1)
    begins = counts[:, run:] - counts[:, :-run] == run  # a quiet stretch begins at this sample
    first = np.arange(begins.shape[1])
    before = begins & (first + run <= peak[:, None])
    after = begins & (first > peak[:, None])
    last_before = before.shape[1] - 1 - before[:, ::-1].argmax(axis=1)
    onset = np.where(before.any(axis=1), last_before + run - 1.0, np.nan)
    offset = np.where(after.any(axis=1), after.argmax(axis=1).astype(float), np.nan)
    return onset, np.minimum(offset, n - 1)


def _inwards(small: np.ndarray, mark: np.ndarray, furthest: int, towards: int) -> np.ndarray:
    """How many samples each mark can move towards the peak while the average stays small."""
    start = np.nan_to_num(mark).astype(int)[:, None]
    places = start + towards * np.arange(1, furthest + 1)
    held = np.take_along_axis(small, places.clip(0, small.shape[1] - 1), axis=1)
    return np.cumprod(held, axis=1).sum(axis=1)
