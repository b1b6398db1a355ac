"""Sentences of a comparison of cohorts."""

from collections.abc import Sequence

import pandas as pd

from . import rounding
from .across_numbers import subjects
from .labels import words
from .phrases import counted, listed, numeral
from .suppressed import holds

SCALES_APART = (
    "Their muscles are graded on different scales: a shift is in grades of the cohort's own scale, "
    "and shifts of different cohorts cannot be compared."
)


def named(rows: pd.DataFrame) -> str:
    """Name the cohorts, and what their grades are.

    Examples
    --------
    >>> named(pd.DataFrame({"cohort": ["a", "b"], "status": ["simulated", "published"]}))
    'The grades of a are simulated, those of b are published.'
    """
    by_status = rows.groupby("status", sort=False)["cohort"].agg(list)
    clauses = [
        f"{'those' if number else 'The grades'} of {listed(names)} are {status}"
        for number, (status, names) in enumerate(by_status.items())
    ]
    return f"{', '.join(clauses)}."


def scope(rows: pd.DataFrame) -> str:
    """Say how many cohorts and subjects there are.

    Parameters
    ----------
    rows : DataFrame
        A row for each cohort: n_patients, n_controls.

    Examples
    --------
    >>> scope(pd.DataFrame({"n_patients": [10, 60], "n_controls": [9, 40]}))
    'Two cohorts with 119 subjects.'
    """
    cohorts, n = counted(len(rows), "cohort").capitalize(), subjects(rows)
    if holds(n):
        return f"{cohorts}; how many subjects they have together is not shown."
    return f"{cohorts} with {rounding.count(n)} subjects."


def unreal(rows: pd.DataFrame) -> str:
    """Warn of cohorts behind whose grades nobody was scanned, or not as given.

    Examples
    --------
    >>> unreal(pd.DataFrame({"cohort": ["a"], "status": ["published"]}))
    'The grades of every cohort are measured ones.'
    """
    other = rows.loc[rows["status"] != "published", "cohort"].tolist()
    if not other:
        return "The grades of every cohort are measured ones."
    return (
        f"What is said about {listed(other)} shows how the methods work, and nothing about "
        "patients: reconstructed grades agree with printed figures but are one of many such sets, "
        "and simulated grades belong to nobody. A summary that includes them is not evidence."
    )


def differing(rows: pd.DataFrame, names: Sequence[str]) -> str:
    """Say which settings the cohorts do not share.

    Examples
    --------
    >>> differing(pd.DataFrame({"alpha": [0.05, 0.01], "adjust": "holm"}), ["alpha", "adjust"])
    'The cohorts differ in alpha.'
    """
    apart = [name.replace("_", " ") for name in names if rows[name].nunique() > 1]
    scales = rows["scale"].nunique() if "scale" in rows else 1
    graded = [SCALES_APART] if scales > 1 else []
    if not apart:
        return " ".join(["The cohorts have the same settings throughout.", *graded])
    return " ".join([f"The cohorts differ in {listed(apart)}.", *graded])


def muscles(rows: pd.DataFrame) -> str:
    """Say whether the region scores are means over the same muscles.

    Examples
    --------
    >>> muscles(pd.DataFrame({"region": ["hand", "hand"], "same": True}))
    'Every region score is the mean of the same muscles in every cohort that has it.'
    """
    apart = rows.loc[~rows["same"], "region"].drop_duplicates().map(words).tolist()
    if not apart:
        return "Every region score is the mean of the same muscles in every cohort that has it."
    verb = "rests" if len(apart) == 1 else "rest"
    return (
        f"The score of {listed(apart)} {verb} on different muscles in different cohorts, so a "
        "difference between cohorts may there be due to the protocol."
    )


def agreement(rows: pd.DataFrame, level: float) -> str:
    """Say in how many regions of a side the cohorts agree in direction and in significance.

    Parameters
    ----------
    rows : DataFrame
        Effects of one side.
    level : float
        Level of the intervals, between 0 and 1.
    """
    parts = [part for _, part in rows.groupby("region", observed=True) if len(part) > 1]
    if not parts:
        return "No region was read in more than one cohort."
    above = [_name(part) for part in parts if (part["cliffs_delta"] > 0).all()]
    apart = [_name(part) for part in parts if _signs(part["cliffs_delta"]) == {-1, 1}]
    clear = [_name(part) for part in parts if (part["cliffs_delta_low"] > 0).all()]
    sentences = [
        f"Of {counted(len(parts), 'region')} read in more than one cohort, patients were graded "
        f"higher in every cohort in {numeral(len(above))}."
    ]
    if clear:
        sentences.append(
            f"The {rounding.confidence(level)} lies above 0 in every cohort for {listed(clear)}."
        )
    else:
        confidence = rounding.confidence(level)
        sentences.append(f"In no region does the {confidence} lie above 0 in every cohort.")
    if apart:
        sentences.append(f"The cohorts point in opposite directions for {listed(apart)}.")
    return " ".join(sentences)


def _name(part: pd.DataFrame) -> str:
    return words(part["region"].iloc[0])


def _signs(values: pd.Series) -> set[int]:
    return {1 if value > 0 else -1 for value in values if value != 0}


def pooled(rows: pd.DataFrame, pool_from: int, scales: Sequence[str]) -> str:
    """Say what the summaries are worth.

    Parameters
    ----------
    rows : DataFrame
        The summaries of both sides.
    pool_from : int
        Fewest cohorts summarised.
    scales : sequence of str
        The grading scales of the cohorts.
    """
    if len(scales) > 1:
        return (
            f"Nothing was summarised, since the cohorts are graded on different scales "
            f"({'; '.join(scales)}). Cliff's delta has no unit, but the fewer grades a scale has, "
            "the more ties there are, and ties draw delta towards 0: the effects are shown side by "
            "side, and each has to be read on its own."
        )
    done = rows.dropna(subset=["cliffs_delta"])
    if done.empty:
        return (
            "Nothing was summarised: no region has an effect with an estimable variance in "
            f"{numeral(pool_from)} cohorts or more."
        )
    k = int(done["k"].max())
    sentences = [
        f"{counted(len(done), 'comparison').capitalize()} of {numeral(len(rows))} could be "
        f"summarised, over at most {counted(k, 'cohort')}.",
        _worth(k),
    ]
    if lost := int((rows["k_without_variance"] > 0).sum()):
        sentences.append(
            f"In {counted(lost, 'comparison')} a cohort is left out: its groups are separated or "
            "tied throughout, so that the variance of its effect cannot be estimated, or the "
            "variance is not shown."
        )
    found = done[(done["cliffs_delta_low"] > 0) | (done["cliffs_delta_high"] < 0)]
    if found.empty:
        sentences.append("The interval of every summary includes 0.")
    else:
        clauses = [f"{row.side} {words(row.region)} ({_estimate(row)})" for row in _rows(found)]
        sentences.append(f"The interval of the summary excludes 0 for {listed(clauses)}.")
    return " ".join(sentences)


def _worth(k: int) -> str:
    if k == 2:
        return (
            "Two cohorts say little: the variance between them has one degree of freedom, the "
            "interval of the mean is many times as wide as the usual one, I² means hardly "
            "anything, and nothing can be said about a third cohort."
        )
    if k < 5:
        return (
            f"With {numeral(k)} cohorts the variance between them is poorly known, and so are I² "
            "and the interval for the next cohort."
        )
    return "The interval for the next cohort is the one to plan with, not that of the mean."


def _rows(frame: pd.DataFrame):
    return frame.itertuples(index=False)


def _estimate(row) -> str:
    return rounding.estimate(row.cliffs_delta, row.cliffs_delta_low, row.cliffs_delta_high)


def excluded(rows: pd.DataFrame) -> str:
    """Say what could not be compared.

    Examples
    --------
    >>> excluded(pd.DataFrame({"cohort": [], "region": []}))
    'Every cohort has patients and controls in every region it read.'
    """
    if rows.empty:
        return "Every cohort has patients and controls in every region it read."
    whole = rows.loc[rows["region"] == "", "cohort"].tolist()
    parts = len(rows) - len(whole)
    sentences = [f"Not comparable as a whole: {listed(whole)}."] if whole else []
    if parts:
        sentences.append(f"{counted(parts, 'single region').capitalize()} could not be compared.")
    return " ".join(sentences)
