"""A second correction: what N4 left of the field, seen in tissue known to be pure.

N4 knows nothing of tissue and stops early where classes are few. Once fat and healthy muscle are
found, their voxels must be alike all over the volume; a surface of second degree through their
logarithms takes out the rest. To find tissue and fit a polynomial in turns is what Van Leemput et
al. (1999), Automated model-based bias field correction of MR images of the brain, IEEE Trans Med
Imaging 18(10):885, do with an atlas of the brain; the simpler form here is this project's.
"""

import numpy as np

from als_muscle_mri.imaging.reading import Scan
from als_muscle_mri.imaging.references import Levels, Places, levels_at, pure_voxels

ROUNDS = 3
NEAR = 0.3
"""Logarithm within which a voxel counts as the tissue; wider in the first round."""

SAMPLE = 8_000
"""Most voxels of each tissue that are looked at."""

FEWEST = 200
"""Voxels below which no surface is fitted."""


def evened(intensity: np.ndarray, scan: Scan) -> tuple[np.ndarray, Levels]:
    """Take the rest of the bias field out.

    Parameters
    ----------
    intensity : ndarray of float32, shape (slices, rows, columns)
        A volume after N4. It is overwritten.
    scan : Scan
        Its mask, labels and spacing.

    Returns
    -------
    ndarray
        The same array.
    Levels
        The reference intensities in it.

    Raises
    ------
    NoReferenceError
        As ``levels``.
    """
    pure = pure_voxels(intensity, scan)
    found = levels_at(intensity, *pure)
    for number in range(ROUNDS):
        near = NEAR * (1.5 if number == 0 else 1.0)
        surface = _surface(intensity, pure, found, near)
        if surface is None:
            break
        _divide(intensity, surface)
        found = levels_at(intensity, *pure)
    return intensity, found


def _surface(
    intensity: np.ndarray, pure: tuple[Places, Places], found: Levels, near: float
) -> np.ndarray | None:
    """Coefficients of the surface through the pure voxels; each tissue has a level of its own."""
    places, logs, tissue = [], [], []
    for number, (where, level) in enumerate(zip(pure, (found.fat, found.muscle), strict=True)):
        values = intensity[where]
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.log(values / level)
        kept = np.flatnonzero(np.abs(ratio) < near)[:: max(1, len(values) // SAMPLE)]
        places.append(np.stack([axis[kept] for axis in where], axis=1))
        logs.append(ratio[kept])
        tissue.append(np.full(len(kept), number))
    if min(map(len, logs)) < FEWEST:
        return None
    kind = np.concatenate(tissue)
    terms = _terms(np.concatenate(places), intensity.shape)
    design = np.column_stack([kind == 0, kind == 1, terms])
    # Each tissue weighs the same, however many voxels it has.
    weight = 1 / np.sqrt(np.bincount(kind))[kind]
    solved = np.linalg.lstsq(design * weight[:, None], np.concatenate(logs) * weight, rcond=None)[0]
    return solved[2:]


def _terms(places: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """x, y, z, their squares and products, each axis from -1 to 1."""
    z, y, x = (2 * places / np.maximum(np.array(shape) - 1, 1) - 1).T
    return np.column_stack([z, y, x, z * y, z * x, y * x, z * z, y * y, x * x])


def _divide(intensity: np.ndarray, surface: np.ndarray) -> None:
    """Divide by the surface, slice by slice, so that no second volume is needed."""
    slices, rows, columns = intensity.shape
    y, x = np.mgrid[0:rows, 0:columns]
    for number in range(slices):
        places = np.stack([np.full(y.size, number), y.ravel(), x.ravel()], axis=1)
        field = _terms(places, intensity.shape) @ surface
        intensity[number] /= np.exp(field).reshape(rows, columns).astype("float32")
