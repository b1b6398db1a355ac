"""Proposals beside the readers: agreement, where they differ, and what to look at again."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from als_muscle_mri.imaging.proposal import grade_ranges
from als_muscle_mri.inputs import Scale
from als_muscle_mri.statistics import weighted_kappa

KEYS = ["subject_id", "side", "muscle_id"]
SURE = 0.8
"""Probability of the proposed grade below which a reader should look even if both agree."""

REASONS = ("differs", "unsure", "atrophy")
"""Why a muscle is to be looked at again."""


def compared(
    proposals: pd.DataFrame, grades: pd.DataFrame, cutoffs: Sequence[float], scale: Scale
) -> pd.DataFrame:
    """Put each proposal beside the readers' consensus.

    Parameters
    ----------
    proposals : DataFrame
        What ``proposed`` returns.
    grades : DataFrame
        subject_id, side, muscle_id, group, region, grade and atrophy of the readers.
    cutoffs : sequence of float
        Shares at which all grades but the lowest begin; without any, nothing is proposed.
    scale : Scale
        What the grades are.

    Returns
    -------
    DataFrame
        The muscles that were measured and read, with ``outside``: how far the share lies outside
        the range of the readers' grade, below it negative, 0 within; NaN without cut-offs.
    """
    known = grades.assign(**{key: grades[key].astype(str) for key in KEYS})
    wanted = [*KEYS, "group", "region", "grade", "atrophy"]
    rows = proposals.drop(columns="region").merge(known[wanted], on=KEYS)
    ranges = grade_ranges(cutoffs, scale).set_index("grade").loc[rows["grade"]]
    share = rows["fat_share"].to_numpy(float)
    low, high = (ranges[name].to_numpy() for name in ("low", "high"))
    return rows.assign(outside=np.minimum(share - low, 0) + np.maximum(share - high, 0))


def unmatched(
    proposals: pd.DataFrame, grades: pd.DataFrame, subjects: Sequence[str]
) -> pd.DataFrame:
    """List the muscles that were read or measured, but not both.

    Parameters
    ----------
    proposals, grades : DataFrame
        As in :func:`compared`.
    subjects : sequence of str
        Who has images; of others nothing could be measured.

    Returns
    -------
    DataFrame
        subject_id, side, muscle_id and ``only``: ``read`` or ``measured``.
    """
    read = grades.loc[grades["subject_id"].isin(subjects), KEYS].astype(str)
    both = read.merge(proposals[KEYS].astype(str), how="outer", on=KEYS, indicator="only")
    named = {"left_only": "read", "right_only": "measured", "both": None}
    return both.assign(only=both["only"].map(named).astype(object)).dropna(subset=["only"])


def confusion(rows: pd.DataFrame, scale: Scale) -> pd.DataFrame:
    """Count the muscles by the readers' grade (rows) and the proposed one (columns)."""
    grades = scale.numbers
    counts = pd.crosstab(rows["grade"], rows["proposed_grade"])
    counts = counts.reindex(index=grades, columns=grades, fill_value=0)
    named = counts.rename(columns={grade: f"proposed_{grade}" for grade in grades})
    named = named.assign(n_muscles=named.sum(axis=1)).rename_axis(index=None, columns=None)
    named.insert(0, "grade", list(grades))
    return named.reset_index(drop=True)


def agreement(rows: pd.DataFrame, level: float) -> dict[str, float]:
    """Agree beyond chance: kappa with linear weights over all muscles, and what lies behind it.

    Muscles of one person are not independent, so the interval is too narrow.

    Returns
    -------
    dict
        n, n_subjects, weighted_kappa, kappa_low, kappa_high, agreement_percent,
        proposed_higher_percent, within_range_percent; None where no grade is proposed.
    """
    rows = rows.dropna(subset=["proposed_grade"])
    names = ("weighted_kappa", "kappa_low", "kappa_high", "agreement_percent")
    more = ("proposed_higher_percent", "within_range_percent")
    if rows.empty:
        return {"n": 0, "n_subjects": 0} | dict.fromkeys(names + more)
    read, made = (rows[name].to_numpy() for name in ("grade", "proposed_grade"))
    kappa = weighted_kappa(read, made, "linear", level)
    return {
        "n": len(rows),
        "n_subjects": rows["subject_id"].nunique(),
        "weighted_kappa": kappa.estimate,
        "kappa_low": kappa.low,
        "kappa_high": kappa.high,
        "agreement_percent": 100 * kappa.agreement,
        "proposed_higher_percent": 100 * (made > read).mean(),
        "within_range_percent": 100 * (rows["outside"] == 0).mean(),
    }


def to_review(rows: pd.DataFrame) -> pd.DataFrame:
    """List the muscles a reader should look at again.

    Returns
    -------
    DataFrame
        Muscles whose grades differ, those by most first, then those whose proposed grade is
        less probable than 0.8, then those whose atrophy differs; ``reason`` is ``differs``,
        ``unsure`` or ``atrophy``, the first that holds.
    """
    graded = rows["proposed_grade"].notna()
    differs = graded & (rows["grade"] != rows["proposed_grade"])
    unsure = graded & ~(rows["grade_probability"] >= SURE)
    atrophy = rows["proposed_atrophy"].notna() & (rows["proposed_atrophy"] != rows["atrophy"])
    place = np.select([differs, unsure, atrophy], [0, 1, 2], len(REASONS))
    listed = rows.assign(
        place=place,
        apart=(rows["grade"] - rows["proposed_grade"]).abs(),
        far=rows["outside"].abs(),
    )[place < len(REASONS)]
    keys = ["place", "apart", "far"]
    order = listed.sort_values(keys, ascending=[True, False, False], kind="stable")
    reason = [REASONS[number] for number in order["place"]]
    return order.assign(reason=reason).drop(columns=keys).reset_index(drop=True)
