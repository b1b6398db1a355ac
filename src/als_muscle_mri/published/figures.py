"""The printed figures of a study: which agree with a value, and which cells cannot be right."""

import operator
import re

import pandas as pd

from als_muscle_mri.inputs import Cohort
from als_muscle_mri.published.recompute import Value
from als_muscle_mri.reconstruct import PrintedP, agrees

QUARTILES = ("median", "q1", "q3")
CELL = ["variable", "level", "group", "side", "region"]
BOUND = re.compile(r"(<=|>=|<|>)\s*(-?\d+(?:\.\d+)?)")
COUNT = re.compile(r"(\d+)/(\d+)")
PLAIN = re.compile(r"-?\d+(?:\.\d+)?")
COMPARED = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
OTHER_SIDE = {"right": "left", "left": "right"}


def printed_figures(data: Cohort) -> pd.DataFrame:
    """Give the figures the study printed, "" in empty cells; no row where it brings none."""
    texts = data.published.drop(columns="decimals").fillna("")
    return texts.assign(decimals=data.published["decimals"])


def muscles_by_region(data: Cohort) -> dict[str, int]:
    """Count the muscles of each region on a side, in the order of the atlas."""
    return {
        str(name): int(n) for name, n in data.atlas.groupby("region", sort=False).size().items()
    }


def is_numeric(printed: str) -> bool:
    """Say whether a figure is a number, a bound or a count of a total.

    Examples
    --------
    >>> is_numeric("0.5"), is_numeric("<5"), is_numeric("7/10"), is_numeric("more sensitive")
    (True, True, True, False)
    """
    return any(form.fullmatch(printed) for form in (PLAIN, BOUND, COUNT))


def fits(statistic: str, printed: str, value: Value) -> bool:
    """Say whether a recomputed value prints like the figure.

    Parameters
    ----------
    statistic : str
        What is printed; a ``p`` has rules of its own.
    printed : str
        A number (``0.88``), a bound (``<5``), a count (``7/10``) or words.
    value : float, str or tuple of int
        What was recomputed; a count comes with its total.

    Examples
    --------
    >>> fits("median", "0.88", 0.875), fits("p", ">0.05", 0.05), fits("cv_percent", "<5", 5.0)
    (True, True, False)
    >>> fits("n", "7/10", (7, 10)), fits("value", "Spinal", "spinal")
    (True, True)
    """
    if statistic == "p":
        return PrintedP.of(printed).agrees(float(value))
    if isinstance(value, str):
        return printed.casefold() == value.casefold()
    if isinstance(value, tuple):
        return printed == f"{value[0]}/{value[1]}"
    bound = BOUND.fullmatch(printed)
    if bound:
        return COMPARED[bound[1]](float(value), float(bound[2]))
    return bool(PLAIN.fullmatch(printed)) and agrees(printed, float(value))


def out_of_order(published: pd.DataFrame) -> pd.DataFrame:
    """Find the cells whose printed quartiles no numbers can have: not q1 <= median <= q3.

    Parameters
    ----------
    published : DataFrame
        The rows of ``published.csv``.

    Returns
    -------
    DataFrame
        Their rows.
    """
    cells = published[published["statistic"].isin(QUARTILES)]
    wrong = []
    for _, cell in cells.groupby(CELL, sort=False):
        printed = cell.set_index("statistic")["printed"].astype(float)
        ordered = [printed[name] for name in ("q1", "median", "q3") if name in printed]
        if ordered != sorted(ordered):
            wrong.append(cell)
    return pd.concat(wrong) if wrong else cells.iloc[:0]


def twin(published: pd.DataFrame, row: pd.Series) -> pd.Series | None:
    """Give the same figure of the other side; None where it is not printed."""
    if row["side"] not in OTHER_SIDE:
        return None
    same = published["side"] == OTHER_SIDE[row["side"]]
    for column in ("variable", "level", "group", "region", "statistic"):
        same &= published[column] == row[column]
    found = published[same]
    return None if found.empty else found.iloc[0]


def believed(published: pd.DataFrame) -> pd.DataFrame:
    """Put the other side's figures in place of those of cells that cannot be right.

    Where the other side does not print them either, the figures of the cell are left out.

    Returns
    -------
    DataFrame
        The rows, of the same columns.
    """
    wrong = out_of_order(published)
    kept = published.copy()
    for place, row in wrong.iterrows():
        other = twin(published, row)
        if other is None or other.name in wrong.index:
            kept = kept.drop(index=place)
        else:
            kept.loc[place, "printed"] = other["printed"]
    return kept
