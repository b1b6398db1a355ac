"""Clustered proportions against a slow enumeration, and what their interval covers."""

import math

import numpy as np
import pytest
from enumeration import clustered_p
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm
from scipy.stats import t as student

from als_muscle_mri.statistics import clustered_proportions
from als_muscle_mri.statistics.clustered_proportions import _expanded_tail

RULES = st.sampled_from(["abs-deviation", "doubled"])
CLUSTERS = st.lists(
    st.integers(1, 5).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))),
    min_size=1,
    max_size=5,
)
X = [20, 10, 15, 5, 25, 12, 18, 9, 11, 12], [68, 58, 58, 68, 68, 48, 58, 68, 58, 58]
Y = [0, 1, 0, 2, 0, 0, 1, 0, 0], [68, 58, 68, 68, 61, 68, 48, 58, 59]


def compare(x, y, *arguments, **options):
    return clustered_proportions(
        *zip(*x, strict=True), *zip(*y, strict=True), *arguments, draws=99, **options
    )


@settings(deadline=None, max_examples=100)
@given(CLUSTERS, CLUSTERS, RULES)
def test_exact_p_is_that_of_an_enumeration(x, y, rule):
    got = compare(x, y, "exact", rule)
    assert got.p == pytest.approx(float(clustered_p(x, y, rule)), rel=1e-12)
    assert 0.0 < got.p <= 1.0


@settings(deadline=None)
@given(CLUSTERS, CLUSTERS, RULES)
def test_swapping_the_groups_mirrors_the_difference_and_keeps_p(x, y, rule):
    got, swapped = compare(x, y, "exact", rule), compare(y, x, "exact", rule)
    assert got.estimate == -swapped.estimate
    assert got.p == pytest.approx(swapped.p, rel=1e-12)
    assert -1.0 <= got.low <= got.estimate <= got.high <= 1.0


def test_estimate_is_the_difference_of_all_muscles():
    got = clustered_proportions(*X, *Y)
    assert got.proportion_x == 137 / 610
    assert got.proportion_y == 4 / 556
    assert got.estimate == got.proportion_x - got.proportion_y
    assert (got.n_x, got.n_y, got.n) == (10, 9, 19)


def test_complete_separation_of_persons_has_the_smallest_p_there_is():
    """Only the observed division of 19 persons, of 92378, is as far out; none on the other side."""
    assert clustered_proportions(*X, *Y, "exact", "doubled").p == pytest.approx(2 / 92378)


def test_clusters_of_one_are_independent_observations():
    x, y = [1, 1, 1, 0], [0, 0, 1, 0, 0]
    got = clustered_proportions(x, [1] * 4, y, [1] * 5, "exact")
    # differences at least as far from 0 as 3/4 - 1/5, of all 126 divisions of four events
    assert got.p == pytest.approx(26 / 126)


def test_monte_carlo_comes_near_the_exact_p_and_counts_the_observed_division():
    x, y = ([3, 2, 0, 4], [10] * 4), ([0, 1, 2, 1], [10] * 4)
    exact = clustered_proportions(*x, *y, "exact")
    drawn = clustered_proportions(*x, *y, "monte-carlo", seed=2)
    assert abs(exact.p - drawn.p) < 4 * drawn.error
    assert clustered_proportions(*X, *Y, "monte-carlo", draws=99).p >= 1 / 100
    assert (exact.method, drawn.method) == ("exact", "monte-carlo")


def test_auto_draws_where_there_are_too_many_divisions():
    generator = np.random.default_rng(1)
    totals = generator.integers(40, 69, 120)
    events = generator.binomial(totals, 0.2)
    arguments = (events[:70], totals[:70], events[70:], totals[70:])
    assert clustered_proportions(*arguments, draws=199).method == "monte-carlo"
    with pytest.raises(ValueError, match="120 clusters are too many for method 'exact'"):
        clustered_proportions(*arguments, method="exact")


def test_the_same_seed_gives_the_same_interval():
    one, other = clustered_proportions(*X, *Y, seed=5), clustered_proportions(*X, *Y, seed=5)
    assert one == other
    assert clustered_proportions(*X, *Y, seed=6).low != one.low


def test_the_interval_is_that_of_the_smaller_group():
    """Of one cluster nothing is known: the interval holds all that was drawn of the other group.

    Five events or more of nine are drawn once in 700 times.
    """
    got = clustered_proportions([5], [10], [10, *[0] * 8], [10] * 9)
    assert got.low <= 0.5 - 5 / 9
    assert got.high == 0.5


@pytest.mark.parametrize("n", [2, 5, 10, 30])
def test_quantiles_are_expanded_to_students(n):
    """The mean of n normal values is drawn with the variance of n in place of n - 1 degrees."""
    deviate = norm.isf(_expanded_tail(0.95, n))
    assert deviate * math.sqrt((n - 1) / n) == pytest.approx(student.isf(0.025, n - 1), rel=1e-6)


def test_few_draws_leave_the_estimate_inside():
    for seed in range(20):
        got = clustered_proportions(*X, *Y, draws=1, seed=seed)
        assert got.low <= got.estimate <= got.high


def test_coverage_of_the_interval_is_near_its_level():
    generator = np.random.default_rng(7)
    held, times = 0, 200
    for seed in range(times):
        groups = []
        for n, share in ((10, 0.3), (9, 0.1)):
            totals = generator.integers(48, 69, n)
            own = generator.beta(share * 8, (1 - share) * 8, n)
            groups += [generator.binomial(totals, own), totals]
        got = clustered_proportions(*groups, method="monte-carlo", draws=499, seed=seed)
        held += got.low <= 0.2 <= got.high
    assert 0.9 < held / times <= 0.995


@pytest.mark.parametrize("method", ["exact", "monte-carlo"])
def test_no_event_anywhere_gives_1(method):
    got = clustered_proportions([0, 0], [3, 4], [0], [5], method)
    assert (got.estimate, got.p, got.low, got.high) == (0.0, 1.0, 0.0, 0.0)


def test_clusters_without_observations_are_dropped_and_counted():
    got = clustered_proportions([1, 0, 0], [3, 0, math.nan], [1], [4])
    assert (got.n_x, got.n_y, got.missing) == (1, 1, 2)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([], [], [1], [2]), "x: no cluster with observations"),
        (([1], [2], [0], [0]), "y: no cluster with observations"),
        (([3], [2], [1], [2]), "x: events must be whole numbers from 0 to the cluster's total"),
        (([1.5], [2], [1], [2]), "x: events must be whole numbers"),
        (([1, 2], [2], [1], [2]), "x: events and totals must be two lists of one length"),
    ],
)
def test_refuses_what_it_cannot_answer(arguments, words):
    with pytest.raises(ValueError, match=words):
        clustered_proportions(*arguments)
