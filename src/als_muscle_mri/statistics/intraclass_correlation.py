"""Intraclass correlation of several raters of the same subjects."""

import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from als_muscle_mri.statistics.samples import require_choice

KINDS = {"agreement": "ICC(A,1)", "consistency": "ICC(C,1)"}
LEVEL = 0.95  # pingouin gives this interval only


@dataclass(frozen=True)
class IntraclassCorrelation:
    """Intraclass correlation of single ratings and its interval.

    Attributes
    ----------
    estimate
        At most 1; None if all ratings are one and the same.
    low, high, level
        Confidence interval and its nominal level; from the lowest possible value,
        ``-1 / (raters - 1)``, to 1 if the estimate is None; NaN if all raters agree throughout,
        which leaves no error to judge the precision by.
    n, missing
        Subjects used, and subjects dropped because a rating is NaN.
    raters
        Ratings a subject.
    method
        "ICC(A,1)" or "ICC(C,1)", in the notation of McGraw and Wong.
    """

    estimate: float | None
    low: float
    high: float
    level: float
    n: int
    missing: int
    raters: int
    method: str


def intraclass_correlation(
    ratings: ArrayLike, kind: Literal["agreement", "consistency"] = "agreement"
) -> IntraclassCorrelation:
    """Return the two-way intraclass correlation of single ratings.

    Parameters
    ----------
    ratings
        One row a subject, one column a rater, on an interval scale in any unit. A row with a
        NaN is missing and dropped.
    kind
        "agreement" counts a constant difference between raters as disagreement,
        "consistency" does not.

    Returns
    -------
    IntraclassCorrelation
        As `pingouin.intraclass_corr` computes it, with its 95 % interval. Ratings that agree
        throughout give 1 without an interval.

    Raises
    ------
    ValueError
        If there are fewer than two complete rows or two columns, a rating is infinite, the
        kind is unknown, or raters differ by constants only, which leaves no error variance.

    References
    ----------
    McGraw KO, Wong SP. Forming inferences about some intraclass correlation coefficients.
    Psychological Methods 1996;1:30-46. doi:10.1037/1082-989X.1.1.30

    Examples
    --------
    Six subjects and four raters of Shrout and Fleiss, who print 0.29 and 0.71:

    >>> raters = [9, 6, 8, 7, 10, 6], [2, 1, 4, 1, 5, 2], [5, 3, 6, 2, 6, 4], [8, 2, 8, 6, 9, 7]
    >>> scores = np.transpose(raters)
    >>> round(intraclass_correlation(scores).estimate, 2)
    0.29
    >>> round(intraclass_correlation(scores, "consistency").estimate, 2)
    0.71
    """
    require_choice(kind, KINDS, "kind")
    table, missing = _checked(ratings)
    n, raters = table.shape
    method = KINDS[kind]
    if np.ptp(table) == 0:
        lowest = -1.0 / (raters - 1)
        return IntraclassCorrelation(None, lowest, 1.0, LEVEL, n, missing, raters, method)
    if not np.ptp(table, axis=1).any():
        return IntraclassCorrelation(1.0, math.nan, math.nan, LEVEL, n, missing, raters, method)
    offsets = table - table[:, :1]
    if not np.ptp(offsets, axis=0).any():
        raise ValueError("the raters differ by constants only: there is no error variance")
    estimate, low, high = _by_pingouin(table, method)
    return IntraclassCorrelation(estimate, low, high, LEVEL, n, missing, raters, method)


def _checked(ratings: ArrayLike) -> tuple[np.ndarray, int]:
    array = np.asarray(ratings, dtype=float)
    if array.ndim != 2 or array.shape[1] < 2:
        raise ValueError("ratings must have one row a subject and two columns or more")
    if np.isinf(array).any():
        raise ValueError("ratings hold an infinite value")
    complete = ~np.isnan(array).any(axis=1)
    if complete.sum() < 2:
        raise ValueError("fewer than two subjects have all their ratings")
    return array[complete], int((~complete).sum())


def _by_pingouin(table: np.ndarray, method: str) -> tuple[float, float, float]:
    import pandas
    import pingouin

    n, raters = table.shape
    long = pandas.DataFrame(
        {
            "subject": np.repeat(np.arange(n), raters),
            "rater": np.tile(np.arange(raters), n),
            "rating": table.ravel(),
        }
    )
    with _unrounded(pingouin.options), warnings.catch_warnings():
        # pingouin 0.7 still passes inplace= to pandas 3.1, which deprecates it
        warnings.filterwarnings("ignore", "The inplace keyword", DeprecationWarning)
        result = pingouin.intraclass_corr(long, targets="subject", raters="rater", ratings="rating")
    row = result.set_index("Type").loc[method]
    low, high = row["CI95"]
    return float(row["ICC"]), float(low), float(high)


@contextmanager
def _unrounded(options: dict[str, Any]) -> Iterator[None]:
    """Keep pingouin from rounding its intervals to two decimals."""
    before = options["round.column.CI95"]
    options["round.column.CI95"] = None
    try:
        yield
    finally:
        options["round.column.CI95"] = before
