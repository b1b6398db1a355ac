"""The sums of Mercuri grades a region may have had in each group, one side at a time.

A region score is the mean grade of the region's muscles, so a score times the number of muscles
is a whole number. For the right side one set of sums that agrees with everything printed stands
below; for the left another is drawn at random from all that agree.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from als_muscle_mri.reference.matching import (
    printed_interval,
    quartiles_match,
    rank_sum_p,
    search,
)
from als_muscle_mri.reference.published import (
    BULBAR_DIFFERS,
    LEFT_HAND_P,
    P_TOLERANCE,
    SIGNIFICANCE,
    TABLE_2,
    Printed,
)

LEFT_TO_RIGHT = 1.25
"""The discussion calls the range of values small and sees no asymmetry: no sum of the left side
is higher than the highest of the same group on the right by more than this factor."""

PAIRS_A_DRAW = 4000


@dataclass(frozen=True)
class Sums:
    """Grade sums of one region and side: spinal patients, bulbar patients, controls."""

    spinal: tuple[int, ...]
    bulbar: tuple[int, ...]
    controls: tuple[int, ...]


RIGHT_SUMS = {
    "hand": Sums((0, 0, 0, 5, 6), (0, 0), (0,) * 7),
    "paraspinals": Sums((3, 3, 3, 3, 3, 6, 6, 6), (3, 3), (0, 0, 3, 3, 3, 3, 3, 4)),
    "iliopsoas": Sums((0, 0, 0, 1, 2, 2, 2, 3), (2, 4), (0, 0, 0, 0, 0, 0, 0, 1, 3)),
    "gluteus_maximus": Sums((1, 1, 1, 1, 2, 2, 3, 3), (1, 1), (0, 0, 1, 1, 1, 2, 2, 2, 2)),
    "anterior_thigh": Sums((0, 2, 3, 4, 4, 4, 4, 5), (0, 3), (0, 0, 0, 3, 4, 4, 4, 4, 4)),
    "posterior_thigh": Sums((0, 2, 7, 7, 7, 7, 7, 15), (6, 7), (0, 0, 0, 6, 7, 7, 7, 10, 14)),
    "anterior_calf": Sums((0, 3, 3, 4, 4, 4, 4, 5), (0, 2), (0, 0, 0, 0, 0, 0, 2, 2, 4)),
    "posterior_calf": Sums((0, 3, 3, 3, 3, 4, 4, 4), (1, 4), (0, 1, 1, 2, 2, 2, 3, 3, 3)),
}
"""Right side: one of the sets that agree with all that is printed of the region."""


def left_sums(
    region: str, n_muscles: int, sizes: tuple[int, int, int], rng: np.random.Generator
) -> Sums:
    """Draw sums for the left side that agree with Table 2 and the subgroup results.

    Parameters
    ----------
    region : str
        Region id of Table 2.
    n_muscles : int
        Muscles the region has on a side.
    sizes : tuple of int
        Number of spinal patients, bulbar patients and controls scanned.
    rng : numpy.random.Generator
        Source of the draw.

    Raises
    ------
    RuntimeError
        When nothing that agrees is found.

    Examples
    --------
    >>> sums = left_sums("gluteus_maximus", 1, (8, 2, 9), np.random.default_rng(1))
    >>> len(sums.spinal), len(sums.bulbar), len(sums.controls)
    (8, 2, 9)
    """
    n_spinal, n_bulbar, n_controls = sizes
    row = TABLE_2[region]
    right = RIGHT_SUMS[region]
    ceiling = LEFT_TO_RIGHT * max(right.spinal + right.bulbar), LEFT_TO_RIGHT * max(right.controls)
    highest = [min(math.ceil(sum_), 3 * n_muscles) for sum_ in ceiling]
    patients = multisets(n_spinal + n_bulbar, n_muscles, highest[0], row.patients)
    controls = multisets(n_controls, n_muscles, highest[1], row.controls)

    def draw() -> Sums | None:
        x = rng.choice(patients, PAIRS_A_DRAW)
        y = rng.choice(controls, PAIRS_A_DRAW)
        target = LEFT_HAND_P if region == "hand" else row.p
        near = np.abs(rank_sum_p(x, y) - target) <= P_TOLERANCE
        splits = (
            _split(region, *pair, n_bulbar, rng) for pair in zip(x[near], y[near], strict=True)
        )
        return next((sums for sums in splits if sums is not None), None)

    return search(draw, f"set of grade sums for the left {region}", attempts=500)


def _split(
    region: str,
    patients: NDArray[np.int64],
    controls: NDArray[np.int64],
    n_bulbar: int,
    rng: np.random.Generator,
) -> Sums | None:
    """Say which of the patients were bulbar, in keeping with the subgroup results."""
    places = np.array(list(combinations(range(len(patients)), n_bulbar)))
    places = rng.permutation(places)
    bulbar = patients[places]
    spinal = np.array([np.delete(patients, row) for row in places])
    agrees = (rank_sum_p(spinal, bulbar) > SIGNIFICANCE) & (
        (rank_sum_p(bulbar, controls) <= SIGNIFICANCE) == (region in BULBAR_DIFFERS)
    )
    if region == "hand":
        # Six left hands cannot give the printed 0.081; the bulbar ones are normal as on the right.
        agrees &= bulbar.max(axis=1) == 0
    else:
        agrees &= np.abs(rank_sum_p(spinal, controls) - TABLE_2[region].spinal_p) <= P_TOLERANCE
    if not agrees.any():
        return None
    pick = int(np.argmax(agrees))
    return Sums(
        tuple(spinal[pick].tolist()), tuple(bulbar[pick].tolist()), tuple(controls.tolist())
    )


def multisets(size: int, n_muscles: int, highest: int, printed: Printed) -> NDArray[np.int64]:
    """Every sorted set of `size` grade sums up to `highest` whose mean grades print as `printed`.

    Examples
    --------
    >>> multisets(3, 2, 6, Printed("1", "0.5", "1"))
    array([[1, 2, 2]])
    """
    low, high = _position_bounds(size, n_muscles, printed, highest)
    found = np.array(list(_rising(low, high)))
    return found[quartiles_match(found / n_muscles, printed)]


def _position_bounds(
    size: int, n_muscles: int, printed: Printed, highest: int
) -> tuple[list[int], list[int]]:
    """Bounds of each order statistic that the printed quartiles imply (Stata's rule)."""
    low, high = np.zeros(size), np.full(size, float(highest))
    for quarter, text in ((1, printed.q1), (2, printed.median), (3, printed.q3)):
        least, most = (bound * n_muscles for bound in printed_interval(text))
        whole, rest = divmod(size * quarter, 4)
        if rest:  # the quartile is one value, else the mean of two neighbours
            low[whole], high[whole] = least, most
        else:
            low[whole], high[whole - 1] = max(low[whole], least), min(high[whole - 1], most)
    low = np.ceil(np.maximum.accumulate(low) - 1e-9)
    high = np.floor(np.minimum.accumulate(high[::-1])[::-1] + 1e-9)
    return low.astype(int).tolist(), high.astype(int).tolist()


def _rising(low: list[int], high: list[int], start: int = 0) -> Iterator[tuple[int, ...]]:
    if not low:
        yield ()
        return
    for value in range(max(low[0], start), high[0] + 1):
        for rest in _rising(low[1:], high[1:], value):
            yield (value, *rest)
