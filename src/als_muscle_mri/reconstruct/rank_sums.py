"""Rank-sum statistics of very many pairs of samples at once, from their count vectors.

The square of z, the tie-corrected normal deviate without continuity correction (Stata's
``ranksum``), says the same as the two-sided p-value and needs no normal distribution function.
With ``c`` and ``d`` the count vectors of two samples, U is the product of ``d`` with the values
of ``c`` above each value and half of those at it, and the tie term, the sum of ``t**3 - t`` over
``t = c + d``, falls into ``c**3``, ``3 c**2 d``, ``3 c d**2`` and ``d**3``: two matrix products
serve all pairs.
"""

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.float64]


def all_pairs(first: Counts, second: Counts) -> tuple[NDArray, NDArray]:
    """Compare every row of `first` with every row of `second`.

    Parameters
    ----------
    first, second : numpy.ndarray
        Rows by values; every row of one array sums to the same n.

    Returns
    -------
    tuple of numpy.ndarray
        U of the first (pairs won, half for ties) and squared z, rows of `first` by rows of
        `second`. Where all values are tied z is 0.

    Examples
    --------
    >>> u, z2 = all_pairs(np.array([[5.0, 1, 1]]), np.array([[7.0, 0, 0]]))
    >>> float(u[0, 0]), round(float(z2[0, 0]), 4)
    (31.5, 2.1538)
    """
    u = _wins(first) @ second.T
    cubes = np.hstack([first**2, first]) @ np.hstack([second, second**2]).T
    cubes *= 3
    cubes += (first**3).sum(axis=1)[:, None] + (second**3).sum(axis=1)
    return u, _squared_z(u, cubes, first[:1].sum(), second[:1].sum())


def each_pair(first: Counts, second: Counts) -> tuple[NDArray, NDArray]:
    """Compare every row of `first` with the same row of `second`; returns as `all_pairs`."""
    u = np.einsum("ij,ij->i", _wins(first), second)
    together = first + second
    cubes = np.einsum("ij,ij,ij->i", together, together, together)
    return u, _squared_z(u, cubes, first[:1].sum(), second[:1].sum())


def _wins(counts: Counts) -> NDArray:
    """How many values of a row are above each value, and half of those at it."""
    above = np.cumsum(counts[:, ::-1], axis=1)[:, ::-1]
    return above - counts / 2


def _squared_z(u: NDArray, cubes: NDArray, n: float, m: float) -> NDArray:
    """Squared z from U and the sum of cubed tie counts."""
    total = n + m
    if total < 2:
        return np.zeros_like(u)
    spread = cubes - total
    spread /= -total * (total - 1)
    spread += total + 1
    spread *= n * m / 12
    squared = u - n * m / 2
    squared *= squared
    return np.divide(squared, spread, out=squared, where=spread > 1e-9)  # 0 where all are tied
