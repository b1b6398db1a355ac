"""data/published.csv holds every figure the study printed, and nothing else."""

import re
from collections import Counter

import pandas as pd
import pytest
from published_figures import DATA
from published_figures.cohort import TABLE_1B
from published_figures.function import THRESHOLDS
from published_figures.table_2 import REGIONS

FIGURES = pd.read_csv(DATA / "published.csv", dtype=str, keep_default_na=False)
KEY = ["place", "variable", "level", "group", "side", "region", "statistic"]
PRINTED = FIGURES.set_index(KEY)["printed"]
BOTH = "patient v control"
MISPRINTED = {
    ("right", "paraspinals", "control"): "0.5 1 0",
    ("left", "anterior_calf", "control"): "0.5 0 1",
}
"""Lower quartile, median and upper quartile as the table prints them."""


def printed(place, variable, statistic, level="", group="", side="", region="") -> str:
    return PRINTED[place, variable, level, group, side, region, statistic]


def test_ids_are_names_and_unique():
    assert FIGURES["id"].is_unique
    assert FIGURES["id"].str.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*").all()
    assert not FIGURES.duplicated(KEY).any()


@pytest.mark.parametrize("side", ["right", "left"])
@pytest.mark.parametrize("region", REGIONS)
def test_table_2(side, region):
    patients, controls, p, _ = REGIONS[region]
    cells = {"patient": patients, "control": MISPRINTED.get((side, region, "control"), controls)}
    for group, texts in cells.items():
        for statistic, text in zip(("q1", "median", "q3"), texts.split(), strict=True):
            found = printed(
                "Table 2", "region_score", statistic, group=group, side=side, region=region
            )
            assert found == text
    found = printed("Table 2", "region_score", "p", group=BOTH, side=side, region=region)
    assert f"p = {found}" == p


@pytest.mark.parametrize("line", TABLE_1B.strip().splitlines())
def test_table_1b(line):
    subject, sex, age, onset, umn, total, involvement = line.split(maxsplit=6)
    cells = {"sex": sex, "age_at_onset_years": age, "onset_site": onset, "umn_score": umn}
    cells |= {"alsfrs_r_total": total, "involvement": involvement}
    for variable, text in cells.items():
        found = printed("Table 1B", variable, "value", level=subject, group="patient")
        assert found.casefold() == text.casefold()


@pytest.mark.parametrize("region", REGIONS)
def test_the_text_on_regions(region):
    *_, p, spinal = REGIONS[region]
    bulbar = "<0.05" if region == "iliopsoas" else ">0.05"
    told = {BOTH: p.removeprefix("p = "), "spinal v control": spinal.removeprefix("p = ")}
    for group, text in told.items():
        where = {"group": group, "side": "right", "region": region}
        assert printed("Results", "region_score", "p", **where) == text
    for side in ("right", "left"):
        where = {"side": side, "region": region}
        assert printed("Results", "region_score", "p", group="bulbar v control", **where) == bulbar
        for group in ("spinal v bulbar", "umn_high v umn_low"):
            assert printed("Results", "region_score", "p", group=group, **where) == ">0.05"
    assert printed("Results", "region_score", "p", group="right v left", region=region) == ">0.05"
    for kind in ("within", "between"):
        assert printed("Methods", "region_score", "cv_percent", level=kind, region=region) == "<5"


@pytest.mark.parametrize("place", ["Abstract", "Discussion"])
@pytest.mark.parametrize(
    ("region", "p"),
    [("iliopsoas", "0.046"), ("anterior_calf", "0.020"), ("posterior_calf", "0.047")],
)
def test_findings_are_printed_again(place, region, p):
    assert printed(place, "region_score", "p", group=BOTH, side="right", region=region) == p


def test_the_rest_of_the_text():
    expected = {
        ("Abstract", "subjects", "n", "", "patient"): "10",
        ("Abstract", "subjects", "n", "", "control"): "9",
        ("Abstract", "muscles", "n", "", ""): "68",
        ("Abstract", "atrophied_muscles", "p", "", BOTH): "<0.0001",
        ("Results", "atrophied_muscles", "percent", "", "patient"): "22.46",
        ("Results", "atrophied_muscles", "percent", "", "control"): "0.72",
        ("Results", "atrophied_muscles", "p", "", BOTH): "<0.0001",
        ("Methods", "umn_cutoff", "value", "", ""): "13",
        ("Methods", "alpha", "value", "", ""): "0.05",
        ("Methods", "muaps_a_muscle", "least", "", ""): ">=10",
        ("Results", "emg", "n", "", "patient"): "9/10",
        ("Results; Figure 3", "hand_function", "rho", "", "patient"): "-0.7217",
    }
    quartiles = {
        ("Results", "age_at_enrolment_years", "patient"): "63.1 67.7 71.8",
        ("Results", "age_at_enrolment_years", "control"): "64.4 69.6 73.4",
        ("Table 1A", "age_at_onset_years", "patient"): "62 66.5 70",
        ("Table 1A", "months_onset_to_diagnosis", "patient"): "5 7 11",
        ("Table 1A", "umn_score", "patient"): "8 13 14",
    }
    for (place, variable, group), texts in quartiles.items():
        for statistic, text in zip(("q1", "median", "q3"), texts.split(), strict=True):
            expected[place, variable, statistic, "", group] = text
    counts = {"definite": "3", "probable": "4", "probable_laboratory_supported": "3"}
    expected |= {("Results", "el_escorial", "n", k, "patient"): n for k, n in counts.items()}
    for group, sexes in (("patient", "M6 F4"), ("control", "M6 F3")):
        for sex, n in sexes.split():
            expected["Results", "sex", "n", sex, group] = n
    for muscle, cut_offs in THRESHOLDS.items():
        for number, cut_off in enumerate(cut_offs, start=1):
            place = ("Methods", "emg_threshold_ms", "value", f"{muscle} {number}", "")
            expected[place] = f"{cut_off:g}"
    for (place, variable, statistic, level, group), text in expected.items():
        assert printed(place, variable, statistic, level=level, group=group) == text


def test_who_was_scanned():
    told = {("lower_limb", "right"): "10/10 9/9", ("lower_limb", "left"): "10/10 9/9"}
    told |= {("spine", "right"): "10/10 8/9", ("spine", "left"): "10/10 8/9"}
    told |= {("hand", "right"): "7/10 7/9", ("hand", "left"): "6/10 6/9"}
    for (series, side), texts in told.items():
        for group, text in zip(("patient", "control"), texts.split(), strict=True):
            where = {"level": series, "group": group, "side": side}
            assert printed("Results; Table S1", "scanned", "n", **where) == text


def test_nothing_else_is_there():
    """112 cells of Table 2, 60 of Table 1B, and the numbers of each other place."""
    assert Counter(FIGURES["place"]) == {
        "Abstract": 7,
        "Methods": 9 + 1 + 2 + 2 * 8,
        "Results": 6 + 6 + 3 + 3 + 8 + 2 * 8 + 6 * 8 + 1 + 2 + 3,
        "Results; Table S1": 12,
        "Results; Figure 3": 1,
        "Table 1A": 2 + 9,
        "Table 1B": 60,
        "Table 2": 16 * 7,
        "Figures 1 and 2": 9,
        "Discussion": 2 + 3 + 2 + 1,
    }


def test_decimals_are_those_printed():
    for text, decimals in zip(FIGURES["printed"], FIGURES["decimals"], strict=True):
        found = re.search(r"\d+(?:\.(\d+))?", text)
        assert decimals in ("", str(len(found[1] or "")) if found else "")
