"""The finished reports: their numbers, their sentences, and the way from one to the other."""

import html
import json
import re
import zipfile
from io import BytesIO, StringIO

import pandas as pd
import pytest
from conftest import COHORTS, ROOT, Project

PAVIA = "build/pavia-2018"
TABLE_2_COLUMNS = [
    *("region", "side"),
    *(
        f"{what}_{group}"
        for group in ("patients", "controls")
        for what in ("n", "median", "q1", "q3")
    ),
    "p",
]
PRINTED = {  # Table 2: patients, controls (median, q1, q3) and p
    "hand": (0, 0, 0.5, 0, 0, 0, 0.142),
    "paraspinals": (1, 1, 2, 1, 0.5, 1, 0.100),
    "iliopsoas": (1, 0, 1, 0, 0, 0, 0.046),
    "gluteus_maximus": (1, 1, 2, 1, 1, 2, 0.482),
    "anterior_thigh": (0.88, 0.5, 1, 1, 0, 1, 0.793),
    "posterior_thigh": (1, 0.86, 1, 1, 0, 1, 0.664),
    "anterior_calf": (0.875, 0.5, 1, 0, 0, 0.5, 0.020),
    "posterior_calf": (1, 1, 1.3, 0.67, 0.33, 1, 0.047),
}
HALF_A_PRINTED_DIGIT = 0.0501  # of one decimal, the coarsest in the table


def table(built: Project, path: str) -> pd.DataFrame:
    return pd.read_csv(StringIO(built.read(path).decode()))


def page(built: Project, cohort: str) -> str:
    """The text of the HTML report, without markup, spaces folded."""
    text = re.sub(
        r"<(script|style).*?</\1>",
        " ",
        built.read(f"build/{cohort}/report.html").decode(),
        flags=re.S,
    )
    text = html.unescape(re.sub(r"<[^>]+>", " ", text))
    return re.sub(r"\s+", " ", text).replace(" ,", ",").replace(" .", ".")


@pytest.mark.parametrize("side", ["right", "left"])
@pytest.mark.parametrize("region", PRINTED)
def test_table_2_is_the_published_one(built: Project, side: str, region: str) -> None:
    rows = table(built, f"{PAVIA}/tables/table-2.csv")
    row = rows[(rows["side"] == side) & (rows["region"] == region)]
    found = row[TABLE_2_COLUMNS].iloc[0]
    *printed, p = PRINTED[region]
    quartiles = found[[c for c in TABLE_2_COLUMNS if c.startswith(("median", "q1", "q3"))]]
    for value, expected in zip(quartiles, printed, strict=True):
        decimals = len(str(expected).partition(".")[2])
        assert abs(value - expected) <= 0.5 * 10 ** -max(decimals, 1) + 1e-9
        assert abs(value - expected) <= HALF_A_PRINTED_DIGIT
    left_hand = (side, region) == (
        "left",
        "hand",
    )  # printed as on the right, but 6 v 6 cannot have it
    assert found["p"] == pytest.approx(0.1397 if left_hand else p, abs=5e-4)


def test_results_carry_unit_n_and_missing(built: Project) -> None:
    def leaves(branch: dict) -> list[dict]:
        if "value" in branch and "unit" in branch:
            return [branch]
        return [leaf for part in branch.values() for leaf in leaves(part)]

    for cohort in COHORTS:
        found = leaves(json.loads(built.read(f"build/{cohort}/results.json")))
        assert len(found) > 500
        for leaf in found:
            assert leaf.keys() == {"value", "unit", "n", "missing"}
        p_values = [
            leaf["value"] for leaf in found if leaf["unit"] == "p" and leaf["value"] is not None
        ]
        assert p_values
        assert all(0 < p <= 1 for p in p_values)


@pytest.mark.parametrize("cohort", COHORTS)
def test_grades_and_scores_agree(built: Project, cohort: str) -> None:
    """Double programming: region scores and Table 2's medians from the grades file alone."""
    grades = table(built, f"build/{cohort}/results/muscle_grades.csv")
    scores = table(built, f"build/{cohort}/results/region_scores.csv")
    assert list(grades) == [
        "subject_id",
        "group",
        "side",
        "muscle_id",
        "region",
        "mercuri_grade",
        "atrophy",
    ]
    assert list(scores) == ["subject_id", "group", "side", "region", "n_muscles", "score"]
    keys = ["subject_id", "group", "side", "region"]
    again = grades.groupby(keys)["mercuri_grade"].mean()
    assert again.to_dict() == pytest.approx(scores.set_index(keys)["score"].to_dict(), abs=1e-12)
    medians = scores.groupby(["side", "region", "group"])["score"].median()
    rows = table(built, f"build/{cohort}/tables/table-2.csv")
    for row in rows.itertuples():
        assert row.median_patients == pytest.approx(medians[row.side, row.region, "patient"])


def test_numbers_of_the_text_are_those_of_the_results(built: Project) -> None:
    text = page(built, "pavia-2018")
    results = json.loads(built.read(f"{PAVIA}/results.json"))
    for path in (
        ("comparisons", "found", "right"),
        ("comparisons", "robust", "left"),
        ("comparisons", "atrophy_found"),
        ("correlations", "hand_found"),
        ("mri_scoring", "variation"),
    ):
        leaf = results
        for name in path:
            leaf = leaf[name]
        assert leaf["value"].replace("'", "’") in text.replace("'", "’")
    assert "137 of 610, 22.5 %" in text
    assert "4 of 556, 0.7 %" in text
    assert re.search(r"iliopsoas \(delta 0\.50, 95 % CI [\d.]+ to [\d.]+, p = 0\.046\)", text)


@pytest.mark.parametrize("cohort", COHORTS)
def test_nothing_unresolved_is_left_in_the_report(built: Project, cohort: str) -> None:
    text = page(built, cohort)
    assert "{{<" not in text
    assert "?var" not in text
    assert not re.search(r"@(tbl|fig|sec)-", text)
    assert "nan" not in re.findall(r"\bnan\b", text)


def test_each_cohort_tells_its_own_story(built: Project) -> None:
    other = page(built, "fjordby-lindhaven")
    assert "Fjordby and Lindhaven" in other
    assert "60 patients and 40 controls" in other
    assert "exact, doubled" in other
    assert "Benjamini–Hochberg adjustment over eight regions" in other
    assert "Pavia 2018" not in other


WITHOUT = {"pavia-2018": (), "fjordby-lindhaven": ("6_published", "7_images", "8_waveforms")}
"""The notebooks that have nothing to show of a cohort; their sections are left out."""


@pytest.mark.parametrize("cohort", COHORTS)
def test_the_word_file_has_the_same_tables(built: Project, cohort: str) -> None:
    from docx import Document

    document = Document(BytesIO(built.read(f"build/{cohort}/report.docx")))
    text = "".join(file.read_text() for file in (ROOT / "report").glob("*.qmd"))
    embedded = re.findall(r"^\{\{< embed notebooks/(\w+)\.ipynb#(tbl|fig)-", text, flags=re.M)
    shown = [kind for notebook, kind in embedded if notebook not in WITHOUT[cohort]]
    tables, figures = shown.count("tbl"), shown.count("fig")
    assert len(document.tables) == tables + 2  # the colophon and the STROBE checklist
    with zipfile.ZipFile(BytesIO(built.read(f"build/{cohort}/report.docx"))) as package:
        pictures = [name for name in package.namelist() if name.endswith(".png")]
    assert len(pictures) == figures


def test_a_stricter_level_changes_the_sentences(project: Project) -> None:
    before = page(project, "pavia-2018")
    assert "Scores of patients and controls did not differ" not in before
    done = project.build("--make", "alpha=0.001")
    assert done.returncode == 0, done.stderr
    after = page(project, "pavia-2018")
    assert (
        "scores of patients and controls did not differ significantly in any of the eight regions compared (deltas from 0.07 to 0.61, smallest p = 0.020)"
        in after
    )
    assert "significance level of 0.001" in after
    assert "alpha = 0.001" in after


def test_a_changed_reading_changes_table_and_sentence(project: Project) -> None:
    """Every calf muscle of the patients on the right made normal: the difference goes."""
    file = project.folder / "data/pavia-2018/mri_ratings.csv"
    rows = pd.read_csv(file)
    atlas = pd.read_csv(project.folder / "data/atlas.csv").set_index("muscle_id")["region"]
    healed = (
        rows["subject_id"].str.startswith("P")
        & (rows["side"] == "right")
        & (rows["muscle_id"].map(atlas) == "anterior_calf")
    )
    rows.loc[healed, "mercuri_grade"] = 0
    rows.to_csv(file, index=False, lineterminator="\n")
    made = [f"{PAVIA}/draft/{file}" for file in ("tables/table-2.csv", "results/comparisons.json")]
    done = project.build(*made)
    assert done.returncode == 0, done.stderr
    found = table(project, made[0]).set_index(["side", "region"])
    assert found.loc[("right", "anterior_calf"), "median_patients"] == 0
    assert found.loc[("right", "anterior_calf"), "p"] > 0.05
    sentence = json.loads(project.read(made[1]))["found"]["right"]["value"]
    assert sentence not in page(project, "pavia-2018")
    assert "anterior calf" not in sentence


# The way from the report to its sources


def test_every_embedded_output_links_to_its_notebook() -> None:
    for file in (ROOT / "report").glob("*.qmd"):
        text = file.read_text()
        embeds = re.findall(
            r"\{\{< embed notebooks/(\w+)\.ipynb#([\w-]+) >\}\}\n\n::: \{\.source\}\n(.*?)\n:::",
            text,
            flags=re.S,
        )
        assert len(embeds) == text.count("{{< embed")
        for notebook, label, source in embeds:
            assert f"(notebooks/{notebook}.html#{label})" in source


def test_the_links_lead_to_a_place_in_a_page(built: Project) -> None:
    report = built.read(f"{PAVIA}/report.html").decode()
    links = set(re.findall(r'href="(notebooks/\w+\.html)#([\w-]+)"', report))
    assert len(links) > 20
    for file, anchor in links:
        assert f'id="{anchor}"' in built.read(f"{PAVIA}/{file}").decode()


def test_the_map_of_the_readme_is_complete(built: Project) -> None:
    readme = (ROOT / "README.md").read_text()
    told = set(re.findall(r"`((?:tables|figures)/[\w-]+\.(?:csv|svg))` \| \[(\w+)\]", readme))
    made = {
        str(path.relative_to(built.folder / PAVIA))
        for pattern in ("tables/*.csv", "figures/*.svg")
        for path in (built.folder / PAVIA).glob(pattern)
    }
    assert {file for file, _ in told} == made
    for file, notebook in told:
        source = (ROOT / "notebooks" / f"{notebook}.py").read_text()
        assert f'"{file.partition("/")[2].partition(".")[0]}"' in source
