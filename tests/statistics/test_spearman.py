"""Spearman's correlation against other software, a slow enumeration and its own symmetries."""

import math
from fractions import Fraction

import numpy as np
import pytest
from enumeration import spearman_p
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from printed_values import stored
from scipy.stats import spearmanr

from als_muscle_mri.statistics import spearman

RULES = ("abs-deviation", "doubled")
PAIRS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), min_size=2, max_size=7)
LEVELS = st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99])
# two items of a functional score against the scores of a hand
ITEMS, SCORES = [6, 6, 8, 8, 8, 6, 2], [0, 0, 0, 0, 0, 5, 6]
SAMPLES = {
    "seven": (range(1, 8), [2, 1, 4, 3, 7, 5, 6]),
    "nine": (range(1, 10), [5, 3, 9, 1, 2, 8, 4, 7, 6]),
}


def test_a_published_correlation_and_its_exact_p_known_before():
    got = spearman(ITEMS, SCORES)
    assert round(got.estimate, 4) == -0.7217
    assert got.p == pytest.approx(360 / 5040, rel=1e-15)
    assert spearman(ITEMS, SCORES, two_sided="doubled").p == pytest.approx(720 / 5040, rel=1e-15)


@pytest.mark.parametrize("printed", [p for p in stored("rank_tests") if p.case in SAMPLES], ids=str)
def test_agrees_with_r(printed):
    got = spearman(*SAMPLES[printed.case])
    value = got.estimate if printed.quantity == "rho" else got.p
    assert value == pytest.approx(printed.value, rel=1e-10)


@settings(deadline=None, max_examples=80)
@given(PAIRS.map(lambda pairs: pairs[:6]), st.sampled_from(RULES))
def test_exact_p_is_that_of_an_enumeration(pairs, rule):
    x, y = zip(*pairs, strict=True)
    assume(len(set(x)) > 1)
    assume(len(set(y)) > 1)
    got = spearman(x, y, two_sided=rule)
    assert abs(got.p - spearman_p(x, y, rule)) <= max(got.error, 2e-16)


@settings(deadline=None)
@given(PAIRS)
def test_rho_and_asymptotic_p_are_scipys(pairs):
    x, y = zip(*pairs, strict=True)
    assume(len(pairs) > 2)
    assume(len(set(x)) > 1)
    assume(len(set(y)) > 1)
    got, expected = spearman(x, y, "asymptotic"), spearmanr(x, y)
    assert got.estimate == pytest.approx(expected.statistic, abs=1e-14)
    assume(abs(got.estimate) < 0.999999)
    assert got.p == pytest.approx(expected.pvalue, rel=1e-9)


@settings(deadline=None)
@given(PAIRS, st.sampled_from(RULES), st.sampled_from(["exact", "asymptotic"]), LEVELS)
def test_the_interval_holds_rho_and_agrees_with_the_test(pairs, rule, method, level):
    x, y = zip(*pairs, strict=True)
    got = spearman(x, y, method, rule, level)
    assert 0.0 < got.p <= 1.0
    assert -1.0 <= got.low <= got.high <= 1.0
    if got.estimate is not None:
        assert got.low <= got.estimate <= got.high
        if len(pairs) > 3:
            assert (got.low <= 0.0 <= got.high) == (got.p > round(1.0 - level, 12))


@settings(deadline=None)
@given(PAIRS, st.sampled_from(RULES))
def test_symmetries(pairs, rule):
    x, y = (np.array(values) for values in zip(*pairs, strict=True))
    got, turned = spearman(x, y, two_sided=rule), spearman(x, -y, two_sided=rule)
    assert got == spearman(y, x, two_sided=rule)
    assert got == spearman(np.exp(x), y + 3, two_sided=rule)
    assert turned.p == got.p
    if got.estimate is not None:
        assert turned.estimate == -got.estimate
        assert (turned.low, turned.high) == pytest.approx((-got.high, -got.low), abs=1e-12)


def test_monte_carlo_comes_near_the_exact_p_and_counts_the_observed_order():
    exact = spearman(ITEMS, SCORES).p
    drawn = spearman(ITEMS, SCORES, "monte-carlo", draws=4000, seed=1)
    assert abs(drawn.p - exact) < 4 * drawn.error
    assert drawn.p == spearman(ITEMS, SCORES, "monte-carlo", draws=4000, seed=1).p
    perfect = spearman(range(30), range(30), "monte-carlo", draws=99)
    assert perfect.p == 1 / 100


def test_twelve_untied_pairs_are_exact():
    values = np.random.default_rng(1).permutation(12)
    got = spearman(np.arange(12), values)
    assert got.p == pytest.approx(spearman(np.arange(12), values, "asymptotic").p, abs=0.02)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("times", [1, 4])
def test_yes_and_no_are_hypergeometric(rule, times):
    """Then rho is a count. Of 120 pairs there are more orders than even 64 bits can count."""
    both, first, second, neither = (times * n for n in (11, 6, 4, 9))
    x = np.repeat([1, 1, 0, 0], [both, first, second, neither])
    y = np.repeat([1, 0, 1, 0], [both, first, second, neither])
    n, yes, other = x.size, both + first, both + second
    chances = {
        k: Fraction(math.comb(yes, k) * math.comb(n - yes, other - k), math.comb(n, other))
        for k in range(max(0, yes + other - n), min(yes, other) + 1)
    }
    mean = Fraction(yes * other, n)
    out = [k >= both if rule == "doubled" else abs(k - mean) >= both - mean for k in chances]
    p = (1 + (rule == "doubled")) * sum(np.array(list(chances.values()))[out])
    got = spearman(x, y, two_sided=rule)
    assert abs(Fraction(got.p) - p) <= got.error < 1e-13


def test_coverage_of_the_interval_is_near_its_level():
    """Normal pairs of a known correlation; the rank correlation follows from it."""
    generator = np.random.default_rng(11)
    r, n, times = 0.5, 10, 300
    true = 6 / math.pi * math.asin(r / 2)
    held = 0
    for _ in range(times):
        x = generator.normal(size=n)
        y = r * x + math.sqrt(1 - r * r) * generator.normal(size=n)
        got = spearman(x, y, "asymptotic")
        held += got.low <= true <= got.high
    assert 0.91 < held / times < 0.99


@pytest.mark.parametrize("method", ["exact", "asymptotic", "monte-carlo"])
@pytest.mark.parametrize(("x", "y"), [([1, 1, 1], [1, 2, 3]), ([1, 2], [5, 5]), ([1], [2])])
def test_a_constant_leaves_rho_undefined(x, y, method):
    got = spearman(x, y, method)
    assert (got.estimate, got.p, got.low, got.high) == (None, 1.0, -1.0, 1.0)


@pytest.mark.parametrize("n", [2, 3, 4, 5])
def test_a_perfect_correlation_of_few_pairs_is_not_certain(n):
    got = spearman(range(n), range(n))
    assert got.estimate == 1.0
    assert got.p == pytest.approx(2 / math.factorial(n))
    assert got.low < 0.8
    assert got.high == 1.0


@pytest.mark.parametrize("level", [0.5, 0.99, 0.9999])
def test_a_perfect_correlation_of_four_pairs_is_rejected_at_any_level_by_t(level):
    got = spearman(range(4), range(4), "asymptotic", level=level)
    assert got.low > 0.0


def test_two_pairs_have_no_t():
    assert spearman([1, 2], [3, 4], "asymptotic").p == 1.0


def test_pairs_with_a_missing_value_are_dropped_and_counted():
    got = spearman([*ITEMS, math.nan, 3], [*SCORES, 1, math.nan])
    assert (got.n, got.missing) == (7, 2)
    assert got.p == spearman(ITEMS, SCORES).p


@pytest.mark.parametrize(
    ("x", "y", "options", "words"),
    [
        ([], [], {}, "no value is left"),
        ([1, 2], [1], {}, "x has 2 values but y has 1"),
        ([1, 2], [1, 2], {"method": "t"}, "method must be one of exact"),
        ([1, 2], [1, 2], {"level": 95}, "level must lie between 0 and 1"),
        (range(20), range(20), {"method": "exact"}, "20 pairs have too many arrangements"),
    ],
)
def test_refuses_what_it_cannot_answer(x, y, options, words):
    with pytest.raises(ValueError, match=words):
        spearman(x, y, **options)
