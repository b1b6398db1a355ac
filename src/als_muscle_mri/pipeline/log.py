"""What a build prints: one line for each step, and of Snakemake's own lines the useful ones."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from als_muscle_mri.pipeline.failures import LOG, StepError, say

PROGRESS = {"run_info", "job_info", "job_finished"}
"""Events the progress display counts by."""

NOISE = ("Exiting because a job execution failed", "WorkflowError:\nAt least one job did not")
"""How Snakemake closes after a failed step, which has said more by then."""


class PlainLog(logging.Filter):
    """Lets through what concerns the reader of the report.

    Each job says its rule's `message`; a step that failed has said so itself, so that
    Snakemake's account of it is dropped. Warnings and unexpected errors pass.

    Parameters
    ----------
    display : bool
        Whether a progress display is there to be fed with events.
    """

    def __init__(self, display: bool) -> None:
        super().__init__()
        self.display = display
        self.failed = False

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether a record is printed.

        Parameters
        ----------
        record : logging.LogRecord
            A line or event of Snakemake, or one of ours.

        Returns
        -------
        bool
        """
        event = _event(record)
        if event == "job_info" and getattr(record, "rule_msg", None):
            say(record.rule_msg)
        if getattr(record, "plain", False):
            self.failed = self.failed or record.levelno >= logging.ERROR
            return True
        if event in PROGRESS:
            return self.display
        if record.levelno < logging.WARNING or (self.failed and _said_already(record)):
            return False
        self.failed = self.failed or record.levelno >= logging.ERROR
        return True


@contextmanager
def speak_plainly(display: bool) -> Iterator[None]:
    """Print plain lines in place of Snakemake's log.

    Parameters
    ----------
    display : bool
        Whether Snakemake runs with a progress display.
    """
    plain = PlainLog(display)
    LOG.addFilter(plain)
    try:
        yield
    finally:
        LOG.removeFilter(plain)


def _said_already(record: logging.LogRecord) -> bool:
    text = record.getMessage()
    return (
        _event(record) in {"job_error", "group_error"}
        or StepError.__name__ in text
        or text.startswith(NOISE)
    )


def _event(record: logging.LogRecord) -> str | None:
    """Give the value of Snakemake's `LogEvent`, without importing Snakemake for it."""
    event = getattr(record, "event", None)
    return None if event is None else event.value
