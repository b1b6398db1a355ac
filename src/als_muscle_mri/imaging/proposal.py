"""From measured shares to proposed grades, and from two sides to their ratio."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.stats import t

from als_muscle_mri.inputs import Scale


def proposed(
    measures: pd.DataFrame, cutoffs: Sequence[float], level: float, scale: Scale
) -> pd.DataFrame:
    """Propose a grade for each measured muscle.

    Parameters
    ----------
    measures : DataFrame
        subject_id, side, muscle_id, fat_share, its error and their degrees of freedom
        (fat_share_df), volume_ml and what else there is.
        Where a muscle is in several scans, the one with most of its voxels counts.
    cutoffs : sequence of float
        Shares at which all grades but the lowest begin; without any, no grade is proposed.
    level : float
        Confidence level of the interval of the share.
    scale : Scale
        What the grades are.

    Returns
    -------
    DataFrame
        One row a subject, side and muscle, with the interval of the share (NaN where the muscle
        is in one slice only), ``proposed_grade``, ``grade_probability`` (that the true share has
        that grade, if the share found errs as t; both NaN without cut-offs) and
        ``side_ratio``, the volume as a part of that of the other side (NaN without it).

    Examples
    --------
    >>> from als_muscle_mri.inputs import MERCURI
    >>> rows = pd.DataFrame({"subject_id": "P1", "side": ["right", "left"], "muscle_id": "soleus",
    ...     "fat_share": [0.02, 0.6], "fat_share_error": 0.01, "fat_share_df": 9.0, "n_voxels": 9,
    ...     "volume_ml": [4.0, 5.0]})
    >>> found = proposed(rows, (0.05, 0.2, 0.5), 0.95, MERCURI)
    >>> found["proposed_grade"].tolist(), found["side_ratio"].tolist()
    ([0, 3], [0.8, 1.25])
    """
    keys = ["subject_id", "side", "muscle_id"]
    most = measures.sort_values("n_voxels", ascending=False, kind="stable").drop_duplicates(keys)
    rows = measures.loc[measures.index.isin(most.index)].reset_index(drop=True)
    share, error, df = (rows[f"fat_share{end}"].to_numpy(float) for end in ("", "_error", "_df"))
    wide = t.ppf(0.5 + level / 2, df) * error
    place = np.searchsorted(cutoffs, share, side="right")
    none = not len(cutoffs)
    return rows.assign(
        fat_share_low=np.clip(share - wide, 0, 1),
        fat_share_high=np.clip(share + wide, 0, 1),
        proposed_grade=np.nan if none else place + scale.numbers[0],
        grade_probability=np.nan if none else _probability(share, error, df, place, cutoffs),
        side_ratio=_side_ratio(rows),
    )


def _probability(
    share: np.ndarray,
    error: np.ndarray,
    df: np.ndarray,
    place: np.ndarray,
    cutoffs: Sequence[float],
) -> np.ndarray:
    edges = np.array([-np.inf, *cutoffs, np.inf])
    spread = np.where(error > 0, error, np.where(np.isnan(error), np.nan, 1e-9))
    above, below = ((edges[place + step] - share) / spread for step in (1, 0))
    return t.cdf(above, df) - t.cdf(below, df)


def _side_ratio(rows: pd.DataFrame) -> np.ndarray:
    volumes = rows.set_index(["subject_id", "muscle_id", "side"])["volume_ml"]
    other = rows["side"].map({"right": "left", "left": "right"})
    index = pd.MultiIndex.from_arrays([rows["subject_id"], rows["muscle_id"], other])
    return (rows["volume_ml"].to_numpy() / volumes.reindex(index).to_numpy()).astype(float)


def grade_ranges(cutoffs: Sequence[float], scale: Scale) -> pd.DataFrame:
    """Give the shares that belong to each grade: from low, up to but without high.

    Without cut-offs no share belongs to any grade, and the ends are NaN.
    """
    none = [np.nan] * (len(scale.numbers) + 1)
    edges = [0.0, *cutoffs, 1.0] if len(cutoffs) else none
    return pd.DataFrame({"grade": scale.numbers, "low": edges[:-1], "high": edges[1:]})
