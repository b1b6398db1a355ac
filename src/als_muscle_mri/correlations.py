"""Correlations: ALSFRS-R items with region scores, MRI grades with EMG grades and strength."""

import numpy as np
import pandas as pd

from .inputs import Cohort, Scale, Settings
from .mri_scoring import MUSCLE, without_rounding
from .statistics import spearman, weighted_kappa

HAND_ITEMS = ("handwriting", "cutting_food")
LEG = [
    "iliopsoas",
    "gluteus_maximus",
    "anterior_thigh",
    "posterior_thigh",
    "anterior_calf",
    "posterior_calf",
]
ITEM_REGIONS = {
    "handwriting": ["hand"],
    "cutting_food": ["hand"],
    "dressing_and_hygiene": ["hand", "paraspinals"],
    "turning_in_bed": ["paraspinals", "iliopsoas", "gluteus_maximus"],
    "walking": LEG,
    "climbing_stairs": LEG,
}
"""The scanned regions an ALSFRS-R item uses; the speech, swallowing and breathing items use none.

An assumption of this project, made on anatomical grounds; the study correlated the hand items.
"""

MRC_NORMAL = 5
OTHER_GRADES = (0, 1, 2, 3)
"""EMG grades and weakness grades."""

MOST_ENUMERATED = 12
"""Pairs up to which all permutations are counted; beyond, they are sampled."""

CORRELATION = ["rho", "rho_low", "rho_high", "p", "p_asymptotic", "p_permutation"]


def hand_function(scores: pd.DataFrame, data: Cohort) -> pd.DataFrame:
    """Figure 3: hand items of the ALSFRS-R beside the region score of the dominant hand.

    Which hand is dominant is the setting ``dominant_hand``: ``recorded`` takes it from
    ``subjects.csv``, ``right`` and ``left`` are the same for all.

    Returns
    -------
    DataFrame
        subject_id, side (the dominant hand), hand_items (handwriting + cutting food, 0 to 8),
        score; patients with ALSFRS-R items, the score missing where that hand was not
        scanned.
    """
    items = data.alsfrs[data.alsfrs["item"].isin(HAND_ITEMS)]
    sums = items.groupby("subject_id", sort=False)["score"].agg(hand_items="sum", answered="size")
    complete = sums.loc[sums["answered"] == len(HAND_ITEMS), ["hand_items"]].reset_index()
    sides = data.subjects.loc[data.subjects["group"] == "patient", ["subject_id"]].assign(
        side=dominant_sides(data)
    )
    hands = scores.loc[scores["region"] == "hand", ["subject_id", "side", "score"]]
    return sides.merge(complete, on="subject_id").merge(
        hands, on=["subject_id", "side"], how="left"
    )


def dominant_sides(data: Cohort) -> pd.Series:
    """The dominant hand of every subject under the cohort's rule."""
    rule = data.settings.dominant_hand
    recorded = data.subjects["dominant_hand"]
    return recorded if rule == "recorded" else pd.Series(rule, index=recorded.index)


def hand_correlation(hands: pd.DataFrame, settings: Settings) -> dict[str, object]:
    """Spearman's correlation of Figure 3.

    Returns
    -------
    dict
        n, missing; rho with its interval; p (the headline), p_asymptotic (Student's t) and
        p_permutation (exact up to 12 pairs, else 9999 random permutations; ``permutation`` says
        which, and the two-sided rule). Fewer than three pairs, or a constant variable, leave the
        statistics missing.
    """
    return _correlation(hands["hand_items"], hands["score"], settings)


def _correlation(first: pd.Series, second: pd.Series, settings: Settings) -> dict[str, object]:
    pairs = pd.DataFrame({"first": first, "second": second})
    known = pairs.dropna()
    counted = {"n": len(known), "missing": len(pairs) - len(known)}
    if len(known) < 3 or (known.nunique() < 2).any():
        return counted | dict.fromkeys(CORRELATION, np.nan) | {"permutation": ""}
    x, y = known["first"].to_numpy(dtype=float), known["second"].to_numpy(dtype=float)
    level = 1 - settings.alpha
    asymptotic = spearman(x, y, method="asymptotic", level=level)
    permuted = spearman(
        x,
        y,
        method="exact" if len(known) <= MOST_ENUMERATED else "monte-carlo",
        two_sided=settings.two_sided,
        level=level,
        seed=settings.seed,
    )
    headline = permuted if settings.rank_test == "exact" else asymptotic
    return counted | {
        "rho": headline.estimate,
        "rho_low": headline.low,
        "rho_high": headline.high,
        "p": headline.p,
        "p_asymptotic": asymptotic.p,
        "p_permutation": permuted.p,
        "permutation": f"{permuted.method}, {permuted.two_sided}",
    }


def item_correlations(scores: pd.DataFrame, data: Cohort) -> pd.DataFrame:
    """Every ALSFRS-R item that uses a scanned region against that region (both sides averaged).

    Returns
    -------
    DataFrame
        item, region, n, missing, rho, rho_low, rho_high, p, p_asymptotic,
        p_permutation, permutation.
    """
    patients = data.subjects.loc[data.subjects["group"] == "patient", "subject_id"]
    items = data.alsfrs.pivot(index="subject_id", columns="item", values="score").reindex(patients)
    both_sides = scores.groupby(["subject_id", "region"], observed=True)["score"].mean()
    means = without_rounding(both_sides).unstack("region").reindex(patients)
    rows = [
        {"item": item, "region": region} | _correlation(items[item], means[region], data.settings)
        for item, regions in ITEM_REGIONS.items()
        for region in regions
        if item in items and region in means
    ]
    columns = ["item", "region", "n", "missing", *CORRELATION, "permutation"]
    return pd.DataFrame(rows, columns=columns)


def mri_with_emg(grades: pd.DataFrame, emg: pd.DataFrame) -> pd.DataFrame:
    """MRI and EMG grade of the muscles that have both.

    Returns
    -------
    DataFrame
        subject_id, side, muscle_id, grade (of the MRI), other_grade (the EMG grade, 0 to 3).
    """
    return _with_mri(grades, emg.rename(columns={"emg_grade": "other_grade"}))


def mri_with_strength(grades: pd.DataFrame, strength: pd.DataFrame) -> pd.DataFrame:
    """MRI grade and weakness grade of the muscles that have both.

    The MRC grade (5 normal, 0 no contraction) is turned into a weakness grade with the numbers of
    the Mercuri scale: 5 is 0, 4 is 1, 3 is 2, and 2 or less is 3. This assignment is an assumption
    of this project; agreement depends on it.

    Returns
    -------
    DataFrame
        subject_id, side, muscle_id, grade (of the MRI), other_grade (the weakness grade, 0 to 3).

    Examples
    --------
    >>> muscle = {"subject_id": ["P01"], "side": ["right"], "muscle_id": ["tibialis_anterior"]}
    >>> grades = pd.DataFrame(muscle | {"grade": [1]})
    >>> strength = pd.DataFrame(muscle | {"mrc_grade": [4]})
    >>> mri_with_strength(grades, strength)["other_grade"].tolist()
    [1]
    """
    weakness = (MRC_NORMAL - strength["mrc_grade"]).clip(upper=OTHER_GRADES[-1])
    return _with_mri(grades, strength.assign(other_grade=weakness))


def _with_mri(grades: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    return grades[[*MUSCLE, "grade"]].merge(other[[*MUSCLE, "other_grade"]], on=MUSCLE)


def cross_table(pairs: pd.DataFrame, scale: Scale) -> pd.DataFrame:
    """Table S2: counts of the other grade (rows) by MRI grade (columns), per muscle.

    Returns
    -------
    DataFrame
        muscle_id, other_grade, and for each grade of the scale a column such as mri_0; all four
        rows of each muscle.
    """
    tables = [
        _counts(part, scale).assign(muscle_id=muscle)
        for muscle, part in pairs.groupby("muscle_id", observed=True)
    ]
    columns = ["muscle_id", "other_grade", *(f"mri_{grade}" for grade in scale.numbers)]
    return pd.concat(tables)[columns] if tables else pd.DataFrame(columns=columns, dtype="int64")


def _counts(part: pd.DataFrame, scale: Scale) -> pd.DataFrame:
    counts = pd.crosstab(part["other_grade"], part["grade"])
    full = counts.reindex(index=OTHER_GRADES, columns=scale.numbers, fill_value=0)
    return full.rename(columns=lambda grade: f"mri_{grade}").rename_axis(columns=None).reset_index()


def agreement(pairs: pd.DataFrame, settings: Settings, scale: Scale) -> pd.DataFrame:
    """Agreement of MRI grade and other grade per muscle, and over all of them.

    Kappa, and whether one grade is higher than another, needs the same grades on both sides. On a
    scale with other grades than 0 to 3 there is Spearman's correlation in its place.

    Returns
    -------
    DataFrame
        muscle_id (``all`` for all together), n; then weighted_kappa (linear weights), kappa_low,
        kappa_high, agreement_percent, other_higher_percent (muscles in which the other
        measure is graded higher than the MRI), mri_higher_percent; or rho, rho_low, rho_high.
    """
    parts = [*pairs.groupby("muscle_id", observed=True), ("all", pairs)]
    how = _agreement if scale.has_grades_of(OTHER_GRADES) else _association
    rows = [{"muscle_id": name, "n": len(part), **how(part, settings)} for name, part in parts]
    return pd.DataFrame(rows)


def _association(part: pd.DataFrame, settings: Settings) -> dict[str, object]:
    found = _correlation(part["grade"], part["other_grade"], settings)
    return {name: found[name] for name in ("rho", "rho_low", "rho_high")}


def _agreement(part: pd.DataFrame, settings: Settings) -> dict[str, object]:
    if part.empty:
        missing = ["weighted_kappa", "kappa_low", "kappa_high", "agreement_percent"]
        missing += ["other_higher_percent", "mri_higher_percent"]
        return dict.fromkeys(missing, np.nan)
    mri, other = part["grade"].to_numpy(), part["other_grade"].to_numpy()
    kappa = weighted_kappa(mri, other, "linear", level=1 - settings.alpha)
    return {
        "weighted_kappa": kappa.estimate,
        "kappa_low": kappa.low,
        "kappa_high": kappa.high,
        "agreement_percent": 100 * (mri == other).mean(),
        "other_higher_percent": 100 * (other > mri).mean(),
        "mri_higher_percent": 100 * (mri > other).mean(),
    }
