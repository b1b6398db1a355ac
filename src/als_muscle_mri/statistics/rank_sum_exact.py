"""The exact distribution of the rank sum given the ties."""

import math
from dataclasses import dataclass

import numpy as np

from als_muscle_mri.statistics.samples import TwoSided, bounded_p


@dataclass(frozen=True)
class ExactP:
    """An exact p-value, the algorithm that gave it, and the bound on its absolute error."""

    p: float
    route: str
    error: float


@dataclass(frozen=True)
class NullDistribution:
    """Numbers of equally likely arrangements by the value of an integer statistic.

    Attributes
    ----------
    values
        Every value of a regular grid that holds the attainable ones, rising.
    counts
        How many arrangements have each value.
    """

    values: np.ndarray
    counts: np.ndarray


def exact_rank_sum_p(ranks: np.ndarray, n_x: int, two_sided: TwoSided) -> ExactP:
    """Return the exact p-value of the first `n_x` of the pooled doubled midranks.

    Parameters
    ----------
    ranks
        Doubled midranks of both samples, those of x first.
    n_x
        Size of x.
    two_sided
        "abs-deviation" or "doubled".

    Examples
    --------
    >>> exact_rank_sum_p(np.array([2, 4, 6]), 1, "abs-deviation").p
    0.6666666666666666
    """
    observed = int(ranks[:n_x].sum())
    null = rank_sum_distribution(ranks, n_x)
    p = two_sided_p(null, observed, n_x * (ranks.size + 1), two_sided)
    return ExactP(p, "integer programme over blocks of ties", 2.3e-16)


def two_sided_p(null: NullDistribution, observed: int, centre: int, two_sided: TwoSided) -> float:
    """Return the two-sided p-value of `observed` about the mean `centre`.

    Examples
    --------
    >>> null = NullDistribution(np.array([0, 1, 2]), np.array([1, 2, 1]))
    >>> two_sided_p(null, 0, 1, "doubled")
    0.5
    """
    total = int(null.counts.sum())
    if two_sided == "abs-deviation":
        extreme = np.abs(null.values - centre) >= abs(observed - centre)
        return bounded_p(int(null.counts[extreme].sum()) / total)
    lower = int(null.counts[null.values <= observed].sum())
    upper = int(null.counts[null.values >= observed].sum())
    return bounded_p(2 * min(lower, upper) / total)


def rank_sum_distribution(ranks: np.ndarray, n_x: int) -> NullDistribution:
    """Return the null distribution of the sum of `n_x` of the doubled midranks.

    Each block of t tied values offers j of its members in ``comb(t, j)`` ways; the programme
    goes through the blocks and keeps, by number of picks and sum, the ways so far.

    Examples
    --------
    >>> null = rank_sum_distribution(np.array([2, 5, 5]), 2)
    >>> null.values, null.counts
    (array([ 7, 10]), array([2, 1]))
    """
    scores, sizes = np.unique(ranks, return_counts=True)
    lowest = int(scores[0])
    step = int(np.gcd.reduce(scores - lowest)) or 1
    steps = (scores - lowest) // step
    largest = int(np.repeat(steps, sizes)[-n_x:].sum())
    # int64 is exact as long as all arrangements together can be counted in it
    exact_in_64_bits = math.comb(ranks.size, n_x) < 2**63
    ways = np.zeros((n_x + 1, largest + 1), dtype=np.int64 if exact_in_64_bits else object)
    ways[0, 0] = 1
    for score, size in zip(steps.tolist(), sizes.tolist(), strict=True):
        before = ways.copy()
        for picks in range(1, min(size, n_x) + 1):
            shift = picks * score
            if shift > largest:
                break
            ways[picks:, shift:] += (
                math.comb(size, picks) * before[: n_x + 1 - picks, : largest + 1 - shift]
            )
    values = lowest * n_x + step * np.arange(largest + 1)
    reached = np.flatnonzero(ways[n_x])
    keep = slice(reached[0], reached[-1] + 1)
    return NullDistribution(values[keep], ways[n_x][keep])
