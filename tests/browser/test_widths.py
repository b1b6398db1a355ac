"""Phones and wide tables."""

import re

import pytest
from conftest import COHORTS
from playwright.sync_api import Page, expect

from browser.looking import NARROW, PAGES, is_at_the_top


@pytest.mark.parametrize("cohort", COHORTS)
@pytest.mark.parametrize("path", PAGES)
def test_no_page_scrolls_sideways_on_a_phone(visit, built, cohort, path) -> None:
    page = visit(built.folder / "build" / cohort / path, NARROW)
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth") == NARROW["width"]
    stray = page.evaluate(
        """[...document.querySelectorAll('main *')].filter(e => {
            if (!e.checkVisibility() || e.closest('.table-scroll, pre, .sourceCode, math')) return false;
            return e.getBoundingClientRect().right > innerWidth + 1;
        }).map(e => e.outerHTML.slice(0, 80))"""
    )
    assert stray == []


def test_a_wide_table_scrolls_from_the_keyboard_within_its_box(visit, folder) -> None:
    page = visit(folder / "report.html", NARROW)
    box = page.get_by_role("region", name=re.compile(r"^Table \d+: Region scores of patients"))
    expect(box).to_have_attribute("tabindex", "0")
    box.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.activeElement.scrollLeft > 0")


def test_a_table_that_fits_is_no_stop_of_the_tab_key(report: Page) -> None:
    box = report.locator("#tbl-flow .table-scroll")
    expect(box).not_to_have_attribute("tabindex", "0")
    expect(box).not_to_have_attribute("role", "region")


@pytest.mark.parametrize("path", ["report.html", "notebooks/4_comparisons.html"])
def test_contents_unfold_on_a_phone_and_fold_after_use(visit, folder, path) -> None:
    page = visit(folder / path, NARROW)
    contents = page.locator("#contents")
    expect(contents.locator("a").first).to_be_hidden()
    contents.locator("summary").click()
    expect(contents.locator("a").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(contents.locator("a").first).to_be_hidden()
    contents.locator("summary").click()
    link = contents.locator("a").nth(3)
    link.click()
    expect(link).to_be_hidden()
    is_at_the_top(page, link.get_attribute("href").removeprefix("#"))
    bar = page.locator("#quarto-sidebar").bounding_box()
    heading = page.locator(f"{link.get_attribute('href')} > :is(h1, h2, h3)").bounding_box()
    assert heading["y"] >= bar["y"] + bar["height"]


def test_a_table_of_paragraphs_is_read_row_by_row_on_a_phone(visit, folder) -> None:
    page = visit(folder / "report.html", NARROW)
    table = page.locator("#tbl-provenance table")
    assert table.evaluate("e => e.scrollWidth <= e.parentElement.clientWidth")
    lines = table.locator("tbody tr").first.locator("th, td")
    tops = [box["y"] for box in (cell.bounding_box() for cell in lines.all())]
    assert tops == sorted(set(tops))
    shown = "e => getComputedStyle(e, '::before').content"
    named = [cell.evaluate(shown).strip('"') for cell in lines.all()]
    assert named == ["File", "Column", "Status", "Source", "Note"]
    text = """e => { const r = document.createRange(); r.selectNodeContents(e);
        return r.getBoundingClientRect().height / e.getBoundingClientRect().height; }"""
    filled = [cell.evaluate(text) for cell in table.locator("tbody :is(th, td)").all()]
    assert min(filled) > 0.5  # no cell is taller than what stands in it


def test_a_table_of_paragraphs_is_a_table_where_there_is_room(visit, folder) -> None:
    page = visit(folder / "report.html")
    cells = page.locator("#tbl-provenance tbody tr").first.locator("th, td")
    assert len({cell.bounding_box()["y"] for cell in cells.all()}) == 1
    assert cells.first.evaluate("e => getComputedStyle(e, '::before').content") == "none"
