"""Hodges-Lehmann shift between two samples, with an exact interval."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from als_muscle_mri.statistics.rank_sum import rank_sum
from als_muscle_mri.statistics.samples import (
    TWO_SIDED,
    TwoSided,
    clean_sample,
    require_choice,
    require_level,
)

SAME = 1e-9
"""Differences closer than this share of the largest value are one difference."""


@dataclass(frozen=True)
class HodgesLehmann:
    """Shift of x against y and its interval, in the unit of the values.

    Attributes
    ----------
    estimate
        Median of all differences x - y.
    low, high, level
        Confidence interval and the level asked for.
    achieved_level
        The level the interval has: 1 less the largest p of a shift outside it.
    n_x, n_y, missing
        Values used, and values dropped because they are NaN.
    method, two_sided
        The rank-sum test that was inverted.
    """

    estimate: float
    low: float
    high: float
    level: float
    achieved_level: float
    n_x: int
    n_y: int
    missing: int
    method: str
    two_sided: str

    @property
    def n(self) -> int:
        """Values used of both samples together."""
        return self.n_x + self.n_y


def hodges_lehmann(
    x: ArrayLike,
    y: ArrayLike,
    level: float = 0.95,
    method: Literal["exact", "asymptotic"] = "exact",
    two_sided: TwoSided = "abs-deviation",
) -> HodgesLehmann:
    """Return the median of all differences x - y with an interval from the rank-sum test.

    Parameters
    ----------
    x, y
        Samples on one interval scale, in one unit; NaN is missing and dropped.
    level
        Confidence level, between 0 and 1.
    method, two_sided
        The rank-sum test to invert, as in `rank_sum`.

    Returns
    -------
    HodgesLehmann
        Estimate and interval in the unit of the values.

    Raises
    ------
    ValueError
        If a sample is empty once missing values are dropped, or an option is unknown.

    Notes
    -----
    The interval is the smallest closed one that holds the estimate and every shift d for which
    the test of x - d against y, given the ties of that comparison, has ``p > 1 - level``. Every
    shift outside is rejected. Where the test rejects no shift at all the interval is infinite.

    References
    ----------
    Hodges JL, Lehmann EL. Estimates of location based on rank tests. Annals of Mathematical
    Statistics 1963;34:598-611. doi:10.1214/aoms/1177704172

    Examples
    --------
    >>> shift = hodges_lehmann([1.1, 2.3, 3.4, 4.2, 5.8], [0.2, 0.9, 1.5, 2.0])
    >>> round(shift.estimate, 3), round(shift.low, 3), round(shift.high, 3)
    (2.15, -0.4, 4.9)
    >>> round(shift.achieved_level, 4)
    0.9683
    """
    require_choice(method, ("exact", "asymptotic"), "method")
    require_choice(two_sided, TWO_SIDED, "two_sided")
    require_level(level)
    x_values, x_missing = clean_sample(x, "x")
    y_values, y_missing = clean_sample(y, "y")
    differences = np.subtract.outer(x_values, y_values).ravel()
    estimate = float(np.median(differences))
    tolerance = SAME * max(float(np.abs(x_values).max()), float(np.abs(y_values).max()))
    steps = _distinct(np.sort(differences), tolerance)
    shifts = _candidates(steps)
    p = np.array(
        [
            rank_sum(*_aligned(x_values - d, y_values, tolerance), method, two_sided).p
            for d in shifts
        ]
    )
    kept = np.flatnonzero(p > 1.0 - level)
    low, high = _hull(shifts, steps, kept, estimate)
    outside = (shifts < low) | (shifts > high)
    return HodgesLehmann(
        estimate=estimate,
        low=low,
        high=high,
        level=level,
        achieved_level=float(1.0 - p[outside].max()) if outside.any() else 1.0,
        n_x=x_values.size,
        n_y=y_values.size,
        missing=x_missing + y_missing,
        method=method,
        two_sided=two_sided if method == "exact" else "symmetric",
    )


def _distinct(values: np.ndarray, tolerance: float) -> np.ndarray:
    """Return the rising values without those that repeat the one before."""
    return values[np.concatenate([[True], np.diff(values) > tolerance])]


def _candidates(steps: np.ndarray) -> np.ndarray:
    """Return one shift below, at, between and above the rising steps: p changes nowhere else."""
    shifts = np.empty(2 * steps.size + 1)
    shifts[1::2] = steps
    shifts[2:-1:2] = (steps[:-1] + steps[1:]) / 2.0
    shifts[0], shifts[-1] = steps[0] - 1.0, steps[-1] + 1.0
    return shifts


def _aligned(x: np.ndarray, y: np.ndarray, tolerance: float) -> tuple[np.ndarray, np.ndarray]:
    """Return ordinal codes in which values that differ by rounding only are tied."""
    pooled = np.concatenate([x, y])
    order = np.argsort(pooled, kind="stable")
    codes = np.empty(pooled.size)
    codes[order] = np.concatenate([[0], np.cumsum(np.diff(pooled[order]) > tolerance)])
    return codes[: x.size], codes[x.size :]


def _hull(
    shifts: np.ndarray, steps: np.ndarray, kept: np.ndarray, estimate: float
) -> tuple[float, float]:
    """Return the ends of the kept shifts; a kept gap reaches to the steps beside it."""
    if kept.size == 0:
        return estimate, estimate
    first, last = int(kept[0]), int(kept[-1])
    low = -np.inf if first == 0 else steps[(first - 1) // 2]
    high = np.inf if last == shifts.size - 1 else steps[last // 2]
    return float(min(low, estimate)), float(max(high, estimate))
