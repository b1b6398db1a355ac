"""Whether published statistics would tell how many people are behind them."""

from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from itertools import combinations_with_replacement, product

import numpy as np

MOST_APART = 2
"""By how many persons the samples compared differ at most."""


def hides_sizes(
    samples: Sequence[np.ndarray],
    possible: Sequence[Collection[int]],
    published: Callable[[Sequence[np.ndarray]], Hashable],
) -> bool:
    """Whether what is published is published as well of samples of other sizes.

    Samples are compared with their neighbours: those in which every sample of hidden size has one
    or two persons more or fewer, somebody with the same values being there in either case. Whoever
    is a neighbour has the other for a neighbour, so that both are published or neither is. Hence,
    whoever publishes only where this function says yes leaves at least two sizes possible of every
    sample of hidden size, even to a reader who knows this rule and the samples of known size.

    Parameters
    ----------
    samples : sequence of array
        One row, or number, a person.
    possible : sequence of collection of int
        The sizes of each sample that a reader has to reckon with; a single one where the size is
        shown.
    published : callable
        What is published of such samples, rounded; equal results are the same publication.

    Returns
    -------
    bool
        True where no size is hidden.

    Notes
    -----
    Rounding alone does not do: the exact p-value of two separated samples, for instance, is the
    reciprocal of a binomial coefficient and takes another value for every size.

    Examples
    --------
    >>> def mean(samples, decimals):
    ...     return round(float(np.mean(samples[0])), decimals)
    >>> grades = [np.array([0, 0, 0, 1, 1, 2, 0])]
    >>> hides_sizes(grades, [range(6, 10)], lambda samples: mean(samples, 6))
    False
    >>> hides_sizes(grades, [range(6, 10)], lambda samples: mean(samples, 0))
    True
    """
    if all(len(sizes) == 1 for sizes in possible):
        return True
    told = published(samples)
    others = [
        [sample] if len(sizes) == 1 else list(_others(sample, sizes))
        for sample, sizes in zip(samples, possible, strict=True)
    ]
    return any(published(other) == told for other in product(*others))


def _others(sample: np.ndarray, sizes: Collection[int]) -> Iterator[np.ndarray]:
    """Neighbours of a sample: first those with one person more or fewer, then those with two."""
    distinct, counts = np.unique(sample, axis=0, return_counts=True)
    for persons in range(1, MOST_APART + 1):
        for chosen in combinations_with_replacement(range(len(counts)), persons):
            changed = np.bincount(chosen, minlength=len(counts))
            for others in (counts + changed, counts - changed):
                if others.min() > 0 and others.sum() in sizes:
                    yield np.repeat(distinct, others, axis=0)
