"""The rank-sum test against other software, a slow enumeration and its own symmetries."""

import math

import numpy as np
import pytest
from enumeration import mann_whitney_u, rank_sum_p
from hypothesis import given, settings
from hypothesis import strategies as st
from printed_values import stored
from scipy.stats import mannwhitneyu, permutation_test, rankdata

from als_muscle_mri.statistics import cliffs_delta, hodges_lehmann, rank_sum, spearman

RULES = ("abs-deviation", "doubled")
GRADES = st.lists(st.integers(0, 4), min_size=1, max_size=6)
PRINTED = [p for p in stored("rank_tests") if p.quantity in (*RULES, "asymptotic", "z")]


def periodic(n: int, a: int, b: int, m: int) -> list[int]:
    """Follow the rule of rank_tests.R."""
    return [(a * i + b * i * i) % m for i in range(1, n + 1)]


# sums of grades of regions that agree with a published table, patients and controls
REGIONS = {
    "hand": ([0, 0, 0, 0, 0, 5, 6], [0] * 7),
    "paraspinals": ([3] * 7 + [6] * 3, [0, 0, 3, 3, 3, 3, 3, 4]),
    "iliopsoas": ([0, 0, 0, 1, 2, 2, 2, 2, 3, 4], [0] * 7 + [1, 3]),
    "gluteus_maximus": ([1] * 6 + [2, 2, 3, 3], [0, 0, 1, 1, 1, 2, 2, 2, 2]),
    "anterior_thigh": ([0, 0, 2, 3, 3, 4, 4, 4, 4, 5], [0, 0, 0, 3, 4, 4, 4, 4, 4]),
    "posterior_thigh": ([0, 2, 6, 7, 7, 7, 7, 7, 7, 15], [0, 0, 0, 6, 7, 7, 7, 10, 14]),
    "anterior_calf": ([0, 0, 2, 3, 3, 4, 4, 4, 4, 5], [0] * 6 + [2, 2, 4]),
    "posterior_calf": ([0, 1, 3, 3, 3, 3, 4, 4, 4, 4], [0, 1, 1, 2, 2, 2, 3, 3, 3]),
}
CASES = {
    **REGIONS,
    "untied": ([1.1, 2.3, 3.4, 4.2, 5.8], [0.2, 0.9, 1.5, 2.0]),
    "fifty": (periodic(50, 5, 3, 13), periodic(50, 2, 1, 11)),
    "hundred": (periodic(100, 5, 3, 13), periodic(100, 2, 1, 11)),
    "one_few": (periodic(4, 5, 3, 13), periodic(60, 2, 1, 11)),
}


@pytest.mark.parametrize("printed", PRINTED, ids=str)
def test_agrees_with_r(printed):
    x, y = CASES[printed.case]
    if printed.quantity in RULES:
        got = rank_sum(x, y, two_sided=printed.quantity).p
    else:
        asymptotic = rank_sum(x, y, method="asymptotic")
        got = asymptotic.p if printed.quantity == "asymptotic" else asymptotic.z
    assert got == pytest.approx(printed.value, rel=1e-10)


@pytest.mark.parametrize(
    ("region", "abs_deviation", "doubled"),
    [
        ("iliopsoas", 0.05143, 0.05835),
        ("gluteus_maximus", 0.49348, 0.50183),
        ("anterior_calf", 0.02076, 0.02232),
        ("posterior_calf", 0.05448, 0.05898),
        ("hand", 0.46154, 0.46154),
        ("paraspinals", 0.13298, 0.07843),
        ("posterior_thigh", 0.68765, 0.69252),
        ("anterior_thigh", 0.82041, 0.86906),
    ],
)
def test_agrees_with_five_decimals_known_before(region, abs_deviation, doubled):
    x, y = REGIONS[region]
    assert round(rank_sum(x, y).p, 5) == abs_deviation
    assert round(rank_sum(x, y, two_sided="doubled").p, 5) == doubled


@pytest.mark.parametrize("region", REGIONS)
def test_agrees_with_scipy(region):
    x, y = REGIONS[region]
    ours = rank_sum(x, y, method="asymptotic")
    scipys = mannwhitneyu(x, y, method="asymptotic", use_continuity=False)
    assert ours.u == scipys.statistic
    assert abs(ours.p - scipys.pvalue) <= ours.error < 1e-12


def test_agrees_with_scipys_permutations():
    x, y = REGIONS["hand"]
    ranks = rankdata([*x, *y])
    every = permutation_test(
        (ranks[:7], ranks[7:]), lambda a, b: a.sum() - b.sum(), n_resamples=np.inf
    )
    assert rank_sum(x, y, two_sided="doubled").p == pytest.approx(every.pvalue, rel=1e-12)


@settings(deadline=None, max_examples=150)
@given(GRADES, GRADES, st.sampled_from(RULES))
def test_exact_p_is_that_of_an_enumeration(x, y, rule):
    result = rank_sum(x, y, two_sided=rule)
    p = rank_sum_p(x, y, rule)
    assert result.u == mann_whitney_u(x, y)
    assert abs(result.p - p) <= max(result.error, 2e-16)


@settings(deadline=None)
@given(GRADES, GRADES, st.sampled_from(RULES), st.sampled_from(["exact", "asymptotic"]))
def test_swapping_the_groups_mirrors_u_and_keeps_p(x, y, rule, method):
    one, other = rank_sum(x, y, method, rule), rank_sum(y, x, method, rule)
    assert one.u + other.u == len(x) * len(y)
    assert one.z == -other.z
    assert one.p == pytest.approx(other.p, rel=1e-14)


@settings(deadline=None)
@given(GRADES, GRADES, st.sampled_from(RULES), st.sampled_from(["exact", "asymptotic"]))
def test_any_rising_scale_gives_the_same(x, y, rule, method):
    plain = rank_sum(x, y, method, rule)
    assert plain == rank_sum(np.exp(x), np.exp(y), method, rule)
    assert plain == rank_sum(np.add(x, 7.5), np.add(y, 7.5), method, rule)


@settings(deadline=None)
@given(GRADES, GRADES, st.sampled_from(RULES), st.sampled_from(["exact", "asymptotic"]))
def test_p_lies_above_0_and_is_at_most_1(x, y, rule, method):
    result = rank_sum(x, y, method, rule)
    assert 0.0 < result.p <= 1.0
    assert math.isfinite(result.z)


def test_missing_values_are_dropped_and_counted():
    x, y = REGIONS["iliopsoas"]
    result = rank_sum([*x, math.nan], [math.nan, *y, math.nan])
    assert (result.n_x, result.n_y, result.n, result.missing) == (10, 9, 19, 3)
    assert result.p == rank_sum(x, y).p


def test_ties_are_counted():
    assert rank_sum([1, 1, 2], [1, 3]).ties == 3
    assert rank_sum([1, 1, 2], [2, 3]).ties == 4
    assert rank_sum([1, 2], [3]).ties == 0


@pytest.mark.parametrize("method", ["exact", "asymptotic"])
@pytest.mark.parametrize("n", [1, 5])
def test_all_tied_gives_1(method, n):
    result = rank_sum([2.0] * n, [2.0] * n, method)
    assert (result.p, result.z, result.u) == (1.0, 0.0, n * n / 2)


@pytest.mark.parametrize("method", ["exact", "asymptotic"])
def test_one_value_against_one(method):
    result = rank_sum([1.0], [0.0], method)
    assert result.u == 1.0
    assert result.p == (1.0 if method == "exact" else pytest.approx(math.erfc(math.sqrt(0.5))))


@pytest.mark.parametrize(
    ("x", "y", "options", "words"),
    [
        ([], [1.0], {}, "x: no value is left"),
        ([1.0], [math.nan], {}, "y: no value is left"),
        ([math.inf], [1.0], {}, "x holds an infinite value"),
        ([[1.0]], [1.0], {}, "x must have one dimension"),
        ([1.0], [2.0], {"method": "exakt"}, "method must be one of exact, asymptotic"),
        ([1.0], [2.0], {"two_sided": "both"}, "two_sided must be one of abs-deviation, doubled"),
    ],
)
def test_refuses_what_it_cannot_answer(x, y, options, words):
    with pytest.raises(ValueError, match=words):
        rank_sum(x, y, **options)


@pytest.mark.parametrize("test", [rank_sum, cliffs_delta, hodges_lehmann, spearman])
def test_more_values_than_64_bits_can_rank_are_refused(test):
    many = np.zeros(700_000)
    with pytest.raises(ValueError, match="values are too many to rank; 1000000 are the most"):
        test(np.concatenate([many, many]), np.concatenate([many, many]), method="asymptotic")


def test_a_million_tied_values_are_ranked():
    """Half of x, and a quarter of y, have the higher grade: z of two proportions, but for N - 1."""
    n = 500_000
    got = rank_sum(np.arange(n) % 2, np.arange(n) % 4 == 3, "asymptotic")
    share = 3 / 8
    plain = (1 / 4) / math.sqrt(share * (1 - share) * 2 / n)
    assert got.z == pytest.approx(plain * math.sqrt((2 * n - 1) / (2 * n)), rel=1e-12)


def test_samples_are_left_as_they_were():
    x, y = np.array([3.0, math.nan, 1.0]), np.array([2.0, 0.0])
    before = x.copy(), y.copy()
    rank_sum(x, y)
    np.testing.assert_array_equal(x, before[0])
    np.testing.assert_array_equal(y, before[1])
