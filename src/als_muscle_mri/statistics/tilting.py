"""Unequal chances of being picked that make a chosen rank sum the expected one."""

import math
from dataclasses import dataclass

import numpy as np

from als_muscle_mri.statistics.tie_blocks import TieBlocks

ROUNDS = 200
LARGEST_MOVE = 2.0  # in log odds a round, which keeps Newton's method from overshooting
LEAST_SPREAD = 0.75
"""Share of the untilted variance of the number picked below which tilting stops."""


@dataclass(frozen=True)
class Tilt:
    """Independent picks with log odds ``intercept + slope * score``.

    Given that `picks` values are picked, an arrangement with statistic s has ``exp(slope * s)``
    times the weight it has when all arrangements are equally likely.

    Attributes
    ----------
    intercept, slope
        Of the log odds.
    chances
        Chance to be picked of a value of each block.
    variance
        Variance of the number of picks.
    """

    intercept: float
    slope: float
    chances: np.ndarray
    variance: float

    @classmethod
    def of(cls, blocks: TieBlocks, intercept: float, slope: float) -> "Tilt":
        """Return the tilt with the given log odds."""
        chances = 1.0 / (1.0 + np.exp(-(intercept + slope * blocks.scores)))
        variance = float((blocks.sizes * chances * (1.0 - chances)).sum())
        return cls(intercept, slope, chances, variance)

    def log_factor(self, blocks: TieBlocks, threshold: int) -> float:
        """Return the logarithm of what turns tilted sums into null probabilities.

        The null probability of a statistic >= `threshold` is the exponential of this times the
        sum, over s from `threshold` on, of ``exp(-slope * (s - threshold))`` times the tilted
        probability of picking `picks` values with statistic s. As that sum is at most 1, this
        bounds the tail: Chernoff's bound.
        """
        n, picks = blocks.n, blocks.picks
        log_odds = self.intercept + self.slope * blocks.scores
        return (
            float((blocks.sizes * np.logaddexp(0.0, log_odds)).sum())
            - picks * self.intercept
            - self.slope * threshold
            - (math.lgamma(n + 1) - math.lgamma(picks + 1) - math.lgamma(n - picks + 1))
        )


def untilted(blocks: TieBlocks) -> Tilt:
    """Return equal chances for all values."""
    return Tilt.of(blocks, math.log(blocks.picks / (blocks.n - blocks.picks)), 0.0)


def tilt_to(blocks: TieBlocks, statistic: float) -> Tilt:
    """Return the tilt under which the expected statistic is `statistic`, above its mean.

    Very far out, where few arrangements are left, tilting stops short of it: what remains is
    then known to a small absolute error only.

    Examples
    --------
    >>> blocks = TieBlocks.of_sizes(np.ones(20, dtype=int), 10)
    >>> tilt = tilt_to(blocks, 110)
    >>> bool(np.isclose((tilt.chances * blocks.scores).sum(), 110))
    True
    """
    null = untilted(blocks)
    target = statistic
    while target > blocks.mean:
        if target < blocks.highest:
            tilt = _solve(blocks, null, target)
            if tilt.variance >= LEAST_SPREAD * null.variance:
                return tilt
        target = (target + blocks.mean) / 2.0
    return null


def chernoff(blocks: TieBlocks, threshold: int) -> float:
    """Return a bound on the chance of a statistic from `threshold` upwards.

    Examples
    --------
    >>> blocks = TieBlocks.of_sizes(np.ones(4, dtype=int), 2)
    >>> 1 / 6 <= chernoff(blocks, blocks.highest) <= 1
    True
    """
    if threshold > blocks.highest:
        return 0.0
    if threshold <= blocks.mean:
        return 1.0
    return math.exp(min(tilt_to(blocks, threshold).log_factor(blocks, threshold), 0.0))


def _solve(blocks: TieBlocks, start: Tilt, target: float) -> Tilt:
    """Solve for intercept and slope by Newton's method; the problem is convex."""
    centre, scale = blocks.mean / blocks.picks, float(blocks.scores[-1])
    design = np.stack([np.ones(blocks.scores.size), (blocks.scores - centre) / scale])
    wanted = np.array([blocks.picks, (target - blocks.mean) / scale])
    theta = np.array([start.intercept, 0.0])
    for _ in range(ROUNDS):
        chances = 1.0 / (1.0 + np.exp(-(theta @ design)))
        weights = blocks.sizes * chances * (1.0 - chances)
        move = np.linalg.solve(
            (design * weights) @ design.T, design @ (blocks.sizes * chances) - wanted
        )
        theta = theta - move * min(1.0, LARGEST_MOVE / max(np.abs(move @ design).max(), 1e-300))
        if np.abs(move).max() < 1e-9:
            break
    slope = float(theta[1]) / scale
    return Tilt.of(blocks, float(theta[0]) - slope * centre, slope)
