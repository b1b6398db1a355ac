"""The simulated cohorts: the same bytes, clean data, no effect where none was asked for."""

import csv
import shlex
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from als_muscle_mri.inputs import MERCURI, SCALES, InputError, load_cohort
from als_muscle_mri.inputs.scale_key import given_scale
from als_muscle_mri.simulate import Centre, Design, SimulatedCohort, draw_cohort, main, simulate

ROOT = Path(__file__).parents[1]
COMMITTED = ROOT / "data" / "fjordby-lindhaven"
NAMES = [field.name for field in fields(SimulatedCohort)]
FILES = sorted(["cohort.yml", "provenance.csv", *(f"{name}.csv" for name in NAMES)])


@pytest.fixture(scope="module")
def atlas() -> pd.DataFrame:
    return pd.read_csv(ROOT / "data" / "atlas.csv")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project in a folder of its own, so that `load_cohort` finds what a test wrote."""
    (tmp_path / "data").mkdir()
    shutil.copy(ROOT / "data" / "atlas.csv", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def region_p_values(atlas: pd.DataFrame, design: Design) -> dict[str, float]:
    """Rank-sum p of the right side's region means, by SciPy's asymptotic test."""
    ratings = draw_cohort(design, atlas).mri_ratings
    right = ratings[ratings["side"] == "right"].astype({"subject_id": str, "muscle_id": str})
    regions = right.merge(atlas[["muscle_id", "region"]], on="muscle_id")
    scores = regions.pivot_table(index="subject_id", columns="region", values="mercuri_grade")
    patients = scores.index.str.contains("-P")
    return {
        region: stats.mannwhitneyu(
            scores.loc[patients, region].dropna(),
            scores.loc[~patients, region].dropna(),
            method="asymptotic",
        ).pvalue
        for region in scores
    }


# The same order gives the same cohort


def test_the_committed_cohort_is_what_its_command_makes(project: Path) -> None:
    heading = (COMMITTED / "cohort.yml").read_text(encoding="utf-8").splitlines()[0]
    words = shlex.split(heading.removeprefix("# Made by: "))
    assert words[:4] == ["python", "-m", "als_muscle_mri.simulate", "data/fjordby-lindhaven"]
    subprocess.run([sys.executable, *words[1:]], cwd=project, check=True, capture_output=True)
    assert contents(project / "data" / "fjordby-lindhaven") == contents(COMMITTED)


def test_another_seed_gives_other_data(project: Path) -> None:
    first = contents(simulate("data/first", patients=5, controls=5, seed=1))
    again = contents(simulate("data/again", patients=5, controls=5, seed=1))
    other = contents(simulate("data/other", patients=5, controls=5, seed=2))
    for name in NAMES:
        assert first[f"{name}.csv"] == again[f"{name}.csv"]
        assert first[f"{name}.csv"] != other[f"{name}.csv"]


def test_the_effect_changes_nothing_but_mri(atlas: pd.DataFrame) -> None:
    none = draw_cohort(Design(effect=0), atlas)
    large = draw_cohort(Design(effect=2), atlas)
    for name in set(NAMES) - {"mri_ratings"}:
        pd.testing.assert_frame_equal(getattr(none, name), getattr(large, name))
    rise = large.mri_ratings["mercuri_grade"] - none.mri_ratings["mercuri_grade"]
    in_controls = none.mri_ratings["subject_id"].astype(str).str.contains("-C")
    assert (rise[in_controls] == 0).all()
    assert (rise >= 0).all()
    assert rise[~in_controls].mean() > 0.3


def test_missing_data_only_take_rows_away(atlas: pd.DataFrame) -> None:
    whole = draw_cohort(Design(missing=0), atlas)
    partial = draw_cohort(Design(missing=0.1), atlas)
    for name in ("mri_ratings", "muaps", "alsfrs"):
        all_rows = getattr(whole, name).astype(str)
        rows = getattr(partial, name).astype(str)
        assert len(rows) < len(all_rows)
        assert len(rows.merge(all_rows)) == len(rows)


# What is written


@pytest.mark.parametrize("missing", [0, 0.05, 0.4])
def test_it_loads_without_a_problem(project: Path, missing: float) -> None:
    simulate("data/made", patients=12, controls=9, seed=4, missing=missing)
    cohort = load_cohort("made")
    assert (cohort.subjects["group"] == "patient").sum() == 12
    assert set(cohort.provenance["status"]) == {"simulated"}


def test_the_committed_cohort_loads_with_its_own_settings() -> None:
    cohort = load_cohort("fjordby-lindhaven")
    assert cohort.subjects["group"].value_counts().to_dict() == {"patient": 60, "control": 40}
    assert cohort.settings.alpha == 0.01
    assert cohort.settings.umn_cutoff == 10
    assert "imulated" in cohort.title
    assert "fictional" in cohort.source
    assert set(cohort.subjects["dominant_hand"]) == {"left", "right"}
    assert sum(path.stat().st_size for path in COMMITTED.iterdir()) < 2_500_000


def test_every_centre_has_its_own_two_raters() -> None:
    ratings = load_cohort("fjordby-lindhaven").mri_ratings
    raters = ratings.groupby(ratings["subject_id"].str[:2])["rater"].unique().map(sorted).to_dict()
    assert raters == {"FJ": ["reader_a", "reader_b"], "LH": ["reader_b", "reader_c"]}


def test_every_column_has_its_provenance(project: Path) -> None:
    folder = simulate("data/made", patients=2, controls=2)
    listed = pd.read_csv(folder / "provenance.csv")
    columns = [
        (f"{name}.csv", column)
        for name in NAMES
        for column in pd.read_csv(folder / f"{name}.csv").columns
    ]
    assert list(zip(listed["file"], listed["column"], strict=True)) == columns
    assert listed.notna().all(axis=None)


def test_no_cell_says_nan_or_none() -> None:
    for path in COMMITTED.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            words = {cell.lower() for row in csv.reader(file) for cell in row}
        assert words.isdisjoint({"nan", "na", "<na>", "none", "nat", "inf", "-inf"}), path.name


def test_something_of_each_kind_is_missing() -> None:
    cohort = load_cohort("fjordby-lindhaven")
    patients = cohort.subjects[cohort.subjects["group"] == "patient"]
    ratings = cohort.mri_ratings.merge(cohort.atlas, on="muscle_id")
    subjects = cohort.subjects["subject_id"].nunique()
    scanned = ratings.groupby(["mri_series", "side"])["subject_id"].nunique()
    assert (scanned["hand"] < subjects).all()
    assert (scanned["spine"] < subjects).all()
    assert (scanned["lower_limb"] == subjects).all()
    readings = ratings.groupby(["subject_id", "rater"])["session"].nunique()
    assert set(readings) == {1, 2}
    assert cohort.muaps["subject_id"].nunique() < len(patients)
    assert patients["age_at_onset_years"].isna().sum() in range(1, 20)
    without_items = ~patients["subject_id"].isin(cohort.alsfrs["subject_id"])
    assert 0 < without_items.sum() < 20
    assert (patients["alsfrs_r_total"].isna() == without_items).all()


def test_totals_are_sums_and_controls_have_no_disease(atlas: pd.DataFrame) -> None:
    cohort = draw_cohort(Design(), atlas)
    sums = cohort.alsfrs.groupby("subject_id")["score"].sum()
    totals = cohort.subjects.set_index("subject_id")["alsfrs_r_total"].dropna()
    assert totals.sort_index().astype(int).to_dict() == sums.to_dict()
    controls = cohort.subjects[cohort.subjects["group"] == "control"]
    assert controls.loc[:, "age_at_onset_years":"alsfrs_r_total"].isna().all(axis=None)
    delay = cohort.subjects["age_at_enrolment_years"] - cohort.subjects["age_at_onset_years"]
    diagnosed = cohort.subjects["months_onset_to_diagnosis"].astype(float) / 12
    rounding = 0.1  # both ages have one decimal
    assert (delay - diagnosed >= -rounding)[delay.notna()].all()


# What it knows


def test_without_effect_p_values_are_uniform(atlas: pd.DataFrame) -> None:
    p = pd.DataFrame(
        [region_p_values(atlas, Design(30, 30, seed=seed, effect=0)) for seed in range(60)]
    )
    fit = {region: stats.kstest(p[region], "uniform").pvalue for region in p}
    assert len(fit) == 8
    assert min(fit.values()) > 0.01 / len(fit), fit
    rejected = (p <= 0.05).to_numpy().mean()
    assert 0.02 < rejected < 0.08  # 480 tests, correlated within a cohort


def test_the_same_check_refutes_a_small_effect(atlas: pd.DataFrame) -> None:
    p = [
        region_p_values(atlas, Design(30, 30, seed=seed, effect=0.4))["anterior_calf"]
        for seed in range(60)
    ]
    assert stats.kstest(p, "uniform").pvalue < 1e-6


def test_a_large_effect_is_found_where_it_was_put(atlas: pd.DataFrame) -> None:
    p = pd.DataFrame(
        [region_p_values(atlas, Design(60, 40, seed=seed, effect=1.5)) for seed in range(8)]
    )
    affected = ["iliopsoas", "anterior_calf", "posterior_calf"]
    assert (p[affected] < 0.05).all(axis=None)
    assert p[affected].max().max() < p["gluteus_maximus"].median()


def test_raters_agree_but_not_always(atlas: pd.DataFrame) -> None:
    ratings = draw_cohort(Design(missing=0), atlas).mri_ratings
    grades = ratings.pivot_table(
        index=["subject_id", "side", "muscle_id"],
        columns="session",
        values="mercuri_grade",
        observed=True,
        aggfunc="first",
    )
    same = (grades[1] == grades[2]).mean()
    assert 0.9 < same < 1


def test_severity_reaches_every_examination(atlas: pd.DataFrame) -> None:
    cohort = draw_cohort(Design(300, 0, missing=0), atlas)
    total = cohort.subjects.set_index("subject_id")["alsfrs_r_total"].astype(float)
    strength = cohort.strength.groupby("subject_id")["mrc_grade"].mean()
    duration = cohort.muaps.groupby("subject_id")["duration_ms"].mean()
    grades = cohort.mri_ratings.groupby("subject_id", observed=True)["mercuri_grade"].mean()
    umn = cohort.subjects.set_index("subject_id")["umn_score"].astype(float)
    assert stats.spearmanr(total, strength[total.index]).statistic > 0.5
    assert stats.spearmanr(total, duration[total.index]).statistic < -0.5
    assert stats.spearmanr(total, grades[total.index]).statistic < -0.3
    assert abs(stats.spearmanr(total, umn).statistic) < 0.15


def test_atrophy_is_more_frequent_with_higher_grades(atlas: pd.DataFrame) -> None:
    ratings = draw_cohort(Design(200, 200), atlas).mri_ratings
    shares = (ratings["atrophy"] == "yes").groupby(ratings["mercuri_grade"]).mean()
    assert shares.index.tolist() == [0, 1, 2, 3]
    assert (np.diff(shares) > 0).all()


# Size, and what is refused


def test_rows_are_in_the_order_of_the_dictionary(atlas: pd.DataFrame) -> None:
    cohort = draw_cohort(Design(5, 5), atlas)
    ratings = cohort.mri_ratings
    keys = pd.DataFrame(
        {
            "subject": pd.Index(cohort.subjects["subject_id"]).get_indexer(ratings["subject_id"]),
            "side": (ratings["side"] == "left").astype(int),
            "muscle": pd.Index(atlas["muscle_id"]).get_indexer(ratings["muscle_id"]),
            "rater": ratings["rater"].astype(str),
            "session": ratings["session"],
        }
    )
    assert not keys.duplicated().any()
    assert keys.sort_values(list(keys)).index.equals(keys.index)


def test_a_real_cohort_is_not_overwritten(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    real = project / "data" / "real"
    real.mkdir()
    (real / "cohort.yml").write_text("title: Real\nsource: A hospital\n", encoding="utf-8")
    before = contents(real)
    order = ["data/real", "--patients", "3", "--controls", "3"]
    assert main(order) == 2
    told = capsys.readouterr().err
    assert "data/real: the folder is not empty: cohort.yml." in told
    assert "write over 1 of these files with --replace" in told
    assert contents(real) == before
    assert main([*order, "--replace"]) == 0
    assert sorted(contents(real)) == FILES


def test_a_folder_with_something_else_is_not_touched(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["data"]) == 2
    assert "write beside these files with --replace" in capsys.readouterr().err
    assert sorted(contents(project / "data")) == ["atlas.csv"]


def test_nothing_is_written_through_a_link(project: Path) -> None:
    (project / "elsewhere.csv").write_text("precious\n", encoding="utf-8")
    made = project / "data" / "made"
    made.mkdir()
    (made / "subjects.csv").symlink_to(project / "elsewhere.csv")
    with pytest.raises(InputError, match=r"made/subjects\.csv: a symbolic link is not written"):
        simulate("data/made", patients=2, controls=3, replace=True)
    assert [path.name for path in made.iterdir()] == ["subjects.csv"]
    (project / "data" / "linked").symlink_to(made)
    with pytest.raises(InputError, match="this is a file or a symbolic link"):
        simulate("data/linked", patients=2, controls=3, replace=True)
    assert (project / "elsewhere.csv").read_text(encoding="utf-8") == "precious\n"


def test_a_fault_while_writing_leaves_nothing(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, *_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_text", full)
    assert main(["data/made", "--patients", "2", "--controls", "2"]) == 2
    assert sorted(contents(project / "data")) == ["atlas.csv"]


def test_a_mistake_of_the_program_is_not_taken_for_one_of_the_user(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("arrays do not fit")

    monkeypatch.setattr("als_muscle_mri.simulate.files.draw_cohort", broken)
    with pytest.raises(ValueError, match="arrays do not fit"):
        main(["data/made"])


def test_a_simulated_cohort_may_be_replaced(project: Path) -> None:
    simulate("data/made", patients=3, controls=2)
    before = contents(project / "data" / "made")
    with pytest.raises(InputError, match="the folder is not empty"):
        simulate("data/made", patients=2, controls=3)
    assert contents(project / "data" / "made") == before
    simulate("data/made", patients=2, controls=3, replace=True)
    assert len(load_cohort("made").subjects) == 5
    assert sorted(contents(project / "data" / "made")) == FILES
    assert [path.name for path in (project / "data").iterdir() if path.name[0] == "."] == []


@pytest.mark.parametrize(
    ("order", "message"),
    [
        ({"patients": -1}, "patients = -1: must be 0 or more"),
        ({"patients": 0, "controls": 0}, "at least one subject is needed"),
        ({"seed": 2**32}, "seed = 4294967296: must be a whole number from 0"),
        ({"effect": float("nan")}, "effect = nan: must be a number"),
        ({"effect": -0.5}, "effect = -0.5: must be a number, 0 or more"),
        ({"missing": 1}, "missing = 1: must be from 0 to below 1"),
        ({"centres": ()}, "centres: at least one is needed"),
        ({"centres": (Centre("A", "X", ("r",)), Centre("B", "X", ("r",)))}, "a code is used twice"),
    ],
)
def test_an_order_out_of_range_writes_nothing(project: Path, order: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        simulate("data/made", **order)
    assert not (project / "data" / "made").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--centre", "Fjordby"], "is not NAME:CODE:RATER,RATER"),
        (["--centre", "Fjordby:fj:r"], "must be one to eight capitals"),
        (["--centre", "Fjordby:FJ:r,r"], "a rater is named twice"),
        (["--centre", "Fjordby:FJ:r 1"], "must be letters and digits, joined by _ or -"),
    ],
)
def test_a_wrong_option_says_why(
    project: Path, capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    with pytest.raises(SystemExit):
        main(["data/made", *words])
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"alpha": 2}, "alpha is a number above 0 and below 1"),
        ({"umn_cutof": 3}, "The nearest known name is umn_cutoff"),
        ({"emg_thresholds_ms": {"soleus": [9, 10, 11]}}, "lacks examined muscles: first_dorsal"),
    ],
)
def test_a_wrong_parameter_writes_nothing(project: Path, parameters: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        simulate("data/made", parameters=parameters)
    assert not (project / "data" / "made").exists()


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("alpha", "a parameter is given as name=value"),
        ("alpha=[", "alpha is a number above 0 and below 1"),
    ],
)
def test_a_parameter_that_cannot_be_read_writes_nothing(
    project: Path, capsys: pytest.CaptureFixture[str], word: str, message: str
) -> None:
    assert main(["data/made", "--set", word]) == 2
    assert message in capsys.readouterr().err
    assert not (project / "data" / "made").exists()


@pytest.mark.parametrize("name", ["data/My Cohort", "data/.made", "data/Made"])
def test_a_folder_that_cannot_be_a_cohort_is_refused(project: Path, name: str) -> None:
    with pytest.raises(ValueError, match="is no name for a cohort"):
        simulate(name, patients=1, controls=1)


def test_an_atlas_with_an_unknown_region_is_refused(atlas: pd.DataFrame) -> None:
    strange = atlas.assign(region=atlas["region"].replace("hand", "tongue"))
    with pytest.raises(ValueError, match="no model of region tongue; known: hand"):
        draw_cohort(Design(2, 2), strange)


@pytest.mark.parametrize("name", SCALES)
def test_on_another_scale_the_same_people_have_other_grades(name: str) -> None:
    """A muscle with more fat has the same grade or a higher one, on every scale."""
    atlas = pd.read_csv(ROOT / "data" / "atlas.csv")
    own, other = (draw_cohort(Design(30, 20, 4, scale=s), atlas) for s in (MERCURI, SCALES[name]))
    scale = SCALES[name]
    grades = other.mri_ratings[scale.column]
    assert set(grades) == set(scale.numbers)
    assert other.mri_ratings.drop(columns=scale.column).equals(
        own.mri_ratings.drop(columns="mercuri_grade")
    )
    for table in ("subjects", "muaps", "strength", "alsfrs"):
        assert getattr(other, table).equals(getattr(own, table))
    means = grades.groupby(own.mri_ratings["mercuri_grade"]).agg(["min", "max"])
    assert (means["max"].to_numpy()[:-1] <= means["min"].to_numpy()[1:]).all()
    assert grades.corr(own.mri_ratings["mercuri_grade"], method="spearman") > 0.97


def test_a_cohort_on_another_scale_is_valid_and_says_its_command(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = "{name: Ours, column: our_grade, grades: {2: normal, 3: fat}}"
    for name, key in (("goutallier", "goutallier"), ("ours", own)):
        order = ["--patients", "4", "--controls", "3"]
        assert main([f"data/{name}", *order, "--scale", key]) == 0
        data = load_cohort(name)
        assert data.scale == given_scale(key)
        assert set(data.mri_ratings["grade"]) <= set(data.scale.numbers)
        head = (project / "data" / name / "cohort.yml").read_text().partition("\n")[0]
        words = shlex.split(head.removeprefix("# Made by: "))
        assert words[words.index("--scale") + 1] == key
    with pytest.raises(SystemExit):
        main(["data/none", "--scale", "goutalier"])
    assert "The nearest known name is goutallier." in capsys.readouterr().err
