"""Reading a file of a cohort: only files of its own folder, and every failure a problem."""

import codecs
from pathlib import Path

from als_muscle_mri.inputs.problems import Problem


def read_bytes(path: Path, fix: str) -> bytes | Problem:
    """Read a file, or say why it cannot be read.

    A symbolic link may lead to another file of the same folder, and the folder itself may be a
    link; a link from within it to anywhere else is refused, for a report could then show what
    was never meant to be data.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    fix : str
        What to do where it is missing.

    Returns
    -------
    bytes or Problem
        Anything that is no regular file, as a folder, a device or a pipe, counts as missing.
    """
    if not path.is_file():
        return Problem(path.name, None, None, None, "the file is missing", fix)
    if leads_out(path, path.parent):
        return link_problem(path.name)
    try:
        return path.read_bytes()
    except OSError as error:
        rule = f"the file cannot be read: {error.strerror or 'it cannot be opened'}"
        return Problem(path.name, None, None, None, rule, "Make it readable.")


def is_there(path: Path) -> bool:
    """Say whether a file of this name is there; a link that leads to nothing is, and is told of."""
    return path.is_symlink() or path.exists()


def misspelt_folders(folder: Path, name: str) -> list[Problem]:
    """Find folders whose name is another spelling of one that would be read.

    Parameters
    ----------
    folder : pathlib.Path
        Of the cohort.
    name : str
        The folder that is read, as ``emg``.
    """
    found = sorted(path.name for path in folder.iterdir() if path.is_dir() and path.name != name)
    return [
        Problem(one, None, None, None, f"the folder that is read is called {name}", "Rename it.")
        for one in found
        if one.strip().casefold() == name
    ]


def as_text(data: bytes, file: str, fix: str) -> str | Problem:
    """Decode UTF-8, with or without a byte order mark, or say which byte of which line is none.

    Parameters
    ----------
    data : bytes
        What the file holds.
    file, fix : str
        Its name, and how to save it otherwise.

    Examples
    --------
    >>> as_text("é".encode(), "a.csv", "Save it as UTF-8.")
    'é'
    >>> as_text("é".encode("cp1252"), "a.csv", "Save it as UTF-8.").rule
    'the text must be UTF-8, and the byte 0xe9 is not (in Windows-1252 it is é)'
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Problem(file, 1, None, None, "the text is UTF-16 and must be UTF-8", fix)
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        byte = data[error.start : error.start + 1]
        rule = f"the text must be UTF-8, and the byte 0x{byte.hex()} is not"
        rule += f" (in Windows-1252 it is {byte.decode('cp1252', 'replace')})"
        line = data.count(b"\n", 0, error.start) + 1
        return Problem(file, line, None, None, rule, fix)


def leads_out(path: Path, folder: Path) -> bool:
    """Say whether a path lies outside a folder once links are followed."""
    return not path.resolve().is_relative_to(folder.resolve())


def link_problem(shown: str) -> Problem:
    """Refuse a symbolic link that leads out of the folder of its cohort."""
    rule = "the file is a symbolic link that leads out of its folder"
    return Problem(shown, None, None, None, rule, "Put the file itself there.")
