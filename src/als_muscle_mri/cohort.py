"""Cohort description: who took part, what was recorded of them, and are the groups comparable."""

from collections.abc import Iterable

import pandas as pd

from .inputs import GROUPS, SIDES, Cohort, Settings
from .statistics import (
    Contingency,
    HodgesLehmann,
    contingency,
    hodges_lehmann,
    quartiles,
    rank_sum,
)

QUANTITIES = {
    "age_at_enrolment_years": "years",
    "age_at_onset_years": "years",
    "months_onset_to_diagnosis": "months",
    "umn_score": "score",
    "alsfrs_r_total": "score",
}
CATEGORIES = ("sex", "el_escorial", "onset_site", "dominant_hand")
TABLE_1B = [
    "subject_id",
    "sex",
    "age_at_enrolment_years",
    "age_at_onset_years",
    "months_onset_to_diagnosis",
    "el_escorial",
    "onset_site",
    "involvement",
    "umn_score",
    "alsfrs_r_total",
]
SERIES_SIDE = ["mri_series", "side"]


def participant_flow(data: Cohort) -> pd.DataFrame:
    """Subjects enrolled, and with each kind of measurement, per group.

    Returns
    -------
    DataFrame
        step; n_patients, n_controls and so on for each group: subjects with at least one such
        measurement.

    Examples
    --------
    >>> from als_muscle_mri.inputs import load_cohort
    >>> participant_flow(load_cohort("pavia-2018")).iloc[:1].to_numpy().tolist()
    [['enrolled', 10, 9]]
    """
    steps = {
        "enrolled": data.subjects["subject_id"],
        "mri": data.mri_ratings["subject_id"],
        "emg": data.muaps["subject_id"],
        "strength": data.strength["subject_id"],
        "alsfrs_r": data.alsfrs["subject_id"],
    }
    rows = [{"step": step, **_by_group(data, subjects)} for step, subjects in steps.items()]
    return pd.DataFrame(rows)


def _by_group(data: Cohort, subjects: Iterable[str]) -> dict[str, int]:
    groups = data.subjects.loc[data.subjects["subject_id"].isin(set(subjects)), "group"]
    return {f"n_{group}s": int((groups == group).sum()) for group in data.groups}


def summary(data: Cohort) -> pd.DataFrame:
    """Table 1A: quantities as median and quartiles, categories as counts, per group.

    Quantities that were recorded of no subject of a group have no row there.

    Returns
    -------
    DataFrame
        group, variable, level (of a category), unit, n (recorded), missing, count, percent,
        median, q1, q3.

    Examples
    --------
    >>> from als_muscle_mri.inputs import load_cohort
    >>> table = summary(load_cohort("pavia-2018")).set_index(["group", "variable"])
    >>> table.loc[("patient", "umn_score"), ["median", "q1", "q3"]].tolist()
    [13.0, 8.0, 14.0]
    """
    rows = [
        row
        for group in data.groups
        for part in [data.subjects[data.subjects["group"] == group]]
        for row in [*_categories(part), *_quantities(part, data.settings.quartile_method)]
    ]
    columns = ["variable", "level", "unit", "n", "missing", "count", "percent"]
    return pd.DataFrame(rows, columns=["group", *columns, "median", "q1", "q3"])


def _categories(part: pd.DataFrame) -> list[dict[str, object]]:
    return [
        {"group": part["group"].iloc[0], "variable": variable, "level": level, "unit": "count"}
        | {"n": len(recorded), "missing": len(part) - len(recorded)}
        | {"count": count, "percent": 100 * count / len(recorded)}
        for variable in CATEGORIES
        for recorded in [part[variable].dropna()]
        for level, count in recorded.value_counts().sort_index().items()
    ]


def _quantities(part: pd.DataFrame, method: str) -> list[dict[str, object]]:
    rows = []
    for variable, unit in QUANTITIES.items():
        if part[variable].notna().any():
            q = quartiles(part[variable].to_numpy(dtype=float), method)
            rows.append(
                {"group": part["group"].iloc[0], "variable": variable, "unit": unit}
                | {"n": q.n, "missing": q.missing, "median": q.median, "q1": q.q1, "q3": q.q3}
            )
    return rows


def patients(data: Cohort) -> pd.DataFrame:
    """Table 1B: one row per patient, the columns of ``subjects.csv``."""
    return data.subjects.loc[data.subjects["group"] == "patient", TABLE_1B].reset_index(drop=True)


def availability(data: Cohort) -> pd.DataFrame:
    """Table S1: subjects with at least one muscle read, per MRI series and side.

    Returns
    -------
    DataFrame
        mri_series, side; for each group n_scanned_patients, n_patients and so on.
    """
    scanned = data.mri_ratings.merge(data.atlas[["muscle_id", "mri_series"]], on="muscle_id")
    totals = _by_group(data, data.subjects["subject_id"])
    rows = []
    for (series, side), part in scanned.groupby(SERIES_SIDE, sort=False):
        counts = _by_group(data, part["subject_id"])
        rows.append(
            {"mri_series": series, "side": side}
            | {f"n_scanned_{group}s": counts[f"n_{group}s"] for group in data.groups}
            | totals
        )
    counted = [f"{what}_{group}s" for group in data.groups for what in ("n_scanned", "n")]
    order = {series: place for place, series in enumerate(data.atlas["mri_series"].unique())}
    return pd.DataFrame(rows, columns=[*SERIES_SIDE, *counted]).sort_values(
        SERIES_SIDE,
        key=lambda values: values.map(order | {side: place for place, side in enumerate(SIDES)}),
        ignore_index=True,
    )


def comparability(data: Cohort) -> pd.DataFrame:
    """Patients and controls compared: age at enrolment (rank-sum test), sex (Fisher's exact).

    Returns
    -------
    DataFrame
        variable, test, effect, n, missing, estimate with its interval of level 1 - alpha
        (estimate_low, estimate_high), p. The effect on age is the Hodges-Lehmann shift in years
        (patients - controls), that on sex the conditional odds ratio of being female. A group
        without subjects leaves the numbers empty.

    Examples
    --------
    >>> from als_muscle_mri.inputs import load_cohort
    >>> comparability(load_cohort("pavia-2018"))[["variable", "n", "p"]].round(3).values.tolist()
    [['age_at_enrolment_years', 19, 0.624], ['sex', 19, 1.0]]
    """
    subjects = data.subjects
    asked = subjects[subjects["group"].isin(GROUPS)]
    rows = [
        {"variable": "age_at_enrolment_years", "test": f"rank-sum, {data.settings.rank_test}"}
        | {"effect": "shift_years", **_ages_compared(asked, data.settings)},
        {"variable": "sex", "test": "Fisher's exact"}
        | {"effect": "odds_ratio_female", **_sexes_compared(asked, data.settings)},
    ]
    numbers = ["estimate", "estimate_low", "estimate_high", "p"]
    columns = ["variable", "test", "effect", "n", "missing", *numbers]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(numbers, "float64"))


def _ages_compared(asked: pd.DataFrame, settings: Settings) -> dict[str, float]:
    ages = asked.dropna(subset=["age_at_enrolment_years"])
    samples = [
        ages.loc[ages["group"] == group, "age_at_enrolment_years"].to_numpy(dtype=float)
        for group in GROUPS
    ]
    counted = {"n": len(ages), "missing": len(asked) - len(ages)}
    if not all(map(len, samples)):
        return counted
    how = {"method": settings.rank_test, "two_sided": settings.two_sided}
    shift = hodges_lehmann(*samples, 1 - settings.alpha, **how)
    return counted | _with_interval(shift) | {"p": rank_sum(*samples, **how).p}


def _sexes_compared(asked: pd.DataFrame, settings: Settings) -> dict[str, float]:
    known = asked.dropna(subset=["sex"])
    counted = {"n": len(known), "missing": len(asked) - len(known)}
    sexes = pd.crosstab(known["group"], known["sex"])
    table = sexes.reindex(index=GROUPS, columns=["F", "M"], fill_value=0)
    if not table.sum(axis=1).all():
        return counted
    found = contingency(table.to_numpy(), 1 - settings.alpha)
    return counted | _with_interval(found) | {"p": found.p_fisher}


def _with_interval(found: Contingency | HodgesLehmann) -> dict[str, float | None]:
    return {
        "estimate": found.estimate,
        "estimate_low": found.low,
        "estimate_high": found.high,
    }


SCAN = "In results/mri_proposals.csv the column scan names the volume of each number."
TRACE = "In results/muap_proposals.csv subject_id, side and muscle_id name the file of each number."
"""How a number that was measured is traced to its file."""


def grade_status(data: Cohort) -> str:
    """What the MRI grades of a cohort are: published, reconstructed, simulated or not stated.

    Columns of another status than the grade (who read, in which session) do not change what
    the effects rest on.
    """
    rows = data.provenance
    grade = (rows["file"] == "mri_ratings.csv") & (rows["column"] == data.scale.column)
    found = rows.loc[grade, "status"]
    return str(found.iloc[0]) if len(found) else "not stated"


def provenance(data: Cohort) -> pd.DataFrame:
    """Where every column comes from, and where images and waveforms do.

    Parameters
    ----------
    data : Cohort
        A loaded cohort.

    Returns
    -------
    DataFrame
        file, column, status, source, note: those of ``provenance.csv``, then a row each for
        images and waveforms, where there are any, with the status ``simulated`` or ``measured``.

    Notes
    -----
    The two rows follow from the keys and folders by which the build finds or draws images and
    waveforms. What stood in ``provenance.csv`` could contradict them; these rows cannot.
    """
    stated = data.provenance
    rows = [_images(data), _waveforms(data)]
    found = pd.DataFrame([row for row in rows if row], columns=stated.columns)
    return pd.concat([stated, found.astype(stated.dtypes.to_dict())], ignore_index=True)


def _images(data: Cohort) -> tuple[str, ...]:
    if data.phantom:
        note = (
            f"Digital phantoms, not patients, with fat in keeping with the readers' grades. {SCAN}"
        )
        return ("mri", "images", "simulated", "cohort.yml, phantom", note)
    subjects = [place for place in (data.folder / "mri").glob("sub-*") if place.is_dir()]
    if subjects:
        note = f"T1-weighted volumes with masks; folders of subjects: {len(subjects)}. {SCAN}"
        return ("mri", "images", "measured", "files of the folder mri", note)
    return ()


def _waveforms(data: Cohort) -> tuple[str, ...]:
    if data.waveforms_source == "simulated":
        note = f"Durations are those of muaps.csv; shapes and noise are made up. {TRACE}"
        return ("emg", "waveforms", "simulated", "cohort.yml, waveforms", note)
    files = list((data.folder / "emg").glob("*.*"))
    if files:
        note = f"MUAP discharges; files, one a muscle: {len(files)}. {TRACE}"
        return ("emg", "waveforms", "measured", "files of the folder emg", note)
    return ()
