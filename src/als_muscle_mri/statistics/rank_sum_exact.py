"""The exact rank-sum test given the ties: which algorithm serves which sizes."""

import math
from dataclasses import dataclass

import numpy as np

from als_muscle_mri.statistics.midranks import sum_of_squares
from als_muscle_mri.statistics.null_distribution import NullDistribution
from als_muscle_mri.statistics.rank_sum_characteristic import (
    RELATIVE,
    characteristic_distribution,
    characteristic_tail,
    plan_distribution,
    plan_tail,
)
from als_muscle_mri.statistics.rank_sum_counts import counted_tails, counts_cost, counts_error
from als_muscle_mri.statistics.rank_sum_integers import integer_tails, packed_work
from als_muscle_mri.statistics.rank_sum_programme import (
    distribution_cost,
    programme_cost,
    programme_distribution,
    programme_error,
    programme_tails,
)
from als_muscle_mri.statistics.samples import TwoSided, bounded_p
from als_muscle_mri.statistics.tie_blocks import TieBlocks
from als_muscle_mri.statistics.tilting import chernoff

SMALL = 3_000_000
"""Bits a count in whole numbers may handle, a few tenths of a millisecond."""

CHEAP = 3_000_000
"""Additions a programme may take, a few milliseconds, before an inversion is considered."""

FACTOR_COST = 12
"""Additions of the programme that take as long as one factor of an inversion (measured)."""

COUNT_COST = 2
"""Additions of the programme that take as long as one count of few blocks (measured)."""

NEGLIGIBLE = 1e-30
"""A tail known to be smaller is not computed: what bounds it takes its place."""

INTEGERS = "whole numbers over blocks of ties"
PROGRAMME = "programme over blocks of ties"
COUNTS = "counts of few blocks of ties"
INVERSION = "inversion of the characteristic function"
CENTRE = "no arrangement is less far out"


@dataclass(frozen=True)
class ExactP:
    """An exact p-value, the algorithm that gave it, and the bound on its absolute error."""

    p: float
    route: str
    error: float


@dataclass(frozen=True)
class Tails:
    """Null probabilities of two tails, bounds on their absolute errors, and the algorithm."""

    lower: float
    upper: float
    lower_error: float
    upper_error: float
    route: str


def exact_rank_sum_p(
    sizes: np.ndarray,
    n_x: int,
    rank_sum: int,
    two_sided: TwoSided,
    precision: float = RELATIVE,
) -> ExactP:
    """Return the exact p-value of a sum of doubled midranks.

    Parameters
    ----------
    sizes
        Tie sizes of the pooled values, rising.
    n_x
        Size of x, below the sum of the sizes.
    rank_sum
        Sum of the doubled midranks of x.
    two_sided
        "abs-deviation" or "doubled".
    precision
        About what share of a tail an inversion may leave out; the error includes it.

    Returns
    -------
    ExactP
        A p-value below the bound on its error is reported as that bound.

    Examples
    --------
    >>> exact_rank_sum_p(np.array([1, 1, 1]), 1, 2, "abs-deviation").p
    0.6666666666666666
    """
    # the smaller sample has the smaller table, and its rank sum tells the same
    n = int(sizes.sum())
    picks = min(n_x, n - n_x)
    observed = rank_sum if picks == n_x else n * (n + 1) - rank_sum
    centre = picks * (n + 1)
    distance = abs(observed - centre)
    if distance == 0:
        return ExactP(1.0, CENTRE, 0.0)
    blocks = TieBlocks.of_sizes(sizes, picks)
    if two_sided == "abs-deviation":
        tails = _tails(blocks, centre - distance, centre + distance, precision)
        p, error = tails.lower + tails.upper, tails.lower_error + tails.upper_error
    else:
        tails = _tails(blocks, observed, observed, precision)
        smaller = min((tails.lower, tails.lower_error), (tails.upper, tails.upper_error))
        p, error = 2.0 * smaller[0], 2.0 * smaller[1]
    return ExactP(bounded_p(max(p, error)), tails.route, error)


def rank_sum_distribution(sizes: np.ndarray, n_x: int) -> NullDistribution:
    """Return the null distribution of the sum of `n_x` of the doubled midranks.

    Examples
    --------
    >>> null = rank_sum_distribution(np.array([1, 2]), 2)
    >>> null.values, null.weights
    (array([ 7, 10]), array([2., 1.]))
    """
    blocks = TieBlocks.of_sizes(sizes, n_x)
    cost = distribution_cost(blocks)
    if cost > CHEAP and blocks.scores.size > 1:
        plan = plan_distribution(blocks)
        if FACTOR_COST * plan.cost() < cost:
            return characteristic_distribution(plan)
    return programme_distribution(blocks)


def rank_sum_deviation(sizes: np.ndarray, n_x: int) -> float:
    """Return the standard deviation of the sum of `n_x` of the doubled midranks.

    Examples
    --------
    >>> rank_sum_deviation(np.array([1, 1]), 1)
    1.0
    """
    n = int(sizes.sum())
    return math.sqrt(n_x * (n - n_x) * sum_of_squares(sizes) / (n * (n - 1)))


def _tails(blocks: TieBlocks, low_sum: int, high_sum: int, precision: float) -> Tails:
    """Return the chances of a rank sum <= `low_sum` and of one >= `high_sum`."""
    low, high = blocks.at_most(low_sum), blocks.at_least(high_sum)
    if packed_work(blocks) < SMALL:
        lower, upper = integer_tails(blocks, low, high)
        unit = 2.0**-53
        return Tails(lower, upper, lower * unit, upper * unit, INTEGERS)
    cost = programme_cost(blocks)
    if cost > CHEAP and COUNT_COST * counts_cost(blocks) < CHEAP:
        lower, upper = counted_tails(blocks, low, high)
        relative = counts_error(blocks)
        return Tails(lower, upper, lower * relative, upper * relative, COUNTS)
    if cost > CHEAP:
        mirrored = blocks.picks * int(blocks.scores[-1]) - low
        asked = (blocks.reflected(), mirrored), (blocks, high)
        bounds = [chernoff(*tail) for tail in asked]
        plans = [
            plan_tail(*tail, precision) if bound > NEGLIGIBLE else None
            for tail, bound in zip(asked, bounds, strict=True)
        ]
        if FACTOR_COST * sum(plan.cost() for plan in plans if plan) < cost:
            (lower, below), (upper, above) = (
                characteristic_tail(plan) if plan else (0.0, bound)
                for plan, bound in zip(plans, bounds, strict=True)
            )
            return Tails(lower, upper, below, above, INVERSION)
    lower, upper = programme_tails(blocks, low, high)
    relative = programme_error(blocks)
    return Tails(lower, upper, lower * relative, upper * relative, PROGRAMME)
