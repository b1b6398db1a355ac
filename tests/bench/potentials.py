"""Measuring 10 000 averaged MUAPs: whole arrays beside a loop over the samples of each.

The loop finds onset and offset by the same rule; before anything is timed, both are run on the same
waveforms and have to find the same marks. Medians of three runs; the loop does fewer MUAPs and
its time is scaled up.
"""

import statistics
import time
from collections.abc import Callable

import numpy as np
from slow_marks import slow_marks

from als_muscle_mri.waveforms import Averages
from als_muscle_mri.waveforms.marks import propose_marks
from als_muscle_mri.waveforms.measures import measures
from als_muscle_mri.waveforms.simulated import RATE_HZ, shape_of

MUAPS, LOOPED, RUNS = 10_000, 200, 3


def main() -> None:
    """Check that both agree, time them, and print a Markdown table."""
    rng = np.random.default_rng(1)
    shapes = shape_of(rng.uniform(5, 30, MUAPS), rng)
    waves = shapes + rng.normal(0, 3, shapes.shape)
    few = waves[:LOOPED]
    found = propose_marks(averages(few))
    for looped, fast in zip(loop(few), zip(found.onset, found.offset, strict=True), strict=True):
        np.testing.assert_equal(looped, fast)
    marks = seconds(lambda: propose_marks(averages(waves)))
    whole = seconds(lambda: measure_all(waves))
    slow = seconds(lambda: loop(few)) * MUAPS / LOOPED
    print("### MUAP waveforms\n")
    print("| 10 000 MUAPs of 500 samples | s | loop over samples, s | ratio |")
    print("|:--|--:|--:|--:|")
    print(f"| onset and offset | {marks:.2f} | {slow:.1f} | {slow / marks:.0f} |")
    print(f"| all measures | {whole:.2f} | | |\n")


def averages(waves: np.ndarray) -> Averages:
    """Take each wave as the average of a MUAP."""
    numbers = np.arange(1, len(waves) + 1)
    return Averages(numbers, np.full(len(waves), 10), waves, RATE_HZ, 0.0)


def measure_all(waves: np.ndarray) -> list[dict[str, float]]:
    """Find marks and measure between them."""
    found = propose_marks(averages(waves))
    columns = zip(waves, found.onset, found.offset, found.limit_uv, strict=True)
    return [measures(wave, on, off, RATE_HZ, limit) for wave, on, off, limit in columns]


def loop(waves: np.ndarray) -> list[tuple[float, float]]:
    """Find the marks of each wave sample by sample."""
    return [slow_marks(wave, RATE_HZ) for wave in waves.tolist()]


def seconds(work: Callable[[], object]) -> float:
    """Take the median time of several runs."""
    spent = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        spent.append(time.perf_counter() - start)
    return statistics.median(spent)


if __name__ == "__main__":
    main()
