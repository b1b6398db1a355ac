"""Random-effects summaries beside metafor's, and the variance of Cliff's delta."""

from itertools import product

import numpy as np
import pytest
from printed_values import Printed, stored

from als_muscle_mri.statistics import cliffs_delta, dominance_variance, random_effects

# Colditz GA et al. JAMA 1994;271:698-702, doi:10.1001/jama.1994.03510330076038: tuberculosis
# among vaccinated and others (ill, well, ill, well); metafor keeps them as dat.bcg.
BCG = np.array(
    [
        (4, 119, 11, 128),
        (6, 300, 29, 274),
        (3, 228, 11, 209),
        (62, 13536, 248, 12619),
        (33, 5036, 47, 5761),
        (180, 1361, 372, 1079),
        (8, 2537, 10, 619),
        (505, 87886, 499, 87892),
        (29, 7470, 45, 7232),
        (17, 1699, 65, 1600),
        (186, 50448, 141, 27197),
        (5, 2493, 3, 2338),
        (27, 16886, 29, 17825),
    ],
    dtype=float,
)


def log_ratio(table):
    ill, well, other_ill, other_well = table.T
    n, other_n = ill + well, other_ill + other_well
    effects = np.log(ill / n) - np.log(other_ill / other_n)
    return effects, 1 / ill - 1 / n + 1 / other_ill - 1 / other_n


STUDIES = {
    "bcg": log_ratio(BCG),
    "three": ([0.10, 0.42, 0.70], [0.040, 0.020, 0.015]),
    "alike": ([0.30, 0.31, 0.29, 0.33], [0.05, 0.02, 0.03, 0.04]),
    "two": ([0.20, 0.55], [0.030, 0.012]),
}


@pytest.mark.parametrize("printed", stored("meta"), ids=str)
def test_metafor_prints_the_same(printed: Printed):
    found = random_effects(*STUDIES[printed.case])
    if printed.case == "two" and printed.quantity.startswith("prediction"):
        assert np.isnan(getattr(found, printed.quantity))  # two studies say nothing of a third
    else:
        expected = pytest.approx(printed.value, rel=2e-6, abs=1e-9)
        assert getattr(found, printed.quantity) == expected


def test_the_unit_of_the_effects_does_not_matter():
    effects, variances = STUDIES["bcg"]
    one, other = (
        random_effects(effects, variances),
        random_effects(effects * 1e-4, variances * 1e-8),
    )
    assert other.estimate == pytest.approx(one.estimate * 1e-4, rel=1e-9)
    assert other.tau2 == pytest.approx(one.tau2 * 1e-8, rel=1e-7)
    assert (other.q, other.i2) == pytest.approx((one.q, one.i2))


def test_studies_that_agree_are_not_taken_for_certainty():
    found = random_effects([0.3, 0.3, 0.3], [0.04, 0.04, 0.04])
    assert (found.q, found.i2, found.tau2, found.q_p) == (pytest.approx(0), 0, 0, pytest.approx(1))
    assert found.high - found.low > 2 * 1.96 * (0.04 / 3) ** 0.5


def test_a_missing_study_is_counted():
    found = random_effects([0.1, np.nan, 0.5], [0.02, 0.02, 0.03])
    assert (found.k, found.missing) == (2, 1)
    assert sum(found.weights) == pytest.approx(1)


@pytest.mark.parametrize(
    ("effects", "variances", "message"),
    [([0.1], [0.1], "two studies"), ([0.1, 0.2], [0.1, 0.0], "above 0")],
)
def test_what_cannot_be_summarised_is_refused(effects, variances, message):
    with pytest.raises(ValueError, match=message):
        random_effects(effects, variances)


@pytest.mark.parametrize(
    ("x", "y", "m", "n"), [([0, 1, 1, 3], [0, 0, 2], 2, 3), ([0, 1], [1, 2, 2], 3, 2)]
)
def test_its_mean_is_the_variance_over_every_sample(x, y, m, n):
    """Draw every sample with replacement: the estimate's mean must be delta's variance.

    All terms but the last are unbiased; that of single pairs is, up to a share of 1 / (m n).
    """
    pairs = list(product(product(x, repeat=m), product(y, repeat=n)))
    deltas = np.array([cliffs_delta(a, b).estimate for a, b in pairs])
    estimates = np.array([_by_the_book(a, b) for a, b in pairs])
    signs = np.sign(np.subtract.outer(np.array(x), np.array(y)))
    true = ((n - 1) * signs.mean(1).var() + (m - 1) * signs.mean(0).var() + signs.var()) / (m * n)
    assert deltas.var() == pytest.approx(true)  # the formula, over every sample
    assert estimates.mean() >= true  # Cliff: consistent, and on the safe side


def _by_the_book(x, y):
    """Cliff's formula (1993, equation 6), pair by pair."""
    signs = np.sign(np.subtract.outer(np.array(x, float), np.array(y, float)))
    m, n = signs.shape
    of_pairs = ((signs - signs.mean()) ** 2).sum() / ((m - 1) * (n - 1))
    between = (n - 1) * signs.mean(1).var(ddof=1) + (m - 1) * signs.mean(0).var(ddof=1)
    return (between + of_pairs) / (m * n)


def test_it_is_the_formula_pair_by_pair():
    rng = np.random.default_rng(5)
    for _ in range(50):
        x, y = rng.integers(0, 4, rng.integers(2, 9)), rng.integers(0, 4, rng.integers(2, 9))
        found, expected = dominance_variance(x, y), _by_the_book(x, y)
        assert np.isnan(found) if expected < 1e-12 else found == pytest.approx(expected)


@pytest.mark.parametrize(
    ("x", "y"), [([1], [0, 1]), ([0, 1], [1]), ([1, 1], [1, 1]), ([2, 3], [0, 1])]
)
def test_a_variance_that_would_be_0_is_not_estimated(x, y):
    assert np.isnan(dominance_variance(x, y))
