"""What is looked at before a volume is read: is it one, can it be held, may it be used.

Only a few header fields are read, and none is kept or written anywhere.
"""

import gzip
import locale
import os
import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import SimpleITK as sitk

from als_muscle_mri.inputs.problems import Problem

MOST_VOXELS = 2**27
"""134 million: four times a volume of 512 by 512 by 120, half a gigabyte as 32-bit numbers."""

FEWEST = 3
"""Voxels along each axis in the plane; below that nothing can be measured."""

SPACING_MM = (0.05, 50.0)
"""What a distance between voxels can be."""

FACE = re.compile(r"head|face|facial|brain|skull|cranium|cranial|kopf|sch(ae|ä)del|gehirn", re.I)
DESCRIBING = {
    "0018|0015": "BodyPartExamined",
    "0008|103e": "SeriesDescription",
    "0008|1030": "StudyDescription",
    "0018|1030": "ProtocolName",
}
IDENTIFYING = {
    "0010|0010": "PatientName",
    "0010|0030": "PatientBirthDate",
    "0010|0020": "PatientID",
    "0010|1000": "OtherPatientIDs",
    "0010|1040": "PatientAddress",
    "0008|0090": "ReferringPhysicianName",
    "0008|0050": "AccessionNumber",
    "0008|0020": "StudyDate",
    "0008|0021": "SeriesDate",
    "0008|0022": "AcquisitionDate",
}
ANONYMOUS = re.compile(r"(anon\w*|removed|none|unknown|19000101|0+|x+|sub-\w+|)", re.I)
"""What de-identifying programs put in the place of a name or date."""

DATE_OR_NAME = re.compile(r"\b(19|20)\d{2}[-/.]?(0\d|1[0-2])[-/.]?([0-2]\d|3[01])\b|\w+\^\w+")
FREE_TEXTS = {"descrip": "descrip", "aux_file": "aux_file", "db_name": "db_name"}
"""Fields of a NIfTI header in which converters leave words."""

NIFTI_HEADER = 348


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
    return _file_problems(path, shown)


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


def _file_problems(path: Path, shown: str) -> list[Problem]:
    try:
        reader = _information(str(path))
    except RuntimeError:
        rule = "no NIfTI volume can be read from the file: it is empty, cut off or of another kind"
        return [Problem(shown, None, None, None, rule, "Export the volume again.")]
    problems = [*_shape_problems(reader, shown), *_text_problems(reader, shown)]
    return problems or [*_length_problems(path, shown), *_orientation_problems(path, shown)]


def _shape_problems(reader: sitk.ImageFileReader, shown: str) -> Iterator[Problem]:
    size, spacing = reader.GetSize(), reader.GetSpacing()
    told = " x ".join(str(n) for n in size)
    volume = "Export one T1-weighted volume of three dimensions."
    if reader.GetDimension() != 3 or reader.GetNumberOfComponents() != 1:
        yield Problem(shown, None, "size", told, "a volume has three dimensions", volume)
        return
    if min(size) < 1 or sorted(size)[1] < FEWEST:
        rule = f"a volume has at least {FEWEST} voxels along two axes"
        yield Problem(shown, None, "size", told, rule, volume)
    voxels = size[0] * size[1] * size[2]
    if voxels > MOST_VOXELS:
        rule = f"a volume has at most {MOST_VOXELS} voxels, so that it fits into memory"
        yield Problem(shown, None, "size", told, rule, "Cut it, or resample it to larger voxels.")
    low, high = SPACING_MM
    if not all(low <= step <= high for step in spacing):
        steps = " x ".join(f"{step:g}" for step in spacing)
        rule = f"voxels lie {low:g} to {high:g} mm apart"
        yield Problem(shown, None, "spacing", steps, rule, "Mend the header's spacing, in mm.")


def _text_problems(reader: sitk.ImageFileReader, shown: str) -> Iterator[Problem]:
    """A date, a name or a head in the words of a NIfTI header; the words are not repeated."""
    for field, name in FREE_TEXTS.items():
        text = reader.GetMetaData(field) if reader.HasMetaDataKey(field) else ""
        yield from _words_problems(name, text, shown)


def _words_problems(field: str, text: str, shown: str) -> Iterator[Problem]:
    if FACE.search(text):
        rule = "it speaks of a head or face; an image that shows a face is not taken"
        yield Problem(shown, None, field, None, rule, "Leave the series out, or crop the head.")
    if DATE_OR_NAME.search(text):
        rule = "it holds what looks like a date or a person's name"
        yield Problem(shown, None, field, None, rule, "De-identify the file, then export it again.")


def _length_problems(path: Path, shown: str) -> Iterator[Problem]:
    """A NIfTI file that ends before its voxels do, told without unpacking it."""
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rb") as file:
            head = file.read(NIFTI_HEADER)
        order = "<" if struct.unpack("<i", head[:4])[0] == NIFTI_HEADER else ">"
        dims = struct.unpack(order + "8h", head[40:56])
        bits, offset = (struct.unpack(order + f, head[a:b])[0] for f, a, b in _BITS_OFFSET)
        needed = int(offset) + bits // 8 * dims[1] * dims[2] * dims[3]
        there = _unpacked_size(path)
    except (OSError, EOFError, struct.error):
        needed, there = 1, 0
    if not 0 <= there - needed % 2**32 <= MOST_BEHIND:
        rule = "the file ends before its last voxel"
        yield Problem(shown, None, None, None, rule, "Copy or export it again.")


MOST_BEHIND = 2**20
"""Bytes a file may have behind its last voxel; a file cut off ends in a number without meaning."""

_BITS_OFFSET = (("h", 72, 74), ("f", 108, 112))


def _unpacked_size(path: Path) -> int:
    """Size of the content, modulo 2**32 where it is packed: gzip keeps it in the last 4 bytes."""
    if path.suffix != ".gz":
        return path.stat().st_size
    with path.open("rb") as file:
        file.seek(-4, os.SEEK_END)
        return struct.unpack("<I", file.read(4))[0]


def _orientation_problems(path: Path, shown: str) -> Iterator[Problem]:
    """Without a form code nothing says which side is left."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rb") as file:
        head = file.read(NIFTI_HEADER)
    order = "<" if struct.unpack("<i", head[:4])[0] == NIFTI_HEADER else ">"
    if not any(struct.unpack(order + "2h", head[252:256])):
        rule = "the header has no orientation (qform_code and sform_code are 0): which side is left"
        yield Problem(shown, None, "orientation", None, rule, "Convert it again from its source.")


def _series_problems(folder: Path, subject: str, shown: str) -> list[Problem]:
    series = dicom_files(folder)
    if len(series) != 1:
        rule = f"the folder holds {len(series)} DICOM series; one is needed"
        return [Problem(shown, None, None, None, rule, "Keep the files of one series in it.")]
    readers, problems = _readers(series[0], shown)
    if not problems:
        # A slice may have been exported by itself; what many say is told once.
        tags = (problem for reader in readers for problem in _tag_problems(reader, subject, shown))
        problems = [*dict.fromkeys(tags), *_gap_problems(readers, shown)]
    if problems:
        return problems
    columns, rows = readers[0].GetSize()[:2]
    if columns * rows * len(readers) > MOST_VOXELS:
        rule = f"a volume has at most {MOST_VOXELS} voxels, so that it fits into memory"
        told = f"{columns} x {rows} x {len(readers)}"
        problems.append(Problem(shown, None, "size", told, rule, "Cut it, or resample it."))
    return problems


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


def _tag_problems(reader: sitk.ImageFileReader, subject: str, shown: str) -> Iterator[Problem]:
    for tag, name in DESCRIBING.items():
        yield from _words_problems(name, _tag(reader, tag), shown)
    for tag, name in IDENTIFYING.items():
        value = _tag(reader, tag)
        if not ANONYMOUS.fullmatch(value) and value != subject:
            rule = "the tag may say who the patient is"
            fix = "De-identify the series (DICOM PS3.15, Annex E), then export it again."
            yield Problem(shown, None, name, None, rule, fix)


def _tag(reader: sitk.ImageFileReader, tag: str) -> str:
    return reader.GetMetaData(tag).strip("\0 ") if reader.HasMetaDataKey(tag) else ""


def _gap_problems(readers: list[sitk.ImageFileReader], shown: str) -> Iterator[Problem]:
    """A slice that is missing or stands twice: the distances along the stack differ."""
    if len(readers) < 2:
        rule = "the series has one slice; a volume has at least two"
        yield Problem(shown, None, None, None, rule, "Add the other slices.")
        return
    places = [reader.GetOrigin() for reader in readers]
    steps = [
        sum((a - b) ** 2 for a, b in zip(p, q, strict=True)) ** 0.5 for p, q in pairwise(places)
    ]
    if max(steps) - min(steps) > 0.1 * max(steps):
        rule = "the slices are not at equal distances: one is missing or stands twice"
        yield Problem(shown, None, None, None, rule, "Export the whole series again.")
