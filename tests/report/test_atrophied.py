"""Sentences on atrophy, in both directions."""

import pandas as pd
import pytest

from als_muscle_mri.report import atrophied

LABELS = {"patient": "Patients", "control": "Controls", "mimic": "Motor neuropathy"}


def counts(*rows):
    return pd.DataFrame(rows, columns=["group", "n_muscles", "n_atrophied"])


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        (
            {"p": 0.001, "odds_ratio": 4.0},
            "more frequent in muscles of patients (4 of 10, 40.0 %) than of controls (1 of 10, 10.0 %",
        ),
        ({"p": 0.001, "odds_ratio": 0.2}, "less frequent in muscles of patients"),
        (
            {"p": 0.3, "odds_ratio": 2.0},
            "did not differ significantly between patients (4 of 10, 40.0 %) and controls (1 of 10",
        ),
    ],
)
def test_atrophy(test, expected):
    rows = counts(("patient", 10, 4), ("control", 10, 1))
    assert expected in atrophied.by_group(rows, test, 0.05, LABELS)


def test_atrophy_of_one_group():
    assert atrophied.by_group(counts(("patient", 10, 4)), {}, 0.05, LABELS) == (
        "Atrophy was seen in muscles of patients (4 of 10, 40.0 %)."
    )
    assert atrophied.by_group(counts(), {}, 0.05, LABELS) == "No muscle was read for atrophy."


def test_clustered_atrophy():
    result = {"difference_percent": 21.7, "difference_low": 11.9, "difference_high": 33.6}
    found = atrophied.by_person(result | {"p": 0.2, "n": 19}, 0.05)
    assert "did not differ significantly between patients and controls (difference 21.7" in found
    assert "21.7 percentage points, 95 % CI 11.9 to 33.6; p = 0.200, 19 persons" in found
    lower = {"difference_percent": -5.0, "difference_low": -9.0, "difference_high": -1.0}
    for which, word in ((result, "higher"), (lower, "lower")):
        found = atrophied.by_person(which | {"p": 0.001, "n": 19}, 0.05)
        assert f"the share of atrophied muscles was {word} in patients than in controls" in found
    assert "cannot be compared" in atrophied.by_person({}, 0.05)


def test_a_further_group_is_called_by_its_label():
    rows = counts(("patient", 10, 4), ("control", 10, 1), ("mimic", 8, 2))
    found = atrophied.by_group(rows, {"p": 0.3, "odds_ratio": 2.0}, 0.05, LABELS)
    assert found.endswith("; in the group Motor neuropathy it was 2 of 8, 25.0 %.")


def test_the_caution_is_about_a_comparison_that_was_made():
    assert "treats the muscles of one person as independent" in atrophied.caution({"p": 0.1})
    assert "were not compared" in atrophied.caution({})
