"""What is looked at before a volume is read: is it one, can it be held, may it be used.

Only a few header fields are read, and none is kept or written anywhere.
"""

import json
import locale
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import SimpleITK as sitk

from als_muscle_mri.imaging.grids import grid_problems
from als_muscle_mri.imaging.nifti import nifti_problems
from als_muscle_mri.imaging.words import DESCRIBING, IDENTIFYING, person_problems, words_problems
from als_muscle_mri.inputs.problems import Problem

sitk.ProcessObject.SetGlobalWarningDisplay(False)  # what is wrong is told as a problem


def header_problems(path: Path, subject: str, shown: str) -> list[Problem]:
    """Look at the header of a volume or mask.

    Parameters
    ----------
    path : Path
        A NIfTI file, or the folder of a DICOM series.
    subject : str
        Its subject_id, which may stand as the PatientID.
    shown : str
        What to call it in problems.

    Returns
    -------
    list of Problem
        Empty where it can be read.
    """
    if path.is_dir():
        return _series_problems(path, subject, shown)
    return nifti_problems(path, shown) or _reader_problems(path, shown)


def sidecar_problems(path: Path, subject: str, shown: str) -> list[Problem]:
    """Look at the JSON file that converters put beside a volume, of which nothing else is read.

    Parameters
    ----------
    path, subject, shown
        As in :func:`header_problems`.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        rule = "the file beside a volume is JSON, with a name for every value"
        return [Problem(shown, None, None, None, rule, "Write it again, or delete it.")]
    names = (*IDENTIFYING.values(), *DESCRIBING.values())
    said = {name: str(found.get(name, "")) for name in names}
    return list(_field_problems(said, subject, shown))


@contextmanager
def own_locale() -> Iterator[None]:
    """Give the process its locale back: reading DICOM sets it to C, and text is ASCII after that.

    Examples
    --------
    >>> before = locale.setlocale(locale.LC_ALL)
    >>> with own_locale():
    ...     _ = locale.setlocale(locale.LC_ALL, "C")
    >>> locale.setlocale(locale.LC_ALL) == before
    True
    """
    before = locale.setlocale(locale.LC_ALL)
    try:
        yield
    finally:
        locale.setlocale(locale.LC_ALL, before)


@own_locale()
def dicom_files(folder: Path) -> tuple[list[str], ...]:
    """List the files of each DICOM series of a folder, in the order of their slices."""
    reader = sitk.ImageSeriesReader()
    names = reader.GetGDCMSeriesIDs(str(folder))
    return tuple(list(reader.GetGDCMSeriesFileNames(str(folder), name)) for name in names)


@own_locale()
def _information(path: str) -> sitk.ImageFileReader:
    reader = sitk.ImageFileReader()
    reader.SetFileName(path)
    reader.ReadImageInformation()
    return reader


def _reader_problems(path: Path, shown: str) -> list[Problem]:
    """What a sound header holds and the reader of images does not take."""
    try:
        _information(str(path))
    except RuntimeError:
        rule = "the volume cannot be read: its header holds what no reader takes"
        return [Problem(shown, None, None, None, rule, "Export the volume again.")]
    return []


def _series_problems(folder: Path, subject: str, shown: str) -> list[Problem]:
    series = dicom_files(folder)
    if len(series) != 1:
        rule = f"the folder holds {len(series)} DICOM series; one is needed"
        return [Problem(shown, None, None, None, rule, "Keep the files of one series in it.")]
    readers, problems = _readers(series[0], shown)
    if not problems:
        # A slice may have been exported by itself; what many say is told once.
        tags = (
            problem
            for reader in readers
            for problem in _field_problems(_fields(reader), subject, shown)
        )
        problems = [*dict.fromkeys(tags), *_gap_problems(readers, shown)]
    if problems:
        return problems
    (columns, rows), spacing = readers[0].GetSize()[:2], readers[0].GetSpacing()[:2]
    between = _distances(readers)[0]
    return list(grid_problems((columns, rows, len(readers)), (*spacing, between), shown))


def _readers(files: list[str], shown: str) -> tuple[list[sitk.ImageFileReader], list[Problem]]:
    """The header of every file of a series, and the files that have none that can be read."""
    readers, problems = [], []
    for file in files:
        try:
            readers.append(_information(file))
        except RuntimeError:
            rule, fix = "a file of the series cannot be read", "Export the series again."
            problems.append(Problem(shown, None, None, Path(file).name, rule, fix))
    return readers, problems


def _fields(reader: sitk.ImageFileReader) -> dict[str, str]:
    """The fields that are looked at, by their names."""
    return {name: _tag(reader, tag) for tag, name in (IDENTIFYING | DESCRIBING).items()}


def _field_problems(said: dict[str, str], subject: str, shown: str) -> Iterator[Problem]:
    for name, value in said.items():
        if name in DESCRIBING.values():
            yield from words_problems(name, value, shown)
        else:
            yield from person_problems(name, value, subject, shown)


def _tag(reader: sitk.ImageFileReader, tag: str) -> str:
    return reader.GetMetaData(tag).strip("\0 ") if reader.HasMetaDataKey(tag) else ""


def _gap_problems(readers: list[sitk.ImageFileReader], shown: str) -> Iterator[Problem]:
    """A slice that is missing or stands twice: the distances along the stack differ."""
    if len(readers) < 2:
        rule = "the series has one slice; a volume has at least two"
        yield Problem(shown, None, None, None, rule, "Add the other slices.")
        return
    steps = _distances(readers)
    if max(steps) - min(steps) > 0.1 * max(steps):
        rule = "the slices are not at equal distances: one is missing or stands twice"
        yield Problem(shown, None, None, None, rule, "Export the whole series again.")


def _distances(readers: list[sitk.ImageFileReader]) -> list[float]:
    """From slice to slice, in mm."""
    places = [reader.GetOrigin() for reader in readers]
    return [
        sum((a - b) ** 2 for a, b in zip(p, q, strict=True)) ** 0.5 for p, q in pairwise(places)
    ]
