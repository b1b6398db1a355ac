"""Dark and light, on the screen and on paper."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from browser.looking import Visit, luminance


@pytest.mark.parametrize("path", ["report.html", "notebooks/4_comparisons.html"])
def test_the_system_decides_until_the_reader_does(visit, folder, path) -> None:
    page = visit(folder / path, color_scheme="dark")
    toggle = page.get_by_role("button", name="Dark colours")
    assert luminance(page, "body") < 40
    expect(toggle).to_have_attribute("aria-pressed", "true")
    page.emulate_media(color_scheme="light")
    assert luminance(page, "body") > 240
    expect(toggle).to_have_attribute("aria-pressed", "false")
    toggle.click()
    assert luminance(page, "body") < 40
    page.reload()
    assert luminance(page, "body") < 40
    expect(toggle).to_have_attribute("aria-pressed", "true")
    toggle.click()
    assert luminance(page, "body") > 240


def test_the_toggle_works_where_storage_is_forbidden(visit: Visit, folder: Path) -> None:
    page = visit(folder / "report.html")
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no') } })"
    )
    page.reload()
    page.get_by_role("button", name="Dark colours").click()
    assert luminance(page, "body") < 40


def test_the_switch_is_always_in_view_and_beside_the_contents(visit: Visit, folder: Path) -> None:
    page = visit(folder / "report.html")
    toggle, contents = page.get_by_role("button", name="Dark colours"), page.locator("#TOC")
    for place in ("0", "document.documentElement.scrollHeight"):
        page.evaluate(f"scrollTo(0, {place})")
        expect(toggle).to_be_in_viewport(ratio=1)
        end = contents.bounding_box()["y"] + contents.bounding_box()["height"]
        assert toggle.bounding_box()["y"] >= end


def test_figures_lie_on_a_white_card_at_night(visit: Visit, folder: Path) -> None:
    page = visit(folder / "report.html", color_scheme="dark")
    assert luminance(page, "figure img") > 254


def test_print_is_black_on_white_without_the_bar(visit: Visit, folder: Path) -> None:
    page = visit(folder / "report.html", color_scheme="dark")
    page.get_by_role("button", name="Dark colours").click(click_count=2)
    page.emulate_media(media="print", color_scheme="dark")
    assert luminance(page, "body") > 240
    expect(page.locator("#quarto-sidebar")).to_be_hidden()
    expect(page.locator(".download").first).to_be_hidden()
