"""A cohort with part of the data, or other data, has a whole report that says what is missing."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import docx
import pandas as pd
import partial as made
import pytest
from conftest import Project, sources_in

from als_muscle_mri.inputs import SCALES, Scale
from als_muscle_mri.inputs.scale_key import as_key
from als_muscle_mri.inputs.scales import Grade

CASES: dict[str, Callable[[], made.Tables]] = {
    "no-emg": lambda: made.without(made.whole(), "muaps"),
    "no-strength": lambda: {k: v for k, v in made.whole().items() if k != "strength"},
    "no-alsfrs": lambda: made.without(made.whole(), "alsfrs"),
    "no-mri": lambda: made.without(made.whole(), "mri_ratings"),
    "patients-only": lambda: made.only(made.whole(), "patient"),
    "controls-only": lambda: made.only(made.whole(), "control"),
    "one-rater": lambda: made.rows(
        made.whole(), "mri_ratings", lambda t: t["rater"].astype(str) == "reader_b"
    ),
    "one-session": lambda: made.rows(made.whole(), "mri_ratings", lambda t: t["session"] == 1),
    "one-side": lambda: made.rows(made.whole(), "mri_ratings", lambda t: t["side"] == "left"),
    "one-patient": lambda: one_patient(),
    "own-atlas": lambda: own_atlas(),
    "three-groups": lambda: three_groups(),
    "goutallier": lambda: made.whole(SCALES["goutallier"]),
    "zero-to-five": lambda: made.whole(SIX),
}
THREE = {"patient": "ALS patients", "control": "Healthy controls", "mimic": "Neuropathy"}
SIX = Scale(
    "Lamminen",
    "lamminen_grade",
    tuple(
        Grade(number, name)
        for number, name in enumerate(("normal", "traces", "a third", "half", "most", "all fat"))
    ),
)
"""The six grades that a team may have, while the published scale has four."""

SAID_IN_YML = {
    "goutallier": {"grading_scale": "goutallier"},
    "zero-to-five": {"grading_scale": as_key(SIX)},
    "three-groups": {"groups": THREE},
    "controls-only": {"groups": {"control": "Healthy controls"}},
}


def three_groups() -> made.Tables:
    """The last patients have another disease."""
    tables = made.whole()
    subjects = tables["subjects"].copy()
    others = subjects.index[subjects["group"] == "patient"][-3:]
    subjects.loc[others, "group"] = "mimic"
    return tables | {"subjects": subjects}


NAMES = {
    "iliacus": ("deltoid", "Deltoid", "shoulder", "shoulder", "shoulder"),
    "psoas_major": ("genioglossus", "Genioglossus", "tongue", "head", "tongue"),
    "tibialis_anterior": (
        *("tibialis_anterior", "Tibialis anterior"),
        *("anterior_calf", "calf", "lower_limb"),
    ),
}


def own_atlas() -> made.Tables:
    """Three muscles, two of them in regions that the common atlas does not have."""
    tables = made.without(made.whole(), "muaps")
    names = {old: new[0] for old, new in NAMES.items()}
    for table in ("mri_ratings", "strength"):
        tables = made.rows(tables, table, lambda t: t["muscle_id"].isin(list(names)))
        tables[table] = tables[table].replace({"muscle_id": names})
    columns = ["muscle_id", "name", "region", "body_segment", "mri_series"]
    return tables | {"atlas": pd.DataFrame(NAMES.values(), columns=columns)}


def one_patient() -> made.Tables:
    """A patient with one reading of each muscle, and nothing else."""
    tables = made.without(made.only(made.whole(), "patient"), *made.EXAMINATIONS)
    first = tables["subjects"]["subject_id"].iloc[0]
    alone = {name: table[table["subject_id"] == first] for name, table in tables.items()}
    raters = alone["mri_ratings"]["rater"]
    once = (alone["mri_ratings"]["session"] == 1) & (raters == raters.iloc[0])
    return alone | {"mri_ratings": alone["mri_ratings"][once]}


@pytest.fixture(scope="session")
def cohorts(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with every case as a cohort, not built."""
    project = sources_in(tmp_path_factory.mktemp("partial"))
    for name, tables in CASES.items():
        made.write(project.folder / "data" / name, tables(), **SAID_IN_YML.get(name, {}))
    return project


@pytest.fixture
def inside(cohorts: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """The project as working directory; notebooks write no files."""
    monkeypatch.chdir(cohorts.folder)
    monkeypatch.delenv("ALS_MUSCLE_MRI_OUTPUT", raising=False)
    return cohorts


SAID = [
    ("no-emg", "1_cohort", "said", "No EMG was recorded; what depends on it is left out"),
    ("no-emg", "1_cohort", "said", "EMG: none recorded."),
    ("no-emg", "3_emg_grading", "fig-muaps", "No MUAP was measured."),
    ("no-emg", "3_emg_grading", "tbl-emg-grades", "No muscle was examined by EMG."),
    ("no-emg", "5_correlations", "said", "No muscle had both an MRI grade and one of EMG."),
    ("no-emg", "5_correlations", "fig-agreement", "Weakness grade, tibialis anterior"),
    ("no-strength", "5_correlations", "said", "No muscle had both an MRI grade and one of weak"),
    ("no-strength", "5_correlations", "fig-agreement", "EMG grade, tibialis anterior"),
    ("no-alsfrs", "5_correlations", "fig-hand", "No patient has both the hand items and a score"),
    ("no-alsfrs", "5_correlations", "tbl-items", "No patient has both ALSFRS-R items and"),
    ("no-mri", "1_cohort", "tbl-availability", "No muscle was read."),
    ("no-mri", "2_mri_scoring", "fig-grades", "No muscle was read."),
    ("no-mri", "2_mri_scoring", "tbl-protocol", "No muscle was read."),
    ("no-mri", "4_comparisons", "said", "No muscle was read, so patients and controls could not"),
    ("no-mri", "4_comparisons", "fig-effects", "No muscle was read."),
    ("no-mri", "6_published", "said", "there is nothing to audit"),
    ("patients-only", "1_cohort", "said", "There are 8 patients and no controls."),
    ("patients-only", "4_comparisons", "said", "No controls were scanned, so there is nothing"),
    ("patients-only", "4_comparisons", "tbl-regions", "not two groups with scores"),
    ("patients-only", "4_comparisons", "fig-effects", "not two groups with scores"),
    ("patients-only", "4_comparisons", "said", "There are no scores of controls"),
    ("controls-only", "1_cohort", "tbl-patients", "The cohort has no patients."),
    ("controls-only", "4_comparisons", "said", "No patients were scanned, so there is nothing"),
    ("controls-only", "4_comparisons", "said", "Nothing was compared, so nothing can depend on"),
    ("one-rater", "2_mri_scoring", "said", "by one rater in up to two sessions"),
    ("one-session", "2_mri_scoring", "said", "by three raters in one session"),
    ("one-side", "2_mri_scoring", "said", "34 muscles on the left side were read"),
    ("one-side", "4_comparisons", "said", "On the right side, no muscle was read."),
    ("one-side", "4_comparisons", "said", "so right and left were not compared"),
    ("one-patient", "2_mri_scoring", "tbl-agreement", "No muscle was read twice"),
    ("own-atlas", "2_mri_scoring", "tbl-protocol", "| Tongue | Tongue | 1 | Genioglossus |"),
    ("own-atlas", "2_mri_scoring", "fig-body", "Without a place on the body drawn here: should"),
    ("own-atlas", "3_emg_grading", "tbl-emg-bands", "| Tibialis anterior | below 10 |"),
    ("own-atlas", "4_comparisons", "tbl-regions", "| Left shoulder |"),
    ("own-atlas", "5_correlations", "said", "The atlas has no hand region, so there is nothing"),
    ("own-atlas", "5_correlations", "tbl-items", "| Walking | Anterior calf |"),
    ("three-groups", "1_cohort", "said", '5 patients, 8 controls and 3 in the group "Neuropathy"'),
    ("three-groups", "1_cohort", "tbl-flow", "| ALS patients | Healthy controls | Neuropathy |"),
    ("three-groups", "1_cohort", "tbl-summary", "| Neuropathy |"),
    ("three-groups", "1_cohort", "fig-flow", "Neuropathy: Enrolled 3"),
    ("three-groups", "2_mri_scoring", "tbl-scores", "| Neuropathy, right |"),
    (
        "three-groups",
        "2_mri_scoring",
        "fig-scores",
        "ALS patients against Healthy controls against",
    ),
    ("three-groups", "2_mri_scoring", "fig-body", "Neuropathy, left side: "),
    ("three-groups", "2_mri_scoring", "tbl-atrophy", "| Neuropathy |"),
    ("three-groups", "4_comparisons", "tbl-strata", "| Patients v Neuropathy |"),
    ("three-groups", "4_comparisons", "said", 'scores of patients and the group "Neuropathy"'),
    ("three-groups", "4_comparisons", "tbl-sides", "| Neuropathy |"),
    ("three-groups", "4_comparisons", "tbl-regions", "| ALS patients | Healthy controls | p |"),
    ("one-patient", "2_mri_scoring", "said", "by one rater in one session"),
    ("goutallier", "2_mri_scoring", "said", "Grades are Goutallier grades: 0 (no fat), 1 (fatty"),
    ("goutallier", "2_mri_scoring", "fig-grades", "grade 2 less fat than muscle"),
    ("goutallier", "2_mri_scoring", "fig-scores", "region score of every subject, 0 to 4"),
    ("goutallier", "2_mri_scoring", "fig-distribution", "share of Goutallier grades 0 to 4"),
    ("goutallier", "5_correlations", "said", "were correlated (Spearman's rho"),
    ("goutallier", "5_correlations", "said", "kappa needs the same grades on both sides"),
    ("goutallier", "5_correlations", "tbl-cross", "| MRI 3 | MRI 4 |"),
    ("goutallier", "5_correlations", "tbl-kappa", "| Spearman's rho (95 % CI) |"),
    ("goutallier", "5_correlations", "fig-agreement", "the one 0 to 4, the other 0 to 3"),
    ("goutallier", "4_comparisons", "tbl-regions", "| Right iliopsoas |"),
    ("goutallier", "7_images", "said", "This cohort has no images, so no grades are proposed."),
    ("zero-to-five", "2_mri_scoring", "fig-grades", "grade 5 all fat"),
    ("zero-to-five", "2_mri_scoring", "fig-distribution", "share of Lamminen grades 0 to 5"),
    ("zero-to-five", "5_correlations", "fig-agreement", "by Lamminen grade across"),
    ("zero-to-five", "5_correlations", "tbl-cross", "| MRI 4 | MRI 5 |"),
]


@pytest.mark.parametrize(("cohort", "notebook"), sorted({said[:2] for said in SAID}))
def test_a_chapter_says_what_it_cannot_say(inside: Project, cohort: str, notebook: str) -> None:
    shown = made.read(notebook, cohort)
    wanted = [said[2:] for said in SAID if said[:2] == (cohort, notebook)]
    assert [said for said in wanted if said[1] not in shown[said[0]]] == []


NOT_SAID = [
    ("one-rater", "2_mri_scoring", "tbl-agreement", "Between raters"),
    ("one-session", "2_mri_scoring", "tbl-agreement", "Within raters"),
    ("patients-only", "1_cohort", "tbl-summary", "Healthy controls"),
    ("one-side", "4_comparisons", "tbl-regions", "Right hand"),
    ("own-atlas", "5_correlations", "tbl-items", "Iliopsoas"),
    ("goutallier", "5_correlations", "tbl-kappa", "kappa"),
]


@pytest.mark.parametrize(("cohort", "notebook", "label", "text"), NOT_SAID)
def test_what_is_missing_has_no_row_or_column(
    inside: Project, cohort: str, notebook: str, label: str, text: str
) -> None:
    shown = made.read(notebook, cohort)[label]
    assert "|" in shown
    assert text not in shown


BUILT = ("no-mri", "controls-only", "three-groups", "goutallier", "zero-to-five")
SCALED = {
    "goutallier": ("Goutallier", "goutallier_grade", "0 no fat; 1 fatty streaks;", "1994"),
    "zero-to-five": ("Lamminen", "lamminen_grade", "4 most; 5 all fat.", ""),
}
"""Cohorts on another scale: its name, column, what defines it, and the year of its source."""


def test_whole_reports_are_made_without_a_warning(cohorts: Project) -> None:
    done = cohorts.build("--cohorts", " ".join(BUILT))
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr.casefold()
    for cohort in BUILT:
        place = cohorts.folder / "build" / cohort
        assert all((place / f"report.{kind}").stat().st_size for kind in ("html", "pdf", "docx"))
        page = (place / "report.html").read_text(encoding="utf-8")
        text = re.sub(r"<[^>]+>", " ", page.partition("<main")[2])
        assert not re.findall(r"\bnan\b|\bNone\b(?!:| of )|\?@(?:tbl|fig)-|{{<", text)
        assert ("Mercuri" in text) == (cohort not in SCALED)


@pytest.mark.parametrize("cohort", SCALED)
def test_a_report_keeps_to_its_scale(cohorts: Project, cohort: str) -> None:
    name, column, defined, year = SCALED[cohort]
    place = cohorts.folder / "build" / cohort
    if not place.is_dir():
        assert cohorts.build("--cohorts", cohort).returncode == 0
    page = (place / "report.html").read_text(encoding="utf-8")
    text = " ".join(re.sub(r"<[^>]+>", "", page.partition("<main")[2]).split())
    assert f"muscles graded on the {name} scale" in text
    assert defined in text
    assert f"each muscle coloured by its {name} grade" in page
    assert bool(re.search(rf"{name} grade \({name} et al\. {year}\)", text)) == bool(year)
    word = docx.Document(place / "report.docx")
    assert f"muscle MRI, {name} grade, electromyography" in word.core_properties.keywords
    grades = pd.read_csv(place / "results" / "muscle_grades.csv")
    assert column in grades
    assert "mercuri_grade" not in grades
    results = json.loads((place / "results.json").read_text(encoding="utf-8"))
    assert results["mri_scoring"]["scale"]["name"]["value"] == name
    for notebook in sorted((place / "notebooks").glob("*.html")):
        read = re.sub(
            r"<pre.*?</pre>|<details.*?</details>", "", notebook.read_text(), flags=re.DOTALL
        )
        assert "Mercuri" not in re.sub(r"<[^>]+>", "", read), notebook.name


def test_a_file_with_nearly_the_right_name_is_not_passed_over(
    cohorts: Project, tmp_path: Path
) -> None:
    tables = made.whole()
    made.write(cohorts.folder / "data" / "misnamed", tables | {"muap": tables.pop("muaps")})
    text = cohorts.run("als-muscle-mri", "check", "misnamed").stderr
    assert "muaps.csv: the file is missing, and muap.csv looks like it" in text


def test_a_file_taken_away_is_noticed(tmp_path: Path) -> None:
    project = sources_in(tmp_path)
    made.write(project.folder / "data" / "less", made.whole())
    study = (
        "import json; from als_muscle_mri.pipeline.study import Study; s = Study.of('less', {}); "
        "print(json.dumps([s.settings('less', f'notebooks/{n}.py')"
        " for n in ('2_mri_scoring', '3_emg_grading')]))"
    )
    before = json.loads(project.run("python", "-c", study).stdout)
    (project.folder / "data" / "less" / "muaps.csv").unlink()
    after = json.loads(project.run("python", "-c", study).stdout)
    assert before[0] == after[0]
    assert before[1] != after[1]
