"""Who was scanned where, within the counts the paper gives.

Known: lower limbs in all; paraspinals in all patients and eight controls; seven right and six
left hands in each group. Known from the results: both bulbar patients had the right hand scanned
(else the spinal patients' p for the hand, 0.081, cannot be had) and patient 6 the left (Figure 1).
Chosen: everybody with a weak arm had both hands scanned as far as the counts allow; prone
scanning was poorly tolerated, so whoever had the left hand scanned had the right one too.
"""

import numpy as np

from als_muscle_mri.reference.involvement import named_limb, shown_abnormal
from als_muscle_mri.reference.published import (
    CONTROL_HANDS_SCANNED,
    CONTROL_SEXES,
    HANDS_SCANNED,
    TABLE_1B,
)

SIDES = ("right", "left")
PATIENT_IDS = tuple(patient.subject_id for patient in TABLE_1B)
CONTROL_IDS = tuple(f"C{number:02d}" for number in range(1, sum(CONTROL_SEXES.values()) + 1))

Scanned = dict[tuple[str, str], tuple[str, ...]]
"""Subjects by (region, side), in the order of subjects.csv."""


def scanned(regions: list[str], rng: np.random.Generator) -> Scanned:
    """Draw who was scanned, for every region and side.

    Examples
    --------
    >>> who = scanned(["hand", "iliopsoas"], np.random.default_rng(1))
    >>> len(who["hand", "right"]), len(who["hand", "left"]), len(who["iliopsoas", "left"])
    (14, 12, 19)
    """
    hands = _hands(rng)
    no_paraspinals = str(rng.choice(CONTROL_IDS))
    return {
        (region, side): tuple(
            subject
            for subject in PATIENT_IDS + CONTROL_IDS
            if (region != "hand" or subject in hands[side])
            and (region, subject) != ("paraspinals", no_paraspinals)
        )
        for region in regions
        for side in SIDES
    }


def _hands(rng: np.random.Generator) -> dict[str, set[str]]:
    wanted = [patient for patient in TABLE_1B if named_limb(patient) != "leg"]
    others = [patient.subject_id for patient in TABLE_1B if named_limb(patient) == "leg"]
    missing = HANDS_SCANNED["right", "patient"] - len(wanted)
    right = {patient.subject_id for patient in wanted}
    right |= set(rng.choice(others, missing, replace=False).tolist())
    shown = {subject for subject in right if shown_abnormal(subject, "left", "hand")}
    weak_arm = {p.subject_id for p in wanted if p.onset_site == "spinal"}
    candidates = sorted(right - weak_arm)
    left = weak_arm | shown
    more = HANDS_SCANNED["left", "patient"] - len(left)
    left |= set(rng.choice(candidates, more, replace=False).tolist())
    controls = rng.permutation(CONTROL_IDS).tolist()
    return {
        "right": right | set(controls[: CONTROL_HANDS_SCANNED["right", "control"]]),
        "left": left | set(controls[: CONTROL_HANDS_SCANNED["left", "control"]]),
    }
