"""Sentences on correlations and on the agreement of grades of different kinds."""

from collections.abc import Mapping

import pandas as pd

from .labels import words
from .phrases import counted, listed
from .rounding import MISSING, effect, number, p_statement, percent


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
        item, region, rho, p.
    """
    known = rows.dropna(subset=["p"])
    if known.empty:
        return "No item could be correlated with a region."
    found = known[known["p"] <= alpha]
    were = counted(len(found), "was", "were") if len(found) else "none was"
    opening = f"Of {counted(len(known), 'correlation')}, {were}"
    named = [
        f"{words(row.item)} with {words(row.region)} (rho {number(row.rho)}, {p_statement(row.p)})"
        for row in found.itertuples(index=False)
    ]
    detail = f": {listed(named)}" if named else ""
    return f"{opening} significant{detail}; the p-values are not adjusted."


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
