"""The manuscript as it is staged: read whole, checked whole, before anything is rendered."""

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from .notebooks import Cell, Notebook, read_notebook
from .problems import Problem, RenderError
from .sources import Found, Source, expand, read_sources, without_comments

SHORTCODES = ("embed", "include", "var")
BIBLIOGRAPHY_KEY = re.compile(r"^\s*@\w+\s*\{\s*([^,\s]+)\s*,", re.MULTILINE)


@dataclass(frozen=True)
class Manuscript:
    """A manuscript without a problem.

    Parameters
    ----------
    stage : Path
        Its folder: ``index.qmd``, included files, ``notebooks/``, ``_variables.yml``.
    sources : list of Source
        The Markdown files.
    cells : dict
        Embedded cells by address, ``notebooks/x.ipynb#label``.
    variables : dict
        The nested texts of ``_variables.yml``.
    """

    stage: Path
    sources: list[Source]
    cells: dict[str, Cell]
    variables: dict[str, Any]

    @property
    def text(self) -> str:
        """The main source with all included files in place and without comments."""
        return without_comments(expand(self.sources))


def read_manuscript(stage: Path) -> Manuscript:
    """Read and check a staged manuscript.

    What Quarto passes over in silence is an error here as well: an embedded notebook with a cell
    that raised, a reference to nothing, a label given twice.

    Parameters
    ----------
    stage : Path
        Folder with ``index.qmd``.

    Raises
    ------
    RenderError
        With every problem, each with its file and line.
    """
    sources, problems = read_sources(stage)
    notebooks, unreadable = _read_notebooks(stage, sources)
    variables, no_variables = _read_variables(stage)
    cells, no_cells = _find_cells(sources, notebooks)
    problems += unreadable + no_variables + no_cells
    problems += _shortcode_problems(sources, variables)
    problems += _markup_problems(sources)
    problems += _label_problems(sources)
    problems += _citation_problems(stage, sources)
    if problems:
        raise RenderError(dict.fromkeys(problems))
    return Manuscript(stage, sources, cells, variables)


def lookup(variables: dict[str, Any], name: str) -> Any:
    """Look up the value of a dotted name, None where there is none.

    Examples
    --------
    >>> lookup({"a": {"b": "1"}}, "a.b")
    '1'
    """
    branch: Any = variables
    for key in name.split("."):
        branch = branch.get(key) if isinstance(branch, dict) else None
    return branch


def _words(sources: list[Source], name: str) -> Iterator[tuple[Found, list[str]]]:
    """Find the shortcodes of one name with their arguments."""
    for source in sources:
        for found in source.shortcodes():
            first, *arguments = found.text.split() or [""]
            if first == name:
                yield found, arguments


def _embeds(sources: list[Source]) -> Iterator[tuple[Found, str, str]]:
    """Find the embeds that are well formed: notebook path and label."""
    for found, arguments in _words(sources, "embed"):
        if len(arguments) == 1 and re.fullmatch(r"[^#]+\.ipynb#[\w-]+", arguments[0]):
            yield found, *arguments[0].split("#")


def _read_notebooks(
    stage: Path, sources: list[Source]
) -> tuple[dict[str, Notebook], list[Problem]]:
    notebooks: dict[str, Notebook] = {}
    problems: list[Problem] = []
    for found, path, _ in _embeds(sources):
        if not (stage / path).is_file():
            problems.append(Problem(found.place, f"there is no notebook {path} to embed from"))
        elif path not in notebooks:
            try:
                notebooks[path] = read_notebook(stage / path)
            except RenderError as error:
                problems += error.problems
    for path, notebook in notebooks.items():
        for number, cell in notebook.raised:
            name = f" ({cell.label})" if cell.label else ""
            problems.append(Problem(path, f"cell {number}{name} raised {cell.error.text}"))
        problems += (
            Problem(path, f"more than one cell has the label {label}") for label in notebook.doubled
        )
    return notebooks, problems


def _read_variables(stage: Path) -> tuple[dict[str, Any], list[Problem]]:
    path = stage / "_variables.yml"
    if not path.is_file():
        return {}, []
    try:
        variables = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        return {}, [Problem(path.name, f"no valid YAML: {' '.join(str(error).split())}")]
    return variables or {}, []


def _find_cells(
    sources: list[Source], notebooks: dict[str, Notebook]
) -> tuple[dict[str, Cell], list[Problem]]:
    cells: dict[str, Cell] = {}
    problems: list[Problem] = []
    for found, path, label in _embeds(sources):
        if path not in notebooks:
            continue
        labelled = notebooks[path].labelled
        if label not in labelled:
            hint = _nearest(label, labelled)
            problems.append(Problem(found.place, f"{path} has no cell labelled {label}{hint}"))
            continue
        cell = labelled[label]
        cells[f"{path}#{label}"] = cell
        if not cell.shown and not cell.error:
            problems.append(Problem(found.place, f"the cell {label} of {path} shows nothing"))
        problems += (
            Problem(found.place, f"the cell {label} of {path} lacks a line `#| {option}:`")
            for option in _lacking(cell)
        )
    return cells, problems


def _lacking(cell: Cell) -> list[str]:
    """Name the options a table or figure needs and does not have."""
    kind = cell.label.split("-")[0]
    needed = {f"{kind}-cap": cell.options.get(f"{kind}-cap")} if kind in ("tbl", "fig") else {}
    if kind == "fig":
        needed["fig-alt"] = cell.alternative
    return [option for option, value in needed.items() if not value]


def _shortcode_problems(sources: list[Source], variables: dict[str, Any]) -> Iterator[Problem]:
    well_formed = {found.place for found, *_ in _embeds(sources)}
    for source in sources:
        for found in source.shortcodes():
            name, *arguments = found.text.split() or [""]
            code = f"{{{{< {found.text} >}}}}"
            if name not in SHORTCODES:
                text = f"unknown shortcode {code}; known: {', '.join(SHORTCODES)}"
            elif len(arguments) != 1:
                text = f"{code} wants exactly one argument"
            elif name != "var" and not found.alone:
                text = f"{code} must stand on a line of its own"
            elif name == "embed" and found.place not in well_formed:
                text = f"{code} is not of the form notebooks/name.ipynb#label"
            elif name == "var":
                text = _variable_problem(variables, arguments[0])
            else:
                continue
            if text:
                yield Problem(found.place, text)


def _markup_problems(sources: list[Source]) -> Iterator[Problem]:
    for source in sources:
        for found in source.unclosed():
            yield Problem(found.place, f"a shortcode that does not end: {found.text}")
        for found in source.tags():
            text = f"the HTML tag {found.text} would reach one of three formats; use Markdown"
            yield Problem(found.place, text)


def _variable_problem(variables: dict[str, Any], name: str) -> str | None:
    value = lookup(variables, name)
    if isinstance(value, dict | list):
        return f"the variable {name} is a group, not a value"
    if value is None:
        return f"unknown variable {name}{_nearest(name, _names(variables))}"
    return None


def _label_problems(sources: list[Source]) -> Iterator[Problem]:
    places: dict[str, list[str]] = {}
    for source in sources:
        for found in source.labels():
            places.setdefault(found.text, []).append(found.place)
    for found, _, label in _embeds(sources):
        places.setdefault(label, []).append(found.place)
    for label, where in places.items():
        if len(where) > 1:
            yield Problem(where[-1], f"the label {label} is given twice: {', '.join(where)}")
    for source in sources:
        for found in source.references():
            if found.text not in places:
                hint = _nearest(found.text, places)
                yield Problem(found.place, f"the reference @{found.text} leads to nothing{hint}")


def _citation_problems(stage: Path, sources: list[Source]) -> Iterator[Problem]:
    cited = [found for source in sources for found in source.citations()]
    if not cited:
        return
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(stage.glob("*.bib")))
    keys = Counter(BIBLIOGRAPHY_KEY.findall(text))
    for found in cited:
        if found.text not in keys:
            hint = _nearest(found.text, keys)
            yield Problem(found.place, f"the citation @{found.text} is in no .bib file{hint}")


def _names(branch: dict[str, Any], above: str = "") -> Iterator[str]:
    for key, value in branch.items():
        if isinstance(value, dict):
            yield from _names(value, f"{above}{key}.")
        else:
            yield f"{above}{key}"


def _nearest(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"; did you mean {near[0]}?" if near else ""
