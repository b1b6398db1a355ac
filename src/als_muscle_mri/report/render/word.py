"""What pandoc's Word files lack: rows of tables that stay whole at the end of a page."""

import re
import zipfile
from pathlib import Path

DOCUMENT = "word/document.xml"
ROW = re.compile(rb"<w:tr>(?:<w:trPr>)?")
WHOLE = b"<w:cantSplit/>"


def keep_rows_whole(path: Path) -> None:
    r"""Forbid a break within every row of every table.

    The table style of ``reference.docx`` says so too, and Word follows it; LibreOffice reads it
    from the rows alone.

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
    """
    with zipfile.ZipFile(path) as archive:
        members = {info: archive.read(info) for info in archive.infolist()}
    with zipfile.ZipFile(path, "w") as archive:
        for info, content in members.items():
            archive.writestr(info, _whole(content) if info.filename == DOCUMENT else content)


def _whole(document: bytes) -> bytes:
    def with_rule(row: re.Match[bytes]) -> bytes:
        has_rules = row[0].endswith(b"<w:trPr>")
        return row[0] + WHOLE if has_rules else row[0] + b"<w:trPr>" + WHOLE + b"</w:trPr>"

    return ROW.sub(with_rule, document)
