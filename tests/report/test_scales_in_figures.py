"""Figures, tables and sentences on scales with other grades than 0 to 3."""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from drawn import extents, laid_out, misplaced
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from als_muscle_mri import correlations, emg_grading, mri_scoring
from als_muscle_mri.inputs import MERCURI, SCALES, Cohort, Scale, load_cohort
from als_muscle_mri.inputs.scales import Grade
from als_muscle_mri.report import correlated, figures, numbers, tables
from als_muscle_mri.report.disclosure import Disclosure
from als_muscle_mri.report.drawing import Drawing
from als_muscle_mri.report.figures.marks import grade_patches
from als_muscle_mri.report.style import grade_colours, ink_on, lightness

GROUPS = {"patient": "ALS patients", "control": "Healthy controls"}
LONG = Scale(
    "A scale of many steps",
    "long_grade",
    tuple(Grade(n, "about as much fat as muscle, in patches") for n in range(10)),
)
OTHERS = [SCALES["goutallier"], SCALES["lamminen"], LONG]
every_scale = pytest.mark.parametrize("scale", OTHERS, ids=lambda scale: scale.name)


@dataclass(frozen=True)
class Frames:
    grades: pd.DataFrame
    scores: pd.DataFrame
    medians: pd.DataFrame
    hands: pd.DataFrame
    hand: dict
    cross: pd.DataFrame
    agreed: pd.DataFrame


@cache
def pavia() -> Cohort:
    return load_cohort("pavia-2018")


@cache
def frames(scale: Scale) -> Frames:
    """The reference cohort with its grades spread over all of a scale."""
    data = pavia()
    places = pd.factorize(data.mri_ratings["subject_id"])[0] + data.mri_ratings["grade"]
    grade = scale.numbers[0] + places % len(scale.grades)
    data = replace(data, scale=scale, mri_ratings=data.mri_ratings.assign(grade=grade))
    grades = mri_scoring.muscle_grades(data)
    scores = mri_scoring.region_scores(grades)
    pairs = {
        "emg": correlations.mri_with_emg(grades, emg_grading.emg_grades(data)),
        "strength": correlations.mri_with_strength(grades, data.strength),
    }
    cross = pd.concat({n: correlations.cross_table(p, scale) for n, p in pairs.items()})
    agreed = pd.concat(
        {n: correlations.agreement(p, data.settings, scale) for n, p in pairs.items()},
        names=["measure"],
    )
    hands = correlations.hand_function(scores, data)
    return Frames(
        grades=grades,
        scores=scores,
        medians=mri_scoring.score_quartiles(scores, "averaged_inverted_cdf"),
        hands=hands,
        hand=correlations.hand_correlation(hands, data.settings),
        cross=cross.rename_axis(["measure", None]).reset_index("measure"),
        agreed=agreed.reset_index("measure"),
    )


@cache
def drawing(scale: Scale, name: str) -> Drawing:
    f = frames(scale)
    arguments = {
        "grade_map": (f.grades, GROUPS),
        "grade_distribution": (mri_scoring.grade_counts(f.grades, scale), GROUPS),
        "score_distribution": (f.scores, GROUPS),
        "body_map": (f.medians, GROUPS),
        "hand_function": (f.hands, f.hand, 0.95),
        "grade_agreement": (f.cross, f.agreed),
    }
    return laid_out(getattr(figures, name)(*arguments[name], scale))


NAMES = [
    *("grade_map", "grade_distribution", "score_distribution"),
    *("body_map", "hand_function", "grade_agreement"),
]


@every_scale
@pytest.mark.parametrize("name", NAMES)
def test_no_text_is_cut_and_none_covers_another(scale: Scale, name: str) -> None:
    assert misplaced(drawing(scale, name).figure) == []


@every_scale
@pytest.mark.parametrize("name", NAMES)
def test_nothing_speaks_of_mercuri_or_of_its_grades(scale: Scale, name: str) -> None:
    drawn = drawing(scale, name)
    shown = " ".join([drawn.alternative, *map(str, extents(drawn.figure))])
    assert "Mercuri" not in shown
    assert scale.span in drawn.alternative or name in ("grade_map", "body_map", "hand_function")


@pytest.mark.parametrize("count", [2, 3, *range(5, 11)])
def test_each_grade_has_a_colour_that_grey_tells_from_the_next(count: int) -> None:
    shades = grade_colours(count)
    light = [lightness(shade) for shade in shades]
    steps = -np.diff(light)
    even = (light[0] - light[-1]) / (count - 1)
    assert len(set(shades)) == count
    assert (steps > 0.95 * even).all()
    assert (steps < 1.05 * even).all()
    for shade in shades:
        assert abs(lightness(ink_on(shade)) - lightness(shade)) > 35


def test_four_grades_have_the_colours_of_the_brand() -> None:
    assert [to_hex(patch.get_facecolor()) for patch in grade_patches(MERCURI)] == list(
        grade_colours()
    )


@every_scale
def test_the_heat_map_has_the_colour_of_each_grade(scale: Scale) -> None:
    drawn = drawing(scale, "grade_map")
    (mesh,) = drawn.figure.axes[0].collections
    part = frames(scale).grades.query("side == 'right'")
    counts = [int((part["grade"] == grade).sum()) for grade in scale.numbers]
    assert [int((mesh.get_array() == grade).sum()) for grade in scale.numbers] == counts
    shades = [to_hex(mesh.to_rgba(grade)) for grade in scale.numbers]
    assert shades == list(grade_colours(len(scale.grades)))
    assert min(counts) > 0


@every_scale
def test_bars_are_the_shares_of_the_grades(scale: Scale) -> None:
    counts = mri_scoring.grade_counts(frames(scale).grades, scale)
    names = [f"grade_{number}" for number in scale.numbers]
    assert (counts[names].sum(axis=1) == counts["n_muscles"]).all()
    axis = drawing(scale, "grade_distribution").figure.axes[0]
    bars = [patch for patch in axis.patches if isinstance(patch, Rectangle)]
    rows = counts[counts["side"] == "right"]
    assert len(bars) == len(rows) * len(scale.grades)
    shares = 100 * rows[names].to_numpy() / rows[["n_muscles"]].to_numpy()
    np.testing.assert_allclose([bar.get_width() for bar in bars], shares.ravel(), atol=1e-9)


@every_scale
def test_axes_reach_from_the_lowest_grade_to_the_highest(scale: Scale) -> None:
    axis = drawing(scale, "score_distribution").figure.axes[0]
    assert tuple(axis.get_yticks()) == scale.numbers
    low, high = axis.get_ylim()
    assert low < scale.numbers[0]
    assert scale.numbers[-1] < high
    across = drawing(scale, "grade_agreement").figure.axes[0]
    assert tuple(across.get_xticks()) == scale.numbers
    assert tuple(across.get_yticks()) == (0, 1, 2, 3)


@every_scale
def test_agreement_is_a_correlation_and_says_why_there_is_no_kappa(scale: Scale) -> None:
    f = frames(scale)
    shown = tables.grade_agreement(f.agreed, 0.95).shown
    assert "Spearman's rho (95 % CI)" in shown
    assert not any("kappa" in name for name in shown)
    emg = f.agreed[f.agreed["measure"] == "emg"]
    told = correlated.grade_agreement(emg, "EMG", 0.95)
    assert "were correlated (Spearman's rho " in told
    assert "95 % CI" in told
    assert "kappa needs the same grades on both sides, and these are not" in told
    tree = numbers.grade_agreement(emg)
    assert tree["all"]["rho"]["unit"] == "rho"
    assert tree["all"]["rho"]["n"] == emg["n"].iloc[-1]
    assert "kappa" not in drawing(scale, "grade_agreement").alternative


def test_grades_that_do_not_vary_have_no_correlation_and_say_so() -> None:
    rows = pd.DataFrame({"muscle_id": ["all"], "n": [4], "rho": [np.nan]})
    rows = rows.assign(rho_low=np.nan, rho_high=np.nan)
    assert correlated.grade_agreement(rows, "EMG", 0.95) == (
        "The grades of four muscles with MRI and EMG cannot be correlated; kappa needs the same "
        "grades on both sides, and these are not."
    )


def test_a_correlation_of_few_muscles_is_suppressed() -> None:
    rows = pd.DataFrame({"muscle_id": ["soleus", "all"], "n": [3, 30], "rho": 0.5})
    rows = rows.assign(rho_low=0.1, rho_high=0.8)
    safe = Disclosure(5, {"patient": 30}).safe("grade-agreement", rows)
    assert safe["rho"].iloc[0].shown == "n < 5"


@every_scale
def test_the_cross_table_has_a_column_for_each_grade(scale: Scale) -> None:
    f = frames(scale)
    shown = tables.cross_tables(f.cross, scale).shown
    assert [name for name in shown if name.startswith("MRI ")] == [
        f"MRI {number}" for number in scale.numbers
    ]
    total = f.agreed.loc[f.agreed["muscle_id"] == "all", "n"].sum()
    assert f.cross[[f"mri_{n}" for n in scale.numbers]].to_numpy().sum() == total
