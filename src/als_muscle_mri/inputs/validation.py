"""One file against its schema: typed values, and a problem for each cell that breaks a rule."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from pandera.errors import SchemaErrors

from als_muscle_mri.inputs.columns import as_number
from als_muscle_mri.inputs.csv_text import TextTable, read_text_table
from als_muscle_mri.inputs.files import is_there
from als_muscle_mri.inputs.problems import Problem, cell_problems, nearest, suggest
from als_muscle_mri.inputs.scales import MERCURI, SCALES, Scale
from als_muscle_mri.inputs.schemas import (
    RATINGS,
    SCHEMAS,
    column_facts,
    column_names,
    schema_of,
)

# A suggestion compares with every known name; only the first few different values get one.
SUGGESTED = 20


@dataclass(frozen=True)
class Table:
    """A file as read and checked on its own.

    Attributes
    ----------
    file : str
        File name, as ``muaps.csv``.
    frame : pandas.DataFrame or None
        Numbers as float64 and texts as categories, NaN where a cell is empty or breaks a
        rule, indexed by line; columns that are missing in the file are missing here. None
        where the file is no table.
    problems : tuple of Problem
    """

    file: str
    frame: pd.DataFrame | None
    problems: tuple[Problem, ...] = ()

    def has(self, *columns: str) -> bool:
        """Say whether the table is there with these columns."""
        return self.frame is not None and set(columns) <= set(self.frame.columns)

    def names(self, column: str) -> list[str] | None:
        """List what stands in a column of texts; None where the table lacks it."""
        return self.frame[column].dropna().tolist() if self.has(column) else None


def read_table(folder: Path, file: str, scale: Scale = MERCURI) -> Table:
    """Read one CSV file and check it against its schema.

    Parameters
    ----------
    folder : pathlib.Path
        Where the file lies.
    file : str
        Its name, a key of ``SCHEMAS``.
    scale : Scale
        The scale of the cohort, which names and bounds the grades of ``mri_ratings.csv``.

    Returns
    -------
    Table
        Never raises for what stands in the file: problems are listed in the result.
    """
    return checked(read_text_table(folder / file, column_names(file, scale)), file, scale)


def checked(raw: TextTable, file: str, scale: Scale = MERCURI) -> Table:
    """Check a table that was read as text against the schema of a file.

    Parameters
    ----------
    raw : TextTable
        As :func:`als_muscle_mri.inputs.csv_text.read_text_table` gives it.
    file, scale
        As in :func:`read_table`.
    """
    header = other_scale(raw.problems, scale) if file == RATINGS else raw.problems
    if raw.frame is None:
        return Table(file, None, tuple(header))
    failures = failing_cells(raw.frame, file, scale)
    problems = [*header, *_schema_problems(failures, file, scale)]
    if raw.frame.empty and file in ("subjects.csv", "atlas.csv"):
        fix = "Write one row for each " + ("subject." if file == "subjects.csv" else "muscle.")
        problems.append(Problem(file, None, None, None, "the file has no row", fix))
    return Table(file, _typed(raw.frame, failures, file, scale), tuple(problems))


NAME_SCALE = (
    "Name the scale of the grades as grading_scale in cohort.yml, or for a folder that is not "
    "there yet by --scale; or mend the column."
)


def other_scale(problems: Iterable[Problem], scale: Scale) -> list[Problem]:
    """Say of a header that has the grades of another scale that it does, in one problem.

    Parameters
    ----------
    problems : iterable of Problem
        Those of the header: a column is missing, and another is not known.
    scale : Scale
        The one of the cohort.
    """
    columns = {other.column: other for other in SCALES.values() if other.column != scale.column}
    found, told = list(problems), []
    others = {problem.column for problem in found if problem.column in columns}
    for problem in found:
        if problem.column in others:
            rule = (
                f"these are {columns[problem.column].grade}s, and muscles of this cohort are "
                f"graded on the {scale.name} scale, whose column is {scale.column}"
            )
            told.append(replace(problem, rule=rule, fix=NAME_SCALE))
        elif not (others and problem.column == scale.column):
            told.append(problem)
    return told


def read_optional_table(folder: Path, file: str) -> Table:
    """Read a file a cohort may be without; one that is not there has no rows.

    A CSV file that nobody knows, but whose name is nearly this one, is a problem: it would
    otherwise be passed over in silence.
    """
    if is_there(folder / file):
        return read_table(folder, file)
    alike = [path.name for path in sorted(folder.iterdir()) if _meant_by(path) == file]
    if alike:
        fix = f"Rename {alike[0]} to {file}, or give it quite another name if it is something else."
        rule = f"the file is missing, and {alike[0]} looks like it"
        return Table(file, None, (Problem(file, None, None, None, rule, fix),))
    empty = pd.DataFrame(
        {column: pd.Series([], dtype="category") for column in column_names(file)},
        index=pd.Index([], dtype="int64", name="line"),
    )
    return Table(file, _typed(empty, failing_cells(empty, file), file, MERCURI))


def _meant_by(path: Path) -> str | None:
    """Give the known file whose name is nearest; what begins with a dot is the system's."""
    if path.suffix.lower() != ".csv" or path.name.startswith("."):
        return None
    near = nearest(path.stem, [file.removesuffix(".csv") for file in SCHEMAS])
    return f"{near}.csv" if near else None


def failing_cells(frame: pd.DataFrame, file: str, scale: Scale = MERCURI) -> pd.DataFrame:
    """List the cells that break the schema of a file.

    Returns
    -------
    pandas.DataFrame
        line, column and value ("" for an empty cell), a row for each failing cell.
    """
    schema = schema_of(file, scale)
    if len(frame.columns) < len(schema.columns):  # Missing ones are reported with the header.
        schema = schema.select_columns(list(frame.columns))
    try:
        schema.validate(frame, lazy=True)
    except SchemaErrors as error:
        cases = error.failure_cases
        if cases["index"].isna().any():  # Not a cell: the schema itself is at fault.
            raise
        value = cases["failure_case"].astype("object").where(cases["failure_case"].notna(), "")
        return pd.DataFrame(
            {"line": cases["index"].astype("int64"), "column": cases["column"], "value": value}
        )
    return pd.DataFrame({"line": [], "column": [], "value": []})


def _schema_problems(failures: pd.DataFrame, file: str, scale: Scale) -> Iterator[Problem]:
    for column, cases in failures.groupby("column", sort=False):
        facts = column_facts(file, column, scale)
        choices, fix = facts.get("choices", ()), facts["fix"]
        if facts["missing"]:
            fix += f" An empty cell means: {facts['missing']}."
        cells = cases.set_index("line")["value"].sort_index()
        near = {value: suggest(value, choices) for value in cells.unique()[:SUGGESTED]}
        yield from cell_problems(
            file,
            column,
            cells,
            facts["rule"],
            lambda line, value, near=near, fix=fix: near.get(value, "") + fix,
        )


def _typed(frame: pd.DataFrame, failures: pd.DataFrame, file: str, scale: Scale) -> pd.DataFrame:
    columns = {}
    for column in frame.columns:
        cells = frame[column]
        if column_facts(file, column, scale)["kind"] != "text":
            cells = _as_numbers(cells)
        bad = failures.loc[failures["column"] == column, "line"]
        columns[column] = cells.mask(cells.index.isin(bad)) if len(bad) else cells
    return pd.DataFrame(columns, index=frame.index)


def _as_numbers(cells: pd.Series) -> pd.Series:
    values = cells.array
    distinct = [as_number(text) for text in values.categories.tolist()]
    return pd.Series(np.array([*distinct, np.nan])[values.codes], index=cells.index)
