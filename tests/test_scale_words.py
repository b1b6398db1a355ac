"""Notebooks are written for any grading scale; a manuscript follows that of its cohort."""

from pathlib import Path

import pytest

from als_muscle_mri.inputs import MERCURI, SCALES, Scale
from als_muscle_mri.inputs.scales import Grade
from als_muscle_mri.pipeline.failures import StepError
from als_muscle_mri.pipeline.scale_words import CITATION, cited, variables

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").rglob("*.py"))
OWN = Scale("Ours", "our_grade", tuple(Grade(n, f"step {n}") for n in range(6)))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_notebook_is_written_for_one_scale(path: Path) -> None:
    """Its prose holds on any scale: also where no build, but a reader, runs the notebook."""
    text = path.read_text(encoding="utf-8")
    assert [scale.name for scale in SCALES.values() if scale.name in text] == []
    assert [scale.column for scale in SCALES.values() if scale.column in text] == []


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
