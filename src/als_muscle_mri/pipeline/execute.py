"""Run one notebook by papermill in a process of its own; keep only what is the same each time."""

import json
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from als_muscle_mri.pipeline.captions import captioned
from als_muscle_mri.pipeline.convert import KERNELSPEC, number_cells
from als_muscle_mri.pipeline.files import write_whole
from als_muscle_mri.pipeline.warm import CAN_FORK

ANSI = re.compile(r"\x1b\[[0-9;]*m")
FAILING_LINE = re.compile(r"Cell In\[\d+\], line (\d+)")
LABEL = re.compile(r"^#\|\s*label:\s*(\S+)", re.MULTILINE)
HEADING = re.compile(r"^#+\s+(.+)$", re.MULTILINE)
LONGEST_MESSAGE = 40
"""Lines shown of an error; the notebook kept beside the draft holds the rest."""


def work(
    log: str | Path, environment: dict[str, str], folder: str | Path, *notebook: Any
) -> dict[str, Any]:
    """Execute a notebook as the only task of this process.

    Parameters
    ----------
    log : str or Path
        A file for whatever papermill and the kernel print.
    environment : dict
        The environment variables.
    folder : str or Path
        The working folder.
    *notebook
        What :func:`execute` takes.

    Returns
    -------
    dict
        What :func:`execute` gives.
    """
    with open(log, "ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    return execute(*notebook)


def execute(
    notebook: str | Path, executed: str | Path, parameters: dict[str, Any]
) -> dict[str, Any]:
    """Execute one notebook.

    Parameters
    ----------
    notebook, executed : str or Path
        The unexecuted notebook and the one to write.
    parameters : dict
        What papermill sets.

    Returns
    -------
    dict
        `warnings`, a list; or, after a failed cell, `failure` (which cell and why) and `reason`
        (why): then the executed notebook shows everything up to there.
    """
    # Where black happens to be installed papermill formats the cell it adds; elsewhere it does
    # not. Never doing so gives the same bytes everywhere, and sooner.
    sys.modules["black"] = None

    import nbformat
    import papermill
    from papermill.exceptions import PapermillExecutionError

    if CAN_FORK:
        from als_muscle_mri.pipeline.forked_kernel import PROVISIONER

        os.environ["JUPYTER_DEFAULT_PROVISIONER_NAME"] = PROVISIONER
    try:
        result = papermill.execute_notebook(
            notebook,
            executed,
            parameters,
            request_save_on_cell_execute=False,  # once at the end, or at the cell that failed
            progress_bar=False,
            kernel_name="python3",
        )
    except PapermillExecutionError as error:
        saved = json.loads(Path(executed).read_text(encoding="utf-8"))
        kept = clean(nbformat.from_dict(saved | {"cells": [dict(c) for c in saved["cells"]]}))
        write_whole(executed, without_places(nbformat.writes(kept)) + "\n")
        return {"failure": failure(saved, error), "reason": str(error.evalue)}
    warnings = warnings_of(result)
    write_whole(executed, nbformat.writes(clean(captioned(result))) + "\n")
    return {"warnings": warnings}


def clean(notebook):
    """Drop all that differs between two runs of the same notebook.

    Times, papermill's and the execution's metadata, random cell ids, empty tags, the version
    of Python and the standard error stream (it holds process numbers and paths) go.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        An executed notebook; changed in place.

    Returns
    -------
    nbformat.NotebookNode
        The same notebook.
    """
    notebook.metadata.clear()
    notebook.metadata["kernelspec"] = KERNELSPEC
    notebook.metadata["language_info"] = {"name": "python", "file_extension": ".py"}
    number_cells(notebook)
    for cell in notebook.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if not cell.metadata.get("tags", True):
            del cell.metadata["tags"]
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if not _is_warning(output)]
    return notebook


def without_places(text: str) -> str:
    """Take out of a traceback where on this machine its files lie: it is made to be passed on.

    Parameters
    ----------
    text : str
        What was printed.

    Returns
    -------
    str
        The working folder as ``.``, the environment's and Python's folders by their kind, the
        home folder as ``~`` and the folder of temporary files as ``<temporary>``.

    Examples
    --------
    >>> without_places(f"File {os.getcwd()}/src/a.py")
    'File ./src/a.py'
    """
    places = {
        os.getcwd(): ".",
        sys.prefix: "<environment>",
        sys.base_prefix: "<python>",
        os.path.expanduser("~"): "~",
        tempfile.gettempdir(): "<temporary>",
    }
    for place in sorted(places, key=len, reverse=True):
        if len(place) > 1:
            text = re.sub(rf"{re.escape(place)}(?=[/\W]|$)", places[place], text)
    return text


def warnings_of(notebook) -> list[str]:
    """List what the cells wrote to standard error, one line each, without paths.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        An executed notebook that was not cleaned yet.

    Returns
    -------
    list of str
        The cell and the first line that is a message.
    """
    return [
        f"{_place(notebook.cells, number)} warned: {_message(output['text'])}"
        for number, cell in enumerate(notebook.cells)
        for output in cell.get("outputs", [])
        if _is_warning(output)
    ]


def failure(notebook: dict, error) -> str:
    """Say in a few lines which cell failed, and why.

    Parameters
    ----------
    notebook : dict
        The notebook papermill saved when the cell failed.
    error : papermill.exceptions.PapermillExecutionError
        What papermill raised.

    Returns
    -------
    str
        Cell number, heading or label, the failing line of the cell, the error.
    """
    cells = [cell for cell in notebook["cells"] if not _is_marker(cell)]
    failed = next(number for number, cell in enumerate(cells) if _failed(cell))
    found = FAILING_LINE.search(ANSI.sub("", "\n".join(error.traceback)))
    lines = "".join(cells[failed]["source"]).splitlines()
    line = [f"  {lines[int(found[1]) - 1].strip()}"] if found else []
    message = ANSI.sub("", f"{error.ename}: {error.evalue}").strip().splitlines()
    shown = [f"  {text}" for text in message[:LONGEST_MESSAGE]]
    more = (
        [f"  ... and {len(message) - len(shown)} more lines"] if len(message) > len(shown) else []
    )
    return "\n".join([_place(cells, failed), *line, *shown, *more])


def _place(cells: list[dict], number: int) -> str:
    """Name a cell by its count among the code cells, the heading above it and its label."""
    code = sum(cell["cell_type"] == "code" for cell in cells[: number + 1])
    above = [
        HEADING.search("".join(c["source"])) for c in cells[:number] if c["cell_type"] == "markdown"
    ]
    headings = [found[1].strip() for found in above if found]
    label = LABEL.search("".join(cells[number]["source"]))
    names = ([f'under "{headings[-1]}"'] if headings else []) + (
        [f"label {label[1]}"] if label else []
    )
    return f"code cell {code}" + (f" ({', '.join(names)})" if names else "")


def _failed(cell: dict) -> bool:
    return any(output["output_type"] == "error" for output in cell.get("outputs", []))


def _is_marker(cell: dict) -> bool:
    """Say whether papermill added this cell to point at an error."""
    return "papermill-error-cell-tag" in cell["metadata"].get("tags", [])


def _is_warning(output: dict) -> bool:
    return output["output_type"] == "stream" and output["name"] == "stderr"


def _message(text: str) -> str:
    """Shorten a printed warning to its message: `path:line: UserWarning: this` to the end part."""
    first = ANSI.sub("", text).strip().splitlines()[0]
    return re.sub(r"^\S*?:\d+: ", "", first)
