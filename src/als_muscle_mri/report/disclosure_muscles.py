"""Small cells in numbers of muscles: what counts there are the people the muscles belong to."""

from collections.abc import Iterator, Sequence
from math import floor

import pandas as pd

from .disclosure import ALL, NOT_SHOWN, Disclosure
from .disclosure_rules import MUSCLES, SHARES_OF_MUSCLES
from .suppressed import Suppressed, holds

PARTS = ("side", "region")
STEPS = (1, 2, 5, 10, 20, 50)
"""Percent to which a share of a hidden number of muscles may be rounded."""


def of_muscles(
    disclosure: Disclosure, name: str, frame: pd.DataFrame, rows: pd.DataFrame
) -> pd.DataFrame:
    """A frame about muscles, with what tells of too few of the people they belong to suppressed.

    Since each subject has the same muscles, a number of muscles tells of how many people it was
    read in, and a sum over sides and regions of how many a part of it lacks. So it is shown only if
    the number of people is, in all of it and in each side and region. Where it is not, a share of
    it is rounded so far that every number of at least ``minimum_cell`` muscles has one that is
    shown the same, and any other statistic of it is not shown.

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
    >>> subjects = pd.DataFrame({"subject_id": [*"abcde"], "group": "patient"})
    >>> grades = pd.DataFrame({"subject_id": [*"aabcd"], "group": "patient", "side": "left"})
    >>> counts = pd.DataFrame({"group": ["patient"], "n_muscles": [5], "n_atrophied": [2],
    ...                        "percent": [40.0]})
    >>> safe = of_muscles(Disclosure.of(subjects, 3), "atrophy", counts, grades)
    >>> [cell.shown for cell in safe.loc[0, ["n_muscles", "percent"]]]
    ['not shown', 'about 50 %']
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
        for column in rests if unsafe else ():
            made.at[row, column] = _of_hidden(column, made.at[row, column], disclosure.minimum)
        for column in rests if disclosure.is_small(there["subject_id"].nunique()) else ():
            made.at[row, column] = Suppressed(disclosure.of_few)
    return disclosure.safe(name, made)


def _of_hidden(column: str, value: float, minimum: int) -> float:
    """What is shown of a statistic of a hidden number of muscles; a missing one stays missing."""
    if pd.isna(value):
        return value
    return _about(value, minimum) if column in SHARES_OF_MUSCLES else Suppressed(NOT_SHOWN)


def _about(share: float, minimum: int) -> Suppressed:
    """A percentage rounded to a step that the shares of so many muscles are not farther apart than.

    Multiples of 1/n lie 1/n apart, so that from n = 100/step on each step has one of them.

    Examples
    --------
    >>> _about(100 * 12 / 28, 5).shown, _about(100 * 12 / 28, 20).shown, _about(12, 100).shown
    ('about 40 %', 'about 45 %', 'about 12 %')
    """
    step = min(step for step in STEPS if step * minimum >= 100)
    return Suppressed(f"about {step * floor(share / step + 0.5)} %")


def _rows_of(rows: pd.DataFrame, key: pd.Series) -> pd.DataFrame:
    if key.iloc[0] == ALL:
        return rows
    return rows[(rows[list(key.index)].astype(str) == key.astype(str)).all(axis=1)]


def _people(disclosure: Disclosure, rows: pd.DataFrame, by: Sequence[str]) -> Iterator[float]:
    """How many people there are in all the rows, and in each part of them."""
    yield disclosure.people(rows["subject_id"])
    for _, part in rows.groupby([*by, *(name for name in PARTS if name in rows)], observed=True):
        yield disclosure.people(part["subject_id"])
