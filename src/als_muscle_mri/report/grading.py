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
    in_brackets : str
        Every grade with its definition in brackets.
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

    @property
    def in_brackets(self) -> str: ...  # noqa: D102

    def as_filed(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Give a frame with the column of grades named for the scale, as files have it."""
        ...


def definition(scale: GradingScale) -> str:
    """Say which scale the grades are on, and what each of them means.

    Examples
    --------
    >>> from als_muscle_mri.inputs import SCALES
    >>> definition(SCALES["goutallier"])
    'Grades are Goutallier grades: 0 (no fat), 1 (fatty streaks), 2 (less fat than muscle), \
3 (as much fat as muscle) or 4 (more fat than muscle).'
    """
    return f"Grades are {scale.grade}s: {scale.in_brackets}."
