"""strength.csv: MRC grades of two muscles on both sides in all patients.

Known: the muscles, that all patients were graded, a trend towards agreement with MRI. The
grades are chosen to follow the limb named in Table 1B, the MRI grade and the ALSFRS-R.
"""

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from als_muscle_mri.inputs import SIDES
from als_muscle_mri.reference.assignment import FULL_SCORE
from als_muscle_mri.reference.emg import SEGMENT
from als_muscle_mri.reference.involvement import expected_burden
from als_muscle_mri.reference.matching import search
from als_muscle_mri.reference.muscles import Grades
from als_muscle_mri.reference.printed import Patient, Print

FULL_STRENGTH = 5
WEAKER_WITH_BURDEN, WEAKER_WITH_FAT = 0.3, 0.5
"""Chance, tried twice, of losing an MRC grade for each unit of expected burden above 1; chance of
losing one more for a Mercuri grade of 2 or 3, and half that chance for a grade of 1."""

TREND = -0.3
"""Spearman correlation of MRC and Mercuri grade, over the muscles that have both, that is called
a trend towards agreement (it is negative: the more fat, the weaker)."""

ITEMS_NEEDING = {
    "first_dorsal_interosseous": ("handwriting", "cutting_food"),
    "tibialis_anterior": ("walking", "climbing_stairs"),
}
"""ALSFRS-R items of which at least one has lost a point when the muscle is below grade 4."""

Key = tuple[str, str, str]


def strength(
    printed: Print, grades: Grades, alsfrs: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """Make strength.csv from the MRI grades and alsfrs.csv."""
    items = alsfrs.set_index(["subject_id", "item"])["score"].to_dict()
    muscles = printed.levels("strength", "n")
    keys = [(p, side, muscle) for p in printed.patients for side in SIDES for muscle in muscles]

    def draw() -> dict[Key, int] | None:
        drawn = {
            key: _draw_grade(printed.patients[key[0]], key, grades, items, rng) for key in keys
        }
        return drawn if _has_trend(drawn, grades, muscles) else None

    rows = [(*key, grade) for key, grade in search(draw, "set of MRC grades").items()]
    return pd.DataFrame(rows, columns=["subject_id", "side", "muscle_id", "mrc_grade"])


def _draw_grade(
    patient: Patient,
    key: Key,
    grades: Grades,
    items: dict[tuple[str, str], int],
    rng: np.random.Generator,
) -> int:
    subject, side, muscle = key
    if patient.alsfrs_r_total == FULL_SCORE:
        return FULL_STRENGTH
    burden = expected_burden(patient, SEGMENT[muscle], side)
    fat = min(grades.get(key, 0), 2) / 2
    lost = rng.binomial(2, WEAKER_WITH_BURDEN * max(burden - 1, 0))
    lost += rng.binomial(1, WEAKER_WITH_FAT * fat)
    handicapped = any(items[subject, item] < 4 for item in ITEMS_NEEDING[muscle])
    return int(FULL_STRENGTH - min(lost, 3 if handicapped else 1))


def _has_trend(drawn: dict[Key, int], grades: Grades, muscles: list[str]) -> bool:
    """Both muscles together, and neither muscle against it."""
    together = [(grade, grades[key]) for key, grade in drawn.items() if key in grades]
    if spearmanr(together).statistic > TREND:
        return False
    for muscle in muscles:
        mrc, mri = np.array(
            [(g, grades[key]) for key, g in drawn.items() if key in grades and key[2] == muscle]
        ).T
        if np.ptp(mrc) == 0 or np.ptp(mri) == 0 or spearmanr(mrc, mri).statistic > TREND / 2:
            return False
    return True
