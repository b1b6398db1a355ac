"""How many muscles each region has, from what is printed alone."""

import itertools
from dataclasses import replace

import pytest
from right_side import COUNTS, ROWS, summary
from stata import multisets

from als_muscle_mri.reconstruct import Group, Summary, complete_set
from als_muscle_mri.reconstruct.protocol import Share, protocols

# Sides scanned: seven and six hands of each group, eight paraspinals of controls a side.
PATIENTS = Share("22.46", {name: 13 if name == "hand" else 20 for name in ROWS})
CONTROLS = Share("0.72", {name: {"hand": 13, "paraspinals": 16}.get(name, 18) for name in ROWS})
MUSCLES = {name: row[0] for name, row in ROWS.items()}


@pytest.fixture(scope="module")
def inferred():
    return protocols([summary(region) for region in ROWS], 34, [PATIENTS, CONTROLS])


def test_three_protocols_are_left(inferred):
    assert len(inferred.found) == 3
    assert all(sum(protocol.values()) == 34 for protocol in inferred.found)
    assert inferred.by_quartiles > inferred.by_shares > 3


def test_one_of_them_has_the_muscles_that_anatomy_has(inferred):
    anatomical = [p for p in inferred.found if p["gluteus maximus"] == 1 and p["iliopsoas"] == 2]
    assert anatomical == [MUSCLES]


def test_each_has_ten_muscles_a_hand_and_the_printed_shares(inferred):
    for protocol in inferred.found:
        assert protocol["hand"] == 10
        assert PATIENTS.of(protocol) == (137, 610)
        count, total = CONTROLS.of(protocol)
        assert count == 4
        assert 552 <= total <= 558
    assert CONTROLS.of(MUSCLES) == (4, 556)


def test_no_other_number_of_hand_muscles_gives_both_shares():
    """Only hands and paraspinals were not scanned in all, so they alone decide the totals."""
    left = set()
    for hand, paraspinals in itertools.product(range(1, 33), repeat=2):
        if hand + paraspinals > 33:
            continue
        protocol = dict.fromkeys(ROWS, 0) | {"hand": hand, "paraspinals": paraspinals}
        protocol["gluteus maximus"] = 34 - hand - paraspinals
        if PATIENTS.of(protocol) and CONTROLS.of(protocol):
            left.add((hand, paraspinals))
    assert left == {(3, 19), (3, 20), (3, 21), (3, 22), (10, 2), (10, 3), (10, 4), (10, 5)}
    # the denominators printed for thighs and calves leave no room for 19 paraspinals
    assert 3 + 19 + 4 + 7 + 4 + 3 > 34


def test_counts_are_those_of_the_complete_sets(inferred):
    asked = {pair for protocol in inferred.found for pair in protocol.items()}
    for region, items in asked - {("posterior thigh", 7)}:  # that one takes its time
        expected = complete_set(replace(summary(region), items=items)).count
        assert inferred.counts[region, items] == expected > 0
    assert {pair for pair, n in inferred.counts.items() if n} >= asked
    assert inferred.counts["posterior thigh", 7] == COUNTS["posterior thigh"]


def test_small_search_is_that_of_all_partitions():
    """Every way to share out five items over two scores, tried with the slow lists."""
    groups = {
        "x": (Group("a", 4, "0.5", "0.5", "1"), Group("b", 5, "0.25", "0", "0.5")),
        "y": (Group("a", 4, "1", "1", "2"), Group("b", 3, "0.33", "0", "0.67")),
    }
    rows = [Summary(name, 1, pair) for name, pair in groups.items()]
    share = Share("25", {"x": 3, "y": 4})
    expected = [
        {"x": items, "y": 7 - items}
        for items in range(1, 7)
        if all(multisets(group, items, 3 * items) for group in groups["x"])
        and all(multisets(group, 7 - items, 3 * (7 - items)) for group in groups["y"])
    ]
    assert list(protocols(rows, 7).found) == expected != []
    kept = [p for p in expected if (3 * p["x"] + 4 * p["y"]) % 4 == 0]
    assert list(protocols(rows, 7, [share]).found) == kept


def test_a_total_that_cannot_be_had_leaves_none():
    halves = Summary("x", 1, (Group("a", 3, "0.5"), Group("b", 3, "0")))
    assert protocols([halves], 3).found == ()
    assert protocols([halves], 2).found == ({"x": 2},)
