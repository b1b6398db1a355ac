"""What the header of a NIfTI file says, looked at before the reader of images does.

That reader mends what it can, as a spacing of 0, and of all else says only that it cannot read. The
layout of the 348 bytes is that of nifti1.h (https://nifti.nimh.nih.gov/pub/dist/src/niftilib/nifti1.h).
"""

import gzip
import os
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from als_muscle_mri.imaging.grids import grid_problems
from als_muscle_mri.imaging.words import words_problems
from als_muscle_mri.inputs.problems import Problem

HEADER, SECOND = 348, 540
"""Bytes of the header of NIfTI-1, and of NIfTI-2, as the first four bytes say."""

VOXEL_BYTES = {2: 1, 4: 2, 8: 4, 16: 4, 64: 8, 256: 1, 512: 2, 768: 4, 1024: 8, 1280: 8}
"""By the code of their kind: whole and real numbers, no colours and no complex numbers."""

TEXTS = {"db_name": (14, 32), "descrip": (148, 228), "aux_file": (228, 252)}
"""Where converters leave words, by field."""

MOST_BEHIND = 2**20
"""Bytes a file may have behind its last voxel; a file cut off ends in a number without meaning."""

ROUNDED = 0.01
"""Cosine between axes, and part of a spacing, up to which a header is taken as rounded."""


@dataclass(frozen=True)
class Header:
    """The fields of a NIfTI-1 header that are looked at.

    Attributes
    ----------
    size : tuple of int
        Voxels along each axis; axes behind the third count where they are longer than 1.
    spacing_mm : tuple of float
        Of the first three axes.
    kind, offset : int
        Code of the kind of the voxels, and where the first of them lies.
    oriented : bool
        Whether anything says how the volume lies.
    axes : ndarray, shape (3, 3), or None
        Steps along the axes in mm, as columns, where the header has them as a matrix (sform).
    texts : dict
        Words by field, those of extensions among them.
    """

    size: tuple[int, ...]
    spacing_mm: tuple[float, float, float]
    kind: int
    offset: int
    oriented: bool
    axes: np.ndarray | None
    texts: dict[str, str]


def nifti_problems(path: Path, shown: str) -> list[Problem]:
    """Look at the header and the length of a NIfTI file.

    Parameters
    ----------
    path : Path
        The file.
    shown : str
        What to call it in problems.

    Returns
    -------
    list of Problem
        Those of the header, or without any those of its length.
    """
    start = _start(path)
    if len(start) < HEADER or _order(start) is None:
        return [_unreadable(start, shown)]
    found = _header(start)
    problems = [*_grid_problems(found, shown), *_axes_problems(found, shown)]
    for field, text in found.texts.items():
        problems += words_problems(field, text, shown)
    return problems or list(_length_problems(path, found, shown))


def _start(path: Path) -> bytes:
    """Header and extensions; nothing where the file cannot be opened or unpacked."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            head = file.read(HEADER)
            if len(head) < HEADER or (order := _order(head)) is None:
                return head
            offset = struct.unpack_from(order + "f", head, 108)[0]
            behind = offset - HEADER if HEADER <= offset < MOST_BEHIND else 0
            return head + file.read(int(behind))
    except (OSError, EOFError, zlib.error):
        return b""


def _order(head: bytes) -> str | None:
    """Order of the bytes, by the length of the header that stands in its first four."""
    return next((o for o in "<>" if struct.unpack_from(o + "i", head)[0] == HEADER), None)


def _header(start: bytes) -> Header:
    order = _order(start)

    def field(kind: str, place: int) -> tuple:
        return struct.unpack_from(order + kind, start, place)

    n, *sizes = field("8h", 40)
    further = [length for length in sizes[3 : max(n, 3)] if length > 1]
    qform, sform = field("2h", 252)
    matrix = np.array(field("12f", 280), dtype=float).reshape(3, 4)[:, :3]
    texts = {name: start[a:b].decode("latin-1").strip("\0 ") for name, (a, b) in TEXTS.items()}
    return Header(
        size=(*sizes[: max(min(n, 3), 0)], *further),
        spacing_mm=field("3f", 80),
        kind=field("h", 70)[0],
        offset=int(np.nan_to_num(field("f", 108)[0])),
        oriented=bool(qform or sform),
        axes=matrix if sform else None,
        texts=texts | {"extension": start[HEADER:].decode("latin-1")},
    )


def _unreadable(start: bytes, shown: str) -> Problem:
    if start[:4] in (struct.pack(order + "i", SECOND) for order in "<>"):
        rule = "the file is NIfTI-2; NIfTI-1 is read"
        return Problem(shown, None, None, None, rule, "Save it as NIfTI-1, which any tool writes.")
    rule = "no NIfTI volume can be read from the file: it is empty, cut off or of another kind"
    return Problem(shown, None, None, None, rule, "Export the volume again.")


def _grid_problems(found: Header, shown: str) -> Iterator[Problem]:
    if found.kind not in VOXEL_BYTES:
        rule, fix = "a voxel has one whole or real number", "Export a grey image, without colours."
        yield Problem(shown, None, "datatype", str(found.kind), rule, fix)
    yield from grid_problems(found.size, found.spacing_mm, shown)


def _axes_problems(found: Header, shown: str) -> Iterator[Problem]:
    """Without a code nothing says which side is left; a matrix has to be of this grid."""
    again = "Convert it again from its source."
    if not found.oriented:
        rule = "the header has no orientation (qform_code and sform_code are 0): which side is left"
        yield Problem(shown, None, "orientation", None, rule, again)
    if found.axes is None:
        return
    steps = np.linalg.norm(found.axes, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        fits = np.abs(steps / found.spacing_mm - 1) <= ROUNDED
        angles = found.axes.T @ found.axes / np.outer(steps, steps) - np.eye(3)
    if not (fits.all() and (np.abs(angles) <= ROUNDED).all()):
        rule = "the axes of the sform stand at right angles, and their steps are the spacing"
        yield Problem(shown, None, "orientation", None, rule, again)


def _length_problems(path: Path, found: Header, shown: str) -> Iterator[Problem]:
    """A file that ends before its voxels do, told without unpacking it."""
    needed = found.offset + VOXEL_BYTES[found.kind] * int(np.prod(found.size, dtype=np.int64))
    if not 0 <= _unpacked_size(path) - needed % 2**32 <= MOST_BEHIND:
        rule = "the file ends before its last voxel"
        yield Problem(shown, None, None, None, rule, "Copy or export it again.")


def _unpacked_size(path: Path) -> int:
    """Size of the content, modulo 2**32 where it is packed: gzip keeps it in the last 4 bytes."""
    if path.suffix != ".gz":
        return path.stat().st_size % 2**32
    with path.open("rb") as file:
        file.seek(-4, os.SEEK_END)
        return struct.unpack("<I", file.read(4))[0]
