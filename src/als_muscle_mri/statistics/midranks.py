"""Ranks of values with ties, kept as whole numbers."""

from dataclasses import dataclass

import numpy as np

MOST = 1_000_000
"""Values up to which sums of squared ranks, and cubes of tie sizes, are sure to fit 64 bits."""


@dataclass(frozen=True)
class Midranks:
    """Twice the midranks of some values.

    Tied values share the mean of the ranks they occupy; twice that mean is always whole, so
    that sums of ranks can be compared without rounding. The mean of n doubled midranks is
    n + 1.

    Attributes
    ----------
    doubled
        Twice the midrank of every value, in the order of the values.
    sizes
        How many values there are of each distinct one, from the lowest to the highest.
    """

    doubled: np.ndarray
    sizes: np.ndarray

    @classmethod
    def of(cls, values: np.ndarray) -> "Midranks":
        """Rank the values; only equal values are tied.

        Raises
        ------
        ValueError
            If there are more than a million.

        Examples
        --------
        >>> Midranks.of(np.array([0.5, 0.0, 0.5]))
        Midranks(doubled=array([5, 2, 5]), sizes=array([1, 2]))
        """
        _refuse_more(values.size)
        rising = np.sort(values)
        doubled = rising.searchsorted(values, "left") + rising.searchsorted(values, "right") + 1
        starts = np.flatnonzero(rising[1:] != rising[:-1]) + 1
        sizes = np.diff(starts, prepend=0, append=rising.size)
        return cls(doubled, sizes if rising.size else sizes[:0])

    @property
    def ties(self) -> int:
        """How many values are equal to another one."""
        return int(self.sizes[self.sizes > 1].sum())


def block_ranks(sizes: np.ndarray) -> np.ndarray:
    """Return the doubled midrank of each block of tied values, of one sample or of one a row.

    Examples
    --------
    >>> block_ranks(np.array([1, 2]))
    array([2, 5])
    """
    return 2 * np.cumsum(sizes, axis=-1) - sizes + 1


def sum_of_squares(sizes: np.ndarray) -> int:
    """Return the sum of the squared deviations of the doubled midranks from their mean.

    Examples
    --------
    >>> sum_of_squares(np.array([1, 2]))
    6
    """
    n = int(sizes.sum())
    _refuse_more(n)
    return (n**3 - n - int((sizes**3 - sizes).sum())) // 3


def _refuse_more(n: int) -> None:
    if n > MOST:
        raise ValueError(f"{n} values are too many to rank; {MOST} are the most")
