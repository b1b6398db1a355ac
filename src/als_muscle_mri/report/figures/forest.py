"""Forest plot of the effects."""

from collections.abc import Iterator

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..drawing import Drawing
from ..labels import label, words
from ..phrases import listed
from ..rounding import confidence, count, estimate
from ..style import PAGE_WIDTH, SMALL, colour, house_style
from ..suppressed import holds
from .marks import SIDES, beside, finished, name_rows, nothing, present, regions_of

N_COLUMN, DELTA_COLUMN = 4, 31
"""Points from the right edge of a panel to its columns of numbers."""

HIDDEN = "?"
HIDDEN_EXPLAINED = f"{HIDDEN} stands for a number of subjects that is not shown"


def effects(rows: pd.DataFrame, level: float) -> Drawing:
    """Forest plot of Cliff's delta per region and side, with its interval and the numbers.

    Parameters
    ----------
    rows : DataFrame
        region, side, n_patients, n_controls, cliffs_delta, cliffs_delta_low, cliffs_delta_high.
    level : float
        Confidence level of the intervals.
    """
    if rows.empty:
        return nothing("No muscle was read.")
    if rows["cliffs_delta"].isna().all() and not holds(rows):
        return nothing("There are not two groups with scores, so there is no effect to show.")
    regions, sides = regions_of(rows), present(rows["side"], SIDES)
    with house_style():
        size = (PAGE_WIDTH, 1.0 + 0.3 * len(regions))
        figure, axes = plt.subplots(1, len(sides), figsize=size, sharey=True, squeeze=False)
        for axis, side in zip(axes.flat, sides, strict=True):
            part = rows[rows["side"] == side].dropna(subset=["cliffs_delta"])
            _forest(axis, part, [regions.index(region) for region in part["region"]])
            axis.set_title(f"{label(side)} side", pad=16)
            axis.set_xlabel("Cliff’s delta (above 0: patients graded higher)", fontsize=SMALL)
            beside(axis, -0.75, N_COLUMN, "n", color=colour("quiet"))
            head = f"delta ({confidence(level)})"
            beside(axis, -0.75, DELTA_COLUMN, head, color=colour("quiet"))
        name_rows(axes.flat, regions)
        explain_hidden(figure, rows)
    return finished(figure, _words(rows, sides, level))


def _forest(axis: Axes, part: pd.DataFrame, places: list[int]) -> None:
    bounds = part["cliffs_delta_low"], part["cliffs_delta_high"]
    delta_axis(axis)
    axis.hlines(places, *bounds, color=colour("ink"), linewidth=1.1)
    axis.plot(part["cliffs_delta"], places, "D", color=colour("accent"), markersize=4.2)
    for place, row, n in zip(places, part.itertuples(), short_sizes(part), strict=True):
        beside(axis, place, N_COLUMN, n)
        beside(axis, place, DELTA_COLUMN, delta_text(row))


def short_sizes(part: pd.DataFrame) -> list[str]:
    """The numbers of patients and controls, in the width that a column of a figure has.

    Examples
    --------
    >>> from als_muscle_mri.report.suppressed import Suppressed
    >>> rows = {"n_patients": [10.0, Suppressed("not shown")], "n_controls": [9.0, 9.0]}
    >>> short_sizes(pd.DataFrame(rows, dtype=object))
    ['10 v 9', '? v 9']
    """
    columns = [
        [HIDDEN if holds(n) else n for n in part[name]] for name in ("n_patients", "n_controls")
    ]
    return [
        " v ".join(n if n is HIDDEN else count(n) for n in pair)
        for pair in zip(*columns, strict=True)
    ]


def explain_hidden(figure: Figure, rows: pd.DataFrame) -> None:
    """Say beneath a figure what stands for a number that is not shown, where there is one."""
    if holds(rows[["n_patients", "n_controls"]]):
        figure.supxlabel(HIDDEN_EXPLAINED, fontsize=SMALL, color=colour("quiet"))


def delta_axis(axis: Axes) -> None:
    """Give an axis the whole range of Cliff's delta, with a line at no difference."""
    axis.axvline(0, color=colour("quiet"), linewidth=0.7)
    axis.set_xlim(-1.04, 1.04)
    axis.set_xticks([-1, -0.5, 0, 0.5, 1])
    axis.grid(axis="x")
    axis.spines["left"].set_visible(False)


def delta_text(row: tuple) -> str:
    """Cliff's delta of a row with its interval."""
    return estimate(row.cliffs_delta, row.cliffs_delta_low, row.cliffs_delta_high)


def _words(rows: pd.DataFrame, sides: list[str], level: float) -> Iterator[str]:
    yield (
        f"Forest plot of Cliff's delta of patients against controls with its {confidence(level)}; "
        "above 0 patients are graded higher."
    )
    if holds(rows[["n_patients", "n_controls"]]):
        yield f"{HIDDEN_EXPLAINED}."
    for side in sides:
        part = rows[rows["side"] == side]
        known = part.dropna(subset=["cliffs_delta"])
        clauses = [f"{words(row.region)} {delta_text(row)}" for row in known.itertuples()]
        yield f"{label(side)} side: {listed(clauses) if clauses else 'nothing to compare'}."
