"""The complete sets of datasets behind the printed region scores, and what follows from them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from als_muscle_mri.inputs import Scale
from als_muscle_mri.published.figures import QUARTILES, believed
from als_muscle_mri.published.recompute import GROUPS, Key, Value, key
from als_muscle_mri.reconstruct import (
    CompleteSet,
    Group,
    PrintedP,
    Summary,
    TooManyError,
    complete_set,
)
from als_muscle_mri.reconstruct.members import member_table
from als_muscle_mri.reconstruct.protocol import Protocols, Share, protocols
from als_muscle_mri.reconstruct.ranges import TESTS, Consequences, adjusted_ranges, consequences

PARTS = ("spinal", "bulbar")
COMPARISONS = ("patient v control", "spinal v control", "bulbar v control", "spinal v bulbar")
"""Contrasts of Table 2 whose p-values belong to a summary of patients and controls."""

Values = Mapping[Key, Value]


def summaries(
    published: pd.DataFrame, values: Values, items: Mapping[str, int], side: str, scale: Scale
) -> list[Summary]:
    """Gather what is printed of each region of a side.

    Parameters
    ----------
    published : DataFrame
        The rows of ``published.csv``.
    values : mapping
        What :func:`recompute` gives: how many subjects of each kind were scanned.
    items : mapping
        Muscles of each region.
    side : str
        ``right`` or ``left``.
    scale : Scale
        What the grades are.

    Returns
    -------
    list of Summary
        In the order of `items`; a region without quartiles or subjects of both groups is left out.
        None of a scale that does not begin at 0: the search counts sums of grades from 0 on.
    """
    if scale.numbers[0] != 0:
        return []
    rows = believed(published)
    rows = rows[(rows["variable"] == "region_score") & (rows["side"] == side)]
    found = []
    for region, n_muscles in items.items():
        of_region = rows[rows["region"] == region]
        groups = [_group(of_region, values, side, region, group) for group in GROUPS]
        if all(groups):
            summary = _summary(region, n_muscles, groups, of_region, values, side)
            found.append(replace(summary, highest_grade=scale.numbers[-1]))
    return found


def _group(rows: pd.DataFrame, values: Values, side: str, region: str, group: str) -> Group | None:
    n = values.get(key("region_score", "n", group=group, side=side, region=region), 0)
    printed = rows[(rows["group"] == group) & rows["statistic"].isin(QUARTILES)]
    if not n or printed.empty:
        return None
    return Group(group, int(n), **dict(zip(printed["statistic"], printed["printed"], strict=True)))


def _summary(
    region: str, items: int, groups: list[Group], rows: pd.DataFrame, values: Values, side: str
) -> Summary:
    sizes = {
        part: int(values.get(key("region_score", "n", group=part, side=side, region=region), 0))
        for part in PARTS
    }
    parts = sizes if all(sizes.values()) and sum(sizes.values()) == groups[0].n else {}
    printed = rows[rows["statistic"] == "p"].drop_duplicates("group").set_index("group")["printed"]
    known = {group.name for group in groups} | set(parts)
    p = {
        tuple(name.split(" v ")): printed[name]
        for name in COMPARISONS
        if name in printed and set(name.split(" v ")) <= known
    }
    return Summary(region, items, (groups[0], groups[1]), p, parts)


@dataclass(frozen=True)
class Rebuilt:
    """The complete set of a region; None where it is too large to list."""

    summary: Summary
    found: CompleteSet | None

    @property
    def count(self) -> int | None:
        """Datasets that agree with all that is printed of the region."""
        return None if self.found is None else self.found.count


def rebuild(rows: list[Summary]) -> list[Rebuilt]:
    """Find the complete set of each summary."""
    return [Rebuilt(row, _complete(row)) for row in rows]


def _complete(summary: Summary) -> CompleteSet | None:
    try:
        return complete_set(summary)
    except TooManyError:
        return None


def set_sizes(rebuilt: list[Rebuilt]) -> pd.DataFrame:
    """Count the datasets left of each region once each kind of figure is asked for.

    Returns
    -------
    DataFrame
        region, n_muscles, n_patients, n_controls, n_patient_sets and n_control_sets (by their
        quartiles), n_pairs (with the p of patients against controls) and n_datasets (with every
        printed p); the last four are missing where a set is too large to list.
    """
    rows = []
    for one in rebuilt:
        patients, controls = one.summary.groups
        stages = [stage.n for stage in one.found.stages] if one.found else [np.nan] * 3
        sizes = [*stages[:2], stages[2] if len(stages) > 2 else np.nan]
        rows.append(
            {"region": one.summary.name, "n_muscles": one.summary.items}
            | {"n_patients": patients.n, "n_controls": controls.n}
            | dict(zip(("n_patient_sets", "n_control_sets", "n_pairs"), sizes, strict=True))
            | {"n_datasets": np.nan if one.count is None else one.count}
        )
    return pd.DataFrame(rows, columns=SET_SIZES)


SET_SIZES = [
    *("region", "n_muscles", "n_patients", "n_controls"),
    *("n_patient_sets", "n_control_sets", "n_pairs", "n_datasets"),
]


def members(rebuilt: list[Rebuilt]) -> pd.DataFrame:
    """List every dataset of every region.

    Returns
    -------
    DataFrame
        region, n_muscles, dataset (from 1 in each region), and the grade sums of patients,
        controls, spinal and bulbar patients as texts; a sum divided by n_muscles is a score.
    """
    columns = ["region", "n_muscles", "dataset", *GROUPS, *PARTS]
    tables = [
        member_table(one.found).assign(region=one.summary.name, n_muscles=one.summary.items)
        for one in rebuilt
        if one.count
    ]
    return pd.concat(tables).reindex(columns=columns) if tables else pd.DataFrame(columns=columns)


def part_sizes(rows: list[Summary], values: Values) -> pd.DataFrame:
    """Try every number of bulbar patients among those scanned, where some were not scanned.

    Returns
    -------
    DataFrame
        region, n_patient, n_bulbar, n_datasets.
    """
    enrolled = {
        part: int(values.get(key("onset_site", "n", level=part, group="patient"), 0))
        for part in PARTS
    }
    found = [
        {"region": row.name, "n_patient": row.whole.n, "n_bulbar": bulbar}
        | {"n_datasets": rebuilt.count}
        for row in rows
        if row.parts and row.whole.n < sum(enrolled.values())
        for bulbar in range(min(enrolled["bulbar"], row.whole.n) + 1)
        if row.whole.n - bulbar <= enrolled["spinal"]
        for parts in [{"spinal": row.whole.n - bulbar, "bulbar": bulbar}]
        for rebuilt in rebuild([replace(row, parts=parts)])
    ]
    return pd.DataFrame(found, columns=["region", "n_patient", "n_bulbar", "n_datasets"])


def protocol_search(
    published: pd.DataFrame, values: Values, rebuilt: list[Rebuilt]
) -> Protocols | None:
    """Find every number of muscles per region that agrees with what is printed.

    Parameters
    ----------
    published : DataFrame
        The rows of ``published.csv``.
    values : mapping
        What :func:`recompute` gives.
    rebuilt : list of Rebuilt
        One a region; other numbers of muscles than theirs are tried as well.

    Returns
    -------
    Protocols or None
        None where the number of muscles, or of any region, is not printed.
    """
    muscles = published[(published["variable"] == "muscles") & (published["statistic"] == "n")]
    if muscles.empty or not rebuilt:
        return None
    rows = [one.summary for one in rebuilt]
    known = {(one.summary.name, one.summary.items): one.count for one in rebuilt if one.found}
    shares = [share for _, share in _shares(published, values, rows)]
    return protocols(rows, int(muscles["printed"].iloc[0]) // 2, shares, known)


def protocol_table(found: Protocols | None, items: Mapping[str, int]) -> pd.DataFrame:
    """List the protocols that agree with the print.

    Returns
    -------
    DataFrame
        Muscles by region, one row a protocol, and own (whether it is this cohort's).
    """
    rows = [
        {**{region: protocol[region] for region in items if region in protocol}}
        | {"own": all(items[region] == n for region, n in protocol.items())}
        for protocol in (found.found if found else ())
    ]
    return pd.DataFrame(rows, columns=[*items, "own"])


def atrophy_shares(
    published: pd.DataFrame, values: Values, rows: list[Summary]
) -> list[tuple[str, int, int]]:
    """Count the atrophied and the read muscles behind each printed share, by the own protocol.

    Returns
    -------
    list of tuple
        Group, atrophied muscles, muscles read; a share that no count gives is left out.
    """
    own = {row.name: row.items for row in rows}
    shares = [(group, share.of(own)) for group, share in _shares(published, values, rows)]
    return [(group, *found) for group, found in shares if found]


def _shares(
    published: pd.DataFrame, values: Values, rows: list[Summary]
) -> list[tuple[str, Share]]:
    percents = published[
        (published["variable"] == "atrophied_muscles") & (published["statistic"] == "percent")
    ]
    return [
        (row["group"], Share(row["printed"], _examined(values, rows, row["group"])))
        for _, row in percents.iterrows()
    ]


def _examined(values: Values, rows: list[Summary], group: str) -> dict[str, int]:
    return {
        row.name: sum(
            int(values.get(key("region_score", "n", group=group, side=side, region=row.name), 0))
            for side in ("right", "left")
        )
        for row in rows
    }


def findings(rebuilt: list[Rebuilt], alpha: float) -> pd.DataFrame:
    """Say what each printed p-value owes to the dataset it came from.

    Parameters
    ----------
    rebuilt : list of Rebuilt
        One a region.
    alpha : float
        A p at or below it is significant.

    Returns
    -------
    DataFrame
        region, comparison, printed, n_datasets; low and high of Cliff's delta and of each kind
        of p (asymptotic, abs_deviation, doubled), and of the Holm-adjusted exact p (of patients
        against controls, over the regions, in every combination of datasets); and for each kind
        the share of datasets in which the printed finding, a difference or none, holds. Regions
        without a listed dataset are left out.
    """
    tested = [
        consequences(one.found, *pair) for one in rebuilt if one.count for pair in one.summary.p
    ]
    names = [one.summary for one in rebuilt if one.count for _ in one.summary.p]
    table = pd.DataFrame(
        [_finding(row, over, alpha) for row, over in zip(names, tested, strict=True)],
        columns=FINDING,
    )
    family = [place for place, over in enumerate(tested) if (over.first, over.second) == GROUPS]
    if family:
        adjusted = adjusted_ranges([tested[place].range("abs-deviation") for place in family])
        table.loc[family, "p_holm_low"] = [one.low for one in adjusted]
        table.loc[family, "p_holm_high"] = [one.high for one in adjusted]
    return table


KINDS = {test: test.replace("-", "_") for test in TESTS}
FINDING = [
    *("region", "comparison", "printed", "significant", "n_datasets"),
    *("cliffs_delta_low", "cliffs_delta_high"),
    *(f"p_{kind}_{bound}" for kind in KINDS.values() for bound in ("low", "high")),
    *("p_holm_low", "p_holm_high"),
    *(f"share_{kind}" for kind in KINDS.values()),
]


def _finding(row: Summary, over: Consequences, alpha: float) -> dict[str, object]:
    printed = row.p[over.first, over.second]
    significant = PrintedP.of(printed).high <= alpha
    numbers: dict[str, object] = {}
    for test, kind in KINDS.items():
        span = over.range(test)
        agreeing = over.significant(test, alpha)
        numbers |= {f"p_{kind}_low": span.low, f"p_{kind}_high": span.high}
        numbers[f"share_{kind}"] = (agreeing if significant else over.n - agreeing) / over.n
    return {
        "region": row.name,
        "comparison": f"{over.first} v {over.second}",
        "printed": printed,
        "significant": significant,
        "n_datasets": over.n,
        "cliffs_delta_low": over.delta.low,
        "cliffs_delta_high": over.delta.high,
        **numbers,
    }
