"""A printed figure, and when a recomputed value agrees with it."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from published_figures.data import Cohort


@dataclass(frozen=True)
class Published:
    """A printed figure: its name, its place in the paper, and how it is recomputed."""

    name: str
    place: str
    printed: str | int
    compute: Callable[[Cohort], object]


def agrees(printed: str | int, value: object) -> bool:
    """Say whether a recomputed value agrees with the printed one.

    >>> agrees("0.88", 0.875), agrees("1", 0.99), agrees("p = 0.046", 0.0456), agrees(7, 7)
    (True, False, True, True)
    >>> agrees("p > 0.05", 0.05), agrees("< 5 %", 4.9), agrees("r = -0.7217", -0.7216)
    (False, True, False)
    """
    if isinstance(printed, int):
        return value == printed
    bound = re.fullmatch(r"(?:p )?([<>]) ([\d.]+)(?: %)?", printed)
    if bound:
        limit = float(bound[2])
        return bool(value < limit if bound[1] == "<" else value > limit)
    near = re.fullmatch(r"([pr]) = (-?[\d.]+)", printed)
    if near:
        tolerance = 0.5 * 10 ** -len(near[2].partition(".")[2])
        return bool(abs(value - float(near[2])) <= tolerance)
    if re.fullmatch(r"[\d.]+", printed):
        decimals = len(printed.partition(".")[2]) or 2
        return bool(abs(value - float(printed)) <= 0.5 * 10**-decimals + 1e-9)
    return value == printed
