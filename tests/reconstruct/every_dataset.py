"""The slow, obvious way to a complete set: list every dataset there is and strike out.

Nothing is shared with the code under test but the summary and its names: quartiles are numpy's on
the scores themselves, p-values scipy's, splits come from `itertools`, and the matching rules are
written down again.
"""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from scipy.stats import mannwhitneyu

from als_muscle_mri.reconstruct import CompleteSet, Group, Summary

Dataset = tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]
SHARES = {"q1": 0.25, "median": 0.5, "q3": 0.75}
SMALL = 1e-9


def matches(text: str, value: float) -> bool:
    """A whole number is printed to two decimals, any other to those it shows."""
    decimals = len(text.split(".")[1]) if "." in text else 2
    return abs(value - float(text)) <= 0.5 / 10**decimals + SMALL


def p_matches(text: str, p: np.ndarray) -> np.ndarray:
    """Half a unit of the last digit; a limit itself is not below it."""
    if text[0] == "<":
        return p < float(text[1:]) - SMALL
    if text[0] == ">":
        return p >= float(text[1:]) - SMALL
    decimals = len(text.split(".")[1]) if "." in text else 2
    return np.abs(p - float(text)) <= 0.5 / 10**decimals + SMALL


def scipys_p(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """P-value of each row of x against the same row of y; 1 where nothing can differ."""
    p = np.ones(len(x))
    if not x.shape[1] or not y.shape[1]:
        return p
    both = np.hstack([x, y])
    differ = both.min(axis=1) < both.max(axis=1)
    if differ.any():
        p[differ] = mannwhitneyu(
            x[differ], y[differ], axis=1, use_continuity=False, method="asymptotic"
        ).pvalue
    return p


def every_multiset(group: Group, summary: Summary) -> list[tuple[int, ...]]:
    """All multisets of sums, those without the printed quartiles left out."""
    highest = summary.items * summary.highest_grade
    return [
        sums
        for sums in itertools.combinations_with_replacement(range(highest + 1), group.n)
        if all(
            matches(
                text,
                np.quantile(
                    np.array(sums) / summary.items, SHARES[name], method=summary.quartile_method
                ),
            )
            for name, text in group.printed.items()
        )
    ]


def every_split(sums: Sequence[int], size: int) -> list[tuple[int, ...]]:
    return sorted(set(itertools.combinations(sums, size)))


def rest_of(sums: Sequence[int], part: Sequence[int]) -> tuple[int, ...]:
    return tuple(sorted((Counter(sums) - Counter(part)).elements()))


def every_dataset(summary: Summary, whole: Group, other: Group) -> set[Dataset]:
    """The complete set; `whole` is the group that falls into the parts."""
    return set(strike_out(summary, list(candidates(summary, whole, other)), whole, other))


def candidates(summary: Summary, whole: Group, other: Group) -> Iterator[Dataset]:
    size = min(summary.parts.values(), default=0)
    others = every_multiset(other, summary)
    for sums in every_multiset(whole, summary):
        parts = every_split(sums, size)
        yield from itertools.product([sums], others, parts)


def strike_out(
    summary: Summary, datasets: list[Dataset], whole: Group, other: Group
) -> list[Dataset]:
    """Leave out the datasets that break a printed p-value."""
    for (first, second), text in summary.p.items():
        if datasets:
            samples = samples_of(summary, datasets, whole, other)
            keep = p_matches(text, scipys_p(samples[first], samples[second]))
            datasets = [one for one, kept in zip(datasets, keep, strict=True) if kept]
    return datasets


def samples_of(
    summary: Summary, datasets: list[Dataset], whole: Group, other: Group
) -> dict[str, np.ndarray]:
    """The sums of every group and part, a row a dataset."""
    found = {
        whole.name: np.array([one[0] for one in datasets]),
        other.name: np.array([one[1] for one in datasets]),
    }
    if summary.parts:
        small, large = sorted(summary.parts, key=summary.parts.get)
        rows = len(datasets)
        found[small] = np.array([one[2] for one in datasets], int).reshape(rows, -1)
        rests = [rest_of(one[0], one[2]) for one in datasets]
        found[large] = np.array(rests, int).reshape(rows, -1)
    return found


def listed(found: CompleteSet) -> list[Dataset]:
    """A complete set in the form of this module."""
    arrays = (found.whole, found.other, found.part)
    return [
        tuple(tuple(row) for row in rows)
        for rows in zip(*(array.tolist() for array in arrays), strict=True)
    ]
