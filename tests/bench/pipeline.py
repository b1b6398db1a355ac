"""The whole report, beside the plain way: every notebook by papermill, then the manuscript.

Whole processes from start to end, medians of three runs; the plain way has nothing to go by, so
that it does all of it each time.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from measure import Cost, cost, median

ROOT = Path(__file__).resolve().parents[2]
SOURCES = (
    *("Makefile", "Snakefile", "workflow", "pyproject.toml"),
    *("data", "notebooks", "report", "src"),
)
RUNS = 3
CUTOFFS = (10, 11, 12)
"""Each run changes the parameter to another value, so that each has something to do."""


def main() -> None:
    """Measure all and print a Markdown table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "project")
        copy_project(folder)
        full = median(RUNS, lambda _: from_nothing(folder))
        again = median(RUNS, lambda _: report(folder))
        changed = median(RUNS, lambda run: report(folder, f"umn_cutoff={CUTOFFS[run]}"))
        plain = median(RUNS, lambda _: plain_way(folder))
    print("### The report\n")
    print("| what | `make report`, s | plain way, s | largest process, MB | all processes, MB |")
    print("|:--|--:|--:|--:|--:|")
    row("full report, from nothing", full, plain)
    row("nothing to do", again, plain)
    row("one parameter changed", changed, plain)
    renderer = "Quarto" if shutil.which("quarto") else "the embedded renderer"
    print(f"\nPlain way: each notebook by papermill, one after another, then {renderer};", end=" ")
    print(f"largest process {plain.largest_process:.0f} MB.")


def copy_project(folder: Path) -> None:
    """Copy what a build needs."""
    folder.mkdir()
    for source in (ROOT / name for name in SOURCES):
        copy = shutil.copytree if source.is_dir() else shutil.copy2
        copy(source, folder / source.name)


def report(folder: Path, *parameters: str) -> Cost:
    """Run `make report`."""
    return cost(["make", "report", *parameters], folder, environment(folder))


def from_nothing(folder: Path) -> Cost:
    """Run `make report` with nothing built."""
    for name in ("build", ".snakemake"):
        shutil.rmtree(folder / name, ignore_errors=True)
    return report(folder)


def plain_way(folder: Path) -> Cost:
    """Run every notebook by papermill and then the renderer, on a stage that was built before."""
    stage = folder / "build/pavia-2018/draft/manuscript"
    commands = [
        f"papermill {notebook} {stage}/notebooks/{notebook.name} -p cohort pavia-2018"
        for notebook in sorted((folder / "build/notebooks").glob("*.ipynb"))
    ]
    commands.append(f"als-muscle-mri render {stage}")
    own = {"ALS_MUSCLE_MRI_OUTPUT": str(stage)}
    return cost(["sh", "-e", "-c", "\n".join(commands)], folder, environment(folder) | own)


def environment(folder: Path) -> dict[str, str]:
    """Run the code of the copy, with the packages of this environment."""
    inherited = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return inherited | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(folder / "src"),
        "VIRTUAL_ENV": sys.prefix,
    }


def row(what: str, ours: Cost, plain: Cost) -> None:
    """Print a row of the table."""
    memory = f"{ours.largest_process:.0f} | {ours.all_processes:.0f}"
    print(f"| {what} | {ours.seconds:.1f} | {plain.seconds:.1f} | {memory} |")


if __name__ == "__main__":
    main()
