"""The rounding rules of the report: every number a reader sees passes through here.

Numbers stay unrounded in results, tables and figures; only this module turns them into text.
A half is rounded away from zero, on the decimal digits Python prints for the number, so that
0.125 to two decimals is 0.13 and 2.675 is 2.68, as a reader with a pencil would do it.
"""

from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from math import isfinite

from .suppressed import Coarse, Suppressed

MISSING = "–"
MINUS = "−"
SMALLEST_P = 0.001


def number(value: float | None, decimals: int = 2) -> str:
    """Round to a fixed number of decimals; a missing value is an en dash.

    Parameters
    ----------
    value : float or None
        Any finite number; ``None`` and NaN are missing.
    decimals : int
        Digits after the decimal point.

    Examples
    --------
    >>> number(0.875), number(-0.7217, 2), number(None), number(-0.001)
    ('0.88', '−0.72', '–', '0.00')
    """
    if isinstance(value, Coarse):
        return value.shown
    if value is None or not isfinite(value):
        return _absent(value)
    exponent = Decimal(1).scaleb(-decimals)
    rounded = Decimal(repr(float(value))).quantize(exponent, rounding=ROUND_HALF_UP)
    return f"{MINUS if rounded < 0 else ''}{abs(rounded)}"


def trimmed(value: float | None, decimals: int = 2) -> str:
    """Round, then drop trailing zeros, as tables of grades are usually printed.

    Examples
    --------
    >>> trimmed(1.0), trimmed(0.5), trimmed(0.875)
    ('1', '0.5', '0.88')
    """
    text = number(value, decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _absent(*values: float | None) -> str:
    """What stands for a number that is not there: the words of a suppressed one, or a dash."""
    words = (value.shown for value in values if isinstance(value, Suppressed))
    return next(words, MISSING)


def coarse(value: float, limit: bool = False) -> Coarse:
    """A number that was rounded already, or is a limit not exceeded, as it is printed.

    Examples
    --------
    >>> number(coarse(0.4)), number(coarse(-0.31)), p_statement(coarse(0.05, limit=True))
    ('0.4', '−0.31', 'p ≤ 0.05')
    >>> p_value(coarse(0.00804, limit=True)), p_value(coarse(1.0, limit=True))
    ('≤ 0.009', '≤ 1')
    """
    if not limit:
        return Coarse(value, trimmed(value))
    exponent = Decimal(1).scaleb(-3)
    upper = Decimal(repr(float(value))).quantize(exponent, rounding=ROUND_CEILING)
    return Coarse(value, f"≤ {trimmed(float(upper), 3)}")


def smallest(p: Iterable[float]) -> float:
    """The smallest of some p-values; a limit of it where any of them is only a limit.

    Examples
    --------
    >>> smallest([0.3, 0.142]), smallest([0.142, coarse(0.2, limit=True)]).shown
    (0.142, '≤ 0.142')
    """
    values = list(p)
    limited = any(isinstance(value, Coarse) for value in values)
    return coarse(min(values), limit=True) if limited else min(values)


def p_value(p: float | None) -> str:
    """A p-value with three decimals; never 0 and never 1.

    Examples
    --------
    >>> p_value(0.04601), p_value(0.00002), p_value(0.99997), p_value(1.0)
    ('0.046', '< 0.001', '> 0.999', '> 0.999')
    """
    if isinstance(p, Coarse):
        return p.shown
    if p is None or not isfinite(p):
        return _absent(p)
    if p < SMALLEST_P:
        return f"< {SMALLEST_P}"
    if p > 1 - SMALLEST_P:
        return f"> {1 - SMALLEST_P}"
    return number(p, 3)


def p_statement(p: float | None) -> str:
    """A p-value as it stands in a sentence.

    Examples
    --------
    >>> p_statement(0.04601), p_statement(1e-9), p_statement(None)
    ('p = 0.046', 'p < 0.001', 'p not computed')
    """
    text = p_value(p)
    if text == MISSING:
        return "p not computed"
    if isinstance(p, Suppressed):
        return f"p not shown ({text})"
    return f"p {text}" if text[0] in "<>≤" else f"p = {text}"


def median_iqr(median: float | None, q1: float | None, q3: float | None, decimals: int = 2) -> str:
    """Median with its quartiles in brackets.

    Examples
    --------
    >>> median_iqr(1.0, 0.857142, 1.0)
    '1 (0.86–1)'
    >>> median_iqr(None, None, None)
    '–'
    """
    if isinstance(median, Suppressed) or number(median, decimals) == MISSING:
        return _absent(median)
    low, high = trimmed(q1, decimals), trimmed(q3, decimals)
    return f"{trimmed(median, decimals)} ({low}–{high})"


def interval(low: float | None, high: float | None, decimals: int = 2) -> str:
    """An interval, written with "to" so that a minus sign cannot be misread.

    Examples
    --------
    >>> interval(-0.12, 0.85)
    '−0.12 to 0.85'
    """
    if MISSING in (number(low, decimals), number(high, decimals)):
        return MISSING
    if isinstance(low, Suppressed) or isinstance(high, Suppressed):
        return _absent(low, high)
    return f"{number(low, decimals)} to {number(high, decimals)}"


def estimate(value: float | None, low: float | None, high: float | None, decimals: int = 2) -> str:
    """An estimate with its interval in brackets.

    Examples
    --------
    >>> estimate(0.4667, -0.06, 0.79)
    '0.47 (−0.06 to 0.79)'
    """
    shown = number(value, decimals)
    if isinstance(value, Suppressed):
        return shown
    bounds = interval(low, high, decimals)
    return shown if MISSING in (shown, bounds) else f"{shown} ({bounds})"


def confidence(level: float) -> str:
    """How an interval of a level is called.

    Examples
    --------
    >>> confidence(0.95), confidence(1 - 0.01), confidence(0.999)
    ('95 % CI', '99 % CI', '99.9 % CI')
    """
    return f"{100 * level:g} % CI"


def effect(
    name: str,
    value: float | None,
    low: float | None,
    high: float | None,
    level: float,
    decimals: int = 2,
    unit: str = "",
) -> str:
    """An estimate with its name, unit and interval as they stand in a sentence.

    Examples
    --------
    >>> effect("delta", 0.504, 0.012, 0.78, 0.95)
    'delta 0.50, 95 % CI 0.01 to 0.78'
    >>> effect("shift", -1.05, -10.7, 9.3, 0.95, 1, "years")
    'shift −1.1 years, 95 % CI −10.7 to 9.3'
    >>> effect("kappa", 1.0, None, None, 0.95)
    'kappa 1.00'
    """
    bounds = interval(low, high, decimals)
    shown = f"{name} {number(value, decimals)}{f' {unit}' if unit else ''}"
    return shown if bounds == MISSING else f"{shown}, {confidence(level)} {bounds}"


def percent(value: float | None, decimals: int = 1) -> str:
    """A percentage, 0 to 100, with a narrow sign.

    Examples
    --------
    >>> percent(22.459)
    '22.5 %'
    """
    text = number(value, decimals)
    return text if text == MISSING or isinstance(value, Suppressed) else f"{text} %"


def share(part: float, total: float) -> str:
    """A count out of a total with its percentage, for a table; a suppressed one alone.

    Examples
    --------
    >>> share(137, 610), share(0, 0), share(Suppressed("< 5"), 10), share(7, Suppressed("< 5"))
    ('137/610 (22.5 %)', '0/0', '< 5', '7')
    """
    if isinstance(part, Suppressed):
        return part.shown
    if isinstance(total, Suppressed):
        return f"{int(part)}"
    shown = f"{int(part)}/{int(total)}"
    return f"{shown} ({percent(100 * part / total)})" if total else shown


def sample_size(n: float) -> str:
    r"""The number of observations beside a value in a table, never broken across lines.

    Examples
    --------
    >>> sample_size(10) == "n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}10"
    True
    """
    return size(n).replace(" ", "\N{NO-BREAK SPACE}")


def size(n: float) -> str:
    """The number of observations, for a figure.

    Examples
    --------
    >>> size(10), size(Suppressed("< 5"))
    ('n = 10', 'n < 5')
    """
    return f"n {n.shown}" if isinstance(n, Suppressed) else f"n = {int(n)}"


def count(value: float | None) -> str:
    """A whole number with a thin space between thousands.

    Examples
    --------
    >>> count(1166), count(27200.0), count(None)
    ('1166', '27 200', '–')
    """
    if value is None or not isfinite(value):
        return _absent(value)
    return str(int(value)) if abs(value) < 10_000 else f"{int(value):,}".replace(",", " ")


def sizes(first: Iterable[float], second: Iterable[float]) -> list[str]:
    """The sizes of two groups that are compared, for each comparison.

    Examples
    --------
    >>> sizes([10, Suppressed("not shown")], [9, 9])
    ['10 v 9', 'not shown v 9']
    """
    return [f"{count(one)} v {count(other)}" for one, other in zip(first, second, strict=True)]
