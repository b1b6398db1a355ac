"""Executed notebooks as pages: prose, code, outputs, anchors, and the way back."""

import re
from pathlib import Path

import pytest
from lxml import html as lxml_html
from nbformat.v4 import new_markdown_cell, new_output
from staged import REPORT, code, first_notebook, markdown, notebook, picture, table

from als_muscle_mri.report.render import RenderError, notebook_page

THEME = REPORT / "theme.css"


def make_page(folder: Path, text: str, **options: str) -> lxml_html.HtmlElement:
    (folder / "1_a.ipynb").write_text(text)
    made = notebook_page(folder / "1_a.ipynb", folder / "1_a.html", theme=THEME, **options)
    return lxml_html.fromstring(made.read_text(encoding="utf-8"))


def words(element: lxml_html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


@pytest.fixture
def page(tmp_path: Path) -> lxml_html.HtmlElement:
    return make_page(tmp_path, first_notebook(picture("png")))


def test_title_and_way_back(page):
    assert page.xpath("string(//title)") == "Comparisons"
    (back,) = page.xpath("//*[@class='back-link']/a")
    assert back.get("href") == "../report.html"
    assert words(back) == "Back to the report"


def test_another_way_back(tmp_path):
    page = make_page(tmp_path, first_notebook(picture("png")), back="index.html#top")
    assert page.xpath("//*[@class='back-link']/a/@href") == ["index.html#top"]


def test_a_labelled_table_has_its_anchor_and_its_caption_above(page):
    (figure,) = page.xpath("//*[@id='tbl-regions']")
    assert figure[0].tag == "figcaption"
    assert words(figure[0]).endswith("p by rank-sum")
    rows = figure.xpath(".//table/tbody/tr")
    assert [words(cell) for cell in rows[2]] == [
        "muscle number 2",
        "2.1 (0–1)",
        "2.2 (0–2)",
        "2.3 (0–3)",
    ]


def test_a_labelled_figure_has_its_anchor_and_its_caption_below(page):
    (figure,) = page.xpath("//*[@id='fig-effects']")
    assert words(figure[-1]) == "Effect sizes"
    (picture,) = figure.xpath(".//img")
    assert picture.get("alt") == 'A "rising" line'
    assert picture.get("width") == "576"
    assert picture.get("src").startswith("data:image/png;base64,")


def test_a_table_and_a_figure_lead_back_to_their_place_in_the_report(tmp_path):
    text = first_notebook(picture("png"))
    page = make_page(tmp_path, text, back="../other.html#top")
    links = {words(link): link.get("href") for link in page.xpath("//*[@class='way-back']/a")}
    assert links == {
        "This table in the report": "../other.html#tbl-regions",
        "This figure in the report": "../other.html#fig-effects",
    }


def test_a_figure_that_is_on_paper_alone_leads_to_no_place_on_the_page(tmp_path):
    text = first_notebook(picture("png"))
    kept = "#| label: fig-effects\\n#| paper-only: true\\n"
    marked = text.replace("#| label: fig-effects\\n", kept)
    assert marked != text
    page = make_page(tmp_path, marked)
    assert page.xpath("//*[@id='fig-effects']")
    assert page.xpath("//*[@class='way-back']/a/@href") == ["../report.html#tbl-regions"]


def test_a_wide_table_scrolls_in_a_box_named_by_its_caption(page):
    (box,) = page.xpath("//*[@id='tbl-regions']/*[@role='region']")
    assert box.get("tabindex") == "0"
    assert box.get("aria-labelledby") == page.xpath("//*[@id='tbl-regions']/figcaption")[0].get(
        "id"
    )
    assert {cell.get("scope") for cell in box.xpath(".//thead//th")} == {"col"}
    assert [row[0].get("scope") for row in box.xpath(".//tbody/tr")] == ["row"] * 3


def test_prose_code_and_text_are_in_order(page):
    text = words(page.xpath("//main")[0])
    parts = ["A glossary with", "from math import pi", "3.14159", "show()", "nothing differs"]
    positions = [text.index(part) for part in parts]
    assert positions == sorted(positions)
    assert "#| label" not in text


def test_printed_text_is_shown_as_it_is(page):
    assert "<done> & *dusted*" in [words(item) for item in page.xpath("//figure//pre")]


def test_code_is_coloured_and_long_code_is_folded(tmp_path):
    short, long = ("\n".join(f"x = {number}" for number in range(lines)) for lines in (15, 16))
    page = make_page(tmp_path, notebook(code(short), code(long)))
    (details,) = page.xpath("//details")
    assert words(details.xpath("summary")[0]) == "Code, 16 lines"
    assert "x = 15" in words(details)
    assert len(page.xpath("//code[contains(@class, 'sourceCode python')]")) == 2


def test_an_error_is_shown(tmp_path):
    error = new_output("error", ename="ValueError", evalue="\x1b[31mno data\x1b[0m", traceback=[])
    page = make_page(tmp_path, notebook(code("f()", error)))
    assert [words(item) for item in page.xpath("//*[@class='cell-error']")] == [
        "ValueError: no data"
    ]


def test_empty_cells_leave_nothing(tmp_path):
    page = make_page(tmp_path, notebook(code(""), new_markdown_cell("Text.")))
    assert not page.xpath("//pre|//figure")


def test_markup_in_data_does_not_act(tmp_path):
    hostile = "| a |\n|---|\n| <script>alert(1)</script><img src=x onerror=alert(1)> |"
    page = make_page(tmp_path, notebook(code("f()", markdown(hostile))))
    assert not page.xpath("//main//script|//img")
    assert "<script>alert(1)</script>" in words(page)


def test_nothing_is_asked_of_another_place(tmp_path):
    make_page(tmp_path, first_notebook(picture("png")))
    text = (tmp_path / "1_a.html").read_text(encoding="utf-8")
    assert not re.findall(r"<script[^>]+src|<link|@import|url\((?!['\"]?data:)", text)
    assert not re.findall(r"src=\"(?!data:)", text)


def test_the_same_bytes_in_two_folders(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        make_page(tmp_path / name, first_notebook(picture("png")))
    assert (tmp_path / "one" / "1_a.html").read_bytes() == (
        tmp_path / "two" / "1_a.html"
    ).read_bytes()


def test_a_broken_notebook_leaves_the_old_page(tmp_path):
    (tmp_path / "1_a.html").write_text("the last good page")
    with pytest.raises(RenderError, match=r"1_a.ipynb: this is not a notebook of format 4"):
        make_page(tmp_path, "{}")
    assert (tmp_path / "1_a.html").read_text() == "the last good page"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1_a.html", "1_a.ipynb"]


def test_no_notebook_and_no_stylesheet(tmp_path):
    with pytest.raises(RenderError, match=r"2_b.ipynb: there is no such notebook"):
        notebook_page(tmp_path / "2_b.ipynb", tmp_path / "2_b.html", theme=THEME)
    (tmp_path / "2_b.ipynb").write_text(notebook(code("1", markdown(table(2, 2)))))
    with pytest.raises(RenderError, match=r"theme.css: there is no such stylesheet"):
        notebook_page(tmp_path / "2_b.ipynb", tmp_path / "2_b.html", theme=tmp_path / "theme.css")
