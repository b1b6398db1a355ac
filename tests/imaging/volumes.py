"""Small volumes with a mask, written as a cohort's folder would hold them."""

from pathlib import Path

import numpy as np
import SimpleITK as sitk

SHAPE = (6, 20, 30)
TABLE = "index\tside\tmuscle_id\n1\tright\tsoleus\n2\tleft\tsoleus\n"
MUSCLES = ("soleus", "gracilis")


def image(values: np.ndarray, spacing=(2.0, 2.0, 8.0), origin=(10.0, -20.0, 30.0)) -> sitk.Image:
    made = sitk.GetImageFromArray(values)
    made.SetSpacing(spacing)
    made.SetOrigin(origin)
    return made


def intensities(muscle: float = 100, fat: float = 400) -> np.ndarray:
    """Two muscles in a body of fat, with some noise; air around."""
    plane = np.full(SHAPE[1:], fat * 0.01)
    plane[2:18, 1:29] = fat
    plane[5:12, 4:10] = plane[5:12, 20:26] = muscle
    return np.random.default_rng(5).normal(plane, 5, SHAPE).clip(0).astype("float32")


def mask() -> np.ndarray:
    """The right soleus at the patient's right: low columns, where x grows to the left."""
    made = np.zeros(SHAPE, dtype="uint8")
    made[:, 5:12, 4:10] = 1
    made[:, 5:12, 20:26] = 2
    return made


def write(folder: Path, subject: str = "P06", series: str = "acq-calf", **given) -> Path:
    """Write a cohort folder with one volume, or with other parts as given; None leaves one out."""
    place = folder / "mri" / f"sub-{subject}"
    place.mkdir(parents=True, exist_ok=True)
    stem = place / f"sub-{subject}_{series}"
    parts = {"T1w": image(intensities()), "dseg": image(mask()), "table": TABLE} | given
    for kind in ("T1w", "dseg"):
        if parts[kind] is not None:
            sitk.WriteImage(parts[kind], f"{stem}_{kind}.nii.gz")
    if parts["table"] is not None:
        Path(f"{stem}_dseg.tsv").write_text(parts["table"])
    return folder
