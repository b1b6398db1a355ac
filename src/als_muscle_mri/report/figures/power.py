"""Power by size, one panel a region."""

from collections.abc import Iterable, Iterator

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ..drawing import Drawing
from ..labels import label, words
from ..phrases import listed
from ..rounding import number
from ..style import PAGE_WIDTH, SMALL, colour, house_style
from .marks import finished, nothing

LINES = {"observed": "-", "safeguard": "--"}
SIDE_COLOURS = {"right": "accent", "left": "ink"}
ROW_HEIGHT, COLUMNS = 1.35, 4


def power_by_size(rows: pd.DataFrame, wanted: float) -> Drawing:
    """Power of the rank-sum test by the size of each group.

    Parameters
    ----------
    rows : DataFrame
        side, region, assumption, n, power, mc_error, smoothed.
    wanted : float
        The power wanted, a line across.
    """
    if rows.empty:
        return nothing("No region has patients and controls.")
    panels = _panels(rows)
    with house_style():
        figure, axes = _grid(len(panels), "n in each group")
        for axis, part in zip(axes, panels.values(), strict=True):
            for (side, assumption), line in part.groupby(
                ["side", "assumption"], sort=False, observed=True
            ):
                _line(axis, line, SIDE_COLOURS[side], LINES[assumption])
        _frame(axes, panels, wanted)
        figure.legend(handles=_legend(rows), loc="outside lower center", ncols=4, frameon=False)
    return finished(figure, _words(rows, wanted))


def follow_up_power(rows: pd.DataFrame, wanted: float) -> Drawing:
    """Power of the signed-rank test by the number of patients scanned twice.

    Parameters
    ----------
    rows : DataFrame
        region, muscles, n, power, mc_error, smoothed.
    wanted : float
        The power wanted, a line across.
    """
    if rows.empty:
        return nothing("No muscle was read.")
    panels = _panels(rows)
    with house_style():
        figure, axes = _grid(len(panels), "Patients scanned twice")
        for axis, part in zip(axes, panels.values(), strict=True):
            _line(axis, part, "accent", "-")
        _frame(axes, panels, wanted)
    return finished(figure, _follow_up_words(panels, wanted))


def _panels(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The rows of each region, in their order."""
    return dict(iter(rows.groupby("region", sort=False, observed=True)))


def _grid(panels: int, size: str) -> tuple[Figure, list[Axes]]:
    """Empty panels, one a region; `size` is what is counted along them."""
    height = -(-panels // COLUMNS)
    figure, grid = plt.subplots(
        *(height, COLUMNS),
        figsize=(PAGE_WIDTH, 0.6 + ROW_HEIGHT * height),
        sharex=True,
        sharey=True,
        squeeze=False,
    )
    for axis in grid.flat[panels:]:
        axis.axis("off")
    for axis in grid[:, 0]:
        axis.set_ylabel("Power")
    axes = list(grid.flat[:panels])
    for axis in axes[-COLUMNS:]:  # the lowest of each column, also above a place that is empty
        axis.set_xlabel(size)
        axis.tick_params(labelbottom=True)
    return figure, axes


def _line(axis: Axes, part: pd.DataFrame, shade: str, style: str) -> None:
    axis.plot(part["n"], part["smoothed"], style, color=colour(shade), linewidth=1.2)
    axis.errorbar(
        part["n"],
        part["power"],
        part["mc_error"],
        fmt=".",
        markersize=3,
        linewidth=0.8,
        color=colour(shade),
    )


def _frame(axes: list[Axes], regions: Iterable[str], wanted: float) -> None:
    """Titles, limits and the power wanted; after the lines, which give the limit on the right."""
    for axis, region in zip(axes, regions, strict=True):
        axis.axhline(wanted, color=colour("quiet"), linewidth=0.7)
        axis.set_title(label(region), fontsize=SMALL)
        axis.set_ylim(-0.03, 1.03)
        axis.set_xlim(left=0)


def _legend(rows: pd.DataFrame) -> list[Line2D]:
    pairs = rows[["side", "assumption"]].drop_duplicates().itertuples(index=False)
    return [
        Line2D(
            *([], []),
            color=colour(SIDE_COLOURS[pair.side]),
            linestyle=LINES[pair.assumption],
            label=f"{label(pair.side)}, {pair.assumption} effect",
        )
        for pair in pairs
    ]


def _words(rows: pd.DataFrame, wanted: float) -> Iterator[str]:
    last = int(rows["n"].max())
    yield (
        "Curves of the power of the exact rank-sum test by the number of subjects in each group, "
        f"one panel a region, with a line at {wanted:g}; full lines take the observed effect to be "
        "true, broken ones the safeguard effect."
    )
    at_last = rows[rows["n"] == last]
    for (side, region), part in at_last.groupby(["side", "region"], sort=False, observed=True):
        clauses = [f"{number(row.power)} ({row.assumption})" for row in part.itertuples()]
        yield f"{label(side)} {words(region)} with {last}: {listed(clauses)}."


def _follow_up_words(panels: dict[str, pd.DataFrame], wanted: float) -> Iterator[str]:
    yield (
        "Curves of the power of the exact signed-rank test by the number of patients scanned "
        f"twice, one panel a region, with a line at {wanted:g}."
    )
    for region, part in panels.items():
        row = part.iloc[-1]
        yield f"{label(region)} with {int(row['n'])}: {number(row['power'])}."
