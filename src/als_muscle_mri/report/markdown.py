"""Frames of text as pandoc pipe tables, the one table form HTML, Typst and Word all read."""

import re
from collections.abc import Sequence

import pandas as pd

from .rounding import MISSING

_MARKUP = r"""[\\`*_{}\[\]<>|$~^@#&"]|(?<=-)-|-(?=-)|(?<=\.)\.|\.(?=\.)"""
"""Wherever it stands, with the dashes and dots that pandoc would change."""
_OPENING = r"(?<![^\W\d_])'"
_WITH_QUOTES = re.compile(rf"({_MARKUP}|{_OPENING}|'(?![^\W\d_]))")
"""The apostrophe within a word may become the typographic one."""
_WITHOUT = re.compile(rf"({_MARKUP})")
"""Where no quotation begins, one at the end of a word is an apostrophe too."""
_START = re.compile(r"^(\(?\w+(?=[.)](?: |$))|(?=[-+:%](?: |$)))")
"""What makes a list, a definition or a title of a text that begins with it."""
_SPACE = re.compile(r"[ \t\r\n\f\v]+")
LONGEST_CENTRED = 32
"""Characters: a column with a longer cell, its heading aside, is text, and set flush left."""
_SIGN = re.compile(r"\\|[<>] ?|[−-](?=\d)")
_AMONG_NUMBERS = re.compile(r"\b(?:v|to|n)\b")


def escape(text: object) -> str:
    r"""Text that Markdown shows as it is: a value of a data file is never markup.

    Examples
    --------
    >>> print(escape("UMN | *LMN*"))
    UMN \| \*LMN\*
    >>> print(escape("1. <b>'A' -- B</b>"))
    1\. \<b\>\'A\' \-\- B\</b\>
    >>> print(escape("The readers' grades"))
    The readers' grades
    """
    spaced = _SPACE.sub(" ", str(text)).strip()
    special = _WITH_QUOTES if re.search(_OPENING, spaced) else _WITHOUT
    return _START.sub(r"\1\\", special.sub(r"\\\1", spaced), count=1)


def _alignment(place: int, heading: str, cells: Sequence[str]) -> str:
    r"""The dashes of a column: ``:--`` flush left, ``--:`` right, ``:-:`` centred.

    Examples
    --------
    >>> _alignment(1, "p", ["0.046", r"\> 0.999", "–"]), _alignment(1, "Kappa", ["0.5", "1"])
    ('--------:', ':-----:')
    """
    longest = max(map(len, cells), default=0)
    dashes = "-" * max(longest, len(heading), 3)
    if place == 0 or longest > LONGEST_CENTRED:
        return f":{dashes}"
    return f"{dashes}:" if _line_up(cells) else f":{dashes}:"


def _line_up(cells: Sequence[str]) -> bool:
    """Whether the cells are numbers of one form, so that flush right puts digit under digit.

    Examples
    --------
    >>> _line_up(["0.29 (−0.09 to 0.59)", "0.39 (0.07 to 0.70)"]), _line_up(["P01", "P02"])
    (True, False)
    """
    forms = {_form(cell) for cell in cells if cell not in ("", MISSING)}
    return len(forms) == 1 and not any(c.isalpha() for c in _AMONG_NUMBERS.sub("", *forms))


def _form(cell: str) -> str:
    """A cell with every whole number as 0, and decimals by their count; signs do not matter."""
    whole = _SIGN.sub("", cell)
    counted = re.sub(r"\.(\d+)", lambda match: "." + "0" * len(match[1]), whole)
    return re.sub(r"(?<![.\d])\d+(?: \d{3})*", "0", counted)


def pipe_table(shown: pd.DataFrame) -> str:
    r"""A frame of text as a pipe table: first column and long texts left, numbers flush right.

    Numbers of one form (as many decimals) go to the right, so that their digits stand beneath each
    other; other short cells are centred. Column widths follow the longest cell, so that a table
    wider than the page shares it out sensibly instead of in equal parts.

    Parameters
    ----------
    shown : DataFrame
        Text cells under the headings of the report. The index is not shown; without a row the
        table says "Nothing".

    Examples
    --------
    >>> print(pipe_table(pd.DataFrame({"Region": ["Hand"], "p": ["< 0.001"]})))
    | Region | p |
    |:------|--------:|
    | Hand | \< 0.001 |
    """
    header = [escape(column) for column in shown.columns]
    rows = [[escape(cell) for cell in row] for row in shown.itertuples(index=False)]
    rows = rows or [["Nothing", *[""] * (len(header) - 1)]]
    columns = zip(header, zip(*rows, strict=True), strict=True)
    rule = [_alignment(place, head, cells) for place, (head, cells) in enumerate(columns)]
    lines = [f"| {' | '.join(cells)} |" for cells in [header, *rows]]
    return "\n".join([lines[0], f"|{'|'.join(rule)}|", *lines[1:]])
