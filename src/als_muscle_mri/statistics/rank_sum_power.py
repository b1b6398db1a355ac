"""Power of the exact rank-sum test for two distributions of grades, by simulation."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from als_muscle_mri.statistics.midranks import block_ranks
from als_muscle_mri.statistics.rank_sum_exact import exact_rank_sum_p
from als_muscle_mri.statistics.samples import TWO_SIDED, TwoSided, require_choice

EXACT_TO = 60
"""Values in both groups together up to which every close decision is exact."""

FEW = 40
"""Values outside the largest tie up to which no close decision is left to the approximation."""

ALWAYS_EXACT_TO = 24
"""Values in both groups together up to which every decision is exact, however clear."""

CLEAR_BELOW, CLEAR_ABOVE = 1 / 8, 2.0
"""Shares of alpha outside which the normal approximation decides as the exact test does."""

SMALLEST_ALPHA = 0.001
"""Below it tails are too far out for the normal approximation to decide anything."""


@dataclass(frozen=True)
class Power:
    """Simulated power at one size.

    Attributes
    ----------
    n
        Values in each group, or pairs.
    power
        Share of the simulated studies in which the test rejects.
    error
        Monte Carlo standard error of that share.
    simulations
        Studies simulated.
    """

    n: int
    power: float
    error: float
    simulations: int

    @classmethod
    def of(cls, n: int, rejected: np.ndarray) -> "Power":
        """Summarise which studies rejected.

        A share of 0 or 1 is not certain: its error is that of half a study more or less.
        """
        size = rejected.size
        share = float(rejected.mean())
        inner = min(max(share, 0.5 / size), 1 - 0.5 / size)
        return cls(n, share, math.sqrt(inner * (1 - inner) / size), size)


def rank_sum_power(
    x: ArrayLike,
    y: ArrayLike,
    sizes: Sequence[int],
    alpha: float = 0.05,
    two_sided: TwoSided = "abs-deviation",
    simulations: int = 1000,
    seed: int = 0,
) -> list[Power]:
    """Simulate the power of the exact rank-sum test with n values in each group.

    Parameters
    ----------
    x, y
        Probabilities of the grades, from the lowest to the highest, in the two populations.
    sizes
        The n, one power each.
    alpha, two_sided
        The test rejects if its exact p-value is at most alpha.
    simulations, seed
        Studies simulated, and the seed of the draws; every n takes the first values of the same
        simulated studies, so that the powers of neighbouring n differ only because of n.

    Returns
    -------
    list of Power

    Raises
    ------
    ValueError
        If the probabilities are invalid, or an option is out of range.

    Notes
    -----
    With up to 60 values in both groups together each decision is that of the exact test; with
    more than 24, the exact p is not computed where the normal approximation is below alpha / 8
    or above 2 alpha. With more than 60 values the decision is that of the normal approximation
    with a continuity correction by half the step of the rank sum's lattice, which counts the
    observed value as the exact test does; but if 40 values or fewer lie outside the largest
    tie, close decisions are exact as well. The decision differs from that of the exact test in
    fewer than 1 of 100 studies.

    Examples
    --------
    >>> few, many = rank_sum_power([0.2, 0.5, 0.3], [0.6, 0.3, 0.1], [10, 40])
    >>> few.power < many.power
    True
    """
    p, q = checked_probabilities(x, "x"), checked_probabilities(y, "y")
    if p.size != q.size:
        raise ValueError(f"x has {p.size} grades but y has {q.size}")
    require_choice(two_sided, TWO_SIDED, "two_sided")
    require_sizes(sizes, alpha, simulations)
    rng = np.random.default_rng(seed)
    draws = [rng.choice(p.size, (simulations, max(sizes)), p=each) for each in (p, q)]
    found = []
    for n in sizes:
        counts = [counted_grades(drawn[:, :n], p.size) for drawn in draws]
        found.append(Power.of(n, rank_sum_rejects(*counts, alpha, two_sided)))
    return found


def rank_sum_rejects(
    x_counts: np.ndarray, y_counts: np.ndarray, alpha: float, two_sided: TwoSided
) -> np.ndarray:
    """Say of many studies at once whether the rank-sum test rejects.

    Parameters
    ----------
    x_counts, y_counts
        Studies by grades: how many values of x, and of y, each grade has. All studies have the
        same sizes.
    alpha, two_sided
        As in `rank_sum_power`.

    Returns
    -------
    numpy.ndarray of bool
        One a study.

    Examples
    --------
    >>> x, y = np.array([[0, 4], [2, 2]]), np.array([[4, 0], [2, 2]])
    >>> rank_sum_rejects(x, y, 0.05, "doubled").tolist()
    [True, False]
    """
    n_x = int(x_counts[0].sum())
    pooled = x_counts + y_counts
    n = int(pooled[0].sum())
    ranks = block_ranks(pooled)
    observed = (ranks * x_counts).sum(axis=1)
    squares = (n**3 - n - (pooled**3 - pooled).sum(axis=1)) / 3
    deviation = np.sqrt(n_x * (n - n_x) * squares / (n * (n - 1)))
    distance = np.abs(observed - n_x * (n + 1)).astype(float)
    if n > EXACT_TO and alpha >= SMALLEST_ALPHA:
        distance = distance - _steps(ranks, pooled) / 2
    approximate = normal_p(distance, deviation)
    rejected = approximate <= alpha
    close = np.ones(len(pooled), dtype=bool)
    if n > ALWAYS_EXACT_TO and alpha >= SMALLEST_ALPHA:
        close = (approximate >= CLEAR_BELOW * alpha) & (approximate <= CLEAR_ABOVE * alpha)
    if n > EXACT_TO and alpha >= SMALLEST_ALPHA:
        close &= n - pooled.max(axis=1) <= FEW

    def exact_p(sizes: np.ndarray, rank_sum: int) -> float:
        return exact_rank_sum_p(sizes[sizes > 0], n_x, rank_sum, two_sided).p

    rejected[close] = exact_p_of_each(pooled[close], observed[close], exact_p) <= alpha
    return rejected


def exact_p_of_each(
    sizes: np.ndarray, statistic: np.ndarray, exact_p: Callable[[np.ndarray, int], float]
) -> np.ndarray:
    """Return the p of each study (a row of tie sizes, a statistic), once for each pattern."""
    patterns, where = np.unique(np.column_stack([sizes, statistic]), axis=0, return_inverse=True)
    p = np.array([exact_p(pattern[:-1], int(pattern[-1])) for pattern in patterns])
    return p[where.ravel()]


def _steps(ranks: np.ndarray, pooled: np.ndarray) -> np.ndarray:
    """Return the step of each study's rank sum: the common divisor of the ranks' differences."""
    lowest = np.where(pooled > 0, ranks, ranks.max()).min(axis=1, keepdims=True)
    return np.gcd.reduce(np.where(pooled > 0, ranks - lowest, 0), axis=1)


def normal_p(distance: np.ndarray, deviation: np.ndarray) -> np.ndarray:
    """Return two-sided normal p-values; where nothing can deviate, or distance is below 0, 1."""
    from scipy.special import ndtr  # takes long to import, and only power needs it

    z = np.divide(distance, deviation, out=np.zeros_like(distance), where=deviation > 0)
    return np.minimum(2 * ndtr(-np.maximum(z, 0.0)), 1.0)


def counted_grades(drawn: np.ndarray, grades: int) -> np.ndarray:
    """Count each grade in each row."""
    return np.stack([(drawn == grade).sum(axis=1) for grade in range(grades)], axis=1)


def checked_probabilities(values: ArrayLike, name: str) -> np.ndarray:
    """Return probabilities, or raise a ValueError that names them."""
    array = np.asarray(values, dtype=float)
    if array.ndim != 1 or not array.size or (array < 0).any() or abs(array.sum() - 1) > 1e-9:
        raise ValueError(f"{name} must be probabilities that add up to 1")
    return array


def require_sizes(sizes: Sequence[int], alpha: float, simulations: int) -> None:
    """Raise a ValueError for sizes, alpha or simulations out of range."""
    if not sizes or min(sizes) < 1:
        raise ValueError("at least one size is needed, and each is 1 or more")
    if not 0 < alpha < 1:
        raise ValueError(f"alpha must lie between 0 and 1, not {alpha}")
    if simulations < 1:
        raise ValueError(f"at least one simulation is needed, not {simulations}")
