"""The odds ratio of large tables against scipy, which sums its chances one by one."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats.contingency import odds_ratio

from als_muscle_mri.statistics import contingency
from als_muscle_mri.statistics.conditional_odds_ratio import ConditionalOddsRatio
from als_muscle_mri.statistics.contingency import MOST_FOR_SCIPY

COUNTS = st.integers(0, 60)


@settings(deadline=None, max_examples=60)
@given(COUNTS, COUNTS, COUNTS, COUNTS, st.sampled_from([0.9, 0.95, 0.999]))
def test_agrees_with_scipy(a, b, c, d, level):
    assume(min(a + b, c + d, a + c, b + d) > 0)
    counts = np.array([[a, b], [c, d]])
    ours, theirs = ConditionalOddsRatio(counts), odds_ratio(counts)
    assert ours.estimate == pytest.approx(theirs.statistic, rel=1e-6)
    assert ours.interval(level) == pytest.approx(tuple(theirs.confidence_interval(level)), rel=1e-6)


def test_agrees_with_scipy_where_it_takes_over():
    counts = [[900, MOST_FOR_SCIPY], [1500, 2600]]
    ours, theirs = contingency(counts), odds_ratio(counts)
    found = (ours.estimate, ours.low, ours.high)
    expected = (theirs.statistic, *theirs.confidence_interval(0.95))
    assert found == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("level", [0.95, 0.99])
def test_a_million_counts_are_near_the_normal_approximation(level):
    """Woolf's interval of the logarithm, within a twentieth of half its width."""
    counts = np.array([[32_800, 157_200], [610, 126_000]])
    result = contingency(counts, level)
    plain = math.log(counts[0, 0] * counts[1, 1] / (counts[0, 1] * counts[1, 0]))
    error = math.sqrt((1 / counts).sum())
    half = {0.95: 1.959964, 0.99: 2.575829}[level] * error
    for found, expected in (
        (result.estimate, plain),
        (result.low, plain - half),
        (result.high, plain + half),
    ):
        assert math.log(found) == pytest.approx(expected, abs=0.05 * half)


def test_the_ends_of_the_range():
    nothing = ConditionalOddsRatio(np.array([[0, 3000], [2500, 4000]]))
    assert nothing.estimate == 0.0
    assert nothing.interval(0.95)[0] == 0.0
    everything = ConditionalOddsRatio(np.array([[3000, 0], [2500, 4000]]))
    assert everything.estimate == math.inf
    assert everything.interval(0.95)[1] == math.inf
