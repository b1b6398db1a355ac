"""Share of fat-like signal of one muscle, with its uncertainty."""

from dataclasses import dataclass

import numpy as np

from als_muscle_mri.imaging.references import Levels


@dataclass(frozen=True)
class FatShare:
    """What was found in one muscle.

    Attributes
    ----------
    share : float
        Mean share of fat-like signal over its voxels, 0 to 1.
    error : float
        Its standard error; NaN where the muscle is in a single slice.
    df : float
        Degrees of freedom of that error, for the interval of the share.
    above_midpoint : float
        Share of voxels nearer to fat than to muscle, 0 to 1: another reading of the same.
    n_slices, n_voxels : int
        Over what the mean is.
    """

    share: float
    error: float
    df: float
    above_midpoint: float
    n_slices: int
    n_voxels: int


def fat_share(sums: np.ndarray, sizes: np.ndarray, n_above: int, levels: Levels) -> FatShare:
    r"""Refer the voxels of a muscle to pure muscle and pure fat.

    The signal of a voxel is taken as a mixture, so its share of fat is
    ``(signal - muscle) / (fat - muscle)``. The mean of that needs no threshold: noise cancels
    and voxels that hold both tissues count as what they hold. Only the mean is kept within 0
    and 1.

    Parameters
    ----------
    sums, sizes : ndarray, shape (n_slices,)
        Of the slices that show the muscle: the sum of its corrected intensities, and its voxels.
    n_above : int
        Voxels nearer to fat than to muscle.
    levels : Levels
        The references.

    Returns
    -------
    FatShare
        The error joins, by the delta method, the differences between slices, taken as a sample
        of the muscle (the ratio estimator of Cochran, Sampling Techniques, 3rd ed. 1977, section
        6.3), the errors of both references, and what is left of the bias field, which scales the
        signal of the whole muscle. Slices are often few, so the interval takes Student's t with
        the degrees of freedom of such a sum (Satterthwaite 1946, doi:10.2307/3002019); the rest
        of the field, looked for at many places, counts as known.

    Examples
    --------
    >>> found = fat_share(np.array([500.0, 500.0]), np.array([2, 2]), 2, Levels(100, 400, 0, 0))
    >>> found.share, found.error, found.n_slices
    (0.5, 0.0, 2)
    """
    span, n, voxels = levels.fat - levels.muscle, len(sizes), int(sizes.sum())
    fatty = (sums - sizes * levels.muscle) / span  # voxels' worth of fat in each slice
    share = float(fatty.sum() / voxels)
    between = np.sum((fatty - sizes * share) ** 2) * n / (n - 1) if n > 1 else np.nan
    parts = (
        (between / voxels**2, n - 1),
        (((1 - share) * levels.muscle_error / span) ** 2, levels.muscle_df),
        ((share * levels.fat_error / span) ** 2, levels.fat_df),
        (((levels.muscle / span + share) * levels.unevenness) ** 2, np.inf),
    )
    variance = sum(part for part, _ in parts)
    spread = sum(part**2 / df for part, df in parts if part > 0)
    return FatShare(
        share=min(1.0, max(0.0, share)),
        error=float(np.sqrt(variance)),
        df=float(variance**2 / spread) if spread > 0 else np.inf,
        above_midpoint=n_above / voxels,
        n_slices=n,
        n_voxels=voxels,
    )
