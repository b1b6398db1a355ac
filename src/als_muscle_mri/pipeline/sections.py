"""Sections that only some cohorts have: images, waveforms, the audit of printed figures.

The manuscript marks them in Quarto's own words, a fence of four colons with `when-meta` around what
is shown to those who have it and `unless-meta` around what stands there for the others::

    :::: {.content-visible when-meta="has.images"}
    ::::

The marks are followed where the manuscript is staged, before either renderer reads it: Quarto
itself would hide such a section only after it had embedded all of it.
"""

import re
from collections.abc import Mapping
from typing import Any

from als_muscle_mri.pipeline.failures import StepError

MARKED = re.compile(
    r"^:::: \{\.content-visible (?P<kind>when|unless)-meta=\"has\.(?P<name>[a-z_]+)\"\}\n"
    r"(?P<inside>.*?)^::::\n",
    re.MULTILINE | re.DOTALL,
)
LEFT_OVER = re.compile(r"^::::.*|.*(?:when|unless)-meta.*", re.MULTILINE)
ABSENT = "no"


def present(variables: Mapping[str, Any]) -> dict[str, bool]:
    """Say of each chapter, or part of one, that a report may be without whether it is there.

    Parameters
    ----------
    variables : mapping
        The tree of `_variables.yml`; such a branch has a leaf `present`, `yes` or `no`.

    Examples
    --------
    >>> present({"images": {"present": "no"}, "comparison": {"lacking": {"present": "yes"}}})
    {'images': False, 'lacking': True}
    >>> present({"waveforms": {"present": "yes", "second_page": {"present": "no"}}})
    {'waveforms': True, 'second_page': False}
    """
    has: dict[str, bool] = {}
    for name, branch in variables.items():
        if isinstance(branch, Mapping):
            own = {name: branch["present"] != ABSENT} if "present" in branch else {}
            has |= own | present(branch)
    return has


def chosen(text: str, name: str, has: Mapping[str, bool]) -> str:
    r"""Take the marks out of a source, and what the cohort does not have.

    Parameters
    ----------
    text : str
        A Markdown source; sections do not lie within each other.
    name : str
        The file, for a message.
    has : mapping of str to bool
        What :func:`present` gives.

    Raises
    ------
    StepError
        A mark that is not closed, is spelt otherwise, or names no such chapter: every one of them.

    Examples
    --------
    >>> text = ':::: {.content-visible unless-meta="has.images"}\nNo images.\n::::\n'
    >>> chosen(text, "index.qmd", {"images": False}), chosen(text, "index.qmd", {"images": True})
    ('No images.\n', '')
    """
    unknown: list[str] = []

    def choose(match: re.Match[str]) -> str:
        if match["name"] not in has:
            unknown.append(match["name"])
            return ""
        return match["inside"] if has[match["name"]] == (match["kind"] == "when") else ""

    result = MARKED.sub(choose, text)
    problems = [
        f"{name}: no chapter called {chapter} says whether it is present; those that do are "
        f"{', '.join(has) or 'none'}"
        for chapter in unknown
    ]
    problems += [
        f'{name}: "{line.strip()}" is no whole mark; it is :::: {{.content-visible '
        f'when-meta="has.<chapter>"}} or unless-meta, up to a line ::::, none within another'
        for line in LEFT_OVER.findall(result)
    ]
    if problems:
        raise StepError("\n".join(problems))
    return result
