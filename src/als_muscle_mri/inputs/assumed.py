"""The distributions of grades that a plan assumes: a CSV file of the planner's own."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from als_muscle_mri.inputs.assumed_file import ASSUMED, COMPARED
from als_muscle_mri.inputs.consistency import duplicates
from als_muscle_mri.inputs.csv_text import read_text_table
from als_muscle_mri.inputs.problems import InputError, Problem, cell_problems, suggest
from als_muscle_mri.inputs.scales import Scale
from als_muscle_mri.inputs.validation import Table, checked

WEIGHTS = ("share", "count")
ROUNDED_BY = 0.001
"""How far the shares of a distribution may be from 1 in all, as rounded thirds are."""

LONGEST_HEADER = 1000
WHAT = "the assumed distributions"


@dataclass(frozen=True)
class Assumed:
    """What is assumed of one region.

    Attributes
    ----------
    region : str
        A region of the atlas.
    scores : numpy.ndarray
        The distinct region scores, rising.
    patients, controls : numpy.ndarray
        The share of each group that has them; each sums to 1.
    """

    region: str
    scores: np.ndarray
    patients: np.ndarray
    controls: np.ndarray


def read_assumed(path: Path, regions: tuple[str, ...], scale: Scale) -> tuple[Assumed, ...]:
    """Read assumed distributions.

    Parameters
    ----------
    path : Path
        A CSV file with group, region, grade, and share or count.
    regions : tuple of str
        Those of the cohort's atlas.
    scale : Scale
        The scale of the cohort, whose lowest and highest grade bound the scores.

    Returns
    -------
    tuple of Assumed
        One for each region of the file, in the order of `regions`.

    Raises
    ------
    InputError
        With every problem of the file.
    """
    if not path.is_file():
        fix = "Name a file that is there, as in make plan assumed=my-assumptions.csv."
        problem = Problem(path.name, None, None, None, "there is no such file", fix)
        raise InputError([problem], WHAT)
    table = checked(read_text_table(path, _columns(path)), ASSUMED.title, scale)
    if problems := _problems(table, regions, scale):
        raise InputError([replace(problem, file=path.name) for problem in problems], WHAT)
    return tuple(_distributions(table.frame, regions))


def _columns(path: Path) -> list[str]:
    """The columns of the file, with that of the two weights that its first line names."""
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        head = file.readline(LONGEST_HEADER)
    left_out = "share" if "count" in head and "share" not in head else "count"
    return [name for name in ASSUMED.columns if name != left_out]


def _problems(table: Table, regions: tuple[str, ...], scale: Scale) -> list[Problem]:
    """Everything that is wrong; sums are looked at once each row is right."""
    found = list(table.problems)
    if not table.has("group", "region", "grade"):
        return found
    found += [*_unknown_regions(table, regions), *_off_scale(table, scale), *duplicates(table)]
    if table.frame.empty:
        fix = "Write a row for each score of patients and of controls."
        found.append(Problem(table.file, None, None, None, "the file has no row", fix))
    return found or [*_sums(table.frame, table.file)]


def _unknown_regions(table: Table, regions: tuple[str, ...]) -> list[Problem]:
    named = table.frame["region"].dropna().astype(str)
    known = f"The regions are {', '.join(regions)}."
    return cell_problems(
        table.file,
        "region",
        named[~named.isin(regions)],
        "a region is one of atlas.csv",
        lambda _, value: suggest(value, regions) + known,
    )


def _off_scale(table: Table, scale: Scale) -> list[Problem]:
    low, high = scale.numbers[0], scale.numbers[-1]
    grades = table.frame["grade"].dropna()
    off = grades[~grades.between(low, high)].map("{:g}".format)
    rule = f"a grade of this cohort lies between {low} and {high}, on the {scale.name} scale"
    return cell_problems(table.file, "grade", off, rule, "Write a score on that scale.")


def _sums(frame: pd.DataFrame, file: str) -> Iterator[Problem]:
    (weight,) = set(WEIGHTS) & set(frame)
    totals = frame.groupby(["region", "group"], observed=True)[weight].sum()
    for (region, group), total in totals.items():
        if weight == "count" and not total:
            rule = f"no {group} has a score in {region}"
            yield Problem(file, None, weight, None, rule, "Write how many have each score.")
        if weight == "share" and abs(total - 1) > ROUNDED_BY:
            rule = f"the shares of the {group}s in {region} sum to {total:g}, and must sum to 1"
            yield Problem(file, None, weight, None, rule, "Mend them, or write counts instead.")
    for region in dict.fromkeys(frame["region"].astype(str)):
        for group in COMPARED:
            if (region, group) not in totals.index:
                rule = f"{region} has no row for the {group}s"
                fix = "Write one for each score, or leave the region out."
                yield Problem(file, None, "group", None, rule, fix)


def _distributions(frame: pd.DataFrame, regions: tuple[str, ...]) -> Iterator[Assumed]:
    (weight,) = set(WEIGHTS) & set(frame)
    for region in regions:
        part = frame[frame["region"] == region]
        if part.empty:
            continue
        wide = part.astype({"group": str}).pivot(index="grade", columns="group", values=weight)
        shares = wide.sort_index().fillna(0.0)
        shares /= shares.sum()
        patients, controls = (shares[group].to_numpy() for group in COMPARED)
        yield Assumed(region, shares.index.to_numpy(dtype=float), patients, controls)
