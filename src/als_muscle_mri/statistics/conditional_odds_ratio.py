"""The odds ratio of a two-by-two table given its margins, where counts are large."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

WIDEST = 700.0
"""No logarithm of an odds ratio is sought beyond; its exponential would not be a number."""


@dataclass(frozen=True)
class ConditionalOddsRatio:
    """Fisher's noncentral hypergeometric distribution of the first cell, and its inversion.

    Given the margins, the first cell is x with a chance in proportion to
    ``C(row, x) C(n - row, column - x) psi**x``, psi being the odds ratio. All chances are
    had at once from the logarithms of these weights, so that the cost grows with the number
    of values of x; scipy, which sums them one by one, takes minutes for a million counts.

    Parameters
    ----------
    counts
        Two rows of two whole numbers; no margin is 0.

    References
    ----------
    Cornfield J. A statistical problem arising from retrospective studies. Proceedings of the
    Third Berkeley Symposium on Mathematical Statistics and Probability 1956;4:135-148.

    Examples
    --------
    >>> ratio = ConditionalOddsRatio(np.array([[7, 5], [3, 9]]))
    >>> round(ratio.estimate, 3), [round(end, 3) for end in ratio.interval(0.95)]
    (3.938, [0.568, 35.247])

    scipy gives the same:

    >>> from scipy.stats.contingency import odds_ratio
    >>> float(round(odds_ratio([[7, 5], [3, 9]]).statistic, 3))
    3.938
    """

    counts: np.ndarray

    @property
    def observed(self) -> int:
        """The count of the first cell."""
        return int(self.counts[0, 0])

    @cached_property
    def values(self) -> np.ndarray:
        """Every count the first cell can have."""
        row, column, n = self._margins
        return np.arange(max(0, row + column - n), min(row, column) + 1)

    @property
    def estimate(self) -> float:
        """The odds ratio at which the observed count is the expected one; 0 or inf at an end."""
        if self.observed == self.values[0]:
            return 0.0
        if self.observed == self.values[-1]:
            return math.inf
        return self._where(lambda log: float(self._chances(log) @ self.values), self.observed)

    def interval(self, level: float) -> tuple[float, float]:
        """Return the odds ratios at which each tail has half of 1 - `level`."""
        tail, place = (1.0 - level) / 2.0, self.observed - int(self.values[0])
        low, high = 0.0, math.inf
        if self.observed > self.values[0]:
            low = self._where(lambda log: float(self._chances(log)[place:].sum()), tail)
        if self.observed < self.values[-1]:
            high = self._where(lambda log: -float(self._chances(log)[: place + 1].sum()), -tail)
        return low, high

    @property
    def _margins(self) -> tuple[int, int, int]:
        return int(self.counts[0].sum()), int(self.counts[:, 0].sum()), int(self.counts.sum())

    @cached_property
    def _log_weights(self) -> np.ndarray:
        from scipy.stats import hypergeom

        row, column, n = self._margins
        return hypergeom.logpmf(self.values, n, row, column)

    def _chances(self, log_ratio: float) -> np.ndarray:
        exponents = self._log_weights + (self.values - self.observed) * log_ratio
        weights = np.exp(exponents - exponents.max())
        return weights / weights.sum()

    def _where(self, rising: Callable[[float], float], wanted: float) -> float:
        """Return the odds ratio at which a function of its logarithm has a value."""
        from scipy.optimize import brentq

        (a, b), (c, d) = self.counts + 0.5
        start, width = math.log(a * d / (b * c)), 0.25
        while not rising(start - width) < wanted < rising(start + width) and width < WIDEST:
            width *= 2.0
        return math.exp(brentq(lambda log: rising(log) - wanted, start - width, start + width))
