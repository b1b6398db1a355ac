"""Sentences on correlations and on the agreement of grades of different kinds."""

from collections.abc import Mapping

import pandas as pd

from .labels import words
from .phrases import counted, listed
from .rounding import MISSING, effect, number, p_statement, percent
from .suppressed import records


def correlation(result: Mapping[str, float], alpha: float, first: str, second: str) -> str:
    """Direction and strength of a rank correlation.

    Parameters
    ----------
    result : mapping
        rho with its interval, p, n, missing.
    alpha : float
        A correlation is called significant if p <= alpha; the interval has level 1 - alpha.
    first, second : str
        The two variables in words.
    """
    n = result["n"]
    if result["rho"] is None or number(result["rho"]) == MISSING:
        pairs = counted(n, "pair")
        return f"The correlation of {first} with {second} cannot be computed from {pairs}."
    rho = effect(
        "Spearman's rho", *(result[name] for name in ("rho", "rho_low", "rho_high")), 1 - alpha
    )
    numbers = f"{rho}, {p_statement(result['p'])}, n = {n}"
    if result["p"] > alpha:
        return f"No significant correlation of {first} with {second} was found ({numbers})."
    direction = "higher" if result["rho"] > 0 else "lower"
    return f"Higher values of {first} went with {direction} values of {second} ({numbers})."


def items(rows: pd.DataFrame, alpha: float) -> str:
    """How many correlations of ALSFRS-R items with regions are significant.

    Parameters
    ----------
    rows : DataFrame
        item, region, rho with its interval, p.
    alpha : float
        A correlation is called significant if p <= alpha; the interval has level 1 - alpha.

    Examples
    --------
    >>> rows = pd.DataFrame({"item": ["walking", "walking"], "region": ["hand", "iliopsoas"],
    ...                      "rho": [-0.5, 0.1], "rho_low": [-0.8, -0.4], "rho_high": [-0.1, 0.5],
    ...                      "p": [0.02, 0.7]})
    >>> print(items(rows, 0.05))
    Of two correlations of an item with a region, one was significant: walking with hand (rho \
−0.50, 95 % CI −0.80 to −0.10, p = 0.020). The p-values are not adjusted.
    """
    known = rows.dropna(subset=["p"])
    if known.empty:
        return "No item could be correlated with a region."
    found = known[known["p"] <= alpha]
    were = counted(len(found), "was", "were") if len(found) else "none was"
    opening = (
        f"Of {counted(len(known), 'correlation')} of an item with a region, {were} significant"
    )
    if found.empty:
        return f"{opening}; the p-values are not adjusted."
    return f"{opening}: {_pairs(found, 1 - alpha)}. The p-values are not adjusted."


def _pairs(found: pd.DataFrame, level: float) -> str:
    """The pairs by name, and the numbers of the strongest; a table has those of the others."""
    named = [f"{words(row['item'])} with {words(row['region'])}" for row in records(found)]
    place = int(found["rho"].abs().to_numpy().argmax())
    row = records(found)[place]
    rho = effect("rho", *(row[name] for name in ("rho", "rho_low", "rho_high")), level)
    numbers = f"({rho}, {p_statement(row['p'])})"
    if len(named) == 1:
        return f"{named[0]} {numbers}"
    return f"{listed(named)}; the strongest is that of {named[place]} {numbers}"


def grade_agreement(rows: pd.DataFrame, other: str, level: float) -> str:
    """Which measure grades higher, and the weighted kappa over all muscles.

    Parameters
    ----------
    rows : DataFrame
        muscle_id, n; weighted_kappa, kappa_low, kappa_high, other_higher_percent,
        mri_higher_percent, or, where the grades are not the same ones, rho, rho_low, rho_high;
        the row ``all`` is read.
    other : str
        The other measure in words, for instance "EMG".
    level : float
        Level of the intervals.
    """
    total = rows[rows["muscle_id"] == "all"].iloc[0]
    if not total["n"]:
        return f"No muscle had both an MRI grade and one of {other}."
    if "rho" in rows:
        return _association(total, other, level)
    numbers = (total[name] for name in ("weighted_kappa", "kappa_low", "kappa_high"))
    return (
        f"In {counted(int(total['n']), 'muscle')} with both, {other} was graded higher than MRI in "
        f"{percent(total['other_higher_percent'])} and lower in "
        f"{percent(total['mri_higher_percent'])} ({effect('weighted kappa', *numbers, level)})."
    )


def _association(total: pd.Series, other: str, level: float) -> str:
    both = counted(int(total["n"]), "muscle")
    why = "kappa needs the same grades on both sides, and these are not"
    if number(total["rho"]) == MISSING:
        return f"The grades of {both} with MRI and {other} cannot be correlated; {why}."
    rho = effect("Spearman's rho", *(total[n] for n in ("rho", "rho_low", "rho_high")), level)
    return f"In {both} with both, the grades of MRI and {other} were correlated ({rho}); {why}."
