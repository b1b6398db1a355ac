"""From results.json to ``_variables.yml``: each number as the manuscript prints it."""

from collections.abc import Callable
from typing import Any

from . import rounding
from .markdown import escape

FORMATS: dict[str, Callable[[Any], str]] = {
    "count": rounding.count,
    "years": lambda value: rounding.trimmed(value, 1),
    "months": lambda value: rounding.trimmed(value, 1),
    "ms": lambda value: rounding.number(value, 1),
    "ms_difference": lambda value: rounding.number(value, 1),
    "percent": rounding.percent,
    "percent of the mean": rounding.percent,
    "grade": rounding.trimmed,
    "score": rounding.trimmed,
    "p": rounding.p_statement,
    "rho": rounding.number,
    "delta": rounding.number,
    "kappa": rounding.number,
    "ratio": rounding.number,
    "statistic": rounding.number,
    "setting": str,
    "text": lambda value: rounding.MISSING if value is None else value,
}


def variables(results: dict[str, Any]) -> dict[str, Any]:
    """The tree of results with each leaf replaced by its printed text.

    Both renderers read the value of a variable as Markdown, so each text is escaped: it shows as
    it is, whatever stands in it.

    Parameters
    ----------
    results : dict
        Nested results; a leaf is ``{"value", "unit", "n", "missing"}``.

    Raises
    ------
    KeyError
        A unit without a format: add it to ``FORMATS``.

    Examples
    --------
    >>> variables({"iliopsoas": {"p": {"value": 0.0459, "unit": "p", "n": 19, "missing": 0}}})
    {'iliopsoas': {'p': 'p = 0.046'}}
    """
    return {
        name: escape(_printed(branch["value"], branch["unit"]))
        if is_leaf(branch)
        else variables(branch)
        for name, branch in results.items()
    }


def _printed(value: Any, unit: str) -> str:
    """A value in words; what stands as words already, a suppressed number too, stays."""
    return value if isinstance(value, str) else FORMATS[unit](value)


def is_leaf(branch: dict[str, Any]) -> bool:
    """Whether a branch of the results is one number."""
    return branch.keys() == {"value", "unit", "n", "missing"}
