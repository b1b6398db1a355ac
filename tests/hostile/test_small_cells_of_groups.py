"""Suppression with three groups, in part of whom EMG was recorded or one region was not read."""

import json
from dataclasses import fields
from pathlib import Path

import pandas as pd
import partial as made
import pytest

from als_muscle_mri.simulate.cohort import draw_cohort
from als_muscle_mri.simulate.design import Design
from hostile.conftest import MINIMUM
from hostile.test_small_cells import SMALL, leaves, small_in_results, small_in_tables

NOTEBOOKS = ("1_cohort", "2_mri_scoring", "3_emg_grading", "4_comparisons", "5_correlations")
THREE = {"patient": "ALS patients", "control": "Healthy controls", "mimic": "Neuropathy"}


def cohort(mimics: int, unread: int, examined: int) -> made.Tables:
    """A simulated cohort of 14 patients, 12 controls and some of a third group.

    Parameters
    ----------
    mimics : int
        How many the third group has.
    unread : int
        In how many of each of the others the right hand was not read.
    examined : int
        How many patients have EMG.
    """
    atlas = pd.read_csv(made.ROOT / "data" / "atlas.csv")
    drawn = draw_cohort(Design(14 + mimics, 12, seed=8, missing=0.0), atlas)
    tables = {f.name: getattr(drawn, f.name).astype(object) for f in fields(drawn)}
    subjects = tables["subjects"]
    ids = {group: part["subject_id"].tolist() for group, part in subjects.groupby("group")}
    others = set(ids["patient"][14:])
    group = subjects["group"].mask(subjects["subject_id"].isin(others), "mimic")
    tables["subjects"] = subjects.assign(group=group)
    hand = set(atlas.loc[atlas["region"] == "hand", "muscle_id"])
    without = set(ids["patient"][:unread] + ids["control"][:unread])
    ratings = tables["mri_ratings"]
    gone = ratings["subject_id"].isin(without) & ratings["muscle_id"].isin(hand)
    tables["mri_ratings"] = ratings[~(gone & (ratings["side"] == "right"))]
    kept = set(ids["patient"][:examined])
    return made.rows(tables, "muaps", lambda table: table["subject_id"].isin(kept))


CASES = {
    "few-mimics": cohort(mimics=3, unread=0, examined=14),
    "few-unread": cohort(mimics=7, unread=2, examined=14),
    "few-without-emg": cohort(mimics=7, unread=0, examined=11),
    "few-with-emg": cohort(mimics=7, unread=0, examined=3),
}


def run(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tables: made.Tables, minimum: int
) -> tuple[Path, str]:
    """Run the notebooks; give the folder of their outputs, and what they show."""
    build = folder / "build"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "atlas.csv").write_bytes((made.ROOT / "data" / "atlas.csv").read_bytes())
    parameters = {"minimum_cell": minimum, "rank_test": "asymptotic"}
    made.write(folder / "data" / "three", tables, groups=THREE, parameters=parameters)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("ALS_MUSCLE_MRI_OUTPUT", str(build))
    shown = [text for name in NOTEBOOKS for text in made.read(name, "three").values()]
    results = {
        path.stem: json.loads(path.read_text("utf-8"))
        for path in sorted((build / "results").glob("*.json"))
    }
    text = json.dumps(results | {"published": {}})
    (build / "results.json").write_text(text, encoding="utf-8")
    return build, " ".join(" ".join(shown).split())


@pytest.fixture(scope="module", params=CASES)
def guarded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path, str]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        folder = tmp_path_factory.mktemp(request.param)
        build, shown = run(folder, monkeypatch, CASES[request.param], MINIMUM)
    return request.param, build, shown


def test_no_small_count_is_shown_and_no_total_tells_of_one(guarded: tuple[str, Path, str]) -> None:
    case, build, shown = guarded
    assert small_in_tables(build) == []
    assert small_in_results(build) == []
    assert [found.group() for found in SMALL.finditer(shown)] == []
    tree = json.loads((build / "results.json").read_text("utf-8"))
    counts = {path: leaf["value"] for path, leaf in leaves(tree) if leaf["unit"] == "count"}
    sizes = {leaf["n"] for path, leaf in leaves(tree) if "settings." in path}
    if case == "few-mimics":  # 14 and 12 are shown, so the sum of all is not
        assert sizes == {None}
    else:
        assert sizes == {33}
    if case == "few-unread":
        assert counts["mri_scoring.n_ratings"] == "not shown"
        assert counts["mri_scoring.atrophy.patient.n_muscles"] == "not shown"
        assert isinstance(counts["mri_scoring.atrophy.mimic.n_muscles"], int)
    if case in ("few-without-emg", "few-with-emg"):
        assert counts["emg_grading.n_muaps"] == "not shown"
        assert {counts["emg_grading.n_subjects"]} <= {"< 5", "not shown"}


def test_what_rests_on_few_people_is_not_shown_however_many_muscles_they_have(
    guarded: tuple[str, Path, str],
) -> None:
    case, build, _ = guarded
    atrophy = pd.read_csv(build / "tables/atrophy.csv", dtype=str).set_index("group")
    emg = pd.read_csv(build / "tables/emg-grades.csv", dtype=str)
    assert (atrophy.loc["mimic", "percent"] == "n < 5") is (case == "few-mimics")
    assert (emg["median_duration_ms"] == "n < 5").all() == (case == "few-with-emg")


def test_without_the_setting_the_same_search_finds_some(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build, shown = run(tmp_path, monkeypatch, CASES["few-mimics"], 1)
    assert small_in_tables(build)
    assert small_in_results(build)
    assert SMALL.search(shown)
