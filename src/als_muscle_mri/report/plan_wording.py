"""Sentences of the plan of a study."""

import numpy as np
import pandas as pd

from . import rounding
from .disclosure import Disclosure
from .labels import words
from .phrases import counted, listed, numeral
from .plan_tables import size


def reached(rows: pd.DataFrame, assumption: str, power: float, sizes: tuple[int, ...]) -> str:
    """Say for how many comparisons a size was found, and name the smallest.

    Parameters
    ----------
    rows : DataFrame
        side, region, assumption, n_needed, n_low, n_high.
    assumption : str
        observed, safeguard or assumed.
    power : float
        The power wanted.
    sizes : tuple of int
        The sizes simulated.

    Examples
    --------
    >>> rows = pd.DataFrame({"side": ["right"], "region": ["hand"], "assumption": "observed",
    ...                      "n_needed": [38.0], "n_low": [36.0], "n_high": [41.0]})
    >>> reached(rows, "observed", 0.8, (10, 100))
    'If the observed effects are true, a power of 80 % is reached in one comparison of one, with \
38 (36 to 41) subjects in each group for right hand.'
    """
    part = rows[rows["assumption"] == assumption]
    if part.empty:
        return f"There is no {assumption} effect to plan on."
    found = part[np.isfinite(part["n_needed"])].sort_values("n_needed", kind="stable")
    start = f"If the {assumption} effects are true, a power of {100 * power:g} % is reached in "
    if found.empty:
        return f"{start}no comparison with up to {sizes[-1]} subjects in each group."
    clauses = [
        f"{size(row, sizes)}{' subjects in each group' if not number else ''} for "
        f"{' '.join(filter(None, (row.side, words(row.region))))}"
        for number, row in enumerate(found.head(4).itertuples(index=False))
    ]
    return (
        f"{start}{counted(len(found), 'comparison')} of {numeral(len(part))}, with "
        f"{listed(clauses)}{', and more for the others' if len(found) > len(clauses) else ''}."
    )


def optimistic(pilot: pd.DataFrame, level: float) -> str:
    """Warn of planning with the effects a pilot happened to show.

    Parameters
    ----------
    pilot : DataFrame
        What the pilot observed, with safeguard_delta.
    level : float
        Level of the safeguard interval.
    """
    if pilot.empty:
        return "The pilot has no effect to plan on."
    lost = int((pilot["safeguard_delta"] == 0).sum())
    sentences = [
        "A pilot's largest effects are large partly by chance (the winner's curse), and a study "
        "planned on them tends to be too small. The safeguard effect, the limit nearer to 0 of the "
        f"{rounding.confidence(level)}, is the one to plan with."
    ]
    if lost:
        sentences.append(
            f"In {counted(lost, 'comparison')} of {numeral(len(pilot))} that interval includes 0: "
            "there the pilot leaves even the direction open, and no size can be planned from it."
        )
    return " ".join(sentences)


def kept_back(rows: pd.DataFrame, disclosure: Disclosure) -> str:
    """Say which numbers of the pilot are shown, and on which regions no study is planned for it.

    Parameters
    ----------
    rows : DataFrame
        side, region of those read in too few.
    disclosure : Disclosure
        The rule of the pilot.

    Examples
    --------
    >>> print(kept_back(pd.DataFrame({"side": ["right"], "region": "hand"}), Disclosure(5)))
    Numbers that rest on fewer than 5 people are not shown, nor those from which such a number \
could be worked out. Left out: right hand, read in fewer than 5 patients or controls, or in all \
but fewer than 5.
    """
    if rows.empty:
        return disclosure.limit
    places = [f"{row.side} {words(row.region)}" for row in rows.itertuples(index=False)]
    return (
        f"{disclosure.limit} Left out: {listed(places)}, read in fewer than "
        f"{disclosure.minimum} patients or controls, or in all but fewer than {disclosure.minimum}."
    )


def precision(simulations: int, *tables: pd.DataFrame) -> str:
    """Say how precise the simulated powers are.

    Parameters
    ----------
    simulations : int
        Studies simulated for each power.
    *tables : DataFrame
        mc_error.
    """
    errors = pd.concat([rows["mc_error"] for rows in tables if len(rows)] or [pd.Series([0.0])])
    return (
        f"Each power is the share of {rounding.count(simulations)} simulated studies; its Monte "
        f"Carlo standard error is at most {rounding.number(100 * errors.max(), 1)} percentage "
        "points."
    )


def follow_up(rows: pd.DataFrame, power: float, sizes: tuple[int, ...]) -> str:
    """Say how many patients a second scan needs, under what is assumed."""
    first = rows.drop_duplicates("region").sort_values("n_needed", kind="stable")
    found = first[np.isfinite(first["n_needed"])]
    if found.empty:
        return (
            f"Under these assumptions, no region reaches a power of {100 * power:g} % with up to "
            f"{sizes[-1]} patients scanned twice."
        )
    best, last = found.iloc[0], found.iloc[-1]
    said = (
        f"Under these assumptions, a power of {100 * power:g} % is reached in "
        f"{counted(len(found), 'region')} of {numeral(len(first))}: with {size(best, sizes)} "
        f"patients scanned twice for {words(best['region'])}"
    )
    if len(found) > 1:
        said += f", and with {size(last, sizes)} for {words(last['region'])}"
    why = " Regions of many muscles need fewer patients, because their score averages over more."
    return f"{said}.{why if len(first) > 1 else ''}"


def assumed(settings) -> str:
    """State the assumptions of the follow-up as assumptions."""
    return (
        "The following is assumed, not observed: between the scans a muscle becomes one grade "
        f"worse with probability {settings.worsening:g}; if it does not, it is read one grade "
        f"better with probability {settings.improving:g}; the worsening of two muscles of one "
        f"patient has a correlation of {settings.within_subject:g}. The calculation ignores that "
        "the scale ends at its highest grade."
    )


def distributions(rows: pd.DataFrame) -> str:
    """Say of which regions distributions are assumed, and that nobody observed them.

    Parameters
    ----------
    rows : DataFrame
        region, of those assumed.

    Examples
    --------
    >>> print(distributions(pd.DataFrame({"region": ["iliopsoas", "iliopsoas"]})))
    Assumed, not observed: the distributions of the scores of patients and controls in iliopsoas.
    >>> distributions(pd.DataFrame({"region": []}))
    'No distributions were assumed.'
    """
    if rows.empty:
        return "No distributions were assumed."
    regions = [words(region) for region in dict.fromkeys(rows["region"])]
    return (
        "Assumed, not observed: the distributions of the scores of patients and controls in "
        f"{listed(regions)}."
    )
