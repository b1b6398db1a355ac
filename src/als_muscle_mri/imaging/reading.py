"""Reading a volume with its mask: one orientation, one grid, and nothing else of the header."""

import gzip
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import SimpleITK as sitk

from als_muscle_mri.imaging.contents import (
    counts,
    labelled,
    mask_problems,
    name_problems,
    place_problems,
    side_problems,
    volume_problems,
)
from als_muscle_mri.imaging.labels import Label, read_labels
from als_muscle_mri.imaging.nifti import label_names
from als_muscle_mri.imaging.safety import (
    dicom_files,
    header_problems,
    own_locale,
    sidecar_problems,
)
from als_muscle_mri.imaging.sources import Source
from als_muscle_mri.inputs.problems import InputError, Problem

ORIENTATION = "LPS"
"""Columns run to the patient's left, rows to the back, slices to the head."""

BLOCK = 2**20
"""Bytes unpacked at a time."""


@dataclass(frozen=True)
class Scan:
    """A volume in the patient's own directions.

    Attributes
    ----------
    subject_id, name : str
        Whose it is, and the stem of its file names.
    intensity : ndarray of float32, shape (slices, rows, columns)
        Slices run to the head, rows to the back, columns to the patient's left; of an oblique
        volume each axis is the one nearest to that.
    mask : ndarray of uint16, same shape
        Index of the label, 0 for none.
    labels : tuple of Label
        What the indices are.
    spacing_mm : tuple of float
        Distances between slices, rows and columns.
    note : str
        Stands on every picture made of it; empty for a real scan.
    unmeasured : dict
        Index to name, if the label table has one, of what the mask marks that is no muscle of
        the atlas.
    """

    subject_id: str
    name: str
    intensity: np.ndarray
    mask: np.ndarray
    labels: tuple[Label, ...]
    spacing_mm: tuple[float, float, float]
    note: str = ""
    unmeasured: dict[int, str] = field(default_factory=dict)


def source_problems(source: Source, folder: Path, muscles: Iterable[str]) -> list[Problem]:
    """Look at the headers of volume and mask and at the label table, without reading voxels.

    Parameters
    ----------
    source : Source
        The files.
    folder : Path
        The cohort's folder, from which the names in problems count.
    muscles : iterable of str
        Muscle ids of the atlas.
    """
    masked = _shown(source.mask, folder)
    problems = header_problems(source.volume, source.subject_id, _shown(source.volume, folder))
    in_mask = header_problems(source.mask, source.subject_id, masked)
    problems += in_mask
    for path in source.sidecars:
        problems += sidecar_problems(path, source.subject_id, _shown(path, folder))
    try:
        table = read_labels(source.table, muscles, _shown(source.table, folder))
    except InputError as error:
        return [*problems, *error.problems]
    own = {} if in_mask else label_names(source.mask)
    return [*problems, *name_problems(own, table.names, masked)]


def read_scan(source: Source, folder: Path, muscles: Sequence[str]) -> Scan:
    """Read one volume with its mask.

    The mask is brought onto the grid of the volume by the nearest neighbour, by where both lie
    in the scanner (their headers), so that their grids and orientations may differ.

    Parameters
    ----------
    source, folder, muscles
        As in :func:`source_problems`.

    Returns
    -------
    Scan

    Raises
    ------
    InputError
        With every problem of volume, mask and table.
    """
    _stop_at(source_problems(source, folder, muscles), source)
    shown, masked = (_shown(path, folder) for path in (source.volume, source.mask))
    table = read_labels(source.table, muscles, _shown(source.table, folder))
    labels = table.labels
    volume, problems = _read(source.volume, sitk.sitkFloat32, shown)
    drawn, damaged = _read(source.mask, sitk.sitkUnknown, masked)
    problems += damaged
    if volume is not None:
        problems += volume_problems(sitk.GetArrayViewFromImage(volume), shown)
    if drawn is not None:
        marked = counts(sitk.GetArrayViewFromImage(drawn))
        problems += mask_problems(marked, labels, masked)
    _stop_at(problems, source)
    volume = sitk.DICOMOrient(volume, ORIENTATION)
    mask = sitk.GetArrayFromImage(_on_grid(drawn, volume))
    whole, within = (
        labelled(found, labels) * np.prod(image.GetSpacing())
        for found, image in ((marked, drawn), (counts(mask), volume))
    )
    del drawn  # each of these fills a good part of the memory a job may use
    wrong = place_problems(within / whole, masked) or side_problems(mask, labels, masked)
    _stop_at(wrong, source)
    spacing = tuple(reversed(volume.GetSpacing()))
    intensity = sitk.GetArrayFromImage(volume)
    others = table.unmeasured(sorted(int(index) for index in marked if index))
    return Scan(source.subject_id, source.name, intensity, mask, labels, spacing, unmeasured=others)


def _stop_at(problems: list[Problem], source: Source) -> None:
    if problems:
        raise InputError(problems, f"the images of {source.subject_id}")


def _shown(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name


@own_locale()
def _read(path: Path, kind: int, shown: str) -> tuple[sitk.Image | None, list[Problem]]:
    """Read an image, or say that its voxels cannot be read."""
    try:
        _unpack(path)
        file = dicom_files(path)[0] if path.is_dir() else str(path)
        return sitk.ReadImage(file, kind), []
    except (RuntimeError, OSError, EOFError, zlib.error):
        rule = "its voxels cannot be read: the file is damaged"
        return None, [Problem(shown, None, None, None, rule, "Copy or export it again.")]


def _unpack(path: Path) -> None:
    """Unpack a packed file to its check sum, which the reader of images does not look at."""
    if path.suffix == ".gz":
        with gzip.open(path) as file:
            while file.read(BLOCK):
                pass


def _on_grid(mask: sitk.Image, volume: sitk.Image) -> sitk.Image:
    """Indices at the voxels of the volume; 0 outside the mask's own field."""
    nearest = sitk.ResampleImageFilter()
    nearest.SetReferenceImage(volume)
    nearest.SetInterpolator(sitk.sitkNearestNeighbor)
    nearest.SetOutputPixelType(sitk.sitkUInt16)
    nearest.SetDefaultPixelValue(0)
    return nearest.Execute(mask)
