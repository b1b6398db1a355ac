"""The folder a cohort is to be written to: below data, and nowhere else."""

from pathlib import Path

from als_muscle_mri.inputs.folders import COHORT_NAME, data_folder
from als_muscle_mri.inputs.problems import InputError, Problem

GIVEN = "folder given"


def cohort_name(given: str | Path) -> str:
    """Take the name of a cohort from ``my-cohort`` or ``data/my-cohort``.

    Parameters
    ----------
    given : str or Path
        A name, or a path of a folder right below ``data``.

    Returns
    -------
    str
        The name; whether there is such a folder is not looked at.

    Raises
    ------
    InputError
        The path leads elsewhere, holds ``..``, or the name is no name of a cohort.

    Examples
    --------
    >>> cohort_name("data/pavia-2018/"), cohort_name("pavia-2018")
    ('pavia-2018', 'pavia-2018')
    """
    path = Path(given)
    data = data_folder()
    if ".." in path.parts:
        raise _refused(given, "the path holds .. and may lead anywhere")
    if len(path.parts) > 1 and _parent(path) != data.resolve():
        raise _refused(given, f"a cohort is a folder right below {data}")
    if not COHORT_NAME.fullmatch(path.name):
        rule = "a name begins with a lower-case letter or digit and goes on with these, - and _"
        raise _refused(given, rule)
    return path.name


def target_folder(given: str | Path) -> Path:
    """Give the folder to write a cohort to; it may not exist yet.

    Raises
    ------
    InputError
        As `cohort_name`; or the folder or one of its files is a symbolic link.
    """
    folder = data_folder() / cohort_name(given)
    if folder.is_symlink():
        raise _refused(given, "the folder is a symbolic link, and what it leads to is not written")
    if folder.exists() and not folder.is_dir():
        raise _refused(given, "a file of this name is there, and a folder is needed")
    links = sorted(path.name for path in folder.glob("*") if path.is_symlink())
    if links:
        raise _refused(given, f"it holds symbolic links, which are not written: {links[0]}")
    return folder


def _parent(path: Path) -> Path:
    """Give the real parent folder; a relative path begins here, or at the project."""
    here = path.parent.resolve()
    return here if path.is_absolute() or here.exists() else (data_folder().parent / path.parent)


def _refused(given: str | Path, rule: str) -> InputError:
    fix = "Give the folder as data/my-cohort."
    return InputError([Problem(GIVEN, None, None, str(given), rule, fix)], "the target")
