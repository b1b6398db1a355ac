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
  inequality bounds.

The p_k are those of a tilt that makes the observed statistic the expected one, so that small
tail probabilities keep their relative precision.
"""

import math
from dataclasses import dataclass

import numpy as np

from als_muscle_mri.statistics.null_distribution import NullDistribution
from als_muscle_mri.statistics.tie_blocks import TieBlocks
from als_muscle_mri.statistics.tilting import Tilt, tilt_to, untilted

RELATIVE = 1e-13
"""What may be left out, as a share of about the tail probability."""

SLACK = 6.0
"""How much the exponent may change within one cell of the coarse search."""

UNIT = 2.0**-53
POINTS_AT_ONCE = 16384  # complex numbers that fit the second-level cache


@dataclass(frozen=True)
class Inversion:
    """Which frequencies and angles to evaluate for a tail from `threshold` upwards.

    Attributes
    ----------
    blocks, tilt, threshold
        The problem; all statistics up to the largest belong to the tail.
    period
        Number of frequencies, at least the number of values of the statistic.
    angles
        Number of equally spaced angles.
    frequencies
        Whole numbers f, for ``theta = 2 pi f / period``, that matter.
    gaps, centres, points
        For each of them ``V - |C|``, the angle index of the largest product, and how many
        angles around it matter.
    left_out
        Bound on what all other frequencies and angles, and having few angles, can contribute
        to the tilted tail.
    """

    blocks: TieBlocks
    tilt: Tilt
    threshold: int
    period: int
    angles: int
    frequencies: np.ndarray
    gaps: np.ndarray
    centres: np.ndarray
    points: np.ndarray
    left_out: float

    def cost(self) -> int:
        """Return how many factors are to be evaluated."""
        return int(self.points.sum()) * self.blocks.scores.size


def characteristic_tail(inversion: Inversion) -> tuple[float, float]:
    """Return the null probability of the tail and the bound on its absolute error."""
    blocks, tilt = inversion.blocks, inversion.tilt
    weights = _tail_weights(inversion)
    waves = _picked(inversion)
    turned = np.exp(-2j * np.pi * _phase(inversion, inversion.threshold))
    twice = np.where(_is_own_conjugate(inversion), 1.0, 2.0) / inversion.period
    tail = float((twice * (turned * weights * waves).real).sum())
    factor = math.exp(tilt.log_factor(blocks, inversion.threshold))
    mass = float((twice * np.abs(weights) * _largest_average(inversion)).sum())
    error = inversion.left_out + _rounding(blocks) * mass
    # the factor is the exponential of a sum of terms of about the size of n
    factor_error = 16.0 * UNIT * (4.0 * blocks.n + abs(tilt.slope) * blocks.highest)
    return factor * tail, float(factor * (error + abs(tail) * factor_error))


def plan_tail(blocks: TieBlocks, threshold: int) -> Inversion:
    """Return the inversion for the tail of statistics from `threshold` upwards."""
    tilt = tilt_to(blocks, threshold) if threshold > blocks.mean else untilted(blocks)
    spread = 1.0 + tilt.slope * _deviation(blocks, tilt)
    return _plan(blocks, tilt, threshold, RELATIVE / math.sqrt(tilt.variance) / spread / 4.0)


def plan_distribution(blocks: TieBlocks) -> Inversion:
    """Return the inversion for all probabilities, good enough for any sum of them."""
    tilt = untilted(blocks)
    return _plan(blocks, tilt, blocks.lowest, RELATIVE / math.sqrt(tilt.variance))


def characteristic_distribution(inversion: Inversion) -> NullDistribution:
    """Return the null distribution of the doubled rank sum, as probabilities.

    Values less probable than rounding are left out.
    """
    blocks, period = inversion.blocks, inversion.period
    spectrum = np.zeros(period // 2 + 1, dtype=complex)
    spectrum[inversion.frequencies] = _picked(inversion).conj()
    around = np.fft.irfft(spectrum, period)
    statistic = np.arange(blocks.lowest, blocks.highest + 1)
    weights = around[statistic % period]
    weights /= weights.sum()
    kept = np.flatnonzero(weights > RELATIVE / statistic.size)
    return NullDistribution(blocks.offset + blocks.step * statistic[kept], weights[kept])


def _plan(blocks: TieBlocks, tilt: Tilt, threshold: int, tolerance: float) -> Inversion:
    period = _smooth(blocks.highest - blocks.lowest + 1)
    frequencies, gaps, turns, left_out = _search(blocks, tilt, threshold, period, tolerance)
    reach = 2.0 * _weight_bound(blocks, tilt, threshold, period, frequencies) / period
    angles, aliased = _angles(blocks, tilt, tolerance / reach.sum())
    # what an angle off the centre loses has to make up for what is still lacking
    lacking = np.log(reach * frequencies.size / tolerance) - gaps
    cosine = 1.0 - np.maximum(lacking, 0.0) / np.maximum(tilt.variance - gaps, 1e-300)
    width = np.arccos(np.maximum(cosine, -1.0)) * angles / (2.0 * np.pi)
    points = np.minimum(2 * np.ceil(width).astype(np.int64) + 1, angles)
    return Inversion(
        blocks=blocks,
        tilt=tilt,
        threshold=threshold,
        period=period,
        angles=angles,
        frequencies=frequencies,
        gaps=gaps,
        centres=np.rint(turns * angles).astype(np.int64),
        points=points,
        left_out=left_out + tolerance + aliased * float(reach.sum()),
    )


def _search(
    blocks: TieBlocks, tilt: Tilt, threshold: int, period: int, tolerance: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Return the frequencies that matter, their gaps and turns, and a bound on the others.

    |C| changes slowly, by at most the mean absolute score times the variance a radian. A
    coarse grid therefore tells where it can be large, and only there it is computed finely.
    """
    weights = blocks.sizes * tilt.chances * (1.0 - tilt.chances)
    centre = int(np.rint((weights * blocks.scores).sum() / weights.sum()))
    slope = float((weights * np.abs(blocks.scores - centre)).sum())
    stride, slack = 1, 0.0
    while period % (2 * stride) == 0 and slope * 2.0 * np.pi * stride / period <= SLACK:
        stride *= 2
        slack = slope * np.pi * stride / period
    cells = period // stride
    coarse = np.fft.rfft(np.bincount(blocks.scores % cells, weights, minlength=cells))
    index = np.arange(coarse.size)
    gaps = np.maximum(tilt.variance - np.abs(coarse) - slack, 0.0)
    nearest = np.maximum(stride * index - stride // 2, 0)
    bound = 2.0 * stride / period * np.exp(-gaps)
    bound *= _weight_bound(blocks, tilt, threshold, period, nearest)
    kept, outside = _largest(bound, tolerance / 2.0)
    around = np.arange(stride + 1) - stride // 2
    fine = (stride * kept[:, None] + around).ravel()
    fine = np.unique(fine[(fine >= 0) & (fine <= period // 2)])
    exact = np.zeros(fine.size, dtype=complex)
    for score, weight in zip((blocks.scores - centre).tolist(), weights.tolist(), strict=True):
        exact += weight * np.exp(2j * np.pi * ((fine * score) % period) / period)
    gaps = np.maximum(tilt.variance - np.abs(exact), 0.0)
    bound = 2.0 / period * np.exp(-gaps)
    bound *= _weight_bound(blocks, tilt, threshold, period, fine)
    kept, inside = _largest(bound, tolerance / 2.0)
    fine = fine[kept]
    # C for scores from 0 is that for centred scores, turned by the centre
    turns = -np.angle(exact[kept]) / (2.0 * np.pi) - ((fine * centre) % period) / period
    return fine, gaps[kept], turns, outside + inside


def _largest(bounds: np.ndarray, tolerance: float) -> tuple[np.ndarray, float]:
    """Return where all but the smallest bounds are, and the sum of those, within tolerance."""
    order = np.argsort(bounds)
    sums = np.cumsum(bounds[order])
    dropped = int(np.searchsorted(sums, tolerance, side="right"))
    dropped = min(dropped, bounds.size - 1)
    return np.sort(order[dropped:]), float(sums[dropped - 1]) if dropped else 0.0


def _weight_bound(
    blocks: TieBlocks, tilt: Tilt, threshold: int, period: int, frequencies: np.ndarray
) -> np.ndarray:
    """Return a bound on the weight that a frequency, or a higher one, has in the tail."""
    values = blocks.highest - threshold + 1
    decay = math.exp(-tilt.slope)
    sine = np.sin(np.pi * frequencies / period)
    distance = np.sqrt((1.0 - decay) ** 2 + 4.0 * decay * sine**2)
    return np.minimum(float(values), 2.0 / np.maximum(distance, 1.0 / values))


def _tail_weights(inversion: Inversion) -> np.ndarray:
    """Return the sums of ``exp(-(slope + i theta) r)`` over r from 0 to the end of the tail."""
    slope = inversion.tilt.slope
    values = inversion.blocks.highest - inversion.threshold + 1
    one = -slope - 2j * np.pi * _phase(inversion, 1)
    many = -slope * values - 2j * np.pi * _phase(inversion, values)
    weights = np.full(one.size, complex(values))
    turning = one != 0.0
    weights[turning] = np.expm1(many[turning]) / np.expm1(one[turning])
    return weights


def _phase(inversion: Inversion, times: int) -> np.ndarray:
    """Return ``times * frequency / period`` without whole turns, exact before the division."""
    return (inversion.frequencies * times % inversion.period) / inversion.period


def _is_own_conjugate(inversion: Inversion) -> np.ndarray:
    return (inversion.frequencies == 0) | (2 * inversion.frequencies == inversion.period)


def _picked(inversion: Inversion) -> np.ndarray:
    """Return the averages over the angles, one a frequency."""
    averages = np.empty(inversion.frequencies.size, dtype=complex)
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
    blocks, tilt, period = inversion.blocks, inversion.tilt, inversion.period
    offsets = np.arange(points) - points // 2
    angle = (inversion.centres[chosen][:, None] + offsets) % inversion.angles
    turn = np.exp(2j * np.pi * angle / inversion.angles)
    product = np.exp(-2j * np.pi * (angle * blocks.picks % inversion.angles) / inversion.angles)
    frequencies = inversion.frequencies[chosen]
    rows = zip(blocks.scores.tolist(), blocks.sizes.tolist(), tilt.chances.tolist(), strict=True)
    for score, size, chance in rows:
        wave = np.exp(2j * np.pi * (frequencies * score % period) / period)
        factor = turn * (chance * wave)[:, None]
        factor += 1.0 - chance
        _multiply_power(product, factor, size)
    return product.sum(axis=1) / inversion.angles


def _multiply_power(product: np.ndarray, factor: np.ndarray, power: int) -> None:
    """Multiply the product by a power of the factor, in place, by repeated squaring."""
    while True:
        if power & 1:
            product *= factor
        power >>= 1
        if not power:
            return
        factor *= factor


def _largest_average(inversion: Inversion) -> np.ndarray:
    """Return bounds on the averages over the angles of the absolute products."""
    size = np.maximum(inversion.tilt.variance - inversion.gaps, 0.0)
    # mean of exp(-c (1 - cos x)) over the circle: below 1, and below 1 / sqrt(c)
    return np.exp(-inversion.gaps) / np.sqrt(np.maximum(size, 1.0)) * 2.0


def _rounding(blocks: TieBlocks) -> float:
    """Return a bound on the relative error of products of factors computed in doubles.

    A factor is at least exp(-1/2) in the bound of its size, so that an absolute error of four
    units in it is one of at most seven units relative to that bound; a multiplication adds at
    most three, a sum one.
    """
    return 1.1 * (10.0 * blocks.n + 100.0) * UNIT


def _deviation(blocks: TieBlocks, tilt: Tilt) -> float:
    """Return about the standard deviation of the tilted statistic."""
    weights = blocks.sizes * tilt.chances * (1.0 - tilt.chances)
    centre = (weights * blocks.scores).sum() / weights.sum()
    return math.sqrt(float((weights * (blocks.scores - centre) ** 2).sum()))


def _angles(blocks: TieBlocks, tilt: Tilt, tolerance: float) -> tuple[int, float]:
    """Return how many angles are enough, and a bound on what too few of them add."""
    need = math.log(4.0 / tolerance)
    distance = need / 3.0 + math.sqrt(need * need / 9.0 + 2.0 * need * tilt.variance)
    if distance >= blocks.n:
        return blocks.n + 1, 0.0
    return math.ceil(distance), tolerance


def _smooth(least: int) -> int:
    """Return a number not below `least` that is a small one times a power of two."""
    power = 1 << max(least.bit_length() - 4, 0)
    return -(-least // power) * power
