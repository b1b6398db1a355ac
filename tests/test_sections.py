"""What the manuscript leaves out where a cohort has no images, waveforms or printed figures."""

from itertools import product
from pathlib import Path

import pytest
from conftest import COHORTS, ROOT, Project
from reading import NOTEBOOKS, left_out, read_page, words

from als_muscle_mri.pipeline.failures import StepError
from als_muscle_mri.pipeline.sections import chosen, present
from als_muscle_mri.report.numbers import presence
from als_muscle_mri.report.render.sources import read_sources
from als_muscle_mri.report.variables import variables

CHAPTERS = ("images", "published", "waveforms")
TEXT = """Before.

:::: {.content-visible when-meta="has.images"}

::: {.source}
There are images.
:::

::::

:::: {.content-visible unless-meta="has.images"}
There are none.
::::
After.
"""


PARTS = ("further_groups", "second_page", "third_page")
"""Parts of a chapter that say for themselves whether they are there."""


@pytest.mark.parametrize("there", [True, False])
def test_one_of_two_stays_with_what_lies_within_it(there: bool) -> None:
    text = chosen(TEXT, "index.qmd", {"images": there})
    assert ("::: {.source}\nThere are images.\n:::\n" in text) == there
    assert ("There are none." in text) != there
    assert text.startswith("Before.")
    assert text.endswith("After.\n")
    assert "::::" not in text
    assert "meta" not in text


@pytest.mark.parametrize("there", [True, False])
def test_a_chapter_says_of_itself_whether_it_is_there(there: bool) -> None:
    tree = {"images": presence(there, 3), "comparison": {"lacking": presence(not there, 1)}}
    assert present(variables(tree)) == {"images": there, "lacking": not there}


def test_every_mark_that_is_none_is_told_at_once() -> None:
    text = TEXT + ':::: {.content-visible when-meta="has.image"}\n::::\n'
    text += ':::: {.content-visible when-meta="has.images"}\nNever closed.\n'
    text += '::: {.content-hidden unless-meta="has.images"}\n:::\n'
    with pytest.raises(StepError) as raised:
        chosen(text, "_a.qmd", {"images": True})
    told = str(raised.value).splitlines()
    assert len(told) == 3
    assert told[0] == (
        "_a.qmd: no chapter called image says whether it is present; those that do are images"
    )
    assert "Never closed" not in told[1]
    assert "is no whole mark" in told[1]
    assert "content-hidden" in told[2]


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in ROOT.glob("report/*.qmd")}


@pytest.mark.parametrize("parts", [True, False])
@pytest.mark.parametrize("there", list(product([True, False], repeat=3)))
def test_every_reference_arrives_whatever_is_left_out(
    texts: dict[str, str], there: tuple[bool, ...], parts: bool, tmp_path: Path
) -> None:
    has = dict(zip(CHAPTERS, there, strict=True)) | dict.fromkeys(PARTS, parts)
    for name, text in texts.items():
        (tmp_path / name).write_text(chosen(text, name, has), encoding="utf-8")
    sources, problems = read_sources(tmp_path)
    assert problems == []
    codes = [found.text for source in sources for found in source.shortcodes()]
    embedded = [code.partition("#")[2] for code in codes if code.startswith("embed ")]
    given = {found.text for source in sources for found in source.labels()} | set(embedded)
    wanted = {found.text for source in sources for found in source.references()}
    assert wanted - given == set()
    used = {name for name in CHAPTERS if any(f"_{name}.ipynb#" in code for code in codes)}
    assert used == {name for name in CHAPTERS if has[name]}


@pytest.mark.parametrize("cohort", COHORTS)
def test_a_report_has_no_empty_table_or_figure(built: Project, cohort: str) -> None:
    folder = built.folder / "build" / cohort
    page = read_page(folder / "report.html")
    bodies = page.xpath("//main//table/tbody")
    assert bodies
    assert [body for body in bodies if words(body) in ("", "none", "Nothing")] == []
    linked = "".join(page.xpath("//main//*[contains(@class,'source')]//a/@href"))
    without = left_out(folder / "results.json")
    assert without < {path.stem for path in NOTEBOOKS}
    assert {path.stem for path in NOTEBOOKS if f"/{path.stem}.html" not in linked} == without


def test_nothing_is_said_of_groups_that_are_not_there(built: Project) -> None:
    for cohort in COHORTS:
        text = words(read_page(built.folder / "build" / cohort / "report.html"))
        assert "Subgroups of patients, and sides" in text
        assert "Further groups" not in text


def test_a_cohort_without_them_says_so_once(built: Project) -> None:
    folder = built.folder / "build" / "fjordby-lindhaven"
    assert left_out(folder / "results.json") == {"6_published", "7_images", "8_waveforms"}
    text = words(read_page(folder / "report.html"))
    for sentence in (
        "This cohort has no images, so no grades are proposed from them.",
        "The cohort has no printed figures, so there is nothing to audit.",
        "This cohort has no MUAP waveforms, so no duration could be compared with one.",
    ):
        assert text.count(sentence) == 1
