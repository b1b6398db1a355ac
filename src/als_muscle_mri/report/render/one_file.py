"""A page in one file: style sheets, fonts, scripts and pictures it links to are put into it.

pandoc's own option for this parses the finished page once more, which takes as long as writing it.
The elements are those of our template and of pandoc's writer, so they can be told by their text.
"""

import mimetypes
import re
from base64 import b64encode
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from .problems import Problem, RenderError

STYLE = re.compile(r'<link rel="stylesheet" href="([^"]+)">')
SCRIPT = re.compile(r'<script src="([^"]+)"></script>')
PICTURE = re.compile(r'(?<=<img src=")(?!data:)[^"]+(?=")')
FONT = re.compile(r'(?<=url\(")(?!data:)[^"]+(?="\))')

KINDS = mimetypes.MimeTypes()  # without those of the machine, which may differ
KINDS.add_type("font/woff2", ".woff2")


def in_one_file(page: str, folders: Sequence[Path]) -> str:
    """Put into a page what it links to.

    Parameters
    ----------
    page : str
        HTML, as pandoc writes it with our template.
    folders : sequence of Path
        Where relative addresses begin; the first folder that has the file counts.

    Returns
    -------
    str

    Raises
    ------
    RenderError
        With every file that is not there; an address of the web is none.

    Examples
    --------
    >>> in_one_file('<img src="data:image/png;base64,AA" alt="dot">', [])
    '<img src="data:image/png;base64,AA" alt="dot">'
    >>> in_one_file('<img src="https://example.org/a.png">', [])
    Traceback (most recent call last):
    als_muscle_mri.report.render.problems.RenderError: ...
    """
    missing: list[str] = []

    def read(address: str) -> bytes:
        name = unquote(unescape(address))
        found = next((p for folder in folders if (p := folder / name).is_file()), None)
        if found is None:
            missing.append(name)
        return found.read_bytes() if found else b""

    def data(link: re.Match) -> str:
        kind = KINDS.guess_type(link[0])[0] or "application/octet-stream"
        return f"data:{kind};base64,{b64encode(read(link[0])).decode()}"

    def style(link: re.Match) -> str:
        return f"<style>\n{FONT.sub(data, read(link[1]).decode())}</style>"

    page = STYLE.sub(style, page)
    page = SCRIPT.sub(lambda link: f"<script>\n{read(link[1]).decode()}</script>", page)
    page = PICTURE.sub(data, page)
    if missing:
        rule = "a file that the page shows is not there"
        raise RenderError(Problem("report", f"{rule}: {name}") for name in missing)
    return page
