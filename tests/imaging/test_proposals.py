"""Proposed grades, their comparison with readers, and the recovery of known shares."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t as student

from als_muscle_mri import imaging
from als_muscle_mri.imaging.imaged import imaged_subjects
from als_muscle_mri.imaging.proposal import proposed
from als_muscle_mri.imaging.recovery import NOISE, recover
from als_muscle_mri.imaging.subject import load, measure_subject, save
from als_muscle_mri.inputs import MERCURI, InputError, load_cohort
from als_muscle_mri.inputs.loading import load_folder
from als_muscle_mri.mri_scoring import muscle_grades
from als_muscle_mri.report import figures, images

CUTOFFS = (0.05, 0.2, 0.5)
DATA = Path(__file__).resolve().parents[2] / "data"


def measures(shares, error=0.01, df=np.inf) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "subject_id": "P01",
            "side": "right",
            "muscle_id": [f"m{n}" for n in range(len(shares))],
            "fat_share": shares,
            "fat_share_error": error,
            "fat_share_df": df,
            "n_voxels": 100,
            "volume_ml": 10.0,
        }
    )


def test_a_cut_off_belongs_to_the_grade_it_opens() -> None:
    shares = [0.0, 0.0499, 0.05, 0.1999, 0.2, 0.4999, 0.5, 1.0]
    grades = proposed(measures(shares), CUTOFFS, 0.95, MERCURI)["proposed_grade"]
    assert grades.tolist() == [0, 0, 1, 1, 2, 2, 3, 3]


def test_the_probability_of_a_grade_is_that_of_a_simulation() -> None:
    """200 000 draws around the share found; the standard error of the simulation is 0.001."""
    made = proposed(measures([0.06, 0.19, 0.35], 0.03, df=4), CUTOFFS, 0.95, MERCURI)
    random = np.random.default_rng(8)
    for row in made.itertuples():
        drawn = row.fat_share + 0.03 * random.standard_t(4, 200_000)
        draws = np.searchsorted(CUTOFFS, drawn)
        assert row.grade_probability == pytest.approx(
            np.mean(draws == row.proposed_grade), abs=0.005
        )


def test_few_slices_make_wider_intervals() -> None:
    few, many = (proposed(measures([0.4], df=df), CUTOFFS, 0.95, MERCURI) for df in (4, np.inf))
    for made, reach in ((few, 2.776), (many, 1.960)):
        assert made["fat_share_high"][0] - 0.4 == pytest.approx(0.01 * reach, abs=1e-5)


def test_a_muscle_in_two_scans_is_taken_from_the_one_that_shows_more() -> None:
    twice = pd.concat([measures([0.1]), measures([0.6]).assign(n_voxels=300)], ignore_index=True)
    assert proposed(twice, CUTOFFS, 0.95, MERCURI)["fat_share"].tolist() == [0.6]


def test_ranges_of_grades_meet() -> None:
    ranges = imaging.grade_ranges(CUTOFFS, MERCURI)
    assert [(a, b) for a, b in pairwise([0.0, *CUTOFFS, 1.0])] == list(
        zip(ranges["low"], ranges["high"], strict=True)
    )


def readers(grades) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "subject_id": "P01",
            "group": "patient",
            "side": "right",
            "muscle_id": [f"m{n}" for n in range(len(grades))],
            "region": "hand",
            "grade": grades,
            "atrophy": "no",
        }
    )


def compared(shares, grades, error=0.001, atrophy="no") -> pd.DataFrame:
    made = proposed(measures(shares, error), CUTOFFS, 0.95, MERCURI).assign(
        region="hand", proposed_atrophy=atrophy
    )
    return imaging.compared(made, readers(grades), CUTOFFS, MERCURI)


def test_a_share_outside_the_range_of_a_grade_is_told_with_its_sign() -> None:
    rows = compared([0.02, 0.1, 0.3], [0, 2, 1])
    np.testing.assert_allclose(rows["outside"], [0, -0.1, 0.1])


def test_what_was_read_or_measured_alone_is_listed_and_who_has_no_images_is_not() -> None:
    grades = pd.concat([readers([0, 1, 2]), readers([3]).assign(subject_id="P02")])
    made = proposed(measures([0.1, 0.1, 0.1, 0.1]), CUTOFFS, 0.95, MERCURI).iloc[[1, 3]]
    found = imaging.unmatched(made, grades, ["P01"])
    listed = list(zip(found["muscle_id"], found["only"], strict=True))
    assert sorted(listed) == [("m0", "read"), ("m2", "read"), ("m3", "measured")]
    assert images.unmatched(found, ["P01"]) == (
        "Two muscles have a readers’ grade and no measure, as no mask shows them: m0 and m2. "
        "One measured muscle has no readers’ grade."
    )


def test_the_confusion_table_counts_every_muscle_once() -> None:
    table = imaging.confusion(compared([0.02, 0.1, 0.3, 0.9], [0, 2, 1, 3]), MERCURI)
    assert table[[f"proposed_{grade}" for grade in range(4)]].to_numpy().tolist() == [
        [1, 0, 0, 0],
        [0, 0, 1, 0],
        [0, 1, 0, 0],
        [0, 0, 0, 1],
    ]


def test_what_differs_comes_before_what_is_unsure() -> None:
    rows = compared([0.9, 0.3, 0.199, 0.1], [0, 1, 1, 1], error=0.01)
    review = imaging.to_review(rows)
    assert review["muscle_id"].tolist() == ["m0", "m1", "m2"]
    assert review["reason"].tolist() == ["differs", "differs", "unsure"]


def test_what_differs_in_atrophy_comes_last_and_what_is_not_proposed_does_not_differ() -> None:
    rows = compared([0.9, 0.3, 0.1, 0.01], [0, 2, 1, 0], atrophy=["no", "yes", "no", None])
    review = imaging.to_review(rows)
    assert review["muscle_id"].tolist() == ["m0", "m1"]
    assert review["reason"].tolist() == ["differs", "atrophy"]


def test_without_cut_offs_atrophy_is_compared_all_the_same() -> None:
    made = proposed(measures([0.9, 0.3, 0.1]), [], 0.95, MERCURI).assign(
        region="hand", proposed_atrophy=["yes", "yes", None]
    )
    grades = readers([3, 1, 0]).assign(atrophy=["yes", "no", "no"])
    rows = imaging.compared(made, grades, [], MERCURI)
    assert rows["outside"].isna().all()
    assert imaging.agreement(rows, 0.95)["n"] == 0
    assert imaging.confusion(rows, MERCURI)["n_muscles"].sum() == 0
    counts = imaging.atrophy_counts(rows).set_index("atrophy")
    assert counts.loc["yes"].tolist() == [1, 0, 0, 1]
    assert counts.loc["no"].tolist() == [1, 0, 1, 2]
    assert imaging.atrophy_agreement(rows, 0.95)["agreement_percent"] == 50
    review = imaging.to_review(rows)
    assert review[["muscle_id", "reason"]].to_numpy().tolist() == [["m1", "atrophy"]]
    assert images.review(review, MERCURI, 0.95).shown["Proposed"].tolist() == ["–"]
    drawn = figures.shares_by_grade(rows, [], MERCURI)
    assert drawn.alternative == "There are no proposals to show."


def test_full_agreement_and_none() -> None:
    both = imaging.agreement(compared([0.02, 0.1, 0.3, 0.9], [0, 1, 2, 3]), 0.95)
    assert both["weighted_kappa"] == 1
    assert both["agreement_percent"] == both["within_range_percent"] == 100
    assert imaging.agreement(compared([0.02], [0]).iloc[:0], 0.95)["n"] == 0


@pytest.fixture(scope="module")
def trials() -> pd.DataFrame:
    return recover(4)


def test_known_shares_are_recovered_and_grades_right_away_from_cut_offs(trials) -> None:
    """At least 95 % of muscles further than the margin from a cut-off, in every condition."""
    summary = imaging.recovery_summary(trials, CUTOFFS, 0.95)
    assert (summary["right_percent"] >= 95).all()
    assert (summary["mean_absolute_error"] < 0.015).all()
    assert (summary["n_away"] > 10).all()


def test_more_bias_and_noise_make_more_error(trials) -> None:
    """So the trials are hard enough to show a difference at all."""
    summary = imaging.recovery_summary(trials, CUTOFFS, 0.95).set_index(["noise", "bias"])
    errors = summary["mean_absolute_error"]
    assert errors.iloc[-1] > 2 * errors.iloc[0]


def test_intervals_hold_the_truth_about_as_often_as_they_say(trials) -> None:
    """Over all, and in healthy muscles, whose slices do not differ and cover for nothing.

    Muscles of one phantom share its references, so less than 95 % of few phantoms is no fault.
    """
    wide = student.ppf(0.975, trials["fat_share_df"]) * trials["fat_share_error"]
    holds = (trials["fat_share"] - trials["true_share"]).abs() <= wide
    assert holds.mean() > 0.95
    noisy, healthy = trials["noise"] == max(NOISE), trials["true_share"] < 0.02
    assert holds[noisy].mean() > 0.92
    assert healthy.sum() > 60
    assert holds[healthy].mean() > 0.9
    summary = imaging.recovery_summary(trials, CUTOFFS, 0.95)
    weighted = (summary["covered_percent"] * summary["n_muscles"]).sum() / len(trials)
    assert weighted == pytest.approx(100 * holds.mean(), abs=0.1)
    assert (summary["covered_low"] <= summary["covered_percent"]).all()
    assert (summary["covered_percent"] <= summary["covered_high"]).all()
    half = imaging.recovery_summary(trials, CUTOFFS, 0.5)["covered_percent"].mean()
    assert half < summary["covered_percent"].mean()


def test_a_subject_of_the_reference_cohort_comes_back_from_its_files(tmp_path: Path) -> None:
    data = load_cohort("pavia-2018")
    made = measure_subject(data, "P08")
    save(made, tmp_path / "a.csv", tmp_path / "a.npz")
    save(measure_subject(data, "P08"), tmp_path / "b.csv", tmp_path / "b.npz")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    again = load(tmp_path / "a.csv", tmp_path / "a.npz")
    pd.testing.assert_frame_equal(again.measures, made.measures, check_dtype=False)
    for one, other in zip(again.pictures, made.pictures, strict=True):
        np.testing.assert_array_equal(one.pixels, other.pixels)
        assert (one.labels, one.note, one.segment) == (other.labels, other.note, other.segment)
    graded = muscle_grades(data)
    assert len(made.measures) == (graded["subject_id"] == "P08").sum()


def test_names_in_cohort_yml_that_are_nobodys_are_told(tmp_path: Path) -> None:
    for file in (DATA / "pavia-2018").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    text = (tmp_path / "cohort.yml").read_text()
    (tmp_path / "cohort.yml").write_text(
        text.replace("[P06, P08,", "[P60, P08,").replace("thigh: [C02,", "thigh: [X1,")
    )
    (tmp_path / "mri").mkdir()
    with pytest.raises(InputError) as raised:
        imaged_subjects(load_folder(tmp_path, DATA, {}))
    told = str(raised.value)
    assert 'phantom: "P60" is not allowed; no such subject is in subjects.csv' in told
    assert 'panels.thigh: "X1" is not allowed' in told
    assert "a phantom stands in the place of images, and there is a folder mri" in told
