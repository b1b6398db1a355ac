"""The key ``grading_scale``: the name of a scale, or a scale of the team's own in a map."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from als_muscle_mri.inputs.plain_text import LONGEST_NAME, is_plain, text_rule
from als_muscle_mri.inputs.problems import InputError, Problem, either, suggest
from als_muscle_mri.inputs.scales import (
    FEWEST_GRADES,
    MOST_GRADES,
    SCALES,
    Grade,
    Scale,
)
from als_muscle_mri.inputs.settings import as_yaml
from als_muscle_mri.inputs.yaml_text import parse_scalar

KEY = "grading_scale"
DEFAULT = "mercuri"
PARTS = ("name", "column", "grades")
COLUMN = re.compile(r"[a-z][a-z0-9_]{0,39}_grade")
OTHER_COLUMNS = ("emg_grade", "mrc_grade", "other_grade", "proposed_grade")
"""Columns of other grades, in the data or the results."""

HIGHEST = 99
LONGEST_GRADE = 40
"""Characters of the name of a grade, so that a legend has room for all of them."""

EXAMPLE = "{name: Ours, column: our_grade, grades: {0: normal, 1: some fat, 2: mostly fat}}"

Lines = Mapping[tuple[str, ...], int]
Fault = tuple[tuple[str, ...], object, str, str]
"""Where below the key, the value (None: no value), the rule, the fix."""


def scale_of(value: object, file: str, lines: Lines | None = None) -> Scale | list[Problem]:
    """Give the scale that a value of ``grading_scale`` stands for.

    Parameters
    ----------
    value : object
        ``mercuri``, ``goutallier``, ``lamminen``, or a map of name, column and grades, the last
        a map from whole numbers that follow each other to short names, the lowest being normal.
    file : str
        Where it stands, for the messages.
    lines : mapping, optional
        Line of each key by its path.

    Returns
    -------
    Scale or list of Problem
        Every problem, where there is any.

    Examples
    --------
    >>> scale_of("goutallier", "cohort.yml").span
    '0 to 4'
    >>> own = {"name": "Ours", "column": "our_grade", "grades": {1: "normal", 2: "fat"}}
    >>> scale_of(own, "cohort.yml").names
    ('1 normal', '2 fat')
    """
    if isinstance(value, str) and value in SCALES:
        return SCALES[value]
    faults = list(_faults(value))
    if faults:
        return [_problem(fault, file, lines or {}) for fault in faults]
    grades = tuple(Grade(number, name) for number, name in sorted(value["grades"].items()))
    return Scale(value["name"], value["column"], grades)


def given_scale(text: str) -> Scale:
    """Give the scale that an option ``--scale`` names or, in YAML, describes.

    Raises
    ------
    InputError
        With every problem.

    Examples
    --------
    >>> given_scale("{name: Ours, column: our_grade, grades: {0: normal, 1: fat}}").span
    '0 to 1'
    """
    found = scale_of(parse_scalar(text), "--scale")
    if isinstance(found, Scale):
        return found
    named = [replace(one, column=(one.column or "").removeprefix(KEY)[1:] or None) for one in found]
    raise InputError(named, "the scale")


def as_key(scale: Scale) -> str | dict[str, Any]:
    """Give the value of ``grading_scale`` that stands for a scale.

    Examples
    --------
    >>> as_key(SCALES["lamminen"])
    'lamminen'
    """
    for name, known in SCALES.items():
        if scale == known:
            return name
    grades = {grade.number: grade.name for grade in scale.grades}
    return {"name": scale.name, "column": scale.column, "grades": grades}


def _faults(value: object) -> Iterator[Fault]:
    if not isinstance(value, Mapping):
        rule = f"it is {either([*SCALES, 'a map of name, column and grades'])}"
        near = suggest(value, SCALES) if isinstance(value, str) else ""
        yield (), value, rule, f"{near}Write one of these names, or a map such as {EXAMPLE}."
        return
    for key in (key for key in value if key not in PARTS):
        fix = f"{suggest(str(key), PARTS)}The keys here are {', '.join(PARTS)}."
        yield (str(key),), None, "no such key is known", fix
    for key in (key for key in PARTS if key not in value):
        yield (key,), None, "the key is missing", f"Write it as in {EXAMPLE}."
    if "name" in value and not _is_name(value["name"], LONGEST_NAME):
        yield ("name",), value["name"], text_rule(LONGEST_NAME), "Write the name of the scale."
    if "column" in value:
        yield from _column_faults(value["column"])
    if "grades" in value:
        yield from _grade_faults(value["grades"])


def _is_name(text: object, longest: int) -> bool:
    return isinstance(text, str) and bool(text.strip()) and is_plain(text, longest)


def _column_faults(column: object) -> Iterator[Fault]:
    if not isinstance(column, str) or not COLUMN.fullmatch(column):
        rule = "the column is made of lower-case letters, digits and underscores and ends in _grade"
        yield ("column",), column, rule, "Name it for the scale, as lamminen_grade."
    elif column in OTHER_COLUMNS:
        rule = "other grades have a column of this name"
        yield ("column",), column, rule, "Name it for the scale, as lamminen_grade."


def _grade_faults(grades: object) -> Iterator[Fault]:
    if not isinstance(grades, Mapping):
        yield ("grades",), grades, "a map is needed", f"Write it as in {EXAMPLE}."
        return
    numbers = [number for number in grades if _is_number(number)]
    for number in (number for number in grades if not _is_number(number)):
        rule = f"a grade is a whole number from 0 to {HIGHEST}"
        yield ("grades", str(number)), None, rule, "Number the grades, the lowest being normal."
    if len(numbers) == len(grades) and not FEWEST_GRADES <= len(numbers) <= MOST_GRADES:
        rule = f"a scale has {FEWEST_GRADES} to {MOST_GRADES} grades, and this one {len(numbers)}"
        yield ("grades",), None, rule, "Name each grade a reader can give."
    elif numbers and max(numbers) - min(numbers) >= len(numbers):
        rule = f"the grades follow each other, and these are {', '.join(map(str, sorted(numbers)))}"
        yield ("grades",), None, rule, "Number them without a gap."
    for number, name in grades.items():
        if not _is_name(name, LONGEST_GRADE):
            rule = text_rule(LONGEST_GRADE)
            yield ("grades", str(number)), name, rule, "Say in a few words what the grade means."


def _is_number(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= HIGHEST


def _problem(fault: Fault, file: str, lines: Lines) -> Problem:
    below, value, rule, fix = fault
    path = (KEY, *below)
    shown = value if value is None or isinstance(value, str) else as_yaml(value)
    return Problem(file, lines.get(path, lines.get((KEY,))), ".".join(path), shown, rule, fix)
