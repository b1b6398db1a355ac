"""No file that leaves the machine says where, by whom or on which machine it was made."""

import getpass
import re
import shutil
import socket
from pathlib import Path

from conftest import Project

from hostile.conftest import Hostile
from hostile.unpacked import files

ANY_USER = re.compile(rb"(?<![\w/])/(?:home|Users|root|tmp|private/var|var/folders)/\w[\w.-]*/")
ALLOWED = ("root", "user", "runner", "localhost")
"""Names that are words as well."""


def telltales(hostile: Hostile) -> list[str]:
    real = [getpass.getuser(), socket.gethostname(), socket.gethostname().split(".")[0]]
    return [*hostile.secrets, *(name for name in real if len(name) > 3 and name not in ALLOWED)]


def found(folder: Path, words: list[str]) -> list[str]:
    places = []
    for name, data in files(folder):
        for word in words:
            if word.encode() in data or word.encode("utf-16-be") in data:
                places.append(f"{name} holds {word}")
        if match := ANY_USER.search(data):
            places.append(f"{name} holds {match.group()!r}")
    return places


def test_a_build_does_not_tell_where_it_was_made(hostile: Hostile) -> None:
    assert found(hostile.build, telltales(hostile)) == []


def test_a_telltale_is_found_where_there_is_one(hostile: Hostile, tmp_path: Path) -> None:
    """The search looks into archives, streams and both encodings."""
    shutil.copy(hostile.build / "report.docx", tmp_path / "a.docx")
    assert found(tmp_path, ["word/document.xml", "Muscle"])
    assert any(": " in place for place in found(tmp_path, ["w:body"]))
    (tmp_path / "b.txt").write_bytes("telltale".encode("utf-16-be"))
    assert found(tmp_path, ["telltale"]) == ["b.txt holds telltale"]


def test_a_failed_notebook_does_not_tell_either(hostile: Hostile, tmp_path: Path) -> None:
    folder = tmp_path / hostile.secrets[0]
    shutil.copytree(hostile.project.folder, folder, symlinks=True)
    project = Project(folder, hostile.project.variables)
    notebook = "notebooks/3_emg_grading.py"
    project.edit(
        notebook,
        "counts = of_muscles",
        "open(__import__('os').path.abspath('none'))\ncounts = of_muscles",
    )
    done = project.build("--cohorts", "hostile")
    assert done.returncode != 0
    kept = list(folder.glob("build/hostile/draft/failed/*.ipynb"))
    assert len(kept) == 1
    assert b"FileNotFoundError" in kept[0].read_bytes()
    assert found(kept[0].parent, telltales(hostile)) == []
