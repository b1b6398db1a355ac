"""Forest plots over cohorts, one panel a region."""

from collections.abc import Iterator

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes

from ..drawing import Drawing
from ..labels import label, words
from ..phrases import listed
from ..rounding import confidence
from ..style import PAGE_WIDTH, SMALL, colour, house_style
from ..suppressed import holds
from .forest import (
    DELTA_COLUMN,
    HIDDEN_EXPLAINED,
    N_COLUMN,
    delta_axis,
    delta_text,
    explain_hidden,
    short_sizes,
)
from .marks import beside, finished, nothing, regions_of

SUMMARY_NAME = "All cohorts"


def effects_across(rows: pd.DataFrame, summaries: pd.DataFrame, side: str, level: float) -> Drawing:
    """Forest plots of Cliff's delta of one side, one panel a region and one line a cohort.

    Parameters
    ----------
    rows : DataFrame
        cohort, side, region, n_patients, n_controls, cliffs_delta with its bounds.
    summaries : DataFrame
        side, region, k, cliffs_delta with its bounds; drawn as a diamond where there is one.
    side : str
        Which side.
    level : float
        Confidence level of the intervals.
    """
    part = rows[rows["side"] == side]
    if part.empty:
        return nothing(f"No region of the {side} side can be compared.")
    regions = regions_of(part)
    panels = [
        (region, part[part["region"] == region], _summary(summaries, side, region))
        for region in regions
    ]
    lines = 1 + max(len(found) for _, found, _ in panels)
    height = (len(panels) + 1) // 2 * (0.62 + 0.22 * lines) + 0.4
    with house_style():
        figure, axes = plt.subplots(
            (len(panels) + 1) // 2, 2, figsize=(PAGE_WIDTH, height), squeeze=False
        )
        figure.get_layout_engine().set(wspace=0.05)
        for axis, panel in zip(axes.flat, panels, strict=False):
            _panel(axis, *panel, level)
        for axis in axes.flat[len(panels) :]:
            axis.axis("off")
        for axis in axes[-1]:
            axis.set_xlabel("Cliff’s delta (above 0: patients graded higher)", fontsize=SMALL)
        explain_hidden(figure, part)
    return finished(figure, _words(panels, side, level))


def _summary(summaries: pd.DataFrame, side: str, region: str) -> pd.DataFrame:
    chosen = (summaries["side"] == side) & (summaries["region"] == region)
    return summaries[chosen].dropna(subset=["cliffs_delta"])


def _panel(
    axis: Axes, region: str, found: pd.DataFrame, summary: pd.DataFrame, level: float
) -> None:
    places = range(len(found))
    delta_axis(axis)
    axis.hlines(
        places,
        found["cliffs_delta_low"],
        found["cliffs_delta_high"],
        color=colour("ink"),
        linewidth=1.1,
    )
    axis.plot(found["cliffs_delta"], places, "D", color=colour("accent"), markersize=4.2)
    for place, row, n in zip(places, found.itertuples(), short_sizes(found), strict=True):
        beside(axis, place, N_COLUMN, n)
        beside(axis, place, DELTA_COLUMN + 8, delta_text(row))
    names = [str(name) for name in found["cohort"]]
    for row in summary.itertuples():
        place = len(names)
        names.append(SUMMARY_NAME)
        corners = [row.cliffs_delta_low, row.cliffs_delta, row.cliffs_delta_high, row.cliffs_delta]
        heights = [place, place - 0.28, place, place + 0.28]
        axis.fill(corners, heights, facecolor=colour("paper"), edgecolor=colour("ink"), zorder=3)
        beside(axis, place, N_COLUMN, f"k = {int(row.k)}")
        beside(axis, place, DELTA_COLUMN + 8, delta_text(row))
    axis.set_title(label(region), fontsize="medium", pad=12)
    axis.set_yticks(range(len(names)), names)
    axis.set_ylim(len(names) - 0.5, -0.5)
    axis.tick_params(axis="y", length=0)
    beside(axis, -0.75, N_COLUMN, "n", color=colour("quiet"))
    beside(axis, -0.75, DELTA_COLUMN + 8, f"delta ({confidence(level)})", color=colour("quiet"))


def _words(panels: list, side: str, level: float) -> Iterator[str]:
    summed = any(len(summary) for *_, summary in panels)
    yield (
        f"Forest plots of Cliff's delta of the {side} side, one panel a region and one line a "
        f"cohort, with {100 * level:g} % intervals"
        f"{'; a diamond is the summary of all cohorts' if summed else ''}."
    )
    if any(holds(found[["n_patients", "n_controls"]]) for _, found, _ in panels):
        yield f"{HIDDEN_EXPLAINED}."
    for region, found, summary in panels:
        clauses = [f"{row.cohort} {delta_text(row)}" for row in found.itertuples()]
        clauses += [f"all cohorts {delta_text(row)}" for row in summary.itertuples()]
        yield f"{label(words(region))}: {listed(clauses)}."
