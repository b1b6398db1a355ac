"""When a number agrees with a printed one, and the rank tests the paper's p-values come from."""

from collections.abc import Callable
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from als_muscle_mri.reference.published import Printed

QUARTILE_METHOD = "averaged_inverted_cdf"
"""Stata's rule, the only common one that gives the paper's UMN quartiles from Table 1B."""

FloatArray = NDArray[np.float64]
T = TypeVar("T")


def printed_interval(text: str) -> tuple[float, float]:
    """Give the values a printed number can stand for.

    A decimal stands for everything within half a unit of its last digit. An integer stands for
    itself to two decimals, because the paper drops trailing zeros.

    Examples
    --------
    >>> printed_interval("0.5")
    (0.45, 0.55)
    >>> printed_interval("1")
    (0.995, 1.005)
    """
    decimals = len(text.partition(".")[2]) or 2
    half = 0.5 * 10**-decimals
    return round(float(text) - half, 9), round(float(text) + half, 9)


def quartiles(values: ArrayLike) -> FloatArray:
    """First quartile, median and third quartile along the last axis, by Stata's rule."""
    return np.quantile(np.asarray(values), [0.25, 0.5, 0.75], axis=-1, method=QUARTILE_METHOD)


def quartiles_match(values: ArrayLike, printed: Printed) -> NDArray[np.bool_]:
    """Say for each row of `values` whether its quartiles print as `printed`.

    Examples
    --------
    >>> quartiles_match([[0, 0, 0, 1], [0, 0, 2, 2]], Printed("0", "0", "0.5")).tolist()
    [True, False]
    """
    texts = (printed.q1, printed.median, printed.q3)
    bounds = [printed_interval(text) for text in texts]
    found = quartiles(values)
    inside = [(low <= row) & (row <= high) for row, (low, high) in zip(found, bounds, strict=True)]
    return np.logical_and.reduce(inside)


def rank_sum_p(x: ArrayLike, y: ArrayLike) -> FloatArray:
    """Two-sided Mann-Whitney p along the last axis: ties corrected, no continuity correction.

    Where all values of a row are the same, nothing can differ and p is 1.

    Examples
    --------
    >>> float(rank_sum_p([0, 0, 0, 0, 0, 5, 6], [0] * 7).round(3))
    0.142
    """
    x, y = np.atleast_2d(x), np.atleast_2d(y)
    rows = np.broadcast_shapes(x.shape[:-1], y.shape[:-1])
    x, y = np.broadcast_to(x, (*rows, x.shape[-1])), np.broadcast_to(y, (*rows, y.shape[-1]))
    p = np.ones(rows)
    varied = np.ptp(np.concatenate([x, y], axis=-1), axis=-1) > 0
    if varied.any():
        test = stats.mannwhitneyu(
            x[varied], y[varied], use_continuity=False, method="asymptotic", axis=-1
        )
        p[varied] = test.pvalue
    return np.squeeze(p)


def signed_rank_p(right: ArrayLike, left: ArrayLike) -> float:
    """Two-sided Wilcoxon signed-rank p of paired values, the lower of two ways with zeros.

    Differences of zero are dropped (Wilcoxon) or ranked and then dropped (Pratt, as Stata does).

    Examples
    --------
    >>> signed_rank_p([1, 2, 3], [1, 2, 3])
    1.0
    """
    difference = (np.asarray(right, float) - np.asarray(left, float)).round(9)
    if not difference.any():
        return 1.0
    return min(
        float(stats.wilcoxon(difference, zero_method=zeros, method="asymptotic").pvalue)
        for zeros in ("wilcox", "pratt")
    )


def search(draw: Callable[[], T | None], what: str, attempts: int = 20_000) -> T:
    """Call `draw` until it gives something other than None.

    Raises
    ------
    RuntimeError
        When nothing was found in `attempts` draws; the message names what was looked for.

    Examples
    --------
    >>> search(iter([None, 7]).__next__, "a number")
    7
    """
    for _ in range(attempts):
        found = draw()
        if found is not None:
            return found
    raise RuntimeError(f"no {what} found that agrees with the paper in {attempts} draws")
