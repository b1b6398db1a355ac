"""Rules between rows and between files, each broken alone."""

import pytest

from als_muscle_mri.inputs import InputError
from inputs.small_study import Study


def test_a_duplicated_rating_names_both_lines(study: Study) -> None:
    line = study.add("mri_ratings.csv", "P1,right,first_dorsal_interosseous,R1,1,0,yes")
    assert study.problem() == (
        f"mri_ratings.csv, line {line}, column subject_id + side + muscle_id + rater + session: "
        '"P1, right, first_dorsal_interosseous, R1, 1" is not allowed; one row for each '
        f"subject_id, side, muscle_id, rater and session. Fix: Line 2 has the same: delete line "
        f"{line} or 2, or correct one."
    )


def test_a_duplicate_is_found_by_value_and_not_by_spelling(study: Study) -> None:
    line = study.add("mri_ratings.csv", "P1,right,first_dorsal_interosseous,R1,1.0,3,no")
    assert f"Line 2 has the same: delete line {line} or 2" in study.problem()


def test_many_duplicates_name_their_own_first_lines(study: Study) -> None:
    study.add("mri_ratings.csv", *study.text("mri_ratings.csv").splitlines()[1:])
    report = study.report()
    assert report.startswith("128 problems")
    assert "line 130, column" in report
    assert "Line 2 has the same: delete line 130 or 2" in report
    assert "Line 3 has the same: delete line 131 or 3" in report
    assert "and 125 more like this, on lines 133 to 257." in report


@pytest.mark.parametrize(
    ("file", "row", "key", "first"),
    [
        ("strength.csv", "P1,right,tibialis_anterior,3", "subject_id + side + muscle_id", 2),
        ("alsfrs.csv", "P1,speech,4", "subject_id + item", 2),
        ("muaps.csv", "P1,right,tibialis_anterior,1,9", "subject_id + side + muscle_id + muap", 12),
        ("provenance.csv", "subjects.csv,sex,published,x,", "file + column", 4),
        ("atlas.csv", "iliacus,Iliacus,iliopsoas,pelvis,lower_limb", "muscle_id", 4),
    ],
)
def test_a_duplicated_row(study: Study, file: str, row: str, key: str, first: int) -> None:
    line = study.add(file, row)
    problem = study.problem()
    assert problem.startswith(f"{file}, line {line}, column {key}: ")
    assert f"Line {first} has the same" in problem


def test_a_duplicated_subject(study: Study) -> None:
    line = study.add("subjects.csv", "C2,control,F,,,,,,,,,")
    assert study.problem() == (
        f'subjects.csv, line {line}, column subject_id: "C2" is not allowed; one row for each '
        f"subject_id. Fix: Line 5 has the same: delete line {line} or 5, or correct one."
    )


def test_subjects_whose_ids_differ_in_capitals_alone(study: Study) -> None:
    line = study.add("subjects.csv", "c2,control,F,,,,,,,,,")
    assert study.problem() == (
        f'subjects.csv, line {line}, column subject_id: "c2" is not allowed; two ids differ in '
        "more than capitals. Fix: Write it as on line 5, or give it quite another id."
    )


def test_a_rater_written_in_two_ways(study: Study) -> None:
    study.replace("mri_ratings.csv", "iliacus,R1,1", "iliacus,r1,1")
    study.replace("mri_ratings.csv", "iliacus,R1,2", "iliacus,r1,2")
    first, second = study.report().splitlines()[1:]
    assert first.startswith('mri_ratings.csv, line 10, column rater: "r1" is not allowed; two ids')
    assert second.startswith("mri_ratings.csv, line 11, column rater:")
    assert second.endswith("Fix: Write it as on line 2, or give it quite another id.")


def test_the_first_twenty_unknown_names_get_a_suggestion(study: Study) -> None:
    names = [f"tibialis_anterior{letter}" for letter in "abcdefghijklmnopqrstu"]
    study.add("strength.csv", *[f"P1,left,{name},5" for name in names])
    with pytest.raises(InputError) as caught:
        study.load()
    near = ["nearest known name" in problem.fix for problem in caught.value.problems]
    assert near == [True] * 20 + [False]


def test_an_unknown_muscle_names_the_nearest(study: Study) -> None:
    study.add("strength.csv", "P1,left,tibialis_anterio,5")
    assert study.problem() == (
        'strength.csv, line 4, column muscle_id: "tibialis_anterio" is not allowed; no such '
        "muscle_id is in atlas.csv. Fix: The nearest known name is tibialis_anterior. "
        "Correct it, or add the muscle to atlas.csv."
    )


@pytest.mark.parametrize(
    ("file", "row"),
    [
        ("mri_ratings.csv", "p1,left,iliacus,R9,1,0,no"),
        ("strength.csv", "p1,left,iliacus,5"),
    ],
)
def test_an_unknown_subject_names_the_nearest(study: Study, file: str, row: str) -> None:
    line = study.add(file, row)
    assert study.problem() == (
        f'{file}, line {line}, column subject_id: "p1" is not allowed; no such subject_id is in '
        "subjects.csv. Fix: The nearest known name is P1. Correct it, or add the subject to "
        "subjects.csv."
    )


def test_fewer_than_ten_muaps(study: Study) -> None:
    study.drop("muaps.csv", 12)
    study.drop("muaps.csv", 12)
    assert study.problem() == (
        'muaps.csv, line 12, column muap: "8 of P1, right, tibialis_anterior" is not allowed; an '
        "examined muscle has at least 10 MUAPs. Fix: Add the missing ones, or delete the rows of "
        "this muscle."
    )


def test_an_examined_muscle_without_thresholds(study: Study) -> None:
    study.add("muaps.csv", *[f"P1,left,iliacus,{n},9" for n in range(1, 11)])
    assert study.problem() == (
        'muaps.csv, line 22, column muscle_id: "iliacus" is not allowed; an examined muscle has '
        "EMG thresholds. Fix: Add iliacus: [.., .., ..] in ms under parameters, emg_thresholds_ms "
        "of cohort.yml (10 rows need it)."
    )
    study.add("muaps.csv", *[f"P1,left,thoracic_paravertebral,{n},9" for n in range(1, 12)])
    cut_offs = "{tibialis_anterior: [9, 11, 13], first_dorsal_interosseous: [9, 11, 13]}"
    first, second = study.report(emg_thresholds_ms=cut_offs).splitlines()[1:]
    assert "(10 rows need it)" in first
    assert "(11 rows need it)" in second


def test_thresholds_given_with_the_run_count(study: Study) -> None:
    cut_offs = "{iliacus: [9, 11, 13], first_dorsal_interosseous: [9, 11, 13]}"
    assert '"tibialis_anterior" is not allowed; an examined muscle has EMG thresholds' in (
        study.problem(emg_thresholds_ms=cut_offs)
    )


def test_a_total_that_is_not_the_sum_of_the_items(study: Study) -> None:
    study.replace("subjects.csv", ",36,left", ",40,left")
    assert study.problem() == (
        'subjects.csv, line 3, column alsfrs_r_total: "40" is not allowed; the total is the sum of '
        "the twelve items in alsfrs.csv. Fix: The items add up to 36: correct the one or the other."
    )


def test_a_missing_item(study: Study) -> None:
    study.drop("alsfrs.csv", 3)
    assert study.problem() == (
        'alsfrs.csv, line 2, column item: "P1 without salivation" is not allowed; a scored patient '
        "has all twelve ALSFRS-R items. Fix: Add the missing rows, or delete the others of this "
        "patient."
    )


def test_an_item_that_is_misspelt_is_not_missing_as_well(study: Study) -> None:
    study.replace("alsfrs.csv", "P1,salivation", "P1,salvation")
    assert study.problem().startswith('alsfrs.csv, line 3, column item: "salvation" is not allowed')


def test_a_patient_without_items_or_without_a_total_is_fine(study: Study) -> None:
    study.write("alsfrs.csv", "\n".join(study.text("alsfrs.csv").splitlines()[:13]) + "\n")
    study.replace("subjects.csv", ",13,48", ",13,")
    data = study.load()
    assert data.subjects["alsfrs_r_total"].isna().tolist() == [True, False, True, True]


@pytest.mark.parametrize(
    ("row", "column", "value"),
    [
        ("C1,control,F,61,60,,,,,,,right", "age_at_onset_years", "60"),
        ("C1,control,F,61,,,possible,,,,,right", "el_escorial", "possible"),
        ("C1,control,F,61,,,,,,0,,right", "umn_score", "0"),
        ("C1,control,F,61,,,,,,,48,right", "alsfrs_r_total", "48"),
        ("C1,control,F,61,,,,,none,,,right", "involvement", "none"),
    ],
)
def test_a_value_for_patients_on_a_control(study: Study, row: str, column: str, value: str) -> None:
    study.line("subjects.csv", 4, row)
    assert study.problem() == (
        f'subjects.csv, line 4, column {column}: "{value}" is not allowed; {column} is for '
        "patients, and this subject is a control. Fix: Empty the cell, or correct the group."
    )


def test_items_of_a_control(study: Study) -> None:
    rows = study.text("alsfrs.csv").splitlines()[1:13]
    study.add("alsfrs.csv", *[row.replace("P1", "C1") for row in rows])
    report = study.report()
    assert report.startswith("12 problems")
    assert (
        'alsfrs.csv, line 26, column subject_id: "C1" is not allowed; the ALSFRS-R is for '
        "patients, and this subject is a control. Fix: Delete the row, or correct the group in "
        "subjects.csv."
    ) in report


def test_an_age_at_onset_above_the_age_at_enrolment(study: Study) -> None:
    study.replace("subjects.csv", "70,69", "70,70.5")
    assert study.problem() == (
        'subjects.csv, line 3, column age_at_onset_years: "70.5" is not allowed; the age at onset '
        "is not above the age at enrolment. Fix: The age at enrolment is 70: correct the one or "
        "the other."
    )


def test_onset_at_enrolment_is_allowed(study: Study) -> None:
    study.replace("subjects.csv", "70,69", "70,70")
    assert study.load().subjects.loc[1, "age_at_onset_years"] == 70


def test_a_column_without_provenance(study: Study) -> None:
    study.replace("provenance.csv", "strength.csv,side,simulated,the tests,\n", "")
    study.replace("provenance.csv", "strength.csv,mrc_grade,simulated,the tests,\n", "")
    assert study.problem() == (
        "provenance.csv: the provenance of strength.csv is not stated for side, mrc_grade. "
        "Fix: Add one row for each, with file, column, status, source, note."
    )


def test_a_provenance_of_an_unknown_column(study: Study) -> None:
    line = study.add("provenance.csv", "muaps.csv,durations_ms,simulated,x,")
    assert study.problem() == (
        f'provenance.csv, line {line}, column column: "durations_ms" is not allowed; no such '
        "column is in muaps.csv. Fix: The nearest known name is duration_ms. The columns are "
        "subject_id, side, muscle_id, muap, duration_ms."
    )


def test_a_provenance_of_an_unknown_file(study: Study) -> None:
    study.add("provenance.csv", "muap.csv,muap,simulated,x,")
    assert "The nearest known name is muaps.csv." in study.problem()


def test_references_are_not_checked_against_a_file_that_is_missing(study: Study) -> None:
    study.path("subjects.csv").unlink()
    assert "subjects.csv: the file is missing" in study.problem()


def test_ten_faults_at_once_are_ten_problems(study: Study) -> None:
    study.replace("cohort.yml", "alpha: 0.05", "alpha: 5")
    study.replace("subjects.csv", "C1,control,F", "C1,control,X")
    study.replace("subjects.csv", ",36,left", ",35,left")
    study.replace("mri_ratings.csv", "R1,1,0,yes", "R1,1,4,yes")
    study.replace("mri_ratings.csv", "R1,2,0,yes", "R1,2,x,yes")
    twice = study.add("mri_ratings.csv", "C2,left,tibialis_anterior,R2,2,0,no")
    study.replace("muaps.csv", "10,10.5", "10,-10.5")
    study.add("strength.csv", "P9,right,iliacus,5")
    study.drop("alsfrs.csv", 2)
    study.path("provenance.csv").unlink()
    lines = study.report().splitlines()
    assert lines[0] == "10 problems in cohort small:"
    starts = [line.partition(" is not allowed")[0].partition(". Fix")[0] for line in lines[1:]]
    assert starts == [
        'cohort.yml, line 5, key parameters.alpha: "5"',
        'subjects.csv, line 3, column alsfrs_r_total: "35"',
        'subjects.csv, line 4, column sex: "X"',
        'mri_ratings.csv, line 2, column mercuri_grade: "4"',
        'mri_ratings.csv, line 3, column mercuri_grade: "x"',
        f"mri_ratings.csv, line {twice}, column subject_id + side + muscle_id + rater + session: "
        '"C2, left, tibialis_anterior, R2, 2"',
        'muaps.csv, line 11, column duration_ms: "-10.5"',
        'strength.csv, line 4, column subject_id: "P9"',
        'alsfrs.csv, line 2, column item: "P1 without speech"',
        "provenance.csv: the file is missing",
    ]
