"""Tables, sentences and numbers of the chapter on images."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from . import rounding
from .grading import GradingScale
from .labels import label, words
from .numbers import Tree, leaf, nested, presence, text
from .outputs import Table
from .phrases import counted, listed

NONE = "This cohort has no images, so no grades are proposed."
REASONS = {"differs": "grades differ", "unsure": "grade uncertain"}
REFERENCES = {
    "truth": "Truth of the phantom",
    "midpoint": "Midpoint of the readers’ grade",
}
NO_CUTOFFS = (
    "The cohort sets no cut-offs for its scale: shares of fat are measured, and no grade is "
    "proposed."
)

NAMED = 5
"""Muscles that a sentence names, those that are missing most often first."""

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
            f"Images: digital phantoms, not patients, simulated for {listed(subjects)} with fat "
            "that matches the readers' grades."
        )
    return f"Images: T1-weighted volumes of {listed(subjects)}."


def confusion(rows: pd.DataFrame, scale: GradingScale) -> Table:
    """The readers' grades against the proposed ones."""
    shown = {"Readers' grade": rows["grade"].map(rounding.count)}
    shown |= {
        f"Proposed {grade}": rows[f"proposed_{grade}"].map(rounding.count)
        for grade in scale.numbers
    }
    return Table(
        scale.as_filed(rows),
        pd.DataFrame(shown | {"Muscles": rows["n_muscles"].map(rounding.count)}),
    )


def review(rows: pd.DataFrame, scale: GradingScale, level: float) -> Table:
    """The muscles to look at again, those that differ most first; intervals of a level."""
    top = rows.head(SHOWN)
    shown = {
        "Subject": top["subject_id"].astype(str),
        "Side": top["side"].map(label),
        "Muscle": top["muscle_id"].map(label),
        f"Fat share, % ({rounding.confidence(level)})": [
            _share(row.fat_share, row.fat_share_low, row.fat_share_high) for row in top.itertuples()
        ],
        "Readers": top["grade"].map(rounding.count),
        "Proposed": top["proposed_grade"].map(rounding.count),
        "Probability": top["grade_probability"].map(rounding.number),
        "Why": [_why(row.reason, row.atrophy) for row in top.itertuples()],
    }
    return Table(scale.as_filed(rows), pd.DataFrame(shown))


def _why(reason: str, atrophy: str) -> str:
    return REASONS.get(reason, f"atrophy: readers say {atrophy}")


def _share(share: float, low: float, high: float) -> str:
    return f"{rounding.number(100 * share, 1)} ({rounding.interval(100 * low, 100 * high, 1)})"


def recovery(rows: pd.DataFrame, level: float) -> Table:
    """Errors of the share on phantoms, by noise and bias field."""
    shown = {
        "Noise, % of muscle": rows["noise"].map(lambda x: rounding.trimmed(100 * x)),
        "Bias field": rows["bias"].map(lambda x: rounding.trimmed(x)),
        "Muscles": rows["n_muscles"].map(rounding.count),
        "Mean error, points": rows["mean_error"].map(_points),
        "Mean absolute error, points": rows["mean_absolute_error"].map(_points),
        "Largest error, points": rows["largest_error"].map(_points),
        f"Interval holds truth, % ({rounding.confidence(level)})": [
            rounding.estimate(row.covered_percent, row.covered_low, row.covered_high, 0)
            for row in rows.itertuples()
        ],
        "Away from cut-offs": rows["n_away"].map(rounding.count),
        "Correct grade of these, %": rows["right_percent"].map(lambda x: rounding.number(x, 1)),
    }
    return Table(rows, pd.DataFrame(shown))


def _points(share: float) -> str:
    return rounding.number(100 * share, 2)


def agreed(
    found: Mapping[str, float],
    review: pd.DataFrame,
    level: float,
    proposals: pd.DataFrame,
    simulated: bool = False,
) -> str:
    """Say how proposals and readers agree.

    Parameters
    ----------
    found : mapping
        n, n_subjects, weighted_kappa with its interval, agreement_percent.
    review : DataFrame
        reason.
    level : float
        Level of the interval.
    proposals : DataFrame
        proposed_grade, missing throughout where there are no cut-offs.

    Examples
    --------
    >>> agreed({"n": 0}, pd.DataFrame(), 0.95, pd.DataFrame({"proposed_grade": []}))
    'This cohort has no images, so no grades are proposed.'
    """
    if not found["n"]:
        made = proposals["proposed_grade"]
        return NO_CUTOFFS if len(made) and made.isna().all() else NONE
    bounds = (found[name] for name in ("weighted_kappa", "kappa_low", "kappa_high"))
    kappa = rounding.effect("weighted kappa", *bounds, level)
    differing, unsure = (int((review["reason"] == why).sum()) for why in ("differs", "unsure"))
    whose = "digital phantoms" if simulated else "subjects"
    return (
        f"In {rounding.percent(found['agreement_percent'])} of {found['n']} muscles of "
        f"{found['n_subjects']} {whose}, the proposed grade is the readers' grade ({kappa}; "
        "muscles counted as independent). "
        f"{counted(differing, 'grade differs', 'grades differ').capitalize()}, and of "
        f"{counted(unsure, 'muscle')} the proposed grade is uncertain, as it is near a cut-off or "
        "the muscle in one slice only: a reader should look again."
    )


def unmatched(rows: pd.DataFrame, subjects: Sequence[str]) -> str:
    """Say what was read and not measured, or measured and not read, in subjects with images.

    Parameters
    ----------
    rows : DataFrame
        muscle_id and ``only``: read or measured.
    subjects : sequence of str
        Who has images.

    Examples
    --------
    >>> rows = pd.DataFrame({"muscle_id": ["soleus", "iliacus", "soleus"], "only": "read"})
    >>> unmatched(rows, ["P01", "P02"])
    'Three muscles have a readers’ grade and no measure, as no mask shows them: soleus and iliacus.'
    >>> unmatched(rows[:0], ["P01"])
    'Every muscle with a readers’ grade was measured in the subjects with images.'
    """
    if not subjects:
        return NONE
    read, measured = (rows[rows["only"] == one] for one in ("read", "measured"))
    if read.empty:
        told = "Every muscle with a readers’ grade was measured in the subjects with images."
    else:
        names = list(map(words, read["muscle_id"].value_counts().index))
        more = [counted(len(names) - NAMED, "other")] if len(names) > NAMED else []
        which = listed([*names[:NAMED], *more])
        many = counted(len(read), "muscle has", "muscles have").capitalize()
        told = f"{many} a readers’ grade and no measure, as no mask shows them: {which}."
    if measured.empty:
        return told
    unread = counted(len(measured), "measured muscle has", "measured muscles have").capitalize()
    return f"{told} {unread} no readers’ grade."


def share_agreement(rows: pd.DataFrame, level: float) -> Table:
    """The program's share against each reference: bias and limits of agreement, in points.

    Each comes with its interval of the level.
    """
    interval = rounding.confidence(level)
    records = rows.to_dict("records")
    shown = {
        "Program −": rows["reference"].map(REFERENCES),
        "Muscles": rows["n"].map(rounding.count),
        "Subjects": rows["n_subjects"].map(rounding.count),
        f"Bias ({interval})": [_with_interval(row, "bias") for row in records],
        f"Lower limit ({interval})": [_with_interval(row, "lower") for row in records],
        f"Upper limit ({interval})": [_with_interval(row, "upper") for row in records],
    }
    return Table(rows, pd.DataFrame(shown))


def _with_interval(row: Mapping[str, float], name: str) -> str:
    return rounding.estimate(*(100 * row[key] for key in (name, f"{name}_low", f"{name}_high")), 1)


def apart(rows: pd.DataFrame) -> str:
    """Say how far the program's share is from each reference."""
    known = rows[rows["bias"].notna()].to_dict("records")
    if not known:
        return "No share was measured in two subjects, so there are no limits of agreement."
    return " ".join(_apart(row) for row in known)


def _apart(row: Mapping[str, Any]) -> str:
    bias = 100 * row["bias"]
    how = "below" if bias < 0 else "above"
    limits = rounding.interval(100 * row["lower"], 100 * row["upper"], 1)
    found = (
        f"The program's share lies on average {rounding.number(abs(bias), 1)} points {how} the "
        f"{REFERENCES[row['reference']][0].lower()}{REFERENCES[row['reference']][1:]} (limits of "
        f"agreement {limits} points)"
    )
    if not row["half_range"]:
        return f"{found}."
    half = rounding.number(100 * row["half_range"], 1)
    return f"{found}; half the width of a grade, up to {half} points, is part of each difference."


def atrophy_counts(rows: pd.DataFrame) -> Table:
    """The readers' atrophy against the proposed one."""
    shown = {
        "Readers": rows["atrophy"].map({"yes": "atrophied", "no": "not atrophied"}),
        "Proposed: atrophied": rows["proposed_yes"].map(rounding.count),
        "Proposed: not atrophied": rows["proposed_no"].map(rounding.count),
        "No other side": rows["not_proposed"].map(rounding.count),
        "Muscles": rows["n_muscles"].map(rounding.count),
    }
    return Table(rows, pd.DataFrame(shown))


def atrophied(found: Mapping[str, float], rows: pd.DataFrame, level: float) -> str:
    """Say how the proposed atrophy agrees with the readers'."""
    if not found["n"]:
        return "No muscle was measured on both sides, so no atrophy is proposed."
    bounds = (found[name] for name in ("kappa", "kappa_low", "kappa_high"))
    kappa = rounding.effect("kappa", *bounds, level)
    read = rows.set_index("atrophy")
    seen, others = read.loc["yes"], read.loc["no"]
    both = rounding.share(int(seen["proposed_yes"]), int(seen["n_muscles"] - seen["not_proposed"]))
    return (
        f"Atrophy is proposed for {both} of the muscles in which readers saw it and for "
        f"{others['proposed_yes']} others (agreement "
        f"{rounding.percent(found['agreement_percent'])}, {kappa}; muscles counted as "
        "independent). The rule misses a muscle that is small on both sides."
    )


def recovered(rows: pd.DataFrame, margin: float, level: float) -> str:
    """Say how well known shares are found again."""
    if rows.empty:
        return NONE
    away, right = rows["n_away"].sum(), (rows["n_away"] * rows["right_percent"] / 100).sum()
    n, covered = rows["n_muscles"].sum(), (rows["n_muscles"] * rows["covered_percent"] / 100).sum()
    told = (
        "On phantoms the largest error of the share of fat is "
        f"{_points(rows['largest_error'].max())} percentage points, and its mean in the worst "
        f"condition is {_points(rows['mean_absolute_error'].max())}"
    )
    if away:
        told += (
            f"; of the muscles more than {_points(margin)} points away from every cut-off, "
            f"{rounding.share(round(right), int(away))} get the grade of their true share"
        )
    return (
        f"{told}. The {rounding.confidence(level)} holds the true share in "
        f"{rounding.share(round(covered), int(n))}."
    )


def smaller_sides(proposals: pd.DataFrame) -> str:
    """Name the muscle that is smallest beside its other side."""
    known = proposals.dropna(subset=["side_ratio"])
    if known.empty:
        return "No muscle was measured on both sides."
    least = known.loc[known["side_ratio"].idxmin()]
    return (
        f"The smallest muscle relative to its other side is the {least['side']} "
        f"{words(least['muscle_id'])} of {least['subject_id']}, with "
        f"{rounding.percent(100 * least['side_ratio'], 0)} of the volume of that side."
    )


def numbers(
    subjects: Sequence[str],
    found: Mapping[str, float],
    recovery: pd.DataFrame,
    review: pd.DataFrame,
    shares: pd.DataFrame,
    atrophy: Mapping[str, float],
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
    bounds = ("bias", "lower", "upper")
    limits = {f"{name}{end}": "ratio" for name in bounds for end in ("", "_low", "_high")}
    tree: Tree = {name: leaf(found[name], unit, n) for name, unit in units.items()}
    tree["share_agreement"] = nested(shares, ["reference"], limits, n="n", missing="missing")
    tree["atrophy"] = {
        name: leaf(atrophy[name], unit, atrophy["n"])
        for name, unit in (("kappa", "kappa"), ("agreement_percent", "percent"))
    }
    tree |= {
        "n_muscles": leaf(n, "count", n),
        "n_subjects": leaf(found["n_subjects"], "count", n),
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
    tree |= presence(bool(subjects), n)
    return tree | {name: text(sentence, n) for name, sentence in sentences.items()}
