"""Who of a cohort has images, and whether these can be used."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from als_muscle_mri.imaging.correction import corrected
from als_muscle_mri.imaging.evening import evened
from als_muscle_mri.imaging.reading import Scan, read_scan, source_problems
from als_muscle_mri.imaging.references import NoReferenceError, levels, no_reference
from als_muscle_mri.imaging.sources import FOLDER, Source, sources, subjects_with_images
from als_muscle_mri.inputs import Cohort
from als_muscle_mri.inputs.problems import InputError, Problem, suggest


@dataclass(frozen=True)
class Examined:
    """What a look at every voxel found.

    Attributes
    ----------
    subjects : tuple of str
        Who has images, or a phantom in their place.
    n_volumes : int
        Volumes that were read; 0 for phantoms.
    unmeasured : dict
        Index to name of what masks mark that is no muscle of the atlas.
    """

    subjects: tuple[str, ...]
    n_volumes: int
    unmeasured: dict[int, str]


def imaged_subjects(data: Cohort) -> list[str]:
    """Name the subjects who have images, or a phantom in their place.

    Parameters
    ----------
    data : Cohort
        A loaded cohort. Of its images only headers and label tables are looked at.

    Raises
    ------
    InputError
        Names that are nobody's, files that do not fit, headers that may not be used, a phantom
        beside real images; everything at once.
    """
    return _names(data, _usable(data, source_problems))


def examined(data: Cohort) -> Examined:
    """Read every volume and mask of a cohort, one after the other.

    Parameters
    ----------
    data : Cohort
        A loaded cohort.

    Raises
    ------
    InputError
        As :func:`imaged_subjects`, and for voxels that cannot be read or measured.
    """
    others: dict[int, str] = {}

    def look(source: Source, folder: Path, muscles: Sequence[str]) -> Iterable[Problem]:
        try:
            scan = read_scan(source, folder, muscles)
        except InputError as error:
            return error.problems
        others.update(scan.unmeasured)
        return reference_problems(scan)

    found = _usable(data, look)
    return Examined(tuple(_names(data, found)), len(found), dict(sorted(others.items())))


def reference_problems(scan: Scan) -> list[Problem]:
    """Say before it is measured that a scan has no fat or healthy muscle to compare with.

    The bias field is taken out, as in measuring, only where none are found without: that takes as
    long as reading the scan.
    """
    try:
        levels(scan.intensity, scan)
    except NoReferenceError:
        try:
            evened(corrected(scan.intensity), scan)
        except NoReferenceError as error:
            return [no_reference(scan, error)]
    return []


def _names(data: Cohort, found: Sequence[Source]) -> list[str]:
    return list(dict.fromkeys(data.phantom)) or subjects_with_images(found)


def _usable(
    data: Cohort, look: Callable[[Source, Path, Sequence[str]], Iterable[Problem]]
) -> tuple[Source, ...]:
    """The images of a cohort, if nothing is wrong with its keys, names, or what a look finds."""
    problems = [*_name_problems(data), *_phantom_problems(data)]
    found, muscles = (), data.atlas["muscle_id"].tolist()
    try:
        found = sources(data.folder, data.subjects["subject_id"])
    except InputError as error:
        problems += error.problems
    for source in found:
        problems += look(source, data.folder, muscles)
    if problems:
        raise InputError(problems, f"the images of cohort {data.name}")
    return found


def _name_problems(data: Cohort) -> Iterator[Problem]:
    everybody = data.subjects["subject_id"].tolist()
    keys = {"phantom": data.phantom} | {f"panels.{key}": n for key, n in data.panels.items()}
    for key, names in keys.items():
        for name in names:
            if name not in everybody:
                fix = f"{suggest(name, everybody)}Use a subject_id of subjects.csv."
                rule = "no such subject is in subjects.csv"
                yield Problem("cohort.yml", None, key, name, rule, fix)


def _phantom_problems(data: Cohort) -> Iterator[Problem]:
    if data.phantom and not data.settings.fat_share_cutoffs:
        rule = "the fat of a phantom follows from its grades by cut-offs, and there are none"
        fix = "Write fat_share_cutoffs among the parameters, or take the key phantom out."
        yield Problem("cohort.yml", None, "phantom", None, rule, fix)
    if data.phantom and (data.folder / FOLDER).is_dir():
        rule = f"a phantom stands in the place of images, and there is a folder {FOLDER}"
        fix = "Take the key phantom out, or the folder."
        yield Problem("cohort.yml", None, "phantom", None, rule, fix)
