"""summary.yml: what a paper prints of one or more comparisons of two groups."""

from pathlib import Path
from typing import Annotated, Any, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from als_muscle_mri.inputs import InputError, Problem
from als_muscle_mri.inputs.plain_text import plain
from als_muscle_mri.inputs.problems import suggest
from als_muscle_mri.inputs.settings import QuartileMethod
from als_muscle_mri.inputs.yaml_text import Document, TextLoader, parse_yaml
from als_muscle_mri.reconstruct.printed import PrintedP, interval
from als_muscle_mri.reconstruct.summary import HIGHEST_GRADE, STATA, Group, Summary

VERSUS = " v "
MOST_SUBJECTS = 1000

Trimmed = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Text = Annotated[Trimmed, AfterValidator(plain)]
PrintedNumber = Annotated[Trimmed, AfterValidator(lambda text: interval(text) and text)]
PrintedPValue = Annotated[Trimmed, AfterValidator(lambda text: PrintedP.of(text) and text)]
Size = Annotated[int, Field(ge=1, le=MOST_SUBJECTS)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PrintedGroup(_Model):
    """A group of a score."""

    n: Size = Field(description="the number of subjects, a whole number from 1")
    median: PrintedNumber | None = Field(None, description="the median as printed, as 0.5")
    q1: PrintedNumber | None = Field(None, description="the lower quartile as printed, as 0.5")
    q3: PrintedNumber | None = Field(None, description="the upper quartile as printed, as 0.5")


class PrintedScore(_Model):
    """A row of the printed table."""

    items: Size = Field(
        description="the number of graded items, as muscles, whose mean is the score"
    )
    groups: dict[Text, PrintedGroup] = Field(
        description="the two groups, each with n, median, q1 and q3"
    )
    parts: dict[Text, Size] = Field(
        {}, description="names and sizes of the two parts of a group, as {spinal: 8, bulbar: 2}"
    )
    parts_of: Text | None = Field(
        None, description="the group that the parts make up, where both groups have their size"
    )
    p: dict[Text, PrintedPValue] = Field(
        {}, description="p-values by comparison, as {patients v controls: 0.046}"
    )


class SummaryFile(_Model):
    """The whole file."""

    title: Text = Field(description="what the figures are, a text")
    source: Text = Field(description="where they are printed, a text")
    highest_grade: Size = Field(HIGHEST_GRADE, description="the highest grade of the scale, as 3")
    quartile_method: QuartileMethod = Field(
        STATA, description="the quartile rule, a method name of numpy.quantile"
    )
    scores: dict[Text, PrintedScore] = Field(description="the scores by name")


def read_summaries(path: str | Path) -> list[Summary]:
    """Read a summary file.

    Parameters
    ----------
    path : str or Path
        A YAML file; numbers are read as they are printed, trailing zeros included.

    Returns
    -------
    list of Summary
        One a score, in the order of the file.

    Raises
    ------
    InputError
        With everything that is wrong: line, key, rule, how to fix.

    Examples
    --------
    >>> from als_muscle_mri.inputs.folders import data_folder
    >>> [summary.name for summary in read_summaries(data_folder() / "summary-example.yml")]
    ['tongue', 'masseter', 'neck extensors']
    """
    path = Path(path)
    document = _document(path)
    problems = list(document.problems)
    read = None
    if not problems:
        try:
            read = SummaryFile.model_validate(document.data)
        except ValidationError as error:
            found = error.errors(include_url=False)
            problems += [_problem(e, document, path.name) for e in found]
    summaries = []
    for name, score in read.scores.items() if read else ():
        try:
            summaries.append(_summary(name, score, read))
        except ValueError as error:
            line = document.lines.get(("scores", name))
            fix = "Compare it with the paper, and with data/summary-example.yml."
            problems.append(Problem(path.name, line, f"scores.{name}", None, str(error), fix))
    if problems:
        raise InputError(problems, "the summary")
    return summaries


def _document(path: Path) -> Document:
    fix = "Name a YAML file; data/summary-example.yml is one."
    if path.exists() and not (
        path.is_file() or path.is_dir()
    ):  # Reading a pipe or a device might never end.
        rule = "it is no file"
        return Document(problems=(Problem(path.name, None, None, None, rule, fix),))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        rule = f"the file cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8'}"
        return Document(problems=(Problem(path.name, None, None, None, rule, fix),))
    return parse_yaml(text, path.name, TextLoader)


def _summary(name: str, score: PrintedScore, file: SummaryFile) -> Summary:
    if len(score.groups) != 2:
        raise ValueError(f"{name}: two groups are compared, not {len(score.groups)}")
    pairs = {}
    for comparison, text in score.p.items():
        first, versus, second = comparison.partition(VERSUS)
        if not versus:
            raise ValueError(f"{name}: a comparison is written A{VERSUS}B, not {comparison}")
        if (first.strip(), second.strip()) in pairs:
            raise ValueError(f"{name}: {first.strip()} and {second.strip()} are compared twice")
        pairs[first.strip(), second.strip()] = text
    first, second = (
        Group(label, group.n, group.median, group.q1, group.q3)
        for label, group in score.groups.items()
    )
    summary = Summary(
        name,
        score.items,
        (first, second),
        pairs,
        score.parts,
        file.highest_grade,
        file.quartile_method,
        score.parts_of,
    )
    if score.parts and len(summary.divisible) > 1:
        raise ValueError(
            f"{name}: {first.name} and {second.name} both have the size of the parts together; "
            f"parts_of says which of them the parts make up"
        )
    return summary


MODELS = {0: SummaryFile, 2: PrintedScore, 4: PrintedGroup}
"""The model whose keys stand at a depth of the file: top, a score, a group of a score."""


def _problem(error: dict[str, Any], document: Document, file: str) -> Problem:
    path = tuple(str(part) for part in error["loc"] if part != "[key]")
    key, line = ".".join(path) or None, document.lines.get(path)
    model = MODELS.get(len(path) - 1)
    known = list(model.model_fields) if model else []
    if error["type"] == "extra_forbidden":
        fix = f"{suggest(path[-1], known)}The keys here are {', '.join(known)}."
        return Problem(file, line, key, None, "no such key is known", fix)
    meaning = model.model_fields[path[-1]].description if path and path[-1] in known else None
    fix = f"Write {meaning}." if meaning else "See data/summary-example.yml."
    if path and path[-1] == "quartile_method":
        fix = f"Write one of {', '.join(get_args(QuartileMethod))}."
    if error["type"] == "missing":
        return Problem(file, document.lines.get(path[:-1]), key, None, "the key is missing", fix)
    value = error["input"] if isinstance(error["input"], str) else None
    rule = error["msg"].removeprefix("Value error, ")
    if error["type"] in ("model_type", "dict_type"):
        rule = "keys with a value each are needed here"
    return Problem(file, line, key, value, rule[0].lower() + rule[1:], fix)
