"""muaps.csv: durations of motor unit action potentials in nine of the ten patients.

Known: the three muscles, at least ten potentials a muscle, the bands of mean duration, one
patient without EMG, a trend towards agreement with MRI and EMG the more sensitive. Everything
else is chosen: the patient without EMG is drawn, because the paper does not say who it was and
no printed figure depends on it; one side a patient was examined, the one named in Table 1B (the
right where both or none is named), as the more affected side is the one a needle study is for.
"""

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from als_muscle_mri.emg_grading import emg_grade
from als_muscle_mri.reference.involvement import emg_side, expected_burden
from als_muscle_mri.reference.matching import search
from als_muscle_mri.reference.muscles import WORST, Grades
from als_muscle_mri.reference.printed import Print

SEGMENT = {
    "first_dorsal_interosseous": "hand",
    "thoracic_paravertebral": "trunk",
    "tibialis_anterior": "calf",
}
POTENTIALS = (12, 20)
"""Least and most potentials recorded in a muscle."""

STEP_CHANCE = (0.25, 0.5)
"""Chance that EMG grades one step above MRI, tried twice: in a limb expected to be spared, and
the addition in the limb named; in between in proportion to the expected burden."""

MANY = 7
"""Pairs with a moderate or severe EMG grade and MRI of 0 or 1 that are called "many"."""

TREND = (0.25, 0.8)
"""Spearman correlation of EMG grade and MRI grade over all pairs that is called a trend; it is
above 0 in each muscle."""

LOWEST_MEAN_MS, HIGHEST_EXCESS_MS = 1.8, 2.5
"""How far the lowest mean lies below the first threshold, the highest above the last."""

EDGE_MS = 0.15
"""Means stay this far from every threshold, so that no rule about the boundary decides a grade."""

SPREAD = 0.27
"""Coefficient of variation of the durations within a muscle (log-normal)."""

SHORTEST_MS, LONGEST_MS = 3.0, 35.0

Key = tuple[str, str, str]


def muaps(printed: Print, grades: Grades, rng: np.random.Generator) -> pd.DataFrame:
    """Make muaps.csv from the MRI grades by (subject, side, muscle)."""
    thresholds = printed.emg_thresholds_ms
    n_examined = int(printed.bound("emg", "n", group="patient"))

    def draw() -> Grades | None:
        examined = set(rng.choice([*printed.patients], n_examined, replace=False).tolist())
        keys = [
            (patient.subject_id, emg_side(patient), muscle)
            for patient in printed.patients.values()
            if patient.subject_id in examined
            for muscle in thresholds
        ]
        drawn = {key: _draw_grade(printed, key, grades, rng) for key in keys}
        return drawn if _looks_as_described(drawn, grades) else None

    rows = []
    for key, grade in search(draw, "set of EMG grades").items():
        cut_offs = thresholds[key[2]]
        durations = search(lambda t=cut_offs, g=grade: _draw_muscle(t, g, rng), "MUAP durations")
        rows += [(*key, number, value) for number, value in enumerate(durations, start=1)]
    return pd.DataFrame(rows, columns=["subject_id", "side", "muscle_id", "muap", "duration_ms"])


def _looks_as_described(drawn: Grades, grades: Grades) -> bool:
    """Say whether EMG shows much where MRI shows little, and still tends to agree with it."""
    pairs = pd.DataFrame(
        [(key[2], emg, grades[key]) for key, emg in drawn.items() if key in grades],
        columns=["muscle", "emg", "mri"],
    )
    sensitive = ((pairs["emg"] >= 2) & (pairs["mri"] <= 1)).sum() >= MANY
    low, high = TREND
    trends = [_rho(rows) for _, rows in pairs.groupby("muscle")]
    return bool(sensitive and min(trends) > 0 and low <= _rho(pairs) <= high)


def _rho(pairs: pd.DataFrame) -> float:
    """Spearman correlation of EMG and MRI grade; 0 when one of them is constant."""
    if pairs["emg"].nunique() < 2 or pairs["mri"].nunique() < 2:
        return 0.0
    return float(spearmanr(pairs["emg"], pairs["mri"]).statistic)


def _draw_grade(printed: Print, key: Key, grades: Grades, rng: np.random.Generator) -> int:
    subject, side, muscle = key
    burden = expected_burden(printed.patients[subject], SEGMENT[muscle], side)
    # Where no MRI was made the muscle starts from what the named limb lets one expect.
    start = grades.get(key, int(burden) // 2)
    chance = STEP_CHANCE[0] + STEP_CHANCE[1] * burden / 3
    return int(min(WORST, start + rng.binomial(2, chance)))


def _draw_muscle(
    thresholds: tuple[float, ...], grade: int, rng: np.random.Generator
) -> np.ndarray | None:
    """Draw durations whose mean has the grade; None when it does not or lies on an edge."""
    edges = [thresholds[0] - LOWEST_MEAN_MS, *thresholds, thresholds[-1] + HIGHEST_EXCESS_MS]
    target = rng.uniform(edges[grade] + EDGE_MS, edges[grade + 1] - EDGE_MS)
    width = np.sqrt(np.log1p(SPREAD**2))
    count = rng.integers(POTENTIALS[0], POTENTIALS[1] + 1)
    durations = rng.lognormal(np.log(target) - width**2 / 2, width, count)
    durations = durations.clip(SHORTEST_MS, LONGEST_MS).round(1)
    mean = durations.mean()
    clear = np.abs(mean - np.array(edges)).min() >= EDGE_MS
    return durations if clear and emg_grade(np.array([mean]), thresholds)[0] == grade else None
