"""Frames of text as pandoc pipe tables, the one table form HTML, Typst and Word all read."""

import re

import pandas as pd

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|$~^@#])")
_SPACE = re.compile(r"[ \t\r\n\f\v]+")
LONGEST_CENTRED = 32
"""Characters: a column with a longer cell is text, and set flush left."""


def escape(text: object) -> str:
    r"""Text that Markdown shows as it is: a value of a data file is never markup.

    Examples
    --------
    >>> print(escape("UMN | *LMN*"))
    UMN \| \*LMN\*
    """
    return _SPACE.sub(" ", _SPECIAL.sub(r"\\\1", str(text))).strip()


def pipe_table(shown: pd.DataFrame) -> str:
    r"""A frame of text as a pipe table: first column and long texts left, the others centred.

    Column widths follow the longest cell, so that a table wider than the page shares the
    page out sensibly instead of in equal parts.

    Parameters
    ----------
    shown : DataFrame
        Text cells under the headings of the report. The index is not shown; without a row the
        table says "None".

    Examples
    --------
    >>> print(pipe_table(pd.DataFrame({"Region": ["Hand"], "p": ["< 0.001"]})))
    | Region | p |
    |:------|:--------:|
    | Hand | \< 0.001 |
    """
    header = [escape(column) for column in shown.columns]
    rows = [[escape(cell) for cell in row] for row in shown.itertuples(index=False)]
    rows = rows or [["None", *[""] * (len(header) - 1)]]
    lengths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    dashes = ["-" * max(length, 3) for length in lengths]
    centred = [place > 0 and length <= LONGEST_CENTRED for place, length in enumerate(lengths)]
    rule = [
        f":{dash}:" if middle else f":{dash}" for dash, middle in zip(dashes, centred, strict=True)
    ]
    lines = [f"| {' | '.join(cells)} |" for cells in [header, *rows]]
    return "\n".join([lines[0], f"|{'|'.join(rule)}|", *lines[1:]])
