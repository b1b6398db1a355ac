"""What a finding owes to the dataset it was found in: its range over the complete set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from als_muscle_mri.reconstruct.complete import CompleteSet
from als_muscle_mri.reconstruct.multisets import count_vectors
from als_muscle_mri.statistics import adjust, rank_sum

TESTS = {
    "asymptotic": {"method": "asymptotic"},
    "abs-deviation": {"method": "exact", "two_sided": "abs-deviation"},
    "doubled": {"method": "exact", "two_sided": "doubled"},
}
"""Kinds of p-value: the normal approximation and both two-sided rules of the exact test."""


@dataclass(frozen=True)
class Range:
    """Least and greatest value over the datasets."""

    low: float
    high: float


@dataclass(frozen=True)
class Consequences:
    """One comparison over all datasets of a complete set.

    Parameters
    ----------
    first, second : str
        Names of the samples compared.
    n : int
        Datasets.
    p : mapping of str to numpy.ndarray
        P-value of each dataset by kind of test, in the order of the set.
    cliffs_delta : numpy.ndarray
        Chance that a value of the first is higher minus that of the reverse, per dataset.
    """

    first: str
    second: str
    n: int
    p: Mapping[str, NDArray[np.float64]]
    cliffs_delta: NDArray[np.float64]

    def range(self, test: str) -> Range:
        """Range of a kind of p-value."""
        return Range(float(self.p[test].min()), float(self.p[test].max()))

    @property
    def delta(self) -> Range:
        """Range of Cliff's delta."""
        return Range(float(self.cliffs_delta.min()), float(self.cliffs_delta.max()))

    def significant(self, test: str, alpha: float) -> int:
        """Count the datasets in which p is at or below alpha."""
        return int((self.p[test] <= alpha).sum())


def consequences(found: CompleteSet, first: str, second: str) -> Consequences:
    """Test two samples against each other in every dataset.

    The p-value depends on U and on how many values are tied at each place alone, so each such
    pattern is tested once.

    Parameters
    ----------
    found : CompleteSet
        Not empty.
    first, second : str
        Names of groups or parts.

    Returns
    -------
    Consequences

    Raises
    ------
    ValueError
        If the set is empty.

    Examples
    --------
    >>> from als_muscle_mri.reconstruct import Group, Summary, complete_set
    >>> groups = (Group("patients", 10, "1", "1", "2"), Group("controls", 9, "1", "1", "2"))
    >>> found = complete_set(Summary("gluteus", 1, groups, {("patients", "controls"): "0.482"}))
    >>> p = consequences(found, "patients", "controls").range("abs-deviation")
    >>> round(p.low, 5), round(p.high, 5)
    (0.49348, 0.49348)
    """
    if not found.count:
        raise ValueError(f"{found.summary.name}: no dataset agrees with what is printed")
    highest = found.summary.items * found.summary.highest_grade
    samples = found.samples[first], found.samples[second]
    counts = [count_vectors(sample, highest) for sample in samples]
    patterns = np.hstack(_packed(*counts))
    _, first_of, pattern = np.unique(patterns, axis=0, return_index=True, return_inverse=True)
    tested = np.array([_tested(*(sample[row] for sample in samples)) for row in first_of])
    delta, *p = tested[pattern.reshape(-1)].T
    return Consequences(first, second, found.count, dict(zip(TESTS, p, strict=True)), delta)


def _packed(one: NDArray, other: NDArray) -> tuple[NDArray, NDArray]:
    """Move the values that occur to the front of each row: their order counts, not their size."""
    order = np.argsort(one + other == 0, axis=1, kind="stable")
    return np.take_along_axis(one, order, axis=1), np.take_along_axis(other, order, axis=1)


def adjusted_ranges(ranges: Sequence[Range], method: str = "holm") -> list[Range]:
    """Ranges of adjusted p-values over every combination of datasets of several scores.

    An adjusted p-value never falls when any p-value of its family rises, so all lows together
    give the lows, and all highs the highs.

    Examples
    --------
    >>> adjusted_ranges([Range(0.01, 0.02), Range(0.03, 0.05)])
    [Range(low=0.02, high=0.04), Range(low=0.03, high=0.05)]
    """
    lows, highs = (
        adjust([getattr(one, bound) for one in ranges], method) for bound in ("low", "high")
    )
    return [Range(float(low), float(high)) for low, high in zip(lows, highs, strict=True)]


def _tested(x: NDArray, y: NDArray) -> tuple[float, ...]:
    results = [rank_sum(x.astype(float), y.astype(float), **how) for how in TESTS.values()]
    return 2 * results[0].u / (len(x) * len(y)) - 1, *(result.p for result in results)
