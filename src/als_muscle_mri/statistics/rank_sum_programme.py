"""Rank sums counted block by block: a dynamic programme over ties."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from als_muscle_mri.statistics.null_distribution import NullDistribution
from als_muscle_mri.statistics.tie_blocks import TieBlocks


def programme_tails(blocks: TieBlocks, low: int, high: int) -> tuple[float, float]:
    """Return the shares of arrangements with statistic <= `low` and with statistic >= `high`.

    The blocks are cut in two halves. Each half is counted on its own, by number of picks and
    by sum; of the two together only the tails are formed.

    Examples
    --------
    >>> blocks = TieBlocks.of_sizes(np.array([1, 2, 1]), 2)
    >>> programme_tails(blocks, blocks.lowest, blocks.highest)
    (0.3333333333333333, 0.3333333333333333)
    """
    weigh = _weigher(blocks)
    lower_half, upper_half = (_Half.of(*half, blocks.picks) for half in _halves(blocks))
    one, two = lower_half.count(weigh), upper_half.count(weigh)
    one_reversed, two_reversed = one[:, ::-1].copy(), two[:, ::-1].copy()
    below, above = np.cumsum(two, axis=1), np.cumsum(two_reversed, axis=1)
    in_low = in_high = 0.0
    for picked, others in enumerate(range(blocks.picks, -1, -1)):
        if picked < one.shape[0] and others < two.shape[0]:
            start = lower_half.start(picked) + upper_half.start(others)
            end = start + one.shape[1] + two.shape[1] - 2
            in_low += _weight_up_to(one_reversed[picked], below[others], low - start)
            in_high += _weight_up_to(one[picked], above[others], end - high)
    total = weigh(blocks.n, blocks.picks)
    return in_low / total, in_high / total


def programme_cost(blocks: TieBlocks) -> int:
    """Return about how many additions `programme_tails` takes."""
    return sum(_Half.of(*half, blocks.picks).cost() for half in _halves(blocks))


def programme_distribution(blocks: TieBlocks) -> NullDistribution:
    """Return the whole null distribution of the doubled rank sum.

    Examples
    --------
    >>> null = programme_distribution(TieBlocks.of_sizes(np.array([1, 2]), 2))
    >>> null.values, null.weights
    (array([ 7, 10]), array([2., 1.]))
    """
    whole = _Half.of(blocks.scores, blocks.sizes, blocks.picks)
    ways = whole.count(_weigher(blocks))[blocks.picks]
    reached = np.flatnonzero(ways)
    statistic = whole.start(blocks.picks) + reached
    return NullDistribution(blocks.offset + blocks.step * statistic, ways[reached])


def distribution_cost(blocks: TieBlocks) -> int:
    """Return about how many additions `programme_distribution` takes."""
    return _Half.of(blocks.scores, blocks.sizes, blocks.picks).cost()


def programme_error(blocks: TieBlocks) -> float:
    """Return the bound on the relative error of what the programme returns.

    Numbers of arrangements below 2**53 are exact, and only the last division rounds. Else every
    weight is a sum of positive products, so that each of the at most three roundings a value
    adds at most half a unit in the last place.
    """
    unit = 2.0**-53
    if _is_countable(blocks):
        return unit
    return (3 * blocks.n + 2 * (blocks.highest - blocks.lowest) + 4) * unit


def _is_countable(blocks: TieBlocks) -> bool:
    """Return whether doubles can count all arrangements one by one."""
    return math.comb(blocks.n, blocks.picks) < 2**53


def _weigher(blocks: TieBlocks) -> Callable[[int, int], float]:
    """Return the function that gives the weight of picking some values from a block.

    It is the number of ways to do so or, where doubles cannot count them, the binomial chance,
    which differs by a factor that is the same for all arrangements.
    """
    if _is_countable(blocks):
        return math.comb
    n, picks = blocks.n, blocks.picks

    def chance(size: int, taken: int) -> float:
        # whole numbers of any size, rounded once
        ways = math.comb(size, taken) * picks**taken * (n - picks) ** (size - taken)
        return ways / n**size

    return chance


@dataclass(frozen=True)
class _Half:
    """Blocks to be counted, with scores relative to one of about middle size.

    Sums relative to a middle score stay near 0 whatever the number of picks, so that the
    table is about half as wide as with scores from 0.
    """

    scores: np.ndarray
    sizes: np.ndarray
    picks: int
    reference: int
    lows: np.ndarray
    highs: np.ndarray

    @classmethod
    def of(cls, scores: np.ndarray, sizes: np.ndarray, picks: int) -> "_Half":
        reference = int(np.rint((scores * sizes).sum() / sizes.sum()))
        relative = scores - reference
        taken = np.diff(np.minimum(np.cumsum(sizes), picks), prepend=0)
        lows = np.cumsum(taken * np.minimum(relative, 0))
        highs = _most(np.maximum(relative, 0), sizes, picks)
        return cls(relative, sizes, picks, reference, lows, highs)

    def start(self, picked: int) -> int:
        """Return the sum of scores that the first column of the row of `picked` stands for."""
        return self.reference * picked + int(self.lows[-1])

    def cost(self) -> int:
        """Return about how many additions counting takes."""
        rows = np.minimum(np.cumsum(self.sizes), self.picks) + 1
        columns = self.highs - self.lows + 1
        return int((rows * columns * np.minimum(self.sizes, self.picks)).sum())

    def count(self, weigh: Callable[[int, int], float]) -> np.ndarray:
        """Return the weights of all picks, by their number (rows) and relative sum (columns)."""
        ways = np.ones((1, 1))
        low = 0
        bounds = zip(self.lows.tolist(), self.highs.tolist(), strict=True)
        values = zip(self.scores.tolist(), self.sizes.tolist(), strict=True)
        for (score, size), (new_low, high) in zip(values, bounds, strict=True):
            most = min(ways.shape[0] + size, self.picks + 1)
            following = np.zeros((most, high - new_low + 1))
            for taken in range(min(size, self.picks) + 1):
                shift = low - new_low + taken * score
                _add(following[taken:], ways, weigh(size, taken), shift)
            ways, low = following, new_low
        return ways


def _add(target: np.ndarray, ways: np.ndarray, times: float, shift: int) -> None:
    """Add `times` the ways, moved by `shift` columns, to as much of the target as there is."""
    rows = min(target.shape[0], ways.shape[0])
    first = max(0, -shift)
    last = min(ways.shape[1], target.shape[1] - shift)
    if first < last:
        moved = ways[:rows, first:last]
        target[:rows, first + shift : last + shift] += moved if times == 1 else times * moved


def _halves(blocks: TieBlocks) -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    """Return scores and sizes of the blocks up to about the middle value, and of the others."""
    middle = int(np.searchsorted(np.cumsum(blocks.sizes), blocks.n / 2))
    cut = max(middle, 1)
    return (
        (blocks.scores[:cut], blocks.sizes[:cut]),
        (blocks.scores[cut:], blocks.sizes[cut:]),
    )


def _most(scores: np.ndarray, sizes: np.ndarray, picks: int) -> np.ndarray:
    """Return the largest sum of up to `picks` values of the first 1, 2, ... blocks.

    The scores are not negative and do not fall.
    """
    passed = np.cumsum(sizes)
    left_out = np.maximum(passed - picks, 0)
    # the values left out are the lowest: whole blocks, then part of one
    whole = np.searchsorted(passed, left_out, side="right")
    before = np.concatenate([[0], passed])[whole]
    sums = np.cumsum(sizes * scores)
    lost = np.concatenate([[0], sums])[whole] + np.append(scores, 0)[whole] * (left_out - before)
    return sums - lost


def _weight_up_to(one_reversed: np.ndarray, below: np.ndarray, limit: int) -> float:
    """Return the sum of ``one[i] * two[j]`` over all ``i + j <= limit``.

    The first array is given from its end to its start, of the second one the running sums.
    """
    if limit < 0:
        return 0.0
    size = one_reversed.size
    first = min(max(limit - below.size + 1, 0), size)  # before it, all of `two` counts
    last = min(limit, size - 1)
    weight = one_reversed[size - first :].sum() * below[-1]
    weight += one_reversed[size - 1 - last : size - first] @ below[limit - last : limit - first + 1]
    return float(weight)
