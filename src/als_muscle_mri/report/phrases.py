"""The parts sentences are built of: lists, counts, shares."""

from collections.abc import Sequence

from .rounding import percent

NUMERALS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def listed(items: Sequence[str], joined: str = "and") -> str:
    """Items as a list in a sentence.

    Examples
    --------
    >>> listed(["hand"]), listed(["hand", "thigh"], "or"), listed(["hand", "thigh", "calf"])
    ('hand', 'hand or thigh', 'hand, thigh and calf')
    """
    *first, last = items
    return f"{', '.join(first)} {joined} {last}" if first else last


def counted(n: int, singular: str, plural: str = "") -> str:
    """A count with its noun; numbers up to ten in words.

    Examples
    --------
    >>> counted(1, "region"), counted(0, "region"), counted(12, "region")
    ('one region', 'no regions', '12 regions')
    """
    noun = singular if n == 1 else plural or f"{singular}s"
    return f"{numeral(n)} {noun}"


def numeral(n: int) -> str:
    """A whole number; up to ten in words.

    Examples
    --------
    >>> numeral(2), numeral(12)
    ('two', '12')
    """
    return NUMERALS[n] if n < len(NUMERALS) else str(n)


def part_of(n: int, total: int) -> str:
    """A count of a total with its percentage, for a sentence.

    Examples
    --------
    >>> part_of(137, 610)
    '137 of 610, 22.5 %'
    """
    return f"{n} of {total}, {percent(100 * n / total)}"
