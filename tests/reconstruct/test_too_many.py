"""A search that cannot be finished is refused before it fills the memory."""

import sys
from unittest.mock import patch

import numpy as np
import pytest
from every_dataset import p_matches, scipys_p

from als_muscle_mri.reconstruct import (
    Group,
    Summary,
    TooManyError,
    complete,
    complete_set,
    multisets,
)

FREE = (Group("patients", 4), Group("controls", 3))
P = {("patients", "controls"): ">0.05"}


def test_the_list_of_a_group():
    group = Group("patients", 4)
    assert len(multisets(group, 1, 3)) == 35
    assert len(multisets(group, 1, 3, most=35)) == 35
    with pytest.raises(TooManyError, match=r"patients \(n = 4\): more than 34 datasets would"):
        multisets(group, 1, 3, most=34)


def test_the_list_of_a_large_group():
    group = Group("patients", 1000, "1", "1", "1")
    with pytest.raises(TooManyError, match=r"patients \(n = 1000\): more than 1000 datasets would"):
        multisets(group, 1, 3, most=1000)


def test_large_sums_are_kept():
    """A thousand items of a hundred grades: beyond what 16 bits hold."""
    groups = (Group("patients", 2, median="90.5", q1="90", q3="91"), Group("controls", 1, "0"))
    found = complete_set(Summary("score", 1000, groups, highest_grade=100))
    assert found.whole.min() == 89_995
    assert found.whole.max() == 91_005
    assert (found.whole.sum(axis=1) >= 180_900).all()


def test_pairs_without_a_p():
    assert complete_set(Summary("score", 1, FREE)).count == 35 * 20
    assert complete_set(Summary("score", 1, FREE), most=700).count == 700
    with pytest.raises(TooManyError, match="score: more than 699 datasets agree"):
        complete_set(Summary("score", 1, FREE), most=699)


def test_pairs_with_a_p():
    summary = Summary("score", 1, FREE, P)
    count = complete_set(summary).count
    assert complete_set(summary, most=count).count == count
    with pytest.raises(TooManyError, match=f"score: more than {count - 1} datasets agree"):
        complete_set(summary, most=count - 1)


def test_parts():
    summary = Summary("score", 1, FREE, P, {"bulbar": 2, "spinal": 2})
    count = complete_set(summary).count
    assert complete_set(summary, most=count).count == count
    with pytest.raises(TooManyError, match=f"score: more than {count - 1} datasets agree"):
        complete_set(summary, most=count - 1)


@pytest.mark.parametrize(
    ("limit", "parts"), [("MOST_TESTS", {}), ("MOST_PART_TESTS", {"x": 2, "y": 2})]
)
def test_too_many_tests(limit, parts):
    summary = Summary("score", 1, FREE, P, parts)
    with (
        patch.object(complete, limit, 600),
        pytest.raises(TooManyError, match="score: more than 600 rank-sum tests would"),
    ):
        complete_set(summary)


def test_values_count_and_not_only_rows():
    with (
        patch.object(sys.modules[multisets.__module__], "MOST_VALUES", 4 * 34),
        pytest.raises(TooManyError, match="more than 34 datasets would"),
    ):
        multisets(Group("patients", 4), 1, 3)


def test_many_subjects_with_few_grades_are_no_trouble():
    """Thirty in parts of fifteen can be chosen in 155 million ways, of which few differ."""
    summary = Summary(
        "score",
        1,
        (Group("patients", 30, "1", "0", "1"), Group("controls", 4, "0", "0", "0")),
        {("spinal", "controls"): ">0.05", ("bulbar", "controls"): "<0.05"},
        {"spinal": 15, "bulbar": 15},
        highest_grade=1,
    )
    found = complete_set(summary)
    # 15 to 22 ones among 30 (more would lift the lower quartile) and at most 1 among 4 controls
    assert len(np.unique(found.whole, axis=0)) > 1
    assert found.count < 8 * 2 * 16
    ones = found.part.sum(axis=1), found.rest.sum(axis=1)
    assert (ones[0] + ones[1] == found.whole.sum(axis=1)).all()
    assert p_matches(">0.05", scipys_p(found.samples["spinal"], found.other)).all()
    assert p_matches("<0.05", scipys_p(found.samples["bulbar"], found.other)).all()
