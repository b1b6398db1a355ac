"""Power of the exact signed-rank test for a distribution of changes, by simulation."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from als_muscle_mri.statistics.midranks import block_ranks
from als_muscle_mri.statistics.rank_sum_power import (
    CLEAR_ABOVE,
    CLEAR_BELOW,
    SMALLEST_ALPHA,
    Power,
    checked_probabilities,
    counted_grades,
    exact_p_of_each,
    normal_p,
    require_sizes,
)
from als_muscle_mri.statistics.signed_rank_exact import signed_rank_tail

ALWAYS_EXACT_TO = 20
"""Differences other than 0 up to which every decision is exact, however clear."""


def change_distribution(
    muscles: int, worsening: float, improving: float, within_subject: float
) -> np.ndarray:
    """Return the probabilities of a subject's net change over several muscles.

    Parameters
    ----------
    muscles
        Muscles of the region.
    worsening
        Probability that a muscle is a grade higher at the second look.
    improving
        Probability that a muscle that is not higher is a grade lower.
    within_subject
        Correlation of worsening between two muscles of one subject, from 0 to below 1.

    Returns
    -------
    numpy.ndarray
        Probabilities of -muscles, ..., muscles grades in sum.

    Notes
    -----
    The number of worse muscles is beta-binomial with that mean and that intraclass correlation,
    the number of better ones binomial among the rest.

    Examples
    --------
    >>> change_distribution(1, 0.2, 0.5, 0.0).round(3).tolist()
    [0.4, 0.4, 0.2]
    """
    from scipy import stats

    worse = np.arange(muscles + 1)
    if within_subject > 0 and 0 < worsening < 1:
        spread = 1 / within_subject - 1
        share = stats.betabinom(muscles, worsening * spread, (1 - worsening) * spread).pmf(worse)
    else:
        share = stats.binom(muscles, worsening).pmf(worse)
    change = np.zeros(2 * muscles + 1)
    for up, chance in enumerate(share):
        down = np.arange(muscles - up + 1)
        change[muscles + up - down] += chance * stats.binom(muscles - up, improving).pmf(down)
    return change / change.sum()


def signed_rank_power(
    changes: ArrayLike,
    sizes: Sequence[int],
    alpha: float = 0.05,
    simulations: int = 1000,
    seed: int = 0,
) -> list[Power]:
    """Simulate the power of the exact signed-rank test with n pairs.

    Parameters
    ----------
    changes
        Probabilities of the changes -m, ..., m in equal steps.
    sizes
        The n, one power each.
    alpha
        The test rejects if its exact two-sided p-value is at most alpha. Both conventions of
        two-sided give the same p, since the distribution is symmetric. Zeros are dropped.
    simulations, seed
        As in `rank_sum_power`.

    Returns
    -------
    list of Power

    Raises
    ------
    ValueError
        If the probabilities are invalid, their number is even, or an option is out of range.

    Examples
    --------
    >>> few, many = signed_rank_power([0.05, 0.55, 0.4], [10, 40])
    >>> few.power < many.power
    True
    """
    p = checked_probabilities(changes, "changes")
    if p.size % 2 == 0:
        raise ValueError("changes must be as many below 0 as above, with 0 between")
    require_sizes(sizes, alpha, simulations)
    drawn = np.random.default_rng(seed).choice(p.size, (simulations, max(sizes)), p=p)
    return [
        Power.of(n, signed_rank_rejects(counted_grades(drawn[:, :n], p.size), alpha)) for n in sizes
    ]


def signed_rank_rejects(counts: np.ndarray, alpha: float) -> np.ndarray:
    """Say of many studies at once whether the signed-rank test rejects.

    Parameters
    ----------
    counts
        Studies by changes -m, ..., m: how many pairs have each.
    alpha
        As in `signed_rank_power`.

    Examples
    --------
    >>> signed_rank_rejects(np.array([[0, 2, 8], [4, 2, 4]]), 0.05).tolist()
    [True, False]
    """
    m = counts.shape[1] // 2
    up, down = counts[:, m + 1 :], counts[:, :m][:, ::-1]
    sizes = up + down
    ranks = block_ranks(sizes)
    observed = (ranks * up).sum(axis=1)
    total = (ranks * sizes).sum(axis=1)
    deviation = np.sqrt((ranks**2 * sizes).sum(axis=1)) / 2
    approximate = normal_p(np.abs(observed - total / 2), deviation)
    rejected = approximate <= alpha
    close = sizes.sum(axis=1) <= ALWAYS_EXACT_TO
    close |= (approximate >= CLEAR_BELOW * alpha) & (approximate <= CLEAR_ABOVE * alpha)
    if alpha < SMALLEST_ALPHA:
        close[:] = True
    smaller = np.minimum(observed, total - observed)
    rejected[close] = exact_p_of_each(sizes[close], smaller[close], _exact_p) <= alpha
    return rejected


def _exact_p(sizes: np.ndarray, smaller: int) -> float:
    ranks = np.repeat(block_ranks(sizes), sizes)
    if 2 * smaller == int(ranks.sum()):
        return 1.0
    return 2.0 * signed_rank_tail(ranks, smaller).p
