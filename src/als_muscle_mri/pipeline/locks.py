"""Keeping two processes from building one report at once, however each was started.

The lock is the operating system's: it goes with the process, however that ends, so no stale one can
be left.
"""

import fcntl
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

HELD: set[str] = set()
"""The places this process has locked: a second lock of its own would wait for the first."""

UNTIL_THE_END = ExitStack()


class BusyError(Exception):
    """Another process builds this report."""


@contextmanager
def lock(place: str) -> Iterator[None]:
    """Let no other process build a report meanwhile.

    Parameters
    ----------
    place : str
        The folder of the report below `build`: a cohort, or a kind and a name.

    Raises
    ------
    BusyError
        Another process holds it.
    """
    folder = Path("build", place)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            text = (
                f"Another process is building {place}. Wait until it is done, then run make again."
            )
            raise BusyError(text) from None
        HELD.add(place)
        try:
            yield
        finally:
            HELD.discard(place)


def hold(places: Iterable[str]) -> None:
    """Lock what this process has not locked yet, until it ends.

    `make report` locks before it starts Snakemake; a Snakemake started by itself locks here.

    Raises
    ------
    BusyError
        Another process holds one of them.
    """
    for place in places:
        if place not in HELD:
            UNTIL_THE_END.enter_context(lock(place))
