"""Work in a process of its own: what it loads and holds is gone when it ends."""

from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from als_muscle_mri.pipeline import warm
from als_muscle_mri.pipeline.failures import StepError


def apart(function: Callable[..., None], *arguments: Any) -> None:
    """Call a function in a process of its own and wait for it.

    Parameters
    ----------
    function : callable
        Of a module, so that the other process finds it.
    *arguments
        What it takes.

    Raises
    ------
    StepError
        With the message of bad input, or where the process was ended from outside.
    """
    context = warm.context()
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(sender, function, arguments))
    process.start()
    sender.close()
    with receiver:
        try:
            failure = receiver.recv()
        except EOFError:
            process.join()
            raise StepError(f"its process ended with code {process.exitcode}.") from None
    process.join()
    if failure is not None:
        raise StepError(failure)


def _work(answer: Connection, function: Callable[..., None], arguments: tuple) -> None:
    from als_muscle_mri.inputs.problems import InputError

    try:
        function(*arguments)
    except (InputError, OSError) as error:
        answer.send(str(error))
    else:
        answer.send(None)
