"""What a finding owes to the dataset: against tests one by one, and all combinations."""

import itertools

import numpy as np
import pytest
from every_dataset import SHARES
from hypothesis import given, settings
from hypothesis import strategies as st
from random_summaries import pairs, reports

from als_muscle_mri.reconstruct import Group, Summary, complete_set
from als_muscle_mri.reconstruct.ranges import Consequences, Range, adjusted_ranges, consequences
from als_muscle_mri.statistics import adjust, cliffs_delta, rank_sum

TABLES = reports(
    (6, 5),
    items=2,
    highest_grade=2,
    shown=st.just(list(SHARES)),
    comparisons=st.just(True),
    part_from=1,
)
HOW = {
    "asymptotic": {"method": "asymptotic"},
    "abs-deviation": {"two_sided": "abs-deviation"},
    "doubled": {"two_sided": "doubled"},
}


@settings(deadline=None, max_examples=15, derandomize=True)
@given(TABLES, st.sampled_from([0.05, 0.1, 0.5]))
def test_each_dataset_is_tested(report, alpha):
    summary, _ = report
    found = complete_set(summary)
    for first, second in pairs(bool(summary.parts)):
        over = consequences(found, first, second)
        samples = list(zip(found.samples[first], found.samples[second], strict=True))
        assert (over.first, over.second, over.n) == (first, second, len(samples))
        for test, how in HOW.items():
            p = np.array([rank_sum(x, y, **how).p for x, y in samples])
            np.testing.assert_allclose(over.p[test], p, rtol=1e-12)
            assert over.range(test) == Range(over.p[test].min(), over.p[test].max())
            assert over.significant(test, alpha) == sum(over.p[test] <= alpha)
        deltas = [cliffs_delta(x, y).estimate for x, y in samples]
        np.testing.assert_allclose(over.cliffs_delta, deltas, atol=1e-12)
        assert over.delta == Range(over.cliffs_delta.min(), over.cliffs_delta.max())


def test_the_first_named_is_the_first_compared():
    groups = (Group("patients", 3, "2", "2", "2"), Group("controls", 3, "1", "1", "1"))
    found = complete_set(Summary("score", 1, groups))
    assert consequences(found, "patients", "controls").delta == Range(1, 1)
    assert consequences(found, "controls", "patients").delta == Range(-1, -1)


def test_nothing_follows_from_no_dataset():
    groups = (Group("patients", 3, "2", "3", "3"), Group("controls", 3))
    with pytest.raises(ValueError, match="score: no dataset agrees with what is printed"):
        consequences(complete_set(Summary("score", 1, groups)), "patients", "controls")


FAMILY = st.lists(st.lists(st.floats(1e-6, 1), min_size=1, max_size=3), min_size=1, max_size=5)


@settings(deadline=None, max_examples=80, derandomize=True)
@given(FAMILY, st.sampled_from(["holm", "bh", "none"]))
def test_adjusted_ranges_are_those_of_all_combinations(family, method):
    every = np.array([adjust(combination, method) for combination in itertools.product(*family)])
    found = adjusted_ranges([Range(min(p), max(p)) for p in family], method)
    np.testing.assert_allclose([one.low for one in found], every.min(axis=0), rtol=1e-12)
    np.testing.assert_allclose([one.high for one in found], every.max(axis=0), rtol=1e-12)


def test_a_p_equal_to_alpha_is_significant():
    p = {"asymptotic": np.array([0.04, 0.05, 0.06])}
    over = Consequences("a", "b", 3, p, np.zeros(3))
    assert over.significant("asymptotic", 0.05) == 2
