"""A number that is known and not shown, or not in full: words to a reader."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

NOT_SHOWN = "not shown"


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


class Coarse(float):
    """What stands in a frame for a number that in full would tell of too few people.

    Its value is the rounded one, or the limit that the number does not exceed, so that a comparison
    or a drawing can work with it; ``report.rounding`` prints its words.

    Parameters
    ----------
    value : float
        The rounded number.
    shown : str
        What a reader sees, for instance ``0.4`` or ``≤ 0.05``.

    Examples
    --------
    >>> number = Coarse(0.4, "0.4")
    >>> number.shown, number > 0, number + 0
    ('0.4', True, 0.4)
    """

    shown: str

    def __new__(cls, value: float, shown: str) -> "Coarse":
        """Make the number; see the class."""
        made = super().__new__(cls, value)
        made.shown = shown
        return made

    @property
    def filed(self) -> float | str:
        """What stands in a file: a rounded number, or the words of a limit."""
        return self.shown if self.shown.startswith("≤") else float(self)

    def __reduce__(self) -> tuple[type, tuple[float, str]]:
        return Coarse, (float(self), self.shown)


def in_full(*values: Any) -> bool:
    """Whether no number of a frame, a mapping or a plain value is rounded for the sake of people.

    Examples
    --------
    >>> in_full(pd.DataFrame({"p": [0.2, Coarse(0.05, "≤ 0.05")]}, dtype=object)), in_full(0.3)
    (False, True)
    """
    return not any(isinstance(value, Coarse) for whole in values for value in _numbers(whole))


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
    if isinstance(value, pd.Series):
        return list(value) if value.dtype == object else []
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
    """A frame to write to a file: what is not shown, or not in full, as its words.

    Examples
    --------
    >>> counts = pd.DataFrame({"n": [7, Suppressed("< 5")]}, dtype=object)
    >>> in_words(counts)["n"].tolist()
    [7, '< 5']
    """
    if not holds(frame) and in_full(frame):
        return frame
    return frame.map(filed)


def filed(cell: Any) -> Any:
    """A cell as a file has it.

    Examples
    --------
    >>> filed(7), filed(Suppressed("< 5")), filed(Coarse(0.4, "0.4")), filed(Coarse(0.1, "≤ 0.1"))
    (7, '< 5', 0.4, '≤ 0.1')
    """
    if isinstance(cell, Suppressed):
        return cell.shown
    return cell.filed if isinstance(cell, Coarse) else cell
