"""One bad cell at a time: value, rule, line and fix in the message."""

import pytest

from als_muscle_mri.inputs import SCHEMAS
from inputs.small_study import Study

RATING = "P1,right,first_dorsal_interosseous,R1,1"


@pytest.mark.parametrize("value", ["4", "-1", "x", "2.5", "1e0", "nan", "inf", "２", "0x1", " 1"])
def test_a_grade_that_is_none(study: Study, value: str) -> None:
    study.replace("mri_ratings.csv", f"{RATING},0", f"{RATING},{value}")
    assert study.problems_of("mri_ratings.csv") == [
        f'mri_ratings.csv, line 2, column mercuri_grade: "{value}" is not allowed; Mercuri grades '
        "are 0, 1, 2 or 3. Fix: Write the grade the rater gave, or delete the row if the muscle "
        "was not rated."
    ]


def test_a_whole_number_with_zero_decimals_is_read(study: Study) -> None:
    study.replace("mri_ratings.csv", f"{RATING},0", f"{RATING},2.0")
    grades = study.load().mri_ratings["grade"]
    assert grades.dtype == "int64"
    assert grades.iloc[0] == 2


def test_an_empty_grade(study: Study) -> None:
    study.replace("mri_ratings.csv", f"{RATING},0", f"{RATING},")
    assert study.problem() == (
        "mri_ratings.csv, line 2, column mercuri_grade: empty, but a value is needed; Mercuri "
        "grades are 0, 1, 2 or 3. Fix: Write the grade the rater gave, or delete the row if the "
        "muscle was not rated."
    )


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("subjects.csv", "P2,patient,F", "P2,patient,W", 'line 3, column sex: "W" is not allowed'),
        ("subjects.csv", "P2,patient,F", "P2,patient,f", "The nearest known name is F."),
        ("subjects.csv", "F,70", "F,170", '"170" is not allowed; an age lies between 0 and 120 y'),
        ("subjects.csv", "F,70", 'F,"70,5"', '"70,5" is not allowed; an age lies between'),
        ("subjects.csv", "F,70", "F,nan", '"nan" is not allowed; an age lies between'),
        ("subjects.csv", "F,70", "F,1e999", '"1e999" is not allowed; an age lies between'),
        ("subjects.csv", "69,5.5", "69,-5", '"-5" is not allowed; a delay lies between 0 and 1440'),
        ("subjects.csv", "probable", "Probable", "The nearest known name is probable."),
        (
            "subjects.csv",
            "bulbar",
            "leg",
            '"leg" is not allowed; an onset site is spinal or bulbar',
        ),
        ("subjects.csv", ",36,left", ",36,both", 'column dominant_hand: "both" is not allowed'),
        ("subjects.csv", ",13,48", ",-2,48", 'column umn_score: "-2" is not allowed; a UMN burden'),
        ("subjects.csv", ",13,48", ",1234567890,48", '"(not shown)" is not allowed; a UMN burden'),
        ("subjects.csv", ",13,48", ",12.5,48", '"12.5" is not allowed; a UMN burden score is a w'),
        ("subjects.csv", "C2,control", "C 2,control", '"C 2" is not allowed; a subject id is made'),
        ("subjects.csv", "C2,control", f"{'C' * 41},control", "is not allowed; a subject id is m"),
        ("mri_ratings.csv", "right,first", "Right,first", 'line 2, column side: "Right" is not'),
        ("mri_ratings.csv", f"{RATING},0,yes", f"{RATING},0,y", 'column atrophy: "y" is not all'),
        ("mri_ratings.csv", "R1,1,0", "../R1,1,0", 'column rater: "../R1" is not allowed; a rater'),
        ("mri_ratings.csv", "R1,1,0", "R1,0,0", 'column session: "0" is not allowed; a session is'),
        (
            "muaps.csv",
            "1,8.25",
            "1,-8.25",
            'line 2, column duration_ms: "-8.25" is not allowed; a duration is a number above 0 '
            "and at most 1000 ms. Fix: Write a number above 0, at most 1000 with a decimal point",
        ),
        ("muaps.csv", "1,8.25", "1,0", '"0" is not allowed; a duration is a number above 0'),
        ("muaps.csv", "1,8.25", "1,inf", '"inf" is not allowed; a duration'),
        ("muaps.csv", "1,8.25", "1,8250", '"8250" is not allowed; a duration'),
        ("muaps.csv", "1,8.25", "1.5,8.25", 'column muap: "1.5" is not allowed; a MUAP number'),
        ("strength.csv", ",4", ",4+", '"4+" is not allowed; MRC grades are 0, 1, 2, 3, 4 or 5'),
        ("strength.csv", ",4", ",6", '"6" is not allowed; MRC grades are 0, 1, 2, 3, 4 or 5'),
        ("alsfrs.csv", "speech", "speach", "The nearest known name is speech. Write speech, saliv"),
        ("alsfrs.csv", "speech,4", "speech,5", '"5" is not allowed; item scores are 0, 1, 2, 3 or'),
        ("provenance.csv", "simulated", "invented", '"invented" is not allowed; a status is publ'),
        (
            "atlas.csv",
            "paraspinals",
            "Para spinals",
            "a region is made of lower-case letters, digits",
        ),
    ],
)
def test_a_bad_cell(study: Study, file: str, old: str, new: str, message: str) -> None:
    study.replace(file, old, new)
    (found,) = study.problems_of(file)
    assert found.startswith(f"{file}, line ")
    assert message in found
    assert ". Fix: " in found


def test_an_id_of_forty_characters_is_fine(study: Study) -> None:
    study.replace("subjects.csv", "C2,control", f"{'C' * 40},control")
    assert study.problems_of("subjects.csv") == []


def test_the_fix_of_a_column_that_may_be_empty_says_so(study: Study) -> None:
    study.replace("subjects.csv", "bulbar", "?")
    assert study.problem().endswith("An empty cell means: not known, or a control.")


@pytest.mark.parametrize("file", list(SCHEMAS))
def test_every_column_is_described_and_has_a_rule_and_a_fix(file: str) -> None:
    for column in SCHEMAS[file].columns.values():
        assert column.description
        assert column.metadata["rule"]
        assert column.metadata["fix"].endswith(".")
        assert column.checks[0].error == column.metadata["rule"]


def test_a_failing_cell_is_told_once(study: Study) -> None:
    study.replace("muaps.csv", "1,8.25", "x,-1")
    assert study.report().startswith("2 problems in cohort small:")
