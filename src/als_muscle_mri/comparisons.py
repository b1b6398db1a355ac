"""Comparisons: patients against controls, strata of patients, right against left, atrophy."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from .contrasts import UNTESTED, contrast
from .inputs import SIDES, Cohort, Settings
from .mri_scoring import without_rounding
from .statistics import (
    adjust,
    clustered_proportions,
    contingency,
    largest_exact_p,
    rank_sum,
    signed_rank,
)

COMPARED = ("patient", "control")
"""The two groups of the headline comparison; any other is a stratum beside the patients."""

REGION = ["side", "region"]


def region_comparisons(scores: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Table 2: patients against controls for every region and side.

    Returns
    -------
    DataFrame
        What :func:`compare` returns, with ``patients`` and ``controls`` as the two groups.
    """
    return compare(scores, patients_and_controls(scores), settings)


def patients_and_controls(scores: pd.DataFrame) -> dict[str, set[str]]:
    """The subjects with a score of the two groups, under the names that end the columns."""
    return {
        f"{group}s": set(scores.loc[scores["group"] == group, "subject_id"]) for group in COMPARED
    }


def compare(
    scores: pd.DataFrame, groups: Mapping[str, set[str]], settings: Settings
) -> pd.DataFrame:
    """Two groups of subjects compared in every region and side.

    Parameters
    ----------
    scores : DataFrame
        Region scores, as :func:`als_muscle_mri.mri_scoring.region_scores` returns.
    groups : mapping of str to set of str
        Two names and the subjects behind them; the effect is the first against the second.
    settings : Settings
        ``rank_test``, ``two_sided``, ``quartile_method``, ``adjust`` and ``alpha`` are used;
        intervals have level 1 - alpha.

    Returns
    -------
    DataFrame
        region, side; per group n, median, q1, q3 (for instance ``n_patients``); n, missing
        (subjects of either group without a score there); u, z; p (the headline test, named in
        ``test``) and its asymptotic and both exact forms; p_holm, p_bh (over the regions of a
        side) and p_adjusted (the cohort's choice); cliffs_delta and shift (Hodges-Lehmann,
        grades) with the intervals of the headline test. With an empty group all but the counts
        is missing.
    """
    rows = [
        {"region": region, "side": side, **_contrast(part, groups, settings)}
        for (side, region), part in scores.groupby(REGION, observed=True)
    ]
    described = [f"{what}_{name}" for name in groups for what in ("n", "median", "q1", "q3")]
    columns = ["region", "side", *described, "n", "missing", *UNTESTED]
    table = pd.DataFrame(rows) if rows else pd.DataFrame(columns=columns)
    return with_adjusted(table, table["p"], settings)


def with_adjusted(table: pd.DataFrame, p: pd.Series, settings: Settings) -> pd.DataFrame:
    """A comparison with the p-values of each side adjusted for each other.

    Parameters
    ----------
    table : DataFrame
        side, p.
    p : Series
        The p-values that are adjusted, of the same rows; NaN is a test that was not made.
    """
    by_side = p.groupby(table["side"], sort=False)
    adjusted = {f"p_{how}": by_side.transform(_adjusted, method=how) for how in ("holm", "bh")}
    made = table.assign(**adjusted)
    chosen = made["p" if settings.adjust == "none" else f"p_{settings.adjust}"]
    return made.assign(p_adjusted=chosen)


def by_side(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The rows of a comparison for each side, none for a side that was not scanned."""
    return {side: table[table["side"] == side] for side in SIDES}


def _adjusted(p: pd.Series, method: str) -> pd.Series:
    known = p.dropna()
    return pd.Series(adjust(known.to_numpy(), method), index=known.index).reindex(p.index)


def samples_of(part: pd.DataFrame, groups: Mapping[str, set[str]]) -> dict[str, np.ndarray]:
    """The scores of each group among those of one region and side."""
    return {
        name: part.loc[part["subject_id"].isin(subjects), "score"].to_numpy()
        for name, subjects in groups.items()
    }


def _contrast(
    part: pd.DataFrame, groups: Mapping[str, set[str]], settings: Settings
) -> dict[str, object]:
    samples = samples_of(part, groups)
    n = sum(map(len, samples.values()))
    missing = sum(map(len, groups.values())) - n
    return contrast(samples, settings) | {"n": n, "missing": missing}


def leave_one_out(scores: pd.DataFrame, table: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """The headline p-value of every significant region after leaving out any one subject.

    Parameters
    ----------
    scores : DataFrame
        Region scores.
    table : DataFrame
        What :func:`region_comparisons` returns for them.

    Returns
    -------
    DataFrame
        side, region, n (subjects left out in turn), n_significant (how often p stays at or
        below alpha), largest_p, subject_id (whose absence gives it).
    """
    found = table[table["p"] <= settings.alpha]
    rows = [
        {"side": row.side, "region": row.region}
        | _without_each(
            scores[(scores["side"] == row.side) & (scores["region"] == row.region)], settings
        )
        for row in found.itertuples(index=False)
    ]
    columns = ["side", "region", "n", "n_significant", "largest_p", "subject_id"]
    return pd.DataFrame(rows, columns=columns)


def _without_each(part: pd.DataFrame, settings: Settings) -> dict[str, object]:
    # Whoever of a group is left out, subjects with the same score give the same p.
    alike = ["group", "score"]
    kinds = part[alike].drop_duplicates()
    left = [_compared(part.drop(index=row)) for row in kinds.index]
    each = part.merge(kinds.assign(p=_headline_p(left, settings)), on=alike, how="left")
    return {
        "n": len(each),
        "n_significant": int((each["p"] <= settings.alpha).sum()),
        "largest_p": each["p"].max(),
        "subject_id": each["subject_id"].iloc[each["p"].argmax()],
    }


def _compared(part: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    patients, controls = (part.loc[part["group"] == group, "score"] for group in COMPARED)
    return patients.to_numpy(), controls.to_numpy()


def _headline_p(pairs: list[tuple[np.ndarray, np.ndarray]], settings: Settings) -> np.ndarray:
    """The p-values of patients against controls; 1 where leaving one out leaves a group empty."""
    comparable = np.array([len(first) > 0 and len(second) > 0 for first, second in pairs])
    tested = [pair for pair, both in zip(pairs, comparable, strict=True) if both]
    p = np.ones(len(pairs))
    if settings.rank_test == "exact":
        p[comparable] = largest_exact_p(tested, settings.alpha, settings.two_sided)
    else:
        p[comparable] = [rank_sum(*pair, method="asymptotic").p for pair in tested]
    return p


def strata(data: Cohort) -> dict[str, dict[str, set[str]]]:
    """The contrasts within and beside the patients, each as two named sets of subjects.

    Each group beyond patients and controls is set beside all patients. ``umn_high`` holds
    patients with an UMN burden score at or above ``umn_cutoff``.
    """
    subjects = data.subjects
    patient = subjects["group"] == "patient"

    def those(chosen: pd.Series) -> set[str]:
        return set(subjects.loc[chosen, "subject_id"])

    controls = those(subjects["group"] == "control")
    spinal, bulbar = (those(patient & (subjects["onset_site"] == s)) for s in ("spinal", "bulbar"))
    low = those(patient & (subjects["umn_score"] < data.settings.umn_cutoff))
    high = those(patient & (subjects["umn_score"] >= data.settings.umn_cutoff))
    return {
        "spinal_v_controls": {"spinal": spinal, "controls": controls},
        "bulbar_v_controls": {"bulbar": bulbar, "controls": controls},
        "spinal_v_bulbar": {"spinal": spinal, "bulbar": bulbar},
        "umn_high_v_low": {"umn_high": high, "umn_low": low},
        **{
            f"patients_v_{group}": {
                "patients": those(patient),
                f"{group}s": those(subjects["group"] == group),
            }
            for group in data.groups
            if group not in COMPARED
        },
    }


def side_comparisons(scores: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Right against left in subjects with both, by the Wilcoxon signed-rank test.

    Returns
    -------
    DataFrame
        group (all, patient, control), region, n (pairs), missing (subjects with one side only),
        n_differing (pairs that are not equal), median_difference (right - left), p.
    """
    sides = (
        scores.pivot(index=["subject_id", "group", "region"], columns="side", values="score")
        .reindex(columns=["right", "left"])
        .reset_index()
    )
    parts = {"all": sides} | dict(list(sides.groupby("group", observed=True)))
    rows = [
        {"group": group, "region": region, **_side_contrast(part, settings)}
        for group, people in parts.items()
        for region, part in people.groupby("region", observed=True)
    ]
    columns = ["group", "region", "n", "missing", "n_differing", "median_difference", "p"]
    return pd.DataFrame(rows, columns=columns)


def _side_contrast(part: pd.DataFrame, settings: Settings) -> dict[str, object]:
    differences = without_rounding(part["right"] - part["left"]).dropna().to_numpy()
    counted = {"n": len(differences), "missing": len(part) - len(differences)}
    if not len(differences):
        return counted | {"n_differing": 0, "median_difference": np.nan, "p": np.nan}
    test = signed_rank(differences, method=settings.rank_test, two_sided=settings.two_sided)
    return counted | {
        "n_differing": int(np.count_nonzero(differences)),
        "median_difference": float(np.median(differences)),
        "p": test.p,
    }


def atrophy_comparison(counts: pd.DataFrame, alpha: float) -> dict[str, float]:
    """Atrophied muscles in patients against controls, each muscle counted as independent.

    Muscles of one person are not independent, so this p-value is too small; it is the published
    analysis (Pearson's chi-square without correction, as Stata's ``tabulate, chi2``).

    Parameters
    ----------
    counts : DataFrame
        What :func:`als_muscle_mri.mri_scoring.atrophy_counts` returns.
    alpha : float
        The interval of the odds ratio has level 1 - alpha.

    Returns
    -------
    dict
        chi_square, p, p_yates, p_fisher, odds_ratio, odds_ratio_low, odds_ratio_high, n; empty
        unless both groups have muscles.
    """
    rows = counts.set_index("group").reindex(COMPARED).dropna()
    if len(rows) < 2:
        return {}
    table = np.column_stack([rows["n_atrophied"], rows["n_muscles"] - rows["n_atrophied"]])
    result = contingency(table.astype(int), 1 - alpha)
    return {
        "chi_square": result.chi_square,
        "p": result.p,
        "p_yates": result.p_yates,
        "p_fisher": result.p_fisher,
        "odds_ratio": result.estimate,
        "odds_ratio_low": result.low,
        "odds_ratio_high": result.high,
        "n": int(table.sum()),
    }


def clustered_atrophy(grades: pd.DataFrame, settings: Settings) -> dict[str, object]:
    """Atrophied muscles in patients against controls with the person as the unit.

    Persons, not muscles, change their group in the permutation test, and are drawn in the
    bootstrap; see :func:`als_muscle_mri.statistics.clustered_proportions`.

    Parameters
    ----------
    grades : DataFrame
        What :func:`als_muscle_mri.mri_scoring.muscle_grades` returns.
    settings : Settings
        ``alpha``, ``two_sided`` and ``seed`` are used.

    Returns
    -------
    dict
        difference_percent (patients - controls, -100 to 100), difference_low, difference_high,
        p, method, n (persons); empty unless both groups have muscles.
    """
    muscles = (grades["atrophy"] == "yes").groupby(
        [grades["group"], grades["subject_id"]], observed=True
    )
    counts = muscles.agg(["sum", "size"])
    if not set(COMPARED) <= set(counts.index.get_level_values("group")):
        return {}
    patients, controls = (counts.loc[group] for group in COMPARED)
    result = clustered_proportions(
        patients["sum"].to_numpy(),
        patients["size"].to_numpy(),
        controls["sum"].to_numpy(),
        controls["size"].to_numpy(),
        two_sided=settings.two_sided,
        level=1 - settings.alpha,
        seed=settings.seed,
    )
    return {
        "difference_percent": 100 * result.estimate,
        "difference_low": 100 * result.low,
        "difference_high": 100 * result.high,
        "p": result.p,
        "method": f"{result.method}, {result.two_sided}",
        "n": result.n,
    }
