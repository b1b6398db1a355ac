"""Which subject had which of a region's grade sums: the region scores, both sides together.

Sums go to subjects by expected involvement plus chance, and are dealt again until everything the
paper says of individuals holds: the regions shown in Figures 1 and 2 are not normal, low and high
UMN burden do not differ, right and left do not differ.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from als_muscle_mri.reference.availability import CONTROL_IDS, PATIENT_IDS, SIDES, Scanned
from als_muscle_mri.reference.involvement import (
    SHOWN_IN_FIGURE,
    expected_burden,
    named_limb,
    shown_abnormal,
)
from als_muscle_mri.reference.matching import rank_sum_p, search, signed_rank_p
from als_muscle_mri.reference.published import SIGNIFICANCE, TABLE_1B, UMN_CUTOFF, Patient
from als_muscle_mri.reference.region_sums import RIGHT_SUMS, Sums, left_sums

FULL_SCORE = 48
"""The highest ALSFRS-R total. A patient who has it, or whose arms Table 1B does not name, is taken
to have normal hands."""

SHARED_NOISE, SIDE_NOISE = 0.8, 0.4
"""Chance added to the expected burden: per person and region, and per side (0.4 of the former's
0.8, so that the two sides of a person resemble each other)."""

PATIENTS = {patient.subject_id: patient for patient in TABLE_1B}
ORDER = PATIENT_IDS + CONTROL_IDS


@dataclass(frozen=True)
class Region:
    """A region of the atlas: its id, the body segment it lies in, its muscles on a side."""

    region: str
    segment: str
    muscles: tuple[str, ...]


RegionSums = dict[tuple[str, str], int]
"""Grade sum by (subject, side)."""


def assign(region: Region, who: Scanned, rng: np.random.Generator) -> RegionSums:
    """Deal the sums of a region to the subjects scanned, both sides.

    Raises
    ------
    RuntimeError
        When no deal is found that agrees with the paper.
    """
    sides = {"right": RIGHT_SUMS[region.region]}
    sides["left"] = left_sums(
        region.region, len(region.muscles), _sizes(who[region.region, "left"]), rng
    )

    def draw() -> RegionSums | None:
        dealt = _deal(region, sides, who, rng)
        return dealt if _agrees(region, dealt, who) else None

    return search(draw, f"deal of the grade sums of the {region.region}")


def _role(subject: str) -> str:
    return PATIENTS[subject].onset_site if subject in PATIENTS else "controls"


def _sizes(subjects: tuple[str, ...]) -> tuple[int, int, int]:
    roles = [_role(subject) for subject in subjects]
    return roles.count("spinal"), roles.count("bulbar"), roles.count("controls")


def _deal(
    region: Region, sides: dict[str, Sums], who: Scanned, rng: np.random.Generator
) -> RegionSums:
    person = dict(zip(ORDER, rng.normal(0, SHARED_NOISE, len(ORDER)), strict=True))
    dealt: RegionSums = {}
    for side, sums in sides.items():
        burden = {
            subject: _burden(subject, region, side) + person[subject] + rng.normal(0, SIDE_NOISE)
            for subject in who[region.region, side]
        }
        for role in ("spinal", "bulbar", "controls"):
            subjects = [subject for subject in burden if _role(subject) == role]
            subjects.sort(key=burden.__getitem__)
            values = sorted(getattr(sums, role)) if len(subjects) else ()
            dealt |= {
                (subject, side): value for subject, value in zip(subjects, values, strict=True)
            }
    return dealt


def _burden(subject: str, region: Region, side: str) -> float:
    if subject not in PATIENTS:
        return 0.0
    shown = SHOWN_IN_FIGURE * shown_abnormal(subject, side, region.region)
    return expected_burden(PATIENTS[subject], region.segment, side) + shown


def _agrees(region: Region, dealt: RegionSums, who: Scanned) -> bool:
    return (
        _figures_agree(region, dealt)
        and _unaffected_hands_are_normal(region, dealt)
        and all(_umn_strata_agree(dealt, side) for side in SIDES)
        and _sides_agree(dealt)
    )


def _figures_agree(region: Region, dealt: RegionSums) -> bool:
    return all(
        total > 0
        for (subject, side), total in dealt.items()
        if shown_abnormal(subject, side, region.region)
    )


def _unaffected_hands_are_normal(region: Region, dealt: RegionSums) -> bool:
    return region.segment != "hand" or all(
        total == 0 or _arm_is_affected(PATIENTS[subject])
        for (subject, _), total in dealt.items()
        if subject in PATIENTS
    )


def _arm_is_affected(patient: Patient) -> bool:
    return named_limb(patient) == "arm" and patient.alsfrs_r_total < FULL_SCORE


def _umn_strata_agree(dealt: RegionSums, side: str) -> bool:
    """Low against high UMN burden, whichever of the two the cut-off itself belongs to."""
    scored = [
        (PATIENTS[s].umn_score, total)
        for (s, at), total in dealt.items()
        if at == side and s in PATIENTS
    ]
    umn, totals = np.array(scored).T
    return all(
        rank_sum_p(totals[high], totals[~high]) > SIGNIFICANCE
        for high in (umn >= UMN_CUTOFF, umn > UMN_CUTOFF)
    )


def _sides_agree(dealt: RegionSums) -> bool:
    pairs: list[tuple[str, int, int]] = [
        (subject, dealt[subject, "right"], dealt[subject, "left"])
        for subject in ORDER
        if (subject, "right") in dealt and (subject, "left") in dealt
    ]
    values: NDArray[np.int64] = np.array([pair[1:] for pair in pairs])
    patient = np.array([pair[0] in PATIENTS for pair in pairs])
    return all(
        signed_rank_p(*values[group].T) > SIGNIFICANCE
        for group in (patient, ~patient, np.ones_like(patient))
    )
