"""Which grids of voxels are taken, whatever the format."""

from collections.abc import Iterator, Sequence
from math import prod

from als_muscle_mri.inputs.problems import Problem

MOST_VOXELS = 2**27
"""134 million: four times a volume of 512 by 512 by 120, half a gigabyte as 32-bit numbers."""

FEWEST = 3
"""Voxels along each axis in the plane; below that nothing can be measured."""

SPACING_MM = (0.05, 50.0)
"""What a distance between voxels can be."""


def grid_problems(
    size: Sequence[int], spacing_mm: Sequence[float], shown: str
) -> Iterator[Problem]:
    """Find a grid that is no volume, too large to be held, or of a spacing that cannot be.

    Parameters
    ----------
    size : sequence of int
        Voxels along each axis.
    spacing_mm : sequence of float
        Distances between them.
    shown : str
        What to call the file in problems.

    Examples
    --------
    >>> [problem.rule for problem in grid_problems((9, 9, 9), (1.0, 1.0, 0.0), "a.nii")]
    ['voxels lie 0.05 to 50 mm apart']
    """
    told = " x ".join(map(str, size))
    volume = "Export one T1-weighted volume of three dimensions."
    if len(size) != 3:
        yield Problem(shown, None, "size", told, "a volume has three dimensions", volume)
        return
    if min(size) < 1 or sorted(size)[1] < FEWEST:
        rule = f"a volume has at least {FEWEST} voxels along two axes"
        yield Problem(shown, None, "size", told, rule, volume)
    if prod(size) > MOST_VOXELS:
        rule = f"a volume has at most {MOST_VOXELS} voxels, so that it fits into memory"
        yield Problem(shown, None, "size", told, rule, "Cut it, or resample it to larger voxels.")
    low, high = SPACING_MM
    if not all(low <= step <= high for step in spacing_mm):
        steps = " x ".join(f"{step:g}" for step in spacing_mm)
        rule = f"voxels lie {low:g} to {high:g} mm apart"
        yield Problem(shown, None, "spacing", steps, rule, "Mend the header's spacing, in mm.")
