"""Measuring every labelled muscle of a scan: share of fat, volume, cross-section."""

import numpy as np
import pandas as pd

from als_muscle_mri.imaging.correction import corrected
from als_muscle_mri.imaging.evening import evened
from als_muscle_mri.imaging.labels import SUBCUTANEOUS_FAT
from als_muscle_mri.imaging.reading import Scan
from als_muscle_mri.imaging.references import Levels
from als_muscle_mri.imaging.share import fat_share

MEASURES = [
    "side",
    "muscle_id",
    "scan",
    "fat_share",
    "fat_share_error",
    "fat_share_df",
    "share_above_midpoint",
    "n_slices",
    "n_voxels",
    "volume_ml",
    "largest_section_mm2",
]


def measured(scan: Scan) -> tuple[pd.DataFrame, np.ndarray, Levels]:
    """Correct a scan, find its references and measure its muscles.

    Parameters
    ----------
    scan : Scan
        It is not changed.

    Returns
    -------
    DataFrame
        One row a side and muscle, columns ``MEASURES``: shares 0 to 1; the largest section is
        that across the body's axis, whichever way the slices were taken.
    ndarray
        The corrected volume.
    Levels
        The references.

    Raises
    ------
    NoReferenceError
        No healthy muscle, or no fat, to compare with.
    """
    intensity, found = evened(corrected(scan.intensity), scan)
    return measures(scan, intensity, found), intensity, found


def measures(scan: Scan, intensity: np.ndarray, references: Levels) -> pd.DataFrame:
    """Measure the muscles of a corrected volume; see :func:`measured`."""
    numbers = _numbers(scan)
    number_of = np.zeros(2**16, dtype="uint16")
    for label in scan.labels:
        number_of[label.index] = numbers.get((label.side, label.muscle_id), 0)
    along = int(np.argmax(scan.spacing_mm))  # the axis the slices were taken along
    midpoint = (references.muscle + references.fat) / 2
    sizes, sums, above = _by_slice(number_of, scan.mask, intensity, along, midpoint)
    sections = sizes if along == 0 else _sizes(number_of, scan.mask)
    _, row_mm, column_mm = scan.spacing_mm
    rows = []
    for (side, muscle), number in numbers.items():
        there = sizes[:, number] > 0
        if not there.any():
            continue
        found = fat_share(sums[there, number], sizes[there, number], above[number], references)
        rows.append(
            {
                "side": side,
                "muscle_id": muscle,
                "scan": scan.name,
                "fat_share": found.share,
                "fat_share_error": found.error,
                "fat_share_df": found.df,
                "share_above_midpoint": found.above_midpoint,
                "n_slices": found.n_slices,
                "n_voxels": found.n_voxels,
                "volume_ml": found.n_voxels * np.prod(scan.spacing_mm) / 1000,
                "largest_section_mm2": sections[:, number].max() * row_mm * column_mm,
            }
        )
    return pd.DataFrame(rows, columns=MEASURES)


def _numbers(scan: Scan) -> dict[tuple[str, str], int]:
    """A number from 1 on for each side and muscle; several indices of a mask may be one."""
    keys = [(one.side, one.muscle_id) for one in scan.labels if one.muscle_id != SUBCUTANEOUS_FAT]
    return {key: number for number, key in enumerate(dict.fromkeys(keys), start=1)}


def _by_slice(
    number_of: np.ndarray, mask: np.ndarray, intensity: np.ndarray, along: int, midpoint: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Voxels and summed intensity of each slice (rows) and number (columns), voxels above a level.

    By one pass over the slices and not one a label, so that nothing of the size of the volume is
    made.
    """
    n, planes = int(number_of.max()) + 1, mask.shape[along]
    sizes, sums = np.zeros((planes, n), dtype=np.int64), np.zeros((planes, n))
    above = np.zeros(n, dtype=np.int64)
    for plane in range(planes):
        numbers = number_of[mask.take(plane, along)]
        inside = numbers > 0
        numbers, values = numbers[inside], intensity.take(plane, along)[inside]
        sizes[plane] = np.bincount(numbers, minlength=n)
        sums[plane] = np.bincount(numbers, values, minlength=n)
        above += np.bincount(numbers[values > midpoint], minlength=n)
    return sizes, sums, above


def _sizes(number_of: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Voxels of each plane across the body's axis (rows) and number (columns)."""
    n = int(number_of.max()) + 1
    return np.stack([np.bincount(number_of[plane].ravel(), minlength=n) for plane in mask])
