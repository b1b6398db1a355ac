"""Participant flow: who took part, and who has which measurement."""

from collections.abc import Iterable, Iterator, Mapping

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from ..drawing import Drawing
from ..labels import label
from ..phrases import listed
from ..rounding import count, size
from ..style import PAGE_WIDTH, bold, colour, house_style
from ..suppressed import records
from .marks import finished

NAMES = 0.2
"""Share of the width that the names of the steps take."""

HEIGHT = 0.66
"""Of a box, in rows."""


def participant_flow(
    steps: pd.DataFrame, availability: pd.DataFrame, groups: Mapping[str, str]
) -> Drawing:
    """Boxes from enrolment down to each measurement, a column a group.

    Parameters
    ----------
    steps : DataFrame
        step and, for each group, n_patients and so on; the first step is the enrolment.
    availability : DataFrame
        mri_series, side and, for each group, n_scanned_patients and so on.
    groups : mapping
        What the cohort calls its groups.
    """
    rows = list(_rows(steps, availability, groups))
    column = (1 - NAMES) / len(groups)
    width = min(0.27, 0.675 * column)
    with house_style():
        figure, axis = plt.subplots(figsize=(PAGE_WIDTH, 0.3 * len(rows) + 0.2))
        axis.set_xlim(0, 1)
        axis.set_ylim(len(rows) - 0.45, -0.75)
        axis.set_axis_off()
        for place, (name, counts) in enumerate(rows):
            axis.text(0.0, place, name, va="center", weight=bold() if place == 0 else "normal")
            for number, (group_label, n) in enumerate(zip(groups.values(), counts, strict=True)):
                centre = NAMES + column * (number + 0.45)
                text = size(n) if place else f"{group_label}, {size(n)}"
                _box(axis, centre, place, width, text)
                missing = rows[0][1][number] - n
                if missing > 0:  # neither none nor, where n is not shown, unknown
                    where = (centre + width / 2 + 0.012, place)
                    axis.text(
                        *where,
                        f"\N{MINUS SIGN}{count(missing)}",
                        va="center",
                        color=colour("quiet"),
                    )
    return finished(figure, _words(rows, groups))


def _rows(
    steps: pd.DataFrame, availability: pd.DataFrame, groups: Iterable[str]
) -> Iterator[tuple[str, list[float]]]:
    """The boxes from the top: a name, and the number of each group."""
    for step in records(steps):
        yield label(step["step"]), [step[f"n_{group}s"] for group in groups]
        if step["step"] == "mri":
            for part in records(availability):
                counts = [part[f"n_scanned_{group}s"] for group in groups]
                yield f"   {label(part['mri_series'])}, {part['side']}", counts


def _box(axis: Axes, centre: float, place: int, width: float, text: str) -> None:
    first = place == 0
    axis.add_patch(
        FancyBboxPatch(
            (centre - width / 2, place - HEIGHT / 2),
            *(width, HEIGHT),
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


def _words(rows: list[tuple[str, list[float]]], groups: Mapping[str, str]) -> Iterator[str]:
    yield "Participant flow from enrolment down to each measurement."
    for place, group_label in enumerate(groups.values()):
        counts = [f"{name.strip()} {count(numbers[place])}" for name, numbers in rows]
        yield f"{group_label}: {listed(counts)}."
