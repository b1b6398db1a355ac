"""Sentences that follow the numbers: direction, significance and counts are never typed by hand.

Each function takes plain numbers or a tidy frame and returns one or two whole sentences, true for
any data, including data where nothing differs or one group is missing.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from .labels import words
from .phrases import counted, listed
from .rounding import MISSING, count, effect, number, p_statement, percent, smallest
from .suppressed import holds, in_full, records

ADJUSTMENTS = {"holm": "Holm", "bh": "Benjamini–Hochberg"}
GROUP_WORDS = {
    "patients": "patients",
    "controls": "controls",
    "umn_high": "patients with high UMN burden",
    "umn_low": "patients with low UMN burden",
}


def on_side(side: str, sentence: str) -> str:
    """The sentence said of one side.

    Examples
    --------
    >>> on_side("right", "Scores differed.")
    'On the right side, scores differed.'
    """
    return f"On the {side} side, {sentence[:1].lower()}{sentence[1:]}"


def differences(rows: pd.DataFrame, alpha: float, first: str, second: str) -> str:
    """Which regions differ between two groups, which way, and that the others do not.

    Parameters
    ----------
    rows : DataFrame
        One side of a comparison: region, p, cliffs_delta (positive where the first group is
        higher) with its interval. Rows without a p were not comparable and are named as such.
    alpha : float
        A difference is called significant if p <= alpha; intervals have level 1 - alpha.
    first, second : str
        The groups in words, for instance "patients" and "controls".

    Examples
    --------
    >>> rows = pd.DataFrame({"region": ["iliopsoas", "hand"], "p": [0.046, 0.142],
    ...                      "cliffs_delta": [0.50, 0.29], "cliffs_delta_low": [0.01, -0.09],
    ...                      "cliffs_delta_high": [0.78, 0.59]})
    >>> print(differences(rows, 0.05, "patients", "controls"))
    Scores were higher in patients than in controls in iliopsoas (delta 0.50, 95 % CI 0.01 to \
0.78, p = 0.046); they did not differ significantly in one region (delta 0.29, 95 % CI −0.09 to \
0.59, p = 0.142).
    """
    compared = rows.dropna(subset=["p"])
    if rows.empty:
        return "No muscle was read."
    unseen = sum(map(holds, rows["p"]))
    if compared.empty and unseen:
        return (
            f"The comparison of {first} and {second} is not shown, since the groups are too small."
        )
    if compared.empty:
        return f"No region could be compared between {first} and {second}."
    left_out = _not_compared(len(rows) - len(compared) - unseen)
    not_shown = (
        f"; {counted(unseen, 'comparison is', 'comparisons are')} not shown" if unseen else ""
    )
    return f"{_found(compared, alpha, first, second)}{left_out}{not_shown}."


def _found(compared: pd.DataFrame, alpha: float, first: str, second: str) -> str:
    """Where the groups differ, and how far they do elsewhere, without a full stop."""
    found, others = compared[compared["p"] <= alpha], compared[compared["p"] > alpha]
    clauses = [
        f"{direction} in {first} than in {second} in {_effects(part, 1 - alpha)}"
        for direction, part in (
            ("higher", found[found["cliffs_delta"] > 0]),
            ("lower", found[found["cliffs_delta"] < 0]),
        )
        if len(part)
    ]
    if others.empty:
        return f"Scores were {listed(clauses)}"
    undecided = _undecided(others, 1 - alpha)
    if clauses:
        where = counted(len(others), "region")
        return (
            f"Scores were {listed(clauses)}; they did not differ significantly in {where} "
            f"({undecided})"
        )
    where = _all_regions(len(others))
    return f"Scores of {first} and {second} did not differ significantly in {where} ({undecided})"


def _effects(part: pd.DataFrame, level: float) -> str:
    """Regions with their delta, its interval and p; a delta of 0 is never significant."""
    named = [f"{words(row['region'])} ({_delta(row, level)})" for row in records(part)]
    return listed(named)


def _delta(row: Mapping[str, float], level: float) -> str:
    bounds = (row[f"cliffs_delta{bound}"] for bound in ("", "_low", "_high"))
    return f"{effect('delta', *bounds, level)}, {p_statement(row['p'])}"


def _all_regions(n: int) -> str:
    return "the one region compared" if n == 1 else f"any of the {counted(n, 'region')} compared"


def _undecided(part: pd.DataFrame, level: float) -> str:
    """The effect of one region, or how far those of several go; their intervals are in a table."""
    if len(part) == 1:
        return _delta(records(part)[0], level)
    return f"{_span('delta', part['cliffs_delta'])}, smallest {p_statement(smallest(part['p']))}"


def _span(name: str, values: pd.Series) -> str:
    low, high = number(values.min()), number(values.max())
    return f"{name}s from {low} to {high}" if low != high else f"each {name} {low}"


def _sided(part: pd.DataFrame) -> str:
    """Regions with the median difference of right and left, and p."""
    return listed(
        [
            f"{words(row.region)} (median difference {number(row.median_difference)}, "
            f"{p_statement(row.p)})"
            for row in part.itertuples(index=False)
        ]
    )


def _not_compared(n: int) -> str:
    return f"; {counted(n, 'region')} could not be compared" if n else ""


def contrast(
    rows: pd.DataFrame,
    alpha: float,
    first: str,
    second: str,
    further: Mapping[str, str] | None = None,
) -> str:
    """The differences of one contrast, side by side.

    Parameters
    ----------
    rows : DataFrame
        A comparison of two groups: side, region, p, cliffs_delta with its interval, and the
        numbers of both groups under the names of their columns.
    first, second : str
        The groups' names, as in the columns of the comparison.
    further : mapping, optional
        What groups beyond patients and controls are called in a sentence.
    """
    if rows.empty:
        return "No muscle was read, so nothing could be compared."
    known = GROUP_WORDS | dict(further or {})
    names = [known.get(group, f"{words(group)} patients") for group in (first, second)]
    counts = [rows[f"n_{group}"] for group in (first, second)]
    absent = [name for name, n in zip(names, counts, strict=True) if not n.sum() and not holds(n)]
    if absent:
        return f"There are no scores of {listed(absent, 'or')}, so nothing could be compared."
    found = [
        on_side(side, differences(part, alpha, *names))
        for side, part in rows.groupby("side", sort=False)
    ]
    return " ".join([*_sizes(rows, (first, second), names), *found])


def _sizes(rows: pd.DataFrame, groups: Sequence[str], names: Sequence[str]) -> list[str]:
    """How many subjects a comparison has where it has most; of hidden numbers nothing is said."""
    sizes = rows[[f"n_{group}" for group in groups]]
    if holds(sizes):
        return []
    most = [f"{count(n)} {name}" for n, name in zip(sizes.max(), names, strict=True)]
    return [f"No region was read in more than {listed(most)}."]


def adjustment(method: str) -> str:
    """How p-values are adjusted over the regions of a side, to stand after "p-values are".

    Examples
    --------
    >>> adjustment("holm"), adjustment("none")
    ('adjusted by the Holm method', 'not adjusted')
    """
    if method not in ADJUSTMENTS:
        return "not adjusted"
    return f"adjusted by the {ADJUSTMENTS[method]} method"


def adjusted(rows: pd.DataFrame, alpha: float, method: str) -> str:
    """What remains after adjustment for several regions.

    Parameters
    ----------
    rows : DataFrame
        One side of a comparison: region, p_adjusted.
    method : str
        ``holm``, ``bh`` or ``none``.

    Examples
    --------
    >>> rows = pd.DataFrame({"region": ["iliopsoas"], "p_adjusted": [0.37]})
    >>> print(adjusted(rows, 0.05, "holm"))
    After Holm adjustment over one region, no difference remained significant (smallest adjusted \
p = 0.370).
    """
    known = rows.dropna(subset=["p_adjusted"])
    if known.empty:
        return "There was no comparison to adjust."
    if method not in ADJUSTMENTS:
        return "The p-values are not adjusted for the number of regions compared."
    left = known.loc[known["p_adjusted"] <= alpha, "region"].map(words)
    limits = "" if in_full(known["p_adjusted"]) else " of p-values that are upper limits"
    over = counted(len(known), "region")
    opening = f"After {ADJUSTMENTS[method]} adjustment{limits} over {over}, "
    least = f"smallest adjusted {p_statement(smallest(known['p_adjusted']))}"
    if left.empty:
        return f"{opening}no difference remained significant ({least})."
    return f"{opening}the difference remained significant in {listed(list(left))} ({least})."


def sides(rows: pd.DataFrame, alpha: float) -> str:
    """Whether right and left differ.

    Parameters
    ----------
    rows : DataFrame
        region, p, median_difference (right - left), for one group of subjects.
    """
    compared = rows.dropna(subset=["p"])
    if compared.empty and holds(rows):
        return "The comparison of right and left is not shown, since there are too few subjects."
    if compared.empty:
        return "No subject had both sides of a region, so right and left were not compared."
    found = compared[compared["p"] <= alpha]
    if found.empty:
        shifts = _span("median difference", compared["median_difference"])
        return (
            "Right and left did not differ significantly in any region "
            f"({shifts}, smallest {p_statement(compared['p'].min())})."
        )
    return f"Right and left differed significantly in {_sided(found)}."


def comparability(rows: pd.DataFrame, alpha: float) -> str:
    """Whether the groups differ in the characteristics compared, and by how much.

    Parameters
    ----------
    rows : DataFrame
        variable, estimate with its interval, p.
    alpha : float
        A difference is called significant if p <= alpha; intervals have level 1 - alpha.
    """
    known = rows.dropna(subset=["p"])
    if known.empty:
        return "There were not two groups to compare in age and sex."
    alike, unlike = known[known["p"] > alpha], known[known["p"] <= alpha]
    clauses = []
    if len(unlike):
        clauses.append(f"differed significantly in {_characteristics(unlike, alpha, 'and')}")
    if len(alike):
        clauses.append(f"did not differ significantly in {_characteristics(alike, alpha, 'or')}")
    return f"Patients and controls {', and '.join(clauses)}."


CHARACTERISTICS = {
    "age_at_enrolment_years": ("age at enrolment", "shift", 1, "years"),
    "sex": ("sex", "odds ratio of being female", 2, ""),
}
"""A characteristic in words; its effect, with decimals and unit."""


def _characteristics(part: pd.DataFrame, alpha: float, joined: str) -> str:
    named = []
    for row in records(part):
        name, what, *form = CHARACTERISTICS[row["variable"]]
        numbers = [row[f"estimate{bound}"] for bound in ("", "_low", "_high")]
        known = number(numbers[0]) != MISSING
        estimate = f"{effect(what, *numbers, 1 - alpha, *form)}, " if known else ""
        named.append(f"{name} ({estimate}{p_statement(row['p'])})")
    return listed(named, joined)


def rater_variation(rows: pd.DataFrame) -> str:
    """The largest coefficient of variation within and between raters.

    Parameters
    ----------
    rows : DataFrame
        comparison (within, between), region, coefficient_of_variation_percent.
    """
    known = rows.dropna(subset=["coefficient_of_variation_percent"])
    if known.empty:
        return "No muscle was read twice, so rater agreement cannot be computed."
    parts = []
    for comparison, part in known.groupby("comparison", sort=False):
        worst = part.loc[part["coefficient_of_variation_percent"].idxmax()]
        value = percent(worst["coefficient_of_variation_percent"])
        parts.append(f"{value} {comparison} raters ({words(worst['region'])})")
    return f"The largest coefficient of variation of a region was {listed(parts)}."


def emg(counts: pd.DataFrame) -> str:
    """How many examined muscles have each EMG grade.

    Parameters
    ----------
    counts : DataFrame
        muscle_id, grade_0 to grade_3, n_muscles.
    """
    if counts.empty:
        return "No muscle was examined by EMG."
    total = int(counts["n_muscles"].sum())
    marked = int(counts[["grade_2", "grade_3"]].to_numpy().sum())
    return (
        f"Of {counted(total, 'muscle')} examined, {marked} had a moderate or "
        f"severe EMG grade ({percent(100 * marked / total)})."
    )
