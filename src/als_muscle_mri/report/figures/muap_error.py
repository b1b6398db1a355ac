"""Error of measured MUAP durations, and the grades it leaves alone, by noise."""

from collections.abc import Iterator

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.ticker import NullLocator

from ..drawing import Drawing
from ..rounding import interval, number, percent, size
from ..style import PAGE_WIDTH, colour, house_style
from .marks import finished, nothing


def muap_error(rows: pd.DataFrame) -> Drawing:
    """Bias and limits of agreement against the truth, and the share of muscles graded the same.

    Below each signal-to-noise ratio stands the number of MUAPs, or of muscles.

    Parameters
    ----------
    rows : DataFrame
        snr, n, bias_ms, lower_ms, upper_ms, n_muscles, same_grade_percent.
    """
    if rows.empty:
        return nothing("No error was simulated.")
    with house_style():
        figure, (error, grade) = plt.subplots(1, 2, figsize=(PAGE_WIDTH, 2.6))
        error.axhline(0, color=colour("quiet"), linewidth=0.7)
        bounds = rows["lower_ms"], rows["upper_ms"]
        error.fill_between(rows["snr"], *bounds, color=colour("accent"), alpha=0.15, linewidth=0)
        line = {"marker": "o", "markersize": 4, "color": colour("accent")}
        error.plot(rows["snr"], rows["bias_ms"], **line)
        error.set_title("Measured − true duration, ms")
        grade.plot(rows["snr"], rows["same_grade_percent"], **line)
        grade.set_ylim(0, 104)
        grade.set_title("Muscles with their true EMG grade, %")
        for axis, counted in ((error, rows["n"]), (grade, rows["n_muscles"])):
            axis.set_xscale("log")
            pairs = zip(rows["snr"], counted, strict=True)
            axis.set_xticks(rows["snr"], [f"{ratio:g}\n{size(n)}" for ratio, n in pairs])
            axis.xaxis.set_minor_locator(NullLocator())
            axis.set_xlabel("Signal-to-noise ratio of a discharge (simulated)")
            axis.grid(axis="y")
    return finished(figure, _words(rows))


def _words(rows: pd.DataFrame) -> Iterator[str]:
    yield (
        "Error of durations measured in simulated waveforms by signal-to-noise ratio: bias with "
        "limits of agreement as a band, and beside it the share of muscles with their true grade."
    )
    for row in rows.to_dict("records"):
        limits = interval(row["lower_ms"], row["upper_ms"], 1)
        yield (
            f"At {row['snr']:g}: bias {number(row['bias_ms'], 1)} ms, limits {limits} ms, "
            f"{percent(row['same_grade_percent'])} with the true grade."
        )
