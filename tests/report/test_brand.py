"""One file decides on colours and type, and everything that draws or sets follows it."""

import itertools
import re
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest
import typst
from drawn import frames
from matplotlib.colors import to_hex, to_rgb
from matplotlib.font_manager import get_font

from als_muscle_mri.inputs import MERCURI
from als_muscle_mri.report import brand as module
from als_muscle_mri.report import figures
from als_muscle_mri.report.brand import BrandError, brand_css, brand_file, font_css, read_brand
from als_muscle_mri.report.render import reference_doc
from als_muscle_mri.report.style import GROUP_MARKERS, group_look, ink_on, lightness

REPORT = module.CHECKOUT / "report"
GROUPS = {"patient": "Patients", "control": "Controls"}

# Machado, Oliveira and Fernandes (2009), doi:10.1109/TVCG.2009.113, severity 1, on linear RGB.
BLINDNESS = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}  # fmt: skip


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project folder with the brand alone, as the working directory."""
    shutil.copytree(REPORT / "fonts", tmp_path / "report" / "fonts")
    shutil.copytree(REPORT / "typst", tmp_path / "report" / "typst")
    shutil.copy(REPORT / "_brand.yml", tmp_path / "report")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def change(project: Path, old: str, new: str) -> None:
    path = project / "report" / "_brand.yml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def styles(document: Path) -> str:
    with zipfile.ZipFile(document) as archive:
        return archive.read("word/styles.xml").decode()


# ---------------------------------------------------------------- a change is followed


def test_figures_follow(project):
    change(project, read_brand().palette["grade-2"], "#12ab34")
    drawn = figures.grade_map(frames("pavia-2018").grades, GROUPS, MERCURI)
    (mesh,) = drawn.figure.axes[0].collections
    assert to_hex(mesh.to_rgba(2)) == "#12ab34"
    change(project, "headings:\n    family: Source Sans 3", "headings:\n    family: Source Serif 4")
    drawn = figures.grade_map(frames("pavia-2018").grades, GROUPS, MERCURI)
    assert drawn.figure.axes[0].get_title(loc="left")
    assert drawn.figure.axes[0]._left_title.get_fontfamily() == ["Source Serif 4"]


def test_the_page_follows(project):
    assert f"--accent: {read_brand().palette['accent']};" in brand_css()
    change(project, read_brand().palette["accent"], "#12AB34")
    change(project, "base:\n    family: Source Serif 4", "base:\n    family: Source Sans 3")
    assert "--accent: #12ab34;" in brand_css()
    assert '--serif: "Source Sans 3", Georgia, serif;' in brand_css()


def test_the_pdf_follows(project):
    (project / "report" / "a.typ").write_text(
        '#import "typst/typst-template.typ": article\n'
        '#show: article.with(title: [T])\n#link("https://example.org")[Link] text'
    )

    def drawn() -> str:
        return typst.compile(
            project / "report" / "a.typ",
            root=project / "report",
            font_paths=[project / "report" / "fonts"],
            ignore_system_fonts=True,
            format="svg",
        ).decode()

    before = drawn()
    assert read_brand().palette["accent"] in before
    change(project, read_brand().palette["accent"], "#12ab34")
    change(project, read_brand().palette["ink"], "#34ab12")
    after = drawn()
    assert "#12ab34" in after
    assert "#34ab12" in after
    assert "#12ab34" not in before


def test_word_follows(project):
    change(project, read_brand().palette["accent"], "#12ab34")
    change(project, "headings: Arial", "headings: Verdana")
    reference_doc.make(project / "a.docx")
    made = styles(project / "a.docx")
    assert "12AB34" in made
    assert 'w:ascii="Verdana"' in made
    assert "Arial" not in made
    assert "12AB34" not in styles(REPORT / "reference.docx")


def test_the_reference_document_is_that_of_the_brand(tmp_path):
    reference_doc.make(tmp_path / "a.docx", read_brand(REPORT / "_brand.yml"))
    with (
        zipfile.ZipFile(tmp_path / "a.docx") as made,
        zipfile.ZipFile(REPORT / "reference.docx") as kept,
    ):
        assert made.namelist() == kept.namelist()
        assert all(made.read(name) == kept.read(name) for name in made.namelist())


def test_the_file_of_the_project_is_taken_from_any_folder_below_it(project, monkeypatch):
    (project / "build" / "a").mkdir(parents=True)
    monkeypatch.chdir(project / "build" / "a")
    assert brand_file() == project / "report" / "_brand.yml"
    monkeypatch.chdir(project.parent)
    assert brand_file() == REPORT / "_brand.yml"


# ---------------------------------------------------------------- what is wrong with a file


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    accent:", "    accnet:", "color.palette.accent is missing"),
        ('"#0072b2"', "blue", "color.palette.control is 'blue', not a colour like '#00548f'"),
        ('"#0072b2"', '"#0072b"', "color.palette.control is '#0072b', not a colour"),
        ("  palette:", "  pallet:", "color.palette is missing"),
        ("base:\n    family: Source Serif 4", "base:\n    family: Garamond", "typography.base.family is 'Garamond', not in typography.fonts"),
        ("weight: 600\n    color", "weight: bold\n    color", "typography.headings.weight is not a whole number"),
        ("serif-4-600.woff2", "serif-4-700.woff2", "the font file fonts/source-serif-4-700.ttf is not there"),
        ("    headings: Arial\n", "", "defaults.word.headings does not name a font for Word"),
        ("meta:", "meta: {", "no valid YAML"),
    ],
)  # fmt: skip
def test_a_problem_is_named(project, old, new, message):
    change(project, old, new)
    with pytest.raises(BrandError, match=re.escape(message)) as raised:
        read_brand()
    assert str(raised.value).startswith("_brand.yml: ")


def test_all_problems_are_named_at_once(project):
    change(project, '"#0072b2"', "blue")
    change(project, "    ink:", "    ink-1:")
    with pytest.raises(BrandError) as raised:
        read_brand()
    assert len(str(raised.value).splitlines()) == 2


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(BrandError, match="there is no such file"):
        read_brand(tmp_path / "_brand.yml")


# ---------------------------------------------------------------- the choices themselves


def lab(colour: str, matrix: list[list[float]]) -> np.ndarray:
    """CIE L*a*b* of a colour as seen with a kind of colour blindness."""
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(matrix) @ linear, 0, 1)
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    x, y, z = np.cbrt(np.array(to_xyz) @ seen / (0.9505, 1, 1.089))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("matrix", BLINDNESS.values(), ids=BLINDNESS)
def test_colours_differ_for_colour_blind_readers(matrix):
    brand = read_brand()
    for chosen in (brand.grades, [brand.palette[group] for group in module.GROUPS]):
        for one, other in itertools.combinations(chosen, 2):
            assert np.linalg.norm(lab(one, matrix) - lab(other, matrix)) > 25


def test_grades_keep_their_order_in_grey_and_groups_differ_in_their_marks():
    steps = [lightness(colour) for colour in read_brand().grades]
    assert all(lighter - darker > 15 for lighter, darker in itertools.pairwise(steps))
    patient, control = (group_look(group) for group in GROUP_MARKERS)
    assert patient["marker"] != control["marker"]
    assert abs(lightness(patient["facecolor"]) - lightness(control["facecolor"])) > 40


def test_further_groups_differ_in_their_marks_from_all_others():
    groups = [*GROUP_MARKERS, "mimic", "carrier", "relative"]
    looks = [group_look(group, groups) for group in groups]
    assert len({look["marker"] for look in looks}) == len(groups)
    assert len({(look["facecolor"], look["edgecolor"]) for look in looks}) == len(groups)


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    root = (lightness(colour) + 16) / 116
    return root**3 if root > 6 / 29 else (root - 4 / 29) * 3 * (6 / 29) ** 2


def test_text_can_be_read_on_its_ground():
    palette = read_brand().palette
    for name in ("ink", "quiet", "accent"):
        assert contrast(palette[name], palette["paper"]) > 4.5
        assert contrast(palette[name], palette["soft"]) > 4.5
        assert contrast(palette[f"{name}-dark"], palette["paper-dark"]) > 4.5
        assert contrast(palette[f"{name}-dark"], palette["soft-dark"]) > 4.5
    for ground in read_brand().grades:
        assert contrast(ink_on(ground), ground) > 4.2


def test_every_font_has_its_licence_and_the_characters_of_the_report():
    brand = read_brand()
    assert len(brand.faces) == font_css().count("@font-face")
    for face in brand.faces:
        family = face.family.lower().replace(" ", "-")
        licence = (REPORT / "fonts" / f"{family}-OFL.txt").read_text(encoding="utf-8")
        assert "SIL Open Font License, Version 1.1" in licence
        assert get_font(str(face.full_file)).family_name == face.family
        missing = [
            c for c in "–−±×≤≥°µρδκ’" if not get_font(str(face.full_file)).get_char_index(ord(c))
        ]
        assert missing == []
        assert face.page_file.stat().st_size < 30_000
