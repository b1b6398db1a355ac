"""Intervals for a bounded parameter, made by inverting a standardised test."""

import math
from collections.abc import Callable

import numpy as np

from als_muscle_mri.statistics.null_distribution import NullDistribution
from als_muscle_mri.statistics.samples import TwoSided, normal_quantile

HALVINGS = 80  # leaves an interval of 2 ** -79 around the root, below double precision


def score_interval(
    estimate: float,
    standard_error: Callable[[float], float],
    below: float,
    above: float,
) -> tuple[float, float]:
    """Return the parameters in [-1, 1] that the standardised deviation does not reject.

    Parameters
    ----------
    estimate
        The estimate, in [-1, 1].
    standard_error
        The standard error of the estimate if the parameter is the argument; 0 at -1 and 1.
    below, above
        How many standard errors the estimate may lie above a parameter (which sets the lower
        limit) and below a parameter (which sets the upper one).

    Returns
    -------
    tuple of float
        Lower and upper limit; the estimate lies between them.

    Examples
    --------
    Wilson's interval for a share of 8 in 10, on the scale from -1 to 1:

    >>> low, high = score_interval(0.6, lambda d: ((1 - d * d) / 10) ** 0.5, 1.96, 1.96)
    >>> round((low + 1) / 2, 3), round((high + 1) / 2, 3)
    (0.49, 0.943)
    """

    def limit(end: float, critical: float) -> float:
        inside, outside = estimate, end
        for _ in range(HALVINGS):
            middle = (inside + outside) / 2
            if abs(estimate - middle) <= critical * standard_error(middle):
                inside = middle
            else:
                outside = middle
        return end if outside == end else inside

    return limit(-1.0, below), limit(1.0, above)


def critical_deviates(
    null: NullDistribution, centre: int, deviation: float, alpha: float, two_sided: TwoSided
) -> tuple[float, float]:
    """Return the critical deviates of the exact test, above and below the mean.

    Each is the normal quantile, moved no further than needed for it to part the attainable
    values that the test at level `alpha` keeps from those that it rejects: comparing with it
    is the same as asking whether p <= alpha.

    Parameters
    ----------
    null
        The null distribution of an integer statistic.
    centre, deviation
        Its mean and its standard deviation.
    alpha
        Level of the two-sided test.
    two_sided
        How the test joins its tails.

    Returns
    -------
    tuple of float
        The critical deviates above and below the mean, both positive.

    Examples
    --------
    >>> null = NullDistribution(np.arange(-2, 3), np.array([1, 4, 6, 4, 1]))
    >>> critical_deviates(null, 0, 0.5, 0.13, "doubled")
    (3.0, 3.0)
    >>> critical_deviates(null, 0, 1.0, 0.05, "doubled")
    (2.5, 2.5)
    """
    reached = null.values[null.weights > 0]
    normal = normal_quantile(1.0 - alpha)
    limits = []
    for outward in (reached[reached >= centre], reached[reached <= centre][::-1]):
        kept, rejected = _bracket(null, outward, centre, alpha, two_sided)
        inside = kept < normal * deviation < rejected
        limits.append(normal if inside else min((kept + rejected) / 2, kept + 0.5) / deviation)
    return limits[0], limits[1]


def _bracket(
    null: NullDistribution, outward: np.ndarray, centre: int, alpha: float, two_sided: TwoSided
) -> tuple[float, float]:
    """Return how far from the mean the last kept and the first rejected value lie.

    The values go outward, and p falls along them.
    """
    kept, rejected = -1, outward.size
    while rejected - kept > 1:
        middle = (kept + rejected) // 2
        if null.two_sided_p(int(outward[middle]), centre, two_sided) <= alpha:
            rejected = middle
        else:
            kept = middle
    inner = abs(int(outward[kept]) - centre) if kept >= 0 else 0
    outer = abs(int(outward[rejected]) - centre) if rejected < outward.size else math.inf
    return inner, outer
