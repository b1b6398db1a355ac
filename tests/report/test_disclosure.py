"""Which numbers are suppressed, held against an attacker who tries every table there can be."""

import itertools
import re

import pandas as pd
import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from als_muscle_mri.report import rounding
from als_muscle_mri.report.disclosure import EVERYTHING, Disclosure
from als_muscle_mri.report.disclosure_links import linked, safe_contrast
from als_muscle_mri.report.disclosure_muscles import _about, of_muscles
from als_muscle_mri.report.disclosure_rules import RULES, WITHHELD
from als_muscle_mri.report.hidden_levels import hidden
from als_muscle_mri.report.outputs import Outputs, Table
from als_muscle_mri.report.suppressed import Suppressed, holds
from als_muscle_mri.statistics import quartiles

BOUNDED = settings(deadline=None, derandomize=True, max_examples=150)
DISCLOSURE = Disclosure(5, {"patient": 10, "control": 9, "all": 19}, ("P1", "P10"))


def shown(frame: pd.DataFrame) -> list[dict]:
    return frame.map(lambda cell: getattr(cell, "shown", cell)).to_dict("records")


@BOUNDED
@given(st.lists(st.integers(0, 12), min_size=1, max_size=4), st.integers(2, 6))
def test_no_hidden_level_can_be_worked_out(counts: list[int], minimum: int) -> None:
    """Every table with the same total, shown cells and range of hidden cells is one the attacker
    has to reckon with: each small cell takes more than one value over them, where the total is one
    that may be shown."""
    names = dict(enumerate(counts))
    away = set(hidden(names, minimum))
    assert away >= {name for name, n in names.items() if 0 < n < minimum}
    if not away or sum(counts) < minimum:
        return
    total = sum(names[name] for name in away)
    assert total >= minimum or len(away) == sum(n > 0 for n in counts)
    tables = itertools.product(*(range(1, total + 1) for _ in away))
    possible = [table for table in tables if sum(table) == total]
    for place in range(len(away)):
        assert len({table[place] for table in possible}) > 1


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    assert hidden({"a": 5, "b": 0, "c": 70}, 5) == []


@BOUNDED
@given(st.integers(0, 10))
def test_a_count_is_hidden_with_what_gives_it_away(n: int) -> None:
    count = DISCLOSURE.count(n, of="patient")
    assert holds(count) == (1 <= n <= 4 or 1 <= 10 - n <= 4)


def test_what_rests_on_few_goes_with_them() -> None:
    frame = pd.DataFrame(
        {"group": ["patient", "control"], "n": [3, 9], "q1": 0.0, "median": 1.0, "q3": 1.5}
    )
    before = frame.copy()
    few, many = shown(DISCLOSURE.safe("region-scores", frame))
    assert few == {"group": "patient", "n": "< 5", "q1": "n < 5", "median": "n < 5", "q3": "n < 5"}
    assert many == {"group": "control", "n": 9, "q1": 0.0, "median": 1.0, "q3": 1.5}
    pd.testing.assert_frame_equal(frame, before)


def test_a_part_that_all_but_few_belong_to_is_hidden_too() -> None:
    rows = {"side": ["right"], "region": ["hand"], "n_spinal": [8], "n_bulbar": [2], "n": [10]}
    frame = pd.DataFrame(rows | {"missing": [0], "median_spinal": [1.0], "p": [0.3]})
    whole = pd.DataFrame({"side": ["right"], "region": ["hand"], "n_patients": [10]})
    (row,) = shown(safe_contrast(DISCLOSURE, frame, {"spinal": 8, "bulbar": 2}, whole))
    assert (row["n_spinal"], row["n_bulbar"], row["n"]) == ("not shown", "< 5", "not shown")
    assert (row["median_spinal"], row["p"]) == ("not shown", "not shown")


def test_a_part_of_whom_all_but_few_were_read_is_hidden_with_what_rests_on_it() -> None:
    """Of 20 spinal patients, whose number is published, 18 were read; so were all 12 bulbar ones."""
    disclosure = Disclosure(5, {"patient": 32, "control": 9, "all": 41})
    row = {"side": "right", "region": "hand", "n_spinal": 18, "n_bulbar": 12, "n": 30}
    frame = pd.DataFrame([row | {"missing": 2, "cliffs_delta": 0.1, "p": 0.3}])
    whole = pd.DataFrame({"side": ["right"], "region": ["hand"], "n_patients": [30]})
    (made,) = shown(safe_contrast(disclosure, frame, {"spinal": 20, "bulbar": 12}, whole))
    names = ("n_spinal", "n", "missing", "cliffs_delta", "p")
    assert [made[name] for name in names] == ["not shown"] * 2 + ["< 5"] + ["not shown"] * 2
    (free,) = shown(safe_contrast(disclosure, frame, {"spinal": 18, "bulbar": 12}, whole))
    assert (free["n_spinal"], free["cliffs_delta"]) == (18, 0.1)


def test_adjusted_p_values_of_parts_do_not_tell_of_a_region_that_is_hidden() -> None:
    rows = {"side": ["right", "right", "left"], "region": ["hand", "calf", "calf"]}
    rows |= {"n_spinal": [18, 20, 20], "n_bulbar": 12, "n": [30, 32, 32], "missing": [2, 0, 0]}
    frame = pd.DataFrame(rows | {"p": [0.01, 0.2, 0.2], "p_holm": [0.02, 0.2, 0.2]})
    whole = pd.DataFrame({"side": rows["side"], "region": rows["region"], "n_patients": 32})
    disclosure = Disclosure(5, {"patient": 32, "control": 9, "all": 41})
    made = shown(safe_contrast(disclosure, frame, {"spinal": 20, "bulbar": 12}, whole))
    assert [row["p"] for row in made] == ["not shown", 0.2, 0.2]
    assert [row["p_holm"] for row in made] == ["not shown", "not shown", 0.2]


def test_the_total_over_groups_goes_where_a_group_went() -> None:
    frame = pd.DataFrame(
        {"group": ["all", "patient", "control"], "region": "hand", "n": [16, 10, 6]}
    )
    frame = frame.assign(missing=0, n_differing=[12, 7, 5], median_difference=0.0, p=0.4)
    total, patients, controls = shown(DISCLOSURE.safe("sides", frame))
    assert (total["n"], patients["n"], controls["n"]) == ("not shown", 10, "not shown")


@pytest.mark.parametrize(
    ("n", "missing", "shown_missing"),
    [(0, 8, "not shown"), (5, 5, 5), (2, 5, "not shown"), (0, 10, 10), (0, 5, 5)],
)
def test_what_is_left_over_by_two_counts_does_not_tell_of_few(
    n: int, missing: int, shown_missing: int | str
) -> None:
    """Of the ten patients those with one side, and with both, leave those with none."""
    row = {"group": "patient", "region": "tongue", "n": n, "missing": missing, "n_differing": 0}
    frame = pd.DataFrame([row | {"median_difference": 0.0, "p": 0.5}])
    (made,) = shown(DISCLOSURE.safe("sides", frame))
    if made["n"] == n:
        assert made["missing"] == shown_missing
    else:
        assert made["missing"] == "not shown"


@pytest.mark.parametrize(("read", "percent"), [(8, "about 40 %"), (10, 100 * 12 / 28)])
def test_a_share_does_not_tell_of_a_hidden_count(read: int, percent: float | str) -> None:
    """12 of 28 muscles are 42.857 %, and about 43 % are of no other number of up to 36 muscles."""
    ids = [f"P{i}" for i in range(10)]
    subjects = pd.DataFrame({"subject_id": ids, "group": "patient"})
    disclosure = Disclosure.of(subjects, 5)
    rows = pd.DataFrame({"subject_id": ids[:read], "group": "patient", "side": "left"})
    counts = {"group": ["patient"], "n_muscles": [28], "n_atrophied": [12]}
    frame = pd.DataFrame(counts | {"percent": [100 * 12 / 28]})
    (made,) = shown(of_muscles(disclosure, "atrophy", frame, rows))
    assert made["percent"] == percent
    assert (made["n_muscles"] == 28) == (read == 10)


@pytest.mark.parametrize("minimum", [3, 4, 5, 10, 20, 100])
def test_every_number_of_muscles_has_a_share_that_is_shown_the_same(minimum: int) -> None:
    def told(n: int) -> set[str]:
        return {_about(100 * part / n, minimum).shown for part in range(n + 1)}

    every = told(1000)
    assert len(every) > 2
    assert all(told(n) == every for n in range(minimum, 3 * minimum + 40))
    # 43 percent, of the even numbers of muscles from 20 to 36, is of 28 alone.
    nearest = [{round(100 * part / n) for part in range(n + 1)} for n in (20, 24, 28, 32, 36)]
    assert [43 in shares for shares in nearest] == [False, False, True, False, False]


@pytest.mark.parametrize("method", ["averaged_inverted_cdf", "linear", "weibull"])
def test_every_number_of_people_can_have_the_quartiles_shown_as_whole_numbers(method: str) -> None:
    """Of a region of two muscles, by every dataset; in full, quartiles tell of the number."""
    grades = (0.0, 0.5, 1.0, 1.5, 2.0)
    disclosure = Disclosure(5, {"patient": 9})

    def in_full(n: int) -> set[tuple[float, ...]]:
        samples = itertools.combinations_with_replacement(grades, n)
        return {(q.q1, q.median, q.q3) for q in (quartiles(one, method) for one in samples)}

    def told(n: int) -> set[tuple[float, ...]]:
        rows = pd.DataFrame(sorted(in_full(n)), columns=["q1", "median", "q3"])
        safe = disclosure.safe("region-scores", rows.assign(group="patient", n=n))
        return set(safe[["q1", "median", "q3"]].astype(float).itertuples(index=False, name=None))

    assert told(6) == told(7) == told(8)
    assert in_full(6) != in_full(8)


def test_percentages_that_are_small_counts_go_with_those_of_the_total() -> None:
    frame = pd.DataFrame({"muscle_id": ["a", "b", "all"], "n": [40, 50, 90]})
    frame = frame.assign(weighted_kappa=0.2, kappa_low=0.1, kappa_high=0.3)
    frame = frame.assign(agreement_percent=[50.0, 60.0, 55.6])
    frame = frame.assign(
        other_higher_percent=[45.0, 20.0, 31.1], mri_higher_percent=[5.0, 20.0, 13.3]
    )
    safe = DISCLOSURE.safe("grade-agreement", frame)
    assert safe["agreement_percent"].map(holds).tolist() == [True, False, True]
    assert not safe["weighted_kappa"].map(holds).any()


@pytest.mark.parametrize(("known", "shown_n"), [(23, "not shown"), (19, 31)])
def test_the_number_of_both_groups_does_not_tell_that_of_one(known: int, shown_n: object) -> None:
    """Of 24 patients, and with 12 of 18 controls, whose age is known: 23 + 12 would tell of one."""
    disclosure = Disclosure(5, {"patient": 24, "control": 18, "all": 42})
    ages = {"variable": "age", "n": [known, 12], "missing": [24 - known, 6], "count": None}
    ages |= {"group": ["patient", "control"], "unit": "years", "level": ""}
    summary = pd.DataFrame(ages | {"q1": 50.5, "median": 60.0, "q3": 70.0, "percent": None})
    tests = pd.DataFrame({"variable": ["age"], "n": [known + 12], "missing": [30 - known]})
    tests = tests.assign(estimate=1.5, estimate_low=-2.0, estimate_high=5.0, p=0.4)
    safe = disclosure.safe("comparability", tests)
    (made,) = shown(linked(safe, disclosure.safe("table-1a", summary)))
    assert made["n"] == shown_n
    assert (made["p"] == 0.4) == (shown_n == 31)
    assert made["missing"] == ("not shown" if shown_n == "not shown" else 11)


def test_off_it_changes_nothing() -> None:
    frame = pd.DataFrame({"n_patients": [1], "n_controls": [2]})
    assert EVERYTHING.safe("participant-flow", frame) is frame
    assert not EVERYTHING.withholds("table-1b")
    assert EVERYTHING.without_ids("P1") == "P1"


def test_a_withheld_table_has_a_header_and_a_reason(tmp_path) -> None:
    frame = pd.DataFrame({"subject_id": ["P1"], "sex": ["F"]})
    outputs = Outputs("cohort", tmp_path, DISCLOSURE)
    text = outputs.table("table-1b", Table(frame, frame)).data
    outputs.frame("results/muscle_grades.csv", frame)
    assert "P1" not in text
    assert "Withheld: it would show fewer than 5 people." in text
    for path in ("tables/table-1b.csv", "results/muscle_grades.csv"):
        assert (tmp_path / path).read_text() == "subject_id,sex\n"


def test_an_output_without_a_rule_is_not_shown_at_all(tmp_path) -> None:
    frame = pd.DataFrame({"n": [1]})
    with pytest.raises(KeyError, match="new-table"):
        Outputs("cohort", tmp_path, DISCLOSURE).table("new-table", Table(frame, frame))


def test_every_output_of_a_report_has_a_rule() -> None:
    text = (ROOT / "Snakefile").read_text(encoding="utf-8")
    across = (ROOT / "workflow/across.smk").read_text(encoding="utf-8")
    text += across[across.index('"plan": outputs(') :]
    tables = " ".join(re.findall(r'tables="([^"]*)"', text)).split()
    figures = [f"figures/{n}" for n in " ".join(re.findall(r'figures="([^"]*)"', text)).split()]
    results = " ".join(re.findall(r'results="([^"]*)"', text)).split()
    files = [f"results/{name}" for name in results if not name.endswith(".json")]
    assert tables
    assert figures
    assert files
    assert {*tables, *figures, *files} <= RULES.keys()
    planned = {
        "results/power.csv",
        "results/assumed_power.csv",
        "results/follow_up.csv",
    }  # of studies to come
    assert all(RULES[name] is WITHHELD for name in set(files) - planned)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (rounding.count(Suppressed("< 5")), "< 5"),
        (rounding.share(Suppressed("not shown"), 10), "not shown"),
        (rounding.p_value(Suppressed("n < 5")), "n < 5"),
        (rounding.p_statement(Suppressed("n < 5")), "p not shown (n < 5)"),
        (rounding.percent(Suppressed("n < 5")), "n < 5"),
        (rounding.median_iqr(*[Suppressed("n < 5")] * 3), "n < 5"),
        (rounding.estimate(*[Suppressed("n < 5")] * 3), "n < 5"),
        (rounding.interval(*[Suppressed("n < 5")] * 2), "n < 5"),
        (rounding.sample_size(Suppressed("< 5")), "n\xa0<\xa05"),
    ],
)
def test_a_suppressed_number_is_printed_by_its_words(text: str, expected: str) -> None:
    assert text == expected
