"""The drawn body holds its regions, and no region lies on another."""

import itertools

import numpy as np
import pytest

from als_muscle_mri.inputs import load_cohort
from als_muscle_mri.report.figures.body_shapes import OUTLINE, VIEWS, body, smooth

FINE = 40
"""Points a curve is cut into for the comparison."""


def curve(shape, half: int) -> np.ndarray:
    return smooth(shape.points, half).interpolated(1).to_polygons(closed_only=False)[0]


def inside(shape, half: int) -> np.ndarray:
    """A grid of points within a region."""
    low, high = np.array(shape.points).min(0), np.array(shape.points).max(0)
    across, up = np.meshgrid(np.linspace(low[0], high[0], FINE), np.linspace(low[1], high[1], FINE))
    grid = np.column_stack([half * across.ravel(), up.ravel()])
    return grid[smooth(shape.points, half).contains_points(grid)]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("half", [1, -1])
def test_regions_lie_within_the_body_and_beside_each_other(view, half):
    for shape in VIEWS[view].values():
        points = curve(shape, half)
        assert body().contains_points(points).all()
        assert (half * points[:, 0] > 0).all()
        assert smooth(shape.points, half).contains_point((half * shape.anchor[0], shape.anchor[1]))
    for one, other in itertools.permutations(VIEWS[view].values(), 2):
        assert not smooth(other.points, half).contains_points(inside(one, half)).any()


def test_every_region_of_the_atlas_has_one_place():
    drawn = [region for shapes in VIEWS.values() for region in shapes]
    assert sorted(drawn) == sorted(load_cohort("pavia-2018").atlas["region"].unique())


def test_the_body_is_its_own_mirror_image():
    grid = np.column_stack([axis.ravel() for axis in np.mgrid[1:45:23j, 1:157:79j]])
    np.testing.assert_array_equal(
        body().contains_points(grid), body().contains_points(grid * (-1, 1))
    )
    assert min(x for x, _ in OUTLINE) > 0
