"""A digital phantom: sections of a body in which the share of fat of every muscle is known.

It is no patient. Drawn at twice the resolution in the plane, so that voxels on a border hold a
part of each tissue; then a smooth bias field and Rician noise are laid over it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import find_objects, gaussian_filter

from als_muscle_mri.imaging.anatomy import SECTIONS, Ellipse, Section
from als_muscle_mri.imaging.labels import Label
from als_muscle_mri.imaging.reading import Scan

NOTE = "digital phantom, not a patient"
SIDES = ("right", "left")
SIGNAL = {"air": 0.0, "muscle": 100.0, "organ": 190.0, "fat": 400.0, "cortex": 15.0}
"""T1-weighted signal of each tissue, in units of the phantom."""

FINE = 2
"""Drawn pixels along each side of a voxel."""

GAP = 0.10
"""Fat between two muscles: where the distances to both differ by less, in half-axes."""

ATROPHY = 0.8
"""Length of an atrophied muscle's half-axes, as a part of the usual."""

RIM_MM = 2.0
CORTEX_MM = 2.5
GRAIN_MM = 2.5
"""Thickness of skin-side rim and of the bones' cortex; size of the streaks of fat."""


@dataclass(frozen=True)
class Tissue:
    """What a muscle of the phantom is made of.

    Attributes
    ----------
    fat_share : float
        Share of its area that is fat, 0 to 1.
    atrophied : bool
        Drawn smaller.
    """

    fat_share: float
    atrophied: bool = False


@dataclass(frozen=True)
class Disturbance:
    """How an image differs from the truth.

    Attributes
    ----------
    noise : float
        Standard deviation of each of the two channels of the Rician noise, as a part of the
        signal of muscle.
    bias : float
        The field's logarithm runs from about minus to plus half of this.
    """

    noise: float = 0.08
    bias: float = 0.4


Muscles = Mapping[tuple[str, str], Tissue]
"""(side, muscle_id) to its tissue."""


@dataclass(frozen=True)
class Phantom:
    """A scan and its truth.

    Attributes
    ----------
    scan : Scan
        The image as a scanner would have given it.
    truth : dict
        (side, muscle_id) to the mean share of fat over its voxels, partial volume included.
    """

    scan: Scan
    truth: dict[tuple[str, str], float]


def phantom(
    segment: str, muscles: Muscles, seed: int | tuple[int, ...], disturbance: Disturbance
) -> Phantom:
    """Draw the section of one body segment.

    Parameters
    ----------
    segment : str
        ``hand``, ``trunk``, ``pelvis``, ``thigh`` or ``calf``.
    muscles : mapping
        (side, muscle_id) to :class:`Tissue`. What is not among them is drawn healthy, without a
        label; a hand, thigh or calf of which nothing is among them is not drawn.
    seed : int or tuple of int
        Of shape, fat and noise.
    disturbance : Disturbance
        Noise and bias field.

    Returns
    -------
    Phantom

    Examples
    --------
    >>> one = phantom("calf", {("left", "soleus"): Tissue(0.3)}, 1, Disturbance())
    >>> one.scan.note, round(one.truth["left", "soleus"], 2)
    ('digital phantom, not a patient', 0.3)
    """
    section, random = SECTIONS[segment], np.random.default_rng(seed)
    bends = random.uniform(0, 2 * np.pi, (len(SIDES), 4))
    if section.whole:  # the halves meet in the midline
        bends[1] = bends[0]
    drawn = [
        _side(section, side, muscles, bend, random) for side, bend in zip(SIDES, bends, strict=True)
    ]
    fat, base, mask = (np.concatenate(parts, axis=2) for parts in zip(*drawn, strict=True))
    labels = _labels(section, muscles)
    kept = np.isin(mask, [label.index for label in labels])
    mask = np.where(kept, mask, 0).astype("uint16")
    sums, counts = np.bincount(mask.ravel(), fat.ravel()), np.bincount(mask.ravel())
    truth = {
        (label.side, label.muscle_id): float(sums[label.index] / counts[label.index])
        for label in labels
        if label.index < len(counts) and counts[label.index]
    }
    signal = _disturbed(base, disturbance, random)
    spacing = (section.slice_mm, section.pixel_mm, section.pixel_mm)
    name = f"phantom_acq-{segment}"
    return Phantom(Scan("", name, signal, mask, labels, spacing, NOTE), truth)


def _labels(section: Section, muscles: Muscles) -> tuple[Label, ...]:
    return tuple(
        Label(number + 100 * SIDES.index(side), side, muscle)
        for side in SIDES
        for number, muscle in enumerate(section.muscles, start=1)
        if (side, muscle) in muscles
    )


def _side(
    section: Section,
    side: str,
    muscles: Muscles,
    bend: np.ndarray,
    random: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Fat share within muscle, signal and indices of one side, at the scan's resolution."""
    x, y, z = _grid(section, bend)
    index, gap = _compartments(section, side, muscles, x, y, z)
    tissue, bone = _surroundings(section, x, y, z)
    index = np.where((gap < GAP) | bone, 0, index)
    share = _infiltration(section, side, muscles, index, random)
    inside = (index > 0)[..., None]
    mixed = SIGNAL["muscle"] + share * (SIGNAL["fat"] - SIGNAL["muscle"])
    signal = np.where(inside[..., 0], mixed, tissue)
    if not section.whole and not any((side, muscle) in muscles for muscle in section.muscles):
        signal, index = np.zeros_like(signal), np.zeros_like(index)
    numbered = np.where(index > 0, index + 100 * SIDES.index(side), 0)
    flip = slice(None, None, -1) if side == "right" else slice(None)
    coarse = _coarse(signal)
    fat = (coarse - SIGNAL["muscle"]) / (SIGNAL["fat"] - SIGNAL["muscle"])
    return fat[..., flip], coarse[..., flip], _majority(numbered)[..., flip]


def _grid(section: Section, bend: np.ndarray) -> tuple[np.ndarray, ...]:
    """Where the fine pixels lie, in mm, bent a little so that no two subjects are alike.

    x, y and the place along the section are of three axes that broadcast against each other.
    """
    step, outline = section.pixel_mm / FINE, section.outline
    left = 0.0 if section.whole else -outline.rx - 6 * section.pixel_mm
    columns = FINE * round((outline.rx + 6 * section.pixel_mm - left) / section.pixel_mm)
    rows = FINE * round((2 * outline.ry + 12 * section.pixel_mm) / section.pixel_mm)
    x = left + step * (np.arange(columns) + 0.5)
    y = step * (np.arange(rows) + 0.5 - rows / 2)
    z = (np.arange(section.slices) + 0.5) / section.slices
    z, y = z[:, None, None], y[None, :, None]
    size = 0.03 * outline.rx
    bent_y = y + size * np.sin(3 * y / outline.ry + bend[2] + z)
    if section.whole:  # the midline stays where it is
        return x * (1 + 0.02 * np.sin(bend[0] + z)), bent_y, z
    return x + size * np.sin(2.5 * y / outline.ry + bend[0] + z), bent_y, z


def _distance(ellipse: Ellipse, x: np.ndarray, y: np.ndarray, scale: float = 1.0) -> np.ndarray:
    across, down = (x - ellipse.x) / (ellipse.rx * scale), (y - ellipse.y) / (ellipse.ry * scale)
    return np.sqrt(across * across + down * down)


def _compartments(
    section: Section, side: str, muscles: Muscles, x: np.ndarray, y: np.ndarray, z: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Number of the nearest muscle, 0 outside all, and how much nearer it is than the next.

    A muscle is looked at in the box around it only: further off it is neither the nearest nor,
    by less than ``GAP``, the next.
    """
    shape = np.broadcast_shapes(x.shape, y.shape, z.shape)
    nearest, second = np.full((2, *shape), np.inf)
    index = np.zeros(shape, dtype="int16")
    for number, (muscle, ellipse) in enumerate(section.muscles.items(), start=1):
        atrophied = muscles.get((side, muscle), Tissue(0.0)).atrophied
        scale = ATROPHY if atrophied else 1.0
        box = _box(ellipse, x, y, z, scale * (1 + GAP))
        away = _distance(ellipse, _part(x, box), _part(y, box), scale)
        second[box] = np.minimum(second[box], np.maximum(nearest[box], away))
        index[box][away < nearest[box]] = number
        nearest[box] = np.minimum(nearest[box], away)
    fascia = _within(section.outline, x, y, section.fat_mm + RIM_MM)
    index[(nearest > 1) | ~fascia] = 0
    with np.errstate(invalid="ignore"):
        return index, second - nearest


def _box(
    ellipse: Ellipse, x: np.ndarray, y: np.ndarray, z: np.ndarray, scale: float = 1.0
) -> tuple[slice, slice, slice]:
    """The slices, rows and columns that an ellipse of so many times its half-axes reaches."""
    inside = (z >= ellipse.low) & (z < ellipse.high)
    rows = np.abs(y - ellipse.y) < ellipse.ry * scale
    columns = (x.min(axis=(0, 1)) < ellipse.x + ellipse.rx * scale) & (
        x.max(axis=(0, 1)) > ellipse.x - ellipse.rx * scale
    )
    return _reach(inside.ravel()), _reach(rows.any(axis=(0, 2))), _reach(columns)


def _reach(chosen: np.ndarray) -> slice:
    places = np.flatnonzero(chosen)
    return slice(places[0], places[-1] + 1) if len(places) else slice(0, 0)


def _part(axis: np.ndarray, box: tuple[slice, slice, slice]) -> np.ndarray:
    """What of an axis lies in a box; along other axes it is one thick and stays so."""
    return axis[tuple(s if n > 1 else slice(None) for s, n in zip(box, axis.shape, strict=True))]


def _within(ellipse: Ellipse, x: np.ndarray, y: np.ndarray, margin: float = 0.0) -> np.ndarray:
    inner = Ellipse(ellipse.x, ellipse.y, ellipse.rx - margin, ellipse.ry - margin)
    return _distance(inner, x, y) < 1


def _surroundings(
    section: Section, x: np.ndarray, y: np.ndarray, z: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Signal of all that is no muscle, and where the bones are."""
    tissue = np.where(_within(section.outline, x, y), SIGNAL["fat"], SIGNAL["air"])
    tissue[_within(section.outline, x, y, section.fat_mm)] = SIGNAL[section.filling]
    bone = np.zeros(tissue.shape, dtype=bool)
    for one in section.bones:
        box = _box(one, x, y, z)
        place = _part(x, box), _part(y, box)
        inside = _within(one, *place)
        bone[box] |= inside
        tissue[box][inside] = SIGNAL["cortex"]
        marrow = _within(one, *place, min(CORTEX_MM, 0.35 * min(one.rx, one.ry)))
        tissue[box][marrow] = 0.9 * SIGNAL["fat"]
    return tissue, bone


def _infiltration(
    section: Section, side: str, muscles: Muscles, index: np.ndarray, random: np.random.Generator
) -> np.ndarray:
    """1 where a pixel of a muscle is fat: streaks, as many as its share asks for."""
    grain = GRAIN_MM * FINE / section.pixel_mm * min(1.0, section.pixel_mm)
    field = gaussian_filter(random.standard_normal(index.shape), (0.7, grain, grain / 2))
    share = np.zeros(index.shape)
    boxes = find_objects(index, len(section.muscles))
    for number, (muscle, box) in enumerate(zip(section.muscles, boxes, strict=True), start=1):
        wanted = muscles.get((side, muscle), Tissue(0.0)).fat_share
        if not wanted or box is None:
            continue
        inside = index[box] == number
        values = field[box][inside]
        fatty = round(wanted * len(values))
        if fatty:
            least = np.partition(values, len(values) - fatty)[len(values) - fatty]
            share[box][inside] = values >= least
    return share


def _pixels(fine: np.ndarray) -> list[np.ndarray]:
    """The first, second ... pixel of each voxel; as fast as whole arrays, unlike their means."""
    return [fine[:, row::FINE, column::FINE] for row in range(FINE) for column in range(FINE)]


def _coarse(fine: np.ndarray) -> np.ndarray:
    """Means over the pixels of each voxel."""
    return sum(_pixels(fine)) / FINE**2


def _majority(index: np.ndarray) -> np.ndarray:
    """A voxel is of a muscle if at least three of its four pixels are."""
    pixels = _pixels(index)
    most = np.maximum.reduce(pixels)
    same = sum((pixel == most).astype("uint8") for pixel in pixels)
    return np.where(same > FINE**2 / 2, most, 0)


def _disturbed(
    signal: np.ndarray, disturbance: Disturbance, random: np.random.Generator
) -> np.ndarray:
    """The image of a scanner: a smooth field over the signal, then noise in both channels."""
    axes = [np.linspace(-1, 1, n) for n in signal.shape]
    z, y, x = np.meshgrid(*axes, indexing="ij", sparse=True)
    a, b, c = random.uniform(-1, 1, 3)
    shape = 0.6 * np.cos(1.6 * x + a) + 0.4 * np.cos(1.9 * y + b) + 0.1 * c * z
    span = np.ptp(shape)
    field = np.exp(disturbance.bias * ((shape - shape.min()) / span - 0.5))
    noise = disturbance.noise * SIGNAL["muscle"] * random.standard_normal((2, *signal.shape))
    return np.hypot(signal * field + noise[0], noise[1]).astype("float32")
