"""The audit's sentences and tables follow the numbers, and say so where there are none."""

import pandas as pd
import pytest

from als_muscle_mri.report import audit
from als_muscle_mri.report.figures import p_ranges


def finding(**changes) -> dict:
    row = {"region": "iliopsoas", "comparison": "patient v control", "printed": "0.046"}
    row |= {"significant": True, "n_datasets": 6, "p_holm_low": 0.36, "p_holm_high": 0.37}
    row |= {"cliffs_delta_low": 0.5, "cliffs_delta_high": 0.5}
    for kind in ("asymptotic", "abs_deviation", "doubled"):
        row |= {f"p_{kind}_low": 0.046, f"p_{kind}_high": 0.058, f"share_{kind}": 0.0}
    return row | changes


def findings(*rows: dict) -> pd.DataFrame:
    return pd.DataFrame(list(rows) or None, columns=list(finding()))


@pytest.mark.parametrize(
    ("verdicts", "sentence"),
    [
        ([], "The cohort has no printed figures, so there is nothing to audit."),
        (["reproduced"], "Of one printed figure, the cohort reproduces one."),
        (
            ["reproduced"] * 11 + ["differs", "differs", "impossible"],
            "Of 14 printed figures, the cohort reproduces 11; one cannot come from any data and "
            "two differ in the cohort.",
        ),
    ],
)
def test_audited(verdicts, sentence):
    assert audit.audited(pd.DataFrame({"verdict": verdicts}, dtype=str)) == sentence


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ((1.0, 1.0), "in every dataset that agrees with the printed figures, by both exact tests"),
        ((0.0, 0.0), "in no dataset, by either exact test"),
        ((1.0, 0.0), "in some datasets, or by one exact test only"),
        ((0.4, 0.4), "in some datasets, or by one exact test only"),
    ],
)
def test_held(shares, said):
    row = finding(share_abs_deviation=shares[0], share_doubled=shares[1])
    text = audit.held(findings(row))
    assert text.startswith(
        f"The printed differences hold for iliopsoas (patients v controls) {said}."
    )
    assert text.endswith("any combination of datasets is 0.360.")


def test_held_without_a_printed_difference():
    text = "No printed difference could be examined in the datasets behind it."
    assert audit.held(findings()) == text
    assert audit.held(findings(finding(significant=False))) == text


def test_the_extent_is_told_by_both_rules():
    rows = findings(
        finding(share_abs_deviation=1.0, share_doubled=0.25), finding(share_abs_deviation=0.0)
    )
    assert audit.findings(rows).shown["Holds in"].tolist() == ["all / some (25 %)", "none"]


def test_a_range_of_one_value_is_printed_once():
    shown = audit.findings(findings(finding())).shown.iloc[0]
    assert shown["Cliff's delta"] == "0.50"
    assert shown["Exact p"] == "0.046–0.058"


@pytest.mark.parametrize("table", [audit.findings, audit.reconstruction, audit.quartile_rules])
def test_tables_without_rows_say_none(table):
    names = [*finding(), "n_muscles", "n_patients", "n_controls", "n_patient_sets"]
    names += ["n_control_sets", "n_pairs", "n_agreeing", "n_printed", "n_regions"]
    empty = pd.DataFrame(columns=[*names, "method", "empty_region", "possible"])
    made = table(empty)
    assert made.numbers.empty
    assert made.shown.iloc[0, 0] == "none"


def test_a_printed_column_is_one_line():
    rows = pd.DataFrame(
        {
            "id": ["a", "b", "c"],
            "place": "Table 1B",
            "variable": ["age_at_onset_years"] * 2 + ["umn_score"],
            "level": ["P1", "P2", "P1"],
            "group": "patient",
            "side": "",
            "region": "",
            "statistic": "value",
            "printed": ["58", "86", "9"],
            "verdict": ["contradiction", "contradiction", "differs"],
            "recomputed": [57.0, 85.0, 8.0],
            "other": ["c", "c", None],
            "must_be": None,
            "n_searched": None,
            "nearest": None,
        }
    )
    shown = audit.unreproduced(rows).shown
    assert shown["Printed"].tolist() == ["58 to 86 (2 values)", "9"]
    assert shown["Cohort"].tolist() == ["57 to 85 (2 values)", "8"]
    assert shown["Figure"].tolist() == [
        "Age at onset, years, patients",
        "UMN burden score, P1, patients",
    ]


def test_the_figure_has_a_row_a_region_and_says_what_it_shows():
    rows = findings(finding(), finding(region="hand"), finding(comparison="spinal v control"))
    drawing = p_ranges(rows, "patient v control", 0.05)
    (axis,) = drawing.figure.axes
    names = [text.get_text() for text in axis.get_yticklabels()]
    assert names == ["Iliopsoas (6 datasets)", "Hand (6 datasets)"]
    assert "exact, abs-deviation 0.046 to 0.058" in drawing.alternative


def test_the_figure_without_findings():
    drawing = p_ranges(findings(), "patient v control", 0.05)
    assert drawing.alternative == "No printed comparison."
