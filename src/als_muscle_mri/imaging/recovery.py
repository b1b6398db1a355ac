"""How well are known shares found again? The phantom, over noise and bias field."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from scipy.stats import binomtest, t

from als_muscle_mri.imaging.anatomy import SECTIONS
from als_muscle_mri.imaging.measuring import measured
from als_muscle_mri.imaging.phantom import SIDES, Disturbance, Tissue, phantom

NOISE = (0.02, 0.08, 0.25)
BIAS = (0.0, 0.4, 0.8)
SEGMENTS = ("thigh", "calf")
MARGIN = 0.02
"""A share this near to a cut-off is not counted: its grade may go either way."""

HEALTHY = 0.4
"""Chance that a muscle is drawn without any fat."""

TRIAL_COLUMNS = [
    "side",
    "muscle_id",
    "fat_share",
    "fat_share_error",
    "fat_share_df",
    "noise",
    "bias",
    "segment",
    "true_share",
]


def recover(seed: int) -> pd.DataFrame:
    """Draw and measure phantoms of a thigh and of a calf over a grid of disturbances.

    Parameters
    ----------
    seed : int
        Of shares, shapes and noise.

    Returns
    -------
    DataFrame
        noise, bias, segment, side, muscle_id, true_share, fat_share, its error and
        degrees of freedom.
    """
    return pd.concat(_trials(seed), ignore_index=True)


def _trials(seed: int) -> Iterator[pd.DataFrame]:
    for one, noise in enumerate(NOISE):
        for two, bias in enumerate(BIAS):
            for three, segment in enumerate(SEGMENTS):
                yield _trial((seed, one, two, three), segment, Disturbance(noise, bias))


def _trial(seed: tuple[int, ...], segment: str, disturbance: Disturbance) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    muscles = {
        (side, muscle): Tissue(0.0 if random.random() < HEALTHY else random.random())
        for side in SIDES
        for muscle in SECTIONS[segment].muscles
    }
    made = phantom(segment, muscles, seed, disturbance)
    frame, _, _ = measured(made.scan)
    return frame[["side", "muscle_id", "fat_share", "fat_share_error", "fat_share_df"]].assign(
        noise=disturbance.noise,
        bias=disturbance.bias,
        segment=segment,
        true_share=[made.truth[row.side, row.muscle_id] for row in frame.itertuples()],
    )


def recovery_summary(trials: pd.DataFrame, cutoffs: Sequence[float], level: float) -> pd.DataFrame:
    """Sum up the errors of each disturbance.

    Parameters
    ----------
    trials : DataFrame
        What :func:`recover` returns.
    cutoffs : sequence of float
        Shares at which all grades but the lowest begin; without any, no share is one of a grade.
    level : float
        Confidence level of the interval of the share.

    Returns
    -------
    DataFrame
        noise, bias, n_muscles, mean_error and mean_absolute_error and largest_error (shares),
        covered_percent (muscles whose interval holds their true share; covered_low and
        covered_high: Wilson's interval, too narrow as muscles of one phantom err together), n_away
        (muscles further than ``MARGIN`` from every cut-off), right_percent (of them given the
        grade of their true share).
    """
    error = trials["fat_share"] - trials["true_share"]
    apart = np.abs(trials["true_share"].to_numpy()[:, None] - np.array(cutoffs))
    gap = apart.min(axis=1) if len(cutoffs) else np.zeros(len(trials))
    right = _grade(trials["fat_share"], cutoffs) == _grade(trials["true_share"], cutoffs)
    rows = trials.assign(error=error, absolute=error.abs(), away=gap > MARGIN)
    wide = t.ppf(0.5 + level / 2, trials["fat_share_df"]) * trials["fat_share_error"]
    rows["covered"] = error.abs() <= wide
    rows["right"] = np.where(rows["away"], right, np.nan)
    grouped = rows.groupby(["noise", "bias"])
    found = grouped.agg(
        n_muscles=("error", "size"),
        mean_error=("error", "mean"),
        mean_absolute_error=("absolute", "mean"),
        largest_error=("absolute", "max"),
        covered_percent=("covered", lambda part: 100 * part.mean()),
        n_away=("away", "sum"),
        right_percent=("right", lambda part: 100 * part.mean()),
    ).reset_index()
    held = (found["n_muscles"] * found["covered_percent"] / 100).round().astype(int)
    ends = [
        binomtest(k, n).proportion_ci(level, "wilson")
        for k, n in zip(held, found["n_muscles"], strict=True)
    ]
    return found.assign(
        covered_low=[100 * end.low for end in ends], covered_high=[100 * end.high for end in ends]
    )


def _grade(share: pd.Series, cutoffs: Sequence[float]) -> np.ndarray:
    return np.searchsorted(cutoffs, share.to_numpy(), side="right")
