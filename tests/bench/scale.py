"""Many subjects, and many cohorts: how the cost grows.

A simulated cohort is read, checked and put through every chapter, in a process of its own, at two
sizes; beside it pandas reads the same files and checks nothing. Then the reports of many small
cohorts are built in one run, beside the same work done by one run for each cohort.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from measure import adopt_orphans, processor_seconds
from pipeline import copy_project, environment

SIZES = ((750, 500), (3000, 2000))
"""Patients and controls; the second has four times as many."""

TARGET_SECONDS, TARGET_MEGABYTES = 60.0, 2000.0
COHORTS, ALONE = 40, 3
"""Cohorts built in one run, and how many of them are built in runs of their own as well."""

SMALL = (12, 10)
NUMBERS = Path("build", "numbers.json")


def main() -> None:
    """Measure both and print two Markdown tables."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "project")
        copy_project(folder)
        many_subjects(folder)
        many_cohorts(folder)


def many_subjects(folder: Path) -> None:
    """Print the seconds of the processor of each part at both sizes, and how they grew."""
    found = [measured(folder, "large", size) for size in SIZES]
    readings = [one["readings"] for one in found]
    subjects = [sum(size) for size in SIZES]
    print("### Many subjects\n")
    print(f"| part | {subjects[0]:,} subjects, s | {subjects[1]:,} subjects, s | times |")
    print("|:--|--:|--:|--:|")
    for part in found[0]["seconds"]:
        less, more = (one["seconds"][part] for one in found)
        print(f"| {part} | {less:.2f} | {more:.2f} | {more / less:.1f} |")
    less, more = (whole(one) for one in found)
    print(f"| **all of it, without pandas alone** | {less:.1f} | {more:.1f} | {more / less:.1f} |")
    met = more <= TARGET_SECONDS and found[1]["megabytes"] <= TARGET_MEGABYTES
    print(
        f"\nReadings: {readings[0]:,} and {readings[1]:,}, {readings[1] / readings[0]:.1f} times."
    )
    print(
        f"Peak memory {found[0]['megabytes']:.0f} and {found[1]['megabytes']:.0f} MB; seconds of one core."
    )
    print(
        f"Target at the larger size: {TARGET_SECONDS:.0f} s and {TARGET_MEGABYTES:.0f} MB,", end=" "
    )
    print(f"{'met' if met else 'missed'}.\n")


def whole(one: dict[str, Any]) -> float:
    """Add up the seconds of the parts that are ours."""
    return sum(seconds for part, seconds in one["seconds"].items() if "alone" not in part)


def many_cohorts(folder: Path) -> None:
    """Print the time of one run over all cohorts beside runs for each."""
    adopt_orphans()
    names = [f"small-{number:02}" for number in range(COHORTS)]
    for seed, name in enumerate(names):
        simulate(folder, name, SMALL, seed)
    together, work = build(folder, names)
    shutil.rmtree(folder / "build")
    singly = [build(folder, [name]) for name in names[:ALONE]]
    alone = sum(seconds for seconds, _ in singly) / ALONE * COHORTS
    alone_work = sum(spent for _, spent in singly) / ALONE * COHORTS
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    print(f"### {COHORTS} cohorts of {sum(SMALL)} subjects\n")
    print("| way | seconds | of the processors, s | cores kept busy |")
    print("|:--|--:|--:|--:|")
    print(f"| one run for all | {together:.0f} | {work:.0f} | {work / together:.2f} of {cores} |")
    print(f"| one run for each | ~{alone:.0f} | ~{alone_work:.0f} | {alone_work / alone:.2f} |")
    print(f"\nA ~ stands before what is extrapolated from {ALONE} cohorts.\n")


def build(folder: Path, names: list[str]) -> tuple[float, float]:
    """Build the reports of some cohorts; give wall-clock seconds and those of the processors."""
    before = processor_seconds()
    start = time.perf_counter()
    run(folder, "make", "report", f"COHORT={' '.join(names)}")
    seconds = time.perf_counter() - start
    return seconds, processor_seconds() - before


def measured(folder: Path, name: str, size: tuple[int, int]) -> dict[str, Any]:
    """Simulate a cohort and analyse it in a process of its own."""
    simulate(folder, name, size, seed=1)
    (folder / NUMBERS).parent.mkdir(exist_ok=True)
    run(folder, sys.executable, str(Path(__file__).resolve()), name)
    shutil.rmtree(folder / "data" / name)
    return json.loads((folder / NUMBERS).read_text())


def simulate(folder: Path, name: str, size: tuple[int, int], seed: int) -> None:
    """Write a cohort with this many patients and controls."""
    people = ["--patients", str(size[0]), "--controls", str(size[1]), "--seed", str(seed)]
    run(folder, sys.executable, "-m", "als_muscle_mri.simulate", f"data/{name}", *people)


def run(folder: Path, *command: str) -> None:
    """Run a command in the copy of the project; one that fails ends the benchmark."""
    done = subprocess.run(
        command, cwd=folder, env=environment(folder), capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")


def analyse(name: str) -> None:
    """Time every part of the analysis of a cohort, and leave the figures in a file."""
    import pandas as pd

    from als_muscle_mri import cohort, comparisons, correlations, emg_grading, mri_scoring
    from als_muscle_mri.inputs import load_cohort

    seconds: dict[str, float] = {}

    def timed(part: str, work: Callable[[], Any]) -> Any:
        start = time.process_time()  # others may use the machine at the same time
        done = work()
        seconds[part] = seconds.get(part, 0.0) + time.process_time() - start
        return done

    files = sorted(Path("data", name).glob("*.csv"))
    timed("pandas alone: `read_csv`", lambda: [pd.read_csv(file) for file in files])
    data = timed("read and check", lambda: load_cohort(name))
    how = data.settings
    for part in (cohort.participant_flow, cohort.summary, cohort.availability):
        timed("cohort", lambda part=part: part(data))
    timed("cohort", lambda: cohort.comparability(data))
    grades = timed("MRI scoring", lambda: mri_scoring.muscle_grades(data))
    scores = timed("MRI scoring", lambda: mri_scoring.region_scores(grades))
    timed("rater agreement", lambda: mri_scoring.rater_agreement(data))
    emg = timed("EMG grading", lambda: emg_grading.emg_grades(data))
    table = timed("comparisons", lambda: comparisons.region_comparisons(scores, how))
    timed("leave one out", lambda: comparisons.leave_one_out(scores, table, how))
    for groups in comparisons.strata(data).values():
        timed("strata", lambda groups=groups: comparisons.compare(scores, groups, how))
    timed("sides", lambda: comparisons.side_comparisons(scores, how))
    exact = how.model_copy(update={"rank_test": "exact"})
    timed("comparisons, exact", lambda: comparisons.region_comparisons(scores, exact))
    timed("leave one out, exact", lambda: comparisons.leave_one_out(scores, table, exact))
    timed("sides, exact", lambda: comparisons.side_comparisons(scores, exact))
    counts = mri_scoring.atrophy_counts(grades)
    timed("atrophy", lambda: comparisons.atrophy_comparison(counts, how.alpha))
    timed("atrophy", lambda: comparisons.clustered_atrophy(grades, how))
    hands = timed("correlations", lambda: correlations.hand_function(scores, data))
    timed("correlations", lambda: correlations.hand_correlation(hands, how))
    timed("correlations", lambda: correlations.item_correlations(scores, data))
    pairs = timed("agreement", lambda: correlations.mri_with_emg(grades, emg))
    timed("agreement", lambda: correlations.agreement(pairs, how, data.scale))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    megabytes = peak / (1e6 if sys.platform == "darwin" else 1e3)
    found = {"seconds": seconds, "megabytes": megabytes, "readings": len(data.mri_ratings)}
    NUMBERS.write_text(json.dumps(found))


if __name__ == "__main__":
    analyse(sys.argv[1]) if len(sys.argv) > 1 else main()
