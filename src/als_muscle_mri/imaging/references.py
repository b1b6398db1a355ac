"""Reference intensities: what pure muscle and pure fat look like in this volume."""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import binary_erosion, distance_transform_edt, gaussian_filter1d

from als_muscle_mri.imaging.correction import body
from als_muscle_mri.imaging.labels import SUBCUTANEOUS_FAT
from als_muscle_mri.imaging.reading import Scan
from als_muscle_mri.inputs.problems import Problem

SLICES = 12
"""Slices looked at of those that show a tissue; more would not change a mode."""

SKIN_MM = 12.0
"""Fat beneath the skin is looked for down to here."""

BINS = 256
FEWEST = 40
"""Voxels below which a reference is not taken."""

DARKER, BRIGHTER = 0.6, 1.2
"""Parts of the level of fat: muscle below the first is no fat, muscle above the second is brighter
than fat for certain."""

WIDTH = 1.5
"""Standard deviations around a mode whose voxels make its level."""


Places = tuple[np.ndarray, ...]
"""Indices of slices, rows and columns."""


class NoReferenceError(ValueError):
    """There is no healthy muscle, or no fat, to compare with."""


@dataclass(frozen=True)
class Levels:
    """What pure tissue looks like in a volume, and how sure that is.

    Attributes
    ----------
    muscle, fat : float
        Intensity of pure muscle and pure fat.
    muscle_error, fat_error : float
        Standard error of each.
    unevenness : float
        Standard deviation, from place to place, of the logarithm of what is left of the bias
        field; 0 where it was not looked for.
    muscle_df, fat_df : float
        Degrees of freedom of the two errors; infinite where they are known.
    """

    muscle: float
    fat: float
    muscle_error: float
    fat_error: float
    unevenness: float = 0.0
    muscle_df: float = np.inf
    fat_df: float = np.inf


def no_reference(scan: Scan, error: NoReferenceError) -> Problem:
    """Say that a scan has nothing to compare its muscles with, and what can be done."""
    fix = (
        "Use a T1-weighted volume without fat suppression, mark fat by a label subcutaneous_fat "
        "where little lies beneath the skin, or leave the volume out."
    )
    return Problem(scan.name, None, None, None, str(error), fix)


def levels(intensity: np.ndarray, scan: Scan) -> Levels:
    """Find the reference intensities of a corrected volume.

    Fat is the label ``subcutaneous_fat`` where the mask has one, else what is brightest within
    12 mm of the skin and outside all labels. Healthy muscle is the darker mode of the labelled
    muscles, one voxel off their borders: as long as some part of some muscle is healthy it is
    there, whichever it is. A level is the mean around the mode; its standard error comes from the
    differences between slices.

    Parameters
    ----------
    intensity : ndarray, shape (slices, rows, columns)
        The volume, corrected for the bias field.
    scan : Scan
        Its mask, labels and spacing.

    Returns
    -------
    Levels

    Raises
    ------
    NoReferenceError
        Too few voxels, or muscle that is not darker than fat.
    """
    return levels_at(intensity, *pure_voxels(intensity, scan))


def levels_at(intensity: np.ndarray, fat_at: Places, muscle_at: Places) -> Levels:
    """Find the levels at given places; see :func:`levels` and :func:`pure_voxels`."""
    beneath = _by_slice(intensity, fat_at)
    fat, fat_error, fat_df = _level(beneath, upper=True, what="fat beneath the skin")
    inner = _by_slice(intensity, muscle_at)
    if inner and np.median(np.concatenate(inner)) > BRIGHTER * fat:
        raise NoReferenceError(
            "muscle is brighter than the fat beneath the skin: the volume is not T1-weighted, or "
            "its fat is suppressed"
        )
    dark = [values[values < DARKER * fat] for values in inner]
    what = "muscle clearly darker than fat, as healthy muscle is in a T1-weighted volume,"
    muscle, muscle_error, muscle_df = _level(dark, upper=False, what=what)
    return Levels(muscle, fat, muscle_error, fat_error, muscle_df=muscle_df, fat_df=fat_df)


def pure_voxels(intensity: np.ndarray, scan: Scan) -> tuple[Places, Places]:
    """Give the places where fat, and muscle healthy or not, fill whole voxels.

    Parameters
    ----------
    intensity, scan
        As in :func:`levels`.

    Returns
    -------
    tuple
        Of fat and of muscle: indices of slices, rows and columns, in a few slices.
    """
    fats, muscles = (
        [one.index for one in scan.labels if (one.muscle_id == SUBCUTANEOUS_FAT) == fat]
        for fat in (True, False)
    )
    of_fat, of_muscle = (_slices(scan.mask, indices) for indices in (fats, muscles))
    inner = [binary_erosion(np.isin(scan.mask[number], muscles)) for number in of_muscle]
    if len(of_fat):
        fat = np.isin(scan.mask[of_fat], fats)
    else:
        of_fat, fat = of_muscle, _beneath_skin(intensity[of_muscle], scan, of_muscle)
    return _places(fat, of_fat), _places(np.reshape(inner, (-1, *scan.mask.shape[1:])), of_muscle)


def _slices(mask: np.ndarray, indices: list[int]) -> np.ndarray:
    """Some of the slices that show any of the indices, evenly spread over them."""
    wanted = np.zeros(2**16, dtype=bool)
    wanted[indices] = True
    shown = np.flatnonzero([wanted[plane].any() for plane in mask])
    places = np.linspace(0, len(shown) - 1, min(SLICES, len(shown)))
    return shown[places.round().astype(int)]


def _beneath_skin(planes: np.ndarray, scan: Scan, slices: np.ndarray) -> np.ndarray:
    """Say which voxels of some slices lie a few mm beneath the skin, outside all labels."""
    depth = [distance_transform_edt(one, sampling=scan.spacing_mm[1:]) for one in body(planes)]
    least = max(scan.spacing_mm[1:])
    beneath = np.stack([(d > least) & (d < SKIN_MM + least) for d in depth])
    return beneath & (scan.mask[slices] == 0)


def _places(chosen: np.ndarray, used: np.ndarray) -> Places:
    slices, rows, columns = np.nonzero(chosen)
    return used[slices], rows, columns


def _by_slice(intensity: np.ndarray, places: Places) -> list[np.ndarray]:
    values = intensity[places]
    return [values[places[0] == number] for number in np.unique(places[0])]


def _level(slices: list[np.ndarray], *, upper: bool, what: str) -> tuple[float, float, float]:
    """Mean around the mode of all slices, its standard error from their differences, and its df."""
    values = np.concatenate(slices) if slices else np.zeros(0)
    if upper and len(values):
        values = values[values > np.percentile(values, 99) / 2]
    if len(values) < FEWEST:
        raise NoReferenceError(f"there is too little {what} to compare with")
    low, high = _window(values)
    means = [
        part.mean() for one in slices if len(part := one[(one >= low) & (one <= high)]) >= FEWEST
    ]
    level = float(values[(values >= low) & (values <= high)].mean())
    if len(means) < 2:
        return level, float((high - low) / (2 * WIDTH) / np.sqrt(FEWEST)), FEWEST - 1
    return level, float(np.std(means, ddof=1) / np.sqrt(len(means))), len(means) - 1


def _window(values: np.ndarray) -> tuple[float, float]:
    """The voxels around the mode: as far on either side as the spread towards the steeper one."""
    counts, edges = np.histogram(values, BINS)
    mode = edges[np.argmax(gaussian_filter1d(counts.astype(float), BINS / 40))] + np.diff(edges)[0]
    below, above = mode - values[values <= mode], values[values > mode] - mode
    spreads = [np.sqrt(np.mean(part**2)) for part in (below, above) if len(part)]
    return mode - WIDTH * min(spreads), mode + WIDTH * min(spreads)
