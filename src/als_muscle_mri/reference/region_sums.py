"""The sums of Mercuri grades a region may have had, one side at a time.

A region score is the mean grade of the region's muscles, so a score times the number of muscles
is a whole number. For each region and side the complete set of datasets that agree with the print
is found, and one member of it is drawn. The left side is another member than the right of a set
found in the same way, with the numbers of subjects scanned on the left.
"""

from collections.abc import Mapping
from dataclasses import replace
from math import ceil

import numpy as np
from numpy.typing import NDArray

from als_muscle_mri.inputs import SIDES
from als_muscle_mri.reconstruct import CompleteSet, Summary, complete_set, nearest_p
from als_muscle_mri.reference.availability import Scanned
from als_muscle_mri.reference.printed import Print
from als_muscle_mri.reference.regions import Region

PARTS = ("spinal", "bulbar", "control")

SMALL_RANGE, LEAST_CHOICE = 0.25, 2
"""The discussion calls the range of values small, and no control with all muscles of a region
replaced by fat is likely. So a member is drawn from the quarter of the set, and from two members
at least, whose highest sums of patients and of controls together are the smallest; members that
tie with the last of them belong to the choice too."""

LEFT_TO_RIGHT = 1.25
"""The discussion sees no asymmetry: no sum of the left side is higher than the highest of the
same group on the right by more than this factor, rounded up."""

DECIMALS_OF_NEAREST = 6
"""With so many decimals the p nearest a printed one is asked for in its place."""

Sums = dict[str, tuple[int, ...]]
"""Rising grade sums of a region and side by part of the cohort (spinal, bulbar, control)."""

Sets = dict[tuple[str, str], CompleteSet]
"""Complete sets by (region, side)."""


def complete_sets(printed: Print, parts: list[Region], who: Scanned) -> Sets:
    """Find the complete set of every region and side.

    Where both sides print the same of the same numbers of subjects, the set is the same too.

    Examples
    --------
    >>> from als_muscle_mri.inputs import data_folder
    >>> from als_muscle_mri.reference.printed import read_print
    >>> printed, gluteus = read_print(data_folder()), ("gluteus_maximus",)
    >>> part = Region("gluteus_maximus", "pelvis", "lower_limb", gluteus)
    >>> who = dict.fromkeys([(part.region, side) for side in SIDES], printed.subject_ids)
    >>> complete_sets(printed, [part], who)["gluteus_maximus", "left"].count
    1
    """
    muscles = {part.region: len(part.muscles) for part in parts}
    sets: Sets = {}
    for side in SIDES:
        counts = {
            (region, part): sum(printed.part_of(subject) == part for subject in who[region, side])
            for region in muscles
            for part in PARTS
        }
        for summary in printed.summaries(side, muscles, counts):
            known = sets.get((summary.name, "right"))
            same = known is not None and known.summary == summary
            sets[summary.name, side] = known if same else nearest_set(summary)
    return sets


def nearest_set(summary: Summary) -> CompleteSet:
    """Find the datasets that agree with a summary, or that come nearest it.

    Where no data have the printed p of the two groups, the nearest p that any data have is asked
    for instead; where then no data have a p of a part, it is left out. Of the study's regions only
    the left hand is such a one.

    Raises
    ------
    ValueError
        When no data have the printed quartiles.

    Examples
    --------
    >>> from als_muscle_mri.reconstruct import Group
    >>> groups = (Group("patient", 6, "0", "0", "0.5"), Group("control", 6, "0", "0", "0"))
    >>> printed = {("patient", "control"): "0.142", ("spinal", "control"): "0.081"}
    >>> hand = Summary("hand", 10, groups, printed, {"spinal": 4, "bulbar": 2})
    >>> nearest_set(hand).summary.p
    {('patient', 'control'): '0.139649'}
    """
    found = complete_set(summary)
    while found.broken:
        summary = _without(summary, found.broken.figure)
        found = complete_set(summary)
    return found


def _without(summary: Summary, figure: str) -> Summary:
    """Ask for the nearest p in place of the broken one, or not for it, if it is one of a part."""
    broken = next((pair for pair in summary.p if figure == f"p of {' v '.join(pair)}"), None)
    if broken is None:
        raise ValueError(f"{summary.name}: no data have the {figure}")
    rest = {pair: text for pair, text in summary.p.items() if pair != broken}
    if set(broken) & set(summary.parts):
        return replace(summary, p=rest)
    nearest = f"{nearest_p(summary):.{DECIMALS_OF_NEAREST}f}"
    if nearest == summary.p[broken]:
        raise ValueError(f"{summary.name}: no data have the {figure}, {nearest}")
    return replace(summary, p={broken: nearest} | rest)


def draw_sides(sets: Mapping[str, CompleteSet], rng: np.random.Generator) -> dict[str, Sums] | None:
    """Draw a member for the right side, and one for the left that does not rise far above it.

    Parameters
    ----------
    sets : mapping
        Complete set by side.
    rng : numpy.random.Generator
        Source of the draw.

    Returns
    -------
    dict or None
        Sums by side; None where no member of the left set keeps below the right one drawn.
    """
    right = sets["right"]
    row = int(rng.choice(small_range(right, np.arange(right.count))))
    left = sets["left"]
    keeps = (left.whole.max(axis=1) <= _ceiling(right.whole[row])) & (
        left.other.max(axis=1) <= _ceiling(right.other[row])
    )
    if not keeps.any():
        return None
    other = int(rng.choice(small_range(left, np.flatnonzero(keeps))))
    return {"right": member(right, row), "left": member(left, other)}


def small_range(found: CompleteSet, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Choose the members of `rows` with the smallest highest sums; see ``SMALL_RANGE``.

    Examples
    --------
    >>> from als_muscle_mri.reconstruct import Group
    >>> groups = (Group("patient", 7, "0", "0", "0.5"), Group("control", 7, "0", "0", "0"))
    >>> found = complete_set(Summary("hand", 10, groups, {("patient", "control"): "0.142"}))
    >>> found.count, found.whole[small_range(found, np.arange(found.count))].max(axis=1).tolist()
    (25, [6, 7, 8, 9, 10, 11, 12])
    """
    highest = found.whole[rows].max(axis=1) + found.other[rows].max(axis=1)
    size = min(len(rows), max(LEAST_CHOICE, ceil(SMALL_RANGE * len(rows))))
    return rows[highest <= np.sort(highest)[size - 1]]


def member(found: CompleteSet, row: int) -> Sums:
    """Give one dataset of a complete set by part of the cohort."""
    return {part: tuple(found.samples[part][row].tolist()) for part in PARTS}


def _ceiling(sums: NDArray) -> int:
    return ceil(LEFT_TO_RIGHT * int(sums.max()))
