"""Which images a cohort has: pairs of a T1-weighted volume and a label mask, by their names.

The names follow BIDS derivatives: below ``data/<cohort>/mri``, for the subject P06,

    sub-P06/sub-P06_acq-thigh_T1w.nii.gz       the volume, or a folder ..._T1w with a DICOM series
    sub-P06/sub-P06_acq-thigh_dseg.nii.gz      its label mask
    sub-P06/sub-P06_acq-thigh_dseg.tsv         its label table, or dseg.tsv in a folder above

(https://bids-specification.readthedocs.io, "Imaging data" of derivatives).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from als_muscle_mri.inputs.files import leads_out, link_problem, misspelt_folders
from als_muscle_mri.inputs.likeness import repeatable_name
from als_muscle_mri.inputs.problems import InputError, Problem, suggest

FOLDER = "mri"
VOLUME = re.compile(r"(?P<stem>sub-(?P<label>[A-Za-z0-9]+)(?:_[a-z]+-[A-Za-z0-9]+)*)_T1w")
ENDINGS = (".nii.gz", ".nii")
SIDECAR = ".json"
TABLE = "dseg.tsv"


@dataclass(frozen=True)
class Source:
    """One T1-weighted volume of one subject with its label mask.

    Attributes
    ----------
    subject_id : str
        As in ``subjects.csv``.
    name : str
        The stem of the names, as ``sub-P06_acq-thigh``.
    volume, mask, table : Path
        The volume (a file, or the folder of a DICOM series), its mask and its label table.
    sidecars : tuple of Path
        The JSON files beside volume and mask, where there are any.
    """

    subject_id: str
    name: str
    volume: Path
    mask: Path
    table: Path
    sidecars: tuple[Path, ...] = ()


def sources(folder: Path, subjects: Iterable[str]) -> tuple[Source, ...]:
    """List the images of a cohort.

    Parameters
    ----------
    folder : Path
        The cohort's folder; without a folder ``mri`` in it there are no images.
    subjects : iterable of str
        The subject ids of ``subjects.csv``. A BIDS label has letters and digits only, so
        ``P-06`` is found as ``sub-P06``.

    Returns
    -------
    tuple of Source
        By subject in the order given, then by name.

    Raises
    ------
    InputError
        A folder of nobody or without a volume, a volume without mask or table, a mask without
        volume, a name twice or not of this form, a link out of the cohort's folder, what is no
        file; all of them at once.
    """
    root = folder / FOLDER
    labels = {_bare(subject): subject for subject in subjects}
    problems: list[Problem] = [*misspelt_folders(folder, FOLDER), *_odd(root)]
    found: list[Source] = []
    for place in sorted(root.glob("sub-*")):
        label = place.name.removeprefix("sub-")
        if label in labels:
            problems += [*_stray(root, place), *_repeated(root, place)]
            for volume in _volumes(place):
                source, wrong = _source(root, place, volume, labels[label])
                problems += wrong
                found += [source] if source else []
        else:
            problems.append(_nobody(root, place, labels))
    if problems:
        raise InputError(problems, f"the images of cohort {folder.name}")
    order = {subject: number for number, subject in enumerate(labels.values())}
    return tuple(sorted(found, key=lambda one: (order[one.subject_id], one.name)))


def _bare(subject: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "", subject)


def _files(place: Path) -> Iterator[Path]:
    """What lies in a subject's folder and in the modality folder ``anat`` that BIDS puts there."""
    for folder in (place, place / "anat"):
        if folder.is_dir():
            yield from sorted(p for p in folder.iterdir() if not p.name.startswith("."))


def _stem(path: Path) -> str:
    ending = next((e for e in (*ENDINGS, SIDECAR) if path.name.endswith(e)), "")
    return path.name.removesuffix(ending)


def _volumes(place: Path) -> list[Path]:
    named = (path for path in _files(place) if VOLUME.fullmatch(_stem(path)))
    return [path for path in named if path.suffix != SIDECAR and (path.is_file() or path.is_dir())]


def _source(
    root: Path, place: Path, volume: Path, subject: str
) -> tuple[Source | None, list[Problem]]:
    name = VOLUME.fullmatch(_stem(volume))
    stem = name["stem"]
    masks = [volume.parent / f"{stem}_dseg{ending}" for ending in ENDINGS]
    tables = [volume.parent / f"{stem}_{TABLE}", place / TABLE, root / TABLE]
    problems = []
    if name["label"] != place.name.removeprefix("sub-"):
        rule = f"the name is of another subject than the folder {place.name}"
        problems.append(_problem(root, volume, rule, "Move it, or give it the folder's name."))
    for kind, places in (("label mask", masks), ("label table", tables)):
        if not any(path.is_file() for path in places):
            rule = f"the volume has no {kind}"
            wanted = " or ".join(repeatable_name(_shown(root, path)) for path in places)
            problems.append(_problem(root, volume, rule, f"Add {wanted}."))
    if problems:
        return None, problems
    mask, table = (next(filter(Path.is_file, places)) for places in (masks, tables))
    sidecars = [volume.parent / f"{stem}_{kind}.json" for kind in ("T1w", "dseg")]
    there = tuple(path for path in sidecars if path.is_file())
    return Source(subject, stem, volume, mask, table, there), []


def _odd(root: Path) -> Iterator[Problem]:
    """What lies elsewhere than in the cohort's folder, or is a pipe or device; neither is read."""
    for path in (root, *sorted(root.rglob("*"))) if root.exists() else ():
        if leads_out(path, root.parent):
            yield link_problem(_shown(root, path))
        elif not (path.is_file() or path.is_dir()):
            yield _problem(root, path, "it is no file and no folder", "Put the file itself there.")


def _repeated(root: Path, place: Path) -> Iterator[Problem]:
    """Of two files that differ in their ending alone, one would be measured or both."""
    seen: set[str] = set()
    for path in (one for one in _files(place) if one.suffix != SIDECAR):
        if _stem(path) in seen:
            fix = "Keep one of them, packed or not, or the DICOM series."
            yield _problem(root, path, "another file of the same name lies beside it", fix)
        seen.add(_stem(path))


def _stray(root: Path, place: Path) -> Iterator[Problem]:
    """Files that would be overlooked in silence, and a folder that has none to look at."""
    if not _volumes(place):
        fix = "Add the volume, or delete the folder."
        yield _problem(root, place, "the folder of a subject holds a volume", fix)
    stems = {VOLUME.fullmatch(_stem(path))["stem"] for path in _volumes(place)}
    known = {f"{stem}_{end}" for stem in stems for end in ("T1w", "dseg", TABLE)}
    for path in _files(place):
        if _stem(path) not in known | {TABLE, "anat"}:
            fix = "Name it sub-<subject>[_acq-<series>]_T1w.nii.gz, _dseg.nii.gz or _dseg.tsv."
            yield _problem(root, path, "no volume goes with a file of this name", fix)


def _nobody(root: Path, place: Path, labels: dict[str, str]) -> Problem:
    fix = suggest(place.name.removeprefix("sub-"), labels) + "Name it sub-<subject_id>."
    return _problem(root, place, "no such subject is in subjects.csv", fix)


def _problem(root: Path, path: Path, rule: str, fix: str) -> Problem:
    return Problem(_shown(root, path), None, None, None, rule, fix)


def _shown(root: Path, path: Path) -> str:
    return path.relative_to(root.parent).as_posix()


def subjects_with_images(found: Sequence[Source]) -> list[str]:
    """Name the subjects of some sources, each once, in their order."""
    return list(dict.fromkeys(source.subject_id for source in found))
