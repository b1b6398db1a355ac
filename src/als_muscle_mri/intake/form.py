"""What a cohort is asked for: its files, their columns, and what a cell may hold.

Everything is read from the schemas, so that forms, workbooks and imports follow a change there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from als_muscle_mri.inputs.cohort_file import FILE as DESCRIPTION
from als_muscle_mri.inputs.cohort_file import read_scale
from als_muscle_mri.inputs.folders import data_folder
from als_muscle_mri.inputs.problems import InputError, Problem
from als_muscle_mri.inputs.scales import MERCURI, Scale
from als_muscle_mri.inputs.schemas import (
    COHORT_SCHEMAS,
    DATA_SCHEMAS,
    RATINGS,
    column_facts,
    column_names,
    schema_of,
)
from als_muscle_mri.inputs.validation import failing_cells, read_table

FILES: tuple[str, ...] = tuple(COHORT_SCHEMAS)
"""The CSV files of a cohort."""

DATA_FILES: tuple[str, ...] = tuple(DATA_SCHEMAS)
"""Those that hold data, which is all but the provenance."""

SUBJECTS = DATA_FILES[0]
PROBED = 21
"""Whole numbers tried to find out whether a scale is short enough for a drop-down."""


@dataclass(frozen=True)
class Field:
    """One column of one file.

    Attributes
    ----------
    file, name : str
    meaning, unit, allowed, rule, fix, missing : str
        As the data dictionary has them; ``missing`` says what an empty cell means and is
        empty where a cell must be filled.
    kind : str
        ``text``, ``whole`` or ``number``.
    choices : tuple of str
        Every value it can have, where they can be listed.
    scale : Scale
        What the muscles of the cohort are graded by.
    """

    file: str
    name: str
    meaning: str
    unit: str
    allowed: str
    rule: str
    fix: str
    missing: str
    kind: str
    choices: tuple[str, ...]
    scale: Scale = MERCURI

    def described(self) -> str:
        """Say in a few lines what a cell holds."""
        unit = [f"Unit: {self.unit}"] if self.unit else []
        empty = f"Empty = {self.missing}" if self.missing else "Never empty"
        return "\n".join([self.meaning, *unit, f"Allowed: {self.allowed}", empty])


def sheet_of(file: str) -> str:
    """Give the name of the sheet that stands for a file.

    Examples
    --------
    >>> sheet_of("mri_ratings.csv")
    'mri_ratings'
    """
    return file.removesuffix(".csv")


def fields_of(file: str, muscles: Iterable[str] = (), scale: Scale = MERCURI) -> list[Field]:
    """Describe the columns of a file in their order.

    Parameters
    ----------
    file : str
        A CSV file of a cohort.
    muscles : iterable of str, optional
        The ids of the atlas, which are the choices of ``muscle_id``.
    scale : Scale
        What muscles are graded by.

    Examples
    --------
    >>> [(field.name, field.choices) for field in fields_of("strength.csv")][-1]
    ('mrc_grade', ('0', '1', '2', '3', '4', '5'))
    """
    return [_field(file, name, tuple(muscles), scale) for name in column_names(file, scale)]


def atlas_muscles(folder: Path | None = None) -> pd.Series:
    """Give the anatomical name of every muscle of the atlas, by its id.

    Parameters
    ----------
    folder : pathlib.Path, optional
        A cohort, which may have an atlas of its own.

    Raises
    ------
    InputError
        The atlas has problems.
    """
    own = folder is not None and (folder / "atlas.csv").is_file()
    table = read_table(folder if own else data_folder(), "atlas.csv")
    if table.problems or table.frame is None:
        raise InputError(table.problems, "the atlas")
    return table.frame.astype("str").set_index("muscle_id")["name"]


def target_scale(folder: Path, given: Scale | None) -> Scale:
    """Give the scale of a cohort that is written to: that of its ``cohort.yml``, where it has one.

    Without such a file it is the one given, and without that Mercuri's.

    Raises
    ------
    InputError
        What the file says of the scale cannot be used, or is not the one given.
    """
    if not (folder / DESCRIPTION).is_file():
        return given or MERCURI
    own = read_scale(folder.name)
    if given is not None and given != own:
        rule = f"by cohort.yml of {folder.name} muscles are graded on the {own.name} scale"
        fix = "Leave --scale out, or change grading_scale in cohort.yml."
        raise InputError([Problem("--scale", None, None, given.name, rule, fix)], "the scale")
    return own


def broken(file: str, column: str, texts: Sequence[str], scale: Scale = MERCURI) -> list[str]:
    """List the texts that the schema does not allow in a column.

    Examples
    --------
    >>> broken("strength.csv", "mrc_grade", ["0", "5", "6", "x"])
    ['6', 'x']
    """
    distinct = list(dict.fromkeys(texts))
    if not distinct:
        return []
    frame = pd.DataFrame({column: pd.Series(distinct, dtype="str").astype("category")})
    return [distinct[place] for place in failing_cells(frame, file, scale)["line"].sort_values()]


def _field(file: str, name: str, muscles: tuple[str, ...], scale: Scale) -> Field:
    facts = column_facts(file, name, scale)
    choices = tuple(facts.get("choices", ()))
    if name == "muscle_id":
        choices = muscles
    elif facts["kind"] == "whole":
        choices = _short_scale(file, name, scale)
    meaning = schema_of(file, scale).columns[name].description or ""
    words = {key: facts[key] for key in ("unit", "allowed", "rule", "fix", "missing", "kind")}
    return Field(file, name, meaning, choices=choices, scale=scale, **words)


@cache
def _short_scale(file: str, name: str, scale: Scale) -> tuple[str, ...]:
    """List the values of a scale such as 0 to 4; a longer or open one has no list."""
    tried = [str(number) for number in range(PROBED)]
    if name == scale.column and file == RATINGS:
        return tuple(map(str, scale.numbers))
    refused = broken(file, name, tried)
    return tuple(text for text in tried if text not in refused) if tried[-1] in refused else ()
