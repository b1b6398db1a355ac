"""What a printed number stands for, up to its very limits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from als_muscle_mri.reconstruct import Group, PrintedP, Summary, agrees, complete_set, interval


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("0", -0.005, 0.005),
        ("1", 0.995, 1.005),
        ("13", 12.995, 13.005),
        ("0.5", 0.45, 0.55),
        ("0.50", 0.495, 0.505),
        ("0.875", 0.8745, 0.8755),
        ("-0.5", -0.55, -0.45),
        (" 1.3 ", 1.25, 1.35),
    ],
)
def test_half_a_unit_of_the_last_digit_and_the_limits_too(text, low, high):
    assert interval(text) == pytest.approx((low, high), abs=2e-9)
    assert agrees(text, low)
    assert agrees(text, high)
    assert not agrees(text, low - 1e-6)
    assert not agrees(text, high + 1e-6)


@pytest.mark.parametrize("text", ["", "1.", "1e3", "1,5", "nan", "inf", "0.5-1", "--1", "one"])
def test_other_texts_are_no_numbers(text):
    with pytest.raises(ValueError, match=r"a printed number is needed, as 0.5 or 13, not"):
        interval(text)


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("0.046", [0.0455, 0.046, 0.0465], [0.04549, 0.04651]),
        (".046", [0.0455, 0.0465], [0.04549, 0.04651]),
        ("0.05", [0.045, 0.05, 0.055], [0.0449, 0.0551]),
        ("p = 0.050", [0.0495, 0.0505], [0.0494, 0.0506]),
        ("<0.05", [0.0, 0.04999], [0.05, 0.06, 1.0]),
        ("P < 0.0001", [0.0, 0.00009], [0.0001, 0.001]),
        (">0.05", [0.05, 0.06, 1.0], [0.0, 0.04999]),
        ("0.000", [0.0, 0.0005], [0.0006]),
        ("1.000", [0.9995, 1.0], [0.9994]),
        ("1", [0.995, 1.0], [0.9949]),
        ("<1", [0.5, 0.999], [1.0]),
        ("<0", [], [0.0, 0.5, 1.0]),
    ],
)
def test_a_printed_p(text, inside, outside):
    printed = PrintedP.of(text)
    low, high = printed.squared_z
    for p, expected in [(p, True) for p in inside] + [(p, False) for p in outside]:
        assert printed.agrees(p) is expected
        squared = float(norm.isf(p / 2) ** 2)
        above = squared > low if printed.open_above else squared >= low
        assert (above and squared <= high) is expected


@pytest.mark.parametrize("text", ["", "p", "1.1", "-0.1", "≤0.05", "0,05", "<<0.05", "n.s.", "nan"])
def test_other_texts_are_no_p(text):
    with pytest.raises(ValueError, match=r"a p-value is printed as 0.046, <0.05 or >0.05, not"):
        PrintedP.of(text)


@settings(deadline=None, derandomize=True)
@given(st.sampled_from(["0.046", "<0.05", ">0.05", "0.5", "1"]), st.floats(0, 1))
def test_distance_is_that_to_the_nearest_that_agrees(text, p):
    printed = PrintedP.of(text)
    distance = float(printed.distance(p))
    assert distance == pytest.approx(abs(p - np.clip(p, printed.low, printed.high)))
    if printed.agrees(p):
        assert distance <= 1e-9


@pytest.mark.parametrize(
    ("items", "text", "sums"),
    [
        (8, "0.12", [1]),
        (8, "0.13", [1]),
        (8, "0.125", [1]),
        (8, "0.11", []),
        (200, "0.12", [23, 24, 25]),
        (200, "1", [199, 200, 201]),
        (200, "1.00", [199, 200, 201]),
        (20, "1.0", [19, 20, 21]),
        (20, "1", [20]),
    ],
)
def test_a_score_on_the_limit_belongs_to_both_numbers(items, text, sums):
    groups = (Group("patients", 1, median=text), Group("controls", 1, median="0"))
    found = complete_set(Summary("score", items, groups, highest_grade=2))
    assert sorted(set(found.whole[:, 0].tolist())) == sums


def test_a_p_on_the_limit_is_not_below_it():
    """0 0 0 against 1 1 1: z squared is 9 over 1.8, so p is known to all digits."""
    groups = (Group("patients", 3, "0", "0", "0"), Group("controls", 3, "1", "1", "1"))
    p = float(2 * norm.sf(np.sqrt(5.0)))

    def count(text: str) -> int:
        return complete_set(Summary("score", 1, groups, {("controls", "patients"): text})).count

    assert count(f"{p:.3f}") == 1
    assert count(f"<{p:.15f}") == 0
    assert count(f">{p:.15f}") == 1
    assert count(f"<{p + 1e-6:.15f}") == 1
    assert count(f">{p + 1e-6:.15f}") == 0


@pytest.mark.parametrize(
    ("text", "count"), [("1", 1), ("1.000", 1), (">0.05", 1), ("<0.05", 0), ("<1", 0), ("0.999", 0)]
)
def test_where_all_are_tied_p_is_1(text, count):
    groups = (Group("patients", 3, "1", "1", "1"), Group("controls", 2, "1", "1", "1"))
    found = complete_set(Summary("score", 1, groups, {("patients", "controls"): text}))
    assert found.count == count
