"""Draw all five data files of a simulated cohort in memory."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from als_muscle_mri.simulate.design import Design
from als_muscle_mri.simulate.examination import draw_alsfrs, draw_muaps, draw_strength
from als_muscle_mri.simulate.imaging import draw_ratings
from als_muscle_mri.simulate.people import People, draw_people


@dataclass(frozen=True)
class SimulatedCohort:
    """The data files of a simulated cohort, named and built like those in ``data/``."""

    subjects: pd.DataFrame
    mri_ratings: pd.DataFrame
    muaps: pd.DataFrame
    strength: pd.DataFrame
    alsfrs: pd.DataFrame


def draw_cohort(design: Design, atlas: pd.DataFrame) -> SimulatedCohort:
    """Draw a cohort; the same design and atlas give the same one.

    Parameters
    ----------
    design
        Size, effect, missing data, seed and centres.
    atlas
        The muscles of one side in the order of the rows (``data/atlas.csv``).

    Returns
    -------
    SimulatedCohort
        Five frames with the columns of the data dictionary.

    Examples
    --------
    >>> atlas = pd.DataFrame(
    ...     [["soleus", "posterior_calf", "calf", "lower_limb"]],
    ...     columns=["muscle_id", "region", "body_segment", "mri_series"],
    ... )
    >>> cohort = draw_cohort(Design(patients=2, controls=1, missing=0), atlas)
    >>> len(cohort.mri_ratings)  # three subjects, two sides, two raters, two sessions
    24
    """
    # A stream for each part: another effect or share of missing data leaves the rest alone.
    streams = [
        np.random.default_rng(child) for child in np.random.SeedSequence(design.seed).spawn(6)
    ]
    people = draw_people(design, streams[0])
    alsfrs = draw_alsfrs(design, people, streams[4])
    return SimulatedCohort(
        subjects=_subjects(design, people, alsfrs, streams[5]),
        mri_ratings=draw_ratings(design, people, atlas, streams[1]),
        muaps=draw_muaps(design, people, streams[2]),
        strength=draw_strength(people, streams[3]),
        alsfrs=alsfrs,
    )


def _subjects(
    design: Design, people: People, alsfrs: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """Add the totals of the items, and lose some ages at onset."""
    totals = alsfrs.groupby("subject_id")["score"].sum().astype("Int64")
    onset_known = rng.random(design.size) >= design.missing
    subjects = people.subjects.assign(
        age_at_onset_years=people.subjects["age_at_onset_years"].where(onset_known)
    )
    place = subjects.columns.get_loc("dominant_hand")
    subjects.insert(place, "alsfrs_r_total", subjects["subject_id"].map(totals).astype("Int64"))
    return subjects
