"""Sentences that say where the data come from, for the line under each table and figure."""

from collections.abc import Collection

import pandas as pd

from .labels import words
from .phrases import listed

FILE_WORDS = {
    "subjects.csv": "Subjects",
    "mri_ratings.csv": "MRI readings",
    "muaps.csv": "EMG",
    "strength.csv": "Strength",
    "alsfrs.csv": "ALSFRS-R items",
}
STATUSES = ("published", "reconstructed", "simulated")


def sentences(rows: pd.DataFrame, empty: Collection[str] = ()) -> dict[str, str]:
    """Where the columns of each data file come from, one sentence a file.

    Parameters
    ----------
    rows : DataFrame
        file, column, status (published, reconstructed, simulated).
    empty : collection of str
        Files in which nothing is recorded, whatever is stated of their columns.

    Examples
    --------
    >>> rows = pd.DataFrame({"file": "muaps.csv", "column": ["side", "muscle_id", "duration_ms"],
    ...                      "status": ["published", "published", "simulated"]})
    >>> said = sentences(rows, empty=["strength.csv"])
    >>> said["muaps"]
    'EMG: side and muscle published; duration simulated.'
    >>> said["strength"]
    'Strength: none recorded.'
    """
    stated = {file: part for file, part in rows.groupby("file") if file not in empty}
    return {
        file.removesuffix(".csv"): f"{name}: "
        f"{_statuses(stated[file]) if file in stated else 'none recorded'}."
        for file, name in FILE_WORDS.items()
    }


def standing(status: str) -> str:
    """What a result from MRI grades of a status says about patients: the first limit of a report.

    Parameters
    ----------
    status : str
        published, reconstructed, simulated or "not stated".

    Examples
    --------
    >>> print(standing("simulated"))
    The MRI grades are simulated: what follows shows how the methods work, and nothing about \
patients.
    """
    return STANDING[status]


STANDING = {
    "reconstructed": (
        "The MRI grades are reconstructed: they agree with the printed figures but are one of many "
        "such sets, so a result that no printed figure fixes says nothing about patients."
    ),
    "simulated": (
        "The MRI grades are simulated: what follows shows how the methods work, and nothing about "
        "patients."
    ),
    "published": "The MRI grades are those the readers gave.",
    "not stated": "Where the MRI grades come from is not stated.",
}


def _statuses(part: pd.DataFrame) -> str:
    if part["status"].nunique() == 1:
        return f"all {part['status'].iloc[0]}"
    columns = {
        status: [column_words(column) for column in part.loc[part["status"] == status, "column"]]
        for status in STATUSES
    }
    return "; ".join(f"{listed(names)} {status}" for status, names in columns.items() if names)


def column_words(column: str) -> str:
    """A column of a data file in words, without its unit.

    Examples
    --------
    >>> column_words("age_at_onset_years"), column_words("muscle_id"), column_words("umn_score")
    ('age at onset', 'muscle', 'UMN score')
    """
    bare = column
    for ending in ("_id", "_years", "_ms"):
        bare = bare.removesuffix(ending)
    text = words(bare)
    for short, written in ABBREVIATIONS.items():
        text = text.replace(short, written)
    return text


ABBREVIATIONS = {
    "umn": "UMN",
    "alsfrs r": "ALSFRS-R",
    "mrc": "MRC",
    "mercuri": "Mercuri",
    "el escorial": "El Escorial category",
    "months onset to diagnosis": "months from onset to diagnosis",
    "muap": "MUAP number",
}
