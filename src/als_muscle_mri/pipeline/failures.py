"""A step that failed, said in plain lines instead of a traceback."""

import errno
import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

LOG = logging.getLogger("snakemake.logging")
"""Snakemake's own log, so that lines appear above its progress display, not across it."""

DISK_FULL = (
    "The disk is full, that of this folder or that of temporary files ({}): make room and run make "
    "again. The last good report is as it was."
)


class StepError(Exception):
    """A step could not be done; the text says which, why, and what to do.

    Parameters
    ----------
    text : str
        The message.
    reason : str, optional
        The part of it that other steps may meet as well, as bad data; it is said once.
    """

    def __init__(self, text: str, reason: str | None = None) -> None:
        super().__init__(text)
        self.reason = reason or text


def say(text: str, level: int = logging.INFO, reason: str | None = None) -> None:
    """Print a line for the person who builds the report.

    Parameters
    ----------
    text : str
        One or more lines.
    level : int
        A level of `logging`; warnings and errors are coloured where colour is possible.
    reason : str, optional
        Of a failure: a run prints the first line with this reason and no other.
    """
    LOG.log(level, text, extra={"plain": True, "reason": reason})


@contextmanager
def plainly(step: str) -> Iterator[None]:
    """Turn the expected errors of a step into one plain message.

    Parameters
    ----------
    step : str
        What was being done, for the first line.

    Raises
    ------
    StepError
        For bad input, a renderer's complaint or a full disk; any other error is a mistake
        in the program and passes through with its traceback.
    """
    from als_muscle_mri.inputs.problems import InputError
    from als_muscle_mri.report.render.problems import RenderError

    try:
        yield
    except (InputError, RenderError, StepError, OSError) as error:
        text = f"{step} failed:\n{_indented(in_words(error))}"
        reason = error.reason if isinstance(error, StepError) else str(error)
        say(text, logging.ERROR, reason)
        raise StepError(text, reason) from error


def for_want_of_space(error: BaseException) -> bool:
    """Say whether an error, or the notebook's error it tells of, is that of a full disk.

    Examples
    --------
    >>> for_want_of_space(OSError(errno.ENOSPC, "No space left on device"))
    True
    """
    return f"[Errno {errno.ENOSPC}]" in str(error)


def in_words(error: BaseException) -> str:
    """Give the message of an error; of a full disk also what to do.

    Examples
    --------
    >>> in_words(ValueError("too long"))
    'too long'
    """
    where = tempfile.gettempdir()
    return f"{error}\n{DISK_FULL.format(where)}" if for_want_of_space(error) else str(error)


def _indented(text: str) -> str:
    return "\n".join(f"  {line}".rstrip() for line in text.splitlines())
