"""The largest of many exact p-values, beside each of them computed in full."""

import numpy as np
import pytest

from als_muscle_mri.statistics import largest_exact_p, rank_sum
from als_muscle_mri.statistics.rank_sum_exact import INVERSION, PROGRAMME


def mostly_zero(n: int, shift: float, seed: int) -> np.ndarray:
    """Draw region scores in tenths, most of them 0, as those of hands are."""
    draws = np.random.default_rng(seed).normal(shift - 0.1, 0.3, n)
    return np.clip(draws, 0, None).round(1)


def without_each(x: np.ndarray, y: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Leave out one value of each kind in turn."""
    first = [(np.delete(x, np.argmax(x == value)), y) for value in np.unique(x)]
    return first + [(x, np.delete(y, np.argmax(y == value))) for value in np.unique(y)]


@pytest.mark.parametrize("two_sided", ["abs-deviation", "doubled"])
@pytest.mark.parametrize(("n", "shift"), [(8, 0.3), (60, 0.1), (160, 0.0), (160, 0.05), (160, 0.2)])
def test_largest_and_side_of_alpha_are_those_of_the_slow_way(n, shift, two_sided):
    pairs = without_each(mostly_zero(n, shift, 1), mostly_zero(n, 0.0, 2))
    slow = np.array([rank_sum(*pair, two_sided=two_sided).p for pair in pairs])
    for alpha in (0.05, 1e-5, float(np.median(slow))):
        found = largest_exact_p(pairs, alpha, two_sided)
        assert found.max() == slow.max()
        assert found.argmax() == slow.argmax()
        assert ((found <= alpha) == (slow <= alpha)).all()
        assert found == pytest.approx(slow, rel=0.01)


def test_the_cases_take_every_route():
    """Else the test above would compare the slow way with itself."""
    routes = {
        rank_sum(mostly_zero(n, shift, 1), mostly_zero(n, 0.0, 2)).route
        for n, shift in ((60, 0.1), (160, 0.2))
    }
    assert routes == {PROGRAMME, INVERSION}


def test_what_cannot_be_the_largest_stays_rough():
    pairs = without_each(mostly_zero(160, 0.2, 1), mostly_zero(160, 0.0, 2))
    found = largest_exact_p(pairs, 0.05, "doubled")
    slow = np.array([rank_sum(*pair, two_sided="doubled").p for pair in pairs])
    assert 0 < (found == slow).sum() < found.size


def test_one_and_none():
    x, y = mostly_zero(160, 0.2, 1), mostly_zero(160, 0.0, 2)
    assert largest_exact_p([(x, y)], 0.05, "doubled") == [rank_sum(x, y, two_sided="doubled").p]
    assert largest_exact_p([], 0.05, "doubled").size == 0


def test_missing_values_are_dropped_and_an_empty_sample_refused():
    x, y = np.array([1.0, 2.0, np.nan, 3.0]), np.array([0.0, 0.0, 1.0])
    assert largest_exact_p([(x, y)], 0.05, "doubled") == [rank_sum(x, y, two_sided="doubled").p]
    with pytest.raises(ValueError, match="y"):
        largest_exact_p([(x, y * np.nan)], 0.05, "doubled")
