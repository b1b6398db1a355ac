"""A workbook in the form of `als-muscle-mri new`: a sheet for each file."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from als_muscle_mri.inputs.likeness import repeatable_name
from als_muscle_mri.inputs.privacy import personal_column
from als_muscle_mri.inputs.problems import COLUMN_TWICE, Problem, nearest, suggest
from als_muscle_mri.inputs.scales import Scale
from als_muscle_mri.inputs.validation import other_scale
from als_muscle_mri.intake.cells import Change, Rules, read_column
from als_muscle_mri.intake.form import FILES, SUBJECTS, Field, sheet_of
from als_muscle_mri.intake.sheets import Sheet
from als_muscle_mri.intake.tables import Found, empty_cells, fields_for, other_names
from als_muscle_mri.intake.workbook import OWN_SHEETS

SHEETS = {sheet_of(file): file for file in FILES}


def read_plain(
    path: Path, sheets: Mapping[str, Sheet], muscles: pd.Series, scale: Scale
) -> tuple[list[Found], list[Problem]]:
    """Read the sheets of a workbook as the files of a cohort.

    Parameters
    ----------
    path : pathlib.Path
        The workbook, for the messages.
    sheets : mapping of Sheet
        As `read_sheets` gives them.
    muscles : pandas.Series
        Anatomical name by muscle id.
    scale : Scale
        What muscles are graded by.

    Returns
    -------
    tuple
        A table for each file that has a sheet, and what is wrong with the workbook as such.
    """
    if "" in sheets and not sheets[""].problems:
        rule = "a CSV file needs a column map, which says what its columns are"
        fix = "Add --map map.yml; data/README.md describes it."
        return [], [Problem(path.name, None, None, None, rule, fix)]
    if "" in sheets:
        return [], list(sheets[""].problems)
    named = {SHEETS[_key(name)]: sheet for name, sheet in sheets.items() if _is_file(name)}
    problems = list(_sheet_problems(path, sheets, named))
    found: list[Found] = []
    subjects = None
    for file in (file for file in FILES if file in named):
        table = _read_file(named[file], file, fields_for(file, muscles, subjects, scale), muscles)
        if file == SUBJECTS and "subject_id" in table.frame:
            subjects = table.frame["subject_id"]
        found.append(table)
    return found, problems


def _key(name: str) -> str:
    return name.strip().lower()


def _is_file(name: str) -> bool:
    return _key(name) in SHEETS


def _sheet_problems(
    path: Path, sheets: Mapping[str, Sheet], named: Mapping[str, Sheet]
) -> Iterator[Problem]:
    for name in sheets:
        if not _is_file(name) and name not in OWN_SHEETS:
            near = nearest(name, SHEETS)
            fix = f"Name it {near}. " if near else ""
            fix += f"The sheets are {', '.join(SHEETS)}; delete others, or add a column map."
            rule = f"the sheet {repeatable_name(name)!r} is none of this form"
            yield Problem(path.name, None, None, None, rule, fix)
    times = Counter(_key(name) for name in sheets if _is_file(name))
    for name in (name for name, count in times.items() if count > 1):
        rule = f"two sheets are named {name}, but for capitals or blanks"
        yield Problem(path.name, None, None, None, rule, "Delete one, or take them together.")
    if SUBJECTS not in named:
        fix = f"Add it; the sheets are {', '.join(SHEETS)}."
        rule = f"there is no sheet {sheet_of(SUBJECTS)}"
        yield Problem(path.name, None, None, None, rule, fix)


def _read_file(sheet: Sheet, file: str, fields: list[Field], muscles: pd.Series) -> Found:
    if sheet.problems:
        return Found(file, sheet.place, sheet.frame, problems=sheet.problems)
    times = Counter(name.casefold() for name in sheet.frame.columns)
    names = {name.casefold(): name for name in sheet.frame.columns if times[name.casefold()] == 1}
    scale = fields[0].scale
    problems = other_scale(_header_problems(sheet, fields, times), scale)
    changes: list[Change] = []
    columns = {}
    for field in (field for field in fields if field.name in names):
        rules = Rules(names=other_names(field, muscles))
        cells = sheet.frame[names[field.name]]
        column = read_column(cells, field, rules, sheet.place, names[field.name])
        columns[field.name] = column.cells
        changes += column.changes
        problems += column.problems
    table = Found(file, sheet.place, pd.DataFrame(columns), tuple(changes))
    problems += empty_cells(table, scale)
    return replace(table, problems=tuple(problems))


def _header_problems(
    sheet: Sheet, fields: list[Field], times: Mapping[str, int]
) -> Iterator[Problem]:
    known = [field.name for field in fields]
    for name in sheet.frame.columns:
        if name.casefold() not in known:
            fix = f"{suggest(name, known)}The columns are {', '.join(known)}."
            said = personal_column(name) or ("no such column is known", fix)
            yield Problem(sheet.place, sheet.header, name, None, *said)
        elif times[name.casefold()] > 1:
            yield Problem(sheet.place, sheet.header, name, None, *COLUMN_TWICE)
    for name in known:
        if name not in times:
            yield Problem(sheet.place, sheet.header, name, None, "the column is missing", "Add it.")
