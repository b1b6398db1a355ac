"""Limits of agreement of two measurements with several pairs a subject, and their intervals."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from als_muscle_mri.statistics.samples import clean_sample, normal_quantile, require_level

COVERED = 0.95
"""Share of the differences that lies between the limits, if these are normal."""


@dataclass(frozen=True)
class LimitsOfAgreement:
    """How far apart two measurements of the same thing lie.

    Attributes
    ----------
    bias, bias_low, bias_high
        Mean of the subjects' mean differences, and its interval.
    sd
        Standard deviation of a difference, between and within subjects together.
    lower, lower_low, lower_high
        The lower limit of agreement, and its interval.
    upper, upper_low, upper_high
        The upper one.
    level
        Nominal level of the intervals.
    n, n_subjects, missing
        Differences used, subjects they are of, differences dropped because they are NaN.
    """

    bias: float
    bias_low: float
    bias_high: float
    sd: float
    lower: float
    lower_low: float
    lower_high: float
    upper: float
    upper_low: float
    upper_high: float
    level: float
    n: int
    n_subjects: int
    missing: int


def limits_of_agreement(
    difference: ArrayLike, subject: ArrayLike, level: float = 0.95
) -> LimitsOfAgreement:
    """Return the 95 % limits of agreement of differences that come several from a subject.

    Parameters
    ----------
    difference
        First measurement minus second, one-dimensional; NaN is missing.
    subject
        Whose each is, of the same length.
    level
        Confidence level of the intervals, between 0 and 1.

    Returns
    -------
    LimitsOfAgreement

    Raises
    ------
    ValueError
        If the lengths differ, fewer than two subjects are left, or the level is none.

    Notes
    -----
    The true value may differ between the pairs of a subject, and the number of pairs between
    subjects. With the mean difference of each subject, their variance B, the pooled variance W
    within subjects and the harmonic mean m of the numbers of pairs, the variance of a single
    difference is ``B + (1 - 1/m) W``. If all subjects have as many pairs, this is what Bland and
    Altman (2007) have from the analysis of variance. The intervals of the limits join
    those of bias and variance (Zou 2013); that of the bias has t in place of his normal quantile,
    since subjects are often few.

    References
    ----------
    Bland JM, Altman DG. Agreement between methods of measurement with multiple observations per
    individual. Journal of Biopharmaceutical Statistics 2007;17:571-582.
    doi:10.1080/10543400701329422

    Zou GY. Confidence interval estimation for the Bland-Altman limits of agreement with multiple
    observations per individual. Statistical Methods in Medical Research 2013;22:630-642.
    doi:10.1177/0962280211402548

    Examples
    --------
    >>> found = limits_of_agreement([-1.0, 1.0, 0.0, 2.0], ["a", "a", "b", "b"])
    >>> found.bias, round(found.sd, 3), round(found.upper, 2)
    (0.5, 1.225, 2.9)
    """
    from scipy.stats import t

    require_level(level)
    values, whose = np.asarray(difference, dtype=float), np.asarray(subject)
    if values.shape != whose.shape:
        raise ValueError(f"difference has {values.size} values but subject has {whose.size}")
    present, missing = clean_sample(values, "difference")
    _, index, counts = np.unique(whose[~np.isnan(values)], return_inverse=True, return_counts=True)
    n, subjects = present.size, counts.size
    if subjects < 2:
        raise ValueError("limits of agreement need at least two subjects")
    means = np.bincount(index, present) / counts
    between = float(np.var(means, ddof=1))
    within = float(np.sum((present - means[index]) ** 2)) / (n - subjects) if n > subjects else 0.0
    parts = [(between, subjects - 1)]
    parts += [((1 - float(np.mean(1 / counts))) * within, n - subjects)] if n > subjects else []
    variance, least, most = _variance(parts, level)
    bias, sd, reach = float(means.mean()), variance**0.5, normal_quantile(COVERED)
    half = float(t.ppf(0.5 + level / 2, subjects - 1)) * (between / subjects) ** 0.5
    inner, outer = ((half**2 + (reach * (end**0.5 - sd)) ** 2) ** 0.5 for end in (least, most))
    lower, upper = bias - reach * sd, bias + reach * sd
    return LimitsOfAgreement(
        *(bias, bias - half, bias + half, sd),
        *(lower, lower - outer, lower + inner),
        *(upper, upper - inner, upper + outer),
        *(level, n, subjects, missing),
    )


def limits_or_none(
    difference: ArrayLike, subject: ArrayLike, level: float = 0.95
) -> LimitsOfAgreement:
    """Return the limits of :func:`limits_of_agreement`, NaN where fewer than two subjects are left.

    Examples
    --------
    >>> found = limits_or_none([0.5, 1.5], ["a", "a"])
    >>> found.upper, found.n, found.n_subjects
    (nan, 2, 1)
    """
    values, whose = np.asarray(difference, dtype=float), np.asarray(subject)
    present = ~np.isnan(values)
    n_subjects = len(np.unique(whose[present]))
    if n_subjects > 1:
        return limits_of_agreement(values, whose, level)
    require_level(level)
    counted = int(present.sum()), n_subjects, int((~present).sum())
    return LimitsOfAgreement(*[np.nan] * 10, level, *counted)


def _variance(parts: list[tuple[float, int]], level: float) -> tuple[float, float, float]:
    """Sum of independent variances, each with its degrees of freedom, and the sum's interval."""
    from scipy.stats import chi2

    total = sum(part for part, _ in parts)
    ends = []
    for tail in (0.5 + level / 2, 0.5 - level / 2):
        gaps = [part * (freedom / chi2.ppf(tail, freedom) - 1) for part, freedom in parts]
        ends.append(float(np.sqrt(np.sum(np.square(gaps)))))
    return total, total - ends[0], total + ends[1]
