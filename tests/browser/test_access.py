"""What axe-core finds, landmarks, headings, words for pictures."""

from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from browser.looking import NARROW, PAGES, WIDE


@pytest.mark.parametrize(
    ("scheme", "viewport"), [("light", NARROW), ("dark", WIDE)], ids=["light", "dark"]
)
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_serious(visit, folder, path, scheme, viewport) -> None:
    page = visit(folder / path, viewport, color_scheme=scheme)
    if path == "report.html":
        page.locator("a.quarto-xref[href='#tbl-regions']").first.hover()
        expect(page.locator("#preview")).to_be_visible()
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    serious = [
        (rule["id"], node["html"][:120])
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]
    assert serious == []


def test_the_first_tab_stop_leads_past_the_bar(report: Page) -> None:
    report.keyboard.press("Tab")
    skip = report.get_by_role("link", name="Skip to the text")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    report.keyboard.press("Enter")
    expect(report.locator("main")).to_be_focused()
    report.keyboard.press("Tab")
    assert report.locator("main :focus").count() == 1


@pytest.mark.parametrize("path", PAGES)
def test_landmarks_and_headings_are_in_order(visit, folder, path) -> None:
    page = visit(folder / path)
    for role in ("banner", "main"):
        expect(page.get_by_role(role)).to_have_count(1)
    expect(page.get_by_label("Contents", exact=True)).to_have_count(1)
    levels = [
        int(tag[1])
        for tag in page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(e => e.tagName)")
    ]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("path", PAGES)
def test_pictures_have_words_and_header_cells_a_scope(visit, folder, path) -> None:
    page = visit(folder / path)
    texts = page.locator("main img").evaluate_all("all => all.map(e => e.alt)")
    assert all(len(text) > 20 for text in texts)
    scopes = page.locator("main th").evaluate_all("all => all.map(e => e.scope)")
    assert set(scopes) <= {"col", "row"}
    if path == "report.html":
        assert texts
        assert {"col", "row"} == set(scopes)
