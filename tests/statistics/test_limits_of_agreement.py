"""Limits of agreement: a slow way, the exact interval of one pair a subject, and simulation."""

import math

import numpy as np
import pytest
from scipy.stats import f_oneway, nct

from als_muscle_mri.statistics import limits_of_agreement, limits_or_none


def drawn(rng, sizes, between=2.0, within=1.0, bias=0.5):
    subject = np.repeat(np.arange(len(sizes)), sizes)
    effect = rng.normal(bias, between, len(sizes))
    return effect[subject] + rng.normal(0, within, len(subject)), subject


def test_estimates_are_those_of_a_plain_loop() -> None:
    values, subject = drawn(np.random.default_rng(1), [2, 5, 3, 4])
    found = limits_of_agreement(values, subject)
    groups = [[v for v, s in zip(values, subject, strict=True) if s == n] for n in range(4)]
    means = [sum(group) / len(group) for group in groups]
    bias = sum(means) / 4
    between = sum((mean - bias) ** 2 for mean in means) / 3
    within = sum((v - m) ** 2 for g, m in zip(groups, means, strict=True) for v in g) / (14 - 4)
    harmonic = 4 / sum(1 / len(group) for group in groups)
    sd = math.sqrt(between + (1 - 1 / harmonic) * within)
    assert (found.bias, found.sd) == pytest.approx((bias, sd), rel=1e-12)
    assert (found.lower, found.upper) == pytest.approx((bias - 1.959964 * sd, bias + 1.959964 * sd))
    assert (found.n, found.n_subjects, found.missing) == (14, 4, 0)


def test_with_equal_numbers_of_pairs_it_is_the_analysis_of_variance() -> None:
    """Bland and Altman 2007: variance between subjects, from the mean squares, and within them."""
    values, subject = drawn(np.random.default_rng(2), [4] * 7)
    groups = values.reshape(7, 4)
    between = 4 * groups.mean(axis=1).var(ddof=1)
    within = groups.var(axis=1, ddof=1).mean()
    assert f_oneway(*groups).statistic == pytest.approx(between / within)
    variance = (between - within) / 4 + within
    assert limits_of_agreement(values, subject).sd == pytest.approx(math.sqrt(variance))


@pytest.mark.parametrize("n", [10, 25, 80])
def test_with_one_pair_a_subject_it_is_bland_and_altman_and_near_the_exact_interval(n) -> None:
    """Exact by the noncentral t (Carkeet 2015); the approximation is within 7 % of its width."""
    values = np.random.default_rng(n).normal(0.3, 1, n)
    found = limits_of_agreement(values, np.arange(n))
    sd = values.std(ddof=1)
    assert found.upper == pytest.approx(values.mean() + 1.959964 * sd)
    exact = [
        values.mean() + nct.ppf(tail, n - 1, 1.959964 * math.sqrt(n)) * sd / math.sqrt(n)
        for tail in (0.025, 0.975)
    ]
    width = exact[1] - exact[0]
    assert [found.upper_low, found.upper_high] == pytest.approx(exact, abs=0.07 * width)


@pytest.mark.parametrize("sizes", [[8] * 6, [3, 20, 7, 12, 5, 9, 30, 4]])
def test_the_intervals_hold_the_limits_as_often_as_they_say(sizes: list[int]) -> None:
    """2000 simulated studies, truth 0.5 -+ 1.96 sqrt(5); standard error of coverage 0.5 points."""
    rng = np.random.default_rng(7)
    held = []
    for _ in range(2000):
        found = limits_of_agreement(*drawn(rng, sizes))
        lower, upper = 0.5 - 1.959964 * math.sqrt(5), 0.5 + 1.959964 * math.sqrt(5)
        held.append(
            (
                found.bias_low <= 0.5 <= found.bias_high,
                found.lower_low <= lower <= found.lower_high,
                found.upper_low <= upper <= found.upper_high,
            )
        )
    coverage = np.mean(held, axis=0)
    assert (coverage > 0.93).all()
    assert (coverage < 0.985).all()


def test_pairs_that_are_alike_within_subjects_count_for_less() -> None:
    """Taken as independent, 40 pairs of 4 people would give intervals less than half as wide."""
    values, subject = drawn(np.random.default_rng(3), [10] * 4, within=0.1)
    clustered, alone = (
        limits_of_agreement(values, whose) for whose in (subject, np.arange(len(values)))
    )
    assert clustered.bias_high - clustered.bias_low > 2 * (alone.bias_high - alone.bias_low)


def test_missing_differences_are_dropped_and_counted() -> None:
    found = limits_of_agreement([1.0, np.nan, 2.0, 4.0], ["a", "a", "a", "b"])
    assert (found.n, found.missing, found.bias) == (3, 1, 2.75)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="at least two subjects"):
        limits_of_agreement([1.0, 2.0], ["a", "a"])
    with pytest.raises(ValueError, match="3 values but subject has 2"):
        limits_of_agreement([1.0, 2.0, 3.0], ["a", "b"])
    with pytest.raises(ValueError, match="level"):
        limits_of_agreement([1.0, 2.0], ["a", "b"], 95)


def test_of_two_subjects_the_limits_are_the_same_and_of_one_they_are_not_known() -> None:
    values, subject = drawn(np.random.default_rng(4), [3, 2])
    assert limits_or_none(values, subject, 0.9) == limits_of_agreement(values, subject, 0.9)
    alone = limits_or_none([1.0, np.nan, 2.0], ["a", "b", "a"])
    assert math.isnan(alone.bias)
    assert math.isnan(alone.upper_high)
    assert (alone.n, alone.n_subjects, alone.missing) == (2, 1, 1)
    assert limits_or_none([], []).n_subjects == 0
    with pytest.raises(ValueError, match="level"):
        limits_or_none([1.0], ["a"], 95)
