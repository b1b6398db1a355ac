"""Where cohorts suppress small cells, a comparison of them and a plan on one show none either."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from conftest import Project, sources_in

from hostile.conftest import MINIMUM
from hostile.test_small_cells import COUNTS, leaves, named, small, small_in_words, texts

SIZES = {"many": (30, 17, 3), "some": (13, 8, 5)}
NO_PEOPLE = ("muscles", "summaries", "sizes", "power", "follow-up")
"""Tables whose counts are of muscles, of cohorts, or of subjects of a study to come."""
PLACES = {"comparison": "comparison/many+some", "plan": "plan/some"}
PLAN = r"n_per_group=[8,\ 16] simulations=200"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Two simulated cohorts that suppress, some regions read in fewer than five of a group."""
    return _built(sources_in(tmp_path_factory.mktemp("guarded")), f"minimum_cell={MINIMUM}")


@pytest.fixture(scope="module")
def open_(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The same cohorts without the setting."""
    return _built(sources_in(tmp_path_factory.mktemp("open")), "minimum_cell=1")


def _built(project: Project, setting: str) -> Project:
    for name, (patients, controls, seed) in SIZES.items():
        done = project.run(
            *(sys.executable, "-m", "als_muscle_mri.simulate", f"data/{name}"),
            *("--patients", str(patients), "--controls", str(controls), "--seed", str(seed)),
            *("--missing", "0.1", "--set", setting),
        )
        assert done.returncode == 0, done.stderr
    for arguments in (
        ("--kind", "comparison", "--cohorts", " ".join(SIZES)),
        ("--kind", "plan", "--cohorts", "some", "--make", PLAN),
    ):
        done = project.build(*arguments)
        assert done.returncode == 0, done.stderr
    return project


def places(project: Project) -> Iterator[Path]:
    for place in PLACES.values():
        yield project.folder / "build" / place


def in_tables(build: Path) -> list[str]:
    found = []
    for path in [*(build / "tables").glob("*.csv"), *(build / "results").glob("effects.csv")]:
        if path.stem in NO_PEOPLE:
            continue
        frame = pd.read_csv(path, dtype=str)
        for column in [c for c in frame if COUNTS.fullmatch(c) or c == "no_mri"]:
            if column != "n_muscles":
                found += [f"{path.stem} {column} {n}" for n in frame[column].dropna() if small(n)]
    return found


def in_results(build: Path) -> list[str]:
    (tree,) = json.loads((build / "results.json").read_text(encoding="utf-8")).values()
    found = []
    for path, leaf in leaves(tree):
        if path.startswith(("summaries", "follow_up", "sizes", "n_cohorts")):
            continue
        counted = leaf["unit"] == "count" and not path.endswith(("n_raters", "n_muscles"))
        values = [leaf["value"]] * counted + [leaf["n"], leaf["missing"]]
        found += [f"{path} {value}" for value in values if small(value)]
    return found


def in_words(build: Path) -> list[str]:
    compared = re.compile(r"\b[1-4] v (\d|not|<)|(\d|shown|5) v [1-4]\b(?!\d)")
    found = small_in_words(build)
    for name, text in texts(build):
        found += [f"{name}: {match.group()}" for match in compared.finditer(text)]
    return found


@pytest.mark.parametrize("scan", [in_tables, in_results, in_words])
def test_no_small_count_is_shown(guarded: Project, scan: Callable[[Path], list[str]]) -> None:
    assert [found for place in places(guarded) for found in scan(place)] == []


@pytest.mark.parametrize("scan", [in_tables, in_results, in_words])
def test_without_the_setting_the_same_search_finds_some(
    open_: Project, scan: Callable[[Path], list[str]]
) -> None:
    for place in places(open_):
        assert scan(place) != []


def test_no_subject_is_named(guarded: Project) -> None:
    for cohort in SIZES:
        subjects = pd.read_csv(guarded.folder / "data" / cohort / "subjects.csv", dtype=str)
        for place in places(guarded):
            assert named(place, subjects["subject_id"].tolist()) == set()


def test_what_is_left_out_is_said(guarded: Project) -> None:
    comparison, plan = (
        json.loads((place / "results.json").read_text("utf-8"))[kind]
        for kind, place in zip(PLACES, places(guarded), strict=True)
    )
    assert comparison["disclosure"]["value"].startswith(
        f"Numbers that rest on fewer than {MINIMUM} people of many and some are not shown"
    )
    assert re.search(r"Left out: .* read in fewer than 5", plan["disclosure"]["value"])
    lacking = pd.read_csv(next(places(guarded)) / "tables/not-comparable.csv", dtype=str)
    assert lacking["reason"].str.fullmatch(r"read in fewer than 5 (patients|controls)").any()
    html = (next(places(guarded)) / "report.html").read_text("utf-8")
    assert re.search(r"not\s+shown\s+v\s+12", html)


def test_effects_that_are_shown_are_those_without_the_setting(
    guarded: Project, open_: Project
) -> None:
    """Suppression hides numbers and rounds those of hidden counts; it changes none beside."""
    key = ["cohort", "side", "region"]
    hidden, every = (
        pd.read_csv(next(places(project)) / "results/effects.csv").set_index(key)
        for project in (guarded, open_)
    )
    assert 0 < len(hidden) < len(every)
    numbers = ["cliffs_delta", "cliffs_delta_low", "cliffs_delta_high", "variance", "shift"]
    counts = hidden[["n_patients", "n_controls"]].apply(pd.to_numeric, errors="coerce")
    whole = counts.notna().all(axis=1)
    assert whole.any()
    assert not whole.all()
    true = every.loc[hidden.index, numbers]
    in_full = hidden.loc[whole, numbers].astype(float)
    pd.testing.assert_frame_equal(in_full, true[whole], check_exact=False, rtol=1e-12)
    rounded = pd.to_numeric(hidden.loc[~whole, "cliffs_delta"], errors="coerce")
    assert ((rounded - true.loc[~whole, "cliffs_delta"]).abs().dropna() < 0.051).all()
    assert (10 * rounded.dropna() % 1).round(9).isin([0, 1]).all()
    assert hidden.loc[~whole, ["variance", "shift"]].eq("not shown").all(axis=None)


def test_nobody_works_a_hidden_count_out_of_those_shown(guarded: Project) -> None:
    """With the sizes of the groups and two of n_patients, n_controls, missing the third follows."""
    tables = next(places(guarded)) / "tables"
    sizes = pd.read_csv(tables / "cohorts.csv").set_index("cohort")[["n_patients", "n_controls"]]
    rows = pd.read_csv(tables / "effects.csv", dtype=str)
    counts = rows[["n_patients", "n_controls", "missing"]].apply(pd.to_numeric, errors="coerce")
    for (_, count), cohort in zip(counts.iterrows(), rows["cohort"], strict=True):
        for name in ("n_patients", "n_controls"):
            assert not 0 < sizes.loc[cohort, name] - count[name] < MINIMUM
        hidden = count[["n_patients", "n_controls"]].isna()
        assert not (hidden.sum() == 1 and pd.notna(count["missing"]))
