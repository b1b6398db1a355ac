"""The empty forms of a cohort: ``cohort.yml`` with every key explained, and CSV heads."""

import csv
import io
import textwrap
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pydantic.fields import FieldInfo

from als_muscle_mri.inputs.cohort_file import CUTOFFS, CohortDescription
from als_muscle_mri.inputs.scale_key import KEY, as_key
from als_muscle_mri.inputs.scales import MERCURI, Scale
from als_muscle_mri.inputs.schemas import column_names
from als_muscle_mri.inputs.settings import (
    SETTING_NAMES,
    Settings,
    allowed_values,
    as_yaml,
    default_value,
)
from als_muscle_mri.intake.form import DATA_FILES, FILES

WIDTH = 98
PROVENANCE = FILES[-1]
THRESHOLDS = "emg_thresholds_ms"

HEAD = (
    "The description of a cohort. A line that begins with # is a comment. Fill in what is needed; "
    "every parameter stands here with its default and may be left as it is."
)


def cohort_yml(
    given: Mapping[str, str] | None = None,
    scale: Scale = MERCURI,
    muscles: Collection[str] | None = None,
) -> str:
    """Write ``cohort.yml`` with every key, its meaning, allowed values and default.

    Parameters
    ----------
    given : mapping, optional
        Values of the keys at the top, as ``title``. Without one, a needed key is left empty,
        and the check asks for it.
    scale : Scale
        What muscles are graded by.
    muscles : collection of str, optional
        Those of the cohort's own atlas: EMG cut-offs of other muscles are left out.

    Returns
    -------
    str

    Examples
    --------
    >>> text = cohort_yml({"title": "Our study"})
    >>> [line for line in text.splitlines() if line.startswith(("title", "source", "  alpha"))]
    ['title: Our study', 'source:', '  alpha: 0.05']
    """
    lines = list(_comment(HEAD))
    for name, field in CohortDescription.model_fields.items():
        lines.append("")
        if name == "parameters":
            lines += [*_comment(field.description or ""), "parameters:"]
            lines += _parameters(scale, muscles)
        elif name == KEY and scale != MERCURI:
            lines += [*_comment(field.description or ""), *_setting(KEY, as_key(scale))]
        else:
            lines += _key(name, field, given or {})
    return "\n".join(lines) + "\n"


def empty_csvs(given: Mapping[str, str] | None = None, scale: Scale = MERCURI) -> dict[str, str]:
    r"""Write the head of every CSV file, and a row of provenance for every column.

    Parameters
    ----------
    given : mapping, optional
        ``status`` and ``source`` of the provenance, where they are the same for all columns.
    scale : Scale
        What muscles are graded by.

    Returns
    -------
    dict of str
        Text by file name.

    Examples
    --------
    >>> forms = empty_csvs({"status": "published"})
    >>> forms["strength.csv"], forms["provenance.csv"].splitlines()[1]
    ('subject_id,side,muscle_id,mrc_grade\n', 'subjects.csv,subject_id,published,,')
    """
    return {file: _csv(file, given or {}, scale) for file in FILES}


def provenance_rows(
    given: Mapping[str, str] | None = None, scale: Scale = MERCURI
) -> list[list[str]]:
    """Give a row of provenance for every column of the data files, ready to complete."""
    known = {"status": "", "source": "", **(given or {})}
    return [
        [{**known, "file": file, "column": name}.get(key, "") for key in column_names(PROVENANCE)]
        for file in DATA_FILES
        for name in column_names(file, scale)
    ]


def _csv(file: str, given: Mapping[str, str], scale: Scale) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(column_names(file, scale))
    if file == PROVENANCE:
        writer.writerows(provenance_rows(given, scale))
    return text.getvalue()


def _key(name: str, field: FieldInfo, given: Mapping[str, str]) -> Iterator[str]:
    needed = field.is_required()
    yield from _comment(f"{field.description or ''} ({'needed' if needed else 'optional'})")
    value = given.get(name) or next(iter(field.examples or ()), None)
    if not needed:
        yield f"# {name}:"
    elif value is None:
        yield f"{name}:"
    else:
        yield from _setting(name, value)


def _parameters(scale: Scale, muscles: Collection[str] | None) -> Iterator[str]:
    for name in SETTING_NAMES:
        default = scale.fat_share_cutoffs if name == CUTOFFS else default_value(name)
        if name == THRESHOLDS and muscles is not None:
            default = {muscle: cuts for muscle, cuts in default.items() if muscle in muscles}
        told = f"Allowed: {allowed_values(name)}. Default: {as_yaml(default)}."
        yield from ("", *_comment(Settings.model_fields[name].description or "", "  "))
        yield from _comment(told, "  ")
        yield from _setting(name, default, "  ") if default != {} else (f"  # {name}:",)


def _setting(name: str, value: Any, indent: str = "") -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield f"{indent}{name}: {as_yaml(value)}"
        return
    yield f"{indent}{name}:"
    for key, inner in value.items():
        yield f"{indent}  {as_yaml(key)}: {as_yaml(inner)}"


def _comment(text: str, indent: str = "") -> Iterator[str]:
    lines = textwrap.wrap(text, WIDTH - len(indent), break_long_words=False)
    return (f"{indent}# {line}" for line in lines)
