"""Cohorts with less, or other, data than the two here; and notebooks run in this process."""

import ast
from collections.abc import Callable
from dataclasses import fields
from functools import cache
from pathlib import Path

import jupytext
import pandas as pd
import yaml

from als_muscle_mri.inputs import MERCURI, Scale
from als_muscle_mri.simulate.cohort import draw_cohort
from als_muscle_mri.simulate.design import Design

ROOT = Path(__file__).resolve().parents[1]
Tables = dict[str, pd.DataFrame]
GROUPS = {"patient": "ALS patients", "control": "Healthy controls"}
EXAMINATIONS = ("muaps", "strength", "alsfrs")


@cache
def _drawn(scale: Scale) -> Tables:
    design = Design(8, 8, seed=3, scale=scale)
    cohort = draw_cohort(design, pd.read_csv(ROOT / "data" / "atlas.csv"))
    return {field.name: getattr(cohort, field.name) for field in fields(cohort)}


def whole(scale: Scale = MERCURI) -> Tables:
    """The tables of a small simulated cohort, to take something away from."""
    return {name: table.astype(object) for name, table in _drawn(scale).items()}


def rows(tables: Tables, name: str, keep: Callable[[pd.DataFrame], pd.Series]) -> Tables:
    """Keep some rows of one table."""
    return tables | {name: tables[name][keep(tables[name])]}


def only(tables: Tables, group: str) -> Tables:
    """Keep the subjects of one group."""
    kept = rows(tables, "subjects", lambda table: table["group"] == group)
    there = set(kept["subjects"]["subject_id"])
    return {name: table[table["subject_id"].isin(there)] for name, table in kept.items()}


def without(tables: Tables, *names: str) -> Tables:
    """Keep the header of some files only."""
    return tables | {name: tables[name].iloc[:0] for name in names}


def write(folder: Path, tables: Tables, **said: object) -> None:
    """Write a cohort; a table that is not among `tables` becomes no file."""
    folder.mkdir(parents=True)
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False)
    provenance = [
        {"file": f"{name}.csv", "column": column, "status": "simulated"}
        for name, table in tables.items()
        if name != "atlas"
        for column in table
    ]
    stated = pd.DataFrame(provenance).assign(source="the tests", note="")
    stated.to_csv(folder / "provenance.csv", index=False)
    head = {"title": f"Cohort {folder.name}", "source": "Simulated for the tests, no real subject."}
    text = yaml.safe_dump(head | {"groups": GROUPS} | said, sort_keys=False)
    (folder / "cohort.yml").write_text(text, encoding="utf-8")


def read(notebook: str, cohort: str) -> dict[str, str]:
    """Run a notebook's cells one after the other in this process.

    Returns
    -------
    dict
        What each labelled cell shows, a figure by its text alternative; under ``said`` the
        sentences of the cells without a label.
    """
    names: dict[str, object] = {}
    shown = {"said": ""}
    for cell in jupytext.read(ROOT / "notebooks" / f"{notebook}.py").cells:
        if cell.cell_type != "code":
            continue
        value = _run(cell.source, names)
        if "parameters" in cell.metadata.get("tags", []):
            names["cohort"] = cohort
        if value is not None:
            text = value.metadata["alt"] if hasattr(value, "format") else value.data
            text = text.replace("\\", "")  # what Markdown escapes
            first = cell.source.partition("\n")[0]
            label = first.removeprefix("#| label: ") if first.startswith("#|") else "said"
            shown[label] = f"{shown.get(label, '')}{text}\n"
    return shown


def _run(source: str, names: dict[str, object]) -> object:
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), names)
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), names) if last else None
