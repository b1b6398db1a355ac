"""An export read by a column map: renamed, recoded, and turned from wide to long."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from als_muscle_mri.inputs.likeness import HIDDEN, repeatable_name, text_likeness
from als_muscle_mri.inputs.problems import Problem, cell_problems, shown_place, suggest
from als_muscle_mri.inputs.scales import Scale
from als_muscle_mri.intake.cells import Change, Column, Rules, known_names, read_column
from als_muscle_mri.intake.column_map import PLACEHOLDER, FileMap, Origin, Plan, origin_of
from als_muscle_mri.intake.dates import (
    AMBIGUOUS,
    DAYS_A_MONTH,
    DAYS_A_YEAR,
    read_date,
    time_between,
)
from als_muscle_mri.intake.form import SUBJECTS, Field, broken
from als_muscle_mri.intake.sheets import Sheet
from als_muscle_mri.intake.tables import Found, empty_cells, fields_for, other_names

DATES_KEPT_OUT = "computed from dates, which are not kept"


@dataclass
class _Work:
    """One file in the making."""

    sheet: Sheet
    spec: FileMap
    plan: Plan
    fields: dict[str, Field]
    muscles: pd.Series
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def origins(self) -> dict[str, Origin]:
        return {name: origin_of(given) for name, given in self.spec.columns.items()}

    def rules(self, name: str, values: Mapping[str, str]) -> Rules:
        names = other_names(self.fields[name], self.muscles)
        return Rules(values, self.plan.missing, self.plan.decimal, names)

    def take(self, column: Column) -> pd.Series:
        self.changes += column.changes
        self.problems += column.problems
        return column.cells

    def source(self, name: str) -> pd.Series:
        """Give a source column; one that is not there is a problem, and empty."""
        self.used.add(name)
        frame = self.sheet.frame
        if name in frame:
            return frame[name]
        fix = f"{suggest(name, frame.columns)}Mend the column map."
        rule = "the column map names this column, and the export has none such"
        self.problems.append(Problem(self.sheet.place, None, name, None, rule, fix))
        return pd.Series("", index=frame.index, dtype="object")


def read_mapped(
    path: Path, sheets: Mapping[str, Sheet], plan: Plan, muscles: pd.Series, scale: Scale
) -> tuple[list[Found], list[Problem], tuple[str, ...]]:
    """Read an export by its column map.

    Parameters
    ----------
    path : pathlib.Path
        The export, for the messages.
    sheets : mapping of Sheet
        As `read_sheets` gives them.
    plan : Plan
        The column map.
    muscles : pandas.Series
        Anatomical name by muscle id.
    scale : Scale
        What muscles are graded by.

    Returns
    -------
    tuple
        A table for each file the map speaks of; what is wrong with the export as such; and
        notes: how it was read, and which columns were not.
    """
    found: list[Found] = []
    problems: list[Problem] = []
    used: dict[str, set[str]] = {}
    subjects: pd.Series | None = None
    for file, spec in plan.files.items():
        name, fault = _pick(path, sheets, spec)
        problems += fault
        if name is None or sheets[name].problems:
            continue
        fields = {f.name: f for f in fields_for(file, muscles, subjects, scale)}
        chosen, faults = _chosen_rows(sheets[name], spec)
        problems += faults
        work = _Work(chosen, spec, plan, fields, muscles)
        table = _read_file(file, work, scale)
        found.append(table)
        used.setdefault(name, set()).update(work.used, spec.where)
        if file == SUBJECTS:
            subjects = table.frame["subject_id"]
    read = [sheet for name, sheet in sheets.items() if _named(name, plan)]
    problems += [problem for sheet in read for problem in sheet.problems]
    return found, problems, tuple(_notes(sheets, used))


def _named(name: str, plan: Plan) -> bool:
    chosen = {spec.sheet for spec in plan.files.values()}
    return name in chosen or name == "" or None in chosen


def _pick(
    path: Path, sheets: Mapping[str, Sheet], spec: FileMap
) -> tuple[str | None, list[Problem]]:
    names = list(sheets)
    if "" in sheets or (spec.sheet is None and len(names) == 1):
        return names[0], []
    if spec.sheet in sheets:
        return spec.sheet, []
    rule = "no sheet is named" if spec.sheet is None else f"there is no sheet {spec.sheet!r}"
    known = ", ".join(map(repeatable_name, names))
    fix = f"Write sheet: and one of {known or 'the sheets'} in the column map."
    return None, [Problem(path.name, None, None, None, rule, fix)]


def _chosen_rows(sheet: Sheet, spec: FileMap) -> tuple[Sheet, list[Problem]]:
    """Keep the rows that the map chooses."""
    frame, problems = sheet.frame, []
    for column, value in spec.where.items():
        if column not in frame:
            fix = f"{suggest(column, sheet.frame.columns)}Mend the column map."
            rule = "the rows are chosen by a column that the export does not have"
            problems.append(Problem(sheet.place, None, column, None, rule, fix))
            continue
        frame = frame[frame[column].str.strip() == value]
    return replace(sheet, frame=frame), problems


def _read_file(file: str, work: _Work, scale: Scale) -> Found:
    origins = work.origins()
    single = {
        name: _read_origin(name, origin, work)
        for name, origin in origins.items()
        if origin.pattern is None
    }
    frame = pd.DataFrame(single, index=work.sheet.frame.index, dtype="object")
    patterns = {name: origin for name, origin in origins.items() if origin.pattern}
    if patterns:
        frame = _long(frame, patterns, work)
    table = Found(file, work.sheet.place, frame)
    written = {name: o.pattern or o.source or name for name, o in origins.items()}
    problems = [*work.problems, *empty_cells(table, scale, written)]
    return replace(table, changes=tuple(work.changes), problems=tuple(problems))


def _read_origin(name: str, origin: Origin, work: _Work) -> pd.Series:
    place = work.sheet.place
    if origin.constant is not None:
        cells = pd.Series(origin.constant, index=work.sheet.frame.index, dtype="object")
        return work.take(read_column(cells, work.fields[name], Rules(), place, name))
    if origin.source is not None:
        rules = work.rules(name, origin.values)
        cells = work.source(origin.source)
        return work.take(read_column(cells, work.fields[name], rules, place, origin.source))
    if origin.years_between is not None:
        return _between(name, origin.years_between, DAYS_A_YEAR, work)
    return _between(name, origin.months_between or [], DAYS_A_MONTH, work)


def _between(name: str, sources: list[str], days: float, work: _Work) -> pd.Series:
    """Compute the time between two dates of each row; where one is missing, so is the time."""
    first, second = (work.source(source) for source in sources)
    made, faults = [], {}
    for row, earlier, later in zip(first.index, first, second, strict=True):
        text = ""
        if _is_given(earlier, work.plan) and _is_given(later, work.plan):
            try:
                dates = [read_date(cell.strip(), work.plan.dates) for cell in (earlier, later)]
                text = time_between(*dates, days)
            except ValueError as error:
                faults.setdefault(str(error), {})[row] = HIDDEN
        made.append(text)
    column = " to ".join(sources)
    for rule, cells in faults.items():
        order = "Write `dates: day-first` or `dates: month-first` in the column map."
        fix = order if rule == AMBIGUOUS else "Correct it; a date is written as 2018-03-05."
        work.problems += cell_problems(work.sheet.place, column, pd.Series(cells), rule, fix)
    count = sum(bool(text) for text in made)
    field_ = work.fields[name]
    if count:
        work.changes.append(Change(field_.file, name, DATES_KEPT_OUT, count))
    cells = pd.Series(made, index=first.index, dtype="object")
    return work.take(read_column(cells, field_, Rules(), work.sheet.place, column))


def _is_given(cell: str, plan: Plan) -> bool:
    return bool(cell.strip()) and cell.strip() not in plan.missing


def _long(frame: pd.DataFrame, patterns: Mapping[str, Origin], work: _Work) -> pd.DataFrame:
    """Give each place that the source columns speak of a row, where any cell is filled."""
    places: dict[tuple[tuple[str, str], ...], dict[str, pd.Series]] = {}
    for name, origin in patterns.items():
        for source, place in _matching(name, origin, work).items():
            cells = work.source(source)
            rules = work.rules(name, origin.values)
            column = read_column(cells, work.fields[name], rules, work.sheet.place, source)
            places.setdefault(place, {})[name] = work.take(column)
    parts = []
    for place, columns in places.items():
        part = frame.assign(**dict(place)).assign(
            **{name: columns.get(name, "") for name in patterns}
        )
        parts.append(part[(part[list(patterns)] != "").any(axis=1)])
    if not parts:
        return pd.DataFrame(columns=[*frame.columns, *patterns], dtype="object")
    return pd.concat(parts).sort_index(kind="stable")


def _matching(name: str, origin: Origin, work: _Work) -> dict[str, tuple[tuple[str, str], ...]]:
    """Give the source columns that follow a pattern, and the place each speaks of."""
    pattern = origin.pattern or ""
    known = {part: _written(part, work) for part in PLACEHOLDER.findall(pattern)}
    expression = re.compile(_expression(pattern, known), re.IGNORECASE)
    found = {}
    for source in work.sheet.frame.columns:
        match = expression.fullmatch(source)
        if match:
            place = sorted(match.groupdict().items())
            found[source] = tuple((p, known[p].get(text.casefold(), text)) for p, text in place)
    if not found:
        rule = f"no column of the export follows the pattern {pattern} of {name}"
        fix = "Mend the pattern, or say under names: how its parts are written."
        work.problems.append(Problem(work.sheet.place, None, None, None, rule, fix))
    for place in {p for p in found.values() if list(found.values()).count(p) > 1}:
        both = ", ".join(source for source, p in found.items() if p == place)
        rule = f"the columns {both} mean the same by the pattern {pattern}"
        fix = "Delete one of them."
        work.problems.append(Problem(work.sheet.place, None, None, None, rule, fix))
    work.problems += _wrong_parts(found, work)
    return found


def _wrong_parts(
    found: Mapping[str, tuple[tuple[str, str], ...]], work: _Work
) -> Iterator[Problem]:
    """Find parts of the names of columns that the schema does not allow, as a session in words."""
    fix = "Rename the column, or say under names: of the column map what is meant."
    for part in dict.fromkeys(part for place in found.values() for part, _ in place):
        asked, told = work.fields[part], {source: dict(found[source])[part] for source in found}
        wrong = set(broken(asked.file, part, list(told.values()), asked.scale))
        for source in (source for source in told if told[source] in wrong):
            rule = f"{part} of {asked.file}: {asked.rule}"
            yield Problem(work.sheet.place, None, source, told[source], rule, fix)


def _written(part: str, work: _Work) -> dict[str, str]:
    """Give what a part of a pattern may look like, and what it means; empty = anything."""
    field_ = work.fields[part]
    own = {text.casefold(): value for text, value in work.spec.names.get(part, {}).items()}
    if own:
        return own
    values = {value.casefold(): value for value in field_.choices}
    return {**known_names(field_), **values} if values else {}


def _expression(pattern: str, known: Mapping[str, Mapping[str, str]]) -> str:
    pieces = PLACEHOLDER.split(pattern)
    made = []
    for at, piece in enumerate(pieces):
        if at % 2 == 0:
            made.append(re.escape(piece))
            continue
        ways = sorted(known[piece], key=len, reverse=True)
        inner = "|".join(map(re.escape, ways)) or "[A-Za-z0-9.-]+"
        made.append(f"(?P<{piece}>{inner})")
    return "".join(made)


def _notes(sheets: Mapping[str, Sheet], used: Mapping[str, set[str]]) -> list[str]:
    notes = [f"{shown_place(s.place)}: {s.note}" for s in sheets.values() if s.note]
    for name, columns in used.items():
        left = [
            HIDDEN if text_likeness(column) else column
            for column in sheets[name].frame.columns
            if column not in columns
        ]
        if left:
            notes.append(f"{shown_place(sheets[name].place)}: not read: {', '.join(left)}")
    unread = [name for name in sheets if name and name not in used]
    return [*notes, *(f"sheet {repeatable_name(name)}: not read" for name in unread)]
