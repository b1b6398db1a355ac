"""How far the proposals are from the truth of simulated waveforms, by noise."""

import numpy as np
import pandas as pd

from als_muscle_mri.inputs import Cohort

from .averaging import average
from .comparison import GRADED, LIMITS, MUSCLE, graded, limits
from .proposals import durations
from .simulated import LONGEST_MS, simulate

RATIOS = (10.0, 20.0, 40.0, 80.0)
"""Signal-to-noise ratios of one discharge."""

DISCHARGES = 8
"""Traces a MUAP; fewer than above, for speed."""


def error_by_noise(data: Cohort, status: str, level: float) -> pd.DataFrame:
    """Simulate the MUAPs of a cohort at rising signal-to-noise ratios and measure them.

    Parameters
    ----------
    data : Cohort
        Its ``muaps.csv`` holds the true durations; what lasts longer than a simulated trace
        can show is left out.
        The seed of the settings is that of shapes, the same at each ratio, and noise.
    status : str
        That of the cohort's waveforms; where they are absent nothing is simulated.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    DataFrame
        snr (of one discharge, amplitude over standard deviation of the noise), n_discharges, n,
        missing (a mark was not found), bias_ms (measured minus true), sd_ms, lower_ms, upper_ms,
        their intervals and the agreement of grades, as ``agreement`` has them.
    """
    muaps = data.muaps[data.muaps["duration_ms"] <= LONGEST_MS]
    true = muaps[[*MUSCLE, "duration_ms"]].rename(columns={"duration_ms": "second"})
    true = true.reset_index(drop=True)
    rows = []
    for snr in RATIOS if len(true) and status != "absent" else ():
        made = simulate(muaps, data.settings.seed, snr, DISCHARGES)
        measured = np.asarray(durations(map(average, made)))
        both = true.assign(first=measured).dropna()
        row = {"snr": snr, "n_discharges": DISCHARGES, "missing": len(true) - len(both)}
        rows.append(row | limits(both, level) | graded(both, data, level))
    return pd.DataFrame(rows, columns=COLUMNS)


COLUMNS = ["snr", "n_discharges", "n", "missing", "sd_ms", *(f"{name}_ms" for name in LIMITS)]
COLUMNS += GRADED
