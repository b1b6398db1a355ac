"""Frames of text as pandoc pipe tables, the one table form HTML, Typst and Word all read."""

import re

import pandas as pd

_SPECIAL = re.compile(
    r"""([\\`*_{}\[\]<>|$~^@#&"]|(?<![^\W\d_])'|'(?![^\W\d_])|(?<=-)-|-(?=-)|(?<=\.)\.|\.(?=\.))"""
)
"""Markup wherever it stands, and the dashes, dots and quotes that pandoc would change; only the
apostrophe within a word may become the typographic one."""
_START = re.compile(r"^(\(?\w+(?=[.)](?: |$))|(?=[-+:%](?: |$)))")
"""What makes a list, a definition or a title of a text that begins with it."""
_SPACE = re.compile(r"[ \t\r\n\f\v]+")
LONGEST_CENTRED = 32
"""Characters: a column with a longer cell is text, and set flush left."""


def escape(text: object) -> str:
    r"""Text that Markdown shows as it is: a value of a data file is never markup.

    Examples
    --------
    >>> print(escape("UMN | *LMN*"))
    UMN \| \*LMN\*
    >>> print(escape("1. <b>'A' -- B</b>"))
    1\. \<b\>\'A\' \-\- B\</b\>
    """
    spaced = _SPACE.sub(" ", str(text)).strip()
    return _START.sub(r"\1\\", _SPECIAL.sub(r"\\\1", spaced), count=1)


def pipe_table(shown: pd.DataFrame) -> str:
    r"""A frame of text as a pipe table: first column and long texts left, the others centred.

    Column widths follow the longest cell, so that a table wider than the page shares the
    page out sensibly instead of in equal parts.

    Parameters
    ----------
    shown : DataFrame
        Text cells under the headings of the report. The index is not shown; without a row the
        table says "Nothing".

    Examples
    --------
    >>> print(pipe_table(pd.DataFrame({"Region": ["Hand"], "p": ["< 0.001"]})))
    | Region | p |
    |:------|:--------:|
    | Hand | \< 0.001 |
    """
    header = [escape(column) for column in shown.columns]
    rows = [[escape(cell) for cell in row] for row in shown.itertuples(index=False)]
    rows = rows or [["Nothing", *[""] * (len(header) - 1)]]
    lengths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    dashes = ["-" * max(length, 3) for length in lengths]
    centred = [place > 0 and length <= LONGEST_CENTRED for place, length in enumerate(lengths)]
    rule = [
        f":{dash}:" if middle else f":{dash}" for dash, middle in zip(dashes, centred, strict=True)
    ]
    lines = [f"| {' | '.join(cells)} |" for cells in [header, *rows]]
    return "\n".join([lines[0], f"|{'|'.join(rule)}|", *lines[1:]])
