"""What the images of a whole cohort gave: from the build's files, or measured now."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from als_muscle_mri.imaging.atrophy import proposed_atrophy
from als_muscle_mri.imaging.imaged import imaged_subjects
from als_muscle_mri.imaging.pictures import Picture
from als_muscle_mri.imaging.proposal import proposed
from als_muscle_mri.imaging.recovery import TRIAL_COLUMNS, recover
from als_muscle_mri.imaging.subject import COLUMNS, Measured, load, measure_subject
from als_muscle_mri.inputs import Cohort
from als_muscle_mri.mri_scoring import in_study_order

MEASURED = "ALS_MUSCLE_MRI_MEASURED"
"""Environment variable: the folder in which the build keeps what it measured of each subject."""

TRIALS = "recovery.csv"


@dataclass(frozen=True)
class Images:
    """The images of a cohort.

    Attributes
    ----------
    subjects : tuple of str
        Who has images.
    simulated : bool
        Whether they are phantoms.
    measures : DataFrame
        One row a scan, side and muscle.
    pictures : tuple of Picture
        Slices.
    """

    subjects: tuple[str, ...]
    simulated: bool
    measures: pd.DataFrame
    pictures: tuple[Picture, ...]


def images(data: Cohort) -> Images:
    """Gather what the images of all subjects gave.

    The build measures each subject in a job of its own and names the folder with the results in
    ``ALS_MUSCLE_MRI_MEASURED``; without it, as in a notebook run by hand, they are measured here.

    Parameters
    ----------
    data : Cohort
        A loaded cohort.

    Returns
    -------
    Images
        Empty for a cohort without images.

    Raises
    ------
    InputError
        As ``measure_subject``.
    """
    folder = os.environ.get(MEASURED)
    subjects = imaged_subjects(data)
    found = [
        load(Path(folder, f"{one}.csv"), Path(folder, f"{one}.npz"))
        if folder
        else measure_subject(data, one)
        for one in subjects
    ]
    return Images(
        subjects=tuple(subjects),
        simulated=bool(data.phantom),
        measures=_joined(found),
        pictures=tuple(picture for one in found for picture in one.pictures),
    )


def _joined(found: Sequence[Measured]) -> pd.DataFrame:
    frames = [one.measures for one in found]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=COLUMNS)


def trials(found: Images, data: Cohort) -> pd.DataFrame:
    """Give the trials on phantoms of known truth; none for a cohort without images."""
    if not found.subjects:
        return pd.DataFrame(columns=TRIAL_COLUMNS, dtype=float)
    folder = os.environ.get(MEASURED)
    if folder and Path(folder, TRIALS).is_file():
        return pd.read_csv(Path(folder, TRIALS))
    return recover(data.settings.seed)


def proposals(found: Images, data: Cohort) -> pd.DataFrame:
    """Propose grades and atrophy, in the order of the study.

    See ``proposed`` and ``proposed_atrophy``.
    """
    settings = data.settings
    made = proposed(found.measures, settings.fat_share_cutoffs, 1 - settings.alpha, data.scale)
    made = made.assign(
        proposed_atrophy=proposed_atrophy(made["side_ratio"], settings.atrophy_side_ratio)
    )
    regions = data.atlas[["muscle_id", "region"]]
    return in_study_order(made.merge(regions, on="muscle_id"), data).astype(
        dict.fromkeys(("subject_id", "side", "muscle_id", "region"), str)
    )
