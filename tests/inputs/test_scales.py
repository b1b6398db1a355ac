"""The grading scale of a cohort: named, described, and kept to by every file."""

import re

import pandas as pd
import pytest

from als_muscle_mri.inputs import (
    MERCURI,
    SCALES,
    Cohort,
    Scale,
    Settings,
    load_waveforms,
    read_scale,
)
from als_muscle_mri.inputs.cohort_file import read_cohort_file
from als_muscle_mri.inputs.plausibility import constant_raters
from als_muscle_mri.inputs.scale_key import as_key, scale_of
from als_muscle_mri.inputs.scales import MOST_GRADES
from als_muscle_mri.inputs.schemas import RATINGS, column_facts, column_names
from als_muscle_mri.inputs.summary import summary
from inputs.small_study import COHORT_YML, MUSCLES, Study

OWN = {
    "name": "Lamminen",
    "column": "lamminen_grade",
    "grades": {0: "normal", 1: "traces", 2: "a third", 3: "half", 4: "most", 5: "all fat"},
}
SPANS = {"mercuri": "0 to 3", "goutallier": "0 to 4", "lamminen": "1 to 4"}


def graded(study: Study, key: object, column: str, grade: str = "1") -> Study:
    """The small study on another scale, with one grade throughout."""
    study.write("cohort.yml", f"grading_scale: {key}\n{COHORT_YML}")
    for file in (RATINGS, "provenance.csv"):
        study.write(file, study.text(file).replace("mercuri_grade", column))
    lines = study.text(RATINGS).splitlines()
    rows = [re.sub(r",\d,(yes|no)$", rf",{grade},\1", line) for line in lines[1:]]
    study.write(RATINGS, "\n".join([lines[0], *rows]) + "\n")
    return study


def flow(scale: dict) -> str:
    """A map of a scale as one line of YAML."""
    grades = ", ".join(f"{number}: {name}" for number, name in scale["grades"].items())
    return f"{{name: {scale['name']}, column: {scale['column']}, grades: {{{grades}}}}}"


def told(data: Cohort) -> str:
    """What a check says the cohort holds."""
    return summary(data, load_waveforms(data))


@pytest.mark.parametrize("name", SCALES)
def test_a_named_scale(study: Study, name: str) -> None:
    scale = SCALES[name]
    data = graded(study, name, scale.column).load()
    assert data.scale == scale
    assert scale.span == SPANS[name]
    assert data.mri_ratings["grade"].eq(1).all()
    assert scale.column not in data.mri_ratings
    assert read_scale("small") == scale


def test_a_scale_of_the_teams_own(study: Study) -> None:
    data = graded(study, flow(OWN), "lamminen_grade", "5").load()
    assert data.scale.numbers == (0, 1, 2, 3, 4, 5)
    assert data.scale.names[-1] == "5 all fat"
    assert data.scale.citation == ""
    assert as_key(data.scale) == OWN
    assert data.mri_ratings["grade"].eq(5).all()


def test_without_the_key_it_is_mercuris(study: Study) -> None:
    assert study.load().scale == MERCURI
    assert study.load().settings == Settings()
    assert not any(line.startswith("scale") for line in told(study.load()).splitlines())


def test_the_check_names_another_scale(study: Study) -> None:
    said = told(graded(study, "goutallier", "goutallier_grade").load())
    assert "scale       Goutallier, 0 to 4, in the column goutallier_grade" in said
    assert "settings    the defaults" in said


@pytest.mark.parametrize("scale", SCALES.values(), ids=SCALES)
def test_the_dictionary_says_every_grade_and_its_bounds(scale: Scale) -> None:
    facts = column_facts(RATINGS, scale.column, scale)
    assert facts["allowed"] == f"whole number, {scale.span}"
    assert column_names(RATINGS, scale).index(scale.column) == column_names(RATINGS).index(
        "mercuri_grade"
    )


@pytest.mark.parametrize(
    ("key", "column", "grade"),
    [
        ("goutallier", "goutallier_grade", "5"),
        ("lamminen", "lamminen_grade", "0"),
        ("lamminen", "lamminen_grade", "5"),
        ("mercuri", "mercuri_grade", "4"),
        (flow(OWN), "lamminen_grade", "6"),
    ],
)
def test_a_grade_out_of_range(study: Study, key: str, column: str, grade: str) -> None:
    told = graded(study, key, column, grade).report()
    scale = scale_of(OWN, "") if key.startswith("{") else SCALES[key]
    assert f'{RATINGS}, line 2, column {column}: "{grade}" is not allowed; {scale.rule}.' in told


def test_the_column_of_another_scale(study: Study) -> None:
    study.write("cohort.yml", f"grading_scale: goutallier\n{COHORT_YML}")
    study.write(
        "provenance.csv", study.text("provenance.csv").replace("mercuri_grade", "goutallier_grade")
    )
    assert study.problem() == (
        f"{RATINGS}, line 1, column mercuri_grade: these are Mercuri grades, and muscles of this "
        "cohort are graded on the Goutallier scale, whose column is goutallier_grade. Fix: Name the "
        "scale of the grades as grading_scale in cohort.yml, or for a folder that is not there yet by "
        "--scale; or mend the column."
    )


def test_another_column_in_a_cohort_that_names_no_scale(study: Study) -> None:
    graded(study, "goutallier", "goutallier_grade")
    study.write("cohort.yml", COHORT_YML)
    told = study.report()
    assert "these are Goutallier grades, and muscles of this cohort are graded on the Merc" in told
    assert "provenance.csv, line" in told
    assert "the column is missing" not in told


def test_a_misspelt_column_names_the_nearest(study: Study) -> None:
    graded(study, "goutallier", "goutallier_grades")
    told = study.report()
    assert "The nearest known name is goutallier_grade." in told


FAULTS = [
    ("merkuri", "it is mercuri, goutallier, lamminen or a map of name, column and grades"),
    (3, "it is mercuri, goutallier, lamminen or a map"),
    (None, "it is mercuri, goutallier, lamminen or a map"),
    ({"name": "Ours", "column": "our_grade"}, "key grading_scale.grades: the key is missing"),
    (OWN | {"grade": 1}, "key grading_scale.grade: no such key is known"),
    (OWN | {"name": " "}, "key grading_scale.name"),
    (OWN | {"name": "=1"}, "begins with none of ="),
    (OWN | {"column": "Lamminen"}, "ends in _grade"),
    (OWN | {"column": "emg_grade"}, "other grades have a column of this name"),
    (OWN | {"grades": [0, 1]}, "key grading_scale.grades"),
    (OWN | {"grades": {0: "normal"}}, "a scale has 2 to 10 grades, and this one 1"),
    (OWN | {"grades": {n: "x" for n in range(MOST_GRADES + 1)}}, "and this one 11"),
    (OWN | {"grades": {0: "normal", 2: "fat"}}, "follow each other, and these are 0, 2"),
    (OWN | {"grades": {-1: "normal", 0: "fat"}}, "key grading_scale.grades.-1"),
    (OWN | {"grades": {0: "normal", "high": "fat"}}, "a grade is a whole number from 0 to 99"),
    (OWN | {"grades": {0: "normal", True: "fat"}}, "a grade is a whole number from 0 to 99"),
    (OWN | {"grades": {0: "normal", 1: "x" * 41}}, "a text of at most 40 characters"),
    (OWN | {"grades": {0: "normal", 1: None}}, "key grading_scale.grades.1"),
]


@pytest.mark.parametrize(("value", "said"), FAULTS, ids=str)
def test_a_scale_that_cannot_be_used(value: object, said: str) -> None:
    found = scale_of(value, "cohort.yml")
    assert isinstance(found, list)
    assert len(found) == 1
    assert said in str(found[0])
    assert "Fix: " in str(found[0])


def test_every_fault_of_a_scale_is_told_at_once_with_its_line(study: Study) -> None:
    study.write(
        "cohort.yml",
        COHORT_YML + "grading_scale:\n  name: Ours\n  column: Ours\n  grades: {0: a, 2: b}\n",
    )
    study.write(RATINGS, "nonsense\n")
    found = study.report().splitlines()
    assert found[0].startswith("2 problems")
    assert [line.partition(", key ")[0] for line in found[1:]] == [
        "cohort.yml, line 9",
        "cohort.yml, line 10",
    ]


def test_a_faulty_scale_hides_no_fault_of_another_file(study: Study) -> None:
    study.write("cohort.yml", f"grading_scale: gutalier\n{COHORT_YML}")
    study.line("strength.csv", 2, "P1,right,tibialis_anterior,9")
    told = study.report()
    assert told.startswith("2 problems")
    assert "The nearest known name is goutallier." in told
    assert "strength.csv, line 2" in told


@pytest.mark.parametrize(
    ("key", "cutoffs", "read"),
    [
        ("mercuri", None, (0.05, 0.2, 0.5)),
        ("goutallier", None, ()),
        ("goutallier", "[0.02, 0.1, 0.4, 0.6]", (0.02, 0.1, 0.4, 0.6)),
        ("mercuri", "[]", ()),
    ],
)
def test_cut_offs_of_a_scale(study: Study, key: str, cutoffs: str | None, read: tuple) -> None:
    given = "" if cutoffs is None else f"  fat_share_cutoffs: {cutoffs}\n"
    study.write("cohort.yml", f"grading_scale: {key}\n{COHORT_YML}{given}")
    found = read_cohort_file(study.path("cohort.yml"), {}, MUSCLES)
    assert found.problems == ()
    assert found.settings.fat_share_cutoffs == read


@pytest.mark.parametrize("key", ["mercuri", "goutallier"])
def test_cut_offs_are_one_fewer_than_grades(study: Study, key: str) -> None:
    study.write("cohort.yml", f"grading_scale: {key}\n{COHORT_YML}")
    told = study.setting_problem(fat_share_cutoffs=[0.1, 0.5])
    assert told.startswith("fat_share_cutoffs, given as -p/make parameter")
    assert f"has {len(SCALES[key].grades)} grades, and all but the lowest begin at a cut" in told


def test_a_constant_rater_is_told_by_the_column_of_the_scale() -> None:
    rows = pd.DataFrame({"rater": "R1", "grade": [4] * 30})
    (caution,) = constant_raters(rows, SCALES["goutallier"])
    assert caution.column == "goutallier_grade"
    assert "R1 gave grade 4 in all 30 ratings" in caution.text


@pytest.mark.parametrize("scale", [*SCALES.values(), scale_of(OWN, "")], ids=lambda s: s.span)
def test_frames_go_to_files_and_back(scale: Scale) -> None:
    frame = pd.DataFrame({"grade": [1], "atrophy": ["no"]})
    filed = scale.as_filed(frame)
    assert filed.columns.tolist() == [scale.column, "atrophy"]
    assert scale.as_read(filed).equals(frame)
    assert frame.columns[0] == "grade"


def test_words_of_the_default_scale() -> None:
    assert MERCURI.rule == "Mercuri grades are 0, 1, 2 or 3"
    assert (MERCURI.steps, SCALES["goutallier"].steps) == ("four", "five")
    assert scale_of(OWN, "").steps == "six"
