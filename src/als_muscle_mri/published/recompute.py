"""Every quantity a printed figure can name, computed again from the cohort.

A figure is named by its :data:`KEY`; the names are those of ``published.csv``, whose dictionary
stands in ``data/README.md``.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from als_muscle_mri import cohort, comparisons, correlations, mri_scoring
from als_muscle_mri.inputs import Cohort
from als_muscle_mri.statistics import quartiles, rank_sum

KEY = ("variable", "level", "group", "side", "region", "statistic")

Key = tuple[str, str, str, str, str, str]
Value = float | int | str | tuple[int, int]
"""A number, a text, or a count and the total it is of."""

QUANTITIES = (
    "age_at_enrolment_years",
    "age_at_onset_years",
    "months_onset_to_diagnosis",
    "umn_score",
    "alsfrs_r_total",
)
CATEGORIES = ("sex", "el_escorial", "onset_site")
WORDS = ("sex", "onset_site", "involvement")
GROUPS = comparisons.COMPARED
PATIENTS_V_CONTROLS = " v ".join(GROUPS)


def key(
    variable: str,
    statistic: str,
    *,
    level: str = "",
    group: str = "",
    side: str = "",
    region: str = "",
) -> Key:
    """Name a figure.

    Examples
    --------
    >>> key("umn_score", "median", group="patient")
    ('umn_score', '', 'patient', '', '', 'median')
    """
    return variable, level, group, side, region, statistic


def recompute(data: Cohort) -> dict[Key, Value]:
    """Compute every quantity that a figure can name.

    Parameters
    ----------
    data : Cohort
        ``quartile_method``, ``rank_test``, ``two_sided``, ``consensus``, ``umn_cutoff`` and
        ``dominant_hand`` of its settings are used.

    Returns
    -------
    dict
        Value by figure, unrounded; what the cohort has no data for is not there.

    Examples
    --------
    >>> from als_muscle_mri.inputs import load_cohort
    >>> values = recompute(load_cohort("pavia-2018"))
    >>> values[key("umn_score", "median", group="patient")]
    13.0
    """
    grades = mri_scoring.muscle_grades(data)
    scores = mri_scoring.region_scores(grades)
    parts = (
        _people(data),
        _settings(data),
        _scans(data, grades),
        _scores(data, scores),
        _raters(data),
        _tests(data, scores),
        _atrophy(data, grades),
        _examinations(data),
        _hand(data, scores),
    )
    return {name: value for part in parts for name, value in part}


Values = Iterator[tuple[Key, Value]]


def _people(data: Cohort) -> Values:
    for group in GROUPS:
        people = data.subjects[data.subjects["group"] == group]
        yield key("subjects", "n", group=group), len(people)
        for variable in CATEGORIES:
            for level, n in people[variable].dropna().value_counts().items():
                yield key(variable, "n", level=str(level), group=group), int(n)
        for variable in QUANTITIES:
            if people[variable].notna().any():
                yield from _quartiles(people[variable], data, variable, group=group)
        for person in people.to_dict("records"):
            for variable in QUANTITIES + WORDS:
                if not pd.isna(person[variable]):
                    yield (
                        key(variable, "value", level=person["subject_id"], group=group),
                        person[variable],
                    )


def _quartiles(values: pd.Series, data: Cohort, variable: str, **names: str) -> Values:
    found = quartiles(values.to_numpy(dtype=float), data.settings.quartile_method)
    for statistic in ("median", "q1", "q3"):
        yield key(variable, statistic, **names), getattr(found, statistic)


def _settings(data: Cohort) -> Values:
    yield key("umn_cutoff", "value"), data.settings.umn_cutoff
    yield key("alpha", "value"), data.settings.alpha
    for muscle, cut_offs in data.settings.emg_thresholds_ms.items():
        for number, cut_off in enumerate(cut_offs, start=1):
            yield key("emg_threshold_ms", "value", level=f"{muscle} {number}"), cut_off


def _scans(data: Cohort, grades: pd.DataFrame) -> Values:
    if len(grades):
        yield key("muscles", "n"), len(grades[["side", "muscle_id"]].drop_duplicates())
    for row in cohort.availability(data).to_dict("records") if len(grades) else ():
        for group in [group for group in GROUPS if group in data.groups]:
            name = key("scanned", "n", level=row["mri_series"], group=group, side=row["side"])
            yield name, (int(row[f"n_scanned_{group}s"]), int(row[f"n_{group}s"]))


def _scores(data: Cohort, scores: pd.DataFrame) -> Values:
    for (group, side, region), part in scores.groupby(["group", "side", "region"], observed=True):
        names = {"group": group, "side": side, "region": region}
        yield key("region_score", "n", **names), len(part)
        yield from _quartiles(part["score"], data, "region_score", **names)
    for (group, region, subject), part in scores.groupby(
        ["group", "region", "subject_id"], observed=True
    ):
        names = {"level": subject, "group": group, "region": region}
        yield key("region_score", "value", **names), float(part["score"].max())
        for side, score in zip(part["side"], part["score"], strict=True):
            yield key("region_score", "value", side=side, **names), float(score)


def _raters(data: Cohort) -> Values:
    agreement = mri_scoring.rater_agreement(data)
    variations = agreement.dropna(subset=["coefficient_of_variation_percent"])
    for (kind, region), part in variations.groupby(["comparison", "region"], observed=True):
        name = key("region_score", "cv_percent", level=str(kind), region=str(region))
        yield name, float(part["coefficient_of_variation_percent"].max())


def _tests(data: Cohort, scores: pd.DataFrame) -> Values:
    contrasts = {
        PATIENTS_V_CONTROLS: [
            set(scores.loc[scores["group"] == group, "subject_id"]) for group in GROUPS
        ]
    }
    for pair in comparisons.strata(data).values():
        contrasts[" v ".join(pair).replace("controls", "control")] = list(pair.values())
    how = {"method": data.settings.rank_test, "two_sided": data.settings.two_sided}
    for (side, region), part in scores.groupby(["side", "region"], observed=True):
        for group, members in contrasts.items():
            samples = [
                part.loc[part["subject_id"].isin(who), "score"].to_numpy() for who in members
            ]
            for one, sample in zip(group.split(" v "), samples, strict=True):
                if one not in GROUPS:
                    names = {"group": one, "side": str(side), "region": str(region)}
                    yield key("region_score", "n", **names), len(sample)
            if all(map(len, samples)):
                name = key("region_score", "p", group=group, side=str(side), region=str(region))
                yield name, rank_sum(*samples, **how).p
    sides = comparisons.side_comparisons(scores, data.settings)
    for row in sides[sides["group"] == "all"].dropna(subset=["p"]).itertuples():
        yield key("region_score", "p", group="right v left", region=str(row.region)), row.p


def _atrophy(data: Cohort, grades: pd.DataFrame) -> Values:
    counts = mri_scoring.atrophy_counts(grades)
    for row in counts[counts["group"].isin(GROUPS)].itertuples():
        yield key("atrophied_muscles", "percent", group=str(row.group)), float(row.percent)
    compared = comparisons.atrophy_comparison(counts, data.settings.alpha)
    if compared:
        yield key("atrophied_muscles", "p", group=PATIENTS_V_CONTROLS), compared["p"]


def _examinations(data: Cohort) -> Values:
    patients = data.subjects.loc[data.subjects["group"] == "patient", "subject_id"]
    total = len(patients)
    examined = data.muaps[data.muaps["subject_id"].isin(patients)]
    if len(examined):
        yield key("emg", "n", group="patient"), (examined["subject_id"].nunique(), total)
        counted = examined.groupby(["subject_id", "side", "muscle_id"]).size()
        yield key("muaps_a_muscle", "least"), int(counted.min())
    tested = data.strength[data.strength["subject_id"].isin(patients)]
    for muscle, part in tested.groupby("muscle_id"):
        name = key("strength", "n", level=str(muscle), group="patient")
        yield name, (part["subject_id"].nunique(), total)


def _hand(data: Cohort, scores: pd.DataFrame) -> Values:
    found = correlations.hand_correlation(correlations.hand_function(scores, data), data.settings)
    if found["rho"] is not None and not np.isnan(found["rho"]):
        yield key("hand_function", "rho", group="patient"), float(found["rho"])
