"""What is refused before a voxel is read."""

import gzip
import locale
import struct
from pathlib import Path

import nibabel
import numpy as np
import pytest
import SimpleITK as sitk

from als_muscle_mri.imaging.reading import read_scan, source_problems
from als_muscle_mri.imaging.safety import own_locale
from als_muscle_mri.imaging.sources import sources
from imaging.volumes import MUSCLES, image, intensities, write

VOLUME = "mri/sub-P06/sub-P06_acq-calf_T1w.nii.gz"


def problems(folder: Path) -> str:
    (source,) = sources(folder, ["P06"])
    return "\n".join(map(str, source_problems(source, folder, MUSCLES)))


def edited(folder: Path, place: int, content: bytes) -> Path:
    """Write over some bytes of the volume's header."""
    path = write(folder) / VOLUME
    raw = bytearray(gzip.decompress(path.read_bytes()))
    raw[place : place + len(content)] = content
    path.write_bytes(gzip.compress(bytes(raw)))
    return folder


def test_a_good_volume_has_no_problem(tmp_path: Path) -> None:
    assert problems(write(tmp_path)) == ""


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (write(tmp_path) / VOLUME).write_bytes(b"")
    assert f"{VOLUME}: no NIfTI volume can be read" in problems(tmp_path)


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    (write(tmp_path) / VOLUME).write_bytes(b"%PDF-1.4 not a volume")
    assert "no NIfTI volume can be read" in problems(tmp_path)


def test_a_file_cut_off_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path) / VOLUME
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes())[:-500]))
    assert "ends before its last voxel" in problems(tmp_path)


def test_a_packed_file_cut_off_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path) / VOLUME
    path.write_bytes(path.read_bytes()[:-1500])
    assert "ends before its last voxel" in problems(tmp_path)


def test_four_dimensions_are_refused(tmp_path: Path) -> None:
    four = sitk.JoinSeries([image(intensities()), image(intensities())])
    assert "a volume has three dimensions" in problems(write(tmp_path, T1w=four))


def test_a_huge_volume_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """The header alone says 4096 x 4096 x 4096; nothing tries to hold that."""
    size = struct.pack("<8h", 3, 4096, 4096, 4096, 1, 1, 1, 1)
    assert "at most 134217728 voxels" in problems(edited(tmp_path, 40, size))


def test_a_volume_that_does_not_say_how_it_lies_is_refused(tmp_path: Path) -> None:
    assert "which side is left" in problems(edited(tmp_path, 252, struct.pack("<2h", 0, 0)))


def test_a_spacing_that_cannot_be_is_refused(tmp_path: Path) -> None:
    far = image(intensities(), spacing=(2000.0, 2000.0, 8000.0))
    assert "0.05 to 50 mm apart" in problems(write(tmp_path, T1w=far))


@pytest.mark.parametrize(
    ("place", "content", "told"),
    [
        (80, struct.pack("<3f", 2, 2, 0), '"2 x 2 x 0" is not allowed; voxels lie 0.05 to 50 mm'),
        (80, struct.pack("<3f", 2, 2, float("nan")), "0.05 to 50 mm apart"),
        (80, struct.pack("<3f", 2, 2, 4), "their steps are the spacing"),
        (280, struct.pack("<f", float("nan")), "the axes of the sform stand at right angles"),
        (284, struct.pack("<f", 1.0), "the axes of the sform stand at right angles"),
        (70, struct.pack("<h", 128), "a voxel has one whole or real number"),
        (123, bytes([1]), 'column units: "1" is not allowed; lengths are in mm'),
        (123, bytes([2 + 8]), ""),  # mm, and seconds
        (123, bytes([0]), ""),
        (256, struct.pack("<3f", 0.9, 0.9, 0), "the numbers of the qform are a rotation"),
        (76, struct.pack("<f", 0), ""),  # stands for 1
        (76, struct.pack("<f", -1), "qform and sform place the voxels differently"),
        (280, struct.pack("<4f", 2, 0, 0, -10), "qform and sform place the voxels differently"),
        (292, struct.pack("<f", -11.9), ""),
        (292, struct.pack("<f", -12.1), "qform and sform place the voxels differently"),
        (108, struct.pack("<f", 2e6), '"2000000" is not allowed; at most 1048576 bytes lie before'),
        (344, b"ni1", "no NIfTI volume can be read"),  # a header without its voxels
        (344, bytes(4), "no NIfTI volume can be read"),  # Analyze, which does not know left
        (0, struct.pack("<i", 540), "the file is NIfTI-2; NIfTI-1 is read"),
        (0, struct.pack("<i", 7), "no NIfTI volume can be read"),
    ],
)
def test_a_header_that_cannot_be_is_told_by_its_field(
    tmp_path: Path, place: int, content: bytes, told: str
) -> None:
    found = problems(edited(tmp_path, place, content))
    assert (told in found) if told else not found


def test_a_header_of_the_other_order_of_bytes_is_read(tmp_path: Path) -> None:
    """As nibabel writes it, which SimpleITK then reads to the same voxels."""
    path = write(tmp_path) / VOLUME
    kept = nibabel.load(path)
    swapped = nibabel.Nifti1Header(endianness=">")
    swapped.set_data_dtype(">f4")
    nibabel.save(nibabel.Nifti1Image(kept.get_fdata(), kept.affine, swapped), path)
    assert gzip.decompress(path.read_bytes())[:4] == struct.pack(">i", 348)
    assert problems(tmp_path) == ""


@pytest.mark.parametrize(("text", "refused"), [(b"resliced", False), (b"Rossi^Maria", True)])
def test_words_behind_the_header_are_looked_at(tmp_path: Path, text: bytes, refused: bool) -> None:
    """An extension: its flag, its length of 32 bytes, its code, its text; then the voxels."""
    path = write(tmp_path) / VOLUME
    raw = bytearray(gzip.decompress(path.read_bytes()))
    raw[108:112] = struct.pack("<f", 384.0)
    raw[348:352] = bytes([1, 0, 0, 0]) + struct.pack("<2i", 32, 6) + text.ljust(24, b"\0")
    path.write_bytes(gzip.compress(bytes(raw)))
    found = problems(tmp_path)
    assert ("extension: it holds what looks like a date" in found) == refused
    assert "Rossi" not in found


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"EchoTime": 0.011, "AcquisitionTime": "10:30:45.1", "PatientID": "P06"}', ""),
        ('{"PatientName": "Rossi^Maria"}', "PatientName: the field may say who"),
        ('{"AcquisitionDateTime": "2017-05-03T10:30:45"}', "AcquisitionDateTime: the field may"),
        ('{"SeriesDescription": "t1 head"}', "SeriesDescription: it speaks of a head or face"),
        ("[1]", "the file beside a volume is JSON, with a name for every value"),
        ("{", "the file beside a volume is JSON"),
    ],
)
def test_the_file_a_converter_puts_beside_a_volume_is_looked_at(
    tmp_path: Path, text: str, told: str
) -> None:
    path = write(tmp_path) / VOLUME.replace(".nii.gz", ".json")
    path.write_text(text)
    found = problems(tmp_path)
    assert (f"_T1w.json, column {told}" in found or told in found) if told else not found
    assert "Rossi" not in found


def test_a_single_row_of_voxels_is_refused(tmp_path: Path) -> None:
    row = image(np.ones((1, 1, 30), "float32"))
    assert "at least 3 voxels" in problems(write(tmp_path, T1w=row))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (b"T1 HEAD sag", "a head or face"),
        (b"Rossi^Maria", "a date or a person's name"),
        (b"scan 1967-03-12", "a date or a person's name"),
        (b"scan 12/03/1967", "a date or a person's name"),
        (b"study19670312 ", ""),
        (b"19670312", "a date or a person's name"),
        (b"echo=11;Time=103045.123", ""),
    ],
)
def test_words_of_a_header_that_tell_too_much_are_refused_and_not_repeated(
    tmp_path: Path, words: bytes, told: str
) -> None:
    found = problems(edited(tmp_path, 148, words.ljust(80, b"\0")))
    assert (told in found) if told else not found
    assert words.decode() not in found


def dicom(folder: Path, leave_out: int | None = None, **tags: str) -> Path:
    """A cohort with a DICOM series; tags by their number with an underscore, as t0010_0010."""
    write(folder)
    (folder / VOLUME).unlink()
    place = folder / VOLUME.removesuffix(".nii.gz")
    place.mkdir()
    volume = sitk.Cast(image(intensities()), sitk.sitkInt16)
    own = {
        "0008|0060": "MR",
        "0020|000e": "1.2.826.1",
        "0020|000d": "1.2.826.2",
        "0008|0020": "19000101",
    }
    own |= {name[1:].replace("_", "|"): value for name, value in tags.items()}
    for number in range(volume.GetDepth()):
        if number == leave_out:
            continue
        slice_ = volume[:, :, number]
        where = volume.TransformIndexToPhysicalPoint((0, 0, number))
        for tag, value in own.items():
            slice_.SetMetaData(tag, value)
        slice_.SetMetaData("0020|0032", "\\".join(f"{x:g}" for x in where))
        slice_.SetMetaData("0020|0037", "1\\0\\0\\0\\1\\0")
        slice_.SetMetaData("0020|0013", str(number + 1))
        slice_.SetMetaData("0008|0018", f"1.2.826.3.{number + 1}")
        writer = sitk.ImageFileWriter()
        writer.KeepOriginalImageUIDOn()
        writer.SetFileName(str(place / f"{number:03d}.dcm"))
        with own_locale():
            writer.Execute(slice_)
    return folder


def test_a_dicom_series_is_the_volume(tmp_path: Path) -> None:
    before = locale.setlocale(locale.LC_ALL)
    assert problems(dicom(tmp_path)) == ""
    (source,) = sources(tmp_path, ["P06"])
    read = read_scan(source, tmp_path, MUSCLES)
    assert locale.setlocale(locale.LC_ALL) == before
    np.testing.assert_allclose(read.intensity, np.trunc(intensities()))
    assert read.spacing_mm[0] == pytest.approx(8)


@pytest.mark.parametrize(
    ("tags", "told"),
    [
        ({"t0018_0015": "HEAD"}, "BodyPartExamined: it speaks of a head or face"),
        ({"t0008_103e": "t1 face"}, "SeriesDescription: it speaks of a head or face"),
        ({"t0010_0010": "Rossi^Maria"}, "PatientName: the field may say who"),
        ({"t0010_0030": "19500101"}, "PatientBirthDate: the field may say who"),
        ({"t0008_0021": "20170503"}, "SeriesDate: the field may say who"),
        ({"t0008_002a": "20170503103045"}, "AcquisitionDateTime: the field may say who"),
    ],
)
def test_a_dicom_series_that_tells_who_it_is_is_refused(
    tmp_path: Path, tags: dict[str, str], told: str
) -> None:
    found = problems(dicom(tmp_path, **tags))
    assert told in found
    assert not any(value in found for value in tags.values() if value != "HEAD")


def test_a_name_in_a_later_slice_alone_is_found_and_told_once(tmp_path: Path) -> None:
    folder = dicom(tmp_path)
    last = sorted((folder / VOLUME.removesuffix(".nii.gz")).glob("*.dcm"))[-2:]
    for path in last:
        with own_locale():
            slice_ = sitk.ReadImage(str(path))
            slice_.SetMetaData("0010|0010", "Rossi^Maria")
            writer = sitk.ImageFileWriter()
            writer.KeepOriginalImageUIDOn()
            writer.SetFileName(str(path))
            writer.Execute(slice_)
    found = problems(folder)
    assert found.count("PatientName: the field may say who") == 1
    assert "Rossi" not in found


def test_a_dicom_series_may_name_the_subject_by_its_id(tmp_path: Path) -> None:
    assert problems(dicom(tmp_path, t0010_0020="P06", t0010_0010="Anonymous")) == ""


def test_a_dicom_series_without_one_slice_is_refused(tmp_path: Path) -> None:
    assert "one is missing or stands twice" in problems(dicom(tmp_path, leave_out=3))
