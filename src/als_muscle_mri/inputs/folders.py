"""Where things lie: the project, its data folder, the folder of a cohort."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from als_muscle_mri.inputs.files import is_there
from als_muscle_mri.inputs.problems import GIVEN, InputError, Problem, suggest

COHORT_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
TARGET = "the target"
"""How the folder to be written is called in messages."""

MOST_NAMED = 5
"""Files of a folder that a message names."""


def project_root() -> Path:
    """Find the project: the nearest folder upwards that holds ``data/atlas.csv``.

    The search begins at the working directory. Where nothing is found upwards, the checkout
    the package was installed from is taken.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    InputError
        Neither holds ``data/atlas.csv``.
    """
    here = Path.cwd()
    checkout = Path(__file__).resolve().parents[3]
    for folder in (here, *here.parents, checkout):
        if (folder / "data" / "atlas.csv").is_file():
            return folder
    problem = Problem(
        "atlas.csv",
        None,
        None,
        None,
        "no data/atlas.csv is in the working directory or above it",
        "Change into the project folder and run it again.",
    )
    raise InputError([problem], "the project folder")


def data_folder() -> Path:
    """Give the folder that holds the atlas and the cohorts."""
    return project_root() / "data"


def atlas_folder(folder: Path, shared: Path) -> Path:
    """Give the folder whose ``atlas.csv`` a cohort uses: its own where it brings one.

    Parameters
    ----------
    folder, shared : pathlib.Path
        The cohort's folder, and the one that holds the atlas of all others.
    """
    return folder if is_there(folder / "atlas.csv") else shared


def cohort_names() -> list[str]:
    """List the cohorts: the folders of ``data/`` that hold a ``cohort.yml``, sorted.

    Returns
    -------
    list of str
    """
    return sorted(path.parent.name for path in data_folder().glob("*/cohort.yml"))


def cohort_folder(name: str) -> Path:
    """Give the folder of a cohort by its name.

    Parameters
    ----------
    name : str
        Lower-case letters, digits, hyphens and underscores, as ``pavia-2018``.

    Returns
    -------
    pathlib.Path
        ``data/<name>`` of the project.

    Raises
    ------
    InputError
        The name is not such a name, or no such folder is there.
    """
    if not isinstance(name, str) or not COHORT_NAME.fullmatch(name):
        fix = "Give the bare name of a folder under data/, as pavia-2018."
        rule = (
            "a cohort name begins with a lower-case letter or digit and goes on with "
            "these, hyphens and underscores: no slash, backslash, dot or space"
        )
        shown = name if isinstance(name, str) else repr(name)
        if shown == "":
            rule, shown = f"it is empty; {rule}", None
        raise InputError([Problem(GIVEN, None, "cohort", shown, rule, fix)], "the cohort name")
    folder = data_folder() / name
    if not folder.is_dir():
        names = cohort_names()
        fix = f"{suggest(name, names)}The cohorts are: {', '.join(names) or 'none yet'}."
        rule = f"there is no folder data/{name}"
        raise InputError([Problem(GIVEN, None, "cohort", name, rule, fix)], "the cohort name")
    return folder


def several_cohorts(names: str | Sequence[str]) -> tuple[str, ...]:
    """Check the names of cohorts to be compared.

    Parameters
    ----------
    names : str or sequence of str
        Two names or more, each once; as one text with blanks between them, or `all` for every
        cohort.

    Returns
    -------
    tuple of str
        In the order given.

    Raises
    ------
    InputError
        With every name that is no cohort or stands twice, or because there are too few.

    Examples
    --------
    >>> several_cohorts("pavia-2018 fjordby-lindhaven")
    ('pavia-2018', 'fjordby-lindhaven')
    """
    given = tuple(names.split()) if isinstance(names, str) else tuple(names)
    if given == ("all",):
        given = tuple(cohort_names())
    problems = [problem for name in dict.fromkeys(given) for problem in _cohort_problems(name)]
    problems += [
        Problem(GIVEN, None, "cohorts", str(name), "a cohort is compared once", "Name it once.")
        for name, times in Counter(given).items()
        if times > 1
    ]
    if len(set(given)) < 2:
        rule = f"a comparison needs two cohorts or more, not {len(set(given))}"
        fix = f"Name them with blanks between; the cohorts are: {', '.join(cohort_names())}."
        problems.append(Problem(GIVEN, None, "cohorts", None, rule, fix))
    if problems:
        raise InputError(problems, "the names of the cohorts")
    return given


def _cohort_problems(name: str) -> Sequence[Problem]:
    try:
        cohort_folder(name)
    except InputError as error:
        return error.problems
    return ()


def check_target(folder: Path, files: Iterable[str], replace: bool) -> None:
    """Refuse to write some files into a folder where something would be lost or go astray.

    Parameters
    ----------
    folder : Path
        It may not exist yet.
    files : iterable of str
        Names of the files that are to be written.
    replace : bool
        Whether files of these names may be written over, and stand beside others.

    Raises
    ------
    InputError
        With everything in the way; nothing is changed.
    """
    name = str(folder)
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        rule = "a folder is needed, and this is a file or a symbolic link"
        raise InputError([Problem(name, None, None, None, rule, "Name another folder.")], TARGET)
    there = sorted(path.name for path in folder.glob("*")) if folder.exists() else []
    links = [file for file in there if (folder / file).is_symlink()]
    rule, fix = "a symbolic link is not written through", "Name another folder, or remove the link."
    problems = [Problem(f"{name}/{file}", None, None, None, rule, fix) for file in links]
    written = set(files)
    if there and not replace:
        lost = [file for file in there if file in written]
        rule = f"the folder is not empty: {', '.join(there[:MOST_NAMED])}"
        rule += f" and {len(there) - MOST_NAMED} more" if len(there) > MOST_NAMED else ""
        fix = f"Name another folder, or write over {len(lost)} of these files with --replace."
        fix = fix if lost else "Name another folder, or write beside these files with --replace."
        problems.append(Problem(name, None, None, None, rule, fix))
    if problems:
        raise InputError(problems, TARGET)
