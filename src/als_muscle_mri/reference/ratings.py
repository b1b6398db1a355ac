"""What two raters wrote down in two sessions, given the grades their majority must give.

The paper states a bound on the coefficients of variation within and between raters, in every
region. For a region score that is narrow: in the iliopsoas and gluteus maximus a single
difference of one grade would exceed it. So the raters mostly disagree in ways that leave a
region's score as it is (one muscle a grade higher, its neighbour a grade lower), and otherwise
where the limit leaves room.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from als_muscle_mri.reference.muscles import WORST, Grades
from als_muscle_mri.reference.printed import Print
from als_muscle_mri.statistics import coefficient_of_variation

READINGS = (("R1", 1), ("R1", 2), ("R2", 1), ("R2", 2))
"""Rater and session of each reading, in the order of the columns below."""

COMPARED = ((0, 1), (2, 3), (0, 2), (1, 3))
"""Pairs of readings the limit holds for: each rater's sessions, both raters in each session."""

DEPARTURES = ((0,), (1,), (2,), (3,), (2, 3))
"""Readings that may depart from the consensus together. The majority of the four always keeps
the consensus; when both of the second rater's depart, the tie goes to the first rater."""

MARGIN_PERCENT = 0.2
"""Coefficients of variation stay so far below the printed bound."""

EXCHANGE_CHANCE, SHIFTS_TRIED, ATROPHY_CHANCE = 0.4, 60, 0.04
"""Chance of an exchange in a region of one subject and side; single shifts tried a region;
chance that a reading of a muscle's atrophy departs."""

Readings = NDArray[np.int64]


@dataclass(frozen=True)
class Block:
    """The muscles of one region in one subject and side, as row numbers of the readings."""

    rows: tuple[int, ...]


def read_grades(
    printed: Print, grades: Grades, region_of: dict[str, str], rng: np.random.Generator
) -> Readings:
    """Give four readings of every grade, in the order of `grades` (rows) and `READINGS`."""
    readings = np.repeat(np.array(list(grades.values()))[:, None], len(READINGS), axis=1)
    by_region: dict[str, dict[tuple[str, str], list[int]]] = {}
    for row, (subject, side, muscle) in enumerate(grades):
        blocks = by_region.setdefault(region_of[muscle], {})
        blocks.setdefault((subject, side), []).append(row)
    for name, blocks in by_region.items():
        region = [Block(tuple(rows)) for rows in blocks.values()]
        touched = _exchange(readings, region, rng)
        _shift(readings, region, touched, _limit_percent(printed, name), rng)
    return readings


def read_atrophy(atrophied: NDArray[np.bool_], rng: np.random.Generator) -> NDArray[np.bool_]:
    """Give four readings of every muscle's atrophy; a few depart from the consensus."""
    readings = np.repeat(atrophied[:, None], len(READINGS), axis=1)
    for row in np.flatnonzero(rng.random(len(atrophied)) < ATROPHY_CHANCE):
        readings[row, _departure(rng)] ^= True
    return readings


def coefficients_of_variation(first: NDArray, second: NDArray) -> tuple[float, float]:
    """Within-subject coefficient of variation of paired scores in percent, in two senses.

    The first divides the root of the mean within-subject variance by the grand mean, the second
    is the root mean square of each subject's own coefficient, where its mean is above 0.

    Examples
    --------
    >>> [round(v, 2) for v in coefficients_of_variation(np.array([1., 1.]), np.array([1., 1.2]))]
    [9.52, 9.09]
    """
    variance = (first - second) ** 2 / 2
    mean = (first + second) / 2
    own = variance[mean > 0] / mean[mean > 0] ** 2
    return coefficient_of_variation(first, second).estimate, 100 * float(np.sqrt(own.mean()))


def _departure(rng: np.random.Generator) -> list[int]:
    return list(DEPARTURES[rng.integers(len(DEPARTURES))])


def _exchange(readings: Readings, region: list[Block], rng: np.random.Generator) -> set[int]:
    """Raise one muscle and lower another in the same readings, here and there."""
    touched: set[int] = set()
    for block in region:
        raisable = [row for row in block.rows if readings[row, 0] < WORST]
        lowerable = [row for row in block.rows if readings[row, 0] > 0]
        if rng.random() >= EXCHANGE_CHANCE or not raisable or not lowerable:
            continue
        up, down = int(rng.choice(raisable)), int(rng.choice(lowerable))
        if up == down:
            continue
        at = _departure(rng)
        readings[up, at] += 1
        readings[down, at] -= 1
        touched |= {up, down}
    return touched


def _limit_percent(printed: Print, region: str) -> float:
    bounds = [
        printed.bound("region_score", "cv_percent", level=level, region=region)
        for level in ("within", "between")
    ]
    return min(bounds) - MARGIN_PERCENT


def _shift(
    readings: Readings,
    region: list[Block],
    touched: set[int],
    limit: float,
    rng: np.random.Generator,
) -> None:
    """Change single readings by one grade as long as the region's variation stays in the limit."""
    free = [row for block in region for row in block.rows if row not in touched]
    for row in rng.permutation(free)[:SHIFTS_TRIED]:
        at, step = _departure(rng), int(rng.choice([-1, 1]))
        changed = readings[row, at] + step
        if changed.min() < 0 or changed.max() > WORST:
            continue
        readings[row, at] = changed
        if not _within_limit(readings, region, limit):
            readings[row, at] = changed - step


def _within_limit(readings: Readings, region: list[Block], limit: float) -> bool:
    scores = np.array([readings[list(block.rows)].mean(axis=0) for block in region])
    return all(
        max(coefficients_of_variation(scores[:, a], scores[:, b])) <= limit for a, b in COMPARED
    )
