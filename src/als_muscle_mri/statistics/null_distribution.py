"""A discrete null distribution and the two ways to make a two-sided p-value of it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from als_muscle_mri.statistics.samples import TwoSided, bounded_p


@dataclass(frozen=True)
class NullDistribution:
    """Weights of the values of an integer statistic under the null hypothesis.

    Attributes
    ----------
    values
        Rising integers that hold every attainable value.
    weights
        How many equally likely arrangements have each value, or a multiple of that.
    """

    values: np.ndarray
    weights: np.ndarray

    @cached_property
    def _up_to(self) -> np.ndarray:
        return np.cumsum(self.weights)

    @cached_property
    def _from(self) -> np.ndarray:
        return np.cumsum(self.weights[::-1])[::-1]

    @property
    def total(self) -> int | float:
        """Weight of all values together."""
        return self._up_to[-1].item()

    @property
    def relative_error(self) -> float:
        """Bound on the relative error of a p-value, if every weight is rounded once.

        Tails and total are then sums of rounded positive numbers.
        """
        unit = 2.0**-53
        whole = np.issubdtype(self.weights.dtype, np.integer) or self.total < 2**53
        return unit if whole else 2 * (self.weights.size + 2) * unit

    def lower(self, value: int) -> int | float:
        """Return the weight of all values up to and including `value`."""
        index = int(np.searchsorted(self.values, value, side="right"))
        return self._up_to[index - 1].item() if index > 0 else 0

    def upper(self, value: int) -> int | float:
        """Return the weight of `value` and all values above it."""
        index = int(np.searchsorted(self.values, value, side="left"))
        return self._from[index].item() if index < self.values.size else 0

    def two_sided_p(self, observed: int, centre: int, two_sided: TwoSided) -> float:
        """Return the two-sided p-value of `observed` about the mean `centre`.

        Examples
        --------
        >>> null = NullDistribution(np.array([0, 1, 2]), np.array([1, 2, 1]))
        >>> null.two_sided_p(0, 1, "doubled"), null.two_sided_p(1, 1, "doubled")
        (0.5, 1.0)
        >>> null.two_sided_p(0, 1, "abs-deviation")
        0.5
        """
        if two_sided == "doubled":
            extreme = 2 * min(self.lower(observed), self.upper(observed))
            return bounded_p(extreme / self.total)
        distance = abs(observed - centre)
        extreme = self.lower(centre - distance) + self.upper(centre + distance)
        return bounded_p(extreme / self.total)
