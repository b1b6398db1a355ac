"""Dates, read without guessing, and the time between two of them; the dates are not kept."""

import datetime
import re

DAYS_A_YEAR = 365.25
DAYS_A_MONTH = DAYS_A_YEAR / 12
CLOCK = r"(?:(?:T| +)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
"""What may follow a date, as in a field of date and time; it is not looked at."""

ISO = re.compile(rf"(\d{{4}})-(\d{{1,2}})-(\d{{1,2}}){CLOCK}")
PARTS = re.compile(rf"(\d{{1,2}})[./-](\d{{1,2}})[./-](\d{{2}}|\d{{4}}){CLOCK}")
AMBIGUOUS = "the date can be read day first or month first"


def read_date(text: str, order: str = "") -> datetime.date:
    """Read a date.

    Parameters
    ----------
    text : str
        As ``2018-03-05``, ``5.3.2018`` or ``05/03/2018``, with or without a time of the day.
    order : str, optional
        ``day-first`` or ``month-first``; without it, a date that can be read both ways is
        refused.

    Raises
    ------
    ValueError
        It is no date, or can be read in more than one way; the message is a rule.

    Examples
    --------
    >>> read_date("13/02/2018"), read_date("05.03.2018", "day-first")
    (datetime.date(2018, 2, 13), datetime.date(2018, 3, 5))
    >>> read_date("2018-03-05 09:15")
    datetime.date(2018, 3, 5)
    >>> read_date("05.03.2018")
    Traceback (most recent call last):
    ValueError: the date can be read day first or month first
    """
    iso, parts = ISO.fullmatch(text), PARTS.fullmatch(text)
    if iso:
        return _date(*map(int, iso.groups()))
    if not parts:
        raise ValueError("it is no date as 2018-03-05 or 05.03.2018")
    if len(parts[3]) == 2:
        raise ValueError("the century of the year is not written")
    first, second, year = map(int, parts.groups())
    if not order and first != second and max(first, second) <= 12:
        raise ValueError(AMBIGUOUS)
    day_first = order == "day-first" or (not order and second <= 12)
    return _date(year, second, first) if day_first else _date(year, first, second)


def time_between(earlier: datetime.date, later: datetime.date, days: float) -> str:
    """Give the time between two dates in a unit of so many days, to one decimal.

    Raises
    ------
    ValueError
        The second date is before the first.

    Examples
    --------
    >>> time_between(datetime.date(1950, 1, 1), datetime.date(2018, 7, 1), DAYS_A_YEAR)
    '68.5'
    """
    if later < earlier:
        raise ValueError("the second date is before the first")
    return f"{round((later - earlier).days / days, 1):g}"


def _date(year: int, month: int, day: int) -> datetime.date:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        raise ValueError("there is no such day") from None
