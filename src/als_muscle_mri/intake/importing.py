"""A spreadsheet becomes the CSV files of a cohort: all of them, or none."""

import csv
import io
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from als_muscle_mri.inputs.folders import data_folder
from als_muscle_mri.inputs.likeness import repeatable_name
from als_muscle_mri.inputs.problems import InputError, Problem
from als_muscle_mri.inputs.scales import Scale
from als_muscle_mri.inputs.schemas import column_names
from als_muscle_mri.intake.cells import Change, summed
from als_muscle_mri.intake.column_map import read_map
from als_muscle_mri.intake.form import atlas_muscles, target_scale
from als_muscle_mri.intake.mapped import read_mapped
from als_muscle_mri.intake.new import write_forms
from als_muscle_mri.intake.plain import read_plain
from als_muscle_mri.intake.privacy import personal_tables
from als_muscle_mri.intake.sheets import read_sheets
from als_muscle_mri.intake.target import target_folder
from als_muscle_mri.intake.template import PROVENANCE, empty_csvs
from als_muscle_mri.pipeline.files import replace_all


@dataclass(frozen=True)
class Imported:
    """What an import wrote.

    Attributes
    ----------
    folder : pathlib.Path
        The cohort.
    rows : dict
        How many rows each file has that was written.
    changes : tuple of Change
        What was written in another way than the spreadsheet has it.
    notes : tuple of str
        What else to know, as columns that were not read.
    """

    folder: Path
    rows: dict[str, int]
    changes: tuple[Change, ...]
    notes: tuple[str, ...]


def import_cohort(
    source: str | Path,
    given: str | Path,
    column_map: str | Path | None = None,
    replace: bool = False,
    scale: Scale | None = None,
) -> Imported:
    """Turn a workbook, or an export with a column map, into the CSV files of a cohort.

    Parameters
    ----------
    source : str or Path
        An ``.xlsx`` workbook, or with a map also a ``.csv`` file.
    given : str or Path
        ``data/my-cohort``; the folder is made where it is missing.
    column_map : str or Path, optional
        A YAML file that says which source column becomes what.
    replace : bool
        Write over CSV files that hold data already.
    scale : Scale, optional
        What muscles are graded by; without it, what ``cohort.yml`` of the folder says, and in a
        folder that is not there yet the Mercuri scale.

    Returns
    -------
    Imported
        Whether the rows agree with each other is for the check to say.

    Raises
    ------
    InputError
        Something cannot be read without guessing, may identify a person, or would be lost;
        it lists all of that, and nothing is written.
    """
    source, folder = Path(source), target_folder(given)
    muscles, scale = atlas_muscles(folder), target_scale(folder, scale)
    if column_map is None:
        found, problems = read_plain(source, read_sheets(source), muscles, scale)
        notes: tuple[str, ...] = ()
    else:
        plan = read_map(Path(column_map), muscles, scale)
        sheets = read_sheets(source, plan.delimiter)
        found, problems, notes = read_mapped(source, sheets, plan, muscles, scale)
    problems += [problem for table in found for problem in table.problems]
    problems += personal_tables(found)
    if problems:
        raise InputError(problems, repeatable_name(source.name))
    texts = {table.file: csv_text(table.frame, table.file, scale) for table in found}
    if not replace:
        _refuse_to_replace(folder, texts, scale)
    _write(folder, texts, scale)
    changes = summed(change for table in found for change in table.changes)
    return Imported(folder, {table.file: len(table.frame) for table in found}, changes, notes)


def csv_text(frame: pd.DataFrame, file: str, scale: Scale) -> str:
    """Write a table as CSV in the columns of its file, a missing column as empty cells."""
    whole = frame.reindex(columns=column_names(file, scale), fill_value="")
    return whole.to_csv(index=False, lineterminator="\n")


def _refuse_to_replace(folder: Path, texts: dict[str, str], scale: Scale) -> None:
    forms = empty_csvs(scale=scale)
    held = [file for file, text in texts.items() if not _is_free(folder / file, text, forms[file])]
    if held:
        rule = "it holds data already, and nothing is overwritten"
        fix = "Import with --replace, or into another folder."
        raise InputError([Problem(f, None, None, None, rule, fix) for f in held], "the target")


def _is_free(path: Path, text: str, form: str) -> bool:
    """Say whether a file may be written: it is missing, holds no data, or the same already."""
    if not path.exists():
        return True
    # A spreadsheet program may have saved it in the meantime, in an encoding of its own.
    there = path.read_text(encoding="utf-8-sig", errors="replace")
    return there in (text, form) or (path.name == PROVENANCE and _is_form(there, form))


def _is_form(there: str, form: str) -> bool:
    """Say whether a provenance is as `new` writes it: the same words for every column."""
    rows, asked = (list(csv.reader(io.StringIO(text))) for text in (there, form))
    columns = [row[:2] for row in rows] == [row[:2] for row in asked]
    return columns and len({tuple(row[2:]) for row in rows[1:]}) == 1


def _write(folder: Path, texts: dict[str, str], scale: Scale) -> None:
    with tempfile.TemporaryDirectory(dir=data_folder(), prefix=".import-") as scratch:
        made = Path(scratch, folder.name)
        made.mkdir()
        if not folder.exists():
            write_forms(made, {}, scale)
        _write_texts(made, texts.items())
        if folder.exists():
            replace_all((made / file, folder / file) for file in texts)
        else:
            made.rename(folder)


def _write_texts(folder: Path, texts: Iterable[tuple[str, str]]) -> None:
    for file, text in texts:
        (folder / file).write_text(text, encoding="utf-8", newline="\n")
