"""The four algorithms of the exact rank-sum test give one p, within the bounds they state."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import gammaln
from scipy.stats import hypergeom

from als_muscle_mri.statistics import rank_sum
from als_muscle_mri.statistics.rank_sum_characteristic import (
    characteristic_distribution,
    characteristic_tail,
    plan_distribution,
    plan_tail,
)
from als_muscle_mri.statistics.rank_sum_counts import counted_tails, counts_error
from als_muscle_mri.statistics.rank_sum_exact import (
    COUNTS,
    INTEGERS,
    INVERSION,
    PROGRAMME,
    exact_rank_sum_p,
)
from als_muscle_mri.statistics.rank_sum_integers import integer_tails
from als_muscle_mri.statistics.rank_sum_programme import (
    programme_distribution,
    programme_error,
    programme_tails,
)
from als_muscle_mri.statistics.tie_blocks import TieBlocks
from als_muscle_mri.statistics.tilting import chernoff, tilt_to

SIZES = st.lists(st.integers(1, 6), min_size=2, max_size=7)


def grades(n: int, seed: int, shift: float = 0.0) -> np.ndarray:
    """Return tied grades from 0 to 12."""
    draws = np.random.default_rng(seed).normal(6 + shift, 3, n)
    return np.clip(np.rint(draws), 0, 12)


@st.composite
def tails(draw):
    """Return blocks and a lower and an upper threshold."""
    sizes = np.array(draw(SIZES))
    blocks = TieBlocks.of_sizes(sizes, draw(st.integers(1, int(sizes.sum()) - 1)))
    low = draw(st.integers(blocks.lowest - 1, blocks.highest))
    high = draw(st.integers(blocks.lowest, blocks.highest + 1))
    return blocks, low, high


@settings(deadline=None, max_examples=150)
@given(tails())
def test_the_programme_counts_what_whole_numbers_count(case):
    blocks, low, high = case
    expected = integer_tails(blocks, low, high)
    got = programme_tails(blocks, low, high)
    assert got == pytest.approx(expected, rel=programme_error(blocks) * 2)


@settings(deadline=None, max_examples=150)
@given(tails())
def test_counts_of_blocks_give_what_whole_numbers_count(case):
    blocks, low, high = case
    expected = integer_tails(blocks, low, high)
    assert counted_tails(blocks, low, high) == pytest.approx(expected, rel=counts_error(blocks))


def test_thousands_with_four_grades_are_counted_and_the_inversion_agrees():
    sizes, picks = np.array([3299, 1549, 148, 4]), 2000
    blocks = TieBlocks.of_sizes(sizes, picks)
    high = round(blocks.mean + 0.07 * (blocks.highest - blocks.mean))
    _, upper = counted_tails(blocks, 0, high)
    p, error = characteristic_tail(plan_tail(blocks, high))
    assert 1e-9 < p < 1e-3
    assert abs(p - upper) <= error + upper * counts_error(blocks)
    rank_sum_x = blocks.offset + blocks.step * high
    found = exact_rank_sum_p(sizes, picks, rank_sum_x, "doubled")
    assert found.route == COUNTS
    assert found.p == pytest.approx(2 * upper, rel=1e-12)


@settings(deadline=None, max_examples=150)
@given(tails())
def test_the_inversion_is_within_its_bound(case):
    blocks, low, high = case
    lower, upper = integer_tails(blocks, low, high)
    if high <= blocks.highest:
        p, error = characteristic_tail(plan_tail(blocks, high))
        assert abs(p - upper) <= error < 1e-9
    if low >= blocks.lowest:
        mirrored = blocks.picks * int(blocks.scores[-1]) - low
        p, error = characteristic_tail(plan_tail(blocks.reflected(), mirrored))
        assert abs(p - lower) <= error < 1e-9


@pytest.mark.parametrize("precision", [1e-2, 1e-3, 1e-7])
def test_a_rough_inversion_is_within_its_bound_and_takes_less(precision):
    """Beside the whole numbers: mostly normal muscles, and a few grades far out."""
    sizes = np.array([160, 25, 9, 4, 3, 1, 1, 2])
    blocks = TieBlocks.of_sizes(sizes, 90)
    for share in (0.1, 0.2, 0.4):
        high = round(blocks.mean + share * (blocks.highest - blocks.mean))
        _, upper = integer_tails(blocks, blocks.lowest, high)
        rough = plan_tail(blocks, high, precision)
        p, error = characteristic_tail(rough)
        assert abs(p - upper) <= error < 10 * precision * upper
        assert rough.cost() < 0.8 * plan_tail(blocks, high).cost()


@settings(deadline=None, max_examples=50)
@given(SIZES, st.data())
def test_the_inverted_distribution_is_the_counted_one(sizes, data):
    picks = data.draw(st.integers(1, sum(sizes) - 1))
    blocks = TieBlocks.of_sizes(np.array(sizes), picks)
    counted = programme_distribution(blocks)
    inverted = characteristic_distribution(plan_distribution(blocks))
    for value in counted.values.tolist():
        share = counted.upper(value) / counted.total
        assert inverted.upper(value) / inverted.total == pytest.approx(share, abs=1e-11)


@pytest.mark.parametrize(
    ("n", "shift", "route"),
    [(10, 0.5, INTEGERS), (40, 0.5, PROGRAMME), (120, 0.5, INVERSION), (120, 2.0, INVERSION)],
)
def test_each_size_has_its_route_and_the_routes_agree(n, shift, route):
    x, y = grades(n, 1, shift), grades(n, 2)
    result = rank_sum(x, y)
    assert result.route == route
    values, codes = np.unique(np.concatenate([x, y]), return_inverse=True)
    blocks = TieBlocks.of_sizes(np.bincount(codes, minlength=values.size), n)
    centre = n * (2 * n + 1)
    distance = abs(int(2 * result.u) + n * (n + 1) - centre)
    lower, upper = programme_tails(
        blocks, blocks.at_most(centre - distance), blocks.at_least(centre + distance)
    )
    assert result.p == pytest.approx(lower + upper, rel=1e-10)
    assert result.error < 1e-9


@pytest.mark.parametrize("shift", [0.0, 0.1, 0.3])
def test_a_thousand_against_a_thousand_yes_and_no_is_hypergeometric(shift):
    """With two grades the rank sum is a count, whose distribution scipy has."""
    n = 1000
    x = np.random.default_rng(3).random(n) < 0.4 + shift
    y = np.random.default_rng(4).random(n) < 0.4
    yes, observed = int(x.sum() + y.sum()), int(x.sum())
    count = hypergeom(2 * n, yes, n)
    distance = abs(observed - yes / 2)
    p = count.sf(math.ceil(yes / 2 + distance) - 1) + count.cdf(math.floor(yes / 2 - distance))
    result = rank_sum(x, y)
    assert result.p == pytest.approx(p, rel=1e-8)


def test_a_thousand_against_a_thousand_with_three_grades():
    """Sum the chances of all counts of two grades; the third follows."""
    n = 1000
    x = np.digitize(np.random.default_rng(5).normal(0.1, 1, n), [-0.5, 0.8])
    y = np.digitize(np.random.default_rng(6).normal(0.0, 1, n), [-0.5, 0.8])
    sizes = np.bincount(np.concatenate([x, y]))
    picked = np.bincount(x, minlength=3)
    scores = 2 * np.cumsum(sizes) - sizes + 1

    def log_comb(total, chosen):
        return gammaln(total + 1) - gammaln(chosen + 1) - gammaln(total - chosen + 1)

    low = np.arange(sizes[0] + 1)[:, None]
    middle = np.arange(sizes[1] + 1)
    high = n - low - middle
    possible = (high >= 0) & (high <= sizes[2])
    high = np.where(possible, high, 0)
    chance = np.exp(
        log_comb(sizes[0], low)
        + log_comb(sizes[1], middle)
        + log_comb(sizes[2], high)
        - log_comb(2 * n, n)
    )
    signed = low * scores[0] + middle * scores[1] + high * scores[2] - n * (2 * n + 1)
    distance = np.abs(signed)
    observed = abs(int(picked @ scores) - n * (2 * n + 1))
    p = chance[possible & (distance >= observed)].sum()
    result = rank_sum(x, y)
    assert result.route == COUNTS
    assert result.error < 1e-9
    assert result.p == pytest.approx(p, rel=1e-10)
    blocks = TieBlocks.of_sizes(sizes, n)
    above = characteristic_tail(plan_tail(blocks, blocks.at_least(n * (2 * n + 1) + observed)))
    assert abs(chance[possible & (signed >= observed)].sum() - above[0]) < 1e-11 + above[1]


def test_the_exact_p_goes_to_the_asymptotic_one():
    gaps = []
    for n in (8, 80, 800):
        x, y = grades(n, 7, 1.2 / math.sqrt(n / 8)), grades(n, 8)
        exact, asymptotic = rank_sum(x, y).p, rank_sum(x, y, "asymptotic").p
        gaps.append(abs(exact - asymptotic) / asymptotic)
    assert gaps[2] < gaps[1] < gaps[0]
    assert gaps[2] < 2e-3


@pytest.mark.parametrize("two_sided", ["abs-deviation", "doubled"])
@pytest.mark.parametrize("n", [10, 60, 200, 1000])
def test_samples_far_apart_have_a_p_above_0(n, two_sided):
    result = rank_sum(np.arange(n) + 10.0 * n, np.arange(n), two_sided=two_sided)
    log_p = math.log(2) - (math.lgamma(2 * n + 1) - 2 * math.lgamma(n + 1))
    assert 0.0 < result.p <= 1.0
    # either p itself, or an upper bound far below anything that matters
    assert math.isclose(math.log(result.p), log_p, rel_tol=1e-9) or result.p <= 1e-30
    assert result.p >= min(math.exp(log_p), result.p)


def test_a_negligible_tail_is_given_as_what_bounds_it():
    x, y = grades(400, 11, 3.0), grades(400, 12)
    result = rank_sum(x, y)
    values, codes = np.unique(np.concatenate([x, y]), return_inverse=True)
    blocks = TieBlocks.of_sizes(np.bincount(codes, minlength=values.size), 400)
    distance = abs(int(2 * result.u) - 400 * 400)
    tail, _ = characteristic_tail(plan_tail(blocks, blocks.at_least(400 * 801 + distance)))
    assert 0.0 < tail <= result.p == result.error < 1e-30


def test_chernoffs_bound_at_its_ends():
    blocks = TieBlocks.of_sizes(np.array([5, 1, 8, 3, 3]), 9)
    assert chernoff(blocks, blocks.highest + 1) == 0.0
    assert chernoff(blocks, math.floor(blocks.mean)) == 1.0
    for threshold in range(math.ceil(blocks.mean), blocks.highest + 1):
        assert integer_tails(blocks, -1, threshold)[1] <= chernoff(blocks, threshold) <= 1.0


def test_counts_of_two_large_blocks_are_within_their_bound_of_fractions():
    sizes, picks = (3000, 2000), 1500
    blocks = TieBlocks.of_sizes(np.array(sizes), picks)
    high = round(blocks.mean + 0.1 * (blocks.highest - blocks.mean))
    ways = sum(
        math.comb(sizes[1], k) * math.comb(sizes[0], picks - k) for k in range(high, picks + 1)
    )
    exact = Fraction(ways, math.comb(sum(sizes), picks))
    _, upper = counted_tails(blocks, -1, high)
    assert abs(Fraction(upper) - exact) <= exact * Fraction(counts_error(blocks))


def test_small_tails_keep_their_relative_precision():
    x, y = grades(100, 9, 2.5), grades(100, 10)
    result = rank_sum(x, y)
    assert result.p < 1e-8
    assert result.error < 1e-8 * result.p


def test_a_tilt_makes_the_observed_sum_the_expected_one():
    blocks = TieBlocks.of_sizes(np.array([5, 1, 8, 3, 3]), 9)
    statistic = round(blocks.mean + 0.3 * (blocks.highest - blocks.mean))
    tilt = tilt_to(blocks, statistic)
    weights = blocks.sizes * tilt.chances
    assert weights.sum() == pytest.approx(blocks.picks)
    assert (weights * blocks.scores).sum() == pytest.approx(statistic)
