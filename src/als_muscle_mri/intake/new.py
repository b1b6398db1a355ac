"""A new cohort: a folder with every form, which appears whole or not at all."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

import yaml

from als_muscle_mri.inputs.cohort_file import FILE as DESCRIPTION
from als_muscle_mri.inputs.folders import data_folder
from als_muscle_mri.inputs.problems import InputError, Problem
from als_muscle_mri.inputs.scales import MERCURI, Scale
from als_muscle_mri.intake.form import atlas_muscles
from als_muscle_mri.intake.target import GIVEN, target_folder
from als_muscle_mri.intake.template import PROVENANCE, cohort_yml, empty_csvs, provenance_rows
from als_muscle_mri.intake.workbook import write_workbook

ATLAS = "atlas.csv"


def new_cohort(
    given: str | Path,
    words: Mapping[str, str] | None = None,
    scale: Scale = MERCURI,
    atlas: Path | None = None,
) -> Path:
    """Make the folder of a new cohort with all its forms.

    Parameters
    ----------
    given : str or Path
        ``data/my-cohort``, or the name alone.
    words : mapping, optional
        What can be filled in already: ``title``, ``source`` (in ``cohort.yml`` and for every
        column in ``provenance.csv``) and ``status`` (there).
    scale : Scale
        What muscles are graded by.
    atlas : Path, optional
        An ``atlas.csv`` of the cohort's own; it is copied, and the forms have its muscles.

    Returns
    -------
    pathlib.Path
        The folder, with ``cohort.yml``, the CSV files and ``<name>.xlsx``.

    Raises
    ------
    InputError
        Something of that name is there already, it is no place for a cohort, or the atlas has
        problems. Nothing is written then.
    """
    folder = target_folder(given)
    if folder.exists():
        rule, fix = "it is there already, and nothing is overwritten", "Choose another name."
        raise InputError([Problem(GIVEN, None, None, str(given), rule, fix)], "the target")
    with tempfile.TemporaryDirectory(dir=data_folder(), prefix=".new-") as scratch:
        made = Path(scratch, folder.name)
        made.mkdir()
        if atlas is not None:
            (made / ATLAS).write_bytes(atlas.read_bytes())
        write_forms(made, words or {}, scale)
        made.rename(folder)
    return folder


def write_forms(folder: Path, words: Mapping[str, str], scale: Scale) -> None:
    """Write every form of a cohort into a folder that is empty but for an atlas of its own."""
    muscles = list(atlas_muscles(folder).index)
    own = muscles if (folder / ATLAS).exists() else None
    texts = {DESCRIPTION: cohort_yml(words, scale, own), **empty_csvs(words, scale)}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    rows = {PROVENANCE: provenance_rows(words, scale)}
    groups = list(yaml.safe_load(texts[DESCRIPTION])["groups"])
    book = folder / f"{folder.name}.xlsx"
    write_workbook(book, muscles, groups, rows, scale)
