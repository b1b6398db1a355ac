"""What is allowed and yet unlikely: worth a look, and no reason to stop."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from als_muscle_mri.inputs.loading import Cohort
from als_muscle_mri.inputs.scales import Scale
from als_muscle_mri.inputs.schemas import (
    GROUPS,
    PATIENT_ONLY,
    RATINGS,
    SIDES,
    column_facts,
    column_names,
)

YOUNGEST, OLDEST = 18, 95
"""Ages in years between which adult-onset motor neuron disease and its controls are expected."""

ROUNDING_YEARS = 1.0
"""Two ages in whole years may be apart by a year less than they seem."""

AGE_GAP_YEARS = 10
MISSING_SHARE = 0.2
FEWEST_MUSCLES = 10
FEWEST_RATINGS = 20
FEWEST_DIFFERENCES = 4
MIRRORED_GAIN = 4
"""Sides look mirrored where exchanging them leaves at most a quarter of the differences."""

SUBJECTS = "subjects.csv"
ENROLMENT, ONSET = "age_at_enrolment_years", "age_at_onset_years"
DELAY = "months_onset_to_diagnosis"
MUSCLE = ["subject_id", "muscle_id"]


@dataclass(frozen=True)
class Caution:
    """One thing to look at.

    Attributes
    ----------
    file, column : str
        Where.
    text : str
        What is unlikely, with the subjects or raters it concerns.
    """

    file: str
    column: str
    text: str

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.file}, column {self.column}: {self.text}"


def unlikely(data: Cohort) -> list[Caution]:
    """List what is unlikely in a cohort.

    Parameters
    ----------
    data : Cohort
        A checked cohort; it is not changed.

    Returns
    -------
    list of Caution

    Examples
    --------
    >>> from als_muscle_mri.inputs import load_cohort
    >>> [warning.column for warning in unlikely(load_cohort("pavia-2018"))]
    []
    """
    ratings = data.mri_ratings
    rules = (
        *(unlikely_ages(data.subjects), short_delays(data.subjects), ages_apart(data)),
        *(missing_shares(data.subjects), few_readings(ratings)),
        *(constant_raters(ratings, data.scale), raters_apart(ratings)),
        *(copied_sides(ratings), mirrored_sides(ratings)),
    )
    return [warning for rule in rules for warning in rule]


def unlikely_ages(subjects: pd.DataFrame) -> Iterator[Caution]:
    """Find ages at which nobody is expected to fall ill or to be enrolled."""
    for column in (ENROLMENT, ONSET):
        ages = subjects[column]
        odd = subjects[(ages < YOUNGEST) | (ages > OLDEST)]
        if len(odd):
            who = _listed(
                f"{i} ({a:g})" for i, a in zip(odd["subject_id"], odd[column], strict=True)
            )
            yield Caution(SUBJECTS, column, f"below {YOUNGEST} or above {OLDEST} years: {who}")


def short_delays(subjects: pd.DataFrame) -> Iterator[Caution]:
    """Find delays of diagnosis that are longer than the time from onset to enrolment."""
    since_onset = subjects[ENROLMENT] - subjects[ONSET]
    late = subjects[subjects[DELAY] / 12 > since_onset + ROUNDING_YEARS]
    if len(late):
        text = "diagnosed later than enrolled, by the ages at onset and enrolment: "
        yield Caution(SUBJECTS, DELAY, text + _listed(late["subject_id"]))


def ages_apart(data: Cohort) -> Iterator[Caution]:
    """Find groups whose median ages lie far apart."""
    medians = data.subjects.groupby("group")[ENROLMENT].median().dropna()
    if len(medians) > 1 and medians.max() - medians.min() > AGE_GAP_YEARS:
        told = ", ".join(f"{data.group_labels[g]} {age:g}" for g, age in medians.items())
        text = f"the median ages of the groups are more than {AGE_GAP_YEARS} years apart: {told}"
        yield Caution(SUBJECTS, ENROLMENT, text)


def missing_share(subjects: pd.DataFrame) -> dict[str, tuple[int, int]]:
    """Count the empty cells of each column of ``subjects.csv`` that can be empty.

    Returns
    -------
    dict
        Column to empty cells and cells; a column for patients counts the patients only.
    """
    found = {}
    for column in column_names(SUBJECTS):
        if column_facts(SUBJECTS, column)["missing"]:
            patients = subjects["group"] == GROUPS[0]
            cells = subjects.loc[patients, column] if column in PATIENT_ONLY else subjects[column]
            found[column] = int(cells.isna().sum()), len(cells)
    return found


def missing_shares(subjects: pd.DataFrame) -> Iterator[Caution]:
    """Find columns of which much is missing."""
    for column, (empty, cells) in missing_share(subjects).items():
        if cells and empty / cells > MISSING_SHARE:
            text = f"{empty} of {cells} cells are empty"
            yield Caution(SUBJECTS, column, text)


def few_readings(ratings: pd.DataFrame) -> Iterator[Caution]:
    """Find out whether agreement between raters, and within, can be measured at all."""
    if ratings.empty:
        return
    if ratings["rater"].nunique() == 1:
        yield Caution(RATINGS, "rater", "one rater only: agreement between raters is not known")
    if ratings.groupby("rater")["session"].nunique().max() == 1:
        text = "one session only: agreement of a rater with himself or herself is not known"
        yield Caution(RATINGS, "session", text)


def constant_raters(ratings: pd.DataFrame, scale: Scale) -> Iterator[Caution]:
    """Find raters who gave one and the same grade throughout."""
    grades = ratings.groupby("rater")["grade"].agg(["nunique", "size", "first"])
    constant = grades[(grades["nunique"] == 1) & (grades["size"] >= FEWEST_RATINGS)]
    for rater, row in constant.iterrows():
        text = f"{rater} gave grade {row['first']} in all {row['size']} ratings"
        yield Caution(RATINGS, scale.column, text)


def raters_apart(ratings: pd.DataFrame) -> Iterator[Caution]:
    """Find raters who read no muscle that another read."""
    read = ratings[["rater", "side", *MUSCLE]].drop_duplicates()
    shared = read.duplicated(["side", *MUSCLE], keep=False)
    apart = [rater for rater, part in shared.groupby(read["rater"]) if not part.any()]
    if read["rater"].nunique() > 1 and apart:
        text = f"read no muscle that another rater read: {_listed(apart)}"
        yield Caution(RATINGS, "rater", text)


def copied_sides(ratings: pd.DataFrame) -> Iterator[Caution]:
    """Find subjects whose readings of one side are those of the other, each and all."""
    key = [*MUSCLE, "rater", "session"]
    right, left = (ratings[ratings["side"] == side].set_index(key) for side in SIDES)
    columns = ["grade", "atrophy"]
    pairs = right[columns].join(left[columns].add_suffix("_left"), how="inner").reset_index()
    pairs["same"] = (pairs["grade"] == pairs["grade_left"]) & (
        pairs["atrophy"] == pairs["atrophy_left"]
    )
    people = pairs.groupby("subject_id", sort=False).agg(
        same=("same", "all"), grades=("grade", "nunique"), muscles=("muscle_id", "nunique")
    )
    # A subject with one grade throughout, as a control with none but 0, is nothing unusual.
    copied = people["same"] & (people["grades"] > 1) & (people["muscles"] >= FEWEST_MUSCLES)
    if copied.any():
        text = f"right and left are the same in every muscle: {_listed(people.index[copied])}"
        yield Caution(RATINGS, "side", text)


def mirrored_sides(ratings: pd.DataFrame) -> Iterator[Caution]:
    """Find raters whose right is the left of the others in one subject."""
    grades = ratings.pivot_table(
        index=MUSCLE,
        columns=["rater", "side"],
        values="grade",
        aggfunc="median",
        sort=False,
    )
    found = []
    for rater in grades.columns.unique("rater"):
        own = grades[rater].reindex(columns=SIDES)
        others = grades.drop(columns=rater, level="rater").T.groupby(level="side").median().T
        counts = _differences(own, others.reindex(columns=SIDES))
        many = counts["straight"] >= FEWEST_DIFFERENCES
        mirrored = many & (MIRRORED_GAIN * counts["exchanged"] <= counts["straight"])
        found += [f"{rater} in {subject}" for subject in counts.index[mirrored]]
    if found:
        text = f"right and left look exchanged beside the other raters: {_listed(found)}"
        yield Caution(RATINGS, "side", text)


def _differences(own: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Count, for each subject, the muscles graded otherwise, as they are and sides exchanged."""
    whole = own.notna().all(axis=1) & others.notna().all(axis=1)
    own, others = own[whole], others[whole]
    counts = pd.DataFrame(
        {
            "straight": (own.to_numpy() != others.to_numpy()).sum(axis=1),
            "exchanged": (own.to_numpy()[:, ::-1] != others.to_numpy()).sum(axis=1),
        },
        index=own.index,
    )
    return counts.groupby(level="subject_id", sort=False).sum()


def _listed(names: object, most: int = 5) -> str:
    shown = [str(name) for name in names]
    more = f" and {len(shown) - most} more" if len(shown) > most else ""
    return ", ".join(shown[:most]) + more
