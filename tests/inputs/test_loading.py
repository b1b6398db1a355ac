"""A loaded cohort: its frames, their order and types, and the cohorts of this project."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from als_muscle_mri.inputs import (
    COHORT_SCHEMAS,
    cohort_folder,
    cohort_names,
    column_names,
    load_cohort,
)
from inputs.small_study import MUSCLES, Study

FRAMES = [file.removesuffix(".csv") for file in ("atlas.csv", *COHORT_SCHEMAS)]


@pytest.mark.parametrize("name", cohort_names())
def test_every_cohort_of_the_project_loads_clean(name: str) -> None:
    data = load_cohort(name)
    assert data.name == name
    assert set(data.subjects["group"]) == {"patient", "control"}


@pytest.mark.parametrize("folder", sorted(p for p in cohort_folder("pavia-2018").parent.iterdir()))
def test_every_folder_under_data_is_a_cohort(folder) -> None:
    assert folder.is_file() or folder.name in cohort_names()


def test_the_reference_cohort_is_there_with_a_second_one() -> None:
    assert "pavia-2018" in cohort_names()
    assert len(cohort_names()) >= 2


def test_columns_are_those_of_the_dictionary_in_order(study: Study) -> None:
    data = study.load()
    for frame in FRAMES:
        table = getattr(data, frame)
        names = column_names(f"{frame}.csv")
        assert list(table.columns) == ["grade" if n == "mercuri_grade" else n for n in names]
        assert isinstance(table.index, pd.RangeIndex)


def test_types(study: Study) -> None:
    data = study.load()
    assert data.mri_ratings.dtypes.astype(str).to_dict() == {
        "subject_id": "str",
        "side": "str",
        "muscle_id": "str",
        "rater": "str",
        "session": "int64",
        "grade": "int64",
        "atrophy": "str",
    }
    assert data.subjects.dtypes.astype(str)[
        ["umn_score", "group", "age_at_onset_years"]
    ].tolist() == [
        "float64",
        "str",
        "float64",
    ]
    assert data.muaps["duration_ms"].dtype == "float64"
    assert data.strength["mrc_grade"].dtype == "int64"


def test_missing_values_are_nan(study: Study) -> None:
    subjects = study.load().subjects
    assert subjects.loc[3, ["group", "sex"]].tolist() == ["control", "M"]
    assert subjects.loc[3].isna().sum() == 9
    assert np.isnan(subjects.loc[1, "umn_score"])
    assert subjects.loc[0, "involvement"] == "UMN, LMN right leg"


def test_shuffled_rows_give_the_same_frames(study: Study) -> None:
    plain = study.load()
    for file in ("mri_ratings.csv", "muaps.csv", "strength.csv", "alsfrs.csv"):
        head, *rows = study.text(file).splitlines()
        shuffled = np.random.default_rng(2).permutation(rows).tolist()[::-1]
        assert shuffled != rows, file
        study.write(file, "\n".join([head, *shuffled]) + "\n")
    again = study.load()
    for frame in FRAMES:
        pd.testing.assert_frame_equal(getattr(again, frame), getattr(plain, frame))


def test_rows_are_in_the_order_of_subjects_side_atlas_rater_and_session(study: Study) -> None:
    text = study.text("subjects.csv").splitlines()
    study.write("subjects.csv", "\n".join([text[0], text[4], *text[1:4]]) + "\n")
    ratings = study.load().mri_ratings
    assert ratings["subject_id"].unique().tolist() == ["C2", "P1", "P2", "C1"]
    one = ratings.iloc[:16]
    assert one["side"].unique().tolist() == ["right"]
    assert one["muscle_id"].unique().tolist() == MUSCLES
    assert ratings.iloc[:4][["rater", "session"]].to_numpy().tolist() == [
        ["R1", 1],
        ["R1", 2],
        ["R2", 1],
        ["R2", 2],
    ]


def test_sessions_are_ordered_as_numbers(study: Study) -> None:
    study.add("mri_ratings.csv", "P1,right,iliacus,R1,10,0,no", "P1,right,iliacus,R1,9,0,no")
    ratings = study.load().mri_ratings
    chosen = (ratings["subject_id"] == "P1") & (ratings["side"] == "right")
    chosen &= (ratings["muscle_id"] == "iliacus") & (ratings["rater"] == "R1")
    assert ratings.loc[chosen, "session"].tolist() == [1, 2, 9, 10]


def test_two_loads_share_nothing(study: Study) -> None:
    first, overrides = study.load(), {"emg_thresholds_ms": {"tibialis_anterior": [9, 10, 11]}}
    first.subjects.loc[0, "group"] = "changed"
    first.mri_ratings["grade"] = 3
    assert study.load().subjects.loc[0, "group"] == "patient"
    assert study.load().mri_ratings["grade"].nunique() > 1
    study.replace("muaps.csv", study.text("muaps.csv"), study.text("muaps.csv").splitlines()[0])
    study.load(**overrides)
    assert overrides == {"emg_thresholds_ms": {"tibialis_anterior": [9, 10, 11]}}


def test_subjects_without_measurements_are_fine(study: Study) -> None:
    kept = [
        line for line in study.text("mri_ratings.csv").splitlines() if not line.startswith("C1")
    ]
    study.write("mri_ratings.csv", "\n".join(kept) + "\n")
    data = study.load()
    assert "C1" in set(data.subjects["subject_id"]) - set(data.mri_ratings["subject_id"])


def test_one_group_alone_is_a_cohort(study: Study) -> None:
    text = "".join(f"{line}\n" for line in study.text("subjects.csv").splitlines()[:3])
    study.write("subjects.csv", text)
    kept = [line for line in study.text("mri_ratings.csv").splitlines() if not line.startswith("C")]
    study.write("mri_ratings.csv", "\n".join(kept) + "\n")
    assert study.load().subjects["group"].tolist() == ["patient", "patient"]


def test_a_link_to_nothing_is_no_missing_file(study: Study) -> None:
    for file in ("muaps.csv", "published.csv"):
        study.path(file).unlink(missing_ok=True)
        study.path(file).symlink_to("nowhere.csv")
    (study.folder / "atlas.csv").symlink_to("nowhere.csv")
    files = {line.partition(":")[0] for line in study.report().splitlines()[1:]}
    assert {"atlas.csv", "muaps.csv", "published.csv"} <= files


def test_a_known_file_is_not_taken_for_another_that_is_missing(study: Study) -> None:
    study.path("muaps.csv").rename(study.folder / "muap_marks.csv")
    assert study.load().muaps.empty


def test_what_macos_puts_beside_a_file_is_passed_over(study: Study) -> None:
    study.path("muaps.csv").rename(study.folder / "._muaps.csv")
    assert study.load().muaps.empty


def test_a_file_without_rows_needs_no_provenance(study: Study) -> None:
    study.write("strength.csv", study.text("strength.csv").splitlines()[0] + "\n")
    stated = study.text("provenance.csv").splitlines()
    study.write(
        "provenance.csv", "\n".join(row for row in stated if not row.startswith("strength"))
    )
    assert study.load().strength.empty


def test_an_ending_in_capitals_is_not_passed_over(study: Study) -> None:
    study.path("muaps.csv").rename(study.folder / "muaps.CSV")
    assert study.problem() == (
        "muaps.csv: the file is missing, and muaps.CSV looks like it. Fix: Rename muaps.CSV to "
        "muaps.csv, or give it quite another name if it is something else."
    )


def test_importing_takes_no_more_than_pandas_pandera_pydantic_and_yaml() -> None:
    heavy = ("scipy", "matplotlib", "statsmodels", "papermill", "snakemake", "IPython")
    code = (
        "import sys, als_muscle_mri.inputs\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def calls_of(study: Study) -> int:
    """Count the calls of Python and C functions during a load."""
    calls = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        study.load()
    finally:
        sys.setprofile(None)
    return calls


def test_a_hundred_thousand_ratings_cost_no_python_per_row(study: Study) -> None:
    study.load()
    before = calls_of(study)
    rows = [
        f"P1,right,iliacus,R{rater},{session},{session % 4},no"
        for rater in range(100, 200)
        for session in range(1, 1001)
    ]
    study.add("mri_ratings.csv", *rows)
    # Some calls for each of the thousand distinct texts, none for each of the rows.
    assert calls_of(study) - before < 10_000
    assert len(study.load().mri_ratings) == 100_128
