"""EMG grading: from MUAP durations to mean durations and grades 0 to 3."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from .inputs import Cohort
from .mri_scoring import MUSCLE, in_study_order

GRADES = (0, 1, 2, 3)


def emg_grade(duration_ms: np.ndarray, thresholds_ms: Sequence[float]) -> np.ndarray:
    """Grade mean MUAP durations by three rising thresholds.

    A duration on the first or second threshold belongs to the band it opens; one on the third
    is still moderate, since severe is printed as "above" it. So each duration has one grade:
    below t1 normal (0), from t1 mild (1), from t2 to t3 moderate (2), above t3 severe (3).

    Parameters
    ----------
    duration_ms : array of float
        Mean MUAP durations in ms.
    thresholds_ms : sequence of three floats
        Rising thresholds in ms.

    Returns
    -------
    array of int
        EMG grades 0 to 3.

    References
    ----------
    Bands: Diamanti et al. (2018), Methods, doi:10.1007/s00256-018-3073-7. The paper prints 12.5
    and 11.25 ms in two bands each; giving them to the higher one is this project's decision.

    Examples
    --------
    >>> emg_grade(np.array([9.99, 10, 12.5, 15, 15.01]), [10, 12.5, 15]).tolist()
    [0, 1, 2, 2, 3]
    """
    mild, moderate, severe = thresholds_ms
    # A mean of decimal durations may miss the threshold it equals by its last binary digit.
    durations = np.round(np.asarray(duration_ms, dtype=float), 9)
    reached = (durations >= mild).astype(int) + (durations >= moderate) + (durations > severe)
    return reached.astype(int)


def thresholds(data: Cohort) -> dict[str, Sequence[float]]:
    """The EMG thresholds (ms) of the muscles that the cohort's atlas has."""
    known = set(data.atlas["muscle_id"])
    return {m: cuts for m, cuts in data.settings.emg_thresholds_ms.items() if m in known}


def emg_grades(data: Cohort) -> pd.DataFrame:
    """Mean MUAP duration and EMG grade of every examined muscle.

    Returns
    -------
    DataFrame
        subject_id, group, side, muscle_id, n_muaps, mean_duration_ms, emg_grade; in study order.

    Examples
    --------
    >>> from als_muscle_mri.inputs import load_cohort
    >>> grades = emg_grades(load_cohort("pavia-2018"))
    >>> bool((grades["n_muaps"] >= 10).all())
    True
    """
    means = (
        data.muaps.groupby(MUSCLE, sort=False)["duration_ms"]
        .agg(n_muaps="size", mean_duration_ms="mean")
        .reset_index()
        .merge(data.subjects[["subject_id", "group"]], on="subject_id")
    )
    graded = [
        part.assign(
            emg_grade=emg_grade(
                part["mean_duration_ms"].to_numpy(), data.settings.emg_thresholds_ms[muscle]
            )
        )
        for muscle, part in means.groupby("muscle_id", sort=False)
    ]
    columns = ["subject_id", "group", "side", "muscle_id", "n_muaps", "mean_duration_ms"]
    if not graded:
        return pd.DataFrame(columns=[*columns, "emg_grade"])
    return in_study_order(pd.concat(graded), data)[[*columns, "emg_grade"]]


def grade_counts(grades: pd.DataFrame) -> pd.DataFrame:
    """How many examined muscles have each EMG grade, per muscle.

    Returns
    -------
    DataFrame
        muscle_id, grade_0, grade_1, grade_2, grade_3, n_muscles, median_duration_ms.
    """
    counts = (
        grades.groupby(["muscle_id", "emg_grade"], observed=True)
        .size()
        .unstack(fill_value=0)
        .reindex(columns=GRADES, fill_value=0)
        .rename(columns={grade: f"grade_{grade}" for grade in GRADES})
    )
    medians = grades.groupby("muscle_id", observed=True)["mean_duration_ms"].median()
    return (
        counts.assign(n_muscles=counts.sum(axis=1), median_duration_ms=medians)
        .rename_axis(columns=None)
        .reset_index()
    )
