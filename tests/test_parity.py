"""What a notebook made is what the reader gets, by whichever renderer."""

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import COHORTS, Project
from lxml import html
from reading import EPOCH, left_out

from als_muscle_mri.report.render import render

LABEL = re.compile(r"^#\|\s*label:\s*((?:tbl|fig)-\S+)", re.MULTILINE)
CAPTION = re.compile(r'^#\|\s*(?:tbl|fig)-cap:\s*"(.*)"\s*$', re.MULTILINE)
CELL = re.compile(r"(?<!\\)\|")
ESCAPED = re.compile(r"\\(.)")
NUMBERED = re.compile(r"^(?:Table|Figure)\s+\d+:?\s*")


@dataclass(frozen=True)
class Shown:
    """A table or figure: its caption, and the cells of a table."""

    caption: str
    cells: tuple[tuple[str, ...], ...] = ()


TYPED = str.maketrans({"\u00a0": " ", "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})
"""Plain spaces and quotation marks: a renderer may set better ones."""


def plain(text: str) -> str:
    return " ".join(text.translate(TYPED).split())


def of_notebooks(folder: Path) -> dict[str, Shown]:
    """Every labelled table and figure of the executed notebooks for the screen, by label.

    The report of a cohort without images, waveforms or printed figures has a sentence in their place.
    """
    found = {}
    without = left_out(folder.parent / "results.json")
    for path in sorted(path for path in folder.glob("*.ipynb") if path.stem not in without):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            source = "".join(cell["source"])
            label, caption = LABEL.search(source), CAPTION.search(source)
            if cell["cell_type"] == "code" and label and "#| paper-only: true" not in source:
                assert caption, f"{label[1]} has no caption"
                data = [output.get("data", {}) for output in cell["outputs"]]
                text = "".join("".join(part.get("text/markdown", "")) for part in data)
                cells = pipe_table(text) if label[1].startswith("tbl-") else ()
                found[label[1]] = Shown(plain(caption[1]), cells)
    return found


def pipe_table(text: str) -> tuple[tuple[str, ...], ...]:
    head, _, *rows = text.strip().splitlines()
    return tuple(
        tuple(plain(ESCAPED.sub(r"\1", cell)) for cell in CELL.split(line.strip())[1:-1])
        for line in (head, *rows)
    )


def of_page(path: Path) -> dict[str, Shown]:
    """Every labelled table and figure of a report, by label."""
    page = html.parse(str(path)).getroot()
    found = {}
    for element in page.xpath("//*[starts-with(@id, 'tbl-') or starts-with(@id, 'fig-')]"):
        captions = element.xpath(".//figcaption | .//caption")
        if captions:
            caption = NUMBERED.sub("", plain(captions[0].text_content()))
            rows = element.xpath(".//table//tr")
            cells = tuple(
                tuple(plain(c.text_content()) for c in row.xpath("th|td")) for row in rows
            )
            found[element.get("id")] = Shown(caption, cells)
    return found


def targets(path: Path) -> set[str]:
    """The places within a report that its own links lead to."""
    page = html.parse(str(path)).getroot()
    return {link[1:] for link in page.xpath("//a/@href") if re.match(r"#(tbl|fig|sec)-", link)}


@pytest.mark.parametrize("cohort", COHORTS)
def test_the_page_shows_what_the_notebooks_made(built: Project, cohort: str) -> None:
    made = of_notebooks(built.folder / "build" / cohort / "notebooks")
    shown = of_page(built.folder / "build" / cohort / "report.html")
    assert len(made) > 25
    assert set(made) <= set(shown)
    for label, expected in made.items():
        assert shown[label] == expected, label


@pytest.mark.parametrize("cohort", COHORTS)
def test_every_reference_has_its_target(built: Project, cohort: str) -> None:
    path = built.folder / "build" / cohort / "report.html"
    page = html.parse(str(path)).getroot()
    named = targets(path)
    assert len(named) > 25
    assert named <= set(page.xpath("//@id"))


@pytest.mark.parametrize("cohort", COHORTS)
def test_quarto_shows_the_same(
    built: Project, cohort: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shutil.which("quarto") is None:
        pytest.skip("quarto is not on the PATH")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    stage = tmp_path / "stage"
    shutil.copytree(built.folder / "build" / cohort / "draft" / "manuscript", stage)
    embedded = built.folder / "build" / cohort / "report.html"
    by_quarto = render(stage, "quarto").html
    expected, found = of_page(embedded), of_page(by_quarto)
    assert set(expected) <= set(found)
    for label, shown in expected.items():
        assert found[label] == shown, label
    assert targets(embedded) <= targets(by_quarto)
    assert numbers(by_quarto) == numbers(embedded)


def numbers(path: Path) -> list[str]:
    """The numbers of the running text, in their order."""
    page = html.parse(str(path)).getroot()
    text = " ".join(plain(p.text_content()) for p in page.xpath("//main//section//p"))
    return re.findall(r"\d+(?:\.\d+)?", text)
