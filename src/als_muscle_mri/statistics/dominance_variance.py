"""The sampling variance of Cliff's delta, to weigh studies by."""

import numpy as np
from numpy.typing import ArrayLike

from als_muscle_mri.statistics.samples import clean_sample


def dominance_variance(x: ArrayLike, y: ArrayLike) -> float:
    """Return Cliff's consistent estimate of the sampling variance of delta.

    Parameters
    ----------
    x, y
        Samples on one ordinal scale, in any unit; NaN is missing and dropped.

    Returns
    -------
    float
        0 or more, without unit. NaN where it cannot be estimated: with fewer than two values in
        a sample, and if all pairs are decided alike (complete separation, all tied), because
        the estimate would then be 0 however small the samples are.

    Raises
    ------
    ValueError
        If a sample is empty once missing values are dropped.

    Notes
    -----
    With ``d_ij`` the sign of ``x_i - y_j``, the variances of its row means, its column means and
    of itself give ``((n - 1) s2_i + (m - 1) s2_j + s2_ij) / (m n)`` for m values of x and n of y.

    References
    ----------
    Cliff N. Dominance statistics: ordinal analyses to answer ordinal questions. Psychological
    Bulletin 1993;114:494-509. doi:10.1037/0033-2909.114.3.494

    Feng D, Cliff N. Monte Carlo evaluation of ordinal d with improved confidence interval.
    Journal of Modern Applied Statistical Methods 2004;3:322-332. doi:10.22237/jmasm/1099267560

    Examples
    --------
    >>> round(dominance_variance([0, 0, 1, 2], [0, 0, 0, 1]), 4)
    0.1591
    >>> dominance_variance([2, 3], [0, 1])
    nan
    """
    (x_values, _), (y_values, _) = clean_sample(x, "x"), clean_sample(y, "y")
    m, n = x_values.size, y_values.size
    if m < 2 or n < 2:
        return float("nan")
    below = np.searchsorted(np.sort(y_values), x_values, "left")
    above = n - np.searchsorted(np.sort(y_values), x_values, "right")
    rows = (below - above) / n
    lower = np.searchsorted(np.sort(x_values), y_values, "left")
    higher = m - np.searchsorted(np.sort(x_values), y_values, "right")
    columns = (higher - lower) / m
    decided = float((below + above).mean()) / n
    of_pairs = (decided - rows.mean() ** 2) * m * n / ((m - 1) * (n - 1))
    if of_pairs == 0.0:
        return float("nan")
    between = (n - 1) * rows.var(ddof=1) + (m - 1) * columns.var(ddof=1)
    return float((between + of_pairs) / (m * n))
