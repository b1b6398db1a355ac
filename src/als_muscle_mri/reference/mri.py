"""mri_ratings.csv: from region sums to what each rater wrote down in each session."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from als_muscle_mri.inputs import SIDES
from als_muscle_mri.reconstruct.protocol import Share
from als_muscle_mri.reference.assignment import assign
from als_muscle_mri.reference.availability import Scanned, scanned
from als_muscle_mri.reference.muscles import Grades, atrophied, share_out
from als_muscle_mri.reference.printed import Print
from als_muscle_mri.reference.ratings import READINGS, read_atrophy, read_grades
from als_muscle_mri.reference.region_sums import Sets, complete_sets
from als_muscle_mri.reference.regions import Region, regions

COLUMNS = ["subject_id", "side", "muscle_id", "rater", "session", "mercuri_grade", "atrophy"]


@dataclass(frozen=True)
class Mri:
    """The ratings, what their consensus is, and what they were drawn from.

    Parameters
    ----------
    ratings : pandas.DataFrame
        mri_ratings.csv.
    grades : dict
        Consensus grade by (subject, side, muscle).
    dominant_hand : dict
        Grade sum of the right hand (all were right-handed) by patient, of those scanned.
    atrophy : mapping
        Atrophied muscles and muscles read, by group.
    sets : dict
        Complete set by (region, side).
    """

    ratings: pd.DataFrame
    grades: Grades
    dominant_hand: dict[str, int]
    atrophy: Mapping[str, tuple[int, int]]
    sets: Sets


def mri(printed: Print, atlas: pd.DataFrame, seed: np.random.SeedSequence) -> Mri:
    """Make mri_ratings.csv; each step has a seed of its own."""
    deal, share, waste, read = (np.random.default_rng(child) for child in seed.spawn(4))
    parts = regions(atlas)
    who = scanned(printed, parts, deal)
    sets = complete_sets(printed, parts, who)
    grades: Grades = {}
    hand: dict[str, int] = {}
    for part in parts:
        of_region = {side: sets[part.region, side] for side in SIDES}
        sums = assign(printed, part, who, of_region, deal)
        grades |= share_out(printed, part, sums, share)
        if part.region == "hand":
            hand = {s: n for (s, at), n in sums.items() if at == "right" and s in printed.patients}
    grades = _in_file_order(printed, grades, atlas)
    counts = atrophy_counts(printed, parts, who)
    segment_of = dict(zip(atlas["muscle_id"], atlas["body_segment"], strict=True))
    wasted = atrophied(
        printed, grades, segment_of, {group: n for group, (n, _) in counts.items()}, waste
    )
    ratings = _ratings(printed, grades, wasted, atlas, read)
    return Mri(ratings, grades, hand, counts, sets)


def atrophy_counts(printed: Print, parts: list[Region], who: Scanned) -> dict[str, tuple[int, int]]:
    """Count the atrophied muscles and the muscles read that have the printed percentages.

    Raises
    ------
    RuntimeError
        When no count of the muscles read has a percentage.
    """
    muscles = {part.region: len(part.muscles) for part in parts}
    found = {}
    for group in ("patient", "control"):
        members = {
            s for s in printed.subject_ids if (s in printed.patients) == (group == "patient")
        }
        examined = {
            region: sum(len(members & set(who[region, side])) for side in SIDES)
            for region in muscles
        }
        percent = printed.text("atrophied_muscles", "percent", group=group)
        counted = Share(percent, examined).of(muscles)
        if counted is None:
            raise RuntimeError(f"no number of the {group} muscles read is {percent} % of them")
        found[group] = counted
    return found


def _in_file_order(printed: Print, grades: Grades, atlas: pd.DataFrame) -> Grades:
    muscles = atlas["muscle_id"].tolist()
    keys = ((s, side, muscle) for s in printed.subject_ids for side in SIDES for muscle in muscles)
    return {key: grades[key] for key in keys if key in grades}


def _ratings(
    printed: Print,
    grades: Grades,
    wasted: set[tuple[str, str, str]],
    atlas: pd.DataFrame,
    rng: np.random.Generator,
) -> pd.DataFrame:
    region_of = dict(zip(atlas["muscle_id"], atlas["region"], strict=True))
    mercuri = read_grades(printed, grades, region_of, rng)
    atrophy = read_atrophy(np.array([key in wasted for key in grades]), rng)
    rows = [
        (*key, rater, session, int(mercuri[row, column]), "yes" if atrophy[row, column] else "no")
        for row, key in enumerate(grades)
        for column, (rater, session) in enumerate(READINGS)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)
