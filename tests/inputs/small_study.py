"""A small synthetic cohort, and means to break it one way at a time."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from als_muscle_mri.inputs import ALSFRS_ITEMS, Cohort, InputError, load_cohort
from als_muscle_mri.inputs.cohort_file import read_cohort_file
from als_muscle_mri.inputs.schemas import DATA_SCHEMAS
from als_muscle_mri.inputs.validation import read_table

ATLAS = """\
muscle_id,name,region,body_segment,mri_series
first_dorsal_interosseous,First dorsal interosseous,hand,hand,hand
thoracic_paravertebral,"Paravertebral muscles, thoracic level",paraspinals,trunk,spine
iliacus,Iliacus,iliopsoas,pelvis,lower_limb
tibialis_anterior,Tibialis anterior,anterior_calf,calf,lower_limb
"""
MUSCLES = [line.partition(",")[0] for line in ATLAS.splitlines()[1:]]
COHORT_YML = """\
title: A small study
source: Written for the tests.
groups: {patient: Patients, control: Controls}
parameters:
  alpha: 0.05
  adjust: holm
"""
SUBJECTS = """\
subject_id,group,sex,age_at_enrolment_years,age_at_onset_years,months_onset_to_diagnosis,\
el_escorial,onset_site,involvement,umn_score,alsfrs_r_total,dominant_hand
P1,patient,M,60.5,59.5,7,definite,spinal,"UMN, LMN right leg",13,48,right
P2,patient,F,70,69,5.5,probable,bulbar,,,36,left
C1,control,F,61,,,,,,,,right
C2,control,M,,,,,,,,,
"""


@dataclass(frozen=True)
class Study:
    """A cohort folder under a data folder of its own, and means to break it."""

    folder: Path

    def path(self, file: str) -> Path:
        return self.folder.parent / file if file == "atlas.csv" else self.folder / file

    def text(self, file: str) -> str:
        return self.path(file).read_text(encoding="utf-8")

    def write(self, file: str, text: str | bytes) -> None:
        data = text if isinstance(text, bytes) else text.encode("utf-8")
        self.path(file).write_bytes(data)

    def replace(self, file: str, old: str, new: str) -> None:
        text = self.text(file)
        assert old in text, f"{old!r} is not in {file}"
        self.write(file, text.replace(old, new, 1))

    def line(self, file: str, number: int, new: str) -> None:
        """Put another line in the place of one; line 1 is the header."""
        lines = self.text(file).splitlines()
        lines[number - 1] = new
        self.write(file, "\n".join(lines) + "\n")

    def add(self, file: str, *lines: str) -> int:
        """Add lines at the end and give the number of the first."""
        text = self.text(file)
        self.write(file, text + "".join(f"{line}\n" for line in lines))
        return text.count("\n") + 1

    def drop(self, file: str, number: int) -> None:
        lines = self.text(file).splitlines()
        del lines[number - 1]
        self.write(file, "\n".join(lines) + "\n")

    def load(self, **overrides: object) -> Cohort:
        return load_cohort(self.folder.name, **overrides)

    def report(self, **overrides: object) -> str:
        """Load the broken study and give the report of its problems."""
        with pytest.raises(InputError) as caught:
            self.load(**overrides)
        return str(caught.value)

    def problems_of(self, file: str) -> list[str]:
        """Give the problems of one file on its own, which takes a fraction of a load."""
        return [str(problem) for problem in read_table(self.path(file).parent, file).problems]

    def setting_problem(self, **overrides: object) -> str:
        """Give the one problem of ``cohort.yml`` and the overrides."""
        found = read_cohort_file(self.path("cohort.yml"), overrides, MUSCLES).problems
        assert len(found) == 1, "\n".join(map(str, found))
        return str(found[0])

    def problem(self, **overrides: object) -> str:
        """Give the one problem of a study that is broken in one way."""
        lines = self.report(**overrides).splitlines()
        assert lines[0] == f"1 problem in cohort {self.folder.name}:", "\n".join(lines)
        assert len(lines) == 2
        return lines[1]


def ratings() -> str:
    rows = [
        f"{subject},{side},{muscle},{rater},{session},{number % 4},{'no' if number % 3 else 'yes'}"
        for number, subject in enumerate(["P1", "P2", "C1", "C2"])
        for side in ("right", "left")
        for muscle in MUSCLES
        for rater in ("R1", "R2")
        for session in (1, 2)
    ]
    head = "subject_id,side,muscle_id,rater,session,mercuri_grade,atrophy"
    return "\n".join([head, *rows]) + "\n"


def muaps() -> str:
    rows = [
        f"P1,right,{muscle},{number},{8 + number / 4:g}"
        for muscle in ("first_dorsal_interosseous", "tibialis_anterior")
        for number in range(1, 11)
    ]
    return "\n".join(["subject_id,side,muscle_id,muap,duration_ms", *rows]) + "\n"


def strength() -> str:
    rows = [
        f"{subject},right,tibialis_anterior,{grade}" for subject, grade in (("P1", 5), ("P2", 4))
    ]
    return "\n".join(["subject_id,side,muscle_id,mrc_grade", *rows]) + "\n"


def alsfrs() -> str:
    rows = [
        f"{who},{item},{score}" for who, score in (("P1", 4), ("P2", 3)) for item in ALSFRS_ITEMS
    ]
    return "\n".join(["subject_id,item,score", *rows]) + "\n"


def provenance() -> str:
    rows = [
        f"{file},{column},simulated,the tests,"
        for file, schema in DATA_SCHEMAS.items()
        for column in schema.columns
    ]
    return "\n".join(["file,column,status,source,note", *rows]) + "\n"


FILES = {
    "cohort.yml": COHORT_YML,
    "subjects.csv": SUBJECTS,
    "mri_ratings.csv": ratings(),
    "muaps.csv": muaps(),
    "strength.csv": strength(),
    "alsfrs.csv": alsfrs(),
    "provenance.csv": provenance(),
}
