"""Settings: precedence, types, ranges, names, and where each message says it was."""

import math

import numpy as np
import pytest
from pydantic import ValidationError

from als_muscle_mri.inputs import InputError, Settings, parse_overrides, read_settings
from als_muscle_mri.inputs.settings import SETTING_NAMES, as_yaml, default_value
from als_muscle_mri.inputs.yaml_text import parse_scalar
from inputs.small_study import Study

NAMES = (
    "The parameters are alpha, rank_test, two_sided, quartile_method, adjust, umn_cutoff, "
    "consensus, dominant_hand, emg_thresholds_ms, minimum_cell, fat_share_cutoffs, "
    "atrophy_side_ratio, muscle_contours and seed."
)


def test_the_defaults_are_the_rules_of_the_study() -> None:
    assert Settings().model_dump() == {
        "alpha": 0.05,
        "rank_test": "asymptotic",
        "two_sided": "abs-deviation",
        "quartile_method": "averaged_inverted_cdf",
        "adjust": "holm",
        "umn_cutoff": 13,
        "consensus": "majority",
        "dominant_hand": "recorded",
        "emg_thresholds_ms": {
            "first_dorsal_interosseous": (9, 11.25, 13.5),
            "thoracic_paravertebral": (9, 11.25, 13.5),
            "tibialis_anterior": (10, 12.5, 15),
        },
        "minimum_cell": 1,
        "fat_share_cutoffs": (0.05, 0.2, 0.5),
        "atrophy_side_ratio": 0.8,
        "muscle_contours": False,
        "seed": 2018,
    }


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings().alpha = 0.1


def test_every_setting_has_a_description() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_every_quartile_method_is_known_to_numpy() -> None:
    methods = Settings.model_fields["quartile_method"].annotation.__args__
    assert len(methods) == 13
    for method in methods:
        assert math.isfinite(np.quantile([0.0, 1.0, 3.0], 0.25, method=method))


def test_an_override_wins_over_the_file_and_the_file_over_the_default(study: Study) -> None:
    study.replace("cohort.yml", "alpha: 0.05", "alpha: 0.02\n  umn_cutoff: 10")
    settings = read_settings("small", {"alpha": 0.01, "adjust": None})
    assert (settings.alpha, settings.umn_cutoff, settings.adjust) == (0.01, 10, "holm")
    assert settings.seed == 2018


def test_overrides_as_text_are_typed(study: Study) -> None:
    given = {
        "alpha": "0.01",
        "rank_test": "exact",
        "umn_cutoff": "10",
        "adjust": "none",
        "emg_thresholds_ms": "{tibialis_anterior: [9, 11, 13]}",
    }
    settings = read_settings("small", given)
    assert (settings.alpha, settings.rank_test, settings.umn_cutoff) == (0.01, "exact", 10)
    assert settings.adjust == "none"
    assert settings.emg_thresholds_ms == {"tibialis_anterior": (9.0, 11.0, 13.0)}
    assert given["alpha"] == "0.01"


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (
            "alpha: 2",
            'cohort.yml, line 5, key parameters.alpha: "2" is not allowed; alpha is a number above '
            "0 and below 1. Fix: Write such a value, or leave alpha out for the default 0.05.",
        ),
        ("alpha: 0", '"0" is not allowed; alpha is a number above 0 and below 1'),
        ("alpha: .nan", '".nan" is not allowed; alpha is'),
        ("alpha: true", '"true" is not allowed; alpha is'),
        ("alpha:", "alpha: empty, but a value is needed; alpha is a number"),
        ('alpha: "0.05"', "\"'0.05'\" is not allowed; alpha is a number"),
        ('alpha: "0.05"', "Fix: Write it without quotation marks. Write such a value"),
        ("rank_test: exakt", '"exakt" is not allowed; rank_test is asymptotic or exact'),
        ("two_sided: both", "two_sided is abs-deviation or doubled"),
        ("quartile_method: linaer", "The nearest known name is linear."),
        ("consensus: 3", '"3" is not allowed; consensus is majority, first-reading or highest'),
        ("dominant_hand: no", '"no" is not allowed; dominant_hand is recorded, right or left'),
        ("umn_cutoff: 12.5", "umn_cutoff is a whole number from 0 to 999"),
        ("seed: -1", "seed is a whole number from 0 to 4294967295"),
        ("seed: 4294967296", '"4294967296" is not allowed; seed is'),
        ("seed: 99999999999999999999999", "seed is a whole number"),
    ],
)
def test_a_value_out_of_range_in_the_file(study: Study, entry: str, message: str) -> None:
    study.replace("cohort.yml", "alpha: 0.05", entry)
    problem = study.setting_problem()
    assert message in problem
    assert "cohort.yml, line 5, key parameters." in problem
    assert "Fix: " in problem


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"alpha": 2}, 'alpha, given as -p/make parameter: "2" is not allowed; alpha is a number'),
        ({"alpha": "x"}, '"x" is not allowed'),
        ({"adjust": "Holm"}, "The nearest known name is holm."),
        ({"seed": True}, '"true" is not allowed'),
        ({"umn_cutoff": [1]}, '"[1]" is not allowed'),
    ],
)
def test_a_value_out_of_range_from_the_run(study: Study, given: dict, message: str) -> None:
    problem = study.setting_problem(**given)
    assert problem.startswith(f"{next(iter(given))}, given as -p/make parameter: ")
    assert message in problem


def test_a_bad_value_in_the_file_is_told_even_if_overridden(study: Study) -> None:
    study.replace("cohort.yml", "alpha: 0.05", "alpha: 5")
    assert 'key parameters.alpha: "5"' in study.setting_problem(alpha=0.01)


@pytest.mark.parametrize(
    ("cut_offs", "shown"),
    [
        ("[9, 9, 13]", "[9, 9, 13]"),
        ("[13, 11, 9]", "[13, 11, 9]"),
        ("[9, 11]", "[9, 11]"),
        ("[0, 1, 2]", "[0, 1, 2]"),
        ("[9, 11, .inf]", "[9, 11, .inf]"),
        ("[9, x, 13]", "[9, x, 13]"),
        ("[true, 11, 13]", "[true, 11, 13]"),
        ("9", "9"),
    ],
)
def test_cut_offs_are_three_that_rise(study: Study, cut_offs: str, shown: str) -> None:
    study.replace(
        "cohort.yml",
        "alpha: 0.05",
        "emg_thresholds_ms:\n    first_dorsal_interosseous: [9, 11.25, 13.5]\n"
        f"    tibialis_anterior: {cut_offs}",
    )
    assert (
        f"cohort.yml, line 7, key parameters.emg_thresholds_ms.tibialis_anterior: "
        f'"{shown}" is not allowed; emg_thresholds_ms is for each muscle of atlas.csv, three '
        "rising numbers above 0, such as [9, 11.25, 13.5]. Fix: "
    ) in study.setting_problem()


def test_cut_offs_are_of_muscles_of_the_atlas(study: Study) -> None:
    cut_offs = "{tibialis_anterior: [10, 12.5, 15], first_dorsal_interosseus: [9, 11.25, 13.5]}"
    study.replace("cohort.yml", "alpha: 0.05", f"emg_thresholds_ms: {cut_offs}")
    assert study.setting_problem() == (
        "cohort.yml, line 5, key parameters.emg_thresholds_ms.first_dorsal_interosseus: no such "
        "muscle is in atlas.csv. Fix: The nearest known name is first_dorsal_interosseous. "
        "Use a muscle_id of atlas.csv, or delete the line; without EMG, delete emg_thresholds_ms as "
        "a whole."
    )


def test_an_unknown_parameter_in_the_file(study: Study) -> None:
    study.replace("cohort.yml", "adjust: holm", "ajust: holm")
    assert study.setting_problem() == (
        "cohort.yml, line 6, key parameters.ajust: no such parameter is known. "
        f"Fix: The nearest known name is adjust. {NAMES}"
    )


def test_an_unknown_parameter_from_the_run(study: Study) -> None:
    assert study.setting_problem(alhpa=0.01) == (
        "alhpa, given as -p/make parameter: no such parameter is known. "
        f"Fix: The nearest known name is alpha. {NAMES}"
    )


def test_an_unknown_parameter_that_is_none_is_not_passed_over(study: Study) -> None:
    assert "rank_tests, given as -p/make parameter: no such" in study.setting_problem(
        rank_tests=None
    )


def test_read_settings_names_every_problem_at_once(study: Study) -> None:
    study.replace("cohort.yml", "alpha: 0.05", "alpha: 5")
    study.replace("cohort.yml", "title", "titel")
    with pytest.raises(InputError) as caught:
        read_settings("small", {"seed": -1, "nothing_like": 3})
    assert str(caught.value).startswith("5 problems in the settings of cohort small:")
    assert [(p.file, p.column) for p in caught.value.problems] == [
        ("-p/make parameter", "seed"),
        ("-p/make parameter", "nothing_like"),
        ("cohort.yml", "title"),
        ("cohort.yml", "titel"),
        ("cohort.yml", "parameters.alpha"),
    ]


def test_parse_overrides_types_the_values() -> None:
    words = ["alpha=0.01", "rank_test=exact", "seed=7", "emg_thresholds_ms={iliacus: [9, 11, 13]}"]
    assert parse_overrides(words) == {
        "alpha": 0.01,
        "rank_test": "exact",
        "seed": 7,
        "emg_thresholds_ms": {"iliacus": [9, 11, 13]},
    }


def test_parse_overrides_names_every_problem_at_once() -> None:
    words = ["alpha", "seed=", "adjust=holm", "adjust=bh", "umn_cutoff=x", "alhpa=1"]
    with pytest.raises(InputError) as caught:
        parse_overrides(words)
    report = str(caught.value)
    assert report.startswith("5 problems in the parameters:")
    assert '"alpha" is not allowed; a parameter is given as name=value' in report
    assert '"seed=" is not allowed; a parameter is given as name=value' in report
    assert "adjust, given as -p/make parameter: the parameter stands twice" in report
    assert '"x" is not allowed; umn_cutoff is a whole number' in report
    assert "alhpa, given as -p/make parameter: no such parameter is known" in report


@pytest.mark.parametrize("name", SETTING_NAMES)
def test_every_default_written_and_read_again_is_the_same(name: str) -> None:
    settings = Settings(**parse_overrides([f"{name}={as_yaml(default_value(name))}"]))
    assert settings == Settings()


@pytest.mark.parametrize(
    "value", [0.1 + 0.2, 1e-7, "no", "10", "it's", "a: b", "a\nb", "", None, [1, "x"]]
)
def test_values_survive_being_written_as_yaml(value: object) -> None:
    assert parse_scalar(as_yaml(value)) == value
