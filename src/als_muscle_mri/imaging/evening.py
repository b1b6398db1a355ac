"""A second correction: what N4 left of the field, seen in tissue known to be pure.

N4 knows nothing of tissue and stops early where classes are few. Once fat and healthy muscle are
found, their voxels must be alike all over the volume; a surface of second degree through their
logarithms takes out the rest. To find tissue and fit a polynomial in turns is what Van Leemput et
al. (1999), Automated model-based bias field correction of MR images of the brain, IEEE Trans Med
Imaging 18(10):885, do with an atlas of the brain; the simpler form here is this project's.
"""

from dataclasses import replace

import numpy as np
from scipy.stats import norm

from als_muscle_mri.imaging.reading import Scan
from als_muscle_mri.imaging.references import Levels, Places, levels_at, pure_voxels

ROUNDS = 3
NEAR = 0.3
"""Logarithm within which a voxel counts as the tissue; wider in the first round."""

SAMPLE = 8_000
"""Most voxels of each tissue that are looked at."""

FEWEST = 200
"""Voxels below which no surface is fitted."""

PLACE_MM = 40.0
"""Size, in the plane, of the places between which the rest of the field is looked for: about that
of a muscle of a limb, over which its own ups and downs cancel."""

FEWEST_IN_PLACE, FEWEST_PLACES = 20, 5
"""Voxels below which a place, and places below which a tissue, says nothing."""


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
        The reference intensities in it, and how uneven it still is.

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
    return intensity, replace(found, unevenness=_unevenness(intensity, pure, found, scan))


def _unevenness(
    intensity: np.ndarray, pure: tuple[Places, Places], found: Levels, scan: Scan
) -> float:
    """Standard deviation between places of the logarithm of what is left of the field.

    In healthy muscle, since it is muscles whose share is measured; where there is too little of
    it, in fat. Voxels count within ``NEAR`` only, so with much noise places seem more alike than
    they are, which is reckoned back. The noise is that of the fat, where it is small beside
    the signal.
    """
    fat = np.abs(_log_ratio(intensity, pure[0], found.fat))
    noise = found.fat * float(np.sqrt(np.mean(fat[fat < NEAR] ** 2)))
    for where, level in zip(reversed(pure), (found.muscle, found.fat), strict=True):
        ratio = _log_ratio(intensity, where, level)
        near = np.abs(ratio) < NEAR
        spread = _between_places([axis[near] for axis in where], ratio[near], scan.spacing_mm)
        if spread is not None:
            return spread / response(NEAR, noise / level)
    return 0.0


def _log_ratio(intensity: np.ndarray, where: Places, level: float) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log(intensity[where] / level)


def response(width: float, sd: float) -> float:
    r"""How far the mean of what lies within a window moves, as a part of how far all move.

    Parameters
    ----------
    width : float
        The window goes so far on either side.
    sd : float
        Standard deviation of the values, taken as normal around the middle of the window.

    Returns
    -------
    float
        Above 0, at most 1: ``1 - 2 k f(k) / (2 F(k) - 1)`` with ``k = width / sd`` and the normal
        density and distribution, which is the variance within the window over the whole one. For
        both, and for why they are the same: Johnson, Kotz and Balakrishnan, Continuous Univariate
        Distributions 1, 2nd ed. 1994, section 13.10.1.

    Examples
    --------
    >>> round(response(0.3, 0.05), 3), round(response(0.3, 0.25), 3)
    (1.0, 0.395)
    """
    k = width / sd if sd else np.inf
    inside = 2 * norm.cdf(k) - 1
    return float(1 - 2 * k * norm.pdf(k) / inside) if np.isfinite(k) else 1.0


def _between_places(
    where: list[np.ndarray], values: np.ndarray, spacing_mm: tuple[float, float, float]
) -> float | None:
    """Standard deviation of the means of places, less what noise alone gives them."""
    slices, rows, columns = where
    cells = np.stack(
        [slices, rows * spacing_mm[1] // PLACE_MM, columns * spacing_mm[2] // PLACE_MM]
    )
    _, place, n = np.unique(cells, axis=1, return_inverse=True, return_counts=True)
    means = np.bincount(place, values) / n
    within = np.bincount(place, (values - means[place]) ** 2) / np.maximum(n - 1, 1)
    told = n >= FEWEST_IN_PLACE
    if told.sum() < FEWEST_PLACES:
        return None
    noise = np.mean(within[told] / n[told])
    return float(np.sqrt(max(0.0, np.var(means[told], ddof=1) - noise)))


def _surface(
    intensity: np.ndarray, pure: tuple[Places, Places], found: Levels, near: float
) -> np.ndarray | None:
    """Coefficients of the surface through the pure voxels; each tissue has a level of its own."""
    places, logs, tissue = [], [], []
    for number, (where, level) in enumerate(zip(pure, (found.fat, found.muscle), strict=True)):
        ratio = _log_ratio(intensity, where, level)
        kept = np.flatnonzero(np.abs(ratio) < near)[:: max(1, len(ratio) // SAMPLE)]
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
