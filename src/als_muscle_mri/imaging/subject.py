"""All images of one subject: read or drawn, measured, and put into two small files."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
import pandas as pd

from als_muscle_mri.imaging import pictures as picturing
from als_muscle_mri.imaging.anatomy import SECTIONS
from als_muscle_mri.imaging.measuring import MEASURES, measured
from als_muscle_mri.imaging.phantom import Disturbance, Tissue, phantom
from als_muscle_mri.imaging.pictures import Picture
from als_muscle_mri.imaging.proposal import grade_ranges
from als_muscle_mri.imaging.reading import Scan, read_scan
from als_muscle_mri.imaging.references import NoReferenceError, no_reference
from als_muscle_mri.imaging.sources import sources
from als_muscle_mri.inputs import Cohort
from als_muscle_mri.inputs.problems import InputError
from als_muscle_mri.mri_scoring import muscle_grades

COLUMNS = ["subject_id", *MEASURES, "true_share"]
INNER = 0.8
"""Part of the range of a grade, in its middle, from which a phantom's share of fat is drawn."""


@dataclass(frozen=True)
class Measured:
    """What the images of a subject gave.

    Attributes
    ----------
    measures : DataFrame
        Columns ``COLUMNS``; ``true_share`` is known of a phantom, else NaN.
    pictures : tuple of Picture
        One a body segment and scan.
    """

    measures: pd.DataFrame
    pictures: tuple[Picture, ...]


def measure_subject(data: Cohort, subject: str) -> Measured:
    """Read or draw the images of a subject and measure their muscles, one volume at a time.

    Parameters
    ----------
    data : Cohort
        A loaded cohort.
    subject : str
        One of ``imaged_subjects``.

    Returns
    -------
    Measured

    Raises
    ------
    InputError
        A volume cannot be read, or has nothing to compare its muscles with.
    """
    drawn = subject in data.phantom
    frames, made, problems = [], [], []
    segments = dict(zip(data.atlas["muscle_id"], data.atlas["body_segment"], strict=True))
    for scan, truth in _phantoms(data, subject) if drawn else _scans(data, subject):
        try:
            frame, intensity, levels = measured(scan)
        except NoReferenceError as error:
            problems.append(no_reference(scan, error))
            continue
        true = [truth.get((row.side, row.muscle_id), np.nan) for row in frame.itertuples()]
        frames.append(frame.assign(subject_id=subject, true_share=true)[COLUMNS])
        made += picturing.pictures(scan, intensity, levels, segments, subject)
    if problems:
        raise InputError(problems, f"the images of {subject}")
    empty = [pd.DataFrame(columns=COLUMNS)]
    return Measured(pd.concat(frames or empty, ignore_index=True), tuple(made))


Truth = dict[tuple[str, str], float]


def _scans(data: Cohort, subject: str) -> Iterator[tuple[Scan, Truth]]:
    muscles = data.atlas["muscle_id"].tolist()
    for source in sources(data.folder, data.subjects["subject_id"]):
        if source.subject_id == subject:
            yield read_scan(source, data.folder, muscles), {}


def _phantoms(data: Cohort, subject: str) -> Iterator[tuple[Scan, Truth]]:
    """Phantoms whose muscles have a share of fat within the range of the readers' grade."""
    grades = muscle_grades(data)
    own = grades[grades["subject_id"] == subject].merge(
        data.atlas[["muscle_id", "body_segment"]], on="muscle_id"
    )
    own = own[own["body_segment"].isin(SECTIONS)]  # of another segment there is no drawing
    ranges = grade_ranges(data.settings.fat_share_cutoffs, data.scale)
    for segment, rows in own.groupby("body_segment", sort=False):
        # A checksum, since Python's own hash of a text differs from run to run.
        seed = (data.settings.seed, crc32(f"{subject} {segment}".encode()))
        tissues = _tissues(rows, ranges, np.random.default_rng((*seed, 1)))
        made = phantom(segment, tissues, seed, Disturbance())
        yield made.scan, made.truth


def _tissues(
    rows: pd.DataFrame, ranges: pd.DataFrame, random: np.random.Generator
) -> dict[tuple[str, str], Tissue]:
    """A share of fat for each muscle, from the middle of the range of its grade."""
    span, lowest = ranges.set_index("grade"), ranges["grade"].min()
    tissues = {}
    for row in rows.itertuples():
        low, high = span.loc[row.grade]
        # The edge of a small muscle adds fat of its neighbours, so a normal one begins low.
        place = 0.5 + INNER * (random.random() - 0.5) if row.grade > lowest else random.random() / 3
        tissues[row.side, row.muscle_id] = Tissue(low + place * (high - low), row.atrophy == "yes")
    return tissues


def save(result: Measured, table: Path, archive: Path) -> None:
    """Write measures as CSV and pictures as a NumPy archive."""
    result.measures.to_csv(table, index=False, lineterminator="\n")
    picturing.save(archive, result.pictures)


def load(table: Path, archive: Path) -> Measured:
    """Read what :func:`save` wrote."""
    frame = pd.read_csv(table, dtype={"subject_id": str})
    return Measured(frame, tuple(picturing.load(archive)))
