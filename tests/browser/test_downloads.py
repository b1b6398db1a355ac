"""What can be taken away, and the way to a notebook and back."""

import json
import re
import shutil
from pathlib import Path

import pytest
from conftest import COHORTS, Project
from playwright.sync_api import expect
from reading import left_out

from browser.looking import NARROW, NOTEBOOKS, Visit, is_at_the_top

IN_A_ROW = 10  # of more downloads within a second from one page Chromium drops some


def sources(folder: Path) -> dict[str, str]:
    """Give the code of every labelled cell, by its label, of the chapters in the report."""
    without = left_out(folder / "results.json")
    cells = (
        "".join(cell["source"])
        for name in NOTEBOOKS
        if name not in without
        for cell in json.loads((folder / f"notebooks/{name}.ipynb").read_text())["cells"]
    )
    return {m[1]: text for text in cells if (m := re.search(r"#\| label: (\S+)", text))}


@pytest.mark.parametrize("cohort", COHORTS)
def test_each_table_and_figure_of_a_notebook_downloads_from_the_page_alone(
    visit: Visit, built: Project, tmp_path: Path, cohort: str
) -> None:
    folder = built.folder / "build" / cohort
    alone = Path(shutil.copy(folder / "report.html", tmp_path))
    assert alone.stat().st_size < 3_000_000
    code = sources(folder)
    page = visit(alone)
    labels = page.locator("main .quarto-float[id]").evaluate_all("all => all.map(e => e.id)")
    written = "".join(path.read_text() for path in (built.folder / "report").glob("*.qmd"))
    assert set(labels) - set(code) == set(re.findall(r"\{#((?:tbl|fig)-[\w-]+)\}", written))
    on_paper = {label for label, text in code.items() if "#| paper-only: true" in text}
    assert set(code) - set(labels) == on_paper
    for number, label in enumerate(label for label in labels if label in code):
        if number % IN_A_ROW == IN_A_ROW - 1:
            page = visit(alone)
        link = page.locator(f"[id='{label}'] + .source .download")
        with page.expect_download() as waiting:
            link.click()
        name = waiting.value.suggested_filename
        kind = {"tbl": "tables", "fig": "figures"}[label[:3]]
        assert f'"{Path(name).stem}"' in code[label]
        assert waiting.value.path().read_bytes() == (folder / kind / name).read_bytes()


@pytest.mark.parametrize("label", ["tbl-regions", "fig-effects", "tbl-provenance"])
def test_a_notebook_page_is_opened_and_leads_back_to_that_place(report, label) -> None:
    report.locator(f"[id='{label}'] + .source a[href^='notebooks/']").click()
    expect(report).to_have_url(re.compile(rf"/notebooks/\w+\.html#{label}$"))
    is_at_the_top(report, label)
    report.locator(f"[id='{label}'] + .way-back a").click()
    expect(report).to_have_url(re.compile(rf"/report\.html#{label}$"))
    is_at_the_top(report, label)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_way_there_and_back_has_an_end(visit, folder, name) -> None:
    addresses = "all => all.map(a => a.hash.slice(1))"
    report = visit(folder / "report.html")
    there = report.locator(f"a[href^='notebooks/{name}.html#']").evaluate_all(addresses)
    page = visit(folder / f"notebooks/{name}.html")
    back = page.locator(".way-back a").evaluate_all(addresses)
    ids = "[...document.querySelectorAll('[id]')].map(e => e.id)"
    assert sorted(there) == sorted(back)
    assert set(there) <= set(page.evaluate(ids)) & set(report.evaluate(ids))


def test_without_scripts_the_report_can_be_read_and_its_links_lead_to_files(visit, folder) -> None:
    page = visit(folder / "report.html", java_script_enabled=False)
    expect(page.locator("#contents a").first).to_be_visible()
    page.set_viewport_size(NARROW)
    expect(page.locator("#contents a").first).to_be_hidden()
    page.locator("#contents summary").click()
    expect(page.locator("#contents a").first).to_be_visible()
    drawings = [link.get_attribute("href") for link in page.locator("a[data-gzip]").all()]
    assert drawings
    assert all((folder / path).is_file() for path in drawings)
