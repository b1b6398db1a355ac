"""Captions that depend on what a cell showed: written into the executed notebook.

Both renderers, and whoever opens the notebook, read a caption from the ``#|`` line of its cell.
Where an output says in its metadata that it was withheld, or brings a caption of its own, that line
is made to fit.
"""

import json
import re
from collections.abc import Iterator

CAPTION = re.compile(r'^(#\| (?:fig|tbl)-cap: )(".*")$', re.MULTILINE)
SENTENCE = re.compile(r"\.\s")


def captioned(notebook):
    """Make the captions of an executed notebook fit what its cells showed.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        An executed notebook; changed in place.

    Returns
    -------
    nbformat.NotebookNode
        The same notebook, its outputs without the metadata ``caption`` and ``withheld``.
    """
    for cell in notebook.cells:
        for said in _metadata(cell):
            own, withheld = (said.pop(key, "") for key in ("caption", "withheld"))
            if own or withheld:
                cell.source = with_caption(cell.source, own, withheld)
    return notebook


def _metadata(cell) -> Iterator[dict]:
    """Give what a cell's outputs say of themselves, each form (``image/png``) on its own."""
    for output in cell.get("outputs", []):
        said = output.get("metadata", {})
        yield said
        yield from (form for form in said.values() if isinstance(form, dict))


def with_caption(source: str, own: str = "", withheld: str = "") -> str:
    r"""Give a cell another caption: its own, or what is left of the old one where it is withheld.

    Of that the first sentence stays, which says what the output would be; what follows explains
    marks that are not there.

    Examples
    --------
    >>> cell = '#| label: fig-a\n#| fig-cap: "Scores of all. A dot is a subject."\ndraw()'
    >>> print(with_caption(cell, withheld="Withheld: few."))
    #| label: fig-a
    #| fig-cap: "Scores of all. Withheld: few."
    draw()
    >>> print(with_caption(cell, own="Shares of all.", withheld="Withheld: few.").splitlines()[1])
    #| fig-cap: "Shares of all."
    """

    def fitting(line: re.Match[str]) -> str:
        title = SENTENCE.split(json.loads(line[2]), maxsplit=1)[0].removesuffix(".")
        text = own or f"{title}. {withheld}"
        return line[1] + json.dumps(text, ensure_ascii=False)

    return CAPTION.sub(fitting, source, count=1)
