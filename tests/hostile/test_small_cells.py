"""Where small cells are suppressed, no published file has one, or names anybody."""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pandas as pd
import pytest

from hostile.conftest import MINIMUM, Hostile
from hostile.test_hostile_report import page, read_docx, read_pdf
from hostile.unpacked import files

COUNTS = re.compile(
    r"n|missing|count|grade_[0-3]|n_(patients|controls|spinal|bulbar|umn_high|umn_low"
    r"|scanned_patients|scanned_controls|differing|scores|muscles|atrophied)"
)
"""Columns of tables that count people, or muscles of people."""

NO_PEOPLE = ("protocol", "emg-bands", "provenance", "verdicts", "protocols", "quartile-rules")
PARAMETERS = (
    "n_muscles_a_side",
    "n_muscles",
    "n_regions",
    "n_raters",
    "n_sessions",
    "fewest_muaps",
)
SMALL = re.compile(
    r"\bn ?= ?[1-4]\b(?![.,]\d)|(?<![\d.<>=] )\b[1-4]/\d+ ?\(|\b[1-4] missing|\([1-4] v \d|\(\d+ v [1-4]\)"
    r"|\b(two|three|four|[1-4]) (person|patient|control|subject)s?\b"
)
"""A small count as sentences, tables and figures write one."""

FIGURES_WITHHELD = (
    *("grades", "grade-distribution", "region-scores", "muap-durations"),
    *("hand-function", "grade-agreement"),
)


def small(value: object) -> bool:
    number = pd.to_numeric(value, errors="coerce")
    return bool(0 < number < MINIMUM)


def small_in_tables(build: Path) -> list[str]:
    found = []
    for path in sorted((build / "tables").glob("*.csv")):
        if path.stem in NO_PEOPLE:
            continue
        frame = pd.read_csv(path, dtype=str)
        for column in filter(COUNTS.fullmatch, frame):
            found += [f"{path.stem} {column} {n}" for n in frame[column].dropna() if small(n)]
    return found


def leaves(tree: dict, path: str = "") -> Iterator[tuple[str, dict]]:
    for name, branch in tree.items():
        if "unit" in branch:
            yield f"{path}{name}", branch
        else:
            yield from leaves(branch, f"{path}{name}.")


def small_in_results(build: Path) -> list[str]:
    results = json.loads((build / "results.json").read_text(encoding="utf-8"))
    results.pop("published")  # counts of printed figures and of datasets
    found = []
    for path, leaf in leaves(results):
        counted = leaf["unit"] == "count" and path.split(".")[-1] not in PARAMETERS
        values = [leaf["value"]] * counted + [leaf["n"], leaf["missing"]]
        found += [f"{path} {value}" for value in values if small(value)]
    return found


def texts(build: Path) -> Iterator[tuple[str, str]]:
    """What a reader of each file sees or is told, figures by their comments and alternatives."""
    for path in [build / "report.html", *sorted((build / "notebooks").glob("*.html"))]:
        tree = page(path)
        for code in tree.xpath("//script | //style | //pre"):
            code.drop_tree()
        yield path.name, " ".join([tree.text_content(), *tree.xpath("//@alt")])
    for path in sorted((build / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                yield path.name, "".join(output.get("data", {}).get("text/markdown", ""))
                yield path.name, str(output.get("metadata", ""))
    for path in sorted((build / "figures").glob("*.svg")):
        yield path.name, "\n".join(words_in(path))


def words_in(drawing: Path) -> list[str]:
    found = re.findall(r"<text\b[^>]*>([^<]*)</text>", drawing.read_text("utf-8"))
    assert found, drawing
    return [unescape(text) for text in found]


def small_in_words(build: Path) -> list[str]:
    found = []
    for name, text in texts(build):
        spaced = " ".join(text.replace("\\", "").split())
        found += [f"{name}: {match.group()}" for match in SMALL.finditer(spaced)]
    return found


@pytest.mark.parametrize("scan", [small_in_tables, small_in_results, small_in_words])
def test_no_small_count_is_published(hostile: Hostile, scan) -> None:
    assert scan(hostile.guarded) == []


@pytest.mark.parametrize("scan", [small_in_tables, small_in_results, small_in_words])
def test_without_the_setting_the_same_search_finds_some(hostile: Hostile, scan) -> None:
    assert scan(hostile.build) != []


def subject_ids(hostile: Hostile, cohort: str) -> list[str]:
    path = hostile.project.folder / "data" / cohort / "subjects.csv"
    return pd.read_csv(path, dtype=str)["subject_id"].tolist()


def named(build: Path, ids: list[str]) -> set[str]:
    pattern = re.compile(rb"(?<![\w-])(" + "|".join(ids).encode() + rb")(?![\w-])")
    published = (item for item in files(build) if not item[0].startswith("draft"))
    return {name for name, data in published if pattern.search(data)}


def test_no_subject_is_named(hostile: Hostile) -> None:
    ids = subject_ids(hostile, "guarded")
    assert named(hostile.guarded, ids) == set()
    for text in (
        read_docx(hostile.guarded / "report.docx"),
        read_pdf(hostile.guarded / "report.pdf"),
    ):
        assert not [name for name in ids if name.replace("-", "") in text.replace("-", "")]


def test_without_the_setting_subjects_are_named(hostile: Hostile) -> None:
    found = named(hostile.build, subject_ids(hostile, "hostile"))
    drawn = "figures/muap-durations.svg"
    assert found >= {"tables/table-1b.csv", "results/muscle_grades.csv", drawn}


def test_row_level_files_have_only_their_header(hostile: Hostile) -> None:
    for name in ("muscle_grades", "region_scores", "emg_grades"):
        text = (hostile.guarded / "results" / f"{name}.csv").read_text(encoding="utf-8")
        assert text.startswith("subject_id,group,side,")
        assert text.count("\n") == 1
    for name in ("table-1b", "leave-one-out", "table-s2", "published"):
        text = (hostile.guarded / "tables" / f"{name}.csv").read_text(encoding="utf-8")
        assert text.count("\n") == 1, name


def test_figures_of_single_people_say_that_they_are_withheld(hostile: Hostile) -> None:
    for name in FIGURES_WITHHELD:
        drawing = (hostile.guarded / "figures" / f"{name}.svg").read_text(encoding="utf-8")
        assert f"Withheld: it would show fewer than {MINIMUM} people." in drawing
        assert len(drawing) < 60_000, name


def test_captions_of_what_is_withheld_explain_no_marks_that_are_not_there(
    hostile: Hostile,
) -> None:
    for build, withheld in ((hostile.guarded, True), (hostile.build, False)):
        html = " ".join(page(build / "report.html").text_content().split())
        notebook = " ".join(page(build / "notebooks/2_mri_scoring.html").text_content().split())
        for text in (html, notebook):
            assert ("within a group, subjects are ordered from the lowest" in text) is not withheld
        said = f"in every subject, by side. Withheld: it would show fewer than {MINIMUM} people."
        assert (said in html) is withheld
        assert ("Patients at enrolment. Withheld" in html) is withheld


def test_the_report_says_what_it_does_not_show(hostile: Hostile) -> None:
    said = f"Numbers that rest on fewer than {MINIMUM} people are not shown"
    shown = page(hostile.guarded / "report.html").text_content().replace("\N{NO-BREAK SPACE}", " ")
    assert said in shown
    assert "< 5" in shown
    assert "Counts are shown however small" in page(hostile.build / "report.html").text_content()


def test_no_hidden_level_follows_from_the_others(hostile: Hostile) -> None:
    """A reader who takes the shown levels from the shown total learns of no fewer than the minimum."""
    frame = pd.read_csv(hostile.guarded / "tables" / "table-1a.csv", dtype=str)
    levels = frame[frame["unit"] == "count"]
    hidden = 0
    for _, part in levels.groupby(["group", "variable"]):
        shown = pd.to_numeric(part["count"], errors="coerce")
        total = pd.to_numeric(part["n"], errors="coerce").iloc[0]
        hidden += shown.isna().sum()
        assert shown.isna().sum() != 1
        assert not 0 < total - shown.sum() < MINIMUM
        assert part.loc[shown.isna(), "percent"].isin(["n < 5", "not shown"]).all()
    assert hidden


def test_no_hidden_group_follows_from_a_total(hostile: Hostile) -> None:
    for name, parts in (("table-2", ["n_patients", "n_controls"]),):
        frame = pd.read_csv(hostile.guarded / "tables" / f"{name}.csv")
        numbers = frame[["n", *parts]].apply(pd.to_numeric, errors="coerce")
        hidden = numbers[parts].isna().any(axis=1)
        assert hidden.any()
        assert numbers.loc[hidden, "n"].isna().all()
