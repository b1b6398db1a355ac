"""The renderer of record: Quarto, with its silent failures made loud."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from .manuscript import Manuscript
from .problems import Problem, RenderError

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
COMPLAINT = re.compile(r"^\s*\[?(WARN(?:ING)?|ERROR)\b\]?:?\s*(?P<text>.*)$")


def render(manuscript: Manuscript, folder: Path, epoch: int) -> None:
    """Write ``report.html``, ``report.pdf`` and ``report.docx`` by one call of Quarto.

    Quarto works on a copy of the stage, so that a failed call leaves nothing behind.

    Parameters
    ----------
    manuscript : Manuscript
        A checked manuscript: what Quarto says nothing about has been looked for already.
    folder : Path
        An empty folder.
    epoch : int
        The time written into the files, in seconds since 1970.

    Raises
    ------
    RenderError
        There is no Quarto, it failed, or it warned.
    """
    program = shutil.which("quarto")
    if program is None:
        raise RenderError([Problem("quarto", "there is no program of this name on the PATH")])
    hidden = shutil.ignore_patterns(".*", "report.html", "report.pdf", "report.docx")
    copy = folder / "project"
    shutil.copytree(manuscript.stage, copy, ignore=hidden)
    done = subprocess.run(
        [program, "render"],
        cwd=copy,
        env={**os.environ, "SOURCE_DATE_EPOCH": str(epoch), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    said = COLOUR.sub("", f"{done.stdout}\n{done.stderr}")
    problems = complaints(said)
    if done.returncode and not problems:
        tail = " / ".join(line.strip() for line in said.splitlines() if line.strip())[-600:]
        problems = [Problem("quarto", f"it ended with {done.returncode}: {tail}")]
    if problems:
        raise RenderError(problems)
    for path in copy.glob("report.*"):
        path.replace(folder / path.name)


def complaints(said: str) -> list[Problem]:
    r"""Find the warnings and errors among what Quarto printed.

    Examples
    --------
    >>> print(complaints("pandoc\nWARNING (refs.lua:1) Unable to resolve crossref @fig-a")[0])
    quarto: (refs.lua:1) Unable to resolve crossref @fig-a
    """
    found = (COMPLAINT.match(line) for line in said.splitlines())
    return [Problem("quarto", match["text"]) for match in found if match]
