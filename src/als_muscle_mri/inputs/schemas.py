"""The CSV files of a cohort: one schema each, over the cells as they stand in the file.

A schema names every column with its meaning, unit, allowed values and missing-value rule;
the data dictionary in ``data/README.md`` is written from here. Rules that tie rows or files
together are in ``consistency``.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from pandera.pandas import Column, DataFrameSchema

from als_muscle_mri.inputs.assumed_file import ASSUMED
from als_muscle_mri.inputs.atlas import ATLAS_SCHEMA
from als_muscle_mri.inputs.columns import choice, identifier, number, reference, text, whole
from als_muscle_mri.inputs.published_file import PUBLISHED
from als_muscle_mri.inputs.scales import MERCURI, Scale

GROUPS = ("patient", "control")
"""The groups with a meaning of their own; ``cohort.yml`` names those a cohort has."""

SIDES = ("right", "left")
FEWEST_MUAPS = 10
ALSFRS_ITEMS = (
    "speech",
    "salivation",
    "swallowing",
    "handwriting",
    "cutting_food",
    "dressing_and_hygiene",
    "turning_in_bed",
    "walking",
    "climbing_stairs",
    "dyspnea",
    "orthopnea",
    "respiratory_insufficiency",
)
PATIENT_ONLY = (
    "age_at_onset_years",
    "months_onset_to_diagnosis",
    "el_escorial",
    "onset_site",
    "involvement",
    "umn_score",
    "alsfrs_r_total",
)
_UNKNOWN = "not known"
_PATIENT = "not known, or a control"


def _subject() -> Column:
    return reference("The person", "a subject_id of subjects.csv", "a subject of subjects.csv")


def _side() -> Column:
    return choice("Side of the body", SIDES, "a side is right or left")


def _muscle(extra: str = "") -> Column:
    return reference(f"The muscle{extra}", "a muscle_id of atlas.csv", "a muscle of atlas.csv")


def _time(description: str) -> Column:
    return number(
        f"{description}, on the time of the waveform file",
        -10_000,
        10_000,
        "a time lies between -10000 and 10000 ms",
        allowed="number from -10000 to 10000",
        unit="ms",
    )


SUBJECTS = DataFrameSchema(
    {
        "subject_id": identifier("One person, once", "a subject id"),
        "group": reference(
            "Study group", "a key of `groups` in cohort.yml", "a group of the cohort"
        ),
        "sex": choice("Sex, M male, F female", ("M", "F"), "sex is M or F"),
        "age_at_enrolment_years": number(
            "Age when enrolled",
            0,
            120,
            "an age lies between 0 and 120 years",
            allowed="number from 0 to 120",
            unit="years",
            missing=_UNKNOWN,
        ),
        "age_at_onset_years": number(
            "Age at the first symptom; not above the age when enrolled",
            0,
            120,
            "an age lies between 0 and 120 years",
            allowed="number from 0 to 120",
            unit="years",
            missing=_PATIENT,
        ),
        "months_onset_to_diagnosis": number(
            "Time from the first symptom to the diagnosis",
            0,
            1440,
            "a delay lies between 0 and 1440 months",
            allowed="number from 0 to 1440",
            unit="months",
            missing=_PATIENT,
        ),
        "el_escorial": choice(
            "Diagnostic category by the revised El Escorial criteria",
            ("definite", "probable", "probable_laboratory_supported", "possible"),
            "El Escorial is definite, probable, probable_laboratory_supported or possible",
            missing=_PATIENT,
        ),
        "onset_site": choice(
            "Site of onset",
            ("spinal", "bulbar"),
            "an onset site is spinal or bulbar",
            missing=_PATIENT,
        ),
        "involvement": text(
            "Involvement in words, for example `UMN + LMN right leg`",
            "a short text",
            missing=_PATIENT,
        ),
        "umn_score": whole(
            "UMN burden score, more is worse",
            0,
            None,
            "a UMN burden score is a whole number, 0 or more",
            unit="points",
            missing=_PATIENT,
        ),
        "alsfrs_r_total": whole(
            "ALSFRS-R total, the sum of the twelve items, 48 is normal",
            0,
            48,
            "an ALSFRS-R total is a whole number from 0 to 48",
            unit="points",
            missing=_PATIENT,
        ),
        "dominant_hand": choice(
            "Dominant hand", SIDES, "a dominant hand is right or left", missing=_UNKNOWN
        ),
    },
    title="subjects.csv",
    description="One row for each subject. At least one subject.",
    metadata={"key": ["subject_id"]},
)

RATINGS = "mri_ratings.csv"
"""The one file whose columns depend on the scale of the cohort."""


@cache
def ratings_schema(scale: Scale) -> DataFrameSchema:
    """Give the schema of the readings of the MRI, with the column of the scale's grades."""
    columns = {
        "subject_id": _subject(),
        "side": _side(),
        "muscle_id": _muscle(),
        "rater": identifier("Who read the image, for example `R1`", "a rater"),
        "session": whole(
            "Number of the reading session of this rater",
            1,
            None,
            "a session is a whole number, 1 or more",
        ),
        scale.column: whole(
            f"{scale.grade}: {scale.defined}",
            scale.numbers[0],
            scale.numbers[-1],
            scale.rule,
            unit="grade",
            fix="Write the grade the rater gave, or delete the row if the muscle was not rated.",
        ),
        "atrophy": choice("Whether the muscle is atrophied", ("yes", "no"), "atrophy is yes or no"),
    }
    return DataFrameSchema(
        columns,
        title=RATINGS,
        description="One row for each reading of a muscle. A muscle that was not scanned has no "
        "row.",
        metadata={"key": ["subject_id", "side", "muscle_id", "rater", "session"]},
    )


MUAPS = DataFrameSchema(
    {
        "subject_id": _subject(),
        "side": _side(),
        "muscle_id": _muscle(" examined; it has thresholds in `emg_thresholds_ms`"),
        "muap": whole(
            "Number of the motor unit action potential within the muscle",
            1,
            None,
            "a MUAP number is a whole number, 1 or more",
        ),
        "duration_ms": number(
            "Duration of the motor unit action potential",
            0,
            1000,
            "a duration is a number above 0 and at most 1000 ms",
            allowed="number above 0, at most 1000",
            unit="ms",
            inclusive=False,
        ),
    },
    title="muaps.csv",
    description="One row for each motor unit action potential, at least "
    f"{FEWEST_MUAPS} for each examined muscle. A muscle that was not examined has no row.",
    metadata={"key": ["subject_id", "side", "muscle_id", "muap"]},
)

MUAP_MARKS = DataFrameSchema(
    {
        "subject_id": _subject(),
        "side": _side(),
        "muscle_id": _muscle(" examined"),
        "muap": whole(
            "Number of the motor unit action potential, as in the waveform file",
            1,
            None,
            "a MUAP number is a whole number, 1 or more",
        ),
        "onset_ms": _time("Where the reader sets the onset"),
        "offset_ms": _time("Where the reader sets the offset, after the onset"),
        "reader": identifier("Who set the marks, for example `R1`", "a reader"),
    },
    title="muap_marks.csv",
    description="One row for each motor unit action potential that a reader marked. "
    "The file is optional; its marks win over those proposed.",
    metadata={"key": ["subject_id", "side", "muscle_id", "muap"]},
)

STRENGTH = DataFrameSchema(
    {
        "subject_id": _subject(),
        "side": _side(),
        "muscle_id": _muscle(" tested"),
        "mrc_grade": whole(
            "MRC grade, 5 is normal strength",
            0,
            5,
            "MRC grades are 0, 1, 2, 3, 4 or 5",
            unit="grade",
        ),
    },
    title="strength.csv",
    description="One row for each muscle tested. A muscle that was not tested has no row.",
    metadata={"key": ["subject_id", "side", "muscle_id"]},
)

ALSFRS = DataFrameSchema(
    {
        "subject_id": _subject(),
        "item": choice(
            "Item of the ALSFRS-R",
            ALSFRS_ITEMS,
            "an item is one of the twelve of the ALSFRS-R",
        ),
        "score": whole(
            "Score of the item, 4 is normal",
            0,
            4,
            "item scores are 0, 1, 2, 3 or 4",
            unit="points",
        ),
    },
    title="alsfrs.csv",
    description="Twelve rows for each patient who was scored, none for the others. "
    "The scores add up to `alsfrs_r_total`.",
    metadata={"key": ["subject_id", "item"]},
)

PROVENANCE = DataFrameSchema(
    {
        "file": choice(
            "File of this folder",
            ("subjects.csv", "mri_ratings.csv", "muaps.csv", "strength.csv", "alsfrs.csv"),
            "a data file of this folder",
        ),
        "column": reference("Column of that file", "a column of that file", "a column of the file"),
        "status": choice(
            "`published`: verbatim; `reconstructed`: a member of the set that agrees with "
            "everything published; `simulated`: free, only in keeping with the text",
            ("published", "reconstructed", "simulated"),
            "a status is published, reconstructed or simulated",
        ),
        "source": text("Where the values come from", "a text that names the source"),
        "note": text("What else to know", "a text", missing="nothing to add"),
    },
    title="provenance.csv",
    description="One row for every column of the five data files.",
    metadata={"key": ["file", "column"]},
)

DATA_SCHEMAS: dict[str, DataFrameSchema] = {
    schema.title: schema for schema in (SUBJECTS, ratings_schema(MERCURI), MUAPS, STRENGTH, ALSFRS)
}
"""The five data files of a cohort, in reading order; a cohort that names no scale has these."""

COHORT_SCHEMAS: dict[str, DataFrameSchema] = {**DATA_SCHEMAS, PROVENANCE.title: PROVENANCE}
"""Every CSV file of a cohort but the optional published.csv and atlas.csv."""

OPTIONAL_FILES = ("muaps.csv", "strength.csv", "alsfrs.csv")
"""Examinations a study may be without: the file is left out, or holds its header alone."""

SCHEMAS: dict[str, DataFrameSchema] = {
    ATLAS_SCHEMA.title: ATLAS_SCHEMA,
    **COHORT_SCHEMAS,
    PUBLISHED.title: PUBLISHED,
    MUAP_MARKS.title: MUAP_MARKS,
    ASSUMED.title: ASSUMED,
}
"""All CSV files, the optional ones too, and that of a plan."""


def schema_of(file: str, scale: Scale = MERCURI) -> DataFrameSchema:
    """Give the schema of a file of a cohort whose muscles are graded by a scale."""
    return ratings_schema(scale) if file == RATINGS else SCHEMAS[file]


def column_names(file: str, scale: Scale = MERCURI) -> list[str]:
    """Give the columns of a file in their order.

    Examples
    --------
    >>> column_names("strength.csv")
    ['subject_id', 'side', 'muscle_id', 'mrc_grade']
    """
    return list(schema_of(file, scale).columns)


def column_facts(file: str, column: str, scale: Scale = MERCURI) -> Mapping[str, Any]:
    """Give what is stated about a column: kind, unit, allowed, rule, fix, missing, choices.

    Examples
    --------
    >>> column_facts("muaps.csv", "duration_ms")["unit"]
    'ms'
    """
    return dict(schema_of(file, scale).columns[column].metadata)
