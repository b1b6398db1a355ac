"""The jobs on images: one a subject, and one for the trials on phantoms of known truth."""

import csv
import re
from pathlib import Path
from typing import Any

from als_muscle_mri.pipeline.apart import apart
from als_muscle_mri.pipeline.failures import plainly
from als_muscle_mri.pipeline.files import files_below
from als_muscle_mri.pipeline.study import description

CHAPTER = "7_images"
"""The notebook that reads what these jobs write."""

FOLDER = "measured"
TRIALS = "recovery.csv"


def imaged(cohort: str) -> list[str]:
    """List the subjects with images, or with a phantom; the check tells of wrong names.

    Parameters
    ----------
    cohort : str
        A folder below `data`.

    Returns
    -------
    list of str
        Subject ids that are in `subjects.csv`.
    """
    labels = _subjects(cohort)
    phantom = description(cohort).get("phantom")
    named = [name for name in phantom if isinstance(name, str)] if isinstance(phantom, list) else []
    folders = [path.name.removeprefix("sub-") for path in Path("data", cohort, "mri").glob("sub-*")]
    found = {*named, *(labels[label] for label in folders if label in labels)}
    return [subject for subject in labels.values() if subject in found]


def _subjects(cohort: str) -> dict[str, str]:
    """The ids of `subjects.csv` by their letters and digits, as BIDS names folders."""
    path = Path("data", cohort, "subjects.csv")
    text = path.read_text(encoding="utf-8-sig", errors="replace") if path.is_file() else ""
    ids = [row.get("subject_id") or "" for row in csv.DictReader(text.splitlines())]
    return {re.sub(r"[^A-Za-z0-9]", "", one): one for one in ids if one}


def files_of(cohort: str, subject: str) -> list[str]:
    """List the image files of a subject, and the label tables that may be theirs."""
    root = Path("data", cohort, "mri")
    place = root / f"sub-{re.sub(r'[^A-Za-z0-9]', '', subject)}"
    return sorted(map(str, [*root.glob("[!.]*.tsv"), *files_below(place)]))


def measured_files(cohort: str, notebook: str) -> list[str]:
    """List what a notebook reads of these jobs: nothing, but for the chapter on images."""
    subjects = imaged(cohort) if notebook == CHAPTER else []
    place = f"build/{cohort}/draft/{FOLDER}"
    files = [f"{place}/{one}.{kind}" for one in subjects for kind in ("csv", "npz")]
    return [*files, f"{place}/{TRIALS}"] if subjects else []


def settings_of(cohort: str, overrides: dict[str, Any]) -> dict[str, Any]:
    """Give the settings and keys of `cohort.yml` on which measured images depend."""
    described = description(cohort)
    given = described.get("parameters")
    given = (given if isinstance(given, dict) else {}) | overrides
    names = ("consensus", "fat_share_cutoffs", "seed")
    keys = ("phantom", "grading_scale")
    return {name: given.get(name) for name in names} | {key: described.get(key) for key in keys}


def check(cohort: str, overrides: dict[str, Any]) -> None:
    """Look at all headers, tables and names before any job begins.

    Raises
    ------
    StepError
        With every problem.
    """
    if Path("data", cohort, "mri").is_dir() or {"phantom", "panels"} & description(cohort).keys():
        apart(_check, cohort, overrides)


def _check(cohort: str, overrides: dict[str, Any]) -> None:
    from als_muscle_mri.imaging.imaged import imaged_subjects
    from als_muscle_mri.inputs import load_cohort

    imaged_subjects(load_cohort(cohort, **overrides))


def measure(cohort: str, subject: str, overrides: dict[str, Any], targets: list[str]) -> None:
    """Measure the images of one subject.

    Parameters
    ----------
    cohort, subject : str
        Whose.
    overrides : dict
        Parameters given with the run.
    targets : list of str
        The table of measures and the archive of pictures.

    Raises
    ------
    StepError
        With every problem of the subject's files.
    """
    with plainly(f"{cohort}: the images of {subject}"):
        apart(_measure, cohort, subject, overrides, *map(Path, targets))


def _measure(
    cohort: str, subject: str, overrides: dict[str, Any], table: Path, archive: Path
) -> None:
    from als_muscle_mri.imaging.subject import measure_subject, save
    from als_muscle_mri.inputs import load_cohort

    save(measure_subject(load_cohort(cohort, **overrides), subject), table, archive)


def recover(cohort: str, overrides: dict[str, Any], target: str) -> None:
    """Try the method on phantoms of known truth.

    Parameters
    ----------
    cohort : str
        For its seed.
    overrides : dict
        Parameters given with the run.
    target : str
        The table of trials.
    """
    with plainly(f"{cohort}: the trials on phantoms"):
        apart(_recover, cohort, overrides, Path(target))


def _recover(cohort: str, overrides: dict[str, Any], target: Path) -> None:
    from als_muscle_mri.imaging.recovery import recover as trials
    from als_muscle_mri.inputs import read_settings

    frame = trials(read_settings(cohort, overrides).seed)
    frame.to_csv(target, index=False, lineterminator="\n")
