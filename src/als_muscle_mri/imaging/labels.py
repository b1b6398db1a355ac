"""The label table of a mask: which index is which muscle of the atlas, on which side."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from als_muscle_mri.inputs.problems import InputError, Problem, suggest

SUBCUTANEOUS_FAT = "subcutaneous_fat"
"""May stand in the place of a muscle: voxels that are fat for certain."""

SIDES = ("right", "left")
NEEDED = ("index", "side", "muscle_id")
IN_BIDS = ("name", "abbreviation", "color", "mapping")
"""Columns BIDS has for such a table, allowed; of them only the name is read."""


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


@dataclass(frozen=True)
class LabelTable:
    """What the indices of a mask are.

    Attributes
    ----------
    labels : tuple of Label
        The muscles of the atlas and the fat, in the order of the table.
    names : dict
        Index to what its row calls it, for all rows that have a name.
    """

    labels: tuple[Label, ...]
    names: dict[int, str]

    def unmeasured(self, indices: Iterable[int]) -> dict[int, str]:
        """Give those of some indices that are no muscle of the atlas and no fat, with their names.

        Examples
        --------
        >>> table = LabelTable((Label(7, "left", "soleus"),), {7: "soleus", 8: "tibia"})
        >>> table.unmeasured([7, 8, 9])
        {8: 'tibia', 9: ''}
        """
        own = {label.index for label in self.labels}
        return {one: self.names.get(one, "") for one in indices if one not in own}


def read_labels(path: Path, muscles: Iterable[str], shown: str | None = None) -> LabelTable:
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
    LabelTable

    Raises
    ------
    InputError
        With every problem of the table.
    """
    shown = shown or path.name
    rows = _rows(path, shown)
    problems = _problems(rows, (*muscles, SUBCUTANEOUS_FAT), shown)
    if problems:
        raise InputError(problems, shown)
    labels = (Label(int(r["index"]), r["side"], r["muscle_id"]) for r in rows.values())
    return LabelTable(
        labels=tuple(label for label in labels if label.muscle_id),
        names={int(row["index"]): row["name"] for row in rows.values() if row.get("name")},
    )


def _rows(path: Path, shown: str) -> dict[int, dict[str, str]]:
    """Cells by column of each row, by the number of its line; a cell that is not there is empty."""
    try:
        lines = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines(), delimiter="\t"))
    except (UnicodeDecodeError, csv.Error):
        rule, fix = "a label table is text in UTF-8", "Save the file with the encoding UTF-8."
        raise InputError([Problem(shown, None, None, None, rule, fix)], shown) from None
    head = lines[0] if lines else []
    if problems := _head_problems(head, shown):
        raise InputError(problems, shown)
    filled = ((n, cells) for n, cells in enumerate(lines[1:], start=2) if any(cells))
    return {n: dict(zip_longest(head, cells[: len(head)], fillvalue="")) for n, cells in filled}


def _problems(rows: dict[int, dict[str, str]], known: tuple[str, ...], shown: str) -> list[Problem]:
    problems, seen = [], set()
    for line, row in rows.items():
        problems += _row_problems(row, line, shown, known, seen)
        seen.add(row["index"].lstrip("0"))
    if not any(row["muscle_id"] for row in rows.values()):
        fix = "Add a row for each muscle of the mask."
        problems.append(Problem(shown, None, None, None, "no muscle is named", fix))
    return problems


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
    if index.lstrip("0") in seen:
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
