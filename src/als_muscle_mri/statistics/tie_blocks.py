"""Blocks of tied values, the form in which rank sums are counted."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from als_muscle_mri.statistics.midranks import block_ranks


@dataclass(frozen=True)
class TieBlocks:
    """Blocks of tied values, and how many values are to be picked from them all.

    The statistic is the sum of the block scores over the picked values. A doubled rank sum of
    x is ``offset + step * statistic``.

    Attributes
    ----------
    scores
        Rising integers from 0 without a common divisor, one a block.
    sizes
        How many values each block holds.
    picks
        How many values are picked, the size of x.
    offset, step
        Whole numbers that turn the statistic into the doubled rank sum.
    """

    scores: np.ndarray
    sizes: np.ndarray
    picks: int
    offset: int
    step: int

    @classmethod
    def of_sizes(cls, sizes: np.ndarray, picks: int) -> "TieBlocks":
        """Return the blocks of pooled values from the tie sizes of their rising values.

        Examples
        --------
        >>> TieBlocks.of_sizes(np.array([1, 2]), 2)
        TieBlocks(scores=array([0, 1]), sizes=array([1, 2]), picks=2, offset=4, step=3)
        """
        ranks = block_ranks(sizes)
        lowest = int(ranks[0])
        scores = ranks - lowest
        step = int(np.gcd.reduce(scores)) or 1
        return cls(scores // step, sizes, picks, lowest * picks, step)

    @cached_property
    def n(self) -> int:
        """Number of values in all blocks together."""
        return int(self.sizes.sum())

    @cached_property
    def lowest(self) -> int:
        """Smallest statistic."""
        return _greedy_sum(self.scores, self.sizes, self.picks)

    @cached_property
    def highest(self) -> int:
        """Largest statistic."""
        return _greedy_sum(self.scores[::-1], self.sizes[::-1], self.picks)

    @cached_property
    def mean(self) -> float:
        """Mean of the statistic when all picks are equally likely."""
        return self.picks * float((self.scores * self.sizes).sum()) / self.n

    def at_least(self, rank_sum: int) -> int:
        """Return the smallest statistic whose doubled rank sum is not below `rank_sum`."""
        return -((self.offset - rank_sum) // self.step)

    def at_most(self, rank_sum: int) -> int:
        """Return the largest statistic whose doubled rank sum is not above `rank_sum`."""
        return (rank_sum - self.offset) // self.step

    def reflected(self) -> "TieBlocks":
        """Return blocks whose statistic is ``picks * top score - statistic``."""
        top = int(self.scores[-1])
        return TieBlocks(
            top - self.scores[::-1],
            self.sizes[::-1],
            self.picks,
            self.offset + self.step * self.picks * top,
            -self.step,
        )


def _greedy_sum(scores: np.ndarray, sizes: np.ndarray, picks: int) -> int:
    """Return the sum of the scores if the picks take whole blocks in the given order."""
    taken = np.diff(np.minimum(np.cumsum(sizes), picks), prepend=0)
    return int((taken * scores).sum())
