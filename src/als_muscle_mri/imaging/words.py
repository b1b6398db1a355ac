"""What words of a header may not say: who the patient is, and that a face can be seen."""

import re
from collections.abc import Iterator

from als_muscle_mri.inputs.likeness import text_likeness
from als_muscle_mri.inputs.problems import Problem

FACE = re.compile(r"head|face|facial|brain|skull|cranium|cranial|kopf|sch(ae|ä)del|gehirn", re.I)

IDENTIFYING = {
    "0010|0010": "PatientName",
    "0010|0030": "PatientBirthDate",
    "0010|0020": "PatientID",
    "0010|1000": "OtherPatientIDs",
    "0010|1040": "PatientAddress",
    "0008|0090": "ReferringPhysicianName",
    "0008|0050": "AccessionNumber",
    "0008|0020": "StudyDate",
    "0008|0021": "SeriesDate",
    "0008|0022": "AcquisitionDate",
    "0008|0023": "ContentDate",
    "0008|002a": "AcquisitionDateTime",
}
"""Names by DICOM tag; converters keep the names in the JSON file beside a volume."""

DESCRIBING = {
    "0018|0015": "BodyPartExamined",
    "0008|103e": "SeriesDescription",
    "0008|1030": "StudyDescription",
    "0018|1030": "ProtocolName",
}
ANONYMOUS = re.compile(r"(anon\w*|removed|none|unknown|19000101|0+|x+|sub-\w+|)", re.I)
"""What de-identifying programs put in the place of a name or date."""

DATE_OR_NAME = re.compile(r"\b(19|20)\d{2}(0\d|1[0-2])([0-2]\d|3[01])\b|[^\W\d_]\w*\^\w+")
"""As DICOM writes them; other ways of writing are those of the tables of a cohort."""


def words_problems(field: str, text: str, shown: str) -> Iterator[Problem]:
    """Find a head or face, a date or a name in the words of a field, and do not repeat them.

    Parameters
    ----------
    field : str
        What the field is called.
    text : str
        What stands in it.
    shown : str
        What to call the file in problems.

    Examples
    --------
    >>> [problem.column for problem in words_problems("descrip", "T1 HEAD", "a.nii")]
    ['descrip']
    >>> list(words_problems("descrip", "echo=11;Time=103045.123", "a.nii"))
    []
    """
    if FACE.search(text):
        rule = "it speaks of a head or face; an image that shows a face is not taken"
        yield Problem(shown, None, field, None, rule, "Leave the series out, or crop the head.")
    if DATE_OR_NAME.search(text) or text_likeness(text):
        rule = "it holds what looks like a date or a person's name"
        yield Problem(shown, None, field, None, rule, "De-identify the file, then export it again.")


def person_problems(name: str, value: str, subject: str, shown: str) -> Iterator[Problem]:
    """Find a field that is there to say who the patient is, and was not emptied.

    Parameters
    ----------
    name, value : str
        One of ``IDENTIFYING`` and what stands in it.
    subject : str
        The subject_id, which may stand in it.
    shown : str
        What to call the file in problems.
    """
    if not ANONYMOUS.fullmatch(value) and value != subject:
        rule = "the field may say who the patient is"
        fix = "De-identify the series (DICOM PS3.15, Annex E), then export it again."
        yield Problem(shown, None, name, None, rule, fix)
