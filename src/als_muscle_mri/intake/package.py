"""What a workbook is as a file, looked at before any of it is opened.

An ``.xlsx`` file is a zip archive of XML documents (ECMA-376). The limits are far above what a
study needs and far below what fills a machine's memory.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from als_muscle_mri.inputs.problems import Problem

MEBIBYTE = 2**20
LARGEST_FILE = 100 * MEBIBYTE
LARGEST_UNPACKED = 500 * MEBIBYTE
MOST_PARTS = 1000
# A sheet of 24 000 ratings shrinks to a fifteenth; a bomb to a thousandth.
DENSEST = 200
SMALL = MEBIBYTE
OLD_FORMAT = b"\xd0\xcf\x11\xe0"
SAVE = "Open it in the spreadsheet program and save it as .xlsx (Excel workbook)."
MACROS = ("vbaproject.bin", "vbadata.xml")
DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error)
DAMAGE += (EOFError, LookupError, OSError, RuntimeError, ValueError)
XML = (".xml", ".rels", ".vml")


def package_problems(path: Path) -> list[Problem]:
    """Find what speaks against opening a workbook.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    list of Problem
        Empty where it can be opened.
    """
    rule_and_fix = next(_objections(path), None)
    return [] if rule_and_fix is None else [Problem(path.name, None, None, None, *rule_and_fix)]


def _objections(path: Path) -> Iterator[tuple[str, str]]:
    if path.suffix.lower() in (".xlsm", ".xltm", ".xlsb"):
        yield f"a {path.suffix.lower()} file can hold macros and is not opened", SAVE
    size = path.stat().st_size
    if size > LARGEST_FILE:
        yield (
            f"the file has {_mib(size)}, and at most {_mib(LARGEST_FILE)} are opened",
            "Leave out what is no data of the study.",
        )
    with path.open("rb") as file:
        if file.read(4) == OLD_FORMAT:
            yield "the file is protected with a password, or an .xls of before 2007", SAVE
    try:
        with zipfile.ZipFile(path) as archive:
            yield from _archive_objections(archive)
    except DAMAGE as error:
        yield f"the file is no whole .xlsx workbook ({_said(error)})", SAVE


def _archive_objections(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        yield f"the workbook has {len(parts)} parts, and at most {MOST_PARTS} are opened", SAVE
    unpacked = sum(part.file_size for part in parts)
    if unpacked > LARGEST_UNPACKED:
        yield (
            f"the workbook unpacks to {_mib(unpacked)}, and at most {_mib(LARGEST_UNPACKED)} "
            "are opened",
            "Leave out what is no data of the study.",
        )
    for part in parts:
        if part.file_size > SMALL and part.file_size > DENSEST * part.compress_size:
            times = part.file_size // max(part.compress_size, 1)
            yield f"{part.filename} unpacks to {times} times its size, as a zip bomb does", SAVE
    names = {part.filename.lower() for part in parts}
    if len(names) < len(parts):
        yield "two parts of the workbook have the same name", SAVE
    if any(name.endswith(MACROS) for name in names):
        yield "the workbook holds macros and is not opened", SAVE
    for part in parts:
        if part.filename.lower().endswith(XML):
            yield from _xml_objections(archive, part)


def _xml_objections(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[tuple[str, str]]:
    """Read up to the first element, before which alone entities can be declared."""
    try:
        with archive.open(part) as stream:
            next(iterparse(stream, events=("start",), forbid_dtd=True), None)
    except DefusedXmlException:
        yield (
            f"{part.filename} declares XML entities or a document type, which no sheet needs",
            SAVE,
        )
    except (ParseError, LookupError, ValueError) as error:
        yield f"{part.filename} is not XML ({_said(error)})", SAVE


def _said(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _mib(size: int) -> str:
    return f"{size / MEBIBYTE:.0f} MiB"
