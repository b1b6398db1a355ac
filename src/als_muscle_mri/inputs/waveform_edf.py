"""MUAP waveforms as EDF or EDF+: a signal is one discharge.

The format is that of Kemp et al. (1992, doi:10.1016/0013-4694(92)90009-7) and, for EDF+, Kemp and
Olivan (2003, doi:10.1016/S1388-2457(03)00123-8); it is read by edfio. A header that could tell
who the patient is makes the file unusable here, and the message does not repeat what it says.
"""

import re
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np

from als_muscle_mri.inputs.files import read_bytes
from als_muscle_mri.inputs.problems import Problem
from als_muscle_mri.inputs.recordings import CLIPPED_SAMPLES, Traces, refused, shown_name

LABEL = re.compile(r"MUAP (\d{1,5}) D (\d{1,5})")
UNIT = "uV"
SHORTEST_FILE = 512
"""Bytes of the header of a file with one signal."""


def read_edf_traces(path: Path, subject_id: str) -> Traces:
    """Read the traces of one EDF file.

    Parameters
    ----------
    path : pathlib.Path
        A file whose signals are labelled ``MUAP 3 D 12`` (MUAP 3, discharge 12), in uV, of the
        same rate and length.
    subject_id : str
        The one thing the field for the patient may hold, beside X.

    Returns
    -------
    Traces
        With problems, and then without traces, where the file cannot be used.
    """
    data = read_bytes(path, "Export it again.")
    if isinstance(data, Problem):
        return Traces((replace(data, file=shown_name(path)),))
    if len(data) < SHORTEST_FILE:
        return refused(path, "the file is too short to be EDF", "Export it again.")
    try:
        return _read(path, data, subject_id)
    # edfio and NumPy raise many kinds of errors on damaged bytes; each of them means the same.
    except (ValueError, ArithmeticError, LookupError, TypeError, MemoryError, OSError) as error:
        rule = f"the file is EDF ({type(error).__name__} while it was read)"
        return refused(path, rule, "Export it again; it is damaged or another format.")


def _read(path: Path, data: bytes, subject_id: str) -> Traces:
    from edfio import read_edf

    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        try:
            edf = read_edf(data, lazy_load_data=False)
        except UserWarning:
            rule = "the file holds as much data as its header says (truncated)"
            return refused(path, rule, "Export it again, or copy the whole file.")
    problems = [
        *_privacy_problems(path, edf.local_patient_identification, subject_id),
        *_signal_problems(path, edf.signals),
    ]
    if problems or not edf.signals:
        empty = Problem(shown_name(path), None, None, None, "the file has no signal", "Export it.")
        return Traces(tuple(problems or [empty]))
    voltage = np.array([signal.data for signal in edf.signals])
    if not np.isfinite(voltage).all():
        rule = "physical and digital range of every signal are two different numbers each"
        return refused(path, rule, "Export it again.")
    keys = [LABEL.fullmatch(signal.label) for signal in edf.signals]
    return Traces(
        (),
        rate_hz=float(edf.signals[0].sampling_frequency),
        muap=np.array([int(key[1]) for key in keys]),
        discharge=np.array([int(key[2]) for key in keys]),
        voltage_uv=voltage,
    )


def _privacy_problems(path: Path, patient: str, subject_id: str) -> list[Problem]:
    """Refuse name, birthdate, sex or hospital code; what stands there is not repeated."""
    if set(patient.split()) <= {"X", subject_id}:
        return []
    rule = "the field for the patient holds X or the subject_id, and nothing that tells who it is"
    fix = "Make the file anonymous where it was exported, then copy it here again."
    return [Problem(shown_name(path), None, "local patient identification", None, rule, fix)]


def _signal_problems(path: Path, signals: tuple) -> list[Problem]:
    found, file = [], shown_name(path)
    for signal in signals:
        if LABEL.fullmatch(signal.label) is None:
            rule = "a signal is labelled as MUAP 3 D 12: the MUAP and which of its discharges"
            found.append(Problem(file, None, "label", signal.label, rule, "Rename the signal."))
        if signal.physical_dimension != UNIT:
            rule = f"{signal.label} is in {UNIT}"
            fix = f"Export it in microvolt, written {UNIT}."
            found.append(
                Problem(file, None, "physical dimension", signal.physical_dimension, rule, fix)
            )
        if _at_limit(signal.digital, signal.digital_range):
            rule = f"{signal.label} stays within the range of its file (clipped)"
            fix = "Leave the discharge out; record with less gain."
            found.append(Problem(file, None, None, None, rule, fix))
    if len({(signal.sampling_frequency, len(signal.digital)) for signal in signals}) > 1:
        rule = "all signals of a file have one sampling rate and length"
        found.append(Problem(file, None, None, None, rule, "Export them together."))
    return found


def _at_limit(digital: np.ndarray, limits: tuple[int, int]) -> bool:
    """Say whether several samples in a row lie at the end of the range of numbers."""
    low, high = limits
    if len(digital) < CLIPPED_SAMPLES or (low, high) == (digital.min(), digital.max()):
        return False  # a writer that scales each signal to its own extremes; looked at later
    at = ((digital <= low) | (digital >= high)).astype(int)
    return bool((np.convolve(at, np.ones(CLIPPED_SAMPLES, int), "valid") == CLIPPED_SAMPLES).any())
