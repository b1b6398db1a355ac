"""What pandoc's Word files lack: tables that break, if they must, at a good place."""

import re
import zipfile
from pathlib import Path

DOCUMENT = "word/document.xml"
ROW = re.compile(rb"<w:tr>(?:<w:trPr>)?")
WHOLE = b"<w:cantSplit/>"
TABLE = re.compile(rb"<w:tbl>.*?</w:tbl>", re.DOTALL)
FULL_ROW = re.compile(rb"<w:tr>.*?</w:tr>", re.DOTALL)
STYLE = re.compile(rb'<w:pStyle w:val="[^"]+" ?/>')
KEPT = b"<w:keepNext/>"
SHORT = 24
"""Rows: a table of so many stays on one page; a longer one breaks, but not close to its ends."""
ENDS = 3


def keep_tables(path: Path) -> None:
    r"""Forbid breaks within rows, within short tables, and between a table and its source line.

    The table style of ``reference.docx`` says the first too, and Word follows it; LibreOffice reads
    it from the rows alone.

    Parameters
    ----------
    path : Path
        A ``.docx`` file as pandoc writes it; it is written anew with the times it had.

    Examples
    --------
    >>> _whole(b"<w:tr><w:tc/></w:tr>")
    b'<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc/></w:tr>'
    >>> _whole(b"<w:tr><w:trPr><w:tblHeader/></w:trPr>")
    b'<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>'
    >>> _together(b'<w:tbl><w:tr><w:pStyle w:val="TableText"/></w:tr></w:tbl>')
    b'<w:tbl><w:tr><w:pStyle w:val="TableText"/><w:keepNext/></w:tr></w:tbl>'
    """
    with zipfile.ZipFile(path) as archive:
        members = {info: archive.read(info) for info in archive.infolist()}
    with zipfile.ZipFile(path, "w") as archive:
        for info, content in members.items():
            kept = _together(_whole(content)) if info.filename == DOCUMENT else content
            archive.writestr(info, kept)


def _whole(document: bytes) -> bytes:
    def with_rule(row: re.Match[bytes]) -> bytes:
        has_rules = row[0].endswith(b"<w:trPr>")
        return row[0] + WHOLE if has_rules else row[0] + b"<w:trPr>" + WHOLE + b"</w:trPr>"

    return ROW.sub(with_rule, document)


def _together(document: bytes) -> bytes:
    return TABLE.sub(lambda table: _kept(table[0]), document)


def _kept(table: bytes) -> bytes:
    """A table in which the rows that belong together keep with the next paragraph."""
    n = len(FULL_ROW.findall(table))
    places = iter(range(n))

    def keep(row: re.Match[bytes]) -> bytes:
        place = next(places)
        bound = n <= SHORT or place < ENDS or place >= n - ENDS
        return STYLE.sub(lambda style: style[0] + KEPT, row[0]) if bound else row[0]

    return FULL_ROW.sub(keep, table)
