"""Reading a volume with its mask: one orientation, one grid, and nothing else of the header."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import SimpleITK as sitk

from als_muscle_mri.imaging.labels import Label, read_labels
from als_muscle_mri.imaging.safety import dicom_files, header_problems, own_locale
from als_muscle_mri.imaging.sources import Source
from als_muscle_mri.inputs.problems import InputError, Problem

ORIENTATION = "LPS"
"""Columns run to the patient's left, rows to the back, slices to the head."""


@dataclass(frozen=True)
class Scan:
    """A volume in the patient's own directions.

    Attributes
    ----------
    subject_id, name : str
        Whose it is, and the stem of its file names.
    intensity : ndarray of float32, shape (slices, rows, columns)
        Slices run to the head, rows to the back, columns to the patient's left.
    mask : ndarray of uint16, same shape
        Index of the label, 0 for none.
    labels : tuple of Label
        What the indices are.
    spacing_mm : tuple of float
        Distances between slices, rows and columns.
    note : str
        Stands on every picture made of it; empty for a real scan.
    """

    subject_id: str
    name: str
    intensity: np.ndarray
    mask: np.ndarray
    labels: tuple[Label, ...]
    spacing_mm: tuple[float, float, float]
    note: str = ""


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
    problems = [
        problem
        for path in (source.volume, source.mask)
        for problem in header_problems(path, source.subject_id, _shown(path, folder))
    ]
    try:
        read_labels(source.table, muscles, _shown(source.table, folder))
    except InputError as error:
        problems += error.problems
    return problems


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
    problems = source_problems(source, folder, muscles)
    if problems:
        raise InputError(problems, f"the images of {source.subject_id}")
    shown, masked = (_shown(path, folder) for path in (source.volume, source.mask))
    volume = _oriented(_read(source.volume, sitk.sitkFloat32, shown))
    spacing = tuple(reversed(volume.GetSpacing()))
    drawn = _read(source.mask, sitk.sitkUnknown, masked)
    mask = sitk.GetArrayFromImage(_on_grid(drawn, volume))
    indices = _values(sitk.GetArrayViewFromImage(drawn))
    del drawn  # each of these fills a good part of the memory a job may use
    intensity = sitk.GetArrayFromImage(volume)
    del volume
    labels = read_labels(source.table, muscles, _shown(source.table, folder))
    problems = [
        *_intensity_problems(intensity, shown),
        *_mask_problems(indices, _values(mask), labels, masked),
    ]
    if problems:
        raise InputError(problems, f"the images of {source.subject_id}")
    return Scan(source.subject_id, source.name, intensity, mask, labels, spacing)


def _shown(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name


@own_locale()
def _read(path: Path, kind: int, shown: str) -> sitk.Image:
    try:
        if path.is_dir():
            return sitk.ReadImage(dicom_files(path)[0], kind)
        return sitk.ReadImage(str(path), kind)
    except RuntimeError:
        rule = "its voxels cannot be read: the file is damaged"
        problem = Problem(shown, None, None, None, rule, "Copy or export it again.")
        raise InputError([problem], shown) from None


def _oriented(image: sitk.Image) -> sitk.Image:
    return sitk.DICOMOrient(image, ORIENTATION)


def _on_grid(mask: sitk.Image, volume: sitk.Image) -> sitk.Image:
    """Indices at the voxels of the volume; 0 outside the mask's own field."""
    nearest = sitk.ResampleImageFilter()
    nearest.SetReferenceImage(volume)
    nearest.SetInterpolator(sitk.sitkNearestNeighbor)
    nearest.SetOutputPixelType(sitk.sitkUInt16)
    nearest.SetDefaultPixelValue(0)
    return nearest.Execute(mask)


def _values(mask: np.ndarray) -> np.ndarray:
    """The values that occur, slice by slice, since sorting all voxels takes twice their memory."""
    return np.unique(np.concatenate([np.unique(plane) for plane in mask]))


def _intensity_problems(intensity: np.ndarray, shown: str) -> list[Problem]:
    fix = "Export the volume again."
    if intensity.min() == intensity.max():
        return [Problem(shown, None, None, None, "the volume is empty: all voxels are alike", fix)]
    return []


def _mask_problems(
    indices: np.ndarray, within: np.ndarray, labels: Iterable[Label], shown: str
) -> list[Problem]:
    """Look at the values of the mask as it is, and at those within the volume."""
    if not np.all(indices == np.round(indices)) or indices.min() < 0 or indices.max() >= 2**16:
        rule = "a mask holds whole numbers from 0 to 65535"
        return [Problem(shown, None, None, None, rule, "Export the labels, not probabilities.")]
    known = {label.index for label in labels}
    if not known & set(indices.tolist()):
        rule = "no voxel of the mask has an index of the label table"
        return [Problem(shown, None, None, None, rule, "Mend the table, or add the right mask.")]
    if not known & set(within.tolist()):
        rule = "the mask lies outside the volume"
        fix = "Take the mask of this volume, with the header of the volume it was drawn on."
        return [Problem(shown, None, None, None, rule, fix)]
    return []
