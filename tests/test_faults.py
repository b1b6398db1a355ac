"""Faults in the middle of a build: the last report stays whole, the next run finishes the work.

One tiny simulated cohort is built once; each test breaks a copy of it in a run that has a changed
parameter to work in, and ends with the report an undisturbed run makes.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Project, sources_in

CHANGED = ("--cohorts", "tiny", "--make", "umn_cutoff=3")
BUILD = [sys.executable, "-m", "als_muscle_mri.pipeline.build", *CHANGED]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project whose only cohort has 22 subjects, its report built."""
    project = sources_in(tmp_path_factory.mktemp("tiny"))
    for cohort in ("pavia-2018", "fjordby-lindhaven"):
        shutil.rmtree(project.folder / "data" / cohort)
    people = ["--patients", "14", "--controls", "8", "--missing", "0"]
    simulated = project.run(sys.executable, "-m", "als_muscle_mri.simulate", "data/tiny", *people)
    assert simulated.returncode == 0, simulated.stderr
    assert project.build("--cohorts", "tiny").returncode == 0
    return project


@pytest.fixture(scope="module")
def undisturbed(tiny: Project, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The report of the changed parameter, made without a fault."""
    project = copied(tiny, tmp_path_factory.mktemp("undisturbed") / "project")
    assert project.run(*BUILD).returncode == 0
    return report_of(project)


@pytest.fixture
def project(tiny: Project, tmp_path: Path) -> Project:
    """A copy to break."""
    return copied(tiny, tmp_path / "project")


def copied(project: Project, folder: Path) -> Project:
    """Copy a project with its times, by which Snakemake knows what is up to date."""
    shutil.copytree(project.folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return Project(folder)


def report_of(project: Project) -> dict[str, bytes]:
    """Every file of the last good report."""
    place = project.folder / "build" / "tiny"
    paths = [path.relative_to(place) for path in place.rglob("*") if path.is_file()]
    return {
        str(path): (place / path).read_bytes()
        for path in paths
        if path.parts[0] != "draft" and path.name != ".lock"
    }


def disturbed(
    project: Project, at: str, fault: Callable[[subprocess.Popen], None]
) -> subprocess.CompletedProcess:
    """Start the build, do something to it when it says a line, and wait for its end."""
    how = {"cwd": project.folder, "env": project.environment(), "text": True}
    # A shell's background job, as the tests may be, would hand on that Ctrl-C is ignored.
    how |= {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)}
    how |= {"start_new_session": True}
    with subprocess.Popen(BUILD, stderr=subprocess.PIPE, **how) as running:
        said = []
        for line in running.stderr:
            said.append(line)
            if at in line:
                fault(running)
                break
        assert at in said[-1], "".join(said)
        said += running.stderr.readlines()
    return subprocess.CompletedProcess(BUILD, running.returncode, stderr="".join(said))


def finishes(project: Project, undisturbed: dict[str, bytes]) -> bool:
    """Run the build again, as its message says, and compare with the run without a fault."""
    again = project.run(*BUILD)
    assert again.returncode == 0, again.stderr
    return report_of(project) == undisturbed


# Killed


@pytest.mark.parametrize(
    ("at", "number"),
    [
        ("check the data", signal.SIGKILL),
        ("run notebook", signal.SIGTERM),
        ("run notebook", signal.SIGKILL),
        ("run notebook", signal.SIGINT),
        ("render the report", signal.SIGKILL),
    ],
)
def test_a_build_killed_at_any_step(
    project: Project, undisturbed: dict[str, bytes], at: str, number: int
) -> None:
    before = report_of(project)
    # Ctrl-C reaches every process of the terminal, kill the one named.
    kill = os.killpg if number == signal.SIGINT else os.kill
    done = disturbed(project, at, lambda running: kill(running.pid, number))
    assert done.returncode != 0
    assert report_of(project) == before
    assert finishes(project, undisturbed)


def test_a_kill_while_the_report_is_moved_into_place(
    project: Project, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    """The only moment in which old and new lie side by side; the next run ends it."""
    (tmp_path / "sitecustomize.py").write_text(
        "import os, pathlib, signal\n"
        "move, moved = pathlib.Path.replace, []\n"
        "def replace(self, target):\n"
        "    if 'draft' not in str(target) and str(target).startswith('build/tiny/'):\n"
        "        moved.append(target)\n"
        "        if len(moved) == 4:\n"
        "            os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return move(self, target)\n"
        "pathlib.Path.replace = replace\n"
    )
    before = report_of(project)
    path = os.pathsep.join([str(tmp_path), str(project.folder / "src")])
    done = Project(project.folder, {"PYTHONPATH": path}).run(*BUILD)
    assert done.returncode == -signal.SIGKILL
    left = report_of(project)
    assert left != before
    assert all(left[file] in (before[file], undisturbed[file]) for file in before)
    assert finishes(project, undisturbed)


# No space


@pytest.fixture(params=[1_000, 300_000])
def small_disk(tiny: Project, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Project]:
    """The project on a disk of its own, with less room than a notebook, or a report, needs."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    mount("-t", "tmpfs", "-o", "size=200m", "tmpfs", str(folder))
    try:
        project = copied(tiny, folder / "project")
        used = shutil.disk_usage(folder).used
        mount("-o", f"remount,size={used + request.param}", str(folder))
        yield project
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def mount(*options: str) -> None:
    """Mount, and skip where even root may not."""
    done = subprocess.run(["mount", *options], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"mount is not allowed here: {done.stderr.strip()}")


def test_a_full_disk(small_disk: Project, undisturbed: dict[str, bytes]) -> None:
    before = report_of(small_disk)
    done = small_disk.make("report", "COHORT=tiny", "umn_cutoff=3")
    assert done.returncode != 0
    assert "The disk is full, that of this folder or that of temporary files (/" in done.stderr
    # CPython 3.11 would leave half a compiled module and take it for a whole one from then on.
    assert not list(small_disk.folder.rglob("*.pyc"))
    assert "make room and run make again" in done.stderr
    assert "Traceback" not in done.stderr
    assert report_of(small_disk) == before
    mount("-o", "remount,size=500m", str(small_disk.folder.parent))
    assert finishes(small_disk, undisturbed)


# Files that go


@pytest.mark.parametrize(
    ("at", "file", "told"),
    [
        # Snakemake says so itself when the file goes before its job has begun.
        ("check the data", "data/tiny/subjects.csv", r"subjects\.csv( \(|: the file is )missing"),
        ("run notebook", "build/tiny/draft/tables/table-1a.csv", r"table-1a\.csv"),
        ("run notebook", "report/index.qmd", r"index\.qmd"),
    ],
)
def test_a_file_removed_in_mid_run(
    project: Project, undisturbed: dict[str, bytes], at: str, file: str, told: str
) -> None:
    before = report_of(project)
    path = project.folder / file
    kept = path.read_bytes()
    done = disturbed(project, at, lambda running: path.unlink(missing_ok=True))
    assert done.returncode != 0
    assert re.search(told, done.stderr)
    assert report_of(project) == before
    if not file.startswith("build/"):
        path.write_bytes(kept)
    assert finishes(project, undisturbed)


# Two at once


def test_a_second_build_of_the_same_cohort(project: Project, undisturbed: dict[str, bytes]) -> None:
    others: list[subprocess.CompletedProcess] = []
    done = disturbed(project, "run notebook", lambda _: others.append(project.run(*BUILD)))
    (second,) = others
    assert second.returncode == 2
    assert "Another process is building tiny. Wait until it is done" in second.stderr
    assert done.returncode == 0
    assert report_of(project) == undisturbed


def test_a_step_that_failed_fails_again(project: Project) -> None:
    """What is missing for a failed step is not taken for up to date by the next run."""
    with (project.folder / "notebooks/3_emg_grading.py").open("a") as file:
        file.write("\n\n# %%\nlen(5)\n")
    for _ in range(2):
        done = project.build("--cohorts", "tiny")
        assert done.returncode == 1
        assert "notebook 3_emg_grading failed" in done.stderr


def test_a_faulty_cohort_does_not_keep_the_others_from_being_built(
    project: Project, undisturbed: dict[str, bytes]
) -> None:
    data = project.folder / "data"
    shutil.copytree(data / "tiny", data / "faulty")
    (data / "faulty" / "subjects.csv").unlink()
    done = project.build("--cohorts", "faulty tiny", "--make", "umn_cutoff=3")
    assert done.returncode == 1
    assert "faulty: the check of the data failed" in done.stderr
    assert "subjects.csv: the file is missing" in done.stderr
    assert report_of(project) == undisturbed
    assert not (project.folder / "build" / "faulty" / "report.html").exists()
