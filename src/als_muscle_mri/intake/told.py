"""What an import tells: the changes as a table, and what was written."""

from collections.abc import Iterable, Sequence

from als_muscle_mri.inputs.likeness import HIDDEN, repeatable
from als_muscle_mri.inputs.problems import shortened, visible
from als_muscle_mri.intake.cells import COLUMN_MAP, Change
from als_muscle_mri.intake.importing import Imported

HEAD = ("file", "column", "cells", "what", "examples")
LONGEST_EXAMPLE = 24


def told(imported: Imported) -> str:
    """Say what an import changed and wrote.

    Returns
    -------
    str
        A table with a row for each kind of change in each column, the notes, and the files.
    """
    changes = [_row(change) for change in imported.changes]
    table = _aligned([HEAD, *changes]) if changes else ["nothing was changed"]
    files = [f"{file}: {_rows(count)}" for file, count in imported.rows.items()]
    written = f"written to {imported.folder}: {', '.join(files)}"
    return "\n".join([*table, *map(visible, imported.notes), written])


def _row(change: Change) -> tuple[str, ...]:
    examples = ", ".join(f"{_shown(old)} -> {_shown(new)}" for old, new in change.examples)
    if change.column == "subject_id" and change.what == COLUMN_MAP:
        examples = HIDDEN  # What a map replaces by study ids may well be names.
    return (change.file, change.column, str(change.cells), change.what, examples)


def _shown(text: str) -> str:
    return f'"{shortened(visible(repeatable(text)), LONGEST_EXAMPLE)}"'


def _aligned(rows: Iterable[Sequence[str]]) -> list[str]:
    rows = list(rows)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"
