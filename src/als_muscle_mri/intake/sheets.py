"""Spreadsheets as text: a workbook or a CSV file, every cell as a person reads it there."""

import csv
import datetime
import io
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import openpyxl
import pandas as pd
from openpyxl.utils import get_column_letter

from als_muscle_mri.inputs.files import as_text
from als_muscle_mri.inputs.likeness import HIDDEN
from als_muscle_mri.inputs.problems import COLUMN_TWICE, SHEET, Problem, cell_problems
from als_muscle_mri.intake.package import LARGEST_FILE, package_problems

MOST_COLUMNS = 5000
MOST_ROWS = 1_048_576
MOST_CELLS = 10_000_000
"""Of one sheet: three times what a thousand subjects have, read by three raters twice."""
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
QUOTED = re.compile(r"(['\"]).*\1")
"""What openpyxl quotes of a workbook may be a cell."""
MIDNIGHT = datetime.time()
NO_VALUES = {
    "f": (
        "only values are read, and this is a formula",
        "Replace the formula by its value (copy, paste special, values).",
    ),
    "e": ("only values are read, and this is an error of the program", "Write the value itself."),
}
"""Kinds of cells, as openpyxl names them, that are refused, with rule and fix."""

FEWER = "Keep only the columns of the study, and delete what stands to the right of them."

Cells = list[tuple[int, list[str]]]
Refused = dict[tuple[int, str], dict[int, object]]
"""By column and kind the values of its rows."""


@dataclass(frozen=True)
class Sheet:
    """A sheet, or a CSV file, as text.

    Attributes
    ----------
    place : str
        What messages call it, as ``book.xlsx, sheet subjects``.
    frame : pandas.DataFrame
        A column for each name in the header, "" where a cell is empty, indexed by row; rows
        without any value are left out.
    problems : tuple of Problem
        Formulas, errors, a header that cannot be used.
    note : str
        How it was read, where that had to be found out.
    header : int
        Row of the header.
    """

    place: str
    frame: pd.DataFrame = field(default_factory=pd.DataFrame)
    problems: tuple[Problem, ...] = ()
    note: str = ""
    header: int = 1


def read_sheets(path: Path, delimiter: str = "") -> dict[str, Sheet]:
    """Read all sheets of a workbook, or the one of a CSV file.

    Parameters
    ----------
    path : pathlib.Path
        An ``.xlsx`` or ``.csv`` file.
    delimiter : str, optional
        What separates the columns of a CSV file; without it, the header decides.

    Returns
    -------
    dict of Sheet
        By the name of the sheet; that of a CSV file is ``""``, and so is that of a file that
        cannot be opened. Sheets without any value are left out.
    """
    if not path.is_file():
        fix = "Give the path of an .xlsx or .csv file."
        return _unreadable(path, "there is no such file", fix)
    if path.suffix.lower() == ".csv":
        return {"": _read_csv(path, delimiter)}
    objections = package_problems(path)
    if objections:
        return {"": Sheet(path.name, problems=tuple(objections))}
    try:
        return _read_workbook(path)
    except Exception as error:  # openpyxl raises whatever a damaged part leads it to
        said = QUOTED.sub(HIDDEN, " ".join(str(error).split())) or type(error).__name__
        fix = "Open it in the spreadsheet program and save it as .xlsx again."
        return _unreadable(path, f"the workbook cannot be read ({said})", fix)


def cell_text(value: object) -> str:
    """Write a value of a cell the way a person reads it there.

    Examples
    --------
    >>> [cell_text(v) for v in (None, 3.0, 0.1 + 0.2, True, datetime.datetime(2024, 3, 5))]
    ['', '3', '0.3', 'TRUE', '2024-03-05']
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):  # A spreadsheet shows at most 15 digits of a number.
        return f"{value:.15g}"
    if isinstance(value, datetime.datetime) and value.time() == MIDNIGHT:
        return value.date().isoformat()
    return str(value)


def _read_workbook(path: Path) -> dict[str, Sheet]:
    found = {}
    with warnings.catch_warnings():
        # About parts of a workbook that openpyxl leaves out, none of which is data.
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path, read_only=True, data_only=False, keep_links=False)
        try:
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # What a file says of its own size need not be true.
                place = f"{path.name}{SHEET}{sheet.title}"
                read = _sheet(place, *_workbook_rows(sheet.iter_rows(), place))
                if read.problems or len(read.frame.columns):
                    found[sheet.title] = read
        finally:
            book.close()
    return found


def _workbook_rows(rows: Iterable[tuple], place: str) -> tuple[Cells, list[Problem]]:
    kept: Cells = []
    refused: Refused = {}
    cells = 0
    for number, row in enumerate(rows, start=1):
        if number > MOST_ROWS:
            rule = f"the sheet has more than {MOST_ROWS} rows"
            return [], [Problem(place, None, None, None, rule, "Delete the rows below the data.")]
        if len(row) > MOST_COLUMNS and any(cell.value is not None for cell in row[MOST_COLUMNS:]):
            return [], [_too_wide(place, number)]
        for cell in row:
            if getattr(cell, "data_type", "n") in NO_VALUES:
                refused.setdefault((cell.column, cell.data_type), {})[number] = cell.value
        texts = [cell_text(cell.value) for cell in row[:MOST_COLUMNS]]
        if _is_filled(texts):
            kept.append((number, texts))
            cells += len(texts)
        if cells > MOST_CELLS:
            return [], [_too_many(place)]
    return kept, [problem for key in sorted(refused) for problem in _no_values(place, key, refused)]


def _no_values(place: str, key: tuple[int, str], refused: Refused) -> list[Problem]:
    column, kind = key
    texts = {row: _formula_text(value) for row, value in refused[key].items()}
    return cell_problems(place, get_column_letter(column), pd.Series(texts), *NO_VALUES[kind])


def _formula_text(value: object) -> str:
    """Write a formula as it is typed; one that fills a range is an object in openpyxl."""
    return value if isinstance(value, str) else getattr(value, "text", None) or "=TABLE()"


def _is_filled(row: list[str]) -> bool:
    return any(cell.strip() for cell in row)


def _read_csv(path: Path, delimiter: str) -> Sheet:
    if path.stat().st_size > LARGEST_FILE:
        rule = f"the file is larger than {LARGEST_FILE // 2**20} MiB"
        fix = "Leave out what is no data of the study."
        return Sheet(path.name, problems=(Problem(path.name, None, None, None, rule, fix),))
    text = as_text(path.read_bytes(), path.name, "Save the file as CSV UTF-8.")
    if isinstance(text, Problem):
        return Sheet(path.name, problems=(text,))
    if not text.strip():
        problem = Problem(path.name, None, None, None, "the file is empty", "Export it again.")
        return Sheet(path.name, problems=(problem,))
    used, note = (delimiter, "") if delimiter else _delimiter(text)
    if not used:
        fix = "Write `delimiter: ','` (or ';') in the column map."
        problem = Problem(path.name, 1, None, None, note, fix)
        return Sheet(path.name, problems=(problem,))
    # Without strict, a quotation mark that is not closed would swallow the rows below it.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=used, strict=True)
    rows, problems = _csv_rows(reader, path.name)
    sheet = _sheet(path.name, rows, problems)
    return replace(sheet, note=note)


def _csv_rows(reader: Iterable[list[str]], place: str) -> tuple[Cells, list[Problem]]:
    kept: Cells = []
    cells, begun = 0, 1
    try:
        for row in reader:
            number = reader.line_num
            begun = number + 1
            if len(row) > MOST_COLUMNS:
                return [], [_too_wide(place, number)]
            if _is_filled(row):
                kept.append((number, row))
                cells += len(row)
            if cells > MOST_CELLS:
                return [], [_too_many(place)]
    except csv.Error as error:
        rule = f"the row that begins here is no CSV ({error})"
        fix = "Put the whole cell in quotation marks and double those within it, or save it anew."
        return [], [Problem(place, begun, None, None, rule, fix)]
    return kept, []


def _delimiter(text: str) -> tuple[str, str]:
    """Find what separates the names in the first line: the one mark of the three there is."""
    first = text.partition("\n")[0]
    counts = {mark: first.count(mark) for mark in DELIMITERS if mark in first}
    if len(counts) > 1:
        names = " and ".join(DELIMITERS[mark] for mark in counts)
        return "", f"the first line holds {names}, and either may separate the columns"
    mark = next(iter(counts), ",")
    return mark, f"columns separated by {DELIMITERS[mark]}"


def _sheet(place: str, rows: Cells, problems: list[Problem]) -> Sheet:
    """Take the first row for the header and hang the others under it."""
    if problems or not rows:
        return Sheet(place, problems=tuple(problems))
    (line, names), body = (rows[0][0], [_name(text) for text in rows[0][1]]), rows[1:]
    width = max(len(row) for _, row in rows)
    names += [""] * (width - len(names))
    columns = [[row[at] if at < len(row) else "" for _, row in body] for at in range(width)]
    faults = list(_header_faults(names, columns, place, line))
    if faults:
        return Sheet(place, problems=tuple(faults))
    named = {name: cells for name, cells in zip(names, columns, strict=True) if name}
    index = pd.Index([number for number, _ in body], name="row", dtype="int64")
    return Sheet(place, pd.DataFrame(named, index=index, dtype="object"), header=line)


def _name(text: str) -> str:
    return " ".join(text.split())


def _header_faults(
    names: list[str], columns: list[list[str]], place: str, line: int
) -> Iterator[Problem]:
    for name, count in Counter(name for name in names if name).items():
        if count > 1:
            yield Problem(place, line, name, None, *COLUMN_TWICE)
    for at, name in enumerate(names):
        if not name and _is_filled(columns[at]):
            letter = get_column_letter(at + 1)
            rule = f"column {letter} has values and no name in the header"
            yield Problem(place, line, letter, None, rule, "Name it, or delete its cells.")


def _too_wide(place: str, number: int) -> Problem:
    rule = f"the row has more than {MOST_COLUMNS} columns"
    return Problem(place, number, None, None, rule, FEWER)


def _too_many(place: str) -> Problem:
    rule = f"the sheet has more than {MOST_CELLS} cells"
    return Problem(place, None, None, None, rule, FEWER)


def _unreadable(path: Path, rule: str, fix: str) -> dict[str, Sheet]:
    return {"": Sheet(path.name, problems=(Problem(path.name, None, None, None, rule, fix),))}
