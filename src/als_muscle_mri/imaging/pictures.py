"""One slice of each body segment of a scan, ready to be drawn: the same window for everybody."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from als_muscle_mri.imaging.contents import counts
from als_muscle_mri.imaging.labels import SUBCUTANEOUS_FAT, Label
from als_muscle_mri.imaging.reading import Scan
from als_muscle_mri.imaging.references import Levels

WHITE = 1.15
"""What is white, as a part of the signal of fat; black is 0. The same for every picture."""

PLANES = ("axial", "coronal", "sagittal")
"""By the axis of the scan that the picture is across."""

FLIPPED = (False, True, True)
"""Whether rows run upwards: a coronal picture has the head at its top."""


@dataclass(frozen=True)
class Picture:
    """A slice.

    Attributes
    ----------
    subject_id, segment, plane : str
        Whose, of which body segment, in which direction.
    pixels : ndarray of uint8, shape (rows, columns)
        0 to 255 for 0 to ``WHITE`` times the signal of fat.
    mask : ndarray of uint16, same shape
        Indices of the labels.
    labels : tuple of Label
        Those of the segment that the slice shows.
    spacing_mm : tuple of float
        Distance between rows and between columns.
    note : str
        What has to stand on the picture; empty for a real scan.
    """

    subject_id: str
    segment: str
    plane: str
    pixels: np.ndarray
    mask: np.ndarray
    labels: tuple[Label, ...]
    spacing_mm: tuple[float, float]
    note: str


def pictures(
    scan: Scan, intensity: np.ndarray, levels: Levels, segments: Mapping[str, str], subject: str
) -> list[Picture]:
    """Take, for each body segment in a scan, the slice that shows most of its muscles.

    Of what the label table names, only that counts which the mask has: a table may be of the whole
    body.

    Parameters
    ----------
    scan : Scan
        Mask, labels and spacing.
    intensity : ndarray
        The corrected volume.
    levels : Levels
        Its reference intensities.
    segments : mapping
        muscle_id to body segment.
    subject : str
        The subject_id.
    """
    axis = int(np.argmax(scan.spacing_mm))
    there = counts(scan.mask)
    muscles = [
        label for label in scan.labels if label.muscle_id != SUBCUTANEOUS_FAT and there[label.index]
    ]
    made = []
    for segment in dict.fromkeys(segments[label.muscle_id] for label in muscles):
        own = [label for label in muscles if segments[label.muscle_id] == segment]
        indices = [label.index for label in own]
        number = _fullest(scan.mask, axis, indices)
        values, mask = (np.take(a, number, axis) for a in (intensity, scan.mask))
        mask = np.where(np.isin(mask, indices), mask, 0).astype("uint16")
        labels = tuple(label for label in own if (mask == label.index).any())
        if FLIPPED[axis]:
            values, mask = values[::-1], mask[::-1]
        pixels = np.clip(255 * values / (WHITE * levels.fat), 0, 255).astype("uint8")
        spacing = tuple(step for other, step in enumerate(scan.spacing_mm) if other != axis)
        made.append(
            Picture(subject, segment, PLANES[axis], pixels, mask, labels, spacing, scan.note)
        )
    return made


def _fullest(mask: np.ndarray, axis: int, indices: list[int]) -> int:
    """The plane across an axis with most voxels of some indices, looking at one after the other."""
    planes = (mask.take(number, axis) for number in range(mask.shape[axis]))
    return int(np.argmax([np.isin(plane, indices).sum() for plane in planes]))


def save(path: Path, made: Iterable[Picture]) -> None:
    """Write pictures as one NumPy archive, the same bytes for the same pictures."""
    arrays, about = {}, []
    for number, one in enumerate(made):
        arrays |= {f"pixels_{number}": one.pixels, f"mask_{number}": one.mask}
        facts = {key: value for key, value in vars(one).items() if key not in ("pixels", "mask")}
        about.append(facts | {"labels": [asdict(label) for label in one.labels]})
    np.savez_compressed(path, about=np.array(json.dumps(about)), **arrays)


def load(path: Path) -> list[Picture]:
    """Read what :func:`save` wrote."""
    with np.load(path) as archive:
        return [
            Picture(
                **facts
                | {
                    "labels": tuple(Label(**label) for label in facts["labels"]),
                    "spacing_mm": tuple(facts["spacing_mm"]),
                    "pixels": archive[f"pixels_{number}"],
                    "mask": archive[f"mask_{number}"],
                }
            )
            for number, facts in enumerate(json.loads(str(archive["about"])))
        ]
