"""Median and quartiles under a named rule."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from als_muscle_mri.statistics.samples import clean_sample


@dataclass(frozen=True)
class Quartiles:
    """Median and quartiles of one sample, in the unit of its values."""

    q1: float
    median: float
    q3: float
    n: int
    missing: int
    method: str

    @property
    def estimate(self) -> float:
        """The median."""
        return self.median


def quartiles(values: ArrayLike, method: str = "averaged_inverted_cdf") -> Quartiles:
    """Return the median and the quartiles of a sample.

    Parameters
    ----------
    values
        One-dimensional sample in any unit, on an ordinal scale or above; NaN is missing.
    method
        The rule between order statistics, as `numpy.quantile` names it. The default is the
        rule of Stata's ``summarize, detail`` and of R's ``type = 2``: the inverse of the
        empirical distribution function, averaged where that function is flat.

    Returns
    -------
    Quartiles
        q1, median, q3 in the unit of the values; n values used, missing values dropped.

    Raises
    ------
    ValueError
        If no value is left, a value is infinite, or numpy does not know the method.

    References
    ----------
    Hyndman RJ, Fan Y. Sample quantiles in statistical packages. The American Statistician
    1996;50:361-365. doi:10.1080/00031305.1996.10473566 (definition 2).

    Examples
    --------
    >>> scores = [16, 13, 2, 13, 14, 13, 16, 1, 8, 10]
    >>> quartiles(scores)
    Quartiles(q1=8.0, median=13.0, q3=14.0, n=10, missing=0, method='averaged_inverted_cdf')
    >>> quartiles(scores, method="linear").q1
    8.5
    """
    present, missing = clean_sample(values, "values")
    try:
        q1, median, q3 = np.quantile(present, [0.25, 0.5, 0.75], method=method)
    except ValueError as error:
        raise ValueError(
            f"quartile method {method!r} is not one of numpy.quantile: {error}"
        ) from error
    return Quartiles(float(q1), float(median), float(q3), present.size, missing, method)
