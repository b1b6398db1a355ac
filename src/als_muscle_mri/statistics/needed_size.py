"""The size at which a power is reached, from powers simulated at some sizes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from als_muscle_mri.statistics.rank_sum_power import Power
from als_muscle_mri.statistics.samples import normal_quantile

NOT_REACHED = math.inf


@dataclass(frozen=True)
class NeededSize:
    """The size at which a power is reached.

    Attributes
    ----------
    n
        Smallest size by the smoothed powers; infinite where none of the sizes reaches it.
    low, high
        What the Monte Carlo error leaves of it: where the powers raised and lowered by the
        normal quantile times their error reach it.
    smoothed
        The powers made to rise with the size, one a size.
    """

    n: float
    low: float
    high: float
    smoothed: tuple[float, ...]


def needed_size(powers: Sequence[Power], wanted: float, level: float = 0.95) -> NeededSize:
    """Return the smallest size with the power wanted.

    Parameters
    ----------
    powers
        At rising sizes.
    wanted
        The power wanted, between 0 and 1.
    level
        Of the range that the Monte Carlo error leaves.

    Returns
    -------
    NeededSize
        A size at or below the smallest one simulated is given as that one.

    Raises
    ------
    ValueError
        If the sizes do not rise, or there are none.

    Notes
    -----
    Power rises with n but for the steps of a discrete test and the error of simulation. So the
    powers are replaced by the nearest rising ones (isotonic regression by least squares), and
    between sizes by straight lines; the size is rounded up.

    References
    ----------
    Barlow RE, Brunk HD. The isotonic regression problem and its dual. Journal of the American
    Statistical Association 1972;67:140-147. doi:10.1080/01621459.1972.10481216

    Examples
    --------
    >>> powers = [Power(10, 0.50, 0.02, 600), Power(20, 0.90, 0.012, 600)]
    >>> found = needed_size(powers, 0.8)
    >>> found.n, found.low, found.high
    (18, 17, 19)
    """
    from scipy.optimize import isotonic_regression

    sizes = [power.n for power in powers]
    if not sizes or sorted(set(sizes)) != sizes:
        raise ValueError(f"sizes must rise, and there must be one: {sizes}")
    shares = np.array([power.power for power in powers])
    margin = normal_quantile(level) * np.array([power.error for power in powers])
    smoothed, raised, lowered = (
        isotonic_regression(each).x for each in (shares, shares + margin, shares - margin)
    )
    n, low, high = (_reaches(sizes, each, wanted) for each in (smoothed, raised, lowered))
    return NeededSize(n, low, high, tuple(smoothed.tolist()))


def _reaches(sizes: list[int], powers: np.ndarray, wanted: float) -> float:
    """Return the first size, on straight lines between the powers, that has the power wanted."""
    enough = np.flatnonzero(powers >= wanted)
    if not enough.size:
        return NOT_REACHED
    first = int(enough[0])
    if first == 0:
        return sizes[0]
    (n, below), (m, above) = ((sizes[i], powers[i]) for i in (first - 1, first))
    return math.ceil(n + (m - n) * (wanted - below) / (above - below) - 1e-9)
