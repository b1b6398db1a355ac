"""Contents and references lead where they say."""

import re

import pytest
from conftest import COHORTS
from playwright.sync_api import Page, expect
from reading import rendered_once

from browser.looking import NARROW, PAGES, is_at_the_top


def test_contents_links_reach_their_section_and_are_marked(report: Page) -> None:
    links = report.locator("#contents a")
    assert links.count() > 15
    for link in links.all():
        link.click()
        is_at_the_top(report, link.get_attribute("href").removeprefix("#"))
        expect(link).to_have_attribute("aria-current", "true")
    expect(report.locator("[aria-current]")).to_have_count(1)


def test_contents_follow_a_reader_who_scrolls(report: Page) -> None:
    for section in ("sec-emg", "sec-methods", "sec-provenance"):
        report.evaluate("id => document.getElementById(id).scrollIntoView()", section)
        expect(report.locator("[aria-current]")).to_have_attribute("href", f"#{section}")
        expect(report.locator("[aria-current]")).to_be_in_viewport()


@pytest.mark.parametrize("cohort", COHORTS)
@pytest.mark.parametrize("path", PAGES)
def test_every_link_within_a_page_has_one_target(visit, built, cohort, path) -> None:
    page = visit(built.folder / "build" / cohort / path)
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    targets = page.evaluate(
        "[...document.links].filter(a => a.getAttribute('href').startsWith('#'))"
        ".map(a => decodeURIComponent(a.hash.slice(1)))"
    )
    assert len(set(ids)) == len(ids)
    assert len(targets) > 5
    assert set(targets) <= set(ids)


def test_a_reference_leads_to_its_table(report: Page) -> None:
    report.locator("a.quarto-xref[href='#tbl-regions']").first.click()
    is_at_the_top(report, "tbl-regions")
    expect(report.locator("#preview")).to_be_hidden()


def test_a_footnote_stands_beside_the_text_where_there_is_room(visit, tmp_path_factory) -> None:
    html = rendered_once(tmp_path_factory).html
    call = "(//p[.//a[@role='doc-noteref']])[1]"
    page = visit(html, {"width": 1500, "height": 900})
    note, text = page.locator("#fn1").bounding_box(), page.locator(call).bounding_box()
    assert note["x"] >= text["x"] + text["width"]
    assert note["x"] + note["width"] <= 1500
    page.set_viewport_size(NARROW)
    note, text = page.locator("#fn1").bounding_box(), page.locator(call).bounding_box()
    assert note["y"] >= text["y"] + text["height"]
    assert note["x"] + note["width"] <= NARROW["width"]
    page.locator("a[role='doc-noteref']").click()
    is_at_the_top(page, "fn1")
    page.locator("#fn1 a[role='doc-backlink']").click()
    expect(page).to_have_url(re.compile("#fnref1$"))
