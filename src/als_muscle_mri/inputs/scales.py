"""The scale by which a reader grades a muscle: its name, its column, its grades and their meaning.

Within the program the column of grades is called ``grade`` whatever the scale; in the files of a
cohort and of its results it has the name of the scale, as ``mercuri_grade``. Every scale grades
fat by eye, rises with it, and is ordinal: the steps need not be equally wide.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from als_muscle_mri.inputs.problems import either

GRADE = "grade"
"""The column of grades within the program."""

NUMERALS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
FEWEST_GRADES, MOST_GRADES = 2, 1 + len(NUMERALS)


@dataclass(frozen=True)
class Grade:
    """One grade of a scale.

    Attributes
    ----------
    number : int
        As it stands in the files.
    name : str
        One to five words, as ``mild``.
    definition : str
        What else tells it from its neighbours; may be empty.
    """

    number: int
    name: str
    definition: str = ""


@dataclass(frozen=True)
class Scale:
    """An ordinal scale of the fat in a muscle.

    Attributes
    ----------
    name : str
        As ``Mercuri``.
    column : str
        Column of the grades in the files of a cohort and of its results.
    grades : tuple of Grade
        From the lowest, which is normal, to the highest; their numbers follow each other.
    citation : str
        Key of the source in ``report/references.bib``; empty for a scale of the team's own.
    fat_share_cutoffs : tuple of float
        Shares of fat at which all grades but the lowest begin; empty where the scale is not
        defined by shares.
    """

    name: str
    column: str
    grades: tuple[Grade, ...]
    citation: str = ""
    fat_share_cutoffs: tuple[float, ...] = ()

    @property
    def grade(self) -> str:
        """What a grade is called, as ``Mercuri grade``."""
        return f"{self.name} grade"

    @property
    def numbers(self) -> tuple[int, ...]:
        """The grades as numbers, rising."""
        return tuple(grade.number for grade in self.grades)

    @property
    def names(self) -> tuple[str, ...]:
        """Number and name of each grade, as ``0 normal``."""
        return tuple(f"{grade.number} {grade.name}" for grade in self.grades)

    @property
    def span(self) -> str:
        """From which number to which, as ``0 to 3``."""
        return f"{self.numbers[0]} to {self.numbers[-1]}"

    @property
    def steps(self) -> str:
        """How many grades there are, in words."""
        return NUMERALS[len(self.grades) - FEWEST_GRADES]

    @property
    def rule(self) -> str:
        """What a cell of the column may hold, as ``Mercuri grades are 0, 1, 2 or 3``."""
        return f"{self.name} grades are {either([str(number) for number in self.numbers])}"

    @property
    def defined(self) -> str:
        """Every grade with its definition, in one line."""
        return "; ".join(
            f"{grade.number} {grade.name}" + (f", {grade.definition}" if grade.definition else "")
            for grade in self.grades
        )

    @property
    def in_brackets(self) -> str:
        """Every grade with its definition in brackets, as a glossary has it."""
        told = [
            f"{grade.number} ({grade.name}{f': {grade.definition}' if grade.definition else ''})"
            for grade in self.grades
        ]
        return f"{', '.join(told[:-1])} or {told[-1]}"

    def has_grades_of(self, numbers: Sequence[int]) -> bool:
        """Say whether the numbers of the grades are these; only then can kappa compare the two."""
        return self.numbers == tuple(numbers)

    def as_filed(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Give a frame as files have it: the column of grades named for the scale.

        Examples
        --------
        >>> GOUTALLIER.as_filed(pd.DataFrame({"grade": [4]})).columns.tolist()
        ['goutallier_grade']
        """
        return frame.rename(columns={GRADE: self.column})

    def as_read(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Give a frame of a file as the program has it: the column of grades named ``grade``."""
        return frame.rename(columns={self.column: GRADE})


MERCURI = Scale(
    "Mercuri",
    "mercuri_grade",
    (
        Grade(0, "normal"),
        Grade(1, "mild", "traces of increased signal"),
        Grade(2, "moderate", "increased signal in less than half of the muscle"),
        Grade(3, "severe", "in at least half"),
    ),
    citation="mercuri2002",
    fat_share_cutoffs=(0.05, 0.2, 0.5),
)
"""The scale of the reference study, and of a cohort that names none."""

GOUTALLIER = Scale(
    "Goutallier",
    "goutallier_grade",
    (
        Grade(0, "no fat"),
        Grade(1, "fatty streaks"),
        Grade(2, "less fat than muscle"),
        Grade(3, "as much fat as muscle"),
        Grade(4, "more fat than muscle"),
    ),
    citation="goutallier1994",
)
"""Goutallier D, Postel JM, Bernageau J, Lavau L, Voisin MC. Clin Orthop Relat Res 1994;304:78-83;
reviewed by Somerson et al. 2016, doi:10.1007/s11999-015-4630-1."""

LAMMINEN = Scale(
    "Lamminen",
    "lamminen_grade",
    (
        Grade(1, "normal", "normal signal"),
        Grade(2, "slight", "slightly increased signal, in patches"),
        Grade(3, "marked", "markedly increased signal, in patches but widespread"),
        Grade(4, "total", "signal of the whole muscle as bright as the fat beside it"),
    ),
    citation="lamminen1990",
)
"""Lamminen AE. Br J Radiol 1990;63:946-950, doi:10.1259/0007-1285-63-756-946, with its four grades
as Table 2 of doi:10.1007/s00415-016-8350-6 gives them."""

SCALES: dict[str, Scale] = {
    "mercuri": MERCURI,
    "goutallier": GOUTALLIER,
    "lamminen": LAMMINEN,
}
"""The scales a cohort can name; any other it describes."""
