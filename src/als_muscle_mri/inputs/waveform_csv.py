"""MUAP waveforms as CSV: a row is one sample of one discharge."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from als_muscle_mri.inputs.columns import WHOLE, as_number, by_distinct
from als_muscle_mri.inputs.csv_text import read_text_table
from als_muscle_mri.inputs.problems import Problem
from als_muscle_mri.inputs.recordings import Traces, cells, refused, shown_name

COLUMNS = ("muap", "discharge", "time_ms", "voltage_uv")
UNEVEN = 0.01
"""Steps between samples may differ by this part of a step, for rounded times."""


def read_csv_traces(path: Path) -> Traces:
    """Read the traces of one CSV file.

    Parameters
    ----------
    path : pathlib.Path
        A file with the columns muap, discharge (whole numbers from 1), time_ms and voltage_uv;
        the samples of a trace stand in the order of time, all traces on the same times.

    Returns
    -------
    Traces
        With problems, and then without traces, where a cell or the shape is wrong.
    """
    raw = read_text_table(path, COLUMNS)
    problems = [replace(problem, file=shown_name(path)) for problem in raw.problems]
    if problems or raw.frame is None:
        return Traces(tuple(problems))
    if raw.frame.empty:
        return refused(
            path, "the file has no sample", "Write one row for each sample, or delete it."
        )
    problems = [*_cell_problems(path, raw.frame)]
    if problems:
        return Traces(tuple(problems))
    return _shaped(path, pd.DataFrame({name: _numbers(raw.frame[name]) for name in COLUMNS}))


def _cell_problems(path: Path, frame: pd.DataFrame) -> list[Problem]:
    found: list[Problem] = []
    for name in COLUMNS:
        texts = frame[name].astype("object").where(frame[name].notna(), "")
        whole = name in COLUMNS[:2]
        right = by_distinct(texts, _is_count if whole else _is_finite)
        rule = "a whole number from 1 on" if whole else "a plain decimal number, in every sample"
        fix = "Number it." if whole else "Export the sample again, or leave the discharge out."
        found += cells(path, name, texts[~right.to_numpy()], f"{name} is {rule}", fix)
    return found


def _is_count(text: str) -> bool:
    return WHOLE.fullmatch(text) is not None and float(text) >= 1


def _is_finite(text: str) -> bool:
    return bool(np.isfinite(as_number(text)))


def _numbers(texts: pd.Series) -> np.ndarray:
    values = texts.array
    return np.array([float(text) for text in values.categories.tolist()])[values.codes]


def _shaped(path: Path, rows: pd.DataFrame) -> Traces:
    """Put the rows into one line a trace, if all traces have the same even times."""
    keys = rows[["muap", "discharge"]].astype("int64")
    new = (keys != keys.shift()).any(axis=1).to_numpy()
    starts = np.flatnonzero(new)
    lengths = np.diff(np.append(starts, len(rows)))
    if np.ptp(lengths) or lengths[0] < 2:
        rule = "all traces of a file have the same number of samples, two or more"
        counts = ", ".join(str(n) for n in np.unique(lengths)[:5])
        return refused(path, rule, "Export the same window for each discharge.", counts)
    time_ms = rows["time_ms"].to_numpy().reshape(len(starts), -1)
    step = (time_ms[0, -1] - time_ms[0, 0]) / (time_ms.shape[1] - 1)
    even = time_ms[0, 0] + step * np.arange(time_ms.shape[1])
    if step <= 0 or np.abs(time_ms - even).max() > max(UNEVEN * step, 1e-9):
        rule = "times rise in even steps, the same in every trace of a file"
        return refused(path, rule, "Export the times as recorded, with enough decimals.")
    first = keys.iloc[starts]
    return Traces(
        (),
        rate_hz=float(1000 / step),
        start_ms=float(time_ms[0, 0]),
        muap=first["muap"].to_numpy(),
        discharge=first["discharge"].to_numpy(),
        voltage_uv=rows["voltage_uv"].to_numpy().reshape(len(starts), -1),
    )
