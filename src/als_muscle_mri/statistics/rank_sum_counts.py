"""Rank sums of few blocks of ties: a sum over all counts of picks from each block.

How many values are picked from each block is multivariate hypergeometric. Where blocks are few and
large, as the grades of one muscle in thousands of subjects, their counts are fewer than the
frequencies that an inversion needs. The count of the largest block follows from the others.
"""

import math
from collections.abc import Iterator
from itertools import product

import numpy as np

from als_muscle_mri.statistics.frequencies import UNIT
from als_muscle_mri.statistics.tie_blocks import TieBlocks

MOST_BLOCKS = 30
"""With as many blocks there are always more counts than anybody has time for."""


def counts_cost(blocks: TieBlocks) -> float:
    """Return how many counts `counted_tails` goes through.

    Examples
    --------
    >>> counts_cost(TieBlocks.of_sizes(np.array([100, 20, 4]), 10))
    55.0
    """
    ways = np.minimum(np.delete(blocks.sizes, blocks.sizes.argmax()), blocks.picks) + 1
    return float(math.prod(ways.tolist())) if ways.size < MOST_BLOCKS else math.inf


def counted_tails(blocks: TieBlocks, low: int, high: int) -> tuple[float, float]:
    """Return the shares of arrangements with statistic <= `low` and with statistic >= `high`.

    Examples
    --------
    >>> blocks = TieBlocks.of_sizes(np.array([1, 2, 1]), 2)
    >>> lower, upper = counted_tails(blocks, blocks.lowest, blocks.highest)
    >>> round(lower, 12), round(upper, 12)
    (0.333333333333, 0.333333333333)
    """
    lower = upper = 0.0
    for statistic, chance in _counts(blocks):
        lower += float(chance[statistic <= low].sum())
        upper += float(chance[statistic >= high].sum())
    return lower, upper


def counts_error(blocks: TieBlocks) -> float:
    """Return the bound on the relative error of what `counted_tails` returns.

    The logarithm of a chance is a sum of logarithms of factorials, which rounding leaves off by a
    unit each of the largest; sums of chances are sums of positive numbers.
    """
    largest = blocks.n * np.log(max(blocks.n, 2))
    along = int(np.sort(blocks.sizes)[-2]) + 1
    summed = along + counts_cost(blocks) / along
    return float((3 * blocks.scores.size + 4) * largest + summed) * UNIT


def _counts(blocks: TieBlocks) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Give statistics and their chances; the second largest block runs within each array."""
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1.0, blocks.n + 1)))])
    *others, along, rest = np.argsort(blocks.sizes, kind="stable").tolist()
    sizes, scores = blocks.sizes.tolist(), blocks.scores.tolist()
    total = logs[blocks.n] - logs[blocks.picks] - logs[blocks.n - blocks.picks]

    def log_ways(block: int, taken: np.ndarray | int) -> np.ndarray:
        return logs[sizes[block]] - logs[taken] - logs[sizes[block] - taken]

    for taken in product(*(range(min(sizes[other], blocks.picks) + 1) for other in others)):
        left = blocks.picks - sum(taken)
        inner = np.arange(max(left - sizes[rest], 0), min(sizes[along], left) + 1)
        fixed = sum(float(log_ways(o, t)) for o, t in zip(others, taken, strict=True)) - total
        reached = sum(scores[o] * t for o, t in zip(others, taken, strict=True))
        statistic = reached + scores[along] * inner + scores[rest] * (left - inner)
        yield statistic, np.exp(fixed + log_ways(along, inner) + log_ways(rest, left - inner))
