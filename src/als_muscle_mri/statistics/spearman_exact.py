"""The exact distribution of Spearman's rank correlation given the ties."""

import math

import numpy as np

from als_muscle_mri.statistics.null_distribution import NullDistribution

LARGEST_TABLE = 5_000_000_000
"""Bits that the programme may keep: a few seconds, and below 300 MB at any one time."""


def permutation_distribution(a: np.ndarray, b: np.ndarray) -> NullDistribution:
    """Return the distribution of ``sum(a * permuted b)`` over all permutations.

    The programme hands the values of `b` out to those of `a` one after the other and keeps, for
    every choice of values of `b` that are left, how often each sum arises. The counts of one
    choice are the digits of one large integer, so that a step is a shift and an addition.

    Parameters
    ----------
    a, b
        Integers of equal number, ranks for instance; ties make it faster.

    Returns
    -------
    NullDistribution
        The weights are the numbers of distinguishable arrangements.

    Raises
    ------
    ValueError
        If there are too many arrangements: without ties from 17 values on.

    Examples
    --------
    >>> null = permutation_distribution(np.array([1, 2, 3]), np.array([1, 2, 3]))
    >>> null.values, null.weights
    (array([10, 11, 13, 14]), array([1, 2, 2, 1]))
    """
    if not is_enumerable(a, b):
        raise ValueError(
            f"{a.size} pairs have too many arrangements for method 'exact'; "
            "use 'asymptotic' or 'monte-carlo'"
        )
    if _choices(a) < _choices(b):
        a, b = b, a
    scores_a, step_a = _from_zero(a)
    scores_b, step_b = _from_zero(b)
    width = _width(b)
    counts = _unpacked(_packed_counts(scores_a, scores_b, width), width)
    reached = np.flatnonzero(counts)
    lowest = int(a.min() * b.sum() + b.min() * a.sum() - a.size * a.min() * b.min())
    return NullDistribution(lowest + step_a * step_b * reached, counts[reached])


def is_enumerable(a: np.ndarray, b: np.ndarray) -> bool:
    """Return whether `permutation_distribution` takes these values.

    Examples
    --------
    >>> is_enumerable(np.arange(16), np.arange(16)), is_enumerable(np.arange(17), np.arange(17))
    (True, False)
    """
    fewer = min(a, b, key=_choices)
    digits = int((np.sort(_from_zero(a)[0]) * np.sort(_from_zero(b)[0])).sum()) + 1
    return _choices(fewer) * digits * _width(fewer) <= LARGEST_TABLE


def _width(values: np.ndarray) -> int:
    """Return whole bytes, in bits, for any number of arrangements of the values."""
    return 8 * (_arrangements(values).bit_length() // 8 + 1)


def _choices(values: np.ndarray) -> int:
    """Return in how many ways some of the values can be left."""
    _, sizes = np.unique(values, return_counts=True)
    return math.prod(size + 1 for size in sizes.tolist())


def _arrangements(values: np.ndarray) -> int:
    """Return how many distinguishable orders the values have."""
    _, sizes = np.unique(values, return_counts=True)
    return math.factorial(values.size) // math.prod(map(math.factorial, sizes.tolist()))


def _from_zero(values: np.ndarray) -> tuple[np.ndarray, int]:
    """Return the values less the smallest one and without their common divisor, and that."""
    raised = values - values.min()
    step = int(np.gcd.reduce(raised)) or 1
    return raised // step, step


def _packed_counts(a: np.ndarray, b: np.ndarray, width: int) -> int:
    """Return the number of arrangements with each sum, `width` bits a sum.

    What is left of b is coded as one number, in a mixed base of the tie sizes.
    """
    values, sizes = np.unique(b, return_counts=True)
    places = np.cumprod(np.concatenate([[1], sizes + 1])).tolist()
    groups = list(zip(values.tolist(), (sizes + 1).tolist(), places, strict=False))
    ways = {places[-1] - 1: 1}
    for score in a.tolist():
        moves = [(place, base, width * score * value) for value, base, place in groups]
        following: dict[int, int] = {}
        for left, counts in ways.items():
            for place, base, shift in moves:
                if left // place % base:
                    rest = left - place
                    following[rest] = following.get(rest, 0) + (counts << shift)
        ways = following
    return ways[0]


def _unpacked(packed: int, width: int) -> np.ndarray:
    """Return the digits of `width` bits, a whole number of bytes; as doubles if very large."""
    step = width // 8
    count = -(-packed.bit_length() // width)
    data = packed.to_bytes(count * step, "little")
    if step <= 7:
        digits = np.frombuffer(data, dtype=np.uint8).reshape(count, step)
        return digits @ (256 ** np.arange(step, dtype=np.int64))
    # each is rounded once
    starts = range(0, len(data), step)
    return np.array([float(int.from_bytes(data[i : i + step], "little")) for i in starts])
