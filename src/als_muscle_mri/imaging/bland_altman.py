"""The program's share of fat against a reference: the truth of a phantom, the readers' grade.

Readers give a grade, that is a range of shares. Its midpoint stands for it here, so that half the
width of the range is part of every such difference, whoever is right.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from als_muscle_mri.imaging.proposal import grade_ranges
from als_muscle_mri.inputs import Scale
from als_muscle_mri.statistics import LimitsOfAgreement, limits_or_none

REFERENCES = ("truth", "midpoint")
MEASURES = [name for name in LimitsOfAgreement.__dataclass_fields__ if name != "level"]


def share_differences(rows: pd.DataFrame, cutoffs: Sequence[float], scale: Scale) -> pd.DataFrame:
    """Set the program's share of each muscle beside its references.

    Parameters
    ----------
    rows : DataFrame
        What ``compared`` returns.
    cutoffs : sequence of float
        Shares at which all grades but the lowest begin.
    scale : Scale
        What the grades are.

    Returns
    -------
    DataFrame
        reference (``truth``, known of phantoms; ``midpoint`` of the range of the readers' grade),
        subject_id, side, muscle_id, mean (of program and reference), difference (program less
        reference), half_range (half the width of that range, 0 for the truth); shares, 0 to 1.
    """
    ranges = grade_ranges(cutoffs, scale).set_index("grade").loc[rows["grade"]]
    low, high = (ranges[name].to_numpy(float) for name in ("low", "high"))
    keys = rows[["subject_id", "side", "muscle_id"]].reset_index(drop=True)
    share = rows["fat_share"].to_numpy(float)
    known = {
        "truth": (rows["true_share"].to_numpy(float), np.zeros(len(rows))),
        "midpoint": ((low + high) / 2, (high - low) / 2),
    }
    parts = [
        keys.assign(
            reference=name,
            mean=(share + value) / 2,
            difference=share - value,
            half_range=half,
        ).dropna(subset=["difference"])
        for name, (value, half) in known.items()
    ]
    return pd.concat(parts, ignore_index=True)


def share_agreement(differences: pd.DataFrame, level: float) -> pd.DataFrame:
    """Sum the differences up as bias and limits of agreement, with their intervals.

    Parameters
    ----------
    differences : DataFrame
        What :func:`share_differences` returns.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    DataFrame
        One row a reference that a muscle has: reference, half_range (the largest), and the fields
        of ``LimitsOfAgreement``; NaN where fewer than two subjects have it.
    """
    made = []
    for name in REFERENCES:
        part = differences[differences["reference"] == name]
        if part.empty:
            continue
        found = limits_or_none(part["difference"], part["subject_id"].astype(str), level)
        row = {"reference": name, "half_range": part["half_range"].max()}
        made.append(row | {key: getattr(found, key) for key in MEASURES})
    return pd.DataFrame(made, columns=["reference", "half_range", *MEASURES])
