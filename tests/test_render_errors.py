"""What stops the report: every mistake by its message, and nothing is lost."""

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_output
from reading import edit
from staged import code, make_stage, markdown, notebook, table

from als_muscle_mri.report.render import RenderError, render, rendering
from als_muscle_mri.report.render import pandoc as pandoc_call
from als_muscle_mri.report.render.problems import Problem
from als_muscle_mri.report.render.sources import Source, read_sources


@pytest.fixture
def stage(tmp_path: Path) -> Path:
    return make_stage(tmp_path / "stage")


def problems_of(stage: Path) -> list[str]:
    with pytest.raises(RenderError) as caught:
        render(stage, "embedded")
    assert not list(stage.glob("report.*"))
    assert not list(stage.glob(".render-*"))
    return [str(problem) for problem in caught.value.problems]


def raised() -> nbformat.NotebookNode:
    name, text = "ZeroDivisionError", "division by zero"
    return new_output("error", ename=name, evalue=text, traceback=[])


def test_all_are_told_at_once_with_their_places(stage):
    edit(stage / "index.qmd", "@tbl-regions,", "@tbl-region,")
    edit(stage / "index.qmd", "{{< var sentence >}}", "{{< var sentense >}} {{< video x >}}")
    edit(stage / "_results.qmd", "1_a.ipynb#fig-effects", "1_a.ipynb#fig-effect")
    assert problems_of(stage) == [
        "_results.qmd:23: notebooks/1_a.ipynb has no cell labelled fig-effect; "
        "did you mean fig-effects?",
        "index.qmd:26: unknown variable sentense; did you mean sentence?",
        "index.qmd:26: unknown shortcode {{< video x >}}; known: embed, include, var",
        "index.qmd:17: the reference @tbl-region leads to nothing; did you mean tbl-regions?",
        "index.qmd:17: the reference @fig-effects leads to nothing; did you mean fig-effect?",
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            "index.qmd",
            "notebooks/2_b.ipynb#tbl-wide",
            "notebooks/3_c.ipynb#tbl-wide",
            "index.qmd:36: there is no notebook notebooks/3_c.ipynb to embed from",
        ),
        (
            "index.qmd",
            "{{< include _results.qmd >}}",
            "{{< include _result.qmd >}}",
            "index.qmd:22: there is no file _result.qmd to include",
        ),
        (
            "_results.qmd",
            "## Regions",
            "{{< include index.qmd >}}",
            "_results.qmd:3: index.qmd includes itself",
        ),
        (
            "index.qmd",
            "# Supplement {#sec-supplement",
            "# Supplement {#tbl-hand",
            "_results.qmd:15: the label tbl-hand is given twice: index.qmd:24, _results.qmd:15",
        ),
        (
            "index.qmd",
            "{{< embed notebooks/2_b.ipynb#tbl-wide >}}",
            "{{< embed notebooks/2_b.ipynb#tbl-long >}}",
            "index.qmd:36: the label tbl-long is given twice: index.qmd:30, index.qmd:36",
        ),
        (
            "index.qmd",
            "{{< embed notebooks/2_b.ipynb#tbl-wide >}}",
            "{{< embed notebooks/2_b.ipynb >}}",
            "index.qmd:36: {{< embed notebooks/2_b.ipynb >}} is not of the form "
            "notebooks/name.ipynb#label",
        ),
        (
            "index.qmd",
            "{{< embed notebooks/2_b.ipynb#tbl-wide >}}",
            "See {{< embed notebooks/2_b.ipynb#tbl-wide >}}",
            "index.qmd:36: {{< embed notebooks/2_b.ipynb#tbl-wide >}} must stand on a line "
            "of its own",
        ),
        (
            "index.qmd",
            "{{< var sentence >}}",
            "{{< var cohort >}}",
            "index.qmd:26: the variable cohort is a group, not a value",
        ),
        (
            "index.qmd",
            "{{< var sentence >}}",
            "{{< var >}}",
            "index.qmd:26: {{< var >}} wants exactly one argument",
        ),
        (
            "_variables.yml",
            "sentence:",
            "sentence: [a, b]\nother:",
            "index.qmd:26: the variable sentence is a group, not a value",
        ),
        (
            "index.qmd",
            "{{< var sentence >}}",
            "{{< var sentence",
            "index.qmd:26: a shortcode that does not end: {{< var sentence",
        ),
        (
            "index.qmd",
            "{{< var sentence >}}",
            "a<br>b",
            "index.qmd:26: the HTML tag <br> would reach one of three formats; use Markdown",
        ),
        (
            "index.qmd",
            "[@diamanti2018]",
            "[@diamanti2019]",
            "index.qmd:16: the citation @diamanti2019 is in no .bib file; "
            "did you mean diamanti2018?",
        ),
    ],
)
def test_by_its_message(stage, file, old, new, message):
    edit(stage / file, old, new)
    assert message in problems_of(stage)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            ".callout-warning}",
            ".callout-danger}",
            "pandoc: unknown callout .callout-danger",
        ),
        (
            "Read @tbl-hand",
            "Read [@tbl-hand; @diamanti2018]",
            "pandoc: a reference and a citation share one pair of brackets: "
            "[@tbl-hand; @diamanti2018]",
        ),
        (
            "## Regions",
            "## Regions {#sec-regions .unnumbered}\n\nSee @sec-regions.",
            "pandoc: the reference @sec-regions leads to a heading without a number",
        ),
    ],
)
def test_found_in_the_document(stage, old, new, message):
    edit(stage / "_results.qmd", old, new)
    assert problems_of(stage) == [message]


def test_a_cell_that_raised(stage):
    path = stage / "notebooks" / "2_b.ipynb"
    edit(path, '"output_type": "execute_result"', '"output_type": "stream"')
    broken = code("#| label: tbl-long\n#| tbl-cap: A\n1/0", raised())
    wide = code("#| label: tbl-wide\n#| tbl-cap: B\n1", markdown(table(2, 2)))
    path.write_text(notebook(broken, wide, code("2/0", raised())))
    assert problems_of(stage) == [
        "notebooks/2_b.ipynb: cell 1 (tbl-long) raised ZeroDivisionError: division by zero",
        "notebooks/2_b.ipynb: cell 3 raised ZeroDivisionError: division by zero",
    ]


def test_a_cell_without_output_or_caption(stage):
    silent = code("#| label: tbl-long\n#| tbl-cap: A\nx = 1")
    bare = code("#| label: tbl-wide\n1", markdown(table(2, 2)))
    (stage / "notebooks" / "2_b.ipynb").write_text(notebook(silent, bare))
    edit(stage / "notebooks" / "1_a.ipynb", "fig-alt", "fig-old")
    assert problems_of(stage) == [
        "index.qmd:30: the cell tbl-long of notebooks/2_b.ipynb shows nothing",
        "index.qmd:36: the cell tbl-wide of notebooks/2_b.ipynb lacks a line `#| tbl-cap:`",
        "_results.qmd:23: the cell fig-effects of notebooks/1_a.ipynb lacks a line `#| fig-alt:`",
    ]


def test_two_cells_with_one_label(stage):
    cells = [
        code(f'#| label: tbl-{name}\n#| tbl-cap: "A"\n1', markdown(table(2, 2)))
        for name in ("long", "wide", "long")
    ]
    (stage / "notebooks" / "2_b.ipynb").write_text(notebook(*cells))
    assert problems_of(stage) == ["notebooks/2_b.ipynb: more than one cell has the label tbl-long"]


@pytest.mark.parametrize("text", ["{", "[]", '{"cells": 1}'])
def test_no_notebook(stage, text):
    (stage / "notebooks" / "2_b.ipynb").write_text(text)
    assert problems_of(stage)[0] == "2_b.ipynb: this is not a notebook of format 4"


def test_options_that_are_no_yaml(stage):
    (stage / "notebooks" / "2_b.ipynb").write_text(notebook(code("#| label: a: b\n1")))
    assert problems_of(stage)[0].startswith(
        "2_b.ipynb: the #| options of cell 1 are not `key: value` lines: mapping values"
    )


def test_variables_that_are_no_yaml(stage):
    (stage / "_variables.yml").write_text("a: [1")
    assert problems_of(stage)[0].startswith("_variables.yml: no valid YAML: while parsing")


def test_a_missing_picture_is_a_warning_of_pandoc_and_so_an_error(stage):
    (stage / "hand.png").unlink()
    assert any("hand.png" in problem for problem in problems_of(stage))


def test_the_same_mistake_twice_on_a_line_is_told_once(stage):
    edit(stage / "index.qmd", "{{< var sentence >}}", "{{< var x >}} and {{< var x >}}")
    assert problems_of(stage) == ["index.qmd:26: unknown variable x"]


def test_a_file_included_twice_is_read_once(tmp_path):
    (tmp_path / "index.qmd").write_text("{{< include b.qmd >}}\n\n{{< include b.qmd >}}\n")
    (tmp_path / "b.qmd").write_text("Text.\n")
    sources, problems = read_sources(tmp_path)
    assert [source.name for source in sources] == ["index.qmd", "b.qmd"]
    assert problems == []


def test_a_line_separator_within_a_line_moves_no_shortcode():
    source = Source("a.qmd", "one\u2028two\n\n{{< include b.qmd >}}\n")
    assert [(found.place, found.alone) for found in source.shortcodes()] == [("a.qmd:3", True)]


def test_an_unknown_renderer(stage):
    with pytest.raises(RenderError, match="unknown renderer 'word'; known: auto, quarto"):
        render(stage, "word")


def test_old_files_stay_as_they_were(stage):
    for kind in rendering.FORMATS:
        (stage / f"report.{kind}").write_bytes(b"the last good report")
    edit(stage / "index.qmd", "@tbl-regions,", "@tbl-region,")
    with pytest.raises(RenderError):
        render(stage, "embedded")
    for kind in rendering.FORMATS:
        assert (stage / f"report.{kind}").read_bytes() == b"the last good report"


def test_old_files_stay_when_one_format_fails_late(stage):
    (stage / "report.html").write_bytes(b"the last good report")
    edit(stage / "typst" / "template.typ", "#let horizontalrule", "#let let horizontalrule")
    with pytest.raises(RenderError, match="typst: expected"):
        render(stage, "embedded")
    assert (stage / "report.html").read_bytes() == b"the last good report"
    assert not (stage / "report.docx").exists()
    assert not list(stage.glob(".render-*"))


def test_a_warning_of_typst_is_an_error(stage):
    edit(
        stage / "typst" / "template.typ",
        "#let horizontalrule",
        '#set text(font: "None such")\n#let horizontalrule',
    )
    assert problems_of(stage) == ["typst: unknown font family: none such"]


def test_pandoc_not_installed(monkeypatch):
    pandoc_call.executable.cache_clear()
    monkeypatch.setattr(pandoc_call, "find_spec", lambda name: None)
    with pytest.raises(RenderError, match="install the Python package pypandoc_binary"):
        pandoc_call.executable()
    pandoc_call.executable.cache_clear()


def test_pandoc_warnings_are_problems():
    with pytest.raises(RenderError) as caught:
        pandoc_call.run(["--from=markdown", "--to=html", "--citeproc"], "[@a; @b]", Path(), 0)
    assert caught.value.problems == (
        Problem("pandoc", "Citeproc: citation a not found"),
        Problem("pandoc", "Citeproc: citation b not found"),
    )
