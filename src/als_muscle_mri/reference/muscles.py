"""From region sums to the grade of each muscle, and to which muscles are atrophied."""

import numpy as np

from als_muscle_mri.reference.assignment import PATIENTS, Region, RegionSums
from als_muscle_mri.reference.involvement import emg_side, expected_burden
from als_muscle_mri.reference.matching import search
from als_muscle_mri.reference.published import ATROPHIED_MUSCLES, EMG_THRESHOLDS_MS

WORST = 3
"""The highest Mercuri grade."""

SELECTIVITY = {
    "first_dorsal_interosseous": 3.0,
    "abductor_pollicis_brevis": 3.0,
    "tibialis_anterior": 1.5,
    "gastrocnemius_medial_head": 1.5,
    "semimembranosus": 1.5,
    "biceps_femoris_long_head": 1.5,
}
"""How much likelier than its neighbours a muscle takes up fat. In ALS the thenar and the first
dorsal interosseous waste before the rest of the hand (the split hand; Eisen and Kuwabara 2012,
doi 10.1136/jnnp-2011-301456). The others are chosen; muscles not named have 1."""

CROWDING = 1.2
"""How fast a muscle already graded loses its pull on the next grade: fat spreads over muscles."""

FEWEST_OF_A_KIND = 2
"""Normal ones, and ones with fat, among a muscle's sides that had EMG, for a trend to be seen."""

ATROPHY_PER_GRADE, ATROPHY_PER_BURDEN = 1.1, 0.7
"""Log-weights with which a grade and the limb's expected involvement draw atrophy to a muscle."""

Grades = dict[tuple[str, str, str], int]
"""Mercuri grade by (subject, side, muscle)."""


def share_out(region: Region, dealt: RegionSums, rng: np.random.Generator) -> Grades:
    """Share out every region sum over the region's muscles, at most `WORST` to each.

    Examples
    --------
    >>> thigh = Region("anterior_thigh", "thigh", ("rectus_femoris", "vastus_lateralis"))
    >>> grades = share_out(thigh, {("C01", "left"): 3}, np.random.default_rng(1))
    >>> sum(grades.values())
    3
    """
    inclination = np.log([SELECTIVITY.get(muscle, 1.0) for muscle in region.muscles])
    own = {  # the two sides of a person resemble each other
        subject: rng.normal(0, 0.7, len(region.muscles))
        for subject in dict.fromkeys(s for s, _ in dealt)
    }

    def draw() -> Grades | None:
        grades = {
            (subject, side, muscle): int(grade)
            for (subject, side), total in dealt.items()
            for muscle, grade in zip(
                region.muscles, _shares(total, inclination + own[subject], rng), strict=True
            )
        }
        return grades if _examined_muscles_vary(grades) else None

    return search(draw, f"grades of the muscles of the {region.region}")


def _examined_muscles_vary(grades: Grades) -> bool:
    """Say whether the muscles examined by EMG can show a trend: some normal, some not."""
    sides = {subject: emg_side(patient) for subject, patient in PATIENTS.items()}
    for muscle in EMG_THRESHOLDS_MS:
        found = [
            grade
            for (subject, side, name), grade in grades.items()
            if name == muscle and sides.get(subject) == side
        ]
        normal = found.count(0)
        if found and min(normal, len(found) - normal) < FEWEST_OF_A_KIND:
            return False
    return True


def _shares(total: int, pull: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    grade = np.zeros(len(pull), int)
    for _ in range(total):
        weight = np.where(grade < WORST, np.exp(pull - CROWDING * grade), 0)
        grade[rng.choice(len(pull), p=weight / weight.sum())] += 1
    return grade


def atrophied(
    grades: Grades, segment_of: dict[str, str], rng: np.random.Generator
) -> set[tuple[str, str, str]]:
    """Draw the atrophied muscles: as many as printed, likelier with a grade and in a weak limb.

    Parameters
    ----------
    grades : dict
        Grade by (subject, side, muscle).
    segment_of : dict
        Body segment of each muscle id.
    rng : numpy.random.Generator
        Source of the draw.
    """
    chosen: set[tuple[str, str, str]] = set()
    for group, count in ATROPHIED_MUSCLES.items():
        keys = [key for key in grades if (key[0] in PATIENTS) == (group == "patient")]
        weight = [
            ATROPHY_PER_GRADE * grades[key] + ATROPHY_PER_BURDEN * _burden(key, segment_of)
            for key in keys
        ]
        # The highest of weight plus Gumbel noise is a weighted draw without replacement.
        ranked = np.argsort(-(np.array(weight) + rng.gumbel(size=len(keys))))
        chosen |= {keys[place] for place in ranked[:count]}
    return chosen


def _burden(key: tuple[str, str, str], segment_of: dict[str, str]) -> float:
    subject, side, muscle = key
    if subject not in PATIENTS:
        return 0.0
    return expected_burden(PATIENTS[subject], segment_of[muscle], side)
