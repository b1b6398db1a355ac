"""Time and memory of a command with all the processes it starts."""

import ctypes
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

INTERVAL = 0.02
"""Seconds between two looks at the memory."""

PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Cost:
    """What a command took: wall-clock seconds, and peaks of resident memory in MB."""

    seconds: float
    largest_process: float
    all_processes: float


def cost(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Cost:
    """Run a command once and measure it; a command that fails ends the benchmark."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    largest = together = 0.0
    while process.poll() is None:
        sizes = _sizes(process.pid)
        largest, together = max([largest, *sizes]), max(together, sum(sizes))
        time.sleep(INTERVAL)
    seconds = time.perf_counter() - start
    said = process.stdout.read()
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{said}")
    return Cost(seconds, largest, together)


def median(runs: int, once: Callable[[int], Cost]) -> Cost:
    """Take the medians of several runs, each given its number."""
    costs = [once(number) for number in range(runs)]
    return Cost(
        *(
            statistics.median(getattr(one, name) for one in costs)
            for name in ("seconds", "largest_process", "all_processes")
        )
    )


def adopt_orphans() -> None:
    """Become, on Linux, the parent of processes that outlive theirs.

    The process that `make report` copies for each notebook does so for a moment. Only a parent that
    waits for it is told what it and its copies took.
    """
    if sys.platform == "linux" and ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        sys.exit("The orphans of a build cannot be adopted, so that it cannot be measured.")


def processor_seconds() -> float:
    """Wait for all children to end; give what they took of the processors so far."""
    try:
        while True:
            os.wait()
    except ChildProcessError:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime


def _sizes(pid: int) -> list[float]:
    """Give the resident memory, in MB, of a process and all below it."""
    try:
        root = psutil.Process(pid)
        family = [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []
    return [size for member in family if (size := _size(member))]


def _size(process: psutil.Process) -> float:
    try:
        return process.memory_info().rss / 1e6
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0.0
