"""Tables of a comparison of cohorts."""

import pandas as pd

from . import rounding
from .labels import label, words
from .outputs import Table

SETTINGS = (
    *("consensus", "rank_test", "two_sided", "quartile_method", "adjust", "alpha"),
    "minimum_cell",
)


def cohorts(rows: pd.DataFrame) -> Table:
    """What each cohort is and did, one column a cohort, so that differences stand side by side."""
    texts = {
        "Title": rows["title"],
        "Grades are": rows["status"],
        **({"Grading scale": rows["scale"]} if "scale" in rows else {}),
        "Groups": rows["group_labels"],
        "Patients": rows["n_patients"].map(rounding.count),
        "Controls": rows["n_controls"].map(rounding.count),
        "Subjects without MRI reading": rows["no_mri"].map(rounding.count),
        "Muscles a side": rows["n_muscles"].map(rounding.count),
        "Raters": rows["n_raters"].map(rounding.count),
        "Sessions": rows["n_sessions"].map(rounding.count),
        **{f"Setting {name}": rows[name].astype(str) for name in SETTINGS},
    }
    shown = pd.DataFrame(texts).set_axis(rows["cohort"], axis=0).T
    return Table(rows, shown.rename_axis(index="Characteristic", columns=None).reset_index())


def muscles(rows: pd.DataFrame) -> Table:
    """Muscles behind each region score, one column a cohort."""
    text = rows.assign(
        text=[
            f"{rounding.count(row.n_muscles)}" + (f"; not {_names(row.lacks)}" if row.lacks else "")
            for row in rows.itertuples(index=False)
        ]
    )
    wide = text.pivot(index="region", columns="cohort", values="text").reindex(
        index=rows["region"].drop_duplicates(), columns=rows["cohort"].drop_duplicates()
    )
    named = wide.rename(index=label).fillna("not read")
    return Table(rows, named.rename_axis(index="Region", columns=None).reset_index())


def _names(muscle_ids: str) -> str:
    return ", ".join(words(muscle) for muscle in muscle_ids.split(", "))


def effects(rows: pd.DataFrame, level: float) -> Table:
    """The effect of each region, side and cohort; `level` is that of the intervals."""
    interval = rounding.confidence(level)
    shown = {
        "Region": _regions(rows),
        "Cohort": rows["cohort"].astype(str),
        "n": rounding.sizes(rows["n_patients"], rows["n_controls"]),
        "Missing": rows["missing"].map(rounding.count),
        f"Cliff's delta ({interval})": _estimates(rows, "cliffs_delta"),
        f"Shift in grades ({interval})": _estimates(rows, "shift"),
    }
    return Table(rows, pd.DataFrame(shown))


def summaries(rows: pd.DataFrame, level: float) -> Table:
    """The random-effects summary of each region and side; `level` is that of the intervals.

    An interval for the next cohort is shown where there is one.
    """
    shown = {
        "Region": _regions(rows),
        "Cohorts": [
            f"{row.k} of {row.k + row.k_without_variance}" for row in rows.itertuples(index=False)
        ],
        f"Cliff's delta ({rounding.confidence(level)})": _estimates(rows, "cliffs_delta"),
        "tau²": rows["tau2"].map(lambda value: rounding.number(value, 3)),
        "tau², DL": rows["tau2_dl"].map(lambda value: rounding.number(value, 3)),
        "Q": rows["q"].map(rounding.number),
        "p of Q": rows["q_p"].map(rounding.p_value),
        "I²": rows["i2"].map(lambda value: rounding.percent(value, 0)),
    }
    if rows["prediction_low"].notna().any():  # from three cohorts on
        bounds = zip(rows["prediction_low"], rows["prediction_high"], strict=True)
        shown["Next cohort"] = [rounding.interval(*pair) for pair in bounds]
    return Table(rows, pd.DataFrame(shown))


def not_comparable(rows: pd.DataFrame) -> Table:
    """What has no effect to compare, and why."""
    what = [
        f"{label(row.side)} {words(row.region)}" if row.region else "Whole cohort"
        for row in rows.itertuples(index=False)
    ]
    shown = {"Cohort": rows["cohort"], "What": what, "Why": rows["reason"]}
    return Table(rows, pd.DataFrame(shown))


def _regions(rows: pd.DataFrame) -> list[str]:
    return [f"{label(row.side)} {words(row.region)}" for row in rows.itertuples(index=False)]


def _estimates(rows: pd.DataFrame, name: str) -> list[str]:
    columns = [name, f"{name}_low", f"{name}_high"]
    return [rounding.estimate(*row) for row in rows[columns].itertuples(index=False)]
