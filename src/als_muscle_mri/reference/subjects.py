"""The columns of subjects.csv: Table 1B, and the ages and delays drawn to agree with the text."""

from itertools import pairwise

import numpy as np
import pandas as pd

from als_muscle_mri.reference.assignment import FULL_SCORE
from als_muscle_mri.reference.matching import quartiles_agree, search
from als_muscle_mri.reference.printed import Print

BATCH = 100_000
CONTROL_AGES = (56.0, 84.0)
"""Range drawn from for the ages of controls that no printed quartile fixes, in years."""
MONTHS = (3, 18)
"""Range drawn from for the months from onset to diagnosis; patients were newly diagnosed."""


def subjects(printed: Print, rng: np.random.Generator) -> pd.DataFrame:
    """Make subjects.csv: patients in Table 1B's order, then controls.

    Examples
    --------
    >>> from als_muscle_mri.inputs import data_folder
    >>> from als_muscle_mri.reference.printed import read_print
    >>> people = subjects(read_print(data_folder()), np.random.default_rng(1))
    >>> people.groupby("group").size().to_dict()
    {'control': 9, 'patient': 10}
    """
    frame = pd.concat([_patients(printed, rng), _controls(printed, rng)], ignore_index=True)
    whole = ["age_at_onset_years", "months_onset_to_diagnosis", "umn_score", "alsfrs_r_total"]
    return frame.astype(dict.fromkeys(whole, "Int64"))


def _patients(printed: Print, rng: np.random.Generator) -> pd.DataFrame:
    table_1b = printed.patients.values()
    ages = _enrolment_ages(printed, rng)
    onset, months = _onset(printed, ages, rng)
    return pd.DataFrame(
        {
            "subject_id": [patient.subject_id for patient in table_1b],
            "group": "patient",
            "sex": [patient.sex for patient in table_1b],
            "age_at_enrolment_years": ages,
            "age_at_onset_years": onset,
            "months_onset_to_diagnosis": months,
            "el_escorial": _el_escorial(printed, rng),
            "onset_site": [patient.onset_site for patient in table_1b],
            "involvement": [patient.involvement for patient in table_1b],
            "umn_score": [patient.umn_score for patient in table_1b],
            "alsfrs_r_total": [patient.alsfrs_r_total for patient in table_1b],
            "dominant_hand": "right",
        }
    )


def _enrolment_ages(printed: Print, rng: np.random.Generator) -> np.ndarray:
    """Put a decimal behind Table 1B's whole years so that the quartiles print as in the text."""
    years = np.array([patient.age for patient in printed.patients.values()])
    quartiles = printed.quartiles("age_at_enrolment_years", "patient")

    def draw() -> np.ndarray | None:
        ages = (years + rng.integers(0, 10, (BATCH, len(years))) / 10).round(1)
        fits = quartiles_agree(ages, quartiles)
        return ages[np.argmax(fits)] if fits.any() else None

    return search(draw, "ages at enrolment", attempts=100)


def _onset(
    printed: Print, ages: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Draw whole months to diagnosis; completed years at onset follow from them."""
    delay = printed.quartiles("months_onset_to_diagnosis", "patient")
    age = printed.quartiles("age_at_onset_years", "patient")

    def draw() -> tuple[np.ndarray, np.ndarray] | None:
        months = rng.integers(MONTHS[0], MONTHS[1] + 1, (BATCH, len(ages)))
        onset = np.floor(ages - months / 12).astype(int)
        fits = quartiles_agree(months, delay) & quartiles_agree(onset, age)
        pick = int(np.argmax(fits))
        return (onset[pick], months[pick]) if fits.any() else None

    return search(draw, "delays and ages at onset", attempts=300)


def _el_escorial(printed: Print, rng: np.random.Generator) -> list[str]:
    """Spread the three categories over the patients.

    Definite disease needs upper and lower motor neuron signs in several regions, so it is drawn
    from patients with a high UMN burden and a lost point on the ALSFRS-R; laboratory support
    stands in for upper motor neuron signs, so it goes to the lowest UMN burdens.
    """
    counts = printed.counts("el_escorial", "patient")
    cut_off = float(printed.text("umn_cutoff", "value"))
    patients = printed.patients.values()
    category = np.full(len(patients), "probable", dtype=object)
    umn = np.array([patient.umn_score for patient in patients])
    ill = np.array([patient.alsfrs_r_total < FULL_SCORE for patient in patients])
    supported = np.argsort(umn, kind="stable")[: counts["probable_laboratory_supported"]]
    eligible = np.flatnonzero((umn >= cut_off) & ill)
    category[supported] = "probable_laboratory_supported"
    category[rng.choice(eligible, counts["definite"], replace=False)] = "definite"
    return category.tolist()


def _controls(printed: Print, rng: np.random.Generator) -> pd.DataFrame:
    sexes = [sex for sex, count in printed.counts("sex", "control").items() for _ in range(count)]
    return pd.DataFrame(
        {
            "subject_id": printed.control_ids,
            "group": "control",
            "sex": rng.permutation(sexes),
            "age_at_enrolment_years": rng.permutation(_control_ages(printed, rng)),
            "dominant_hand": "right",
        }
    )


def _control_ages(printed: Print, rng: np.random.Generator) -> np.ndarray:
    """With nine values the quartiles are the third, fifth and seventh: draw the others between."""
    quartiles = printed.quartiles("age_at_enrolment_years", "control")
    fixed = [float(text) for text in (quartiles.q1, quartiles.median, quartiles.q3)]
    edges = [CONTROL_AGES[0], *fixed, CONTROL_AGES[1]]
    free = [
        rng.uniform(low, high, count)
        for (low, high), count in zip(pairwise(edges), (2, 1, 1, 2), strict=True)
    ]
    ages = np.sort(np.concatenate([fixed, *free]).round(1))
    if not quartiles_agree(ages, quartiles):
        raise RuntimeError("the ages drawn for the controls do not have the printed quartiles")
    return ages
