"""Intervals for a bounded parameter, made by inverting a standardised test."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from als_muscle_mri.statistics.null_distribution import NullDistribution
from als_muscle_mri.statistics.samples import TwoSided

HALVINGS = 80  # leaves an interval of 2 ** -79 around the root, below double precision


def score_interval(
    estimate: float,
    standard_error: Callable[[float], float],
    below: float,
    above: float,
) -> tuple[float, float]:
    """Return the parameters in [-1, 1] that the standardised deviation does not reject.

    Parameters
    ----------
    estimate
        The estimate, in [-1, 1].
    standard_error
        The standard error of the estimate if the parameter is the argument; 0 at -1 and 1.
    below, above
        How many standard errors the estimate may lie above a parameter (which sets the lower
        limit) and below a parameter (which sets the upper one).

    Returns
    -------
    tuple of float
        Lower and upper limit; the estimate lies between them.

    Examples
    --------
    Wilson's interval for a share of 8 in 10, on the scale from -1 to 1:

    >>> low, high = score_interval(0.6, lambda d: ((1 - d * d) / 10) ** 0.5, 1.96, 1.96)
    >>> round((low + 1) / 2, 3), round((high + 1) / 2, 3)
    (0.49, 0.943)
    """

    def limit(end: float, critical: float) -> float:
        inside, outside = estimate, end
        for _ in range(HALVINGS):
            middle = (inside + outside) / 2
            if abs(estimate - middle) <= critical * standard_error(middle):
                inside = middle
            else:
                outside = middle
        return inside

    return limit(-1.0, below), limit(1.0, above)


@dataclass(frozen=True)
class Border:
    """Where an exact test begins to reject, as distances of its statistic from the mean.

    Attributes
    ----------
    kept
        Largest attainable distance that is kept.
    rejected
        Smallest attainable one that is rejected; infinity if there is none.
    """

    kept: float
    rejected: float

    def part(self, deviate: float, standardise: Callable[[float], float]) -> float:
        """Return the deviate, moved no further than needed to part kept from rejected.

        Parameters
        ----------
        deviate
            The wanted one, of the normal distribution for instance.
        standardise
            Turns a distance into a deviate; rising.

        Examples
        --------
        >>> Border(6, 8).part(1.96, lambda distance: distance / 3.5)
        1.96
        >>> Border(6, 8).part(1.96, lambda distance: distance / 2)
        3.5
        """
        inner = standardise(self.kept)
        outer = standardise(self.rejected) if math.isfinite(self.rejected) else math.inf
        if inner < deviate < outer:
            return deviate
        return (inner + outer) / 2.0 if math.isfinite(outer) else inner * (1.0 + 1e-9)


def borders(
    null: NullDistribution, centre: int, alpha: float, two_sided: TwoSided
) -> tuple[Border, Border]:
    """Return where the exact test at level `alpha` begins to reject, above and below the mean.

    Parameters
    ----------
    null
        The null distribution of an integer statistic.
    centre
        Its mean.
    alpha
        Level of the two-sided test, which rejects if ``p <= alpha``.
    two_sided
        How the test joins its tails.

    Examples
    --------
    >>> null = NullDistribution(np.arange(-2, 3), np.array([1, 4, 6, 4, 1]))
    >>> borders(null, 0, 0.13, "doubled")
    (Border(kept=1, rejected=2), Border(kept=1, rejected=2))
    """
    reached = null.values[null.weights > 0]
    above, below = reached[reached >= centre], reached[reached <= centre][::-1]
    return (
        _border(null, above, centre, alpha, two_sided),
        _border(null, below, centre, alpha, two_sided),
    )


def _border(
    null: NullDistribution, outward: np.ndarray, centre: int, alpha: float, two_sided: TwoSided
) -> Border:
    """Bisect the values going outward from the mean; p falls along them."""
    kept, rejected = -1, outward.size
    while rejected - kept > 1:
        middle = (kept + rejected) // 2
        if null.two_sided_p(int(outward[middle]), centre, two_sided) <= alpha:
            rejected = middle
        else:
            kept = middle
    inner = abs(int(outward[kept]) - centre) if kept >= 0 else 0
    outer = abs(int(outward[rejected]) - centre) if rejected < outward.size else math.inf
    return Border(inner, outer)
