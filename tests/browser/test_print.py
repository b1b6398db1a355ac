"""The page printed from the browser: page numbers, whole tables, no loose ends."""

import re
from pathlib import Path

import pytest
from reading import pdf_to_text

from browser.looking import Visit


@pytest.fixture
def sheets(visit: Visit, folder: Path, tmp_path: Path) -> list[str]:
    """The words of each sheet of paper."""
    page = visit(folder / "report.html", color_scheme="dark")
    page.pdf(path=tmp_path / "printed.pdf", format="A4", prefer_css_page_size=True)
    return pdf_to_text(tmp_path / "printed.pdf", "-layout").split("\f")[:-1]


def test_each_sheet_has_its_number(sheets: list[str]) -> None:
    feet = [sheet.split("\n\n")[-1].split() for sheet in map(str.rstrip, sheets)]
    assert feet == [[str(n), "/", str(len(sheets))] for n in range(1, len(sheets) + 1)]


@pytest.mark.parametrize(
    ("caption", "last"),
    [
        ("Characteristics of patients and controls", "ALSFRS-R total, median"),
        ("Region scores of patients and controls", "Left posterior calf"),
        ("Rank-sum p-values of patients against controls", "Left posterior calf"),
        ("Comparisons with and within the patients", "Left posterior calf"),
    ],
)
def test_a_short_table_is_on_one_sheet(sheets: list[str], caption: str, last: str) -> None:
    (sheet,) = [sheet for sheet in sheets if re.search(rf"Table \d+: {caption}", sheet)]
    below = sheet[sheet.index(caption) :]
    assert last in below


def test_nothing_is_left_of_what_paper_cannot_do(sheets: list[str]) -> None:
    printed = "\n".join(sheets)
    assert "Notebook 4, comparisons" in printed
    assert "Download" not in printed
    assert not re.search(r"·\s*$", printed, re.MULTILINE)
    assert "Dark colours" not in printed


def test_the_supplement_begins_a_sheet(sheets: list[str]) -> None:
    (sheet,) = [sheet for sheet in sheets if re.search(r"^\s*\d+\s+Supplement\s*$", sheet, re.M)]
    assert re.match(r"\s*\d+\s+Supplement", sheet)


def test_intervals_and_ranges_are_in_one_line(visit: Visit, folder: Path) -> None:
    page = visit(folder / "report.html")
    cells = page.locator("main td.interval")
    words = cells.all_text_contents()
    assert any(" to " in text for text in words)
    assert any("–" in text for text in words)
    lines = """all => all.map(cell => {
        const range = document.createRange();
        range.selectNodeContents(cell);
        return new Set([...range.getClientRects()].map(box => Math.round(box.top))).size;
    })"""
    assert set(cells.evaluate_all(lines)) == {1}
