"""Which pictures stand beside each other: controls and patients, one row a body segment."""

from collections.abc import Iterable, Mapping
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
        (side, muscle_id) to the readers' consensus grade, of the muscles in the slice.
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
    means = _means(grades, data)
    made: dict[str, list[Panel]] = {}
    for segment in data.atlas["body_segment"].unique():
        pictures = [one for one in found.pictures if one.segment == segment]
        subjects = dict.fromkeys(one.subject_id for one in pictures)
        named = data.panels.get(segment) or _clearest(subjects, groups, means.get(segment, {}))
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


def _means(grades: pd.DataFrame, data: Cohort) -> dict[str, dict[str, float]]:
    """Mean grade by body segment and subject, over all its muscles that were read."""
    own = grades.astype({"subject_id": str, "muscle_id": str, "grade": float})
    rows = own.merge(data.atlas[["muscle_id", "body_segment"]], on="muscle_id")
    found = rows.groupby(["body_segment", "subject_id"])["grade"].mean()
    return {segment: part.droplevel(0).to_dict() for segment, part in found.groupby(level=0)}


def _clearest(
    subjects: Iterable[str], groups: Mapping[str, str], means: Mapping[str, float]
) -> list[str]:
    """Two of each group: the patients with the highest mean grade, the controls with the lowest."""
    read = [one for one in subjects if one in means]
    controls = sorted((one for one in read if groups[one] == "control"), key=means.get)
    patients = sorted((one for one in read if groups[one] == "patient"), key=lambda p: -means[p])
    return controls[:EACH] + patients[:EACH]
