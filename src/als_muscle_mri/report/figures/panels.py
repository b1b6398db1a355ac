"""Figures 1 and 2 of the study: scans of controls beside those of patients."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Patch

from ..drawing import Drawing
from ..grading import GradingScale
from ..labels import label, words
from ..style import PAGE_WIDTH, SMALL, grade_colours, house_style
from .marks import finished, grade_legend, legend_columns, legend_height, nothing

BARS_MM = (10, 20, 50, 100)
"""Lengths of a scale bar; the longest that is at most a third of the picture is drawn."""

EDGE_MM = 6.0
"""Left around what is shown of a slice."""

STRIP_POINTS = 12
"""Height of the strips above and below a slice, for a line of text."""

TITLE_INCHES = 0.42
"""What the titles of a row take."""

AIR, SPECKLED = 25, 0.03
"""Grey level (0 to 255) up to which a pixel is air, and part of a row or column above that level up
to which it is noise."""

SHADES = 32
"""Greys of a slice: more would be noise that fills the file."""

LIGHT, DARK, MUSCLE = "#ffffff", "#000000", "#404040"


def image_panels(rows: Mapping[str, Sequence[Any]], scale: GradingScale, contours: bool) -> Drawing:
    """Slices of controls beside those of patients, a row a body segment.

    Every picture has the same window, its subject and the grade of its worst muscle, the sides
    where they lie, a scale bar, and the note of a phantom where it is one.

    Parameters
    ----------
    rows : mapping
        Body segment to panels: ``picture`` (pixels, mask, labels, spacing_mm, subject_id, plane,
        note), ``group`` and ``grades``.
    scale : GradingScale
        What the grades are.
    contours : bool
        Whether the muscles are outlined, each in the colour of its grade, which a legend names.
    """
    if not rows:
        return nothing("There are no images to show.")
    colours = dict(zip(scale.numbers, grade_colours(len(scale.numbers)), strict=True))
    columns = max(map(len, rows.values()))
    strip = STRIP_POINTS / (72 * PAGE_WIDTH / columns)
    heights = [2 * strip + max(_aspect(panel.picture) for panel in row) for row in rows.values()]
    inches = sum(PAGE_WIDTH / columns * height + TITLE_INCHES for height in heights)
    below = legend_columns(scale, 4)
    legend = 0.2 + legend_height(len(scale.names), below) if contours else 0
    with house_style():
        size = (PAGE_WIDTH, inches + legend)
        figure, axes = plt.subplots(
            len(rows), columns, figsize=size, squeeze=False, height_ratios=heights
        )
        for line, height, (segment, row) in zip(axes, heights, rows.items(), strict=True):
            for axis, panel in zip(line, row, strict=False):
                _panel(axis, panel, colours if contours else {}, height, strip / height)
            for axis in line[len(row) :]:
                axis.axis("off")
            line[0].set_title(label(segment), pad=16)
        if contours:
            grade_legend(figure, _outlines(scale), scale, below)
    return finished(figure, _words(rows, contours))


def _window(picture: Any) -> tuple[slice, slice]:
    """The body in a slice, with a little air."""
    inside = picture.pixels > AIR
    inside |= picture.mask > 0
    found = []
    for across, step in zip((1, 0), picture.spacing_mm, strict=True):
        filled = inside.mean(axis=across)
        places = np.flatnonzero(filled > min(SPECKLED, filled.max() / 2))
        edge = round(EDGE_MM / step)
        found.append(slice(max(0, places[0] - edge), places[-1] + 1 + edge))
    return found[0], found[1]


def _aspect(picture: Any) -> float:
    rows, columns = picture.pixels[_window(picture)].shape
    return rows * picture.spacing_mm[0] / (columns * picture.spacing_mm[1])


def _in_shades(pixels: np.ndarray) -> np.ndarray:
    """A slice (grey levels, 0 to 255) in the greys of the figure.

    Examples
    --------
    >>> _in_shades(np.array([0, 7, 8, 255], dtype="uint8")).tolist()
    [4, 4, 12, 252]
    """
    step = 256 // SHADES
    return pixels // step * step + step // 2


def _panel(
    axis: plt.Axes, panel: Any, colours: Mapping[int, str], height: float, strip: float
) -> None:
    """Draw a slice on a black ground, with a strip above and below for what is written there.

    ``height`` is that of the ground in units of its width, ``strip`` the part of it that each
    strip takes: so no word covers anything of the slice.
    """
    picture, window = panel.picture, _window(panel.picture)
    pixels, mask = picture.pixels[window], picture.mask[window]
    rows, columns = (n * step for n, step in zip(pixels.shape, picture.spacing_mm, strict=True))
    extent = (0, columns, rows, 0)
    look = {"cmap": "gray", "vmin": 0, "vmax": 255, "extent": extent}
    axis.imshow(_in_shades(pixels), interpolation="none", **look)  # the SVG holds its own pixels
    _outline(axis, panel, mask, extent, colours)
    around = (height * columns - rows) / 2
    axis.set(ylim=(rows + around, -around), xticks=[], yticks=[], facecolor=DARK)
    axis.spines[:].set_visible(False)
    above = {"xytext": (0, 4), "textcoords": "offset points", "fontsize": SMALL}
    axis.annotate(_name(panel), (0, 1), xycoords="axes fraction", **above)
    place = {"fontsize": SMALL, "transform": axis.transAxes, "color": LIGHT, "va": "center"}
    axis.text(0.5, 1 - strip / 2, picture.note, ha="center", **place)
    if picture.plane != "sagittal":  # columns run to the patient's left
        axis.text(0.02, 1 - strip / 2, "R", ha="left", **place)
        axis.text(0.98, 1 - strip / 2, "L", ha="right", **place)
    _bar(axis, columns, strip / 2, place)


def _name(panel: Any) -> str:
    """Who is shown, and the grade of the worst muscle."""
    who = f"{panel.picture.subject_id}, {panel.group}"
    return f"{who}, grade {max(panel.grades.values())}" if panel.grades else who


def _outline(
    axis: plt.Axes,
    panel: Any,
    mask: np.ndarray,
    extent: tuple[float, ...],
    colours: Mapping[int, str],
) -> None:
    """Outline the muscles whose grade has a colour."""
    rows, columns = mask.shape
    x = (np.arange(columns) + 0.5) * extent[1] / columns
    y = (np.arange(rows) + 0.5) * extent[2] / rows
    for one in panel.picture.labels:
        inside = mask == one.index
        shade = colours.get(panel.grades.get((one.side, one.muscle_id)))
        if inside.any() and shade is not None:
            line = {"colors": [shade], "linewidths": 0.6}
            axis.contour(x, y, inside, levels=[0.5], **line)


def _bar(axis: plt.Axes, width: float, height: float, place: Mapping[str, Any]) -> None:
    """Draw the scale bar at a height of the panel, its length beside it."""
    length = max((one for one in BARS_MM if one <= width / 3), default=BARS_MM[0])
    begin = 0.03 * width
    across = {"transform": axis.get_xaxis_transform(), "color": LIGHT, "linewidth": 1.5}
    axis.plot([begin, begin + length], [height, height], **across)
    axis.text((2 * begin + length) / width, height, f"{length} mm", **place)


def _outlines(scale: GradingScale) -> list[Patch]:
    """Legend entries of the outlines, on the grey of muscle, where the light ones can be seen."""
    pairs = zip(grade_colours(len(scale.names)), scale.names, strict=True)
    return [
        Patch(facecolor=MUSCLE, edgecolor=shade, linewidth=1.2, label=name) for shade, name in pairs
    ]


def _words(rows: Mapping[str, Sequence[Any]], contours: bool) -> Iterator[str]:
    yield "T1-weighted slices of controls beside patients, all with the same window."
    if contours:
        yield "Each muscle that was read is outlined in the colour of its grade."
    notes = sorted({panel.picture.note for row in rows.values() for panel in row} - {""})
    yield from (f"Each is a {note}." for note in notes)
    for segment, row in rows.items():
        shown = [
            f"{panel.picture.subject_id} ({panel.group}, worst grade {max(panel.grades.values())})"
            if panel.grades
            else f"{panel.picture.subject_id} ({panel.group})"
            for panel in row
        ]
        yield f"{label(segment)}, {words(row[0].picture.plane)}: {', '.join(shown)}."
