"""The manuscript's tables: a tidy frame of numbers goes in, the same numbers and their text out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from . import rounding
from .grading import GradingScale
from .labels import label
from .outputs import Table
from .suppressed import Suppressed, holds, records

EMG_GRADES = (0, 1, 2, 3)
Groups = Mapping[str, str]
"""What the cohort calls its groups: the names for ``patient``, ``control`` and any further one."""

UNREAD = "No muscle was read."
NOT_COMPARED = "There are not two groups with scores, so there is nothing to compare."


MOST_LISTED = 200
"""Lines of a table with one a person; more would be pages that nobody reads."""


def _table(numbers: pd.DataFrame, shown: Mapping[str, Sequence], nothing: str) -> Table:
    """A table; without a row, one that says why there is nothing to show."""
    frame = pd.DataFrame(shown)
    return Table(numbers, frame if len(frame) else pd.DataFrame({"Nothing to show": [nothing]}))


def flow(steps: pd.DataFrame, groups: Groups) -> Table:
    """Participant flow: subjects enrolled and with each kind of measurement."""
    shown = {
        "Subjects": steps["step"].map(label),
        **{name: steps[f"n_{group}s"].map(rounding.count) for group, name in groups.items()},
    }
    return Table(steps, pd.DataFrame(shown))


def summary(rows: pd.DataFrame, groups: Groups) -> Table:
    """Table 1A: one line a variable or category, patients beside controls.

    A group without subjects has no column.
    """
    there = [group for group in groups if group in set(rows["group"])]
    texts = rows.assign(
        line=[_variable(row) for row in records(rows)],
        text=[_summary_cell(row) for row in records(rows)],
    )
    shown = (
        texts.pivot(index="line", columns="group", values="text")
        .reindex(index=texts["line"].drop_duplicates(), columns=there)
        .fillna(rounding.MISSING)
        .rename(columns=groups)
        .rename_axis(index="Characteristic", columns=None)
        .reset_index()
    )
    return Table(rows, shown)


def _variable(row: dict) -> str:
    if row["unit"] != "count":
        return f"{label(row['variable'])}, median (IQR)"
    return f"{label(row['variable'])}: {label(row['level']).lower()}, n (%)"


def _summary_cell(row: dict) -> str:
    if row["unit"] == "count":
        return rounding.share(row["count"], row["n"])
    text = rounding.median_iqr(row["median"], row["q1"], row["q3"], decimals=1)
    return f"{text}; {rounding.count(row['missing'])} missing" if row["missing"] else text


def patients(all_rows: pd.DataFrame) -> Table:
    """Table 1B: one line a patient, of the first ``MOST_LISTED`` of them."""
    rows = all_rows.head(MOST_LISTED)
    shown = {
        "Patient": rows["subject_id"],
        "Sex": rows["sex"],
        "Age": rows["age_at_enrolment_years"].map(lambda age: rounding.number(age, 1)),
        "Onset age": rows["age_at_onset_years"].map(rounding.count),
        "Delay, months": rows["months_onset_to_diagnosis"].map(rounding.count),
        "El Escorial": _texts(rows["el_escorial"], label),
        "Onset": _texts(rows["onset_site"], label),
        "Involvement": _texts(rows["involvement"], str),
        "UMN": rows["umn_score"].map(rounding.count),
        "ALSFRS-R": rows["alsfrs_r_total"].map(rounding.count),
    }
    of = f"the first {len(rows)} of {rounding.count(len(all_rows))}; the CSV file has all"
    caption = f"Patients at enrolment, {of}" if len(rows) < len(all_rows) else ""
    return replace(_table(all_rows, shown, "The cohort has no patients."), caption=caption)


def availability(rows: pd.DataFrame, groups: Groups) -> Table:
    """Table S1: subjects scanned per MRI series and side."""
    shown = {
        "MRI series": rows["mri_series"].map(label),
        "Side": rows["side"].map(label),
        **{name: _shares(rows, f"{group}s") for group, name in groups.items()},
    }
    return _table(rows, shown, UNREAD)


def _shares(rows: pd.DataFrame, group: str) -> list[str]:
    counts = zip(rows[f"n_scanned_{group}"], rows[f"n_{group}"], strict=True)
    return [rounding.share(scanned, total) for scanned, total in counts]


def comparability(rows: pd.DataFrame, level: float) -> Table:
    """Age and sex of the groups compared; `level` is that of the intervals."""
    shown = {
        "Characteristic": rows["variable"].map(label),
        "Effect": rows["effect"].map(label),
        f"Estimate ({rounding.confidence(level)})": _estimates(rows, "estimate", "estimate"),
        "Test": rows["test"].map(label),
        "n": rows["n"].map(rounding.count),
        "Missing": rows["missing"].map(rounding.count),
        "p": rows["p"].map(rounding.p_value),
    }
    return _table(rows, shown, "There is nothing to compare.")


def protocol(muscles: pd.DataFrame) -> Table:
    """The muscles read, one line a region."""
    grouped = muscles.groupby("region", sort=False)
    numbers = grouped.agg(
        n_muscles=("name", "size"), mri_series=("mri_series", "first"), muscles=("name", "; ".join)
    ).reset_index()
    shown = {
        "Region": numbers["region"].map(label),
        "MRI series": numbers["mri_series"].map(label),
        "Muscles a side": numbers["n_muscles"].map(rounding.count),
        "Names": numbers["muscles"],
    }
    return _table(numbers, shown, UNREAD)


def agreement(rows: pd.DataFrame, level: float) -> Table:
    """Rater agreement per region, within and between raters; `level` is that of the intervals."""
    shown = {
        "Readings": rows["comparison"].map(label),
        "Region": rows["region"].map(label),
        "Scores": rows["n_scores"].map(rounding.count),
        "CV, %": rows["coefficient_of_variation_percent"].map(rounding.number),
        "Muscles": rows["n_muscles"].map(rounding.count),
        f"Weighted kappa ({rounding.confidence(level)})": _estimates(
            rows, "weighted_kappa", "kappa"
        ),
        "Same grade, %": rows["agreement_percent"].map(_one_decimal),
        "Same atrophy, %": rows["atrophy_agreement_percent"].map(_one_decimal),
    }
    return _table(rows, shown, "No muscle was read twice, by one rater or by two.")


def scores(rows: pd.DataFrame, groups: Groups) -> Table:
    """Median region score and quartiles, per group and side."""
    text = rows.assign(
        text=[
            f"{rounding.median_iqr(r.median, r.q1, r.q3)}, {rounding.sample_size(r.n)}"
            for r in rows.itertuples(index=False)
        ],
        column=[f"{groups[r.group]}, {r.side}" for r in rows.itertuples(index=False)],
    )
    return _table(rows, _spread(text, "region", "Region"), UNREAD)


def atrophy(rows: pd.DataFrame, groups: Groups) -> Table:
    """Atrophied muscles per group."""
    shown = {
        "Group": rows["group"].map(groups),
        "Muscles read": rows["n_muscles"].map(rounding.count),
        "Atrophied": rows["n_atrophied"].map(rounding.count),
        "Percent": rows["percent"].map(lambda value: rounding.number(value, 2)),
    }
    return _table(rows, shown, UNREAD)


def emg_counts(rows: pd.DataFrame) -> Table:
    """EMG grades per muscle."""
    shown = {
        "Muscle": rows["muscle_id"].map(label),
        "n": rows["n_muscles"].map(rounding.count),
        "Median of mean durations, ms": rows["median_duration_ms"].map(_one_decimal),
        **{f"Grade {grade}": rows[f"grade_{grade}"].map(rounding.count) for grade in EMG_GRADES},
    }
    return _table(rows, shown, "No muscle was examined by EMG.")


def emg_bands(thresholds_ms: dict[str, Sequence[float]]) -> Table:
    """The bands of mean MUAP duration that make the EMG grades."""
    numbers = pd.DataFrame(
        [
            {"muscle_id": muscle, "mild_ms": low, "moderate_ms": middle, "severe_ms": high}
            for muscle, (low, middle, high) in thresholds_ms.items()
        ],
        columns=["muscle_id", "mild_ms", "moderate_ms", "severe_ms"],
    )
    rows = numbers.itertuples(index=False)
    shown = [
        {
            "Muscle": label(r.muscle_id),
            "Grade 0": f"below {rounding.trimmed(r.mild_ms)}",
            "Grade 1": f"{rounding.trimmed(r.mild_ms)} to below {rounding.trimmed(r.moderate_ms)}",
            "Grade 2": f"{rounding.trimmed(r.moderate_ms)} to {rounding.trimmed(r.severe_ms)}",
            "Grade 3": f"above {rounding.trimmed(r.severe_ms)}",
        }
        for r in rows
    ]
    return _table(numbers, pd.DataFrame(shown), "No muscle of the atlas has EMG bands.")


def regions(numbers: pd.DataFrame, groups: Groups, level: float) -> Table:
    """Table 2: region scores of patients and controls, p-values and the effect with its interval.

    Without two groups to compare there are no lines; :func:`scores` has what was measured.
    """
    rows = numbers if _compared(numbers) else numbers.iloc[:0]
    shown = {
        "Region": _sided(rows),
        **{groups[g]: _group(rows, f"{g}s") for g in ("patient", "control") if g in groups},
        "p": rows["p"].map(rounding.p_value),
        "p, adjusted": rows["p_adjusted"].map(rounding.p_value),
        f"Cliff's delta ({rounding.confidence(level)})": _estimates(
            rows, "cliffs_delta", "cliffs_delta"
        ),
    }
    return _table(numbers, shown, NOT_COMPARED)


def p_values(rows: pd.DataFrame) -> Table:
    """The p-values of Table 2 in all their forms."""
    columns = {
        "p_asymptotic": "Asymptotic",
        "p_exact_abs_deviation": "Exact, abs-deviation",
        "p_exact_doubled": "Exact, doubled",
        "p_holm": "Holm",
        "p_bh": "Benjamini–Hochberg",
    }
    tested = rows if _compared(rows) else rows.iloc[:0]
    shown = {"Region": _sided(tested)}
    shown |= {name: tested[column].map(rounding.p_value) for column, name in columns.items()}
    numbers = rows[["region", "side", *columns]]
    return _table(numbers, shown, NOT_COMPARED)


def leave_one_out(rows: pd.DataFrame) -> Table:
    """Significant comparisons after leaving out any one subject."""
    shown = {
        "Region": _sided(rows),
        "Subjects left out in turn": rows["n"].map(rounding.count),
        "Still significant": rows["n_significant"].map(rounding.count),
        "Largest p": rows["largest_p"].map(rounding.p_value),
        "Without": rows["subject_id"].astype(str),
    }
    return _table(rows, shown, "No comparison was significant.")


def contrasts(
    comparisons: Mapping[str, pd.DataFrame],
    groups: Mapping[str, tuple[str, str]],
    names: Groups | None = None,
) -> Table:
    """Several comparisons side by side: one line a region, delta and p of each comparison.

    A comparison one of whose groups has no scores at all has no column.

    Parameters
    ----------
    comparisons : mapping
        Name of the comparison to its rows by side and region.
    groups : mapping
        Name of the comparison to the names of its two groups.
    names : mapping, optional
        What the cohort calls its groups; read for those beyond patients and controls.
    """
    called = {f"{g}s": name for g, name in (names or {}).items() if g not in ("patient", "control")}
    tested = {name: rows for name, rows in comparisons.items() if _compared(rows)}
    shown = {
        _contrast_heading(*groups[name], called): [
            f"{_effect_and_p(delta, p)} ({rounding.count(first)} v {rounding.count(second)})"
            for delta, p, first, second in rows[
                ["cliffs_delta", "p", *(f"n_{group}" for group in groups[name])]
            ].to_numpy()
        ]
        for name, rows in tested.items()
    }
    numbers = pd.concat(
        [rows.assign(contrast=name) for name, rows in comparisons.items()], ignore_index=True
    )
    first, *_ = comparisons.values()
    nothing = UNREAD if first.empty else NOT_COMPARED
    return _table(numbers, {"Region": _sided(first), **shown} if shown else {}, nothing)


def _effect_and_p(effect: float, p: float) -> str:
    if isinstance(p, Suppressed) or rounding.number(p) == rounding.MISSING:
        return rounding.p_value(p)
    return f"{rounding.number(effect)}, {rounding.p_statement(p)}"


def _contrast_heading(first: str, second: str, called: Mapping[str, str]) -> str:
    name = called.get(second, f"{label(second)[0].lower()}{label(second)[1:]}")
    return f"{label(first)} v {name}"


def sides(rows: pd.DataFrame, groups: Groups) -> Table:
    """Right against left: median difference and p, per group."""
    text = rows.assign(
        text=[
            f"{_effect_and_p(r.median_difference, r.p)} ({rounding.sample_size(r.n)})"
            for r in rows.itertuples(index=False)
        ],
        column=rows["group"].map({"all": "All subjects", **groups}),
    )
    return _table(rows, _spread(text, "region", "Region"), UNREAD)


def items(rows: pd.DataFrame, level: float) -> Table:
    """Spearman correlations of ALSFRS-R items with region scores, intervals of a level."""
    shown = {
        "ALSFRS-R item": rows["item"].map(label),
        "Region": rows["region"].map(label),
        "n": rows["n"].map(rounding.count),
        f"Spearman's rho ({rounding.confidence(level)})": _estimates(rows, "rho", "rho"),
        "p": rows["p"].map(rounding.p_value),
    }
    return _table(rows, shown, "No patient has both ALSFRS-R items and a region score.")


def cross_tables(rows: pd.DataFrame, scale: GradingScale) -> Table:
    """Table S2: the other grade by MRI grade, per comparison and muscle."""
    shown = {
        "Compared": rows["measure"].map(label),
        "Muscle": rows["muscle_id"].map(label),
        "Grade": rows["other_grade"].map(rounding.count),
        **{f"MRI {grade}": rows[f"mri_{grade}"].map(rounding.count) for grade in scale.numbers},
    }
    return _table(rows, shown, "No muscle has an MRI grade and another grade.")


def grade_agreement(rows: pd.DataFrame, level: float) -> Table:
    """Weighted kappa of MRI grades with EMG or weakness grades; or Spearman's rho without one.

    Either comes with its interval of the level.
    """
    interval = rounding.confidence(level)
    shown = {
        "Compared": rows["measure"].map(label),
        "Muscle": rows["muscle_id"].map(label),
        "n": rows["n"].map(rounding.count),
    }
    if "rho" in rows:
        shown[f"Spearman's rho ({interval})"] = _estimates(rows, "rho", "rho")
        return Table(rows, pd.DataFrame(shown))
    shown |= {
        f"Weighted kappa ({interval})": _estimates(rows, "weighted_kappa", "kappa"),
        "Same grade, %": rows["agreement_percent"].map(_one_decimal),
        "MRI lower, %": rows["other_higher_percent"].map(_one_decimal),
        "MRI higher, %": rows["mri_higher_percent"].map(_one_decimal),
    }
    return Table(rows, pd.DataFrame(shown))


def provenance(rows: pd.DataFrame) -> Table:
    """Where every column of the data comes from."""
    shown = {
        "File": rows["file"],
        "Column": rows["column"],
        "Status": rows["status"],
        "Source": _texts(rows["source"], str),
        "Note": _texts(rows["note"], str),
    }
    return _table(rows, shown, "No column is described.")


def _compared(rows: pd.DataFrame) -> bool:
    """Whether there is any comparison, be it one that may not be shown."""
    return bool(rows["p"].notna().any()) or holds(rows)


def _sided(rows: pd.DataFrame) -> list[str]:
    return [f"{label(r.side)} {label(r.region).lower()}" for r in rows.itertuples(index=False)]


def _group(rows: pd.DataFrame, group: str) -> list[str]:
    columns = [f"{what}_{group}" for what in ("median", "q1", "q3", "n")]
    return [
        f"{rounding.median_iqr(median, q1, q3)}, {rounding.sample_size(n)}"
        for median, q1, q3, n in rows[columns].itertuples(index=False)
    ]


def _estimates(rows: pd.DataFrame, value: str, bounds: str) -> list[str]:
    columns = [value, f"{bounds}_low", f"{bounds}_high"]
    return [rounding.estimate(*row) for row in rows[columns].itertuples(index=False)]


def _texts(values: pd.Series, word: Callable[[object], str]) -> pd.Series:
    # Where all are missing, pandas would make numbers of them, and no text could be filled in.
    return values.map(word, na_action="ignore").astype(object).fillna(rounding.MISSING)


def _one_decimal(value: float) -> str:
    return rounding.number(value, 1)


def _spread(text: pd.DataFrame, row: str, heading: str) -> pd.DataFrame:
    """Texts pivoted to one line a ``row`` and one column a ``column``, in order of appearance."""
    wide = text.pivot(index=row, columns="column", values="text").reindex(
        index=text[row].drop_duplicates(), columns=text["column"].drop_duplicates()
    )
    named = wide.rename(index=label).fillna(rounding.MISSING)
    return named.rename_axis(index=heading, columns=None).reset_index()
