"""Every published value holds when it is recomputed from the files of the reference cohort."""

import numpy as np
import pandas as pd
import pytest
from published_figures import DATA, PUBLISHED, READINGS, agrees, read

FOLDER = DATA / "pavia-2018"


@pytest.mark.parametrize("value", PUBLISHED, ids=[value.name for value in PUBLISHED])
def test_published_value(value):
    found = value.compute(read(FOLDER))
    assert agrees(value.printed, found), f"{value.place} prints {value.printed}, not {found}"


def test_onset_is_enrolment_less_the_delay():
    patients = read(FOLDER).subjects.query("group == 'patient'")
    years = patients["age_at_enrolment_years"] - patients["months_onset_to_diagnosis"] / 12
    assert (np.floor(years) == patients["age_at_onset_years"]).all()


def test_a_patient_without_lost_points_is_strong():
    data = read(FOLDER)
    intact = data.subjects.index[data.subjects["alsfrs_r_total"] == 48].tolist()
    assert intact == ["P05"]
    assert (data.strength.query("subject_id == 'P05'")["mrc_grade"] == 5).all()


def test_raters_are_two_people():
    """They disagree here and there, in grades and in atrophy, within and between themselves."""
    keys = ["subject_id", "side", "muscle_id"]
    ratings = read(FOLDER).ratings.assign(
        atrophied=lambda rows: (rows["atrophy"] == "yes").astype(int)
    )
    for column in ("mercuri_grade", "atrophied"):
        table = ratings.pivot_table(index=keys, columns=["rater", "session"], values=column)
        for a, b in [(0, 1), (2, 3), (0, 2), (1, 3)]:
            apart = (table[READINGS[a]] != table[READINGS[b]]).mean()
            assert 0.002 < apart < 0.1


def test_provenance_has_a_row_for_every_column():
    told = pd.read_csv(FOLDER / "provenance.csv")
    files = ["subjects.csv", "mri_ratings.csv", "muaps.csv", "strength.csv", "alsfrs.csv"]
    columns = [(name, column) for name in files for column in pd.read_csv(FOLDER / name, nrows=0)]
    assert list(zip(told["file"], told["column"], strict=True)) == columns
    assert set(told["status"]) == {"published", "reconstructed", "simulated"}
    assert not told.isna().any().any()
