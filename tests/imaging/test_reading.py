"""Reading volumes and masks: names, grids, orientation."""

import gzip
import os
from pathlib import Path

import numpy as np
import pytest
import SimpleITK as sitk

from als_muscle_mri.imaging.reading import read_scan
from als_muscle_mri.imaging.sources import sources
from als_muscle_mri.inputs import InputError
from imaging.volumes import MUSCLES, SHAPE, TABLE, image, intensities, mask, write


def scan(folder: Path):
    (source,) = sources(folder, ["P06"])
    return read_scan(source, folder, MUSCLES)


def told(folder: Path, subjects=("P06",)) -> str:
    with pytest.raises(InputError) as raised:
        [read_scan(source, folder, MUSCLES) for source in sources(folder, subjects)]
    return str(raised.value)


def test_a_volume_comes_with_its_mask_and_spacing(tmp_path: Path) -> None:
    read = scan(write(tmp_path))
    assert read.intensity.shape == read.mask.shape == SHAPE
    assert read.spacing_mm == (8.0, 2.0, 2.0)
    np.testing.assert_allclose(read.intensity, intensities(), rtol=1e-6)
    np.testing.assert_array_equal(read.mask, mask())


@pytest.mark.parametrize("orientation", ["RAS", "LAS", "PIR", "ASL", "LIP", "LSA"])
def test_the_orientation_comes_from_the_header_of_each(tmp_path: Path, orientation: str) -> None:
    """A volume stored coronal or sagittal, its mask stored another way, gives the same scan."""
    turned = sitk.DICOMOrient(image(intensities()), orientation)
    read = scan(write(tmp_path, T1w=turned))
    np.testing.assert_allclose(read.intensity, intensities(), rtol=1e-6)
    np.testing.assert_array_equal(read.mask, mask())
    assert read.spacing_mm == (8.0, 2.0, 2.0)


def test_an_oblique_volume_keeps_its_voxels_and_an_upright_mask_is_laid_over_it(
    tmp_path: Path,
) -> None:
    """Tilted by 20 degrees around the axis to the left, as slices along a tilted limb are."""
    a = np.deg2rad(20)
    tilt = [1, 0, 0, 0, np.cos(a), -np.sin(a), 0, np.sin(a), np.cos(a)]
    tilted, marked = image(intensities()), image(mask())
    for one in (tilted, marked):
        one.SetDirection(tilt)
    read = scan(write(tmp_path, T1w=tilted, dseg=marked))
    np.testing.assert_allclose(read.intensity, intensities(), rtol=1e-6)
    np.testing.assert_array_equal(read.mask, mask())
    fine = sitk.Image([60, 80, 120], sitk.sitkUInt8)
    fine.SetOrigin((10.0, -70.0, 0.0))
    upright = sitk.Resample(marked, fine, sitk.Transform(), sitk.sitkNearestNeighbor)
    again = scan(write(tmp_path, T1w=tilted, dseg=upright))
    assert (again.mask == mask()).mean() > 0.95
    assert np.count_nonzero(again.mask) == pytest.approx(np.count_nonzero(mask()), rel=0.1)


def test_a_mask_on_a_finer_grid_is_taken_by_the_nearest_neighbour(tmp_path: Path) -> None:
    fine = np.repeat(np.repeat(mask(), 2, axis=1), 2, axis=2)
    read = scan(write(tmp_path, dseg=image(fine, (1.0, 1.0, 8.0), (9.5, -20.5, 30.0))))
    np.testing.assert_array_equal(read.mask, mask())


def test_a_table_of_a_folder_above_counts_for_all_below(tmp_path: Path) -> None:
    write(tmp_path, table=None)
    (tmp_path / "mri" / "dseg.tsv").write_text("index\tside\tmuscle_id\n2\tleft\tsoleus\n")
    assert [label.index for label in scan(tmp_path).labels] == [2]


def test_a_cohort_without_the_folder_has_no_images(tmp_path: Path) -> None:
    assert sources(tmp_path, ["P06"]) == ()


def test_the_anat_folder_of_bids_is_looked_into(tmp_path: Path) -> None:
    place = write(tmp_path) / "mri" / "sub-P06"
    (place / "anat").mkdir()
    for path in [*place.glob("*.nii.gz"), *place.glob("*.tsv")]:
        path.rename(place / "anat" / path.name)
    assert scan(tmp_path).name == "sub-P06_acq-calf"


def test_all_that_is_wrong_with_names_is_told_at_once(tmp_path: Path) -> None:
    write(tmp_path, dseg=None, table=None)
    write(tmp_path, subject="P60")
    (tmp_path / "mri" / "sub-P06" / "notes.txt").write_text("x")
    text = told(tmp_path)
    for words in (
        "sub-P60: no such subject is in subjects.csv. Fix: The nearest known name is P06",
        "the volume has no label mask",
        "the volume has no label table",
        "notes.txt: no volume goes with a file of this name",
    ):
        assert words in text


def test_a_volume_packed_and_not_packed_is_told(tmp_path: Path) -> None:
    place = write(tmp_path) / "mri" / "sub-P06"
    sitk.WriteImage(image(intensities()), str(place / "sub-P06_acq-calf_T1w.nii"))
    assert "another file of the same name lies beside it" in told(tmp_path)


def test_a_folder_without_a_volume_is_told(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "mri" / "sub-P07").mkdir()
    assert "mri/sub-P07: the folder of a subject holds a volume" in told(tmp_path, ("P06", "P07"))


def test_a_folder_in_capitals_is_not_passed_over(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "mri").rename(tmp_path / "MRI")
    assert "MRI: the folder that is read is called mri" in told(tmp_path)


@pytest.mark.parametrize("what", ["volume", "folder"])
def test_a_link_out_of_the_cohort_is_refused_and_one_within_it_is_not(
    tmp_path: Path, what: str
) -> None:
    inner, outer = tmp_path / "cohort", tmp_path / "elsewhere"
    path = next(write(inner).rglob("*_T1w.nii.gz"))
    path = path if what == "volume" else path.parent
    kept = inner / f"kept_{path.name}"
    path.rename(kept)
    path.symlink_to(kept)
    assert scan(inner).mask.any()
    path.unlink()
    kept.rename(outer)
    path.symlink_to(outer)
    assert f"{path.name}: the file is a symbolic link that leads out of its folder" in told(inner)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = next(write(tmp_path).rglob("*_T1w.nii.gz"))
    path.unlink()
    os.mkfifo(path)
    assert f"{path.name}: it is no file and no folder" in told(tmp_path)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("index,side\n", "column muscle_id: the column is missing"),
        ("index\tside\tmuscle_id\tnote\n", "no such column is known"),
        ("index\tside\tmuscle_id\n", "no muscle is named"),
        ("index\tside\tmuscle_id\n1\tright\tsoleos\n", "The nearest known name is soleus"),
        ("index\tside\tmuscle_id\n1\tR\tsoleus\n", "a muscle is right or left"),
        ("index\tside\tmuscle_id\n0\tright\tsoleus\n", "from 1 to 65535"),
        ("index\tside\tmuscle_id\n1\tright\tsoleus\n1\tleft\tsoleus\n", "stands twice"),
        ("index\tside\tmuscle_id\n1\tright\tsubcutaneous_fat\n", "has no side"),
        (
            "index\tside\tmuscle_id\n9\tright\tsoleus\n",
            '"1, 2" is not allowed; the label table names indices that the mask has',
        ),
        (
            TABLE.replace("right", "none").replace("left", "right").replace("none", "left"),
            "what is called right lies on the patient's left",
        ),
    ],
)
def test_a_wrong_label_table_is_refused(tmp_path: Path, table: str, words: str) -> None:
    assert words in told(write(tmp_path, table=table))


def test_a_mask_of_another_place_is_refused(tmp_path: Path) -> None:
    away = image(mask(), origin=(900.0, 900.0, 900.0))
    assert "nothing of the mask lies within the volume" in told(write(tmp_path, dseg=away))


@pytest.mark.parametrize(("rows_off", "fits"), [(0, True), (11, True), (12, False)])
def test_a_mask_that_mostly_misses_its_volume_is_refused(
    tmp_path: Path, rows_off: int, fits: bool
) -> None:
    """Of seven marked rows, 5 to 11 of 20, four are within when moved by 11 and three by 12."""
    moved = image(mask(), origin=(10.0, -20.0 + 2 * rows_off, 30.0))
    folder = write(tmp_path, dseg=moved)
    if fits:
        assert scan(folder).mask.any()
    else:
        assert "only 43 % of what the mask marks lies within the volume" in told(folder)


def test_muscles_of_one_side_alone_say_nothing_about_sides(tmp_path: Path) -> None:
    right = np.where(mask() == 2, 1, 0).astype("uint8")
    assert scan(write(tmp_path, dseg=image(right))).mask.any()


def test_a_mask_of_probabilities_is_refused(tmp_path: Path) -> None:
    shares = image(mask().astype("float32") / 2)
    assert "whole numbers" in told(write(tmp_path, dseg=shares))


def test_an_empty_volume_is_refused(tmp_path: Path) -> None:
    flat = image(np.full(SHAPE, np.nan, "float32"))
    assert "the volume is empty" in told(write(tmp_path, T1w=flat))


def test_an_empty_mask_and_an_empty_volume_are_told_together(tmp_path: Path) -> None:
    empty = image(np.zeros(SHAPE, "uint8"))
    found = told(write(tmp_path, T1w=empty, dseg=empty))
    assert "_T1w.nii.gz: the volume is empty" in found
    assert "_dseg.nii.gz: the mask is empty" in found


def test_a_damaged_voxel_is_told_by_the_check_sum(tmp_path: Path) -> None:
    """A volume so long that its header is read before the damage, which unpacks to some number."""
    values = np.random.default_rng(3).integers(0, 900, (40, 80, 80)).astype("int16")
    folder = write(tmp_path, T1w=image(values), dseg=image(np.resize(mask(), (40, 80, 80))))
    path = next(folder.rglob("*_T1w.nii.gz"))
    unpacked = gzip.decompress(path.read_bytes())
    whole = bytearray(gzip.compress(unpacked, 0))  # not packed, so that it still unpacks
    whole[len(whole) // 2] ^= 4
    path.write_bytes(whole)
    assert "its voxels cannot be read: the file is damaged" in told(folder)
