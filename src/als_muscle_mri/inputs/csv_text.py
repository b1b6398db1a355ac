"""CSV files as text: every cell as it stands in the file, indexed by its line.

The structure (rows, fields, quotation marks) is checked on the bytes with whole-array
operations, so that a file of a million rows costs a fraction of a second, and a message can
name the line. The dialect is RFC 4180 (https://www.rfc-editor.org/rfc/rfc4180) with comma,
UTF-8, and either LF or CR LF.
"""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from als_muscle_mri.inputs.files import as_text, read_bytes
from als_muscle_mri.inputs.privacy import personal_column
from als_muscle_mri.inputs.problems import COLUMN_TWICE, Problem, cell_problems, suggest

COMMA, QUOTE, LF, CR = b',"\n\r'
ALLOWED_BYTES = bytes(byte for byte in range(256) if byte >= 32 and byte != 127) + b"\t\n\r"
SAVE = "Save the file as CSV UTF-8 (comma delimited)."
HEADER_FIX = "The first line holds the column names, separated by commas."
# Half the limit of the csv module for a field, and ten times what any header here needs.
LONGEST_HEADER = 65_536
# Of the columns that nobody knows, the ones listed one by one.
LISTED_COLUMNS = 20


@dataclass(frozen=True)
class TextTable:
    """The cells of a CSV file as categorical text (missing = NaN) and what is wrong with it.

    ``frame`` is None where the file cannot be read as a table. Its index holds line numbers.
    """

    frame: pd.DataFrame | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Rows:
    """Where each row of a CSV text begins and ends, its line, and its number of fields."""

    starts: np.ndarray
    ends: np.ndarray
    lines: np.ndarray
    fields: np.ndarray

    def __getitem__(self, chosen: np.ndarray) -> "Rows":
        parts = (self.starts, self.ends, self.lines, self.fields)
        return Rows(*(part[chosen] for part in parts))


def read_text_table(path: Path, columns: Sequence[str]) -> TextTable:
    """Read a CSV file as text.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    columns : sequence of str
        The columns it must have, in any order.

    Returns
    -------
    TextTable
        Only wanted columns, in the wanted order. Lines that are wholly empty are passed over.
    """
    file = path.name
    fix = f"Add it with the header {','.join(columns)}"
    fix += "." if file == "subjects.csv" else "; with nothing recorded, the header alone is enough."
    found = read_bytes(path, fix)
    if isinstance(found, Problem):
        return TextTable(None, (found,))
    data = found.removeprefix(codecs.BOM_UTF8)
    blocked = _byte_problem(data, file)
    if blocked is not None:
        return TextTable(None, (blocked,))
    rows = find_rows(data)
    first = data[rows.starts[0] : rows.ends[0]]
    if len(first) > LONGEST_HEADER:
        return _unreadable(file, "the first line is too long to hold column names", HEADER_FIX)
    header = next(csv.reader([first.decode()]), [])
    problems = _header_problems(header, columns, file)
    if len(set(header)) < len(header) or not set(header) & set(columns):
        return TextTable(None, tuple(problems))
    wanted = [name for name in columns if name in header]
    uneven = _uneven_rows(rows, len(header), file)
    frame = _read(_without(data, rows, len(header)), wanted)
    frame.index = pd.Index(_even(rows, len(header)).lines, name="line")
    return TextTable(frame, tuple(problems + uneven))


def find_rows(data: bytes) -> Rows:
    r"""Find the rows of a CSV text, a line break within quotation marks not ending a row.

    Examples
    --------
    >>> rows = find_rows(b'a,b\n"x\ny",1\n2\n')
    >>> rows.lines.tolist(), rows.fields.tolist()
    ([1, 2, 4], [2, 2, 1])
    """
    text = np.frombuffer(data, dtype=np.uint8)
    quotes, newlines = np.flatnonzero(text == QUOTE), np.flatnonzero(text == LF)
    ends = _outside(newlines, quotes)
    if not data.endswith(b"\n"):
        ends = np.append(ends, len(data))
    starts = np.concatenate(([0], ends[:-1] + 1))
    commas = _outside(np.flatnonzero(text == COMMA), quotes)
    fields = np.diff(np.searchsorted(commas, ends), prepend=0) + 1
    blank = (ends == starts) | (
        (ends == starts + 1) & (text[np.minimum(starts, len(text) - 1)] == CR)
    )
    blank[0] = False  # The first line is the header even where nothing stands on it.
    return Rows(starts, ends, np.searchsorted(newlines, starts) + 1, fields)[~blank]


def _outside(places: np.ndarray, quotes: np.ndarray) -> np.ndarray:
    """Keep the places that are not within quotation marks."""
    return places[np.searchsorted(quotes, places) % 2 == 0] if quotes.size else places


def _byte_problem(data: bytes, file: str) -> Problem | None:
    """Find what keeps the bytes from being a CSV text, before anything is read from them."""
    if not data.strip():
        return Problem(file, None, None, None, "the file is empty", "Write at least the header.")
    text = as_text(data, file, SAVE)
    if isinstance(text, Problem):
        return text
    return _control_problem(data, file) or _quote_problem(data, file)


def _control_problem(data: bytes, file: str) -> Problem | None:
    if not data.translate(None, ALLOWED_BYTES) and data.count(b"\r") == data.count(b"\r\n"):
        return None
    text = np.frombuffer(data + b"\n", dtype=np.uint8)
    control = ~np.isin(text, np.frombuffer(ALLOWED_BYTES, dtype=np.uint8))
    control[:-1] |= (text[:-1] == CR) & (text[1:] != LF)
    place = int(np.argmax(control))
    rule = f"the control character 0x{data[place]:02x} stands in the text"
    fix = "Remove it; lines end with LF or CR LF."
    return Problem(file, _line_of(data, place), None, None, rule, fix)


def _quote_problem(data: bytes, file: str) -> Problem | None:
    """Find a quotation mark within a cell, or one that opens a cell and is never closed.

    Blamed is the line on which the cell begins: of a cell that is not closed, the mark at fault is
    the next one, which may be many lines further down.
    """
    if QUOTE not in data:
        return None
    text = np.frombuffer(b"\n" + data + b"\n", dtype=np.uint8)
    quotes = np.flatnonzero(text == QUOTE)
    opening, closing = quotes[::2], quotes[1::2]
    before, after = text[opening - 1], text[closing + 1]
    stray = [
        opening[(before != COMMA) & (before != LF) & (before != QUOTE)],
        opening[: closing.size][
            (after != COMMA) & (after != LF) & (after != CR) & (after != QUOTE)
        ],
        opening[closing.size :],
    ]
    places = np.concatenate(stray)
    if not places.size:
        return None
    rule = "a quotation mark stands within a cell, or a quoted cell is not closed"
    fix = 'Put the whole cell in quotation marks and double those within it, as "5"" scan".'
    return Problem(file, _line_of(data, int(places.min()) - 1), None, None, rule, fix)


def _line_of(data: bytes, place: int) -> int:
    return data.count(b"\n", 0, place) + 1


def _header_problems(header: list[str], columns: Sequence[str], file: str) -> list[Problem]:
    if len(header) == 1 and len(columns) > 1:
        used = next((n for c, n in ((";", "semicolons"), ("\t", "tabs")) if c in header[0]), None)
        if used:
            rule = f"the columns are separated by {used} and must be separated by commas"
            return [Problem(file, 1, None, None, rule, SAVE)]
    found = []
    for name in (name for name, count in Counter(header).items() if count > 1):
        found.append(Problem(file, 1, name, None, *COLUMN_TWICE))
    missing = [name for name in columns if name not in header]
    unknown = [name for name in dict.fromkeys(header) if name not in columns]
    for name in unknown[:LISTED_COLUMNS]:
        fix = f"{suggest(name, missing or columns)}The columns are {', '.join(columns)}."
        said = personal_column(name) or ("no such column is known", fix)
        found.append(Problem(file, 1, name or "(no name)", None, *said))
    if len(unknown) > LISTED_COLUMNS:
        rule = (
            f"{len(unknown)} columns are not known, of which the first {LISTED_COLUMNS} are listed"
        )
        found.append(Problem(file, 1, None, None, rule, "Keep only the columns that are known."))
    for name in missing:
        fix = f"Add it. {HEADER_FIX}"
        found.append(Problem(file, 1, name, None, "the column is missing", fix))
    return found


def _uneven_rows(rows: Rows, width: int, file: str) -> list[Problem]:
    uneven = rows[rows.fields != width]
    texts = [f"{n} cell" if n == 1 else f"{n} cells" for n in uneven.fields.tolist()]
    counts = pd.Series(texts, index=uneven.lines, dtype="object")
    rule = f"the header names {width} columns, so a row has {width} cells"
    fix = (
        "Give the row a comma for every missing cell; put a text that holds a comma in quotation "
        "marks; write decimals with a point."
    )
    return cell_problems(file, None, counts, rule, fix)


def _even(rows: Rows, width: int) -> Rows:
    """Give the data rows (all but the header) that have as many fields as the header."""
    body = rows[np.arange(1, len(rows.lines))]
    return body[body.fields == width]


def _without(data: bytes, rows: Rows, width: int) -> bytes:
    """Leave out the rows that cannot be read, so that the others are still checked."""
    if (rows.fields == width).all():
        return data
    kept = rows[rows.fields == width]
    spans = zip(kept.starts.tolist(), kept.ends.tolist(), strict=True)
    return b"".join(data[start:end] + b"\n" for start, end in spans)


def _read(data: bytes, wanted: list[str]) -> pd.DataFrame:
    frame = pd.read_csv(
        io.BytesIO(data),
        usecols=wanted,
        dtype=str,
        keep_default_na=False,
        na_values=[""],
        index_col=False,
        low_memory=False,
    )
    # Categories make every later check one of the distinct texts and not of the rows.
    return frame[wanted].astype("category")


def _unreadable(file: str, rule: str, fix: str) -> TextTable:
    return TextTable(None, (Problem(file, None, None, None, rule, fix),))
