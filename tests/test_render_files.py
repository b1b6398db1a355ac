"""The report for Word and for paper, and the same bytes every time."""

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from reading import EPOCH, paragraphs, pdf_to_text, rendered_once
from staged import make_stage

from als_muscle_mri.report.render import Rendered, render, rendering


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    return rendered_once(tmp_path_factory)


@pytest.fixture
def stage(tmp_path: Path) -> Path:
    return make_stage(tmp_path / "stage")


@pytest.fixture(scope="module")
def word(rendered: Rendered) -> docx.document.Document:
    return docx.Document(str(rendered.docx))


@pytest.fixture(scope="module")
def pdf_text(rendered: Rendered) -> str:
    return pdf_to_text(rendered.pdf)


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def text_between(mark) -> str:
    """The text of the runs from the start of a bookmark to its end, in one paragraph."""
    number, text = mark.get(qn("w:id")), ""
    for item in mark.itersiblings():
        if item.tag == qn("w:bookmarkEnd") and item.get(qn("w:id")) == number:
            return text
        text += "".join(run.text or "" for run in item.iter(qn("w:t")))
    raise AssertionError(f"the bookmark {mark.get(qn('w:name'))} has no end beside its start")


def fields_of(part) -> list[str]:
    return [item.get(qn("w:instr")) for item in part._element.iter(qn("w:fldSimple"))]


class TestDocx:
    def test_headings_have_styles_and_numbers(self, word):
        assert paragraphs(word, "Title") == ["Muscle MRI in Pavia & Co"]
        headings = [*paragraphs(word, "Heading 1"), *paragraphs(word, "Heading 2")]
        assert headings == [
            "1. Methods",
            "2. Results for Pavia & Co",
            "3. Supplement",
            "References",
            "In brief",
            "2.1 Regions",
            "3.1 A long table",
        ]

    def test_captions_have_styles_and_word_counts_them(self, word):
        assert paragraphs(word, "Table Caption") == [
            "Table 1: Scores of Pavia & Co, p by rank-sum",
            "Table 2: By hand, Pavia & Co",
            "Table 3: Every muscle",
            "Table 4: Thirteen columns",
        ]
        assert paragraphs(word, "Image Caption") == [
            "Figure 1: Effect sizes",
            "Figure 2: A picture by hand",
        ]
        fields = [item.get(qn("w:instr")) for item in word.element.iter(qn("w:fldSimple"))]
        assert fields.count(r" SEQ Table \* ARABIC ") == 4

    def test_references_link_to_bookmarks(self, word):
        anchors = {item.get(qn("w:anchor")) for item in word.element.iter(qn("w:hyperlink"))}
        marks = {item.get(qn("w:name")) for item in word.element.iter(qn("w:bookmarkStart"))}
        assert (
            {"tbl-regions", "fig-effects", "sec-results", "sec-long"} <= anchors <= marks | {None}
        )

    def test_numbers_of_references_are_looked_up_where_they_lead(self, word):
        """Word's REF fields: each shows what stands in its bookmark, at the caption or heading."""
        held = {
            mark.get(qn("w:name")): text_between(mark)
            for mark in word.element.iter(qn("w:bookmarkStart"))
        }
        shown = [
            (
                item.get(qn("w:instr")).split()[1],
                "".join(text.text for text in item.iter(qn("w:t"))),
                item.getparent().get(qn("w:anchor")),
            )
            for item in word.element.iter(qn("w:fldSimple"))
            if item.get(qn("w:instr")).startswith(" REF ")
        ]
        assert [(number, anchor) for _, number, anchor in shown] == [
            ("1", "tbl-regions"),
            ("1", "fig-effects"),
            ("3", "tbl-long"),
            ("2", "sec-results"),
            ("2", "tbl-hand"),
            ("2", "tbl-hand"),
            ("3.1", "sec-long"),
        ]
        assert all(held[name] == number for name, number, _ in shown)
        assert all(re.fullmatch(r"[A-Za-z]\w{0,39}", name) for name, *_ in shown)

    def test_the_supplement_begins_a_page(self, word):
        before = next(
            item._p.getprevious() for item in word.paragraphs if item.text == "3. Supplement"
        )
        while before.tag in (qn("w:bookmarkStart"), qn("w:bookmarkEnd")):
            before = before.getprevious()
        assert before.find(f".//{qn('w:br')}").get(qn("w:type")) == "page"

    def test_pages_have_running_heads_and_numbers(self, word):
        section = word.sections[0]
        assert fields_of(section.header) == [" TITLE ", ' STYLEREF "Heading 1" ']
        assert fields_of(section.footer) == [" PAGE ", " NUMPAGES "]
        assert section.different_first_page_header_footer
        assert fields_of(section.first_page_header) == []
        assert fields_of(section.first_page_footer) == [" PAGE ", " NUMPAGES "]

    def test_the_summary_stands_in_a_panel(self, word):
        assert paragraphs(word, "Key Facts") == ["10 patients"]
        assert paragraphs(word, "Panel") == ["They were few."]

    def test_rows_stay_whole_and_captions_stay_with_what_they_name(self, word):
        assert word.styles["Table"].element.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None
        rows = [row._tr.trPr for item in word.tables for row in item.rows]
        assert len(rows) > 90
        assert all(row.find(qn("w:cantSplit")) is not None for row in rows)
        for name in ("Table Caption", "Captioned Figure", "Image Caption", "Table Head"):
            assert word.styles[name].paragraph_format.keep_with_next

    def test_short_tables_stay_whole_and_long_ones_break_away_from_their_ends(self, word):
        kept = {
            len(table.rows): [
                {bool(item.paragraph_format.keep_with_next) for item in row.cells[0].paragraphs}
                for row in table.rows
            ]
            for table in word.tables
        }
        assert kept.pop(91) == [{True}] * 3 + [{False}] * 85 + [{True}] * 3
        assert all(row == {True} for rows in kept.values() for row in rows)

    def test_pictures_have_300_dots_an_inch(self, word):
        part = word.part
        for shape in word.inline_shapes:
            blip = shape._inline.graphic.graphicData.pic.blipFill.blip.embed
            pixels = part.related_parts[blip].image.px_width
            assert pixels / shape.width.inches >= 299

    def test_properties(self, word):
        assert word.core_properties.title == "Muscle MRI in Pavia & Co"
        assert word.core_properties.author == "The authors"
        assert "Mercuri grade" in word.core_properties.keywords
        assert word.core_properties.created.year == 2018

    def test_tables_fit_the_page_and_repeat_their_head(self, word):
        assert [len(item.columns) for item in word.tables] == [4, 2, 5, 13]
        for item in word.tables:
            assert item.style.name == "Table"
            assert item.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
            width = item._tbl.tblPr.find(qn("w:tblW"))
            assert width.get(qn("w:type")) == "pct"
            assert int(width.get(qn("w:w"))) <= 5000

    def test_cells_are_set_smaller_the_more_columns_there_are(self, word):
        styles = [item.cell(1, 1).paragraphs[0].style.name for item in word.tables]
        assert styles == ["Table Text", "Table Text", "Table Text", "Table Text Tiny"]
        assert word.tables[0].cell(0, 0).paragraphs[0].style.name == "Table Head"

    def test_figures_fit_the_page_and_have_a_text_alternative(self, word):
        section = word.sections[0]
        room = section.page_width - section.left_margin - section.right_margin
        assert [shape.width <= room for shape in word.inline_shapes] == [True, True]
        assert word.inline_shapes[0]._inline.docPr.get("descr") == 'A "rising" line'

    def test_callouts_and_sources_have_styles(self, word):
        assert paragraphs(word, "Callout Title") == ["Summary of Pavia & Co", "Small sample"]
        assert paragraphs(word, "Source") == [
            "Published. Notebook 1",
            "Reconstructed, as provenance.csv says.",
        ]

    def test_the_reference_document_is_what_its_script_makes(self, tmp_path):
        from als_muscle_mri.report.render.reference_doc import make

        make(tmp_path / "reference.docx")
        committed = Path(__file__).parent.parent / "report" / "reference.docx"
        assert parts_of(tmp_path / "reference.docx") == parts_of(committed)


class TestPdf:
    def test_captions_headings_and_references(self, pdf_text):
        text = " ".join(pdf_text.split())
        assert "Table 1: Scores of Pavia & Co, p by rank-sum" in text
        assert "Figure 1: Effect sizes" in text
        assert "2.1 Regions" in text
        assert "see Table 1, Figure 1, Table 3 and Section 2." in text
        assert "(Diamanti and Alfonsi 2018)" in text
        assert "Read Table 2 and 2 with care." in text

    def test_a_long_table_breaks_and_repeats_its_head(self, rendered):
        pages = pdf_to_text(rendered.pdf, "-layout").split("\f")
        long = [
            page
            for page in pages
            if re.search(r"muscle number \d+ +\d+\.1 .* \d+\.4 \(0–4\)", page)
        ]
        assert len(long) >= 2
        assert all(
            re.search(r"Muscle +Column 1 +Column 2 +Column 3 +Column 4", page) for page in long
        )
        found = [
            int(number) for page in long for number in re.findall(r"muscle number (\d+) ", page)
        ]
        assert found[:90] == list(range(90))

    def test_no_page_is_nearly_empty(self, rendered):
        pages = pdf_to_text(rendered.pdf).split("\f")[:-1]
        assert len(pages) == 5
        assert min(len(page.split()) for page in pages[:-1]) > 20

    def test_the_supplement_is_a_second_part(self, rendered):
        first, second, third, *_ = pdf_to_text(rendered.pdf, "-layout").split("\f")
        assert "Supplement from page 3" in first
        assert "Supplement" not in second
        assert re.match(r"\s*Muscle MRI in Pavia & Co +3 Supplement\s+3 Supplement\s", third)
        assert re.search(r"3\.1 A long table[ .\u2060]+3\n", third)  # what is in it

    def test_pages_are_headed_by_their_section(self, rendered):
        first, *others = pdf_to_text(rendered.pdf, "-layout").split("\f")[:-1]
        heads = [page.strip().splitlines()[0].split("  ")[-1].strip() for page in others]
        assert heads == ["2 Results for Pavia & Co", "3 Supplement", "3 Supplement", "In brief"]
        assert first.strip().startswith("Muscle MRI in Pavia & Co\n")

    def test_no_word_leaves_the_page(self, rendered):
        boxes = pdf_to_text(rendered.pdf, "-bbox")
        width = float(re.search(r'<page width="([\d.]+)"', boxes)[1])
        margin = (width - 166 / 25.4 * 72) / 2
        edges = [float(edge) for edge in re.findall(r'<word .*?xMax="([\d.]+)"', boxes)]
        assert max(edges) <= width - margin + 3  # punctuation may hang out

    def test_figures_are_drawings_and_text_has_its_own_fonts(self, rendered):
        if shutil.which("pdfimages") is None:
            pytest.skip("pdfimages (poppler-utils) is not on the PATH")
        listed = subprocess.run(
            ["pdfimages", "-list", rendered.pdf], capture_output=True, check=True
        )
        images = [line for line in listed.stdout.decode().splitlines()[2:] if " image " in line]
        assert len(images) == 0 or all("1800" in line for line in images)

    def test_document_properties(self, rendered):
        content = rendered.pdf.read_bytes()
        assert b"/Lang(en-GB)" in content
        assert b"D:20180917" in content
        assert b"/StructTreeRoot" in content
        assert b"Mercuri grade" in content
        assert b"/Outlines" in content
        assert b"<pdfuaid:part>1</pdfuaid:part>" in content


class TestBytes:
    def test_two_folders_give_the_same_bytes(self, rendered, stage, monkeypatch):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        again = render(stage, "embedded")
        for kind in rendering.FORMATS:
            assert getattr(again, kind).read_bytes() == getattr(rendered, kind).read_bytes()

    def test_no_path_of_this_machine_is_within(self, rendered):
        needle = str(rendered.html.parent.parent).encode()
        assert needle not in rendered.html.read_bytes()
        assert needle not in rendered.pdf.read_bytes()
        with zipfile.ZipFile(rendered.docx) as archive:
            assert not any(needle in archive.read(name) for name in archive.namelist())
