"""The eight regions of the published table, by a second way and against what was known before."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import stata
from every_dataset import Dataset, every_split, listed, p_matches, scipys_p, strike_out
from right_side import COUNTS, KNOWN, ROWS, left_hand, summary, with_bulbar

from als_muscle_mri.reconstruct import CompleteSet, complete_set, nearest_p
from als_muscle_mri.reconstruct.ranges import Range, adjusted_ranges, consequences

LARGE = "posterior thigh"
"""6720 by 960 multisets, a minute for scipy: some of the patients' are taken, with all controls'."""


@cache
def found(region: str) -> CompleteSet:
    return complete_set(summary(region))


@cache
def over(region: str, first: str = "patients"):
    return consequences(found(region), first, "controls")


def second_way(
    region: str, whole: Sequence[tuple[int, ...]], other: Sequence[tuple[int, ...]]
) -> set[Dataset]:
    row = summary(region)
    pairs = [
        pair
        for start in range(0, len(whole), 100)
        for pair in agreeing(region, whole[start : start + 100], other)
    ]
    datasets = [
        (patients, controls, part)
        for patients, controls in pairs
        for part in every_split(patients, row.parts["bulbar"])
    ]
    return set(strike_out(row, datasets, *row.groups))


def agreeing(region: str, whole, other) -> Iterator[tuple]:
    """Pairs with the printed p of the groups; each pair is ranked and tested by scipy."""
    pairs = list(itertools.product(whole, other))
    p = scipys_p(*(np.array([pair[place] for pair in pairs]) for place in (0, 1)))
    keep = p_matches(summary(region).p["patients", "controls"], p)
    return (pair for pair, kept in zip(pairs, keep, strict=True) if kept)


def multisets(region: str) -> list[list[tuple[int, ...]]]:
    row = summary(region)
    return [stata.multisets(group, row.items, 3 * row.items) for group in row.groups]


@pytest.mark.parametrize("region", COUNTS)
def test_the_number_of_datasets_is_the_one_known_before(region):
    assert found(region).count == COUNTS[region]
    assert len(set(listed(found(region)))) == COUNTS[region]


@pytest.mark.parametrize("region", [region for region in COUNTS if region != LARGE])
def test_a_test_of_every_pair_finds_the_same(region):
    assert set(listed(found(region))) == second_way(region, *multisets(region))


def test_a_test_of_many_pairs_finds_the_same_of_the_largest():
    patients, controls = multisets(LARGE)
    stages = {stage.figure: stage.n for stage in found(LARGE).stages}
    assert stages["median and quartiles of patients"] == len(patients) == 6720
    assert stages["median and quartiles of controls"] == len(controls) == 960
    datasets = listed(found(LARGE))
    # all with a dataset would be most of the work: 30 of them, and 20 of the others
    with_one = sorted({one[0] for one in datasets})
    without = sorted(set(patients) - set(with_one))
    generator = np.random.default_rng(5)
    some = [
        group[place]
        for group, size in ((with_one, 30), (without, 20))
        for place in sorted(generator.choice(len(group), size, replace=False))
    ]
    expected = {one for one in datasets if one[0] in set(some)}
    assert len(expected) >= 30
    assert second_way(LARGE, some, controls) == expected


@pytest.mark.parametrize("region", COUNTS)
def test_every_dataset_prints_like_the_paper(region):
    row = summary(region)
    datasets = listed(found(region))
    assert strike_out(row, datasets, *row.groups) == datasets


@pytest.mark.parametrize("region", KNOWN)
def test_the_dataset_known_before_is_a_member(region):
    patients, controls, bulbar, *_ = KNOWN[region]
    assert (tuple(patients), tuple(controls), tuple(bulbar)) in set(listed(found(region)))


@pytest.mark.parametrize("region", KNOWN)
def test_exact_p_values_known_before_are_those_of_that_member(region):
    patients, controls, bulbar, *expected = KNOWN[region]
    place = listed(found(region)).index((tuple(patients), tuple(controls), tuple(bulbar)))
    for test, p in zip(("abs-deviation", "doubled"), expected, strict=True):
        span = over(region).range(test)
        assert round(float(over(region).p[test][place]), 5) == p
        assert span.low <= over(region).p[test][place] <= span.high


def test_nothing_is_below_alpha_after_holm_in_any_dataset():
    exact = [over(region).range("abs-deviation") for region in ROWS]
    known = [KNOWN[region][3] for region in ROWS]
    adjusted = adjusted_ranges(exact)
    assert min(one.low for one in adjusted) > 0.05
    (of_known, *_) = sorted(adjusted_ranges([Range(p, p) for p in known]), key=lambda one: one.low)
    assert round(of_known.low, 3) == 0.166


def test_one_muscle_of_the_iliopsoas_contradicts_the_spinal_patients():
    row = replace(summary("iliopsoas"), items=1)
    group_p = {("patients", "controls"): "0.046"}
    assert complete_set(replace(row, p=group_p, parts={})).count == 1
    spinal = group_p | {("spinal", "controls"): "0.117"}
    contradicted = complete_set(replace(row, p=spinal))
    assert contradicted.count == 0
    assert contradicted.broken.figure == "p of spinal v controls"


@pytest.mark.parametrize("bulbar", [0, 1])
def test_both_bulbar_patients_had_a_hand_scanned(bulbar):
    contradicted = complete_set(with_bulbar("hand", bulbar))
    assert contradicted.count == 0
    assert contradicted.broken.figure == "p of spinal v controls"


def test_hands_of_controls_are_normal_and_of_the_bulbar_too():
    assert not found("hand").other.any()
    assert not found("hand").part.any()
    assert (found("hand").whole[:, :5] == 0).all()
    assert (found("hand").whole[:, 5] == 5).all()
    assert (found("hand").whole[:, 6] > 5).all()


def test_no_left_hands_have_the_printed_p():
    assert complete_set(left_hand()).count == 0
    assert nearest_p(left_hand()) == pytest.approx(0.13965, abs=5e-6)
    patients, controls = (stata.multisets(group, 10, 30) for group in left_hand().groups)
    pairs = list(itertools.product(patients, controls))
    p = scipys_p(*(np.array([pair[place] for pair in pairs]) for place in (0, 1)))
    assert np.abs(p - 0.142).min() == pytest.approx(0.142 - nearest_p(left_hand()), abs=1e-12)
