"""Wilcoxon's signed-rank test, exact under ties or asymptotic."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from als_muscle_mri.statistics.midranks import Midranks
from als_muscle_mri.statistics.samples import (
    TWO_SIDED,
    TwoSided,
    bounded_p,
    clean_sample,
    normal_two_sided_p,
    require_choice,
)

Zeros = Literal["wilcoxon", "pratt"]

LARGEST_N = 1000


@dataclass(frozen=True)
class SignedRank:
    """Result of a signed-rank test.

    Attributes
    ----------
    w
        Sum of the ranks of the positive differences.
    z
        (w - its mean) / its standard deviation; 0 if all differences are 0.
    p
        Two-sided p-value, above 0 and at most 1.
    n
        Differences used, zeros included.
    zeros
        Differences that are 0.
    missing
        Differences dropped because they are NaN.
    ties
        Non-zero differences that are not alone with their absolute value.
    method
        "exact" or "asymptotic".
    two_sided
        How the two tails were joined; "symmetric" if asymptotic.
    zero_rule
        What was done with zeros: "wilcoxon" or "pratt".
    route
        The algorithm that gave p.
    error
        Bound on the absolute error of p as a value of the named method.
    """

    w: float
    z: float
    p: float
    n: int
    zeros: int
    missing: int
    ties: int
    method: str
    two_sided: str
    zero_rule: str
    route: str
    error: float

    @property
    def estimate(self) -> float:
        """The sum of the ranks of the positive differences."""
        return self.w


def signed_rank(
    differences: ArrayLike,
    method: Literal["exact", "asymptotic"] = "exact",
    two_sided: TwoSided = "abs-deviation",
    zeros: Zeros = "wilcoxon",
) -> SignedRank:
    """Test whether paired differences lie symmetrically about 0.

    Parameters
    ----------
    differences
        One difference a pair, in any unit; NaN is missing and dropped. Ties get midranks. Only
        equal numbers are tied, so differences of fractions have to be rounded first.
    method
        "exact": the distribution over all signs, given the ties. "asymptotic": the normal
        approximation with the variance given the ties, without continuity correction.
    two_sided
        As in `rank_sum`. The distribution is symmetric, so that both give the same p.
    zeros
        "wilcoxon": zeros are dropped before ranking. "pratt": zeros are ranked, then their
        ranks are dropped.

    Returns
    -------
    SignedRank
        w, z, p and how they came about. If all differences are 0, w is 0 and p is 1.

    Raises
    ------
    ValueError
        If no difference is left once missing ones are dropped, an option is unknown, or
        there are more than 1000 differences for the exact method.

    Notes
    -----
    With midranks R of the absolute differences that are not 0, w is the sum of those of
    positive sign, with mean ``sum(R) / 2`` and variance ``sum(R**2) / 4``.

    References
    ----------
    Wilcoxon F. Individual comparisons by ranking methods. Biometrics Bulletin 1945;1:80-83.
    doi:10.2307/3001968

    Pratt JW. Remarks on zeros and ties in the Wilcoxon signed rank procedures. Journal of the
    American Statistical Association 1959;54:655-667. doi:10.1080/01621459.1959.10501526

    Examples
    --------
    >>> differences = [0, 0.5, -0.5, 1, 1, 1.5]
    >>> result = signed_rank(differences)
    >>> result.w, result.p
    (13.5, 0.1875)

    scipy's approximation is the asymptotic method:

    >>> from scipy.stats import wilcoxon
    >>> float(round(wilcoxon(differences, method="asymptotic").pvalue, 6))
    0.10247
    >>> round(signed_rank(differences, method="asymptotic").p, 6)
    0.10247
    """
    require_choice(method, ("exact", "asymptotic"), "method")
    require_choice(two_sided, TWO_SIDED, "two_sided")
    require_choice(zeros, ("wilcoxon", "pratt"), "zeros")
    values, missing = clean_sample(differences, "differences")
    nonzero = values[values != 0]
    ranks = _ranks(values, zeros)
    observed = int(ranks[nonzero > 0].sum())
    z = _standardised(ranks, observed)
    if method == "exact":
        p, convention = _exact_p(ranks, observed), two_sided
        route, error = "programme over the ranks", _error(ranks) * p
    else:
        p, route, error, convention = normal_two_sided_p(z), "normal", 1e-15, "symmetric"
    return SignedRank(
        w=observed / 2.0,
        z=z,
        p=p,
        n=values.size,
        zeros=values.size - nonzero.size,
        missing=missing,
        ties=Midranks.of(np.abs(nonzero)).ties,
        method=method,
        two_sided=convention,
        zero_rule=zeros,
        route=route,
        error=error,
    )


def _ranks(values: np.ndarray, zeros: Zeros) -> np.ndarray:
    """Return the doubled midranks of the differences that are not 0."""
    absolute = np.abs(values)
    if zeros == "pratt":
        return Midranks.of(absolute).doubled[values != 0]
    return Midranks.of(absolute[values != 0]).doubled


def _exact_p(ranks: np.ndarray, observed: int) -> float:
    """Return the two-sided p; the distribution is symmetric, so the tails are alike."""
    total = int(ranks.sum())
    smaller = min(observed, total - observed)
    return 1.0 if 2 * smaller == total else bounded_p(2.0 * signed_rank_tail(ranks, smaller))


def _error(ranks: np.ndarray) -> float:
    """Return the bound on the relative error of the exact p.

    Up to 52 ranks only the last division rounds. Beyond, each rank adds at most one rounding
    to a sum of positive numbers, and summing n of those at most n.
    """
    unit = 2.0**-53
    return unit if ranks.size <= 52 else (ranks.size + int(ranks.sum()) + 1) * unit


def _standardised(ranks: np.ndarray, observed: int) -> float:
    squares = int((ranks**2).sum())
    if squares == 0:
        return 0.0
    return (2 * observed - int(ranks.sum())) / math.sqrt(squares)


def signed_rank_tail(ranks: np.ndarray, limit: int) -> float:
    """Return the chance that the positive ones of the doubled midranks sum to `limit` at most.

    The programme goes through the ranks and keeps how many choices of signs give each sum.

    Parameters
    ----------
    ranks
        Doubled midranks of the differences that are not 0.
    limit
        Largest sum that counts, from 0.

    Raises
    ------
    ValueError
        If there are more ranks than the programme can go through in about a second.

    Examples
    --------
    >>> signed_rank_tail(np.array([2, 4, 6]), 6)
    0.625
    """
    if ranks.size > LARGEST_N:
        raise ValueError(
            f"exact signs reach to {LARGEST_N} differences, not {ranks.size}; "
            "use method 'asymptotic'"
        )
    step = int(np.gcd.reduce(ranks))
    ways = np.zeros(limit // step + 1)
    ways[0] = 1.0
    # below 2**53 the numbers of choices are exact; beyond, halving them keeps them in range
    scale = 1.0 if ranks.size <= 52 else 0.5
    reached = 0
    for score in np.sort(ranks // step).tolist():
        reached = min(reached + score, ways.size - 1)
        ways[score : reached + 1] += ways[: max(reached + 1 - score, 0)]
        if scale != 1.0:
            ways[: reached + 1] *= scale
    choices = 2.0**ranks.size if scale == 1.0 else 1.0
    return float(ways.sum()) / choices
