"""What may not part at the end of a line or of a page."""

import re
from pathlib import Path

import docx
import pytest
import typst
from conftest import ROOT
from docx.oxml.ns import qn
from reading import NBSP, pdf_to_text, rendered_once

from als_muscle_mri.report.render import pandoc

SPACES = ROOT / "report" / "filters" / "spaces.lua"
TEXT = qn("w:t")
KEPT = [
    "(p_=_0.046)",
    "p_>_0.999 or p_<_0.001",
    "(smallest p_0.100).",
    "Spearman's rho_−0.72, p_=_0.067, n_=_7",
    "137 of 610, 22.5_% or (40.0_%); 0.28_ms shorter",
    "weighted kappa_0.36, 0.16 to 0.57",
    "*p*_=_0.046",
    "10_v_9 and 0.16 to 0.57",
]
FREE = ["In 2018 patients came.", "patients v controls", "p and n are 7 of 9", "a 7 b"]


def through(text: str, to: str) -> str:
    arguments = ["--from=markdown-raw_html", f"--to={to}", "--wrap=none", f"--lua-filter={SPACES}"]
    return pandoc.run(arguments, text, Path(), 0).strip()


@pytest.mark.parametrize("text", [*KEPT, *FREE])
def test_a_number_keeps_its_company_and_other_words_part(text: str) -> None:
    made = through(text.replace("_", " "), "plain").replace("_", "").replace("’", "'")
    assert made == text.replace("*", "").replace("_", NBSP)


def test_every_format_has_the_space_that_does_not_break(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    made = rendered_once(tmp_path_factory)
    word = "".join(node.text or "" for node in docx.Document(made.docx)._body._element.iter(TEXT))
    for text in (made.html.read_text(encoding="utf-8"), word):
        assert f"differ (p{NBSP}={NBSP}0.142)" in text
    assert re.search(r"p~\\?=~0\.046", through("(p\n= 0.046)", "typst"))


SHORT, LONG = range(2, 18), range(20, 75)
FREE_BELOW = 60  # millimetres of the page that a short table has
TABLE = """#pagebreak(weak: true)
#v({down}mm)
#figure(
  table(columns: 2, ..range({n}).map(row => ([row #row], [{n}])).flatten(), [last-{n}.], [x]),
  kind: "quarto-float-tbl", supplement: "Table", numbering: "1",
  caption: figure.caption(position: top, [Rows])) <tbl-{n}>

#block(below: 1.8em)[#text(size: 0.8em)[source-{n}. #lorem(30)]]
"""


def table(n: int, down: int) -> str:
    return TABLE.replace("{n}", str(n)).replace("{down}", str(down))


def test_the_source_of_a_table_stands_on_the_page_where_the_table_ends(tmp_path: Path) -> None:
    (tmp_path / "_brand.yml").write_bytes((ROOT / "report" / "_brand.yml").read_bytes())
    template = (ROOT / "report" / "typst" / "typst-template.typ").read_text(encoding="utf-8")
    tables = "".join(table(n, 248 - FREE_BELOW) for n in SHORT)
    tables += "".join(table(n, 0) for n in LONG)
    text = f'{template}\n#show: article.with(title: "Tables")\n{tables}'
    (tmp_path / "tables.typ").write_text(text, encoding="utf-8")
    typst.compile(
        tmp_path / "tables.typ",
        output=tmp_path / "tables.pdf",
        root=tmp_path,
        font_paths=[ROOT / "report" / "fonts"],
    )
    pages = pdf_to_text(tmp_path / "tables.pdf").split("\f")
    end = {int(n): i for i, page in enumerate(pages) for n in re.findall(r"last-(\d+)\.", page)}
    source = {
        int(n): i for i, page in enumerate(pages) for n in re.findall(r"source-(\d+)\.", page)
    }
    assert list(end) == [*SHORT, *LONG]
    assert source == end
    assert len(pages) > len(SHORT) + len(LONG) + 20  # many do not fit the page they begin on
