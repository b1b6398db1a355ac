"""The complete set of datasets that agree with everything printed of a comparison.

A dataset is a multiset of grade sums for each group and, where a group falls into two parts, the
multiset of sums of one of them. The set is complete: what is not in it contradicts a printed
figure. An empty set is a proof that the printed figures cannot all be true under the rules of
:mod:`~als_muscle_mri.reconstruct.printed`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from als_muscle_mri.reconstruct.multisets import (
    MOST,
    MOST_VALUES,
    Sums,
    TooManyError,
    count_vectors,
    multisets,
)
from als_muscle_mri.reconstruct.printed import PrintedP
from als_muscle_mri.reconstruct.rank_sums import all_pairs, each_pair
from als_muscle_mri.reconstruct.splits import split_ways, splits
from als_muscle_mri.reconstruct.summary import Summary

CELLS_AT_ONCE = 1_000_000
"""Pairs tested, or counts held, in one step: 8 MB an array."""

MOST_TESTS = 10**10
"""Tests of whole groups after which a search is not begun: some minutes."""

MOST_PART_TESTS = 10**9
"""The same for tests of parts, which take longer."""


@dataclass(frozen=True)
class Stage:
    """How many datasets are left once a printed figure is asked for as well."""

    figure: str
    n: int


@dataclass(frozen=True)
class CompleteSet:
    """All datasets that agree with a summary, one a row.

    Parameters
    ----------
    summary : Summary
        What was printed.
    whole, other : numpy.ndarray
        Sorted grade sums of the group that falls into parts (the first group where there are
        none) and of the other one.
    part, rest : numpy.ndarray
        Sorted sums of the smaller and of the larger part; where there are no parts, without
        columns, and those of the whole group.
    stages : tuple of Stage
        The printed figures in the order they were asked for.
    """

    summary: Summary
    whole: Sums
    other: Sums
    part: Sums
    rest: Sums
    stages: tuple[Stage, ...]

    @property
    def count(self) -> int:
        """The number of datasets."""
        return len(self.whole)

    @property
    def broken(self) -> Stage | None:
        """The first figure that no dataset agrees with beside those before it."""
        return next((stage for stage in self.stages if not stage.n), None)

    @property
    def samples(self) -> dict[str, Sums]:
        """The sums of every group and part, by its name."""
        found = {self.summary.whole.name: self.whole, self.summary.other.name: self.other}
        if self.summary.parts:
            small, large = _parts(self.summary)
            found |= {small: self.part, large: self.rest}
        return found


def complete_set(summary: Summary, most: int = MOST) -> CompleteSet:
    """Find every dataset that agrees with a summary.

    Parameters
    ----------
    summary : Summary
        What was printed.
    most : int
        Where more datasets, or beginnings of them, than this would have to be held, the search
        is given up.

    Returns
    -------
    CompleteSet
        Each distinct (multiset, multiset, part) once; empty where none agrees.

    Raises
    ------
    TooManyError
        More than `most`.

    Examples
    --------
    >>> from als_muscle_mri.reconstruct import Group, Summary
    >>> groups = (Group("patients", 10, "1", "1", "2"), Group("controls", 9, "1", "1", "2"))
    >>> found = complete_set(Summary("gluteus", 1, groups, {("patients", "controls"): "0.482"}))
    >>> found.whole.tolist(), found.other.tolist()
    ([[1, 1, 1, 1, 1, 1, 2, 2, 3, 3]], [[0, 0, 1, 1, 1, 2, 2, 2, 2]])
    >>> [(stage.figure, stage.n) for stage in found.stages][-1]
    ('p of patients v controls', 1)
    """
    highest = summary.items * summary.highest_grade
    whole, other = (
        multisets(group, summary.items, summary.highest_grade, summary.quartile_method, most)
        for group in (summary.whole, summary.other)
    )
    stages = [
        Stage(f"median and quartiles of {group.name}", len(sets))
        for group, sets in ((summary.whole, whole), (summary.other, other))
    ]
    pairs = _agreeing_pairs(summary, whole, other, highest, most)
    named = _printed_of(summary, summary.whole.name, summary.other.name)
    if named:
        stages.append(Stage(f"p of {named[0]}", len(pairs)))
    part, rest = np.zeros((len(pairs), 0), np.int16), whole[pairs[:, 0]]
    if summary.parts:
        pairs, part, rest, more = _agreeing_splits(summary, whole, other, pairs, highest, most)
        stages += more
    return CompleteSet(summary, whole[pairs[:, 0]], other[pairs[:, 1]], part, rest, tuple(stages))


def nearest_p(summary: Summary) -> float | None:
    """Give the p of the two groups nearest the printed one that any dataset has.

    Parameters
    ----------
    summary : Summary
        With a p of the two groups; other p-values are not asked for.

    Returns
    -------
    float or None
        None where no dataset agrees with the quartiles.

    Examples
    --------
    >>> from als_muscle_mri.reconstruct import Group, Summary
    >>> groups = (Group("patients", 6, "0", "0", "0.5"), Group("controls", 6, "0", "0", "0"))
    >>> left = Summary("hand", 10, groups, {("patients", "controls"): "0.142"})
    >>> complete_set(left).count, round(nearest_p(left), 5)
    (0, 0.13965)
    """
    from scipy.special import erfc

    printed = _printed_of(summary, summary.whole.name, summary.other.name)
    if printed is None:
        raise ValueError(f"{summary.name}: no p of the two groups is printed")
    highest = summary.items * summary.highest_grade
    sets = [
        multisets(group, summary.items, summary.highest_grade, summary.quartile_method)
        for group in (summary.whole, summary.other)
    ]
    best: float | None = None
    for _, squared in _grids(*sets, highest):
        p = erfc(np.sqrt(squared / 2)).ravel()
        nearest = float(p[np.argmin(printed[1].distance(p))])
        if best is None or printed[1].distance(nearest) < printed[1].distance(best):
            best = nearest
    return best


def _printed_of(summary: Summary, first: str, second: str) -> tuple[str, PrintedP] | None:
    """The name and the printed p of a comparison, whichever way round it stands."""
    for pair, text in summary.p.items():
        if set(pair) == {first, second}:
            return " v ".join(pair), PrintedP.of(text)
    return None


def _agrees(printed: PrintedP, squared_z: NDArray) -> NDArray[np.bool_]:
    low, high = printed.squared_z
    above = squared_z > low if printed.open_above else squared_z >= low
    return above & (squared_z <= high)


def _grids(whole: Sums, other: Sums, highest: int) -> Iterator[tuple[NDArray, NDArray]]:
    """Squared z of all pairs, a block at a time, with the row and column where it begins."""
    for below, some in _steps(other, CELLS_AT_ONCE // (highest + 1)):
        beside = count_vectors(some, highest)
        for above, rows in _steps(whole, CELLS_AT_ONCE // max(len(some), highest + 1)):
            yield np.array([above, below]), all_pairs(count_vectors(rows, highest), beside)[1]


def _steps(rows: NDArray, size: int) -> Iterator[tuple[int, NDArray]]:
    """Some rows at a time, with the number of the first."""
    for start in range(0, len(rows), max(1, size)):
        yield start, rows[start : start + max(1, size)]


def _agreeing_pairs(
    summary: Summary, whole: Sums, other: Sums, highest: int, most: int
) -> NDArray[np.int64]:
    """Row numbers of the pairs of multisets that have the printed p, in rising order."""
    named = _printed_of(summary, summary.whole.name, summary.other.name)
    if named is None:
        _refuse_more(len(whole) * len(other), most, summary)
        return np.indices((len(whole), len(other))).reshape(2, -1).T
    _refuse_work(len(whole) * len(other), MOST_TESTS, summary)
    found, total = [np.zeros((0, 2), np.int64)], 0
    for corner, squared in _grids(whole, other, highest):
        found.append(np.argwhere(_agrees(named[1], squared)) + corner)
        total += len(found[-1])
        _refuse_more(total, most, summary)
    pairs = np.concatenate(found)
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]


def _agreeing_splits(
    summary: Summary, whole: Sums, other: Sums, pairs: NDArray, highest: int, most: int
) -> tuple[NDArray, Sums, Sums, list[Stage]]:
    """Split the whole group of each pair in every way; keep those with the printed p-values."""
    small, large = _parts(summary)
    size = summary.parts[small]
    asked = [pair for pair in summary.p if set(pair) & set(summary.parts)]
    left, total = dict.fromkeys(asked, 0), 0
    kept = [(pairs[:0], whole[:0, :size], whole[:0, size:])]
    for some in _few_splits(summary, whole, pairs, highest, most):
        cells = _divided(whole, some, size)
        for pair in asked:
            numbers, part, rest = cells
            samples = {small: part, large: rest, summary.other.name: other[numbers[:, 1]]}
            fits = _fits(PrintedP.of(summary.p[pair]), *(samples[name] for name in pair), highest)
            cells = tuple(values[fits] for values in cells)
            left[pair] += len(cells[0])
        kept.append(cells)
        total += len(cells[0])
        _refuse_more(total, most, summary)
    stages = [Stage(f"p of {' v '.join(pair)}", n) for pair, n in left.items()]
    return *(np.concatenate(values) for values in zip(*kept, strict=True)), stages


def _few_splits(
    summary: Summary, whole: Sums, pairs: NDArray, highest: int, most: int
) -> Iterator[NDArray]:
    """Some pairs at a time, of whose whole groups there are few splits, or a single one."""
    size = min(summary.parts.values())
    rows, place = np.unique(pairs[:, 0], return_inverse=True)
    steps = _steps(rows, CELLS_AT_ONCE // (size + 1))
    of_rows = [np.zeros(0), *(split_ways(whole[some], size) for _, some in steps)]
    ways = np.concatenate(of_rows)[place]
    _refuse_more(ways.max(initial=0), most, summary)
    _refuse_work(ways.sum(), MOST_PART_TESTS, summary)
    reached = np.cumsum(ways)
    start = 0
    while start < len(pairs):
        limit = reached[start] - ways[start] + CELLS_AT_ONCE // (highest + 1)
        stop = max(start + 1, int(np.searchsorted(reached, limit, side="right")))
        yield pairs[start:stop]
        start = stop


def _divided(whole: Sums, pairs: NDArray, size: int) -> tuple[NDArray, Sums, Sums]:
    """Every pair with every split of its whole group: the pair, part and rest."""
    rows, place = np.unique(pairs[:, 0], return_inverse=True)
    origin, part, rest = splits(whole[rows], size)
    first = np.searchsorted(origin, np.arange(len(rows) + 1))
    times = np.diff(first)[place]
    pair = np.repeat(np.arange(len(pairs)), times)
    within = np.arange(len(pair)) - np.repeat(np.cumsum(times) - times, times)
    split = first[place[pair]] + within
    return pairs[pair], part[split], rest[split]


def _fits(printed: PrintedP, first: Sums, second: Sums, highest: int) -> NDArray[np.bool_]:
    """Say of each row of two arrays whether its p agrees."""
    size = CELLS_AT_ONCE // (highest + 1)
    steps = zip(_steps(first, size), _steps(second, size), strict=True)
    found = [
        _agrees(printed, each_pair(count_vectors(a, highest), count_vectors(b, highest))[1])
        for (_, a), (_, b) in steps
    ]
    return np.concatenate([np.zeros(0, bool), *found])


def _parts(summary: Summary) -> tuple[str, str]:
    """Names of the smaller and of the larger part."""
    small, large = sorted(summary.parts, key=lambda name: summary.parts[name])
    return small, large


def _refuse_more(n: float, most: int, summary: Summary) -> None:
    most = min(most, MOST_VALUES // sum(group.n for group in summary.groups))
    if n > most:
        raise TooManyError(
            f"{summary.name}: more than {most} datasets agree with what was asked for so far; "
            f"more printed figures, fewer subjects or fewer items a score are needed"
        )


def _refuse_work(n: float, most: int, summary: Summary) -> None:
    if n > most:
        raise TooManyError(
            f"{summary.name}: more than {most} rank-sum tests would have to be made; "
            f"more printed figures, fewer subjects or fewer items a score are needed"
        )
