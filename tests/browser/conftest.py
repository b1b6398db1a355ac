"""A browser, and pages in it that are watched.

An error in the console of a page, or a request for anything but itself, fails the test that opened
it. Motion is reduced, so that a jump is over when it is made.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import COHORTS, Project
from playwright.sync_api import Browser, Page, Request, sync_playwright

from browser.looking import WIDE, Visit

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip("no browser on the PATH; install one, on Debian: apt install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Open a page in a profile of its own; complain at the end of what it should not have done."""
    complaints: list[str] = []

    def watch(page: Page) -> None:
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: line.type == "error" and complaints.append(line.text))
        page.on("request", lambda request: check(page, request))

    def check(page: Page, request: Request) -> None:
        within = ("data:", "blob:")
        opening = (*within, "file:") if request.is_navigation_request() else within
        if not request.url.startswith(opening):
            complaints.append(f"{page.url} asks for {request.url}")

    def visiting(path: Path, viewport: dict[str, int] = WIDE, **options: object) -> Page:
        context = browser.new_context(viewport=viewport, reduced_motion="reduce", **options)
        context.on("page", watch)
        page = context.new_page()
        page.goto(path.as_uri())
        return page

    before = list(browser.contexts)
    yield visiting
    for context in browser.contexts:
        if context not in before:
            context.close()
    assert complaints == []


@pytest.fixture(scope="module")
def folder(built: Project) -> Path:
    return built.folder / "build" / COHORTS[0]


@pytest.fixture
def report(visit: Visit, folder: Path) -> Page:
    return visit(folder / "report.html")
