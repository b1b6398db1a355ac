"""Sentences that follow the numbers: direction, significance and counts are never typed by hand.

Each function takes plain numbers or a tidy frame and returns one or two whole sentences, true for
any data, including data where nothing differs or one group is missing.
"""

from collections.abc import Mapping

import pandas as pd

from .labels import words
from .phrases import counted, listed
from .rounding import MISSING, effect, number, p_statement, percent
from .suppressed import holds, records

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
0.78, p = 0.046); they did not differ significantly in one region (smallest p = 0.142).
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
    found = compared[compared["p"] <= alpha]
    clauses = [
        f"{direction} in {first} than in {second} in {_effects(part, 1 - alpha)}"
        for direction, part in (
            ("higher", found[found["cliffs_delta"] > 0]),
            ("lower", found[found["cliffs_delta"] < 0]),
        )
        if len(part)
    ]
    others = compared[compared["p"] > alpha]
    if not clauses:
        sentence = (
            f"Scores of {first} and {second} did not differ significantly in "
            f"{_none_of(others['p'])}"
        )
    else:
        sentence = f"Scores were {listed(clauses)}"
        if len(others):
            sentence += (
                f"; they did not differ significantly in {counted(len(others), 'region')} "
                f"(smallest {p_statement(others['p'].min())})"
            )
    not_shown = (
        f"; {counted(unseen, 'comparison is', 'comparisons are')} not shown" if unseen else ""
    )
    return f"{sentence}{_not_compared(len(rows) - len(compared) - unseen)}{not_shown}."


def _effects(part: pd.DataFrame, level: float) -> str:
    """Regions with their delta, its interval and p; a delta of 0 is never significant."""
    bounds = ["cliffs_delta", "cliffs_delta_low", "cliffs_delta_high"]
    return listed(
        [
            f"{words(row['region'])} "
            f"({effect('delta', *(row[name] for name in bounds), level)}, {p_statement(row['p'])})"
            for row in records(part)
        ]
    )


def _none_of(p: pd.Series) -> str:
    if len(p) == 1:
        return f"the one region compared ({p_statement(p.iloc[0])})"
    return f"any of the {counted(len(p), 'region')} compared (smallest {p_statement(p.min())})"


def _regions(part: pd.DataFrame) -> str:
    return listed(
        [f"{words(row.region)} ({p_statement(row.p)})" for row in part.itertuples(index=False)]
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
    counts = [rows[f"n_{group}"].sum() for group in (first, second)]
    absent = [name for name, n in zip(names, counts, strict=True) if not n]
    if absent:
        return f"There are no scores of {listed(absent, 'or')}, so nothing could be compared."
    return " ".join(
        on_side(side, differences(part, alpha, *names))
        for side, part in rows.groupby("side", sort=False)
    )


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
    opening = f"After {ADJUSTMENTS[method]} adjustment over {counted(len(known), 'region')}, "
    smallest = f"smallest adjusted {p_statement(known['p_adjusted'].min())}"
    if left.empty:
        return f"{opening}no difference remained significant ({smallest})."
    return f"{opening}the difference remained significant in {listed(list(left))} ({smallest})."


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
        return (
            "Right and left did not differ significantly in any region "
            f"(smallest {p_statement(compared['p'].min())})."
        )
    return f"Right and left differed significantly in {_regions(found)}."


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


def leave_one_out(rows: pd.DataFrame, tested: bool = True) -> str:
    """Which significant differences do not depend on a single subject.

    Parameters
    ----------
    rows : DataFrame
        side, region, n, n_significant.
    tested : bool
        Whether there was any comparison.
    """
    if not tested:
        return "Nothing was compared, so nothing can depend on a single subject."
    if rows.empty:
        return "No difference was significant, so none can depend on a single subject."
    firm = rows["n_significant"] == rows["n"]
    named = [f"{row.side} {words(row.region)}" for row in rows[firm].itertuples(index=False)]
    total = counted(len(rows), "significant difference")
    if not named:
        return f"Of {total}, none stays significant whichever subject is left out."
    if len(named) == len(rows) > 1:
        return f"Each of {total} stays significant whichever subject is left out."
    stays = "stays" if len(named) == 1 else "stay"
    return f"Of {total}, {listed(named)} {stays} significant whichever subject is left out."


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


def robustness(rows: pd.DataFrame, alpha: float) -> str:
    """Which significant differences of one side survive exact tests and adjustment.

    Parameters
    ----------
    rows : DataFrame
        region, p (headline), p_asymptotic, p_exact_abs_deviation, p_exact_doubled, p_holm, p_bh.

    Examples
    --------
    >>> rows = pd.DataFrame({"region": ["iliopsoas"], "p": [0.046], "p_asymptotic": [0.046],
    ...                      "p_exact_abs_deviation": [0.051], "p_exact_doubled": [0.058],
    ...                      "p_holm": [0.32], "p_bh": [0.13]})
    >>> print(robustness(rows, 0.05))
    One difference is significant by the headline test (iliopsoas). Still significant are, by the \
asymptotic test: all; by the exact test (abs-deviation): none; by the exact test (doubled): none; \
after Holm adjustment: none; after Benjamini–Hochberg adjustment: none.
    """
    if rows["p"].isna().all() and not holds(rows):
        return "Nothing was compared, so there is no difference to examine."
    found = rows[rows["p"] <= alpha]
    if found.empty:
        return "No difference is significant by the headline test, so there is none to examine."
    forms = {
        "p_asymptotic": "by the asymptotic test",
        "p_exact_abs_deviation": "by the exact test (abs-deviation)",
        "p_exact_doubled": "by the exact test (doubled)",
        "p_holm": "after Holm adjustment",
        "p_bh": "after Benjamini–Hochberg adjustment",
    }
    kept = [f"{form}: {_kept(found, column, alpha)}" for column, form in forms.items()]
    one = len(found) == 1
    n = counted(len(found), "difference is" if one else "differences are", "differences are")
    names = listed([words(region) for region in found["region"]])
    return (
        f"{n[:1].upper()}{n[1:]} significant by the headline test ({names}). "
        f"Still significant are, {'; '.join(kept)}."
    )


def _kept(found: pd.DataFrame, column: str, alpha: float) -> str:
    left = found.loc[found[column] <= alpha, "region"]
    if len(left) == len(found):
        return "all"
    return listed([words(region) for region in left]) if len(left) else "none"
