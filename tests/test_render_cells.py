"""Outputs of notebook cells in the report, and the levels of headings."""

import re
from pathlib import Path

import docx
import pytest
from lxml import html
from nbformat.v4 import new_output
from reading import edit, one, paragraphs, pdf_to_text, read_page, words
from staged import code, make_stage, markdown, notebook, png, table

from als_muscle_mri.report.render import RenderError, embedded, pandoc, render
from als_muscle_mri.report.render.embedding import Pictures, output_markdown
from als_muscle_mri.report.render.notebooks import Cell, Output, read_notebook


@pytest.fixture
def stage(tmp_path: Path) -> Path:
    return make_stage(tmp_path / "stage")


def test_a_drawing_is_found_by_the_bytes_of_its_png(stage, monkeypatch):
    texts = []
    compile_typst = embedded.pdf.compile_typst

    def spy(source, *others):
        texts.append(source.read_text())
        compile_typst(source, *others)

    monkeypatch.setattr(embedded.pdf, "compile_typst", spy)
    (stage / "figures" / "effects.svg").rename(stage / "figures" / "renamed.svg")
    (stage / "figures" / "effects.png").rename(stage / "figures" / "renamed.png")
    render(stage, "embedded")
    (stage / "figures" / "renamed.svg").unlink()
    render(stage, "embedded")
    assert 'image("/figures/renamed.svg", width: 6.0000in, alt: "A \\"rising\\" line")' in texts[0]
    assert re.search(r'image\("pictures/\w+\.png", width: 6\.0000in', texts[1])


def test_fig_width_is_in_inches_and_a_wide_picture_is_kept_on_the_page(stage, monkeypatch):
    image = (stage / "hand.png").read_bytes()
    cells = [
        code("#| label: tbl-regions\n#| tbl-cap: A\n1", markdown(table(2, 2))),
        code(
            "#| label: fig-effects\n#| fig-cap: B\n#| fig-alt: C\n#| fig-width: 3\n1",
            png(image),
        ),
    ]
    (stage / "notebooks" / "1_a.ipynb").write_text(notebook(*cells))
    edit(stage / "_results.qmd", "width=200px", "width=2000px")
    made = render(stage, "embedded")
    page = read_page(made.html)
    assert one(page, "//*[@id='fig-effects']//img").get("style") == "width:3in"
    shapes = docx.Document(str(made.docx)).inline_shapes
    assert shapes[0].width.inches == pytest.approx(3, abs=0.01)
    assert shapes[1].width.mm <= 166.5


def test_text_outputs_are_shown_as_they_are(stage):
    stream = code("#| label: tbl-wide\n#| tbl-cap: A\n1", markdown("*x*"))
    text = {"text/plain": "<b> *y* {{< var z >}}"}
    stream.outputs.append(new_output("execute_result", data=text, execution_count=1))
    long = code("#| label: tbl-long\n#| tbl-cap: B\n1", markdown(table(2, 2)))
    (stage / "notebooks" / "2_b.ipynb").write_text(notebook(stream, long))
    page = read_page(render(stage, "embedded").html)
    assert words(one(page, "//*[@id='tbl-wide']//pre")) == "<b> *y* {{< var z >}}"


def test_level_two_headings_on_top_are_numbered_from_one(stage):
    for name in ("index.qmd", "_results.qmd"):
        text = (stage / name).read_text()
        (stage / name).write_text(re.sub(r"^#", "##", text, flags=re.MULTILINE))
    made = render(stage, "embedded")
    page = read_page(made.html)
    assert words(one(page, "//*[@id='sec-methods']/h2")) == "1 Methods"
    assert paragraphs(docx.Document(str(made.docx)), "Heading 1")[0] == "1. Methods"


def test_what_is_for_paper_stands_in_pdf_and_word_alone(stage):
    kept = '\n\n::: {.content-visible unless-format="html"}\n\nOnly on paper.\n\n:::\n'
    path = stage / "index.qmd"
    path.write_text(path.read_text() + kept)
    made = render(stage, "embedded")
    assert "Only on paper." not in words(read_page(made.html))
    assert "Only on paper." in pdf_to_text(made.pdf)
    assert "Only on paper." in [text.text for text in docx.Document(str(made.docx)).paragraphs]


def test_another_condition_is_an_error(stage):
    path = stage / "index.qmd"
    path.write_text(path.read_text() + '\n\n::: {.content-visible when-format="pdf"}\nA\n:::\n')
    with pytest.raises(RenderError, match='only unless-format="html" is known'):
        render(stage, "embedded")


@pytest.mark.parametrize("mark", ["#| ", "#|"])
def test_options_with_and_without_a_blank(tmp_path, mark):
    path = tmp_path / "a.ipynb"
    path.write_text(notebook(code(f"{mark}label: tbl-a\n1")))
    (cell,) = read_notebook(path).labelled.values()
    assert (cell.label, cell.source) == ("tbl-a", "1")


@pytest.mark.parametrize("words", ["a \\ b", '"c"', "d & e", "&eacute;", "\\\\", "two\nlines"])
def test_pandoc_reads_a_text_alternative_as_it_is_meant(tmp_path, words):
    cell = Cell("code", "", {"fig-alt": words}, ())
    made = output_markdown(cell, Output("png", png=b""), Pictures(tmp_path, {}))
    page = html.fromstring(pandoc.run(["--from=markdown", "--to=html"], made, tmp_path, 0))
    (picture,) = page.iter("img")
    assert picture.get("alt") == words.replace("\n", " ")
