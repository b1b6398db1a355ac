"""Two-by-two tables of independent counts."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from als_muscle_mri.statistics.conditional_odds_ratio import ConditionalOddsRatio
from als_muscle_mri.statistics.samples import bounded_p, require_level

MOST_FOR_SCIPY = 2000
"""Smallest margin up to which scipy finds the odds ratio within a second."""


@dataclass(frozen=True)
class Contingency:
    """Tests and odds ratio of a two-by-two table.

    Attributes
    ----------
    chi_square, p
        Pearson's chi-square without correction, one degree of freedom, and its p-value.
    p_yates
        The p-value with Yates' continuity correction.
    p_fisher
        Fisher's exact two-sided p-value: all tables at most as likely as the observed one.
    estimate
        Conditional maximum-likelihood odds ratio; infinity if a zero makes it so; None if a
        margin is 0.
    low, high, level
        Exact conditional interval of the odds ratio and its level.
    n
        Sum of the table.
    """

    chi_square: float
    p: float
    p_yates: float
    p_fisher: float
    estimate: float | None
    low: float
    high: float
    level: float
    n: int


def contingency(table: ArrayLike, level: float = 0.95) -> Contingency:
    """Test a two-by-two table of counts for association.

    Parameters
    ----------
    table
        Two rows of two counts, each a whole number of independent observations.
    level
        Confidence level of the odds ratio, between 0 and 1.

    Returns
    -------
    Contingency
        Chi-square with and without Yates' correction, Fisher's exact test, odds ratio. If a
        row or a column is empty, there is nothing to compare: every p is 1, the odds ratio is
        None and its interval 0 to infinity.

    Raises
    ------
    ValueError
        If the table is not two by two, holds anything but whole numbers from 0, or is empty.

    Notes
    -----
    The odds ratio and its interval are those of R's ``fisher.test``: given the margins, the
    count in the first cell follows Fisher's noncentral hypergeometric distribution. The interval
    leaves half of ``1 - level`` to each tail, whereas `p_fisher` adds up all tables at most as
    likely as the observed one. So the interval can leave out 1 although `p_fisher` is above
    ``1 - level``; they are not inversions of one another.

    References
    ----------
    Yates F. Contingency tables involving small numbers and the chi-square test. Supplement to
    the Journal of the Royal Statistical Society 1934;1:217-235. doi:10.2307/2983604

    Examples
    --------
    >>> result = contingency([[8, 2], [1, 5]])
    >>> round(result.p, 4), round(result.p_fisher, 4)
    (0.0134, 0.035)
    >>> from scipy.stats import fisher_exact
    >>> float(round(fisher_exact([[8, 2], [1, 5]]).pvalue, 4))
    0.035
    """
    require_level(level)
    counts = _checked(table)
    n = int(counts.sum())
    rows, columns = counts.sum(axis=1), counts.sum(axis=0)
    if not (rows.all() and columns.all()):
        return Contingency(0.0, 1.0, 1.0, 1.0, None, 0.0, math.inf, level, n)

    from scipy.stats import chi2_contingency, fisher_exact

    plain = chi2_contingency(counts, correction=False)
    corrected = chi2_contingency(counts, correction=True)
    estimate, low, high = _odds_ratio(counts, level)
    return Contingency(
        chi_square=float(plain.statistic),
        p=bounded_p(plain.pvalue),
        p_yates=bounded_p(corrected.pvalue),
        p_fisher=bounded_p(fisher_exact(counts).pvalue),
        estimate=estimate,
        low=low,
        high=high,
        level=level,
        n=n,
    )


def _odds_ratio(counts: np.ndarray, level: float) -> tuple[float, float, float]:
    """Return the conditional odds ratio and its interval."""
    if min(counts.sum(axis=0).min(), counts.sum(axis=1).min()) > MOST_FOR_SCIPY:
        ratio = ConditionalOddsRatio(counts)
        return (ratio.estimate, *ratio.interval(level))
    from scipy.stats.contingency import odds_ratio

    ratio = odds_ratio(counts, kind="conditional")
    interval = ratio.confidence_interval(confidence_level=level)
    return float(ratio.statistic), float(interval.low), float(interval.high)


def _checked(table: ArrayLike) -> np.ndarray:
    array = np.asarray(table, dtype=float)
    if array.shape != (2, 2):
        raise ValueError(f"the table must be two by two, not {array.shape}")
    if not np.isfinite(array).all() or (array < 0).any() or (array != np.round(array)).any():
        raise ValueError("the table must hold whole numbers from 0")
    if array.sum() == 0:
        raise ValueError("the table is empty")
    return array.astype(np.int64)
