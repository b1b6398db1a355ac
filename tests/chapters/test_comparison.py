"""Comparing cohorts: effects against other software, what cannot be compared, and why."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from als_muscle_mri import comparison
from als_muscle_mri.inputs import (
    Cohort,
    ComparisonSettings,
    InputError,
    PlanSettings,
    load_cohort,
    other_settings,
    several_cohorts,
)
from als_muscle_mri.plan import kept_back, load_pilot, observed
from als_muscle_mri.report import across_numbers, across_tables, across_wording, figures
from als_muscle_mri.report.disclosure import Disclosure
from als_muscle_mri.report.disclosures import Disclosures
from als_muscle_mri.report.suppressed import holds
from als_muscle_mri.simulate import simulate

ROOT = Path(__file__).parents[2]
NAMES = ("pavia-2018", "fjordby-lindhaven")
SETTINGS = ComparisonSettings()


@pytest.fixture(scope="module")
def cohorts() -> list[Cohort]:
    return comparison.load_cohorts(NAMES, SETTINGS)


@pytest.fixture(scope="module")
def effects(cohorts: list[Cohort]) -> pd.DataFrame:
    return comparison.effects(cohorts, SETTINGS)


def test_every_delta_is_scipys_u(cohorts: list[Cohort], effects: pd.DataFrame) -> None:
    atlas = cohorts[0].atlas.set_index("muscle_id")["region"]
    for data in cohorts:
        grades = comparison.muscle_grades(data).astype({"muscle_id": str})
        means = grades.groupby(
            ["subject_id", "group", "side", grades["muscle_id"].map(atlas)], observed=True
        )["grade"].mean()
        for row in effects[effects["cohort"] == data.name].itertuples():
            part = means.xs((row.side, row.region), level=("side", "muscle_id"))
            groups = [part.xs(group, level="group") for group in ("patient", "control")]
            assert [row.n_patients, row.n_controls] == [len(group) for group in groups]
            u = stats.mannwhitneyu(*groups).statistic
            assert row.cliffs_delta == pytest.approx(2 * u / np.prod([*map(len, groups)]) - 1)
            assert row.n_patients + row.n_controls + row.missing == len(data.subjects)


def test_effects_are_those_of_the_reports(effects: pd.DataFrame) -> None:
    from als_muscle_mri.comparisons import region_comparisons
    from als_muscle_mri.mri_scoring import muscle_grades, region_scores

    data = load_cohort("pavia-2018")
    own = region_comparisons(region_scores(muscle_grades(data)), data.settings)
    mine = effects[effects["cohort"] == "pavia-2018"]
    key = ["side", "region"]
    joined = mine.astype({k: str for k in key}).merge(own.astype({k: str for k in key}), on=key)
    assert len(joined) == 16
    for name in ("cliffs_delta", "cliffs_delta_low", "shift", "shift_high"):
        np.testing.assert_allclose(joined[f"{name}_x"], joined[f"{name}_y"])


def test_a_summary_lies_between_the_cohorts_and_within_the_scale(
    cohorts: list[Cohort], effects: pd.DataFrame
) -> None:
    found = comparison.summaries(effects, SETTINGS, cohorts)
    assert (found["k"] + found["k_without_variance"] == 2).all()
    for row in found.itertuples():
        part = effects[(effects["side"] == row.side) & (effects["region"] == row.region)]
        assert part["cliffs_delta"].min() <= row.cliffs_delta <= part["cliffs_delta"].max()
        assert -1 <= row.cliffs_delta_low <= row.cliffs_delta_high <= 1
        assert np.isnan(row.prediction_low)
    assert "Next cohort" not in across_tables.summaries(found, 0.95).shown
    assert across_wording._worth(2) in across_wording.pooled(found, 2, ["Mercuri, 0 to 3"])


def test_too_few_cohorts_are_not_summarised(cohorts: list[Cohort], effects: pd.DataFrame) -> None:
    found = comparison.summaries(effects, ComparisonSettings(pool_from=3), cohorts)
    assert found["cliffs_delta"].isna().all()
    assert "Nothing was summarised" in across_wording.pooled(found, 3, ["Mercuri, 0 to 3"])
    drawn = figures.effects_across(effects, found, "right", 0.95)
    assert "all cohorts" not in drawn.alternative
    assert "pavia-2018 0.29 (−0.09 to 0.59)" in drawn.alternative


def test_separated_groups_are_shown_and_not_summarised(cohorts: list[Cohort]) -> None:
    pavia = cohorts[0]
    ill = set(pavia.subjects.loc[pavia.subjects["group"] == "patient", "subject_id"])
    hip = pavia.mri_ratings["muscle_id"].isin(["iliacus", "psoas_major", "psoas"])
    grade = np.where(pavia.mri_ratings["subject_id"].isin(ill), 3, 0)
    ratings = pavia.mri_ratings.assign(grade=pavia.mri_ratings["grade"].mask(hip, grade))
    made = [replace(pavia, mri_ratings=ratings), cohorts[1]]
    effects = comparison.effects(made, SETTINGS)
    row = effects[(effects["region"] == "iliopsoas") & (effects["cohort"] == "pavia-2018")].iloc[0]
    assert (row["cliffs_delta"], np.isnan(row["variance"])) == (1.0, True)
    found = comparison.summaries(effects, SETTINGS, cohorts).set_index(["region", "side"])
    assert found.loc[("iliopsoas", "right"), "k_without_variance"] == 1
    assert np.isnan(found.loc[("iliopsoas", "right"), "cliffs_delta"])


def test_a_cohort_without_controls_is_listed_with_the_reason(cohorts: list[Cohort]) -> None:
    pavia, other = cohorts
    ill = pavia.subjects["group"] == "patient"
    patients = replace(
        pavia,
        subjects=pavia.subjects[ill],
        mri_ratings=pavia.mri_ratings[
            pavia.mri_ratings["subject_id"].isin(pavia.subjects[ill]["subject_id"])
        ],
    )
    lacking = comparison.not_comparable([patients, other])
    assert lacking.to_dict("records") == [
        {"cohort": "pavia-2018", "side": "", "region": "", "reason": "it has no controls"}
    ]
    assert across_wording.excluded(lacking) == "Not comparable as a whole: pavia-2018."
    effects = comparison.effects([patients, other], SETTINGS)
    assert set(effects["cohort"]) == {"fjordby-lindhaven"}
    right = effects[effects["side"] == "right"]
    assert across_wording.agreement(right, 0.95) == "No region was read in more than one cohort."


def test_a_cohort_without_mri_is_listed_with_the_reason(cohorts: list[Cohort]) -> None:
    bare = replace(cohorts[0], mri_ratings=cohorts[0].mri_ratings.iloc[:0])
    both = [bare, cohorts[1]]
    assert comparison.not_comparable(both)["reason"].tolist() == ["no muscle was read"]
    found = comparison.summaries(comparison.effects(both, SETTINGS), SETTINGS, both)
    assert found["cliffs_delta"].isna().all()
    nothing = comparison.effects([bare], SETTINGS)
    assert nothing.empty
    drawn = figures.effects_across(
        nothing, comparison.summaries(nothing, SETTINGS, both), "left", 0.95
    )
    assert drawn.alternative == "No region of the left side can be compared."


def test_other_muscles_are_told(cohorts: list[Cohort]) -> None:
    pavia, other = cohorts
    assert "same muscles in every cohort" in across_wording.muscles(
        comparison.muscles_read(cohorts)
    )
    fewer = pavia.mri_ratings[pavia.mri_ratings["muscle_id"] != "soleus"]
    rows = comparison.muscles_read([replace(pavia, mri_ratings=fewer), other])
    apart = rows[~rows["same"]]
    assert set(apart["region"]) == {"posterior_calf"}
    assert apart["lacks"].tolist() == ["soleus", ""]
    assert "The score of posterior calf rests on different muscles" in across_wording.muscles(rows)
    assert "2; not soleus" in across_tables.muscles(rows).shown.to_string()


def test_reconstructed_and_simulated_cohorts_are_named_so(cohorts: list[Cohort]) -> None:
    rows = comparison.described(cohorts)
    assert across_wording.named(rows) == (
        "The grades of pavia-2018 are reconstructed, those of fjordby-lindhaven are simulated."
    )
    assert "is not evidence" in across_wording.unreal(rows)
    assert "differ in consensus, rank test, two sided" in across_wording.differing(
        rows, across_tables.SETTINGS
    )


def test_three_cohorts_with_one_truth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Simulated with the same effect: the summary is near the delta of a cohort of thousands."""
    (tmp_path / "data").mkdir()
    shutil.copy(ROOT / "data" / "atlas.csv", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    sizes = {"a": (40, 40, 11), "b": (60, 30, 12), "c": (30, 50, 13), "large": (1500, 1500, 14)}
    for name, (patients, controls, seed) in sizes.items():
        simulate(f"data/{name}", patients=patients, controls=controls, seed=seed, missing=0)
    loaded = comparison.load_cohorts(["a", "b", "c"], SETTINGS)
    three = comparison.effects(loaded, SETTINGS)
    found = comparison.summaries(three, SETTINGS, loaded)
    truth = comparison.effects(comparison.load_cohorts(["large"], SETTINGS), SETTINGS)
    joined = found.merge(truth, on=["side", "region"], suffixes=("", "_true"))
    inside = joined["cliffs_delta_low"].le(joined["cliffs_delta_true"]) & joined[
        "cliffs_delta_high"
    ].ge(joined["cliffs_delta_true"])
    assert inside.sum() >= 15  # of 16 intervals of 95 %
    assert (joined["prediction_low"] <= joined["cliffs_delta_low"]).all()
    assert across_tables.summaries(found, 0.95).shown["Next cohort"].str.contains(" to ").all()
    tree = across_numbers.comparison(
        comparison.described(comparison.load_cohorts(["a", "b"], SETTINGS)), three, found
    )
    assert tree["summaries"]["right"]["hand"]["k"]["value"] == 3


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ("pavia-2018", "a comparison needs two cohorts or more, not 1"),
        ("", "a comparison needs two cohorts or more, not 0"),
        ("pavia-2018 pavia-2018 fjordby-lindhaven", "a cohort is compared once"),
        ("pavia-2018 pavia-2081", "The nearest known name is pavia-2018"),
        (["pavia-2018", "../x"], "no slash, backslash, dot or space"),
    ],
)
def test_bad_names_of_cohorts(names: str | list[str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        several_cohorts(names)


def test_all_problems_of_the_names_come_at_once() -> None:
    with pytest.raises(InputError) as caught:
        several_cohorts("pavia-2081 fjordby pavia-2018 pavia-2018")
    assert len(caught.value.problems) == 3


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"alpha": 2}, "alpha is a number above 0 and below 1"),
        ({"pool_form": 3}, "The nearest known name is pool_from"),
        ({"pool_from": 1}, "pool_from is a whole number from 2 to 1000"),
        ({"consensus": "most"}, "leave consensus out for the cohort's own"),
    ],
)
def test_bad_settings_of_a_comparison(values: dict, message: str) -> None:
    with pytest.raises(InputError, match=message):
        other_settings(ComparisonSettings, values)


def test_problems_of_every_cohort_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    for name in NAMES:
        (tmp_path / "data" / name / "subjects.csv").unlink()
    with pytest.raises(comparison.CohortsError) as caught:
        comparison.load_cohorts(NAMES, SETTINGS)
    assert all(f"cohort {name}" in str(caught.value) for name in NAMES)


def guarded(data: Cohort, minimum: int) -> Cohort:
    return replace(data, settings=data.settings.model_copy(update={"minimum_cell": minimum}))


def test_an_effect_of_too_few_is_neither_shown_nor_summarised(cohorts: list[Cohort]) -> None:
    """Of pavia's left hand 6 patients and 6 controls were read, of its right hand 7 and 7."""
    strict = [guarded(cohorts[0], 7), cohorts[1]]
    shown = comparison.effects(strict, SETTINGS).set_index(["side", "region", "cohort"])
    assert ("left", "hand", "pavia-2018") not in shown.index
    assert ("right", "hand", "pavia-2018") in shown.index
    found = comparison.summaries(shown.reset_index(), SETTINGS, cohorts).set_index(
        ["side", "region"]
    )
    assert found.loc[("left", "hand"), "k"] == 1
    assert np.isnan(found.loc[("left", "hand"), "cliffs_delta"])
    lacking = comparison.not_comparable(strict)
    assert set(lacking["side"] + " " + lacking["region"]) == {"left hand"}
    assert list(lacking["reason"]) == [
        "read in fewer than 7 patients",
        "read in fewer than 7 controls",
    ]


def test_a_cohort_of_too_few_is_left_out_whole(cohorts: list[Cohort]) -> None:
    strict = [guarded(cohorts[0], 10), cohorts[1]]
    assert comparison.not_comparable(strict).to_dict("records") == [
        {
            "cohort": "pavia-2018",
            "side": "",
            "region": "",
            "reason": "it has fewer than 10 controls",
        }
    ]
    assert set(comparison.effects(strict, SETTINGS)["cohort"]) == {"fjordby-lindhaven"}


def test_counts_that_tell_of_few_are_hidden_cohort_by_cohort(cohorts: list[Cohort]) -> None:
    made = [guarded(cohorts[0], 5), cohorts[1]]
    rules = Disclosures({c.name: Disclosure.of(c.subjects, c.settings.minimum_cell) for c in made})
    effects = comparison.effects(made, SETTINGS, rules.possible)
    safe = rules.safe("effects", effects)
    hand = safe[(safe["side"] == "right") & (safe["region"] == "hand")]
    pavia = hand[hand["cohort"] == "pavia-2018"].iloc[0]
    # 3 of 10 patients and 2 of 9 controls were not read.
    assert [pavia[n].shown for n in ("n_patients", "n_controls", "missing")] == ["not shown"] * 3
    # The delta of 2/7 would tell of a multiple of seven.
    assert (pavia["cliffs_delta"], pavia["cliffs_delta"].shown) == (0.3, "0.3")
    assert [pavia[n].shown for n in ("variance", "shift", "shift_low")] == ["not shown"] * 3
    calf = safe[(safe["side"] == "right") & (safe["region"] == "anterior_calf")]
    assert not holds(calf)
    other = safe["cohort"] == "fjordby-lindhaven"
    assert not holds(safe[other])
    whole = effects.drop(columns="rounded")
    pd.testing.assert_frame_equal(
        safe[other].astype(whole.dtypes), whole[effects["cohort"] == "fjordby-lindhaven"]
    )
    drawn = figures.effects_across(safe, comparison.summaries(safe, SETTINGS, made), "right", 0.95)
    texts = [text.get_text() for axis in drawn.figure.axes for text in axis.texts]
    assert "? v ?" in texts
    assert drawn.figure.get_supxlabel().startswith("? stands for a number of subjects that is not")
    assert "? stands for" in drawn.alternative
    assert "nan" not in " ".join(texts)
    assert "not shown v not shown" in across_tables.effects(safe, 0.95).shown["n"].tolist()
    tree = across_numbers.comparison(
        rules.safe("cohorts", comparison.described(made)),
        safe,
        comparison.summaries(safe, SETTINGS, made),
    )
    leaf = tree["effects"]["cohort_pavia_2018"]["right"]["hand"]["cliffs_delta"]
    assert (leaf["n"], leaf["missing"]) == (None, None)


def test_the_sum_over_cohorts_does_not_tell_of_a_small_group(cohorts: list[Cohort]) -> None:
    few = cohorts[0].subjects["subject_id"].isin([f"C0{n}" for n in range(4, 10)])
    small = replace(guarded(cohorts[0], 5), subjects=cohorts[0].subjects[~few])
    rules = Disclosures({"pavia-2018": Disclosure.of(small.subjects, 5)})
    described = rules.safe("cohorts", comparison.described([small]))
    assert described["n_controls"].item().shown == "< 5"
    both = pd.concat([described, comparison.described(cohorts[1:])])
    assert holds(across_numbers.subjects(both))
    assert across_wording.scope(both).endswith("together is not shown.")


def test_a_plan_leaves_out_regions_of_too_few() -> None:
    pilot = load_pilot("pavia-2018", PlanSettings())
    strict = replace(pilot, data=guarded(pilot.data, 7))
    few = [("left", "hand")]
    all_but_few = [("right", "hand"), ("right", "paraspinals"), ("left", "paraspinals")]
    assert set(kept_back(strict).itertuples(index=False, name=None)) == {*few, *all_but_few}
    assert len(observed(strict)) == len(observed(pilot)) - 4
    assert kept_back(pilot).empty


def test_a_plan_on_too_few_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    described = tmp_path / "data" / "pavia-2018" / "cohort.yml"
    text = described.read_text(encoding="utf-8")
    described.write_text(
        text.replace("parameters:", "parameters:\n  minimum_cell: 10"), encoding="utf-8"
    )
    with pytest.raises(InputError, match="read in at least 10 patients and 10 controls"):
        load_pilot("pavia-2018", PlanSettings())


def test_another_group_changes_no_effect(cohorts: list[Cohort], effects: pd.DataFrame) -> None:
    pavia = cohorts[0]
    moved = pavia.subjects["subject_id"].isin(["P01", "C01"])
    three = replace(
        pavia,
        subjects=pavia.subjects.assign(group=pavia.subjects["group"].mask(moved, "mimic")),
        group_labels=pavia.group_labels | {"mimic": "Mimics"},
    )
    rows = comparison.effects([three], SETTINGS)
    calf = rows[(rows["side"] == "right") & (rows["region"] == "anterior_calf")].iloc[0]
    assert [calf["n_patients"], calf["n_controls"], calf["missing"]] == [9, 8, 0]
    assert comparison.described([three])["group_labels"].item() == "ALS patients v Healthy controls"
