"""The words a notebook gives a picture reach page, PDF and Word, and Quarto as an option."""

import json
import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree
from staged import make_stage

from als_muscle_mri.report.render import RenderError, embedded, quarto, render
from als_muscle_mri.report.render.notebooks import read_notebook

WORDS = 'Cliff\'s delta in "hand": 0.29 (−0.09 to 0.59) & more.'


@pytest.fixture
def stage(tmp_path: Path) -> Path:
    """A stage in which the figure has its words from the notebook's output alone."""
    stage = make_stage(tmp_path / "stage")
    notebook = stage / "notebooks" / "1_a.ipynb"
    raw = json.loads(notebook.read_text(encoding="utf-8"))
    cell = next(cell for cell in raw["cells"] if "fig-effects" in "".join(cell["source"]))
    source = re.sub(r"#\| fig-alt.*\n", "", "".join(cell["source"]))
    cell["source"] = source.splitlines(keepends=True)
    (picture,) = [output for output in cell["outputs"] if "image/png" in output.get("data", {})]
    picture["metadata"]["image/png"]["alt"] = WORDS
    notebook.write_text(json.dumps(raw), encoding="utf-8")
    return stage


def test_page_pdf_and_word_have_the_words(stage, monkeypatch):
    typeset = []
    compile_typst = embedded.pdf.compile_typst

    def keep(source, *others):
        typeset.append(source.read_text(encoding="utf-8"))
        compile_typst(source, *others)

    monkeypatch.setattr(embedded.pdf, "compile_typst", keep)
    made = render(stage, "embedded")
    page = etree.fromstring(made.html.read_bytes(), etree.HTMLParser())
    assert next(image.get("alt") for image in page.findall(".//figure//img")) == WORDS
    assert f"alt: {json.dumps(WORDS, ensure_ascii=False)}" in typeset[0]
    with zipfile.ZipFile(made.docx) as archive:
        document = etree.fromstring(archive.read("word/document.xml"))
    assert WORDS in [node.get("descr") for node in document.iter("{*}docPr")]


def test_quarto_finds_the_words_as_an_option_of_the_cell(stage):
    notebook = stage / "notebooks" / "1_a.ipynb"
    before = notebook.read_text(encoding="utf-8")
    quarto.write_alternatives(notebook)
    cells = read_notebook(notebook).labelled
    assert cells["fig-effects"].options["fig-alt"] == WORDS
    assert cells["fig-effects"].options["fig-cap"] == "Effect sizes"
    assert "fig-alt" not in cells["tbl-regions"].options
    again = notebook.read_text(encoding="utf-8")
    quarto.write_alternatives(notebook)
    assert notebook.read_text(encoding="utf-8") == again != before


def test_words_written_by_hand_win(stage):
    notebook = stage / "notebooks" / "1_a.ipynb"
    raw = json.loads(notebook.read_text(encoding="utf-8"))
    cell = next(cell for cell in raw["cells"] if "fig-effects" in "".join(cell["source"]))
    cell["source"] = '#| fig-alt: "By hand"\n' + "".join(cell["source"])
    notebook.write_text(json.dumps(raw), encoding="utf-8")
    assert read_notebook(notebook).labelled["fig-effects"].alternative == "By hand"
    quarto.write_alternatives(notebook)
    assert read_notebook(notebook).labelled["fig-effects"].alternative == "By hand"


def test_a_figure_without_words_is_refused(stage):
    notebook = stage / "notebooks" / "1_a.ipynb"
    text = notebook.read_text(encoding="utf-8")
    notebook.write_text(text.replace('"alt": ', '"old": '), encoding="utf-8")
    with pytest.raises(RenderError, match=r"fig-effects of .* lacks a line `#\| fig-alt:`"):
        render(stage, "embedded")
