"""Whatever a data file says, a reader sees it said, and no program does it."""

import csv
import gzip
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT
from lxml import etree, html

from als_muscle_mri.pipeline.sections import chosen
from hostile.conftest import Hostile
from hostile.texts import EVERY, HTML, LABELS, RAW, TITLE, TYPST, as_shown

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LOADING = ("src", "srcset", "data", "poster", "action", "formaction", "background")
SHOWN = (*EVERY, TITLE, *LABELS.values())


def page(path: Path) -> html.HtmlElement:
    return html.fromstring(path.read_bytes())


def read_html(path: Path) -> str:
    tree = page(path)
    etree.strip_elements(tree, "script", "style", with_tail=False)
    return as_shown(tree.text_content())


def read_docx(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        body = etree.fromstring(archive.read("word/document.xml"))
    return as_shown("".join(text.text or "" for text in body.iter(f"{WORD}t")))


def read_pdf(path: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("reading the PDF needs pdftotext of poppler-utils")
    command = ["pdftotext", "-raw", "-nopgbrk", str(path), "-"]
    text = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    # Typst sets three dots as one character, and a line may end in a hyphen.
    return as_shown(text).replace("\N{HORIZONTAL ELLIPSIS}", "...").replace("-", "")


@pytest.mark.parametrize("kind", ["html", "docx"])
def test_every_text_shows_as_it_is(hostile: Hostile, kind: str) -> None:
    shown = {"html": read_html, "docx": read_docx}[kind](hostile.build / f"report.{kind}")
    assert [text for text in SHOWN if as_shown(text) not in shown] == []


def test_every_text_shows_as_it_is_in_the_pdf(hostile: Hostile) -> None:
    shown = read_pdf(hostile.build / "report.pdf")
    assert [text for text in SHOWN if as_shown(text).replace("-", "") not in shown] == []


def test_every_text_shows_as_it_is_on_the_page_of_a_notebook(hostile: Hostile) -> None:
    shown = read_html(hostile.build / "notebooks" / "1_cohort.html")
    assert [text for text in (*EVERY, *LABELS.values()) if as_shown(text) not in shown] == []


def test_tables_keep_the_texts_for_programs_to_read(hostile: Hostile) -> None:
    path = hostile.build / "tables" / "table-1b.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert {row["involvement"] for row in rows} >= set(EVERY)


def test_no_cell_of_a_table_is_a_formula_to_a_spreadsheet(hostile: Hostile) -> None:
    for path in [*hostile.build.rglob("*.csv"), *hostile.build.rglob("*.csv.gz")]:
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
        cells = {cell for row in csv.reader(text.splitlines()) for cell in row if cell}
        begun = [cell for cell in cells if cell[0] in "=+-@\t\r"]
        assert not [cell for cell in begun if not re.fullmatch(r"-\d[\d.e-]*", cell)], path.name


def pages(hostile: Hostile) -> list[Path]:
    return [hostile.build / "report.html", *sorted((hostile.build / "notebooks").glob("*.html"))]


def test_no_page_has_an_element_that_a_text_made(hostile: Hostile) -> None:
    for path in pages(hostile):
        tree = page(path)
        for script in tree.iter("script"):
            assert "alert(" not in script.text_content(), path.name
        assert not list(tree.iter("iframe", "object", "embed", "base", "form")), path.name
        handlers = [key for element in tree.iter() for key in element.attrib if key[:2] == "on"]
        assert not handlers, path.name
        assert not tree.xpath("//*[@id='tbl-twice']"), path.name


def test_no_page_asks_for_anything_from_elsewhere(hostile: Hostile) -> None:
    for path in pages(hostile):
        for element in page(path).iter(etree.Element):
            asked = [element.get(key, "") for key in LOADING]
            asked += [element.get("href", "")] if element.tag == "link" else []
            remote = [a for a in asked if a and not re.match(r"data:|notebooks/|\.\./|figures/", a)]
            assert not remote, f"{path.name}: {remote}"
            href = element.get("href", "")  # a table to take away is within the page, as data
            assert href.startswith("data:") or "example.invalid" not in href, path.name


def test_no_word_file_or_pdf_leads_to_where_a_text_says(hostile: Hostile) -> None:
    with zipfile.ZipFile(hostile.build / "report.docx") as archive:
        for name in archive.namelist():
            if name.endswith(".rels"):
                assert b"example.invalid" not in archive.read(name), name
    links = re.findall(rb"/URI\s*\((.*?)\)", (hostile.build / "report.pdf").read_bytes())
    assert links, "the references of a report have addresses"
    assert not any(b"example.invalid" in link for link in links)


def test_no_file_of_the_machine_is_in_a_report(hostile: Hostile) -> None:
    secret = next(line for line in Path("/etc/passwd").read_text().splitlines() if line)
    for path in hostile.build.rglob("*.*"):
        if path.is_file() and path.suffix in (".html", ".json", ".csv", ".ipynb"):
            assert secret not in path.read_text(encoding="utf-8"), path.name
    assert as_shown(secret) not in read_docx(hostile.build / "report.docx")


def test_the_structure_is_that_of_any_other_report(hostile: Hostile) -> None:
    """Headings, numbered tables and figures are those of the manuscript, no more and no fewer."""
    tree = page(hostile.build / "report.html")
    # The hostile cohort has none of these, and none of the files that only their sections include.
    has = dict.fromkeys(("published", "images", "waveforms", "further_groups"), False)
    parts = [ROOT / "report" / name for name in ("index.qmd", "_supplement.qmd")]
    written = "".join(chosen(path.read_text(encoding="utf-8"), path.name, has) for path in parts)
    headings = re.findall(r"^#+ ", written, re.MULTILINE)
    assert len(list(tree.iter("h2", "h3", "h4"))) == len(headings) + len(tree.xpath("//nav//h2"))
    embedded = re.findall(r"\{\{< embed \S+#((?:tbl|fig)-[\w-]+)", written)
    found = [e.get("id") for e in tree.iter("div") if re.match(r"(tbl|fig)-", e.get("id") or "")]
    by_hand = re.findall(r"\{#((?:tbl|fig)-[\w-]+)", written)
    assert sorted(found) == sorted(embedded + by_hand)
    for label in embedded:  # a long identifier of ours may have places to break
        assert not tree.xpath(f"//*[@id='{label}']//td//*[not(self::wbr)]"), label


def test_results_hold_the_texts_as_they_are(hostile: Hostile) -> None:
    results = json.loads((hostile.build / "results.json").read_text(encoding="utf-8"))
    assert results["cohort"]["title"]["value"] == TITLE
    assert results["cohort"]["source"]["value"] == f"{HTML} {RAW}"


def test_names_of_muscles_show_in_the_protocol(hostile: Hostile) -> None:
    shown = read_html(hostile.build / "notebooks" / "2_mri_scoring.html")
    assert as_shown(HTML) in shown
    assert as_shown(TYPST) in shown
