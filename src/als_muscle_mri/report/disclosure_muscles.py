"""Small cells in numbers of muscles: what counts there are the people the muscles belong to."""

from collections.abc import Iterator, Sequence

import pandas as pd

from .disclosure import ALL, Disclosure
from .disclosure_rules import MUSCLES, SHARES_OF_MUSCLES
from .rounding import percent
from .suppressed import Suppressed, holds

PARTS = ("side", "region")


def of_muscles(
    disclosure: Disclosure, name: str, frame: pd.DataFrame, rows: pd.DataFrame
) -> pd.DataFrame:
    """A frame about muscles, with what tells of too few of the people they belong to suppressed.

    Since each subject has the same muscles, a number of muscles tells of how many people it was
    read in, and a sum over sides and regions of how many a part of it lacks. So it is shown only if
    the number of people is, in all of it and in each side and region; where it is not, a share of
    it is shown as a whole number of percent, since more digits would tell of what it is a share.

    Parameters
    ----------
    disclosure : Disclosure
        The rule of the cohort.
    name : str
        The output it is for, a key of ``MUSCLES``.
    frame : DataFrame
        Counts of muscles, and statistics of them; it stays as it is.
    rows : DataFrame
        The muscles themselves: subject_id, what says which row of the frame they belong to, and
        side and region where they are.

    Examples
    --------
    >>> subjects = pd.DataFrame({"subject_id": ["P1", "P2", "P3"], "group": "patient"})
    >>> grades = pd.DataFrame({"subject_id": ["P1", "P2", "P2", "P3"], "group": "patient",
    ...                        "side": ["left", "left", "right", "left"]})
    >>> counts = pd.DataFrame({"group": ["patient"], "n_muscles": [4], "n_atrophied": [2],
    ...                        "percent": [50.0]})
    >>> safe = of_muscles(Disclosure.of(subjects, 2), "atrophy", counts, grades)
    >>> [cell.shown for cell in safe.loc[0, ["n_muscles", "percent"]]]
    ['< 2', 'about 50 %']
    """
    if not disclosure.on or frame.empty:
        return frame
    rule = MUSCLES[name]
    counts, rests = ([c for c in columns if c in frame] for columns in (rule.counts, rule.rests))
    made = frame.astype({column: object for column in (*counts, *rests)})
    for row in made.index:
        there = _rows_of(rows, made.loc[row, list(rule.by)])
        unsafe = [n for n in _people(disclosure, there, rule.by) if holds(n)]
        for column in counts if unsafe else ():
            made.at[row, column] = unsafe[0]
        for column in set(SHARES_OF_MUSCLES) & set(rests) if unsafe else ():
            if pd.notna(made.at[row, column]):
                made.at[row, column] = Suppressed(f"about {percent(made.at[row, column], 0)}")
        for column in rests if disclosure.is_small(there["subject_id"].nunique()) else ():
            made.at[row, column] = Suppressed(disclosure.of_few)
    return disclosure.safe(name, made)


def _rows_of(rows: pd.DataFrame, key: pd.Series) -> pd.DataFrame:
    if key.iloc[0] == ALL:
        return rows
    return rows[(rows[list(key.index)].astype(str) == key.astype(str)).all(axis=1)]


def _people(disclosure: Disclosure, rows: pd.DataFrame, by: Sequence[str]) -> Iterator[float]:
    """How many people there are in all the rows, and in each part of them."""
    yield disclosure.people(rows["subject_id"])
    for _, part in rows.groupby([*by, *(name for name in PARTS if name in rows)], observed=True):
        yield disclosure.people(part["subject_id"])
