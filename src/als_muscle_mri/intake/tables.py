"""The tables of a cohort as an import found them, with everything that was changed or is wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from als_muscle_mri.inputs.problems import Problem, cell_problems
from als_muscle_mri.inputs.scales import Scale
from als_muscle_mri.inputs.schemas import GROUPS
from als_muscle_mri.intake.cells import SPELLINGS, Change
from als_muscle_mri.intake.form import SUBJECTS, Field, fields_of


@dataclass(frozen=True)
class Found:
    """One file of the cohort, as read from a spreadsheet.

    Attributes
    ----------
    file : str
        The CSV file it becomes.
    place : str
        The sheet it comes from.
    frame : pandas.DataFrame
        Texts, "" where empty, indexed by row of the sheet.
    changes : tuple of Change
    problems : tuple of Problem
    """

    file: str
    place: str
    frame: pd.DataFrame
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()


def known_subjects(cells: Iterable[str], field: Field) -> Field:
    """Give a ``subject_id`` column of another file the subjects as its choices."""
    return replace(field, choices=tuple(dict.fromkeys(cell for cell in cells if cell)))


def fields_for(
    file: str, muscles: pd.Series, subjects: Iterable[str] | None, scale: Scale
) -> list[Field]:
    """Describe the columns of a file, with its muscles, and its subjects where they are known."""
    fields = fields_of(file, muscles.index, scale)
    if file == SUBJECTS or subjects is None:
        return fields
    return [known_subjects(subjects, f) if f.name == "subject_id" else f for f in fields]


def other_names(field: Field, muscles: pd.Series) -> tuple[tuple[str, str], ...]:
    """Give further names of allowed values: of a muscle its anatomical name, of usual groups."""
    if field.name == "group":
        return tuple((way, group) for group in GROUPS for way in (group, *SPELLINGS[group]))
    if field.name != "muscle_id":
        return ()
    return tuple((name, muscle) for muscle, name in muscles.items())


def empty_cells(
    found: Found, scale: Scale, columns: Mapping[str, str] | None = None
) -> list[Problem]:
    """Find the empty cells of columns that are never empty.

    Parameters
    ----------
    found : Found
        A table.
    scale : Scale
        What muscles are graded by.
    columns : mapping, optional
        What the columns are called in the spreadsheet, where that differs.
    """
    problems: list[Problem] = []
    for field in fields_of(found.file, scale=scale):
        if field.missing or field.name not in found.frame:
            continue
        cells = found.frame[field.name]
        empty = cells[(cells == "").to_numpy()]
        name = (columns or {}).get(field.name, field.name)
        problems += cell_problems(found.place, name, empty, field.rule, field.fix)
    return problems
