"""Prose, captions and citation of a report follow the grading scale of its cohort."""

import re
from pathlib import Path

import jupytext
import nbformat
import pytest

from als_muscle_mri.inputs import MERCURI, SCALES, Scale
from als_muscle_mri.inputs.scales import Grade
from als_muscle_mri.pipeline.failures import StepError
from als_muscle_mri.pipeline.scale_words import (
    CITATION,
    cited,
    follow,
    phrases,
    reworded,
    variables,
)

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.py"))
OWN = Scale("Ours", "our_grade", tuple(Grade(n, f"step {n}") for n in range(6)))
OTHERS = [SCALES["goutallier"], SCALES["lamminen"], OWN]


def notebook(path: Path) -> nbformat.NotebookNode:
    return jupytext.read(path, fmt="py:percent")


def prose(made: nbformat.NotebookNode) -> str:
    """What a reader reads of a notebook without its outputs: Markdown and captions."""
    texts = [
        cell.source
        if cell.cell_type == "markdown"
        else "\n".join(re.findall(r"^#\|.*cap:.*", cell.source, re.MULTILINE))
        for cell in made.cells
    ]
    return " ".join(" ".join(texts).split())


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_with_mercuri_grades_a_notebook_stays_as_it_is(path: Path) -> None:
    made = notebook(path)
    follow(made, MERCURI)
    assert [cell.source for cell in made.cells] == [cell.source for cell in notebook(path).cells]


@pytest.mark.parametrize("scale", OTHERS, ids=lambda scale: scale.name)
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_other_cohort_reads_of_mercuri(path: Path, scale: Scale) -> None:
    made, code = notebook(path), [c.source for c in notebook(path).cells if c.cell_type == "code"]
    follow(made, scale)
    assert "Mercuri" not in prose(made)
    strip = re.compile(r"^#\|.*\n", re.MULTILINE)
    kept = [cell.source for cell in made.cells if cell.cell_type == "code"]
    assert [strip.sub("", text) for text in kept] == [strip.sub("", text) for text in code]


def test_every_phrase_stands_in_a_notebook() -> None:
    """A notebook reworded without this list would go on to speak of the wrong scale."""
    said = " ".join(prose(notebook(path)) for path in NOTEBOOKS)
    assert [phrase for phrase in phrases(OWN) if phrase not in said] == []


def test_the_glossary_has_the_grades_of_the_scale() -> None:
    made = notebook(ROOT / "notebooks" / "2_mri_scoring.py")
    follow(made, SCALES["lamminen"])
    text = prose(made)
    assert "The **Lamminen grade** of a muscle is 1 (normal: normal signal), 2 (slight:" in text
    assert "a reader's judgement in four steps" in text
    assert "Consensus Lamminen grade of every muscle" in text


def test_kappa_stays_where_the_grades_are_the_same() -> None:
    four = Scale("Ours", "our_grade", tuple(Grade(n, f"step {n}") for n in range(4)))
    text = "Mercuri grade: number of muscles, and weighted kappa with its interval"
    assert reworded(text, four) == text.replace("Mercuri", "Ours")
    assert "Spearman's rho with its interval" in reworded(text, OWN)


@pytest.mark.parametrize(
    ("scale", "source"),
    [
        (MERCURI, " [@mercuri2002]"),
        (SCALES["goutallier"], " [@goutallier1994]"),
        (SCALES["lamminen"], " [@lamminen1990]"),
        (OWN, ""),
    ],
    ids=lambda part: getattr(part, "name", part),
)
def test_the_manuscript_cites_the_scales_own_source(scale: Scale, source: str) -> None:
    text = (ROOT / "report" / "index.qmd").read_text(encoding="utf-8")
    assert text.count(CITATION) == 1
    made = cited(text, scale)
    assert made == text.replace(" [@mercuri2002]", source)
    keys = (ROOT / "report" / "references.bib").read_text(encoding="utf-8")
    assert not scale.citation or f"{{{scale.citation}," in keys


def test_a_manuscript_that_cites_no_scale_stops_the_build() -> None:
    with pytest.raises(StepError, match="does not cite its scale"):
        cited("Each muscle has a grade.", SCALES["goutallier"])


def test_variables_of_a_scale() -> None:
    made = variables([SCALES["goutallier"]], [0.02, 0.1, 0.4, 0.6])
    assert made["grade"] == "Goutallier grade"
    assert made["defined"].startswith("0 no fat; 1 fatty streaks;")
    assert made["steps"] == "five"
    assert made["proposed"] == (
        "Grades 1, 2, 3 and 4 are proposed from the shares 2 %, 10 %, 40 % and 60 % on; they are "
        "an assumption of the cohort's settings."
    )
    none = variables([SCALES["goutallier"]])["proposed"]
    assert none == "The cohort sets no cut-offs for the Goutallier scale, so no grade is proposed."


def test_variables_of_a_comparison_name_each_scale_once() -> None:
    made = variables([MERCURI, SCALES["goutallier"], MERCURI])
    assert made["grade"] == "Mercuri and Goutallier grade"
