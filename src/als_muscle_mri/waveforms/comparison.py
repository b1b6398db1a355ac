"""Durations by different ways against each other, and the EMG grades that follow."""

import numpy as np
import pandas as pd

from als_muscle_mri.emg_grading import emg_grade
from als_muscle_mri.inputs import Cohort
from als_muscle_mri.statistics import limits_or_none, weighted_kappa

MUSCLE = ["subject_id", "side", "muscle_id"]
PAIRS = (("proposed", "table"), ("marked", "table"), ("proposed", "marked"))
LIMITS = [f"{name}{end}" for name in ("bias", "lower", "upper") for end in ("", "_low", "_high")]
GRADED = ["n_muscles", "same_grade_percent", "weighted_kappa", "kappa_low", "kappa_high"]
COLUMNS = [
    *("first", "second", "missing", "n", "n_subjects", "sd_ms"),
    *(f"{name}_ms" for name in LIMITS),
    *GRADED,
]


def agreement(proposals: pd.DataFrame, data: Cohort, level: float) -> pd.DataFrame:
    """Compare proposed, marked and tabulated durations two by two.

    Parameters
    ----------
    proposals : DataFrame
        As ``propose`` makes them.
    data : Cohort
        Its EMG thresholds are used.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    DataFrame
        One row a pair of ways that share a MUAP: first, second; n (MUAPs with both) of n_subjects,
        missing (with a waveform and the second only); bias_ms (of first minus second), sd_ms,
        lower_ms and upper_ms (limits of agreement), each but the second with its interval
        (bias_low_ms), NaN where fewer than two subjects have both; n_muscles, same_grade_percent,
        weighted_kappa (linear), kappa_low and kappa_high, of the EMG grades of muscles by their
        mean durations over the same MUAPs.

    Notes
    -----
    MUAPs of one person are several pairs of a subject, as ``limits_of_agreement`` reckons with.
    The interval of kappa takes muscles as independent, and is narrow.
    """
    rows = []
    for first, second in PAIRS:
        both = paired(proposals, first, second)
        if both.empty:
            continue
        known = int(proposals[f"{second}_duration_ms"].notna().sum())
        row = {"first": first, "second": second, "missing": known - len(both)}
        rows.append(row | limits(both, level) | graded(both, data, level))
    return pd.DataFrame(rows, columns=COLUMNS)


def paired(proposals: pd.DataFrame, first: str, second: str) -> pd.DataFrame:
    """Give the MUAPs that have both durations, as ``first`` and ``second``."""
    names = {f"{first}_duration_ms": "first", f"{second}_duration_ms": "second"}
    return proposals[[*MUSCLE, "muap", *names]].rename(columns=names).dropna()


def limits(both: pd.DataFrame, level: float) -> dict[str, float]:
    """Bias and limits of agreement of the durations first and second, with their intervals.

    Parameters
    ----------
    both : DataFrame
        subject_id and the durations first and second, ms.
    level : float
        Confidence level of the intervals.
    """
    found = limits_or_none(both["first"] - both["second"], both["subject_id"].astype(str), level)
    counts = {"n": found.n, "n_subjects": found.n_subjects, "sd_ms": found.sd}
    return counts | {f"{name}_ms": getattr(found, name) for name in LIMITS}


def grades(both: pd.DataFrame, data: Cohort) -> pd.DataFrame:
    """Grade muscles by the mean of either duration.

    Parameters
    ----------
    both : DataFrame
        subject_id, side, muscle_id and the durations first and second, ms.
    data : Cohort
        Its EMG thresholds are used.

    Returns
    -------
    DataFrame
        subject_id, side, muscle_id, first, second (means in ms), first_grade, second_grade.
    """
    means = both.groupby(MUSCLE, sort=False)[["first", "second"]].mean().reset_index()
    thresholds = data.settings.emg_thresholds_ms
    for name in ("first", "second"):
        graded = [
            int(emg_grade(np.array([mean]), thresholds[muscle])[0])
            for mean, muscle in zip(means[name], means["muscle_id"], strict=True)
        ]
        means[f"{name}_grade"] = pd.Series(graded, dtype="int64")
    return means


def graded(both: pd.DataFrame, data: Cohort, level: float) -> dict[str, float]:
    """Agreement of the grades of muscles by either duration; see :func:`grades`."""
    found = grades(both, data)
    if found.empty:
        return {"n_muscles": 0} | dict.fromkeys(GRADED[1:], np.nan)
    kappa = weighted_kappa(found["first_grade"], found["second_grade"], level=level)
    estimate = np.nan if kappa.estimate is None else kappa.estimate
    values = len(found), 100 * kappa.agreement, estimate, kappa.low, kappa.high
    return dict(zip(GRADED, values, strict=True))
