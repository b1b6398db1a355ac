"""The renderer of record: Quarto, with its silent failures made loud."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from .manuscript import Manuscript
from .notebooks import ANSI_COLOUR, read_notebook
from .problems import Problem, RenderError

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
    for notebook in copy.glob("notebooks/*.ipynb"):
        write_alternatives(notebook)
    done = subprocess.run(
        [program, "render"],
        cwd=copy,
        env={**os.environ, "SOURCE_DATE_EPOCH": str(epoch), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    said = ANSI_COLOUR.sub("", f"{done.stdout}\n{done.stderr}")
    problems = complaints(said)
    if done.returncode and not problems:
        tail = " / ".join(line.strip() for line in said.splitlines() if line.strip())[-600:]
        problems = [Problem("quarto", f"it ended with {done.returncode}: {tail}")]
    if problems:
        raise RenderError(problems)
    for path in copy.glob("report.*"):
        path.replace(folder / path.name)


def write_alternatives(path: Path) -> None:
    r"""Give every figure of a notebook its text alternative as an option of its cell.

    Jupyter keeps it with the picture, where Quarto does not look for it.

    Parameters
    ----------
    path : Path
        An executed notebook; it is written anew where a figure has words Quarto would miss.

    Examples
    --------
    >>> import tempfile
    >>> shown = {"output_type": "display_data", "data": {"image/png": ""},
    ...          "metadata": {"image/png": {"alt": "a line"}}}
    >>> cell = {"cell_type": "code", "source": "#| label: fig-a\n1", "outputs": [shown]}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "a.ipynb")
    ...     _ = file.write_text(json.dumps({"cells": [cell]}))
    ...     write_alternatives(file)
    ...     json.loads(file.read_text())["cells"][0]["source"].splitlines()
    ['#| fig-alt: "a line"', '#| label: fig-a', '1']
    """
    raw = json.loads(path.read_text(encoding="utf-8"))
    before = json.dumps(raw)
    for cell, read in zip(raw["cells"], read_notebook(path).cells, strict=True):
        if read.alternative and "fig-alt" not in read.options:
            source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
            words = json.dumps(read.alternative, ensure_ascii=False)
            cell["source"] = f"#| fig-alt: {words}\n{source}"
    if json.dumps(raw) != before:
        path.write_text(json.dumps(raw, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def complaints(said: str) -> list[Problem]:
    r"""Find the warnings and errors among what Quarto printed.

    Examples
    --------
    >>> print(complaints("pandoc\nWARNING (refs.lua:1) Unable to resolve crossref @fig-a")[0])
    quarto: (refs.lua:1) Unable to resolve crossref @fig-a
    """
    found = (COMPLAINT.match(line) for line in said.splitlines())
    return [Problem("quarto", match["text"]) for match in found if match]
