"""P-values adjusted for several tests."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from printed_values import stored

from als_muscle_mri.statistics import adjust

P = [0.046, 0.482, 0.0204, 0.0471, 0.142, 0.0997, 0.664, 0.793]
FAMILY = st.lists(st.floats(1e-12, 1.0), min_size=1, max_size=12)
# exact p of eight regions, abs-deviation
EXACT = [0.05143, 0.49348, 0.02076, 0.05448, 0.46154, 0.13298, 0.68765, 0.82041]


@pytest.mark.parametrize("method", ["holm", "bh"])
def test_agrees_with_r(method):
    expected = [p.value for p in stored("tables") if p.quantity == method]
    np.testing.assert_allclose(adjust(P, method), expected, rtol=1e-11)


def test_no_region_is_left_after_holm_as_known_before():
    adjusted = adjust(EXACT)
    assert (adjusted > 0.05).all()
    assert round(float(adjusted.min()), 3) == 0.166


@settings(deadline=None, max_examples=30)
@given(FAMILY, st.sampled_from(["holm", "bh", "none"]), st.randoms())
def test_adjusting_keeps_the_order_and_never_lowers(p, method, random):
    adjusted = adjust(p, method)
    assert ((adjusted >= np.array(p) * (1 - 1e-12)) & (adjusted <= 1.0)).all()
    assert (np.diff(adjusted[np.argsort(p)]) >= -1e-15).all()
    places = list(range(len(p)))
    random.shuffle(places)
    np.testing.assert_array_equal(adjust(np.array(p)[places], method), adjusted[places])


@settings(deadline=None, max_examples=30)
@given(FAMILY)
def test_holm_bounds_bh(p):
    assert (adjust(p, "bh") <= adjust(p, "holm") * (1 + 1e-12)).all()


def test_a_test_that_was_not_made_does_not_count():
    adjusted = adjust([0.01, np.nan, 0.04])
    np.testing.assert_allclose(adjusted, [0.02, np.nan, 0.04])


def test_nothing_to_adjust():
    assert adjust([]).size == 0
    assert np.isnan(adjust([np.nan])).all()


def test_the_given_p_values_stay():
    p = np.array([0.01, 0.04])
    adjust(p)
    assert p.tolist() == [0.01, 0.04]


@pytest.mark.parametrize(
    ("p", "method", "words"),
    [
        ([0.0], "holm", "above 0"),
        ([1.1], "holm", "at most 1"),
        ([0.5], "hommel", "method must be one of holm, bh, none"),
        ([[0.5]], "holm", "one dimension"),
    ],
)
def test_refuses_what_it_cannot_answer(p, method, words):
    with pytest.raises(ValueError, match=words):
        adjust(p, method)
