"""Wilcoxon's rank-sum test (Mann-Whitney), exact under ties or asymptotic."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from als_muscle_mri.statistics.midranks import Midranks
from als_muscle_mri.statistics.rank_sum_exact import exact_rank_sum_p, rank_sum_deviation
from als_muscle_mri.statistics.samples import (
    TWO_SIDED,
    TwoSamples,
    TwoSided,
    clean_sample,
    normal_two_sided_p,
    require_choice,
)

Method = Literal["exact", "asymptotic"]


@dataclass(frozen=True)
class RankSum(TwoSamples):
    """Result of a rank-sum test.

    Attributes
    ----------
    u
        Mann-Whitney U of x: the pairs in which x is the larger, and half of the tied pairs.
    z
        (U - its mean) / its standard deviation, both given the ties; 0 if all values are tied.
    p
        Two-sided p-value, above 0 and at most 1.
    n_x, n_y
        Values used.
    missing
        Values dropped from both samples because they are NaN.
    ties
        Values, of both samples together, that are equal to another one.
    method
        "exact" or "asymptotic".
    two_sided
        How the two tails were joined: "abs-deviation", "doubled"; "symmetric" if asymptotic.
    route
        The algorithm that gave p.
    error
        Bound on the absolute error of p as a value of the named method.
    """

    u: float
    z: float
    p: float
    n_x: int
    n_y: int
    missing: int
    ties: int
    method: str
    two_sided: str
    route: str
    error: float

    @property
    def estimate(self) -> float:
        """The Mann-Whitney U of x."""
        return self.u


def rank_sum(
    x: ArrayLike,
    y: ArrayLike,
    method: Method = "exact",
    two_sided: TwoSided = "abs-deviation",
) -> RankSum:
    """Compare two independent samples by the sum of their ranks.

    Parameters
    ----------
    x, y
        Samples on one ordinal scale, in any unit; NaN is missing and dropped. Ties get
        midranks.
    method
        "exact": the permutation distribution given the observed ties. "asymptotic": the
        normal approximation with tie-corrected variance and without continuity correction,
        as Stata's ``ranksum``.
    two_sided
        For the exact test. "abs-deviation": all arrangements at least as far from the mean
        as the observed one (R's coin). "doubled": twice the smaller tail, at most 1 (R's
        ``wilcox.test`` from version 4.6).

    Returns
    -------
    RankSum
        U, z, p and how they came about.

    Raises
    ------
    ValueError
        If a sample is empty once missing values are dropped, there are more than a million
        values, or an option is unknown.

    Notes
    -----
    With midranks R of the pooled N values, W the sum of those of x, and m, n the sizes,
    ``U = W - m (m + 1) / 2``, its mean is ``m n / 2`` and its variance
    ``m n / (12 N (N - 1)) * (N**3 - N - sum(t**3 - t))`` over the tie sizes t. If all values
    are tied, every arrangement is the same: z is 0 and p is 1.

    References
    ----------
    Mann HB, Whitney DR. On a test of whether one of two random variables is stochastically
    larger than the other. Annals of Mathematical Statistics 1947;18:50-60.
    doi:10.1214/aoms/1177730491

    Examples
    --------
    >>> x, y = [0, 0, 2, 3, 3, 4], [0, 0, 0, 2, 2]
    >>> result = rank_sum(x, y)
    >>> result.u, round(result.p, 6)
    (22.0, 0.242424)
    >>> round(rank_sum(x, y, method="asymptotic").p, 6)
    0.174631

    scipy's asymptotic test is the same without its continuity correction:

    >>> from scipy.stats import mannwhitneyu
    >>> float(mannwhitneyu(x, y, method="asymptotic", use_continuity=False).pvalue.round(6))
    0.174631
    """
    require_choice(method, ("exact", "asymptotic"), "method")
    require_choice(two_sided, TWO_SIDED, "two_sided")
    x_values, x_missing = clean_sample(x, "x")
    y_values, y_missing = clean_sample(y, "y")
    n_x, n_y = x_values.size, y_values.size
    ranks = Midranks.of(np.concatenate([x_values, y_values]))
    observed = int(ranks.doubled[:n_x].sum())
    z = _standardised(ranks.sizes, n_x, observed)
    if method == "exact":
        exact = exact_rank_sum_p(ranks.sizes, n_x, observed, two_sided)
        p, route, error, convention = exact.p, exact.route, exact.error, two_sided
    else:
        p, route, error, convention = normal_two_sided_p(z), "normal", 1e-15, "symmetric"
    return RankSum(
        u=(observed - n_x * (n_x + 1)) / 2.0,
        z=z,
        p=p,
        n_x=n_x,
        n_y=n_y,
        missing=x_missing + y_missing,
        ties=ranks.ties,
        method=method,
        two_sided=convention,
        route=route,
        error=error,
    )


def _standardised(sizes: np.ndarray, n_x: int, rank_sum: int) -> float:
    """Return (W - mean) / sd of a sum of doubled midranks."""
    deviation = rank_sum_deviation(sizes, n_x)
    if deviation == 0.0:
        return 0.0
    return (rank_sum - n_x * (int(sizes.sum()) + 1)) / deviation
