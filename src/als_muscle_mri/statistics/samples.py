"""What all statistics share: cleaning samples, checking options, bounding p-values."""

import math
import sys
from collections.abc import Iterable
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

TwoSided = Literal["abs-deviation", "doubled"]
TWO_SIDED: tuple[TwoSided, ...] = ("abs-deviation", "doubled")

SMALLEST_P = sys.float_info.min
"""The smallest p-value ever returned: a p-value below it is reported as this."""


class TwoSamples:
    """What a result of two samples, or of two groups of clusters, says of their sizes."""

    n_x: int
    n_y: int

    @property
    def n(self) -> int:
        """Values, or clusters, used of both together."""
        return self.n_x + self.n_y


def clean_sample(values: ArrayLike, name: str) -> tuple[np.ndarray, int]:
    """Return the values that are there, as floats, and how many are missing.

    Parameters
    ----------
    values
        One-dimensional numbers; NaN means missing.
    name
        How the error message calls them.

    Returns
    -------
    tuple of numpy.ndarray and int
        The values that are not NaN, in their order, and the number of NaN.

    Raises
    ------
    ValueError
        If nothing is left, or a value is infinite, or there is more than one dimension.

    Examples
    --------
    >>> clean_sample([1, float("nan"), 3], "x")
    (array([1., 3.]), 1)
    """
    array = _as_vector(values, name)
    present = array[~np.isnan(array)]
    _refuse_empty(present, name)
    return present, array.size - present.size


def clean_pairs(
    first: ArrayLike, second: ArrayLike, names: tuple[str, str]
) -> tuple[np.ndarray, np.ndarray, int]:
    """Return the pairs in which both values are there, and how many pairs are missing.

    Raises
    ------
    ValueError
        If the lengths differ, no complete pair is left, or a value is infinite.

    Examples
    --------
    >>> clean_pairs([1, 2], [float("nan"), 4], ("a", "b"))
    (array([2.]), array([4.]), 1)
    """
    one, two = _as_vector(first, names[0]), _as_vector(second, names[1])
    if one.size != two.size:
        raise ValueError(f"{names[0]} has {one.size} values but {names[1]} has {two.size}")
    complete = ~(np.isnan(one) | np.isnan(two))
    _refuse_empty(one[complete], f"pairs of {names[0]} and {names[1]}")
    return one[complete], two[complete], int(one.size - complete.sum())


def _as_vector(values: ArrayLike, name: str) -> np.ndarray:
    array = np.asarray(values, dtype=float)
    if array.ndim != 1:
        raise ValueError(f"{name} must have one dimension, not {array.ndim}")
    if np.isinf(array).any():
        raise ValueError(f"{name} holds an infinite value")
    return array


def _refuse_empty(array: np.ndarray, name: str) -> None:
    if array.size == 0:
        raise ValueError(f"{name}: no value is left once missing ones are dropped")


def require_choice(value: str, choices: Iterable[str], name: str) -> None:
    """Raise a ValueError that names the choices unless `value` is one of them.

    Examples
    --------
    >>> require_choice("exakt", ("exact", "asymptotic"), "method")
    Traceback (most recent call last):
    ...
    ValueError: method must be one of exact, asymptotic, not 'exakt'
    """
    choices = tuple(choices)
    if value not in choices:
        raise ValueError(f"{name} must be one of {', '.join(choices)}, not {value!r}")


def require_level(level: float) -> None:
    """Raise a ValueError unless `level` is a confidence level between 0 and 1."""
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level!r}")


def rejection_level(level: float) -> float:
    """Return the p up to which a test that goes with an interval of this level rejects.

    It is ``1 - level`` without what rounding adds or takes, as a p just equal to it is common
    in small samples.

    Examples
    --------
    >>> 1 - 0.9, rejection_level(0.9)
    (0.09999999999999998, 0.1)
    """
    return round(1.0 - level, 12)


def bounded_p(p: float) -> float:
    """Return `p` kept above 0 and at most 1.

    Examples
    --------
    >>> bounded_p(0.0) > 0, bounded_p(1.0000000000000002)
    (True, 1.0)
    """
    return min(1.0, max(float(p), SMALLEST_P))


def normal_two_sided_p(z: float) -> float:
    """Return the two-sided p-value of a standard normal deviate.

    Examples
    --------
    >>> round(normal_two_sided_p(1.959963984540054), 12)
    0.05
    """
    return bounded_p(math.erfc(abs(z) / math.sqrt(2.0)))


def normal_quantile(level: float) -> float:
    """Return the deviate that bounds the central `level` of the standard normal.

    Examples
    --------
    >>> round(normal_quantile(0.95), 6)
    1.959964
    """
    return NormalDist().inv_cdf(0.5 + level / 2.0)
