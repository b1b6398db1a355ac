"""Workbooks to import: the form of a cohort, filled and then spoilt in one way."""

import csv
from collections.abc import Mapping
from pathlib import Path

import openpyxl
from inputs.small_study import FILES as TEXTS

from als_muscle_mri.intake.form import FILES, sheet_of

Rows = list[list[str]]


def rows_of(text: str) -> Rows:
    return list(csv.reader(text.splitlines()))


def typed(text: str) -> object:
    """A value the way a person's typing ends up in a spreadsheet: numbers as floats."""
    if text == "":
        return None
    try:
        return float(text)
    except ValueError:
        return text


def fill(book: Path, texts: Mapping[str, str] = TEXTS) -> Path:
    """Write the rows of CSV texts below the headers of a workbook."""
    opened = openpyxl.load_workbook(book)
    for file in FILES:
        sheet = opened[sheet_of(file)]
        sheet.delete_rows(2, sheet.max_row)
        for row in rows_of(texts[file])[1:]:
            sheet.append([typed(cell) for cell in row])
    opened.save(book)
    return book


def spoil(book: Path, sheet: str, cell: str, value: object) -> Path:
    """Put one value into a cell."""
    opened = openpyxl.load_workbook(book)
    opened[sheet][cell] = value
    opened.save(book)
    return book
