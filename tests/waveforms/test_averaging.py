"""Averages of discharges: alignment, robustness, noise."""

import numpy as np
import pytest

from als_muscle_mri.waveforms import average
from als_muscle_mri.waveforms.averaging import edges, spread

from .shapes import SAMPLES, recorded, sine


def discharges(shifts: list[int], noise: float = 0.0, seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    traces = np.stack([np.roll(sine(), shift) for shift in shifts])
    return traces + rng.normal(0, noise, traces.shape)


def placed(wave: np.ndarray) -> int:
    return int(np.argmax(wave))


def test_shifted_discharges_average_to_the_shape_itself() -> None:
    made = average(recorded(discharges([-30, -4, 0, 9, 35])))
    assert made.n_discharges.tolist() == [5]
    back = np.roll(made.voltage_uv[0], placed(sine()) - placed(made.voltage_uv[0]))
    assert back == pytest.approx(sine(), abs=1e-9)


def test_noise_falls_with_the_number_of_discharges() -> None:
    """The variance of a median of n normal values is about pi/2n of theirs."""
    made = average(recorded(discharges([0] * 25, noise=5.0)))
    expected = 5 * np.sqrt(np.pi / 50)
    assert spread(edges(made.voltage_uv, 2e4))[0] == pytest.approx(expected, rel=0.25)


def test_another_unit_in_a_few_discharges_does_not_show() -> None:
    traces = discharges([0] * 9)
    traces[:3] += np.roll(sine(), 300)
    assert average(recorded(traces)).voltage_uv[0] == pytest.approx(sine(), abs=1e-9)


def test_a_level_is_taken_off() -> None:
    made = average(recorded(discharges([0, 0, 0]) + 40.0))
    assert made.voltage_uv[0] == pytest.approx(sine(), abs=1e-9)


def test_muaps_of_different_counts_keep_their_own() -> None:
    traces = np.concatenate([discharges([0, 3]), -2 * discharges([0, 5, 1])])
    recording = recorded(traces, muap=[4, 4, 7, 7, 7])
    before = recording.voltage_uv.copy()
    made = average(recording)
    assert made.muap.tolist() == [4, 7]
    assert made.n_discharges.tolist() == [2, 3]
    assert np.ptp(made.voltage_uv[1]) == pytest.approx(400, rel=0.01)
    assert np.array_equal(recording.voltage_uv, before), "the traces given stay as they are"
    assert made.voltage_uv.shape == (2, SAMPLES)
