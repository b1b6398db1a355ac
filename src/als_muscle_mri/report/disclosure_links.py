"""Small cells in numbers that rest on those of another output, and go where these went."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from .disclosure import ALL, Disclosure
from .disclosure_rules import ADJUSTED, COMPARABILITY, Count, OneRule, Total
from .suppressed import NOT_SHOWN, Suppressed, holds, records

COUNTED = ("n", "missing")


def linked(frame: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    """Tests of variables, without those whose counts are suppressed; see `resting_on`.

    Parameters
    ----------
    frame : DataFrame
        variable, n, missing and the numbers of a test of patients against controls.
    counts : DataFrame
        variable, group, n, count: the same variables by group, as `Disclosure.safe`.
    """
    compared = [row for row in records(counts) if row["group"] in ("patient", "control")]
    untested = {row["variable"] for row in compared if holds(row["count"], row["n"])}
    # With the n of the other group, that of both would tell the hidden one.
    uncounted = {row["variable"] for row in compared if holds(row["n"])}
    made = frame.astype(dict.fromkeys([*COUNTED, *COMPARABILITY], object))
    for row in made.index:
        variable = made.at[row, "variable"]
        hidden_ones = COMPARABILITY if variable in untested else ()
        for name in (*hidden_ones, *(COUNTED if variable in uncounted else ())):
            made.at[row, name] = Suppressed(NOT_SHOWN)
    return made if untested else frame


def resting_on(counts: pd.DataFrame, numbers: Mapping[str, Any]) -> dict[str, Any]:
    """The numbers of a statistic; none of them where a count it is made of is suppressed.

    With the margins, a chi-square gives the cells of its table.
    """
    if not holds(counts):
        return dict(numbers)
    return {
        name: Suppressed(NOT_SHOWN) if isinstance(value, int | float) else value
        for name, value in numbers.items()
    }


def safe_contrast(
    disclosure: Disclosure, frame: pd.DataFrame, groups: Mapping[str, int], whole: pd.DataFrame
) -> pd.DataFrame:
    """A comparison of two groups, some of them parts of the patients, as `Disclosure.safe`.

    Parameters
    ----------
    disclosure : Disclosure
        The rule of the cohort.
    frame : DataFrame
        side, region and the numbers of the comparison.
    groups : mapping of str to int
        The two names as they end the columns, and how many subjects they have; those of no
        group are parts of the patients.
    whole : DataFrame
        side, region, n_patients: how many patients the whole comparison has there.
    """
    if not disclosure.on:
        return frame
    there = whole.set_index(["side", "region"])["n_patients"]
    scored = [there.get(key, 0) for key in zip(frame["side"], frame["region"], strict=True)]
    kept = {"side", "region", "test", "missing", "n", *(f"n_{group}" for group in groups)}
    rest = tuple(name for name in frame if name not in kept)
    rules: list[OneRule] = [Count("n", ALL), Count("missing")]
    for group in groups:
        of = [f"size_{group}"]
        if group.removesuffix("s") not in disclosure.sizes:
            of += ["scored", "patient"]
        rules += [Count(f"n_{group}", total, rest) for total in of]
    rules.append(Total(["n", "missing"], [f"n_{group}" for group in groups]))
    sizes = {f"size_{group}": size for group, size in groups.items()}
    made = disclosure.by_rules(frame.assign(scored=scored, **sizes), rules)
    return _adjusted_alike(made.drop(columns=["scored", *sizes]))


def _adjusted_alike(frame: pd.DataFrame) -> pd.DataFrame:
    """Adjusted p-values go with the p-value of any region they are adjusted for."""
    adjusted = [name for name in ADJUSTED if name in frame]
    made = frame.astype(dict.fromkeys(adjusted, object))
    for _, part in frame.groupby("side", sort=False, observed=True):
        for row in part.index if holds(part["p"]) else ():
            for name in adjusted:
                made.at[row, name] = Suppressed(NOT_SHOWN)
    return made if holds(frame["p"]) else frame
