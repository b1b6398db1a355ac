"""The form as an Excel workbook: a sheet for each file, with drop-downs and notes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from als_muscle_mri.inputs.scales import MERCURI, Scale
from als_muscle_mri.intake.form import FILES, SUBJECTS, Field, fields_of, sheet_of

DICTIONARY = "dictionary"
ALLOWED = "allowed values"
OWN_SHEETS = (DICTIONARY, ALLOWED)
"""Sheets that explain the form; they are not read."""

GROUP = "group"
LAST_ROW = 1_048_576
NARROWEST = 14
LONGEST_TITLE = 32
HEADER_FONT = Font(bold=True)
HEADER_FILL = PatternFill("solid", fgColor="DDE6EE")
WRAPPED = Alignment(wrap_text=True, vertical="top")
DICTIONARY_HEAD = ("file", "column", "meaning", "unit", "allowed values", "missing")
DICTIONARY_WIDTHS = (18, 28, 60, 10, 60, 30)


def write_workbook(
    path: Path,
    muscles: Sequence[str],
    groups: Sequence[str],
    rows: Mapping[str, Sequence[Sequence[str | float]]] | None = None,
    scale: Scale = MERCURI,
) -> Path:
    """Write the workbook of a cohort.

    Parameters
    ----------
    path : pathlib.Path
        The ``.xlsx`` file.
    muscles : sequence of str
        The muscle ids of the atlas.
    groups : sequence of str
        The groups ``cohort.yml`` names. They are offered, and another may be typed after a
        warning, since a group named there later needs no new workbook.
    rows : mapping, optional
        For some files, the rows that stand below the header.
    scale : Scale
        What muscles are graded by.

    Returns
    -------
    pathlib.Path
        The path.
    """
    form = {
        file: [_offering(field, groups) for field in fields_of(file, muscles, scale)]
        for file in FILES
    }
    book = Workbook()
    book.remove(book.active)
    sheets = {file: book.create_sheet(sheet_of(file)) for file in FILES}
    lists = _write_lists(book, form)
    for file, sheet in sheets.items():
        _write_sheet(sheet, form[file], lists)
        for number, row in enumerate((rows or {}).get(file, ()), start=2):
            _write_row(sheet, number, row)
    _write_dictionary(book.create_sheet(DICTIONARY), form)
    book.move_sheet(ALLOWED, offset=1)
    book.save(path)
    return path


def _offering(field: Field, groups: Sequence[str]) -> Field:
    return replace(field, choices=tuple(groups)) if field.name == GROUP else field


def _write_sheet(sheet: Worksheet, fields: list[Field], lists: Mapping[Field, str]) -> None:
    _write_header(sheet, [field.name for field in fields])
    for place, field in enumerate(fields, start=1):
        letter = get_column_letter(place)
        note = Comment(field.described(), "als-muscle-mri", height=140, width=320)
        sheet.cell(1, place).comment = note
        column = sheet.column_dimensions[letter]
        column.width = max(NARROWEST, len(field.name) + 3, *(len(v) + 2 for v in field.choices))
        if field.kind == "text":  # Otherwise the id 001 becomes the number 1.
            column.number_format = "@"
        if field in lists:
            sheet.add_data_validation(_drop_down(field, lists[field], letter))


def _write_header(sheet: Worksheet, names: Sequence[str]) -> None:
    sheet.append(list(names))
    for cell in sheet[1]:
        cell.font, cell.fill = HEADER_FONT, HEADER_FILL
    sheet.freeze_panes = "A2"


def _drop_down(field: Field, source: str, letter: str) -> DataValidation:
    rule = DataValidation(
        "list",
        formula1=source,
        allow_blank=bool(field.missing),
        showErrorMessage=True,
        errorStyle="warning" if field.name == GROUP else "stop",
        errorTitle=field.name[:LONGEST_TITLE],
        error=f"{field.rule[:1].upper()}{field.rule[1:]}."[:255],
    )
    rule.add(f"{letter}2:{letter}{LAST_ROW}")
    return rule


def _write_lists(book: Workbook, form: Mapping[str, list[Field]]) -> dict[Field, str]:
    """Write every list of allowed values as a column; give the range of each field's list."""
    sheet = book.create_sheet(ALLOWED)
    columns: dict[tuple[str, ...], str] = {}
    found = {}
    for field in (field for fields in form.values() for field in fields):
        if field.name == "subject_id" and field.file != SUBJECTS:
            found[field] = f"{quote_sheetname(sheet_of(SUBJECTS))}!$A$2:$A${LAST_ROW}"
        elif field.choices:
            if field.choices not in columns:
                columns[field.choices] = _write_list(sheet, len(columns) + 1, field)
            found[field] = columns[field.choices]
    sheet.freeze_panes = "A2"
    return found


def _write_list(sheet: Worksheet, place: int, field: Field) -> str:
    letter = get_column_letter(place)
    values = [int(value) if field.kind == "whole" else value for value in field.choices]
    for row, value in enumerate([field.name, *values], start=1):
        sheet.cell(row, place, value)
    sheet.cell(1, place).font = HEADER_FONT
    sheet.column_dimensions[letter].width = 30
    return f"{quote_sheetname(ALLOWED)}!${letter}$2:${letter}${len(values) + 1}"


def _write_dictionary(sheet: Worksheet, form: Mapping[str, list[Field]]) -> None:
    _write_header(sheet, DICTIONARY_HEAD)
    for field in (field for fields in form.values() for field in fields):
        empty = f"empty = {field.missing}" if field.missing else "never empty"
        sheet.append([field.file, field.name, field.meaning, field.unit, field.allowed, empty])
        for cell in sheet[sheet.max_row]:
            cell.alignment = WRAPPED
    for place, width in enumerate(DICTIONARY_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width


def _write_row(sheet: Worksheet, number: int, row: Sequence[str | float]) -> None:
    """Write one row; a text that begins with = stays a text and becomes no formula."""
    for place, value in enumerate(row, start=1):
        if value != "":
            cell = sheet.cell(number, place, value)
            cell.data_type = "s" if isinstance(value, str) else cell.data_type
