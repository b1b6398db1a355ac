"""Kappa, coefficient of variation and intraclass correlation."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from printed_values import stored
from sklearn.metrics import cohen_kappa_score

from als_muscle_mri.statistics import (
    coefficient_of_variation,
    intraclass_correlation,
    weighted_kappa,
)

TABLES = {
    "couples": [[7, 7, 2, 3], [2, 8, 3, 7], [1, 5, 4, 9], [2, 8, 9, 14]],
    "grades": [[180, 9, 0, 0], [12, 70, 6, 0], [0, 5, 31, 2], [0, 0, 3, 15]],
}
WEIGHTS = st.sampled_from(["linear", "quadratic", "none"])
RATINGS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30)
READINGS = st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), min_size=1, max_size=12)


def ratings(table):
    rows, columns = np.indices((len(table), len(table)))
    counts = np.ravel(table)
    return np.repeat(rows.ravel(), counts), np.repeat(columns.ravel(), counts)


@pytest.mark.parametrize("printed", stored("kappa"), ids=str)
def test_kappa_and_its_error_are_vcds(printed):
    weights, *error = printed.quantity.split()
    got = weighted_kappa(*ratings(TABLES[printed.case]), weights=weights)
    if error:
        assert (got.high - got.low) / 2 / 1.959963984540054 == pytest.approx(
            printed.value, rel=1e-9
        )
    else:
        assert got.estimate == pytest.approx(printed.value, rel=1e-10)


@settings(deadline=None)
@given(RATINGS, WEIGHTS)
def test_kappa_is_that_of_scikit_learn(pairs, weights):
    a, b = zip(*pairs, strict=True)
    got = weighted_kappa(a, b, weights)
    if got.estimate is None:
        assert len({*a, *b}) == 1
        assert (got.low, got.high, got.agreement) == (-1.0, 1.0, 1.0)
    else:
        expected = cohen_kappa_score(
            a, b, weights=None if weights == "none" else weights, labels=[0, 1, 2, 3]
        )
        assert got.estimate == pytest.approx(expected, abs=1e-12)
        if math.isnan(got.low):
            assert math.isnan(got.high)
        else:
            assert got.agreement < 1.0
            assert -1.0 <= got.low <= got.estimate <= got.high <= 1.0
            assert got.low < got.high


@settings(deadline=None)
@given(RATINGS, WEIGHTS)
def test_kappa_does_not_care_who_rates_first_or_where_grades_begin(pairs, weights):
    a, b = (np.array(values) for values in zip(*pairs, strict=True))
    got = weighted_kappa(a, b, weights)
    assert got == weighted_kappa(a + 2, b + 2, weights)
    swapped = weighted_kappa(b, a, weights)
    if got.estimate is not None:
        assert swapped.estimate == pytest.approx(got.estimate, abs=1e-12)


def test_a_grade_that_nobody_used_keeps_its_distance():
    far, near = (
        weighted_kappa([0, 3, 0, 3], [0, 3, 3, 0]),
        weighted_kappa([0, 1, 0, 1], [0, 1, 1, 0]),
    )
    assert far.estimate == near.estimate == 0.0
    assert (
        weighted_kappa([0, 1, 3], [1, 1, 3]).estimate
        > weighted_kappa([0, 1, 2], [1, 1, 2]).estimate
    )


def test_one_grade_throughout_gives_0_and_no_precision():
    for ratings in (([1, 1, 1], [0, 1, 2]), ([0, 1, 2], [1, 1, 1]), ([1, 1, 1], [2, 2, 2])):
        got = weighted_kappa(*ratings)
        assert (got.estimate, got.low, got.high) == (0.0, -1.0, 1.0)
        assert got.agreement == pytest.approx(np.mean(np.equal(*ratings)))


def test_a_standard_error_of_0_gives_no_interval():
    got = weighted_kappa([0, 1], [1, 2])
    assert got.estimate == 0.0
    assert math.isnan(got.low)
    assert math.isnan(got.high)


def test_full_agreement_is_1_and_has_no_interval():
    got = weighted_kappa([0, 1, 2, math.nan], [0, 1, 2, 1])
    assert (got.estimate, got.agreement) == (1.0, 1.0)
    assert math.isnan(got.low)
    assert math.isnan(got.high)
    assert (got.n, got.missing, got.method) == (3, 1, "linear")


@pytest.mark.parametrize(
    ("a", "b", "options", "words"),
    [
        ([], [], {}, "no value is left"),
        ([1], [1, 2], {}, "a has 1 values but b has 2"),
        ([0.5], [1], {}, "grades must be whole numbers"),
        ([1], [1], {"weights": "cubic"}, "weights must be one of linear, quadratic, none"),
    ],
)
def test_kappa_refuses_what_it_cannot_answer(a, b, options, words):
    with pytest.raises(ValueError, match=words):
        weighted_kappa(a, b, **options)


def test_variation_by_hand():
    """Pairs differ by 2 and 0: mean variance 1, mean reading 10."""
    got = coefficient_of_variation([9, 10], [11, 10])
    assert (got.within_sd, got.mean) == (1.0, 10.0)
    assert got.estimate == 10.0


@given(READINGS, st.floats(0.5, 20))
def test_variation_is_that_of_the_usual_formula_and_has_no_unit(pairs, unit):
    first, second = (np.array(values) for values in zip(*pairs, strict=True))
    got = coefficient_of_variation(first, second)
    variances = np.var([first, second], axis=0, ddof=1)
    if got.within_sd > 0:
        mean = np.mean([first, second])
        assert got.estimate == pytest.approx(100 * math.sqrt(variances.mean()) / mean, rel=1e-9)
        scaled = coefficient_of_variation(first * unit, second * unit)
        assert scaled.estimate == pytest.approx(got.estimate, rel=1e-6, abs=1e-9)
    assert got.estimate == coefficient_of_variation(second, first).estimate


def test_variation_of_nothing_but_zeros_is_0():
    got = coefficient_of_variation([0, 0, math.nan], [0, 0, 1])
    assert (got.estimate, got.mean, got.n, got.missing) == (0.0, 0.0, 2, 1)


def test_variation_needs_readings_from_0():
    with pytest.raises(ValueError, match="needs readings from 0 upwards"):
        coefficient_of_variation([-1, 2], [1, 2])


# six subjects, four raters: Shrout PE, Fleiss JL. Intraclass correlations: uses in assessing
# rater reliability. Psychological Bulletin 1979;86:420-428, which prints .29 and .71
JUDGED = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


def test_intraclass_correlations_of_shrout_and_fleiss():
    agreement, consistency = (
        intraclass_correlation(JUDGED, kind) for kind in ("agreement", "consistency")
    )
    assert round(agreement.estimate, 2) == 0.29
    assert round(consistency.estimate, 2) == 0.71
    assert agreement.low < agreement.estimate < agreement.high
    assert (agreement.n, agreement.raters, agreement.method) == (6, 4, "ICC(A,1)")


CLOSE = [[0.5, 0.5], [1, 1.25], [2, 2], [0, 0.25], [1.5, 1.25], [0.75, 0.75], [3, 2.75]]
RATED = {"judged": JUDGED, "close": CLOSE}


@pytest.mark.parametrize("printed", [p for p in stored("tables") if p.case in RATED], ids=str)
def test_correlation_and_interval_are_those_of_the_mean_squares(printed):
    kind, *end = printed.quantity.split()
    got = intraclass_correlation(RATED[printed.case], kind)
    assert getattr(got, *end or ["estimate"]) == pytest.approx(printed.value, rel=1e-9)


def test_the_interval_is_not_rounded_and_pingouins_options_stay():
    import pingouin

    before = dict(pingouin.options)
    got = intraclass_correlation(JUDGED)
    assert got.low != round(got.low, 2)
    assert dict(pingouin.options) == before


def test_rows_with_a_missing_rating_are_dropped_and_counted():
    got = intraclass_correlation([*JUDGED, [1, 2, math.nan, 3]])
    assert (got.n, got.missing) == (6, 1)


def test_ratings_that_do_not_differ_leave_the_correlation_undefined():
    got = intraclass_correlation([[2, 2, 2], [2, 2, 2]])
    assert (got.estimate, got.low, got.high) == (None, -0.5, 1.0)


def test_raters_who_always_agree_give_1():
    got = intraclass_correlation([[1, 1], [3, 3], [2, 2]])
    assert got.estimate == 1.0
    assert math.isnan(got.low)
    assert math.isnan(got.high)


@pytest.mark.parametrize(
    ("table", "kind", "words"),
    [
        ([[1], [2]], "agreement", "two columns or more"),
        ([[1, 2], [math.nan, 2]], "agreement", "fewer than two subjects"),
        ([[1, 2], [2, 3], [5, 6]], "agreement", "differ by constants only"),
        (JUDGED, "both", "kind must be one of agreement, consistency"),
    ],
)
def test_correlation_refuses_what_it_cannot_answer(table, kind, words):
    with pytest.raises(ValueError, match=words):
        intraclass_correlation(table, kind)
