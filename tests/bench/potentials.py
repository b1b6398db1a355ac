"""Measuring 10 000 averaged MUAPs: whole arrays beside a loop over the samples of each.

The loop finds onset and offset by the same rule; before anything is timed, both are run on the same
waveforms and have to find the same marks. Medians of three runs; the loop does fewer MUAPs and
its time is scaled up.

Then the error of durations by our rule beside simpler ones, on the same averages of simulated MUAPs
of known duration: the same walk outwards from the peak to a quiet stretch of the smoothed average,
but what is quiet lies below a level or a slope, fixed or a part of the amplitude, whatever the noise.
The simple rules are no published ones, and their limits were not fitted to the simulator. The
amplitude window is published; waveforms.window names the source.
"""

import statistics
import time
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from slow_marks import slow_marks

from als_muscle_mri.waveforms import Averages, average, simulate
from als_muscle_mri.waveforms.marks import OURS, half_width, outwards, propose_marks, smoothed
from als_muscle_mri.waveforms.measures import measures
from als_muscle_mri.waveforms.noise import DISCHARGES, RATIOS
from als_muscle_mri.waveforms.simulated import RATE_HZ, shape_of
from als_muscle_mri.waveforms.window import WINDOW_MS, WINDOW_UV, window_marks

MUAPS, LOOPED, RUNS = 10_000, 200, 3
LEVEL_UV, PART, SLOPE_UV_PER_MS = 10.0, 0.02, 10.0
COMPARED = 400
"""MUAPs of known duration, 5 to 20 ms, in muscles of 20."""


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
    print("\n".join(errors()))


def errors() -> Iterator[str]:
    """Bias and standard deviation of the error of durations by each rule and signal-to-noise ratio."""
    yield (
        f"| duration − truth, ms: bias (SD), {COMPARED} MUAPs | "
        + " | ".join(f"ratio {ratio:g}" for ratio in RATIOS)
        + " |"
    )
    yield "|:--|" + "--:|" * len(RATIOS)
    muaps = known()
    truth = muaps["duration_ms"].to_numpy()
    by_ratio = [list(map(average, simulate(muaps, 1, ratio, DISCHARGES))) for ratio in RATIOS]
    for name, rule in RULES.items():
        lasts = (np.concatenate([rule(each) for each in found]) - truth for found in by_ratio)
        yield f"| {name} | {' | '.join(map(error_of, lasts))} |"
    yield ""


def error_of(wrong: np.ndarray) -> str:
    """Bias and standard deviation of the errors, and how many MUAPs have no duration."""
    lost = np.isnan(wrong)
    if lost.all():
        return "none found"
    told = f"{wrong[~lost].mean():+.2f} ({wrong[~lost].std(ddof=1):.2f})"
    return told + (f", {lost.sum()} not found" if lost.any() else "")


def known() -> pd.DataFrame:
    """A table of MUAPs whose durations are the truth."""
    muscle, muap = np.divmod(np.arange(COMPARED), 20)
    duration = np.random.default_rng(2).uniform(5, 20, COMPARED)
    return pd.DataFrame(
        {"subject_id": [f"S{n}" for n in muscle], "side": "left", "muscle_id": "iliacus",
         "muap": muap + 1, "duration_ms": duration}
    )  # fmt: skip


def ours(found: Averages) -> np.ndarray:
    """Durations by the project's rule."""
    marks = propose_marks(found)
    return (marks.offset - marks.onset) * 1000 / found.rate_hz


def by_window(found: Averages) -> np.ndarray:
    """Durations by the published amplitude window."""
    onset, offset = window_marks(found)
    return (offset - onset) * 1000 / found.rate_hz


def below(found: Averages, values: np.ndarray, limit: np.ndarray | float) -> np.ndarray:
    """Durations where what is quiet lies below a limit."""
    peak = np.abs(found.voltage_uv).argmax(axis=1)
    run = round(OURS.quiet_ms * found.rate_hz / 1000)
    onset, offset = outwards(np.abs(values) <= limit, peak, run)
    return (offset - onset) * 1000 / found.rate_hz


def level(found: Averages) -> np.ndarray:
    """The smoothed average, in µV."""
    return smoothed(found.voltage_uv, half_width(OURS.smoothed_ms, found.rate_hz))


def slope(found: Averages) -> np.ndarray:
    """Its slope, in µV a millisecond."""
    return np.gradient(level(found), axis=1) * found.rate_hz / 1000


def size(found: Averages) -> np.ndarray:
    """The amplitude from peak to peak, in µV."""
    return np.ptp(found.voltage_uv, axis=1, keepdims=True)


RULES: dict[str, Callable[[Averages], np.ndarray]] = {
    "amplitude and slope, by the noise (ours)": ours,
    f"level of {LEVEL_UV:g} µV": lambda a: below(a, level(a), LEVEL_UV),
    f"level of {100 * PART:g} % of the amplitude": lambda a: below(a, level(a), PART * size(a)),
    f"slope of {SLOPE_UV_PER_MS:g} µV/ms": lambda a: below(a, slope(a), SLOPE_UV_PER_MS),
    f"published window of ±{WINDOW_UV:g} µV for {WINDOW_MS:g} ms": by_window,
}


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
