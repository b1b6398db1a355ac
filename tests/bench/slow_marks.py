"""Onset and offset of a MUAP sample by sample: slow and plain, for the benchmark and a test."""

import numpy as np

from als_muscle_mri.waveforms.averaging import EDGE_MS, LARGEST_SHIFT_MS, MAD_TO_SD
from als_muscle_mri.waveforms.marks import OURS


def slow_marks(wave: list[float], rate_hz: float) -> tuple[float, float]:
    """Find the ends of one potential, a sample at a time."""
    half = int(OURS.smoothed_ms * rate_hz / 1000) // 2
    smooth = [mean_around(wave, place, half) for place in range(len(wave))]
    slope = [slope_at(smooth, place) * rate_hz / 1000 for place in range(len(wave))]
    least = OURS.least_part * (max(wave) - min(wave))
    limit = max(OURS.noise_multiple * spread_of_edges(smooth, rate_hz), least)
    steepest = max(OURS.noise_multiple * spread_of_edges(slope, rate_hz), least)
    quiet = [abs(a) <= limit and abs(b) <= steepest for a, b in zip(smooth, slope, strict=True)]
    peak = max(range(len(wave)), key=lambda place: abs(wave[place]))
    run = max(2, round(OURS.quiet_ms * rate_hz / 1000))
    small = [abs(value) <= limit for value in wave]
    return walk(quiet, small, peak, run, half, -1), walk(quiet, small, peak, run, half, 1)


def mean_around(wave: list[float], place: int, half: int) -> float:
    """Mean of the samples around one; the first and last stand for those beyond."""
    places = range(place - half, place + half + 1)
    return sum(wave[min(max(each, 0), len(wave) - 1)] for each in places) / len(places)


def slope_at(wave: list[float], place: int) -> float:
    """Half the difference of the neighbours, at the ends that of the last two."""
    before, after = max(place - 1, 0), min(place + 1, len(wave) - 1)
    return (wave[after] - wave[before]) / (after - before)


def spread_of_edges(wave: list[float], rate_hz: float) -> float:
    """Standard deviation near both ends, by the median absolute deviation."""
    filled, n = (round(ms * rate_hz / 1000) for ms in (LARGEST_SHIFT_MS, EDGE_MS))
    last = len(wave) - filled
    values = [*wave[filled : filled + n], *wave[last - n : last]]
    centre = middle(values)
    return MAD_TO_SD * middle([abs(value - centre) for value in values])


def middle(values: list[float]) -> float:
    """Median."""
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2


def walk(quiet: list[bool], small: list[bool], peak: int, run: int, half: int, way: int) -> float:
    """Find the nearest quiet stretch in one direction, then go back while the wave is small."""
    place, length = peak, 0
    while 0 <= place + way < len(quiet) and length < run:
        place += way
        length = length + 1 if quiet[place] else 0
    if length < run:
        return np.nan
    mark = place - way * (run - 1)
    for _ in range(half + 1):
        if not small[mark - way]:
            break
        mark -= way
    return float(mark)
