"""Executed notebooks as the report reads them: cells, their options and their outputs."""

import json
import re
from base64 import b64decode
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from .problems import Problem, RenderError

OPTION_LINE = re.compile(r"#\|\s?(.*)")
ANSI_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Output:
    """One output of a code cell.

    Parameters
    ----------
    kind : str
        ``markdown``, ``png``, ``text`` or ``error``.
    text : str
        Markdown, plain text or traceback; empty for a picture.
    png : bytes
        The picture; empty otherwise.
    width : int or None
        Width of the picture in CSS pixels, where the notebook gave one.
    alternative : str
        What the picture shows in words, where the notebook says so.
    """

    kind: str
    text: str = ""
    png: bytes = b""
    width: int | None = None
    alternative: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell of an executed notebook.

    Parameters
    ----------
    kind : str
        ``markdown``, ``code`` or ``raw``.
    source : str
        The text of the cell without its ``#|`` option lines.
    options : dict
        The ``#| key: value`` options, for instance ``label`` and ``tbl-cap``.
    outputs : tuple of Output
        What the cell showed, in order.
    """

    kind: str
    source: str
    options: dict[str, Any]
    outputs: tuple[Output, ...]

    @property
    def label(self) -> str | None:
        """The label other documents embed this cell by."""
        return self.options.get("label")

    @property
    def caption(self) -> str | None:
        """The caption of the table or figure, as Markdown."""
        return self.options.get("tbl-cap") or self.options.get("fig-cap")

    @property
    def alternative(self) -> str:
        """What the figure shows in words: as the cell has it, else as its pictures say."""
        said = (output.alternative for output in self.outputs if output.alternative)
        return self.options.get("fig-alt") or " ".join(said)

    @property
    def error(self) -> Output | None:
        """The error the cell raised."""
        return next((output for output in self.outputs if output.kind == "error"), None)

    @property
    def shown(self) -> tuple[Output, ...]:
        """The outputs a reader sees: tables, pictures and text."""
        return tuple(output for output in self.outputs if output.kind != "error")


@dataclass(frozen=True)
class Notebook:
    """An executed notebook.

    Parameters
    ----------
    path : Path
        Where it was read.
    cells : tuple of Cell
        Its cells in order.
    """

    path: Path
    cells: tuple[Cell, ...]

    @cached_property
    def labelled(self) -> dict[str, Cell]:
        """The labelled cells by their label."""
        return {cell.label: cell for cell in self.cells if cell.label}

    @property
    def doubled(self) -> list[str]:
        """The labels that more than one cell has, so that an embed could mean either."""
        times = Counter(cell.label for cell in self.cells if cell.label)
        return [label for label, count in times.items() if count > 1]

    @property
    def title(self) -> str:
        """The first heading, or the file's name where there is none."""
        for cell in self.cells:
            heading = re.search(r"^#\s+(.+?)\s*$", cell.source, re.MULTILINE)
            if cell.kind == "markdown" and heading:
                return heading.group(1)
        return self.path.stem

    @property
    def raised(self) -> list[tuple[int, Cell]]:
        """The code cells that raised, with their number among all cells from 1."""
        return [(number, cell) for number, cell in enumerate(self.cells, 1) if cell.error]


def read_notebook(path: Path) -> Notebook:
    r"""Read an executed notebook.

    Parameters
    ----------
    path : Path
        An ``.ipynb`` file of format 4.

    Raises
    ------
    RenderError
        It is not there, no JSON, no notebook, or a cell's options are no YAML mapping.

    Examples
    --------
    >>> import tempfile
    >>> cell = {"cell_type": "code", "source": "#| label: tbl-a\n1", "outputs": []}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "a.ipynb")
    ...     _ = file.write_text(json.dumps({"cells": [cell]}))
    ...     list(read_notebook(file).labelled)
    ['tbl-a']
    """
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        read = tuple(_cell(path, number, raw) for number, raw in enumerate(cells, 1))
    except FileNotFoundError:
        raise RenderError([Problem(path.name, "there is no such notebook")]) from None
    except (ValueError, LookupError, TypeError, AttributeError):
        raise RenderError([Problem(path.name, "this is not a notebook of format 4")]) from None
    return Notebook(path, read)


def _cell(path: Path, number: int, raw: dict[str, Any]) -> Cell:
    source = _joined(raw["source"])
    if raw["cell_type"] != "code":
        return Cell(raw["cell_type"], source, {}, ())
    options, code = _split_options(source)
    try:
        settings = yaml.load(options, Loader=yaml.CSafeLoader) or {}
    except yaml.YAMLError as error:
        settings = str(error).splitlines()[0]
    if not isinstance(settings, dict):
        text = f"the #| options of cell {number} are not `key: value` lines: {settings}"
        raise RenderError([Problem(path.name, text)])
    return Cell("code", code, settings, tuple(_output(output) for output in raw["outputs"]))


def _split_options(source: str) -> tuple[str, str]:
    """Separate the YAML of the leading ``#|`` lines from the code after them."""
    lines = source.splitlines()
    options = []
    while lines and (match := OPTION_LINE.match(lines[0])):
        options.append(match.group(1))
        lines.pop(0)
    return "\n".join(options), "\n".join(lines)


def _output(raw: dict[str, Any]) -> Output:
    if raw["output_type"] == "error":
        return Output("error", ANSI_COLOUR.sub("", f"{raw['ename']}: {raw['evalue']}"))
    if raw["output_type"] == "stream":
        return Output("text", ANSI_COLOUR.sub("", _joined(raw["text"])))
    data = raw["data"]
    if "text/markdown" in data:
        return Output("markdown", _joined(data["text/markdown"]))
    if "image/png" in data:
        described = raw.get("metadata", {}).get("image/png", {})
        picture = b64decode(_joined(data["image/png"]))
        size, words = described.get("width"), described.get("alt", "")
        return Output("png", png=picture, width=size, alternative=words)
    return Output("text", _joined(data.get("text/plain", "")))


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)
