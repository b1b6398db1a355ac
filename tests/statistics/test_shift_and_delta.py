"""The Hodges-Lehmann shift and Cliff's delta with their intervals."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from printed_values import stored
from scipy.optimize import brentq

from als_muscle_mri.statistics import cliffs_delta, hodges_lehmann, rank_sum
from als_muscle_mri.statistics.rank_sum_bounds import PBounds
from als_muscle_mri.statistics.rank_sum_exact import exact_rank_sum_p
from als_muscle_mri.statistics.shift_interval import Shifts

GRADES = st.lists(st.integers(0, 4), min_size=1, max_size=6)
RULES = st.sampled_from(["abs-deviation", "doubled"])
METHODS = st.sampled_from(["exact", "asymptotic"])
LEVELS = st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99])
UNTIED = ([1.1, 2.3, 3.4, 4.2, 5.8], [0.2, 0.9, 1.5, 2.0])


def test_untied_shift_and_interval_are_rs():
    got = hodges_lehmann(*UNTIED)
    printed = {p.quantity: p.value for p in stored("rank_tests") if p.quantity.startswith("shift")}
    assert got.estimate == pytest.approx(printed["shift"])
    assert got.low == pytest.approx(printed["shift low"])
    assert got.high == pytest.approx(printed["shift high"])


@settings(deadline=None)
@given(GRADES, GRADES, METHODS, RULES, LEVELS)
def test_the_shift_is_the_median_of_all_differences(x, y, method, rule, level):
    got = hodges_lehmann(x, y, level, method, rule)
    assert got.estimate == np.median(np.subtract.outer(x, y))
    assert got.low <= got.estimate <= got.high


@settings(deadline=None, max_examples=100)
@given(GRADES, GRADES, RULES, LEVELS)
def test_every_shift_outside_is_rejected_and_every_kept_one_inside(x, y, rule, level):
    """Try all whole shifts, and the quarters between them, one by one."""
    got = hodges_lehmann(x, y, level, two_sided=rule)
    shifts = np.arange(-6, 6.25, 0.25)
    p = np.array([rank_sum(np.subtract(x, d), y, two_sided=rule).p for d in shifts])
    kept = shifts[p > round(1 - level, 12)]
    assert ((got.low <= kept) & (kept <= got.high)).all()
    # each end is a kept shift, or beside kept ones, or the estimate
    for end, inwards in ((got.low, 0.25), (got.high, -0.25)):
        assert math.isinf(end) or end == got.estimate or {end, end + inwards} & set(kept)


@settings(deadline=None)
@given(GRADES, GRADES, METHODS, RULES)
def test_shifting_and_swapping_moves_the_interval_along(x, y, method, rule):
    got = hodges_lehmann(x, y, 0.9, method, rule)
    moved = hodges_lehmann(np.add(x, 0.25), y, 0.9, method, rule)
    swapped = hodges_lehmann(y, x, 0.9, method, rule)
    assert moved.estimate == got.estimate + 0.25
    assert (moved.low, moved.high) == pytest.approx((got.low + 0.25, got.high + 0.25))
    assert (swapped.estimate, swapped.low, swapped.high) == (-got.estimate, -got.high, -got.low)


@settings(deadline=None)
@given(GRADES, GRADES, METHODS, st.sampled_from([3, 7, 10]), LEVELS)
def test_rounding_does_not_part_equal_differences(x, y, method, items, level):
    whole = hodges_lehmann(x, y, level, method)
    scores = hodges_lehmann(np.divide(x, items) + 0.1, np.divide(y, items) + 0.1, level, method)
    for got, expected in zip(
        (scores.low, scores.estimate, scores.high),
        (whole.low, whole.estimate, whole.high),
        strict=True,
    ):
        assert got * items == pytest.approx(expected, abs=1e-9)


@given(GRADES, GRADES, st.sampled_from([3, 7, 10]))
def test_shifting_leaves_ties_tied(x, y, items):
    whole = Shifts.of(np.array(x, dtype=float), np.array(y, dtype=float))
    scores = Shifts.of(np.divide(x, items) + 0.1, np.divide(y, items) + 0.1)
    for index in range(2 * whole.steps.size + 1):
        (sizes, rank_sum_x), (ties, expected) = scores.compared(index), whole.compared(index)
        assert (sizes.tolist(), rank_sum_x) == (ties.tolist(), expected)


def test_larger_samples_use_bounds_and_come_near_the_asymptotic_interval():
    generator = np.random.default_rng(2)
    x, y = generator.normal(0.6, 1, 40), generator.normal(0, 1, 35)
    exact, asymptotic = hodges_lehmann(x, y), hodges_lehmann(x, y, method="asymptotic")
    assert exact.low == pytest.approx(asymptotic.low, abs=0.05)
    assert exact.high == pytest.approx(asymptotic.high, abs=0.05)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(1, 12), min_size=4, max_size=12), st.data())
def test_the_bound_is_never_below_p(sizes, data):
    n_x = data.draw(st.integers(1, sum(sizes) - 1))
    codes = np.repeat(np.arange(len(sizes)), sizes)
    generator = np.random.default_rng(data.draw(st.integers(0, 99)))
    chosen = np.argsort(codes + generator.normal(0, 2, codes.size))[:n_x]
    blocks = np.array(sizes)
    ranks = (2 * np.cumsum(blocks) - blocks + 1)[codes]
    rank_sum_x = int(ranks[chosen].sum())
    bounds = PBounds(n_x, codes.size - n_x)
    bound = bounds.p_bound(blocks, rank_sum_x)
    deviation = abs(rank_sum_x - n_x * (codes.size + 1)) / 2
    for rule in ("abs-deviation", "doubled"):
        p = exact_rank_sum_p(blocks, n_x, rank_sum_x, rule).p
        assert p <= bound * (1 + 1e-9)
        if deviation >= bounds.far_out(0.02):
            assert p <= 0.02


@pytest.mark.parametrize("sizes", [[5, 5, 10, 20, 160], [160, 20, 10, 5, 5]])
def test_the_bound_allows_for_the_longer_tail(sizes):
    """Sums of ranks reach 1400 from their mean on one side only."""
    blocks, n_x = np.array(sizes), 30
    for rank_sum_x in (n_x * 201 - 1400, n_x * 201 + 1400):
        p = exact_rank_sum_p(blocks, n_x, rank_sum_x, "abs-deviation").p
        assert 0.0008 < p <= PBounds(n_x, 170).p_bound(blocks, rank_sum_x) < 0.2


def test_samples_too_small_to_reject_give_an_unbounded_shift():
    got = hodges_lehmann([1.0], [0.0])
    assert (got.low, got.estimate, got.high) == (-math.inf, 1.0, math.inf)


def test_data_that_no_shift_fits_leave_the_estimate_alone():
    x = np.repeat([0.0, 1.0], [67, 33])
    y = np.zeros(100)
    for method in ("exact", "asymptotic"):
        got = hodges_lehmann(x, y, method=method)
        assert got.low <= got.estimate == 0.0 <= got.high <= 1.0


@settings(deadline=None, max_examples=150)
@given(GRADES, GRADES, METHODS, RULES, LEVELS)
def test_delta_stays_in_range_and_agrees_with_the_test(x, y, method, rule, level):
    got = cliffs_delta(x, y, level, method, rule)
    signs = np.sign(np.subtract.outer(x, y))
    assert got.estimate == pytest.approx(signs.mean(), abs=1e-12)
    assert -1.0 <= got.low <= got.estimate <= got.high <= 1.0
    assert (got.low <= 0.0 <= got.high) == (rank_sum(x, y, method, rule).p > round(1.0 - level, 12))


@settings(deadline=None)
@given(GRADES, GRADES, METHODS, RULES)
def test_delta_mirrors_and_knows_only_the_order(x, y, method, rule):
    got, swapped = cliffs_delta(x, y, 0.9, method, rule), cliffs_delta(y, x, 0.9, method, rule)
    assert swapped.estimate == pytest.approx(-got.estimate, abs=1e-12)
    assert (swapped.low, swapped.high) == pytest.approx((-got.high, -got.low), abs=1e-9)
    assert got == cliffs_delta(np.exp(x), np.exp(y), 0.9, method, rule)


def test_delta_of_separated_samples_has_a_length():
    got = cliffs_delta([5, 6, 7, 8, 9, 9], [0, 1, 2, 3, 4, 4])
    assert (got.estimate, got.high) == (1.0, 1.0)
    assert 0.2 < got.low < 0.6


def test_delta_of_large_samples_is_quick_and_agrees():
    generator = np.random.default_rng(3)
    x, y = np.rint(generator.normal(0.4, 3, 300)), np.rint(generator.normal(0, 3, 300))
    exact, asymptotic = cliffs_delta(x, y), cliffs_delta(x, y, method="asymptotic")
    assert exact.low == pytest.approx(asymptotic.low, abs=1e-3)
    assert exact.high == pytest.approx(asymptotic.high, abs=1e-3)


@pytest.mark.parametrize(
    ("name", "x_shares", "y_shares"),
    [
        ("grades", [0.3, 0.4, 0.2, 0.1], [0.6, 0.3, 0.1, 0.0]),
        ("mostly zeros", [0.7, 0.2, 0.1, 0.0], [0.98, 0.02, 0.0, 0.0]),
        ("nearly apart", [0.05, 0.15, 0.8, 0.0], [0.9, 0.1, 0.0, 0.0]),
    ],
)
def test_coverage_of_delta_is_near_its_level(name, x_shares, y_shares):
    generator = np.random.default_rng(13)
    grades = np.arange(4)
    true = float(np.outer(x_shares, y_shares)[np.tril_indices(4, -1)].sum())
    true -= float(np.outer(x_shares, y_shares)[np.triu_indices(4, 1)].sum())
    held, times = 0, 300
    for _ in range(times):
        x, y = generator.choice(grades, 10, p=x_shares), generator.choice(grades, 9, p=y_shares)
        got = cliffs_delta(x, y)
        held += got.low <= true <= got.high
    assert 0.92 < held / times <= 0.995, name


@pytest.mark.parametrize("function", [hodges_lehmann, cliffs_delta])
@pytest.mark.parametrize("method", ["exact", "asymptotic"])
def test_all_tied_is_0(function, method):
    got = function([2.0] * 8, [2.0] * 9, method=method)
    assert got.estimate == 0.0
    assert got.low <= 0.0 <= got.high


def test_delta_of_tied_values_has_the_interval_of_one_value_apart():
    """Newcombe's error, times the tie factor of 16 tied values and one other."""
    got = cliffs_delta([2.0] * 8, [2.0] * 9)
    factor = 1 - (16**3 - 16) / (17**3 - 17)

    def excess(d):
        share = (1 + d) / 2
        spread = (1 - share) / (2 - share) + share / (1 + share)
        pairs = 1 + (17 / 2 - 1) * spread
        return d - 1.959964 * 2 * math.sqrt(factor * share * (1 - share) * pairs / 72)

    assert got.high == pytest.approx(brentq(excess, 1e-9, 1), abs=1e-6)
    assert got.low == pytest.approx(-got.high)


@pytest.mark.parametrize("function", [hodges_lehmann, cliffs_delta])
def test_missing_values_are_dropped_and_counted(function):
    got = function([1.0, math.nan, 3.0], [0.0, math.nan])
    assert (got.n_x, got.n_y, got.n, got.missing) == (2, 1, 3, 2)


@pytest.mark.parametrize("function", [hodges_lehmann, cliffs_delta])
@pytest.mark.parametrize(
    ("x", "y", "options", "words"),
    [
        ([], [1.0], {}, "x: no value is left"),
        ([1.0], [2.0], {"level": 1.0}, "level must lie between 0 and 1, not 1.0"),
        ([1.0], [2.0], {"method": "boot"}, "method must be one of exact, asymptotic"),
    ],
)
def test_refuses_what_it_cannot_answer(function, x, y, options, words):
    with pytest.raises(ValueError, match=words):
        function(x, y, **options)
