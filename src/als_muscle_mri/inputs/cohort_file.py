"""cohort.yml: what a cohort is called, where it comes from, and its parameters."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from als_muscle_mri.inputs.files import as_text, read_bytes
from als_muscle_mri.inputs.folders import atlas_folder, cohort_folder, data_folder
from als_muscle_mri.inputs.parameters import type_overrides
from als_muscle_mri.inputs.plain_text import plain, plain_name
from als_muscle_mri.inputs.problems import GIVEN, InputError, Problem, either, nearest, suggest
from als_muscle_mri.inputs.scale_key import DEFAULT, KEY, scale_of
from als_muscle_mri.inputs.scales import SCALES, Scale
from als_muscle_mri.inputs.schemas import GROUPS
from als_muscle_mri.inputs.settings import Settings, as_yaml, setting_problems
from als_muscle_mri.inputs.validation import read_table
from als_muscle_mri.inputs.yaml_text import Document, parse_yaml

FILE = "cohort.yml"
Trimmed = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Words = Annotated[Trimmed, AfterValidator(plain)]
Name = Annotated[Trimmed, AfterValidator(plain_name)]


GROUP_KEYS = {
    "patient": "Name of the patients, for example `ALS patients`; left out if there are none.",
    "control": "Name of the controls, for example `Healthy controls`; left out if there are none.",
    "<id>": "Name of a further group, such as `mimic: Multifocal motor neuropathy`; up to three, "
    "with ids of lower-case letters.",
}
MOST_FURTHER = 3
GROUP_ID = re.compile(r"[a-z]{1,20}")
ID_RULE = "a group id is one to twenty lower-case letters, and no word used otherwise"
ID_FIX = "Choose another, as mimic."
CUTOFFS = "fat_share_cutoffs"
"""The one parameter whose default is the scale's."""

RESERVED = frozenset(["all", "spinal", "bulbar", "patients"])
"""Names that stand for something else in the results."""
NEEDED = {
    **dict.fromkeys(("groups", "parameters"), "a map is needed"),
    "published": "it is `reference study`",
    "waveforms": "it is `simulated`",
}
"""What a key of the head holds that is no text; of lists of subjects the model says it."""


def _names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise ValueError("a list of subject ids is needed")
    return tuple(value)


def _names_by_segment(value: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise ValueError("a map from body segments to lists is needed")
    return {str(segment): _names(names) for segment, names in value.items()}


class CohortDescription(BaseModel):
    """The head of ``cohort.yml``; ``parameters`` is checked as ``Settings``."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    title: Words = Field(description="Title of the study, a text.")
    source: Words = Field(description="Where the data come from, one sentence.")
    groups: dict[str, Name] = Field(
        description="Names of the groups in their order: a map with patient, control or both.",
        examples=[{"patient": "ALS patients", "control": "Healthy controls"}],
    )
    grading_scale: Any = Field(
        default=DEFAULT,
        description=f"The scale by which muscles are graded: {either(SCALES)}, or a map of a "
        f"scale of your own; `{DEFAULT}` if it is left out. The column of grades is named after "
        "it.",
    )
    published: Literal["reference study"] | None = Field(
        default=None,
        description="`reference study` if the figures of data/published.csv are those of the "
        "cohort; a published.csv in its folder needs no key.",
    )
    waveforms: Literal["simulated"] | None = Field(
        default=None,
        description="`simulated` if MUAP waveforms are to be simulated with the durations of "
        "muaps.csv, to try out the measurement; waveform files in its folder need no key.",
    )
    phantom: Annotated[tuple[str, ...], BeforeValidator(_names)] = Field(
        default=(),
        description="Subjects for whom a digital phantom replaces images, a list of subject ids; "
        "not together with a folder mri.",
    )
    panels: Annotated[dict[str, tuple[str, ...]], BeforeValidator(_names_by_segment)] = Field(
        default_factory=dict,
        description="Whose images are shown, a map from body segment to a list of subject ids; "
        "without it, two of each group with images, those with the clearest grades.",
    )
    parameters: dict[Any, Any] = Field(
        default_factory=dict, description="Settings that differ from the defaults, a map."
    )


@dataclass(frozen=True)
class CohortFile:
    """What was read of ``cohort.yml`` and of the overrides, and what is wrong with them."""

    description: CohortDescription | None
    settings: Settings | None
    scale: Scale | None
    problems: tuple[Problem, ...]


def read_settings(cohort: str, overrides: Mapping[str, Any] | None = None) -> Settings:
    """Settle every parameter of a run.

    Parameters
    ----------
    cohort : str
        Name of a folder under ``data/``.
    overrides : mapping, optional
        Setting name to value; None means "take it from cohort.yml". A value given as text
        is read as YAML.

    Returns
    -------
    Settings
        Overrides first, then ``cohort.yml``, then the defaults.

    Raises
    ------
    InputError
        Anything is wrong with the name, the file or a value; all of it at once.
    """
    folder = cohort_folder(cohort)
    atlas = read_table(atlas_folder(folder, data_folder()), "atlas.csv")
    read = read_cohort_file(folder / FILE, overrides or {}, atlas.names("muscle_id"))
    if read.settings is None:
        raise InputError(read.problems, f"the settings of cohort {cohort}")
    return read.settings


def read_scale(cohort: str) -> Scale:
    """Give the scale by which a cohort is graded, without a look at anything else.

    Parameters
    ----------
    cohort : str
        Name of a folder under ``data/``.

    Raises
    ------
    InputError
        What its ``cohort.yml`` says of the scale cannot be used.

    Examples
    --------
    >>> read_scale("pavia-2018").grade
    'Mercuri grade'
    """
    document = _read_document(cohort_folder(cohort) / FILE)
    if not isinstance(document.data, dict):
        raise InputError(document.problems, f"the scale of cohort {cohort}")
    scale, problems = _scale_in(document)
    if scale is None:
        raise InputError(problems, f"the scale of cohort {cohort}")
    return scale


def read_cohort_file(
    path: Path, overrides: Mapping[str, Any], muscles: Iterable[str] | None
) -> CohortFile:
    """Read ``cohort.yml`` and lay the overrides over its parameters.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    overrides : mapping
        Setting name to value; None means "take it from the file".
    muscles : iterable of str or None
        Muscle ids of the atlas; None where it could not be read.

    Returns
    -------
    CohortFile
        Without a description and settings where there is any problem; without a scale where
        what is said of it has one, or the file cannot be read.
    """
    known = None if muscles is None else tuple(muscles)
    given = type_overrides(overrides)
    document = _read_document(path)
    problems = list(document.problems)
    data = document.data
    if not problems and not isinstance(data, dict):
        rule = "the file is a map of title, source, groups and parameters"
        problems.append(Problem(FILE, 1, None, None, rule, "See the example in data/README.md."))
    values: Mapping[str, Any] = {}
    scale = None if path.exists() else SCALES[DEFAULT]  # a missing file names no other
    if isinstance(data, dict):
        problems += _description_problems(document)
        scale, told = _scale_in(document)
        problems += told
        values = data.get("parameters", {})
        values = {str(k): v for k, v in values.items()} if isinstance(values, dict) else {}
        lines = {path[1:]: n for path, n in document.lines.items() if path[0] == "parameters"}
        problems += setting_problems(values, FILE, "parameters.", lines, known)
    problems += setting_problems(given, GIVEN, muscles=known)
    if scale is not None and not problems:
        line = None if CUTOFFS in given else document.lines.get(("parameters", CUTOFFS))
        problems += _cutoff_problems({**values, **given}, line, scale)
    if problems or scale is None:
        return CohortFile(None, None, scale, tuple(problems))
    own = {CUTOFFS: scale.fat_share_cutoffs, **values, **given}
    return CohortFile(CohortDescription(**data), Settings(**own), scale, ())


def _scale_in(document: Document) -> tuple[Scale | None, list[Problem]]:
    found = scale_of(document.data.get(KEY, DEFAULT), FILE, document.lines)
    return (found, []) if isinstance(found, Scale) else (None, found)


def _cutoff_problems(
    values: Mapping[str, Any], line: int | None, scale: Scale
) -> Iterator[Problem]:
    """Cut-offs that leave a grade of the scale without a range of shares.

    Without a line in ``cohort.yml`` they came with the run.
    """
    cutoffs = values.get(CUTOFFS, scale.fat_share_cutoffs)
    if len(cutoffs) not in (0, len(scale.grades) - 1):
        rule = (
            f"the {scale.name} scale has {len(scale.grades)} grades, and all but the lowest begin "
            "at a cut-off"
        )
        fix = f"Write {len(scale.grades) - 1} numbers, or [] for no proposals."
        file, prefix = (GIVEN, "") if line is None else (FILE, "parameters.")
        yield Problem(file, line, f"{prefix}{CUTOFFS}", as_yaml(cutoffs), rule, fix)


def _read_document(path: Path) -> Document:
    fix = "Write it with title, source and groups; see the example in data/README.md."
    data = read_bytes(path, fix)
    if isinstance(data, Problem):
        return Document(problems=(data,))
    text = as_text(data, FILE, "Save the file with the encoding UTF-8.")
    if isinstance(text, Problem):
        return Document(problems=(text,))
    return parse_yaml(text, FILE)


def _description_problems(document: Document) -> list[Problem]:
    try:
        read = CohortDescription.model_validate(document.data)
    except ValidationError as error:
        return [_description_problem(e, document) for e in error.errors(include_url=False)]
    return list(_group_problems(read.groups, document.lines))


def _group_problems(
    groups: Mapping[str, str], lines: Mapping[tuple[str, ...], int]
) -> Iterator[Problem]:
    """Group ids that are unknown, unusable or too many, and labels that stand twice."""
    further = [group for group in groups if group not in GROUPS]
    fix = "The keys here are patient and control, and up to three of your own."
    for group in further:
        line, near = lines.get(("groups", group)), nearest(group, GROUPS)
        if near is not None and near not in groups:
            told = f"{suggest(group, GROUPS)}{fix}"
            yield Problem(FILE, line, f"groups.{group}", None, "no such key is known", told)
        elif not GROUP_ID.fullmatch(group) or group in RESERVED or near is not None:
            yield Problem(FILE, line, f"groups.{group}", None, ID_RULE, ID_FIX)
    line = lines.get(("groups",))
    if not set(GROUPS) & set(groups):
        yield Problem(FILE, line, "groups", None, "there are neither patients nor controls", fix)
    if len(further) > MOST_FURTHER:
        yield Problem(FILE, line, "groups", None, f"there are {len(further)} further groups", fix)
    if len(set(groups.values())) < len(groups):
        told = "Give each group a name of its own."
        yield Problem(FILE, line, "groups", None, "two groups have the same name", told)


def _description_problem(error: Mapping[str, Any], document: Document) -> Problem:
    path = tuple(str(part) for part in error["loc"][:2])
    line, key = document.lines.get(path), ".".join(path)
    if len(path) == 2:
        if error["loc"][2:]:  # the id itself is no text
            return Problem(FILE, line, key, None, ID_RULE, ID_FIX)
        said = error["type"] == "value_error"
        rule = error["msg"].removeprefix("Value error, ") if said else "a text is needed"
        fix = f"Write {path[-1]}: what the group is called."
        return Problem(FILE, line, key, _given(error["input"]), rule, fix)
    model = CohortDescription
    known = list(model.model_fields)
    if path[-1] not in known:
        names = f"{', '.join(known[:-1])} and {known[-1]}"
        fix = f"{suggest(path[-1], known)}The keys here are {names}."
        return Problem(FILE, line, key, None, "no such key is known", fix)
    asked = model.model_fields[path[-1]]
    meaning = asked.description or ""
    fix = f"Write {path[-1]}: {meaning[0].lower()}{meaning[1:]}"
    if not asked.is_required():
        fix += " Or leave the key out."
    if error["type"] == "missing":
        return Problem(FILE, None, key, None, "the key is missing", fix)
    rule = NEEDED.get(path[-1], "a text is needed")
    if error["type"] == "value_error":
        rule = error["msg"].removeprefix("Value error, ")
    return Problem(FILE, line, key, _given(error["input"]), rule, fix)


def _given(value: Any) -> str:
    """Show what stands at a key; nothing is an empty value, and not the word null."""
    return "" if value is None else as_yaml(value)
