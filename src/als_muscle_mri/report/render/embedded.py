"""The embedded renderer: pandoc and typst from Python packages, no other program."""

import gzip
import json
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import yaml

from . import pandoc, pdf, word
from .embedding import Pictures, cell_markdown, find_drawings, mark_variables
from .manuscript import Manuscript
from .one_file import in_one_file
from .page_style import BRAND_CSS, write_brand_css
from .resources import BASE_CSS, FOOTNOTES, FORMATS, PAGE_TEMPLATE, RESOLVE, SCRIPTS
from .sources import replace_shortcodes

READER = "markdown-raw_html"  # a tag would reach one of three formats
NOT_METADATA = ("project", "format", "execute", "filters", "crossref")


def render(manuscript: Manuscript, folder: Path, epoch: int) -> None:
    """Write ``report.html``, ``report.pdf`` and ``report.docx`` into a folder.

    Parameters
    ----------
    manuscript : Manuscript
        A checked manuscript.
    folder : Path
        An empty folder, used for intermediate files as well.
    epoch : int
        The time written into the files, in seconds since 1970.

    Raises
    ------
    RenderError
        pandoc or typst failed or warned.
    """
    stage = manuscript.stage
    settings = _settings(stage)
    text = _with_cells(manuscript, Pictures(folder, find_drawings(stage)))
    (folder / "variables.json").write_text(json.dumps(manuscript.variables), encoding="utf-8")
    metadata = mark_variables(json.dumps(settings, default=str, ensure_ascii=False))
    (folder / "metadata.json").write_text(metadata, encoding="utf-8")
    write_brand_css(stage, folder)
    _pack_drawings(stage, folder / "packed" / "figures")
    document = pandoc.run(_resolve(stage), text, folder, epoch)

    def convert(arguments: list[str]) -> None:
        pandoc.run([*_from_document(stage, folder), *arguments], document, folder, epoch)

    def write_page() -> None:
        convert(_html(stage))
        page = folder / "report.html"
        page.write_text(in_one_file(page.read_text("utf-8"), [folder, stage]), "utf-8")

    with ThreadPoolExecutor(max_workers=2) as pool:
        typeset = pool.submit(convert, _typst(stage))
        others = [pool.submit(write_page), pool.submit(convert, _docx(stage))]
        typeset.result()
        pdf.compile_typst(folder / "report.typ", folder / "report.pdf", stage, epoch)
        for other in others:
            other.result()
    word.keep_tables(folder / "report.docx")


def _settings(stage: Path) -> dict[str, Any]:
    """Read what ``_quarto.yml`` says of the document, whichever the format."""
    path = stage / "_quarto.yml"
    options = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return {key: value for key, value in options.items() if key not in NOT_METADATA}


def _with_cells(manuscript: Manuscript, pictures: Pictures) -> str:
    """Give the text with its variables marked and every embedded cell in its place."""
    return replace_shortcodes(
        mark_variables(manuscript.text),
        "embed",
        lambda address: cell_markdown(manuscript.cells[address], pictures),
    )


def _pack_drawings(stage: Path, folder: Path) -> None:
    """Write each drawing compressed and in base64, as the page holds it for its download."""
    folder.mkdir(parents=True)
    for path in sorted(stage.glob("figures/*.svg")):
        packed = gzip.compress(path.read_bytes(), mtime=0)
        (folder / path.name).write_bytes(b64encode(packed))


def _resolve(stage: Path) -> list[str]:
    """Give the options of the first call: read, resolve and cite, once for all formats."""
    return [
        f"--from={READER}",
        "--to=json",
        "--metadata-file=metadata.json",
        f"--resource-path={stage}",
        f"--lua-filter={RESOLVE}",
        "--citeproc",
        f"--lua-filter={stage / 'filters' / 'spaces.lua'}",
    ]


def _from_document(stage: Path, folder: Path) -> list[str]:
    return [
        "--from=json",
        "--standalone",
        f"--resource-path={folder}:{stage}",
        f"--lua-filter={FORMATS}",
        f"--lua-filter={stage / 'filters' / 'style.lua'}",
        f"--lua-filter={stage / 'filters' / 'html.lua'}",
        "--wrap=none",
    ]


def _html(stage: Path) -> list[str]:
    return [
        "--to=html5",
        "--output=report.html",
        f"--lua-filter={FOOTNOTES}",
        f"--template={PAGE_TEMPLATE}",
        f"--variable=scripts:{SCRIPTS}",
        f"--css={BASE_CSS}",
        f"--css={BRAND_CSS}",
        f"--css={stage / 'theme.css'}",
        "--section-divs",
        "--number-sections",
        "--toc",
        "--toc-depth=3",
        "--mathml",
    ]


def _typst(stage: Path) -> list[str]:
    return [
        "--to=typst",
        "--output=report.typ",
        f"--template={stage / 'typst' / 'template.typ'}",
        "--variable=section-numbering:1.1.1",
    ]


def _docx(stage: Path) -> list[str]:
    return [
        "--to=docx",
        "--output=report.docx",
        f"--reference-doc={stage / 'reference.docx'}",
    ]
