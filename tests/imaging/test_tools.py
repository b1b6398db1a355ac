"""Masks of MuscleMap and TotalSegmentator, with the numbers these give, through the whole chapter."""

from pathlib import Path
from shutil import copytree

import nibabel
import numpy as np
import pandas as pd
import pytest
import SimpleITK as sitk

from als_muscle_mri import imaging
from als_muscle_mri.imaging.anatomy import SECTIONS
from als_muscle_mri.imaging.imaged import examined
from als_muscle_mri.imaging.phantom import SIDES, Disturbance, Phantom, Tissue, phantom
from als_muscle_mri.inputs import Cohort, InputError
from als_muscle_mri.inputs.loading import load_folder
from als_muscle_mri.intake.checking import _images
from als_muscle_mri.mri_scoring import muscle_grades
from imaging.tool_labels import MUSCLEMAP, MUSCLEMAP_WITHOUT_SIDE, TOTAL_MR

DATA = Path(__file__).resolve().parents[2] / "data"
SHARES = (0.02, 0.1, 0.35, 0.7)
TABLES = {"MuscleMap": "labels-musclemap.tsv", "total_mr": "labels-totalsegmentator-total_mr.tsv"}
OF_MUSCLEMAP = {
    (side, name): value + (side == "right")
    for value, name in MUSCLEMAP.items()
    for side in ("left", "right")
}
CODES = {
    "MuscleMap": OF_MUSCLEMAP | {("", name): n for n, name in MUSCLEMAP_WITHOUT_SIDE.items()},
    "total_mr": {
        (side if side in SIDES else "", name if side in SIDES else whole): number
        for number, whole in enumerate(TOTAL_MR, start=1)
        for name, _, side in [whole.rpartition("_")]
    },
}
"""(side, structure) to the number the tool gives."""


@pytest.mark.parametrize("tool", TABLES)
def test_a_table_has_what_the_tool_publishes_and_the_atlas_where_both_mean_one_muscle(
    tool: str,
) -> None:
    """A name that the atlas has as well is that muscle; a group or compartment is none of it."""
    atlas = set(pd.read_csv(DATA / "atlas.csv")["muscle_id"])
    rows = pd.read_csv(DATA / TABLES[tool], sep="\t", dtype=str, keep_default_na=False)
    rows = rows.rename(columns={"index": "number"})
    assert len(rows) == len(CODES[tool])
    for row in rows.itertuples():
        structure = row.name.removesuffix(f"_{row.side}") if tool == "total_mr" else row.name
        assert CODES[tool][row.side, structure] == int(row.number)
        plain = structure.replace(" ", "_")
        assert row.muscle_id == (plain if row.side and plain in atlas else "")


def cohort(folder: Path, tool: str) -> Cohort:
    """The reference cohort with images in the place of its phantoms, and the tool's table."""
    if not folder.exists():
        copytree(DATA / "pavia-2018", folder)
        (folder / "mri" / "sub-P08").mkdir(parents=True)
        (folder / "mri" / "dseg.tsv").write_bytes((DATA / TABLES[tool]).read_bytes())
        text = (folder / "cohort.yml").read_text()
        kept = text.partition("phantom:")[0] + "parameters:" + text.partition("\nparameters:")[2]
        (folder / "cohort.yml").write_text(kept)
    return load_folder(folder, DATA, {})


def drawn(segment: str) -> Phantom:
    keys = [(side, muscle) for side in SIDES for muscle in SECTIONS[segment].muscles]
    tissues = {key: Tissue(SHARES[n % len(SHARES)]) for n, key in enumerate(keys)}
    return phantom(segment, tissues, 3, Disturbance())


def write(folder: Path, made: Phantom, mask: np.ndarray, names: list[str] | None = None) -> None:
    """Write a phantom with a mask of the tool's numbers, and the names that TotalSegmentator adds."""
    stem = folder / "mri" / "sub-P08" / "sub-P08"
    for kind, values in (("T1w", made.scan.intensity), ("dseg", mask)):
        image = sitk.GetImageFromArray(values)
        image.SetSpacing(made.scan.spacing_mm[::-1])
        sitk.WriteImage(image, f"{stem}_{kind}.nii.gz")
    if names:
        mask = nibabel.load(f"{stem}_dseg.nii.gz")
        mask.header.extensions.append(nibabel.nifti1.Nifti1Extension(0, label_table(names)))
        nibabel.save(mask, f"{stem}_dseg.nii.gz")


def label_table(names: list[str]) -> bytes:
    """As ``add_label_map_to_nifti`` of its ``nifti_ext_header.py`` writes it, its date included."""
    labels = "".join(
        f'<Label Key="{n}" Red="1.0" Green="0.0" Blue="0.0" Alpha="1"><![CDATA[{name}]]></Label>\n'
        for n, name in enumerate(names, start=1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?> <CaretExtension>  '
        "<Date><![CDATA[2013-07-14T05:45:09]]></Date>   "
        f'<VolumeInformation Index="0">   <LabelTable>\n{labels}\n  </LabelTable>  '
        "<StudyMetaDataLinkSet>  </StudyMetaDataLinkSet>  <VolumeType><![CDATA[Label]]></VolumeType>"
        "   </VolumeInformation></CaretExtension>\n              "
    ).encode()


def renumbered(made: Phantom, numbers: dict[tuple[str, str], int]) -> np.ndarray:
    """The mask with the number of each (side, muscle); what has none is not marked."""
    mask = np.zeros_like(made.scan.mask)
    for label in made.scan.labels:
        mask[made.scan.mask == label.index] = numbers.get((label.side, label.muscle_id), 0)
    return mask


def assert_recovered(data: Cohort, made: Phantom, expected: set[tuple[str, str]]) -> None:
    """The chapter gives these muscles of P08, each with its share, beside the readers."""
    found = imaging.images(data)
    proposals = imaging.proposals(found, data)
    keys = list(zip(proposals["side"], proposals["muscle_id"], strict=True))
    assert set(keys) == expected
    assert len(keys) == len(expected)
    truth = [made.truth[key] for key in keys]
    np.testing.assert_allclose(proposals["fat_share"], truth, atol=0.03)
    cutoffs = data.settings.fat_share_cutoffs
    rows = imaging.compared(proposals, muscle_grades(data), cutoffs, data.scale)
    assert len(rows) == len(expected)
    assert imaging.panels(found, data, muscle_grades(data))


def test_a_thigh_of_musclemap(tmp_path: Path) -> None:
    data, made = cohort(tmp_path / "study", "MuscleMap"), drawn("thigh")
    numbers = {
        (side, muscle): OF_MUSCLEMAP[side, muscle.replace("_", " ")] for side, muscle in made.truth
    }
    mask = renumbered(made, numbers)
    mask[0, :2, :2], mask[0, 2:4, :2] = CODES["MuscleMap"]["left", "femur"], 9999
    write(data.folder, made, mask)
    assert_recovered(data, made, set(made.truth))
    seen = examined(data)
    assert seen.unmeasured == {6171: "femur", 9999: ""}
    assert _images(data) == [
        "images      1 volume of 1 subject",
        "            not measured, as no muscle of the atlas: 6171 femur, 9999",
    ]


def test_a_pelvis_of_totalsegmentator_with_the_names_it_puts_behind_the_header(
    tmp_path: Path,
) -> None:
    """It has the iliopsoas as one, so of the pelvis the gluteus maximus alone is measured."""
    data, made = cohort(tmp_path / "study", "total_mr"), drawn("pelvis")
    tool = CODES["total_mr"]
    names = dict(iliacus="iliopsoas", psoas_major="iliopsoas")
    numbers = {(s, m): tool[s, names.get(m, m)] for s, m in made.truth}
    write(data.folder, made, renumbered(made, numbers), TOTAL_MR)
    assert_recovered(data, made, {(side, "gluteus_maximus") for side in SIDES})
    assert examined(data).unmeasured == {48: "iliopsoas_left", 49: "iliopsoas_right"}


def test_a_mask_of_another_version_of_totalsegmentator_is_refused(tmp_path: Path) -> None:
    """Up to 2.4 two bones stood in the place of four, so that 40 was the gluteus medius."""
    data, made = cohort(tmp_path / "study", "total_mr"), drawn("pelvis")
    first, last = TOTAL_MR.index("scapula_left"), TOTAL_MR.index("femur_left")
    names = [*TOTAL_MR[:first], "fibula", "tibia", *TOTAL_MR[last:]]
    assert names[40 - 1] == "gluteus_medius_left"
    write(data.folder, made, renumbered(made, CODES["total_mr"]), names)
    with pytest.raises(InputError, match="has another name for this index than the label table"):
        examined(data)


def test_several_labels_may_be_one_muscle(tmp_path: Path) -> None:
    """Multifidus and erector spinae of a lumbar scan, which the atlas has as one."""
    data, made = cohort(tmp_path / "study", "MuscleMap"), drawn("trunk")
    table = data.folder / "mri" / "dseg.tsv"
    lines = [
        f"{line}lumbar_paravertebral" if line.startswith("51") and int(line[:4]) < 5120 else line
        for line in table.read_text().split("\n")
    ]
    table.write_text("\n".join(lines))
    whole = {(s, m): n for n, (s, m) in enumerate(made.truth, 1) if m == "lumbar_paravertebral"}
    mask = np.zeros_like(made.scan.mask)
    own = renumbered(made, whole)
    for side, _ in whole:
        rows = np.arange(mask.shape[1])[None, :, None]
        there = own == whole[side, "lumbar_paravertebral"]
        middle = np.median(np.nonzero(there)[1])
        mask[there & (rows < middle)] = OF_MUSCLEMAP[side, "thoracolumbar multifidus"]
        mask[there & (rows >= middle)] = OF_MUSCLEMAP[side, "erector spinae"]
    write(data.folder, made, mask)
    assert len(np.unique(mask)) == 5
    assert_recovered(data, made, set(whole))
    volumes = imaging.images(data).measures.set_index("side")["volume_ml"]
    for side, _ in whole:
        voxels = (own == whole[side, "lumbar_paravertebral"]).sum()
        assert volumes[side] == pytest.approx(voxels * np.prod(made.scan.spacing_mm) / 1000)


def test_a_face_in_the_words_of_a_volume_is_refused_all_the_same(tmp_path: Path) -> None:
    """Only names in a label table may be those of parts of the head."""
    data, made = cohort(tmp_path / "study", "total_mr"), drawn("pelvis")
    write(data.folder, made, renumbered(made, CODES["total_mr"]), TOTAL_MR)
    path = next((data.folder / "mri").rglob("*_T1w.nii.gz"))
    volume = nibabel.load(path)
    volume.header["descrip"] = b"T1 brain"
    nibabel.save(volume, path)
    with pytest.raises(InputError, match="descrip: it speaks of a head or face"):
        examined(data)
