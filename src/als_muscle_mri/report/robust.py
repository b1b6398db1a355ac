"""Sentences on what remains of the differences: other tests, adjustment, single subjects."""

import pandas as pd

from .labels import words
from .phrases import counted, listed, numeral
from .suppressed import holds

EXACT = ["p_exact_abs_deviation", "p_exact_doubled"]
FORMS = {
    "p_asymptotic": "by the asymptotic test",
    "p_exact_abs_deviation": "by the exact test (abs-deviation)",
    "p_exact_doubled": "by the exact test (doubled)",
    "p_holm": "after Holm adjustment",
    "p_bh": "after Benjamini–Hochberg adjustment",
}


def conclusion(rows: pd.DataFrame, alpha: float) -> str:
    """How many comparisons of both sides are significant, and how firmly: the main result.

    Parameters
    ----------
    rows : DataFrame
        A row a side and region: p (headline), p_exact_abs_deviation, p_exact_doubled, p_holm.
    alpha : float
        A difference is called significant if p <= alpha.

    Examples
    --------
    >>> rows = pd.DataFrame({"p": [0.046, 0.02, 0.6], "p_exact_abs_deviation": [0.051, 0.021, 0.6],
    ...                      "p_exact_doubled": [0.058, 0.022, 0.6], "p_holm": [0.3, 0.16, 1]})
    >>> print(conclusion(rows, 0.05))
    Of three comparisons of a region on one side, two are significant by the headline test, one by \
both forms of the exact test, and none after Holm's adjustment for the regions of a side.
    >>> print(conclusion(rows, 0.01))
    Of three comparisons of a region on one side, none is significant.
    """
    compared = rows.dropna(subset=["p"])
    if compared.empty:
        return _nothing(rows)
    opening = f"Of {counted(len(compared), 'comparison')} of a region on one side"
    n = int((compared["p"] <= alpha).sum())
    if not n:
        return f"{opening}, none is significant."
    exact = int((compared[EXACT] <= alpha).all(axis=1).sum())
    holm = int((compared["p_holm"] <= alpha).sum())
    return (
        f"{opening}, {numeral(n)} {'is' if n == 1 else 'are'} significant by the headline test, "
        f"{_none_or(exact)} by both forms of the exact test, and {_none_or(holm)} after Holm's "
        "adjustment for the regions of a side."
    )


def _none_or(n: int) -> str:
    return numeral(n) if n else "none"


def _nothing(rows: pd.DataFrame) -> str:
    if holds(rows):
        return "The comparisons involve too few people for anything to be said of them."
    return "Nothing was compared, so there is no difference to examine."


def robustness(rows: pd.DataFrame, alpha: float) -> str:
    """Which significant differences of one side survive the other tests and adjustment.

    Parameters
    ----------
    rows : DataFrame
        region, p (headline), p_asymptotic, p_exact_abs_deviation, p_exact_doubled, p_holm, p_bh.

    Examples
    --------
    >>> rows = pd.DataFrame({"region": ["iliopsoas"], "p": [0.046], "p_asymptotic": [0.046],
    ...                      "p_exact_abs_deviation": [0.051], "p_exact_doubled": [0.058],
    ...                      "p_holm": [0.32], "p_bh": [0.13]})
    >>> print(robustness(rows, 0.05))
    One difference is significant by the headline test (iliopsoas). Still significant are, by the \
exact test (abs-deviation): none; by the exact test (doubled): none; after Holm adjustment: none; \
after Benjamini–Hochberg adjustment: none.
    """
    if rows["p"].isna().all() and not holds(rows):
        return "Nothing was compared, so there is no difference to examine."
    found = rows[rows["p"] <= alpha]
    if found.empty:
        return "No difference is significant by the headline test, so there is none to examine."
    others = [column for column in FORMS if not found[column].equals(found["p"])]
    kept = [f"{FORMS[column]}: {_kept(found, column, alpha)}" for column in others]
    one = len(found) == 1
    n = counted(len(found), "difference is" if one else "differences are", "differences are")
    names = listed([words(region) for region in found["region"]])
    return (
        f"{n[:1].upper()}{n[1:]} significant by the headline test ({names}). "
        f"Still significant are, {'; '.join(kept)}."
    )


def _kept(found: pd.DataFrame, column: str, alpha: float) -> str:
    left = found.loc[found[column] <= alpha, "region"]
    if len(left) == len(found):
        return "all"
    return listed([words(region) for region in left]) if len(left) else "none"


def leave_one_out(rows: pd.DataFrame, tested: bool = True) -> str:
    """Which significant differences do not depend on a single subject.

    Parameters
    ----------
    rows : DataFrame
        side, region, n, n_significant.
    tested : bool
        Whether there was any comparison.
    """
    if not tested:
        return "Nothing was compared, so nothing can depend on a single subject."
    if rows.empty:
        return "No difference was significant, so none can depend on a single subject."
    firm = rows["n_significant"] == rows["n"]
    named = [f"{row.side} {words(row.region)}" for row in rows[firm].itertuples(index=False)]
    total = counted(len(rows), "significant difference")
    if not named:
        return f"Of {total}, none stays significant whichever subject is left out."
    if len(named) == len(rows) > 1:
        return f"Each of {total} stays significant whichever subject is left out."
    stays = "stays" if len(named) == 1 else "stay"
    return f"Of {total}, {listed(named)} {stays} significant whichever subject is left out."
