"""Quick bounds on exact rank-sum p-values, to reject without computing them."""

import math
from functools import cached_property

import numpy as np

from als_muscle_mri.statistics.null_distribution import NullDistribution
from als_muscle_mri.statistics.rank_sum_exact import SMALL, rank_sum_distribution
from als_muscle_mri.statistics.rank_sum_integers import packed_work
from als_muscle_mri.statistics.tie_blocks import TieBlocks
from als_muscle_mri.statistics.tilting import chernoff


class PBounds:
    """Bounds on the exact two-sided p-value of any comparison of samples of two given sizes.

    They hold for both ways to join the tails.

    Parameters
    ----------
    n_x, n_y
        Sample sizes.
    """

    def __init__(self, n_x: int, n_y: int) -> None:
        self._n_x, self._n = n_x, n_x + n_y

    @cached_property
    def _untied(self) -> NullDistribution:
        return rank_sum_distribution(np.ones(self._n, dtype=np.int64), self._n_x)

    def far_out(self, p: float) -> float:
        """Return how far from its mean U may lie before every p-value is at most `p`, ties or not.

        Midranks are what untied ranks are on average when ties are broken at random. Averages
        have no larger exponential moments, so that Chernoff's bound for untied ranks holds.
        For samples so small that p itself costs no more, it is infinity.

        Examples
        --------
        >>> 400 < PBounds(50, 50).far_out(0.05) < 600
        True
        """
        blocks = TieBlocks.of_sizes(np.ones(self._n, dtype=np.int64), self._n_x)
        if packed_work(blocks) < SMALL:
            return math.inf
        kept, rejected = math.floor(blocks.mean), blocks.highest + 1
        while rejected - kept > 1:
            middle = (kept + rejected) // 2
            if 2.0 * chernoff(blocks, middle) <= p:
                rejected = middle
            else:
                kept = middle
        return rejected - blocks.mean

    def p_bound(self, sizes: np.ndarray, rank_sum: int) -> float:
        """Return a number that the exact p-value does not exceed; it may be above 1.

        Parameters
        ----------
        sizes
            Tie sizes of the pooled values, rising.
        rank_sum
            Sum of the doubled midranks of x.

        Examples
        --------
        >>> from als_muscle_mri.statistics.rank_sum_exact import exact_rank_sum_p
        >>> sizes = np.full(10, 20)
        >>> p = exact_rank_sum_p(sizes, 100, 23000, "doubled").p
        >>> p < PBounds(100, 100).p_bound(sizes, 23000) < 0.2
        True
        """
        centre = self._n_x * (self._n + 1)
        distance = abs(rank_sum - centre)
        coupled = self._coupled(sizes, centre + distance)
        blocks = TieBlocks.of_sizes(sizes, self._n_x)
        if packed_work(blocks) < SMALL:
            return coupled
        mirrored = self._n_x * int(blocks.scores[-1]) - blocks.at_most(centre - distance)
        upper = chernoff(blocks, blocks.at_least(centre + distance))
        lower = chernoff(blocks.reflected(), mirrored)
        return min(coupled, 2.0 * max(upper, lower))

    def _coupled(self, sizes: np.ndarray, rank_sum: int) -> float:
        """Bound p by that of untied ranks.

        Breaking the ties of t values of which j belong to x moves twice their rank sum by at
        most ``j (t - j)``. So tied sums reach far only where untied ones nearly do.
        """
        moved = int((sizes // 2 * (sizes - sizes // 2)).sum())
        return 2.0 * self._untied.upper(rank_sum - moved) / self._untied.total
