"""Measures of shapes for which calculus gives the value."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from als_muscle_mri.waveforms.measures import NAMES, measures, phases, turns

from .shapes import RATE_HZ, sine


def measured(wave: np.ndarray, begins: float = 25.0, ends: float = 35.0) -> dict[str, float]:
    return measures(wave, begins * RATE_HZ / 1000, ends * RATE_HZ / 1000, RATE_HZ, 1.0)


@pytest.mark.parametrize("cycles", [0.5, 1.0, 1.5, 2.0, 3.5])
def test_half_waves_are_phases_and_turns(cycles: float) -> None:
    found = measured(sine(cycles))
    assert found["phases"] == found["turns"] == 2 * cycles


@pytest.mark.parametrize("cycles", [1.0, 1.5, 2.0])
def test_amplitude_area_thickness_and_size_index_of_a_sine(cycles: float) -> None:
    """A rectified sine has 2/pi of its height on average; 10 ms of 100 µV are 2000/pi µV ms."""
    found = measured(sine(cycles))
    area = 2000 / np.pi
    assert found["duration_ms"] == pytest.approx(10.0)
    assert found["amplitude_uv"] == pytest.approx(200.0, rel=1e-3)
    assert found["area_uvms"] == pytest.approx(area, rel=1e-3)
    assert found["thickness_ms"] == pytest.approx(area / 200, rel=2e-3)
    assert found["size_index"] == pytest.approx(2 * np.log10(0.2) + area / 200, rel=2e-3)


@given(scale=st.floats(0.5, 50))
def test_size_scales_and_time_does_not(scale: float) -> None:
    one, other = measured(sine()), measured(scale * sine())
    for name in ("amplitude_uv", "area_uvms"):
        assert other[name] == pytest.approx(scale * one[name])
    for name in ("duration_ms", "phases", "thickness_ms"):
        assert other[name] == pytest.approx(one[name])
    assert other["size_index"] == pytest.approx(one["size_index"] + 2 * np.log10(scale))


def test_upside_down_is_the_same() -> None:
    assert measured(-sine()) == pytest.approx(measured(sine()))


def test_without_a_mark_nothing_is_measured() -> None:
    found = measures(sine(), np.nan, 700.0, RATE_HZ, 1.0)
    assert list(found) == list(NAMES)
    assert np.isnan(list(found.values())).all()


def test_small_waves_are_neither_phases_nor_turns() -> None:
    wave = np.array([0, 100, 60, 55, 70, 0, -0.5, 0.4, -90, 0.0])
    assert phases(wave, limit_uv=1) == 2
    assert turns(wave, limit_uv=1) == 2
    assert turns(wave, limit_uv=48) == 1, "a prominence below twice the limit does not count"


def phases_slowly(wave: list[float], limit: float) -> int:
    count, side = 0, 0
    for value in wave:
        now = 0 if abs(value) <= limit else (1 if value > 0 else -1)
        if now and now != side:
            count, side = count + 1, now
    return count


@given(st.lists(st.floats(-10, 10), max_size=40), st.floats(0, 5))
def test_phases_against_a_plain_loop(wave: list[float], limit: float) -> None:
    assert phases(np.array(wave), limit) == phases_slowly(wave, limit)
