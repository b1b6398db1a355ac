"""What cannot have been printed together is refused, with the reason."""

import pytest

from als_muscle_mri.reconstruct import Group, Summary, complete_set

GROUPS = (Group("patients", 10, "1", "0", "1"), Group("controls", 9, "0", "0", "0"))
PARTS = {"spinal": 8, "bulbar": 2}
ALIKE = (Group("controls", 4, "0", "0", "1"), Group("patients", 4, "1", "1", "2"))
HALVES = {"spinal": 2, "bulbar": 2}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"items": 0}, "hand: items and highest grade are whole numbers from 1"),
        ({"highest_grade": 0}, "hand: items and highest grade are whole numbers from 1"),
        ({"groups": GROUPS[:1]}, "hand: two groups with two names are needed"),
        ({"groups": GROUPS[:1] * 2}, "hand: two groups with two names are needed"),
        ({"parts": {"spinal": 10}}, "hand: a group falls into two parts with sizes from 0"),
        (
            {"parts": {"spinal": 11, "bulbar": -1}},
            "hand: a group falls into two parts with sizes from 0",
        ),
        (
            {"parts": {"spinal": 8, "bulbar": 3}},
            "hand: the parts spinal 8 and bulbar 3 do not add up to either group",
        ),
        ({"parts": {"controls": 8, "bulbar": 2}}, "hand: controls names a group and a part"),
        ({"parts": PARTS, "parts_of": "bulbar"}, "hand: bulbar is none of patients, controls"),
        ({"parts": PARTS, "parts_of": "controls"}, "hand: the parts do not add up to controls"),
        ({"p": {("spinal", "controls"): "0.1"}}, "hand: spinal is none of patients, controls"),
        ({"p": {("controls", "controls"): "0.1"}}, "hand: controls is compared with itself"),
        (
            {"p": {("spinal", "patients"): "0.1"}, "parts": PARTS},
            "hand: spinal v patients compares a group with a part of it",
        ),
        ({"p": {("patients", "controls"): "1.5"}}, "a p-value is printed as 0.046, <0.05 or >0.05"),
        (
            {"p": {("patients", "controls"): "0.1", ("controls", "patients"): "0.2"}},
            "hand: controls and patients are compared twice",
        ),
    ],
)
def test_refuses(change, words):
    with pytest.raises(ValueError, match=words):
        Summary(**({"name": "hand", "items": 2, "groups": GROUPS} | change))


def test_a_group_has_subjects_and_printed_numbers():
    with pytest.raises(ValueError, match="patients: a group has at least one subject, not 0"):
        Group("patients", 0)
    with pytest.raises(ValueError, match="a printed number is needed"):
        Group("patients", 3, q3="1-2")


def test_the_group_with_the_parts_is_the_one_of_their_size():
    assert Summary("hand", 2, GROUPS, {}, PARTS).whole is GROUPS[0]
    assert Summary("hand", 2, GROUPS[::-1], {}, PARTS).whole is GROUPS[0]
    assert Summary("hand", 2, GROUPS, {}, {"women": 5, "men": 4}).whole is GROUPS[1]
    assert Summary("hand", 2, GROUPS).whole is GROUPS[0]
    assert Summary("hand", 2, GROUPS).other is GROUPS[1]


@pytest.mark.parametrize("groups", [ALIKE, ALIKE[::-1]])
def test_of_two_groups_of_that_size_it_is_the_one_the_parts_are_not_compared_with(groups):
    p = {("spinal", "controls"): "0.046", ("patients", "controls"): ">0.05"}
    summary = Summary("hand", 2, groups, p, HALVES)
    assert summary.whole.name == "patients"
    assert summary.other.name == "controls"
    assert [group.name for group in summary.divisible] == ["patients"]


def test_or_the_one_that_is_said():
    undecided = Summary("hand", 2, ALIKE, {("spinal", "bulbar"): "0.1"}, HALVES)
    assert undecided.divisible == ALIKE
    assert undecided.whole.name == "controls"
    said = Summary("hand", 2, ALIKE, {("spinal", "bulbar"): "0.1"}, HALVES, parts_of="patients")
    assert said.whole.name == "patients"
    with pytest.raises(
        ValueError, match="hand: spinal v patients compares a group with a part of it"
    ):
        Summary("hand", 2, ALIKE, {("spinal", "patients"): "0.1"}, HALVES, parts_of="patients")


def test_parts_compared_with_both_groups_are_refused():
    p = {("spinal", "controls"): "0.1", ("bulbar", "patients"): "0.1"}
    with pytest.raises(
        ValueError, match="hand: spinal v controls compares a group with a part of it"
    ):
        Summary("hand", 2, ALIKE, p, HALVES)


def test_the_order_of_names_makes_no_difference():
    one = Summary(
        "hand",
        2,
        GROUPS,
        {("patients", "controls"): "0.046", ("spinal", "controls"): "0.117"},
        PARTS,
    )
    other = Summary(
        "hand",
        2,
        GROUPS[::-1],
        {("controls", "patients"): "0.046", ("controls", "spinal"): "0.117"},
        PARTS,
    )
    assert complete_set(one).count == complete_set(other).count > 0
    assert (complete_set(one).whole == complete_set(other).whole).all()
