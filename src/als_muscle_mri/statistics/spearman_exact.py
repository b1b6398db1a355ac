"""The exact distribution of Spearman's rank correlation given the ties."""

import numpy as np

from als_muscle_mri.statistics.null_distribution import NullDistribution

LARGEST_N = 20


def permutation_distribution(a: np.ndarray, b: np.ndarray) -> NullDistribution:
    """Return the distribution of ``sum(a * permuted b)`` over all permutations.

    The programme hands the values of `a` out one after the other and keeps, for every choice
    of the values of `b` used so far, how often each sum arises. The counts of one choice are
    the digits of one large integer, so that a step is a shift and an addition.

    Parameters
    ----------
    a, b
        Integers, ranks for instance; ties make it faster.

    Raises
    ------
    ValueError
        If there are more values than can be enumerated.

    Examples
    --------
    >>> null = permutation_distribution(np.array([1, 2, 3]), np.array([1, 2, 3]))
    >>> null.values, null.weights
    (array([10, 11, 13, 14]), array([1, 2, 2, 1]))
    """
    if a.size > LARGEST_N:
        raise ValueError(
            f"exact permutations reach to {LARGEST_N} pairs, not {a.size}; "
            "use method 'asymptotic' or 'monte-carlo'"
        )
    scores_a, scores_b = a - a.min(), b - b.min()
    values, sizes = np.unique(scores_b, return_counts=True)
    width = 8 * (int(np.ceil(a.size * np.log2(a.size + 1) / 8)) + 1)
    ways = {tuple(sizes.tolist()): 1}
    for score in scores_a.tolist():
        following: dict[tuple[int, ...], int] = {}
        for left, polynomial in ways.items():
            for k, size in enumerate(left):
                if size:
                    rest = (*left[:k], size - 1, *left[k + 1 :])
                    term = (polynomial * size) << (width * score * int(values[k]))
                    following[rest] = following.get(rest, 0) + term
        ways = following
    (polynomial,) = ways.values()
    digits = polynomial.to_bytes((polynomial.bit_length() + 7) // 8, "little")
    step = width // 8
    counts = [int.from_bytes(digits[i : i + step], "little") for i in range(0, len(digits), step)]
    offset = int(a.min() * b.sum() + b.min() * a.sum() - a.size * a.min() * b.min())
    table = np.array(counts, dtype=np.int64 if a.size <= 20 else object)
    reached = np.flatnonzero(table)
    return NullDistribution(offset + reached, table[reached])
