"""Cells as people write them, turned into cells as the files have them; every change is told."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from als_muscle_mri.inputs.plain_text import UNSEEN
from als_muscle_mri.inputs.problems import Problem, cell_problems, suggest
from als_muscle_mri.inputs.validation import SUGGESTED
from als_muscle_mri.intake.form import Field, broken

SPELLINGS = {
    "yes": ("y", "true"),
    "no": ("n", "false"),
    "M": ("male", "man"),
    "F": ("female", "woman"),
    "right": ("r", "rt"),
    "left": ("l", "lt"),
    "patient": ("patients",),
    "control": ("controls",),
}
"""Other spellings of allowed values, where a column allows the value."""

COLUMN_MAP = "column map"
DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}([.,]\d{3})+")
ZERO_DECIMALS = re.compile(r"([+-]?\d+)\.0*")
BREAKS = frozenset("\t\n\r")
EXAMPLES = 3


@dataclass(frozen=True)
class Rules:
    """How the cells of one column are read.

    Attributes
    ----------
    values : mapping of str to str
        What stands for what, from the column map.
    missing : sequence of str
        Texts that mean "not known", from the column map.
    decimal : str
        The decimal mark; empty where it has to show from the cells.
    names : tuple of (str, str)
        Other names of allowed values with these, as the anatomical names of muscles.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    missing: Sequence[str] = ()
    decimal: str = ""
    names: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Change:
    """Cells of one column that were written in another way.

    Attributes
    ----------
    file, column : str
        Of the cohort.
    what : str
        What was done.
    cells : int
        How many.
    examples : tuple of (str, str)
        Some of them, before and after.
    """

    file: str
    column: str
    what: str
    cells: int
    examples: tuple[tuple[str, str], ...] = ()


def summed(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Take changes of one kind in one column together, as many source columns make them.

    Examples
    --------
    >>> pair = ("r", "right")
    >>> (change,) = summed([Change("muaps.csv", "side", "map", n, (pair,)) for n in (2, 3)])
    >>> change.cells, change.examples
    (5, (('r', 'right'),))
    """
    alike: dict[tuple[str, str, str], list[Change]] = {}
    for change in changes:
        alike.setdefault((change.file, change.column, change.what), []).append(change)
    return tuple(
        Change(*key, sum(one.cells for one in parts), _examples(parts))
        for key, parts in alike.items()
    )


def _examples(parts: Iterable[Change]) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys(pair for one in parts for pair in one.examples))[:EXAMPLES]


@dataclass(frozen=True)
class Column:
    """A column as it will be written, what was changed in it, and what is wrong with it."""

    cells: pd.Series
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Reading:
    """One text, read: what it becomes, or the rule it breaks."""

    text: str
    what: str = ""
    rule: str = ""
    fix: str = ""


def read_column(cells: pd.Series, asked: Field, rules: Rules, place: str, source: str) -> Column:
    """Read the cells of one column.

    Parameters
    ----------
    cells : pandas.Series
        Texts, indexed by row.
    asked : Field
        The column they become.
    rules : Rules
        How they are read.
    place, source : str
        Sheet and column they stand in, for the messages.

    Returns
    -------
    Column
        Whether cells are empty that must not be is not looked at.

    Examples
    --------
    >>> from als_muscle_mri.intake.form import fields_of
    >>> sex = fields_of("subjects.csv")[2]
    >>> column = read_column(pd.Series(["M ", "female"]), sex, Rules(), "book", "sex")
    >>> column.cells.tolist(), [change.what for change in column.changes]
    (['M', 'F'], ['spaces removed', 'allowed spelling'])
    """
    readings = {text: read_cell(text, asked, rules) for text in cells.unique()}
    made = cells.map({text: reading.text for text, reading in readings.items()}).astype("object")
    problems = _refused(cells, readings, place, source)
    fine = {text for text, reading in readings.items() if not reading.rule}
    made_of_fine = made[cells.isin(fine)]
    filled = [text for text in made_of_fine.unique() if text]
    wrong = set(broken(asked.file, asked.name, filled, asked.scale))
    if asked.choices:
        wrong |= {text for text in made_of_fine.unique() if text and text not in asked.choices}
    problems += _not_allowed(cells[made.isin(wrong) & cells.isin(fine)], asked, place, source)
    return Column(made, tuple(_changes(cells, readings, asked)), tuple(problems))


def read_cell(text: str, asked: Field, rules: Rules) -> Reading:
    """Read one cell.

    Examples
    --------
    >>> from als_muscle_mri.intake.form import fields_of
    >>> age = fields_of("subjects.csv")[3]
    >>> read_cell("67,5", age, Rules()).text, read_cell("1,234", age, Rules()).rule
    ('67.5', 'the mark in the number may separate decimals or thousands')
    """
    hidden = hidden_character(text)
    if hidden:
        rule = f"the character {hidden} does not show, or changes how the text shows"
        return Reading(text, rule=rule, fix="Remove it: type the cell anew.")
    tidy = " ".join(text.split()) if BREAKS & set(text) else _spaces(text)
    what = "spaces removed" if tidy != text else ""
    if tidy in rules.missing:
        return Reading("", "code for a missing value")
    for code in (tidy, _whole(tidy)):
        if code in rules.values:
            return Reading(rules.values[code], COLUMN_MAP)
    if asked.kind != "text":
        return _number(tidy, what, rules.decimal)
    known = _known(tidy, asked, rules.names)
    return Reading(known, "allowed spelling") if known != tidy else Reading(tidy, what)


def hidden_character(text: str) -> str:
    r"""Name the first control, direction or zero-width character of a text, or "".

    Tabs and line breaks within a cell become spaces, and are not meant here.

    Examples
    --------
    >>> hidden_character("P1\u200f"), hidden_character("Łódź a\nb")
    ('U+200F RIGHT-TO-LEFT MARK', '')
    """
    for character in text:
        if unicodedata.category(character) in UNSEEN and character not in BREAKS:
            return f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()
    return ""


def known_names(field_: Field, names: Iterable[tuple[str, str]] = ()) -> dict[str, str]:
    """Give the allowed value for every other way to write it; doubtful ways are left out.

    Parameters
    ----------
    field_ : Field
        A column with choices.
    names : iterable of (str, str)
        Further names of the choices; one that two choices share, as two heads of a muscle may, is
        doubtful.
    """
    ways: dict[str, set[str]] = {}
    spelt = [(way, value) for value in field_.choices for way in (value, *SPELLINGS.get(value, ()))]
    for way, value in [*spelt, *names]:
        ways.setdefault(_folded(way), set()).add(value)
    return {way: next(iter(values)) for way, values in ways.items() if len(values) == 1}


def _known(text: str, asked: Field, names: Iterable[tuple[str, str]]) -> str:
    if not text or text in asked.choices or not (asked.choices or names):
        return text
    return known_names(asked, names).get(_folded(text), text)


def _folded(text: str) -> str:
    """Take away what spellings differ in: capitals, blanks, and how an accent is put together."""
    return re.sub(r"[\s_-]+", " ", unicodedata.normalize("NFC", text)).strip().casefold()


def _spaces(text: str) -> str:
    return "".join(" " if unicodedata.category(c) == "Zs" else c for c in text).strip()


def _whole(text: str) -> str:
    """Write 1.0 as 1, the way a code of a value map may come out of a spreadsheet."""
    return ZERO_DECIMALS.sub(r"\1", text) if ZERO_DECIMALS.fullmatch(text) else text


def _number(text: str, what: str, decimal: str) -> Reading:
    if not decimal and "," in text and THOUSANDS.fullmatch(text):
        rule = "the mark in the number may separate decimals or thousands"
        fix = "Write it with a decimal point, or write `decimal: ','` in the column map."
        return Reading(text, rule=rule, fix=fix)
    if decimal == "," and "." in text:
        rule = "the decimal mark is the comma, by the column map"
        fix = "Write the number with a comma; if the workbook has true numbers, take `decimal` out."
        return Reading(text, rule=rule, fix=fix)
    if decimal != "." and DECIMAL_COMMA.fullmatch(text):
        return Reading(_whole(text.replace(",", ".")), "decimal comma")
    return Reading(_whole(text), what or ("zero decimals dropped" if _whole(text) != text else ""))


def _refused(
    cells: pd.Series, readings: Mapping[str, Reading], place: str, source: str
) -> list[Problem]:
    found: list[Problem] = []
    reasons = {(r.rule, r.fix): None for r in readings.values() if r.rule}
    for rule, fix in reasons:
        texts = [text for text, r in readings.items() if (r.rule, r.fix) == (rule, fix)]
        found += cell_problems(place, source, cells[cells.isin(texts)], rule, fix)
    return found


def _not_allowed(cells: pd.Series, asked: Field, place: str, source: str) -> list[Problem]:
    if cells.empty:
        return []
    near = {text: suggest(text, asked.choices) for text in cells.unique()[:SUGGESTED]}
    fix = (
        f"{asked.fix} The column map can say what stands for what." if asked.choices else asked.fix
    )
    target = f"{asked.name} of {asked.file}: {asked.rule}"
    return cell_problems(place, source, cells, target, lambda row, text: near.get(text, "") + fix)


def _changes(cells: pd.Series, readings: Mapping[str, Reading], asked: Field) -> Iterable[Change]:
    kinds = dict.fromkeys(r.what for t, r in readings.items() if r.what and r.text != t)
    for what in kinds:
        pairs = {t: r.text for t, r in readings.items() if r.what == what and r.text != t}
        count = int(cells.isin(list(pairs)).sum())
        examples = tuple(pairs.items())[:EXAMPLES]
        yield Change(asked.file, asked.name, what, count, examples)
