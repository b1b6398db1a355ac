"""What can be wrong with a manuscript, collected so that all of it is told at once."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that stops the report.

    Parameters
    ----------
    place : str
        File, with the line where there is one: ``index.qmd:12``.
    text : str
        What is wrong and what to do.

    Examples
    --------
    >>> print(Problem("index.qmd:12", "unknown reference @tbl-region"))
    index.qmd:12: unknown reference @tbl-region
    """

    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


class RenderError(Exception):
    """The report was not rendered; no file was written or changed.

    Examples
    --------
    >>> print(RenderError([Problem("index.qmd:3", "unknown variable a.b")]))
    The report was not rendered, 1 problem:
      index.qmd:3: unknown variable a.b
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        lines = "".join(f"\n  {problem}" for problem in self.problems)
        noun = "problem" if count == 1 else "problems"
        super().__init__(f"The report was not rendered, {count} {noun}:{lines}")
