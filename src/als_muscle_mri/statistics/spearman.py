"""Spearman's rank correlation, exact under ties, asymptotic or by Monte Carlo."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from als_muscle_mri.statistics.midranks import Midranks
from als_muscle_mri.statistics.null_distribution import NullDistribution
from als_muscle_mri.statistics.samples import (
    TWO_SIDED,
    TwoSided,
    bounded_p,
    clean_pairs,
    normal_quantile,
    rejection_level,
    require_choice,
    require_level,
)
from als_muscle_mri.statistics.score_interval import borders
from als_muscle_mri.statistics.spearman_exact import permutation_distribution

METHODS = ("exact", "asymptotic", "monte-carlo")
Method = Literal["exact", "asymptotic", "monte-carlo"]


@dataclass(frozen=True)
class Spearman:
    """Spearman's rank correlation, its interval and its test.

    Attributes
    ----------
    estimate
        rho, from -1 to 1; None if one of the variables is constant.
    p
        Two-sided p-value, above 0 and at most 1.
    low, high, level
        Confidence interval of rho and its nominal level.
    n, missing
        Pairs used, and pairs dropped because a value is NaN.
    method, two_sided
        How p was computed, and how the tails were joined ("symmetric" if asymptotic).
    route
        The algorithm that gave p.
    error
        Bound on the absolute error of p; for Monte Carlo its standard error.
    """

    estimate: float | None
    p: float
    low: float
    high: float
    level: float
    n: int
    missing: int
    method: str
    two_sided: str
    route: str
    error: float


def spearman(
    x: ArrayLike,
    y: ArrayLike,
    method: Method = "exact",
    two_sided: TwoSided = "abs-deviation",
    level: float = 0.95,
    draws: int = 9999,
    seed: int = 0,
) -> Spearman:
    """Correlate two variables by their ranks.

    Parameters
    ----------
    x, y
        Paired values on ordinal scales, in any units; a pair with a NaN is missing and
        dropped. Ties get midranks. Only equal numbers are tied, so means of fractions have to be
        rounded first.
    method
        "exact": all permutations, given the ties. "asymptotic": Student's t with n - 2
        degrees of freedom, as `scipy.stats.spearmanr`. "monte-carlo": `draws` random
        permutations, the observed one counted among them.
    two_sided
        For the permutation methods: "abs-deviation" counts every rho at least as far from 0,
        "doubled" doubles the smaller tail.
    level
        Confidence level, between 0 and 1.
    draws, seed
        Of the Monte Carlo method.

    Returns
    -------
    Spearman
        rho, p and interval. If a variable is constant or there is one pair only, rho is not
        defined: estimate None, p 1, interval from -1 to 1.

    Raises
    ------
    ValueError
        If no complete pair is left, the lengths differ, an option is unknown, or there are
        too many arrangements for "exact" (without ties, more than 16 pairs).

    Notes
    -----
    rho is Pearson's correlation of the midranks. The interval is Fisher's with Bonett and
    Wright's standard error: ``tanh(atanh(rho) -+ c sqrt((1 + rho**2 / 2) / (n - 3)))``. c is the
    normal quantile, moved no further than needed for 0 to lie outside the interval exactly
    if ``p <= 1 - level``; for Monte Carlo it agrees with the asymptotic test. For the interval
    rho is kept ``1.5 / (n**3 - n)`` away from -1 and 1, half as far as it can come without
    being -1 or 1, so that a perfect correlation of few pairs does not seem certain. Fewer than
    four pairs give -1 to 1. In simulations of 5 to 20 normal pairs, tied or not, the nominal
    95 % covered 92 to 98 %, at the least 89 %.

    References
    ----------
    Spearman C. The proof and measurement of association between two things. American Journal
    of Psychology 1904;15:72-101. doi:10.2307/1412159

    Bonett DG, Wright TA. Sample size requirements for estimating Pearson, Kendall and
    Spearman correlations. Psychometrika 2000;65:23-28. doi:10.1007/BF02294183

    Examples
    --------
    >>> x, y = [6, 6, 8, 8, 8, 6, 2], [0, 0, 0, 0, 0, 5, 6]
    >>> result = spearman(x, y)
    >>> round(result.estimate, 4), round(result.p, 4)
    (-0.7217, 0.0714)

    scipy gives the same rho, and the p of the asymptotic method:

    >>> from scipy.stats import spearmanr
    >>> [float(round(value, 4)) for value in spearmanr(x, y)]
    [-0.7217, 0.0671]
    >>> round(spearman(x, y, method="asymptotic").p, 4)
    0.0671
    """
    require_choice(method, METHODS, "method")
    require_choice(two_sided, TWO_SIDED, "two_sided")
    require_level(level)
    x_values, y_values, missing = clean_pairs(x, y, ("x", "y"))
    ranked = _Ranked(Midranks.of(x_values).doubled, Midranks.of(y_values).doubled)
    if ranked.scale == 0.0:
        test = _Test(1.0, "constant", 0.0, 0.0, 0.0)
    elif method == "exact":
        test = _exact(ranked, two_sided, level)
    elif method == "asymptotic":
        test = _asymptotic(ranked, level)
    else:
        test = _monte_carlo(ranked, two_sided, level, draws, seed)
    low, high = _interval(ranked, test)
    return Spearman(
        estimate=ranked.rho if ranked.scale else None,
        p=test.p,
        low=low,
        high=high,
        level=level,
        n=ranked.n,
        missing=missing,
        method=method,
        two_sided="symmetric" if method == "asymptotic" else two_sided,
        route=test.route,
        error=test.error,
    )


@dataclass(frozen=True)
class _Test:
    """A p-value, its route and error, and the critical deviates above and below 0."""

    p: float
    route: str
    error: float
    above: float
    below: float


@dataclass(frozen=True)
class _Ranked:
    """Doubled midranks of both variables, and the statistic: the sum of their products."""

    a: np.ndarray
    b: np.ndarray

    @property
    def n(self) -> int:
        return self.a.size

    @property
    def observed(self) -> int:
        return int((self.a * self.b).sum())

    @property
    def centre(self) -> int:
        return self.n * (self.n + 1) ** 2

    @property
    def scale(self) -> float:
        """The largest deviation of the statistic there could be, which rho is a share of."""
        centred = self.a - (self.n + 1), self.b - (self.n + 1)
        return math.sqrt(math.prod(int((ranks**2).sum()) for ranks in centred))

    @property
    def rho(self) -> float:
        return min(1.0, max(-1.0, (self.observed - self.centre) / self.scale))

    def deviate(self, rho: float) -> float:
        """Return Fisher's transform of `rho` in standard errors; it rises with `rho`."""
        inside = self.inside(rho)
        return math.atanh(inside) / self.standard_error(inside)

    def inside(self, rho: float) -> float:
        """Return `rho` kept away from -1 and 1."""
        most = 1.0 - 1.5 / (self.n**3 - self.n)
        return min(most, max(-most, rho))

    def standard_error(self, rho: float) -> float:
        """Return Bonett and Wright's standard error of Fisher's transform."""
        return math.sqrt((1.0 + rho * rho / 2.0) / (self.n - 3))


def _exact(ranked: _Ranked, two_sided: TwoSided, level: float) -> _Test:
    null = permutation_distribution(ranked.a, ranked.b)
    p = null.two_sided_p(ranked.observed, ranked.centre, two_sided)
    above = below = normal_quantile(level)
    if ranked.n > 3:
        upper, lower = borders(null, ranked.centre, rejection_level(level), two_sided)
        above = upper.part(above, lambda distance: ranked.deviate(distance / ranked.scale))
        below = lower.part(below, lambda distance: ranked.deviate(distance / ranked.scale))
    return _Test(p, "programme over subsets", p * null.relative_error, above, below)


def _monte_carlo(
    ranked: _Ranked, two_sided: TwoSided, level: float, draws: int, seed: int
) -> _Test:
    """Compare with random permutations, the observed order counted among them."""
    generator = np.random.default_rng(seed)
    sums = [int((ranked.a * generator.permutation(ranked.b)).sum()) for _ in range(draws)]
    values, counts = np.unique([ranked.observed, *sums], return_counts=True)
    p = NullDistribution(values, counts).two_sided_p(ranked.observed, ranked.centre, two_sided)
    critical = _t_deviate(ranked, level)
    error = math.sqrt(p * (1.0 - p) / draws)
    return _Test(p, f"{draws} random permutations", error, critical, critical)


def _asymptotic(ranked: _Ranked, level: float) -> _Test:
    critical = _t_deviate(ranked, level)
    return _Test(_t_p(ranked.rho, ranked.n), "Student's t", 1e-14, critical, critical)


def _t_p(rho: float, n: int) -> float:
    from scipy.special import stdtr

    if n == 2:
        return 1.0
    if abs(rho) == 1.0:
        return bounded_p(0.0)
    t = rho * math.sqrt((n - 2) / (1.0 - rho * rho))
    return bounded_p(2.0 * stdtr(n - 2, -abs(t)))


def _t_deviate(ranked: _Ranked, level: float) -> float:
    """Return the deviate at which Student's t begins to reject."""
    from scipy.special import stdtrit

    if ranked.n < 4:
        return normal_quantile(level)
    t = float(stdtrit(ranked.n - 2, 0.5 + level / 2.0))
    critical = ranked.deviate(t / math.sqrt(ranked.n - 2 + t * t))
    return critical * (1.0 - 1e-9)  # p equal to the level is a rejection, and so are -1 and 1


def _interval(ranked: _Ranked, test: _Test) -> tuple[float, float]:
    if ranked.n < 4 or ranked.scale == 0.0:
        return -1.0, 1.0
    rho = ranked.inside(ranked.rho)
    error = ranked.standard_error(rho)
    # a positive rho is tested above 0, which sets how far below it the interval reaches
    low = math.tanh(math.atanh(rho) - test.above * error)
    high = math.tanh(math.atanh(rho) + test.below * error)
    return min(low, ranked.rho), max(high, ranked.rho)
