"""The steps of a build, one function for each rule of the Snakefile."""

import json
import logging
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml

from als_muscle_mri.pipeline import results
from als_muscle_mri.pipeline.colophon import colophon
from als_muscle_mri.pipeline.failures import plainly, say
from als_muscle_mri.pipeline.files import (
    copy_into,
    copy_whole,
    remove_leftovers,
    replace_all,
    write_whole,
)
from als_muscle_mri.pipeline.layout import MANUSCRIPTS, OTHERS
from als_muscle_mri.pipeline.sections import chosen, present

KEYWORD = "- Mercuri grade"
"""Among the keywords of every manuscript; the grade of the cohort's scale takes its place."""

VARIABLES = "_variables.yml"
AS_IT_IS = {"allow_unicode": True, "sort_keys": False, "width": 10_000}
"""How YAML is written: letters as they are, keys in their order, a text on one line."""


def check(cohort: str, overrides: dict[str, Any], target: str | Path) -> None:
    """Read a whole cohort and say every problem of it at once, or what is unlikely in it.

    Parameters
    ----------
    cohort : str
        A folder below `data`.
    overrides : dict
        Parameters given with the run.
    target : str or Path
        A small JSON file: how many rows each table has.

    Raises
    ------
    StepError
        With every problem: file, row, column, value, rule, how to fix.
    """
    with plainly(f"{cohort}: the check of the data"):
        from als_muscle_mri.inputs import load_cohort, load_waveforms
        from als_muscle_mri.inputs.plausibility import unlikely
        from als_muscle_mri.pipeline import images
        from als_muscle_mri.pipeline.dependencies import TABLES, WAVEFORMS

        data = load_cohort(cohort, **overrides)
        for warning in unlikely(data):
            say(f"{cohort}: {warning}", logging.WARNING)
        images.check(cohort, overrides)
        rows = {table: len(getattr(data, table)) for table in TABLES}
        rows[WAVEFORMS] = len(load_waveforms(data).recordings)
        write_whole(target, json.dumps(rows, indent=1) + "\n")


def merge(cohort: str, chapters: Iterable[str | Path], target: str | Path) -> None:
    """Write `results.json`; a number that cannot be stops the build here.

    Parameters
    ----------
    cohort : str
        For the message.
    chapters, target
        As in `results.merge`.

    Raises
    ------
    StepError
        Naming each such number.
    """
    with plainly(f"{cohort}: the check of the results"):
        results.merge(chapters, target)


def write_variables(merged: str | Path, facts: dict[str, Any], target: str | Path) -> None:
    """Write `_variables.yml`, the numbers as the manuscript prints them.

    Parameters
    ----------
    merged : str or Path
        `results.json`.
    facts : dict
        What `colophon.made_from` gives; its wording is added under `colophon`.
    target : str or Path
        The YAML file.
    """
    from als_muscle_mri.inputs import read_scale
    from als_muscle_mri.pipeline.scale_words import variables as scale_words
    from als_muscle_mri.report.markdown import escape
    from als_muscle_mri.report.variables import variables

    numbers = json.loads(Path(merged).read_text(encoding="utf-8"))
    scales = [read_scale(cohort) for cohort in facts["cohort"].split(", ")]
    shares = numbers.get("images", {}).get("settings", {}).get("fat_share_cutoffs", {})
    graded = scale_words(scales, shares.get("value", ()))
    added = {"colophon": colophon(facts), "scale": graded}
    tree = variables(numbers) | {
        part: {name: escape(text) for name, text in texts.items()} for part, texts in added.items()
    }
    write_whole(target, yaml.dump(tree, Dumper=yaml.CSafeDumper, **AS_IT_IS))


def write_page(executed: str | Path, target: str | Path) -> None:
    """Write an executed notebook as a page to read.

    Parameters
    ----------
    executed : str or Path
        The executed notebook.
    target : str or Path
        The HTML file.
    """
    executed = Path(executed)
    with plainly(f"the page of notebook {executed.stem}"):
        from als_muscle_mri.report.render import notebook_page

        with tempfile.TemporaryDirectory(dir=executed.parent) as folder:
            made = Path(folder, Path(target).name)
            notebook_page(executed, made)
            copy_whole(made, target)


def render(
    cohort: str,
    manuscript: Iterable[str | Path],
    drafted: Iterable[str | Path],
    targets: Sequence[str | Path],
) -> None:
    """Stage the manuscript beside what the notebooks made, and render it.

    Parameters
    ----------
    cohort : str
        For the message.
    manuscript : iterable of str or Path
        The files below `report`.
    drafted : iterable of str or Path
        Executed notebooks, figures, tables and variables, below the draft.
    targets : sequence of str or Path
        The three reports, in the draft; the stage, `manuscript`, is laid anew beside them.

    Raises
    ------
    StepError
        With every complaint of the renderer.
    """
    draft = Path(targets[0]).parent
    stage = draft / "manuscript"
    with plainly(f"{cohort}: the report"):
        from als_muscle_mri.report.render import render as render_stage

        if stage.exists():
            shutil.rmtree(stage)
        _lay(stage, manuscript)
        copy_into(stage, drafted, draft)
        variables = yaml.load((stage / VARIABLES).read_bytes(), Loader=yaml.CSafeLoader)
        _entitle(stage, variables)
        _choose_sections(stage, variables)
        _cite_scale(stage, variables, cohort)
        render_stage(stage)
        for target in targets:
            copy_whole(stage / Path(target).name, target)


def _lay(stage: Path, manuscript: Iterable[str | Path]) -> None:
    """Copy a manuscript; what has a folder of its own below `report` lies beside the rest."""
    for path in manuscript:
        folder = Path(path).relative_to(MANUSCRIPTS).parts[0]
        root = Path(MANUSCRIPTS, folder) if folder in OTHERS else Path(MANUSCRIPTS)
        copy_into(stage, [path], root)


def _entitle(stage: Path, variables: dict[str, Any]) -> None:
    """Give the staged project its title and the date, so both renderers read them."""
    project = stage / "_quarto.yml"
    other = next((variables[kind] for kind in OTHERS if kind in variables), None)
    heading = {
        "title": other["title"] if other else variables["cohort"]["title"],
        "subtitle": other["subtitle"]
        if other
        else "A study report on semi-quantitative muscle MRI",
        "date": variables["colophon"]["date"],
    }
    text = yaml.safe_dump(heading, **AS_IT_IS)
    graded = json.dumps(variables["scale"]["grade"], ensure_ascii=False)
    look = project.read_text(encoding="utf-8").replace(KEYWORD, f"- {graded}")
    project.write_text(text + look, encoding="utf-8")


def _choose_sections(stage: Path, variables: dict[str, Any]) -> None:
    """Leave out what the cohort has nothing to say about."""
    has = present(variables)
    for path in sorted(stage.glob("*.qmd")):
        text = chosen(path.read_text(encoding="utf-8"), path.name, has)
        path.write_text(text, encoding="utf-8")


def _cite_scale(stage: Path, variables: dict[str, Any], cohort: str) -> None:
    """Cite the source of the cohort's scale; a comparison and a plan cite none."""
    from als_muscle_mri.inputs import MERCURI, read_scale
    from als_muscle_mri.pipeline.scale_words import cited

    text = stage / "index.qmd"
    if variables.keys() & set(OTHERS) or (scale := read_scale(cohort)) == MERCURI:
        return
    text.write_text(cited(text.read_text(encoding="utf-8"), scale), encoding="utf-8")


def publish(cohort: str, drafted: Iterable[str | Path], published: Iterable[str | Path]) -> None:
    """Put a finished draft in the place of the last report.

    Parameters
    ----------
    cohort : str
        For the message.
    drafted, published : iterable of str or Path
        Files of the draft and where they belong, in the same order.

    Raises
    ------
    StepError
        When the disk is full or the folder cannot be written; the last report is then whole.
    """
    with plainly(f"{cohort}: putting the report in place"):
        published = list(published)
        remove_leftovers(published)
        replace_all(zip(drafted, published, strict=True))
