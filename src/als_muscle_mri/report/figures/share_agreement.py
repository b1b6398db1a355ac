"""Differences between the program's share of fat and a reference, with limits of agreement."""

from collections.abc import Iterator

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes

from .. import rounding
from ..drawing import Drawing
from ..style import PAGE_WIDTH, SMALL, colour, house_style
from .marks import finished, nothing

NAMES = {"truth": "Truth of the phantom", "midpoint": "Midpoint of the readers’ grade"}
MOST_VECTORS = 200
"""Beyond so many muscles the points are pixels within the vector figure, which stays small."""


def share_agreement(differences: pd.DataFrame, limits: pd.DataFrame) -> Drawing:
    """Bland-Altman plots, one a reference that there is.

    Parameters
    ----------
    differences : DataFrame
        reference, mean, difference.
    limits : DataFrame
        One row a reference: bias, lower, upper, each with its interval, n, n_subjects.
    """
    shown = limits[limits["bias"].notna()].to_dict("records")
    if not shown:
        return nothing("There are no shares of two subjects to compare.")
    with house_style():
        size = (PAGE_WIDTH, 2.8)
        figure, axes = plt.subplots(1, len(shown), figsize=size, squeeze=False)
        for axis, row in zip(axes[0], shown, strict=True):
            part = differences[differences["reference"] == row["reference"]]
            _plot(axis, part, row)
        axes[0, 0].set_ylabel("Program − reference, points")
    return finished(figure, _words(shown))


def _plot(axis: Axes, part: pd.DataFrame, row: dict) -> None:
    axis.axhline(0, color=colour("quiet"), linewidth=0.6)
    look = {"markersize": 1.8, "linestyle": "", "color": colour("accent")}
    pixels = len(part) > MOST_VECTORS
    axis.plot(100 * part["mean"], 100 * part["difference"], "o", rasterized=pixels, **look)
    for name, style in (("bias", "-"), ("lower", "--"), ("upper", "--")):
        low, high = 100 * row[f"{name}_low"], 100 * row[f"{name}_high"]
        axis.axhspan(low, high, color=colour("patient"), alpha=0.2, linewidth=0)
        axis.axhline(100 * row[name], color=colour("patient"), linestyle=style, linewidth=0.9)
        text = rounding.number(100 * row[name], 1)
        place = {"transform": axis.get_yaxis_transform(), "va": "center", "fontsize": SMALL}
        axis.text(1.01, 100 * row[name], text, **place)
    axis.set_title(f"{NAMES[row['reference']]} ({rounding.size(row['n'])})")
    axis.set_xlabel("Mean of program and reference, %")


def _words(shown: list[dict]) -> Iterator[str]:
    yield (
        "Differences between the program's share of fat and a reference against their mean, with "
        "bias (line) and limits of agreement (dashed), each with its interval as a band."
    )
    for row in shown:
        bias, limits = rounding.number(100 * row["bias"], 1), _limits(row)
        yield f"{NAMES[row['reference']]}: bias {bias}, limits {limits} points, n = {row['n']:.0f}."


def _limits(row: dict) -> str:
    return rounding.interval(100 * row["lower"], 100 * row["upper"], 1)
