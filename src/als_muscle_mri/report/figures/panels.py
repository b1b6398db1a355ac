"""Figures 1 and 2 of the study: scans of controls beside those of patients."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patheffects import Normal, Stroke

from ..drawing import Drawing
from ..grading import GradingScale
from ..labels import label, words
from ..style import PAGE_WIDTH, SMALL, SMALLEST, grade_colours, house_style
from .marks import finished, grade_patches, legend_columns, legend_height, nothing

BARS_MM = (10, 20, 50, 100)
"""Lengths of a scale bar; the longest that is at most a third of the picture is drawn."""

EDGE_MM = 6.0
"""Left around what is shown of a slice."""

SHADES = 32
"""Greys of a slice: more would be noise that fills the file."""

LIGHT, DARK = "#ffffff", "#000000"


def image_panels(rows: Mapping[str, Sequence[Any]], scale: GradingScale, contours: bool) -> Drawing:
    """Slices of controls beside those of patients, a row a body segment.

    Every picture has the same window, its subject, the grade of its worst muscle in a corner, the
    sides where they lie, a scale bar, and the note of a phantom where it is one.

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
    with house_style():
        columns = max(map(len, rows.values()))
        heights = [max(_aspect(panel.picture) for panel in row) for row in rows.values()]
        width = PAGE_WIDTH / columns
        entries, below = grade_patches(scale) if contours else [], legend_columns(scale, 6)
        legend = 0.3 + legend_height(len(entries), below) if contours else 0
        size = (PAGE_WIDTH, sum(width * height + 0.3 for height in heights) + legend)
        figure, axes = plt.subplots(
            len(rows), columns, figsize=size, squeeze=False, height_ratios=heights
        )
        for line, (segment, row) in zip(axes, rows.items(), strict=True):
            for axis, panel in zip(line, row, strict=False):
                _panel(axis, panel, colours if contours else {})
            for axis in line:
                axis.axis("off")
            line[0].set_title(label(segment), fontsize=SMALL)
        if contours:
            figure.legend(handles=entries, loc="outside lower center", ncols=below)
    return finished(figure, _words(rows, contours))


def _window(picture: Any) -> tuple[slice, slice]:
    """The body in a slice, with a little air."""
    inside = picture.pixels > 25
    inside |= picture.mask > 0
    found = []
    for across, step in zip((1, 0), picture.spacing_mm, strict=True):
        places = np.flatnonzero(inside.mean(axis=across) > 0.03)
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


def _panel(axis: plt.Axes, panel: Any, colours: Mapping[int, str]) -> None:
    picture, window = panel.picture, _window(panel.picture)
    pixels, mask = picture.pixels[window], picture.mask[window]
    height, width = (n * step for n, step in zip(pixels.shape, picture.spacing_mm, strict=True))
    extent = (0, width, height, 0)
    look = {"cmap": "gray", "vmin": 0, "vmax": 255, "extent": extent}
    axis.imshow(_in_shades(pixels), interpolation="none", **look)  # the SVG holds its own pixels
    _outline(axis, panel, mask, extent, colours)
    place = {"fontsize": SMALLEST, "transform": axis.transAxes, "color": LIGHT}
    box = {"facecolor": DARK, "edgecolor": "none", "pad": 1.0, "alpha": 0.7}
    axis.text(
        0.01, 0.98, f"{picture.subject_id}, {panel.group}", va="top", ha="left", bbox=box, **place
    )
    if panel.grades:
        worst = max(panel.grades.values())
        axis.text(0.99, 0.98, f"grade {worst}", va="top", ha="right", bbox=box, **place)
    if picture.plane != "sagittal":  # columns run to the patient's left
        axis.text(0.01, 0.5, "R", va="center", ha="left", bbox=box, **place)
        axis.text(0.99, 0.5, "L", va="center", ha="right", bbox=box, **place)
    _bar(axis, width, height, box)
    if picture.note:
        axis.text(0.99, 0.02, picture.note, va="bottom", ha="right", bbox=box, **place)


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


def _bar(axis: plt.Axes, width: float, height: float, box: Mapping[str, Any]) -> None:
    length = max((one for one in BARS_MM if one <= width / 3), default=BARS_MM[0])
    low = 0.95 * height
    edge = [Stroke(linewidth=3, foreground=DARK), Normal()]  # it may lie on bright fat
    ends = [0.03 * width, 0.03 * width + length]
    axis.plot(ends, [low, low], color=LIGHT, linewidth=1.5, path_effects=edge)
    place = {"fontsize": SMALLEST, "color": LIGHT, "va": "bottom", "ha": "left", "bbox": box}
    axis.text(0.03 * width, low - 0.02 * height, f"{length} mm", **place)


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
