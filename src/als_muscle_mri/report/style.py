"""One style for every figure: the brand's colours and type, and no line without a meaning."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

import matplotlib as mpl
import numpy as np
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb

from .brand import Brand, read_brand

PAGE_WIDTH = 6.5
"""Inches: the text width of the report's page, so that type is printed at its own size."""

TEXT, SMALL = 8.0, 7.0
"""Points: axis labels; tick labels and numbers beside marks."""

GROUP_MARKERS = {"patient": "o", "control": "s"}
"""Patients are filled circles, controls open squares, so that grey tells them apart."""

SHADES = 1024
"""Of the ramp of grades, among which those of a scale are chosen."""

FURTHER_MARKERS = ("^", "D", "v")
"""Further groups, in the order of the cohort: filled, open, filled."""


@dataclass(frozen=True)
class GroupLook:
    """How the marks of one group look: a marker, a colour, and whether it is filled."""

    marker: str
    colour: str
    filled: bool


def colour(name: str) -> str:
    """Give a colour of the brand by its name.

    Examples
    --------
    >>> colour("paper")
    '#ffffff'
    """
    return read_brand().palette[name]


def bold() -> int:
    """Give the weight of what stands out."""
    return read_brand().heading_weight


def grade_colours(count: int = 4) -> tuple[str, ...]:
    """Give the colours of the grades of a scale, from the lowest, light, to the highest, dark.

    Four grades have the colours of the brand. Other numbers of grades have shades of the same
    ramp at even steps of lightness, so that neighbours can be told apart in grey.

    Parameters
    ----------
    count : int
        How many grades the scale has, two or more.

    Examples
    --------
    >>> grade_colours() == read_brand().grades
    True
    >>> six = grade_colours(6)
    >>> len(set(six)), six[0] == grade_colours()[0], six[-1] == grade_colours()[-1]
    (6, True, True)
    """
    named = read_brand().grades
    if count == len(named):
        return named
    ramp = LinearSegmentedColormap.from_list("grades", list(named), N=SHADES)
    shades = [to_hex(shade) for shade in ramp(np.arange(SHADES))]
    light = np.array([lightness(shade) for shade in shades])
    steps = np.linspace(light[0], light[-1], count)
    return tuple(shades[np.abs(light - step).argmin()] for step in steps)


def grade_scale(count: int = 4) -> LinearSegmentedColormap:
    """Give the colours of so many grades with all shades between them, for means and medians."""
    return LinearSegmentedColormap.from_list("grades", list(grade_colours(count)))


def lightness(name: str) -> float:
    """CIE lightness L* of a colour: what is left of it in grey, 0 black to 100 white.

    Parameters
    ----------
    name : str
        A colour matplotlib knows, for instance ``#00548f``.

    Examples
    --------
    >>> round(lightness("#ffffff")), round(lightness("#000000")), round(lightness("#777777"))
    (100, 0, 50)
    """
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(name)]
    luminance = sum(part * c for part, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    root = luminance ** (1 / 3) if luminance > 0.008856 else 7.787 * luminance + 16 / 116
    return 116 * root - 16


def ink_on(ground: str) -> str:
    """Give the brand's dark or light colour, whichever can be read on a ground."""
    return colour("ink") if lightness(ground) > 60 else colour("paper")


def look_of(group: str, groups: Iterable[str] = GROUP_MARKERS) -> GroupLook:
    """Give the look of one of the groups of a cohort.

    Examples
    --------
    >>> look_of("mimic", ["patient", "mimic"]).marker
    '^'
    """
    if group in GROUP_MARKERS:
        return GroupLook(GROUP_MARKERS[group], colour(group), group == "patient")
    place = [name for name in groups if name not in GROUP_MARKERS].index(group)
    return GroupLook(FURTHER_MARKERS[place], colour(f"further-{place + 1}"), place % 2 == 0)


def group_look(group: str, groups: Iterable[str] = GROUP_MARKERS) -> dict[str, object]:
    """Give marker and colours of one group's points, as `Axes.scatter` takes them."""
    look = look_of(group, groups)
    return {
        "marker": look.marker,
        "facecolor": look.colour if look.filled else colour("paper"),
        "edgecolor": colour("paper") if look.filled else look.colour,
        "linewidth": 0.4 if look.filled else 1.0,
    }


@contextmanager
def house_style() -> Iterator[None]:
    """Draw inside this context, without a window and without touching the caller's settings."""
    brand = read_brand()
    mpl.use("agg")
    for face in brand.faces:
        _add_font(str(face.full_file))
    with mpl.rc_context(_settings(brand)):
        yield


@cache
def _add_font(path: str) -> None:
    from matplotlib.font_manager import fontManager

    fontManager.addfont(path)


def _settings(brand: Brand) -> dict[str, object]:
    ink, quiet = brand.palette["ink"], brand.palette["quiet"]
    return {
        "font.family": brand.families["headings"],
        "font.size": TEXT,
        "axes.titlesize": TEXT + 0.5,
        "axes.titleweight": brand.heading_weight,
        "axes.titlelocation": "left",
        "axes.labelsize": TEXT,
        "axes.edgecolor": quiet,
        "axes.linewidth": 0.6,
        "axes.labelcolor": ink,
        "axes.titlecolor": ink,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": False,
        "axes.axisbelow": True,
        "axes.facecolor": brand.palette["paper"],
        "text.color": ink,
        "text.parse_math": False,  # a dollar sign in a name is a dollar sign
        "xtick.color": quiet,
        "ytick.color": quiet,
        "xtick.labelcolor": ink,
        "ytick.labelcolor": ink,
        "xtick.major.width": 0.6,
        "ytick.major.width": 0.6,
        "xtick.labelsize": SMALL,
        "ytick.labelsize": SMALL,
        "grid.color": brand.palette["line"],
        "grid.linewidth": 0.5,
        "hatch.linewidth": 0.5,
        "legend.frameon": False,
        "legend.fontsize": SMALL,
        "figure.facecolor": brand.palette["paper"],
        "figure.constrained_layout.use": True,
    }
