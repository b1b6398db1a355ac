"""Executing a notebook: in a process and a folder of its own, its files moved in together."""

import logging
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from als_muscle_mri.pipeline import execute, images, warm
from als_muscle_mri.pipeline.apart import apart
from als_muscle_mri.pipeline.failures import StepError, plainly, say
from als_muscle_mri.pipeline.files import copy_whole

NO_DATE = {"SOURCE_DATE_EPOCH": "0"}
"""A notebook gives the same bytes on any day and at any commit."""


def run_notebook(
    notebook: str | Path,
    executed: str | Path,
    products: Iterable[str | Path],
    parameters: dict[str, Any],
    whose: str,
) -> None:
    """Execute a notebook and move what it wrote into place, all of it or nothing.

    Parameters
    ----------
    notebook : str or Path
        The unexecuted notebook.
    executed : str or Path
        `<draft>/notebooks/<name>.ipynb`.
    products : iterable of str or Path
        The files below the draft it must write, no more and no fewer.
    parameters : dict
        What papermill sets.
    whose : str
        The cohort, or the cohorts compared, for the messages.

    Raises
    ------
    StepError
        Naming notebook, cell and error; the notebook up to the error is kept in
        `<draft>/failed`.
    """
    executed = Path(executed)
    name, draft = executed.stem, executed.parents[1]
    with plainly(f"{whose}: notebook {name}"), _workshop(draft, name) as folder:
        made = folder / "notebooks" / executed.name
        made.parent.mkdir()
        said = _papermill(Path(notebook), made, parameters, folder, draft)
        for warning in _checked(said, made, draft)["warnings"]:
            say(f"{whose}: notebook {name}, {warning}", logging.WARNING)
        wanted = {Path(path).relative_to(draft) for path in [executed, *products]}
        written = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
        _refuse_other_files(wanted, written)
        for path in sorted(written):
            (draft / path).parent.mkdir(parents=True, exist_ok=True)
            os.replace(folder / path, draft / path)


@contextmanager
def _workshop(draft: Path, name: str) -> Iterator[Path]:
    """Give an empty folder below the draft; one that a killed run left goes first."""
    place = draft / "running"
    place.mkdir(parents=True, exist_ok=True)
    for left in place.glob(f"{name}-*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=place, prefix=f"{name}-") as folder:
        yield place / Path(folder).name


def _papermill(
    notebook: Path, executed: Path, parameters: dict[str, Any], folder: Path, draft: Path
) -> dict[str, Any]:
    """Run papermill in a process of its own, with an IPython that knows no user's habits."""
    with tempfile.TemporaryDirectory() as settings:
        own = {
            "ALS_MUSCLE_MRI_OUTPUT": str(folder),
            "ALS_MUSCLE_MRI_MEASURED": str(draft / images.FOLDER),
            "IPYTHONDIR": settings,
        }
        environment = os.environ | warm.ENVIRONMENT | NO_DATE | own
        log = Path(settings, "log.txt")
        arguments = (log, environment, os.getcwd(), notebook, executed, parameters)
        return apart(execute.work, *arguments, log=log)


def _checked(said: dict[str, Any], made: Path, draft: Path) -> dict[str, Any]:
    """Pass on what papermill's process said; a failed notebook is kept for its reader to see."""
    if "failure" in said:
        kept = copy_whole(made, draft / "failed" / made.name)
        last = [" The last good report is as it was."] * (draft.parent / "report.html").exists()
        text = f"{said['failure']}\nThe notebook up to there is {kept}.{''.join(last)}"
        raise StepError(text, said["reason"])
    return said


def _refuse_other_files(wanted: set[Path], written: set[Path]) -> None:
    missing, more = sorted(wanted - written), sorted(written - wanted)
    lines = [f"It did not write {path}." for path in missing]
    lines += [f"It wrote {path}, which the Snakefile does not list." for path in more]
    if lines:
        raise StepError(
            "\n".join([*lines, "The files of each notebook stand at the top of the Snakefile."])
        )
