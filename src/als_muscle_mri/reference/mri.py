"""mri_ratings.csv: from region sums to what each rater wrote down in each session."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from als_muscle_mri.reference.assignment import ORDER, PATIENTS, Region, assign
from als_muscle_mri.reference.availability import SIDES, scanned
from als_muscle_mri.reference.muscles import Grades, atrophied, share_out
from als_muscle_mri.reference.ratings import READINGS, read_atrophy, read_grades

COLUMNS = ["subject_id", "side", "muscle_id", "rater", "session", "mercuri_grade", "atrophy"]


@dataclass(frozen=True)
class Mri:
    """The ratings, and what their consensus is."""

    ratings: pd.DataFrame
    grades: Grades
    dominant_hand: dict[str, int]
    """Grade sum of the right hand (all were right-handed) by patient, of those scanned."""


def regions(atlas: pd.DataFrame) -> list[Region]:
    """List the atlas' regions in its order, each with its segment and its muscles."""
    return [
        Region(str(name), str(rows["body_segment"].iloc[0]), tuple(rows["muscle_id"]))
        for name, rows in atlas.groupby("region", sort=False)
    ]


def mri(atlas: pd.DataFrame, seed: np.random.SeedSequence) -> Mri:
    """Make mri_ratings.csv; each step has a seed of its own."""
    deal, share, waste, read = (np.random.default_rng(child) for child in seed.spawn(4))
    parts = regions(atlas)
    who = scanned([part.region for part in parts], deal)
    grades: Grades = {}
    hand: dict[str, int] = {}
    for part in parts:
        sums = assign(part, who, deal)
        grades |= share_out(part, sums, share)
        if part.region == "hand":
            hand = {s: n for (s, side), n in sums.items() if side == "right" and s in PATIENTS}
    grades = _in_file_order(grades, atlas)
    segment_of = dict(zip(atlas["muscle_id"], atlas["body_segment"], strict=True))
    wasted = atrophied(grades, segment_of, waste)
    return Mri(_ratings(grades, wasted, atlas, read), grades, hand)


def _in_file_order(grades: Grades, atlas: pd.DataFrame) -> Grades:
    muscles = atlas["muscle_id"].tolist()
    keys = ((s, side, muscle) for s in ORDER for side in SIDES for muscle in muscles)
    return {key: grades[key] for key in keys if key in grades}


def _ratings(
    grades: Grades,
    wasted: set[tuple[str, str, str]],
    atlas: pd.DataFrame,
    rng: np.random.Generator,
) -> pd.DataFrame:
    region_of = dict(zip(atlas["muscle_id"], atlas["region"], strict=True))
    mercuri = read_grades(grades, region_of, rng)
    atrophy = read_atrophy(np.array([key in wasted for key in grades]), rng)
    rows = [
        (*key, rater, session, int(mercuri[row, column]), "yes" if atrophy[row, column] else "no")
        for row, key in enumerate(grades)
        for column, (rater, session) in enumerate(READINGS)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)
