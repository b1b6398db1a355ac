"""The one-screen summary of a cohort."""

from typing import Any

from als_muscle_mri.inputs import load_cohort, load_waveforms
from als_muscle_mri.inputs.summary import summary
from inputs.small_study import Study


def lines_of(cohort: str, **overrides: Any) -> list[str]:
    data = load_cohort(cohort, **overrides)
    return summary(data, load_waveforms(data)).splitlines()


def test_a_cohort_on_one_screen(study: Study) -> None:
    assert lines_of("small") == [
        "A small study (small): no problems found",
        "subjects    2 Patients, 2 Controls",
        "MRI         128 ratings of 2 patients and 2 controls",
        "muscles     8 of the 8 of the atlas are rated in someone",
        "raters      R1 (2 sessions), R2 (2 sessions)",
        "EMG         2 muscles examined (2 different) in 1 patient, 20 MUAPs",
        "MRC         2 muscles graded (1 different) in 2 patients",
        "ALSFRS-R    totals of 2, all 12 items of 2 of 2 patients",
        "provenance  31 columns simulated",
        "settings    the defaults",
    ]


def test_settings_that_differ_are_named(study: Study) -> None:
    lines = lines_of("small", alpha="0.01", adjust=None, rank_test="exact")
    assert lines[-2:] == ["settings    alpha: 0.01", "            rank_test: exact"]


def test_what_is_not_there_is_called_none(study: Study) -> None:
    for file in ("mri_ratings.csv", "muaps.csv", "strength.csv", "alsfrs.csv"):
        study.write(file, study.text(file).splitlines()[0] + "\n")
    lines = lines_of("small")
    assert lines[2] == "MRI         none"
    assert lines[4:7] == ["raters      none", "EMG         none", "MRC         none"]
    assert lines[7] == "ALSFRS-R    totals of 2, all 12 items of 0 of 2 patients"
