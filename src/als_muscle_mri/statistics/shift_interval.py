"""Shifts between two samples that the rank-sum test does not reject."""

import math
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from als_muscle_mri.statistics.midranks import Midranks, sum_of_squares
from als_muscle_mri.statistics.rank_sum_bounds import PBounds
from als_muscle_mri.statistics.rank_sum_exact import exact_rank_sum_p
from als_muscle_mri.statistics.samples import TwoSided, normal_quantile, normal_two_sided_p

SAME = 1e-9
"""Values closer than this share of the largest one are one value once they are shifted."""


@dataclass(frozen=True)
class End:
    """One end of an interval, and whether it belongs to it."""

    value: float
    included: bool


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

    @cached_property
    def deviations(self) -> np.ndarray:
        """Return U less its mean at every shift; it falls."""
        passed = np.concatenate([[0], np.cumsum(self.counts)])
        u = np.empty(2 * self.steps.size + 1)
        u[::2] = passed[-1] - passed
        u[1::2] = (u[:-1:2] + u[2::2]) / 2.0
        return u - passed[-1] / 2.0


def exact_interval(shifts: Shifts, alpha: float, two_sided: TwoSided) -> tuple[End, End, float]:
    """Return the shifts the exact test keeps: both ends, and the level achieved.

    The search goes from both sides inwards, so that nothing outside is left untested; only
    shifts so far out that their p is below a tenth of `alpha` whatever the ties are skipped.
    """
    test = _ExactTest(shifts, alpha, two_sided)
    near = np.flatnonzero(np.abs(shifts.deviations) < test.far_out)
    first_kept = next((i for i in near.tolist() if test.keeps(i)), None)
    if first_kept is None:
        end = End(shifts.estimate, False)
        return end, end, 1.0 - test.largest_p(shifts.estimate, shifts.estimate)
    last_kept = next(i for i in near[::-1].tolist() if test.keeps(i))
    low = _end(shifts, first_kept, first_kept - 1, -math.inf)
    high = _end(shifts, last_kept, last_kept + 1, math.inf)
    if shifts.estimate < low.value:
        low = End(shifts.estimate, False)
    if shifts.estimate > high.value:
        high = End(shifts.estimate, False)
    return low, high, 1.0 - test.largest_p(low.value, high.value)


def _end(shifts: Shifts, kept: int, beyond: int, infinite: float) -> End:
    """Return the end of the interval at a kept step, or at the step beside a kept gap."""
    if kept % 2:
        return End(shifts.shift(kept), True)
    if beyond < 0 or beyond > 2 * shifts.steps.size:
        return End(infinite, False)
    return End(shifts.shift(beyond), False)


class _ExactTest:
    """The exact test of every shift; most are rejected by a bound on p alone."""

    def __init__(self, shifts: Shifts, alpha: float, two_sided: TwoSided) -> None:
        self.shifts, self.alpha, self.two_sided = shifts, alpha, two_sided
        self.bounds = PBounds(shifts.x.size, shifts.y.size)
        self.bound = cache(self._bound)
        self.p = cache(self._p)

    def _bound(self, index: int) -> float:
        return self.bounds.p_bound(*self.shifts.compared(index))

    def _p(self, index: int) -> float:
        sizes, rank_sum = self.shifts.compared(index)
        return exact_rank_sum_p(sizes, self.shifts.x.size, rank_sum, self.two_sided).p

    def keeps(self, index: int) -> bool:
        return self.bound(index) > self.alpha and self.p(index) > self.alpha

    def largest_p(self, low: float, high: float) -> float:
        """Return the largest p of the shifts outside the interval; 0 if there are none."""
        distances = np.abs(self.shifts.deviations)
        largest = 0.0
        for index in np.argsort(distances, kind="stable").tolist():
            if low <= self.shifts.shift(index) <= high:
                continue
            if largest >= self.alpha / 10.0 and distances[index] >= self.far_out:
                break
            if self.bound(index) > largest:
                largest = max(largest, self.p(index))
        return largest

    @cached_property
    def far_out(self) -> float:
        """How far from its mean U has a p of at most a tenth of alpha, whatever the ties."""
        return self.bounds.far_out(self.alpha / 10.0)


def asymptotic_interval(shifts: Shifts, level: float) -> tuple[End, End, float]:
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
    steps = np.concatenate([[-np.inf], shifts.steps, [np.inf]])
    low, high = min(steps[first], shifts.estimate), max(steps[last], shifts.estimate)
    outside = np.abs(np.concatenate([deviates[:first], deviates[last:]]))
    achieved = 1.0 - normal_two_sided_p(outside.min()) if outside.size else 1.0
    return End(float(low), False), End(float(high), False), achieved
