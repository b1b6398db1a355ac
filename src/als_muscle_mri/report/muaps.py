"""Tables, sentences and numbers of the measurement of MUAP waveforms."""

from typing import Any

import pandas as pd

from . import rounding
from .labels import label
from .numbers import Tree, leaf, presence
from .outputs import Table
from .phrases import counted, numeral

SOURCES = {
    "simulated": "The MUAP waveforms are simulated: their true durations are those of muaps.csv, "
    "their shapes and noise are invented.",
    "measured": "The MUAP waveforms are those of the folder emg of this cohort.",
    "absent": "This cohort has no MUAP waveforms; its only MUAP durations are those of muaps.csv.",
}
WAYS = {"table": "muaps.csv", "proposed": "proposed", "marked": "marked by a reader"}
MEASURES = {
    "duration_ms": ("Duration, ms", 1),
    "amplitude_uv": ("Amplitude, µV", 0),
    "phases": ("Phases", 1),
    "turns": ("Turns", 1),
    "area_uvms": ("Area, µV ms", 0),
    "thickness_ms": ("Thickness, ms", 2),
    "size_index": ("Size index", 2),
}


def measures(proposals: pd.DataFrame) -> Table:
    """Mean measures of the MUAPs of each muscle, and how many are doubted."""
    per_muscle = proposals.groupby(["subject_id", "side", "muscle_id"], sort=False)
    numbers = per_muscle[list(MEASURES)].mean().astype("float64")
    counts = per_muscle.agg(
        n_muaps=("muap", "size"),
        n_measured=("duration_ms", "count"),
        n_marked=("marked_duration_ms", "count"),
        n_doubted=("doubts", lambda texts: int((texts != "").sum())),
    )
    rows = pd.concat([counts, numbers], axis=1).reset_index()
    shown = {
        "Subject": rows["subject_id"],
        "Muscle": [
            f"{label(muscle)}, {side}"
            for muscle, side in zip(rows["muscle_id"], rows["side"], strict=True)
        ],
        "MUAPs": rows["n_muaps"].map(rounding.count),
        "Doubted": rows["n_doubted"].map(rounding.count),
    }
    for name, (head, decimals) in MEASURES.items():
        shown[head] = [rounding.number(value, decimals) for value in rows[name]]
    return Table(rows, pd.DataFrame(shown))


def agreement(rows: pd.DataFrame, level: float) -> Table:
    """Durations by different ways against each other, and the grades that follow."""
    shown = {
        "Durations": [
            f"{WAYS[first]} − {WAYS[second]}"
            for first, second in zip(rows["first"], rows["second"], strict=True)
        ],
        "Subjects": rows["n_subjects"].map(rounding.count),
    }
    return Table(rows, pd.DataFrame(shown | _differences(rows, level)))


def error(rows: pd.DataFrame, level: float) -> Table:
    """Error of the proposals against the truth of simulated waveforms, by noise."""
    shown = {"Signal-to-noise ratio": [f"{ratio:g}" for ratio in rows["snr"]]}
    return Table(rows, pd.DataFrame(shown | _differences(rows, level)))


def _differences(rows: pd.DataFrame, level: float) -> dict[str, Any]:
    interval = rounding.confidence(level)
    records = rows.to_dict("records")
    return {
        "MUAPs": rows["n"].map(rounding.count),
        "Missing": rows["missing"].map(rounding.count),
        f"Bias, ms ({interval})": [_with_interval(row, "bias") for row in records],
        f"Lower limit, ms ({interval})": [_with_interval(row, "lower") for row in records],
        f"Upper limit, ms ({interval})": [_with_interval(row, "upper") for row in records],
        "Muscles": rows["n_muscles"].map(rounding.count),
        "Same grade": [rounding.percent(row["same_grade_percent"]) for row in records],
        f"Weighted kappa ({interval})": [rounding.estimate(*_kappa(row)) for row in records],
    }


def _limits(row: dict[str, Any]) -> str:
    return rounding.interval(row["lower_ms"], row["upper_ms"])


def _with_interval(row: dict[str, Any], name: str) -> str:
    return rounding.estimate(*(row[f"{name}{end}_ms"] for end in ("", "_low", "_high")))


def _kappa(row: dict[str, Any]) -> tuple[float, float, float]:
    return row["weighted_kappa"], row["kappa_low"], row["kappa_high"]


def proposed(proposals: pd.DataFrame, status: str = "measured") -> str:
    """How many MUAPs, simulated or measured, have a proposal, a doubt, a reader's mark."""
    if proposals.empty:
        return "No MUAP waveform was measured."
    total = len(proposals)
    muap = "simulated MUAP" if status == "simulated" else "MUAP"
    found = int(proposals["proposed_duration_ms"].notna().sum())
    doubted = int((proposals["doubts"] != "").sum())
    marked = int(proposals["marked_duration_ms"].notna().sum())
    return (
        f"Onset and offset were proposed for {found} of {counted(total, muap)}; "
        f"{doubted or 'none'} of the proposals {'is' if doubted == 1 else 'are'} in doubt, and a "
        f"reader marked {marked or 'none'} of the MUAPs."
    )


PAGES = ("first", "second", "third")
"""The muscles that have a page in the report; the notebook has a page for each."""


def paged(proposals: pd.DataFrame) -> str:
    """How many muscles have a page of waveforms, and where the pages are.

    Examples
    --------
    >>> paged(pd.DataFrame({"muscle_id": ["a", "a", "b", "c", "d"]}))
    'Each of the four muscles has a page in notebook 8, the first three of them also here.'
    >>> paged(pd.DataFrame({"muscle_id": ["a"]}))
    'The one muscle has a page.'
    """
    n = proposals["muscle_id"].nunique()
    if n <= 1:
        return "The one muscle has a page." if n else "No MUAP waveform was measured."
    rest = f", the first {numeral(len(PAGES))} of them also here" if n > len(PAGES) else ""
    return f"Each of the {counted(n, 'muscle')} has a page in notebook 8{rest}."


def further_pages(proposals: pd.DataFrame) -> Tree:
    """Say of the second and the third page whether there is a muscle for it.

    Examples
    --------
    >>> further_pages(pd.DataFrame({"muscle_id": ["a", "b"]}))["third_page"]["present"]["value"]
    'no'
    """
    n = proposals["muscle_id"].nunique()
    pages = enumerate(PAGES[1:], start=2)
    return {f"{name}_page": presence(n >= page, n) for page, name in pages}


def agreed(rows: pd.DataFrame, level: float) -> str:
    """How each two ways to a duration agree, where MUAPs have both."""
    if rows.empty:
        return "No MUAP has two durations to compare."
    return " ".join(_agreed(row, level) for row in rows.to_dict("records"))


def _agreed(row: dict[str, Any], level: float) -> str:
    same = round(row["same_grade_percent"] * row["n_muscles"] / 100)
    return (
        f"{_apart(row)}; {same} of {counted(row['n_muscles'], 'muscle')} had the same EMG grade, "
        f"{rounding.effect('weighted kappa', *_kappa(row), level)}."
    )


def _apart(row: dict[str, Any]) -> str:
    """How far two durations are apart; of one subject alone there are no limits."""
    first, second = f"Durations {WAYS[row['first']]}", WAYS[row["second"]]
    if pd.isna(row["bias_ms"]):
        n = counted(row["n"], "MUAP")
        return f"{first} and those of {second} are of one subject alone ({n}), without limits"
    how = "shorter" if row["bias_ms"] < 0 else "longer"
    of = "of " if row["second"] == "table" else ""
    return (
        f"{first} were on average {rounding.number(abs(row['bias_ms']))} ms {how} than those "
        f"{of}{second} (limits of agreement {_limits(row)} ms, {counted(row['n'], 'MUAP')} of "
        f"{counted(row['n_subjects'], 'subject')})"
    )


def erred(rows: pd.DataFrame) -> str:
    """How large the error of the proposals is at the highest and at the lowest level of noise."""
    if rows.empty:
        return "No error was simulated."
    worst, best = rows.iloc[0], rows.iloc[-1]
    if pd.isna(worst["bias_ms"]) or pd.isna(best["bias_ms"]):
        return "Waveforms were simulated for one subject alone, which gives no limits of agreement."
    return f"In simulated waveforms {_at(worst)}; {_at(best)}."


def _at(row: pd.Series) -> str:
    return (
        f"at a signal-to-noise ratio of {row['snr']:g} per discharge the limits of agreement with "
        f"the true duration are {_limits(row)} ms, and "
        f"{rounding.percent(row['same_grade_percent'])} of the muscles keep their EMG grade"
    )


DIFFERENCES = {
    **{
        f"{name}{end}_ms": "ms_difference"
        for name in ("bias", "lower", "upper")
        for end in ("", "_low", "_high")
    },
    "sd_ms": "ms",
    "same_grade_percent": "percent",
    "weighted_kappa": "kappa",
    "kappa_low": "kappa",
    "kappa_high": "kappa",
}


def numbers(
    proposals: pd.DataFrame,
    agreement_rows: pd.DataFrame,
    error_rows: pd.DataFrame,
    sentences: dict[str, str],
) -> Tree:
    """Numbers and sentences of the measurement of waveforms."""
    n = len(proposals)
    doubted = int((proposals["doubts"] != "").sum()) if n else 0
    counts = {
        "n_muaps": n,
        "n_proposed": int(proposals["proposed_duration_ms"].notna().sum()),
        "n_marked": int(proposals["marked_duration_ms"].notna().sum()),
        "n_doubted": doubted,
    }
    compared = {
        f"{row['first']}_v_{row['second']}": _leaves(row)
        for row in agreement_rows.to_dict("records")
    }
    errors = {f"snr_{row['snr']:g}": _leaves(row) for row in error_rows.to_dict("records")}
    return (
        {name: leaf(count, "count", n) for name, count in counts.items()}
        | {"agreement": compared, "error": errors}
        | {name: leaf(sentence, "text", n) for name, sentence in sentences.items()}
    )


def _leaves(row: dict[str, Any]) -> Tree:
    return {
        name: leaf(row[name], unit, row["n"], row["missing"]) for name, unit in DIFFERENCES.items()
    }
