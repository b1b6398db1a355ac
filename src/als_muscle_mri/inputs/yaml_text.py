"""YAML as cohort.yml uses it: plain, with line numbers, and every doubt an error.

Plain scalars follow the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema),
so that ``no`` is a word and ``1e-3`` a number. Duplicate keys, tags, anchors and aliases are
refused: none is needed here, and each can hide what the file means.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from als_muscle_mri.inputs.problems import Problem

DEEPEST = 20


class CohortLoader(yaml.SafeLoader):
    """SafeLoader whose plain scalars are null, true, false, numbers, and else text."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012


# At most 18 digits: more cannot be a setting, and stays text which the settings refuse.
_SCALARS = {
    "null": (r"(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    "bool": (r"(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    "int": (r"[-+]?(?:0|[1-9][0-9]{0,17})$", list("-+0123456789")),
    "float": (
        r"(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,3})?"
        r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$",
        list("-+0123456789."),
    ),
}
for _tag, (_pattern, _first) in _SCALARS.items():
    CohortLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(r"^" + _pattern), _first
    )


class TextLoader(yaml.SafeLoader):
    """SafeLoader that leaves every plain scalar the text it is: 0.100 keeps its zeros."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012


@dataclass(frozen=True)
class Document:
    """A parsed YAML text: its data, the line of each key by path, and what is wrong."""

    data: Any = None
    lines: dict[tuple[str, ...], int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def parse_yaml(
    text: str, file: str, kind: type[CohortLoader | TextLoader] = CohortLoader
) -> Document:
    r"""Parse YAML text and keep the line of every key; a `TextLoader` leaves numbers as texts.

    Examples
    --------
    >>> document = parse_yaml("title: A\nparameters:\n  alpha: 1e-3\n", "cohort.yml")
    >>> document.data, document.lines[("parameters", "alpha")]
    ({'title': 'A', 'parameters': {'alpha': 0.001}}, 3)
    >>> parse_yaml("a: [1", "cohort.yml").problems[0].rule
    "the YAML breaks at column 6: expected ',' or ']', but got '<stream end>'"
    """
    try:
        refused = tuple(_refused(text, file))
        if refused:
            return Document(problems=refused)
        loader = kind(text)
        try:
            node = loader.get_single_node()
            keys = list(_keys(node, ()))
            data = loader.construct_document(node) if node is not None else None
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        return Document(problems=(_broken(error, file),))
    lines = {path: line for path, line in reversed(keys)}
    return Document(data, lines, tuple(_duplicates(keys, file)))


def parse_scalar(text: str) -> Any:
    """Type a value given as text, the way ``cohort.yml`` would.

    Examples
    --------
    >>> parse_scalar("0.01"), parse_scalar("[9, 11, 13]"), parse_scalar("exact")
    (0.01, [9, 11, 13], 'exact')
    """
    document = parse_yaml(text, "")
    return text if document.problems else document.data


def _refused(text: str, file: str) -> Iterator[Problem]:
    """Find tags, anchors, aliases and endless nesting before anything is built from them."""
    depth = 0
    for event in yaml.parse(text, Loader=CohortLoader):
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            rule = "anchors and aliases (& and *) are not used here"
            yield Problem(file, line, None, None, rule, "Write the value out.")
        if getattr(event, "tag", None):
            rule = f"the tag {event.tag} is not used here"
            yield Problem(file, line, None, None, rule, "Leave out the tag (the word after !).")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            rule = f"more than {DEEPEST} levels are nested"
            yield Problem(file, line, None, None, rule, "Follow the example in data/README.md.")
            return


def _keys(node: yaml.Node | None, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], int]]:
    if not isinstance(node, yaml.MappingNode):
        return
    for key, value in node.value:
        here = (*path, str(key.value))
        yield here, key.start_mark.line + 1
        yield from _keys(value, here)


def _duplicates(keys: list[tuple[tuple[str, ...], int]], file: str) -> Iterator[Problem]:
    first: dict[tuple[str, ...], int] = {}
    for path, line in keys:
        if path in first:
            fix = f"Keep one: the key also stands on line {first[path]}."
            yield Problem(file, line, ".".join(path), None, "the key stands twice", fix)
        first.setdefault(path, line)


def _broken(error: yaml.YAMLError, file: str) -> Problem:
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        rule = f"the YAML cannot be read: {' '.join(str(error).split())}"
        return Problem(file, None, None, None, rule, "Remove the characters YAML does not allow.")
    said = getattr(error, "problem", None) or "it is not YAML"
    rule = f"the YAML breaks at column {mark.column + 1}: {said}"
    fix = (
        "Mend this line or the one before: brackets, quotation marks, colons, spaces at its start."
    )
    return Problem(file, mark.line + 1, None, None, rule, fix)
