"""A number that is known and not shown: NaN to arithmetic, and words to a reader."""

from collections.abc import Mapping
from typing import Any

import pandas as pd


class Suppressed(float):
    """What stands in a frame for a number that would tell of too few people.

    It is NaN, so that a statistic, a comparison or a drawing that meets it treats it as missing;
    ``report.rounding`` prints its words. A column that holds it has the dtype object; pandas makes
    NaN of it in any other, and then the number is merely missing.

    Parameters
    ----------
    shown : str
        What a reader sees, for instance ``< 5``.

    Examples
    --------
    >>> number = Suppressed("< 5")
    >>> number.shown, number == number, f"{number + 1}"
    ('< 5', False, 'nan')
    """

    shown: str

    def __new__(cls, shown: str) -> "Suppressed":
        """Make the number; see the class."""
        made = super().__new__(cls, "nan")
        made.shown = shown
        return made

    def __reduce__(self) -> tuple[type, tuple[str]]:
        return Suppressed, (self.shown,)


def holds(*values: Any) -> bool:
    """Whether a number of a frame, a mapping or a plain value is suppressed.

    Examples
    --------
    >>> counts = pd.DataFrame({"n": [7, Suppressed("< 5")]}, dtype=object)
    >>> holds(counts), holds({"n": 7}, 0.05)
    (True, False)
    """
    return any(isinstance(value, Suppressed) for whole in values for value in _numbers(whole))


def _numbers(value: Any) -> list[Any]:
    if isinstance(value, pd.DataFrame):
        return [cell for name in value if value[name].dtype == object for cell in value[name]]
    return list(value.values()) if isinstance(value, Mapping) else [value]


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as mappings; `DataFrame.to_dict` would make NaN of what is suppressed.

    Examples
    --------
    >>> counts = pd.DataFrame({"n": [Suppressed("< 5")]}, dtype=object)
    >>> records(counts)[0]["n"].shown
    '< 5'
    """
    names = list(frame)
    return [dict(zip(names, row, strict=True)) for row in frame.itertuples(index=False, name=None)]


def in_words(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame to write to a file: suppressed numbers as their words, the rest as it is.

    Examples
    --------
    >>> counts = pd.DataFrame({"n": [7, Suppressed("< 5")]}, dtype=object)
    >>> in_words(counts)["n"].tolist()
    [7, '< 5']
    """
    if not holds(frame):
        return frame
    return frame.map(lambda cell: cell.shown if isinstance(cell, Suppressed) else cell)
