"""Within-subject coefficient of variation of two readings."""

import math
from dataclasses import dataclass

from numpy.typing import ArrayLike

from als_muscle_mri.statistics.samples import clean_pairs

METHOD = "within-subject SD over grand mean"


@dataclass(frozen=True)
class CoefficientOfVariation:
    """Within-subject coefficient of variation.

    Attributes
    ----------
    estimate
        Percent of the grand mean.
    within_sd
        Within-subject standard deviation, in the unit of the values.
    mean
        Grand mean of all readings, in the unit of the values.
    n, missing
        Pairs used, and pairs dropped because a reading is NaN.
    method
        What was divided by what; the root mean square of each pair's own coefficient, which
        goes by the same name, is another statistic.
    """

    estimate: float
    within_sd: float
    mean: float
    n: int
    missing: int
    method: str


def coefficient_of_variation(first: ArrayLike, second: ArrayLike) -> CoefficientOfVariation:
    """Return how far two readings of the same subjects vary, in percent of their mean.

    Parameters
    ----------
    first, second
        Two readings a subject on a ratio scale from 0, in one unit, by one rater twice or by
        two raters; a pair with a NaN is missing and dropped.

    Returns
    -------
    CoefficientOfVariation
        In percent; 0 if the readings agree throughout, all of them 0 included.

    Raises
    ------
    ValueError
        If no complete pair is left, the lengths differ, or a reading is negative.

    Notes
    -----
    The variance of a pair is ``(first - second)**2 / 2``. Its mean over the pairs, and the
    square root of that, is the within-subject standard deviation; divided by the grand mean it
    is the coefficient of variation.

    References
    ----------
    Bland JM, Altman DG. Statistics notes: measurement error. BMJ 1996;313:744.
    doi:10.1136/bmj.313.7059.744

    Examples
    --------
    >>> round(coefficient_of_variation([10, 20], [12, 20]).estimate, 3)
    6.452
    """
    one, two, missing = clean_pairs(first, second, ("first", "second"))
    if (one < 0).any() or (two < 0).any():
        raise ValueError("a coefficient of variation needs readings from 0 upwards")
    within = math.sqrt(float(((one - two) ** 2).mean()) / 2.0)
    mean = float((one.mean() + two.mean()) / 2.0)
    estimate = 100.0 * within / mean if within > 0 else 0.0
    return CoefficientOfVariation(estimate, within, mean, one.size, missing, METHOD)
