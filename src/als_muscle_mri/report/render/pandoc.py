"""One call of pandoc, whose every warning is an error."""

import os
import re
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from .problems import Problem, RenderError

LEVEL = re.compile(r"^\[(WARNING|ERROR)\]\s*|^Error running filter [^:]*:\s*", re.MULTILINE)


@cache
def executable() -> str:
    """Find the pandoc program of the installed ``pypandoc_binary`` package."""
    spec = find_spec("pypandoc")
    program = Path(spec.origin).parent / "files" / "pandoc" if spec else None
    if program is None or not program.is_file():
        raise RenderError([Problem("pandoc", "install the Python package pypandoc_binary")])
    return str(program)


def run(arguments: list[str], text: str, folder: Path, epoch: int) -> str:
    r"""Convert a text; what pandoc writes on its standard output.

    Parameters
    ----------
    arguments : list of str
        Options of pandoc.
    text : str
        Standard input.
    folder : Path
        Working folder: relative paths in the text are below it.
    epoch : int
        Seconds since 1970 that pandoc writes where it writes a time.

    Raises
    ------
    RenderError
        pandoc failed or warned; nothing it wrote may be used.

    Examples
    --------
    >>> run(["--from=markdown", "--to=html"], "*a*", Path("."), 0)
    '<p><em>a</em></p>\n'
    """
    done = subprocess.run(
        [executable(), *arguments],
        input=text.encode(),
        cwd=folder,
        env={**os.environ, "SOURCE_DATE_EPOCH": str(epoch), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        check=False,
    )
    said = done.stderr.decode(errors="replace").strip()
    if done.returncode or said:
        raise RenderError(_problems(said or f"pandoc ended with {done.returncode}"))
    return done.stdout.decode()


def _problems(said: str) -> list[Problem]:
    """Order what pandoc said: a line each, continuation lines with the line they belong to."""
    lines: list[str] = []
    for line in said.splitlines():
        if line.startswith((" ", "\t")) and lines:
            lines[-1] += f" {line.strip()}"
        elif line.strip():
            lines.append(LEVEL.sub("", line.strip()))
    return [Problem("pandoc", line) for line in lines if line and "stack traceback" not in line]
