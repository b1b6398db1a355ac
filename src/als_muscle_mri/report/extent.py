"""Sentences that say what a cohort has, how much of it, and what it is without."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import pandas as pd

from .correlated import correlation
from .phrases import counted, listed
from .rounding import count
from .suppressed import holds

NOT_RECORDED = {
    "mri_ratings.csv": "reading of the MRI",
    "muaps.csv": "EMG",
    "strength.csv": "strength",
    "alsfrs.csv": "ALSFRS-R item",
}


def in_force(settings: Mapping[str, Any], names: Iterable[str]) -> str:
    """Which settings a notebook runs with, wherever they come from.

    Parameters
    ----------
    settings : mapping
        All settings and their values.
    names : iterable of str
        The parameters of the notebook; those that are no settings are left out.

    Examples
    --------
    >>> in_force({"alpha": 0.05, "emg_thresholds_ms": {"soleus": (9, 11)}, "seed": 1},
    ...          ["cohort", "alpha", "emg_thresholds_ms"])
    'Settings used: alpha 0.05; emg_thresholds_ms: soleus 9, 11.'
    """
    told = [f"{name}{_setting(settings[name])}" for name in names if name in settings]
    return f"Settings used: {'; '.join(told)}."


def _setting(value: Any) -> str:
    if isinstance(value, Mapping):
        return f":{','.join(f' {name}{_setting(part)}' for name, part in value.items())}"
    if isinstance(value, tuple | list):
        return f"{','.join(map(_setting, value)) or ' none'}"
    return f" {value:g}" if isinstance(value, float) else f" {value}"


def scope(ratings: pd.DataFrame, regions: int) -> str:
    """How many muscles were read, and where: the end of a sentence, without a full stop.

    Parameters
    ----------
    ratings : DataFrame
        side, muscle_id.
    regions : int
        Regions that hold them.

    Examples
    --------
    >>> scope(pd.DataFrame({"side": ["left"], "muscle_id": ["iliacus"]}), 1)
    'one muscle in one region of the left side'
    """
    if ratings.empty:
        return "none"
    sides = sorted(set(ratings["side"]), reverse=True)
    where = "both sides" if len(sides) == 2 else f"the {sides[0]} side"
    n = len(ratings[["side", "muscle_id"]].drop_duplicates())
    return f"{counted(n, 'muscle')} in {counted(regions, 'region')} of {where}"


def readings(ratings: pd.DataFrame) -> str:
    """How many muscles were read on each side, by how many raters, how often.

    Parameters
    ----------
    ratings : DataFrame
        side, muscle_id, rater, session.

    Examples
    --------
    >>> rows = {"side": ["left"], "muscle_id": ["iliacus"], "rater": ["R1"], "session": [1]}
    >>> readings(pd.DataFrame(rows))
    'One muscle on the left side was read on T1-weighted images by one rater in one session.'
    """
    if ratings.empty:
        return "No muscle was read."
    n = ratings.groupby("side", sort=False, observed=True)["muscle_id"].nunique()
    if len(n) == 2 and n.nunique() == 1:
        muscles = f"{counted(int(n.iloc[0]), 'muscle')} on each side"
    else:
        each = [f"{counted(int(k), 'muscle')} on the {side} side" for side, k in n.items()]
        muscles = listed(each)
    were = "was" if len(n) == 1 and n.iloc[0] == 1 else "were"
    sessions = ratings["session"].nunique()
    often = f"{'up to ' if sessions > 1 else ''}{counted(sessions, 'session')}"
    raters = counted(ratings["rater"].nunique(), "rater")
    sentence = f"{muscles} {were} read on T1-weighted images by {raters} in {often}."
    return sentence[:1].upper() + sentence[1:]


def muaps(grades: pd.DataFrame, people: float, total: float) -> str:
    """How many MUAPs were measured.

    Parameters
    ----------
    grades : DataFrame
        n_muaps; a row a muscle examined.
    people : float
        How many subjects were examined, suppressed where they are too few.
    total : float
        How many MUAPs were measured, suppressed where it would tell of too few subjects.

    Examples
    --------
    >>> muaps(pd.DataFrame({"n_muaps": [10, 12]}), 2, 22)
    '22 MUAPs of 2 subjects were measured, at least 10 in each muscle.'
    >>> from als_muscle_mri.report.suppressed import Suppressed
    >>> print(muaps(pd.DataFrame({"n_muaps": [10, 12]}), 2, Suppressed("not shown")))
    MUAPs were measured, at least 10 in each muscle; of how many subjects is not shown.
    """
    if grades.empty:
        return "No EMG was recorded."
    fewest = f"at least {count(grades['n_muaps'].min())} in each muscle"
    if holds(people, total):
        return f"MUAPs were measured, {fewest}; of how many subjects is not shown."
    of = f"{count(people)} {'subject' if people == 1 else 'subjects'}"
    return f"{count(total)} MUAPs of {of} were measured, {fewest}."


def unrecorded(empty: Collection[str]) -> str:
    """Which kinds of data a cohort is without.

    Parameters
    ----------
    empty : collection of str
        Data files in which nothing is recorded.

    Examples
    --------
    >>> print(unrecorded(["muaps.csv", "strength.csv"]))
    No EMG and no strength were recorded; what depends on them is left out, and the report says so.
    """
    if not empty:
        return "MRI readings, EMG, strength and ALSFRS-R items were all recorded."
    names = [f"no {NOT_RECORDED[file]}" for file in empty]
    sentence = f"{listed(names)} {'was' if len(names) == 1 else 'were'} recorded"
    rest = "it" if len(names) == 1 else "them"
    said = f"{sentence[:1].upper()}{sentence[1:]}"
    return f"{said}; what depends on {rest} is left out, and the report says so."


def people(group: str, groups: Mapping[str, str]) -> str:
    """A group in the middle of a sentence.

    Examples
    --------
    >>> labels = {"patient": "ALS patients", "mimic": "Multifocal motor neuropathy"}
    >>> people("patient", labels), people("mimic", labels)
    ('patients', 'the group "Multifocal motor neuropathy"')
    """
    plain = {"patient": "patients", "control": "controls"}
    return plain.get(group, f'the group "{groups[group]}"')


def participants(enrolled: Mapping[str, int], groups: Mapping[str, str]) -> str:
    """How many subjects each group has, as part of a sentence.

    Parameters
    ----------
    enrolled : mapping
        n_patients, n_controls and so on.
    groups : mapping
        What the cohort calls its groups.

    Examples
    --------
    >>> labels = {"patient": "ALS patients", "mimic": "Mimics"}
    >>> participants({"n_patients": 10, "n_mimics": 1}, labels)
    '10 patients and 1 in the group "Mimics"'
    """
    counts = {group: enrolled[f"n_{group}s"] for group in groups}
    singular = {group: group for group in ("patient", "control")}
    parts = []
    for group, n in counts.items():
        if group in singular:
            parts.append(f"{count(n) if n else 'no'} {group if n == 1 else people(group, groups)}")
        else:
            parts.append(f"{count(n) if n else 'none'} in {people(group, groups)}")
    return listed(parts)


def headline(
    rows: pd.DataFrame, found: Mapping[str, str], adjusted: Mapping[str, str]
) -> dict[str, str]:
    """What the manuscript says of patients against controls.

    Parameters
    ----------
    rows : DataFrame
        The comparison of both sides: side, n_patients, n_controls, p.
    found, adjusted : mapping
        For each side, the sentence of :func:`differences` and that of :func:`adjusted`.

    Returns
    -------
    dict
        ``one_side``, for the summary: the first side on which anything was compared; and
        ``both_sides``. Where nothing was compared, both say why.

    Examples
    --------
    >>> rows = pd.DataFrame({"side": ["left"], "n_patients": 3, "n_controls": 0, "p": None})
    >>> headline(rows, {}, {})["one_side"]
    'No controls were scanned, so there is nothing to compare patients with.'
    """
    compared = [side for side in found if rows.loc[rows["side"] == side, "p"].notna().any()]
    if not compared and holds(rows):
        said = "The comparison of patients and controls involves too few people to be shown."
        return dict.fromkeys(("one_side", "both_sides"), said)
    if not compared:
        return dict.fromkeys(("one_side", "both_sides"), _nothing_compared(rows))
    told = {
        side: f"{sentence} {adjusted[side]}" if side in compared else sentence
        for side, sentence in found.items()
    }
    return {"one_side": told[compared[0]], "both_sides": " ".join(told.values())}


def _nothing_compared(rows: pd.DataFrame) -> str:
    if rows.empty:
        return "No muscle was read, so patients and controls could not be compared."
    if not rows["n_controls"].any():
        return "No controls were scanned, so there is nothing to compare patients with."
    if not rows["n_patients"].any():
        return "No patients were scanned, so there is nothing to compare controls with."
    return "No region was scanned in both patients and controls, so nothing could be compared."


def hand_correlation(in_atlas: bool, result: Mapping[str, float], alpha: float) -> str:
    """The correlation of the hand items with the hand score, where there is a region hand.

    Parameters
    ----------
    in_atlas : bool
        Whether the cohort's atlas has it.
    result : mapping
        rho with its interval, p, n, missing.
    """
    if not in_atlas:
        return "The atlas has no hand region, so there is nothing to correlate the hand items with."
    return correlation(result, alpha, "the hand items", "the hand score")


def further_groups(groups: Mapping[str, str]) -> dict[str, str]:
    """Groups beyond patients and controls: the name of their columns, and in a sentence.

    Examples
    --------
    >>> further_groups({"patient": "ALS patients", "mimic": "Mimics"})
    {'mimics': 'the group "Mimics"'}
    """
    return {f"{g}s": people(g, groups) for g in groups if g not in ("patient", "control")}


def further_found(said: Mapping[str, str], groups: Mapping[str, str]) -> str:
    """What was found of patients against each further group.

    Parameters
    ----------
    said : mapping
        The sentence of each contrast; those of further groups are ``patients_v_<group>``.
    """
    found = [said[f"patients_v_{g}"] for g in groups if f"patients_v_{g}" in said]
    return " ".join(found) or "The cohort has no groups beyond patients and controls."
