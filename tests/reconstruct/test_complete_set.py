"""The complete set is what is left of all datasets there are: nothing missing, nothing twice."""

from unittest.mock import patch

import numpy as np
import pytest
from every_dataset import SHARES, candidates, every_dataset, listed, scipys_p, strike_out
from hypothesis import given, settings
from hypothesis import strategies as st
from random_summaries import METHODS, reports

from als_muscle_mri.reconstruct import Group, Summary, complete, complete_set, nearest_p

FIGURES = st.lists(st.sampled_from(list(SHARES)), unique=True)
SMALL = reports((4, 3), items=2, highest_grade=2, shown=FIGURES, comparisons=st.booleans())
SPREAD = reports((3, 2), items=4, highest_grade=3, shown=FIGURES, comparisons=st.booleans())
WHOLE_TABLE = reports(
    (5, 4), items=2, highest_grade=3, shown=st.just(list(SHARES)), comparisons=st.just(True)
)


def same_as_by_force(summary: Summary) -> int:
    found = listed(complete_set(summary))
    assert len(set(found)) == len(found)
    assert set(found) == every_dataset(summary, *summary.groups)
    return len(found)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(SMALL)
def test_is_what_brute_force_leaves(report):
    assert same_as_by_force(report[0]) >= 1


@settings(deadline=None, max_examples=30, derandomize=True)
@given(SPREAD)
def test_is_what_brute_force_leaves_of_many_grades(report):
    assert same_as_by_force(report[0]) >= 1


@settings(deadline=None, max_examples=40, derandomize=True)
@given(WHOLE_TABLE)
def test_is_what_brute_force_leaves_of_a_whole_table(report):
    assert same_as_by_force(report[0]) >= 1


@settings(deadline=None, max_examples=60, derandomize=True)
@given(SMALL, st.sampled_from(["0.010", "0.046", "0.127", "0.5", "1", "<0.05", ">0.05", "<0.2"]))
def test_is_what_brute_force_leaves_where_a_p_was_misprinted(report, text):
    summary, _ = report
    p = {("controls", "patients"): text} | {
        pair: printed
        for pair, printed in summary.p.items()
        if set(pair) != {"patients", "controls"}
    }
    same_as_by_force(
        Summary(
            "score",
            summary.items,
            summary.groups,
            p,
            summary.parts,
            summary.highest_grade,
            summary.quartile_method,
            summary.parts_of,
        )
    )


@pytest.mark.parametrize("method", METHODS)
def test_every_quartile_rule(method):
    groups = (Group("patients", 5, "1", "0.5", "1.5"), Group("controls", 4, "0.5", "0.5", "1"))
    summary = Summary(
        "score", 2, groups, {("patients", "controls"): ">0.05"}, quartile_method=method
    )
    same_as_by_force(summary)


@settings(deadline=None, max_examples=40, derandomize=True)
@given(WHOLE_TABLE, st.integers(1, 300))
def test_steps_leave_no_trace(report, cells):
    """The same rows in the same order, however few are looked at in one step."""
    summary, _ = report
    at_once = complete_set(summary)
    with patch.object(complete, "CELLS_AT_ONCE", cells):
        in_steps = complete_set(summary)
    assert in_steps.stages == at_once.stages
    for name in ("whole", "other", "part", "rest"):
        np.testing.assert_array_equal(getattr(in_steps, name), getattr(at_once, name))


@pytest.mark.parametrize("cells", [1, 10, 60, 1000])
@pytest.mark.parametrize("parts", [{}, {"bulbar": 2, "spinal": 2}])
def test_many_datasets_come_in_one_order(parts, cells):
    groups = (Group("patients", 4), Group("controls", 3))
    summary = Summary("score", 1, groups, {("patients", "controls"): ">0.05"}, parts)
    with patch.object(complete, "CELLS_AT_ONCE", cells):
        found = listed(complete_set(summary))
    assert found == sorted(every_dataset(summary, *groups))
    assert len(found) > 300


@settings(deadline=None, max_examples=25, derandomize=True)
@given(WHOLE_TABLE)
def test_stages_count_what_each_figure_leaves(report):
    summary, _ = report
    without_p = Summary(
        "score",
        summary.items,
        summary.groups,
        {},
        {},
        summary.highest_grade,
        summary.quartile_method,
    )
    sets = list(candidates(without_p, *summary.groups))
    expected = [len({one[0] for one in sets}), len({one[1] for one in sets})]
    between = {pair: text for pair, text in summary.p.items() if not set(pair) & set(summary.parts)}
    of_parts = {pair: text for pair, text in summary.p.items() if pair not in between}
    figures = []
    for pair, text in between.items():
        asked = Summary("score", summary.items, summary.groups, {pair: text})
        expected.append(len(strike_out(asked, sets, *summary.groups)))
        figures.append(f"p of {' v '.join(pair)}")
    left = list(candidates(summary, *summary.groups))
    left = strike_out(replace_p(summary, between), left, *summary.groups)
    for pair, text in of_parts.items():
        left = strike_out(replace_p(summary, {pair: text}), left, *summary.groups)
        expected.append(len(left))
        figures.append(f"p of {' v '.join(pair)}")
    stages = complete_set(summary).stages
    assert [stage.n for stage in stages] == expected
    assert [stage.figure for stage in stages] == [
        "median and quartiles of patients",
        "median and quartiles of controls",
        *figures,
    ]


def replace_p(summary: Summary, p: dict) -> Summary:
    return Summary(
        "score", summary.items, summary.groups, p, summary.parts, parts_of=summary.parts_of
    )


@settings(deadline=None, max_examples=40, derandomize=True)
@given(SMALL, st.floats(0.0, 1.0))
def test_nearest_p_is_the_nearest_of_all(report, wanted):
    summary, _ = report
    summary = Summary(
        "score",
        summary.items,
        summary.groups,
        {("patients", "controls"): f"{wanted:.3f}"},
        {},
        summary.highest_grade,
        summary.quartile_method,
    )
    sets = list(candidates(summary, *summary.groups))
    p = scipys_p(*(np.array([one[place] for one in sets]) for place in (0, 1)))
    middle = float(f"{wanted:.3f}")
    nearest = nearest_p(summary)
    # those that print alike are equally near
    assert max(abs(nearest - middle), 5e-4) == pytest.approx(max(np.abs(p - middle).min(), 5e-4))
    assert np.abs(p - nearest).min() < 1e-12


def test_nearest_p_of_no_dataset_is_none():
    groups = (Group("patients", 3, "2", "1", "1"), Group("controls", 3))
    assert nearest_p(Summary("score", 1, groups, {("patients", "controls"): "0.5"})) is None


def test_nearest_p_asks_for_a_printed_one():
    groups = (Group("patients", 3, "1", "1", "1"), Group("controls", 3))
    with pytest.raises(ValueError, match="score: no p of the two groups is printed"):
        nearest_p(Summary("score", 1, groups))
