"""Draw the examinations of simulated patients: MUAPs, strength and ALSFRS-R."""

import numpy as np
import pandas as pd

from als_muscle_mri.inputs import SIDES
from als_muscle_mri.simulate.design import Design
from als_muscle_mri.simulate.people import People, segment_of

# Mean MUAP duration (ms) of the healthy muscle and the segment that supplies it.
EMG_MUSCLES = {
    "first_dorsal_interosseous": (7.8, "arm"),
    "thoracic_paravertebral": (7.8, "trunk"),
    "tibialis_anterior": (8.8, "leg"),
}
STRENGTH_MUSCLES = {"first_dorsal_interosseous": "arm", "tibialis_anterior": "leg"}

# What each ALSFRS-R item needs: weights of segments, the arms as dominant and other.
ALSFRS_NEEDS: dict[str, dict[str, float]] = {
    "speech": {"bulbar": 1.0},
    "salivation": {"bulbar": 0.8},
    "swallowing": {"bulbar": 0.9},
    "handwriting": {"dominant_arm": 1.0},
    "cutting_food": {"dominant_arm": 0.7, "other_arm": 0.3},
    "dressing_and_hygiene": {"dominant_arm": 0.4, "other_arm": 0.3, "trunk": 0.3},
    "turning_in_bed": {"trunk": 0.6, "right_leg": 0.2, "left_leg": 0.2},
    "walking": {"right_leg": 0.5, "left_leg": 0.5},
    "climbing_stairs": {"right_leg": 0.6, "left_leg": 0.6},
    "dyspnea": {"trunk": 0.6},
    "orthopnea": {"trunk": 0.5},
    "respiratory_insufficiency": {"trunk": 0.3},
}

_MUAP_COUNTS = (10, 15)  # at least, and below
_LOG_DURATION_SD, _LOG_MUSCLE_SD = 0.25, 0.07
_LOG_DURATION_RISE, _RISE_RATE = 0.75, 0.4  # reinnervation saturates: at most e^0.75 times as long
_MRC_STEPS = (0.9, 1.6, 2.3, 3.0, 3.7)  # latent weakness at which a grade is lost
_ALSFRS_STEPS = (0.7, 1.4, 2.1, 2.8)
_WEAKNESS_SD, _DISABILITY_SD = 0.3, 0.3


def _sites(people: People, limbs: dict[str, str]) -> tuple[pd.DataFrame, np.ndarray]:
    """Patient, side and muscle of every examined site, and the denervation there."""
    patients = np.flatnonzero(people.is_patient)
    pairs = [(side, muscle) for side in SIDES for muscle in limbs]
    denervation = np.column_stack(
        [people.segment(segment_of(side, limbs[muscle]))[patients] for side, muscle in pairs]
    )
    ids = people.subjects["subject_id"].to_numpy()[patients]
    sites = pd.DataFrame(
        {
            "subject_id": np.repeat(ids, len(pairs)),
            "side": [side for side, _ in pairs] * len(patients),
            "muscle_id": [muscle for _, muscle in pairs] * len(patients),
        }
    )
    return sites, denervation.ravel()


def draw_muaps(design: Design, people: People, rng: np.random.Generator) -> pd.DataFrame:
    """MUAP durations (ms), 10 to 14 a muscle, with the columns of ``muaps.csv``."""
    limbs = {muscle: limb for muscle, (_, limb) in EMG_MUSCLES.items()}
    sites, denervation = _sites(people, limbs)
    has_emg = rng.random(design.patients) >= min(1, 2 * design.missing)
    healthy = sites["muscle_id"].map({muscle: mean for muscle, (mean, _) in EMG_MUSCLES.items()})
    location = (
        np.log(healthy.to_numpy(dtype=float))
        - _LOG_DURATION_SD**2 / 2  # so that the healthy mean, not the median, is as tabulated
        + _LOG_DURATION_RISE * (1 - np.exp(-_RISE_RATE * denervation))
        + rng.normal(0, _LOG_MUSCLE_SD, len(sites))
    )
    counts = rng.integers(*_MUAP_COUNTS, size=len(sites))
    row = np.repeat(np.arange(len(sites)), counts)
    durations = rng.lognormal(location[row], _LOG_DURATION_SD).round(1)
    muaps = sites.iloc[row].reset_index(drop=True)
    muaps["muap"] = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts) + 1
    muaps["duration_ms"] = durations
    sites_each = len(sites) // max(1, design.patients)
    return muaps[np.repeat(has_emg, sites_each)[row]].reset_index(drop=True)


def draw_strength(people: People, rng: np.random.Generator) -> pd.DataFrame:
    """MRC grades, 0 to 5, with the columns of ``strength.csv``."""
    sites, denervation = _sites(people, STRENGTH_MUSCLES)
    weakness = denervation + rng.normal(0, _WEAKNESS_SD, len(sites))
    return sites.assign(mrc_grade=5 - np.searchsorted(_MRC_STEPS, weakness, side="right"))


def draw_alsfrs(design: Design, people: People, rng: np.random.Generator) -> pd.DataFrame:
    """ALSFRS-R items, 0 to 4, with the columns of ``alsfrs.csv``."""
    patients = np.flatnonzero(people.is_patient)
    disability = _disability(people)[patients]
    disability += rng.normal(0, _DISABILITY_SD, disability.shape)
    scores = 4 - np.searchsorted(_ALSFRS_STEPS, disability, side="right")
    has_alsfrs = rng.random(len(patients)) >= design.missing
    ids = people.subjects["subject_id"].to_numpy()[patients][has_alsfrs]
    return pd.DataFrame(
        {
            "subject_id": np.repeat(ids, len(ALSFRS_NEEDS)),
            "item": list(ALSFRS_NEEDS) * len(ids),
            "score": scores[has_alsfrs].ravel(),
        }
    )


def _disability(people: People) -> np.ndarray:
    """Subjects by items: the weighted denervation of what the item needs."""
    left_handed = (people.subjects["dominant_hand"] == "left").to_numpy()
    right, left = people.segment("right_arm"), people.segment("left_arm")
    arms = {
        "dominant_arm": np.where(left_handed, left, right),
        "other_arm": np.where(left_handed, right, left),
    }

    def needed(name: str) -> np.ndarray:
        return arms[name] if name in arms else people.segment(name)

    return np.column_stack(
        [
            sum(weight * needed(name) for name, weight in needs.items())
            for needs in ALSFRS_NEEDS.values()
        ]
    )
