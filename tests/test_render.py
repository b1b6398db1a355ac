"""The report in three formats: every feature, every error, the same bytes every time."""

import logging
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest
import yaml
from docx.oxml.ns import qn
from lxml import html as lxml_html
from staged import code, make_stage, markdown, notebook, png, table

from als_muscle_mri.report.render import Rendered, RenderError, embedded, render, rendering
from als_muscle_mri.report.render import pandoc as pandoc_call
from als_muscle_mri.report.render.problems import Problem

EPOCH = "1537142400"  # 17 September 2018
NBSP = "\u00a0"


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    stage = make_stage(tmp_path_factory.mktemp("report") / "stage")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        return render(stage, "embedded")


@pytest.fixture(scope="module")
def page(rendered: Rendered) -> lxml_html.HtmlElement:
    return lxml_html.fromstring(rendered.html.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def word(rendered: Rendered) -> docx.document.Document:
    return docx.Document(str(rendered.docx))


@pytest.fixture(scope="module")
def pdf_text(rendered: Rendered) -> str:
    return pdf_to_text(rendered.pdf)


@pytest.fixture
def stage(tmp_path: Path) -> Path:
    return make_stage(tmp_path / "stage")


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


def problems_of(stage: Path) -> list[str]:
    with pytest.raises(RenderError) as caught:
        render(stage, "embedded")
    assert not list(stage.glob("report.*"))
    assert not list(stage.glob(".render-*"))
    return [str(problem) for problem in caught.value.problems]


class TestHtml:
    def test_title_block_takes_variables_and_writes_the_date(self, page):
        assert words(one(page, "//h1[@class='title']")) == "Muscle MRI in Pavia & Co"
        assert words(one(page, "//title")) == "Muscle MRI in Pavia & Co"
        assert words(one(page, "//p[@class='subtitle']")) == "A report for the tests"
        assert words(one(page, "//p[@class='author']")) == "The authors"
        assert words(one(page, "//p[@class='date']")) == "17 September 2018"

    def test_variables_in_prose_touch_their_neighbours(self, page):
        text = words(page)
        assert "Ten patients (10, 67.7 (63.1–71.8) years) and nine controls." in text
        assert "The share was 22.5 %–22.5 % of muscles" in text

    def test_variables_reach_headings_links_cells_captions_and_footnotes(self, page):
        assert words(one(page, "//*[@id='sec-results']/h1")) == "2 Results for Pavia & Co"
        assert one(page, "//a[text()='link to Pavia & Co']").get("href").startswith("notebooks/1_a")
        assert words(one(page, "//*[@id='tbl-hand']//tbody/tr")) == "Patients 10"
        assert "By hand, Pavia & Co" in words(one(page, "//*[@id='tbl-hand']//figcaption"))
        assert "Scores of Pavia & Co" in words(one(page, "//*[@id='tbl-regions']//figcaption"))
        assert "With 10 in it." in words(one(page, "//section[@role='doc-endnotes']"))

    def test_a_value_is_markdown_as_under_quarto(self, page):
        assert one(page, "//em[text()='not']").getparent().tag == "p"

    def test_shortcodes_in_code_stay(self, page):
        assert words(page.xpath("//p/code")[0]) == "{{< var x.y >}}"

    def test_a_comment_is_not_printed(self, page):
        assert "unseen" not in lxml_html.tostring(page, encoding="unicode")

    def test_captions_are_numbered_in_order(self, page):
        captions = [words(item) for item in page.xpath("//main//figcaption")]
        assert captions == [
            "Table 1: Scores of Pavia & Co, p by rank-sum",
            "Table 2: By hand, Pavia & Co",
            "Figure 1: Effect sizes",
            "Figure 2: A picture by hand",
            "Table 3: Every muscle",
            "Table 4: Thirteen columns",
        ]

    def test_captions_stand_above_tables_and_below_figures(self, page):
        above = one(page, "//*[@id='tbl-regions']/figure")
        below = one(page, "//*[@id='fig-effects']/figure")
        assert above[0].tag == "figcaption"
        assert below[-1].tag == "figcaption"

    def test_references_are_numbers_with_links(self, page):
        links = {item.get("href"): words(item) for item in page.xpath("//a[@class='quarto-xref']")}
        assert links["#tbl-regions"] == "Table 1"
        assert links["#fig-effects"] == "Figure 1"
        assert links["#sec-results"] == "Section 2"
        assert links["#sec-long"] == "Section 3.1"
        assert "see Table 1, Figure 1, Table 3 and Section 2." in words(page)
        assert "Read Table 2 and 2 with care." in words(page)

    def test_every_link_within_the_page_arrives(self, page):
        targets = [item.get("href")[1:] for item in page.xpath("//a[starts-with(@href, '#')]")]
        identifiers = page.xpath("//@id")
        assert targets
        assert set(targets) <= set(identifiers)
        assert len(identifiers) == len(set(identifiers))

    def test_a_markdown_output_is_a_table(self, page):
        rows = page.xpath("//*[@id='tbl-long']//tbody/tr")
        assert len(rows) == 90
        assert [words(cell) for cell in rows[1]][:2] == ["muscle number 1", "1.1 (0–1)"]
        assert len(page.xpath("//*[@id='tbl-wide']//th")) == 13

    def test_wide_tables_scroll_and_can_be_reached_by_keyboard(self, page):
        scroller = one(page, "//*[@id='tbl-wide']//div[@tabindex='0']")
        assert scroller.get("aria-label").replace(NBSP, " ") == "Table 4: Thirteen columns"

    def test_pictures_have_text_and_size_and_are_within_the_page(self, page):
        picture = one(page, "//*[@id='fig-effects']//img")
        assert picture.get("alt") == 'A "rising" line'
        assert picture.get("width") == "576"
        assert picture.get("src").startswith("data:image/png;base64,")
        assert one(page, "//*[@id='fig-hand']//img").get("alt") == "A hand"

    def test_callouts_take_their_title_from_the_attribute_or_the_heading(self, page):
        titles = [words(item) for item in page.xpath("//div[contains(@class,'callout-header')]")]
        assert titles == ["Summary of Pavia & Co", "Small sample"]
        assert not page.xpath("//h2[contains(., 'Small sample')]")

    def test_the_appendix_stands_last_and_keeps_its_number(self, page):
        appendix = one(page, "//*[@id='quarto-appendix']")
        assert words(appendix.xpath(".//h1")[0]) == "3 Supplement"
        assert appendix.xpath("preceding::*[@id='refs']")

    def test_citations_and_references(self, page):
        assert "(Diamanti and Alfonsi 2018)" in words(page)
        assert "A Pilot Study" in words(one(page, "//*[@id='refs']"))

    def test_contents_list_numbered_headings(self, page):
        entries = [words(item) for item in page.xpath("//nav[@id='TOC']//a")]
        assert entries[:3] == ["1 Methods", "2 Results for Pavia & Co", "2.1 Regions"]

    def test_nothing_is_asked_of_another_place(self, page, rendered):
        assert not page.xpath(
            "//script|//link[@rel='stylesheet']|//img[not(starts-with(@src,'data:'))]"
        )
        text = rendered.html.read_text(encoding="utf-8")
        assert not re.findall(r"url\((?!['\"]?data:)[^)]*\)|@import", text)
        assert page.xpath("//math")
        assert page.get("lang") == "en"


class TestDocx:
    def test_headings_have_styles_and_numbers(self, word):
        assert paragraphs(word, "Title") == ["Muscle MRI in Pavia & Co"]
        headings = [*paragraphs(word, "Heading 1"), *paragraphs(word, "Heading 2")]
        assert headings == [
            "1. Methods",
            "2. Results for Pavia & Co",
            "3. Supplement",
            "References",
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
        assert styles == ["Table Text", "Table Text", "Table Text", "Table Text Minute"]
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


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


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
        assert len(pages) == 4
        assert min(len(page.split()) for page in pages[:-1]) > 60

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
        assert b"<pdfuaid:part>1</pdfuaid:part>" in content


class TestErrors:
    def test_all_are_told_at_once_with_their_places(self, stage):
        edit(stage / "index.qmd", "@tbl-regions,", "@tbl-region,")
        edit(stage / "index.qmd", "{{< var sentence >}}", "{{< var sentense >}} {{< video x >}}")
        edit(stage / "_results.qmd", "1_a.ipynb#fig-effects", "1_a.ipynb#fig-effect")
        assert problems_of(stage) == [
            "_results.qmd:23: notebooks/1_a.ipynb has no cell labelled fig-effect; "
            "did you mean fig-effects?",
            "index.qmd:26: unknown variable sentense; did you mean sentence?",
            "index.qmd:26: unknown shortcode {{< video x >}}; known: embed, include, var",
            "index.qmd:17: the reference @tbl-region leads to nothing; did you mean tbl-regions?",
            "index.qmd:17: the reference @fig-effects leads to nothing; did you mean fig-effect?",
        ]

    @pytest.mark.parametrize(
        ("file", "old", "new", "message"),
        [
            (
                "index.qmd",
                "notebooks/2_b.ipynb#tbl-wide",
                "notebooks/3_c.ipynb#tbl-wide",
                "index.qmd:36: there is no notebook notebooks/3_c.ipynb to embed from",
            ),
            (
                "index.qmd",
                "{{< include _results.qmd >}}",
                "{{< include _result.qmd >}}",
                "index.qmd:22: there is no file _result.qmd to include",
            ),
            (
                "_results.qmd",
                "## Regions",
                "{{< include index.qmd >}}",
                "_results.qmd:3: index.qmd includes itself",
            ),
            (
                "index.qmd",
                "# Supplement {#sec-supplement",
                "# Supplement {#tbl-hand",
                "_results.qmd:15: the label tbl-hand is given twice: index.qmd:24, _results.qmd:15",
            ),
            (
                "index.qmd",
                "{{< embed notebooks/2_b.ipynb#tbl-wide >}}",
                "{{< embed notebooks/2_b.ipynb#tbl-long >}}",
                "index.qmd:36: the label tbl-long is given twice: index.qmd:30, index.qmd:36",
            ),
            (
                "index.qmd",
                "{{< embed notebooks/2_b.ipynb#tbl-wide >}}",
                "{{< embed notebooks/2_b.ipynb >}}",
                "index.qmd:36: {{< embed notebooks/2_b.ipynb >}} is not of the form "
                "notebooks/name.ipynb#label",
            ),
            (
                "index.qmd",
                "{{< embed notebooks/2_b.ipynb#tbl-wide >}}",
                "See {{< embed notebooks/2_b.ipynb#tbl-wide >}}",
                "index.qmd:36: {{< embed notebooks/2_b.ipynb#tbl-wide >}} must stand on a line "
                "of its own",
            ),
            (
                "index.qmd",
                "{{< var sentence >}}",
                "{{< var cohort >}}",
                "index.qmd:26: the variable cohort is a group, not a value",
            ),
            (
                "index.qmd",
                "{{< var sentence >}}",
                "{{< var sentence",
                "index.qmd:26: a shortcode that does not end: {{< var sentence",
            ),
            (
                "index.qmd",
                "{{< var sentence >}}",
                "a<br>b",
                "index.qmd:26: the HTML tag <br> would reach one of three formats; use Markdown",
            ),
            (
                "index.qmd",
                "[@diamanti2018]",
                "[@diamanti2019]",
                "index.qmd:16: the citation @diamanti2019 is in no .bib file; "
                "did you mean diamanti2018?",
            ),
        ],
    )
    def test_by_its_message(self, stage, file, old, new, message):
        edit(stage / file, old, new)
        assert message in problems_of(stage)

    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            (
                ".callout-warning}",
                ".callout-danger}",
                "pandoc: unknown callout .callout-danger",
            ),
            (
                "Read @tbl-hand",
                "Read [@tbl-hand; @diamanti2018]",
                "pandoc: a reference and a citation share one pair of brackets: "
                "[@tbl-hand; @diamanti2018]",
            ),
            (
                "## Regions",
                "## Regions {#sec-regions .unnumbered}\n\nSee @sec-regions.",
                "pandoc: the reference @sec-regions leads to a heading without a number",
            ),
        ],
    )
    def test_found_in_the_document(self, stage, old, new, message):
        edit(stage / "_results.qmd", old, new)
        assert problems_of(stage) == [message]

    def test_a_cell_that_raised(self, stage):
        path = stage / "notebooks" / "2_b.ipynb"
        edit(path, '"output_type": "execute_result"', '"output_type": "stream"')
        broken = code("#| label: tbl-long\n#| tbl-cap: A\n1/0", raised())
        wide = code("#| label: tbl-wide\n#| tbl-cap: B\n1", markdown(table(2, 2)))
        path.write_text(notebook(broken, wide, code("2/0", raised())))
        assert problems_of(stage) == [
            "notebooks/2_b.ipynb: cell 1 (tbl-long) raised ZeroDivisionError: division by zero",
            "notebooks/2_b.ipynb: cell 3 raised ZeroDivisionError: division by zero",
        ]

    def test_a_cell_without_output_or_caption(self, stage):
        silent = code("#| label: tbl-long\n#| tbl-cap: A\nx = 1")
        bare = code("#| label: tbl-wide\n1", markdown(table(2, 2)))
        (stage / "notebooks" / "2_b.ipynb").write_text(notebook(silent, bare))
        edit(stage / "notebooks" / "1_a.ipynb", "fig-alt", "fig-old")
        assert problems_of(stage) == [
            "index.qmd:30: the cell tbl-long of notebooks/2_b.ipynb shows nothing",
            "index.qmd:36: the cell tbl-wide of notebooks/2_b.ipynb lacks a line `#| tbl-cap:`",
            "_results.qmd:23: the cell fig-effects of notebooks/1_a.ipynb lacks a line "
            "`#| fig-alt:`",
        ]

    @pytest.mark.parametrize("text", ["{", "[]", '{"cells": 1}'])
    def test_no_notebook(self, stage, text):
        (stage / "notebooks" / "2_b.ipynb").write_text(text)
        assert problems_of(stage)[0] == "2_b.ipynb: this is not a notebook of format 4"

    def test_options_that_are_no_yaml(self, stage):
        (stage / "notebooks" / "2_b.ipynb").write_text(notebook(code("#| label: a: b\n1")))
        assert problems_of(stage)[0].startswith(
            "2_b.ipynb: the #| options of cell 1 are not `key: value` lines: mapping values"
        )

    def test_variables_that_are_no_yaml(self, stage):
        (stage / "_variables.yml").write_text("a: [1")
        assert problems_of(stage)[0].startswith("_variables.yml: no valid YAML: while parsing")

    def test_a_missing_picture_is_a_warning_of_pandoc_and_so_an_error(self, stage):
        (stage / "hand.png").unlink()
        assert any("hand.png" in problem for problem in problems_of(stage))

    def test_an_unknown_renderer(self, stage):
        with pytest.raises(RenderError, match="unknown renderer 'word'; known: auto, quarto"):
            render(stage, "word")

    def test_old_files_stay_as_they_were(self, stage):
        for kind in rendering.FORMATS:
            (stage / f"report.{kind}").write_bytes(b"the last good report")
        edit(stage / "index.qmd", "@tbl-regions,", "@tbl-region,")
        with pytest.raises(RenderError):
            render(stage, "embedded")
        for kind in rendering.FORMATS:
            assert (stage / f"report.{kind}").read_bytes() == b"the last good report"

    def test_old_files_stay_when_one_format_fails_late(self, stage):
        (stage / "report.html").write_bytes(b"the last good report")
        edit(stage / "typst" / "template.typ", "#let horizontalrule", "#let let horizontalrule")
        with pytest.raises(RenderError, match="typst: expected"):
            render(stage, "embedded")
        assert (stage / "report.html").read_bytes() == b"the last good report"
        assert not (stage / "report.docx").exists()
        assert not list(stage.glob(".render-*"))

    def test_a_warning_of_typst_is_an_error(self, stage):
        edit(
            stage / "typst" / "template.typ",
            "#let horizontalrule",
            '#set text(font: "None such")\n#let horizontalrule',
        )
        assert problems_of(stage) == ["typst: unknown font family: none such"]


def raised() -> object:
    from nbformat.v4 import new_output

    name, text = "ZeroDivisionError", "division by zero"
    return new_output("error", ename=name, evalue=text, traceback=[])


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


class TestEmbeddedCells:
    def test_a_drawing_is_found_by_the_bytes_of_its_png(self, stage, monkeypatch):
        texts = []
        compile_typst = embedded.pdf.compile_typst

        def spy(source, *others):
            texts.append(source.read_text())
            compile_typst(source, *others)

        monkeypatch.setattr(embedded.pdf, "compile_typst", spy)
        (stage / "figures" / "effects.svg").rename(stage / "figures" / "renamed.svg")
        (stage / "figures" / "effects.png").rename(stage / "figures" / "renamed.png")
        render(stage, "embedded")
        (stage / "figures" / "renamed.svg").unlink()
        render(stage, "embedded")
        assert (
            'image("/figures/renamed.svg", width: 6.0000in, alt: "A \\"rising\\" line")' in texts[0]
        )
        assert re.search(r'image\("pictures/\w+\.png", width: 6\.0000in', texts[1])

    def test_fig_width_is_in_inches_and_a_wide_picture_is_kept_on_the_page(
        self, stage, monkeypatch
    ):
        image = (stage / "hand.png").read_bytes()
        cells = [
            code("#| label: tbl-regions\n#| tbl-cap: A\n1", markdown(table(2, 2))),
            code(
                "#| label: fig-effects\n#| fig-cap: B\n#| fig-alt: C\n#| fig-width: 3\n1",
                png(image),
            ),
        ]
        (stage / "notebooks" / "1_a.ipynb").write_text(notebook(*cells))
        edit(stage / "_results.qmd", "width=200px", "width=2000px")
        made = render(stage, "embedded")
        page = lxml_html.fromstring(made.html.read_text(encoding="utf-8"))
        assert one(page, "//*[@id='fig-effects']//img").get("style") == "width:3in"
        shapes = docx.Document(str(made.docx)).inline_shapes
        assert shapes[0].width.inches == pytest.approx(3, abs=0.01)
        assert shapes[1].width.mm <= 166.5

    def test_text_outputs_are_shown_as_they_are(self, stage):
        stream = code("#| label: tbl-wide\n#| tbl-cap: A\n1", markdown("*x*"))
        text = {"text/plain": "<b> *y* {{< var z >}}"}
        from nbformat.v4 import new_output

        stream.outputs.append(new_output("execute_result", data=text, execution_count=1))
        long = code("#| label: tbl-long\n#| tbl-cap: B\n1", markdown(table(2, 2)))
        (stage / "notebooks" / "2_b.ipynb").write_text(notebook(stream, long))
        page = lxml_html.fromstring(render(stage, "embedded").html.read_text(encoding="utf-8"))
        assert words(one(page, "//*[@id='tbl-wide']//pre")) == "<b> *y* {{< var z >}}"

    def test_level_two_headings_on_top_are_numbered_from_one(self, stage):
        for name in ("index.qmd", "_results.qmd"):
            text = (stage / name).read_text()
            (stage / name).write_text(re.sub(r"^#", "##", text, flags=re.MULTILINE))
        made = render(stage, "embedded")
        page = lxml_html.fromstring(made.html.read_text(encoding="utf-8"))
        assert words(one(page, "//*[@id='sec-methods']/h2")) == "1 Methods"
        assert paragraphs(docx.Document(str(made.docx)), "Heading 1")[0] == "1. Methods"


QUARTO = """#!/bin/sh
cat index.qmd > seen.txt
{body}
"""
WRITE = "for kind in html pdf docx; do echo $SOURCE_DATE_EPOCH > report.$kind; done"


class TestQuarto:
    @pytest.fixture
    def quarto(self, tmp_path, monkeypatch):
        def put(body: str) -> None:
            program = tmp_path / "bin" / "quarto"
            program.parent.mkdir()
            program.write_text(QUARTO.format(body=body))
            program.chmod(0o755)
            monkeypatch.setenv("PATH", str(program.parent), prepend=":")
            monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)

        return put

    def test_auto_takes_quarto_where_there_is_one_and_says_so(self, stage, quarto, caplog):
        quarto(WRITE)
        with caplog.at_level(logging.INFO):
            made = render(stage)
        assert made.renderer == "quarto"
        assert made.pdf.read_text().strip() == EPOCH
        assert "Rendering with the quarto renderer (found on the PATH)" in caplog.text
        assert not (stage / "seen.txt").exists()

    def test_auto_takes_the_embedded_renderer_elsewhere_and_says_so(
        self, stage, monkeypatch, caplog
    ):
        monkeypatch.setattr(rendering.shutil, "which", lambda name: None)
        with caplog.at_level(logging.INFO):
            assert render(stage).renderer == "embedded"
        assert "Rendering with the embedded renderer (no quarto on the PATH)" in caplog.text

    @pytest.mark.parametrize(
        ("body", "message"),
        [
            (
                f"{WRITE}; echo 'WARNING (a.lua:1) Unable to resolve crossref @fig-x' >&2",
                "quarto: (a.lua:1) Unable to resolve crossref @fig-x",
            ),
            (f"{WRITE}; printf '\\033[33m[WARNING] odd\\033[39m\\n'", "quarto: odd"),
            ("echo 'ERROR: no such cell'; exit 1", "quarto: no such cell"),
            ("echo broken; exit 3", "quarto: it ended with 3: broken"),
            ("echo > report.html", "report.pdf: the renderer did not write this file"),
        ],
    )
    def test_a_warning_or_failure_changes_nothing(self, stage, quarto, body, message):
        quarto(body)
        (stage / "report.html").write_text("the last good report")
        with pytest.raises(RenderError, match=re.escape(message)):
            render(stage)
        assert (stage / "report.html").read_text() == "the last good report"
        assert not (stage / "report.pdf").exists()

    def test_what_quarto_keeps_silent_about_stops_it_beforehand(self, stage, quarto):
        quarto(WRITE)
        edit(stage / "index.qmd", "@tbl-regions,", "@tbl-region,")
        with pytest.raises(RenderError, match="the reference @tbl-region leads to nothing"):
            render(stage)

    def test_asked_for_and_not_there(self, stage, monkeypatch):
        monkeypatch.setenv("PATH", "")
        with pytest.raises(
            RenderError, match="quarto: there is no program of this name on the PATH"
        ):
            render(stage, "quarto")

    def test_the_project_file_has_what_quarto_needs(self):
        project = yaml.safe_load(
            (Path(__file__).parent.parent / "report" / "_quarto.yml").read_text()
        )
        assert project["project"] == {"type": "default", "render": ["index.qmd"]}
        assert list(project["format"]) == ["html", "typst", "docx"]
        assert all(item["notebook-links"] is False for item in project["format"].values())
        assert project["format"]["html"]["embed-resources"] is True
        assert project["format"]["html"]["html-math-method"] == "mathml"
        assert project["citeproc"] is True
        assert project["number-sections"] is True


def test_pandoc_not_installed(monkeypatch):
    pandoc_call.executable.cache_clear()
    monkeypatch.setattr(pandoc_call, "find_spec", lambda name: None)
    with pytest.raises(RenderError, match="install the Python package pypandoc_binary"):
        pandoc_call.executable()
    pandoc_call.executable.cache_clear()


def test_pandoc_warnings_are_problems():
    with pytest.raises(RenderError) as caught:
        pandoc_call.run(["--from=markdown", "--to=html", "--citeproc"], "[@a; @b]", Path(), 0)
    assert caught.value.problems == (
        Problem("pandoc", "Citeproc: citation a not found"),
        Problem("pandoc", "Citeproc: citation b not found"),
    )
