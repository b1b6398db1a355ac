"""The numbers of a comparison of cohorts and of a plan, as `results/<chapter>.json` keeps them."""

from math import isfinite

import pandas as pd

from .disclosure import NOT_SHOWN
from .numbers import Tree, leaf, nested, presence
from .suppressed import Suppressed

DELTA = {f"cliffs_delta{bound}": "delta" for bound in ("", "_low", "_high")}
NEEDED = dict.fromkeys(("n_needed", "n_low", "n_high"), "count")
SHIFT = {f"shift{bound}": "grade" for bound in ("", "_low", "_high")}


def comparison(described: pd.DataFrame, effects: pd.DataFrame, summaries: pd.DataFrame) -> Tree:
    """Numbers of a comparison: the cohorts, the effects, the summaries."""
    counts = {f"n_{what}": "count" for what in ("patients", "controls", "raters", "muscles")}
    sized = described.assign(n=described["n_patients"] + described["n_controls"])
    known = effects.assign(n=effects["n_patients"] + effects["n_controls"])
    units = DELTA | SHIFT | {"variance": "ratio", "n_patients": "count", "n_controls": "count"}
    pooled = DELTA | {
        "k": "count",
        "tau2": "ratio",
        "tau2_dl": "ratio",
        "q": "statistic",
        "q_p": "p",
        "i2": "percent",
        "prediction_low": "delta",
        "prediction_high": "delta",
    }
    return {
        "n_cohorts": leaf(len(described), "count", subjects(described)),
        "n_subjects": leaf(subjects(described), "count", subjects(described)),
        "cohorts": nested(_keyed(sized), ["cohort"], counts, n="n"),
        "effects": nested(
            _keyed(known), ["cohort", "side", "region"], units, n="n", missing="missing"
        ),
        "summaries": nested(summaries.assign(n=summaries["k"]), ["side", "region"], pooled, n="n"),
    }


def subjects(described: pd.DataFrame) -> float:
    """How many patients and controls the cohorts have together; not shown where one is not.

    Examples
    --------
    >>> subjects(pd.DataFrame({"n_patients": [10, 20], "n_controls": [9, 5]}))
    44
    >>> few = {"n_patients": [10, 20], "n_controls": [9, Suppressed("< 5")]}
    >>> subjects(pd.DataFrame(few, dtype=object)).shown
    'not shown'
    """
    total = (described["n_patients"] + described["n_controls"]).sum(skipna=False)
    return int(total) if isfinite(total) else Suppressed(NOT_SHOWN)


def _keyed(rows: pd.DataFrame) -> pd.DataFrame:
    """Begin each cohort's name with a letter, so that the manuscript can use it."""
    return rows.assign(cohort=[f"cohort_{name}" for name in rows["cohort"]])


def plan(pilot: pd.DataFrame, sizes: pd.DataFrame, follow_up: pd.DataFrame) -> Tree:
    """Numbers of a plan: the pilot's effects, the sizes needed, the sizes of a follow-up."""
    deltas = DELTA | {"safeguard_delta": "delta", "n_patients": "count", "n_controls": "count"}
    needed = NEEDED
    known = pilot.assign(n=pilot["n_patients"] + pilot["n_controls"])
    sized = sizes.merge(known[["side", "region", "n"]], on=["side", "region"])
    return {
        "pilot": nested(known, ["side", "region"], deltas, n="n"),
        "sizes": nested(
            sized,
            ["assumption", "side", "region"],
            needed | {"cliffs_delta": "delta"},
            n="n",
        ),
        "follow_up": nested(follow_up, ["region"], needed | {"mean_change": "grade"}, n="muscles"),
    }


def assumptions(sizes: pd.DataFrame) -> Tree:
    """Numbers of a plan on assumed distributions, behind which there is nobody: n is 0."""
    units = NEEDED | {"cliffs_delta": "delta"}
    return presence(not sizes.empty, 0) | nested(sizes.assign(n=0), ["region"], units, n="n")
