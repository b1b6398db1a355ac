"""The manuscript in its three formats, by Quarto where there is one, else by ourselves."""

import logging
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from . import embedded, quarto
from .manuscript import read_manuscript
from .problems import Problem, RenderError

Renderer = Literal["auto", "quarto", "embedded"]
FORMATS = ("html", "pdf", "docx")
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rendered:
    """The report, rendered.

    Parameters
    ----------
    renderer : str
        ``quarto`` or ``embedded``.
    html, pdf, docx : Path
        The three files.
    """

    renderer: str
    html: Path
    pdf: Path
    docx: Path


def choose(renderer: Renderer = "auto") -> str:
    """Name the renderer that ``auto`` stands for on this machine; any other name as it is.

    The colophon of the report asks this too.

    Examples
    --------
    >>> choose("embedded")
    'embedded'
    """
    if renderer == "auto":
        return "quarto" if shutil.which("quarto") else "embedded"
    if renderer not in ("quarto", "embedded"):
        text = f"unknown renderer {renderer!r}; known: auto, quarto, embedded"
        raise RenderError([Problem("renderer", text)])
    return renderer


def render(stage: Path, renderer: Renderer = "auto") -> Rendered:
    """Render ``index.qmd`` of a staged manuscript to HTML, PDF and Word.

    The times within the files are those of ``SOURCE_DATE_EPOCH``, so that the same manuscript
    gives the same bytes; without that variable they are the present.

    Parameters
    ----------
    stage : Path
        Folder with ``index.qmd``, ``_quarto.yml``, ``_variables.yml``, ``notebooks/`` (executed)
        and what else the manuscript names.
    renderer : {"auto", "quarto", "embedded"}
        ``auto`` is Quarto where ``quarto`` is on the PATH, else the embedded renderer.

    Returns
    -------
    Rendered
        ``report.html``, ``report.pdf`` and ``report.docx`` in the stage.

    Raises
    ------
    RenderError
        With every problem found. Files of an earlier run are as they were.
    """
    chosen = choose(renderer)
    manuscript = read_manuscript(Path(stage).resolve())
    reason = {"quarto": "found on the PATH", "embedded": "no quarto on the PATH"}[chosen]
    log.info(
        "Rendering with the %s renderer (%s)", chosen, reason if renderer == "auto" else "asked for"
    )
    module = {"quarto": quarto, "embedded": embedded}[chosen]
    with _workshop(manuscript.stage) as folder:
        module.render(manuscript, folder, _epoch())
        return Rendered(chosen, *_move(folder, manuscript.stage))


def _epoch() -> int:
    return int(os.environ.get("SOURCE_DATE_EPOCH") or time.time())


@contextmanager
def _workshop(stage: Path) -> Iterator[Path]:
    """Make an empty folder within the stage, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix=".render-", dir=stage))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _move(folder: Path, stage: Path) -> list[Path]:
    """Put the three files in place, once all three are there."""
    made = [folder / f"report.{kind}" for kind in FORMATS]
    missing = [path.name for path in made if not path.is_file() or not path.stat().st_size]
    if missing:
        raise RenderError(
            [Problem(name, "the renderer did not write this file") for name in missing]
        )
    return [path.replace(stage / path.name) for path in made]
