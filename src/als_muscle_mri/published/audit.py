"""Every printed figure against the cohort: a verdict on each, computed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args

import numpy as np
import pandas as pd

from als_muscle_mri.inputs import Scale
from als_muscle_mri.inputs.settings import QuartileMethod
from als_muscle_mri.published.figures import (
    QUARTILES,
    fits,
    is_numeric,
    out_of_order,
    twin,
)
from als_muscle_mri.published.rebuilt import (
    COMPARISONS,
    Rebuilt,
    Values,
    rebuild,
    summaries,
)
from als_muscle_mri.published.recompute import KEY, PATIENTS_V_CONTROLS, QUANTITIES
from als_muscle_mri.reconstruct import Summary, TooManyError, agrees, complete_set, nearest_p
from als_muscle_mri.statistics import quartiles

VERDICTS = (
    "reproduced",
    "impossible",
    "contradiction",
    "misprint",
    "not_recomputable",
    "differs",
)
"""Reproduced: the cohort gives it. Impossible: no data can give it. Contradiction: another
printed figure says otherwise. Misprint: no data can have quartiles in that order, and the other
side may show what it must have been. Not recomputable: it is not a number, or the cohort has no
such data. Differs: the cohort gives another value, and nothing printed excludes the figure."""

EVIDENCE = ("verdict", "recomputed", "other", "must_be", "n_searched", "nearest")

Evidence = dict[str, object]


@dataclass(frozen=True)
class _Print:
    """All that is printed, and what is asked of it again and again."""

    figures: pd.DataFrame
    values: Values
    wrong: frozenset[int]
    columns: pd.DataFrame
    regions: Mapping[tuple[str, str], Summary]
    """What is printed of each region, by side and name."""

    counts: dict[tuple[str, str], int]
    """Datasets that agree with it, once they were counted."""

    def summary(self, row: pd.Series) -> Summary | None:
        """What is printed of the region and side of a figure."""
        return self.regions.get((row["side"], row["region"]))

    def count(self, row: pd.Series) -> int:
        """Datasets that agree with what is printed of the region and side of a figure."""
        place = row["side"], row["region"]
        if place not in self.counts:
            self.counts[place] = complete_set(self.regions[place]).count
        return self.counts[place]


def audit(
    published: pd.DataFrame, values: Values, items: Mapping[str, int], scale: Scale
) -> pd.DataFrame:
    """Judge every printed figure.

    Parameters
    ----------
    published : DataFrame
        What :func:`printed_figures` gives.
    values : mapping
        What :func:`recompute` gives.
    items : mapping
        Muscles of each region.
    scale : Scale
        What the grades are.

    Returns
    -------
    DataFrame
        The rows with verdict (one of :data:`VERDICTS`); recomputed (a number or text, empty where
        there is none); other (id of the printed figure that contradicts, corrects or repeats it);
        must_be (what a misprint stands for); n_searched (pairs of datasets gone through for an
        impossible p, datasets that agree with a corrected misprint) and nearest (the p nearest
        the printed one that any data have).

    Examples
    --------
    >>> from als_muscle_mri.inputs import load_cohort
    >>> from als_muscle_mri.published import muscles_by_region, printed_figures, recompute
    >>> data = load_cohort("pavia-2018")
    >>> items = muscles_by_region(data)
    >>> judged = audit(printed_figures(data), recompute(data), items, data.scale)
    >>> cell = judged.set_index("id").loc["table-2-right-paraspinals-control-q3"]
    >>> cell["verdict"], cell["printed"], cell["must_be"]
    ('misprint', '0', '1')
    """
    regions = {
        (side, row.name): row
        for side in ("right", "left")
        for row in summaries(published, values, items, side, scale)
    }
    wrong = frozenset(out_of_order(published).index)
    print_ = _Print(published, values, wrong, column_quartiles(published), regions, {})
    rows = [
        {**row.to_dict(), **dict.fromkeys(EVIDENCE), **_judged(row, print_)}
        for _, row in published.iterrows()
    ]
    return pd.DataFrame(rows, columns=[*published.columns, *EVIDENCE])


def _judged(row: pd.Series, print_: _Print) -> Evidence:
    value = print_.values.get(tuple(row[column] for column in KEY))
    found: Evidence = {
        "recomputed": f"{value[0]}/{value[1]}" if isinstance(value, tuple) else value
    }
    if value is None or not (isinstance(value, str) or is_numeric(row["printed"])):
        return found | {"verdict": "not_recomputable"}
    column = _column_contradicted_by(row, print_.columns)
    if column is not None:
        return found | {"verdict": "contradiction", "other": column}
    if fits(row["statistic"], row["printed"], value):
        return found | {"verdict": "reproduced"}
    if row.name in print_.wrong:
        return found | _misprint(row, print_)
    other = _printed_otherwise(row, print_.figures)
    if other is not None:
        return found | {"verdict": "contradiction", "other": other}
    return found | (_impossible(row, print_) or {"verdict": "differs"})


def _misprint(row: pd.Series, print_: _Print) -> Evidence:
    """A cell out of order: what the other side prints, where data agree with that."""
    other = twin(print_.figures, row)
    if other is None or print_.summary(row) is None or other["printed"] == row["printed"]:
        return {"verdict": "misprint"}
    count = print_.count(row)
    must_be = other["printed"] if count else None
    return {"verdict": "misprint", "other": other["id"], "must_be": must_be, "n_searched": count}


def _impossible(row: pd.Series, print_: _Print) -> Evidence | None:
    """Search all data with the printed quartiles for a p that is not reproduced."""
    if row["statistic"] != "p" or row["group"] not in COMPARISONS:
        return None
    printed = print_.summary(row)
    if printed is None:
        return None
    both = row["group"] == PATIENTS_V_CONTROLS
    pair = tuple(row["group"].split(" v "))
    alone = replace(printed, p={pair: row["printed"]}, parts={} if both else printed.parts)
    try:
        found = complete_set(alone)
    except TooManyError:
        return None
    if found.count:
        return None
    searched = int(np.prod([stage.n for stage in found.stages[:2]]))
    found = {"n_searched": searched, "nearest": nearest_p(alone) if both else None}
    other = twin(print_.figures, row)
    if other is not None and other["printed"] == row["printed"]:
        found["other"] = other["id"]
    return {"verdict": "impossible", **found}


def _printed_otherwise(row: pd.Series, published: pd.DataFrame) -> str | None:
    """The id of another print of the same quantity that is not the same."""
    same = (published[list(KEY)] == row[list(KEY)]).all(axis=1)
    others = published[same & (published["printed"] != row["printed"])]
    return None if others.empty else others["id"].iloc[0]


def _column_contradicted_by(row: pd.Series, columns: pd.DataFrame) -> str | None:
    """The id of a printed quartile that the column a single value stands in does not have."""
    if row["statistic"] != "value":
        return None
    of_column = (columns["variable"] == row["variable"]) & (columns["group"] == row["group"])
    against = columns[of_column & ~columns["agrees"].astype(bool)]
    return None if against.empty else against["id"].iloc[0]


def column_quartiles(
    published: pd.DataFrame, method: str = "averaged_inverted_cdf"
) -> pd.DataFrame:
    """Compare the quartiles of printed columns of single values with the printed quartiles.

    Parameters
    ----------
    published : DataFrame
        The rows of ``published.csv``.
    method : str
        A quartile rule of `numpy.quantile`.

    Returns
    -------
    DataFrame
        variable, group, statistic, column (the quartile of the printed values), n, id, printed
        (the figure printed elsewhere) and agrees; a row for each quartile printed of a quantity
        whose single values are printed too.
    """
    rows = []
    for (variable, group), column in _columns(published):
        found = quartiles(column, method)
        summary = published[
            (published["variable"] == variable)
            & (published["group"] == group)
            & published["statistic"].isin(QUARTILES)
        ]
        for _, row in summary.iterrows():
            value = getattr(found, row["statistic"])
            rows.append(
                {"variable": variable, "group": group, "statistic": row["statistic"]}
                | {"column": value, "n": found.n, "id": row["id"], "printed": row["printed"]}
                | {"agrees": agrees(row["printed"], value)}
            )
    names = ["variable", "group", "statistic", "column", "n", "id", "printed", "agrees"]
    return pd.DataFrame(rows, columns=names)


def _columns(published: pd.DataFrame) -> list[tuple[tuple[str, str], np.ndarray]]:
    """The single values printed of a quantity, where more than one is."""
    single = published[
        (published["statistic"] == "value")
        & published["variable"].isin(QUANTITIES)
        & (published["level"] != "")
    ]
    return [
        (names, part["printed"].astype(float).to_numpy())
        for names, part in single.groupby(["variable", "group"], sort=False)
        if len(part) > 1
    ]


def quartile_rules(published: pd.DataFrame, rebuilt: Sequence[Rebuilt]) -> pd.DataFrame:
    """Ask which quartile rule the print can have followed.

    First the columns that are printed in full: whose quartiles, by that rule, are printed too?
    Then, for the rules that agree with most of these, the regions: is there a dataset that agrees
    with all that is printed of each?

    Parameters
    ----------
    published : DataFrame
        What :func:`printed_figures` gives.
    rebuilt : sequence of Rebuilt
        What :func:`rebuild` gives, one a region.

    Returns
    -------
    DataFrame
        method, n_printed and n_agreeing (quartiles of printed columns), n_regions (with a
        dataset, of those looked at until the first without), empty_region (that one) and
        possible (whether nothing speaks against the rule). No row where nothing can be asked.
    """
    table = pd.DataFrame(
        [
            {"method": method, "n_printed": len(compared), "n_agreeing": compared["agrees"].sum()}
            for method in get_args(QuartileMethod)
            for compared in [column_quartiles(published, method)]
        ]
    )
    if not rebuilt and not table["n_printed"].any():
        return table.assign(n_regions=0, empty_region="", possible=False).iloc[:0]
    best = table["n_agreeing"] == table["n_agreeing"].max()
    counts = [
        _regions_possible(rebuilt, method) if agreeing else (0, "")
        for method, agreeing in zip(table["method"], best, strict=True)
    ]
    table["n_regions"], table["empty_region"] = zip(*counts, strict=True)
    table["possible"] = best & (table["empty_region"] == "")
    return table


def _regions_possible(rebuilt: Sequence[Rebuilt], method: str) -> tuple[int, str]:
    """How many regions have a dataset by a rule, and the first that has none; easy ones first."""
    ordered = sorted(rebuilt, key=lambda one: one.summary.items)
    for number, one in enumerate(ordered):
        known = one.summary.quartile_method == method
        by_rule = one if known else rebuild([replace(one.summary, quartile_method=method)])[0]
        if by_rule.count == 0:
            return number, one.summary.name
    return len(ordered), ""


def column_readings(published: pd.DataFrame) -> pd.DataFrame:
    """Ask what a printed column of single values holds, where its quartiles contradict its head.

    Whole numbers may be other quantities of the group with their decimals cut off: then each
    quartile of the column lies at most 1 below the printed one, and not above it.

    Returns
    -------
    DataFrame
        variable (as the column is headed), group, candidate (a quantity with the same unit whose
        quartiles are printed), shift (median of the column less the printed median), fits_as_is
        and fits_cut_off (whether all three quartiles do).
    """
    rows = []
    quartile_rows = published[published["statistic"].isin(QUARTILES)]
    for (variable, group), column in _columns(published):
        found = quartiles(column)
        unit = variable.rpartition("_")[2]
        for candidate in QUANTITIES:
            printed = quartile_rows[
                (quartile_rows["variable"] == candidate) & (quartile_rows["group"] == group)
            ]
            if len(printed) < len(QUARTILES) or candidate.rpartition("_")[2] != unit:
                continue
            pairs = [
                (getattr(found, row["statistic"]), row["printed"]) for _, row in printed.iterrows()
            ]
            gaps = [float(text) - value for value, text in pairs]
            rows.append(
                {"variable": variable, "group": group, "candidate": candidate}
                | {"shift": -gaps[printed["statistic"].tolist().index("median")]}
                | {"fits_as_is": all(agrees(text, value) for value, text in pairs)}
                | {"fits_cut_off": all(0 <= gap < 1 for gap in gaps)}
            )
    names = ["variable", "group", "candidate", "shift", "fits_as_is", "fits_cut_off"]
    return pd.DataFrame(rows, columns=names)


def verdict_counts(judged: pd.DataFrame) -> pd.DataFrame:
    """Count the figures of each verdict by place.

    Returns
    -------
    DataFrame
        place, n, and one column a verdict.
    """
    counts = pd.crosstab(judged["place"], judged["verdict"]).reindex(
        index=judged["place"].drop_duplicates(), columns=list(VERDICTS), fill_value=0
    )
    counts.insert(0, "n", counts.sum(axis=1))
    return counts.rename_axis(columns=None).reset_index()
