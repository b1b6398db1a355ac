"""The participant flow: a box for each number, and who is missing beside it."""

import pandas as pd

from als_muscle_mri.report.figures import participant_flow

STEPS = pd.DataFrame(
    {"step": ["enrolled", "mri", "emg"], "n_patients": [10, 9, 4], "n_controls": [6, 6, 0]}
)
SCANS = pd.DataFrame(
    {
        "mri_series": ["hand"],
        "side": ["right"],
        "n_scanned_patients": [7],
        "n_scanned_controls": [6],
    }
)
GROUPS = {"patient": "Patients", "control": "Controls"}


def drawn() -> list[str]:
    (axis,) = participant_flow(STEPS, SCANS, GROUPS).figure.axes
    return [text.get_text().strip() for text in axis.texts]


def test_every_number_stands_in_a_box():
    texts = drawn()
    assert texts[:3] == ["Enrolled", "Patients, n = 10", "Controls, n = 6"]
    assert texts.count("n = 6") == 2
    assert {"n = 9", "n = 7", "n = 4", "n = 0"} <= set(texts)
    assert "Hand, right" in texts


def test_who_is_missing_stands_beside_the_box():
    missing = [text for text in drawn() if text.startswith("\N{MINUS SIGN}")]
    assert missing == [f"\N{MINUS SIGN}{n}" for n in (1, 3, 6, 6)]


def test_nothing_overlaps():
    figure = participant_flow(STEPS, SCANS, GROUPS).figure
    figure.draw_without_rendering()
    (axis,) = figure.axes
    boxes = [text.get_window_extent() for text in axis.texts]
    pairs = [(a, b) for n, a in enumerate(boxes) for b in boxes[n + 1 :]]
    assert not any(a.overlaps(b) for a, b in pairs)
    frames = [patch.get_window_extent() for patch in axis.patches]
    named = zip(axis.texts, boxes, strict=True)
    left = [box for text, box in named if text.get_position()[0] == 0]
    assert not any(box.overlaps(frame) for box in left for frame in frames)


def test_the_words_have_all_numbers():
    words = participant_flow(STEPS, SCANS, GROUPS).alternative
    assert "Patients: Enrolled 10, Muscle MRI 9, Hand, right 7 and Quantitative EMG 4." in words
