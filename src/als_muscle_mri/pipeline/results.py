"""The chapters' results in one file, after a look at every number."""

import json
import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from als_muscle_mri.pipeline.failures import StepError
from als_muscle_mri.pipeline.files import write_whole
from als_muscle_mri.report.variables import FORMATS

LEAF = {"value", "unit", "n", "missing"}
RANGES = {
    "p": (0, 1),
    "rho": (-1, 1),
    "delta": (-1, 1),
    "kappa": (-1, 1),
    "percent": (0, 100),
    "percent of the mean": (0, math.inf),
    "years": (-130, 130),
    "ms": (0, math.inf),
    "months": (-1560, 1560),
    "count": (0, math.inf),
    "grade": (-9, 9),
}
"""What a value of each unit can be; years and months may be differences, and grades are: a scale
has ten grades at most."""

SHOWN = 20
"""Impossible values listed; where there are more, their number follows."""


def merge(chapters: Iterable[str | Path], target: str | Path) -> Path:
    """Write `results.json` out of the chapters' files, if every number in them can be.

    Parameters
    ----------
    chapters : iterable of str or Path
        `results/<chapter>.json`; the file's name is the key.
    target : str or Path
        The merged file.

    Returns
    -------
    Path
        The target.

    Raises
    ------
    StepError
        Naming every value that cannot be: no number, out of its unit's range, a p of 0.
    """
    merged = {
        Path(path).stem: json.loads(Path(path).read_text(encoding="utf-8")) for path in chapters
    }
    wrong = list(problems(merged))
    if wrong:
        more = [f"and {len(wrong) - SHOWN} more"] if len(wrong) > SHOWN else []
        lines = "".join(f"\n  {line}" for line in [*wrong[:SHOWN], *more])
        raise StepError(f"These results cannot be:{lines}")
    return write_whole(target, json.dumps(merged, indent=1, ensure_ascii=False) + "\n")


def problems(tree: dict[str, Any], path: str = "") -> Iterator[str]:
    """Look at every number of a tree of results.

    Parameters
    ----------
    tree : dict
        Nested results; a leaf is ``{"value", "unit", "n", "missing"}``.
    path : str
        Where in the results the tree stands.

    Yields
    ------
    str
        One line for each value that cannot be.

    Examples
    --------
    >>> leaf = {"value": 0, "unit": "p", "n": 19, "missing": 0}
    >>> list(problems({"iliopsoas": {"p": leaf}}))
    ['iliopsoas.p = 0: a p is never 0']
    """
    for name, branch in tree.items():
        place = f"{path}.{name}" if path else name
        if not name.isidentifier():
            yield f"{place}: the name is not an identifier, so the manuscript could not use it"
        if not isinstance(branch, dict):
            yield f"{place}: neither a number with its unit nor a group of them"
        elif LEAF & branch.keys():
            yield from (f"{place} = {branch.get('value')}: {what}" for what in _wrong_with(branch))
        else:
            yield from problems(branch, place)


def _wrong_with(leaf: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with one number."""
    if leaf.keys() != LEAF:
        yield f"it has {', '.join(sorted(leaf))} instead of value, unit, n and missing"
        return
    for key in ("n", "missing"):
        if leaf[key] is None:  # not shown, since small cells are suppressed
            continue
        if not isinstance(leaf[key], int) or leaf[key] < 0:
            yield f"its {key} is {leaf[key]}, not a count"
    value, unit = leaf["value"], leaf["unit"]
    if unit not in FORMATS:
        yield f"its unit, {unit}, is not known"
        return
    low, high = RANGES.get(unit, (-math.inf, math.inf))
    if unit == "text" and not (isinstance(value, str) and value.strip()):
        yield "an empty text"
    if isinstance(value, float) and not math.isfinite(value):
        yield "not a number"
    elif isinstance(value, int | float) and not low <= value <= high:
        yield f"a {unit} lies between {low} and {high}"
    elif unit == "p" and value == 0:
        yield "a p is never 0"
