"""The exact signed-rank tail given the ties: counted, or by inversion for large samples.

The signs of ranks are independent. So the sum of the positive ones is a sum of independent picks,
each with a chance of a half, and its characteristic function a product; see
:mod:`als_muscle_mri.statistics.frequencies`. Other chances, log odds ``slope * rank``, make the
observed sum the expected one, so that small tails keep their relative precision.
"""

import math
from dataclasses import dataclass

import numpy as np

from als_muscle_mri.statistics.frequencies import (
    UNIT,
    Frequencies,
    TailSum,
    find_frequencies,
    halves,
    multiply_power,
    phase,
    rounding,
    smooth,
)

EXACT_SIGNS = 52
"""Ranks up to which a double holds the number of choices of signs."""

CHEAP = 10_000_000
"""Additions a programme may take, about ten milliseconds, before an inversion is considered."""

RELATIVE = 1e-13
"""What may be left out, as a share of about the tail probability."""

LEAST_SPREAD = 0.75
"""Share of the variance of the number of positive ranks below which tilting stops."""

ROUNDS = 60  # of bisection, which leaves the slope its double precision

PROGRAMME = "programme over the ranks"
INVERSION = "inversion of the characteristic function"


@dataclass(frozen=True)
class SignedTail:
    """A tail probability, the bound on its absolute error, and the algorithm that gave it."""

    p: float
    error: float
    route: str


def signed_rank_tail(ranks: np.ndarray, limit: int) -> SignedTail:
    """Return the chance that the positive ones of the doubled midranks sum to `limit` at most.

    Parameters
    ----------
    ranks
        Doubled midranks of the differences that are not 0.
    limit
        Largest sum that counts, from 0, at most half the sum of the ranks.

    Returns
    -------
    SignedTail
        A probability below the bound on its error is reported as that bound.

    Examples
    --------
    >>> signed_rank_tail(np.array([2, 4, 6]), 6)
    SignedTail(p=0.625, error=6.938893903907228e-17, route='programme over the ranks')
    """
    step = int(np.gcd.reduce(ranks))
    if ranks.size <= EXACT_SIGNS or ranks.size * (limit // step) <= CHEAP:
        p = programme_tail(ranks, limit)
        return SignedTail(p, p * _programme_error(ranks), PROGRAMME)
    scores, sizes = np.unique(ranks // step, return_counts=True)
    p, error = inverted_tail(scores, sizes, int(ranks.sum()) // step - limit // step)
    return SignedTail(max(p, error), error, INVERSION)


def programme_tail(ranks: np.ndarray, limit: int) -> float:
    """Go through the ranks and keep how many choices of signs give each sum up to `limit`.

    Examples
    --------
    >>> programme_tail(np.array([2, 4, 6]), 6)
    0.625
    """
    step = int(np.gcd.reduce(ranks))
    ways = np.zeros(limit // step + 1)
    ways[0] = 1.0
    # while the numbers of choices are exact they are kept; beyond, halving keeps them in range
    scale = 1.0 if ranks.size <= EXACT_SIGNS else 0.5
    reached = 0
    for score in np.sort(ranks // step).tolist():
        reached = min(reached + score, ways.size - 1)
        ways[score : reached + 1] += ways[: max(reached + 1 - score, 0)]
        if scale != 1.0:
            ways[: reached + 1] *= scale
    choices = 2.0**ranks.size if scale == 1.0 else 1.0
    return float(ways.sum()) / choices


def inverted_tail(scores: np.ndarray, sizes: np.ndarray, threshold: int) -> tuple[float, float]:
    """Return the chance of a sum from `threshold` upwards, and the bound on its absolute error.

    Parameters
    ----------
    scores
        Distinct ranks, whole numbers above 0 without a common divisor.
    sizes
        How many ranks are alike.
    threshold
        Above the mean of the sum, which is half the sum of all ranks, or at it.

    Examples
    --------
    >>> p, error = inverted_tail(np.arange(1, 31), np.ones(30, dtype=int), 300)
    >>> abs(p - programme_tail(np.arange(1, 31), 465 - 300)) <= error < 1e-13
    True
    """
    n, highest = int(sizes.sum()), int((scores * sizes).sum())
    slope = _tilt(scores, sizes, threshold)
    chances = _chances(scores, slope)
    weights = sizes * chances * (1.0 - chances)
    spread = 1.0 + slope * math.sqrt(float((weights * scores**2).sum()))
    tail = TailSum(slope, highest - threshold + 1, smooth(highest + 1))
    found = find_frequencies(scores, weights, tail, RELATIVE / spread)
    reach = halves(found.whole, tail.period) * tail.at(found.whole)
    turned = np.exp(-2j * np.pi * phase(found.whole, threshold, tail.period))
    tilted = float((turned * reach * _waves(scores, sizes, chances, found, tail)).real.sum())
    factor = math.exp(float((sizes * (np.logaddexp(0.0, slope * scores) - math.log(2.0))).sum())
                      - slope * threshold)  # fmt: skip
    error = found.left_out + rounding(n) * float((np.abs(reach) * np.exp(-found.gaps)).sum())
    # the factor is the exponential of a sum of terms of about the size of n
    error += abs(tilted) * 16.0 * UNIT * (4.0 * n + slope * highest)
    return factor * tilted, factor * error


def _waves(
    scores: np.ndarray,
    sizes: np.ndarray,
    chances: np.ndarray,
    found: Frequencies,
    tail: TailSum,
) -> np.ndarray:
    """Return the characteristic function of the tilted sum at the frequencies that matter."""
    product = np.ones(found.whole.size, dtype=complex)
    for score, size, chance in zip(scores.tolist(), sizes.tolist(), chances.tolist(), strict=True):
        factor = 1.0 - chance + chance * np.exp(2j * np.pi * phase(found.whole, score, tail.period))
        multiply_power(product, factor, size)
    return product


def _tilt(scores: np.ndarray, sizes: np.ndarray, threshold: int) -> float:
    """Return the slope that makes `threshold` the expected sum, or one nearer to 0 far out.

    Very far out few choices of signs are left; tilting stops short of that, and what remains is
    known to a small absolute error only.
    """
    low, high = 0.0, 4.0 / float((scores * sizes).sum() / sizes.sum())
    for _ in range(ROUNDS):
        middle = (low + high) / 2.0
        chances = _chances(scores, middle)
        narrow = 4.0 * float((sizes * chances * (1.0 - chances)).sum()) / sizes.sum()
        if narrow < LEAST_SPREAD or float((sizes * chances * scores).sum()) > threshold:
            high = middle
        else:
            low = middle
    return low


def _chances(scores: np.ndarray, slope: float) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-slope * scores))


def _programme_error(ranks: np.ndarray) -> float:
    """Return the bound on the relative error of a counted tail.

    Up to 52 ranks only the last division rounds. Beyond, each rank adds at most one rounding
    to a sum of positive numbers, and summing n of those at most n.
    """
    exact = ranks.size <= EXACT_SIGNS
    return UNIT if exact else (ranks.size + int(ranks.sum()) + 1) * UNIT
