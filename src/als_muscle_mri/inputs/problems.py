"""Problems of the input: what is wrong, where, by which rule, and how to mend it."""

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from als_muscle_mri.inputs.likeness import HIDDEN, repeatable, repeatable_name, text_likeness

GIVEN = "-p/make parameter"
"""Stands for the file name when a value came with the run and not from a file."""

SHEET = ", sheet "
"""Stands between workbook and sheet in the file name of a problem; a sheet has rows, not lines."""

FILE_ORDER = (
    GIVEN,
    "atlas.csv",
    "cohort.yml",
    "subjects.csv",
    "mri_ratings.csv",
    "muaps.csv",
    "strength.csv",
    "alsfrs.csv",
    "provenance.csv",
)
NOT_OF_PERSONS = ("atlas.csv", "published.csv", "provenance.csv")
"""Tables whose rows are no persons: words with a capital are to be expected there."""

COLUMN_TWICE = (
    "the column stands twice in the header",
    "Remove one of them or give it its own name.",
)
"""Rule and fix, the same for a CSV file and a sheet."""

SHOWN_ALIKE = 3
LISTED_ALIKE = 1000
LONGEST_VALUE = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in the input.

    Attributes
    ----------
    file : str
        Name of the file, or ``GIVEN`` for a parameter that came with the run.
    line : int or None
        Line in the file, the header being line 1; None where no line is to blame.
    column : str or None
        Column of a CSV file, key of ``cohort.yml``, or name of the parameter.
    value : str or None
        The value as it stands in the file; "" is an empty cell, None where the
        problem is not one of a value.
    rule : str
        What is allowed, or what is wrong when there is no value.
    fix : str
        What to do about it, a whole sentence.
    alike : int
        How many cells this stands for: 1, but for the last of a thousand in one column
        that break one rule, which stands for all that follow too.
    """

    file: str
    line: int | None
    column: str | None
    value: str | None
    rule: str
    fix: str
    alike: int = 1

    def __str__(self) -> str:
        """Say it in one line.

        Examples
        --------
        >>> print(Problem("strength.csv", 17, "mrc_grade", "7", "grades are 0 to 5", "Write one."))
        strength.csv, line 17, column mrc_grade: "7" is not allowed; grades are 0 to 5. \
Fix: Write one.
        """
        return visible(f"{_place(self)}: {_complaint(self)}. Fix: {self.fix}")


class InputError(ValueError):
    """Every problem of an input at once.

    Parameters
    ----------
    problems : iterable of Problem
        What is wrong; kept, sorted by file and line, as ``.problems``.
    where : str
        What was read, for the first line of the report.

    Examples
    --------
    >>> error = InputError([Problem("muaps.csv", None, None, None, "the file is missing",
    ...                             "Add it.")], "cohort pavia-2018")
    >>> print(error)
    1 problem in cohort pavia-2018:
    muaps.csv: the file is missing. Fix: Add it.
    """

    def __init__(self, problems: Iterable[Problem], where: str = "the input") -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(problems, key=_sort_key))
        self.where = where
        super().__init__(self.problems, where)

    def __str__(self) -> str:
        return report(self.problems, self.where)


def report(problems: Sequence[Problem], where: str) -> str:
    """Write problems as text: a count, then one line a problem, many alike cut short.

    Examples
    --------
    >>> alike = [Problem("muaps.csv", line, "duration_ms", "-1", "durations are above 0",
    ...                  "Measure again.") for line in range(2, 9)]
    >>> print(report(alike, "cohort demo").splitlines()[-1])
    muaps.csv, column duration_ms: and 4 more like this, on lines 5 to 8.
    """
    total = sum(problem.alike for problem in problems)
    count = "1 problem" if total == 1 else f"{total} problems"
    groups: dict[tuple[str, str | None, str], list[Problem]] = {}
    for problem in problems:
        groups.setdefault((problem.file, problem.column, problem.rule), []).append(problem)
    lines = [line for group in groups.values() for line in _lines_of_group(group)]
    return "\n".join([f"{count} in {where}:", *lines])


def cell_problems(
    file: str,
    column: str | None,
    cells: pd.Series,
    rule: str,
    fix: str | Callable[[int, str], str],
) -> list[Problem]:
    """Make a problem for each cell; the last of a thousand stands for the rest.

    Parameters
    ----------
    file, column : str
        Where the cells are; no column for whole rows.
    cells : pandas.Series
        Their values, indexed by line.
    rule : str
        The rule they break.
    fix : str or callable
        The fix, or what gives it for a line and value.

    Returns
    -------
    list of Problem

    Examples
    --------
    >>> cells = pd.Series(["4", "x"], index=[7, 9])
    >>> [p.line for p in cell_problems("strength.csv", "mrc_grade", cells, "r", "Mend it.")]
    [7, 9]
    """
    say = fix if callable(fix) else lambda line, value: fix
    listed = cells.iloc[:LISTED_ALIKE]
    pairs = zip(listed.index.tolist(), map(_as_text, listed.tolist()), strict=True)
    found = [Problem(file, line, column, value, rule, say(line, value)) for line, value in pairs]
    if len(cells) > len(listed):
        found[-1] = replace(found[-1], alike=1 + len(cells) - len(listed))
    return found


def nearest(word: object, known: Iterable[str]) -> str | None:
    """Find the known name nearest to a word, or None when nothing is near.

    Examples
    --------
    >>> nearest("alhpa", ["alpha", "adjust"])
    'alpha'
    >>> nearest("zzz", ["alpha", "adjust"]) is None
    True
    """
    # Read backwards so that the first spelling wins where two differ only in case.
    spellings = {name.casefold(): name for name in reversed(list(known))}
    found = difflib.get_close_matches(str(word).casefold().strip(), spellings, n=1, cutoff=0.6)
    return spellings[found[0]] if found else None


def suggest(word: object, known: Iterable[str]) -> str:
    """Name the nearest known name as a sentence of a fix, or say nothing.

    Examples
    --------
    >>> suggest("iliacs", ["iliacus", "psoas_major"])
    'The nearest known name is iliacus. '
    """
    name = nearest(word, known)
    return f"The nearest known name is {name}. " if name is not None else ""


def either(words: Sequence[object]) -> str:
    """Join alternatives the way a sentence does.

    Examples
    --------
    >>> either(["right", "left"]), either([0, 1, 2])
    ('right or left', '0, 1 or 2')
    """
    texts = [str(word) for word in words]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} or {texts[-1]}"


def visible(text: str) -> str:
    r"""Spell out the characters that would not show, or would change how the rest shows.

    Examples
    --------
    >>> print(visible("x\u202ey"))
    x\u202ey
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def shortened(text: str, longest: int = LONGEST_VALUE) -> str:
    """Cut a text to a readable length.

    Examples
    --------
    >>> shortened("a" * 100, 5)
    'aa...'
    """
    return text if len(text) <= longest else text[: longest - 3] + "..."


def shown_place(file: str) -> str:
    """Give the name of a file, or of a workbook and its sheet, as a message may repeat it.

    Examples
    --------
    >>> shown_place("Mario Rossi.xlsx, sheet subjects")
    '(not shown).xlsx, sheet subjects'
    """
    return SHEET.join(map(repeatable_name, file.split(SHEET)))


def _place(problem: Problem, with_line: bool = True) -> str:
    if problem.file == GIVEN:
        return (
            f"{shortened(problem.column)}, given as {GIVEN}" if problem.column else f"The {GIVEN}s"
        )
    word = "key" if problem.file.endswith(".yml") else "column"
    parts = [shown_place(problem.file)]
    if with_line and problem.line is not None:
        parts.append(f"{_row_word(problem.file)} {problem.line}")
    if problem.column is not None:
        # A file without a header has its first row there.
        column = shortened(problem.column)
        parts.append(f"{word} {HIDDEN if text_likeness(column) else column}")
    return ", ".join(parts)


def _complaint(problem: Problem) -> str:
    if problem.value is None:
        return problem.rule
    if problem.value == "":
        return f"empty, but a value is needed; {problem.rule}"
    return f'"{_repeated(problem)}" is not allowed; {problem.rule}'


def _repeated(problem: Problem) -> str:
    """Repeat a value, but none of a file that may tell who somebody is: messages are logged."""
    value = shortened(problem.value)
    if problem.file == GIVEN:
        return value
    if problem.file in NOT_OF_PERSONS or problem.file.endswith(".yml"):
        return HIDDEN if text_likeness(value) else value
    return repeatable(value)


def _lines_of_group(group: list[Problem]) -> list[str]:
    shown, more = group[:SHOWN_ALIKE], group[SHOWN_ALIKE:]
    lines = [str(problem) for problem in shown]
    if more:
        count = sum(problem.alike for problem in more)
        lines.append(
            visible(_place(more[0], False)) + f": and {count} more like this{_span(more)}."
        )
    return lines


def _span(problems: list[Problem]) -> str:
    numbers = [problem.line for problem in problems if problem.line is not None]
    if not numbers:
        return ""
    first, last = min(numbers), max(numbers)
    word = _row_word(problems[0].file)
    if problems[-1].alike > 1:
        return f", from {word} {first} on"
    return f", on {word} {first}" if first == last else f", on {word}s {first} to {last}"


def _row_word(file: str) -> str:
    return "row" if SHEET in file else "line"


def _as_text(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _sort_key(problem: Problem) -> tuple[int, str, int]:
    name = f"{problem.file.rpartition(SHEET)[2]}.csv" if SHEET in problem.file else problem.file
    rank = FILE_ORDER.index(name) if name in FILE_ORDER else len(FILE_ORDER)
    return rank, problem.file, problem.line or 0
