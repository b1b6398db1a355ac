"""Draw the subjects of a simulated cohort and their latent denervation."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from als_muscle_mri.simulate.design import Design

SEGMENTS = ("bulbar", "right_arm", "left_arm", "trunk", "right_leg", "left_leg")

_EL_ESCORIAL = ("definite", "probable", "probable_laboratory_supported", "possible")
_EL_ESCORIAL_SHARES = (0.3, 0.4, 0.25, 0.05)
_ONSET_SHARES = (0.25, 0.2, 0.15, 0.05, 0.2, 0.15)  # one for each of SEGMENTS
_NEURONS = ("LMN", "UMN", "UMN + LMN")
_NEURON_SHARES = (0.6, 0.15, 0.25)
_LEFT_HANDERS = 0.1
_MALES = 0.6
_UMN_HIGHEST = 16


def segment_of(side: str, limb: str) -> str:
    """Name the segment of a limb on a side; the trunk has none.

    Examples
    --------
    >>> segment_of("left", "arm"), segment_of("left", "trunk")
    ('left_arm', 'trunk')
    """
    return limb if limb == "trunk" else f"{side}_{limb}"


@dataclass(frozen=True)
class People:
    """The subjects of a simulated cohort.

    Parameters
    ----------
    subjects
        The columns of ``subjects.csv`` but ``alsfrs_r_total``; patients first.
    centre
        Position of each subject's centre in the design.
    denervation
        Latent denervation, subjects by `SEGMENTS`; 0 in controls, about 1 in patients.
    """

    subjects: pd.DataFrame
    centre: np.ndarray
    denervation: np.ndarray

    @property
    def is_patient(self) -> np.ndarray:
        """Which subjects are patients."""
        return (self.subjects["group"] == "patient").to_numpy()

    def segment(self, name: str) -> np.ndarray:
        """Latent denervation of every subject in one of `SEGMENTS`."""
        return self.denervation[:, SEGMENTS.index(name)]


def draw_people(design: Design, rng: np.random.Generator) -> People:
    """Draw everyone; nothing here depends on ``design.effect``.

    Examples
    --------
    >>> people = draw_people(Design(patients=2, controls=1), np.random.default_rng(1))
    >>> people.subjects["group"].tolist()
    ['patient', 'patient', 'control']
    >>> people.denervation.shape
    (3, 6)
    """
    n = design.size
    is_patient = np.arange(n) < design.patients
    centre = _draw_centres(design, rng)
    age = np.clip(rng.normal(66, 9, n), 30, 90).round(1)
    onset = rng.choice(len(SEGMENTS), n, p=_ONSET_SHARES)
    months = np.clip(np.round(rng.lognormal(np.log(9), 0.5, n)), 1, 60)
    months_since_diagnosis = rng.uniform(0, 2, n)
    subjects = pd.DataFrame(
        {
            "subject_id": _subject_ids(design, centre, is_patient),
            "group": np.where(is_patient, "patient", "control"),
            "sex": np.where(rng.random(n) < _MALES, "M", "F"),
            "age_at_enrolment_years": age,
            "age_at_onset_years": (age - (months + months_since_diagnosis) / 12).round(1),
            "months_onset_to_diagnosis": pd.array(months.astype(int), dtype="Int64"),
            "el_escorial": rng.choice(_EL_ESCORIAL, n, p=_EL_ESCORIAL_SHARES),
            "onset_site": np.where(onset == SEGMENTS.index("bulbar"), "bulbar", "spinal"),
            "involvement": _involvement(onset, rng),
            "umn_score": pd.array(rng.binomial(_UMN_HIGHEST, rng.beta(2.2, 1.8, n)), dtype="Int64"),
            "dominant_hand": np.where(rng.random(n) < _LEFT_HANDERS, "left", "right"),
        }
    )
    of_patients = subjects.loc[:, "age_at_onset_years":"umn_score"]
    subjects = subjects.assign(
        **{name: of_patients[name].where(is_patient) for name in of_patients}
    )
    denervation = _draw_denervation(onset, rng) * is_patient[:, np.newaxis]
    return People(subjects, centre, denervation)


def _draw_centres(design: Design, rng: np.random.Generator) -> np.ndarray:
    """Centre by lot, so that no rater's lenience can favour a group; sorted within each group."""
    centre = rng.integers(len(design.centres), size=design.size)
    patients, controls = np.split(centre, [design.patients])
    return np.concatenate([np.sort(patients), np.sort(controls)])


def _subject_ids(design: Design, centre: np.ndarray, is_patient: np.ndarray) -> list[str]:
    """``FJ-P01``: the centre's code, the group, the number within both."""
    codes = [design.centres[index].code for index in centre]
    prefixes = pd.Series(
        [f"{code}-{'P' if ill else 'C'}" for code, ill in zip(codes, is_patient, strict=True)]
    )
    numbers = prefixes.groupby(prefixes).cumcount() + 1
    width = max(2, len(str(numbers.max())))
    return [f"{prefix}{number:0{width}d}" for prefix, number in zip(prefixes, numbers, strict=True)]


def _involvement(onset: np.ndarray, rng: np.random.Generator) -> list[str]:
    """Neurons and place of onset in the words of a case table: ``LMN right leg``."""
    places = [
        "tongue" if segment == "bulbar" else segment.replace("_", " ") for segment in SEGMENTS
    ]
    neurons = rng.choice(_NEURONS, len(onset), p=_NEURON_SHARES)
    return [f"{neuron} {places[place]}" for neuron, place in zip(neurons, onset, strict=True)]


def _draw_denervation(onset: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Severity of the subject, spread unevenly over the segments and led by that of onset."""
    shape = (len(onset), len(SEGMENTS))
    severity = rng.gamma(4, 1 / 4, (len(onset), 1))
    spread = rng.lognormal(-0.2, 0.45, shape)
    began_here = onset[:, np.newaxis] == np.arange(len(SEGMENTS))
    return severity * spread * np.where(began_here, 1.8, 0.8)
