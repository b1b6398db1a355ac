"""The signed-rank test against other software, a slow enumeration and its own symmetries."""

import math

import numpy as np
import pytest
from enumeration import signed_rank_p
from hypothesis import given, settings
from hypothesis import strategies as st
from printed_values import stored
from scipy.stats import binom, wilcoxon

from als_muscle_mri.statistics import signed_rank
from als_muscle_mri.statistics.midranks import Midranks
from als_muscle_mri.statistics.signed_rank_exact import (
    INVERSION,
    PROGRAMME,
    inverted_tail,
    programme_tail,
)

RULES = st.sampled_from(["abs-deviation", "doubled"])
ZEROS = st.sampled_from(["wilcoxon", "pratt"])
METHODS = st.sampled_from(["exact", "asymptotic"])
DIFFERENCES = st.lists(st.integers(-3, 4), min_size=1, max_size=9)
SAMPLES = {
    "halves": [0, 0.5, -0.5, 1, 1, 1.5],
    "grades": [0, 0, 0, 1, 1, -1, 2, 1, 0, 3, 1, -2, 1],
    "many": [(5 * i + 3 * i * i) % 13 - 5 for i in range(1, 41)],
}


@pytest.mark.parametrize("printed", [p for p in stored("rank_tests") if p.case in SAMPLES], ids=str)
def test_agrees_with_r(printed):
    method, zeros = printed.quantity.split()
    got = signed_rank(SAMPLES[printed.case], method=method, zeros=zeros)
    assert got.p == pytest.approx(printed.value, rel=1e-10)


@pytest.mark.parametrize(("zeros", "scipys"), [("wilcoxon", "wilcox"), ("pratt", "pratt")])
def test_asymptotic_p_is_scipys(zeros, scipys):
    values = SAMPLES["grades"]
    expected = wilcoxon(values, zero_method=scipys, method="asymptotic", correction=False)
    assert signed_rank(values, "asymptotic", zeros=zeros).p == pytest.approx(expected.pvalue)


@settings(deadline=None, max_examples=150)
@given(DIFFERENCES, RULES, ZEROS)
def test_exact_p_is_that_of_an_enumeration(differences, rule, zeros):
    got = signed_rank(differences, two_sided=rule, zeros=zeros)
    expected = signed_rank_p(differences, rule, zeros)
    assert abs(got.p - expected) <= max(got.error, 2e-16)


@settings(deadline=None)
@given(DIFFERENCES, RULES, ZEROS, METHODS)
def test_turning_the_signs_mirrors_z_and_keeps_p(differences, rule, zeros, method):
    one = signed_rank(differences, method, rule, zeros)
    other = signed_rank(np.negative(differences), method, rule, zeros)
    assert one.z == -other.z
    assert one.p == other.p
    assert 0.0 < one.p <= 1.0


@settings(deadline=None)
@given(DIFFERENCES, RULES, ZEROS, METHODS)
def test_the_unit_does_not_matter(differences, rule, zeros, method):
    plain = signed_rank(differences, method, rule, zeros)
    assert plain == signed_rank(np.multiply(differences, 2.5), method, rule, zeros)


def test_the_exact_p_goes_to_the_asymptotic_one():
    gaps = []
    for n in (10, 100, 900):
        values = np.rint(np.random.default_rng(n).normal(2.5 / math.sqrt(n), 3, n))
        exact, asymptotic = signed_rank(values).p, signed_rank(values, "asymptotic").p
        gaps.append(abs(exact - asymptotic) / asymptotic)
    assert gaps[2] < 0.01 < gaps[0]


@pytest.mark.parametrize("n", [52, 53, 54])
def test_whole_numbers_and_doubles_meet(n):
    """All differences positive and alike: only two choices of signs are as extreme."""
    assert signed_rank([1.0] * n).p == pytest.approx(2.0 ** (1 - n), rel=1e-12)


def test_large_samples_keep_within_their_error():
    values = np.rint(np.random.default_rng(5).normal(0.2, 3, 300))
    got = signed_rank(values)
    assert got.error < 1e-9
    assert got.p == pytest.approx(signed_rank(values, "asymptotic").p, rel=0.02)


@settings(deadline=None, max_examples=100)
@given(
    st.lists(st.tuples(st.integers(1, 60), st.integers(1, 8)), min_size=2, max_size=8), st.data()
)
def test_the_inversion_is_within_its_bound_of_the_count(blocks, data):
    ranks = np.repeat(*np.array(blocks).T)
    ranks //= np.gcd.reduce(ranks)
    scores, sizes = np.unique(ranks, return_counts=True)
    total = int(ranks.sum())
    limit = data.draw(st.integers(0, (total - 1) // 2))
    p, error = inverted_tail(scores, sizes, total - limit)
    counted = programme_tail(ranks, limit)
    assert abs(p - counted) <= error + 1e-14 * counted
    assert error < 1e-11


def test_two_blocks_of_thousands_are_two_binomials():
    """With two absolute values the sum has two binomial parts, whose distribution scipy has."""
    small, large = 3000, 2001
    ranks = small + 1, 2 * small + large + 1  # doubled midranks of the two blocks
    values = np.repeat([1.0, -1.0, 2.0, -2.0], [1560, small - 1560, 1030, large - 1030])
    positive = 1560 * ranks[0] + 1030 * ranks[1]
    total = small * ranks[0] + large * ranks[1]
    limit = min(positive, total - positive)
    first = np.arange(small + 1)
    chances = binom.pmf(first, small, 0.5) * binom.cdf(
        (limit - first * ranks[0]) // ranks[1], large, 0.5
    )
    got = signed_rank(values)
    assert got.route == INVERSION
    assert got.p == pytest.approx(2 * chances.sum(), rel=1e-10)
    assert got.error < 1e-9 * got.p


@pytest.mark.parametrize(("n", "route"), [(60, PROGRAMME), (400, INVERSION), (900, INVERSION)])
def test_each_size_has_its_route_and_the_routes_agree(n, route):
    values = np.rint(np.random.default_rng(n).normal(0.3, 3, n))
    values = values[values != 0]
    got = signed_rank(values)
    ranks = Midranks.of(np.abs(values)).doubled
    observed = int(ranks[values > 0].sum())
    counted = programme_tail(ranks, min(observed, int(ranks.sum()) - observed))
    assert got.route == route
    assert got.p == pytest.approx(2 * counted, rel=1e-10)


@pytest.mark.parametrize("n", [100, 1000, 5000])
def test_all_signs_alike_have_a_p_above_0(n):
    p = signed_rank(np.arange(1.0, n + 1)).p
    assert p > 0.0
    # either p itself, or an upper bound far below anything that matters
    assert p == pytest.approx(2.0 ** (1 - n)) or p <= 1e-12


def test_a_p_too_small_for_the_inversion_is_given_as_the_bound_on_its_error():
    """The sum of the inversion itself is below 0 here."""
    values = np.arange(1.0, 901)
    values[:160] *= -1
    got = signed_rank(values)
    assert got.route == INVERSION
    counted = 2 * programme_tail(np.arange(1, 901), int(np.arange(1, 161).sum()))
    assert 0.0 < counted < got.p == got.error < 1e-100


@pytest.mark.parametrize("zeros", ["wilcoxon", "pratt"])
@pytest.mark.parametrize("method", ["exact", "asymptotic"])
def test_nothing_but_zeros_gives_1(method, zeros):
    got = signed_rank([0.0, 0.0, math.nan], method, zeros=zeros)
    assert (got.w, got.z, got.p) == (0.0, 0.0, 1.0)
    assert (got.n, got.zeros, got.missing, got.ties) == (2, 2, 1, 0)


def test_zeros_ties_and_missing_values_are_counted():
    got = signed_rank([0, 1, -1, 2, math.nan])
    assert (got.n, got.zeros, got.ties, got.missing) == (4, 1, 2, 1)
    assert got.zero_rule == "wilcoxon"


@pytest.mark.parametrize(
    ("values", "options", "words"),
    [
        ([], {}, "differences: no value is left"),
        ([math.nan], {}, "differences: no value is left"),
        ([1.0], {"zeros": "drop"}, "zeros must be one of wilcoxon, pratt"),
        ([1.0], {"method": "normal"}, "method must be one of exact, asymptotic"),
    ],
)
def test_refuses_what_it_cannot_answer(values, options, words):
    with pytest.raises(ValueError, match=words):
        signed_rank(values, **options)
