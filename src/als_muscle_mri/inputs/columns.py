"""Builders for the columns of a file: what a cell may hold, said once for check and reader."""

import math
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from pandera.pandas import Check, Column

from als_muscle_mri.inputs.plain_text import is_plain, text_rule
from als_muscle_mri.inputs.problems import either

NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
# A whole number may carry zero decimals: spreadsheets and pandas write 2.0 beside empty cells.
WHOLE = re.compile(r"[+-]?\d{1,9}(?:\.0*)?", re.ASCII)
IDENTIFIER = re.compile(r"(?=.{1,40}$)[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?")

Test = Callable[[str], bool]


def by_distinct(series: pd.Series, test: Test) -> pd.Series:
    """Apply a test to the distinct texts of a categorical column and spread the answers.

    Examples
    --------
    >>> cells = pd.Series(["1", "x", "1"], dtype="category")
    >>> by_distinct(cells, str.isdigit).tolist()
    [True, False, True]
    """
    cells = series.astype("category").array
    passed = [test(text) for text in cells.categories.tolist()]
    answers = np.array([*passed, True])[cells.codes]
    return pd.Series(answers, index=series.index)


def as_number(text: str) -> float:
    """Turn a text into a float, NaN where it is no plain decimal number.

    Examples
    --------
    >>> [as_number(text) for text in ("2.0", "1e-3", "nan", "9,5", "0x1")]
    [2.0, 0.001, nan, nan, nan]
    """
    return float(text) if NUMBER.fullmatch(text) else math.nan


def choice(description: str, values: Sequence[str], rule: str, *, missing: str = "") -> Column:
    """Make a column whose cells are one of a few words."""
    fix = f"Write {either(values)}."
    return _column(
        frozenset(values).__contains__,
        description,
        kind="text",
        allowed=either(values),
        choices=tuple(values),
        rule=rule,
        fix=fix,
        missing=missing,
    )


def whole(
    description: str,
    lowest: int,
    highest: int | None,
    rule: str,
    *,
    unit: str = "",
    fix: str = "",
    missing: str = "",
) -> Column:
    """Make a column of whole numbers from ``lowest`` to ``highest`` (None: no upper limit)."""
    top = math.inf if highest is None else highest

    def test(text: str) -> bool:
        return WHOLE.fullmatch(text) is not None and lowest <= float(text) <= top

    span = f"{lowest} or more" if highest is None else f"{lowest} to {highest}"
    return _column(
        test,
        description,
        kind="whole",
        allowed=f"whole number, {span}",
        unit=unit,
        rule=rule,
        fix=fix or f"Write a whole number, {span}.",
        missing=missing,
    )


def number(
    description: str,
    lowest: float,
    highest: float,
    rule: str,
    *,
    allowed: str,
    unit: str,
    inclusive: bool = True,
    missing: str = "",
) -> Column:
    """Make a column of finite numbers; ``inclusive`` says whether ``lowest`` itself is allowed."""

    def test(text: str) -> bool:
        value = as_number(text)
        return lowest <= value <= highest and (inclusive or value != lowest)

    fix = f"Write a {allowed} with a decimal point{f', in {unit}' if unit else ''}."
    return _column(
        test,
        description,
        kind="number",
        allowed=allowed,
        unit=unit,
        rule=rule,
        fix=fix,
        missing=missing,
    )


def identifier(description: str, what: str) -> Column:
    """Make a column of short ids which are safe in file names, tables and code."""
    return _column(
        lambda text: IDENTIFIER.fullmatch(text) is not None,
        description,
        kind="text",
        allowed="1 to 40 letters, digits, `_`, `-`, `.`",
        rule=f"{what} is made of at most 40 letters, digits, hyphens, underscores and dots "
        "(none of the last three at its ends)",
        fix="Shorten it or replace the other characters.",
    )


def text(description: str, rule: str, *, missing: str = "") -> Column:
    """Make a column of free text: `plain_text` says what it may not hold; a number is fine too."""
    return _column(
        lambda text: NUMBER.fullmatch(text) is not None or is_plain(text),
        description,
        kind="text",
        allowed="text",
        rule=f"{rule}: {text_rule()}",
        fix="Write a text, without what the rule forbids.",
        missing=missing,
    )


def pattern(description: str, expression: str, rule: str, *, allowed: str) -> Column:
    """Make a column of words that follow a pattern."""
    return _column(
        lambda text: re.fullmatch(expression, text) is not None,
        description,
        kind="text",
        allowed=allowed,
        rule=rule,
        fix="Write it that way.",
    )


def reference(description: str, allowed: str, rule: str) -> Column:
    """Make a column whose cells name something listed in another file (checked with that)."""
    return _column(
        lambda text: True,
        description,
        kind="text",
        allowed=allowed,
        rule=rule,
        fix="Write the name it has there.",
    )


def _column(test: Test, description: str, *, rule: str, **metadata: Any) -> Column:
    """Make the pandera column; ``missing`` says what an empty cell means ("" = not allowed)."""
    missing = metadata.pop("missing", "")
    return Column(
        None,
        Check(lambda series: by_distinct(series, test), error=rule, name=re.sub(r"\W+", "_", rule)),
        nullable=bool(missing),
        description=description,
        metadata={"rule": rule, "missing": missing, "unit": "", **metadata},
    )
