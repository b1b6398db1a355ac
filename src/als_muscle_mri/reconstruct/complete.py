"""The complete set of datasets that agree with everything printed of a comparison.

A dataset is a multiset of grade sums for each group and, where a group falls into two parts, the
multiset of sums of one of them. The set is complete: what is not in it contradicts a printed
figure. An empty set is a proof that the printed figures cannot all be true under the rules of
:mod:`~als_muscle_mri.reconstruct.printed`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from als_muscle_mri.reconstruct.multisets import (
    MOST,
    Sums,
    TooManyError,
    count_vectors,
    multisets,
)
from als_muscle_mri.reconstruct.printed import PrintedP
from als_muscle_mri.reconstruct.rank_sums import all_pairs, each_pair
from als_muscle_mri.reconstruct.summary import Summary

PAIRS_AT_ONCE = 1_000_000
CELLS_AT_ONCE = 10_000_000
"""Pairs tested, and yes-or-no cells held, in one step: some 10 MB an array."""


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
    part : numpy.ndarray
        Sorted sums of the smaller part, without columns where there are no parts.
    stages : tuple of Stage
        The printed figures in the order they were asked for.
    """

    summary: Summary
    whole: Sums
    other: Sums
    part: Sums
    stages: tuple[Stage, ...]

    @property
    def count(self) -> int:
        """The number of datasets."""
        return len(self.whole)

    @property
    def broken(self) -> Stage | None:
        """The first figure that no dataset agrees with beside those before it."""
        return next((stage for stage in self.stages if not stage.n), None)

    @cached_property
    def rest(self) -> Sums:
        """Sorted sums of the larger part; of the whole group where there are no parts."""
        highest = self.summary.items * self.summary.highest_grade
        left = count_vectors(self.whole, highest) - count_vectors(self.part, highest)
        values = np.arange(highest + 1, dtype=np.int16)
        size = self.whole.shape[1] - self.part.shape[1]
        flat = np.repeat(np.tile(values, len(left)), left.astype(np.int64).ravel())
        return flat.reshape(len(left), size)

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
    part = np.zeros((len(pairs), 0), np.int16)
    if summary.parts:
        pairs, part, more = _agreeing_splits(summary, whole, other, pairs, highest, most)
        stages += more
    return CompleteSet(summary, whole[pairs[:, 0]], other[pairs[:, 1]], part, tuple(stages))


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
    counts = [
        count_vectors(
            multisets(group, summary.items, summary.highest_grade, summary.quartile_method), highest
        )
        for group in (summary.whole, summary.other)
    ]
    best: float | None = None
    for _, squared in _grids(*counts):
        p = np.unique(erfc(np.sqrt(squared / 2)))
        candidates = [*p] if best is None else [best, *p]
        best = min(candidates, key=printed[1].distance, default=None)
    return None if best is None else float(best)


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


def _grids(first: NDArray, second: NDArray) -> Iterator[tuple[int, NDArray]]:
    """Squared z of all pairs, some rows of `first` at a time, with the number of the first row."""
    step = max(1, PAIRS_AT_ONCE // max(1, len(second)))
    for start in range(0, len(first) if len(second) else 0, step):
        yield start, all_pairs(first[start : start + step], second)[1]


def _agreeing_pairs(
    summary: Summary, whole: Sums, other: Sums, highest: int, most: int
) -> NDArray[np.int64]:
    """Row numbers of the pairs of multisets that have the printed p."""
    named = _printed_of(summary, summary.whole.name, summary.other.name)
    if named is None:
        _refuse_more(len(whole) * len(other), most, summary)
        return np.indices((len(whole), len(other))).reshape(2, -1).T
    found, total = [np.zeros((0, 2), np.int64)], 0
    for start, squared in _grids(count_vectors(whole, highest), count_vectors(other, highest)):
        pairs = np.argwhere(_agrees(named[1], squared)) + np.array([start, 0])
        total += len(pairs)
        _refuse_more(total, most, summary)
        found.append(pairs)
    return np.concatenate(found)


def _agreeing_splits(
    summary: Summary, whole: Sums, other: Sums, pairs: NDArray, highest: int, most: int
) -> tuple[NDArray, Sums, list[Stage]]:
    """Split the whole group of each pair in every way; keep those with the printed p-values."""
    small, large = _parts(summary)
    asked = [
        (frozenset(pair), PrintedP.of(text))
        for pair, text in summary.p.items()
        if set(pair) & set(summary.parts)
    ]
    names = [" v ".join(pair) for pair in summary.p if set(pair) & set(summary.parts)]
    size = summary.parts[small]
    _refuse_more(comb(summary.whole.n, size), most, summary)
    used, partners, allowed = _allowed(pairs)
    beside = count_vectors(other[partners], highest)
    left = [0] * len(asked)
    kept, parts, total = [np.zeros((0, 2), np.int64)], [np.zeros((0, size), np.int16)], 0
    step = max(1, CELLS_AT_ONCE // max(1, comb(summary.whole.n, size) * len(partners)))
    for start in range(0, len(used), step):
        chunk = used[start : start + step]
        origin, *split = _splits(whole[chunk], size)
        mask = allowed[start + origin]
        for number, (pair, printed) in enumerate(asked):
            some = np.flatnonzero(mask.any(axis=1))
            origin, mask, split = origin[some], mask[some], [values[some] for values in split]
            samples = dict(zip((small, large), split, strict=True))
            if pair == {small, large}:
                counts = [count_vectors(sample, highest) for sample in split]
                mask &= _agrees(printed, each_pair(*counts)[1])[:, None]
            else:
                (name,) = pair & set(summary.parts)
                mask &= _agreeing_rows(printed, samples[name], beside)
            left[number] += int(mask.sum())
        row, column = np.nonzero(mask)
        kept.append(np.column_stack([chunk[origin[row]], partners[column]]))
        parts.append(split[0][row])
        total += len(row)
        _refuse_more(total, most, summary)
    stages = [Stage(f"p of {name}", n) for name, n in zip(names, left, strict=True)]
    return np.concatenate(kept), np.concatenate(parts), stages


def _parts(summary: Summary) -> tuple[str, str]:
    """Names of the smaller and of the larger part."""
    small, large = sorted(summary.parts, key=lambda name: summary.parts[name])
    return small, large


def _allowed(pairs: NDArray) -> tuple[NDArray, NDArray, NDArray[np.bool_]]:
    """Rows that occur in any pair, of both arrays, and which of them go together."""
    used, row = np.unique(pairs[:, 0], return_inverse=True)
    partners, column = np.unique(pairs[:, 1], return_inverse=True)
    allowed = np.zeros((len(used), len(partners)), bool)
    allowed[row, column] = True
    return used, partners, allowed


def _splits(rows: Sums, size: int) -> tuple[NDArray[np.int64], Sums, Sums]:
    """Every distinct part of `size` values of each sorted row: number of the row, part, rest.

    Of equal values the first ones are taken, so that no part comes twice.
    """
    places, others, needs = _choices(rows.shape[1], size)
    repeats = np.zeros(rows.shape, np.float32)
    repeats[:, 1:] = rows[:, 1:] == rows[:, :-1]
    origin, choice = np.nonzero(repeats @ needs.T == 0)
    return origin, rows[origin[:, None], places[choice]], rows[origin[:, None], others[choice]]


@cache
def _choices(n: int, size: int) -> tuple[NDArray, NDArray, NDArray[np.float32]]:
    """Ways to choose places, what each leaves over, and where it leaves out a left neighbour."""
    places = np.array(list(combinations(range(n), size)), np.int64).reshape(comb(n, size), size)
    chosen = np.zeros((len(places), n), bool)
    chosen[np.arange(len(places))[:, None], places] = True
    others = np.nonzero(~chosen)[1].reshape(len(places), n - size)
    needs = chosen.copy()
    needs[:, 1:] &= ~chosen[:, :-1]
    return places, others, needs.astype(np.float32)


def _agreeing_rows(printed: PrintedP, samples: Sums, others: NDArray) -> NDArray[np.bool_]:
    """Say for each sample and each other one whether p agrees; equal samples are tested once."""
    if not len(samples):
        return np.zeros((0, len(others)), bool)
    base = others.shape[1]
    if base ** samples.shape[1] < 2**62:  # each sample is a whole number in that base
        codes = samples.astype(np.int64) @ base ** np.arange(samples.shape[1], dtype=np.int64)
        _, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
    else:
        _, first, inverse = np.unique(samples, axis=0, return_index=True, return_inverse=True)
    distinct = count_vectors(samples[first], base - 1)
    return _agrees(printed, all_pairs(distinct, others)[1])[inverse]


def _refuse_more(n: int, most: int, summary: Summary) -> None:
    if n > most:
        raise TooManyError(
            f"{summary.name}: more than {most} datasets agree with what was asked for so far; "
            f"more printed figures, fewer subjects or fewer items a score are needed"
        )
