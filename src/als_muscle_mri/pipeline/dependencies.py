"""What a result depends on: the parameters, the code and the data a notebook uses."""

import ast
import os
import re
from functools import cache
from pathlib import Path

from als_muscle_mri.pipeline.files import files_below

PACKAGE = "als_muscle_mri"
SOURCE = Path(__file__).resolve().parents[1]
TABLES = ("subjects", "mri_ratings", "muaps", "strength", "alsfrs", "provenance", "published")
WAVEFORMS = "waveforms"
"""Stands among tables for the waveform files of a cohort and the marks on them."""

IMPORT = re.compile(
    r"^[ \t]*(from\s+[\w.]+\s+import\s*(?:\([^)]*\)|[^\n(]+)|import\s+[^\n]+)", re.MULTILINE
)
LONG_TEXT = re.compile(r'"""(?:[^\\]|\\.)*?"""', re.DOTALL)
"""A docstring, or another text of several lines."""

PARAMETERS_CELL = re.compile(r"^# %%.*tags=\[.*\"parameters\".*\].*$", re.MULTILINE)
NAMED_AS_TEXT = [table for table in TABLES if table != "published"]
"""The word `published` stands for a status of provenance as well."""

TABLE_NAME = re.compile(
    rf"""\.({"|".join(TABLES)})\b|["']({"|".join(NAMED_AS_TEXT)})["']|\bload_({WAVEFORMS})\b"""
)
ANY_CELL = re.compile(r"^# %%", re.MULTILINE)


def parameter_names(source: str | Path) -> tuple[str, ...]:
    r"""Names assigned in the cell tagged `parameters`, in the order written.

    Parameters
    ----------
    source : str or Path
        A py:percent notebook.

    Returns
    -------
    tuple of str

    Raises
    ------
    ValueError
        When there is no such cell, or more than one.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     source = Path(folder, "one.py")
    ...     _ = source.write_text('# %% tags=["parameters"]\ncohort = "x"\nalpha = 1\n# %%\nb = 2')
    ...     parameter_names(source)
    ('cohort', 'alpha')
    """
    text = Path(source).read_text(encoding="utf-8")
    heads = list(PARAMETERS_CELL.finditer(text))
    if len(heads) != 1:
        raise ValueError(f"{source}: {len(heads)} cells are tagged 'parameters'; one is needed")
    cell = ANY_CELL.split(text[heads[0].end() :], maxsplit=1)[0]
    return tuple(
        target.id
        for statement in ast.parse(cell).body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    )


def modules(*names: str) -> list[str]:
    """List files of this package and all of it they import.

    Parameters
    ----------
    *names : str
        Files below the package, as `report/variables.py`.

    Returns
    -------
    list of str
        Paths from the working directory.
    """
    return code_of(*(SOURCE / name for name in names))


def data_files(cohort: str, *tables: str) -> list[str]:
    """List the files of a cohort that are there, with the atlas; the check tells of missing ones.

    Parameters
    ----------
    cohort : str
        A folder below `data`.
    *tables : str
        Names out of `TABLES`, or `WAVEFORMS`.

    Returns
    -------
    list of str
        Paths from the working directory.
    """
    own = Path("data", cohort, "atlas.csv")
    atlas = own if own.exists() else Path("data/atlas.csv")
    files = [_table_file(cohort, table) for table in tables if table != WAVEFORMS]
    if WAVEFORMS in tables:
        folder = Path("data", cohort)
        files += [folder / "muap_marks.csv", *files_below(folder / "emg")]
    wanted = [atlas, *files]
    return [str(path) for path in wanted if path.exists()]


def _table_file(cohort: str, table: str) -> Path:
    """The file of a table; the printed figures may be those of the reference study."""
    description = Path("data", cohort, "cohort.yml")
    if table == "published" and description.exists():
        text = description.read_text(encoding="utf-8", errors="replace")
        if re.search(r"^published:", text, re.MULTILINE):
            return Path("data", f"{table}.csv")
    return Path("data", cohort, f"{table}.csv")


def code_of(*starts: str | Path) -> list[str]:
    """List every file of this package that the given files import, directly or through others.

    Imports inside functions count as well. With a module, the files of its folder that are
    not Python (a colour palette, fonts, a filter) count too, since it may read them.

    Parameters
    ----------
    *starts : str or Path
        Python files: notebooks, or modules of the package.

    Returns
    -------
    list of str
        Paths from the working directory in alphabetical order, without the notebooks.

    Examples
    --------
    >>> [Path(path).name for path in code_of(SOURCE / "pipeline" / "convert.py")]
    ['__init__.py', '__init__.py', 'convert.py', 'files.py']
    """
    return list(_code_of(frozenset(Path(start).resolve() for start in starts), os.getcwd()))


@cache
def _code_of(starts: frozenset[Path], folder: str) -> tuple[str, ...]:
    found: set[Path] = set()
    waiting = list(starts)
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += _imported(path)
    code = {path for path in found if path.is_relative_to(SOURCE)}
    return tuple(sorted(os.path.relpath(path, folder) for path in code | _data_files(code)))


def tables_of(source: str | Path) -> list[str]:
    """List the tables of a cohort a notebook, or the code it imports, may read.

    Loading and checking go through every table, so `inputs` is not looked at: it is the use
    of a table that makes a result depend on it. A table counts as used when its name occurs
    as an attribute or a text anywhere in that code, which may be one too many, never too few.

    Parameters
    ----------
    source : str or Path
        A py:percent notebook.

    Returns
    -------
    list of str
        Names out of `TABLES`, in that order, then `WAVEFORMS`.
    """
    return list(_tables_of(Path(source).resolve()))


@cache
def _tables_of(source: Path) -> tuple[str, ...]:
    """Do as `tables_of`; Snakemake asks several times for each cohort."""
    code = [Path(path).resolve() for path in [source, *code_of(source)]]
    read = [path for path in code if path.suffix == ".py" and path.parent != SOURCE / "inputs"]
    used = {table for path in read for table in _tables_in(path)}
    return tuple(table for table in (*TABLES, WAVEFORMS) if table in used)


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def _imported(path: Path) -> tuple[Path, ...]:
    """Files of this package that one file imports, with the folders' `__init__.py`."""
    if PACKAGE not in _text(path) and "from ." not in _text(path):
        return ()
    # Parsing the imports alone takes a tenth of the time of whole files, in every run.
    imports = "\n".join(found[1] for found in IMPORT.finditer(_text(path)))
    body = ast.parse(imports, filename=path.name).body
    names = {name for statement in body for name in _names(statement, path)}
    return tuple(file for name in sorted(names) for file in _files(name))


def _names(node: ast.AST, path: Path) -> list[str]:
    """Dotted names an import statement may stand for; `from a import b` is a and a.b."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        module = _absolute(node, path)
        return [module, *(f"{module}.{alias.name}" for alias in node.names)]
    return []


def _absolute(node: ast.ImportFrom, path: Path) -> str:
    if not node.level:
        return node.module or ""
    folder = path.parents[node.level - 1].relative_to(SOURCE.parent)
    return ".".join([*folder.parts, *([node.module] if node.module else [])])


@cache
def _files(name: str) -> list[Path]:
    """Files that importing a dotted name of this package executes."""
    parts = name.split(".")
    if parts[0] != PACKAGE:
        return []
    places = [SOURCE.parent.joinpath(*parts[: n + 1]) for n in range(len(parts))]
    candidates = [place / "__init__.py" for place in places] + [places[-1].with_suffix(".py")]
    return [path for path in candidates if path.is_file()]


def _data_files(modules: set[Path]) -> set[Path]:
    folders = {module.parent for module in modules}
    return {path for folder in folders for path in _data_files_in(folder)}


@cache
def _data_files_in(folder: Path) -> tuple[Path, ...]:
    return tuple(
        path
        for path in files_below(folder)
        if path.suffix not in {".py", ".pyc"} and not _belongs_below(path, folder)
    )


def _belongs_below(path: Path, folder: Path) -> bool:
    """Say whether a data file lies in a package of its own below `folder`."""
    between = [
        parent for parent in path.parents if parent.is_relative_to(folder) and parent != folder
    ]
    return any((parent / "__init__.py").is_file() for parent in between)


@cache
def _tables_in(path: Path) -> frozenset[str]:
    """Tables named in a Python file as an attribute or as a whole text, not in a docstring."""
    text = LONG_TEXT.sub("", _text(path))
    return frozenset(found[found.lastindex] for found in TABLE_NAME.finditer(text))
