"""Simulated power beside every dataset enumerated, Noether's formula, and the exact tests."""

from itertools import product
from math import comb, factorial, prod

import numpy as np
import pytest
from scipy import stats

from als_muscle_mri.statistics import (
    Power,
    change_distribution,
    needed_size,
    rank_sum,
    rank_sum_power,
    signed_rank,
    signed_rank_power,
)
from als_muscle_mri.statistics.rank_sum_power import rank_sum_rejects
from als_muscle_mri.statistics.signed_rank_power import signed_rank_rejects

SIMULATIONS = 4000
ERRORS = 4
"""Standard errors a simulated power may lie from the true one: 1 in 16 000 lies farther."""


def samples(n, grades):
    """Every way to have n values of some grades."""
    return [counts for counts in product(range(n + 1), repeat=grades) if sum(counts) == n]


def chance(counts, p):
    """The multinomial probability of counts."""
    ways = factorial(sum(counts)) // prod(map(factorial, counts))
    return ways * prod(share**count for share, count in zip(p, counts, strict=True))


def values(counts):
    return np.repeat(np.arange(len(counts)), counts)


def true_power(p, q, n, alpha, two_sided):
    return sum(
        chance(x, p) * chance(y, q)
        for x in samples(n, len(p))
        for y in samples(n, len(q))
        if rank_sum(values(x), values(y), two_sided=two_sided).p <= alpha
    )


@pytest.mark.parametrize("two_sided", ["abs-deviation", "doubled"])
@pytest.mark.parametrize(
    ("p", "q", "n"),
    [
        ((0.1, 0.3, 0.6), (0.6, 0.3, 0.1), 5),
        ((0.3, 0.7), (0.8, 0.2), 9),
        ((0.2, 0.3, 0.5), (0.4, 0.4, 0.2), 7),
        ((0.5, 0.5, 0.0), (0.5, 0.5, 0.0), 8),  # no effect: the size of the test
    ],
)
def test_power_is_that_of_every_dataset(p, q, n, two_sided):
    true = true_power(p, q, n, 0.05, two_sided)
    (found,) = rank_sum_power(p, q, [n], 0.05, two_sided, SIMULATIONS, seed=3)
    error = np.sqrt(true * (1 - true) / SIMULATIONS)
    assert found.power == pytest.approx(true, abs=ERRORS * error)
    if p == q:
        assert true <= 0.05


@pytest.mark.parametrize("alpha", [0.05, 0.01])
def test_without_effect_it_rejects_at_most_alpha(alpha):
    p = (0.5, 0.2, 0.2, 0.1)
    for power in rank_sum_power(p, p, [5, 10, 20, 40], alpha, simulations=SIMULATIONS, seed=4):
        assert power.power <= alpha + ERRORS * np.sqrt(alpha / SIMULATIONS)


def test_noethers_formula():
    """Noether 1987: n a group = (z_a/2 + z_b)^2 / (6 (P(X > Y) - 1/2)^2).

    His sample size takes the variance under no effect, so power is near the wanted one for
    small shifts of continuous values; here within 3 of 100, Monte Carlo error included.
    """
    rng = np.random.default_rng(6)
    edges = np.linspace(-3.2, 3.6, 80)  # so fine that ties hardly matter
    for shift, wanted in ((0.5, 0.8), (0.4, 0.6)):
        ahead = stats.norm.cdf(shift / np.sqrt(2))
        z = stats.norm.isf(0.025) + stats.norm.ppf(wanted)
        n = int(np.ceil(z**2 / (6 * (ahead - 0.5) ** 2)))
        p = [np.diff(stats.norm.cdf([-np.inf, *edges, np.inf], loc=mean)) for mean in (shift, 0.0)]
        (found,) = rank_sum_power(*p, [n], simulations=SIMULATIONS, seed=int(rng.integers(1000)))
        assert found.power == pytest.approx(wanted, abs=0.03)


@pytest.mark.parametrize(("grades", "n"), [(2, 34), (2, 90), (3, 34), (8, 34)])
def test_decisions_beyond_sixty_values_are_those_of_the_exact_test(grades, n):
    rng = np.random.default_rng(grades)
    differing = 0
    for _ in range(4):
        p, other = rng.dirichlet(np.ones(grades) * 2, 2)
        x, y = rng.multinomial(n, p, 60), rng.multinomial(n, 0.6 * p + 0.4 * other, 60)
        exact = [
            rank_sum(values(one), values(other)).p <= 0.05 for one, other in zip(x, y, strict=True)
        ]
        differing += (rank_sum_rejects(x, y, 0.05, "abs-deviation") != exact).sum()
    assert differing <= 2  # of 240 studies


def test_decisions_up_to_sixty_values_are_those_of_rank_sum():
    rng = np.random.default_rng(9)
    for n, alpha in product((4, 14, 25), (0.05, 0.01)):
        x, y = rng.multinomial(n, [0.2, 0.3, 0.5], 40), rng.multinomial(n, [0.5, 0.3, 0.2], 40)
        expected = [
            rank_sum(values(a), values(b), two_sided="doubled").p <= alpha
            for a, b in zip(x, y, strict=True)
        ]
        assert rank_sum_rejects(x, y, alpha, "doubled").tolist() == expected


def test_at_a_tiny_alpha_every_decision_is_exact():
    """13 and 13 untied values apart have a p of 2 in 10 400 600, and 1.5e-5 by approximation."""
    low, high = np.repeat([[1, 0]], 13, axis=1), np.repeat([[0, 1]], 13, axis=1)
    assert rank_sum_rejects(low, high, 1e-6, "doubled").tolist() == [True]
    rising = np.repeat([[0, 1]], 25, axis=1)  # a change of 1, ..., 25 each once
    assert signed_rank_rejects(np.insert(rising, 25, 0, axis=1), 1e-6).tolist() == [True]


def test_the_same_seed_gives_the_same_power():
    powers = [rank_sum_power([0.3, 0.7], [0.6, 0.4], [12, 30], seed=seed) for seed in (1, 1, 2)]
    assert powers[0] == powers[1] != powers[2]


def test_no_effect_is_never_found_for_certain():
    (found,) = rank_sum_power([1.0, 0.0], [1.0, 0.0], [10])
    assert found.power == 0
    assert found.error > 0


@pytest.mark.parametrize(
    ("p", "n", "wrong"),
    [([0.5, 0.6], 5, "add up to 1"), ([0.5, 0.5], 0, "each is 1 or more"), ([-1, 2], 5, "prob")],
)
def test_what_is_no_distribution_is_refused(p, n, wrong):
    with pytest.raises(ValueError, match=wrong):
        rank_sum_power(p, p, [n])


# Paired


@pytest.mark.parametrize(("p", "n"), [((0.1, 0.3, 0.6), 8), ((0.05, 0.1, 0.35, 0.3, 0.2), 6)])
def test_paired_power_is_that_of_every_dataset(p, n):
    m = len(p) // 2
    true = sum(
        chance(counts, p)
        for counts in samples(n, len(p))
        if signed_rank(values(counts) - m).p <= 0.05
    )
    (found,) = signed_rank_power(p, [n], simulations=SIMULATIONS, seed=5)
    assert found.power == pytest.approx(true, abs=ERRORS * np.sqrt(true * (1 - true) / SIMULATIONS))


@pytest.mark.parametrize("alpha", [0.05, 0.01])
def test_paired_decisions_are_those_of_signed_rank(alpha):
    rng = np.random.default_rng(8)
    for n, m in product((6, 25, 60), (1, 2, 5)):
        counts = rng.multinomial(n, rng.dirichlet(np.linspace(1, 2, 2 * m + 1)), 30)
        expected = [signed_rank(values(row) - m).p <= alpha for row in counts]
        assert signed_rank_rejects(counts, alpha).tolist() == expected


def test_changes_have_the_mean_and_correlation_asked_for():
    m, worse, better, correlation = 6, 0.3, 0.0, 0.25
    p = change_distribution(m, worse, better, correlation)
    change = np.arange(-m, m + 1)
    mean = (p * change).sum()
    assert p.sum() == pytest.approx(1)
    assert mean == pytest.approx(m * worse)
    # m muscles with pairwise correlation r have m v (1 + (m - 1) r), v = p (1 - p)
    variance = m * worse * (1 - worse) * (1 + (m - 1) * correlation)
    assert (p * (change - mean) ** 2).sum() == pytest.approx(variance)


def test_changes_without_correlation_are_two_binomials():
    m, worse, better = 3, 0.2, 0.1
    expected = np.zeros(2 * m + 1)
    for up in range(m + 1):
        for down in range(m - up + 1):
            expected[m + up - down] += (
                comb(m, up)
                * worse**up
                * (1 - worse) ** (m - up)
                * comb(m - up, down)
                * better**down
                * (1 - better) ** (m - up - down)
            )
    np.testing.assert_allclose(change_distribution(m, worse, better, 0.0), expected)


@pytest.mark.parametrize("worsening", [0.0, 1.0])
def test_what_is_certain_has_no_correlation(worsening):
    p = change_distribution(2, worsening, 0.5, 0.3)
    expected = [0.25, 0.5, 0.25, 0, 0] if worsening == 0 else [0, 0, 0, 0, 1]
    np.testing.assert_allclose(p, expected, atol=1e-15)


def test_changes_without_a_middle_are_refused():
    with pytest.raises(ValueError, match="as many below 0 as above, with 0 between"):
        signed_rank_power([0.5, 0.5], [10])


# The size needed


def powers(*shares, error=0.01):
    return [Power(10 * (i + 1), share, error, 2500) for i, share in enumerate(shares)]


def test_the_size_needed_is_on_the_line_between_sizes():
    found = needed_size(powers(0.2, 0.6, 0.9), 0.75)
    assert found.n == 25
    assert found.low <= found.n <= found.high


def test_a_size_needed_that_is_whole_is_not_rounded_up():
    """On the line from 10 to 110 it is 60; computed in doubles it lies a little above."""
    ends = [Power(10, 0.01, 0.001, 2500), Power(110, 0.03, 0.001, 2500)]
    assert needed_size(ends, 0.02).n == 60


def test_a_dip_is_smoothed():
    found = needed_size(powers(0.3, 0.82, 0.78, 0.95), 0.81)
    assert found.smoothed == pytest.approx((0.3, 0.8, 0.8, 0.95))
    assert found.n == 31


def test_a_power_that_is_not_reached_or_always():
    assert needed_size(powers(0.05, 0.06, 0.05), 0.8).n == np.inf
    assert needed_size(powers(0.9, 0.95), 0.8).n == 10
    assert needed_size(powers(0.5, 0.805), 0.8).high == np.inf


def test_sizes_that_do_not_rise_are_refused():
    with pytest.raises(ValueError, match="sizes must rise"):
        needed_size([Power(10, 0.1, 0.01, 10), Power(10, 0.1, 0.01, 10)], 0.8)
