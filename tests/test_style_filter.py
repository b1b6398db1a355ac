"""What report/filters/style.lua makes of tables: how columns stand, and how small type may become."""

import re
from pathlib import Path

import pytest
from conftest import ROOT

from als_muscle_mri.report.render import pandoc

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
