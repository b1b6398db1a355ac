"""Onset and offset against shapes whose ends are known, and what must not move them."""

import numpy as np
import pytest
from bench.slow_marks import slow_marks
from hypothesis import given, settings
from hypothesis import strategies as st

from als_muscle_mri.waveforms.averaging import Averages
from als_muscle_mri.waveforms.marks import OURS, half_width, propose_marks, smoothed
from als_muscle_mri.waveforms.simulated import RATE_HZ as SIMULATED_HZ
from als_muscle_mri.waveforms.simulated import shape_of

from .shapes import RATE_HZ, SAMPLES, alone, sine

DURATIONS = [4.0, 7.3, 12.5, 25.0, 34.9]


def ends_ms(wave: np.ndarray) -> tuple[float, float]:
    found = propose_marks(alone(wave))
    return tuple(float(end[0]) * 1000 / RATE_HZ for end in (found.onset, found.offset))


@pytest.mark.parametrize("cycles", [0.5, 1.0, 1.5, 2.5])
@pytest.mark.parametrize("lasts", [5.0, 10.0, 20.0])
def test_a_sine_between_known_ends(cycles: float, lasts: float) -> None:
    """Without noise the ends are found to a tenth of a millisecond, two samples."""
    onset, offset = ends_ms(sine(cycles, lasts, begins_ms=20.0))
    assert onset == pytest.approx(20.0, abs=0.1)
    assert offset == pytest.approx(20.0 + lasts, abs=0.1)


def test_simulated_shapes_without_noise() -> None:
    """Their slow ends are small: 0.5 % of the amplitude is reached 0.1 to 0.4 ms inside."""
    shapes = shape_of(DURATIONS, np.random.default_rng(3))
    n = np.ones(len(DURATIONS), dtype=int)
    found = propose_marks(Averages(n, n, shapes, SIMULATED_HZ, 0.0))
    measured = (found.offset - found.onset) * 1000 / SIMULATED_HZ
    assert (measured <= np.array(DURATIONS) + 0.1).all()
    assert measured == pytest.approx(DURATIONS, abs=0.8)


@settings(deadline=None, max_examples=40)
@given(scale=st.floats(0.01, 100), seed=st.integers(0, 99), flip=st.booleans())
def test_scale_and_sign_do_not_matter(scale: float, seed: int, flip: bool) -> None:
    wave = sine() + np.random.default_rng(seed).normal(0, 1, SAMPLES)
    first = propose_marks(alone(wave))
    again = propose_marks(alone(wave * scale * (-1 if flip else 1)))
    assert again.onset == first.onset
    assert again.offset == first.offset
    assert again.noise_uv == pytest.approx(first.noise_uv * scale)


@pytest.mark.parametrize("shift", [-300, -41, 7, 250])
def test_a_later_potential_has_later_marks(shift: int) -> None:
    first, later = propose_marks(alone(sine())), propose_marks(alone(np.roll(sine(), shift)))
    assert (later.onset, later.offset) == (first.onset + shift, first.offset + shift)


def test_a_potential_backwards_has_its_marks_backwards() -> None:
    onset, offset = ends_ms(sine(cycles=1.25))
    back = ends_ms(sine(cycles=1.25)[::-1])
    last = (SAMPLES - 1) * 1000 / RATE_HZ
    assert back == pytest.approx((last - offset, last - onset), abs=1e-9)


def test_a_potential_that_does_not_return_has_no_offset() -> None:
    wave = sine(cycles=4.5, lasts_ms=40.0, begins_ms=25.0)
    found = propose_marks(alone(wave))
    assert np.isnan(found.offset[0])
    assert not np.isnan(found.onset[0])


@pytest.mark.parametrize("noise", [0.0, 1.0, 20.0, 80.0])
def test_marks_are_those_of_a_plain_loop(noise: float) -> None:
    rng = np.random.default_rng(8)
    shapes = shape_of(rng.uniform(4, 39, 25), rng)
    waves = shapes + rng.normal(0, noise, shapes.shape)
    n = np.ones(len(waves), dtype=int)
    found = propose_marks(Averages(n, n, waves, SIMULATED_HZ, 0.0))
    slow = [slow_marks(wave, SIMULATED_HZ) for wave in waves.tolist()]
    np.testing.assert_array_equal(np.column_stack([found.onset, found.offset]), slow)


def test_smoothing_is_a_plain_loop() -> None:
    wave = np.random.default_rng(5).normal(size=(3, 60))
    half = int(OURS.smoothed_ms * 10_000 / 1000) // 2
    slow = [
        [row[np.clip(np.arange(i - half, i + half + 1), 0, 59)].mean() for i in range(60)]
        for row in wave
    ]
    assert half_width(OURS.smoothed_ms, 10_000.0) == half
    assert smoothed(wave, half) == pytest.approx(np.array(slow), abs=1e-12)
