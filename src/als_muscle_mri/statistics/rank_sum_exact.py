"""The exact rank-sum test given the ties: which algorithm serves which sizes."""

import math
from dataclasses import dataclass

import numpy as np

from als_muscle_mri.statistics.null_distribution import NullDistribution
from als_muscle_mri.statistics.rank_sum_characteristic import (
    characteristic_distribution,
    characteristic_tail,
    plan_distribution,
    plan_tail,
)
from als_muscle_mri.statistics.rank_sum_programme import (
    distribution_cost,
    programme_cost,
    programme_distribution,
    programme_error,
    programme_tails,
)
from als_muscle_mri.statistics.samples import TwoSided, bounded_p
from als_muscle_mri.statistics.tie_blocks import TieBlocks

CHEAP = 3_000_000
"""Additions a programme may take, a few milliseconds, before an inversion is considered."""

FACTOR_COST = 12
"""Additions of the programme that take as long as one factor of an inversion (measured)."""

PROGRAMME = "programme over blocks of ties"
INVERSION = "inversion of the characteristic function"
CONSTANT = "all arrangements are as far out"


@dataclass(frozen=True)
class ExactP:
    """An exact p-value, the algorithm that gave it, and the bound on its absolute error."""

    p: float
    route: str
    error: float


@dataclass(frozen=True)
class Tails:
    """Null probabilities of two tails, how they were had, and the bound on their error."""

    lower: float
    upper: float
    route: str
    error: float


def exact_rank_sum_p(ranks: np.ndarray, n_x: int, two_sided: TwoSided) -> ExactP:
    """Return the exact p-value of the first `n_x` of the pooled doubled midranks.

    Parameters
    ----------
    ranks
        Doubled midranks of both samples, those of x first.
    n_x
        Size of x.
    two_sided
        "abs-deviation" or "doubled".

    Returns
    -------
    ExactP
        A p-value below the bound on its error is reported as that bound.

    Examples
    --------
    >>> exact_rank_sum_p(np.array([2, 4, 6]), 1, "abs-deviation").p
    0.6666666666666666
    """
    # the smaller sample has the smaller table, and its rank sum tells the same
    picked = ranks[:n_x] if 2 * n_x <= ranks.size else ranks[n_x:]
    observed, centre = int(picked.sum()), picked.size * (ranks.size + 1)
    distance = abs(observed - centre)
    if distance == 0:
        return ExactP(1.0, CONSTANT, 0.0)
    blocks = TieBlocks.of_ranks(ranks, picked.size)
    if two_sided == "abs-deviation":
        tails = _tails(blocks, centre - distance, centre + distance)
        p, error = tails.lower + tails.upper, tails.error
    else:
        tails = _tails(blocks, observed, observed)
        p, error = 2.0 * min(tails.lower, tails.upper), 2.0 * tails.error
    return ExactP(bounded_p(max(p, error)), tails.route, error)


def rank_sum_distribution(ranks: np.ndarray, n_x: int) -> NullDistribution:
    """Return the null distribution of the sum of `n_x` of the doubled midranks.

    Examples
    --------
    >>> null = rank_sum_distribution(np.array([2, 5, 5]), 2)
    >>> null.values, null.weights
    (array([ 7, 10]), array([2., 1.]))
    """
    blocks = TieBlocks.of_ranks(ranks, n_x)
    cost = distribution_cost(blocks)
    if cost > CHEAP and blocks.scores.size > 1:
        plan = plan_distribution(blocks)
        if FACTOR_COST * plan.cost() < cost:
            return characteristic_distribution(plan)
    return programme_distribution(blocks)


def rank_sum_deviation(ranks: np.ndarray, n_x: int) -> float:
    """Return the standard deviation of the sum of `n_x` of the doubled midranks.

    Examples
    --------
    >>> rank_sum_deviation(np.array([2, 4]), 1)
    1.0
    """
    n = ranks.size
    squares = int(((ranks - (n + 1)) ** 2).sum())  # the mean of doubled midranks is n + 1
    return math.sqrt(n_x * (n - n_x) * squares / (n * (n - 1)))


def _tails(blocks: TieBlocks, low_sum: int, high_sum: int) -> Tails:
    """Return the chances of a rank sum <= `low_sum` and of one >= `high_sum`."""
    low, high = blocks.at_most(low_sum), blocks.at_least(high_sum)
    cost = programme_cost(blocks)
    if cost > CHEAP:
        reflected = blocks.reflected()
        from_top = blocks.picks * int(blocks.scores[-1]) - low
        plans = plan_tail(blocks, high), plan_tail(reflected, from_top)
        if FACTOR_COST * sum(plan.cost() for plan in plans) < cost:
            upper, upper_error = characteristic_tail(plans[0])
            lower, lower_error = characteristic_tail(plans[1])
            return Tails(lower, upper, INVERSION, upper_error + lower_error)
    lower, upper = programme_tails(blocks, low, high)
    return Tails(lower, upper, PROGRAMME, programme_error(blocks) * (lower + upper))
