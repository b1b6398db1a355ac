"""What is measured of a MUAP between its marks."""

import numpy as np
import pandas as pd
from scipy.integrate import trapezoid
from scipy.signal import find_peaks

NAMES = (
    *("duration_ms", "amplitude_uv", "phases", "turns"),
    *("area_uvms", "thickness_ms", "size_index"),
)
TURN_UV = 25.0
"""Least rise and fall, µV, of a turn."""


def measures(
    voltage_uv: np.ndarray, onset: float, offset: float, rate_hz: float, limit_uv: float
) -> dict[str, float]:
    """Measure one averaged MUAP.

    Parameters
    ----------
    voltage_uv : array, shape (n_samples,)
        The average, the baseline at 0.
    onset, offset : float
        Samples from the first; may lie between samples.
    rate_hz : float
        Samples a second.
    limit_uv : float
        What counts as a departure from the baseline.

    Returns
    -------
    dict
        ``duration_ms``; ``amplitude_uv``, peak to peak; ``phases``, the departures from the
        baseline to alternating sides; ``turns``, the peaks of either sign that rise and fall by
        ``TURN_UV`` or by twice the limit; ``area_uvms``, of the rectified signal; ``thickness_ms``,
        area over amplitude; ``size_index``, ``2 log10(amplitude in mV) + thickness``. All NaN where
        a mark is missing.

    Notes
    -----
    Duration, amplitude, phases, turns and area are those of Stålberg et al. (1986), J Clin
    Neurophysiol 3:313-348; thickness and size index those of Sonoo and Stålberg (1993),
    Electroencephalogr Clin Neurophysiol 89:291-303, doi:10.1016/0168-5597(93)90068-z. Counting a
    phase only above the limit, and a turn only above ``TURN_UV``, keeps noise from being counted;
    the two limits are this project's.

    Examples
    --------
    >>> wave = np.zeros(400)
    >>> wave[150:251] = 100 * np.sin(np.linspace(0, 2 * np.pi, 101))
    >>> found = measures(wave, 150, 250, 1e4, 1.0)
    >>> found["duration_ms"], found["amplitude_uv"], found["phases"], found["turns"]
    (10.0, 200.0, 2.0, 2.0)
    """
    if np.isnan(onset) or np.isnan(offset):
        return dict.fromkeys(NAMES, np.nan)
    part = voltage_uv[int(np.ceil(onset)) : int(np.floor(offset)) + 1]
    amplitude = float(np.ptp(part))
    area = float(trapezoid(np.abs(part), dx=1000 / rate_hz))
    thickness = area / amplitude if amplitude else np.nan
    size_index = 2 * np.log10(amplitude / 1000) + thickness if amplitude else np.nan
    values = (
        *((offset - onset) * 1000 / rate_hz, amplitude),
        *(float(phases(part, limit_uv)), float(turns(part, limit_uv))),
        *(area, thickness, float(size_index)),
    )
    return dict(zip(NAMES, values, strict=True))


def phases(part_uv: np.ndarray, limit_uv: float) -> int:
    """Count departures from the baseline to alternating sides.

    Examples
    --------
    >>> phases(np.array([0, 5, 0, -9, 0, 0.2, -9, 7]), limit_uv=1)
    3
    """
    signs = np.sign(part_uv[np.abs(part_uv) > limit_uv])
    return int(np.count_nonzero(np.diff(signs)) + (len(signs) > 0))


def turns(part_uv: np.ndarray, limit_uv: float) -> int:
    """Count peaks of either sign that stand out.

    Examples
    --------
    >>> turns(np.array([0, 100, 90, 98, 0, -80, 0.0]), limit_uv=1)
    2
    """
    least = max(TURN_UV, 2 * limit_uv)
    return sum(len(find_peaks(sign * part_uv, prominence=least)[0]) for sign in (1, -1))


def table_of(rows: list[dict[str, float]]) -> pd.DataFrame:
    """Put measures in a frame with their columns, also where there is none."""
    return pd.DataFrame(rows, columns=list(NAMES), dtype="float64")
