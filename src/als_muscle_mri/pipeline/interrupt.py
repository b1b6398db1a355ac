"""Ctrl-C, which two places of Snakemake would lose.

asyncio replaces Python's own handler, and only that, by one that loses the signal where a task is
just done; and an interrupt that falls while Snakemake prints a line is passed over there.
"""

import signal
from types import FrameType

SOON = 0.05
"""Seconds until an interrupt that fell while a line was printed is tried again."""


def heed() -> None:
    """Let Ctrl-C stop this process wherever it is; for the main thread of a program."""
    signal.signal(signal.SIGINT, _interrupt)
    signal.signal(signal.SIGALRM, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> None:
    if _prints(frame):
        signal.setitimer(signal.ITIMER_REAL, SOON)
    else:
        raise KeyboardInterrupt


def _prints(frame: FrameType | None) -> bool:
    """Say whether a handler of `logging` is at work."""
    while frame is not None and frame.f_code.co_name != "emit":
        frame = frame.f_back
    return frame is not None
