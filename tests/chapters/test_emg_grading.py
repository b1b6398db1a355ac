"""EMG grades on and beside every boundary, and means against plain sums."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from als_muscle_mri.emg_grading import emg_grade, emg_grades, grade_counts
from als_muscle_mri.inputs import load_cohort


@pytest.mark.parametrize(
    ("duration_ms", "tibialis_anterior", "other"),
    [
        (8.99, 0, 0),
        (9.0, 0, 1),
        (9.99, 0, 1),
        (10.0, 1, 1),
        (11.24, 1, 1),
        (11.25, 1, 2),
        (12.49, 1, 2),
        (12.5, 2, 2),
        (13.5, 2, 2),
        (13.51, 2, 3),
        (15.0, 2, 3),
        (15.01, 3, 3),
    ],
)
def test_bands_of_the_study(duration_ms, tibialis_anterior, other):
    assert emg_grade(np.array([duration_ms]), [10, 12.5, 15])[0] == tibialis_anterior
    assert emg_grade(np.array([duration_ms]), [9, 11.25, 13.5])[0] == other


def test_a_mean_that_equals_a_threshold_is_on_it():
    """Ten durations that sum to 125 have the mean 12.5, whatever doubles make of their sum."""
    rng = np.random.default_rng(125)
    tenths = rng.integers(100, 150, (500, 9))
    last = 1250 - tenths.sum(axis=1, keepdims=True)
    means = (np.hstack([tenths, last]) / 10).mean(axis=1)
    assert (means < 12.5).any()
    assert set(emg_grade(means, [10, 12.5, 15])) == {2}


def test_every_duration_has_one_grade_and_longer_is_not_milder():
    durations = np.linspace(1, 30, 5801)
    grades = emg_grade(durations, [9, 11.25, 13.5])
    assert set(grades) == {0, 1, 2, 3}
    assert (np.diff(grades) >= 0).all()


def test_means_are_plain_means():
    data = load_cohort("pavia-2018")
    grades = emg_grades(data)
    for row in grades.itertuples():
        values = [
            muap.duration_ms
            for muap in data.muaps.itertuples()
            if (muap.subject_id, muap.side, muap.muscle_id)
            == (row.subject_id, row.side, row.muscle_id)
        ]
        assert row.n_muaps == len(values)
        assert row.mean_duration_ms == pytest.approx(sum(values) / len(values), abs=1e-9)


def test_counts_add_up():
    grades = emg_grades(load_cohort("pavia-2018"))
    assert grade_counts(grades)["n_muscles"].sum() == len(grades)


def test_without_emg_there_are_no_grades():
    data = load_cohort("pavia-2018")
    empty = emg_grades(replace(data, muaps=data.muaps.iloc[:0]))
    assert empty.empty
    assert "emg_grade" in empty


def test_other_thresholds_give_other_grades():
    data = load_cohort("pavia-2018")
    high = dict.fromkeys(data.settings.emg_thresholds_ms, (90.0, 91.0, 92.0))
    settings = data.settings.model_copy(update={"emg_thresholds_ms": high})
    assert (emg_grades(replace(data, settings=settings))["emg_grade"] == 0).all()
    assert isinstance(emg_grades(data), pd.DataFrame)
