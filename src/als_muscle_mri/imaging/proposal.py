"""From measured shares to proposed grades, and from two sides to their ratio."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.stats import norm

GRADES = (0, 1, 2, 3)


def proposed(measures: pd.DataFrame, cutoffs: Sequence[float], level: float) -> pd.DataFrame:
    """Propose a Mercuri grade for each measured muscle.

    Parameters
    ----------
    measures : DataFrame
        subject_id, side, muscle_id, fat_share and its error, volume_ml and what else there is.
        Where a muscle is in several scans, the one with most of its voxels counts.
    cutoffs : sequence of float
        Shares at which the grades 1, 2 and 3 begin.
    level : float
        Confidence level of the interval of the share.

    Returns
    -------
    DataFrame
        One row a subject, side and muscle, with the interval of the share (NaN where the muscle
        is in one slice only), ``proposed_grade``, ``grade_probability`` (that the true share has
        that grade, if the share found errs normally) and ``side_ratio``, the volume as a part of
        that of the other side (NaN without it).

    Examples
    --------
    >>> rows = pd.DataFrame({"subject_id": "P1", "side": ["right", "left"], "muscle_id": "soleus",
    ...     "fat_share": [0.02, 0.6], "fat_share_error": 0.01, "n_voxels": 9,
    ...     "volume_ml": [4.0, 5.0]})
    >>> found = proposed(rows, (0.05, 0.2, 0.5), 0.95)
    >>> found["proposed_grade"].tolist(), found["side_ratio"].tolist()
    ([0, 3], [0.8, 1.25])
    """
    keys = ["subject_id", "side", "muscle_id"]
    most = measures.sort_values("n_voxels", ascending=False, kind="stable").drop_duplicates(keys)
    rows = measures.loc[measures.index.isin(most.index)].reset_index(drop=True)
    share, error = (rows[name].to_numpy(float) for name in ("fat_share", "fat_share_error"))
    wide = norm.ppf(0.5 + level / 2) * error
    grade = np.searchsorted(cutoffs, share, side="right")
    return rows.assign(
        fat_share_low=np.clip(share - wide, 0, 1),
        fat_share_high=np.clip(share + wide, 0, 1),
        proposed_grade=grade,
        grade_probability=_probability(share, error, grade, cutoffs),
        side_ratio=_side_ratio(rows),
    )


def _probability(
    share: np.ndarray, error: np.ndarray, grade: np.ndarray, cutoffs: Sequence[float]
) -> np.ndarray:
    edges = np.array([-np.inf, *cutoffs, np.inf])
    spread = np.where(error > 0, error, np.where(np.isnan(error), np.nan, 1e-9))
    return norm.cdf((edges[grade + 1] - share) / spread) - norm.cdf((edges[grade] - share) / spread)


def _side_ratio(rows: pd.DataFrame) -> np.ndarray:
    volumes = rows.set_index(["subject_id", "muscle_id", "side"])["volume_ml"]
    other = rows["side"].map({"right": "left", "left": "right"})
    index = pd.MultiIndex.from_arrays([rows["subject_id"], rows["muscle_id"], other])
    return (rows["volume_ml"].to_numpy() / volumes.reindex(index).to_numpy()).astype(float)


def grade_ranges(cutoffs: Sequence[float]) -> pd.DataFrame:
    """Give the shares that belong to each grade: from low, up to but without high."""
    edges = [0.0, *cutoffs, 1.0]
    return pd.DataFrame({"grade": GRADES, "low": edges[:-1], "high": edges[1:]})
