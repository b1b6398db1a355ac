"""Shares beside truth and the readers' grades, and atrophy beside theirs."""

import numpy as np
import pandas as pd
import pytest

from als_muscle_mri import imaging
from als_muscle_mri.imaging.atrophy import proposed_atrophy
from als_muscle_mri.inputs import MERCURI
from als_muscle_mri.report import figures, images
from als_muscle_mri.statistics import limits_of_agreement, weighted_kappa

CUTOFFS = (0.05, 0.2, 0.5)


def rows(**given) -> pd.DataFrame:
    made = {
        "subject_id": ["P01", "P01", "P02", "P02"],
        "side": ["right", "left", "right", "left"],
        "muscle_id": "soleus",
        "grade": [0, 1, 2, 3],
        "fat_share": [0.03, 0.125, 0.3, 0.8],
        "true_share": [0.02, 0.1, np.nan, 0.75],
        "atrophy": ["no", "yes", "yes", "no"],
        "proposed_atrophy": ["no", "no", "yes", None],
    }
    return pd.DataFrame(made | given)


def test_differences_are_to_the_truth_and_to_the_middle_of_the_grade() -> None:
    found = imaging.share_differences(rows(), CUTOFFS, MERCURI)
    truth, midpoint = (found[found["reference"] == name] for name in ("truth", "midpoint"))
    assert truth["difference"].tolist() == pytest.approx([0.01, 0.025, 0.05])
    assert truth["half_range"].tolist() == [0, 0, 0]
    assert midpoint["difference"].tolist() == pytest.approx([0.005, 0, -0.05, 0.05])
    assert midpoint["mean"].tolist() == pytest.approx([0.0275, 0.125, 0.325, 0.775])
    assert midpoint["half_range"].tolist() == pytest.approx([0.025, 0.075, 0.15, 0.25])


def test_a_share_within_its_grade_is_never_further_from_the_middle_than_half_the_range() -> None:
    shares = np.linspace(0, 0.999, 500)
    grade = np.searchsorted(CUTOFFS, shares, side="right")
    many = pd.DataFrame({"fat_share": shares, "grade": grade, "true_share": np.nan})
    found = imaging.share_differences(
        many.assign(subject_id="P", side="left", muscle_id="m"), CUTOFFS, MERCURI
    )
    assert (found["difference"].abs() <= found["half_range"] + 1e-12).all()


def test_limits_are_those_of_the_statistic_and_reach_table_sentence_and_figure() -> None:
    differences = imaging.share_differences(rows(), CUTOFFS, MERCURI)
    limits = imaging.share_agreement(differences, 0.9)
    part = differences[differences["reference"] == "midpoint"]
    direct = limits_of_agreement(part["difference"], part["subject_id"], 0.9)
    row = limits.set_index("reference").loc["midpoint"]
    assert (row["bias"], row["upper_high"]) == (direct.bias, direct.upper_high)
    assert row["half_range"] == pytest.approx(0.25)
    table = images.share_agreement(limits, 0.95).shown
    assert table["Program −"].tolist() == ["Truth of the phantom", "Midpoint of the readers’ grade"]
    assert (
        "half the width of a grade, up to 25.0 points, is part of each difference"
        in images.apart(limits)
    )
    drawing = figures.share_agreement(differences, limits)
    titles = [axis.get_title(loc="left") for axis in drawing.figure.axes]
    assert titles == [
        f"{name} (n = {n})" for name, n in zip(table["Program −"], table["Muscles"], strict=True)
    ]


def test_without_a_truth_or_a_second_subject_there_is_nothing_to_say() -> None:
    real = imaging.share_differences(rows(true_share=np.nan), CUTOFFS, MERCURI)
    limits = imaging.share_agreement(real, 0.95)
    assert limits["reference"].tolist() == ["midpoint"]
    assert "phantom" not in images.apart(limits)
    assert len(figures.share_agreement(real, limits).figure.axes) == 1
    nobody = imaging.share_agreement(real.iloc[:0], 0.95)
    assert images.apart(nobody).startswith("No share was measured in two subjects")
    assert images.share_agreement(nobody, 0.95).shown.empty
    drawing = figures.share_agreement(real.iloc[:0], nobody)
    assert drawing.alternative == "There are no shares of two subjects to compare."


def test_atrophy_is_proposed_below_the_cut_off_only() -> None:
    found = proposed_atrophy(pd.Series([0.5, 0.799, 0.8, 1.25, np.nan]), 0.8)
    assert found.iloc[:4].tolist() == ["yes", "yes", "no", "no"]
    assert found.isna().tolist() == [False] * 4 + [True]


def test_atrophy_is_counted_and_kappa_leaves_out_what_has_no_proposal() -> None:
    counts = imaging.atrophy_counts(rows()).set_index("atrophy")
    assert counts.loc["yes"].tolist() == [1, 1, 0, 2]
    assert counts.loc["no"].tolist() == [0, 1, 1, 2]
    found = imaging.atrophy_agreement(rows(), 0.95)
    direct = weighted_kappa([0, 1, 1], [0, 0, 1], "none")
    assert (found["n"], found["kappa"]) == (3, pytest.approx(direct.estimate))
    said = images.atrophied(found, imaging.atrophy_counts(rows()), 0.95)
    assert "for 1/2 (50.0 %) of the muscles in which readers saw it and for 0 others" in said
    none = imaging.atrophy_agreement(rows(proposed_atrophy=None), 0.95)
    assert images.atrophied(none, imaging.atrophy_counts(rows()), 0.95).startswith("No muscle")
