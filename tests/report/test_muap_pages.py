"""The page of MUAPs of a muscle: what is drawn lies where its numbers say."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from als_muscle_mri.report.figures import muap_page, muap_pages
from als_muscle_mri.report.figures.muap_layout import GAP_MS, LINE_MS, examinations, fitting
from als_muscle_mri.report.figures.muap_page import MOST_LINES
from als_muscle_mri.report.style import colour

THRESHOLDS = [10.0, 12.5, 15.0]
TIME = np.arange(0, 50, 0.1)
A4_HEIGHT_OF_A_FIGURE = 8.75
"""Inches: of 9.8 between the margins, less the caption and the line of the source."""


def wave(onset: float, offset: float, height: float) -> np.ndarray:
    shape = height * np.sin(2 * np.pi * (TIME - onset) / (offset - onset))
    return np.where((onset < TIME) & (offset > TIME), shape, 0.0)


def study(means: list[float], n_muaps: int = 3) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One subject a mean; MUAPs of one muscle that all last that long and grow in height."""
    rows, waves = [], []
    for person, mean in enumerate(means):
        for muap in range(1, n_muaps + 1):
            key = (f"P{person:02}", "left", "tibialis_anterior", muap)
            on, off = 20.0, 20.0 + mean
            rows.append((*key, mean, on, off, on, off, np.nan, ""))
            waves.append((*key, TIME, wave(on, off, 100.0 * muap)))
    key = ["subject_id", "side", "muscle_id", "muap"]
    marks = ["onset_ms", "offset_ms", "proposed_onset_ms", "proposed_offset_ms"]
    columns = [*key, "duration_ms", *marks, "marked_duration_ms", "doubts"]
    return pd.DataFrame(rows, columns=columns), pd.DataFrame(
        waves, columns=[*key, "time_ms", "voltage_uv"]
    )


def lines_in(figure, shade: str) -> list[np.ndarray]:
    """The vertices of the lines of a colour that are no rule or bar, gaps left out."""
    axis = figure.axes[0]
    found = [line.get_xydata() for line in axis.lines if line.get_color() == colour(shade)]
    return [points[~np.isnan(points).any(axis=1)] for points in found]


def test_marks_are_as_far_apart_as_the_potential_lasts_and_every_muap_is_numbered() -> None:
    proposals, traces = study([8.0, 20.0])
    figure = muap_page(proposals, traces, THRESHOLDS, "simulated").figure
    ticks = np.concatenate(lines_in(figure, "accent"))[:, 0].reshape(-1, 2, 2)[:, :, 0]
    assert np.diff(ticks, axis=1).ravel() == pytest.approx([8.0] * 3 + [20.0] * 3)
    numbers = [text.get_text() for text in figure.axes[0].texts if text.get_text().isdigit()]
    assert numbers == ["1", "2", "3"] * 2


def test_one_scale_of_voltage_that_the_calibration_bar_gives() -> None:
    proposals, traces = study([10.0], n_muaps=3)
    figure = muap_page(proposals, traces, THRESHOLDS, "simulated").figure
    waves = lines_in(figure, "ink")[0]
    bar = lines_in(figure, "ink")[-1]
    microvolt = float(figure.axes[0].texts[-1].get_text().split(", ")[1].split()[0])
    per_line = microvolt / np.ptp(bar[:, 1])
    ends = np.flatnonzero(np.diff(waves[:, 0]) > GAP_MS)
    heights = [np.ptp(part[:, 1]) * per_line for part in np.split(waves, ends + 1)]
    assert heights == pytest.approx([200.0, 400.0, 600.0], rel=0.01)
    assert np.ptp(bar[:, 0]) == pytest.approx(10.0)


def test_a_readers_marks_are_crosses_where_the_reader_put_them_and_nowhere_else() -> None:
    proposals, traces = study([10.0])
    assert (
        lines_in(muap_page(proposals, traces, THRESHOLDS, "measured").figure, "patient")[0].size
        == 0
    )
    marked = proposals.assign(
        onset_ms=[20.0, 18.0, 20.0],
        offset_ms=[30.0, 33.0, 30.0],
        marked_duration_ms=[None, 15, None],
    )
    figure = muap_page(marked, traces, THRESHOLDS, "measured").figure
    crosses = lines_in(figure, "patient")[0][:, 0].reshape(2, -1).mean(axis=1)
    ticks = lines_in(figure, "accent")[0][:, 0].reshape(3, 2, 2)[1, :, 0]
    assert crosses - ticks == pytest.approx([-2.0, 3.0])
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert "marked by a reader" in labels


def test_means_lie_on_their_bands_beside_their_lines() -> None:
    proposals, traces = study([16.0, 9.0, 13.0])
    bands = muap_page(proposals, traces, THRESHOLDS, "simulated").figure.axes[1]
    means = np.concatenate([line.get_xydata() for line in bands.lines])
    assert means == pytest.approx(np.array([[9.0, 0], [13.0, 1], [16.0, 2]]))
    lows, highs = zip(*((p.get_x(), p.get_x() + p.get_width()) for p in bands.patches), strict=True)
    assert list(lows[1:]) == list(highs[:-1]) == THRESHOLDS
    assert lows[0] < 9
    assert highs[-1] > 16


@pytest.mark.parametrize(("n_people", "n_muaps"), [(60, 20), (9, 20), (1, 400), (40, 1)])
def test_a_page_fits_on_a4_and_says_what_it_leaves_out(n_people: int, n_muaps: int) -> None:
    means = np.linspace(8, 18, n_people)
    proposals, traces = study(list(means), n_muaps)
    drawn = muap_page(proposals, traces, THRESHOLDS, "simulated")
    assert drawn.figure.get_size_inches()[1] <= A4_HEIGHT_OF_A_FIGURE
    chosen = fitting(examinations(proposals, traces), MOST_LINES)
    assert chosen[0].mean_ms == means[0]
    if n_people > 1:
        assert chosen[-1].mean_ms == means[-1]
    shown = sum(len(one.shown) for one in chosen)
    left_out = f"{len(chosen)} of " in drawn.caption and f"; {shown} of " in drawn.caption
    assert left_out == (shown < len(proposals))


def test_text_is_large_enough_for_print() -> None:
    figure = muap_page(*study([9.0, 14.0]), THRESHOLDS, "simulated").figure
    sizes = [text.get_fontsize() for text in figure.findobj(Text) if text.get_text()]
    assert min(sizes) >= 6.5


def test_muaps_of_a_line_neither_overlap_nor_leave_it() -> None:
    proposals, traces = study([30.0, 9.0, 22.0], n_muaps=17)
    for one in examinations(proposals, traces):
        assert [muap.row["muap"] for muap in one.shown] == list(range(1, 18))
        for line in one.lines:
            begins = [muap.time_ms[0] + muap.shift_ms for muap in line]
            ends = [muap.time_ms[-1] + muap.shift_ms for muap in line]
            assert all(b - e >= GAP_MS - 1e-9 for e, b in zip(ends, begins[1:], strict=False))
            assert begins[0] == pytest.approx(0)
            assert ends[-1] <= LINE_MS


def test_without_a_mark_the_waveform_is_shown_to_its_end() -> None:
    proposals, traces = study([10.0])
    lost = ["offset_ms", "proposed_offset_ms", "duration_ms"]
    proposals.loc[1, lost] = np.nan
    proposals.loc[1, "doubts"] = "offset not reached"
    (one,) = examinations(proposals, traces)
    assert [muap.time_ms[-1] for muap in one.shown] == pytest.approx([31.5, TIME[-1], 31.5])
    figure = muap_page(proposals, traces, THRESHOLDS, "measured").figure
    assert "2?" in [text.get_text() for text in figure.axes[0].texts]


def test_a_page_a_muscle_in_the_order_of_thresholds_and_the_missing_ones_say_so() -> None:
    frames = study([10.0])
    both = [
        pd.concat([frame.assign(muscle_id=name) for name in ("b", "a")], ignore_index=True)
        for frame in frames
    ]
    copies = [frame.copy() for frame in both]
    cuts = {"a": THRESHOLDS, "unexamined": THRESHOLDS, "b": THRESHOLDS}
    pages = muap_pages(*both, cuts, "simulated", at_least=3)
    assert [page.alternative.split(":")[0] for page in pages[:2]] == ["A", "B"]
    assert pages[2].alternative == "MUAP waveforms are of two muscles."
    for frame, copy in zip(both, copies, strict=True):
        pd.testing.assert_frame_equal(frame, copy)


def test_long_names_do_not_run_into_the_waveforms() -> None:
    proposals, traces = (
        frame.assign(subject_id="WWW-MMM-0123456789-2018") for frame in study([10.0])
    )
    figure = muap_page(proposals, traces, THRESHOLDS, "simulated").figure
    figure.draw_without_rendering()
    axis = figure.axes[0]
    (name,) = (text for text in axis.texts if "WWW" in text.get_text())
    assert name.get_window_extent().x1 < axis.get_window_extent().x0
