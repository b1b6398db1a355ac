"""Which pictures stand beside each other: controls and patients, one row a body segment."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from als_muscle_mri.imaging.pictures import Picture
from als_muscle_mri.imaging.results import Images
from als_muscle_mri.inputs import Cohort

EACH = 2
"""Subjects of each group in a row, where cohort.yml does not name them."""


@dataclass(frozen=True)
class Panel:
    """One picture of a figure.

    Attributes
    ----------
    picture : Picture
        The slice.
    group : str
        ``patient`` or ``control``.
    grades : dict
        (side, muscle_id) to the readers' consensus grade.
    """

    picture: Picture
    group: str
    grades: dict[tuple[str, str], int]


def panels(found: Images, data: Cohort, grades: pd.DataFrame) -> dict[str, list[Panel]]:
    """Choose the pictures of each body segment.

    Subjects are those that ``panels`` of cohort.yml names; without it, of the patients with images
    the two with the highest mean grade in that segment, and of the controls the two with the
    lowest, ties in the order of subjects.csv.

    Parameters
    ----------
    found : Images
        The cohort's images.
    data : Cohort
        Groups and settings.
    grades : DataFrame
        Consensus grades of the readers.

    Returns
    -------
    dict
        Body segment to panels, controls first.
    """
    groups = dict(zip(data.subjects["subject_id"], data.subjects["group"], strict=True))
    keys = [grades[name].astype(str) for name in ("subject_id", "side", "muscle_id")]
    known = dict(zip(zip(*keys, strict=True), grades["grade"].astype(int), strict=True))
    made: dict[str, list[Panel]] = {}
    for segment in data.atlas["body_segment"].unique():
        pictures = [one for one in found.pictures if one.segment == segment]
        named = data.panels.get(segment) or _clearest(pictures, groups, known)
        shown = [
            Panel(picture, groups[subject], _own(known, subject, picture))
            for subject in named
            for picture in pictures
            if picture.subject_id == subject
        ]
        made |= {segment: sorted(shown, key=lambda one: one.group != "control")} if shown else {}
    return made


Known = dict[tuple[str, str, str], int]


def _own(known: Known, subject: str, picture: Picture) -> dict[tuple[str, str], int]:
    keys = [(label.side, label.muscle_id) for label in picture.labels]
    return {key: known[subject, *key] for key in keys if (subject, *key) in known}


def _clearest(pictures: Sequence[Picture], groups: dict[str, str], known: Known) -> list[str]:
    """Two of each group: the patients with the highest mean grade, the controls with the lowest."""
    means = {}
    for picture in pictures:
        own = _own(known, picture.subject_id, picture)
        if own:
            means[picture.subject_id] = sum(own.values()) / len(own)
    controls = [one for one in means if groups[one] == "control"]
    patients = [one for one in means if groups[one] == "patient"]
    return sorted(controls, key=means.get)[:EACH] + sorted(patients, key=lambda p: -means[p])[:EACH]
