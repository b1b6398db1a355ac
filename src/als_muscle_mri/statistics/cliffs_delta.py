"""Cliff's delta, with an interval that agrees with the rank-sum test."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from als_muscle_mri.statistics.midranks import Midranks, sum_of_squares
from als_muscle_mri.statistics.rank_sum_exact import rank_sum_deviation, rank_sum_distribution
from als_muscle_mri.statistics.samples import (
    TWO_SIDED,
    TwoSamples,
    TwoSided,
    clean_sample,
    normal_quantile,
    rejection_level,
    require_choice,
    require_level,
)
from als_muscle_mri.statistics.score_interval import borders, score_interval


@dataclass(frozen=True)
class CliffsDelta(TwoSamples):
    """Cliff's delta of x against y and its interval, both from -1 to 1, without unit.

    Attributes
    ----------
    estimate
        P(X > Y) - P(X < Y) in the samples; 1 if every x lies above every y.
    low, high, level
        Confidence interval and its nominal level.
    n_x, n_y, missing
        Values used, and values dropped because they are NaN.
    method, two_sided
        The rank-sum test the interval agrees with.
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


def cliffs_delta(
    x: ArrayLike,
    y: ArrayLike,
    level: float = 0.95,
    method: Literal["exact", "asymptotic"] = "exact",
    two_sided: TwoSided = "abs-deviation",
) -> CliffsDelta:
    """Return Cliff's delta of x against y with an interval that agrees with the rank-sum test.

    Parameters
    ----------
    x, y
        Samples on one ordinal scale, in any unit; NaN is missing and dropped. Tied pairs
        count for neither side.
    level
        Confidence level, between 0 and 1.
    method, two_sided
        The rank-sum test to agree with, as in `rank_sum`.

    Returns
    -------
    CliffsDelta
        Estimate and interval. 0 lies outside the interval exactly if `rank_sum` with the same
        options gives ``p <= 1 - level``.

    Raises
    ------
    ValueError
        If a sample is empty once missing values are dropped, there are more than a million
        values, or an option is unknown.

    Notes
    -----
    ``delta = 2 U / (m n) - 1``. A value ``d`` belongs to the interval if
    ``|delta - d| <= c * se(d)``. With ``theta = (1 + d) / 2`` and N = m + n, the variance of
    the share of pairs won is Newcombe's (his method 5),
    ``theta (1 - theta) (1 + (N/2 - 1) ((1 - theta) / (2 - theta) + theta / (1 + theta))) / (m n)``,
    times the tie factor ``1 - sum(t**3 - t) / (N**3 - N)`` of the rank-sum test. At d = 0 this
    is the variance that the test itself uses, and it is 0 at -1 and 1, so that the interval
    never leaves [-1, 1] and does not shrink to a point when the samples are separated.
    c is the normal quantile; for the exact test it is moved, in each tail, no further than
    needed to part the values of U that the test keeps from those that it rejects. If all
    values are tied, the tie factor is that of one value being apart, ``3 / (N + 1)``.
    Fay and Malinovsky call such an interval compatible with the test. In simulations of samples
    of 7 to 30 values the nominal 95 % covered 93 to 98 %; it fell to 86 to 91 % in samples of
    seven whose spreads differed fourfold or of which one had a single value.

    References
    ----------
    Cliff N. Dominance statistics: ordinal analyses to answer ordinal questions. Psychological
    Bulletin 1993;114:494-509. doi:10.1037/0033-2909.114.3.494

    Newcombe RG. Confidence intervals for an effect size measure based on the Mann-Whitney
    statistic. Part 2: asymptotic methods and evaluation. Statistics in Medicine
    2006;25:559-573. doi:10.1002/sim.2324

    Fay MP, Malinovsky Y. Confidence intervals of the Mann-Whitney parameter that are compatible
    with the Wilcoxon-Mann-Whitney test. Statistics in Medicine 2018;37:3991-4006.
    doi:10.1002/sim.7890

    Examples
    --------
    >>> delta = cliffs_delta([2, 3, 3, 4, 4, 5], [0, 0, 0, 1, 2, 2])
    >>> round(delta.estimate, 3), round(delta.low, 2), round(delta.high, 2)
    (0.944, 0.27, 1.0)
    """
    require_choice(method, ("exact", "asymptotic"), "method")
    require_choice(two_sided, TWO_SIDED, "two_sided")
    require_level(level)
    x_values, x_missing = clean_sample(x, "x")
    y_values, y_missing = clean_sample(y, "y")
    n_x, n_y = x_values.size, y_values.size
    ranks = Midranks.of(np.concatenate([x_values, y_values]))
    twice_u = int(ranks.doubled[:n_x].sum()) - n_x * (n_x + 1)
    estimate = twice_u / (n_x * n_y) - 1.0
    scale = _tie_factor(ranks.sizes)
    below, above = _critical(ranks.sizes, n_x, level, method, two_sided)
    low, high = score_interval(
        estimate, lambda d: _standard_error(d, n_x, n_y, scale), below, above
    )
    convention = two_sided if method == "exact" else "symmetric"
    return CliffsDelta(
        estimate, low, high, level, n_x, n_y, x_missing + y_missing, method, convention
    )


def _tie_factor(sizes: np.ndarray) -> float:
    """Return the variance of the midranks over that of untied ranks.

    If all values are tied, that of one value being apart from the others is taken instead.
    """
    n = int(sizes.sum())
    return max(3.0 * sum_of_squares(sizes) / (n**3 - n), 3.0 / (n + 1))


def _standard_error(delta: float, n_x: int, n_y: int, scale: float) -> float:
    theta = (1.0 + delta) / 2.0
    spread = (1.0 - theta) / (2.0 - theta) + theta / (1.0 + theta)
    pairs = 1.0 + ((n_x + n_y) / 2.0 - 1.0) * spread
    return 2.0 * math.sqrt(max(scale * theta * (1.0 - theta) * pairs / (n_x * n_y), 0.0))


def _critical(
    sizes: np.ndarray, n_x: int, level: float, method: str, two_sided: TwoSided
) -> tuple[float, float]:
    deviation = rank_sum_deviation(sizes, n_x)
    z = normal_quantile(level)
    if method == "asymptotic" or deviation == 0.0:
        return z, z
    null, centre = rank_sum_distribution(sizes, n_x), n_x * (int(sizes.sum()) + 1)
    above, below = borders(null, centre, rejection_level(level), two_sided)
    return (
        above.part(z, lambda distance: distance / deviation),
        below.part(z, lambda distance: distance / deviation),
    )
