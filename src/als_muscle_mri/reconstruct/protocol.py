"""How many graded items can lie behind each score: an exhaustive search, not an assumption.

A score is a mean over items, so printed quartiles betray its denominator; the p-values narrow it
further; and a printed share of all items counts them over all scores.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from als_muscle_mri.reconstruct.complete import complete_set
from als_muscle_mri.reconstruct.multisets import possible
from als_muscle_mri.reconstruct.printed import interval
from als_muscle_mri.reconstruct.summary import Summary

Protocol = dict[str, int]
"""Number of items by the name of the score."""


@dataclass(frozen=True)
class Share:
    """A printed percentage of all items of a group.

    Parameters
    ----------
    percent : str
        As printed.
    examined : mapping
        How often each score was examined in the group: subjects times sides.
    """

    percent: str
    examined: Mapping[str, int]

    def of(self, protocol: Protocol) -> tuple[int, int] | None:
        """Give count and total with that percentage under a protocol; None where there are none.

        Examples
        --------
        >>> Share("22.46", {"hand": 13, "leg": 20}).of({"hand": 10, "leg": 24})
        (137, 610)
        >>> Share("22.46", {"hand": 13, "leg": 20}).of({"hand": 11, "leg": 23}) is None
        True
        """
        total = sum(protocol[name] * times for name, times in self.examined.items())
        low, high = (bound / 100 * total for bound in interval(self.percent))
        count = round((low + high) / 2)
        return (count, total) if low <= count <= high else None


@dataclass(frozen=True)
class Protocols:
    """The protocols that agree with everything printed, and how many each demand left.

    Parameters
    ----------
    by_quartiles, by_shares : int
        Protocols of the printed total that agree with the quartiles, and with the shares too.
    found : tuple of dict
        Those that agree with the p-values as well.
    counts : mapping
        Datasets by (score, items) wherever it had to be asked.
    """

    by_quartiles: int
    by_shares: int
    found: tuple[Protocol, ...]
    counts: Mapping[tuple[str, int], int]


def protocols(
    summaries: Sequence[Summary],
    total: int,
    shares: Sequence[Share] = (),
    known: Mapping[tuple[str, int], int] | None = None,
) -> Protocols:
    """Find every protocol that agrees with what is printed.

    Parameters
    ----------
    summaries : sequence of Summary
        One a score; their own numbers of items are ignored.
    total : int
        Items of all scores together.
    shares : sequence of Share
        Printed percentages of items.
    known : mapping, optional
        Datasets by (score, items) that were counted before.

    Returns
    -------
    Protocols

    Examples
    --------
    >>> from als_muscle_mri.reconstruct import Group
    >>> halves = (Group("a", 4, "0.5", "0.5", "1"), Group("b", 4, "0", "0", "0.5"))
    >>> whole = (Group("a", 4, "1", "1", "2"), Group("b", 4, "0", "0", "0"))
    >>> rows = [Summary("x", 1, halves), Summary("y", 1, whole, {("a", "b"): "0.011"})]
    >>> protocols(rows, total=3).found
    ({'x': 2, 'y': 1},)
    """
    choices = {row.name: _denominators(row, total) for row in summaries}
    by_quartiles = list(_partitions(choices, total))
    by_shares = [
        protocol for protocol in by_quartiles if all(share.of(protocol) for share in shares)
    ]
    rows = {row.name: row for row in summaries}

    @cache
    def count(name: str, items: int) -> int:
        if known and (name, items) in known:
            return known[name, items]
        return complete_set(replace(rows[name], items=items)).count

    counts = {pair: count(*pair) for protocol in by_shares for pair in protocol.items()}
    found = [p for p in by_shares if all(counts[pair] for pair in p.items())]
    return Protocols(len(by_quartiles), len(by_shares), tuple(found), counts)


def _denominators(row: Summary, total: int) -> list[int]:
    """Numbers of items with which both groups can have the printed quartiles."""
    return [
        items
        for items in range(1, total + 1)
        if all(
            possible(group, items, row.highest_grade, row.quartile_method) for group in row.groups
        )
    ]


def _partitions(choices: Mapping[str, Sequence[int]], total: int) -> Iterator[Protocol]:
    """Every way to choose one number for each name that adds up to the total."""
    if not choices:
        if total == 0:
            yield {}
        return
    (name, numbers), *others = choices.items()
    rest = dict(others)
    least = sum(min(values, default=total + 1) for values in rest.values())
    for number in numbers:
        if number + least <= total:
            for protocol in _partitions(rest, total - number):
                yield {name: number, **protocol}
