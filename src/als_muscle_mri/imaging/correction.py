"""Bias field correction: N4 on a shrunken volume, its smooth field applied to the whole one."""

import numpy as np
import SimpleITK as sitk
from scipy.ndimage import binary_fill_holes

IN_PLANE, ALONG = 24, 8
"""Most samples along rows or columns, and along slices, of the volume N4 sees."""

ITERATIONS = (10, 5)
"""At most, on the coarse and on the fine mesh. Ten on the fine one change the mean error on
phantoms by less than 0.1 points: the surface of ``evening`` takes out what is left."""

CONVERGENCE = 1e-3
BODY = 1 / 8
"""Darker than this part of the bright tissue (99th percentile) is air."""


def corrected(intensity: np.ndarray) -> np.ndarray:
    """Divide a volume by its estimated bias field.

    N4 (Tustison et al. 2010, doi:10.1109/TMI.2010.2046908) fits a smooth field by which the
    histogram of the body gets sharpest. The field is so smooth that block means show all of it;
    it is estimated there, by one thread, so that the result is the same on every machine of a
    kind, and brought to the volume's grid linearly.

    Parameters
    ----------
    intensity : ndarray, shape (slices, rows, columns)
        It is not changed.

    Returns
    -------
    ndarray of float32, same shape
    """
    sitk.ProcessObject.SetGlobalDefaultNumberOfThreads(1)
    factors = [max(1, -(-n // most)) for n, most in zip(intensity.shape, _MOST, strict=True)]
    small = _block_means(intensity, factors)
    field = _log_field(small)
    weights = [_interpolation(n, f) for n, f in zip(intensity.shape, factors, strict=True)]
    result = np.empty(intensity.shape, dtype="float32")
    for number, values in enumerate(intensity):
        plane = np.tensordot(weights[0][number], field, axes=1)
        result[number] = values / np.exp(weights[1] @ plane @ weights[2].T)
    return result


_MOST = (ALONG, IN_PLANE, IN_PLANE)


def body(intensity: np.ndarray) -> np.ndarray:
    """Say which voxels are body and not air; holes within a slice are filled.

    Parameters
    ----------
    intensity : ndarray, shape (slices, rows, columns)

    Returns
    -------
    ndarray of bool, same shape
    """
    bright = intensity > BODY * np.percentile(intensity, 99)
    return np.stack([binary_fill_holes(plane) for plane in bright])


def _block_means(volume: np.ndarray, factors: list[int]) -> np.ndarray:
    """Means of blocks; the last block of an axis may be smaller."""
    for axis, factor in enumerate(factors):
        starts = np.arange(0, volume.shape[axis], factor)
        sums = np.add.reduceat(volume, starts, axis=axis, dtype="float32")
        sizes = np.diff([*starts, volume.shape[axis]]).astype("float32")
        volume = sums / sizes.reshape([-1 if a == axis else 1 for a in range(3)])
    return volume


def _log_field(small: np.ndarray) -> np.ndarray:
    image = sitk.GetImageFromArray(small.astype("float32"))
    mask = sitk.GetImageFromArray(body(small).astype("uint8"))
    n4 = sitk.N4BiasFieldCorrectionImageFilter()
    n4.SetMaximumNumberOfIterations(ITERATIONS)
    n4.SetConvergenceThreshold(CONVERGENCE)
    n4.SetNumberOfControlPoints([4] * 3)
    n4.Execute(image, mask)
    return sitk.GetArrayFromImage(n4.GetLogBiasFieldAsImage(image))


def _interpolation(n: int, factor: int) -> np.ndarray:
    """Weights, shape (n, blocks), by which values at the blocks' centres give those between."""
    edges = np.unique([*range(0, n, factor), n])
    centres = (edges[:-1] + edges[1:] - 1) / 2
    return np.stack([np.interp(np.arange(n), centres, unit) for unit in np.eye(len(centres))], 1)
