"""Proportions in two groups of clusters, compared with the cluster as the unit."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from als_muscle_mri.statistics.samples import (
    TWO_SIDED,
    TwoSamples,
    TwoSided,
    bounded_p,
    require_choice,
    require_level,
)

Method = Literal["auto", "exact", "monte-carlo"]

LARGEST_PROGRAMME = 3_000_000
"""States that the exact programme may go through, all clusters together: about half a second."""

SAME = 1e-12
"""Differences of proportions closer than this are one difference."""


@dataclass(frozen=True)
class ClusteredProportions(TwoSamples):
    """Difference of two proportions of clustered observations.

    Attributes
    ----------
    estimate
        Proportion of x less that of y, -1 to 1.
    low, high, level
        Interval of the difference and its nominal level.
    p
        Two-sided p-value, above 0 and at most 1.
    proportion_x, proportion_y
        Events over observations, all clusters of a group together.
    n_x, n_y
        Clusters used.
    missing
        Clusters dropped because they hold no observation.
    method, two_sided
        How p was computed, and how the tails were joined.
    route
        The algorithm that gave p.
    error
        Bound on the absolute error of p; for Monte Carlo its standard error.
    """

    estimate: float
    low: float
    high: float
    level: float
    p: float
    proportion_x: float
    proportion_y: float
    n_x: int
    n_y: int
    missing: int
    method: str
    two_sided: str
    route: str
    error: float


@dataclass(frozen=True)
class _Clusters:
    """Events and observations of every cluster, those of x first."""

    events: np.ndarray
    totals: np.ndarray
    n_x: int

    def differences(self, events: np.ndarray, totals: np.ndarray) -> np.ndarray:
        """Return the differences of proportions if x had these events and observations."""
        rest_events, rest_totals = self.events.sum() - events, self.totals.sum() - totals
        return events / totals - rest_events / rest_totals


def clustered_proportions(
    x_events: ArrayLike,
    x_totals: ArrayLike,
    y_events: ArrayLike,
    y_totals: ArrayLike,
    method: Method = "auto",
    two_sided: TwoSided = "abs-deviation",
    level: float = 0.95,
    draws: int = 9999,
    seed: int = 0,
) -> ClusteredProportions:
    """Compare the proportions of two groups of clusters.

    Parameters
    ----------
    x_events, x_totals
        For each cluster of x (a person, say) how many of its observations are events, and how
        many observations there are. A cluster whose total is 0 or NaN is missing.
    y_events, y_totals
        The same for y.
    method
        "exact": all ways of dividing the clusters into groups of these sizes. "monte-carlo":
        `draws` random ones, and the observed one counted with them. "auto": exact unless it
        would take long; the result names the method used.
    two_sided
        "abs-deviation" counts differences at least as far from 0, "doubled" doubles the
        smaller tail.
    level
        Confidence level of the bootstrap interval, between 0 and 1.
    draws, seed
        Of the bootstrap and of the Monte Carlo method.

    Returns
    -------
    ClusteredProportions
        Difference, bootstrap interval and permutation p. If every cluster has the same
        proportion, p is 1.

    Raises
    ------
    ValueError
        If a group has no cluster left, events exceed totals, a count is not a whole number
        from 0, an option is unknown, or "exact" is asked for and would take too long.

    Notes
    -----
    The difference is that of ``sum(events) / sum(totals)``. Whole clusters change their group,
    so that observations of one cluster need not be independent. The interval takes the
    quantiles of the difference over samples of clusters drawn with replacement within each
    group; the quantiles are moved outwards so that the mean of a normal sample as small as the
    smaller group would get Student's interval (Hesterberg's expanded percentile interval).

    References
    ----------
    Hesterberg TC. What teachers should know about the bootstrap. The American Statistician
    2015;69:371-386. doi:10.1080/00031305.2015.1089789

    Examples
    --------
    >>> result = clustered_proportions([3, 2, 4], [10, 10, 10], [0, 1, 0], [10, 10, 8])
    >>> round(result.estimate, 4), result.p, result.method
    (0.2643, 0.1, 'exact')

    scipy's permutation test, on shares, agrees where all clusters have one size:

    >>> from scipy.stats import permutation_test
    >>> shares = ([0.3, 0.2, 0.4], [0.0, 0.1, 0.0])
    >>> float(permutation_test(shares, lambda a, b: sum(a) - sum(b)).pvalue)
    0.1
    """
    require_choice(method, ("auto", "exact", "monte-carlo"), "method")
    require_choice(two_sided, TWO_SIDED, "two_sided")
    require_level(level)
    events_x, totals_x, missing_x = _checked(x_events, x_totals, "x")
    events_y, totals_y, missing_y = _checked(y_events, y_totals, "y")
    clusters = _Clusters(
        np.concatenate([events_x, events_y]), np.concatenate([totals_x, totals_y]), events_x.size
    )
    share_x = float(events_x.sum() / totals_x.sum())
    share_y = float(events_y.sum() / totals_y.sum())
    states = None if method == "monte-carlo" else _all_divisions(clusters)
    if states is None and method == "exact":
        raise ValueError(
            f"{clusters.events.size} clusters are too many for method 'exact'; use 'monte-carlo'"
        )
    generator = np.random.default_rng(seed)
    estimate = share_x - share_y
    low, high = _bootstrap(clusters, level, draws, generator)
    differences, weights = states or _random_divisions(clusters, draws, generator)
    p = _two_sided_p(differences, weights, estimate, two_sided)
    exact = states is not None
    return ClusteredProportions(
        estimate=estimate,
        low=min(low, estimate),
        high=max(high, estimate),
        level=level,
        p=p,
        proportion_x=share_x,
        proportion_y=share_y,
        n_x=events_x.size,
        n_y=events_y.size,
        missing=missing_x + missing_y,
        method="exact" if exact else "monte-carlo",
        two_sided=two_sided,
        route="programme over clusters" if exact else f"{draws} random divisions",
        error=1e-12 if exact else math.sqrt(p * (1.0 - p) / draws),
    )


def _checked(events: ArrayLike, totals: ArrayLike, name: str) -> tuple[np.ndarray, np.ndarray, int]:
    """Return whole events and totals of the clusters that hold observations."""
    counts, sizes = np.asarray(events, dtype=float), np.asarray(totals, dtype=float)
    if counts.ndim != 1 or counts.shape != sizes.shape:
        raise ValueError(f"{name}: events and totals must be two lists of one length")
    observed = sizes > 0  # NaN is not
    counts, sizes = counts[observed], sizes[observed]
    if counts.size == 0:
        raise ValueError(f"{name}: no cluster with observations")
    whole = (counts == np.round(counts)).all() and (sizes == np.round(sizes)).all()
    if not (whole and np.isfinite(sizes).all() and (counts >= 0).all() and (counts <= sizes).all()):
        raise ValueError(f"{name}: events must be whole numbers from 0 to the cluster's total")
    return counts.astype(np.int64), sizes.astype(np.int64), int((~observed).sum())


def _all_divisions(clusters: _Clusters) -> tuple[np.ndarray, np.ndarray] | None:
    """Return every difference with its number of divisions; None if there are too many.

    A state is (clusters, events, observations) given to x so far, coded as one number; the
    clusters come in one after the other, and equal states are merged. Weights are integers
    below 2**53 or doubles, all of them positive, so that their sums keep their precision.
    """
    step = int(clusters.totals.sum()) + 1
    codes, weights = np.zeros(1, dtype=np.int64), np.ones(1)
    per_cluster = step * (int(clusters.events.sum()) + 1)
    order = np.lexsort((clusters.events, clusters.totals))
    left, handled = order.size, 0
    for events, total in zip(clusters.events[order], clusters.totals[order], strict=True):
        left -= 1
        codes = np.concatenate([codes, codes + per_cluster + step * events + total])
        given = codes // per_cluster
        useful = (given <= clusters.n_x) & (given >= clusters.n_x - left)
        codes, inverse = np.unique(codes[useful], return_inverse=True)
        weights = np.bincount(inverse, weights=np.tile(weights, 2)[useful])
        handled += codes.size
        if handled > LARGEST_PROGRAMME:
            return None
    within = codes % per_cluster
    return clusters.differences(within // step, within % step), weights


def _random_divisions(
    clusters: _Clusters, draws: int, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return the differences of random divisions, the observed one first."""
    everyone = np.arange(clusters.events.size)
    chosen = everyone[None, : clusters.n_x]
    events, totals = [clusters.events[chosen].sum(axis=1)], [clusters.totals[chosen].sum(axis=1)]
    for size in _batches(draws, everyone.size):
        orders = generator.permuted(np.tile(everyone, (size, 1)), axis=1)
        chosen = orders[:, : clusters.n_x]
        events.append(clusters.events[chosen].sum(axis=1))
        totals.append(clusters.totals[chosen].sum(axis=1))
    differences = clusters.differences(np.concatenate(events), np.concatenate(totals))
    return differences, np.ones(draws + 1)


def _batches(draws: int, size: int) -> list[int]:
    """Return how many draws to make at once, so that a table of them stays within 16 MB."""
    most = max(1, 2_000_000 // size)
    whole, rest = divmod(draws, most)
    return [most] * whole + [rest] * (rest > 0)


def _two_sided_p(
    differences: np.ndarray, weights: np.ndarray, observed: float, two_sided: TwoSided
) -> float:
    total = weights.sum()
    if two_sided == "abs-deviation":
        return bounded_p(weights[np.abs(differences) >= abs(observed) - SAME].sum() / total)
    upper = weights[differences >= observed - SAME].sum()
    lower = weights[differences <= observed + SAME].sum()
    return bounded_p(2.0 * min(upper, lower) / total)


def _bootstrap(
    clusters: _Clusters, level: float, draws: int, generator: np.random.Generator
) -> tuple[float, float]:
    """Return the expanded percentile interval over clusters drawn within their groups."""
    shares = []
    for group in (slice(None, clusters.n_x), slice(clusters.n_x, None)):
        events, totals = clusters.events[group], clusters.totals[group]
        drawn = []
        for size in _batches(draws, events.size):
            chosen = generator.integers(0, events.size, (size, events.size))
            drawn.append(events[chosen].sum(axis=1) / totals[chosen].sum(axis=1))
        shares.append(np.concatenate(drawn))
    smaller = min(clusters.n_x, clusters.events.size - clusters.n_x)
    tail = _expanded_tail(level, smaller)
    low, high = np.quantile(shares[0] - shares[1], [tail, 1.0 - tail])
    return float(low), float(high)


def _expanded_tail(level: float, n: int) -> float:
    """Return the tail probability whose normal quantile is Student's, scaled by the sample."""
    from scipy.special import ndtr, stdtrit

    if n == 1:
        return 0.0
    return float(ndtr(stdtrit(n - 1, (1.0 - level) / 2.0) * math.sqrt(n / (n - 1))))
