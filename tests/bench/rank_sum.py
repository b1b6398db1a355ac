"""The exact rank-sum p with 13 tied grades, beside R's packages, scipy and the plain programme.

Every way runs in a process of its own, which times repeated calls, so that starting a program
does not count; the peak of its memory includes the program. A way that takes longer than the
limit is stopped. All p-values found have to agree.
"""

import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SIZES = ((10, 9), (50, 50), (200, 200), (1000, 1000))
LIMIT = 60.0
"""Seconds after which a way is stopped."""

FEASIBLE = 1e7
"""Arrangements that scipy can go through one by one within the limit."""


@dataclass(frozen=True)
class Outcome:
    """Seconds a call, peak memory in MB and p; or why there is none."""

    seconds: float = math.nan
    megabytes: float = math.nan
    p: float = math.nan
    failure: str = ""

    def __str__(self) -> str:
        if self.failure:
            return self.failure
        return f"{_three_digits(self.seconds * 1e3)} ms, {self.megabytes:.0f} MB"


def main() -> None:
    """Measure all ways at all sizes and print two Markdown tables."""
    print("### Exact rank-sum p, 13 tied grades\n")
    print("| way |", " | ".join(f"{n} v {m}" for n, m in SIZES), "|")
    print("|:--|" + "--:|" * len(SIZES))
    ways = {
        "`rank_sum`": lambda size: in_python("ours", size),
        "R coin": lambda size: in_r("coin", size),
        "R exactRankTests": lambda size: in_r("exactRankTests", size),
        "scipy, all permutations": scipy_permutations,
        "plain dynamic programme": lambda size: in_python("plain", size),
    }
    found: dict[tuple[int, int], float] = {}
    for name, way in ways.items():
        outcomes = [way(size) for size in SIZES]
        for size, outcome in zip(SIZES, outcomes, strict=True):
            if not outcome.failure:
                agree(found.setdefault(size, outcome.p), outcome.p, name, size)
        print(f"| {name} |", " | ".join(map(str, outcomes)), "|", flush=True)
    print("\nMedian of one call, peak memory of the process. Where several ways gave a p, they")
    print(
        f"agreed to nine decimals. At 1000 v 1000 `rank_sum` bounds its own error by {bound():.0e}.\n"
    )
    spearman_table()


def bound() -> float:
    """Return the bound on its error that the largest case states."""
    from als_muscle_mri.statistics import rank_sum

    return rank_sum(*sample(SIZES[-1])).error


def agree(one: float, other: float, name: str, size: tuple[int, int]) -> None:
    """End the benchmark if two ways do not give the same p."""
    if not abs(one - other) < 1e-9:
        sys.exit(f"{name} gives {other} at {size}, not {one}")


def spearman_table() -> None:
    """Print how long exact Spearman takes; there is no peer that does ties."""
    print("### Exact Spearman p\n")
    print("| pairs | four grades each | untied |")
    print("|--:|--:|--:|")
    for n in (10, 12, 14):
        cells = [in_python(kind, (n, n)) for kind in ("spearman-tied", "spearman-untied")]
        print(f"| {n} |", " | ".join(map(str, cells)), "|", flush=True)
    print()


def sample(size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Return grades from 0 to 12 whose groups differ by about two standard errors."""
    generator = np.random.default_rng(sum(size))
    shift = 6.0 / math.sqrt(min(size))
    draws = generator.normal(6 + shift, 3, size[0]), generator.normal(6, 3, size[1])
    x, y = (np.clip(np.rint(values), 0, 12) for values in draws)
    return x, y


def in_python(way: str, size: tuple[int, int]) -> Outcome:
    """Measure a way of this file in another process."""
    return measured([sys.executable, __file__, "--measure", way, json.dumps(size)])


def in_r(package: str, size: tuple[int, int]) -> Outcome:
    """Measure an R package."""
    if shutil.which("Rscript") is None:
        return Outcome(failure="no R")
    known = ["Rscript", "-e", f"quit(status = !requireNamespace('{package}', quietly = TRUE))"]
    if subprocess.run(known, capture_output=True, check=False).returncode:
        return Outcome(failure="not installed")
    values = [",".join(f"{value:g}" for value in group) for group in sample(size)]
    return measured(["Rscript", str(Path(__file__).with_suffix(".R")), package, *values])


def scipy_permutations(size: tuple[int, int]) -> Outcome:
    """Measure scipy where it can finish."""
    arrangements = math.comb(sum(size), size[0])
    if arrangements > FEASIBLE:
        return Outcome(failure=f"1e{len(str(arrangements)) - 1} arrangements")
    return in_python("scipy", size)


def measured(command: list[str]) -> Outcome:
    """Run a command that prints seconds and p; take its peak memory from the system."""
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    stop = time.monotonic() + LIMIT
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            break
        if time.monotonic() > stop:
            process.kill()
            os.wait4(process.pid, 0)
            return Outcome(failure=f"> {LIMIT:.0f} s")
        time.sleep(0.01)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        return Outcome(failure="fails")
    seconds, p = map(float, process.stdout.read().split())
    unit = 1e6 if sys.platform == "darwin" else 1e3  # bytes there, kilobytes elsewhere
    return Outcome(seconds, usage.ru_maxrss / unit, p)


def measure(way: str, size: tuple[int, int]) -> None:
    """Time repeated calls in this process; print the median and p."""
    call = WAYS[way](size)
    p = call()  # what is imported or cached at first does not count
    one = _elapsed(call, 1)
    calls = max(1, min(200, round(0.1 / max(one, 1e-5))))
    batches = 1 if one > 1 else 7
    print(statistics.median(_elapsed(call, calls) for _ in range(batches)), repr(float(p)))


def ours(size: tuple[int, int]) -> Callable[[], float]:
    """Return a call of `rank_sum`."""
    from als_muscle_mri.statistics import rank_sum

    x, y = sample(size)
    return lambda: rank_sum(x, y).p


def scipys(size: tuple[int, int]) -> Callable[[], float]:
    """Return a call of scipy's permutation test over all arrangements."""
    from scipy.stats import permutation_test, rankdata

    x, y = sample(size)
    ranks = rankdata([*x, *y])
    mean = ranks.mean()

    def distance(group: np.ndarray, _: np.ndarray, axis: int) -> np.ndarray:
        return np.abs(group.mean(axis=axis) - mean)

    groups = (ranks[: x.size], ranks[x.size :])
    return lambda: (
        permutation_test(
            groups, distance, n_resamples=np.inf, vectorized=True, alternative="greater"
        ).pvalue
    )


def plain(size: tuple[int, int]) -> Callable[[], float]:
    """Return a call of the textbook programme: one value after the other, a table of all sums."""
    x, y = sample(size)

    def call() -> float:
        pooled = np.concatenate([x, y])
        _, codes, sizes = np.unique(pooled, return_inverse=True, return_counts=True)
        ranks = (2 * np.cumsum(sizes) - sizes + 1)[codes]
        n, observed = x.size, int(ranks[: x.size].sum())
        ways = np.zeros((n + 1, int(np.sort(ranks)[-n:].sum()) + 1))
        ways[0, 0] = 1.0
        for rank in ranks.tolist():
            ways[1:, rank:] += ways[:-1, : ways.shape[1] - rank].copy()
        centre = n * (ranks.size + 1)
        extreme = np.abs(np.arange(ways.shape[1]) - centre) >= abs(observed - centre)
        return float(ways[n, extreme].sum() / ways[n].sum())

    return call


def spearmans(tied: bool) -> Callable[[tuple[int, int]], Callable[[], float]]:
    """Return what prepares a call of `spearman`."""

    def prepare(size: tuple[int, int]) -> Callable[[], float]:
        from als_muscle_mri.statistics import spearman

        generator = np.random.default_rng(size[0])
        x, y = generator.normal(size=size[0]), generator.normal(size=size[0])
        if tied:
            x, y = (np.clip(np.rint(values * 1.2 + 1.5), 0, 3) for values in (x, y))
        return lambda: spearman(x, y).p

    return prepare


WAYS: dict[str, Callable[[tuple[int, int]], Callable[[], float]]] = {
    "ours": ours,
    "scipy": scipys,
    "plain": plain,
    "spearman-tied": spearmans(True),
    "spearman-untied": spearmans(False),
}


def _elapsed(call: Callable[[], float], calls: int) -> float:
    start = time.perf_counter()
    for _ in range(calls):
        call()
    return (time.perf_counter() - start) / calls


def _three_digits(value: float) -> str:
    digits = max(0, 2 - math.floor(math.log10(value)))
    return f"{value:,.{digits}f}" if value < 100 else f"{value:,.0f}"


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(sys.argv[2], tuple(json.loads(sys.argv[3])))
    else:
        main()
