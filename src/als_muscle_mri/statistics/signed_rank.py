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
from als_muscle_mri.statistics.signed_rank_exact import signed_rank_tail

Zeros = Literal["wilcoxon", "pratt"]

CENTRE = "no choice of signs is less far out"


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
        Non-zero differences whose absolute value is that of another one.
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
        If no difference is left once missing ones are dropped, there are more than a million,
        or an option is unknown.

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
        (p, route, error), convention = _exact_p(ranks, observed), two_sided
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


def _exact_p(ranks: np.ndarray, observed: int) -> tuple[float, str, float]:
    """Return the two-sided p, the algorithm and the bound on the error of p.

    The distribution is symmetric, so the tails are alike.
    """
    total = int(ranks.sum())
    smaller = min(observed, total - observed)
    if 2 * smaller == total:
        return 1.0, CENTRE, 0.0
    tail = signed_rank_tail(ranks, smaller)
    return bounded_p(2.0 * tail.p), tail.route, 2.0 * tail.error


def _standardised(ranks: np.ndarray, observed: int) -> float:
    squares = int((ranks**2).sum())
    if squares == 0:
        return 0.0
    return (2 * observed - int(ranks.sum())) / math.sqrt(squares)
