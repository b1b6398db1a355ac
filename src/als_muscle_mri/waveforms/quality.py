"""What to doubt about the proposal for a MUAP."""

from collections.abc import Sequence

import numpy as np

FEWEST_DISCHARGES = 5
LOWEST_SNR = 20.0
"""Amplitude of the average over the standard deviation of its baseline."""

DOUBTS = ("onset not reached", "offset not reached", "few discharges", "low signal")


def doubts(
    onset: Sequence[float], offset: Sequence[float], n: Sequence[int], snr: Sequence[float]
) -> list[str]:
    """Name what speaks against each proposal; an empty text where nothing does.

    Parameters
    ----------
    onset, offset : array of float
        Proposed marks, NaN where the baseline is not reached.
    n : array of int
        Discharges averaged; below ``FEWEST_DISCHARGES`` they are few.
    snr : array of float
        Signal-to-noise ratio of the average; below ``LOWEST_SNR`` it is low.

    Examples
    --------
    >>> doubts([1.0, 2.0], [9.0, np.nan], [20, 4], [80.0, 80.0])
    ['', 'offset not reached; few discharges']
    """
    tests = (
        np.isnan(onset),
        np.isnan(offset),
        np.asarray(n) < FEWEST_DISCHARGES,
        np.asarray(snr) < LOWEST_SNR,
    )
    columns = zip(*tests, strict=True)
    named = ([doubt for doubt, there in zip(DOUBTS, row, strict=True) if there] for row in columns)
    return ["; ".join(found) for found in named]
