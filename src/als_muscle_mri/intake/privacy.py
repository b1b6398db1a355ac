"""Personal data in what an import is about to write."""

from collections.abc import Iterable

from als_muscle_mri.inputs.personal_data import free_texts
from als_muscle_mri.inputs.privacy import personal_cells
from als_muscle_mri.inputs.problems import Problem
from als_muscle_mri.intake.tables import Found


def personal_tables(tables: Iterable[Found]) -> list[Problem]:
    """Find cells that look as if they identify a person, in every column of free text."""
    return [
        problem
        for table in tables
        for column in free_texts(table.file)
        if column in table.frame
        for problem in personal_cells(table.file, column, table.frame[column], table.place)
    ]
