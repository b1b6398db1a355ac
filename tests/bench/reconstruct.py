"""The eight complete sets of the published table, beside a loop over pairs with a rank test each.

Every way runs in a process of its own. All are given the same lists of multisets by region, so
that the loops are spared the enumeration; they are stopped at the limit and say how far they got.
Where they finished a region, its number of pairs has to be the one found by us.
"""

import itertools
import json
import math
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from measure import Cost, cost, median

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "reconstruct"))

LIMIT = 60.0
"""Seconds after which a loop is stopped."""

RUNS = 5
TARGET_SECONDS, TARGET_MEGABYTES = 3.0, 500.0


@dataclass(frozen=True)
class Work:
    """What a process says it did: tests made and to be made, what it found by region.

    With the seconds of this, and those of the processor from its start to its end.
    """

    seconds: float
    processor: float
    done: int
    all: int
    found: dict[str, int]
    cost: Cost

    @property
    def whole(self) -> float:
        """Seconds for all; beyond the limit by proportion."""
        return self.seconds * self.all / self.done


def main() -> None:
    """Measure all ways and print a Markdown table."""
    runs = [work("ours") for _ in range(RUNS)]
    ours = sorted(runs, key=lambda run: run.seconds)[RUNS // 2]
    process = median(RUNS, lambda run: runs[run].cost)
    print("### The complete sets of eight regions\n")
    print(
        "| way | work, s | whole process, s | of the processor, s | peak, MB | pairs tested | slower |"
    )
    print("|:--|--:|--:|--:|--:|--:|--:|")
    print(f"| `complete_set` | {ours.seconds:.2f} | {process.seconds:.2f} |", end=" ")
    print(f"{ours.processor:.2f} |", end=" ")
    print(f"{process.largest_process:.0f} | all {ours.all:,}, and their parts | |", flush=True)
    for way, name in (("scipy", "loop, `mannwhitneyu`"), ("plain", "loop, plain Python")):
        loop = work(way)
        agree(name, ours, loop)
        print(f"| {name} | {_seconds(loop)} | {loop.cost.seconds:.1f} |", end=" ")
        print(f"{loop.processor:.1f} |", end=" ")
        print(f"{loop.cost.largest_process:.0f} | {_reached(loop)} |", end=" ")
        print(f"{_about(loop)}{_three_digits(loop.whole / ours.seconds)} times |", flush=True)
    counts = ", ".join(f"{region} {n:,}" for region, n in ours.found.items())
    print(f"\nDatasets: {counts}.")
    print(f"Medians of {RUNS} runs for `complete_set`, one for the loops, which are given the")
    print("multisets and test the two groups only, not the parts. A ~ stands before what is")
    print(f"extrapolated from the pairs tested in {LIMIT:.0f} s. Target: a whole process below")
    print(f"{TARGET_SECONDS:.0f} s and {TARGET_MEGABYTES:.0f} MB, {_verdict(process)}.\n")


def work(way: str) -> Work:
    """Run a way in another process, which leaves its figures in a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "figures.json")
        command = [sys.executable, __file__, "--measure", way, str(path)]
        spent = cost(command, HERE, os.environ)
        return Work(**json.loads(path.read_text(encoding="utf-8")), cost=spent)


def agree(name: str, ours: Work, loop: Work) -> None:
    """End the benchmark if a loop finds another number of pairs in a region."""
    expected = pairs_of_ours()
    for region, n in loop.found.items():
        if n != expected[region]:
            sys.exit(f"{name} finds {n} pairs in {region}, not {expected[region]}")


def pairs_of_ours() -> dict[str, int]:
    """Count the pairs of groups with the printed p by region."""
    return {
        row.name: stage.n
        for row in rows()
        for stage in found(row).stages
        if stage.figure == "p of patients v controls"
    }


def rows() -> list:
    """Give what is printed of the eight regions."""
    from right_side import ROWS, summary

    return [summary(region) for region in ROWS]


def found(row: object) -> object:
    """Find a complete set."""
    from als_muscle_mri.reconstruct import complete_set

    return complete_set(row)


def measure(way: str) -> dict:
    """Do the work in this process."""
    figures = ours() if way == "ours" else loop(TESTS[way]())
    return figures | {"processor": time.process_time()}


def ours() -> dict:
    """Find all sets."""
    import scipy.special  # noqa: F401  # imported at the first call otherwise

    summaries = rows()
    start = time.perf_counter()
    sets = [found(row) for row in summaries]
    seconds = time.perf_counter() - start
    pairs = sum(math.prod(stage.n for stage in one.stages[:2]) for one in sets)
    counts = {one.summary.name: one.count for one in sets}
    return {"seconds": seconds, "done": pairs, "all": pairs, "found": counts}


def loop(test: Callable[[Sequence[int], Sequence[int]], float]) -> dict:
    """Test every pair of multisets, one after the other, smallest region first, up to the limit."""
    from als_muscle_mri.reconstruct import PrintedP, multisets

    lists = [
        (row, [multisets(group, row.items, row.highest_grade).tolist() for group in row.groups])
        for row in rows()
    ]
    lists.sort(key=lambda entry: math.prod(map(len, entry[1])))
    start, done = time.perf_counter(), 0
    counts: dict[str, int] = {}
    for row, sets in lists:
        printed = PrintedP.of(row.p["patients", "controls"])
        agreeing = 0
        for x, y in itertools.product(*sets):
            agreeing += bool(printed.agrees(test(x, y)))
            done += 1
            if time.perf_counter() - start > LIMIT:
                break
        else:
            counts[row.name] = agreeing
            continue
        break
    everything = sum(math.prod(map(len, sets)) for _, sets in lists)
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "done": done, "all": everything, "found": counts}


def scipys() -> Callable[[Sequence[int], Sequence[int]], float]:
    """Return scipy's test."""
    from scipy.stats import mannwhitneyu

    def p(x: Sequence[int], y: Sequence[int]) -> float:
        return mannwhitneyu(x, y, use_continuity=False, method="asymptotic").pvalue

    return p


def plain() -> Callable[[Sequence[int], Sequence[int]], float]:
    """Return the textbook's test: sort, share ranks among ties, sum them."""

    def p(x: Sequence[int], y: Sequence[int]) -> float:
        n, m, rank_sum, ties, below = len(x), len(y), 0.0, 0, 0
        for value, times in _tallied(x, y):
            rank_sum += x.count(value) * (below + (times + 1) / 2)
            ties += times**3 - times
            below += times
        total = n + m
        variance = n * m / 12 * (total + 1 - ties / (total * (total - 1)))
        if variance <= 0:
            return 1.0
        return math.erfc(abs(rank_sum - n * (total + 1) / 2) / math.sqrt(2 * variance))

    return p


def _tallied(x: Sequence[int], y: Sequence[int]) -> Iterator[tuple[int, int]]:
    for value, same in itertools.groupby(sorted([*x, *y])):
        yield value, len(list(same))


TESTS = {"scipy": scipys, "plain": plain}


def _seconds(loop: Work) -> str:
    if not _about(loop):
        return f"{loop.seconds:.1f}"
    return f"{_about(loop)}{_three_digits(loop.whole)}, stopped at {LIMIT:.0f}"


def _about(loop: Work) -> str:
    return "" if loop.done == loop.all else "~"


def _reached(loop: Work) -> str:
    return f"{loop.done:,}, {100 * loop.done / loop.all:.1f} %; {len(loop.found)} of 8 regions"


def _verdict(process: Cost) -> str:
    met = process.seconds < TARGET_SECONDS and process.largest_process < TARGET_MEGABYTES
    return "met" if met else "missed"


def _three_digits(value: float) -> str:
    digits = max(0, 2 - math.floor(math.log10(value)))
    return f"{value:,.{digits}f}" if value < 100 else f"{float(f'{value:.3g}'):,.0f}"


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        Path(sys.argv[3]).write_text(json.dumps(measure(sys.argv[2])), encoding="utf-8")
    else:
        main()
