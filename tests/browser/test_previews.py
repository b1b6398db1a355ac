"""Previews, by mouse, keyboard and screen reader."""

import re

import pytest
from playwright.sync_api import Page, expect


@pytest.mark.parametrize(
    ("selector", "part", "text"),
    [
        ("a.quarto-xref[href='#tbl-regions']", "table", "Table"),
        ("a.quarto-xref[href='#fig-effects']", "img", "Figure"),
        ("a.quarto-xref[href='#sec-discussion']", "h2", "Discussion"),
        ("a[role='doc-biblioref']", ":scope > *", re.compile(r"\b(19|20)\d\d\b")),
    ],
)
def test_a_preview_appears_under_the_mouse_and_goes(report, selector, part, text) -> None:
    link, preview = report.locator(selector).first, report.locator("#preview")
    link.hover()
    expect(preview).to_be_visible()
    expect(preview).to_contain_text(text)
    expect(preview.locator(part).first).to_be_visible()
    box, window = preview.bounding_box(), report.viewport_size
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= window["width"]
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= window["height"]
    report.mouse.move(0, 0)
    expect(preview).to_be_hidden()


def test_the_mouse_may_move_onto_a_preview_and_escape_closes_it(report: Page) -> None:
    preview = report.locator("#preview")
    report.locator("a.quarto-xref[href='#tbl-regions']").first.hover()
    preview.hover()
    report.wait_for_timeout(800)  # three times what a preview waits before it goes
    expect(preview).to_be_visible()
    report.keyboard.press("Escape")
    expect(preview).to_be_hidden()


def test_a_preview_appears_with_the_focus_of_the_keyboard(report: Page) -> None:
    link, preview = report.locator("a.quarto-xref").first, report.locator("#preview")
    link.focus()
    report.keyboard.press("Shift+Tab")
    expect(preview).to_be_hidden()
    report.keyboard.press("Tab")
    expect(link).to_be_focused()
    expect(preview).to_be_visible()
    report.keyboard.press("Escape")
    expect(preview).to_be_hidden()
    expect(link).to_be_focused()
    report.keyboard.press("Shift+Tab")
    report.keyboard.press("Tab")
    expect(preview).to_be_visible()
    report.keyboard.press("Tab")
    if not report.locator(":focus").evaluate(
        "e => e.matches('.quarto-xref, [role=doc-biblioref]')"
    ):
        expect(preview).to_be_hidden()


def test_a_preview_repeats_no_id_and_takes_no_tab_stop(report: Page) -> None:
    report.locator("a.quarto-xref[href='#tbl-regions']").first.hover()
    expect(report.locator("#preview")).to_be_visible()
    assert report.locator("#preview [id]").count() == 0
    assert (
        report.locator("#preview").evaluate("e => e.querySelectorAll('[tabindex=\"0\"]').length")
        == 0
    )
    assert report.locator("[id='tbl-regions']").count() == 1


def test_a_screen_reader_is_told_the_caption_of_each_reference(report: Page) -> None:
    told = report.locator("a.quarto-xref").evaluate_all(
        "links => links.map(a => [a.textContent,"
        " document.getElementById(a.getAttribute('aria-describedby')).textContent])"
    )
    for name, caption in told:
        kind, number = name.split("\u00a0")
        start = number if kind == "Section" else name
        assert caption.strip().startswith(start), name
