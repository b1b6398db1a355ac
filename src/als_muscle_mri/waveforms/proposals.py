"""The proposals for every MUAP of a cohort, beside the reader's marks and muaps.csv."""

import numpy as np
import pandas as pd

from als_muscle_mri.inputs import Cohort, Waveforms, load_waveforms

from .averaging import Averages, average
from .marks import propose_marks
from .measures import NAMES, measures, table_of
from .quality import doubts
from .simulated import simulate

Muscle = tuple[str, str, str]
MUAP = ["subject_id", "side", "muscle_id", "muap"]
COLUMNS = [
    *MUAP,
    *("duration_ms", "table_duration_ms", "proposed_duration_ms", "marked_duration_ms", "reader"),
    *("onset_ms", "offset_ms", "proposed_onset_ms", "proposed_offset_ms"),
    *NAMES[1:],
    *("n_discharges", "noise_uv", "snr", "doubts"),
]


def waveforms_of(data: Cohort) -> Waveforms:
    """Give the waveforms of a cohort: its own, simulated ones if it asks for them, or none.

    Simulated ones have the durations of ``muaps.csv`` and the seed of the settings.
    """
    read = load_waveforms(data)
    if data.waveforms_source != "simulated":
        return read
    return Waveforms("simulated", simulate(data.muaps, data.settings.seed), read.marks)


def averages_of(waveforms: Waveforms) -> dict[Muscle, Averages]:
    """Average the discharges of every MUAP, muscle by muscle."""
    return {
        (each.subject_id, each.side, each.muscle_id): average(each) for each in waveforms.recordings
    }


def traces_of(averages: dict[Muscle, Averages]) -> pd.DataFrame:
    """List the averaged waveforms, for a figure.

    Returns
    -------
    DataFrame
        subject_id, side, muscle_id, muap, and the arrays time_ms and voltage_uv.
    """
    rows = [
        (*key, muap, each.start_ms + np.arange(len(wave)) * 1000 / each.rate_hz, wave)
        for key, each in averages.items()
        for muap, wave in zip(each.muap, each.voltage_uv, strict=True)
    ]
    return pd.DataFrame(rows, columns=[*MUAP, "time_ms", "voltage_uv"])


def propose(
    averages: dict[Muscle, Averages], marks: pd.DataFrame, muaps: pd.DataFrame
) -> pd.DataFrame:
    """Propose marks for every MUAP, let a reader's win, and measure between them.

    Parameters
    ----------
    averages : dict
        By subject_id, side, muscle_id.
    marks : DataFrame
        As ``muap_marks.csv``.
    muaps : DataFrame
        As ``muaps.csv``.

    Returns
    -------
    DataFrame
        One row a MUAP. The first columns are those of ``muaps.csv``: ``duration_ms`` is the one
        that counts, a reader's or else the proposed one. Then, each under its name, the duration
        of ``muaps.csv`` (table), the proposed and the marked one; times of the marks that count
        and of those proposed; the measures; number of discharges, noise and signal-to-noise ratio
        of the average; doubts about the proposal. A missing value is NaN.
    """
    parts = [_measured(key, each, marks) for key, each in averages.items()]
    table = muaps[[*MUAP, "duration_ms"]].rename(columns={"duration_ms": "table_duration_ms"})
    if not parts:
        return pd.DataFrame(columns=COLUMNS)
    return pd.concat(parts, ignore_index=True).merge(table, on=MUAP, how="left")[COLUMNS]


def _measured(muscle: Muscle, averages: Averages, marks: pd.DataFrame) -> pd.DataFrame:
    proposed = propose_marks(averages)
    frame = pd.DataFrame(dict(zip(MUAP[:3], muscle, strict=True)) | {"muap": averages.muap})
    for end, samples in (("onset", proposed.onset), ("offset", proposed.offset)):
        frame[f"proposed_{end}_ms"] = averages.start_ms + samples * 1000 / averages.rate_hz
    frame = frame.merge(marks, on=MUAP, how="left") if len(marks) else _unmarked(frame)
    marked = frame["offset_ms"] - frame["onset_ms"]
    frame = frame.assign(
        marked_duration_ms=marked,
        proposed_duration_ms=frame["proposed_offset_ms"] - frame["proposed_onset_ms"],
        onset_ms=frame["onset_ms"].fillna(frame["proposed_onset_ms"]),
        offset_ms=frame["offset_ms"].fillna(frame["proposed_offset_ms"]),
        n_discharges=averages.n_discharges,
        noise_uv=proposed.noise_uv,
        snr=_ratio(np.ptp(averages.voltage_uv, axis=1), proposed.noise_uv),
    )
    ends = frame[["onset_ms", "offset_ms"]].to_numpy() - averages.start_ms
    rows = [
        measures(wave, *samples, averages.rate_hz, limit)
        for wave, samples, limit in zip(
            averages.voltage_uv, ends * averages.rate_hz / 1000, proposed.limit_uv, strict=True
        )
    ]
    doubted = doubts(
        proposed.onset, proposed.offset, averages.n_discharges, frame["snr"].to_numpy()
    )
    return pd.concat([frame, table_of(rows)], axis=1).assign(doubts=doubted)


def _unmarked(frame: pd.DataFrame) -> pd.DataFrame:
    missing = pd.Series(np.nan, frame.index)
    reader = pd.Series(np.nan, frame.index, dtype="str")
    return frame.assign(onset_ms=missing, offset_ms=missing, reader=reader)


def _ratio(size: np.ndarray, noise: np.ndarray) -> np.ndarray:
    """Signal over noise; infinite where there is no noise."""
    return np.divide(size, noise, out=np.full(len(size), np.inf), where=noise > 0)
