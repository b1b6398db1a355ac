"""MRI scoring: from the raters' readings to consensus grades, region scores and agreement."""

from itertools import combinations

import pandas as pd

from .inputs import SIDES, Cohort, Scale
from .statistics import coefficient_of_variation, quartiles, weighted_kappa

MUSCLE = ["subject_id", "side", "muscle_id"]
REGION_SCORE = ["subject_id", "group", "side", "region"]
GRADE_COLUMNS = ["subject_id", "group", "side", "muscle_id", "region", "grade", "atrophy"]
AGREEMENT = [
    "n_scores",
    "coefficient_of_variation_percent",
    "n_muscles",
    "weighted_kappa",
    "kappa_low",
    "kappa_high",
    "agreement_percent",
    "atrophy_agreement_percent",
]


def muscle_grades(data: Cohort) -> pd.DataFrame:
    """Consensus grade and atrophy of every muscle that was scanned.

    The rule is the cohort's ``consensus`` setting:

    - ``majority``: the reading given most often over all raters and sessions; among readings
      given equally often, the one that was given first (first rater, first session).
    - ``first-reading``: the first rater's first session.
    - ``highest``: the most severe reading.

    Parameters
    ----------
    data : Cohort
        A loaded cohort; uses ``mri_ratings``, ``subjects``, ``atlas`` and ``settings.consensus``.

    Returns
    -------
    DataFrame
        subject_id, group, side, muscle_id, region, grade, atrophy (yes, no);
        subjects in the order of ``subjects.csv``, right before left, muscles in atlas order.

    Examples
    --------
    >>> from als_muscle_mri.inputs import load_cohort
    >>> muscle_grades(load_cohort("pavia-2018")).shape
    (1166, 7)
    """
    readings = data.mri_ratings.sort_values(["rater", "session"], kind="stable")
    consensus = pd.DataFrame(
        {
            column: _consensus(readings, column, data.settings.consensus)
            for column in ("grade", "atrophy")
        }
    ).reset_index()
    described = consensus.merge(data.subjects[["subject_id", "group"]], on="subject_id").merge(
        data.atlas[["muscle_id", "region"]], on="muscle_id"
    )
    return in_study_order(described, data)[GRADE_COLUMNS]


def _consensus(readings: pd.DataFrame, column: str, rule: str) -> pd.Series:
    if rule == "first-reading":
        return readings.groupby(MUSCLE, sort=False)[column].first()
    if rule == "highest":  # "no" < "yes", so the most severe reading is the maximum of both
        return readings.groupby(MUSCLE, sort=False)[column].max()
    votes = (
        readings.assign(order=range(len(readings)))
        .groupby([*MUSCLE, column], sort=False)
        .agg(votes=("order", "size"), first=("order", "min"))
        .reset_index()
        .sort_values(["votes", "first"], ascending=[False, True])
    )
    return votes.drop_duplicates(MUSCLE).set_index(MUSCLE)[column]


def in_study_order(frame: pd.DataFrame, data: Cohort) -> pd.DataFrame:
    """Rows in the order of the study: subjects as listed, right before left, atlas order.

    The columns that have such an order come back as ordered categories, so that grouping by
    them keeps it.
    """
    orders = {
        "subject_id": data.subjects["subject_id"],
        "group": data.groups,
        "side": SIDES,
        "region": data.atlas["region"].unique(),
        "muscle_id": data.atlas["muscle_id"],
    }
    ordered = frame.assign(
        **{
            column: pd.Categorical(frame[column], categories=order, ordered=True)
            for column, order in orders.items()
            if column in frame
        }
    )
    keys = [column for column in ("subject_id", "side", "region", "muscle_id") if column in frame]
    return ordered.sort_values(keys, kind="stable", ignore_index=True)


def region_scores(grades: pd.DataFrame) -> pd.DataFrame:
    """Region score: mean grade over the muscles of a region on one side of a subject.

    Parameters
    ----------
    grades : DataFrame
        What :func:`muscle_grades` returns.

    Returns
    -------
    DataFrame
        subject_id, group, side, region, n_muscles, score (within the grades of the scale); a
        region that was not scanned has no row, and a partly scanned one is the mean of what was
        scanned.

    Examples
    --------
    >>> grades = pd.DataFrame({"subject_id": "P01", "group": "patient", "side": "right",
    ...                        "region": "iliopsoas", "grade": [0, 1]})
    >>> region_scores(grades)["score"].tolist()
    [0.5]
    """
    return (
        grades.groupby(REGION_SCORE, observed=True)["grade"]
        .agg(n_muscles="size", score="mean")
        .reset_index()
    )


def without_rounding(values: pd.Series) -> pd.Series:
    """Sums, differences or means of region scores, with equal ones as equal numbers.

    A score is a fraction of whole grades. What is computed from two scores differs in its last
    binary digits, and a rank test would take such values for different ones.

    Parameters
    ----------
    values : Series of float
        In grades, computed from region scores.

    Returns
    -------
    Series
        Rounded to nine decimals; fractions of fewer than a thousand muscles lie further apart.

    Examples
    --------
    >>> differences = pd.Series([1, 2 / 3]) - pd.Series([2 / 3, 1 / 3])
    >>> differences.nunique(), without_rounding(differences).nunique()
    (2, 1)
    """
    return values.round(9)


def score_quartiles(scores: pd.DataFrame, method: str) -> pd.DataFrame:
    """Median and quartiles of the region scores per group, side and region."""
    keys = ["group", "side", "region"]
    summaries = {
        key: quartiles(part.to_numpy(), method)
        for key, part in scores.groupby(keys, observed=True)["score"]
    }
    rows = [
        dict(zip(keys, key, strict=True)) | {"n": s.n, "q1": s.q1, "median": s.median, "q3": s.q3}
        for key, s in summaries.items()
    ]
    return pd.DataFrame(rows, columns=[*keys, "n", "q1", "median", "q3"])


def atrophy_counts(grades: pd.DataFrame) -> pd.DataFrame:
    """Muscles read and muscles called atrophied, per group.

    Returns
    -------
    DataFrame
        group, n_muscles, n_atrophied, percent (0 to 100).
    """
    counts = (
        (grades["atrophy"] == "yes")
        .groupby(grades["group"], observed=True)
        .agg(n_muscles="size", n_atrophied="sum")
        .reset_index()
    )
    return counts.assign(percent=100 * counts["n_atrophied"] / counts["n_muscles"])


def grade_counts(grades: pd.DataFrame, scale: Scale) -> pd.DataFrame:
    """How many muscles have each grade of the scale, per group, side and region.

    Returns
    -------
    DataFrame
        group, side, region, a column such as grade_0 for each grade of the scale, n_muscles.

    Examples
    --------
    >>> from als_muscle_mri.inputs import MERCURI
    >>> grades = pd.DataFrame({"group": "patient", "side": "left", "region": "iliopsoas",
    ...                        "grade": [0, 3]})
    >>> grade_counts(grades, MERCURI).iloc[0, 3:].tolist()
    [1, 0, 0, 1, 2]
    """
    counts = (
        grades.groupby(["group", "side", "region", "grade"], observed=True)
        .size()
        .unstack(fill_value=0)
        .reindex(columns=scale.numbers, fill_value=0)
    )
    named = counts.rename(columns={grade: f"grade_{grade}" for grade in scale.numbers})
    return named.assign(n_muscles=named.sum(axis=1)).rename_axis(columns=None).reset_index()


def protocol(data: Cohort) -> pd.DataFrame:
    """The rows of the atlas whose muscles were read in at least one subject, on either side."""
    read = data.atlas["muscle_id"].isin(data.mri_ratings["muscle_id"])
    return data.atlas[read].reset_index(drop=True)


def rater_agreement(data: Cohort) -> pd.DataFrame:
    """Agreement of readings within and between raters, per region.

    Within: each rater's first and second session, all raters together. Between: all pairs of
    raters in their first session. The coefficient of variation compares region scores, kappa
    (linear weights) and percent agreement compare the grades of single muscles. A coefficient of
    variation needs a zero: scores are counted from the lowest grade, which is normal, so that it
    is the same whether a scale begins at 0 or at 1.

    Returns
    -------
    DataFrame
        comparison (within, between), region, n_scores, coefficient_of_variation_percent,
        n_muscles, weighted_kappa, kappa_low, kappa_high, agreement_percent,
        atrophy_agreement_percent. What cannot be computed (a single rater or session) is absent.
    """
    pairs = read_twice(data)
    level, lowest = 1 - data.settings.alpha, data.scale.numbers[0]
    rows = [
        {"comparison": comparison, "region": region, **_agreement(part, level, lowest)}
        for comparison in ("within", "between")
        for region in data.atlas["region"].unique()
        for part in [pairs[(pairs["comparison"] == comparison) & (pairs["region"] == region)]]
        if len(part)
    ]
    return pd.DataFrame(rows, columns=["comparison", "region", *AGREEMENT])


def read_twice(data: Cohort) -> pd.DataFrame:
    """The readings :func:`rater_agreement` compares, two by two.

    Returns
    -------
    DataFrame
        comparison (within, between), subject_id, side, muscle_id, region, rater, and the columns
        of a reading twice, ending in ``_first`` and ``_second``.
    """
    readings = data.mri_ratings.merge(data.atlas[["muscle_id", "region"]], on="muscle_id")
    kinds = {"within": _within(readings), "between": _between(readings)}
    return pd.concat([pairs.assign(comparison=kind) for kind, pairs in kinds.items()])


def _within(readings: pd.DataFrame) -> pd.DataFrame:
    first, second = (readings[readings["session"] == session] for session in (1, 2))
    return _paired(first, second)


def _between(readings: pd.DataFrame) -> pd.DataFrame:
    first = readings[readings["session"] == 1]
    raters = sorted(first["rater"].unique())
    pairs = [
        _paired(
            first[first["rater"] == one].assign(rater=f"{one}/{other}"),
            first[first["rater"] == other].assign(rater=f"{one}/{other}"),
        )
        for one, other in combinations(raters, 2)
    ]
    return pd.concat(pairs) if pairs else _paired(first.iloc[:0], first.iloc[:0])


def _paired(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Two readings of the same muscle side by side; muscles read once have no row."""
    return first.merge(second, on=[*MUSCLE, "region", "rater"], suffixes=("_first", "_second"))


def _agreement(pairs: pd.DataFrame, level: float, lowest: int) -> dict[str, float]:
    means = pairs.groupby(["subject_id", "side", "rater"], sort=False)[
        ["grade_first", "grade_second"]
    ].mean()
    scores = means - lowest
    variation = coefficient_of_variation(
        scores["grade_first"].to_numpy(), scores["grade_second"].to_numpy()
    )
    first, second = (pairs[f"grade_{which}"].to_numpy() for which in ("first", "second"))
    kappa = weighted_kappa(first, second, "linear", level)
    same_atrophy = pairs["atrophy_first"] == pairs["atrophy_second"]
    return {
        "n_scores": len(scores),
        "coefficient_of_variation_percent": variation.estimate,
        "n_muscles": len(pairs),
        "weighted_kappa": kappa.estimate,
        "kappa_low": kappa.low,
        "kappa_high": kappa.high,
        "agreement_percent": 100 * (first == second).mean(),
        "atrophy_agreement_percent": 100 * same_atrophy.mean(),
    }
