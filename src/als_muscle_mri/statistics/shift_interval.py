"""Shifts between two samples that the rank-sum test does not reject."""

import math
from dataclasses import dataclass

import numpy as np

from als_muscle_mri.statistics.midranks import Midranks, sum_of_squares
from als_muscle_mri.statistics.rank_sum_bounds import PBounds
from als_muscle_mri.statistics.rank_sum_exact import exact_rank_sum_p
from als_muscle_mri.statistics.samples import TwoSided, normal_quantile

SAME = 1e-9
"""Values closer than this share of the largest one are one value once they are shifted."""


@dataclass(frozen=True)
class Shifts:
    """The shifts at which the comparison of x - d with y changes.

    Attributes
    ----------
    steps, counts
        Distinct differences x - y, rising, and how many pairs have each.
    tolerance
        Differences closer than this are one.
    """

    x: np.ndarray
    y: np.ndarray
    steps: np.ndarray
    counts: np.ndarray
    tolerance: float

    @classmethod
    def of(cls, x: np.ndarray, y: np.ndarray) -> "Shifts":
        """Return the shifts of two samples without missing values."""
        tolerance = SAME * max(float(np.abs(x).max()), float(np.abs(y).max()))
        x_distinct, x_counts = np.unique(x, return_counts=True)
        y_distinct, y_counts = np.unique(y, return_counts=True)
        differences = np.subtract.outer(x_distinct, y_distinct).ravel()
        weights = np.multiply.outer(x_counts, y_counts).ravel()
        order = np.argsort(differences, kind="stable")
        differences, weights = differences[order], weights[order]
        first = np.flatnonzero(np.diff(differences, prepend=-np.inf) > tolerance)
        return cls(x, y, differences[first], np.add.reduceat(weights, first), tolerance)

    @property
    def estimate(self) -> float:
        """The median of all differences."""
        passed = np.cumsum(self.counts)
        pairs = int(passed[-1])
        middle = np.searchsorted(passed, [(pairs + 1) // 2, pairs // 2 + 1])
        return float(self.steps[middle].mean())

    @property
    def with_infinite_ends(self) -> np.ndarray:
        """The steps between minus and plus infinity."""
        return np.concatenate([[-np.inf], self.steps, [np.inf]])

    def shift(self, index: int) -> float:
        """Return the step at an odd index, a shift beside or between steps at an even one."""
        if index % 2:
            return float(self.steps[index // 2])
        if index == 0:
            return float(self.steps[0]) - 1.0 - self.tolerance
        if index == 2 * self.steps.size:
            return float(self.steps[-1]) + 1.0 + self.tolerance
        return float(self.steps[index // 2 - 1] + self.steps[index // 2]) / 2.0

    def compared(self, index: int) -> tuple[np.ndarray, int]:
        """Return tie sizes and doubled rank sum of the shifted x among the y."""
        pooled = np.concatenate([self.x - self.shift(index), self.y])
        order = np.argsort(pooled, kind="stable")
        codes = np.empty(pooled.size, dtype=np.int64)
        # shifting leaves rounding in values that are equal
        codes[order] = np.cumsum(
            np.diff(pooled[order], prepend=pooled.min()) > self.tolerance / 4.0
        )
        ranks = Midranks.of(codes)
        return ranks.sizes, int(ranks.doubled[: self.x.size].sum())

    @property
    def deviations(self) -> np.ndarray:
        """Return U less its mean at every shift; it falls."""
        passed = np.concatenate([[0], np.cumsum(self.counts)])
        u = np.empty(2 * self.steps.size + 1)
        u[::2] = passed[-1] - passed
        u[1::2] = (u[:-1:2] + u[2::2]) / 2.0
        return u - passed[-1] / 2.0


def exact_interval(shifts: Shifts, alpha: float, two_sided: TwoSided) -> tuple[float, float]:
    """Return the ends of the shifts that the exact test keeps.

    The search goes from both sides inwards, so that nothing outside is left untested; only
    shifts so far out that their p is at most `alpha` whatever the ties are skipped.
    """
    bounds = PBounds(shifts.x.size, shifts.y.size)

    def is_kept(index: int) -> bool:
        sizes, rank_sum = shifts.compared(index)
        if bounds.p_bound(sizes, rank_sum) <= alpha:
            return False
        return exact_rank_sum_p(sizes, shifts.x.size, rank_sum, two_sided).p > alpha

    near = np.flatnonzero(np.abs(shifts.deviations) < bounds.far_out(alpha)).tolist()
    first = next(filter(is_kept, near), None)
    if first is None:
        return shifts.estimate, shifts.estimate
    last = next(filter(is_kept, reversed(near)))
    steps = shifts.with_infinite_ends
    low, high = steps[(first + 1) // 2], steps[last // 2 + 1]
    return min(float(low), shifts.estimate), max(float(high), shifts.estimate)


def asymptotic_interval(shifts: Shifts, level: float) -> tuple[float, float]:
    """Invert the normal approximation at the shifts between steps.

    There the ties, and with them the variance, are those within the samples, and U falls from
    one gap to the next, so that the kept gaps are neighbours.
    """
    n_x, n_y = shifts.x.size, shifts.y.size
    n = n_x + n_y
    within = [np.unique(sample, return_counts=True)[1] for sample in (shifts.x, shifts.y)]
    squares = sum_of_squares(np.concatenate(within))
    deviation = math.sqrt(n_x * n_y * squares / (n * (n - 1))) / 2.0
    deviates = (n_x * n_y / 2.0 - np.concatenate([[0], np.cumsum(shifts.counts)])) / deviation
    kept = np.flatnonzero(np.abs(deviates) < normal_quantile(level))
    if kept.size == 0:
        first = last = int(np.searchsorted(-deviates, 0.0))
    else:
        first, last = int(kept[0]), int(kept[-1]) + 1
    low, high = shifts.with_infinite_ends[[first, last]].tolist()
    return min(low, shifts.estimate), max(high, shifts.estimate)
