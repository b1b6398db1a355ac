"""Which frequencies of a characteristic function matter, and their weights in a tail.

The statistic is a sum of independent picks: a value of block k, with score s_k, is picked with a
chance p_k. With ``v_k = p_k (1 - p_k)``, V the sum of ``t_k v_k`` over block sizes t_k and
``C(theta)`` that of ``t_k v_k exp(i theta s_k)``, the characteristic function is at most
``exp(-(V - |C|))``, because ``|1 - p + p exp(i x)|**2`` is ``1 - 2 v (1 - cos x)``. As |C| changes
slowly, a coarse grid tells where it can be large, and only there it is looked at more finely.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

SLACK = 6.0
"""How much the exponent may change within one cell of a grid before the finest."""

COARSEST = 0.25
"""The same for the coarsest grid, as a share of V, if that is more."""

FINER = 8
"""Cells of a grid within one of the grid before."""

UNIT = 2.0**-53


@dataclass(frozen=True)
class TailSum:
    """The values r = 0, 1, ... from a threshold upwards, each with the weight ``exp(-slope r)``.

    Attributes
    ----------
    slope
        Not below 0.
    values
        How many values there are.
    period
        Frequencies are ``2 pi f / period`` for whole numbers f.
    """

    slope: float
    values: int
    period: int

    def at(self, frequencies: np.ndarray) -> np.ndarray:
        """Return the sums of ``exp(-(slope + i theta) r)``."""
        one = -self.slope - 2j * np.pi * phase(frequencies, 1, self.period)
        many = -self.slope * self.values - 2j * np.pi * phase(frequencies, self.values, self.period)
        weights = np.full(one.size, complex(self.values))
        turning = one != 0.0
        weights[turning] = np.expm1(many[turning]) / np.expm1(one[turning])
        return weights

    def bound(self, frequencies: np.ndarray) -> np.ndarray:
        """Return bounds on the absolute sums at these frequencies and at all higher ones."""
        decay = math.exp(-self.slope)
        sine = np.sin(np.pi * frequencies / self.period)
        distance = np.sqrt((1.0 - decay) ** 2 + 4.0 * decay * sine**2)
        return np.minimum(float(self.values), 2.0 / np.maximum(distance, 1.0 / self.values))


@dataclass(frozen=True)
class Frequencies:
    """The frequencies that matter.

    Attributes
    ----------
    whole
        Whole numbers f from 0 to half the period.
    gaps
        ``V - |C|`` for each of them.
    turns
        ``-arg C / (2 pi)`` for each of them.
    left_out
        Bound on what all others contribute to the tail.
    """

    whole: np.ndarray
    gaps: np.ndarray
    turns: np.ndarray
    left_out: float


def find_frequencies(
    scores: np.ndarray, weights: np.ndarray, tail: TailSum, tolerance: float
) -> Frequencies:
    """Return all frequencies but those that together contribute at most `tolerance`.

    Parameters
    ----------
    scores
        Whole numbers from 0, one a block.
    weights
        ``t_k v_k`` of the blocks.
    tail
        What is summed.
    tolerance
        Above 0.

    Examples
    --------
    >>> scores, weights = np.arange(40), np.full(40, 2.5)
    >>> found = find_frequencies(scores, weights, TailSum(0.1, 500, 1024), 1e-12)
    >>> found.whole.size < 100, found.left_out < 1e-12
    (True, True)
    """
    variance, period = float(weights.sum()), tail.period
    strides = list(_strides(scores, weights, period))
    cells = period // strides[0][0]
    folded = np.bincount(scores % cells, weights, minlength=cells)
    sums = np.fft.rfft(folded).conj()
    whole = strides[0][0] * np.arange(sums.size)
    left_out = 0.0
    for at, (stride, slack) in enumerate(strides):
        if at:
            whole = _within(whole, strides[at - 1][0], stride, period // 2)
            sums = _sums(whole, scores, weights, period)
        bound = np.exp(-np.maximum(variance - np.abs(sums) - slack, 0.0))
        bound *= 2.0 * stride / period * tail.bound(np.maximum(whole - stride // 2, 0))
        kept, dropped = _largest(bound, tolerance / len(strides))
        whole, sums, left_out = whole[kept], sums[kept], left_out + dropped
    gaps = np.maximum(variance - np.abs(sums), 0.0)
    return Frequencies(whole, gaps, -np.angle(sums) / (2.0 * np.pi), left_out)


def _strides(scores: np.ndarray, weights: np.ndarray, period: int) -> Iterator[tuple[int, float]]:
    """Give the widths of the cells, coarse to fine, and how far |C| can change within half of one.

    A radian changes |C| by at most the sum of the weights times the absolute centred scores.
    """
    variance = float(weights.sum())
    centre = np.rint((weights * scores).sum() / variance)
    slope = float((weights * np.abs(scores - centre)).sum())

    def slack(stride: int) -> float:
        return slope * np.pi * stride / period

    stride, most = 1, max(SLACK, COARSEST * variance)
    while period % (2 * stride) == 0 and slack(2 * stride) <= most:
        stride *= 2
    while stride > 1:
        yield stride, slack(stride)
        stride = max(stride // FINER, 1) if slack(stride) > SLACK else 1
    yield 1, 0.0


def _within(cells: np.ndarray, width: int, stride: int, highest: int) -> np.ndarray:
    """Return the middles of the finer cells that cover these ones."""
    inner = np.arange(0, width + 1, stride) - width // 2
    whole = np.unique(cells[:, None] + inner)
    return whole[(whole >= 0) & (whole <= highest)]


def _sums(whole: np.ndarray, scores: np.ndarray, weights: np.ndarray, period: int) -> np.ndarray:
    """Return C at some frequencies."""
    sums = np.zeros(whole.size, dtype=complex)
    for score, weight in zip(scores.tolist(), weights.tolist(), strict=True):
        sums += weight * np.exp(2j * np.pi * phase(whole, score, period))
    return sums


def _largest(bounds: np.ndarray, tolerance: float) -> tuple[np.ndarray, float]:
    """Return where all but the smallest bounds are, and the sum of those, within tolerance."""
    order = np.argsort(bounds)
    sums = np.cumsum(bounds[order])
    dropped = int(np.searchsorted(sums, tolerance, side="right"))
    dropped = min(dropped, bounds.size - 1)
    return np.sort(order[dropped:]), float(sums[dropped - 1]) if dropped else 0.0


def phase(whole: np.ndarray, times: int, period: int) -> np.ndarray:
    """Return ``times * f / period`` without whole turns, exact before the division.

    Examples
    --------
    >>> phase(np.array([1, 3]), 4, 8)
    array([0.5, 0.5])
    """
    return (whole * times % period) / period


def halves(whole: np.ndarray, period: int) -> np.ndarray:
    """Return the share each frequency has in a sum over all, where f also stands for its mirror.

    Examples
    --------
    >>> halves(np.array([0, 1, 2]), 4)
    array([0.25, 0.5 , 0.25])
    """
    alone = (whole == 0) | (2 * whole == period)
    return np.where(alone, 1.0, 2.0) / period


def multiply_power(product: np.ndarray, factor: np.ndarray, power: int) -> None:
    """Multiply `product` by the power of `factor` by repeated squaring; both are changed."""
    while True:
        if power & 1:
            product *= factor
        power >>= 1
        if not power:
            return
        factor *= factor


def rounding(n: int) -> float:
    """Return a bound on the relative error of products of n factors computed in doubles.

    A factor is at least exp(-1/2) in the bound of its size, so that an absolute error of four
    units in it is one of at most seven units relative to that bound; a multiplication adds at
    most three, a sum one.
    """
    return 1.1 * (10.0 * n + 100.0) * UNIT


def smooth(least: int) -> int:
    """Return a number not below `least` that is a small one times a power of two.

    Examples
    --------
    >>> smooth(1000), smooth(12_345_678)
    (1024, 12582912)
    """
    power = 1 << max(least.bit_length() - 4, 0)
    return -(-least // power) * power
