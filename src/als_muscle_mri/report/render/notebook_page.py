"""An executed notebook as one page to read: prose, code, outputs, and a way back."""

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from . import pandoc
from .embedding import Pictures, output_markdown
from .notebooks import Cell, Notebook, Output, read_notebook
from .one_file import in_one_file
from .page_style import BRAND_CSS, write_brand_css
from .problems import Problem, RenderError
from .resources import BASE_CSS, PAGE_TEMPLATE, SCRIPTS

LONG_CODE = 15
READER = "markdown-yaml_metadata_block-citations-raw_html-implicit_figures"


THEME = Path("report") / "theme.css"


def notebook_page(
    ipynb: Path, html: Path, back: str = "../report.html", theme: Path = THEME
) -> Path:
    """Write an executed notebook as one self-contained HTML page.

    Every labelled cell keeps its label as anchor, its caption stands with its output, and a
    table or figure of the report has a link to its place there.
    A cell that raised shows the error in its place; whether that is allowed is the caller's
    affair. Code longer than fifteen lines is folded.

    Parameters
    ----------
    ipynb : Path
        The executed notebook.
    html : Path
        The page to write; its folder exists.
    back : str
        Address of the report, seen from the page.
    theme : Path
        The stylesheet of the report, beside its brand; by default that of the project in the
        working directory.

    Returns
    -------
    Path
        ``html``.

    Raises
    ------
    RenderError
        The notebook cannot be read, or pandoc warned; an older page is as it was.
    """
    notebook = read_notebook(ipynb)
    if not theme.is_file():
        raise RenderError([Problem(str(theme), "there is no such stylesheet")])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_brand_css(theme.parent, folder)
        text = "\n\n".join(_page(notebook, Pictures(folder, {}), back))
        epoch = int(os.environ.get("SOURCE_DATE_EPOCH") or time.time())
        made = pandoc.run(_arguments(notebook, back, theme.resolve()), text, folder, epoch)
        made = in_one_file(made, [folder, theme.parent])
    partial = html.with_name(f".{html.name}.part")
    try:
        partial.write_text(made, encoding="utf-8")
        return partial.replace(html)
    finally:
        partial.unlink(missing_ok=True)


def _arguments(notebook: Notebook, back: str, theme: Path) -> list[str]:
    return [
        f"--from={READER}",
        "--to=html5",
        "--standalone",
        f"--lua-filter={theme.parent / 'filters' / 'spaces.lua'}",
        f"--lua-filter={theme.parent / 'filters' / 'html.lua'}",
        f"--template={PAGE_TEMPLATE}",
        f"--variable=scripts:{SCRIPTS}",
        f"--css={BASE_CSS}",
        f"--css={BRAND_CSS}",
        f"--css={theme}",
        f"--resource-path=.:{theme.parent}",
        f"--variable=back:{back}",
        f"--metadata=pagetitle:{notebook.title}",
        "--variable=lang:en",
        "--section-divs",
        "--toc",
        "--toc-depth=2",
        "--mathml",
    ]


def _page(notebook: Notebook, pictures: Pictures, back: str) -> Iterator[str]:
    for cell in notebook.cells:
        if cell.kind == "markdown":
            yield cell.source
        elif cell.kind == "code" and (cell.source.strip() or cell.outputs):
            yield from _code(cell)
            yield from _outputs(cell, pictures)
            yield from _way_back(cell, back)


def _code(cell: Cell) -> Iterator[str]:
    code = f"~~~~~~~~~~~~ {{.python}}\n{cell.source.strip()}\n~~~~~~~~~~~~"
    lines = cell.source.strip().count("\n") + 1
    if lines <= LONG_CODE:
        yield code
    else:
        yield _raw(f"<details><summary>Code, {lines} lines</summary>")
        yield code
        yield _raw("</details>")


def _outputs(cell: Cell, pictures: Pictures) -> Iterator[str]:
    if not cell.outputs:
        return
    kind = "fig" if cell.options.get("fig-cap") else "tbl"
    identifier = f' id="{cell.label}"' if cell.label else ""
    yield _raw(f'<figure{identifier} class="quarto-float quarto-float-{kind}">')
    caption, scrolling = [], ""
    if cell.caption:
        name = f"{cell.label}-caption"
        caption = [_raw(f'<figcaption id="{name}">'), cell.caption, _raw("</figcaption>")]
        scrolling = f' role="region" tabindex="0" aria-labelledby="{name}"'
    if kind == "tbl":
        yield from caption
        yield _raw(f'<div class="cell-output table-scroll"{scrolling}>')
    else:
        yield _raw('<div class="cell-output">')
    for output in cell.outputs:
        yield _output(cell, output, pictures)
    yield _raw("</div>")
    if kind == "fig":
        yield from caption
    yield _raw("</figure>")


def _way_back(cell: Cell, back: str) -> Iterator[str]:
    """Link a table or figure to its place in the report, if it has one on the page."""
    kind = {"tbl": "table", "fig": "figure"}.get((cell.label or "").split("-")[0])
    if kind and cell.outputs and not cell.options.get("paper-only"):
        place = f"{back.partition('#')[0]}#{cell.label}"
        yield _raw(f'<p class="way-back"><a href="{place}">This {kind} in the report</a></p>')


def _output(cell: Cell, output: Output, pictures: Pictures) -> str:
    if output.kind != "error":
        return output_markdown(cell, output, pictures)
    return f"::: {{.cell-error}}\n~~~~~~~~~~~~\n{output.text}\n~~~~~~~~~~~~\n:::"


def _raw(html: str) -> str:
    return f"```{{=html}}\n{html}\n```"
