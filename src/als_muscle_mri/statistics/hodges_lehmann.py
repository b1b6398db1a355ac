"""Hodges-Lehmann shift between two samples, with an interval from the rank-sum test."""

from dataclasses import dataclass
from typing import Literal

from numpy.typing import ArrayLike

from als_muscle_mri.statistics.samples import (
    TWO_SIDED,
    TwoSamples,
    TwoSided,
    clean_sample,
    rejection_level,
    require_choice,
    require_level,
)
from als_muscle_mri.statistics.shift_interval import Shifts, asymptotic_interval, exact_interval


@dataclass(frozen=True)
class HodgesLehmann(TwoSamples):
    """Shift of x against y and its interval, in the unit of the values.

    Attributes
    ----------
    estimate
        Median of all differences x - y.
    low, high, level
        Confidence interval and the level asked for; infinite where no shift is rejected.
    n_x, n_y, missing
        Values used, and values dropped because they are NaN.
    method, two_sided
        The rank-sum test that was inverted.
    """

    estimate: float
    low: float
    high: float
    level: float
    n_x: int
    n_y: int
    missing: int
    method: str
    two_sided: str


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
        The rank-sum test to invert, as in `rank_sum`. The exact test is slow for large samples
        with many distinct differences.

    Returns
    -------
    HodgesLehmann
        Estimate and interval in the unit of the values.

    Raises
    ------
    ValueError
        If a sample is empty once missing values are dropped, there are more than a million
        values, or an option is unknown.

    Notes
    -----
    The interval is the smallest closed one that holds the estimate and every shift d for which
    the test of x - d against y, given the ties of that very comparison, has ``p > 1 - level``.
    So every shift outside is rejected. An end itself may be rejected too, where shifts however
    near to it are kept: it can be 0 although `rank_sum` rejects. The asymptotic interval inverts
    the test at shifts that equal no difference, where its variance is that of ties within the
    samples.

    References
    ----------
    Hodges JL, Lehmann EL. Estimates of location based on rank tests. Annals of Mathematical
    Statistics 1963;34:598-611. doi:10.1214/aoms/1177704172

    Examples
    --------
    >>> shift = hodges_lehmann([1.1, 2.3, 3.4, 4.2, 5.8], [0.2, 0.9, 1.5, 2.0])
    >>> round(shift.estimate, 3), round(shift.low, 3), round(shift.high, 3)
    (2.15, -0.4, 4.9)
    """
    require_choice(method, ("exact", "asymptotic"), "method")
    require_choice(two_sided, TWO_SIDED, "two_sided")
    require_level(level)
    x_values, x_missing = clean_sample(x, "x")
    y_values, y_missing = clean_sample(y, "y")
    shifts = Shifts.of(x_values, y_values)
    if method == "exact":
        low, high = exact_interval(shifts, rejection_level(level), two_sided)
    else:
        low, high = asymptotic_interval(shifts, level)
    return HodgesLehmann(
        estimate=shifts.estimate,
        low=low,
        high=high,
        level=level,
        n_x=x_values.size,
        n_y=y_values.size,
        missing=x_missing + y_missing,
        method=method,
        two_sided=two_sided if method == "exact" else "symmetric",
    )
