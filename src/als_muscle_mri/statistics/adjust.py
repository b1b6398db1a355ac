"""P-values adjusted for multiple tests."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from als_muscle_mri.statistics.samples import require_choice

METHODS = ("holm", "bh", "none")


def adjust(p: ArrayLike, method: Literal["holm", "bh", "none"] = "holm") -> np.ndarray:
    """Return p-values adjusted for the number of tests.

    Parameters
    ----------
    p
        P-values of one family of tests; NaN is a test that was not made and does not count.
    method
        "holm": Holm's step-down rule, which bounds the chance of any false finding. "bh":
        Benjamini and Hochberg's, which bounds the share of false findings. "none".

    Returns
    -------
    numpy.ndarray
        Adjusted p-values in the order of `p`, at most 1; NaN stays where it was.

    Raises
    ------
    ValueError
        If a p-value lies outside (0, 1], or the method is unknown.

    References
    ----------
    Holm S. A simple sequentially rejective multiple test procedure. Scandinavian Journal of
    Statistics 1979;6:65-70.

    Benjamini Y, Hochberg Y. Controlling the false discovery rate: a practical and powerful
    approach to multiple testing. Journal of the Royal Statistical Society B 1995;57:289-300.
    doi:10.1111/j.2517-6161.1995.tb02031.x

    Examples
    --------
    >>> adjust([0.01, 0.04, 0.03]).round(6).tolist()
    [0.03, 0.06, 0.06]
    >>> from scipy.stats import false_discovery_control
    >>> false_discovery_control([0.01, 0.04, 0.03]).round(6).tolist()
    [0.03, 0.04, 0.04]
    >>> adjust([0.01, 0.04, 0.03], "bh").round(6).tolist()
    [0.03, 0.04, 0.04]
    """
    require_choice(method, METHODS, "method")
    values = np.asarray(p, dtype=float)
    if values.ndim != 1:
        raise ValueError(f"p must have one dimension, not {values.ndim}")
    made = ~np.isnan(values)
    if ((values[made] <= 0) | (values[made] > 1)).any():
        raise ValueError("every p-value must lie above 0 and be at most 1")
    adjusted = values.copy()
    adjusted[made] = _ADJUSTERS[method](values[made])
    return np.minimum(adjusted, 1.0)


def _holm(p: np.ndarray) -> np.ndarray:
    """The smallest p times n, the next times n - 1, and so on; none below one before it."""
    order = np.argsort(p, kind="stable")
    adjusted = np.empty_like(p)
    adjusted[order] = np.maximum.accumulate(p[order] * np.arange(p.size, 0, -1))
    return adjusted


def _benjamini_hochberg(p: np.ndarray) -> np.ndarray:
    """The largest p times n / n, the next times n / (n - 1), and so on; none above one before."""
    order = np.argsort(p, kind="stable")[::-1]
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum.accumulate(p[order] * p.size / np.arange(p.size, 0, -1))
    return adjusted


# statsmodels' multipletests gives the same, but collects garbage in every call: 0.1 s each.
_ADJUSTERS = {"holm": _holm, "bh": _benjamini_hochberg, "none": np.copy}
