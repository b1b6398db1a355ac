"""Every distinct way to divide a multiset into two parts of given sizes."""

import numpy as np
from numpy.typing import NDArray

from als_muscle_mri.reconstruct.multisets import Sums


def split_ways(rows: Sums, size: int) -> NDArray[np.float64]:
    """Count the distinct parts of `size` values of each sorted row.

    Examples
    --------
    >>> split_ways(np.array([[0, 0, 1, 2], [1, 1, 1, 1]]), 2).tolist()
    [4.0, 1.0]
    """
    start = np.zeros((len(rows), size + 1))
    start[:, 0] = 1
    after_left_out = after_taken = start  # ways to go on, by what became of the value before
    opens = _opens(rows)
    for place in reversed(range(rows.shape[1])):
        taken = np.zeros_like(start)
        taken[:, 1:] = after_taken[:, :-1]
        after_left_out, after_taken = (
            after_left_out + taken * opens[:, place, None],
            after_left_out + taken,
        )
    return after_left_out[:, size]


def splits(rows: Sums, size: int) -> tuple[NDArray[np.int64], Sums, Sums]:
    """List every distinct part of `size` values of each sorted row.

    Of equal values the first ones are taken, so that no part comes twice.

    Returns
    -------
    tuple of numpy.ndarray
        Number of the row, part and rest, both sorted; by row, then in lexicographic order of
        the parts.

    Examples
    --------
    >>> row, part, rest = splits(np.array([[0, 0, 1, 2]]), 2)
    >>> part.tolist()
    [[0, 0], [0, 1], [0, 2], [1, 2]]
    >>> rest.tolist()
    [[1, 2], [0, 2], [0, 1], [0, 0]]
    """
    n = rows.shape[1]
    opens, at = _opens(rows), np.arange(n)
    origin, chosen = np.arange(len(rows)), np.zeros((len(rows), n), bool)
    last = np.full((len(rows), 1), -1)
    for taken in range(size):
        next_to = at == last + 1
        free = (next_to | ((at > last) & opens[origin])) & (at <= n - size + taken)
        which, place = np.nonzero(free)
        origin, chosen, last = origin[which], chosen[which], place[:, None]
        chosen[np.arange(len(place)), place] = True
    values = rows[origin]
    part, rest = values[chosen], values[~chosen]
    return origin, part.reshape(len(origin), size), rest.reshape(len(origin), n - size)


def _opens(rows: Sums) -> NDArray[np.bool_]:
    """Say of each value of sorted rows whether it is the first of its kind."""
    opens = np.ones(rows.shape, bool)
    opens[:, 1:] = rows[:, 1:] != rows[:, :-1]
    return opens
