"""Exact rank-sum tests of many pairs of samples of which the largest p-value is wanted."""

from collections.abc import Sequence

import numpy as np

from als_muscle_mri.statistics.midranks import Midranks
from als_muscle_mri.statistics.rank_sum_characteristic import RELATIVE
from als_muscle_mri.statistics.rank_sum_exact import INVERSION, ExactP, exact_rank_sum_p
from als_muscle_mri.statistics.samples import TwoSided, clean_sample

PRECISIONS = (1e-3, 1e-7, RELATIVE)
"""Shares of a tail left out, one round after the other; the first takes a tenth of the time."""

Pair = tuple[np.ndarray, np.ndarray]


def largest_exact_p(pairs: Sequence[Pair], alpha: float, two_sided: TwoSided) -> np.ndarray:
    """Exact p-values, each only as precise as it has to be.

    All are computed roughly, with bounds on their errors. Those that may be the largest, and
    those that may lie on either side of `alpha`, are computed anew, more and more precisely.

    Parameters
    ----------
    pairs : sequence of (array, array)
        Samples on one ordinal scale; NaN is missing and dropped.
    alpha : float
        A level of significance.
    two_sided : {"abs-deviation", "doubled"}
        As :func:`als_muscle_mri.statistics.rank_sum` has it.

    Returns
    -------
    ndarray
        A p-value for each pair. The largest is that of `rank_sum`, and each is on the same side of
        `alpha` as there. The others are right to about one part in a hundred.

    Raises
    ------
    ValueError
        If a sample is empty once missing values are dropped.

    Examples
    --------
    >>> pairs = [(np.array([1, 2, 3]), np.array([0, 0, k])) for k in (0, 1, 2)]
    >>> largest_exact_p(pairs, 0.05, "doubled").round(3)
    array([0.1, 0.2, 0.3])
    """
    first, *finer = PRECISIONS
    found = [_exact_p(pair, two_sided, first) for pair in pairs]
    for precision in finer:
        least = max((one.p - one.error for one in found), default=0.0)
        found = [
            _exact_p(pair, two_sided, precision) if _is_open(one, least, alpha) else one
            for pair, one in zip(pairs, found, strict=True)
        ]
    return np.array([one.p for one in found])


def _is_open(one: ExactP, least: float, alpha: float) -> bool:
    """Say whether a p may be the largest, or on either side of alpha, and can be sharpened."""
    undecided = one.p + one.error >= least or abs(one.p - alpha) <= one.error
    return undecided and one.route == INVERSION


def _exact_p(pair: Pair, two_sided: TwoSided, precision: float) -> ExactP:
    x, y = (clean_sample(sample, name)[0] for sample, name in zip(pair, "xy", strict=True))
    ranks = Midranks.of(np.concatenate([x, y]))
    observed = int(ranks.doubled[: x.size].sum())
    return exact_rank_sum_p(ranks.sizes, x.size, observed, two_sided, precision)
