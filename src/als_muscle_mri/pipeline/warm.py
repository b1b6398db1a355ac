"""Processes that start with the libraries of the notebooks already loaded.

Loading pandas, scipy, pandera and matplotlib takes two to three seconds of work, and a notebook
has two processes, papermill's and the kernel's. So on Linux one process loads them once and is
copied (forked) for each of these; every copy is as fresh as a new process. Elsewhere forking is
not safe, and every process loads its own; so it does where the socket by which copies are asked for
would have too long a name.
"""

import multiprocessing
import os
import sys
import tempfile
from functools import cache
from multiprocessing import forkserver
from multiprocessing.context import BaseContext

LONGEST_TEMPORARY = 70
"""Bytes of the folder of temporary files: with a socket's own name below it, 107 are allowed."""

CAN_FORK = sys.platform == "linux" and len(os.fsencode(tempfile.gettempdir())) <= LONGEST_TEMPORARY

ENVIRONMENT = {
    "JUPYTER_PREFER_ENV_PATH": "1",
    "LC_ALL": "C.UTF-8",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "TZ": "UTC",
}
"""Makes a notebook give the same bytes on any machine, and beside other notebooks."""


@cache
def context() -> BaseContext:
    """Give what the processes of notebooks are made with.

    Returns
    -------
    multiprocessing.context.BaseContext
        On Linux one whose processes are copies of a process that holds the libraries; that one
        starts before the first of them. `ENVIRONMENT` is set in this process as well: most of it
        counts when a Python starts, so a copy would be too late.
    """
    os.environ.update(ENVIRONMENT)
    if not CAN_FORK:
        return multiprocessing.get_context("spawn")
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload(["als_muscle_mri.pipeline.preloaded"])
    return made


def start() -> None:
    """Begin to load the libraries in a process beside this one, where that can be used."""
    context()
    if CAN_FORK:
        forkserver.ensure_running()
