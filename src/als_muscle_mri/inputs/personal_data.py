"""Personal data in the files of a cohort: the free texts and ids, and the head of cohort.yml."""

from collections.abc import Mapping

from als_muscle_mri.inputs.cohort_file import FILE, CohortDescription
from als_muscle_mri.inputs.privacy import personal_cells, personal_keys
from als_muscle_mri.inputs.problems import Problem
from als_muscle_mri.inputs.schemas import COHORT_SCHEMAS, column_facts
from als_muscle_mri.inputs.validation import Table


def personal_data(
    tables: Mapping[str, Table], description: CohortDescription | None
) -> list[Problem]:
    """Find what looks as if it identifies a person.

    Parameters
    ----------
    tables : mapping of Table
        By file name.
    description : CohortDescription or None
        The head of ``cohort.yml``, where it could be read.

    Returns
    -------
    list of Problem
    """
    found: list[Problem] = []
    for file in COHORT_SCHEMAS:
        for column in free_texts(file):
            if tables[file].has(column):
                found += personal_cells(file, column, tables[file].frame[column])
    if description is not None:
        found += personal_keys({"title": description.title, "source": description.source}, FILE)
    return found


def free_texts(file: str) -> list[str]:
    """List the columns of a file in which anything can be written.

    Examples
    --------
    >>> free_texts("subjects.csv")
    ['subject_id', 'group', 'involvement']
    """
    facts = {column: column_facts(file, column) for column in COHORT_SCHEMAS[file].columns}
    return [
        column
        for column, known in facts.items()
        if known["kind"] == "text" and not known.get("choices") and column != "muscle_id"
    ]
