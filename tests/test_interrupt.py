"""Ctrl-C reaches a build also where Snakemake is just printing a line."""

import logging
import os
import signal
import time
from collections.abc import Iterator

import pytest

from als_muscle_mri.pipeline import interrupt


class Deaf(logging.Handler):
    """Passes over an interrupt while it prints, as Snakemake's handler does."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(interrupt.SOON / 5)
        except KeyboardInterrupt:
            pass


@pytest.fixture(autouse=True)
def own_handlers() -> Iterator[None]:
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGALRM)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def printed_then_waited() -> None:
    Deaf().emit(logging.makeLogRecord({}))
    time.sleep(10 * interrupt.SOON)


def test_an_interrupt_while_a_line_is_printed_comes_a_little_later() -> None:
    interrupt.heed()
    with pytest.raises(KeyboardInterrupt):
        printed_then_waited()


def test_by_itself_python_would_lose_it() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    printed_then_waited()


def test_elsewhere_an_interrupt_comes_at_once() -> None:
    interrupt.heed()
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)
