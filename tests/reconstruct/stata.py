"""Multisets with given Stata quartiles, by recursion: a second way, for groups of ten."""

import math
from collections.abc import Iterator

from every_dataset import SHARES, matches

from als_muscle_mri.reconstruct import Group


def order_statistics(n: int, share: float) -> tuple[int, ...]:
    """Places, from 0, whose mean is the quantile: one, or two where n times the share is whole."""
    reached = n * share
    if reached == int(reached):
        return int(reached) - 1, int(reached)
    return (math.ceil(reached) - 1,)


def multisets(group: Group, items: int, highest: int) -> list[tuple[int, ...]]:
    """All multisets of sums from 0 to `highest` with the printed quartiles."""
    asked = [
        (order_statistics(group.n, SHARES[name]), text) for name, text in group.printed.items()
    ]
    return list(longer((), group.n, items, highest, asked))


def longer(
    sums: tuple[int, ...],
    n: int,
    items: int,
    highest: int,
    asked: list[tuple[tuple[int, ...], str]],
) -> Iterator[tuple[int, ...]]:
    if len(sums) == n:
        yield sums
        return
    for value in range(sums[-1] if sums else 0, highest + 1):
        now = (*sums, value)
        complete = [(places, text) for places, text in asked if places[-1] == len(sums)]
        if all(
            matches(text, sum(now[place] for place in places) / len(places) / items)
            for places, text in complete
        ):
            yield from longer(now, n, items, highest, asked)
