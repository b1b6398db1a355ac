"""What a build prints: one line for each step, and of Snakemake's own lines the useful ones."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
    job : bool
        Whether this process is one job of a run that goes on elsewhere.
    """

    def __init__(self, display: bool, job: bool = False) -> None:
        super().__init__()
        self.display = display
        self.job = job
        self.failed = False
        self.told: set[str] = set()

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
            return self._is_news(record)
        if event in PROGRESS:
            return self.display
        if event == "job_error" and (self.job or _tell_of_elsewhere(record)):
            return False
        if record.levelno < logging.WARNING or (self.failed and _said_already(record)):
            return False
        self.failed = self.failed or record.levelno >= logging.ERROR
        return True

    def _is_news(self, record: logging.LogRecord) -> bool:
        """Say whether this run has not yet told the reason of a failure."""
        reason = getattr(record, "reason", None)
        if reason is None:
            return True
        news = reason not in self.told
        self.told.add(reason)
        return news


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
    # Snakemake's log file on a full disk: the step that lacks the space will say so.
    logging.raiseExceptions = False
    try:
        yield
    finally:
        logging.raiseExceptions = True
        LOG.removeFilter(plain)


def speak_plainly_as_a_job() -> None:
    """Print plain lines for the whole of this process, one job of a run that goes on elsewhere.

    What it prints is the job's log, which the run shows when the job fails.
    """
    LOG.addFilter(PlainLog(display=False, job=True))


def _tell_of_elsewhere(record: logging.LogRecord) -> bool:
    """Say what a job that failed on another machine left in its log, where it has one."""
    logs = [Path(path) for path in getattr(record, "log", [])]
    if not logs:
        return False
    texts = [_text(path) for path in logs if path.is_file()]
    why = [text for text in texts if text] or [f"{record.getMessage()}: {record.rule_msg}"]
    say("\n".join([*why, f"The log of the job is {', '.join(map(str, logs))}."]), logging.ERROR)
    return True


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace").strip()


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
