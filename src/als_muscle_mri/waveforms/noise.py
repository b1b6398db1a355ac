"""Waveforms simulated at rising levels of noise, and how far the proposals are from their truth."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from als_muscle_mri.inputs import Cohort

from .averaging import Averages, average
from .comparison import GRADED, LIMITS, MUSCLE, graded, limits
from .marks import OURS, Criteria, propose_marks
from .simulated import LONGEST_MS, simulate

RATIOS = (10.0, 20.0, 40.0, 80.0)
"""Signal-to-noise ratios of one discharge."""

DISCHARGES = 8
"""Traces a MUAP; fewer than where waveforms are shown, for speed."""

MEASURED = [
    *("snr", "n_discharges", "n", "missing", "sd_ms"),
    *(f"{name}_ms" for name in LIMITS),
    *GRADED,
]


@dataclass(frozen=True)
class Trials:
    """MUAPs whose true duration is known, at each signal-to-noise ratio.

    Attributes
    ----------
    true : DataFrame
        subject_id, side, muscle_id, second (the true duration, ms), one row a MUAP.
    averages : dict of float to Averages
        By ratio; of all muscles together, their MUAPs in the order of ``true``.
    """

    true: pd.DataFrame
    averages: dict[float, Averages]


def trials(data: Cohort, status: str) -> Trials:
    """Simulate and average the MUAPs of a cohort at each signal-to-noise ratio.

    Parameters
    ----------
    data : Cohort
        Its ``muaps.csv`` holds the true durations; what lasts longer than a simulated trace
        can show is left out. The seed of the settings is that of shapes, the same at each
        ratio, and noise.
    status : str
        That of the cohort's waveforms; where they are absent nothing is simulated.
    """
    muaps = data.muaps[data.muaps["duration_ms"] <= LONGEST_MS]
    true = muaps[[*MUSCLE, "duration_ms"]].rename(columns={"duration_ms": "second"})
    averages = {
        snr: _together(map(average, simulate(muaps, data.settings.seed, snr, DISCHARGES)))
        for snr in (RATIOS if len(muaps) and status != "absent" else ())
    }
    return Trials(true.reset_index(drop=True), averages)


def error_by_noise(made: Trials, data: Cohort, level: float) -> pd.DataFrame:
    """Compare the proposed durations with the true ones, ratio by ratio.

    Parameters
    ----------
    made : Trials
    data : Cohort
        Its EMG thresholds are used.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    DataFrame
        snr (of one discharge, amplitude over standard deviation of the noise), n_discharges, n,
        missing (a mark was not found), bias_ms (measured minus true), sd_ms, lower_ms, upper_ms,
        their intervals and the agreement of grades, as ``agreement`` has them.
    """
    rows = [
        {"snr": snr} | against_truth(durations(averages), made.true, data, level)
        for snr, averages in made.averages.items()
    ]
    return pd.DataFrame(rows, columns=MEASURED)


def against_truth(
    duration_ms: np.ndarray, true: pd.DataFrame, data: Cohort, level: float
) -> dict[str, float]:
    """Compare durations, NaN where there is none, with the true ones, as ``error_by_noise``."""
    both = true.assign(first=duration_ms).dropna()
    counts = {"n_discharges": DISCHARGES, "missing": len(true) - len(both)}
    return counts | limits(both, level) | graded(both, data, level)


def durations(averages: Averages, criteria: Criteria = OURS) -> np.ndarray:
    """Give the proposed durations alone, in ms; NaN where a mark is missing."""
    found = propose_marks(averages, criteria)
    return (found.offset - found.onset) * 1000 / averages.rate_hz


def _together(muscles: Iterable[Averages]) -> Averages:
    """Put the MUAPs of simulated muscles, whose traces are all alike, into one."""
    parts = list(muscles)
    muap, n, voltage = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("muap", "n_discharges", "voltage_uv")
    )
    return Averages(muap, n, voltage, parts[0].rate_hz, parts[0].start_ms)
