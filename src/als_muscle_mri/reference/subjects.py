"""The columns of subjects.csv: Table 1B, and the ages and delays drawn to agree with the text."""

from itertools import pairwise

import numpy as np
import pandas as pd

from als_muscle_mri.reference.availability import CONTROL_IDS
from als_muscle_mri.reference.matching import quartiles_match, search
from als_muscle_mri.reference.published import (
    AGE_AT_ONSET,
    AGE_CONTROLS,
    AGE_PATIENTS,
    CONTROL_SEXES,
    EL_ESCORIAL,
    MONTHS_TO_DIAGNOSIS,
    TABLE_1B,
    UMN_CUTOFF,
)

BATCH = 100_000
CONTROL_AGES = (56.0, 84.0)
"""Range drawn from for the ages of controls that no printed quartile fixes, in years."""
MONTHS = (3, 18)
"""Range drawn from for the months from onset to diagnosis; patients were newly diagnosed."""


def subjects(rng: np.random.Generator) -> pd.DataFrame:
    """Make subjects.csv: patients in Table 1B's order, then controls.

    Examples
    --------
    >>> subjects(np.random.default_rng(1)).groupby("group").size().to_dict()
    {'control': 9, 'patient': 10}
    """
    frame = pd.concat([_patients(rng), _controls(rng)], ignore_index=True)
    whole = ["age_at_onset_years", "months_onset_to_diagnosis", "umn_score", "alsfrs_r_total"]
    return frame.astype(dict.fromkeys(whole, "Int64"))


def _patients(rng: np.random.Generator) -> pd.DataFrame:
    ages = _enrolment_ages(rng)
    onset, months = _onset(ages, rng)
    return pd.DataFrame(
        {
            "subject_id": [patient.subject_id for patient in TABLE_1B],
            "group": "patient",
            "sex": [patient.sex for patient in TABLE_1B],
            "age_at_enrolment_years": ages,
            "age_at_onset_years": onset,
            "months_onset_to_diagnosis": months,
            "el_escorial": _el_escorial(rng),
            "onset_site": [patient.onset_site for patient in TABLE_1B],
            "involvement": [patient.involvement for patient in TABLE_1B],
            "umn_score": [patient.umn_score for patient in TABLE_1B],
            "alsfrs_r_total": [patient.alsfrs_r_total for patient in TABLE_1B],
            "dominant_hand": "right",
        }
    )


def _enrolment_ages(rng: np.random.Generator) -> np.ndarray:
    """Put a decimal behind Table 1B's whole years so that the quartiles print as in the text."""
    years = np.array([patient.age for patient in TABLE_1B])

    def draw() -> np.ndarray | None:
        ages = (years + rng.integers(0, 10, (BATCH, len(years))) / 10).round(1)
        fits = quartiles_match(ages, AGE_PATIENTS)
        return ages[np.argmax(fits)] if fits.any() else None

    return search(draw, "ages at enrolment", attempts=100)


def _onset(ages: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw whole months to diagnosis; completed years at onset follow from them."""

    def draw() -> tuple[np.ndarray, np.ndarray] | None:
        months = rng.integers(MONTHS[0], MONTHS[1] + 1, (BATCH, len(ages)))
        onset = np.floor(ages - months / 12).astype(int)
        fits = quartiles_match(months, MONTHS_TO_DIAGNOSIS) & quartiles_match(onset, AGE_AT_ONSET)
        pick = int(np.argmax(fits))
        return (onset[pick], months[pick]) if fits.any() else None

    return search(draw, "delays and ages at onset", attempts=300)


def _el_escorial(rng: np.random.Generator) -> list[str]:
    """Spread the three categories over the patients.

    Definite disease needs upper and lower motor neuron signs in several regions, so it is drawn
    from patients with a high UMN burden and a lost point on the ALSFRS-R; laboratory support
    stands in for upper motor neuron signs, so it goes to the lowest UMN burdens.
    """
    category = np.full(len(TABLE_1B), "probable", dtype=object)
    umn = np.array([patient.umn_score for patient in TABLE_1B])
    ill = np.array([patient.alsfrs_r_total < 48 for patient in TABLE_1B])
    supported = np.argsort(umn, kind="stable")[: EL_ESCORIAL["probable_laboratory_supported"]]
    eligible = np.flatnonzero((umn >= UMN_CUTOFF) & ill)
    category[supported] = "probable_laboratory_supported"
    category[rng.choice(eligible, EL_ESCORIAL["definite"], replace=False)] = "definite"
    return category.tolist()


def _controls(rng: np.random.Generator) -> pd.DataFrame:
    sexes = [sex for sex, count in CONTROL_SEXES.items() for _ in range(count)]
    return pd.DataFrame(
        {
            "subject_id": CONTROL_IDS,
            "group": "control",
            "sex": rng.permutation(sexes),
            "age_at_enrolment_years": rng.permutation(_control_ages(rng)),
            "dominant_hand": "right",
        }
    )


def _control_ages(rng: np.random.Generator) -> np.ndarray:
    """With nine values the quartiles are the third, fifth and seventh: draw the others between."""
    fixed = [float(text) for text in (AGE_CONTROLS.q1, AGE_CONTROLS.median, AGE_CONTROLS.q3)]
    edges = [CONTROL_AGES[0], *fixed, CONTROL_AGES[1]]
    free = [
        rng.uniform(low, high, count)
        for (low, high), count in zip(pairwise(edges), (2, 1, 1, 2), strict=True)
    ]
    ages = np.sort(np.concatenate([fixed, *free]).round(1))
    if not quartiles_match(ages, AGE_CONTROLS):
        raise RuntimeError("the ages drawn for the controls do not have the printed quartiles")
    return ages
