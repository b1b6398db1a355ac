"""EMG, strength and function: Results, fourth paragraph; Figure 3; Discussion."""

from functools import partial

import numpy as np
import pandas as pd
from scipy import stats

from published_figures.data import Cohort
from published_figures.figure import Published

THRESHOLDS = {
    "first_dorsal_interosseous": (9, 11.25, 13.5),
    "thoracic_paravertebral": (9, 11.25, 13.5),
    "tibialis_anterior": (10, 12.5, 15),
}


def _emg_and_mri(data: Cohort) -> pd.DataFrame:
    keys = ["subject_id", "side", "muscle_id"]
    means = data.muaps.groupby(keys)["duration_ms"].mean().rename("mean").reset_index()
    means["emg"] = [
        int(np.searchsorted(THRESHOLDS[muscle], mean))
        for muscle, mean in zip(means["muscle_id"], means["mean"], strict=True)
    ]
    return means.merge(data.muscles, on=keys, validate="one_to_one")


def _mrc_and_mri(data: Cohort) -> pd.DataFrame:
    return data.strength.merge(data.muscles, on=["subject_id", "side", "muscle_id"])


def _patients_with_emg(data: Cohort) -> int:
    examined = data.muaps.groupby("subject_id")["muscle_id"].unique()
    assert all(set(muscles) == set(THRESHOLDS) for muscles in examined)
    return len(examined)


def _fewest_potentials(data: Cohort) -> int:
    return int(data.muaps.groupby(["subject_id", "side", "muscle_id"]).size().min())


def _nearest_threshold(data: Cohort) -> float:
    means = data.muaps.groupby(["subject_id", "muscle_id"])["duration_ms"].mean()
    return min(
        abs(mean - threshold)
        for (_, muscle), mean in means.items()
        for threshold in THRESHOLDS[muscle]
    )


def _emg_trend(data: Cohort) -> float:
    pairs = _emg_and_mri(data)
    return float(stats.spearmanr(pairs["emg"], pairs["mercuri_grade"]).statistic)


def _emg_without_fat(data: Cohort) -> int:
    pairs = _emg_and_mri(data)
    return int(((pairs["emg"] >= 2) & (pairs["mercuri_grade"] <= 1)).sum())


def _emg_above_mri(data: Cohort) -> int:
    pairs = _emg_and_mri(data)
    above, below = (pairs["emg"] > pairs["mercuri_grade"]), (pairs["emg"] < pairs["mercuri_grade"])
    return int(above.sum() - below.sum())


def _patients_with_mrc(muscle: str, data: Cohort) -> int:
    rows = data.strength[data.strength["muscle_id"] == muscle]
    assert rows["mrc_grade"].between(0, 5).all()
    return rows["subject_id"].nunique()


def _mrc_trend(data: Cohort) -> float:
    pairs = _mrc_and_mri(data)
    return float(stats.spearmanr(pairs["mrc_grade"], pairs["mercuri_grade"]).statistic)


def _hand_correlation(data: Cohort) -> float:
    hand = data.scores["hand", "right"]
    hand = hand[hand.index.isin(data.group("patient"))]
    items = data.alsfrs.loc[hand.index, ["handwriting", "cutting_food"]].sum(axis=1)
    return float(stats.spearmanr(items, hand).statistic)


def figures() -> list[Published]:
    results, discussion = "Results, fourth paragraph", "Discussion"
    found = [
        Published("patients-with-emg", results, 9, _patients_with_emg),
        Published("fewest-potentials", "Methods, EMG", "> 9", _fewest_potentials),
        Published("clear-of-thresholds", "Methods, EMG", "> 0.05", _nearest_threshold),
        Published("emg-mri-trend", discussion, "> 0", _emg_trend),
        Published("emg-altered-where-mri-is-not", discussion, "> 5", _emg_without_fat),
        Published("emg-more-sensitive", discussion, "> 0", _emg_above_mri),
        Published("mrc-mri-trend", discussion, "< 0", _mrc_trend),
        Published("hand-correlation", f"{results}; Figure 3", "r = -0.7217", _hand_correlation),
    ]
    return found + [
        Published(f"patients-with-mrc-{muscle}", results, 10, partial(_patients_with_mrc, muscle))
        for muscle in ("first_dorsal_interosseous", "tibialis_anterior")
    ]
