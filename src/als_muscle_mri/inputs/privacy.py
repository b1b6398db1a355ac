"""What may identify a person is refused: problems of columns, cells and keys."""

from collections.abc import Callable, Iterator, Mapping

import pandas as pd

from als_muscle_mri.inputs.likeness import HIDDEN, header_likeness, id_likeness, text_likeness
from als_muscle_mri.inputs.problems import Problem, cell_problems

FIX = (
    "Remove it, and keep the list that leads from study ids to persons outside this folder; "
    "the value is not repeated here."
)
ID_FIX = "Give the subjects neutral ids as P01 or ALS_003. " + FIX


def personal_column(name: str) -> tuple[str, str] | None:
    """Give rule and fix for a column that is not known and looks personal by its name."""
    what = header_likeness(name)
    if not what:
        return None
    rule = f"the column looks like {what}, and personal data do not belong here"
    return rule, f"Delete the column. {FIX}"


def cell_looks(column: str) -> Callable[[str], str]:
    """Give what judges the cells of a text column."""
    if column == "subject_id":
        return id_likeness
    if column in ("source", "note"):
        return lambda text: text_likeness(text, dates=False)
    return text_likeness


def personal_cells(file: str, column: str, cells: pd.Series, place: str = "") -> list[Problem]:
    """Find cells that look as if they identify a person.

    Parameters
    ----------
    file, column : str
        Of the cohort.
    cells : pandas.Series
        Texts, indexed by line.
    place : str, optional
        What messages call the file, where that is a sheet.

    Returns
    -------
    list of Problem
        Without the values: a message may end up in a log.
    """
    judge = cell_looks(column)
    given = cells.astype("object").dropna()
    likeness = {text: judge(text) for text in given.unique() if text}
    found: list[Problem] = []
    for what in dict.fromkeys(filter(None, likeness.values())):
        alike = given[given.map(likeness) == what]
        rule = f"this looks like {what}, and personal data do not belong here"
        fix = ID_FIX if column == "subject_id" else FIX
        hidden = pd.Series(HIDDEN, index=alike.index)
        found += cell_problems(place or file, column, hidden, rule, fix)
    return found


def personal_keys(texts: Mapping[str, str], file: str) -> Iterator[Problem]:
    """Find keys of ``cohort.yml`` whose text looks as if it identifies a person."""
    for key, text in texts.items():
        what = text_likeness(text, dates=False)
        if what:
            rule = f"this looks like {what}, and personal data do not belong here"
            yield Problem(file, None, key, HIDDEN, rule, FIX)
