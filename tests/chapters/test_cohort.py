"""Cohort description against the subjects' rows counted by hand."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from als_muscle_mri import cohort
from als_muscle_mri.imaging.measuring import MEASURES
from als_muscle_mri.inputs import load_cohort
from als_muscle_mri.waveforms import proposals as muap_proposals


@pytest.fixture(scope="module")
def pavia():
    return load_cohort("pavia-2018")


def test_flow_counts_subjects_with_a_value(pavia):
    flow = cohort.participant_flow(pavia).set_index("step")
    assert flow.loc["enrolled"].tolist() == [10, 9]
    assert flow.loc["emg"].tolist() == [9, 0]
    assert flow.loc["strength"].tolist() == [10, 0]


def test_availability_of_the_series(pavia):
    table = cohort.availability(pavia).set_index(["mri_series", "side"])
    scanned = table[["n_scanned_patients", "n_scanned_controls"]]
    assert scanned.loc[("hand", "right")].tolist() == [7, 7]
    assert scanned.loc[("hand", "left")].tolist() == [6, 6]
    assert scanned.loc[("spine", "right")].tolist() == [10, 8]
    assert scanned.loc[("lower_limb", "left")].tolist() == [10, 9]


def test_summary_follows_the_quartile_method(pavia):
    settings = pavia.settings.model_copy(update={"quartile_method": "linear"})
    other = cohort.summary(replace(pavia, settings=settings))
    umn = other[other["variable"] == "umn_score"].iloc[0]
    assert umn[["q1", "median", "q3"]].tolist() == [8.5, 13.0, 13.75]


def test_missing_values_are_counted(pavia):
    subjects = pavia.subjects.copy()
    subjects.loc[0, "umn_score"] = np.nan
    table = cohort.summary(replace(pavia, subjects=subjects))
    umn = table[table["variable"] == "umn_score"].iloc[0]
    assert (umn["n"], umn["missing"]) == (9, 1)


def test_percentages_are_of_those_recorded(pavia):
    subjects = pavia.subjects.copy()
    subjects.loc[subjects["subject_id"] == "P01", "onset_site"] = np.nan
    table = cohort.summary(replace(pavia, subjects=subjects))
    onset = table[table["variable"] == "onset_site"].set_index("level")
    assert onset["count"].to_dict() == {"spinal": 7, "bulbar": 2}
    assert onset["percent"].sum() == pytest.approx(100)
    assert set(onset["missing"]) == {1}


def test_comparability_is_scipys(pavia):
    found = cohort.comparability(pavia).set_index("variable")
    ages = [
        pavia.subjects.query("group == @group")["age_at_enrolment_years"].dropna()
        for group in ("patient", "control")
    ]
    age = stats.mannwhitneyu(*ages, use_continuity=False, method="asymptotic").pvalue
    assert found.loc["age_at_enrolment_years", "p"] == pytest.approx(age, abs=1e-6)
    sex = stats.fisher_exact([[4, 6], [3, 6]]).pvalue
    assert found.loc["sex", "p"] == pytest.approx(sex, abs=1e-9)
    shift = np.median(np.subtract.outer(*(part.to_numpy() for part in ages)))
    assert found.loc["age_at_enrolment_years", "estimate"] == pytest.approx(shift)
    odds = stats.contingency.odds_ratio([[4, 6], [3, 6]])
    assert found.loc["sex", "estimate"] == pytest.approx(odds.statistic)
    bounds = tuple(odds.confidence_interval(0.95))
    assert found.loc["sex", ["estimate_low", "estimate_high"]].tolist() == pytest.approx(bounds)


def test_a_cohort_without_controls_is_compared_with_nobody(pavia):
    patients = pavia.subjects[pavia.subjects["group"] == "patient"]
    found = cohort.comparability(replace(pavia, subjects=patients))
    assert found[["estimate", "estimate_low", "estimate_high", "p"]].isna().to_numpy().all()
    assert found["n"].tolist() == [10, 10]


def test_the_columns_by_which_a_measured_number_is_traced_are_those_of_its_file():
    assert "the column scan" in cohort.SCAN
    assert "scan" in MEASURES
    for column in ("subject_id", "side", "muscle_id"):
        assert column in cohort.TRACE
        assert column in muap_proposals.COLUMNS


def test_provenance_covers_images_and_waveforms_where_there_are_any(pavia, tmp_path):
    stated = cohort.provenance(pavia)
    assert len(stated) == len(pavia.provenance) + 2
    added = stated.tail(2).set_index("column")
    assert added["status"].to_dict() == {"images": "simulated", "waveforms": "simulated"}
    bare = replace(pavia, phantom=(), waveforms_source=None, folder=tmp_path)
    assert cohort.provenance(bare).equals(pavia.provenance)
    for folder in ("mri", "emg"):
        (tmp_path / folder).mkdir()
    assert cohort.provenance(bare).equals(pavia.provenance), "empty folders hold nothing"
    for subject in ("P06", "C02"):
        (tmp_path / "mri" / f"sub-{subject}").mkdir()
    (tmp_path / "emg" / "P01_right_tibialis_anterior.csv").write_text("")
    added = cohort.provenance(bare).tail(2).set_index("column")
    assert added["status"].tolist() == ["measured", "measured"]
    assert added["note"].tolist() == [
        f"T1-weighted volumes with masks; folders of subjects: 2. {cohort.SCAN}",
        f"MUAP discharges; files, one a muscle: 1. {cohort.TRACE}",
    ]
