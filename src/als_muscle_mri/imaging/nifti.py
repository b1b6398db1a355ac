"""What the header of a NIfTI file says, looked at before the reader of images does.

That reader, ITK's, mends what it can, as a spacing of 0, takes one of qform and sform in silence
where they disagree, and of all else says only that it cannot read.
"""

import gzip
import os
import re
import struct
import zlib
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np
from nibabel import Nifti1Header, Nifti2Header
from nibabel.nifti1 import data_type_codes
from nibabel.spatialimages import HeaderDataError

from als_muscle_mri.imaging.grids import grid_problems
from als_muscle_mri.imaging.words import words_problems
from als_muscle_mri.inputs.problems import Problem

HEADER, SECOND = (one.template_dtype.itemsize for one in (Nifti1Header, Nifti2Header))
"""Bytes of the header of NIfTI-1, and of NIfTI-2, as the first four bytes say."""

TEXTS = ("db_name", "descrip", "aux_file")
"""Fields in which converters leave words."""

IN_MM = (0, 2)
"""Codes of the unit of length that are taken: none named, and mm."""

MOST_BEFORE = MOST_BEHIND = 2**20
"""Bytes a file may have before its first and behind its last voxel; a packed file that was cut off
ends in a number without meaning."""

ROUNDED = 0.01
"""Cosine between axes, and part of a spacing, up to which a header is taken as rounded."""

LABEL = re.compile(r'<Label Key="(\d+)"[^>]*><!\[CDATA\[(\w+)\]\]></Label>')
"""A name in the label table that TotalSegmentator puts behind the header, in the form of Caret."""

FIXED_DATE = "<Date><![CDATA[2013-07-14T05:45:09]]></Date>"
"""Stands in each of these tables, whenever it was written (its ``nifti_ext_header.py``)."""


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
    if (header := _header(start)) is None:
        return [_unreadable(start, shown)]
    problems = [*_voxel_problems(header, shown), *_orientation_problems(header, shown)]
    for field, text in _texts(header, start).items():
        problems += words_problems(field, text, shown)
    return problems or list(_length_problems(path, header, shown))


def label_names(path: Path) -> dict[int, str]:
    """Give the names a mask has for its own indices; none if it was not TotalSegmentator's.

    Parameters
    ----------
    path : Path
        A NIfTI file that has no problems.
    """
    text = _start(path)[HEADER:].decode("latin-1")
    return {int(index): name for index, name in LABEL.findall(text)}


def _start(path: Path) -> bytes:
    """All before the voxels; nothing where the file cannot be opened or unpacked."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            head = file.read(HEADER)
            if (header := _header(head)) is None:
                return head
            return head + file.read(min(max(_offset(header), HEADER), MOST_BEFORE) - HEADER)
    except (OSError, EOFError, zlib.error):
        return b""


def _header(start: bytes) -> Nifti1Header | None:
    """The header as it is written: the checks of nibabel mend it, as the reader of images does."""
    if len(start) < HEADER:
        return None
    header = Nifti1Header(start[:HEADER], check=False)
    written = header["sizeof_hdr"] == HEADER and header["magic"] == Nifti1Header.single_magic
    return header if written else None


def _offset(header: Nifti1Header) -> int:
    return int(np.nan_to_num(header["vox_offset"]))


def _texts(header: Nifti1Header, start: bytes) -> dict[str, str]:
    """Words by field, those behind the header among them, but for the names of labels."""
    texts = {name: header[name].item().decode("latin-1").strip("\0 ") for name in TEXTS}
    behind = start[HEADER:].decode("latin-1")
    return texts | {"extension": LABEL.sub("", behind.replace(FIXED_DATE, ""))}


def _unreadable(start: bytes, shown: str) -> Problem:
    if start[:4] in (struct.pack(order + "i", SECOND) for order in "<>"):
        rule = "the file is NIfTI-2; NIfTI-1 is read"
        return Problem(shown, None, None, None, rule, "Save it as NIfTI-1, which any tool writes.")
    rule = "no NIfTI volume can be read from the file: it is empty, cut off or of another kind"
    return Problem(shown, None, None, None, rule, "Export the volume again.")


def _voxel_problems(header: Nifti1Header, shown: str) -> Iterator[Problem]:
    kind = int(header["datatype"])
    if kind not in data_type_codes.value_set() or header.get_data_dtype().kind not in "iuf":
        rule, fix = "a voxel has one whole or real number", "Export a grey image, without colours."
        yield Problem(shown, None, "datatype", str(kind), rule, fix)
    if (unit := int(header["xyzt_units"]) % 8) not in IN_MM:
        rule = "lengths are in mm, code 2 of xyzt_units"
        yield Problem(shown, None, "units", str(unit), rule, "Convert the file again, in mm.")
    if _offset(header) > MOST_BEFORE:
        rule, fix = f"at most {MOST_BEFORE} bytes lie before the voxels", "Take the rest out."
        yield Problem(shown, None, "vox_offset", str(_offset(header)), rule, fix)
    yield from grid_problems(_size(header), _spacing(header), shown)


def _size(header: Nifti1Header) -> tuple[int, ...]:
    """Voxels along each axis; axes behind the third count where they are longer than 1."""
    n, *lengths = header["dim"].tolist()
    further = [length for length in lengths[3 : max(n, 3)] if length > 1]
    return (*lengths[: max(min(n, 3), 0)], *further)


def _spacing(header: Nifti1Header) -> np.ndarray:
    return header["pixdim"][1:4]


def _orientation_problems(header: Nifti1Header, shown: str) -> Iterator[Problem]:
    if rule := _broken_rule(header):
        fix = "Convert it again from its source."
        yield Problem(shown, None, "orientation", None, rule, fix)


def _broken_rule(header: Nifti1Header) -> str | None:
    """Without a code nothing says which side is left; two that disagree say it twice."""
    qform, sform = _qform(header), header.get_sform(coded=True)[0]
    if not (header["qform_code"] or header["sform_code"]):
        return "the header has no orientation (qform_code and sform_code are 0): which side is left"
    if sform is not None and not _fits(sform, _spacing(header)):
        return "the axes of the sform stand at right angles, and their steps are the spacing"
    if header["qform_code"] and qform is None:
        return "the numbers of the qform are a rotation"
    if qform is not None and sform is not None and not _same_place(qform, sform, header):
        return "qform and sform place the voxels differently: which side is left"
    return None


def _qform(header: Nifti1Header) -> np.ndarray | None:
    """The affine of the qform, if there is one and it is a rotation."""
    written = header.copy()
    written["pixdim"][0] = written["pixdim"][0] or 1  # 0 stands for 1, says nifti1.h
    try:
        return written.get_qform(coded=True)[0]
    except (HeaderDataError, ValueError):
        return None


def _fits(affine: np.ndarray, spacing: np.ndarray) -> bool:
    axes = affine[:3, :3]
    steps = np.linalg.norm(axes, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        lengths = np.abs(steps / spacing - 1) <= ROUNDED
        angles = np.abs(axes.T @ axes / np.outer(steps, steps) - np.eye(3)) <= ROUNDED
    return bool(lengths.all() and angles.all())


def _same_place(one: np.ndarray, other: np.ndarray, header: Nifti1Header) -> bool:
    """Whether the corners lie within a voxel of each other, taken either way."""
    ends = [(0, max(length - 1, 0)) for length in header["dim"][1:4].tolist()]
    corners = np.array([(*corner, 1) for corner in product(*ends)], dtype=float).T
    apart = np.linalg.norm(((one - other) @ corners)[:3], axis=0)
    return bool((apart <= np.min(_spacing(header))).all())


def _length_problems(path: Path, header: Nifti1Header, shown: str) -> Iterator[Problem]:
    """A file that ends before its voxels do, told without unpacking it."""
    voxels = int(np.prod(_size(header), dtype=np.int64))
    needed = _offset(header) + header.get_data_dtype().itemsize * voxels
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
