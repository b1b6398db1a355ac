"""The heat map of a large cohort: shares of the grades, held against the grades themselves."""

import numpy as np
import pandas as pd
import pytest
from drawn import frames, laid_out, overlaps
from matplotlib.container import BarContainer

from als_muscle_mri.inputs import MERCURI, SCALES
from als_muscle_mri.report import figures
from als_muscle_mri.report.figures.marks import MOST_DRAWN_SUBJECTS
from als_muscle_mri.report.figures.muscle_shares import shares_of

GROUPS = {"patient": "Patients", "control": "Controls"}
COPIES = 1 + MOST_DRAWN_SUBJECTS // 19


@pytest.fixture(scope="module")
def many() -> pd.DataFrame:
    """The reference cohort, each subject so often that no heat map can be read."""
    grades = frames("pavia-2018").grades
    parts = [
        grades.assign(subject_id=grades["subject_id"].astype(str) + f"-{number}")
        for number in range(COPIES)
    ]
    return pd.concat(parts, ignore_index=True)


def test_shares_are_those_of_the_subjects(many: pd.DataFrame) -> None:
    """Of the same subjects several times, the shares are those of these subjects once."""
    n = {group: size * COPIES for group, size in {"patient": 10, "control": 9}.items()}
    shares = shares_of(many, n, MERCURI.numbers)
    assert np.allclose(shares[[0, 1, 2, 3, "unread"]].sum(axis=1), 100)
    once = frames("pavia-2018").grades
    for (group, side, muscle), row in shares.iterrows():
        same = (once["group"] == group) & (once["side"] == side) & (once["muscle_id"] == muscle)
        size = {"patient": 10, "control": 9}[group]
        for grade in range(4):
            expected = 100 * (once.loc[same, "grade"] == grade).sum() / size
            assert row[grade] == pytest.approx(expected)
        assert row["unread"] == pytest.approx(100 * (size - same.sum()) / size)
        atrophied = (once.loc[same, "atrophy"] == "yes").mean()
        assert row["atrophied"] == pytest.approx(100 * atrophied)


def test_a_large_cohort_has_shares_and_says_so(many: pd.DataFrame) -> None:
    drawn = laid_out(figures.grade_map(many, GROUPS, MERCURI))
    assert f"with {19 * COPIES} subjects a heat map" in drawn.caption
    assert "Stacked bars" in drawn.alternative
    assert "of the muscles read" in drawn.alternative
    assert overlaps(drawn.figure) == []
    axes = [axis for axis in drawn.figure.axes if axis.containers]
    assert len(axes) == 4
    for axis in axes:
        bars = [c for c in axis.containers if isinstance(c, BarContainer)]
        ends = [bar.get_x() + bar.get_width() for bar in bars[-1]]
        assert np.allclose(ends, 100)


def test_a_small_cohort_keeps_its_heat_map_and_the_caption_of_its_cell() -> None:
    drawn = figures.grade_map(frames("pavia-2018").grades, GROUPS, MERCURI)
    assert drawn.caption == ""
    assert drawn.alternative.startswith("Heat map")


def test_every_grade_of_another_scale_has_its_share() -> None:
    grades = pd.DataFrame(
        {"group": "patient", "side": "left", "muscle_id": "iliacus", "grade": [0, 4, 4, 1]}
        | {"atrophy": "no"}
    )
    shares = shares_of(grades, {"patient": 5}, SCALES["goutallier"].numbers)
    assert shares.iloc[0].tolist() == [20, 20, 0, 0, 40, 20, 0]


def test_the_words_say_the_share_of_the_muscles_read(many: pd.DataFrame) -> None:
    patients = many[many["group"] == "patient"]
    normal = 100 * (patients["grade"] == 0).mean()
    words = figures.grade_map(many, GROUPS, MERCURI).alternative
    assert f"{GROUPS['patient']}: of the muscles read {normal:.0f} % grade 0 normal" in words
