"""The MUAP waveforms of a cohort, and a reader's marks on them: optional, checked all at once."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from als_muscle_mri.inputs.files import leads_out, link_problem, misspelt_folders
from als_muscle_mri.inputs.loading import Cohort
from als_muscle_mri.inputs.problems import InputError, Problem, cell_problems, suggest
from als_muscle_mri.inputs.recordings import FOLDER, Recording, Traces, shown_name, trace_problems
from als_muscle_mri.inputs.validation import Table, read_optional_table
from als_muscle_mri.inputs.waveform_csv import read_csv_traces
from als_muscle_mri.inputs.waveform_edf import read_edf_traces

MARKS = "muap_marks.csv"
NAME = re.compile(r"(?P<subject>.+)_(?P<side>right|left)_(?P<muscle>[a-z0-9_]+)\.(?P<kind>csv|edf)")
Muscle = tuple[str, str, str]


@dataclass(frozen=True)
class Waveforms:
    """The waveforms of a cohort.

    Attributes
    ----------
    status : {"measured", "simulated", "absent"}
        Where they come from.
    recordings : tuple of Recording
        One for each muscle, in the order subjects, side, atlas.
    marks : DataFrame
        subject_id, side, muscle_id, muap, onset_ms, offset_ms, reader; no row where no reader
        marked anything.
    """

    status: Literal["measured", "simulated", "absent"]
    recordings: tuple[Recording, ...]
    marks: pd.DataFrame


def load_waveforms(data: Cohort) -> Waveforms:
    """Read the folder ``emg`` and ``muap_marks.csv`` of a checked cohort.

    Parameters
    ----------
    data : Cohort
        Tells which subjects and muscles there may be.

    Returns
    -------
    Waveforms
        With status "absent" where the cohort has no such folder.

    Raises
    ------
    InputError
        Anything is wrong with a waveform file or a mark; all files at once.

    Examples
    --------
    >>> from als_muscle_mri.inputs import load_cohort
    >>> load_waveforms(load_cohort("fjordby-lindhaven")).status
    'absent'
    """
    graded = data.settings.emg_thresholds_ms
    muscles = [muscle for muscle in data.atlas["muscle_id"] if muscle in graded]
    read = read_waveforms(data.folder, data.subjects["subject_id"].tolist(), muscles)
    if data.waveforms_source is not None and read.recordings:
        rule = f"waveforms: {data.waveforms_source} has no waveform files beside it"
        fix = f"Delete the key, or the files in {FOLDER}."
        problem = Problem("cohort.yml", None, "waveforms", None, rule, fix)
        raise InputError([problem], f"the waveforms of cohort {data.name}")
    return read


def read_waveforms(folder: Path, subjects: Collection[str], muscles: Collection[str]) -> Waveforms:
    """Read the waveforms of any folder; see ``load_waveforms``.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of the cohort.
    subjects, muscles : collection of str
        The subject_ids there are, and the muscle_ids that have thresholds, in study order.
    """
    problems: list[Problem] = misspelt_folders(folder, FOLDER)
    recordings: dict[Muscle, Recording] = {}
    for path in waveform_files(folder):
        muscle, wrong = _muscle_of(path, subjects, muscles)
        if muscle in recordings:
            rule, fix = "a muscle has one waveform file", "Keep the CSV or the EDF file."
            wrong = [Problem(shown_name(path), None, None, None, rule, fix)]
        problems += wrong
        if muscle is None or wrong:
            continue
        traces = _traces(path, muscle[0])
        problems += traces.problems
        if not traces.problems:
            recordings[muscle] = _recording(muscle, traces)
    marks, wrong = _marks(folder, recordings, blame=not problems)
    problems += wrong
    if problems:
        raise InputError(problems, f"the waveforms of cohort {folder.name}")
    ordered = sorted(recordings, key=lambda key: _place(key, list(subjects), list(muscles)))
    status = "measured" if recordings else "absent"
    return Waveforms(status, tuple(recordings[key] for key in ordered), marks)


def waveform_files(folder: Path) -> list[Path]:
    """List what lies in the folder ``emg`` of a cohort, but for what the system hides there."""
    place = folder / FOLDER
    files = place.iterdir() if place.is_dir() else ()
    return sorted(path for path in files if not path.name.startswith("."))


def _place(key: Muscle, subjects: list[str], muscles: list[str]) -> tuple[int, int, int]:
    return subjects.index(key[0]), ("right", "left").index(key[1]), muscles.index(key[2])


def _muscle_of(
    path: Path, subjects: Collection[str], muscles: Collection[str]
) -> tuple[Muscle | None, list[Problem]]:
    file, found = shown_name(path), NAME.fullmatch(path.name)
    if leads_out(path, path.parent) or leads_out(path.parent, path.parents[1]):
        return None, [link_problem(file)]
    if found is None or not path.is_file():
        rule = "a waveform file is named subject_side_muscle, with the ending .csv or .edf"
        fix = "Rename it, as P01_right_tibialis_anterior.edf, or move it away."
        return None, [Problem(file, None, None, path.name, rule, fix)]
    problems = []
    for name, known, what in (
        (found["subject"], subjects, "a subject_id of subjects.csv"),
        (found["muscle"], muscles, "a muscle with thresholds in emg_thresholds_ms"),
    ):
        if name not in known:
            fix = suggest(name, known) + "Rename the file."
            rule = f"the file name holds {what}"
            problems.append(Problem(file, None, None, name, rule, fix))
    return (found["subject"], found["side"], found["muscle"]), problems


def _traces(path: Path, subject_id: str) -> Traces:
    read = read_edf_traces(path, subject_id) if path.suffix == ".edf" else read_csv_traces(path)
    if read.problems:
        return read
    problems = tuple(trace_problems(path, read))
    return Traces(problems) if problems else read


def _recording(muscle: Muscle, traces: Traces) -> Recording:
    order = np.lexsort([traces.discharge, traces.muap])
    return Recording(
        *muscle,
        rate_hz=traces.rate_hz,
        start_ms=traces.start_ms,
        muap=traces.muap[order],
        discharge=traces.discharge[order],
        voltage_uv=traces.voltage_uv[order],
    )


def _marks(
    folder: Path, recordings: dict[Muscle, Recording], blame: bool
) -> tuple[pd.DataFrame, list[Problem]]:
    """Read the marks; whether their MUAPs exist is said only where all files could be read."""
    table = read_optional_table(folder, MARKS)
    problems = list(table.problems)
    if not problems:
        problems += [*_mark_problems(table, recordings, blame)]
    if problems:
        return table.frame, problems
    whole = {"muap": "int64"} | dict.fromkeys(("subject_id", "side", "muscle_id", "reader"), "str")
    return table.frame.astype(whole).reset_index(drop=True), []


def _mark_problems(
    table: Table, recordings: dict[Muscle, Recording], blame: bool
) -> Iterator[Problem]:
    frame = table.frame
    key = ["subject_id", "side", "muscle_id", "muap"]
    said = frame[key].astype("str").agg(", ".join, axis=1)
    rule = "a MUAP is marked once"
    yield from _named(said[frame[key].duplicated()], rule, "Keep the mark that counts.")
    late = frame["offset_ms"] <= frame["onset_ms"]
    rule = "the offset lies after the onset"
    yield from _named(frame.loc[late, "offset_ms"].astype("str"), rule, "Correct the marks.")
    if not blame:
        return
    fits = pd.Series([_within(row, recordings) for row in frame.to_dict("records")], frame.index)
    rule = "a mark lies on a MUAP of the folder emg, within its trace"
    yield from _named(said[~fits.astype(bool)], rule, "Correct the name, number or time.")


def _named(cells: pd.Series, rule: str, fix: str) -> Iterator[Problem]:
    if len(cells):
        yield from cell_problems(MARKS, None, cells, rule, fix)


def _within(row: dict, recordings: dict[Muscle, Recording]) -> bool:
    recording = recordings.get((row["subject_id"], row["side"], row["muscle_id"]))
    if recording is None or row["muap"] not in recording.muap:
        return False
    samples = recording.voltage_uv.shape[1] - 1
    end_ms = recording.start_ms + 1000 * samples / recording.rate_hz
    return recording.start_ms <= row["onset_ms"] and row["offset_ms"] <= end_ms + 1e-9
