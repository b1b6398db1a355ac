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
    places = _places(scan.mask)
    along = int(np.argmax(scan.spacing_mm))  # the axis the slices were taken along
    rows = []
    for (side, muscle), indices in _indices(scan).items():
        parts = [places[index] for index in indices if index in places]
        if not parts:
            continue
        flat = np.concatenate(parts)
        where = np.unravel_index(flat, scan.mask.shape)
        found = fat_share(intensity.reshape(-1)[flat], where[along], references)
        rows.append(
            {
                "side": side,
                "muscle_id": muscle,
                "scan": scan.name,
                "fat_share": found.share,
                "fat_share_error": found.error,
                "share_above_midpoint": found.above_midpoint,
                "n_slices": found.n_slices,
                "n_voxels": found.n_voxels,
                "volume_ml": len(flat) * np.prod(scan.spacing_mm) / 1000,
                "largest_section_mm2": np.bincount(where[0]).max()
                * scan.spacing_mm[1]
                * scan.spacing_mm[2],
            }
        )
    return pd.DataFrame(rows, columns=MEASURES)


def _indices(scan: Scan) -> dict[tuple[str, str], list[int]]:
    """The indices of each muscle; several may be one."""
    found: dict[tuple[str, str], list[int]] = {}
    for label in scan.labels:
        if label.muscle_id != SUBCUTANEOUS_FAT:
            found.setdefault((label.side, label.muscle_id), []).append(label.index)
    return found


def _places(mask: np.ndarray) -> dict[int, np.ndarray]:
    """Where the voxels of each index are, by one pass over the mask and not one an index."""
    flat = np.flatnonzero(mask)
    index = mask.reshape(-1)[flat]
    order = np.argsort(index, kind="stable")
    values, starts = np.unique(index[order], return_index=True)
    parts = np.split(flat[order], starts[1:])
    return dict(zip(values.tolist(), parts, strict=True))
