"""The label table of a mask: which index is which muscle of the atlas, on which side."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from als_muscle_mri.inputs.problems import InputError, Problem, suggest

SUBCUTANEOUS_FAT = "subcutaneous_fat"
"""May stand in the place of a muscle: voxels that are fat for certain."""

SIDES = ("right", "left")
NEEDED = ("index", "side", "muscle_id")
IN_BIDS = ("name", "abbreviation", "color", "mapping")
"""Columns BIDS has for such a table, allowed and not read."""


@dataclass(frozen=True)
class Label:
    """One index of a mask.

    Attributes
    ----------
    index : int
        Value of the voxels, above 0.
    side : str
        ``right`` or ``left``; empty for subcutaneous fat.
    muscle_id : str
        A muscle of the atlas, or ``subcutaneous_fat``.
    """

    index: int
    side: str
    muscle_id: str


def read_labels(path: Path, muscles: Iterable[str], shown: str | None = None) -> tuple[Label, ...]:
    """Read a label table.

    Tab-separated, with the columns index, side and muscle_id. A row whose muscle_id is empty
    says that the index is known and not of the atlas. Several indices may be one muscle: their
    voxels are taken together.

    Parameters
    ----------
    path : Path
        The table.
    muscles : iterable of str
        Muscle ids of the atlas.
    shown : str, optional
        What to call the file in problems.

    Returns
    -------
    tuple of Label
        In the order of the table, without the rows that have no muscle.

    Raises
    ------
    InputError
        With every problem of the table.
    """
    shown, known = shown or path.name, (*muscles, SUBCUTANEOUS_FAT)
    try:
        lines = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines(), delimiter="\t"))
    except UnicodeDecodeError:
        rule, fix = "the text must be UTF-8", "Save the file with the encoding UTF-8."
        raise InputError([Problem(shown, None, None, None, rule, fix)], shown) from None
    problems = _head_problems(lines[0] if lines else [], shown)
    if problems:
        raise InputError(problems, shown)
    rows = [
        (n, dict(zip(lines[0], cells, strict=False)) | dict.fromkeys(lines[0][len(cells) :], ""))
        for n, cells in enumerate(lines[1:], start=2)
        if any(cells)
    ]
    labels, seen = [], set()
    for number, row in rows:
        wrong = _row_problems(row, number, shown, known, seen)
        problems += wrong
        seen.add(row["index"])
        if not wrong and row["muscle_id"]:
            labels.append(Label(int(row["index"]), row["side"], row["muscle_id"]))
    if not labels and not problems:
        fix = "Add a row for each muscle of the mask."
        problems.append(Problem(shown, None, None, None, "no muscle is named", fix))
    if problems:
        raise InputError(problems, shown)
    return tuple(labels)


def _head_problems(head: list[str], shown: str) -> list[Problem]:
    fix = "The first line names the columns index, side and muscle_id, with tabs between them."
    missing = [name for name in NEEDED if name not in head]
    strange = [name for name in head if name not in NEEDED + IN_BIDS]
    twice = sorted({name for name in head if head.count(name) > 1})
    return (
        [Problem(shown, 1, name, None, "the column is missing", fix) for name in missing]
        + [Problem(shown, 1, name, None, "no such column is known", fix) for name in strange]
        + [Problem(shown, 1, name, None, "the column stands twice", fix) for name in twice]
    )


def _row_problems(
    row: dict[str, str], line: int, shown: str, known: tuple[str, ...], seen: set[str]
) -> list[Problem]:
    index, side, muscle = (row[name] for name in NEEDED)
    problems = []

    def add(column: str, value: str, rule: str, fix: str) -> None:
        problems.append(Problem(shown, line, column, value, rule, fix))

    if not (index.isascii() and index.isdecimal() and 0 < int(index) < 2**16):
        add("index", index, "an index is a whole number from 1 to 65535", "Write the mask's.")
    if index in seen:
        add("index", index, "the index stands twice", "Keep one of its rows.")
    if not muscle:
        return problems
    if muscle not in known:
        fix = f"{suggest(muscle, known)}Use a muscle_id of atlas.csv, or leave the cell empty."
        add("muscle_id", muscle, "no such muscle is in atlas.csv", fix)
    sides = ("",) if muscle == SUBCUTANEOUS_FAT else SIDES
    if side not in sides:
        rule = "a muscle is right or left" if any(sides) else "subcutaneous fat has no side"
        add("side", side, rule, f"Write {' or '.join(sides)}." if any(sides) else "Empty it.")
    return problems
