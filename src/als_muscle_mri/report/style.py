"""One style for every figure: colours, type and size."""

from collections.abc import Iterator
from contextlib import contextmanager

import matplotlib as mpl

GROUP_COLOURS = {"patient": "#D55E00", "control": "#0072B2"}
"""Vermilion and blue of Okabe and Ito: distinct for colour-blind readers, and in grey."""

GROUP_MARKERS = {"patient": "o", "control": "s"}
GRADE_COLOURS = ("#F4F1E8", "#F2C879", "#D9722E", "#7A1F1F")
"""Grades 0 to 3, from light to dark, so that they keep their order in grey."""

UNSCANNED_COLOUR = "#C9CED6"
INK = "#22262B"
FAINT = "#8A929C"
PAGE_WIDTH = 7.0
"""Inches: the text width of the report's page."""

_STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 8,
    "axes.titlesize": 9,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 8,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": False,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 7.5,
    "ytick.labelsize": 7.5,
    "legend.frameon": False,
    "legend.fontsize": 7.5,
    "figure.facecolor": "white",
    "figure.constrained_layout.use": True,
}


@contextmanager
def house_style() -> Iterator[None]:
    """Draw inside this context, without a window and without touching the caller's settings."""
    mpl.use("agg")
    with mpl.rc_context(_STYLE):
        yield
