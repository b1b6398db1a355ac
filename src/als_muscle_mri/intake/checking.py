"""The whole answer of a check: what there is, what the report will show, what is unlikely."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from als_muscle_mri.inputs import Cohort, InputError, Waveforms, load_cohort, load_waveforms
from als_muscle_mri.inputs.likeness import repeatable
from als_muscle_mri.inputs.plausibility import missing_share, unlikely
from als_muscle_mri.inputs.summary import WIDTH, count_of, summary
from als_muscle_mri.intake.computable import ABSENT, FULL, PARTIAL, Shown, computable

LISTED = 8
"""Indices of masks that are named where they are not measured."""


def checked(cohort: str, overrides: Mapping[str, Any] | None = None) -> str:
    """Check a cohort and say all there is to say.

    Parameters
    ----------
    cohort : str
        Name of a folder under ``data/``.
    overrides : mapping, optional
        Settings that win over ``cohort.yml``.

    Returns
    -------
    str
        What the cohort holds; for each notebook which tables and figures will be full,
        partial or absent; and the warnings, which stop nothing.

    Raises
    ------
    InputError
        The cohort has problems; the error lists all of its tables, or where these are sound,
        all of its waveforms, marks and images, which cannot be judged without them.
    """
    data = load_cohort(cohort, **(overrides or {}))
    waveforms, images = _sound(data)
    holds = [summary(data, waveforms), *images, _empty_cells(data)]
    parts = [holds, _report(computable(data)), _warnings(data)]
    return "\n\n".join("\n".join(lines) for lines in parts)


def _sound(data: Cohort) -> tuple[Waveforms, list[str]]:
    """Read waveforms, and images into lines of their own; problems of both are told together."""
    problems = []
    try:
        waveforms = load_waveforms(data)
    except InputError as error:
        problems += error.problems
    try:
        images = _images(data)
    except InputError as error:
        problems += error.problems
    if problems:
        raise InputError(problems, f"cohort {data.name}")
    return waveforms, images


def _images(data: Cohort) -> list[str]:
    if not (data.phantom or data.panels or (data.folder / "mri").is_dir()):
        return []
    # SimpleITK takes its time to load, and most cohorts have no images.
    from als_muscle_mri.imaging.imaged import examined

    found = examined(data)
    what = count_of(found.n_volumes, "volume") if found.n_volumes else "digital phantoms"
    people = count_of(len(found.subjects), "subject")
    facts = [f"{what} of {people}"] if found.subjects else []
    facts += [_unmeasured(found.unmeasured)] if found.unmeasured else []
    return [f"{title:{WIDTH}}{fact}" for title, fact in zip(("images", ""), facts, strict=False)]


def _unmeasured(others: Mapping[int, str]) -> str:
    """Name the indices of masks that are no muscle of the atlas."""
    named = [f"{index} {repeatable(name)}".rstrip() for index, name in others.items()]
    more = f" and {len(named) - LISTED} more" if len(named) > LISTED else ""
    return f"not measured, as no muscle of the atlas: {', '.join(named[:LISTED])}{more}"


def _empty_cells(data: Cohort) -> str:
    shares = [
        f"{column} {100 * empty / cells:.0f} %"
        for column, (empty, cells) in missing_share(data.subjects).items()
        if empty
    ]
    return f"{'empty':{WIDTH}}{', '.join(shares) or 'no cell that could be filled'}"


def _report(shown: Sequence[Shown]) -> list[str]:
    lines = ["the report will show"]
    key = [(one.chapter, one.status, "; ".join(map(str, one.why))) for one in shown]
    order = (FULL, PARTIAL, ABSENT).index
    pairs = sorted(zip(key, shown, strict=True), key=lambda p: (p[0][0], order(p[0][1]), p[0][2]))
    for (chapter, status, why), group in groupby(pairs, key=lambda pair: pair[0]):
        names = ", ".join(one.name for _, one in group)
        lines.append(f"  {chapter:16}{status:9}{names}" + (f" ({why})" if why else ""))
    return lines


def _warnings(data: Cohort) -> list[str]:
    found = unlikely(data)
    if not found:
        return ["no warnings"]
    return [
        f"{count_of(len(found), 'warning')}, which stop nothing:",
        *(f"  {warning}" for warning in found),
    ]
