"""Parameters that come with a run: from a make line, from papermill, from a notebook."""

import ast
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel

from als_muscle_mri.inputs.problems import GIVEN, InputError, Problem
from als_muscle_mri.inputs.settings import SETTING_NAMES, Settings, setting_problems
from als_muscle_mri.inputs.yaml_text import parse_scalar

IPYTHON_NAMES = frozenset({"In", "Out", "exit", "quit", "get_ipython", "open"})
PLAIN_TYPES = (str, int, float, bool, type(None), list, tuple, dict, set)


def parse_overrides(items: Iterable[str], model: type[BaseModel] = Settings) -> dict[str, Any]:
    """Read ``name=value`` words of a command line.

    Parameters
    ----------
    items : iterable of str
        As ``["alpha=0.01", "rank_test=exact"]``; a value is read as YAML.
    model : type of BaseModel
        The settings meant: those of a cohort, of a comparison or of a plan.

    Returns
    -------
    dict
        Setting name to typed value; the values are checked here already.

    Raises
    ------
    InputError
        A word without ``=``, an empty value, a name given twice, a name nobody knows,
        a value out of range.

    Examples
    --------
    >>> parse_overrides(["alpha=0.01", "rank_test=exact", "umn_cutoff=10"])
    {'alpha': 0.01, 'rank_test': 'exact', 'umn_cutoff': 10}
    """
    values: dict[str, Any] = {}
    problems = []
    for item in items:
        name, equals, text = item.partition("=")
        name, text = name.strip(), text.strip()
        if not (name and equals and text):
            rule = "a parameter is given as name=value"
            problems.append(Problem(GIVEN, None, name, item, rule, "Write it as alpha=0.01."))
        elif name in values:
            fix = "Give each parameter once."
            problems.append(Problem(GIVEN, None, name, None, "the parameter stands twice", fix))
        else:
            values[name] = parse_scalar(text)
    problems += setting_problems(values, GIVEN, model=model)
    if problems:
        raise InputError(problems, "the parameters")
    return values


def type_overrides(overrides: Mapping[str, Any]) -> dict[str, Any]:
    """Type the values that came as text and leave out the settings nobody set (None).

    A name that is not a setting is kept whatever its value, so that it is reported.

    Examples
    --------
    >>> type_overrides({"alpha": "0.01", "adjust": None, "seed": 7})
    {'alpha': 0.01, 'seed': 7}
    """
    return {
        name: parse_scalar(value) if isinstance(value, str) else value
        for name, value in overrides.items()
        if value is not None or name not in SETTING_NAMES
    }


def read_parameters(namespace: Mapping[str, Any], subject: str = "cohort") -> dict[str, Any]:
    """Collect the parameters of a notebook from its namespace.

    Called as ``load_cohort(**read_parameters(globals()))`` in the first code cell after the
    parameters, so that a misspelt parameter, which papermill would set and nobody read, is
    handed on and refused.

    Parameters
    ----------
    namespace : mapping
        What ``globals()`` gives. It is not changed.
    subject : str
        The parameter that names what the notebook is about: ``cohort`` or ``cohorts``.

    Returns
    -------
    dict
        Every name that holds a plain value (text, number, list and the like). Names with a
        leading underscore, IPython's own, modules and functions are left out. In a notebook,
        only names set in cells that do nothing but set names to literals count (the parameters
        and what papermill puts behind them), so that running the first cell again, after later
        cells have set names of their own, reads the same parameters.

    Raises
    ------
    InputError
        No cohort is named.

    Examples
    --------
    >>> read_parameters({"cohort": "pavia-2018", "alpha": None, "_": 3, "In": [""], "len": len})
    {'cohort': 'pavia-2018', 'alpha': None}
    """
    found = {name: value for name, value in namespace.items() if _is_parameter(name, value)}
    set_by_hand = _names_set_to_literals(namespace.get("In", []))
    if subject in set_by_hand:
        found = {name: value for name, value in found.items() if name in set_by_hand}
    if found.get(subject) is None:
        rule = "no cohort is named"
        fix = f'Set {subject} = "pavia-2018" in the cell tagged parameters.'
        raise InputError([Problem(GIVEN, None, subject, None, rule, fix)], "the parameters")
    return found


def _is_parameter(name: str, value: object) -> bool:
    own = not name.startswith("_") and name not in IPYTHON_NAMES
    return own and isinstance(value, PLAIN_TYPES)


def _names_set_to_literals(cells: Iterable[str]) -> set[str]:
    """The names that cells set which do nothing else."""
    names: set[str] = set()
    for cell in cells:
        names |= _literal_assignments(cell)
    return names


def _literal_assignments(cell: str) -> set[str]:
    try:
        statements = ast.parse(cell).body
        for statement in statements:
            ast.literal_eval(statement.value)
        return {target.id for statement in statements for target in statement.targets}
    except (SyntaxError, ValueError, AttributeError):  # a magic, a call, another statement
        return set()
