"""Make the data files of the reference cohort and write them."""

from pathlib import Path

import numpy as np
import pandas as pd

from als_muscle_mri.inputs.folders import check_target
from als_muscle_mri.pipeline.files import write_folder
from als_muscle_mri.reference.emg import muaps
from als_muscle_mri.reference.function_scores import alsfrs
from als_muscle_mri.reference.mri import mri
from als_muscle_mri.reference.printed import Print
from als_muscle_mri.reference.provenance import provenance
from als_muscle_mri.reference.strength import strength
from als_muscle_mri.reference.subjects import subjects


def make(printed: Print, atlas: pd.DataFrame, seed: int) -> dict[str, pd.DataFrame]:
    """Make all data files of one member of the set of cohorts that agree with the paper.

    Parameters
    ----------
    printed : Print
        The printed figures.
    atlas : pandas.DataFrame
        data/atlas.csv: the 34 muscles of a side with their regions.
    seed : int
        Not negative. Each file draws from a child seed of its own.

    Returns
    -------
    dict
        Frame by file name.

    Raises
    ------
    RuntimeError
        When no draw agrees with the paper.
    """
    seeds = np.random.SeedSequence(seed).spawn(5)
    people, potentials, force, items = (
        np.random.default_rng(seeds[place]) for place in (0, 2, 3, 4)
    )
    images = mri(printed, atlas, seeds[1])
    function = alsfrs(printed, images.dominant_hand, items)
    return {
        "subjects.csv": subjects(printed, people),
        "mri_ratings.csv": images.ratings,
        "muaps.csv": muaps(printed, images.grades, potentials),
        "strength.csv": strength(printed, images.grades, function, force),
        "alsfrs.csv": function,
        "provenance.csv": provenance(printed, images),
    }


def write(frames: dict[str, pd.DataFrame], folder: Path, replace: bool = False) -> Path:
    """Write the frames as UTF-8 CSV with LF line ends, all of them or none.

    Parameters
    ----------
    frames : dict
        Frame by file name.
    folder : Path
        Made where it is missing.
    replace : bool
        Write over files of these names; other files stay.

    Raises
    ------
    InputError
        The folder is not empty, and not `replace`; or it holds symbolic links.
    """
    check_target(folder, frames, replace)
    return write_folder(
        folder,
        {name: frame.to_csv(index=False, lineterminator="\n") for name, frame in frames.items()},
    )
