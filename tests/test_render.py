"""The report as a page: every feature of the manuscript."""

import re

import pytest
from lxml import html as lxml_html
from reading import NBSP, one, read_page, rendered_once, words

from als_muscle_mri.report.render import Rendered


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    return rendered_once(tmp_path_factory)


@pytest.fixture(scope="module")
def page(rendered: Rendered) -> lxml_html.HtmlElement:
    return read_page(rendered.html)


def test_title_block_takes_variables_and_writes_the_date(page):
    assert words(one(page, "//h1[@class='title']")) == "Muscle MRI in Pavia & Co"
    assert words(one(page, "//title")) == "Muscle MRI in Pavia & Co"
    assert words(one(page, "//p[@class='subtitle']")) == "A report for the tests"
    assert words(one(page, "//p[@class='author']")) == "The authors"
    assert words(one(page, "//p[@class='date']")) == "17 September 2018"


def test_variables_in_prose_touch_their_neighbours(page):
    text = words(page)
    assert "Ten patients (10, 67.7 (63.1–71.8) years) and nine controls." in text
    assert "The share was 22.5 %–22.5 % of muscles" in text


def test_variables_reach_headings_links_cells_captions_and_footnotes(page):
    assert words(one(page, "//*[@id='sec-results']/h2")) == "2 Results for Pavia & Co"
    assert one(page, "//a[text()='link to Pavia & Co']").get("href").startswith("notebooks/1_a")
    assert words(one(page, "//*[@id='tbl-hand']//tbody/tr")) == "Patients 10"
    assert "By hand, Pavia & Co" in words(one(page, "//*[@id='tbl-hand']//figcaption"))
    assert "Scores of Pavia & Co" in words(one(page, "//*[@id='tbl-regions']//figcaption"))
    assert "With 10 in it." in words(one(page, "//*[@role='doc-footnote']"))


def test_a_value_is_markdown_as_under_quarto(page):
    assert one(page, "//em[text()='not']").getparent().tag == "p"


def test_shortcodes_in_code_stay(page):
    assert words(page.xpath("//p/code")[0]) == "{{< var x.y >}}"


def test_a_comment_is_not_printed(page):
    assert "unseen" not in lxml_html.tostring(page, encoding="unicode")


def test_captions_are_numbered_in_order(page):
    captions = [words(item) for item in page.xpath("//main//figcaption")]
    assert captions == [
        "Table 1: Scores of Pavia & Co, p by rank-sum",
        "Table 2: By hand, Pavia & Co",
        "Figure 1: Effect sizes",
        "Figure 2: A picture by hand",
        "Table 3: Every muscle",
        "Table 4: Thirteen columns",
    ]


def test_captions_stand_above_tables_and_below_figures(page):
    above = one(page, "//*[@id='tbl-regions']/figure")
    below = one(page, "//*[@id='fig-effects']/figure")
    assert above[0].tag == "figcaption"
    assert below[-1].tag == "figcaption"


def test_references_are_numbers_with_links(page):
    links = {item.get("href"): words(item) for item in page.xpath("//a[@class='quarto-xref']")}
    assert links["#tbl-regions"] == "Table 1"
    assert links["#fig-effects"] == "Figure 1"
    assert links["#sec-results"] == "Section 2"
    assert links["#sec-long"] == "Section 3.1"
    assert "see Table 1, Figure 1, Table 3 and Section 2." in words(page)
    assert "Read Table 2 and 2 with care." in words(page)


def test_every_link_within_the_page_arrives(page):
    targets = [item.get("href")[1:] for item in page.xpath("//a[starts-with(@href, '#')]")]
    identifiers = page.xpath("//@id")
    assert targets
    assert set(targets) <= set(identifiers)
    assert len(identifiers) == len(set(identifiers))


def test_a_markdown_output_is_a_table(page):
    rows = page.xpath("//*[@id='tbl-long']//tbody/tr")
    assert len(rows) == 90
    assert [words(cell) for cell in rows[1]][:2] == ["muscle number 1", "1.1 (0–1)"]
    assert len(page.xpath("//*[@id='tbl-wide']//thead//th")) == 13


def test_wide_tables_scroll_and_can_be_reached_by_keyboard(page):
    scroller = one(page, "//*[@id='tbl-wide']//div[@tabindex='0']")
    assert scroller.get("aria-label").replace(NBSP, " ") == "Table 4: Thirteen columns"


def test_pictures_have_text_and_size_and_are_within_the_page(page):
    picture = one(page, "//*[@id='fig-effects']//img")
    assert picture.get("alt") == 'A "rising" line'
    assert picture.get("width") == "576"
    assert picture.get("src").startswith("data:image/png;base64,")
    assert one(page, "//*[@id='fig-hand']//img").get("alt") == "A hand"


def test_callouts_take_their_title_from_the_attribute_or_the_heading(page):
    titles = [words(item) for item in page.xpath("//div[contains(@class,'callout-header')]")]
    assert titles == ["Summary of Pavia & Co", "Small sample"]
    assert not page.xpath("//h2[contains(., 'Small sample')]")


def test_the_appendix_stands_last_and_keeps_its_number(page):
    appendix = one(page, "//*[@id='quarto-appendix']")
    assert words(appendix.xpath(".//h2")[0]) == "3 Supplement"
    assert appendix.xpath("preceding::*[@id='refs']")


def test_citations_and_references(page):
    assert "(Diamanti and Alfonsi 2018)" in words(page)
    assert "A Pilot Study" in words(one(page, "//*[@id='refs']"))


def test_contents_list_numbered_headings(page):
    entries = [words(item) for item in page.xpath("//nav[@id='TOC']//a")]
    assert entries[:3] == ["1 Methods", "2 Results for Pavia & Co", "2.1 Regions"]


def test_nothing_is_asked_of_another_place(page, rendered):
    assert not page.xpath(
        "//script[@src]|//link[@rel='stylesheet']|//img[not(starts-with(@src,'data:'))]"
    )
    text = rendered.html.read_text(encoding="utf-8")
    assert not re.findall(r"url\((?!['\"]?data:)[^)]*\)|@import", text)
    assert page.xpath("//math")
    assert page.get("lang") == "en"
