"""Cohen's kappa, weighted or not, with its large-sample interval."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from als_muscle_mri.statistics.samples import (
    clean_pairs,
    normal_quantile,
    require_choice,
    require_level,
)

Weights = Literal["linear", "quadratic", "none"]

ROUNDING = 1e-15
"""A variance below it is one of 0."""


@dataclass(frozen=True)
class WeightedKappa:
    """Agreement of two ratings beyond chance.

    Attributes
    ----------
    estimate
        Kappa; 1 is full agreement, 0 agreement as by chance; None if both ratings are one and
        the same grade throughout, where chance agreement is already full.
    low, high, level
        Confidence interval, kept within [-1, 1], and its nominal level; NaN where the standard
        error is 0, as in full agreement, however few pairs there are.
    agreement
        Share of pairs with the same grade, 0 to 1.
    n, missing
        Pairs used, and pairs dropped because a grade is NaN.
    method
        The weights.
    """

    estimate: float | None
    low: float
    high: float
    level: float
    agreement: float
    n: int
    missing: int
    method: str


def weighted_kappa(
    a: ArrayLike,
    b: ArrayLike,
    weights: Weights = "linear",
    level: float = 0.95,
) -> WeightedKappa:
    """Return Cohen's kappa of two ratings of the same things.

    Parameters
    ----------
    a, b
        Paired grades as whole numbers; a pair with a NaN is missing and dropped. Grades that
        nobody used do not matter, but the distance between grades is that of the numbers.
    weights
        Disagreement by ``|a - b|`` ("linear"), ``(a - b)**2`` ("quadratic"), or counted all
        alike ("none").
    level
        Confidence level, between 0 and 1.

    Returns
    -------
    WeightedKappa
        Kappa and its interval from the non-null standard error of Fleiss, Cohen and Everitt,
        which takes the pairs to be independent. If one rating is the same grade throughout and
        the other is not, kappa is 0 whatever the other one says, and the interval is -1 to 1.

    Raises
    ------
    ValueError
        If no complete pair is left, the lengths differ, a grade is not a whole number, or an
        option is unknown.

    Notes
    -----
    ``kappa = 1 - sum(w * observed) / sum(w * expected)``, w the disagreement weights and
    expected the product of the margins.

    References
    ----------
    Cohen J. Weighted kappa: nominal scale agreement with provision for scaled disagreement or
    partial credit. Psychological Bulletin 1968;70:213-220. doi:10.1037/h0026256

    Fleiss JL, Cohen J, Everitt BS. Large sample standard errors of kappa and weighted kappa.
    Psychological Bulletin 1969;72:323-327. doi:10.1037/h0028106

    Examples
    --------
    >>> kappa = weighted_kappa([0, 1, 2, 3, 1, 0], [0, 1, 1, 3, 2, 0])
    >>> round(kappa.estimate, 4), round(kappa.agreement, 4)
    (0.7143, 0.6667)
    """
    require_choice(weights, ("linear", "quadratic", "none"), "weights")
    require_level(level)
    first, second, missing = clean_pairs(a, b, ("a", "b"))
    table = _cross_table(first, second)
    n, agreement = first.size, float(np.mean(first == second))
    if table.shape == (1, 1):
        return WeightedKappa(None, -1.0, 1.0, level, agreement, n, missing, weights)
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return WeightedKappa(0.0, -1.0, 1.0, level, agreement, n, missing, weights)

    from statsmodels.stats.inter_rater import cohens_kappa

    with np.errstate(divide="ignore", invalid="ignore"):
        # where the standard error is 0, statsmodels divides by it for a z that is not used
        result = cohens_kappa(table, wt=None if weights == "none" else weights)
    kappa = float(result.kappa)
    low, high = _interval(kappa, float(result.var_kappa), level)
    return WeightedKappa(kappa, low, high, level, agreement, n, missing, weights)


def _interval(kappa: float, variance: float, level: float) -> tuple[float, float]:
    """Return the large-sample interval; NaN where rounding is all there is of the variance."""
    if variance < ROUNDING:
        return math.nan, math.nan
    margin = normal_quantile(level) * math.sqrt(variance)
    return max(-1.0, kappa - margin), min(1.0, kappa + margin)


def _cross_table(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Count the pairs of grades, from the lowest grade used to the highest."""
    both = np.concatenate([first, second])
    if (both != np.round(both)).any():
        raise ValueError("grades must be whole numbers")
    lowest = int(both.min())
    size = int(both.max()) - lowest + 1
    table = np.zeros((size, size))
    np.add.at(table, ((first - lowest).astype(int), (second - lowest).astype(int)), 1)
    return table
