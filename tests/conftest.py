"""A copy of the project in which the reports of both cohorts are built once a run."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples in every run; --hypothesis-profile=default draws others.
settings.register_profile("repeatable", derandomize=True)
settings.load_profile("repeatable")

ROOT = Path(__file__).resolve().parents[1]
SOURCES = (
    *("Makefile", "Snakefile", "workflow", "pyproject.toml"),
    *("data", "notebooks", "profiles", "report", "src"),
)
COHORTS = ("pavia-2018", "fjordby-lindhaven")
LOCAL = (
    *("VIRTUAL_ENV", "CONDA_PREFIX", "CONDA_DEFAULT_ENV"),
    *("SOURCE_DATE_EPOCH", "MAKEFLAGS", "MAKELEVEL"),
)


@dataclass(frozen=True)
class Project:
    """A project folder, and the commands a reader types in it."""

    folder: Path
    variables: dict[str, str] = field(default_factory=dict)
    """Environment variables beside the usual ones."""

    def run(self, *command: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command of this environment with the code of this folder."""
        return subprocess.run(
            command,
            cwd=cwd or self.folder,
            env=self.environment(),
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )

    def environment(self) -> dict[str, str]:
        """Give the environment variables of `run`."""
        own = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(self.folder / "src"),
            "VIRTUAL_ENV": sys.prefix,
        }
        return {k: v for k, v in os.environ.items() if k not in LOCAL} | own | self.variables

    def build(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Do what `make report` does."""
        return self.run(sys.executable, "-m", "als_muscle_mri.pipeline.build", *arguments)

    def make(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run make."""
        return self.run("make", *arguments)

    def jobs(self, *arguments: str) -> list[str]:
        """List what a build would do, one message a job, in alphabetical order."""
        planned = self.build(*arguments, "--dry-run")
        assert planned.returncode == 0, planned.stderr
        return sorted(planned.stdout.splitlines())

    def read(self, path: str) -> bytes:
        """Give the bytes of a file of the project."""
        return (self.folder / path).read_bytes()

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace a text that stands once in a file."""
        file = self.folder / path
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{path} has {text.count(old)} times: {old}"
        file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Both cohorts, built in one run; tests read it and leave it as it is."""

    def make(folder: Path) -> None:
        done = sources_in(folder).build("--cohorts", " ".join(COHORTS))
        assert done.returncode == 0, done.stderr

    shared = made_once(tmp_path_factory, "project", make)
    own = tmp_path_factory.getbasetemp() / shared.name
    if own != shared:  # a command of one worker must not meet a copy of another's in mid-way
        _copy(shared, own)
    return Project(own)


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Give a folder of this run of the tests, which the first worker that asks for it makes."""
    base = factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, finished = base / name, base / f"{name}.made"
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not finished.exists():
            folder.mkdir()
            make(folder)
            finished.touch()
    return folder


def sources_in(folder: Path) -> Project:
    """Copy the sources of the project into a folder; nothing is built there."""
    for name in SOURCES:
        _copy(ROOT / name, folder / name)
    return Project(folder)


@pytest.fixture
def project(built: Project, tmp_path: Path) -> Project:
    """A built project of one's own, to change and break."""
    folder = tmp_path / "project"
    _copy(built.folder, folder)
    return Project(folder)


def why_r_cannot(*packages: str) -> str:
    """Return why R cannot run a script that needs these packages; nothing if it can."""
    if shutil.which("Rscript") is None:
        return "Rscript is not installed"
    for package in packages:
        asked = ["Rscript", "-e", f"quit(status = !requireNamespace('{package}', quietly = TRUE))"]
        if subprocess.run(asked, capture_output=True, check=False).returncode:
            return f"the R package {package} is not installed"
    return ""


def _copy(source: Path, target: Path) -> None:
    """Copy with times, by which Snakemake knows what is up to date."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        ignored = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
        shutil.copytree(source, target, ignore=ignored, symlinks=True)
    else:
        shutil.copy2(source, target)
