"""How far known shares of fat are missed on phantoms, by noise and bias field."""

from collections.abc import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import NullLocator

from ..drawing import Drawing
from ..rounding import number, percent, trimmed
from ..style import PAGE_WIDTH, colour, house_style
from .marks import finished, nothing

LOOKS = (("o", "accent"), ("s", "patient"), ("^", "ink"), ("D", "quiet"))
"""Mark and colour by the size of the bias field, in their order."""

DODGE = 1.06
"""Factor by which marks of the next field stand to the right, so that intervals do not overlap."""


def recovery(rows: pd.DataFrame, level: float) -> Drawing:
    """Errors of the share by noise, a line a bias field, and how often its interval is right.

    Parameters
    ----------
    rows : DataFrame
        noise, bias, mean_absolute_error and largest_error (shares), covered_percent with
        covered_low and covered_high, n_muscles.
    level : float
        Nominal level of the interval of a share.
    """
    if rows.empty:
        return nothing("No phantom was measured.")
    fields = sorted(rows["bias"].unique())
    with house_style():
        figure, (error, cover) = plt.subplots(1, 2, figsize=(PAGE_WIDTH, 2.7))
        for place, (field, (mark, shade)) in enumerate(zip(fields, LOOKS, strict=False)):
            part = rows[rows["bias"] == field].sort_values("noise")
            look = {"marker": mark, "markersize": 4, "color": colour(shade)}
            _errors(error, part, look)
            _coverage(cover, part, look, DODGE ** (place - (len(fields) - 1) / 2))
        error.set_title("Error of the share, points")
        error.set_ylim(bottom=0)
        cover.axhline(100 * level, color=colour("quiet"), linewidth=0.8, linestyle="--")
        cover.set_title(f"{100 * level:g} % intervals that hold the truth, %")
        for axis in (error, cover):
            _noise_axis(axis, sorted(rows["noise"].unique()))
        figure.legend(handles=_legend(fields), loc="outside lower center", ncols=5)
    return finished(figure, _words(rows, level))


def _errors(axis: Axes, part: pd.DataFrame, look: dict) -> None:
    noise = 100 * part["noise"]
    axis.plot(noise, 100 * part["mean_absolute_error"], linewidth=1.1, **look)
    axis.plot(noise, 100 * part["largest_error"], linewidth=0.8, linestyle=":", **look)


def _coverage(axis: Axes, part: pd.DataFrame, look: dict, shift: float) -> None:
    covered = part["covered_percent"]
    ends = np.stack([covered - part["covered_low"], part["covered_high"] - covered])
    axis.errorbar(100 * part["noise"] * shift, covered, yerr=ends, elinewidth=0.8, **look)
    axis.lines[-1].set_linewidth(0.8)


def _noise_axis(axis: Axes, noise: list[float]) -> None:
    axis.set_xscale("log")
    axis.set_xticks([100 * one for one in noise], [trimmed(100 * one) for one in noise])
    axis.xaxis.set_minor_locator(NullLocator())
    axis.set_xlabel("Noise, % of the signal of muscle (phantoms)")
    axis.grid(axis="y")


def _legend(fields: list[float]) -> list[Line2D]:
    entries = [
        Line2D([], [], marker=mark, color=colour(shade), label=f"bias field {trimmed(field)}")
        for field, (mark, shade) in zip(fields, LOOKS, strict=False)
    ]
    styles = (("-", "mean absolute"), (":", "largest"))
    return entries + [Line2D([], [], color=colour("ink"), linestyle=s, label=t) for s, t in styles]


def _words(rows: pd.DataFrame, level: float) -> Iterator[str]:
    yield (
        "Mean absolute and largest error of the share of fat on phantoms by noise, a line for each "
        f"bias field, and beside it how many {100 * level:g} % intervals hold the true share."
    )
    for row in rows.to_dict("records"):
        yield (
            f"Noise {trimmed(100 * row['noise'])} %, bias field {trimmed(row['bias'])}: error "
            f"{number(100 * row['mean_absolute_error'])} points, at most "
            f"{number(100 * row['largest_error'])}; {percent(row['covered_percent'])} hold it."
        )
