"""Quartiles under a named rule."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from printed_values import stored

from als_muscle_mri.statistics import quartiles

SAMPLES = {
    "umn": [16, 13, 2, 13, 14, 13, 16, 1, 8, 10],
    "ages": [58, 86, 78, 63, 69, 67, 68, 71, 66, 57],
    "nine": [0, 1, 1, 2, 2, 2, 3, 3, 3],
}
VALUES = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30)


@pytest.mark.parametrize(
    "printed", [p for p in stored("tables") if p.quantity in ("q1", "median", "q3")], ids=str
)
def test_default_is_rs_type_2(printed):
    assert getattr(quartiles(SAMPLES[printed.case]), printed.quantity) == printed.value


def test_a_published_column_of_scores_fits_this_rule_and_not_the_linear_one():
    umn = SAMPLES["umn"]
    default = quartiles(umn)
    assert (default.median, default.q1, default.q3) == (13, 8, 14)
    linear = quartiles(umn, method="linear")
    assert (linear.median, linear.q1, linear.q3) == (13, 8.5, 13.75)


@given(VALUES, st.sampled_from(["averaged_inverted_cdf", "linear", "weibull", "nearest"]))
def test_quartiles_are_numpys_and_in_order(values, method):
    got = quartiles(values, method)
    assert [got.q1, got.median, got.q3] == np.quantile(
        values, [0.25, 0.5, 0.75], method=method
    ).tolist()
    assert min(values) <= got.q1 <= got.median <= got.q3 <= max(values)
    assert got.estimate == got.median


def test_missing_values_are_dropped_and_counted():
    got = quartiles([math.nan, 1.0, 2.0, math.nan, 3.0])
    assert (got.median, got.n, got.missing) == (2.0, 3, 2)


def test_one_value_is_its_own_quartiles():
    got = quartiles([4.0])
    assert (got.q1, got.median, got.q3, got.n) == (4.0, 4.0, 4.0, 1)


@pytest.mark.parametrize(
    ("values", "method", "words"),
    [
        ([], "linear", "values: no value is left"),
        ([math.nan], "linear", "values: no value is left"),
        ([1.0, math.inf], "linear", "infinite"),
        ([1.0], "stata", "'stata' is not one of numpy.quantile"),
    ],
)
def test_refuses_what_it_cannot_answer(values, method, words):
    with pytest.raises(ValueError, match=words):
        quartiles(values, method)
