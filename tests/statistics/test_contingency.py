"""Two-by-two tables against R and a slow enumeration."""

import math

import pytest
from enumeration import fisher_p
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from printed_values import stored
from scipy.stats import hypergeom

from als_muscle_mri.statistics import contingency

TABLES = {
    "atrophy": [[137, 473], [4, 552]],
    "small": [[8, 2], [1, 5]],
    "zero": [[0, 7], [4, 3]],
    "even": [[5, 5], [6, 6]],
}
COUNTS = st.integers(0, 12)


@pytest.mark.parametrize("printed", [p for p in stored("tables") if p.case in TABLES], ids=str)
def test_agrees_with_r(printed):
    got = getattr(contingency(TABLES[printed.case]), printed.quantity)
    # fisher.test stops its search for the odds ratio and its limits early
    searched = printed.source.endswith("fisher.test") and printed.quantity != "p_fisher"
    tolerance = 1e-2 if searched else 1e-8
    assert got == pytest.approx(printed.value, rel=tolerance, abs=1e-12)


@settings(deadline=None, max_examples=50)
@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_fishers_p_is_that_of_an_enumeration(a, b, c, d):
    assume(min(a + b, c + d, a + c, b + d) > 0)
    assert contingency([[a, b], [c, d]]).p_fisher == pytest.approx(
        float(fisher_p([[a, b], [c, d]])), rel=1e-6
    )


@settings(deadline=None, max_examples=50)
@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_turning_the_table_turns_the_odds(a, b, c, d):
    assume(min(a + b, c + d, a + c, b + d) > 0)
    got, turned = contingency([[a, b], [c, d]]), contingency([[b, a], [d, c]])
    for name in ("p", "p_yates", "p_fisher", "chi_square"):
        assert getattr(got, name) == pytest.approx(getattr(turned, name), rel=1e-6, abs=1e-12)
    assert 0.0 < got.p <= 1.0
    assert got.low <= got.estimate <= got.high
    if 0 < got.estimate < math.inf:
        assert turned.estimate == pytest.approx(1 / got.estimate, rel=1e-3)


@settings(deadline=None, max_examples=50)
@given(COUNTS, COUNTS, COUNTS, COUNTS, st.sampled_from([0.9, 0.95]))
def test_the_interval_leaves_out_1_where_twice_the_smaller_tail_is_small(a, b, c, d, level):
    assume(min(a + b, c + d, a + c, b + d) > 0)
    got = contingency([[a, b], [c, d]], level)
    first = hypergeom(a + b + c + d, a + b, a + c)
    doubled = 2.0 * min(first.cdf(a), first.sf(a - 1))
    assume(abs(doubled - (1.0 - level)) > 1e-6)
    assert (got.low <= 1.0 <= got.high) == (doubled > 1.0 - level)


def test_the_interval_may_leave_out_1_though_fishers_p_is_not_small():
    got = contingency([[1, 8], [11, 11]], 0.9)
    assert got.high < 1.0
    assert got.p_fisher == pytest.approx(0.1011789, abs=1e-7)  # R: fisher.test(..., conf.level=0.9)


@pytest.mark.parametrize("table", [[[0, 0], [3, 4]], [[0, 5], [0, 9]], [[1, 0], [0, 0]]])
def test_an_empty_margin_has_nothing_to_compare(table):
    got = contingency(table)
    assert (got.p, got.p_yates, got.p_fisher, got.chi_square) == (1.0, 1.0, 1.0, 0.0)
    assert (got.estimate, got.low, got.high) == (None, 0.0, math.inf)


def test_huge_differences_have_a_p_above_0():
    got = contingency([[5000, 0], [0, 5000]])
    assert 0.0 < got.p < 1e-300
    assert 0.0 < got.p_fisher < 1e-300


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ([[1, 2, 3], [4, 5, 6]], "two by two"),
        ([[1, 2], [3, -1]], "whole numbers from 0"),
        ([[1, 2], [3, 0.5]], "whole numbers from 0"),
        ([[1, 2], [3, math.nan]], "whole numbers from 0"),
        ([[0, 0], [0, 0]], "the table is empty"),
    ],
)
def test_refuses_what_it_cannot_answer(table, words):
    with pytest.raises(ValueError, match=words):
        contingency(table)
