"""Sentences stay true and grammatical whatever the numbers say."""

import pandas as pd
import pytest

from als_muscle_mri.report import correlated, provenance, robust, rounding, wording
from als_muscle_mri.report.suppressed import Suppressed


def regions(*rows):
    frame = pd.DataFrame(rows, columns=["region", "p", "cliffs_delta"])
    delta = frame["cliffs_delta"]
    return frame.assign(cliffs_delta_low=delta - 0.1, cliffs_delta_high=delta + 0.1)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (
            [("hand", 0.2, 0.3), ("iliopsoas", 0.6, 0.1)],
            "Scores of patients and controls did not differ significantly in any of the "
            "two regions compared (deltas from 0.10 to 0.30, smallest p = 0.200).",
        ),
        (
            [("hand", 0.01, -0.8), ("anterior_calf", 0.0002, 0.9)],
            "Scores were higher in patients than in controls in anterior calf (delta 0.90, "
            "95 % CI 0.80 to 1.00, p < 0.001) and lower in patients than in controls in hand "
            "(delta −0.80, 95 % CI −0.90 to −0.70, p = 0.010).",
        ),
        (
            [("hand", 0.05, 0.5), ("iliopsoas", 0.0501, 0.4)],
            "Scores were higher in patients than in controls in hand (delta 0.50, 95 % CI 0.40 "
            "to 0.60, p = 0.050); they did not differ significantly in one region "
            "(delta 0.40, 95 % CI 0.30 to 0.50, p = 0.050).",
        ),
        (
            [("hand", None, None), ("iliopsoas", 0.4, 0.4)],
            "Scores of patients and controls did not differ significantly in the one region "
            "compared (delta 0.40, 95 % CI 0.30 to 0.50, p = 0.400); one region could not be compared.",
        ),
        ([("hand", None, None)], "No region could be compared between patients and controls."),
    ],
)
def test_differences(rows, sentence):
    assert wording.differences(regions(*rows), 0.05, "patients", "controls") == sentence


@pytest.mark.parametrize(
    ("p", "method", "sentence"),
    [
        (
            [0.2, 1.0],
            "holm",
            "After Holm adjustment over two regions, no difference remained significant (smallest adjusted p = 0.200).",
        ),
        (
            [0.02, 0.9],
            "bh",
            "After Benjamini–Hochberg adjustment over two regions, the difference remained significant in hand (smallest adjusted p = 0.020).",
        ),
        ([0.02, 0.9], "none", "The p-values are not adjusted for the number of regions compared."),
        ([None, None], "holm", "There was no comparison to adjust."),
    ],
)
def test_adjusted(p, method, sentence):
    rows = pd.DataFrame({"region": ["hand", "soleus"], "p_adjusted": pd.Series(p, dtype=float)})
    assert wording.adjusted(rows, 0.05, method) == sentence


def test_sides():
    rows = pd.DataFrame(
        {"region": ["hand", "iliopsoas"], "p": [0.03, 0.5], "median_difference": [0.25, -0.1]}
    )
    assert wording.sides(rows, 0.05) == (
        "Right and left differed significantly in hand (median difference 0.25, p = 0.030)."
    )
    assert wording.sides(rows, 0.01) == (
        "Right and left did not differ significantly in any region "
        "(median differences from −0.10 to 0.25, smallest p = 0.030)."
    )
    assert "(each median difference 0.00, smallest" in wording.sides(
        rows.assign(median_difference=0.0), 0.01
    )
    assert "were not compared" in wording.sides(rows.assign(p=float("nan")), 0.05)


@pytest.mark.parametrize(
    ("age", "sex", "sentence"),
    [
        (
            0.5,
            0.6,
            "Patients and controls did not differ significantly in age at enrolment (p = 0.500) or sex (p = 0.600).",
        ),
        (
            0.01,
            0.02,
            "Patients and controls differed significantly in age at enrolment (p = 0.010) and sex (p = 0.020).",
        ),
        (
            0.01,
            0.6,
            "Patients and controls differed significantly in age at enrolment (p = 0.010), and did not differ significantly in sex (p = 0.600).",
        ),
        (None, None, "There were not two groups to compare in age and sex."),
    ],
)
def test_comparability(age, sex, sentence):
    rows = pd.DataFrame({"variable": ["age_at_enrolment_years", "sex"], "p": [age, sex]})
    rows = rows.assign(
        estimate=[-1.05, None], estimate_low=[-10.7, None], estimate_high=[9.3, None]
    )
    age_effect = "shift −1.1 years, 95 % CI −10.7 to 9.3, "
    said = wording.comparability(rows.astype({"p": float}), 0.05)
    assert said.replace(age_effect, "") == sentence
    assert (age_effect in said) == (age is not None)


def test_comparability_has_an_odds_ratio_of_sex():
    rows = pd.DataFrame({"variable": ["sex"], "p": [1.0], "estimate": [1.31]})
    said = wording.comparability(rows.assign(estimate_low=0.14, estimate_high=13.3), 0.05)
    assert "sex (odds ratio of being female 1.31, 95 % CI 0.14 to 13.30, p > 0.999)" in said


@pytest.mark.parametrize(
    ("rho", "p", "expected"),
    [
        (-0.72, 0.002, "Higher values of the items went with lower values of the score"),
        (0.72, 0.002, "Higher values of the items went with higher values of the score"),
        (-0.3, 0.4, "was found (Spearman's rho −0.30, 99 % CI −0.90 to 0.40, p = 0.400, n = 7)"),
        (float("nan"), float("nan"), "cannot be computed from two pairs"),
    ],
)
def test_correlation(rho, p, expected):
    result = {"rho": rho, "rho_low": -0.9, "rho_high": 0.4, "p": p, "n": 2 if rho != rho else 7}
    assert expected in correlated.correlation(result, 0.01, "the items", "the score")


def test_robustness_names_what_is_left():
    rows = pd.DataFrame(
        {
            "region": ["iliopsoas", "anterior_calf", "hand"],
            "p": [0.046, 0.020, 0.14],
            "p_asymptotic": [0.046, 0.020, 0.14],
            "p_exact_abs_deviation": [0.051, 0.021, 0.46],
            "p_exact_doubled": [0.058, 0.022, 0.46],
            "p_holm": [0.3, 0.16, 0.5],
            "p_bh": [0.12, 0.12, 0.2],
        }
    )
    assert robust.robustness(rows, 0.05) == (
        "Two differences are significant by the headline test (iliopsoas and anterior calf). "
        "Still significant are, by the exact test (abs-deviation): anterior calf; by the exact test (doubled): anterior calf; after Holm adjustment: none; "
        "after Benjamini–Hochberg adjustment: none."
    )
    assert "none to examine" in robust.robustness(rows, 0.001)


@pytest.mark.parametrize(
    ("kept", "sentence"),
    [
        (
            [3, 3],
            "Each of two significant differences stays significant whichever subject is left out.",
        ),
        (
            [3],
            "Of one significant difference, right hand stays significant whichever subject is left out.",
        ),
        (
            [3, 2],
            "Of two significant differences, right hand stays significant whichever subject is left out.",
        ),
        (
            [1, 2],
            "Of two significant differences, none stays significant whichever subject is left out.",
        ),
        ([], "No difference was significant, so none can depend on a single subject."),
    ],
)
def test_leave_one_out(kept, sentence):
    rows = pd.DataFrame(
        {"side": "right", "region": ["hand", "calf"][: len(kept)], "n": 3, "n_significant": kept}
    )
    assert robust.leave_one_out(rows) == sentence


def test_rater_variation():
    assert "cannot be computed" in wording.rater_variation(
        pd.DataFrame(columns=["comparison", "region", "coefficient_of_variation_percent"])
    )


def test_items_and_grades():
    rows = pd.DataFrame({"item": ["walking"], "region": ["hand"], "rho": [-0.5], "p": [0.2]})
    assert correlated.items(rows, 0.05) == (
        "Of one correlation of an item with a region, none was significant; "
        "the p-values are not adjusted."
    )
    none = pd.DataFrame([{"muscle_id": "all", "n": 0}])
    told = correlated.grade_agreement(none, "EMG", 0.95)
    assert told == "No muscle had both an MRI grade and one of EMG."


def test_kappa_comes_with_its_interval_where_it_has_one():
    row = {"muscle_id": "all", "n": 25, "other_higher_percent": 56.0, "mri_higher_percent": 0.0}
    rows = pd.DataFrame([row | {"weighted_kappa": 0.36, "kappa_low": 0.16, "kappa_high": 0.57}])
    told = correlated.grade_agreement(rows, "EMG", 0.95)
    assert told.endswith("(weighted kappa 0.36, 95 % CI 0.16 to 0.57).")
    rows = rows.assign(weighted_kappa=1.0, kappa_low=float("nan"), kappa_high=float("nan"))
    assert correlated.grade_agreement(rows, "EMG", 0.95).endswith("(weighted kappa 1.00).")


def test_provenance_of_a_simulated_cohort():
    rows = pd.DataFrame({"file": "muaps.csv", "column": ["side"], "status": ["simulated"]})
    said = provenance.sentences(rows)
    assert said.pop("muaps") == "EMG: all simulated."
    assert set(said) == {"subjects", "mri_ratings", "strength", "alsfrs"}
    assert all(sentence.endswith(": none recorded.") for sentence in said.values())
    assert provenance.sentences(rows, ["muaps.csv"])["muaps"] == "EMG: none recorded."


def test_of_several_correlations_the_strongest_comes_with_its_numbers():
    rows = pd.DataFrame(
        {
            "item": ["walking", "cutting_food", "handwriting"],
            "region": ["iliopsoas", "hand", "hand"],
            "rho": [0.4, -0.8, -0.9],
            "p": [0.04, 0.01, 0.3],
        }
    )
    rows = rows.assign(rho_low=rows["rho"] - 0.1, rho_high=rows["rho"] + 0.1)
    assert correlated.items(rows, 0.05) == (
        "Of three correlations of an item with a region, two were significant: walking with "
        "iliopsoas and cutting food with hand; the strongest is that of cutting food with hand "
        "(rho −0.80, 95 % CI −0.90 to −0.70, p = 0.010). The p-values are not adjusted."
    )


def contrast(n: list[int]) -> pd.DataFrame:
    rows = regions(("hand", 0.2, 0.3), ("iliopsoas", 0.6, 0.1))
    return rows.assign(side="right", n_bulbar=n, n_controls=[7, 9])


def test_a_contrast_says_how_few_subjects_it_has():
    said = wording.contrast(contrast([1, 2]), 0.05, "bulbar", "controls")
    assert said.startswith("No region was read in more than 2 bulbar patients and 9 controls. On")


def test_a_contrast_says_nothing_of_hidden_numbers():
    hidden = contrast([1, 2]).astype({"n_bulbar": object})
    hidden.loc[0, "n_bulbar"] = Suppressed("< 5")
    said = wording.contrast(hidden, 0.05, "bulbar", "controls")
    assert said.startswith("On the right side, scores of bulbar patients and controls")


@pytest.mark.parametrize(
    ("p", "end"),
    [
        ([0.2, 0.9], "none is significant."),
        (
            [0.03, 0.9],
            "one is significant by the headline test, none by both forms of the exact test, and "
            "none after Holm's adjustment for the regions of a side.",
        ),
    ],
)
def test_conclusion(p, end):
    rows = pd.DataFrame({"p": p, "p_exact_abs_deviation": [0.04, 1], "p_exact_doubled": 0.06})
    said = robust.conclusion(rows.assign(p_holm=0.5), 0.05)
    assert said == f"Of two comparisons of a region on one side, {end}"


def test_nothing_compared_has_no_conclusion():
    rows = pd.DataFrame({"p": [None]}, dtype=object)
    assert robust.conclusion(rows, 0.05).startswith("Nothing was compared")
    rows.loc[0, "p"] = Suppressed("not shown")
    assert "too few people" in robust.conclusion(rows, 0.05)


@pytest.mark.parametrize("status", ["published", "reconstructed", "simulated", "not stated"])
def test_every_status_of_the_grades_has_its_limit(status):
    limit = provenance.standing(status)
    assert limit.endswith(".")
    assert ("nothing about patients" in limit) == (status in ("reconstructed", "simulated"))


def test_groups_whose_numbers_are_hidden_are_not_said_to_be_absent() -> None:
    hidden = Suppressed("not shown")
    row = {"side": "right", "region": "hand", "n_spinal": 17, "n_controls": hidden, "p": hidden}
    rows = pd.DataFrame([row | {"cliffs_delta": hidden}], dtype=object)
    said = wording.contrast(rows, 0.05, "spinal", "controls")
    assert said.startswith("On the right side, the comparison of spinal patients and controls is")
    none = wording.contrast(rows.assign(n_controls=0), 0.05, "spinal", "controls")
    assert none == "There are no scores of controls, so nothing could be compared."


def test_limits_are_said_to_be_limits() -> None:
    p = [rounding.coarse(0.2, limit=True), 0.142]
    rows = pd.DataFrame({"region": ["hand", "iliopsoas"], "cliffs_delta": [0.1, 0.2]})
    rows = rows.assign(p=pd.Series(p, dtype=object), p_adjusted=pd.Series(p, dtype=object))
    said = wording.differences(rows, 0.05, "patients", "controls")
    assert said.endswith("smallest p ≤ 0.142).")
    said = wording.adjusted(rows, 0.05, "holm")
    assert said.startswith(
        "After Holm adjustment of p-values that are upper limits over two regions"
    )
