"""Files that appear whole: written beside their place and then moved into it."""

import secrets
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path


def write_whole(path: str | Path, content: str | bytes) -> Path:
    r"""Write a file so that readers see the old content or the new, never a part.

    Parameters
    ----------
    path : str or Path
        Where the file belongs; missing folders are made.
    content : str or bytes
        Text is written as UTF-8 with the line ends it has.

    Returns
    -------
    Path
        The path written.

    Raises
    ------
    OSError
        When the disk is full or the folder cannot be written; `path` is then as it was.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_whole(f"{folder}/notes/one.txt", "first\n").read_text()
    'first\n'
    """
    path = Path(path)
    with ExitStack() as leftovers:
        new = _beside(path, content.encode() if isinstance(content, str) else content, leftovers)
        new.replace(path)
    return path


def copy_whole(source: str | Path, target: str | Path) -> Path:
    """Copy one file so that `target` is the old file or the new, never a part of it.

    Parameters
    ----------
    source, target : str or Path
        From where, and to where; missing folders of the target are made.

    Returns
    -------
    Path
        The target.

    Raises
    ------
    OSError
        When the copy fails; `target` is then as it was.
    """
    return write_whole(target, Path(source).read_bytes())


def replace_all(pairs: Iterable[tuple[str | Path, str | Path]]) -> None:
    """Copy many files; the first is moved into place when the last is written in full.

    Parameters
    ----------
    pairs : iterable of (source, target)
        From where, and to where; missing folders of the targets are made.

    Raises
    ------
    OSError
        When the disk is full or a folder cannot be written; every target is then as it was.
    """
    with ExitStack() as leftovers:
        new = [
            (_beside(Path(target), Path(source).read_bytes(), leftovers), target)
            for source, target in pairs
        ]
        for made, target in new:
            made.replace(target)


def write_folder(folder: Path, texts: Mapping[str, str]) -> Path:
    """Write the files of a folder: a new one appears whole, in an old one all are moved in at once.

    Parameters
    ----------
    folder : Path
        Made where it is missing, as are the folders above it.
    texts : mapping
        Name of the file to its text, written as UTF-8 with the line ends it has.

    Raises
    ------
    OSError
        When the disk is full or the folder cannot be written; everything is then as it was.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as scratch:
        made = Path(scratch, folder.name)
        made.mkdir()
        for name, text in texts.items():
            (made / name).write_text(text, encoding="utf-8", newline="")
        if folder.exists():
            replace_all((made / name, folder / name) for name in texts)
        else:
            made.rename(folder)
    return folder


def remove_leftovers(paths: Iterable[str | Path]) -> None:
    """Remove the hidden files that a killed process left beside the files it was to replace.

    Parameters
    ----------
    paths : iterable of str or Path
        Files that no other process writes now.
    """
    for path in map(Path, paths):
        for left in path.parent.glob(f".{path.name}.????????"):
            left.unlink(missing_ok=True)


def files_below(folder: str | Path) -> list[Path]:
    """List the files below a folder, but for those the system or an editor hides there.

    `.DS_Store`, `._one.csv`, `.ipynb_checkpoints` and the like come and go by themselves, and
    nothing is made from them.

    Parameters
    ----------
    folder : str or Path
        Where it does not exist, it has no files.

    Returns
    -------
    list of Path
        Sorted, each with the path of the folder before its own.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name in ("one.csv", ".DS_Store", ".cache/two.csv", "more/three.csv"):
    ...         _ = write_whole(f"{folder}/{name}", "")
    ...     [path.name for path in files_below(folder)]
    ['three.csv', 'one.csv']
    """
    folder = Path(folder)
    found = ((path, path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    return sorted(path for path, own in found if not any(p.startswith(".") for p in own.parts))


def copy_into(folder: Path, sources: Iterable[str | Path], root: str | Path) -> None:
    """Copy files into a folder, keeping their paths below `root`.

    Parameters
    ----------
    folder : Path
        Made when missing.
    sources : iterable of str or Path
        Files below `root`.
    root : str or Path
        The part of each source's path that is dropped.
    """
    for source in sources:
        target = folder / Path(source).relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def _beside(path: Path, data: bytes, leftovers: ExitStack) -> Path:
    """Write a hidden file in the folder of `path`; what is still there at the end goes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    # Made by `open`, so that the user's umask decides who may read it, as with any other file.
    with new.open("xb") as file:
        leftovers.callback(new.unlink, missing_ok=True)
        file.write(data)
    return new
