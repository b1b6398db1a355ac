"""Rank sums of small samples counted in whole numbers of any size."""

import math

from als_muscle_mri.statistics.tie_blocks import TieBlocks


def integer_tails(blocks: TieBlocks, low: int, high: int) -> tuple[float, float]:
    """Return the shares of arrangements with statistic <= `low` and with statistic >= `high`.

    The ways to every number of picks and every sum are the digits of one large integer, in a
    base that holds all arrangements, so that adding a tied group is a few multiplications,
    shifts and additions. Digits are summed by the remainder modulo the base less one. Nothing
    is rounded but the last division.

    Examples
    --------
    >>> import numpy as np
    >>> blocks = TieBlocks.of_sizes(np.array([1, 2, 1]), 2)
    >>> integer_tails(blocks, blocks.lowest, blocks.highest)
    (0.3333333333333333, 0.3333333333333333)
    """
    total = math.comb(blocks.n, blocks.picks)
    width = total.bit_length() + 1
    counts = _packed_counts(blocks, width)
    lowest_digits = counts & ((1 << width * max(low + 1, 0)) - 1)
    highest_digits = counts >> width * high
    ones = (1 << width) - 1
    return lowest_digits % ones / total, highest_digits % ones / total


def packed_work(blocks: TieBlocks) -> int:
    """Return about how many bits `integer_tails` handles."""
    width = math.comb(blocks.n, blocks.picks).bit_length() + 1
    return blocks.n * blocks.picks**2 * width * int(blocks.scores[-1]) // 2


def _packed_counts(blocks: TieBlocks, width: int) -> int:
    """Return the ways to every sum of all picks, `width` bits a sum.

    The ways of all numbers of picks lie one above the other in one integer, `row` bits each.
    """
    picks, row = blocks.picks, width * (blocks.highest + 1)
    up_to_all_picks = (1 << row * (picks + 1)) - 1
    ways = 1
    for score, size in zip(blocks.scores.tolist(), blocks.sizes.tolist(), strict=True):
        before, one_more = ways, row + width * score
        for taken in range(1, min(size, picks) + 1):
            ways += before * math.comb(size, taken) << one_more * taken
        ways &= up_to_all_picks
    return ways >> row * picks
