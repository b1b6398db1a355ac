"""Which pictures stand beside each other."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from als_muscle_mri.imaging.labels import Label
from als_muscle_mri.imaging.panels import panels
from als_muscle_mri.imaging.pictures import Picture
from als_muscle_mri.imaging.results import Images
from als_muscle_mri.inputs import Cohort, load_cohort

SUBJECTS = ("P01", "P02", "P03", "C01", "C02", "C03")
NOTHING = np.zeros((1, 1))


@pytest.fixture
def data() -> Cohort:
    return replace(load_cohort("pavia-2018"), panels={})


def found(subjects=SUBJECTS, segment: str = "calf") -> Images:
    """A picture of the left soleus of each, in this order."""
    labels = (Label(1, "left", "soleus"),)
    made = [
        Picture(one, segment, "axial", NOTHING, NOTHING, labels, (1, 1), "") for one in subjects
    ]
    return Images(tuple(subjects), False, pd.DataFrame(), tuple(made))


def grades(**of_subject: tuple[int, ...]) -> pd.DataFrame:
    """Grades of the left soleus and, where there is a second, of the left fibularis longus."""
    muscles = ("soleus", "fibularis_longus")
    return pd.DataFrame(
        [
            {"subject_id": one, "side": "left", "muscle_id": muscle, "grade": grade}
            for one, own in of_subject.items()
            for muscle, grade in zip(muscles, own, strict=False)
        ]
    )


def shown(chosen: dict) -> list[str]:
    return [panel.picture.subject_id for panel in chosen["calf"]]


def test_two_controls_with_the_least_and_two_patients_with_the_most(data: Cohort) -> None:
    """Of the whole segment: the muscle that no slice shows makes P01 worse than P03."""
    read = grades(P01=(1, 3), P02=(3,), P03=(1,), C01=(2,), C02=(0,), C03=(1,))
    chosen = panels(found(), data, read)
    assert shown(chosen) == ["C02", "C03", "P02", "P01"]
    assert [panel.group for panel in chosen["calf"]] == ["control"] * 2 + ["patient"] * 2
    assert chosen["calf"][3].grades == {("left", "soleus"): 1}


def test_ties_keep_the_order_of_the_subjects(data: Cohort) -> None:
    read = grades(**dict.fromkeys(SUBJECTS, (1,)))
    assert shown(panels(found(), data, read)) == ["C01", "C02", "P01", "P02"]


def test_who_was_not_read_is_not_chosen(data: Cohort) -> None:
    assert shown(panels(found(), data, grades(P03=(0,), C03=(3,)))) == ["C03", "P03"]


def test_the_cohort_names_who_is_shown_controls_first(data: Cohort) -> None:
    named = replace(data, panels={"calf": ("P03", "C03", "C01")})
    read = grades(**dict.fromkeys(SUBJECTS, (1,)))
    assert shown(panels(found(), named, read)) == ["C03", "C01", "P03"]


def test_a_segment_in_which_nobody_was_read_has_no_row(data: Cohort) -> None:
    assert list(panels(found(segment="thigh"), data, grades(P01=(1,)))) == []
