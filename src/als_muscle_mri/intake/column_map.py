"""The column map: a YAML file that says which column of an export becomes what."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from als_muscle_mri.inputs.files import as_text
from als_muscle_mri.inputs.likeness import repeatable_name
from als_muscle_mri.inputs.problems import InputError, Problem, either, suggest
from als_muscle_mri.inputs.scales import SCALES, Scale
from als_muscle_mri.inputs.schemas import RATINGS
from als_muscle_mri.inputs.validation import NAME_SCALE
from als_muscle_mri.inputs.yaml_text import Document, TextLoader, parse_yaml
from als_muscle_mri.intake.form import FILES, broken, fields_of
from als_muscle_mri.intake.form import Field as Asked

PLACEHOLDER = re.compile(r"\{(\w+)\}")
SEE = "See the column map in data/README.md."
WAYS = ("source", "constant", "years_between", "months_between", "pattern")
KINDS = {
    "string_type": "a text",
    "dict_type": "a map",
    "model_type": "a map",
    "list_type": "a list",
}
"""What is needed, by the kind of pydantic's error."""

Text = Annotated[str, StringConstraints(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)


class Origin(_Part):
    """Where the cells of one column come from: one of the ways, and what stands for what."""

    source: Text | None = Field(default=None, alias="from", description="a source column")
    constant: Text | None = Field(default=None, description="the same for every row")
    years_between: list[Text] | None = Field(
        default=None, min_length=2, max_length=2, description="two source columns with dates"
    )
    months_between: list[Text] | None = Field(
        default=None, min_length=2, max_length=2, description="two source columns with dates"
    )
    pattern: Text | None = Field(
        default=None, description="names of many source columns, with {column} in them"
    )
    values: dict[str, str] = Field(
        default_factory=dict, description="source value to value of the cohort"
    )


class FileMap(_Part):
    """How one CSV file of the cohort comes out of the export."""

    sheet: Text | None = Field(default=None, description="sheet of the workbook")
    where: dict[str, str] = Field(
        default_factory=dict, description="source column to the value that a row must have there"
    )
    columns: dict[str, Text | Origin] = Field(description="column to its origin")
    names: dict[str, dict[str, str]] = Field(
        default_factory=dict,
        description="for a {column} of a pattern: what is written there to what it means",
    )


class MapFile(_Part):
    """The whole column map."""

    delimiter: Literal[",", ";", "\t", "tab"] | None = Field(
        default=None, description="separator of a CSV file"
    )
    decimal: Literal[",", "."] | None = Field(default=None, description="decimal mark")
    dates: Literal["day-first", "month-first"] | None = Field(
        default=None, description="order of dates that can be read two ways"
    )
    missing: list[str] = Field(
        default_factory=list, description="codes of missing values, as [NA, -99]"
    )
    files: dict[str, FileMap] = Field(min_length=1, description="CSV file to its columns")


@dataclass(frozen=True)
class Plan:
    """A checked column map.

    Attributes
    ----------
    delimiter, decimal, dates : str
        Empty where the map does not say.
    missing : tuple of str
    files : dict of FileMap
        In the order of the cohort's files.
    """

    delimiter: str
    decimal: str
    dates: str
    missing: tuple[str, ...]
    files: dict[str, FileMap]


def read_map(path: Path, muscles: pd.Series, scale: Scale) -> Plan:
    """Read a column map and check it against the schemas.

    Parameters
    ----------
    path : pathlib.Path
        The YAML file.
    muscles : pandas.Series
        Anatomical name by muscle id.
    scale : Scale
        What muscles are graded by.

    Raises
    ------
    InputError
        Every problem of the map.
    """
    document = _document(path)
    problems = list(document.problems)
    read = None
    if not problems:
        try:
            read = MapFile.model_validate(document.data)
        except ValidationError as error:
            problems += _shape_problems(error.errors(include_url=False), document, path.name)
    if read is not None:
        fields = {file: fields_of(file, muscles.index, scale) for file in FILES}
        problems += _file_problems(read, document, path.name, fields)
    if problems or read is None:
        raise InputError(problems, f"the column map {repeatable_name(path.name)}")
    delimiter = "\t" if read.delimiter == "tab" else read.delimiter or ""
    files = {file: read.files[file] for file in FILES if file in read.files}
    return Plan(delimiter, read.decimal or "", read.dates or "", tuple(read.missing), files)


def origin_of(given: str | Origin) -> Origin:
    """Give the short form of an origin, a name alone, its long form."""
    return Origin(source=given) if isinstance(given, str) else given


def placeholders(pattern: str) -> list[str]:
    """List the columns that the names of a pattern tell.

    Examples
    --------
    >>> placeholders("mri_{side}_{muscle_id}")
    ['side', 'muscle_id']
    """
    return PLACEHOLDER.findall(pattern)


def _document(path: Path) -> Document:
    try:
        data = path.read_bytes()
    except OSError:
        problem = Problem(path.name, None, None, None, "the file cannot be read", SEE)
        return Document(problems=(problem,))
    text = as_text(data, path.name, "Save the file with the encoding UTF-8.")
    if isinstance(text, Problem):
        return Document(problems=(text,))
    return parse_yaml(text, path.name, TextLoader)


def _line_of(keys: Sequence[str], document: Document) -> int | None:
    """Give the line of a key, or of the nearest above it that stands in the file."""
    paths = (tuple(keys[:n]) for n in range(len(keys), 0, -1))
    return next((document.lines[path] for path in paths if path in document.lines), None)


def _shape_problems(
    errors: Iterable[Mapping[str, Any]], document: Document, file: str
) -> Iterator[Problem]:
    """Tell the errors of pydantic key by key: what may be a text or a map has one for each."""
    by_key: dict[tuple[str, ...], dict[str, str]] = {}
    for error in errors:
        parts = (str(part) for part in error["loc"])
        keys = tuple(part for part in parts if part not in ("Origin", "constrained-str"))
        by_key.setdefault(keys, {})[error["type"]] = error["msg"]
    for keys, said in by_key.items():
        yield _shape_problem(keys, said, document, file)


def _shape_problem(
    keys: tuple[str, ...], said: Mapping[str, str], document: Document, file: str
) -> Problem:
    key, line = ".".join(keys) or None, _line_of(keys, document)
    if "extra_forbidden" in said:
        model = Origin if "columns" in keys else FileMap if "files" in keys else MapFile
        known = [field.alias or name for name, field in model.model_fields.items()]
        fix = f"{suggest(keys[-1], known)}The keys here are {', '.join(known)}."
        return Problem(file, line, key, None, "no such key is known", fix)
    if said.keys() <= KINDS.keys():
        rule = f"{either([KINDS[kind] for kind in said])} is needed"
    else:
        message = next(text for kind, text in said.items() if kind not in KINDS)
        rule = f"{message[:1].lower()}{message[1:]}"
    return Problem(file, line, key, None, rule, SEE)


def _file_problems(
    read: MapFile, document: Document, name: str, fields: Mapping[str, list[Asked]]
) -> Iterator[Problem]:
    for file, spec in read.files.items():
        if file not in FILES:
            line = _line_of(["files", file], document)
            fix = f"{suggest(file, FILES)}The files are {', '.join(FILES)}."
            yield Problem(name, line, f"files.{file}", None, "no such file is known", fix)
            continue
        for key, rule, fix in _faults(file, spec, {field.name: field for field in fields[file]}):
            path = ["files", file, *key]
            yield Problem(name, _line_of(path, document), ".".join(path), None, rule, fix)


def _faults(
    file: str, spec: FileMap, fields: Mapping[str, Asked]
) -> Iterator[tuple[tuple[str, ...], str, str]]:
    origins = {column: origin_of(given) for column, given in spec.columns.items()}
    told = {p for o in origins.values() if o.pattern for p in placeholders(o.pattern)}
    asked = [("columns", c) for c in [*origins, *sorted(told)]] + [("names", c) for c in spec.names]
    for path in (path for path in asked if path[1] not in fields):
        fix = f"{suggest(path[1], fields)}The columns are {', '.join(fields)}."
        is_scale = file == RATINGS and path[1] in {scale.column for scale in SCALES.values()}
        yield path, f"no such column is in {file}", f"{fix} {NAME_SCALE}" if is_scale else fix
    for column, origin in origins.items():
        ways = [way for way in WAYS if getattr(origin, way) is not None]
        if len(ways) != 1:
            known = either(["from", *WAYS[1:]])
            yield ("columns", column), f"a column has one of {known}", "Write one of them."
        if origin.pattern is not None and "}{" in origin.pattern:
            rule = "two parts of the pattern touch, and where one ends cannot be told"
            yield ("columns", column), rule, "Patterns need a mark between two parts."
    patterns = {frozenset(placeholders(o.pattern)) for o in origins.values() if o.pattern}
    if len(patterns) > 1:
        rule = "the patterns of a file name the same columns"
        yield ("columns",), rule, "Use the same {...} in each."
    for column in (c for c in fields if c in told & set(origins)):
        yield ("columns", column), "a pattern tells the column already", "Leave it out here."
    given = set(origins) | told
    for column in (c for c, field in fields.items() if not field.missing and c not in given):
        yield ("columns",), f"no origin is stated for {column}", f"Add {column}: its source column."
    meant = {("columns", c): o.values for c, o in origins.items() if o.values}
    meant |= {("names", c): values for c, values in spec.names.items()}
    for path, values in meant.items():
        if path[1] in fields:
            yield from _wrong_targets(path, values, fields[path[1]])


def _wrong_targets(
    path: tuple[str, str], values: Mapping[str, str], field: Asked
) -> Iterator[tuple[tuple[str, ...], str, str]]:
    file, column, choices = field.file, field.name, field.choices
    targets = [target for target in values.values() if target]
    wrong = set(broken(file, column, targets, field.scale))
    wrong |= {target for target in targets if choices and target not in choices}
    for target in sorted(wrong):
        fix = f"{suggest(target, choices)}Write a value that {file} allows."
        yield path, f"{target!r} is no value of {column}", fix
