"""Reading what the renderers wrote, for their tests."""

import json
import shutil
import subprocess
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from lxml import html as lxml_html
from staged import make_stage

from als_muscle_mri.report.render import Rendered, render

EPOCH = "1537142400"  # 17 September 2018
NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.py"))
NBSP = "\u00a0"
_MADE: list[Rendered] = []


def rendered_once(factory: pytest.TempPathFactory) -> Rendered:
    """Render the manuscript of the tests, once in a run of pytest."""
    if not _MADE:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
            _MADE.append(render(make_stage(factory.mktemp("report") / "stage"), "embedded"))
    return _MADE[0]


def read_page(html: Path) -> lxml_html.HtmlElement:
    """Read a page."""
    return lxml_html.fromstring(html.read_text(encoding="utf-8"))


def left_out(results: Path) -> set[str]:
    """Name the notebooks whose section the report of a cohort is without, from its results."""
    chapters = json.loads(results.read_text(encoding="utf-8"))
    absent = {name for name, tree in chapters.items() if _value(tree, "present") == "no"}
    return {path.stem for path in NOTEBOOKS if path.stem.partition("_")[2] in absent}


def _value(tree: dict[str, dict], name: str) -> object:
    return tree.get(name, {}).get("value")


def pdf_to_text(pdf: Path, *options: str) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not on the PATH")
    done = subprocess.run(["pdftotext", *options, pdf, "-"], capture_output=True, check=True)
    return done.stdout.decode().replace(NBSP, " ")


def one(page: lxml_html.HtmlElement, path: str) -> lxml_html.HtmlElement:
    (found,) = page.xpath(path)
    return found


def words(element: lxml_html.HtmlElement) -> str:
    return " ".join(element.text_content().replace(NBSP, " ").split())


def paragraphs(word: docx.document.Document, style: str) -> list[str]:
    """The texts of one style, with the text of fields, and plain spaces."""
    return [text_of(item._p) for item in word.paragraphs if item.style.name == style]


def text_of(element: object) -> str:
    return "".join(node.text or "" for node in element.iter(qn("w:t"))).replace(NBSP, " ")


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
