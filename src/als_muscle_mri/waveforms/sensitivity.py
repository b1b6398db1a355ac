"""What durations and grades owe to each limit of the criteria, and to the criteria themselves."""

from collections.abc import Iterator
from dataclasses import fields, replace

import numpy as np
import pandas as pd

from als_muscle_mri.inputs import Cohort

from .averaging import Averages
from .marks import OURS, Criteria
from .noise import MEASURED, Trials, against_truth, durations
from .window import window_marks

FACTORS = (0.5, 2.0)
SENSED = (20.0, 80.0)
"""Signal-to-noise ratios: one at which the noise decides, one at which the size does as well."""

AS_USED, WINDOW = "as_used", "window"
"""Rows that are no changed limit: the criteria as they are, and the published window."""


def sensitivity(made: Trials, data: Cohort, level: float) -> pd.DataFrame:
    """Halve and double each limit in turn, and compare each time with the true durations.

    Parameters
    ----------
    made : Trials
        Simulated MUAPs.
    data : Cohort
        Its EMG thresholds are used.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    DataFrame
        One row a ratio and variant: limit (a field of ``Criteria``; ``as_used``, where none is
        changed; ``window``, the published amplitude window), factor and value (of the limit, NaN
        without one), change_ms (mean duration less that by the criteria as used, of MUAPs that have
        both), and the columns of ``error_by_noise``.
    """
    rows = []
    for snr in (each for each in SENSED if each in made.averages):
        averages = made.averages[snr]
        usual = durations(averages)
        for limit, factor, found in _variants(averages):
            change = float(pd.Series(found - usual).mean())  # a MUAP without a mark is left out
            value = factor * getattr(OURS, limit, np.nan)
            row = {
                "limit": limit,
                "factor": factor,
                "value": value,
                "snr": snr,
                "change_ms": change,
            }
            rows.append(row | against_truth(found, made.true, data, level))
    return pd.DataFrame(rows, columns=["limit", "factor", "value", "change_ms", *MEASURED])


def _variants(averages: Averages) -> Iterator[tuple[str, float, np.ndarray]]:
    """The durations by the criteria as used, by each changed limit, and by the window."""
    yield AS_USED, np.nan, durations(averages)
    for limit in (field.name for field in fields(Criteria)):
        for factor in FACTORS:
            changed = replace(OURS, **{limit: factor * getattr(OURS, limit)})
            yield limit, factor, durations(averages, changed)
    onset, offset = window_marks(averages)
    yield WINDOW, np.nan, (offset - onset) * 1000 / averages.rate_hz
