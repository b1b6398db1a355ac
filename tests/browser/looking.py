"""What the tests ask of a page."""

import re
from collections.abc import Callable

from conftest import ROOT
from playwright.sync_api import Page

Visit = Callable[..., Page]
WIDE, NARROW = {"width": 1400, "height": 900}, {"width": 360, "height": 740}
NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.py"))
PAGES = ("report.html", *(f"notebooks/{name}.html" for name in NOTEBOOKS))


def luminance(page: Page, selector: str) -> float:
    """Give how light the ground of an element is, from 0 to 255."""
    colour = page.locator(selector).first.evaluate("e => getComputedStyle(e).backgroundColor")
    red, green, blue = map(float, re.findall(r"[\d.]+", colour)[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def is_at_the_top(page: Page, identifier: str) -> None:
    """Wait until a target stands in the upper part of the window, and not beneath the bar."""
    page.wait_for_function(
        """id => {
            const target = document.getElementById(id).getBoundingClientRect();
            const end = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
            return target.top >= 0 && (target.top < innerHeight / 3 || end);
        }""",
        arg=identifier,
    )
