"""Durations by different ways against each other, and the EMG grades that follow."""

import numpy as np
import pandas as pd

from als_muscle_mri.emg_grading import emg_grade
from als_muscle_mri.inputs import Cohort
from als_muscle_mri.statistics import weighted_kappa

MUSCLE = ["subject_id", "side", "muscle_id"]
WAYS = ("table", "proposed", "marked")
PAIRS = (("proposed", "table"), ("marked", "table"), ("proposed", "marked"))
NORMAL_95 = 1.959963984540054
"""Standard deviations on either side that hold 95 % of a normal distribution."""


def agreement(proposals: pd.DataFrame, data: Cohort) -> pd.DataFrame:
    """Compare proposed, marked and tabulated durations two by two.

    Parameters
    ----------
    proposals : DataFrame
        As ``propose`` makes them.
    data : Cohort
        Its EMG thresholds are used.

    Returns
    -------
    DataFrame
        first, second; n (MUAPs with both), missing (with a waveform and the second only); bias_ms
        (mean of first minus second), sd_ms, low_ms and high_ms (limits of agreement, bias -+ 1.96
        sd); n_muscles, same_grade_percent, weighted_kappa (linear), kappa_low and kappa_high, of
        the EMG grades of muscles by their mean durations over the same MUAPs. A pair with no MUAP
        has n 0.

    Notes
    -----
    Bland and Altman (1986), doi:10.1016/S0140-6736(86)90837-8. MUAPs of a muscle resemble each
    other, so the limits describe these MUAPs and the interval of kappa, over muscles, is narrow.
    """
    rows = []
    for first, second in PAIRS:
        both = paired(proposals, first, second)
        known = proposals[f"{second}_duration_ms"].notna().sum() if len(proposals) else 0
        row = {"first": first, "second": second, "missing": int(known) - len(both)}
        rows.append(row | difference(both["first"] - both["second"]) | _kappa(both, data))
    return pd.DataFrame(rows)


def paired(proposals: pd.DataFrame, first: str, second: str) -> pd.DataFrame:
    """Give the MUAPs that have both durations, as ``first`` and ``second``."""
    names = {f"{first}_duration_ms": "first", f"{second}_duration_ms": "second"}
    return proposals[[*MUSCLE, "muap", *names]].rename(columns=names).dropna()


def difference(values: pd.Series | np.ndarray) -> dict[str, float]:
    """Bias, standard deviation and limits of agreement of differences.

    Examples
    --------
    >>> found = difference(np.array([-1.0, 0.0, 1.0]))
    >>> found["n"], found["bias_ms"], round(found["high_ms"], 2)
    (3, 0.0, 1.96)
    """
    values = np.asarray(values, dtype=float)
    bias = values.mean() if len(values) else np.nan
    sd = values.std(ddof=1) if len(values) > 1 else np.nan
    limits = {"low_ms": float(bias - NORMAL_95 * sd), "high_ms": float(bias + NORMAL_95 * sd)}
    return {"n": len(values), "bias_ms": float(bias), "sd_ms": float(sd)} | limits


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


def _kappa(both: pd.DataFrame, data: Cohort) -> dict[str, float]:
    graded = grades(both, data)
    if graded.empty:
        lost = ("same_grade_percent", "weighted_kappa", "kappa_low", "kappa_high")
        return {"n_muscles": 0} | dict.fromkeys(lost, np.nan)
    kappa = weighted_kappa(graded["first_grade"], graded["second_grade"])
    estimate = np.nan if kappa.estimate is None else kappa.estimate
    return {
        "n_muscles": len(graded),
        "same_grade_percent": 100 * kappa.agreement,
        "weighted_kappa": estimate,
        "kappa_low": kappa.low,
        "kappa_high": kappa.high,
    }
