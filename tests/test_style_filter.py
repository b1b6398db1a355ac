"""What report/filters/style.lua makes of tables: columns, size of type, and where they may break."""

import re
from pathlib import Path

import pytest
from conftest import ROOT
from reading import pdf_to_text

from als_muscle_mri.report.render import pandoc
from als_muscle_mri.report.render.pdf import compile_typst

FILTER = ROOT / "report" / "filters" / "style.lua"
RIGHT, LEFT = "right", "left"


def typst(markdown: str, folder: Path) -> str:
    return pandoc.run(
        ["--from=markdown", "--to=typst", f"--lua-filter={FILTER}"], markdown, folder, 0
    )


def table(heads: list[str], cells: list[str]) -> str:
    rule = "|".join([":--", *["--:"] * (len(heads) - 1)])
    return f"| {' | '.join(heads)} |\n|{rule}|\n| {' | '.join(cells)} |\n"


def size(text: str) -> float:
    return float(re.search(r"#set text\(size: ([\d.]+)pt\)", text)[1])


def alignments(text: str) -> list[str]:
    return re.search(r"align: \(([^)]*)\)", text)[1].replace(" ", "").strip(",").split(",")


def test_numbers_stand_right_under_a_long_head(tmp_path: Path) -> None:
    heads = ["Region", "High UMN burden v low UMN burden", "p"]
    found = typst(table(heads, ["Hand", "0.186 (6 v 4)", "0.01"]), tmp_path)
    assert alignments(found) == [LEFT, RIGHT, RIGHT]


def test_sentences_and_words_stand_left(tmp_path: Path) -> None:
    sentence = "a sentence of more than thirty characters, with 1 number"
    found = typst(table(["Place", "Because", "Verdict"], ["1", sentence, "none"]), tmp_path)
    assert alignments(found) == [LEFT, LEFT, LEFT]


@pytest.mark.parametrize(
    ("columns", "head", "points"),
    [(4, "Short", 8.5), (11, "Interval holds truth", 7.0), (13, "Unbreakable", 5.5)],
)
def test_type_is_small_only_where_words_do_not_fit_otherwise(
    columns: int, head: str, points: float, tmp_path: Path
) -> None:
    found = typst(table([head] * columns, ["1.00"] * columns), tmp_path)
    assert size(found) == points


def widths(text: str) -> list[float]:
    """Widths of the columns, in percent of the text."""
    found = re.search(r"columns: \(([^)]*)\)", text)[1]
    return [float(width) for width in re.findall(r"([\d.]+)%", found)]


def test_no_interval_is_broken_where_heads_can_be(tmp_path: Path) -> None:
    interval = "−11.92 (−12.69 to −11.25)"
    heads = ["Signal-to-noise ratio", *["Limit of agreement, ms (95 % CI)"] * 3, *["Muscles"] * 4]
    found = typst(table(heads, ["10", *[interval] * 3, *["27"] * 4]), tmp_path)
    # In Source Sans, as Typst measures it, and 4 points of padding on either side.
    needed = 10.3 * size(found) + 8
    assert all(width * 4.70 >= needed for width in widths(found)[1:4])


def test_a_paragraph_gets_what_short_columns_leave(tmp_path: Path) -> None:
    paragraph = "One sentence of a note that goes on and on. " * 12
    source = "Methods and Discussion (68 muscles); Table 2; percentages"
    cells = ["subjects.csv", "age_at_enrolment_years", "reconstructed", source, paragraph]
    found = typst(table(["File", "Column", "Status", "Source", "Note"], cells), tmp_path)
    assert widths(found)[4] > 50
    assert sum(widths(found)) == pytest.approx(100, abs=0.1)


FLOAT = """
```{{=typst}}
#show figure: set block(breakable: true)
#figure([
```

{}
```{{=typst}}
], caption: [Rows], kind: "quarto-float-tbl", supplement: "Table", numbering: "1")
```
"""


def pages_of_rows(n: int, folder: Path) -> list[list[int]]:
    """Print a table of so many rows as the report does; which of them each page has."""
    rows = "".join(f"| row {row} | {row} |\n" for row in range(1, n))
    text = FLOAT.format(table(["Row", "Cell"], ["row 0", "0"]) + rows)
    for name in ("fonts", "_brand.yml", "typst"):
        (folder / name).symlink_to(ROOT / "report" / name)
    template = f"--template={folder / 'typst' / 'template.typ'}"
    options = ["--from=markdown", "--to=typst", f"--lua-filter={FILTER}", template]
    options += ["--metadata=title:Rows", "--metadata=lang:en"]
    (folder / "rows.typ").write_text(pandoc.run(options, text, folder, 0))
    compile_typst(folder / "rows.typ", folder / "rows.pdf", folder, 0)
    printed = pdf_to_text(folder / "rows.pdf", "-layout").split("\f")
    return [
        [int(row) for row in re.findall(r"row (\d+)", page)] for page in printed if "row" in page
    ]


@pytest.mark.parametrize("rows", range(47, 55))
def test_no_page_has_only_the_last_row_of_a_table(rows: int, tmp_path: Path) -> None:
    pages = pages_of_rows(rows, tmp_path)
    assert [row for page in pages for row in page] == list(range(rows))
    assert all(len(page) >= 3 for page in pages)
