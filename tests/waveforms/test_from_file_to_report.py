"""A cohort with EDF files and a reader's marks, from the files to figure, tables and numbers."""

import shutil
from dataclasses import replace
from pathlib import Path

import edfio
import numpy as np
import pandas as pd
import pytest

from als_muscle_mri import waveforms as chapter
from als_muscle_mri.inputs import Cohort, Recording, Waveforms, load_cohort
from als_muscle_mri.report import figures, muaps

MARK = "subject_id,side,muscle_id,muap,onset_ms,offset_ms,reader\nP01,right,tibialis_anterior,1,10,31,R1\n"


def write_edf(recording: Recording, folder: Path) -> None:
    traces, muap, number = recording.voltage_uv, recording.muap, recording.discharge
    top = float(np.ceil(np.abs(traces).max()) + 1)
    signals = [
        edfio.EdfSignal(
            trace.astype(float),
            recording.rate_hz,
            label=f"MUAP {m} D {d}",
            physical_dimension="uV",
            physical_range=(-top, top),
        )
        for trace, m, d in zip(traces, muap, number, strict=True)
    ]
    lasts = traces.shape[1] / recording.rate_hz
    name = f"{recording.subject_id}_{recording.side}_{recording.muscle_id}.edf"
    edfio.Edf(signals, data_record_duration=lasts).write(folder / name)


@pytest.fixture
def cohort(tmp_path: Path, pavia: Cohort, monkeypatch: pytest.MonkeyPatch) -> Cohort:
    """The reference cohort with files for one subject instead of simulated waveforms."""
    shutil.copytree("data", tmp_path / "data")
    folder = tmp_path / "data" / "pavia-2018"
    (folder / "emg").mkdir()
    few = pavia.muaps[pavia.muaps["subject_id"] == "P01"]
    for recording in chapter.simulate(few, seed=2, discharges=6):
        write_edf(recording, folder / "emg")
    (folder / "muap_marks.csv").write_text(MARK)
    text = (folder / "cohort.yml").read_text()
    kept = [line for line in text.splitlines(True) if not line.startswith("waveforms:")]
    (folder / "cohort.yml").write_text("".join(kept))
    monkeypatch.chdir(tmp_path)
    return load_cohort("pavia-2018")


def proposals_of(waveforms: Waveforms, data: Cohort) -> pd.DataFrame:
    return chapter.propose(chapter.averages_of(waveforms), waveforms.marks, data.muaps)


def test_files_give_what_the_traces_gave(cohort: Cohort, pavia: Cohort) -> None:
    """16 bits of ± some hundred µV are steps of a hundredth; hardly any mark moves by a sample."""
    waveforms = chapter.waveforms_of(cohort)
    assert waveforms.status == "measured"
    few = pavia.muaps[pavia.muaps["subject_id"] == "P01"]
    direct = replace(waveforms, recordings=chapter.simulate(few, seed=2, discharges=6))
    one, other = (proposals_of(each, cohort) for each in (waveforms, direct))
    moved = (one["proposed_duration_ms"] - other["proposed_duration_ms"]).abs()
    assert moved.median() == pytest.approx(0, abs=1e-9)
    assert (moved < 0.11).mean() > 0.95
    assert one["amplitude_uv"].tolist() == pytest.approx(other["amplitude_uv"].tolist(), rel=0.01)


def test_figure_tables_and_numbers_of_measured_waveforms(cohort: Cohort) -> None:
    waveforms = chapter.waveforms_of(cohort)
    proposals = proposals_of(waveforms, cohort)
    marked = proposals.dropna(subset=["marked_duration_ms"])
    assert marked["duration_ms"].tolist() == pytest.approx([21.0])
    traces = chapter.traces_of(chapter.averages_of(waveforms))
    thresholds = cohort.settings.emg_thresholds_ms
    pages = figures.muap_pages(proposals, traces, thresholds, waveforms.status)
    assert len(pages) == len(thresholds)
    assert "averaged from measured discharges" in pages[-1].caption
    assert "Tibialis anterior: averaged MUAPs" in pages[-1].alternative
    agreement = chapter.agreement(proposals, cohort, 0.95)
    assert agreement["n"].tolist() == [len(proposals), 1, 1]
    assert agreement["missing"].tolist() == [0, len(proposals) - 1, 0]
    sentence = muaps.proposed(proposals)
    assert sentence.endswith("and a reader marked 1 of the MUAPs.")
    results = muaps.numbers(proposals, agreement, agreement.iloc[:0], {"proposed": sentence})
    assert results["n_marked"]["value"] == 1
    table = muaps.measures(proposals)
    assert len(table.shown) == 3
    assert int(table.numbers["n_muaps"].sum()) == len(proposals)


def test_a_cohort_where_no_end_is_found_still_has_its_page(cohort: Cohort) -> None:
    waveforms = chapter.waveforms_of(cohort)
    proposals = proposals_of(waveforms, cohort)
    marks = ("onset_ms", "offset_ms", "proposed_onset_ms", "proposed_offset_ms", "duration_ms")
    lost = proposals.assign(**dict.fromkeys(marks, np.nan))
    traces = chapter.traces_of(chapter.averages_of(waveforms))
    (page, *_) = figures.muap_pages(lost, traces, cohort.settings.emg_thresholds_ms, "measured")
    assert ": mean – ms of " in page.alternative
