"""Rendering alone: the staged manuscript to HTML, PDF and Word, and how large the files are.

Whole processes from start to end, medians of three runs, by the embedded renderer.
"""

import sys
import tempfile
from pathlib import Path

from measure import cost, median
from pipeline import copy_project, environment, report

RUNS = 3
STAGE = Path("build", "pavia-2018", "draft", "manuscript")


def main() -> None:
    """Build once, render again and again, and print a Markdown table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "project")
        copy_project(folder)
        report(folder)
        command = [sys.executable, "-m", "als_muscle_mri.cli", "render", str(STAGE)]
        command += ["--renderer", "embedded"]
        spent = median(RUNS, lambda _: cost(command, folder, environment(folder)))
        sizes = {
            kind: (folder / STAGE / f"report.{kind}").stat().st_size / 1e6
            for kind in ("html", "pdf", "docx")
        }
    print("### Rendering\n")
    print("| three formats, s | largest process, MB | HTML, MB | PDF, MB | Word, MB |")
    print("|--:|--:|--:|--:|--:|")
    files = " | ".join(f"{size:.2f}" for size in sizes.values())
    print(f"| {spent.seconds:.1f} | {spent.largest_process:.0f} | {files} |\n")


if __name__ == "__main__":
    main()
