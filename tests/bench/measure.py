"""Time and memory of a command with all the processes it starts."""

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
