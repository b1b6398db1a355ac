"""Who was scanned where, within the counts the paper gives.

Known: lower limbs in all; paraspinals in all patients and all controls but one; how many right
and left hands in each group. Known from the results: both bulbar patients had the right hand
scanned (else the spinal patients' p for the hand cannot be had) and patient 6 the left (Figure
1). Chosen: everybody with a weak arm had both hands scanned as far as the counts allow; prone
scanning was poorly tolerated, so whoever had the left hand scanned had the right one too.
"""

import numpy as np

from als_muscle_mri.inputs import SIDES
from als_muscle_mri.reference.involvement import named_limb
from als_muscle_mri.reference.printed import Print
from als_muscle_mri.reference.regions import Region

Scanned = dict[tuple[str, str], tuple[str, ...]]
"""Subjects by (region, side), in the order of subjects.csv."""


def scanned(printed: Print, parts: list[Region], rng: np.random.Generator) -> Scanned:
    """Draw who was scanned, for every region and side.

    Examples
    --------
    >>> from als_muscle_mri.inputs import data_folder
    >>> from als_muscle_mri.reference.printed import read_print
    >>> parts = [Region("hand", "hand", "hand", ()), Region("thigh", "thigh", "lower_limb", ())]
    >>> who = scanned(read_print(data_folder()), parts, np.random.default_rng(1))
    >>> len(who["hand", "right"]), len(who["hand", "left"]), len(who["thigh", "left"])
    (14, 12, 19)
    """
    hands = _hands(printed, rng)
    n_spines = _n_scanned(printed, "spine", "control", "right")
    spines = {*printed.patients, *rng.permutation(printed.control_ids)[:n_spines].tolist()}
    chosen = {("hand", side): hands[side] for side in SIDES}
    chosen |= {("spine", side): spines for side in SIDES}
    everybody = set(printed.subject_ids)
    return {
        (part.region, side): tuple(
            subject
            for subject in printed.subject_ids
            if subject in chosen.get((part.series, side), everybody)
        )
        for part in parts
        for side in SIDES
    }


def _n_scanned(printed: Print, series: str, group: str, side: str) -> int:
    return int(printed.bound("scanned", "n", level=series, group=group, side=side))


def _hands(printed: Print, rng: np.random.Generator) -> dict[str, set[str]]:
    patients = printed.patients.values()
    wanted = {patient.subject_id for patient in patients if named_limb(patient) != "leg"}
    others = [patient.subject_id for patient in patients if named_limb(patient) == "leg"]
    missing = _n_scanned(printed, "hand", "patient", "right") - len(wanted)
    right = wanted | set(rng.choice(others, missing, replace=False).tolist())
    shown = {subject for subject in right if (subject, "left", "hand") in printed.shown}
    weak_arm = {s for s in wanted if printed.part_of(s) == "spinal"}
    left = weak_arm | shown
    more = _n_scanned(printed, "hand", "patient", "left") - len(left)
    left |= set(rng.choice(sorted(right - left), more, replace=False).tolist())
    controls = rng.permutation(printed.control_ids).tolist()
    found = {"right": right, "left": left}
    return {
        side: found[side] | set(controls[: _n_scanned(printed, "hand", "control", side)])
        for side in SIDES
    }
