"""Executing a notebook: in a process and a folder of its own, its files moved in together."""

import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from als_muscle_mri.pipeline.failures import StepError, plainly, say
from als_muscle_mri.pipeline.files import copy_whole

KERNEL_ENVIRONMENT = {
    "JUPYTER_PREFER_ENV_PATH": "1",
    "LC_ALL": "C.UTF-8",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "SOURCE_DATE_EPOCH": "0",
    "TZ": "UTC",
}
"""Makes a notebook give the same bytes on any day, at any commit and beside other notebooks."""


def run_notebook(
    notebook: str | Path,
    executed: str | Path,
    products: Iterable[str | Path],
    parameters: dict[str, Any],
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

    Raises
    ------
    StepError
        Naming notebook, cell and error; the notebook up to the error is kept in
        `<draft>/failed`.
    """
    executed = Path(executed)
    name, draft = executed.stem, executed.parents[1]
    with plainly(f"{parameters['cohort']}: notebook {name}"), _workshop(draft, name) as folder:
        made = folder / "notebooks" / executed.name
        made.parent.mkdir()
        output = _papermill(Path(notebook), made, parameters, folder)
        for warning in _read(output, made, draft)["warnings"]:
            say(f"{parameters['cohort']}: notebook {name}, {warning}", logging.WARNING)
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
    notebook: Path, executed: Path, parameters: dict[str, Any], folder: Path
) -> subprocess.CompletedProcess[str]:
    """Run papermill in a process of its own, with an IPython that knows no user's habits."""
    module = "als_muscle_mri.pipeline.execute"
    command = [sys.executable, "-m", module, str(notebook), str(executed), json.dumps(parameters)]
    with tempfile.TemporaryDirectory() as settings:
        own = {"ALS_MUSCLE_MRI_OUTPUT": str(folder), "IPYTHONDIR": settings}
        environment = os.environ | KERNEL_ENVIRONMENT | own
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL
        )


def _read(
    output: subprocess.CompletedProcess[str], made: Path, draft: Path
) -> dict[str, list[str]]:
    """Read what the process says; a notebook that failed is kept where its reader can look."""
    if output.returncode < 0:
        name = signal.Signals(-output.returncode).name
        raise StepError(f"It was stopped from outside ({name}). Run make again.")
    try:
        said = json.loads(output.stdout)
    except json.JSONDecodeError:
        end = "\n".join(output.stderr.strip().splitlines()[-5:])
        raise StepError(f"papermill ended with code {output.returncode}.\n{end}") from None
    if output.returncode:
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
