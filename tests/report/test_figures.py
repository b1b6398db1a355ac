"""What each figure shows of its frame: every point, every n, every colour of the brand."""

import re

import numpy as np
import pandas as pd
import pytest
from drawn import (
    COHORTS,
    NAMES,
    drawing,
    frames,
    laid_out,
    misplaced,
    offsets,
    overlaps,
    panel_offsets,
    simulated_trials,
    texts,
    words,
)
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.patches import PathPatch, Rectangle

from als_muscle_mri import mri_scoring, waveforms
from als_muscle_mri.inputs import MERCURI
from als_muscle_mri.report import figures, rounding
from als_muscle_mri.report.brand import read_brand
from als_muscle_mri.report.figures.grade_map import order_of_subjects
from als_muscle_mri.report.labels import label
from als_muscle_mri.report.pictures import vectors
from als_muscle_mri.report.style import grade_scale

LEAST_POINTS = 6.5
"""Of text in print; journals ask for 6 or 7."""

GROUPS = {"patient": "ALS patients", "control": "Healthy controls"}
every_cohort = pytest.mark.parametrize("cohort", COHORTS)
every_figure = pytest.mark.parametrize("name", NAMES)


def numbers(texts: list[str]) -> list[float]:
    return [float(text) for text in texts if re.fullmatch(r"\d+(\.\d+)?", text)]


# ---------------------------------------------------------------- all figures


@every_cohort
@every_figure
def test_no_text_is_cut_and_none_covers_another(cohort, name):
    assert misplaced(drawing(cohort, name).figure) == []


@every_cohort
@every_figure
def test_type_is_the_brands_and_no_wider_than_the_page(cohort, name):
    figure = drawing(cohort, name).figure
    assert figure.get_size_inches()[0] <= 6.5
    families = {tuple(text.get_fontfamily()) for text in figure.texts + figure.axes[0].texts}
    assert families <= {(read_brand().families["headings"],)}


@every_cohort
@every_figure
def test_all_text_can_be_read_in_print(cohort, name):
    """Figures are no wider than the page, so nothing is made smaller there."""
    sizes = {text.get_text(): text.get_fontsize() for text in texts(drawing(cohort, name).figure)}
    assert {text: points for text, points in sizes.items() if points < LEAST_POINTS} == {}


@every_figure
def test_words_follow_the_numbers(name):
    first, second = (drawing(cohort, name).alternative for cohort in COHORTS)
    assert first != second
    for said in (first, second):
        assert said.endswith(".")
        assert "  " not in said
        assert not re.search(r"\bnan\b", said)
        assert re.search(r"\d", said)


def test_words_give_the_numbers_of_the_frame():
    f = frames("pavia-2018")
    said = {name: drawing("pavia-2018", name).alternative for name in NAMES}
    assert "610 of 680 muscles read" in said["grade_map"]
    assert "22.5 % atrophied" in said["grade_map"]
    row = f.regions[(f.regions["region"] == "anterior_calf") & (f.regions["side"] == "left")]
    assert f"anterior calf {rounding.number(row['cliffs_delta'].item())} (" in said["effects"]
    assert "anterior calf 0.88 against 0" in said["score_distribution"]
    assert "anterior calf 0.88 (n = 10)" in said["body_map"]
    assert "hand 11 % of 70" in said["grade_distribution"]
    assert (
        f"{len(f.data.muaps[f.data.muaps['muscle_id'] == 'tibialis_anterior'])} MUAPs"
        in (said["muap_durations"])
    )
    assert f"n = 7, rho = {rounding.number(f.hand['rho'])}" in said["hand_function"]
    assert "EMG grade, tibialis anterior: n = 9" in said["grade_agreement"]


@every_figure
def test_frames_are_left_as_they_were(name):
    f = frames("pavia-2018")
    before = {key: frame.copy() for key, frame in vars(f).items() if hasattr(frame, "columns")}
    drawing.__wrapped__("pavia-2018", name)
    for key, frame in before.items():
        pd.testing.assert_frame_equal(getattr(f, key), frame)


# ---------------------------------------------------------------- heat map


@every_cohort
def test_every_muscle_is_one_square_of_its_grade(cohort):
    f = frames(cohort)
    subjects, muscles = f.grades["subject_id"].nunique(), f.grades["muscle_id"].nunique()
    for axis, side in zip(drawing(cohort, "grade_map").figure.axes, ("right", "left"), strict=True):
        part = f.grades[f.grades["side"] == side]
        (unscanned,) = [p for p in axis.patches if isinstance(p, PathPatch)]
        (mesh,) = axis.collections
        shown = mesh.get_array().compressed()
        counts = [int((shown == grade).sum()) for grade in range(4)]
        assert counts == [int((part["grade"] == grade).sum()) for grade in range(4)]
        assert [to_hex(mesh.to_rgba(grade)) for grade in range(4)] == list(read_brand().grades)
        assert len(unscanned.get_path()) // 5 == subjects * muscles - len(part)
        assert unscanned.get_hatch()
        (dots,) = [line for line in axis.lines if line.get_marker() == "o"]
        assert len(dots.get_xdata()) == (part["atrophy"] == "yes").sum()


@every_cohort
def test_each_square_and_dot_stands_at_its_subject_and_muscle(cohort):
    f = frames(cohort)
    axes = drawing(cohort, "grade_map").figure.axes
    subjects = order_of_subjects(f.grades)["subject_id"].tolist()
    muscles = [text.get_text() for text in axes[0].get_yticklabels()]
    for axis, side in zip(axes, ("right", "left"), strict=True):
        shown, dots = axis.collections[0].get_array(), set()
        for row in f.grades[f.grades["side"] == side].itertuples():
            place = muscles.index(label(row.muscle_id)), subjects.index(row.subject_id)
            assert shown[place] == row.grade
            if row.atrophy == "yes":
                dots.add((place[1] + 0.5, place[0] + 0.5))
        (drawn,) = [line for line in axis.lines if line.get_marker() == "o"]
        assert set(map(tuple, drawn.get_xydata())) == dots


def test_subjects_stand_by_group_and_mean_grade():
    order = order_of_subjects(frames("pavia-2018").grades)
    assert order["group"].tolist() == ["patient"] * 10 + ["control"] * 9
    for _, part in order.groupby("group", observed=True):
        assert part["grade"].is_monotonic_increasing
    shown = words(drawing("pavia-2018", "grade_map").figure)
    ids = [text for text in shown if re.fullmatch(r"[PC]\d\d", text)]
    assert ids[:19] == order["subject_id"].tolist()
    assert "ALS patients\nn = 10" in shown


# ---------------------------------------------------------------- region scores


def test_every_subject_is_a_point_and_no_tie_hides_another():
    f = frames("pavia-2018")
    points = offsets(drawing("pavia-2018", "score_distribution").figure)
    assert len(points) == len(f.scores)
    for axis in drawing("pavia-2018", "score_distribution").figure.axes:
        places = np.vstack(panel_offsets(axis))
        assert len(np.unique(places.round(6), axis=0)) == len(places)


@pytest.mark.parametrize(("subjects", "marks"), [(20, 20), (21, 1)])
def test_groups_of_up_to_twenty_have_a_mark_a_subject(subjects, marks):
    scores = pd.DataFrame(
        {
            "subject_id": [f"P{n}" for n in range(subjects)],
            "group": "patient",
            "side": "right",
            "region": "hand",
            "score": 1.0,
        }
    )
    (axis,) = figures.score_distribution(scores, {"patient": "Patients"}, MERCURI).figure.axes
    assert len(np.vstack(panel_offsets(axis))) == marks


def test_each_score_stands_above_its_region():
    f = frames("pavia-2018")
    axes = drawing("pavia-2018", "score_distribution").figure.axes
    names = [text.get_text().replace("\n", " ") for text in axes[-1].get_xticklabels()]
    for axis, side in zip(axes, ("right", "left"), strict=True):
        part = f.scores[f.scores["side"] == side]
        points = np.vstack(panel_offsets(axis))
        shown = sorted((names[round(x)], y) for x, y in points)
        expected = zip(map(label, part["region"]), part["score"], strict=True)
        assert shown == sorted(expected)


def test_marks_of_large_groups_grow_with_the_number_of_subjects():
    f = frames("fjordby-lindhaven")
    axis = drawing("fjordby-lindhaven", "score_distribution").figure.axes[0]
    hand = f.scores[(f.scores["region"] == "hand") & (f.scores["side"] == "right")]
    counts = hand.loc[hand["group"] == "patient", "score"].value_counts().sort_index()
    marks = next(c for c in axis.collections if isinstance(c, PathCollection))
    assert len(marks.get_offsets()) == len(counts)
    assert np.corrcoef(marks.get_sizes(), counts)[0, 1] == pytest.approx(1)
    assert str(counts.sum()) in words(axis.figure)


# ---------------------------------------------------------------- grade distribution


def test_of_many_subjects_the_vector_figure_stays_small():
    """Beyond a number of subjects their marks are pixels: ten times as many are no larger a file."""
    muscle = {"side": "left", "muscle_id": "soleus", "region": "posterior_calf"}

    def size_of(count: int) -> tuple[int, int]:
        people = pd.DataFrame({"subject_id": [f"P{i}" for i in range(count)], "group": "patient"})
        grades = people.assign(**muscle, grade=np.arange(count) % 4, atrophy="yes")
        muaps = people.loc[people.index.repeat(10)].assign(**muscle, duration_ms=10.0)
        drawings = (
            figures.grade_map(grades, GROUPS, MERCURI),
            figures.muap_durations(muaps, {"soleus": (9.0, 11.0, 13.0)}),
        )
        return tuple(len(vectors(drawing.figure)) for drawing in drawings)

    few, many = size_of(300), size_of(3000)
    assert all(more < 1.5 * less for less, more in zip(few, many, strict=True))


@every_cohort
def test_bars_are_the_shares_of_the_grades(cohort):
    counts = mri_scoring.grade_counts(frames(cohort).grades, MERCURI)
    figure = drawing(cohort, "grade_distribution").figure
    for axis, side in zip(figure.axes, ("right", "left"), strict=True):
        part = counts[counts["side"] == side]
        bars = [patch for patch in axis.patches if isinstance(patch, Rectangle)]
        expected = [
            100 * row[f"grade_{g}"] / row["n_muscles"]
            for _, row in part.iterrows()
            for g in range(4)
        ]
        assert [bar.get_width() for bar in bars] == pytest.approx(expected)
        starts = np.cumsum(np.reshape(expected, (-1, 4)), axis=1) - np.reshape(expected, (-1, 4))
        assert [bar.get_x() for bar in bars] == pytest.approx(starts.ravel(), abs=1e-9)
        heights = np.reshape([bar.get_y() for bar in bars], (-1, 4))
        assert len(np.unique(heights[:, 0].round(9))) == len(part)
        assert (heights == heights[:, :1]).all()
        assert [to_hex(bar.get_facecolor()) for bar in bars[:4]] == list(read_brand().grades)
        shown = [text.get_text() for text in axis.texts]
        assert [t for t in shown if t.startswith("n = ")] == [f"n = {n}" for n in part["n_muscles"]]


@pytest.mark.parametrize("few", [1, 2, 5])
def test_long_names_of_small_groups_keep_clear_of_each_other(few):
    grades = frames("pavia-2018").grades.astype({"group": str})
    controls = sorted(grades.loc[grades["group"] == "control", "subject_id"].unique())
    mimics = grades["subject_id"].isin(controls[:few])
    grades = grades.assign(group=grades["group"].mask(mimics, "mimic"))
    order = pd.CategoricalDtype(["patient", "mimic", "control"], ordered=True)
    names = GROUPS | {
        "mimic": "Multifocal motor neuropathy",
        "control": "Controls without complaint",
    }
    drawn = laid_out(figures.grade_map(grades.astype({"group": order}), names, MERCURI))
    assert misplaced(drawn.figure) == []
    shown = " ".join(words(drawn.figure)).replace("\N{NO-BREAK SPACE}", " ")
    assert f"A: ALS patients, n = 10   B: Multifocal motor neuropathy, n = {few}" in shown
    assert words(drawn.figure).count("B") == 2


# ---------------------------------------------------------------- body map


@every_cohort
def test_each_region_of_the_body_has_the_colour_of_its_median(cohort):
    f = frames(cohort)
    figure = drawing(cohort, "body_map").figure
    regions = [p for axis in figure.axes[:4] for p in axis.patches if isinstance(p, PathPatch)]
    shown = sorted(to_hex(p.get_facecolor()) for p in regions if p.get_linewidth() == 0.6)
    assert len(shown) == len(f.medians) == 32
    assert shown == sorted(to_hex(grade_scale()(median / 3)) for median in f.medians["median"])
    values = [f"{rounding.trimmed(row.median)} (n = {row.n})" for row in f.medians.itertuples()]
    assert sorted(t for t in words(figure) if "(n = " in t) == sorted(values)


def test_sides_are_where_a_reader_of_scans_has_them():
    medians = pd.DataFrame(
        {
            "group": "patient",
            "side": ["left", "right"],
            "region": "hand",
            "n": [3, 4],
            "median": 0.0,
        }
    )
    front = laid_out(figures.body_map(medians, GROUPS, MERCURI)).figure.axes[0]
    places = {text.get_text(): text.get_position()[0] for text in front.texts}
    assert places["0 (n = 3)"] > 0 > places["0 (n = 4)"]
    assert places["left side"] > 0 > places["right side"]


def test_the_body_map_needs_neither_controls_nor_every_region():
    f = frames("pavia-2018")
    part = f.medians[(f.medians["group"] == "patient") & (f.medians["region"] != "hand")]
    drawn = laid_out(figures.body_map(part, GROUPS, MERCURI))
    shown = words(drawn.figure)
    assert shown.count("not scanned") == 3  # two hands and the legend
    assert "Healthy controls" not in shown
    assert "Healthy controls" not in drawn.alternative
    assert overlaps(drawn.figure) == []


def test_three_groups_find_room_on_a_page():
    f = frames("pavia-2018")
    groups = GROUPS | {"mimic": "Multifocal motor neuropathy"}
    other = f.medians["group"].astype(str).replace({"control": "mimic"})
    medians = pd.concat([f.medians, f.medians.assign(group=other)[other == "mimic"]])
    drawn = laid_out(
        figures.body_map(medians.assign(group=medians["group"].astype(str)), groups, MERCURI)
    )
    assert drawn.figure.get_size_inches()[1] < 9
    assert overlaps(drawn.figure) == []
    assert "Multifocal motor neuropathy" in words(drawn.figure)


def test_a_region_without_a_place_on_the_body_is_named_beneath_it():
    medians = frames("pavia-2018").medians.astype({"region": str}).replace({"hand": "tongue"})
    drawn = laid_out(figures.body_map(medians, GROUPS, MERCURI))
    said = "Without a place on the body drawn here: tongue."
    assert said in words(drawn.figure)
    assert drawn.alternative.endswith(said)
    assert overlaps(drawn.figure) == []
    tongue = figures.body_map(medians[medians["region"] == "tongue"], GROUPS, MERCURI)
    assert tongue.alternative == "None of the regions read has a place on the body drawn here."


# ---------------------------------------------------------------- EMG


@every_cohort
def test_every_muap_is_a_dot_and_every_muscle_a_bar(cohort):
    f = frames(cohort)
    for axis in drawing(cohort, "muap_durations").figure.axes:
        muscle = next(
            m
            for m in f.data.settings.emg_thresholds_ms
            if axis.get_title(loc="left").startswith(label(m))
        )
        part = f.data.muaps[f.data.muaps["muscle_id"] == muscle]
        (dots,) = [line for line in axis.lines if line.get_marker() == "o"]
        assert sorted(dots.get_ydata()) == sorted(part["duration_ms"])
        assert len(np.unique(dots.get_xydata().round(9), axis=0)) == len(part)
        means = part.groupby(["subject_id", "side"])["duration_ms"].mean()
        (bars,) = axis.collections
        assert sorted(line[0][1] for line in bars.get_segments()) == pytest.approx(sorted(means))
        cuts = [line.get_ydata()[0] for line in axis.lines if line.get_linestyle() == "--"]
        assert cuts == list(f.data.settings.emg_thresholds_ms[muscle])
        assert (
            f"(n = {part['subject_id'].nunique()} subjects, {len(part)} MUAPs)"
            in axis.get_title(loc="left")
        )
        assert [to_hex(p.get_facecolor()) for p in axis.patches] == list(read_brand().grades)


def test_the_sides_of_a_subject_stand_beside_its_name_and_one_side_alone_above_it():
    rows = [
        (subject, side, "iliacus", duration)
        for subject, sides in (("P1", ["right"]), ("P2", ["right", "left"]), ("P3", ["left"]))
        for side in sides
        for duration in (9.0, 10.0)
    ]
    muaps = pd.DataFrame(rows, columns=["subject_id", "side", "muscle_id", "duration_ms"])
    (axis,) = figures.muap_durations(muaps, {"iliacus": [9, 11, 13]}).figure.axes
    (bars,) = axis.collections
    middles = [segment[:, 0].mean() for segment in bars.get_segments()]
    assert middles == pytest.approx([0, 0.8, 1.2, 2])
    assert [text.get_text() for text in axis.get_xticklabels()] == ["P1", "P2", "P3"]


# ---------------------------------------------------------------- effects, hand, agreement


@every_cohort
def test_the_forest_plot_has_every_effect_with_interval_and_n(cohort):
    f = frames(cohort)
    for axis, side in zip(drawing(cohort, "effects").figure.axes, ("right", "left"), strict=True):
        part = f.regions[f.regions["side"] == side]
        (marks,) = [line for line in axis.lines if line.get_marker() == "D"]
        assert list(marks.get_xdata()) == part["cliffs_delta"].tolist()
        names = [
            text.get_text() for text in drawing(cohort, "effects").figure.axes[0].get_yticklabels()
        ]
        assert [names[place] for place in marks.get_ydata()] == [label(r) for r in part["region"]]
        (bars,) = axis.collections
        ends = [(line[0][0], line[1][0]) for line in bars.get_segments()]
        assert ends == list(zip(part["cliffs_delta_low"], part["cliffs_delta_high"], strict=True))
        shown = [text.get_text() for text in axis.texts]
        for row in part.itertuples():
            assert f"{row.n_patients} v {row.n_controls}" in shown


@every_cohort
def test_the_hand_figure_counts_every_patient_and_says_the_correlation(cohort):
    f = frames(cohort)
    axis = drawing(cohort, "hand_function").figure.axes[0]
    (marks,) = axis.collections
    shared = numbers([text.get_text() for text in axis.texts])
    assert sum(shared) + len(marks.get_offsets()) - len(shared) == f.hand["n"]
    pairs = f.hands[["hand_items", "score"]].dropna().value_counts()
    assert set(map(tuple, marks.get_offsets())) == set(pairs.index)
    areas = dict(zip(map(tuple, marks.get_offsets()), marks.get_sizes(), strict=True))
    single = {areas[place] for place, n in pairs.items() if n == 1}
    assert len(single) == 1
    assert all(areas[place] > 2 * max(single) for place, n in pairs.items() if n > 1)
    told = {text.get_position(): text.get_text() for text in axis.texts}
    assert told == {place: str(n) for place, n in pairs.items() if n > 1}
    title = axis.get_title(loc="left")
    assert f"n = {f.hand['n']}, rho = {rounding.number(f.hand['rho'])}" in title
    assert rounding.interval(f.hand["rho_low"], f.hand["rho_high"]) in title


@every_cohort
def test_the_agreement_figure_counts_every_muscle_with_both_grades(cohort):
    f = frames(cohort)
    rows = f.kappa[f.kappa["muscle_id"] != "all"]
    axes = [axis for axis in drawing(cohort, "grade_agreement").figure.axes if axis.get_visible()]
    shown = {
        (axis.get_title(loc="left"), int(sum(numbers([t.get_text() for t in axis.texts]))))
        for axis in axes
    }
    assert shown == {(label(row.muscle_id), row.n) for row in rows.itertuples()}
    for axis, row in zip(axes, rows.itertuples(), strict=True):
        own = (f.cross["measure"] == row.measure) & (f.cross["muscle_id"] == row.muscle_id)
        table = f.cross[own].set_index("other_grade").filter(like="mri_")
        bubbles = {
            t.get_position(): t.get_text() for t in axis.texts if "kappa" not in t.get_text()
        }
        assert bubbles == {
            (int(mri.removeprefix("mri_")), other): str(n)
            for (other, mri), n in table.stack().items()
            if n
        }
        assert set(map(tuple, panel_offsets(axis)[0].data)) == bubbles.keys()
    captions = [t.get_text() for axis in axes for t in axis.texts if "kappa" in t.get_text()]
    assert captions == [
        f"n = {row.n}, kappa {rounding.estimate(row.weighted_kappa, row.kappa_low, row.kappa_high)}"
        for row in rows.itertuples()
    ]


# ---------------------------------------------------------------- less than everything


@pytest.mark.parametrize("left_out", ["control", "patient", "left", "hand"])
def test_figures_of_part_of_a_cohort(left_out):
    f = frames("pavia-2018")
    grades = f.grades[~f.grades.isin([left_out]).any(axis=1)]
    scores = mri_scoring.region_scores(grades)
    medians = mri_scoring.score_quartiles(scores, "averaged_inverted_cdf")
    for drawn in (
        figures.grade_map(grades, GROUPS, MERCURI),
        figures.score_distribution(scores, GROUPS, MERCURI),
        figures.grade_distribution(mri_scoring.grade_counts(grades, MERCURI), GROUPS, MERCURI),
        figures.body_map(medians, GROUPS, MERCURI),
    ):
        laid_out(drawn)
        assert overlaps(drawn.figure) == []
        group = GROUPS.get(left_out, left_out)
        assert group not in drawn.alternative.replace("handed", "").replace("the left side", "")


def test_figures_without_anything_to_compare():
    f = frames("pavia-2018")
    nothing = f.regions.assign(
        cliffs_delta=np.nan, cliffs_delta_low=np.nan, cliffs_delta_high=np.nan
    )
    assert "no effect to show" in figures.effects(nothing, 0.95).alternative
    one_side = f.regions.where(f.regions["side"] == "right", nothing)
    assert figures.effects(one_side, 0.95).alternative.endswith("Left side: nothing to compare.")
    unknown = f.hand | dict.fromkeys(["rho", "rho_low", "rho_high", "p"], np.nan) | {"n": 0}
    drawn = figures.hand_function(f.hands.iloc[:0], unknown, 0.95, MERCURI)
    assert drawn.alternative.startswith("No patient has both the hand items and a score")
    emg = f.cross[f.cross["measure"] == "emg"]
    drawn = laid_out(figures.grade_agreement(emg, f.kappa, MERCURI))
    assert "Weakness" not in drawn.alternative
    assert len([axis for axis in drawn.figure.axes if axis.get_visible()]) == 3


def test_without_data_a_figure_says_so():
    f = frames("pavia-2018")
    none = f.grades.iloc[:0]
    scores = mri_scoring.region_scores(none)
    unread = (
        figures.grade_map(none, GROUPS, MERCURI),
        figures.score_distribution(scores, GROUPS, MERCURI),
        figures.grade_distribution(mri_scoring.grade_counts(none, MERCURI), GROUPS, MERCURI),
        figures.body_map(mri_scoring.score_quartiles(scores, "linear"), GROUPS, MERCURI),
        figures.effects(f.regions.iloc[:0], 0.95),
    )
    for drawn in unread:
        assert words(drawn.figure) == [drawn.alternative] == ["No muscle was read."]
    emg = figures.muap_durations(f.data.muaps.iloc[:0], f.data.settings.emg_thresholds_ms)
    assert words(emg.figure) == [emg.alternative] == ["No MUAP was measured."]
    both = figures.grade_agreement(f.cross.iloc[:0], f.kappa.iloc[:0], MERCURI)
    assert (
        words(both.figure)
        == [both.alternative]
        == ["No muscle has an MRI grade and another grade."]
    )


@every_cohort
def test_the_figure_of_errors_says_how_many_muaps_and_muscles(cohort):
    data = frames(cohort).data
    rows = waveforms.error_by_noise(simulated_trials(data), data, 1 - data.settings.alpha)
    for axis, name in zip(
        drawing(cohort, "muap_error").figure.axes, ("n", "n_muscles"), strict=True
    ):
        shown = [tick.get_text() for tick in axis.get_xticklabels()]
        pairs = zip(rows["snr"], rows[name], strict=True)
        assert shown == [f"{ratio:g}\nn = {n}" for ratio, n in pairs]


def test_the_figure_of_shares_counts_the_muscles_of_each_grade():
    shares = pd.DataFrame({"grade": [0, 0, 2], "fat_share": [0.01, 0.02, 0.3], "outside": 0})
    shares = shares.assign(fat_share_low=0.0, fat_share_high=0.4)
    axis = figures.shares_by_grade(shares, (0.05, 0.2, 0.5), MERCURI).figure.axes[0]
    assert [tick.get_text() for tick in axis.get_xticklabels()] == [
        "0\nn = 2",
        "1\nn = 0",
        "2\nn = 1",
        "3\nn = 0",
    ]
