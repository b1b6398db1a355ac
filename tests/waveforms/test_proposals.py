"""From recordings to proposals: marks win, doubts are named, truth comes back."""

import numpy as np
import pandas as pd
import pytest

from als_muscle_mri import waveforms as chapter
from als_muscle_mri.inputs import Cohort, column_names, load_cohort
from als_muscle_mri.report import muaps as muaps_report
from als_muscle_mri.statistics import weighted_kappa
from als_muscle_mri.waveforms.noise import RATIOS
from als_muscle_mri.waveforms.quality import doubts

from .shapes import recorded, sine

KEY = ["subject_id", "side", "muscle_id", "muap"]
MUSCLE = ("P1", "right", "tibialis_anterior")


def marks(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=column_names("muap_marks.csv"))


def muaps(*durations: float) -> pd.DataFrame:
    rows = [(*MUSCLE, number, value) for number, value in enumerate(durations, start=1)]
    return pd.DataFrame(rows, columns=column_names("muaps.csv"))


def small(marked: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    traces = np.stack([sine(lasts_ms=10), sine(lasts_ms=14)])
    averages = {MUSCLE: chapter.average(recorded(traces, muap=[1, 2]))}
    return chapter.propose(averages, marked, table)


def test_a_readers_mark_wins_and_both_are_kept() -> None:
    found = small(marks((*MUSCLE, 2, 24.0, 41.0, "R1")), muaps(9.0))
    assert found["duration_ms"].tolist() == pytest.approx([10.0, 17.0], abs=0.1)
    assert found["proposed_duration_ms"].tolist() == pytest.approx([10.0, 14.0], abs=0.1)
    assert found["marked_duration_ms"].tolist() == pytest.approx([np.nan, 17.0], nan_ok=True)
    assert found["table_duration_ms"].tolist() == pytest.approx([9.0, np.nan], nan_ok=True)
    assert found["reader"].isna().tolist() == [True, False]
    assert found["area_uvms"].tolist() == pytest.approx([2000 / np.pi, 2800 / np.pi], rel=0.01)


def test_the_first_columns_are_those_of_muaps() -> None:
    found = small(marks(), muaps(9.0, 9.0))
    assert found.columns[:5].tolist() == column_names("muaps.csv")
    assert (found["doubts"] == "few discharges").all()


def test_nothing_given_is_changed() -> None:
    marked, table = marks((*MUSCLE, 2, 24.0, 41.0, "R1")), muaps(9.0)
    copies = marked.copy(), table.copy()
    small(marked, table)
    pd.testing.assert_frame_equal(marked, copies[0])
    pd.testing.assert_frame_equal(table, copies[1])


def test_doubts() -> None:
    found = doubts([np.nan, 3.0, 3.0], [9.0, 9.0, 9.0], [20, 20, 20], [99.0, 19.9, 20.0])
    assert found == ["onset not reached", "low signal", ""]


@pytest.fixture(scope="module")
def proposals(pavia: Cohort) -> pd.DataFrame:
    waveforms = chapter.waveforms_of(pavia)
    assert waveforms.status == "simulated"
    return chapter.propose(chapter.averages_of(waveforms), waveforms.marks, pavia.muaps)


def test_every_muap_of_the_table_is_simulated_once(proposals: pd.DataFrame, pavia: Cohort) -> None:
    pd.testing.assert_frame_equal(proposals[KEY], pavia.muaps[KEY], check_dtype=False)
    assert proposals["table_duration_ms"].tolist() == pavia.muaps["duration_ms"].tolist()


def test_agreement_by_a_second_route(proposals: pd.DataFrame, pavia: Cohort) -> None:
    (row,) = chapter.agreement(proposals, pavia, 0.9).to_dict("records")
    d = proposals["proposed_duration_ms"] - proposals["table_duration_ms"]
    whose = d.groupby(proposals["subject_id"])
    means = whose.mean()
    within = ((d - whose.transform("mean")) ** 2).sum() / (len(d) - len(means))
    sd = (means.var() + (1 - (1 / whose.size()).mean()) * within) ** 0.5
    assert (row["n"], row["n_subjects"]) == (len(d), len(means))
    assert (row["bias_ms"], row["sd_ms"]) == pytest.approx((means.mean(), sd))
    assert row["upper_ms"] - row["lower_ms"] == pytest.approx(2 * 1.959964 * sd, rel=1e-6)
    assert row["lower_low_ms"] < row["lower_ms"] < row["lower_high_ms"]
    means = proposals.groupby(KEY[:3])[["proposed_duration_ms", "table_duration_ms"]].mean()
    cuts = means.index.get_level_values("muscle_id").map(pavia.settings.emg_thresholds_ms)
    graded = [
        [sum([m >= t[0], m >= t[1], m > t[2]]) for m, t in zip(means[name], cuts, strict=True)]
        for name in means
    ]
    assert row["weighted_kappa"] == pytest.approx(weighted_kappa(*graded).estimate)
    assert row["same_grade_percent"] == pytest.approx(100 * np.mean(np.equal(*graded)))


def test_a_shift_of_one_person_widens_the_limits_and_not_that_of_every_second_muap(
    proposals: pd.DataFrame, pavia: Cohort
) -> None:
    """Ten MUAPs of a person that err together count as one that errs; the bare sd cannot tell."""
    person = (proposals["subject_id"] == "P01").to_numpy()
    spread = np.zeros(len(proposals), dtype=bool)
    spread[np.linspace(0, len(proposals) - 1, person.sum()).round().astype(int)] = True
    duration = proposals["table_duration_ms"]
    together, apart = (
        chapter.agreement(
            proposals.assign(proposed_duration_ms=duration + 2.0 * shifted), pavia, 0.95
        ).iloc[0]
        for shifted in (person, spread)
    )
    assert person.sum() == spread.sum()
    assert together["bias_high_ms"] - together["bias_low_ms"] > 2 * (
        apart["bias_high_ms"] - apart["bias_low_ms"]
    )


def test_muaps_of_one_person_alone_have_no_limits(proposals: pd.DataFrame, pavia: Cohort) -> None:
    one = proposals[proposals["subject_id"] == "P01"]
    found = chapter.agreement(one, pavia, 0.95)
    assert np.isnan(found["upper_ms"].iloc[0])
    said = muaps_report.agreed(found, 0.95)
    assert f"are of one subject alone ({len(one)} MUAPs), without limits; " in said
    assert "nan" not in said


def test_a_way_without_a_muap_has_no_row(proposals: pd.DataFrame, pavia: Cohort) -> None:
    assert chapter.agreement(proposals, pavia, 0.95)["first"].tolist() == ["proposed"]
    marked = proposals.assign(
        marked_duration_ms=proposals["table_duration_ms"].where(proposals.index < 40)
    )
    found = chapter.agreement(marked, pavia, 0.95)
    pairs = [("proposed", "table"), ("marked", "table"), ("proposed", "marked")]
    assert list(zip(found["first"], found["second"], strict=True)) == pairs
    shown = muaps_report.agreement(found, 0.95).shown["Durations"].tolist()
    assert shown[1] == "marked by a reader − muaps.csv"


def test_error_grows_with_noise(pavia: Cohort) -> None:
    error = chapter.error_by_noise(chapter.trials(pavia, "simulated"), pavia, 0.95)
    assert error["snr"].tolist() == list(RATIOS)
    assert (np.diff(error["sd_ms"]) < 0).all()
    assert (np.diff(error["bias_ms"].abs()) < 0).all()
    assert (np.diff(error["same_grade_percent"]) > 0).all()
    assert error["same_grade_percent"].iloc[-1] > 95
    assert error["bias_ms"].abs().iloc[-1] < 0.2


def test_the_seed_decides(pavia: Cohort) -> None:
    few = pavia.muaps.head(20)
    one, same, other = (chapter.simulate(few, seed)[0].voltage_uv for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_a_cohort_without_waveforms_has_empty_answers() -> None:
    data = load_cohort("fjordby-lindhaven")
    waveforms = chapter.waveforms_of(data)
    found = chapter.propose(chapter.averages_of(waveforms), waveforms.marks, data.muaps)
    assert waveforms.status == "absent"
    assert found.empty
    assert chapter.agreement(found, data, 0.95).empty
    made = chapter.trials(data, waveforms.status)
    assert chapter.error_by_noise(made, data, 0.95).empty
    assert chapter.sensitivity(made, data, 0.95).empty


def test_too_long_a_potential_is_not_simulated() -> None:
    with pytest.raises(ValueError, match="lasts at most 40 ms"):
        chapter.simulate(muaps(41.0), seed=1)
