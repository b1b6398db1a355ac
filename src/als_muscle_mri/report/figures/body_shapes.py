"""The drawn body: outline and regions as points, in hundredths of about a metre and 80.

The right half of the picture is written down; the left half is its mirror image. x is 0 in the
middle, y is 0 at the soles.
"""

from dataclasses import dataclass

import numpy as np
from matplotlib.path import Path

OUTLINE = (
    *((4.4, 156), (4.6, 151), (8, 147.5), (15, 145.5), (20.5, 142), (23.2, 135), (24.6, 124)),
    *((27, 112), (31, 101), (34.5, 89), (36.3, 82), (39.5, 76), (40.6, 69), (39.4, 62.5)),
    *((36.6, 61.5), (34.4, 66.5), (33.4, 73), (32.6, 80), (28.6, 90), (24, 102), (21, 113)),
    *((19.4, 122), (18, 130), (16.8, 121), (15, 111), (14.4, 106), (16, 98), (17.9, 90)),
    *((18.6, 80), (17.6, 67), (15.2, 54), (13.6, 48), (14.8, 39), (13.8, 29), (10.8, 15)),
    *((10.4, 8), (14.2, 2.5), (13.4, 0.2), (6, 0.2), (4.8, 3), (5.6, 9), (4.6, 20)),
    *((3.6, 34), (4.4, 46), (3.6, 56), (2.2, 68), (1.2, 80), (0.6, 84)),
)
HEAD = (0, 166.5, 19, 25.5)
"""Centre, width and height."""


@dataclass(frozen=True)
class Shape:
    """A region as it is drawn on one view.

    Parameters
    ----------
    points : tuple of pairs
        Corners of its smoothed outline, on the positive half.
    anchor : pair
        Where the line from its label ends.
    label_height : float
        y of the label beside the body.
    """

    points: tuple[tuple[float, float], ...]
    anchor: tuple[float, float]
    label_height: float


FRONT = {
    "iliopsoas": Shape(
        (
            *((1.2, 116), (3.8, 116), (5.6, 106), (12.6, 101), (12.2, 95), (8.8, 88)),
            *((7, 80.5), (4.8, 80.5), (4.6, 90), (2.2, 103)),
        ),
        anchor=(9.5, 97),
        label_height=118,
    ),
    "hand": Shape(
        (
            *((32.8, 80.5), (36.2, 81.5), (39.3, 75.5), (40.2, 69), (39, 63), (36.8, 62)),
            *((34.8, 66.8), (33.8, 73)),
        ),
        anchor=(38.6, 72),
        label_height=80,
    ),
    "anterior_thigh": Shape(
        (
            (4, 57),
            (3, 68),
            (4, 77),
            (10, 85),
            (16.6, 84),
            (17.6, 76),
            (16.6, 66),
            (13.6, 54),
            (8, 53),
        ),
        anchor=(14.5, 66),
        label_height=53,
    ),
    "anterior_calf": Shape(
        ((8.8, 47), (12.6, 46.5), (13.9, 38), (12.8, 29), (10, 15), (8.6, 15), (8, 30)),
        anchor=(12, 34),
        label_height=26,
    ),
}
BACK = {
    "paraspinals": Shape(
        (
            (0.9, 147),
            (3.4, 145),
            (4.6, 130),
            (4.9, 112),
            (5.2, 106),
            (3, 98),
            (0.9, 98.5),
            (0.9, 120),
        ),
        anchor=(3.6, 118),
        label_height=124,
    ),
    "gluteus_maximus": Shape(
        ((1, 91), (4.5, 98), (12, 98.5), (16.6, 92), (17, 84), (12, 79), (4.5, 79), (1.2, 83)),
        anchor=(13, 89),
        label_height=92,
    ),
    "posterior_thigh": Shape(
        ((4, 57), (2.9, 68), (2.6, 76.5), (8, 76.4), (16.8, 79.5), (17.2, 70), (14.6, 55), (9, 53)),
        anchor=(14, 66),
        label_height=58,
    ),
    "posterior_calf": Shape(
        (
            (4.9, 46),
            (8.8, 49),
            (12.8, 46.5),
            (14, 38),
            (12.4, 27),
            (9.6, 18),
            (7, 18),
            (5, 28),
            (4.4, 36),
        ),
        anchor=(11.5, 36),
        label_height=27,
    ),
}
VIEWS = {"front": FRONT, "back": BACK}


def smooth(points: tuple[tuple[float, float], ...], half: int) -> Path:
    """A closed curve along points, on the positive half (1) or mirrored (-1).

    Examples
    --------
    >>> corners = ((0, 0), (2, 0), (2, 2), (0, 2))
    >>> smooth(corners, 1).contains_point((1, 1)), smooth(corners, -1).contains_point((1, 1))
    (True, False)
    """
    corners = np.array(points, dtype=float) * (half, 1)
    middles = (corners + np.roll(corners, -1, axis=0)) / 2
    curve = np.stack([np.roll(corners, -1, axis=0), np.roll(middles, -1, axis=0)], axis=1)
    vertices = np.vstack([middles[:1], curve.reshape(-1, 2)])
    return Path(vertices, [Path.MOVETO, *[Path.CURVE3] * (2 * len(corners))])


def body() -> Path:
    """The outline of the body without the head.

    Examples
    --------
    >>> body().contains_point((0, 120)), body().contains_point((0, 40))
    (True, False)
    """
    mirrored = tuple((-x, y) for x, y in reversed(OUTLINE))
    return smooth(OUTLINE + mirrored, 1)
