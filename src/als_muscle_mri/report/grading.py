"""What the report asks of a grading scale: how it is called, and what its grades are."""

from typing import Protocol

import pandas as pd


class GradingScale(Protocol):
    """An ordinal scale of the fat in a muscle.

    Attributes
    ----------
    name : str
        As ``Mercuri``.
    grade : str
        What a grade is called, as ``Mercuri grade``.
    numbers : tuple of int
        The grades, rising by one; the lowest is normal.
    names : tuple of str
        Number and name of each grade, as ``0 normal``.
    span : str
        From which number to which, as ``0 to 3``.
    """

    @property
    def name(self) -> str: ...  # noqa: D102

    @property
    def grade(self) -> str: ...  # noqa: D102

    @property
    def numbers(self) -> tuple[int, ...]: ...  # noqa: D102

    @property
    def names(self) -> tuple[str, ...]: ...  # noqa: D102

    @property
    def span(self) -> str: ...  # noqa: D102

    def as_filed(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Give a frame with the column of grades named for the scale, as files have it."""
        ...
