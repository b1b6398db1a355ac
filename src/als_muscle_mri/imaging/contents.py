"""What the voxels of a volume and its mask say about them, once they are read."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from als_muscle_mri.imaging.labels import Label
from als_muscle_mri.inputs.problems import Problem

LEAST_WITHIN = 0.5
"""Part of what a mask marks that lies in its volume; with less it is taken for another one's."""

INDICES, SHOWN = 2**16, 5
"""Indices a mask can have; values of it that a message names."""


def counts(mask: np.ndarray) -> Counter:
    """How often each value occurs, slice by slice: sorting all voxels takes twice their memory.

    Of an image with more values than a mask can have, the first slices are enough.

    Examples
    --------
    >>> sorted(counts(np.array([[[0, 2]], [[2, 2]]])).items())
    [(0, 1), (2, 3)]
    """
    found: Counter = Counter()
    for plane in mask:
        if len(found) > INDICES:
            break
        values, n = np.unique(plane, return_counts=True)
        found.update(dict(zip(values.tolist(), n.tolist(), strict=True)))
    return found


def labelled(found: Counter, labels: Iterable[Label]) -> int:
    """Voxels that have an index of the label table."""
    return sum(found[label.index] for label in labels)


def volume_problems(intensity: np.ndarray, shown: str) -> list[Problem]:
    """Find a volume without content. Voxels that are no numbers were 0 for its reader already."""
    if intensity.min() < intensity.max():
        return []
    rule, fix = "the volume is empty: all voxels are alike", "Export the volume again."
    return [Problem(shown, None, None, None, rule, fix)]


def mask_problems(found: Counter, labels: Iterable[Label], shown: str) -> list[Problem]:
    """Find a mask without content, of other values than indices, or of others than the table's.

    Parameters
    ----------
    found : Counter
        Its values, as :func:`counts` gives them.
    labels : iterable of Label
        The label table.
    shown : str
        What to call the mask in problems.
    """
    if not all(value == value // 1 and 0 <= value < INDICES for value in found):
        rule = f"a mask holds whole numbers from 0 to {INDICES - 1}"
        return [Problem(shown, None, None, None, rule, "Export the labels, not probabilities.")]
    drawn = sorted(found.keys() - {0})
    if not drawn:
        rule = "the mask is empty: all its voxels are 0"
        return [Problem(shown, None, None, None, rule, "Add the mask with the muscles drawn.")]
    if not labelled(found, labels):
        told = ", ".join(f"{value:g}" for value in drawn[:SHOWN])
        rule = "the label table names indices that the mask has"
        return [Problem(shown, None, None, told, rule, "Mend the table, or add the right mask.")]
    return []


def name_problems(
    own: Mapping[int, str], table: Mapping[int, str], shown: str
) -> Iterator[Problem]:
    """Find indices that the mask itself calls otherwise than the table, as another version would.

    Parameters
    ----------
    own, table : mapping
        Index to name, by the header of the mask and by the label table.
    shown : str
        What to call the mask in problems.

    Examples
    --------
    >>> found = name_problems({1: "soleus_left", 2: "tibia"}, {1: "Soleus left", 2: "fibula"}, "m")
    >>> [problem.value for problem in found]
    ['2']
    """
    for index in sorted(own.keys() & table.keys()):
        if _letters(own[index]) != _letters(table[index]):
            rule = "the mask's header has another name for this index than the label table"
            fix = "Take the table of the task and version that made the mask, or mend its names."
            yield Problem(shown, None, "index", str(index), rule, fix)


def _letters(name: str) -> str:
    return re.sub(r"[\W_]", "", name).casefold()


def place_problems(share: float, shown: str) -> list[Problem]:
    """A mask of another place, told by how much of what it marks lies within the volume."""
    if share >= LEAST_WITHIN:
        return []
    part = f"only {100 * share:.0f} % of what the mask marks" if share else "nothing of the mask"
    fix = "Take the mask of this volume, with the header of the volume it was drawn on."
    return [Problem(shown, None, None, None, f"{part} lies within the volume", fix)]


def side_problems(mask: np.ndarray, labels: Sequence[Label], shown: str) -> list[Problem]:
    """Find sides exchanged: most muscles drawn on both have the right one further to the left.

    Parameters
    ----------
    mask : ndarray of uint16, shape (slices, rows, columns)
        Columns run to the patient's left.
    labels, shown
        As in :func:`mask_problems`.
    """
    place = _columns(mask, labels)
    both = [muscle for side, muscle in place if side == "right" and ("left", muscle) in place]
    wrong = [muscle for muscle in both if place["right", muscle] > place["left", muscle]]
    if len(wrong) <= len(both) / 2:
        return []
    rule = "what is called right lies on the patient's left, by the header"
    fix = "Mend the sides of the label table, or convert the image again from its source."
    return [Problem(shown, None, None, None, rule, fix)]


def _columns(mask: np.ndarray, labels: Iterable[Label]) -> dict[tuple[str, str], float]:
    """Mean column of each side and muscle that is there."""
    sums, n = np.zeros((2, INDICES))
    columns = np.broadcast_to(np.arange(mask.shape[2]), mask.shape[1:]).ravel()
    for plane in mask:
        sums += np.bincount(plane.ravel(), columns, minlength=INDICES)
        n += np.bincount(plane.ravel(), minlength=INDICES)
    there = [label for label in labels if n[label.index]]
    return {(one.side, one.muscle_id): sums[one.index] / n[one.index] for one in there}
