"""Tables, sentences and numbers of the chapter on images."""

from collections.abc import Mapping, Sequence

import pandas as pd

from . import rounding
from .labels import label, words
from .numbers import Tree, leaf, nested, text
from .outputs import Table
from .phrases import listed

NONE = "This cohort has no images, so no grades are proposed."
SOME, NOBODY = "images", "no images"
"""The state of a cohort: the manuscript has a section for the first, a sentence for the other."""

SHOWN = 20
"""Muscles in the table of those to look at again; the CSV file has all."""


def sources(simulated: bool, subjects: Sequence[str]) -> str:
    """Say where the images come from.

    Examples
    --------
    >>> sources(False, [])
    'This cohort has no images, so no grades are proposed.'
    """
    if not subjects:
        return NONE
    if simulated:
        return (
            f"Images: digital phantoms, not patients, simulated for {listed(subjects)} with fat in "
            "keeping with the readers' grades."
        )
    return f"Images: T1-weighted volumes of {listed(subjects)}."


def confusion(rows: pd.DataFrame) -> Table:
    """The readers' grades against the proposed ones."""
    shown = {"Readers' grade": rows["mercuri_grade"].map(rounding.count)}
    shown |= {
        f"Proposed {grade}": rows[f"proposed_{grade}"].map(rounding.count) for grade in range(4)
    }
    return Table(rows, pd.DataFrame(shown | {"Muscles": rows["n_muscles"].map(rounding.count)}))


def review(rows: pd.DataFrame) -> Table:
    """The muscles to look at again, those that differ by most first."""
    top = rows.head(SHOWN)
    shown = {
        "Subject": top["subject_id"].astype(str),
        "Side": top["side"].map(label),
        "Muscle": top["muscle_id"].map(label),
        "Fat share (interval)": [
            _share(row.fat_share, row.fat_share_low, row.fat_share_high) for row in top.itertuples()
        ],
        "Readers": top["mercuri_grade"].map(rounding.count),
        "Proposed": top["proposed_grade"].map(rounding.count),
        "Probability": top["grade_probability"].map(rounding.number),
        "Why": top["reason"].map({"differs": "grades differ", "unsure": "near a cut-off"}),
    }
    return Table(rows, pd.DataFrame(shown))


def _share(share: float, low: float, high: float) -> str:
    return f"{rounding.percent(100 * share)} ({rounding.interval(100 * low, 100 * high, 1)})"


def recovery(rows: pd.DataFrame) -> Table:
    """Errors of the share on phantoms, by noise and bias field."""
    shown = {
        "Noise, % of muscle": rows["noise"].map(lambda x: rounding.trimmed(100 * x)),
        "Bias field": rows["bias"].map(lambda x: rounding.trimmed(x)),
        "Muscles": rows["n_muscles"].map(rounding.count),
        "Mean error, points": rows["mean_error"].map(_points),
        "Mean absolute error, points": rows["mean_absolute_error"].map(_points),
        "Largest error, points": rows["largest_error"].map(_points),
        "Interval holds truth, %": rows["covered_percent"].map(lambda x: rounding.number(x, 1)),
        "Away from cut-offs": rows["n_away"].map(rounding.count),
        "Right grade of these, %": rows["right_percent"].map(lambda x: rounding.number(x, 1)),
    }
    return Table(rows, pd.DataFrame(shown))


def _points(share: float) -> str:
    return rounding.number(100 * share, 2)


def agreed(found: Mapping[str, float], review: pd.DataFrame, level: float) -> str:
    """Say how proposals and readers agree.

    Examples
    --------
    >>> agreed({"n": 0}, pd.DataFrame(), 0.95)
    'This cohort has no images, so no grades are proposed.'
    """
    if not found["n"]:
        return NONE
    kappa = rounding.estimate(found["weighted_kappa"], found["kappa_low"], found["kappa_high"])
    differing = int((review["reason"] == "differs").sum())
    return (
        f"Of {found['n']} muscles of {found['n_subjects']} subjects, the proposed grade is the "
        f"readers' in {rounding.percent(found['agreement_percent'])} (weighted kappa {kappa}; "
        f"{100 * level:g} % interval, muscles counted as independent). {differing} differ, and "
        f"{len(review) - differing} more lie so near a cut-off that a reader should look again."
    )


def recovered(rows: pd.DataFrame, margin: float, level: float) -> str:
    """Say how well known shares are found again."""
    if rows.empty:
        return NONE
    away, right = rows["n_away"].sum(), (rows["n_away"] * rows["right_percent"] / 100).sum()
    n, covered = rows["n_muscles"].sum(), (rows["n_muscles"] * rows["covered_percent"] / 100).sum()
    return (
        f"On phantoms the share of fat errs by at most {_points(rows['largest_error'].max())} "
        f"points, by {_points(rows['mean_absolute_error'].max())} on average in the worst "
        f"condition; of muscles more than {_points(margin)} points away from every cut-off "
        f"{rounding.share(round(right), int(away))} get the grade of their true share. The "
        f"{100 * level:g} % interval holds the true share of "
        f"{rounding.share(round(covered), int(n))}."
    )


def smaller_sides(proposals: pd.DataFrame) -> str:
    """Name the muscle that is smallest beside its other side."""
    known = proposals.dropna(subset=["side_ratio"])
    if known.empty:
        return "No muscle was measured on both sides."
    least = known.loc[known["side_ratio"].idxmin()]
    return (
        f"Beside its other side, the smallest muscle is the {least['side']} "
        f"{words(least['muscle_id'])} of {least['subject_id']}, with "
        f"{rounding.percent(100 * least['side_ratio'], 0)} of its volume."
    )


def numbers(
    subjects: Sequence[str],
    found: Mapping[str, float],
    recovery: pd.DataFrame,
    review: pd.DataFrame,
    sentences: Mapping[str, str],
) -> Tree:
    """Numbers and sentences of the chapter."""
    units = {
        "weighted_kappa": "kappa",
        "kappa_low": "kappa",
        "kappa_high": "kappa",
        "agreement_percent": "percent",
        "proposed_higher_percent": "percent",
        "within_range_percent": "percent",
    }
    n = found["n"]
    errors = recovery.assign(
        condition=[
            f"noise_{x:g}_bias_{y:g}"
            for x, y in zip(recovery["noise"], recovery["bias"], strict=True)
        ]
    )
    tree: Tree = {name: leaf(found[name], unit, n) for name, unit in units.items()}
    tree |= {
        "n_muscles": leaf(n, "count", n),
        "n_subjects": leaf(found["n_subjects"], "count", n),
        "state": leaf(SOME if subjects else NOBODY, "setting", n),
        "n_to_review": leaf(len(review), "count", n),
        "recovery": nested(
            errors,
            ["condition"],
            {
                "mean_error": "ratio",
                "mean_absolute_error": "ratio",
                "covered_percent": "percent",
                "right_percent": "percent",
            },
            n="n_muscles",
        ),
    }
    return tree | {name: text(sentence, n) for name, sentence in sentences.items()}
