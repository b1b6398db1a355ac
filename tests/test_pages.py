"""Every page as it is printed: nothing outside the margins, nothing over anything, none empty."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from conftest import COHORTS, Project
from matplotlib.image import imread

MOST_BYTES = 2_000_000

MARGIN_MM = 10
"""No mark comes nearer to the edge of a page."""

LEAST_POINTS, ZOOM = 6.5, 3
"""Of text in print; pdftohtml rounds so many times the size to whole numbers."""

DOTS_PER_INCH = 50
PAPER = 0.98
"""Grey values from here on are paper; 1 is white."""

WORD = re.compile(
    r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>'
)


@dataclass(frozen=True)
class Word:
    """A word and its box, in points from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    def covers(self, other: "Word") -> bool:
        """Say whether more than a third of the smaller word lies under the other."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        areas = [(w.right - w.left) * (w.bottom - w.top) for w in (self, other)]
        return width > 0 and height > 0 and width * height > min(areas) / 3


def program(name: str, package: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} ({package}) is not on the PATH")
    return found


@pytest.fixture(scope="module", params=COHORTS)
def report(request: pytest.FixtureRequest, built: Project) -> Path:
    return built.folder / "build" / request.param


@pytest.fixture(scope="module")
def pictures(report: Path, tmp_path_factory: pytest.TempPathFactory) -> list[np.ndarray]:
    """Grey values of each page of the PDF."""
    folder = tmp_path_factory.mktemp("pages")
    draw = [program("pdftoppm", "poppler-utils"), "-gray", "-r", str(DOTS_PER_INCH)]
    subprocess.run([*draw, "-png", report / "report.pdf", folder / "page"], check=True)
    return [np.atleast_3d(imread(path)).mean(axis=2) for path in sorted(folder.glob("*.png"))]


@pytest.fixture(scope="module")
def words(report: Path) -> list[list[Word]]:
    """The words of each page of the PDF."""
    read = [program("pdftotext", "poppler-utils"), "-bbox", report / "report.pdf", "-"]
    text = subprocess.run(read, capture_output=True, text=True, check=True).stdout
    return [
        [Word(*map(float, found[:4]), found[4]) for found in WORD.findall(page)]
        for page in text.split("<page ")[1:]
    ]


def test_the_pdf_has_pages(pictures: list[np.ndarray], words: list[list[Word]]) -> None:
    assert len(pictures) == len(words) > 10


def test_the_pdf_is_small_enough_to_send(report: Path) -> None:
    assert (report / "report.pdf").stat().st_size < MOST_BYTES


def test_no_page_is_empty(pictures: list[np.ndarray], words: list[list[Word]]) -> None:
    inked = [(picture < PAPER).mean() for picture in pictures]
    assert min(inked) > 0.005
    assert min(len(page) for page in words) > 10


def test_no_page_is_more_than_a_third_empty(
    pictures: list[np.ndarray], words: list[list[Word]]
) -> None:
    """But for the last page of a part: the report, and its supplement."""
    part_begins = [number for number, page in enumerate(words) if starts_the_supplement(page)]
    assert len(part_begins) == 1
    last = {part_begins[0] - 1, len(pictures) - 1}
    top, bottom = (round(mm / 25.4 * DOTS_PER_INCH) for mm in (25, 24))
    for number, picture in enumerate(pictures):
        body = (picture[top:-bottom] < PAPER).any(axis=1)
        full = (np.flatnonzero(body)[-1] + 1) / len(body)
        assert number in last or full > 2 / 3, f"page {number + 1}"


def starts_the_supplement(page: list[Word]) -> bool:
    return any(word.text == "Supplement" and word.bottom - word.top > 15 for word in page)


def test_nothing_is_cut_at_the_edge(pictures: list[np.ndarray]) -> None:
    edge = round(MARGIN_MM / 25.4 * DOTS_PER_INCH)
    for number, picture in enumerate(pictures, start=1):
        inside = np.zeros(picture.shape, bool)
        inside[edge:-edge, edge:-edge] = True
        assert (picture[~inside] >= PAPER).all(), f"page {number}"


def test_no_word_lies_over_another(words: list[list[Word]]) -> None:
    for number, page in enumerate(words, start=1):
        lying = [
            (one.text, other.text)
            for place, one in enumerate(page)
            for other in page[place + 1 :]
            if one.covers(other)
        ]
        assert lying == [], f"page {number}"


def test_no_text_is_too_small_to_read(report: Path) -> None:
    """That of the figures included, which is text in the PDF as well."""
    read = [program("pdftohtml", "poppler-utils"), "-xml", "-i", "-stdout", "-zoom", str(ZOOM)]
    xml = subprocess.run([*read, report / "report.pdf"], capture_output=True, check=True).stdout
    sizes = [int(size) for size in re.findall(rb'<fontspec [^>]*size="(\d+)"', xml)]
    assert len(set(sizes)) > 5
    assert min(sizes) >= round(LEAST_POINTS * ZOOM)


def test_heads_of_tables_come_again(report: Path) -> None:
    """The table of provenance is longer than a page, and names its columns on each."""
    read = [program("pdftotext", "poppler-utils"), "-layout", report / "report.pdf", "-"]
    text = subprocess.run(read, capture_output=True, text=True, check=True).stdout
    pages = text.split("\f")
    head = re.compile(r"^\s*File\s+Column\s+Status\s+Source\s+Note\s*$", re.MULTILINE)
    rows = re.compile(
        r"^\s*(?:subjects|mri_ratings|muaps|strength|alsfrs)\.csv +[a-z]", re.MULTILINE
    )
    holding = [page for page in pages if len(rows.findall(page)) > 1]
    assert len(holding) > 1
    assert all(head.search(page) for page in holding)


def test_libreoffice_opens_the_word_file(report: Path, tmp_path: Path) -> None:
    convert = [program("soffice", "libreoffice-writer-nogui"), "--headless"]
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    where = ["--convert-to", "pdf", "--outdir", str(tmp_path), str(report / "report.docx")]
    subprocess.run([*convert, profile, *where], check=True, capture_output=True, timeout=300)
    read = [program("pdftotext", "poppler-utils"), "-layout", tmp_path / "report.pdf", "-"]
    text = subprocess.run(read, capture_output=True, text=True, check=True).stdout
    pages = [page for page in text.split("\f") if page.strip()]
    assert len(pages) > 10
    for caption in ("Table 1", "Figure 1", "Discussion", "References"):
        assert caption in text
