"""Loading a cohort: everything is checked first, and every problem is told at once."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from als_muscle_mri.inputs.cohort_file import FILE, read_cohort_file
from als_muscle_mri.inputs.consistency import consistency_problems, unknown_groups
from als_muscle_mri.inputs.folders import atlas_folder, cohort_folder, data_folder
from als_muscle_mri.inputs.personal_data import personal_data
from als_muscle_mri.inputs.problems import InputError
from als_muscle_mri.inputs.published_file import published_folder, two_sources
from als_muscle_mri.inputs.scales import Scale
from als_muscle_mri.inputs.schemas import (
    ALSFRS_ITEMS,
    COHORT_SCHEMAS,
    DATA_SCHEMAS,
    OPTIONAL_FILES,
    RATINGS,
    SCHEMAS,
    SIDES,
    column_facts,
    column_names,
)
from als_muscle_mri.inputs.settings import Settings
from als_muscle_mri.inputs.validation import Table, read_optional_table, read_table


@dataclass(frozen=True)
class Cohort:
    """One study population, checked.

    Attributes
    ----------
    name, title, source : str
        Folder name; title and source as ``cohort.yml`` states them.
    group_labels : dict
        Group ids (``patient``, ``control``, further ones), in order, to what they are called in
        tables and figures.
    settings : Settings
        Every parameter of the analysis.
    scale : Scale
        The scale by which muscles are graded.
    folder : Path
        Where the files lie.
    phantom : tuple of str
        Subjects who get a digital phantom in place of images.
    panels : dict
        Body segment to the subjects whose images are shown.
    atlas, subjects, mri_ratings, muaps, strength, alsfrs, provenance, published : DataFrame
        The files, with their columns in the order of ``data/README.md`` and missing values
        as NaN; published has no row where the cohort has no such file. Rows are in the order
        of subjects.csv, then side (right, left), atlas, and the rest of the key; a shuffled
        file gives the same frame. The grades of ``mri_ratings`` stand in the column ``grade``,
        whatever the scale calls it in the file.
    waveforms_source : str or None
        ``simulated`` where ``cohort.yml`` asks for simulated MUAP waveforms.
    """

    name: str
    title: str
    source: str
    group_labels: dict[str, str]
    settings: Settings
    scale: Scale
    folder: Path
    phantom: tuple[str, ...]
    panels: dict[str, tuple[str, ...]]
    atlas: pd.DataFrame
    subjects: pd.DataFrame
    mri_ratings: pd.DataFrame
    muaps: pd.DataFrame
    strength: pd.DataFrame
    alsfrs: pd.DataFrame
    provenance: pd.DataFrame
    published: pd.DataFrame
    waveforms_source: str | None = None

    @property
    def groups(self) -> tuple[str, ...]:
        """Ids of the groups, in the order of ``cohort.yml``."""
        return tuple(self.group_labels)

    @property
    def regions(self) -> tuple[str, ...]:
        """Regions of the atlas, in its order."""
        return tuple(self.atlas["region"].unique())

    @property
    def empty_files(self) -> tuple[str, ...]:
        """Data files that are not there or hold their header alone."""
        return tuple(f for f in DATA_SCHEMAS if getattr(self, f.removesuffix(".csv")).empty)


def load_cohort(cohort: str, **overrides: Any) -> Cohort:
    """Read a cohort from ``data/<cohort>`` and check all of it.

    Parameters
    ----------
    cohort : str
        Name of the folder.
    **overrides
        Settings that win over ``cohort.yml``; None means "take it from cohort.yml".

    Returns
    -------
    Cohort
        With frames of its own; nothing else is changed.

    Raises
    ------
    InputError
        Anything is wrong with the files or settings; it holds every problem.

    Examples
    --------
    >>> load_cohort("../secret")
    Traceback (most recent call last):
    als_muscle_mri.inputs.problems.InputError: 1 problem in the cohort name:
    cohort, given as -p/make parameter: "../secret" is not allowed; a cohort name begins with \
a lower-case letter or digit and goes on with these, hyphens and underscores: no slash, \
backslash, dot or space. Fix: Give the bare name of a folder under data/, as pavia-2018.
    """
    return load_folder(cohort_folder(cohort), data_folder(), overrides)


def load_folder(folder: Path, shared: Path, overrides: dict[str, Any]) -> Cohort:
    """Read a cohort from any folder; see ``load_cohort``.

    The atlas and the printed figures are those of the folder ``shared`` where the cohort does
    not bring its own.
    """
    atlas = read_table(atlas_folder(folder, shared), "atlas.csv")
    described = read_cohort_file(folder / FILE, overrides, atlas.names("muscle_id"))
    settings, scale = described.settings, described.scale
    tables = {"atlas.csv": atlas} | {file: _read(folder, file, scale) for file in COHORT_SCHEMAS}
    named = described.description is not None and described.description.published is not None
    printed = published_folder(folder, shared, named)
    if printed is not None:
        tables["published.csv"] = read_table(printed, "published.csv")
    problems = [problem for table in tables.values() for problem in table.problems]
    problems += described.problems
    thresholds = list(settings.emg_thresholds_ms) if settings else None
    problems += consistency_problems(tables, thresholds, scale)
    if described.description is not None:
        problems += unknown_groups(tables["subjects.csv"], list(described.description.groups))
    problems += personal_data(tables, described.description)
    problems += two_sources(folder, named)
    if problems or described.description is None or settings is None or scale is None:
        raise InputError(problems, f"cohort {folder.name}")
    return Cohort(
        name=folder.name,
        title=described.description.title,
        source=described.description.source,
        group_labels=described.description.groups,
        settings=settings,
        scale=scale,
        waveforms_source=described.description.waveforms,
        folder=folder,
        phantom=described.description.phantom,
        panels=described.description.panels,
        **{"published": pd.DataFrame(columns=column_names("published.csv"))}
        | {
            file.removesuffix(".csv"): _finished(table, tables, scale)
            for file, table in tables.items()
        },
    )


def _read(folder: Path, file: str, scale: Scale | None) -> Table:
    """Read a file of the cohort; readings on a scale that is not known cannot be checked."""
    if file == RATINGS:
        return Table(file, None) if scale is None else read_table(folder, file, scale)
    read = read_optional_table if file in OPTIONAL_FILES else read_table
    return read(folder, file)


def _finished(table: Table, tables: dict[str, Table], scale: Scale) -> pd.DataFrame:
    """Put the rows in order and give the columns their final types."""
    frame = table.frame
    if table.file not in ("atlas.csv", "subjects.csv", "provenance.csv", "published.csv"):
        frame = frame.iloc[_row_order(frame, SCHEMAS[table.file].metadata["key"], tables)]
    frame = frame.reset_index(drop=True)
    typed = {name: _final(frame[name], table.file, scale) for name in frame.columns}
    return scale.as_read(pd.DataFrame(typed)) if table.file == RATINGS else pd.DataFrame(typed)


def _row_order(frame: pd.DataFrame, key: list[str], tables: dict[str, Table]) -> np.ndarray:
    fixed = {
        "subject_id": tables["subjects.csv"].frame["subject_id"],
        "side": SIDES,
        "muscle_id": tables["atlas.csv"].frame["muscle_id"],
        "item": ALSFRS_ITEMS,
    }
    rank = np.zeros(len(frame), dtype="int64")
    for column in key:
        order = fixed.get(column)
        if order is None:
            codes, distinct = pd.factorize(frame[column].astype(_plain(frame[column])), sort=True)
        else:
            distinct = pd.Index(order).astype("str")
            codes = frame[column].cat.set_categories(distinct).cat.codes.to_numpy()
        rank = rank * max(len(distinct), 1) + codes
    return np.argsort(rank, kind="stable")


def _final(cells: pd.Series, file: str, scale: Scale) -> pd.Series:
    facts = column_facts(file, str(cells.name), scale)
    if facts["kind"] == "whole" and not facts["missing"]:
        return cells.astype("int64")
    return cells.astype(_plain(cells))


def _plain(cells: pd.Series) -> str:
    return "str" if isinstance(cells.dtype, pd.CategoricalDtype) else "float64"
