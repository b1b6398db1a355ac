"""All multisets of whole-number grade sums whose quartiles print as given."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from als_muscle_mri.reconstruct.printed import interval
from als_muscle_mri.reconstruct.summary import QUARTILES, STATA, Group

MOST = 5_000_000
"""Rows an enumeration may hold at any time."""

MOST_VALUES = 100_000_000
"""Values in these rows: some 200 MB."""

Sums = NDArray[np.int16] | NDArray[np.int32]


class TooManyError(ValueError):
    """There are more datasets than can be listed."""


def multisets(
    group: Group,
    items: int,
    highest_grade: int,
    quartile_method: str = STATA,
    most: int = MOST,
) -> Sums:
    """List every multiset of grade sums of a group that agrees with its printed quartiles.

    Built value by value in rising order; a beginning that cannot reach the printed quartiles any
    more is dropped at once.

    Parameters
    ----------
    group : Group
        Its size and printed quartiles (of mean grades).
    items, highest_grade : int
        A sum is a whole number from 0 to ``items * highest_grade``; a score is the sum divided
        by `items`.
    quartile_method : str
        A method of `numpy.quantile`.
    most : int
        Where more beginnings than this would have to be held, the list is given up.

    Returns
    -------
    numpy.ndarray
        Sets by sorted values, in lexicographic order.

    Raises
    ------
    TooManyError
        More than `most`.

    Examples
    --------
    >>> multisets(Group("controls", 3, median="1", q1="0.5", q3="1"), 2, 3).tolist()
    [[1, 2, 2]]
    """
    printed = _constraints(group, items, quartile_method)
    return _rising(group.n, printed, items * highest_grade, most, group.name)


def possible(group: Group, items: int, highest_grade: int, quartile_method: str = STATA) -> bool:
    """Say whether any grade sums have the printed quartiles, without listing them.

    Only the order statistics that the quartiles are made of are looked at; the others can
    always be set between them.

    Examples
    --------
    >>> thirds = Group("patients", 10, median="1", q1="1", q3="1.3")
    >>> [items for items in range(1, 7) if possible(thirds, items, 3)]
    [3, 4, 6]
    """
    printed = _constraints(group, items, quartile_method)
    used = np.any([weights > 0 for weights, *_ in printed], axis=0)
    kept = [(weights[used], low, high) for weights, low, high in printed]
    return not printed or bool(len(_rising(int(used.sum()), kept, items * highest_grade)))


@cache
def quantile_weights(n: int, share: float, method: str) -> NDArray[np.float64]:
    """Give the weight of each order statistic in a quantile of n values.

    A quantile of sorted values is a weighted mean of them; the weights show themselves on
    samples of zeros followed by ones.

    Examples
    --------
    >>> quantile_weights(4, 0.25, "averaged_inverted_cdf").tolist()
    [0.5, 0.5, 0.0, 0.0]
    """
    steps = [
        np.quantile(np.r_[np.zeros(zeros), np.ones(n - zeros)], share, method=method)
        for zeros in range(n + 1)
    ]
    return np.array(steps[:-1], float) - np.array(steps[1:], float)


def count_vectors(sums: NDArray, highest: int) -> NDArray[np.float64]:
    """Count how often each sum from 0 to `highest` occurs in each row.

    Examples
    --------
    >>> count_vectors(np.array([[0, 0, 2]]), 2).tolist()
    [[2.0, 0.0, 1.0]]
    """
    counts = np.zeros((len(sums), highest + 1))
    rows = np.arange(len(sums))
    for place in range(sums.shape[1]):
        counts[rows, sums[:, place]] += 1
    return counts


Constraint = tuple[NDArray[np.float64], float, float]


def _constraints(group: Group, items: int, method: str) -> list[Constraint]:
    """Weights of the order statistics in each printed quartile, and its bounds as a sum."""
    return [
        (quantile_weights(group.n, QUARTILES[name], method), *(items * b for b in interval(text)))
        for name, text in group.printed.items()
    ]


def _rising(
    size: int, printed: list[Constraint], highest: int, most: int = MOST, name: str = ""
) -> Sums:
    """Every rising row of `size` whole numbers up to `highest` within the constraints."""
    rows = np.zeros((1, 0), dtype=np.int16 if highest < 2**15 else np.int32)
    for place in range(size):
        rows = _longer(rows, highest, min(most, MOST_VALUES // size), f"{name} (n = {size})")
        for weights, low, high in printed:
            rows = rows[_reachable(rows, place, weights, low, high, highest)]
    return rows


def _longer(rows: Sums, highest: int, most: int, name: str) -> Sums:
    """Every row with every value behind it that is not below its last."""
    last = rows[:, -1].astype(np.int64) if rows.shape[1] else np.zeros(len(rows), np.int64)
    choices = highest + 1 - last
    total = int(choices.sum())
    if total > most:
        raise TooManyError(
            f"{name}: more than {most} datasets would have to be listed; more printed figures, "
            f"fewer subjects or fewer items a score are needed"
        )
    origin = np.repeat(np.arange(len(rows)), choices)
    first = np.repeat(np.cumsum(choices) - choices, choices)
    value = (np.arange(total) - first + last[origin]).astype(rows.dtype)
    return np.column_stack([rows[origin], value])


def _reachable(
    rows: Sums, place: int, weights: NDArray, low: float, high: float, highest: int
) -> NDArray[np.bool_]:
    """Say which beginnings can still end in a quantile between the bounds."""
    used = np.flatnonzero(weights[: place + 1])
    known = rows[:, used] @ weights[used]
    rest = weights[place + 1 :].sum()
    return (known + rest * rows[:, -1] <= high) & (known + rest * highest >= low)
