"""Work in a process of its own: what it loads and holds is gone when it ends."""

import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from als_muscle_mri.pipeline import warm
from als_muscle_mri.pipeline.failures import StepError

LAST_LINES = 5


def apart(function: Callable[..., Any], *arguments: Any, log: Path | None = None) -> Any:
    """Call a function in a process of its own, wait for it and give what it returns.

    Parameters
    ----------
    function : callable
        Of a module, so that the other process finds it.
    *arguments
        What it takes.
    log : Path, optional
        Where the function lets its process print; its end is told where that fails.

    Returns
    -------
    object
        What the function returns.

    Raises
    ------
    StepError
        With the message of bad input, or where the process ended without an answer.
    """
    context = warm.context()
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(sender, function, arguments))
    with receiver:
        try:
            process.start()
        except EOFError:  # the process that is copied for each is gone
            raise StepError("It was stopped from outside. Run make again.") from None
        sender.close()
        try:
            failure, result = receiver.recv()
        except EOFError:
            process.join()
            raise _ended(process.exitcode, log) from None
        finally:
            process.join()
    if failure is not None:
        raise StepError(failure)
    return result


def _work(answer: Connection, function: Callable[..., Any], arguments: tuple) -> None:
    from als_muscle_mri.inputs.problems import InputError

    try:
        result = function(*arguments)
    except (InputError, OSError) as error:
        answer.send((str(error), None))
    else:
        answer.send((None, result))


def _ended(code: int, log: Path | None) -> StepError:
    """Say how a process ended that gave no answer."""
    if code < 0:
        name = signal.Signals(-code).name
        return StepError(f"It was stopped from outside ({name}). Run make again.")
    printed = log.read_text(encoding="utf-8", errors="replace").strip() if log else ""
    last = printed.splitlines()[-LAST_LINES:]
    return StepError("\n".join([f"Its process ended with code {code}.", *last]))
