"""What looks as if it identifies a person is refused, and what does not passes."""

import csv
import datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from als_muscle_mri.imaging.sources import sources
from als_muscle_mri.inputs import InputError, cohort_names, column_names, load_cohort
from als_muscle_mri.inputs.likeness import (
    header_likeness,
    id_likeness,
    repeatable,
    repeatable_name,
    text_likeness,
)
from als_muscle_mri.inputs.problems import GIVEN, Problem
from als_muscle_mri.inputs.schemas import DATA_SCHEMAS
from als_muscle_mri.inputs.waveforms import read_waveforms
from inputs.small_study import Study

HARMLESS = [
    "UMN + LMN right leg",
    "LMN tongue, fasciculations of both arms",
    "Diamanti et al., Skeletal Radiology 2018, doi 10.1007/s00256-018-3073-7",
    "https://doi.org/10.1002/mus.25384, Table 2; Results",
    "Muscle Nerve 2014;49(1):119-128, ISSN 0148-639X, PMID 24123456, NCT01281189",
    "ISBN 978-3-16-148410-0",
    "10 patients and 9 healthy controls, 1.5 T, TR 600 ms, TE 10 ms",
    "grades 0/1/2/3, sums 6, 6, 8, 8, 8",
    "137 of 610 muscles, 22.46 %",
    "seed 20180305; effect 1; version 0.1.0",
    "read via 3 raters of 2 centres",
    "thoracic level T4-T12, 10-12.5-15 ms",
    "by lot, one in ten left-handed",
    "patient 12 of Table 1B",
    "case 1234",
]
PERSONAL = [
    ("write to mario.rossi@clinic.example.it", "an e-mail address"),
    ("tel. 0382 526378", "a telephone number"),
    ("+39 0382 526 378", "a telephone number"),
    ("0049-30-1234567", "a telephone number"),
    ("seen on 12.03.1950", "a date, which may be a date of birth"),
    ("1950-03-12", "a date, which may be a date of birth"),
    ("03/25/1950", "a date, which may be a date of birth"),
    ("geb. 12.3.50", "a date of birth"),
    ("Via Mondino 2, Pavia", "a postal address"),
    ("12 Baker Street", "a postal address"),
    ("Hauptstraße 12", "a postal address"),
    ("Mrs Smith", "the name of a person"),
    ("patient name: x", "the name of a person"),
    ("MRN 0012345", "a record or insurance number"),
    ("record no. 123456", "a record or insurance number"),
    ("123-45-6789", "a record or insurance number"),
    # Valid by their check digits: the examples in the documentation of python-stdnum.
    ("RCCMNL83S18D969H", "a record or insurance number"),
    ("943 476 5870", "a record or insurance number"),
    ("7113 9210", ""),
]
IDS = [
    "P01",
    "C09",
    "FJ-P12",
    "LH-C40",
    "ALS_003",
    "001",
    "1234",
    "S000123",
    "AB000123",
    "2024-017",
]
IDS += [
    "20240017",
    "ALS-2018-001",
    "PatientA",
    "patient_control",
    "Site2.HC12",
    "sub-01",
    "PV_C_07",
]
PERSONAL_IDS = [
    ("AB120345", "a date of birth, with initials or alone"),
    ("JS-450312", "a date of birth, with initials or alone"),
    ("JD-1945-03-12", "a date of birth, with initials or alone"),
    ("19450312", "a date of birth, with initials or alone"),
    ("12031945MR", "a date of birth, with initials or alone"),
    ("Rossi", "the name of a person"),
    ("Mario.Rossi", "the name of a person"),
    ("MRossi", "the name of a person"),
    ("rossi_m", "the name of a person"),
    ("A123456789", "a record or insurance number"),
    ("RCCMNL83S18D969H", "a record or insurance number"),
]
HEADERS = [
    ("Name", "a name"),
    ("patientName", "a name"),
    ("Last name", "a name"),
    ("Geburtsdatum", "a date of birth"),
    ("date_of_birth", "a date of birth"),
    ("E-Mail", "an e-mail address"),
    ("phone_home", "a telephone number"),
    ("Postal code", "a postal address"),
    ("MRN", "a record or insurance number"),
    ("codice fiscale", "a record or insurance number"),
    ("muscle_name", ""),
    ("redcap_event_name", ""),
    ("remarks", ""),
    ("rater", ""),
]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_harmless(text: str) -> None:
    assert text_likeness(text) == ""


@pytest.mark.parametrize(("text", "expected"), PERSONAL)
def test_what_is_personal(text: str, expected: str) -> None:
    assert text_likeness(text) == expected


@pytest.mark.parametrize("text", IDS)
def test_neutral_ids(text: str) -> None:
    assert id_likeness(text) == ""


@pytest.mark.parametrize(("text", "expected"), PERSONAL_IDS)
def test_ids_that_tell_who(text: str, expected: str) -> None:
    assert id_likeness(text) == expected


@pytest.mark.parametrize(("name", "expected"), HEADERS)
def test_columns_by_their_names(name: str, expected: str) -> None:
    assert header_likeness(name) == expected


@given(
    st.from_regex(
        r"([A-Z]{1,4}|patient|control|sub|site)?[-_.]?(20[0-2]\d[-_])?\d{1,4}", fullmatch=True
    )
)
def test_no_false_alarm_on_ordinary_ids(text: str) -> None:
    assert id_likeness(text) == ""


@given(
    initials=st.from_regex(r"[A-Z]{2,3}", fullmatch=True),
    born=st.dates(min_value=datetime.date(1920, 1, 1), max_value=datetime.date(1999, 12, 31)),
    form=st.sampled_from(["%d%m%y", "%y%m%d", "%Y%m%d", "%d%m%Y", "%Y-%m-%d", "%d.%m.%Y"]),
    mark=st.sampled_from(["", "-", "_"]),
)  # fmt: skip
def test_initials_and_birth_dates_are_found(initials, born, form, mark) -> None:
    if form in ("%Y-%m-%d", "%d.%m.%Y") and not mark:
        mark = "-"
    assert id_likeness(f"{initials}{mark}{born.strftime(form)}") != ""


@pytest.mark.parametrize("cohort", ["pavia-2018", "fjordby-lindhaven"])
def test_the_cohorts_here_pass(cohort: str) -> None:
    assert cohort in cohort_names()
    assert load_cohort(cohort).name == cohort
    text = Path("data", cohort, "cohort.yml").read_text(encoding="utf-8")
    assert text_likeness(yaml.safe_load(text)["source"], dates=False) == ""


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("subjects.csv", "UMN, LMN right leg", "seen 12.03.1950", "subjects.csv, line 2, column involvement: "),
        ("provenance.csv", "the tests", "ask a.b@clinic.org", "provenance.csv, line 2, column source: "),
        ("cohort.yml", "title: A small study", "title: MRN 4711223", "cohort.yml, key title: "),
        ("cohort.yml", "source: Written for the tests.", "source: born 1.2.1950", "cohort.yml, key source: "),
    ],
)  # fmt: skip
def test_the_check_stops(study: Study, file: str, old: str, new: str, told: str) -> None:
    study.replace(file, old, new)
    message = study.problem()
    assert message.startswith(told)
    assert "personal data do not belong here" in message
    assert new.split()[-1] not in message


def test_an_id_stops_the_check(study: Study) -> None:
    for file in ("subjects.csv", "mri_ratings.csv", "muaps.csv", "strength.csv", "alsfrs.csv"):
        study.write(file, study.text(file).replace("P1,", "MR120345,"))
    assert "Give the subjects neutral ids as P01 or ALS_003." in study.report()
    assert "MR120345" not in study.report()


def test_a_date_of_access_passes(study: Study) -> None:
    study.replace("provenance.csv", "the tests", "data base; accessed 2024-03-05")
    study.replace("cohort.yml", "for the tests.", "for the tests; locked on 05.03.2024.")
    study.load()


def test_a_personal_column_is_explained(study: Study) -> None:
    study.line("strength.csv", 1, "subject_id,side,muscle_id,mrc_grade,Surname")
    with pytest.raises(InputError, match="the column looks like a name"):
        study.load()


VALUES = [
    ("7", True),
    ("-1.5", True),
    ("x", True),
    ("tibialis_anterio", True),
    ("Right", True),
    ("FJ-P12, right, iliacus", True),
    ("=SUM(A1:A3)", True),
    ("#REF!", True),
    ("Rossi", False),
    ("Mario Rossi", False),
    ("ROSSI, M.", False),
    ("2 (Özgür)", False),
    ("Müller-Lüdenscheidt", False),
    ("JS-450312, right, iliacus", False),
    ("12 Mar 1950", False),
    ("a.b@clinic.org", False),
    ("RCCMNL83S18D969H", False),
]


@pytest.mark.parametrize(("value", "expected"), VALUES)
def test_a_message_repeats_what_tells_of_nobody(value: str, expected: bool) -> None:
    assert (repeatable(value) == value) is expected
    assert (f'"{value}"' in str(Problem("strength.csv", 2, "c", value, "r", "F."))) is expected


FREE = {("involvement", "Mario Rossi"), ("involvement", "Rossi_Mario"), ("rater", "Rossi_Mario")}
"""Free texts and ids of raters in which nothing tells that these are names."""


def typed() -> list[tuple[str, int, str, str]]:
    """Every column of persons' tables that refuses a name or a date, with the place of its cell."""
    return [
        (file, place, column, value)
        for file in DATA_SCHEMAS
        for place, column in enumerate(column_names(file))
        for value in ("Mario Rossi", "12.03.1950", "Rossi_Mario")
        if (column, value) not in FREE
    ]


@pytest.mark.parametrize(("file", "place", "column", "value"), typed())
def test_a_name_or_date_in_any_column_is_not_repeated(
    study: Study, file: str, place: int, column: str, value: str
) -> None:
    cells = next(csv.reader([study.text(file).splitlines()[1]]))
    cells[place] = value
    study.line(file, 2, ",".join(f'"{cell}"' for cell in cells))
    told = study.report()
    assert f"{file}, line 2, column {column}" in told
    assert all(part not in told for part in ("Mario", "Rossi", "1950"))


def test_the_nearest_subject_is_not_named_where_its_id_is_a_name(study: Study) -> None:
    for file in ("subjects.csv", "mri_ratings.csv", "muaps.csv", "alsfrs.csv"):
        study.write(file, study.text(file).replace("P1,", "Rossi_Mario,"))
    study.write("strength.csv", study.text("strength.csv").replace("P1,", "Rosi_Mario,"))
    assert "Mario" not in study.report()


def test_a_file_without_header_does_not_give_its_first_row_away(study: Study) -> None:
    rows = study.text("subjects.csv").splitlines()[1:]
    study.write("subjects.csv", "\n".join([rows[0].replace("60.5", "12.03.1950"), *rows[1:]]))
    assert "12.03" not in study.report()


@pytest.mark.parametrize(
    "name",
    [
        *("emg/P01_right_iliacus.edf", "emg/FJ-P12_left_iliacus.csv", "emg/P01 right iliacus.edf"),
        *("mri/sub-P06/sub-P06_acq-thigh_T1w.nii.gz", "mri/sub-P06/sub-P06_T1w/IM_0001.dcm"),
        *("cohort.yml", "mri_ratings.csv", "book.xlsx", "Data Export.xlsx", "ALS Pavia MRI.xlsx"),
        *("MuscleMRI_DATA_LABELS_2024-01-15_1030.csv", "20240115.csv", "Notes", "Sheet1"),
    ],
)
def test_the_name_of_a_file_is_told(name: str) -> None:
    assert repeatable_name(name) == name


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("emg/Mario Rossi_right_iliacus.edf", "emg/(not shown)_right_iliacus.edf"),
        ("emg/Rossi_Mario_right_iliacus.edf", "emg/(not shown)_right_iliacus.edf"),
        ("emg/AB120345_left_iliacus.csv", "emg/(not shown)_left_iliacus.csv"),
        ("mri/sub-RossiMario/a_T1w.nii.gz", "mri/sub-(not shown)/a_T1w.nii.gz"),
        ("mri/sub-19450312", "mri/sub-(not shown)"),
        ("M.Rossi.edf", "(not shown).edf"),
        ("Rossi, Mario.xlsx", "(not shown).xlsx"),
        ("mario.rossi@clinic.example.it.csv", "(not shown).csv"),
    ],
)
def test_the_name_of_a_file_that_names_a_person_is_not(name: str, told: str) -> None:
    assert repeatable_name(name).removesuffix(".csv") == told.removesuffix(".csv")


@pytest.mark.parametrize("name", ["Mario Rossi_right_iliacus.csv", "Rossi Mario.csv"])
def test_waveforms_of_a_person_are_not_named(study: Study, name: str) -> None:
    (study.folder / "emg").mkdir()
    (study.folder / "emg" / name).write_text("muap,discharge,time_ms,voltage_uv\n")
    with pytest.raises(InputError) as caught:
        read_waveforms(study.folder, ["P1"], ["iliacus"])
    assert "Rossi" not in str(caught.value)
    assert "emg/(not shown)" in str(caught.value)


def test_images_of_a_person_are_not_named(study: Study) -> None:
    for owner in ("RossiMario", "P9"):
        (study.folder / "mri" / f"sub-{owner}").mkdir(parents=True)
    with pytest.raises(InputError) as caught:
        sources(study.folder, ["P1"])
    assert "Rossi" not in str(caught.value)
    assert "mri/sub-(not shown): no such subject" in str(caught.value)
    assert "mri/sub-P9: no such subject" in str(caught.value)


def test_what_a_person_typed_on_the_command_line_is_repeated() -> None:
    assert '"Rossi"' in str(Problem(GIVEN, None, "cohort", "Rossi", "r", "F."))
    told = str(Problem("cohort.yml", 2, "parameters.rank_test", "Exact", "r", "F."))
    assert '"Exact"' in told
