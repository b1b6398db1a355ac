"""The audit as tables, sentences and numbers: printed figures, and the data behind them."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from . import rounding
from .labels import label, words
from .numbers import Tree, identifier, leaf
from .outputs import Table
from .phrases import counted, listed, numeral

VERDICTS = {
    "reproduced": "Reproduced",
    "impossible": "Impossible",
    "contradiction": "Contradicted",
    "misprint": "Misprint",
    "not_recomputable": "Not recomputable",
    "differs": "Differs",
}
STATISTICS = {
    "n": "number",
    "median": "median",
    "q1": "lower quartile",
    "q3": "upper quartile",
    "p": "p",
    "percent": "percent",
    "rho": "rho",
    "cv_percent": "coefficient of variation",
}
GROUP_WORDS = {"umn_high": "high UMN", "umn_low": "low UMN"}
NOTHING = "The cohort has no printed figures, so there is nothing to audit."


def verdicts(counts: pd.DataFrame) -> Table:
    """How many figures of each place have which verdict."""
    shown = {"Place": counts["place"], "Figures": counts["n"].map(rounding.count)}
    shown |= {
        name: counts[verdict].map(rounding.count)
        for verdict, name in VERDICTS.items()
        if counts[verdict].any() or verdict == "reproduced"
    }
    return Table(counts, _or_none(pd.DataFrame(shown)))


def unreproduced(judged: pd.DataFrame) -> Table:
    """The figures that are not reproduced, each with the reason; a printed column is one line."""
    rows = judged[judged["verdict"] != "reproduced"]
    places = judged.set_index("id")["place"]
    lines = [
        {
            "Place": part["place"].iloc[0],
            "Figure": _named(part.iloc[0], len(part)),
            "Printed": _spanned(part["printed"]),
            "Cohort": _spanned(part["recomputed"].map(_shown)),
            "Verdict": VERDICTS[part["verdict"].iloc[0]],
            "Because": _because(part.iloc[0], places),
        }
        for _, part in rows.groupby(_line(rows), sort=False)
    ]
    columns = ["Place", "Figure", "Printed", "Cohort", "Verdict", "Because"]
    return Table(judged, _or_none(pd.DataFrame(lines, columns=columns)))


def _line(rows: pd.DataFrame) -> pd.Series:
    """What the figures of one line have in common: single values of one column, or the id."""
    column = rows["place"] + rows["variable"] + rows["verdict"] + rows["other"].fillna("")
    single = (rows["statistic"] == "value") & rows["other"].notna()
    return column.where(single, rows["id"])


def _named(row: pd.Series, n: int) -> str:
    """The figure in words: what, where, of whom, which statistic."""
    place = f"{row['side']} {words(row['region'])}".strip()
    about = place if row["variable"] == "region_score" else label(row["variable"])
    level = row["level"] if n == 1 else ""
    said = [about, level, _words(row["group"]), STATISTICS.get(row["statistic"], "")]
    text = ", ".join(part for part in said if part)
    return text[:1].upper() + text[1:]


def _words(names: str) -> str:
    """Groups, or a comparison of two, in words.

    Examples
    --------
    >>> _words("patient v control"), _words("umn_high v umn_low")
    ('patients v controls', 'high UMN v low UMN')
    """
    plural = {"patient": "patients", "control": "controls"}
    return " ".join(GROUP_WORDS.get(name, plural.get(name, name)) for name in names.split())


def _quantity(name: str) -> str:
    """A quantity in a sentence, without its unit."""
    text = label(name).partition(",")[0]
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _spanned(cells: pd.Series) -> str:
    """One cell as it stands, several as least to greatest."""
    if len(cells) == 1:
        return str(cells.iloc[0])
    ordered = sorted(cells, key=float)
    return f"{ordered[0]} to {ordered[-1]} ({len(cells)} values)"


def _shown(value: object) -> str:
    if value is None or (isinstance(value, float) and pd.isna(value)):
        return rounding.MISSING
    return rounding.trimmed(value, 4) if isinstance(value, int | float) else str(value)


def _because(row: pd.Series, places: pd.Series) -> str:
    verdict = row["verdict"]
    if verdict == "impossible":
        nearest = "" if pd.isna(row["nearest"]) else f"; the nearest is {row['nearest']:.4f}"
        searched = rounding.count(row["n_searched"])
        again = "; the other side prints the same" if row["other"] else ""
        return f"none of {searched} pairs of datasets with these quartiles gives it{nearest}{again}"
    if verdict == "contradiction":
        return f"{places[row['other']]} prints quartiles, or a value, that contradict it"
    if verdict == "misprint":
        order = "no data have quartiles in this order"
        if not row["must_be"]:
            return order
        count = rounding.count(row["n_searched"])
        return f"{order}; with {row['must_be']}, as on the other side, {count} datasets agree"
    if verdict == "not_recomputable":
        return "it is not a number, or the cohort has no such data"
    return "the cohort gives another value; nothing printed excludes the figure"


def quartile_rules(rows: pd.DataFrame) -> Table:
    """Which quartile rule the print can have followed."""
    shown = {
        "Rule": rows["method"].map(label),
        "Quartiles of printed columns": [
            f"{row.n_agreeing} of {row.n_printed}" for row in rows.itertuples(index=False)
        ],
        "Regions with a dataset": [
            _regions(row.n_regions, row.empty_region, row.possible)
            for row in rows.itertuples(index=False)
        ],
        "Possible": rows["possible"].map({True: "yes", False: "no"}),
    }
    return Table(rows, _or_none(pd.DataFrame(shown)))


def _regions(n: int, empty: str, possible: bool) -> str:
    if empty:
        return f"none for {words(empty)}"
    return f"all {n}" if possible else "not asked"


def protocols(rows: pd.DataFrame) -> Table:
    """The numbers of muscles a region that agree with the print, one line a protocol."""
    shown = {label(name): rows[name].map(rounding.count) for name in rows if name != "own"}
    shown["This cohort's"] = rows["own"].map({True: "yes", False: "no"})
    return Table(rows, _or_none(pd.DataFrame(shown)))


def reconstruction(rows: pd.DataFrame) -> Table:
    """How many datasets agree with everything printed of each region."""
    shown = {
        "Region": rows["region"].map(label),
        "Muscles": rows["n_muscles"].map(rounding.count),
        "n": [f"{row.n_patients} v {row.n_controls}" for row in rows.itertuples(index=False)],
        "By quartiles, patients": rows["n_patient_sets"].map(rounding.count),
        "Controls": rows["n_control_sets"].map(rounding.count),
        "With p": rows["n_pairs"].map(rounding.count),
        "With p of the parts": rows["n_datasets"].map(rounding.count),
    }
    return Table(rows, _or_none(pd.DataFrame(shown)))


def findings(rows: pd.DataFrame) -> Table:
    """What each printed p-value owes to the dataset it came from."""
    shown = {
        "Region": rows["region"].map(label),
        "Comparison": rows["comparison"].map(_words),
        "Printed p": rows["printed"],
        "Datasets": rows["n_datasets"].map(rounding.count),
        "Exact p": [_range(row, "p_abs_deviation") for row in rows.to_dict("records")],
        "Doubled": [_range(row, "p_doubled") for row in rows.to_dict("records")],
        "Holm": [_range(row, "p_holm") for row in rows.to_dict("records")],
        "Cliff's delta": [_range(row, "cliffs_delta", 2) for row in rows.to_dict("records")],
        "Holds in": [
            _holds(row["share_abs_deviation"], row["share_doubled"])
            for row in rows.to_dict("records")
        ],
    }
    return Table(rows, _or_none(pd.DataFrame(shown)))


def _range(row: Mapping[str, float], name: str, decimals: int = 3) -> str:
    low, high = (rounding.number(row[f"{name}_{bound}"], decimals) for bound in ("low", "high"))
    return low if low == high else f"{low}–{high}"


def _holds(*shares: float) -> str:
    """In how many datasets a finding holds, by both rules of the exact test."""
    said = [_extent(share) for share in shares]
    return said[0] if len(set(said)) == 1 else " / ".join(said)


def _extent(share: float) -> str:
    return {0.0: "none", 1.0: "all"}.get(share, f"some ({rounding.percent(100 * share, 0)})")


def _or_none(shown: pd.DataFrame) -> pd.DataFrame:
    """A table without rows says so."""
    if len(shown):
        return shown
    return pd.DataFrame([["none", *[""] * (len(shown.columns) - 1)]], columns=shown.columns)


def audited(judged: pd.DataFrame) -> str:
    """How many figures are reproduced, and what became of the others.

    Examples
    --------
    >>> audited(pd.DataFrame({"verdict": ["reproduced", "reproduced", "misprint"]}))
    'Of three printed figures, the cohort reproduces two; one is a misprint.'
    """
    if judged.empty:
        return NOTHING
    counts = judged["verdict"].value_counts()
    n = int(counts.get("reproduced", 0))
    printed = counted(len(judged), "printed figure")
    text = f"Of {printed}, the cohort reproduces {numeral(n) if n else 'none'}"
    phrases = {
        "impossible": ("cannot come from any data", "cannot come from any data"),
        "contradiction": ("contradicts another figure", "contradict another figure"),
        "misprint": ("is a misprint", "are misprints"),
        "not_recomputable": ("cannot be recomputed", "cannot be recomputed"),
        "differs": ("differs in the cohort", "differ in the cohort"),
    }
    others = [
        f"{numeral(counts[verdict])} {phrases[verdict][int(counts[verdict] > 1)]}"
        for verdict in phrases
        if counts.get(verdict)
    ]
    return f"{text}; {listed(others)}." if others else f"{text}."


def ruled(rows: pd.DataFrame) -> str:
    """Which quartile rule is left."""
    if rows.empty or not rows["n_printed"].any():
        return "No column is printed in full, so the quartile rule cannot be determined."
    left = rows.loc[rows["possible"], "method"].map(label).tolist()
    if not left:
        return "No quartile rule agrees with everything printed."
    return f"Everything printed agrees with {counted(len(left), 'quartile rule')}: {listed(left)}."


def columns(readings: pd.DataFrame) -> str:
    """What printed columns hold whose quartiles contradict their head."""
    said = []
    for variable, part in readings.groupby("variable", sort=False):
        own = part[part["candidate"] == variable]
        if own.empty or own["fits_as_is"].all():
            continue
        text = (
            f"The printed column of {_quantity(variable)} has a median that lies "
            f"{rounding.trimmed(abs(own['shift'].iloc[0]), 2)} "
            f"{'above' if own['shift'].iloc[0] > 0 else 'below'} the one printed for it"
        )
        others = part[part["fits_cut_off"] & (part["candidate"] != variable)]["candidate"]
        if len(others):
            text += f"; its quartiles are those of {listed(list(map(_quantity, others)))}, cut off"
        said.append(f"{text}.")
    return " ".join(said) or "No printed column contradicts its printed quartiles."


def searched(found: Any, totals: Sequence[tuple[str, int, int]]) -> str:
    """How many protocols agree with the print.

    Parameters
    ----------
    found : object or None
        With by_quartiles, by_shares (protocols left by the quartiles and the total, and by the
        printed shares too) and found (those left by the p-values); None where the print does not
        say how many muscles there were.
    totals : sequence of tuple
        Group, atrophied muscles and muscles read under the cohort's own protocol.
    """
    if found is None:
        return "No printed figure says how many muscles were graded."
    text = (
        f"Of {counted(found.by_quartiles, 'way')} of dividing the muscles among the regions that "
        f"agree with the printed quartiles, {numeral(found.by_shares)} also agree with the printed "
        f"shares of atrophied muscles, and {numeral(len(found.found))} with the p-values as well."
    )
    shares = [f"{count} of {total} in {words(group)}s" for group, count, total in totals]
    if not shares:
        return text
    return f"{text} Under this cohort's protocol the shares are {listed(shares)}."


def bulbar(sizes: pd.DataFrame) -> str:
    """How many bulbar patients were among those scanned, where not all were."""
    said = []
    for region, part in sizes.groupby("region", sort=False):
        possible = part.loc[part["n_datasets"] > 0, "n_bulbar"].tolist()
        scanned = f"Of the {part['n_patient'].iloc[0]} patients whose {words(region)} was scanned"
        if len(possible) == 1:
            said.append(f"{scanned}, {numeral(possible[0])} must have been bulbar.")
        else:
            either = listed(list(map(numeral, possible)), "or") if possible else "no number"
            said.append(f"{scanned}, {either} can have been bulbar.")
    return " ".join(said) or "Every patient was scanned, or no region could be reconstructed."


def held(rows: pd.DataFrame) -> str:
    """Which printed differences hold by exact tests in all, some or none of the datasets."""
    found = rows[rows["significant"].astype(bool)]
    if found.empty:
        return "No printed difference could be examined in the datasets behind it."
    parts = {"all": [], "some": [], "none": []}
    for row in found.to_dict("records"):
        extents = {_extent(row[f"share_{kind}"]) for kind in ("abs_deviation", "doubled")}
        extent = extents.pop() if len(extents) == 1 else "some"
        parts[extent.split()[0]].append(f"{words(row['region'])} ({_words(row['comparison'])})")
    said = {
        "all": "in every dataset that agrees with the printed figures, by both exact tests",
        "some": "in some datasets, or by one exact test only",
        "none": "in no dataset, by either exact test",
    }
    clauses = [f"{listed(names)} {said[extent]}" for extent, names in parts.items() if names]
    adjusted = found["p_holm_low"].dropna()
    holm = (
        f" After Holm's adjustment the smallest exact p-value in any combination of datasets is "
        f"{rounding.p_value(adjusted.min())}."
        if len(adjusted)
        else ""
    )
    return f"The printed differences hold for {'; for '.join(clauses)}.{holm}"


def numbers(
    judged: pd.DataFrame, sets: pd.DataFrame, rows: pd.DataFrame, found: Mapping[str, str]
) -> Tree:
    """The numbers of the audit for ``results.json``."""
    counts = judged["verdict"].value_counts()
    tree: Tree = {
        "n_figures": leaf(len(judged), "count", len(judged)),
        "verdicts": {
            verdict: leaf(int(counts.get(verdict, 0)), "count", len(judged)) for verdict in VERDICTS
        },
        "reconstruction": {
            identifier(row["region"]): {
                "count": leaf(row["n_datasets"], "count", row["n_patients"] + row["n_controls"]),
                "n_muscles": leaf(row["n_muscles"], "count", row["n_muscles"]),
            }
            for row in sets.to_dict("records")
        },
        "findings": _findings(rows),
    }
    return tree | {name: leaf(text, "text", len(judged)) for name, text in found.items()}


def _findings(rows: pd.DataFrame) -> Tree:
    tree: Tree = {}
    for row in rows.to_dict("records"):
        branch = tree.setdefault(identifier(row["region"]), {})
        values = {
            name: leaf(value, "p" if name.startswith("p_") else "delta", row["n_datasets"])
            for name, value in row.items()
            if name.startswith(("p_", "cliffs_delta"))
        }
        values |= {
            f"holds_{name.removeprefix('share_')}": leaf(100 * value, "percent", row["n_datasets"])
            for name, value in row.items()
            if name.startswith("share_")
        }
        branch[identifier(row["comparison"])] = values
    return tree
