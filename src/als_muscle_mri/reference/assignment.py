"""Which subject had which of a region's grade sums: the region scores, both sides together.

Sums go to subjects by expected involvement plus chance, and are dealt again until everything the
paper says of individuals holds: the regions shown in Figures 1 and 2 are not normal, low and high
UMN burden do not differ, right and left do not differ. Where a drawn member of the complete sets
cannot be dealt so, another one is drawn.
"""

from collections.abc import Mapping

import numpy as np

from als_muscle_mri.inputs import SIDES
from als_muscle_mri.reconstruct import CompleteSet
from als_muscle_mri.reference.availability import Scanned
from als_muscle_mri.reference.involvement import SHOWN_IN_FIGURE, expected_burden, named_limb
from als_muscle_mri.reference.matching import rank_sum_p, search, signed_rank_p
from als_muscle_mri.reference.printed import Patient, Print
from als_muscle_mri.reference.region_sums import PARTS, Sums, draw_sides
from als_muscle_mri.reference.regions import Region

FULL_SCORE = 48
"""The highest ALSFRS-R total. A patient who has it, or whose arms Table 1B does not name, is taken
to have normal hands."""

SHARED_NOISE, SIDE_NOISE = 0.8, 0.4
"""Chance added to the expected burden: per person and region, and per side (0.4 of the former's
0.8, so that the two sides of a person resemble each other)."""

DEALS_A_MEMBER = 200
"""Deals tried of the members drawn for both sides before others are drawn."""

RegionSums = dict[tuple[str, str], int]
"""Grade sum by (subject, side)."""


def assign(
    printed: Print,
    region: Region,
    who: Scanned,
    sets: Mapping[str, CompleteSet],
    rng: np.random.Generator,
) -> RegionSums:
    """Draw members of the complete sets of a region and deal their sums to those scanned.

    Parameters
    ----------
    printed : Print
        The printed figures.
    region : Region
        The region.
    who : dict
        Who was scanned, by region and side.
    sets : mapping
        Complete set of the region by side.
    rng : numpy.random.Generator
        Source of the draws.

    Raises
    ------
    RuntimeError
        When no members and deal are found that agree with the paper.
    """

    def draw() -> RegionSums | None:
        sides = draw_sides(sets, rng)
        for _ in range(DEALS_A_MEMBER if sides else 0):
            dealt = _deal(printed, region, sides, who, rng)
            if _agrees(printed, region, dealt):
                return dealt
        return None

    return search(draw, f"deal of the grade sums of the {region.region}", attempts=500)


def _deal(
    printed: Print,
    region: Region,
    sides: Mapping[str, Sums],
    who: Scanned,
    rng: np.random.Generator,
) -> RegionSums:
    ids = printed.subject_ids
    person = dict(zip(ids, rng.normal(0, SHARED_NOISE, len(ids)), strict=True))
    dealt: RegionSums = {}
    for side, sums in sides.items():
        burden = {
            subject: _burden(printed, subject, region, side)
            + person[subject]
            + rng.normal(0, SIDE_NOISE)
            for subject in who[region.region, side]
        }
        for part in PARTS:
            subjects = [subject for subject in burden if printed.part_of(subject) == part]
            subjects.sort(key=burden.__getitem__)
            dealt |= {
                (subject, side): value for subject, value in zip(subjects, sums[part], strict=True)
            }
    return dealt


def _burden(printed: Print, subject: str, region: Region, side: str) -> float:
    shown = SHOWN_IN_FIGURE * ((subject, side, region.region) in printed.shown)
    return expected_burden(printed.patients.get(subject), region.segment, side) + shown


def _agrees(printed: Print, region: Region, dealt: RegionSums) -> bool:
    return (
        _figures_agree(printed, region, dealt)
        and _unaffected_hands_are_normal(printed, region, dealt)
        and all(_umn_strata_agree(printed, region, dealt, side) for side in SIDES)
        and _sides_agree(printed, region, dealt)
    )


def _figures_agree(printed: Print, region: Region, dealt: RegionSums) -> bool:
    return all(
        total > 0
        for (subject, side), total in dealt.items()
        if (subject, side, region.region) in printed.shown
    )


def _unaffected_hands_are_normal(printed: Print, region: Region, dealt: RegionSums) -> bool:
    return region.segment != "hand" or all(
        total == 0 or _arm_is_affected(printed.patients[subject])
        for (subject, _), total in dealt.items()
        if subject in printed.patients
    )


def _arm_is_affected(patient: Patient) -> bool:
    return named_limb(patient) == "arm" and patient.alsfrs_r_total < FULL_SCORE


def _umn_strata_agree(printed: Print, region: Region, dealt: RegionSums, side: str) -> bool:
    """Low against high UMN burden, whichever of the two the cut-off itself belongs to."""
    p = printed.p("umn_high v umn_low", region.region, side)
    cut_off = float(printed.text("umn_cutoff", "value"))
    scored = [
        (printed.patients[subject].umn_score, total)
        for (subject, at), total in dealt.items()
        if at == side and subject in printed.patients
    ]
    umn, totals = np.array(scored).T
    return all(
        p.agrees(rank_sum_p(totals[high], totals[~high]))
        for high in (umn >= cut_off, umn > cut_off)
    )


def _sides_agree(printed: Print, region: Region, dealt: RegionSums) -> bool:
    """Right against left in patients, in controls and in all."""
    p = printed.p("right v left", region.region)
    differences = {
        subject: dealt[subject, "right"] - dealt[subject, "left"]
        for subject in printed.subject_ids
        if (subject, "right") in dealt and (subject, "left") in dealt
    }
    values = np.array(list(differences.values()))
    patient = np.array([subject in printed.patients for subject in differences])
    return all(
        p.agrees(signed_rank_p(values[group]))
        for group in (patient, ~patient, np.ones_like(patient))
    )
