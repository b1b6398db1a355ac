"""The criteria with their limits changed, and the published window, against known durations."""

from dataclasses import fields

import numpy as np
import pandas as pd
import pytest

from als_muscle_mri import waveforms as chapter
from als_muscle_mri.inputs import Cohort
from als_muscle_mri.report import muap_criteria
from als_muscle_mri.waveforms.marks import OURS, Criteria, propose_marks
from als_muscle_mri.waveforms.noise import durations
from als_muscle_mri.waveforms.sensitivity import SENSED
from als_muscle_mri.waveforms.window import WINDOW_MS, WINDOW_UV, window_marks

from .shapes import RATE_HZ, SAMPLES, alone, sine


@pytest.fixture(scope="module")
def made(pavia: Cohort) -> chapter.Trials:
    return chapter.trials(pavia, "simulated")


@pytest.fixture(scope="module")
def found(made: chapter.Trials, pavia: Cohort) -> pd.DataFrame:
    return chapter.sensitivity(made, pavia, 0.95)


def plain_window(wave: np.ndarray) -> tuple[float, float]:
    """Sample by sample from the peak: the first 3 ms that stay within the band, either way."""
    run, peak = round(WINDOW_MS * RATE_HZ / 1000), int(np.abs(wave).argmax())
    small = np.abs(wave) <= WINDOW_UV
    before = (
        last for last in range(peak - 1, run - 2, -1) if small[last - run + 1 : last + 1].all()
    )
    after = (
        first for first in range(peak + 1, SAMPLES - run + 1) if small[first : first + run].all()
    )
    return next(before, np.nan), next(after, np.nan)


@pytest.mark.parametrize("noise", [0.0, 5.0, 15.0])
@pytest.mark.parametrize("scale", [0.5, 1.0, 6.0])
def test_the_window_is_a_plain_walk(noise: float, scale: float) -> None:
    wave = scale * sine(2.5, 14.0) + np.random.default_rng(4).normal(0, noise, SAMPLES)
    marks = [float(end[0]) for end in window_marks(alone(wave))]
    np.testing.assert_equal(marks, plain_window(wave))


def test_a_potential_within_the_band_has_no_marks_by_the_window() -> None:
    assert np.isnan(window_marks(alone(0.39 * sine()))).all()
    assert not np.isnan(window_marks(alone(0.41 * sine()))).any()


def test_a_window_that_is_never_quiet_has_no_marks() -> None:
    assert np.isnan(window_marks(alone(sine(30, 59.9, 0.0)))).all()


def test_each_limit_is_halved_and_doubled_once_at_either_ratio(found: pd.DataFrame) -> None:
    for _, part in found.groupby("snr"):
        changed = part[~part["limit"].isin(["as_used", "window"])]
        assert changed["limit"].tolist() == [f.name for f in fields(Criteria) for _ in range(2)]
        usual = [getattr(OURS, name) for name in changed["limit"]]
        assert changed["factor"].tolist() == [0.5, 2.0] * 4
        assert (changed["value"] / usual).tolist() == pytest.approx([0.5, 2.0] * 4)
    assert found["snr"].drop_duplicates().tolist() == list(SENSED)


def test_the_row_as_used_is_the_error_by_noise(
    found: pd.DataFrame, made: chapter.Trials, pavia: Cohort
) -> None:
    error = chapter.error_by_noise(made, pavia, 0.95)
    used = found[found["limit"] == "as_used"]
    assert (used["change_ms"] == 0).all()
    same = used[error.columns].reset_index(drop=True)
    at = error[error["snr"].isin(SENSED)].reset_index(drop=True)
    pd.testing.assert_frame_equal(same, at)


def test_a_change_is_about_the_difference_of_the_biases(found: pd.DataFrame) -> None:
    """Where every MUAP has both durations; a bias weighs subjects alike, a change MUAPs."""
    for _, part in found.groupby("snr"):
        bias = part.loc[part["limit"] == "as_used", "bias_ms"].item()
        whole = part[part["missing"] == 0]
        assert len(whole) > 6
        changed = whole["bias_ms"] - bias
        assert changed.tolist() == pytest.approx(whole["change_ms"].tolist(), abs=0.05)


def test_wider_limits_of_noise_shorten_and_narrower_ones_lengthen(found: pd.DataFrame) -> None:
    noise = found[found["limit"] == "noise_multiple"].pivot(
        index="snr", columns="value", values="change_ms"
    )
    assert (noise[2.0] > 0).all()
    assert (noise[8.0] < 0).all()


def test_limits_given_are_the_limits_used(made: chapter.Trials) -> None:
    averages = made.averages[80.0]
    assert np.array_equal(durations(averages), durations(averages, Criteria()), equal_nan=True)
    longer = propose_marks(averages, Criteria(quiet_ms=6.0))
    usual = propose_marks(averages)
    both = ~np.isnan(longer.onset)
    assert (longer.onset[both] <= usual.onset[both]).all()
    assert (longer.onset[both] < usual.onset[both]).any()


def test_the_sentence_and_the_table_have_the_numbers(found: pd.DataFrame) -> None:
    table = muap_criteria.sensitivity(found)
    assert len(table.shown) == len(found)
    assert table.shown["Value"].iloc[:3].tolist() == ["", "0.5", "2"]
    said = muap_criteria.sensed(found)
    assert said.count("At a signal-to-noise ratio of ") == len(SENSED)
    assert "(multiple of the noise: 8)" in said
    assert "nan" not in said
    tree = muap_criteria.numbers(found)
    assert set(tree) == {f"snr_{ratio:g}" for ratio in SENSED}
    assert {len(at_ratio) for at_ratio in tree.values()} == {10}
    assert tree["snr_80"]["window"]["bias_ms"]["value"] == pytest.approx(
        found.loc[(found["snr"] == 80) & (found["limit"] == "window"), "bias_ms"].item()
    )


def test_where_nothing_was_found_the_sentence_says_so(found: pd.DataFrame) -> None:
    lost = found[found["snr"] == SENSED[0]].assign(change_ms=np.nan, bias_ms=np.nan)
    assert muap_criteria.sensed(lost).endswith("no duration was found.")
    assert muap_criteria.sensed(found.iloc[:0]) == "No other criterion was tried."
