"""What a printed number can stand for.

The matching rules of the project: a printed decimal stands for every value within half a unit of
its last digit; a printed whole number stands for that value to two decimals, because trailing
zeros are dropped in print. A p-value given with ``<`` or ``>`` stands for everything on that side,
its limit counted as not below.
"""

import math
import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DECIMALS_OF_WHOLE = 2
"""A whole number is taken to be a number of two decimals whose zeros were not printed."""

SLACK = 1e-9
"""Added to every bound, so that a value exactly on it is not lost to floating point."""

NUMBER = re.compile(r"-?\d+(\.\d+)?")
P_VALUE = re.compile(r"\s*(?:p\s*)?([<>=]?)\s*(\d*\.?\d+)\s*", re.IGNORECASE)


def interval(text: str) -> tuple[float, float]:
    """Give the least and the greatest value a printed number can stand for.

    Parameters
    ----------
    text : str
        The number as printed, for instance ``"0.5"`` or ``"1"``.

    Returns
    -------
    tuple of float
        Both bounds belong to it.

    Raises
    ------
    ValueError
        If the text is not a plain decimal number.

    Examples
    --------
    >>> [round(bound, 6) for bound in interval("0.5")]
    [0.45, 0.55]
    >>> [round(bound, 6) for bound in interval("1")]
    [0.995, 1.005]
    """
    half = half_unit(text)
    return float(text) - half - SLACK, float(text) + half + SLACK


def half_unit(text: str) -> float:
    """Half a unit of the last printed digit.

    Examples
    --------
    >>> half_unit("0.875"), half_unit("1")
    (0.0005, 0.005)
    """
    text = text.strip()
    if not NUMBER.fullmatch(text):
        raise ValueError(f"a printed number is needed, as 0.5 or 13, not {text!r}")
    return 0.5 * 10 ** -(len(text.partition(".")[2]) or DECIMALS_OF_WHOLE)


def agrees(text: str, value: float) -> bool:
    """Say whether a value prints like that.

    Examples
    --------
    >>> agrees("0.88", 0.875), agrees("1", 0.99)
    (True, False)
    """
    low, high = interval(text)
    return low <= value <= high


@dataclass(frozen=True)
class PrintedP:
    """The p-values a printed one can stand for, from `low` to `high`.

    `high` itself belongs to it unless `open_above`.
    """

    text: str
    low: float
    high: float
    open_above: bool = False

    @classmethod
    def of(cls, text: str) -> "PrintedP":
        """Read a printed p-value.

        Parameters
        ----------
        text : str
            ``"0.046"``, ``"<0.05"`` or ``">0.05"``; a leading ``p`` and ``=`` may stand.

        Raises
        ------
        ValueError
            If it is none of these, or lies outside 0 to 1.

        Examples
        --------
        >>> near = PrintedP.of("0.046")
        >>> near.agrees(0.0455), near.agrees(0.0454)
        (True, False)
        >>> PrintedP.of("p < 0.05").agrees(0.05), PrintedP.of("> 0.05").agrees(0.05)
        (False, True)
        """
        found = P_VALUE.fullmatch(text)
        if not found or not 0 <= float(found[2]) <= 1:
            raise ValueError(f"a p-value is printed as 0.046, <0.05 or >0.05, not {text!r}")
        sign, number = found[1], float(found[2])
        if sign == "<":
            return cls(text, 0.0, number, open_above=True)
        if sign == ">":
            return cls(text, number, 1.0)
        half = half_unit(found[2] if found[2][0] != "." else f"0{found[2]}")
        return cls(text, max(0.0, number - half), min(1.0, number + half))

    def agrees(self, p: float) -> bool:
        """Say whether a p-value prints like that."""
        below = p < self.high - SLACK if self.open_above else p <= self.high + SLACK
        return below and p >= self.low - SLACK

    def distance(self, p: NDArray[np.float64] | float) -> NDArray[np.float64]:
        """How far p-values lie from those that print like that; 0 among them."""
        return np.maximum(0.0, np.maximum(self.low - p, p - self.high))

    @property
    def squared_z(self) -> tuple[float, float]:
        """Least and greatest squared standard normal deviate with such a two-sided p-value.

        Read with the same openness: where `open_above`, the least does not belong to it.
        """
        from scipy.special import ndtri

        def squared(p: float) -> float:
            return math.inf if p <= 0 else float(ndtri(min(1.0, p) / 2) ** 2)

        slack = -SLACK if self.open_above else SLACK
        return squared(min(1.0, self.high + slack)), squared(self.low - SLACK)
