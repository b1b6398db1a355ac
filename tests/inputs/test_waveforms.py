"""Waveform files: what is read is what was written, and every fault is told by file at once."""

import datetime
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import edfio
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from als_muscle_mri.inputs import InputError, load_cohort, load_waveforms
from als_muscle_mri.inputs.waveforms import Waveforms, read_waveforms
from inputs.small_study import Study

RATE_HZ, SAMPLES = 10_000.0, 300
EDF, CSV = "P1_right_tibialis_anterior.edf", "P2_left_first_dorsal_interosseous.csv"
SUBJECTS = ["P1", "P2", "C1", "C2"]
MUSCLES = ["first_dorsal_interosseous", "tibialis_anterior"]


def traces(seed: int = 1, n: int = 3) -> np.ndarray:
    """Noise in µV with steps that both formats keep."""
    return np.random.default_rng(seed).integers(-2000, 2001, (n, SAMPLES)) / 8


def edf(
    path: Path,
    voltage: np.ndarray,
    labels: list[str] | None = None,
    unit: str = "uV",
    rate: float = RATE_HZ,
    limits: tuple[float, float] = (-4096.0, 4095.875),
    **header: object,
) -> Path:
    """Write an EDF file; the limits make a digital step 1/8 µV."""
    path.parent.mkdir(exist_ok=True)
    labels = labels or [f"MUAP 1 D {n}" for n in range(1, len(voltage) + 1)]
    signals = [
        edfio.EdfSignal(
            each,
            rate,
            label=label,
            physical_dimension=unit,
            physical_range=limits,
            digital_range=(-32768, 32767),
        )
        for label, each in zip(labels, voltage, strict=True)
    ]
    patient = edfio.Patient(**header)
    edfio.Edf(signals, patient=patient, data_record_duration=voltage.shape[1] / rate).write(path)
    return path


def csv(path: Path, voltage: np.ndarray, change: Callable | None = None) -> Path:
    """Write a CSV file of one MUAP; `change` gets the rows before."""
    path.parent.mkdir(exist_ok=True)
    rows = [
        (1, number, f"{1000 * place / RATE_HZ - 10:.1f}", value)
        for number, trace in enumerate(voltage, start=1)
        for place, value in enumerate(trace)
    ]
    frame = pd.DataFrame(rows, columns=["muap", "discharge", "time_ms", "voltage_uv"])
    (frame if change is None else change(frame.astype("object"))).to_csv(path, index=False)
    return path


def read(folder: Path) -> Waveforms:
    return read_waveforms(folder, SUBJECTS, MUSCLES)


def told(folder: Path) -> str:
    with pytest.raises(InputError) as caught:
        read(folder)
    return str(caught.value)


def test_edf_comes_back(tmp_path: Path) -> None:
    edf(tmp_path / "emg" / EDF, traces(), ["MUAP 2 D 1", "MUAP 1 D 2", "MUAP 1 D 1"])
    (recording,) = read(tmp_path).recordings
    assert (recording.subject_id, recording.side) == ("P1", "right")
    assert (recording.muscle_id, recording.rate_hz) == ("tibialis_anterior", RATE_HZ)
    assert recording.muap.tolist() == [1, 1, 2]
    assert recording.discharge.tolist() == [1, 2, 1]
    assert np.array_equal(recording.voltage_uv, traces()[::-1])


def test_edf_plus_comes_back(tmp_path: Path) -> None:
    path = edf(tmp_path / "emg" / EDF, traces())
    plus = edfio.read_edf(path)
    plus.set_annotations([edfio.EdfAnnotation(0.0, None, "trigger")])
    plus.write(path)
    assert np.array_equal(read(tmp_path).recordings[0].voltage_uv, traces())


@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 10_000), n=st.integers(1, 4))
def test_csv_and_edf_say_the_same(tmp_path: Path, seed: int, n: int) -> None:
    edf(tmp_path / "emg" / EDF, traces(seed, n))
    csv(tmp_path / "emg" / CSV, traces(seed, n))
    found = {each.muscle_id: each for each in read(tmp_path).recordings}
    one, other = found["tibialis_anterior"], found["first_dorsal_interosseous"]
    assert np.array_equal(one.voltage_uv, other.voltage_uv)
    assert one.rate_hz == pytest.approx(other.rate_hz)
    assert (one.start_ms, other.start_ms) == (0, -10)


@settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_damaged_edf_is_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    """No other error comes out, whatever byte is changed and wherever the file is cut."""
    path = edf(tmp_path / "emg" / EDF, traces())
    whole = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(0, 3))):
        whole[data.draw(st.integers(0, 1023))] = data.draw(st.integers(0, 255))
    path.write_bytes(bytes(whole[: data.draw(st.integers(0, len(whole)))]))
    with suppress(InputError):
        assert read(tmp_path).recordings


@settings(
    deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=80) | st.binary(max_size=80))
def test_any_bytes_as_csv_are_refused(tmp_path: Path, text: str | bytes) -> None:
    path = csv(tmp_path / "emg" / CSV, traces())
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    assert f"emg/{CSV}" in told(tmp_path)


def with_cell(column: str, value: object, row: int = 4) -> Callable:
    def change(frame: pd.DataFrame) -> pd.DataFrame:
        frame.loc[row, column] = value
        return frame

    return change


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (with_cell("voltage_uv", "nan"), 'line 6, column voltage_uv: "nan" is not allowed'),
        (with_cell("voltage_uv", ""), "line 6, column voltage_uv: empty, but a value is needed"),
        (with_cell("voltage_uv", "inf"), '"inf" is not allowed'),
        (with_cell("time_ms", "1,5"), 'column time_ms: "1,5" is not allowed'),
        (with_cell("muap", "0"), "muap is a whole number from 1 on"),
        (with_cell("discharge", "1.5"), "discharge is a whole number from 1 on"),
        (with_cell("time_ms", "7"), "times rise in even steps"),
        (lambda rows: rows.head(500), "all traces of a file have the same number of samples"),
        (lambda rows: rows.head(0), "the file has no sample"),
        (lambda rows: rows.rename(columns={"voltage_uv": "voltage"}), "column voltage_uv"),
        (lambda rows: rows.assign(time_ms=rows["time_ms"].astype(float) * 5), '"2000 Hz" is not'),
        (lambda rows: rows.groupby("discharge").head(150), '"15 ms" is not allowed; a trace lasts'),
        (
            lambda rows: rows.assign(discharge=[1] * 300 + [2] * 300 + [1] * 300),
            "stands in a file once",
        ),
        (lambda rows: rows.assign(voltage_uv=0), "a trace has more than one value"),
        (
            lambda rows: rows.assign(voltage_uv=rows["voltage_uv"].astype(float).clip(-9, 9)),
            "at the extreme of a trace (clipped)",
        ),
    ],
)
def test_a_fault_of_a_csv_file(tmp_path: Path, change: Callable, message: str) -> None:
    csv(tmp_path / "emg" / CSV, traces(), change)
    assert message in told(tmp_path)
    assert f"emg/{CSV}" in told(tmp_path)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"unit": "mV"}, '"mV" is not allowed; MUAP 1 D 1 is in uV'),
        ({"unit": ""}, "column physical dimension: empty, but a value is needed"),
        (
            {"labels": ["EMG", "MUAP 1 D 2", "MUAP 1 D 3"]},
            '"EMG" is not allowed; a signal is labelled',
        ),
        ({"labels": ["MUAP 1 D 1"] * 3}, "a discharge of a MUAP stands in a file once"),
        ({"rate": 1000.0}, '"1000 Hz" is not allowed; the sampling rate lies between 5000'),
    ],
)
def test_a_fault_of_an_edf_file(tmp_path: Path, wrong: dict, message: str) -> None:
    edf(tmp_path / "emg" / EDF, traces(), **wrong)
    assert message in told(tmp_path)


@pytest.mark.parametrize(
    "header",
    [
        {"name": "Rossi_Anna"},
        {"birthdate": datetime.date(1950, 2, 1)},
        {"sex": "F"},
        {"code": "H-4711"},
        {"additional": ("Pavia",)},
    ],
)
def test_a_header_that_tells_who_it_is_is_refused_and_not_repeated(
    tmp_path: Path, header: dict
) -> None:
    edf(tmp_path / "emg" / EDF, traces(), **header)
    message = told(tmp_path)
    assert "nothing that tells who it is" in message
    for secret in ("Rossi", "1950", "4711", "Pavia"):
        assert secret not in message


def test_the_subject_id_may_stand_in_the_header(tmp_path: Path) -> None:
    edf(tmp_path / "emg" / EDF, traces(), code="P1")
    assert read(tmp_path).status == "measured"


def test_a_clipped_edf_signal(tmp_path: Path) -> None:
    voltage = traces()
    voltage[1, 100:106] = 4095.875
    edf(tmp_path / "emg" / EDF, voltage)
    assert "MUAP 1 D 2 stays within the range of its file (clipped)" in told(tmp_path)


def test_a_cut_edf_file(tmp_path: Path) -> None:
    path = edf(tmp_path / "emg" / EDF, traces())
    path.write_bytes(path.read_bytes()[:-7])
    assert "the file holds as much data as its header says (truncated)" in told(tmp_path)
    path.write_bytes(b"")
    assert "the file is too short to be EDF" in told(tmp_path)
    path.write_bytes(b"no header at all " * 60)
    assert "the file is EDF (" in told(tmp_path)


def test_signals_of_different_length(tmp_path: Path) -> None:
    path = tmp_path / "emg" / EDF
    path.parent.mkdir()
    signals = [
        edfio.EdfSignal(traces()[0][:n], rate, label=f"MUAP 1 D {n}", physical_dimension="uV")
        for n, rate in ((300, 10_000.0), (150, 5_000.0))
    ]
    edfio.Edf(signals, data_record_duration=0.03).write(path)
    assert "all signals of a file have one sampling rate and length" in told(tmp_path)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("notes.txt", "a waveform file is named subject_side_muscle"),
        ("P1_middle_tibialis_anterior.csv", "a waveform file is named subject_side_muscle"),
        ("P9_left_tibialis_anterior.csv", '"P9" is not allowed; the file name holds a subject_id'),
        ("P1_left_tibialis.csv", "The nearest known name is tibialis_anterior"),
    ],
)
def test_a_wrong_name(tmp_path: Path, name: str, message: str) -> None:
    csv(tmp_path / "emg" / name, traces())
    assert message in told(tmp_path)


def test_what_the_system_hides_in_the_folder_is_no_waveform_file(tmp_path: Path) -> None:
    edf(tmp_path / "emg" / EDF, traces())
    for hidden in (".DS_Store", f"._{EDF}"):
        (tmp_path / "emg" / hidden).write_bytes(b"\0")
    (tmp_path / "emg" / ".ipynb_checkpoints").mkdir()
    assert [one.subject_id for one in read(tmp_path).recordings] == ["P1"]


def test_two_files_for_a_muscle_and_all_faults_at_once(tmp_path: Path) -> None:
    edf(tmp_path / "emg" / EDF, traces())
    csv(tmp_path / "emg" / EDF.replace(".edf", ".csv"), traces())
    csv(tmp_path / "emg" / CSV, traces(), lambda rows: rows.head(0))
    (tmp_path / "emg" / "scan.pdf").write_bytes(b"")
    message = told(tmp_path)
    assert message.startswith("3 problems in the waveforms of cohort")
    for part in ("a muscle has one waveform file", "the file has no sample", "emg/scan.pdf"):
        assert part in message


MARKED = "subject_id,side,muscle_id,muap,onset_ms,offset_ms,reader\n"
GOOD = "P1,right,tibialis_anterior,1,4.5,14.2,R1\n"


def marked(folder: Path, rows: str) -> Path:
    edf(folder / "emg" / EDF, traces())
    (folder / "muap_marks.csv").write_text(MARKED + rows)
    return folder


def test_marks_are_read(tmp_path: Path) -> None:
    found = read(marked(tmp_path, GOOD)).marks
    assert found.to_dict("records") == [
        {
            "subject_id": "P1",
            "side": "right",
            "muscle_id": "tibialis_anterior",
            "muap": 1,
            "onset_ms": 4.5,
            "offset_ms": 14.2,
            "reader": "R1",
        }
    ]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (GOOD + GOOD, "a MUAP is marked once"),
        (GOOD.replace("14.2", "4.5"), "the offset lies after the onset"),
        (GOOD.replace("14.2", "31"), "within its trace"),
        (GOOD.replace("4.5", "-0.1"), "within its trace"),
        (GOOD.replace(",1,", ",2,"), "a mark lies on a MUAP of the folder emg"),
        (GOOD.replace("right", "left"), "a mark lies on a MUAP of the folder emg"),
        (GOOD.replace("4.5", ""), "column onset_ms: empty, but a value is needed"),
        (GOOD.replace("R1", ""), "column reader: empty"),
    ],
)
def test_a_wrong_mark(tmp_path: Path, rows: str, message: str) -> None:
    assert message in told(marked(tmp_path, rows))


def test_a_cohort_has_its_files_or_simulated_ones(study: Study) -> None:
    edf(study.folder / "emg" / EDF, traces())
    data = load_cohort("small")
    assert load_waveforms(data).status == "measured"
    with pytest.raises(InputError, match="waveforms: simulated has no waveform files beside it"):
        load_waveforms(replace(data, waveforms_source="simulated"))


def test_a_cohort_without_files_has_none(study: Study) -> None:
    found = load_waveforms(load_cohort("small"))
    assert (found.status, found.recordings) == ("absent", ())
    assert found.marks.empty


def test_a_folder_in_capitals_is_not_passed_over(tmp_path: Path) -> None:
    for name in ("EMG", "emg-notes"):
        (tmp_path / name).mkdir()
    with pytest.raises(InputError, match=r"EMG.*the folder that is read is called emg") as raised:
        read(tmp_path)
    assert [problem.file for problem in raised.value.problems] == ["EMG"]


@pytest.mark.parametrize(("name", "make"), [(CSV, csv), (EDF, edf)])
@pytest.mark.parametrize("linked", ["file", "folder", "nothing"])
def test_a_link_out_of_the_cohort_is_refused(
    tmp_path: Path, name: str, make: Callable, linked: str
) -> None:
    outside, folder = tmp_path / "elsewhere", tmp_path / "cohort"
    emg = folder / "emg"
    folder.mkdir()
    made = make((emg if linked == "nothing" else outside) / name, traces())
    if linked == "file":
        emg.mkdir()
        (emg / name).symlink_to(made)
    elif linked == "folder":
        emg.symlink_to(outside)
    else:
        assert len(read(folder).recordings) == 1
        return
    with pytest.raises(InputError, match="symbolic link that leads out of its folder"):
        read(folder)


@pytest.mark.parametrize(("factor", "fits"), [(1, True), (1e-3, False), (1e3, False)])
def test_voltages_of_another_unit_are_refused(tmp_path: Path, factor: float, fits: bool) -> None:
    csv(tmp_path / "emg" / CSV, traces() * factor)
    if fits:
        assert read(tmp_path).status == "measured"
    else:
        with pytest.raises(InputError, match="spans 5 to 100,000 µV from peak to peak"):
            read(tmp_path)


def test_marks_of_nearly_the_right_name_are_not_passed_over(study: Study) -> None:
    study.write("muaps2.csv", "nearer to muaps.csv, which is there")
    assert load_waveforms(study.load()).marks.empty
    study.write("muap_mark.csv", "subject_id\n")
    with pytest.raises(
        InputError, match=r"muap_marks\.csv: the file is missing, and muap_mark\.csv"
    ):
        load_waveforms(study.load())


@pytest.mark.parametrize("name", [EDF, CSV])
def test_a_file_that_cannot_be_read_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (edf if name == EDF else csv)(tmp_path / "emg" / name, traces())

    def denied(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", denied)
    with pytest.raises(InputError, match=f"emg/{name}: the file cannot be read: Permission denied"):
        read(tmp_path)
