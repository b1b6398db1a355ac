"""Coarse numbers of hidden counts: what they are shown by."""

from collections.abc import Sequence
from math import floor, isfinite

import pandas as pd

from .disclosure_rules import ADJUSTED, Count, OneRule
from .rounding import coarse
from .suppressed import NOT_SHOWN, Coarse, Suppressed, holds, in_full

MADE_COARSE = ("rounded", "bounded")
"""Columns that say which numbers of a row a chapter has made coarse."""


def in_coarse_words(frame: pd.DataFrame, rules: Sequence[OneRule]) -> pd.DataFrame:
    """Give what is coarse the words it is shown by.

    That is what a chapter has rounded (its column ``rounded``) or made a limit (``bounded``),
    and here what may be shown as a whole number.
    """
    made = unmarked(frame).astype(object)
    counts = [rule for rule in rules if isinstance(rule, Count) and rule.column in frame]
    for row in frame.index:
        for rule in counts:
            for name in rule.whole if holds(frame.at[row, rule.column]) else ():
                made.at[row, name] = _whole(frame.at[row, name])
        if frame.at[row, "rounded"] if "rounded" in frame else False:
            for name in {name for rule in counts for name in rule.rests if name in made}:
                made.at[row, name] = _rounded(name, frame.at[row, name])
        if frame.at[row, "bounded"] if "bounded" in frame else False:
            for name in ADJUSTED:
                made.at[row, name] = _rounded(name, frame.at[row, name])
    plain = [name for name in made if in_full(made[name]) and not holds(made[name])]
    return made.astype({name: frame[name].dtype for name in plain})


def unmarked(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame without the columns that say what of it is coarse."""
    marks = [name for name in MADE_COARSE if name in frame]
    return frame.drop(columns=marks) if marks else frame


def _whole(value: float) -> float:
    """A number of which the nearest whole one is shown, a half rounded up."""
    return coarse(floor(value + 0.5)) if isfinite(value) else value


def _rounded(name: str, value: float) -> float:
    """A number a chapter has made coarse; what it left out is not shown."""
    if isinstance(value, Suppressed | Coarse):
        return value
    return (
        coarse(value, limit=name[:2] in ("p", "p_")) if isfinite(value) else Suppressed(NOT_SHOWN)
    )
