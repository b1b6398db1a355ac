"""A small manuscript with every feature the renderers know, for their tests."""

import io
import shutil
from functools import cache
from pathlib import Path

import matplotlib as mpl
import nbformat
import yaml
from matplotlib.figure import Figure
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

REPORT = Path(__file__).parent.parent / "report"
OWN_FILES = (
    "_quarto.yml",
    "_brand.yml",
    "fonts",
    "theme.css",
    "reference.docx",
    "filters",
    "typst",
)

INDEX = """---
title: "Muscle MRI in {{< var cohort.name >}}"
subtitle: A report for the tests
author: The authors
date: 2018-09-17
---

::: {.callout-note title="Summary of {{< var cohort.name >}}"}
Ten patients ({{< var cohort.patients >}}, {{< var cohort.age >}}) and *nine* controls.
:::

<!-- unseen: {{< var no.such >}} @tbl-none -->

# Methods {#sec-methods}

The share was {{< var atrophy.share >}}–{{< var atrophy.share >}} of muscles [@diamanti2018], see
@tbl-regions, [@fig-effects; @tbl-long] and @sec-results. A footnote.[^1] Code: `{{< var x.y >}}`.
[link to {{< var cohort.name >}}](notebooks/1_a.html#tbl-regions) and $p < 0.05$.

[^1]: With {{< var cohort.patients >}} in it.

{{< include _results.qmd >}}

# Supplement {#sec-supplement .appendix}

More in @sec-long. {{< var sentence >}}

## A long table {#sec-long}

{{< embed notebooks/2_b.ipynb#tbl-long >}}

::: {.source}
Reconstructed, as `provenance.csv` says.
:::

{{< embed notebooks/2_b.ipynb#tbl-wide >}}

# References {.unnumbered}

::: {#refs}
:::

# In brief {#sec-brief .unnumbered .panel}

::: {.key-facts}
**{{< var cohort.patients >}}** patients
:::

They were few.
"""

RESULTS = """# Results for {{< var cohort.name >}} {#sec-results}

## Regions

{{< embed notebooks/1_a.ipynb#tbl-regions >}}

::: {.source}
Published. [Notebook 1](notebooks/1_a.html#tbl-regions)
:::

| Variable | Value |
|:---------|------:|
| Patients | {{< var cohort.patients >}} |

: By hand, {{< var cohort.name >}} {#tbl-hand}

::: {.callout-warning}
## Small sample

Read @tbl-hand and -@tbl-hand with care.
:::

{{< embed notebooks/1_a.ipynb#fig-effects >}}

![A picture by hand](hand.png){#fig-hand fig-alt="A hand" width=200px}
"""

BIBLIOGRAPHY = """@article{diamanti2018,
  author = {Diamanti, Luca and Alfonsi, Enrico},
  title = {A pilot study assessing {T1}-weighted muscle {MRI}},
  journal = {Skeletal Radiology},
  year = {2018},
  doi = {10.1007/s00256-018-3073-7}
}
"""

VARIABLES = {
    "cohort": {"name": "Pavia & Co", "patients": "10", "age": "67.7 (63.1–71.8) years"},
    "atrophy": {"share": "22.5 %"},
    "sentence": "The groups did *not* differ (p = 0.142).",
}


def drawing() -> Figure:
    """A plain figure."""
    figure = Figure(figsize=(6, 3), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1, 2], [0, 1, 4], "o-")
    axes.set_xlabel("Age (years)")
    return figure


@cache
def picture(kind: str) -> bytes:
    """The bytes of the figure as ``png`` or ``svg``."""
    buffer = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": "t", "svg.fonttype": "path"}):
        drawing().savefig(
            buffer, format=kind, dpi=300, metadata={"Date": None} if kind == "svg" else {}
        )
    return buffer.getvalue()


def table(columns: int, rows: int) -> str:
    """A pipe table of numbers."""
    head = ["Muscle", *(f"Column {number}" for number in range(1, columns))]
    body = [
        [f"muscle number {row}", *(f"{row}.{n} (0–{n})" for n in range(1, columns))]
        for row in range(rows)
    ]
    lines = [head, [":---", *(["--:"] * (columns - 1))], *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def markdown(text: str) -> nbformat.NotebookNode:
    """The output of a cell that displays Markdown."""
    data = {"text/markdown": text, "text/plain": "<IPython.core.display.Markdown object>"}
    return new_output("execute_result", data=data, execution_count=1)


def png(content: bytes) -> nbformat.NotebookNode:
    """The output of a cell that displays a picture of 6 by 3 inches."""
    from base64 import b64encode

    data = {
        "image/png": b64encode(content).decode(),
        "text/plain": "<IPython.core.display.Image object>",
    }
    size = {"image/png": {"width": 576, "height": 288}}
    return new_output("display_data", data=data, metadata=size)


def notebook(*cells: nbformat.NotebookNode) -> str:
    """The text of a notebook."""
    made = new_notebook(cells=list(cells))
    for number, cell in enumerate(made.cells):
        cell["id"] = f"cell-{number}"
    return nbformat.writes(made)


def code(source: str, *outputs: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """An executed cell."""
    return new_code_cell(source, outputs=list(outputs), execution_count=1)


def make_stage(stage: Path) -> Path:
    """Write the manuscript with two executed notebooks into a folder."""
    stage.mkdir(parents=True)
    for name in OWN_FILES:
        copy = shutil.copytree if (REPORT / name).is_dir() else shutil.copyfile
        copy(REPORT / name, stage / name)
    (stage / "index.qmd").write_text(INDEX)
    (stage / "_results.qmd").write_text(RESULTS)
    (stage / "references.bib").write_text(BIBLIOGRAPHY)
    (stage / "_variables.yml").write_text(yaml.safe_dump(VARIABLES, allow_unicode=True))
    (stage / "notebooks").mkdir()
    (stage / "figures").mkdir()
    image = picture("png")
    (stage / "figures" / "effects.png").write_bytes(image)
    (stage / "figures" / "effects.svg").write_bytes(picture("svg"))
    (stage / "hand.png").write_bytes(image)
    (stage / "notebooks" / "1_a.ipynb").write_text(first_notebook(image))
    (stage / "notebooks" / "2_b.ipynb").write_text(second_notebook())
    return stage


def first_notebook(image: bytes) -> str:
    """A notebook with a table, a figure, some text and an output of pandas."""
    regions = '#| label: tbl-regions\n#| tbl-cap: "Scores of {{< var cohort.name >}}, *p* by rank-sum"\nshow()'
    effects = '#| label: fig-effects\n#| fig-cap: "Effect sizes"\n#| fig-alt: "A \\"rising\\" line"\ndraw()'
    return notebook(
        new_markdown_cell("# Comparisons\n\nA **glossary** with $\\rho$."),
        code(
            "from math import pi\n\npi",
            new_output("execute_result", data={"text/plain": "3.14159"}, execution_count=1),
        ),
        code(regions, markdown(table(4, 3))),
        new_markdown_cell("The table says that nothing differs."),
        code(effects, png(image)),
        code(
            "print('<done> & *dusted*')",
            new_output("stream", name="stdout", text="<done> & *dusted*\n"),
        ),
    )


def second_notebook() -> str:
    """A notebook with a table longer than a page and one of thirteen columns."""
    long = '#| label: tbl-long\n#| tbl-cap: "Every muscle"\nshow()'
    wide = '#| label: tbl-wide\n#| tbl-cap: "Thirteen columns"\nshow()'
    return notebook(
        new_markdown_cell("# Muscles"),
        code(long, markdown(table(5, 90))),
        code(wide, markdown(table(13, 12))),
    )
