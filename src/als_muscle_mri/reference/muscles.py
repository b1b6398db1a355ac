"""From region sums to the grade of each muscle, and to which muscles are atrophied."""

from collections.abc import Mapping

import numpy as np

from als_muscle_mri.reference.assignment import RegionSums
from als_muscle_mri.reference.involvement import emg_side, expected_burden
from als_muscle_mri.reference.matching import search
from als_muscle_mri.reference.printed import Print
from als_muscle_mri.reference.regions import Region

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


def share_out(
    printed: Print, region: Region, dealt: RegionSums, rng: np.random.Generator
) -> Grades:
    """Share out every region sum over the region's muscles, at most `WORST` to each.

    Examples
    --------
    >>> from als_muscle_mri.inputs import data_folder
    >>> from als_muscle_mri.reference.printed import read_print
    >>> muscles = ("rectus_femoris", "vastus_lateralis")
    >>> thigh = Region("anterior_thigh", "thigh", "lower_limb", muscles)
    >>> dealt = {("C01", "left"): 3}
    >>> grades = share_out(read_print(data_folder()), thigh, dealt, np.random.default_rng(1))
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
        return grades if _examined_muscles_vary(printed, grades) else None

    return search(draw, f"grades of the muscles of the {region.region}")


def _examined_muscles_vary(printed: Print, grades: Grades) -> bool:
    """Say whether the muscles examined by EMG can show a trend: some normal, some not."""
    sides = {subject: emg_side(patient) for subject, patient in printed.patients.items()}
    for muscle in printed.emg_thresholds_ms:
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
    printed: Print,
    grades: Grades,
    segment_of: dict[str, str],
    counts: Mapping[str, int],
    rng: np.random.Generator,
) -> set[tuple[str, str, str]]:
    """Draw the atrophied muscles, likelier with a grade and in a weak limb.

    Parameters
    ----------
    printed : Print
        The printed figures.
    grades : dict
        Grade by (subject, side, muscle).
    segment_of : dict
        Body segment of each muscle id.
    counts : mapping
        How many are atrophied in each group.
    rng : numpy.random.Generator
        Source of the draw.
    """
    chosen: set[tuple[str, str, str]] = set()
    for group, count in counts.items():
        keys = [key for key in grades if (key[0] in printed.patients) == (group == "patient")]
        weight = [
            ATROPHY_PER_GRADE * grades[key]
            + ATROPHY_PER_BURDEN
            * expected_burden(printed.patients.get(key[0]), segment_of[key[2]], key[1])
            for key in keys
        ]
        # The highest of weight plus Gumbel noise is a weighted draw without replacement.
        ranked = np.argsort(-(np.array(weight) + rng.gumbel(size=len(keys))))
        chosen |= {keys[place] for place in ranked[:count]}
    return chosen
