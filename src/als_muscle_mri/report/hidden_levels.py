"""Which levels of a variable are not shown, where their sum is."""

from collections.abc import Mapping
from typing import Any


def hidden(counts: Mapping[Any, float], minimum: int) -> list[Any]:
    """Which counts of one line are not shown, where their sum is.

    Those of 1 to minimum - 1; and the next smallest until at least two are hidden and together make
    up the minimum, so that none follows from the sum.

    Examples
    --------
    >>> hidden({"M": 8, "F": 2}, 5), hidden({"a": 9, "b": 7, "c": 2, "d": 0}, 5)
    (['F', 'M'], ['c', 'b'])
    >>> hidden({"M": 8, "F": 5}, 5)
    []
    """
    order = sorted((name for name in counts if counts[name] > 0), key=lambda name: counts[name])
    chosen = [name for name in order if counts[name] < minimum]
    for name in order[len(chosen) :]:
        if not chosen or (len(chosen) > 1 and sum(counts[c] for c in chosen) >= minimum):
            break
        chosen.append(name)
    return chosen
