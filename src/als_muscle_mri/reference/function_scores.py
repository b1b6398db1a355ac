"""alsfrs.csv: the twelve items of the ALSFRS-R, adding up to Table 1B's totals."""

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from als_muscle_mri.correlations import HAND_ITEMS
from als_muscle_mri.inputs import ALSFRS_ITEMS
from als_muscle_mri.reconstruct import interval
from als_muscle_mri.reference.assignment import FULL_SCORE
from als_muscle_mri.reference.involvement import named_limb
from als_muscle_mri.reference.matching import search
from als_muscle_mri.reference.printed import Patient, Print

ITEMS_OF = {
    "bulbar": ("speech", "salivation", "swallowing"),
    "arm": ("handwriting", "cutting_food", "dressing_and_hygiene"),
    "leg": ("walking", "climbing_stairs", "turning_in_bed"),
}
"""The items that the limb or site named in Table 1B touches first."""

INTACT = ("orthopnea", "respiratory_insufficiency")
"""Nobody lost points here: unable to lie flat for want of breath was a reason for exclusion."""

WHOLE_BODY = ("dressing_and_hygiene", "turning_in_bed")
"""Items that any limb touches sooner or later."""

ITEM_MAXIMUM = 4
AFFECTED, WHOLE_BODY_WEIGHT, UNAFFECTED, FATIGUE = 1.0, 0.4, 0.12, 0.6
"""Weights with which a lost point falls on an item of the named domain, on one of the whole body
and on any other, and how much each lost point lowers them."""

WORST_AFFECTED, WORST_OTHER = 3, 2
"""The most a newly diagnosed patient lost on an item of the named domain, and on any other."""

BATCH = 20_000


def alsfrs(printed: Print, hand_mri: dict[str, int], rng: np.random.Generator) -> pd.DataFrame:
    """Make alsfrs.csv.

    Parameters
    ----------
    printed : Print
        The printed figures.
    hand_mri : dict
        Grade sum of the dominant hand by patient, of those who had it scanned. Against it, the
        sum of handwriting and cutting food has the printed Spearman correlation.
    rng : numpy.random.Generator
        Source of the draw.
    """
    hand_loss = _scanned_hand_losses(printed, hand_mri, rng)
    rows = []
    for patient in printed.patients.values():
        loss = search(
            lambda p=patient: _draw_losses(p, hand_loss, rng), f"ALSFRS-R of {patient.subject_id}"
        )
        rows += [
            (patient.subject_id, item, ITEM_MAXIMUM - lost)
            for item, lost in zip(ALSFRS_ITEMS, loss, strict=True)
        ]
    return pd.DataFrame(rows, columns=["subject_id", "item", "score"])


def domain(patient: Patient) -> str:
    """Name the items' domain that Table 1B's involvement touches: bulbar, arm or leg."""
    return named_limb(patient) or "bulbar"


def _scanned_hand_losses(
    printed: Print, hand_mri: dict[str, int], rng: np.random.Generator
) -> dict[str, int]:
    """Draw the points lost on the two hand items by those whose dominant hand was scanned."""
    patients = [printed.patients[subject] for subject in printed.patients if subject in hand_mri]
    mri = np.array([hand_mri[patient.subject_id] for patient in patients])
    rho = interval(printed.text("hand_function", "rho", group="patient"))
    low, high = np.array([_hand_loss_range(p, hand_mri[p.subject_id]) for p in patients]).T

    def draw() -> np.ndarray | None:
        loss = rng.integers(low, high + 1, (BATCH, len(patients)))
        found = _spearman(-loss, mri)
        fits = (rho[0] <= found) & (found <= rho[1])
        return loss[np.argmax(fits)] if fits.any() else None

    loss = search(draw, "ALSFRS-R hand items", attempts=100)
    return {p.subject_id: int(lost) for p, lost in zip(patients, loss, strict=True)}


def _hand_loss_range(patient: Patient, mri: int) -> tuple[int, int]:
    """Least and most points lost: more where MRI shows fat, none in bulbar disease."""
    total = FULL_SCORE - patient.alsfrs_r_total
    if patient.onset_site == "bulbar":
        return 0, 0
    if mri == 0:
        return 0, min(2, total)
    return min(2, total), min(6, total)


def _spearman(rows: np.ndarray, fixed: np.ndarray) -> np.ndarray:
    """Spearman's rho of each row with `fixed`; 0 where a row is constant."""
    x = rankdata(rows, axis=1) - (len(fixed) + 1) / 2
    y = rankdata(fixed) - (len(fixed) + 1) / 2
    scale = np.sqrt((x**2).sum(axis=1) * (y**2).sum())
    return np.divide(x @ y, scale, out=np.zeros(len(x)), where=scale > 0)


def _draw_losses(
    patient: Patient, hand_loss: dict[str, int], rng: np.random.Generator
) -> list[int] | None:
    """Let lost points fall on the items one by one; None when the result is not plausible."""
    total = FULL_SCORE - patient.alsfrs_r_total
    loss = dict.fromkeys(ALSFRS_ITEMS, 0)
    known = hand_loss.get(patient.subject_id)
    for _ in range(known or 0):
        _lose(loss, HAND_ITEMS, patient, rng)
    closed = INTACT if known is None else INTACT + HAND_ITEMS
    for _ in range(total - (known or 0)):
        _lose(loss, tuple(item for item in ALSFRS_ITEMS if item not in closed), patient, rng)
    plausible = sum(loss.values()) == total and _own_domain_leads(patient, loss)
    return list(loss.values()) if plausible else None


def _lose(
    loss: dict[str, int], items: tuple[str, ...], patient: Patient, rng: np.random.Generator
) -> None:
    weight = np.array([_pull(patient, item, loss[item]) for item in items])
    if weight.any():
        loss[str(rng.choice(items, p=weight / weight.sum()))] += 1


def _pull(patient: Patient, item: str, lost: int) -> float:
    own = item in ITEMS_OF[domain(patient)]
    if lost >= (WORST_AFFECTED if own else WORST_OTHER):
        return 0.0
    spinal = patient.onset_site == "spinal"
    other = WHOLE_BODY_WEIGHT if spinal and item in WHOLE_BODY else UNAFFECTED
    return (AFFECTED if own else other) * float(np.exp(-FATIGUE * lost))


def _own_domain_leads(patient: Patient, loss: dict[str, int]) -> bool:
    """Say whether the named domain lost most points, and half of all points in bulbar disease."""
    lost = {name: sum(loss[item] for item in items) for name, items in ITEMS_OF.items()}
    own = lost.pop(domain(patient))
    total = sum(loss.values())
    most = total == 0 or own > max(lost.values())
    return most and (patient.onset_site != "bulbar" or 2 * own >= total)
