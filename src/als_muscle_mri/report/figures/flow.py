"""Participant flow: who took part, and who has which measurement."""

from collections.abc import Iterator, Mapping

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from ..drawing import Drawing
from ..labels import label
from ..phrases import listed
from ..rounding import count, size
from ..style import PAGE_WIDTH, bold, colour, house_style
from .marks import finished

GROUPS = ("patient", "control")
CENTRES = (0.38, 0.78)
"""Middle of the column of each group, as shares of the width."""

WIDTH, HEIGHT = 0.27, 0.66
"""Of a box: share of the width, and rows."""


def participant_flow(
    steps: pd.DataFrame, availability: pd.DataFrame, groups: Mapping[str, str]
) -> Drawing:
    """Boxes from enrolment down to each measurement, patients beside controls.

    Parameters
    ----------
    steps : DataFrame
        step, n_patients, n_controls; the first step is the enrolment.
    availability : DataFrame
        mri_series, side, n_scanned_patients, n_scanned_controls.
    groups : mapping
        What the cohort calls its groups.
    """
    rows = list(_rows(steps, availability))
    with house_style():
        figure, axis = plt.subplots(figsize=(PAGE_WIDTH, 0.3 * len(rows) + 0.2))
        axis.set_xlim(0, 1)
        axis.set_ylim(len(rows) - 0.45, -0.75)
        axis.set_axis_off()
        for place, (name, counts) in enumerate(rows):
            axis.text(0.0, place, name, va="center", weight=bold() if place == 0 else "normal")
            for group, centre, n in zip(GROUPS, CENTRES, counts, strict=True):
                there = size(n)
                _box(axis, centre, place, f"{groups[group]}, {there}" if not place else there)
                missing = rows[0][1][GROUPS.index(group)] - n
                if missing > 0:  # neither none nor, where n is not shown, unknown
                    where = (centre + WIDTH / 2 + 0.012, place)
                    axis.text(
                        *where,
                        f"\N{MINUS SIGN}{count(missing)}",
                        va="center",
                        color=colour("quiet"),
                    )
    return finished(figure, _words(rows, groups))


def _rows(
    steps: pd.DataFrame, availability: pd.DataFrame
) -> Iterator[tuple[str, tuple[float, float]]]:
    """The boxes from the top: a name, and the numbers of patients and controls."""
    for step in steps.itertuples(index=False):
        yield label(step.step), (step.n_patients, step.n_controls)
        if step.step == "mri":
            for part in availability.itertuples(index=False):
                counts = part.n_scanned_patients, part.n_scanned_controls
                yield f"   {label(part.mri_series)}, {part.side}", counts


def _box(axis: Axes, centre: float, place: int, text: str) -> None:
    first = place == 0
    axis.add_patch(
        FancyBboxPatch(
            (centre - WIDTH / 2, place - HEIGHT / 2),
            *(WIDTH, HEIGHT),
            boxstyle="round,pad=0,rounding_size=0.01",
            mutation_aspect=20,
            facecolor=colour("paper"),
            edgecolor=colour("ink" if first else "quiet"),
            linewidth=1.0 if first else 0.7,
        )
    )
    axis.text(centre, place, text, ha="center", va="center", weight=bold() if first else "normal")
    if not first:
        axis.plot(
            [centre, centre],
            [place - 1 + HEIGHT / 2, place - HEIGHT / 2],
            color=colour("quiet"),
            linewidth=0.7,
        )


def _words(rows: list[tuple[str, tuple[float, float]]], groups: Mapping[str, str]) -> Iterator[str]:
    yield "Participant flow from enrolment down to each measurement."
    for group, place in zip(GROUPS, (0, 1), strict=True):
        counts = [f"{name.strip()} {count(numbers[place])}" for name, numbers in rows]
        yield f"{groups[group]}: {listed(counts)}."
