"""What the paper prints about its cohort, read from published.csv: nothing printed is typed here.

Source of every figure: Diamanti et al., Skeletal Radiology 2018, doi 10.1007/s00256-018-3073-7.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from als_muscle_mri.inputs import MERCURI, SIDES, InputError
from als_muscle_mri.inputs.published_file import FILE, published_problems
from als_muscle_mri.inputs.validation import read_table
from als_muscle_mri.published import key, summaries
from als_muscle_mri.published.recompute import Key
from als_muscle_mri.reconstruct import Group, PrintedP, Summary

ABBREVIATIONS = frozenset({"UMN", "LMN"})
"""Words of Table 1B that keep their capitals."""


@dataclass(frozen=True)
class Patient:
    """One row of Table 1B.

    The paper heads the age column "age at onset", but its quartiles are those of the ages at
    enrolment in whole years, so it is read as completed years at enrolment.
    """

    subject_id: str
    sex: str
    age: int
    onset_site: str
    involvement: str
    umn_score: int
    alsfrs_r_total: int


@dataclass(frozen=True)
class Print:
    """The printed figures, by what they are about.

    Parameters
    ----------
    figures : pandas.DataFrame
        The rows of published.csv, "" in empty cells.
    """

    figures: pd.DataFrame

    @cached_property
    def patients(self) -> dict[str, Patient]:
        """Table 1B by subject, in its order."""
        rows = self._about("involvement", "value")
        return {str(subject): self._patient(str(subject)) for subject in rows["level"]}

    @cached_property
    def control_ids(self) -> tuple[str, ...]:
        """Names for the controls, whom the paper does not list."""
        n = int(self.text("subjects", "n", group="control"))
        return tuple(f"C{number:02d}" for number in range(1, n + 1))

    @property
    def subject_ids(self) -> tuple[str, ...]:
        """Everybody, in the order of subjects.csv."""
        return *self.patients, *self.control_ids

    def part_of(self, subject_id: str) -> str:
        """Name the part of the cohort a subject is in: spinal, bulbar or control.

        Examples
        --------
        >>> from als_muscle_mri.inputs import data_folder
        >>> printed = read_print(data_folder())
        >>> printed.part_of("P01"), printed.part_of("P02"), printed.part_of("C01")
        ('spinal', 'bulbar', 'control')
        """
        patient = self.patients.get(subject_id)
        return patient.onset_site if patient else "control"

    def text(self, variable: str, statistic: str, **names: str) -> str:
        """Give a figure as printed; `names` are level, group, side and region.

        Raises
        ------
        LookupError
            Where published.csv has no such figure.
        """
        asked = key(variable, statistic, **names)
        if asked not in self._texts:
            raise LookupError(f"{FILE} has no {' '.join(part for part in asked if part)}")
        return self._texts[asked]

    def bound(self, variable: str, statistic: str, **names: str) -> float:
        """Give the number behind a printed ``<`` or ``>``, or of a count such as 7/10 the 7."""
        return float(self.text(variable, statistic, **names).lstrip("<>= ").partition("/")[0])

    def p(self, groups: str, region: str, side: str = "") -> PrintedP:
        """Give the printed p of a comparison of region scores, as ``umn_high v umn_low``."""
        return PrintedP.of(self.text("region_score", "p", group=groups, region=region, side=side))

    def quartiles(self, variable: str, group: str) -> Group:
        """Give the printed median and quartiles of a quantity."""
        texts = {name: self.text(variable, name, group=group) for name in ("median", "q1", "q3")}
        return Group(group, int(self.text("subjects", "n", group=group)), **texts)

    def counts(self, variable: str, group: str) -> dict[str, int]:
        """Give the printed numbers of a group by level, as of men and women."""
        rows = self._about(variable, "n", group)
        return {
            str(level): int(self.text(variable, "n", level=level, group=group))
            for level in dict.fromkeys(rows["level"])
        }

    def levels(self, variable: str, statistic: str) -> list[str]:
        """List what a figure is printed of, in the order of the file."""
        return list(dict.fromkeys(self._about(variable, statistic)["level"]))

    @cached_property
    def emg_thresholds_ms(self) -> dict[str, tuple[float, ...]]:
        """Mean MUAP durations at which the grades open, rising, by muscle."""
        found: dict[str, tuple[float, ...]] = {}
        for level in sorted(self.levels("emg_threshold_ms", "value"), key=lambda one: one[-1]):
            cut_off = float(self.text("emg_threshold_ms", "value", level=level))
            muscle = level.rpartition(" ")[0]
            found[muscle] = (*found.get(muscle, ()), cut_off)
        return found

    @cached_property
    def shown(self) -> frozenset[tuple[str, str, str]]:
        """(subject, side, region) that Figures 1 and 2 show as an example of disease.

        Where no side is printed, both are taken to be meant.
        """
        rows = self._about("region_score", "value", "patient")
        return frozenset(
            (row["level"], side, row["region"])
            for _, row in rows.iterrows()
            for side in ([row["side"]] if row["side"] else SIDES)
        )

    def summaries(
        self, side: str, muscles: Mapping[str, int], scanned: Mapping[tuple[str, str], int]
    ) -> list[Summary]:
        """Gather what is printed of the regions of a side.

        The paper prints the p of the spinal patients once, without a side, and the same Table 2
        for both: so it is asked for on both. Cells of Table 2 that cannot be right are read as
        the other side prints them.

        Parameters
        ----------
        side : str
            ``right`` or ``left``.
        muscles : mapping
            Muscles of each region on a side.
        scanned : mapping
            How many were scanned on that side, by region and part (spinal, bulbar, control).
        """
        values = {}
        for (region, part), n in scanned.items():
            values[key("region_score", "n", group=part, side=side, region=region)] = n
        for region in muscles:
            name = key("region_score", "n", group="patient", side=side, region=region)
            values[name] = scanned[region, "spinal"] + scanned[region, "bulbar"]
        once = self._about("region_score", "p", "spinal v control")
        both = pd.concat([self.figures, once.assign(side=side)], ignore_index=True)
        return summaries(both, values, muscles, side, MERCURI)

    @cached_property
    def _texts(self) -> dict[Key, str]:
        """The first print of each figure."""
        names = ["variable", "level", "group", "side", "region", "statistic"]
        rows = self.figures.drop_duplicates(names)
        return dict(
            zip(rows[names].itertuples(index=False, name=None), rows["printed"], strict=True)
        )

    def _about(self, variable: str, statistic: str, group: str | None = None) -> pd.DataFrame:
        rows = self.figures
        chosen = (rows["variable"] == variable) & (rows["statistic"] == statistic)
        return rows[chosen & (rows["group"] == group)] if group else rows[chosen]

    def _patient(self, subject: str) -> Patient:
        def cell(variable: str) -> str:
            return self.text(variable, "value", level=subject, group="patient")

        return Patient(
            subject_id=subject,
            sex=cell("sex"),
            age=int(cell("age_at_onset_years")),
            onset_site=cell("onset_site").lower(),
            involvement=" ".join(
                word if word in ABBREVIATIONS else word.lower()
                for word in cell("involvement").split()
            ),
            umn_score=int(cell("umn_score")),
            alsfrs_r_total=int(cell("alsfrs_r_total")),
        )


def read_print(folder: Path) -> Print:
    """Read the figures of published.csv in a folder.

    Raises
    ------
    InputError
        The file is not there or something is wrong with it.
    """
    table = read_table(folder, FILE)
    problems = [*table.problems]
    if not problems:
        problems += published_problems(table.frame)
    if problems:
        raise InputError(problems, "the printed figures")
    names = [name for name in table.frame if name != "decimals"]
    return Print(table.frame[names].astype("str").fillna("").reset_index(drop=True))
