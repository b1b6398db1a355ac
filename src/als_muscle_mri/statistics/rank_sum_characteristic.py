"""Rank sums by inversion of their characteristic function, with a bound on the error.

Let every value be picked independently of the others, a value of block k with chance p_k.
The characteristic function of number and sum of the picks is the product over the blocks of
``(1 - p_k + p_k exp(i (phi + theta s_k))) ** t_k``. Averaged over phi with ``exp(-i phi m)`` it
leaves the arrangements of m picks, and summed over the frequencies theta those with a chosen
statistic. Two facts make that short:

- With ``v_k = p_k (1 - p_k)``, V the sum of ``t_k v_k`` and ``C(theta)`` that of
  ``t_k v_k exp(i theta s_k)``, the product is at most
  ``exp(-(V - |C|)) exp(-|C| (1 - cos(phi + arg C)))``, because ``|1 - p + p exp(i x)|**2`` is
  ``1 - 2 v (1 - cos x)``. So few frequencies matter, and few angles at each, and what leaving
  the others out can do is known.
- With N + 1 or more equally spaced angles the average over phi is exact. With fewer it is off
  by at most the chance that the number of picks misses its mean by that many, which Bernstein's
  inequality bounds. The same inequality says how far from its mean the statistic hardly ever
  lies, so that the whole distribution needs no more frequencies than it has values within.

The p_k are those of a tilt that makes the observed statistic the expected one, so that small
tail probabilities keep their relative precision.
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
from als_muscle_mri.statistics.null_distribution import NullDistribution
from als_muscle_mri.statistics.tie_blocks import TieBlocks
from als_muscle_mri.statistics.tilting import Tilt, tilt_to, untilted

RELATIVE = 1e-13
"""What may be left out, as a share of about the tail probability, unless more is allowed."""

NOWHERE = 1e-20
"""Chance with which the statistic may lie beyond the values a distribution has."""

POINTS_AT_ONCE = 16384  # complex numbers that fit the second-level cache


@dataclass(frozen=True)
class Inversion:
    """Which frequencies and angles to evaluate for the statistics from `threshold` upwards.

    Attributes
    ----------
    blocks, tilt, threshold
        The problem.
    tail
        How many statistics there are from the threshold on, and their weights.
    frequencies
        Those that matter.
    angles
        Number of equally spaced angles.
    centres, points
        For each frequency the angle index of the largest product, and how many angles around it
        matter.
    left_out
        Bound on what all other frequencies and angles, and having few angles, can contribute
        to the tilted tail.
    """

    blocks: TieBlocks
    tilt: Tilt
    threshold: int
    tail: TailSum
    frequencies: Frequencies
    angles: int
    centres: np.ndarray
    points: np.ndarray
    left_out: float

    def cost(self) -> int:
        """Return how many factors are to be evaluated."""
        return int(self.points.sum()) * self.blocks.scores.size


def characteristic_tail(inversion: Inversion) -> tuple[float, float]:
    """Return the null probability of the tail and the bound on its absolute error."""
    blocks, tilt = inversion.blocks, inversion.tilt
    whole, period = inversion.frequencies.whole, inversion.tail.period
    weights = inversion.tail.at(whole)
    waves = _picked(inversion)
    turned = np.exp(-2j * np.pi * phase(whole, inversion.threshold, period))
    twice = halves(whole, period)
    tail = float((twice * (turned * weights * waves).real).sum())
    factor = math.exp(tilt.log_factor(blocks, inversion.threshold))
    mass = float((twice * np.abs(weights) * _largest_average(inversion)).sum())
    error = inversion.left_out + rounding(blocks.n) * mass
    # the factor is the exponential of a sum of terms of about the size of n
    factor_error = 16.0 * UNIT * (4.0 * blocks.n + abs(tilt.slope) * blocks.highest)
    return factor * tail, float(factor * (error + abs(tail) * factor_error))


def plan_tail(blocks: TieBlocks, threshold: int, precision: float = RELATIVE) -> Inversion:
    """Return the inversion for the tail of statistics from `threshold` upwards.

    About `precision` of the tail may be left out; what it is at most, the inversion says.
    """
    tilt = tilt_to(blocks, threshold) if threshold > blocks.mean else untilted(blocks)
    spread = 1.0 + tilt.slope * _deviation(blocks, tilt)
    tolerance = precision / math.sqrt(tilt.variance) / spread / 4.0
    tail = TailSum(
        tilt.slope, blocks.highest - threshold + 1, smooth(blocks.highest - blocks.lowest + 1)
    )
    return _plan(blocks, tilt, threshold, tail, tolerance)


def plan_distribution(blocks: TieBlocks) -> Inversion:
    """Return the inversion for all probabilities, good enough for any sum of them."""
    tilt = untilted(blocks)
    lowest, highest = _reached(blocks)
    values = highest - lowest + 1
    tail = TailSum(tilt.slope, values, smooth(values))
    return _plan(blocks, tilt, lowest, tail, RELATIVE / math.sqrt(tilt.variance))


def characteristic_distribution(inversion: Inversion) -> NullDistribution:
    """Return the null distribution of the doubled rank sum, as probabilities.

    Values less probable than rounding are left out.
    """
    blocks, period = inversion.blocks, inversion.tail.period
    spectrum = np.zeros(period // 2 + 1, dtype=complex)
    spectrum[inversion.frequencies.whole] = _picked(inversion).conj()
    around = np.fft.irfft(spectrum, period)
    statistic = inversion.threshold + np.arange(inversion.tail.values)
    weights = around[statistic % period]
    kept = np.flatnonzero(weights > RELATIVE / statistic.size)
    return NullDistribution(blocks.offset + blocks.step * statistic[kept], weights[kept])


def _reached(blocks: TieBlocks) -> tuple[int, int]:
    """Return the statistics between which nearly all arrangements lie.

    Bernstein's inequality holds without replacement too (Hoeffding 1963,
    doi:10.1080/01621459.1963.10500830, section 6).
    """
    centre = blocks.mean / blocks.picks
    squares = float((blocks.sizes * (blocks.scores - centre) ** 2).sum()) / blocks.n
    reach = _bernstein(NOWHERE, blocks.picks * squares, float(blocks.scores[-1]))
    lowest = max(blocks.lowest, math.floor(blocks.mean - reach))
    return lowest, min(blocks.highest, math.ceil(blocks.mean + reach))


def _plan(
    blocks: TieBlocks, tilt: Tilt, threshold: int, tail: TailSum, tolerance: float
) -> Inversion:
    weights = blocks.sizes * tilt.chances * (1.0 - tilt.chances)
    found = find_frequencies(blocks.scores, weights, tail, tolerance)
    reach = 2.0 * tail.bound(found.whole) / tail.period
    angles, aliased = _angles(blocks, tilt, tolerance / reach.sum())
    # what an angle off the centre loses has to make up for what is still lacking
    lacking = np.log(reach * found.whole.size / tolerance) - found.gaps
    cosine = 1.0 - np.maximum(lacking, 0.0) / np.maximum(tilt.variance - found.gaps, 1e-300)
    width = np.arccos(np.maximum(cosine, -1.0)) * angles / (2.0 * np.pi)
    points = np.minimum(2 * np.ceil(width).astype(np.int64) + 1, angles)
    return Inversion(
        blocks=blocks,
        tilt=tilt,
        threshold=threshold,
        tail=tail,
        frequencies=found,
        angles=angles,
        centres=np.rint(found.turns * angles).astype(np.int64),
        points=points,
        left_out=found.left_out + tolerance + aliased * float(reach.sum()),
    )


def _picked(inversion: Inversion) -> np.ndarray:
    """Return the averages over the angles, one a frequency."""
    averages = np.empty(inversion.points.size, dtype=complex)
    order = np.argsort(inversion.points)
    first = 0
    while first < order.size:
        # frequencies of about the same number of angles go together
        last = min(
            first + max(1, POINTS_AT_ONCE // int(inversion.points[order[first]])), order.size
        )
        chosen = order[first:last]
        averages[chosen] = _averages(inversion, chosen, int(inversion.points[chosen[-1]]))
        first = last
    return averages


def _averages(inversion: Inversion, chosen: np.ndarray, points: int) -> np.ndarray:
    blocks, tilt, period = inversion.blocks, inversion.tilt, inversion.tail.period
    offsets = np.arange(points) - points // 2
    angle = (inversion.centres[chosen][:, None] + offsets) % inversion.angles
    turn = np.exp(2j * np.pi * angle / inversion.angles)
    product = np.exp(-2j * np.pi * (angle * blocks.picks % inversion.angles) / inversion.angles)
    whole = inversion.frequencies.whole[chosen]
    rows = zip(blocks.scores.tolist(), blocks.sizes.tolist(), tilt.chances.tolist(), strict=True)
    for score, size, chance in rows:
        wave = np.exp(2j * np.pi * phase(whole, score, period))
        factor = turn * (chance * wave)[:, None]
        factor += 1.0 - chance
        multiply_power(product, factor, size)
    return product.sum(axis=1) / inversion.angles


def _largest_average(inversion: Inversion) -> np.ndarray:
    """Return bounds on the averages over the angles of the absolute products."""
    gaps = inversion.frequencies.gaps
    size = np.maximum(inversion.tilt.variance - gaps, 0.0)
    # mean of exp(-c (1 - cos x)) over the circle: below 1, and below 1 / sqrt(c)
    return np.exp(-gaps) / np.sqrt(np.maximum(size, 1.0)) * 2.0


def _deviation(blocks: TieBlocks, tilt: Tilt) -> float:
    """Return about the standard deviation of the tilted statistic."""
    weights = blocks.sizes * tilt.chances * (1.0 - tilt.chances)
    centre = (weights * blocks.scores).sum() / weights.sum()
    return math.sqrt(float((weights * (blocks.scores - centre) ** 2).sum()))


def _angles(blocks: TieBlocks, tilt: Tilt, tolerance: float) -> tuple[int, float]:
    """Return how many angles are enough, and a bound on what too few of them add."""
    distance = _bernstein(tolerance, tilt.variance, 1.0)
    if distance >= blocks.n:
        return blocks.n + 1, 0.0
    return math.ceil(distance), tolerance


def _bernstein(chance: float, variance: float, largest: float) -> float:
    """Return how far a sum hardly ever lies from its mean on either side: with half of `chance`.

    The parts of the sum are independent, together they have the variance, and none lies further
    than `largest` from its mean.
    """
    need = math.log(4.0 / chance)
    third = need * largest / 3.0
    return third + math.sqrt(third * third + 2.0 * need * variance)
