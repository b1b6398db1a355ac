"""Each verdict comes out where it should, and not where it should not."""

import numpy as np
import pandas as pd
import pytest

from als_muscle_mri import published
from als_muscle_mri.inputs import MERCURI, load_cohort
from als_muscle_mri.published.figures import believed, fits, out_of_order
from als_muscle_mri.statistics import rank_sum

DATA = load_cohort("pavia-2018")
PRINT = published.printed_figures(DATA)
VALUES = published.recompute(DATA)
ITEMS = published.muscles_by_region(DATA)


def changed(figure: str, printed: str) -> pd.DataFrame:
    found = PRINT.copy()
    assert (found["id"] == figure).sum() == 1
    found.loc[found["id"] == figure, "printed"] = printed
    return found


def judged(figures: pd.DataFrame) -> pd.DataFrame:
    return published.audit(figures, VALUES, ITEMS, MERCURI).set_index("id")


@pytest.fixture(scope="module")
def audit() -> pd.DataFrame:
    return judged(PRINT)


def test_what_does_not_come_out(audit):
    """The findings known before: the ages, the two misprinted cells, the left hand."""
    others = audit[audit["verdict"] != "reproduced"]["verdict"]
    expected = {
        f"table-1b-p{number:02d}-age-at-onset-years": "contradiction" for number in range(1, 11)
    }
    expected |= {
        "table-2-right-paraspinals-control-q3": "misprint",
        "table-2-left-anterior-calf-control-q1": "misprint",
        "table-2-left-anterior-calf-control-q3": "misprint",
        "table-2-left-hand-patient-v-control-p": "impossible",
        "results-emg-with-mri": "not_recomputable",
        "results-emg-more-often-altered-than-mri": "not_recomputable",
        "results-mrc-with-mri": "not_recomputable",
    }
    assert others.to_dict() == expected


def test_misprints_must_be_what_the_other_side_prints(audit):
    found = audit[audit["verdict"] == "misprint"]["must_be"]
    assert found.tolist() == ["1", "0", "0.5"]


def test_the_left_hand_is_searched_whole(audit):
    row = audit.loc["table-2-left-hand-patient-v-control-p"]
    # Six sorted sums of ten muscles: two zeros first, the fifth is 5, or all others are 0.
    assert row["n_searched"] == 26 * 31
    assert row["nearest"] == pytest.approx(0.13965, abs=5e-6)
    assert row["other"] == "table-2-right-hand-patient-v-control-p"


def test_the_ages_contradict_table_1a(audit):
    row = audit.loc["table-1b-p01-age-at-onset-years"]
    assert audit.loc[row["other"], "place"] == "Table 1A"
    readings = published.column_readings(PRINT).set_index(["variable", "candidate"])
    assert readings.loc[("age_at_onset_years", "age_at_onset_years"), "shift"] == 1
    held = readings.loc[("age_at_onset_years", "age_at_enrolment_years")]
    assert held["fits_cut_off"]
    assert not held["fits_as_is"]
    assert readings.loc[("umn_score", "umn_score"), "fits_as_is"]


def test_a_whole_year_is_not_cut_off():
    """The column's quartiles are 63, 67.5 and 71."""
    figures = PRINT.copy()
    enrolled = (figures["variable"] == "age_at_enrolment_years") & (figures["group"] == "patient")
    for statistic, printed in {"q1": "64", "median": "68.5", "q3": "72"}.items():
        figures.loc[enrolled & (figures["statistic"] == statistic), "printed"] = printed
    readings = published.column_readings(figures).set_index(["variable", "candidate"])
    assert not readings.loc[("age_at_onset_years", "age_at_enrolment_years"), "fits_cut_off"]


def test_a_p_no_data_can_have():
    row = judged(changed("table-2-right-gluteus-maximus-patient-v-control-p", "0.500")).loc[
        "table-2-right-gluteus-maximus-patient-v-control-p"
    ]
    assert row["verdict"] == "contradiction"  # the text still prints 0.482
    figures = changed("table-2-right-gluteus-maximus-patient-v-control-p", "0.500")
    again = figures["id"] == "results-gluteus-maximus-patient-v-control-p"
    figures.loc[again, "printed"] = "0.500"
    row = judged(figures).loc["table-2-right-gluteus-maximus-patient-v-control-p"]
    assert row["verdict"] == "impossible"
    assert row["n_searched"] == 18 * 18


def test_a_p_that_other_data_can_have():
    figures = PRINT.copy()
    hands = (figures["region"] == "anterior_calf") & (figures["printed"] == "0.020")
    figures.loc[hands, "printed"] = "0.030"
    rows = judged(figures)
    assert set(rows.loc[figures.loc[hands, "id"], "verdict"]) == {"differs"}


def test_another_value_of_the_cohort():
    figure = "table-1a-delay-median"
    row = judged(changed(figure, "8")).loc[figure]
    assert row["verdict"] == "differs"
    assert row["recomputed"] == 7


def test_two_prints_of_one_quantity():
    rows = judged(changed("abstract-n-patient", "11"))
    assert rows.loc["abstract-n-patient", "verdict"] == "contradiction"
    assert rows.loc["abstract-n-patient", "other"] == "results-n-patient"
    assert rows.loc["results-n-patient", "verdict"] == "reproduced"


def test_a_column_that_agrees_with_its_quartiles_is_judged_by_itself():
    figure = "table-1b-p01-umn-score"
    rows = judged(changed(figure, "17"))
    assert rows.loc[figure, "verdict"] == "differs"


def test_a_misprint_without_the_other_side():
    figures = PRINT[PRINT["side"] != "left"]
    row = judged(figures).loc["table-2-right-paraspinals-control-q3"]
    assert row["verdict"] == "misprint"
    assert row["must_be"] is None


def test_cells_out_of_order_are_replaced_by_the_other_side():
    wrong = out_of_order(PRINT)
    cells = wrong.groupby(["side", "region"]).size()
    assert cells.to_dict() == {("right", "paraspinals"): 3, ("left", "anterior_calf"): 3}
    assert out_of_order(believed(PRINT)).empty


@pytest.mark.parametrize(
    ("statistic", "printed", "value", "agrees"),
    [
        ("median", "0.88", 0.875, True),
        ("median", "0.875", 0.88, False),
        ("median", "1", 0.99, False),
        ("n", "7/10", (7, 10), True),
        ("n", "7/10", (7, 9), False),
        ("p", "<0.0001", 1e-5, True),
        ("p", ">0.05", 0.05, True),
        ("p", "<0.05", 0.05, False),
        ("cv_percent", "<5", 5.0, False),
        ("least", ">=10", 10, True),
        ("rho", "-0.7217", -0.72166, True),
        ("rho", "-0.7217", 0.7217, False),
        ("value", "LMN Arms", "LMN arms", True),
        ("value", "LMN Arms", "LMN legs", False),
    ],
)
def test_fits(statistic, printed, value, agrees):
    assert fits(statistic, printed, value) is agrees


def test_only_one_quartile_rule_is_possible():
    right = published.summaries(PRINT, VALUES, ITEMS, "right", MERCURI)
    rules = published.quartile_rules(PRINT, published.rebuild(right)).set_index("method")
    assert rules.index[rules["possible"]].tolist() == ["averaged_inverted_cdf"]
    assert not rules.loc["linear", "possible"]
    # Three other rules give the UMN quartiles; the regions rule each of them out.
    rivals = rules[(rules["n_agreeing"] == 3) & ~rules["possible"]]
    assert set(rivals.index) == {"inverted_cdf", "hazen", "nearest"}
    assert (rivals["empty_region"] != "").all()


def test_protocols_and_shares():
    rebuilt = published.rebuild(published.summaries(PRINT, VALUES, ITEMS, "right", MERCURI))
    search = published.protocol_search(PRINT, VALUES, rebuilt)
    table = published.protocol_table(search, ITEMS)
    own = table[table["own"]].iloc[0]
    assert own.drop("own").to_dict() == ITEMS
    free = table[["paraspinals", "iliopsoas", "gluteus_maximus"]].to_numpy().tolist()
    assert sorted(free) == [[2, 2, 2], [2, 3, 1], [3, 2, 1]]
    rows = [one.summary for one in rebuilt]
    shares = published.atrophy_shares(PRINT, VALUES, rows)
    assert shares == [("patient", 137, 610), ("control", 4, 556)]


def test_findings_hold_in_as_many_datasets_as_counted():
    rebuilt = published.rebuild(published.summaries(PRINT, VALUES, ITEMS, "right", MERCURI))
    found = published.findings(rebuilt, 0.05).set_index(["region", "comparison"])
    # the datasets have the printed asymptotic p, and so the printed finding by it
    assert (found["share_asymptotic"] == 1).all()
    named = found[found["significant"]].index.get_level_values("comparison")
    assert named.value_counts().to_dict() == {
        "patient v control": 3,
        "spinal v control": 2,
        "bulbar v control": 1,
    }
    row = found.loc[("iliopsoas", "patient v control")]
    sets = published.members(rebuilt).query("region == 'iliopsoas'")
    p = [
        rank_sum(*([int(n) for n in texts.split()] for texts in pair)).p
        for pair in zip(sets["patient"], sets["control"], strict=True)
    ]
    assert row["n_datasets"] == len(p)
    assert (row["p_abs_deviation_low"], row["p_abs_deviation_high"]) == (min(p), max(p))
    assert row["share_abs_deviation"] == np.mean(np.array(p) <= 0.05)


def test_both_bulbar_hands_were_scanned():
    right = published.summaries(PRINT, VALUES, ITEMS, "right", MERCURI)
    sizes = published.part_sizes(right, VALUES).set_index(["region", "n_bulbar"])["n_datasets"]
    assert sizes.to_dict() == {("hand", 0): 0, ("hand", 1): 0, ("hand", 2): 25}


def test_a_cohort_without_printed_figures():
    data = load_cohort("fjordby-lindhaven")
    figures, values = published.printed_figures(data), published.recompute(data)
    items = published.muscles_by_region(data)
    assert published.audit(figures, values, items, MERCURI).empty
    rows = published.summaries(figures, values, items, "right", MERCURI)
    assert rows == []
    assert published.quartile_rules(figures, []).empty
    assert published.protocol_search(figures, values, []) is None
    assert published.findings([], 0.05).empty
    assert published.members([]).empty


def test_any_cohort_can_be_audited():
    """Figures of the simulated cohort, printed from its own values, are all reproduced."""
    data = load_cohort("fjordby-lindhaven")
    values = published.recompute(data)
    names = [name for name in values if name[-1] in ("median", "q1", "q3", "n", "p", "percent")]
    rows = [dict(zip(published.KEY, name, strict=True)) for name in names]
    figures = pd.DataFrame(rows)
    figures["printed"] = [
        f"{value[0]}/{value[1]}" if isinstance(value, tuple) else f"{value:.4f}"
        for value in (values[name] for name in names)
    ]
    figures = figures.assign(id=[f"f-{n}" for n in range(len(rows))], place="Table", decimals=4)
    found = published.audit(figures, values, published.muscles_by_region(data), MERCURI)
    assert len(found) > 200
    assert set(found["verdict"]) == {"reproduced"}
