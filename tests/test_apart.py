"""Work in a process of its own: what comes back, and what is said where nothing does."""

import errno
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from als_muscle_mri.inputs import InputError, Problem
from als_muscle_mri.pipeline.apart import apart
from als_muscle_mri.pipeline.failures import StepError


@pytest.fixture(autouse=True)
def own_environment() -> Iterator[None]:
    """The processes need an environment of their own, which this one is given with them."""
    kept = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(kept)


def whose() -> int:
    return os.getpid()


def refuse() -> None:
    raise InputError([Problem("muaps.csv", None, None, None, "it is missing", "Add it.")])


def fill_the_disk() -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def end_by(number: int) -> None:
    os.kill(os.getpid(), number)


def print_and_leave(log: str, lines: int) -> None:
    Path(log).write_text("\n".join(f"line {n}" for n in range(lines)))
    sys.exit(3)


def test_what_a_function_returns_comes_back_from_another_process() -> None:
    assert apart(whose) != os.getpid()


@pytest.mark.parametrize(
    ("function", "told"), [(refuse, "muaps.csv: it is missing"), (fill_the_disk, "[Errno 28]")]
)
def test_bad_input_and_a_full_disk_are_told(function: Callable, told: str) -> None:
    with pytest.raises(StepError) as error:
        apart(function)
    assert told in str(error.value)


def test_a_process_that_is_killed_is_told_by_the_name_of_the_signal() -> None:
    with pytest.raises(StepError, match=r"stopped from outside \(SIGKILL\). Run make again"):
        apart(end_by, signal.SIGKILL)


def test_the_end_of_its_log_is_told(tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    with pytest.raises(StepError) as error:
        apart(print_and_leave, str(log), 7, log=log)
    assert str(error.value).splitlines() == [
        "Its process ended with code 3.",
        *(f"line {n}" for n in range(2, 7)),
    ]


def test_without_a_log_the_code_alone_is_told(tmp_path: Path) -> None:
    with pytest.raises(StepError, match=r"^Its process ended with code 3\.$"):
        apart(print_and_leave, str(tmp_path / "log.txt"), 1)
