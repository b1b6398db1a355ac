"""published.csv: the figures a study printed, which the audit compares with the cohort.

A cohort may bring one of its own. The figures of the reference study lie beside the cohorts, in
``data/published.csv``; the cohort that stands for it names them in its ``cohort.yml``.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from pandera.pandas import DataFrameSchema

from als_muscle_mri.inputs.columns import choice, pattern, text, whole
from als_muscle_mri.inputs.files import is_there
from als_muscle_mri.inputs.problems import Problem, cell_problems

FILE = "published.csv"
GROUPS = (
    *("patient", "control", "spinal", "bulbar"),
    *("patient v control", "spinal v control", "bulbar v control", "spinal v bulbar"),
    *("umn_high v umn_low", "right v left"),
)
VARIABLES = (
    *("subjects", "sex", "el_escorial", "onset_site", "involvement"),
    *("age_at_enrolment_years", "age_at_onset_years", "months_onset_to_diagnosis"),
    *("umn_score", "umn_cutoff", "alsfrs_r_total", "alpha"),
    *("muscles", "scanned", "region_score", "atrophied_muscles"),
    *("emg", "muaps_a_muscle", "emg_threshold_ms", "strength", "hand_function"),
    *("agreement", "other"),
)
STATISTICS = (
    *("n", "percent", "median", "q1", "q3", "p", "rho", "cv_percent", "least", "value", "text"),
)
NUMBER = r"-?\d+(?:\.\d+)?"
FORMS = {
    "n": (r"(?:[<>]=? ?)?\d+(?:/\d+)?", "a count as 10, or 7/10"),
    "p": (r"(?:[<>] ?)?[01]?\.\d+|[<>]? ?[01]", "a p-value as 0.046, <0.05 or >0.05"),
    **dict.fromkeys(("median", "q1", "q3", "rho"), (NUMBER, "a number as 0.5")),
    **dict.fromkeys(
        ("percent", "cv_percent", "least"),
        (rf"(?:[<>]=? ?)?{NUMBER}", "a number as 22.46, or a bound as <5"),
    ),
}
"""How the print of a statistic looks; a value or a text may be anything."""

PUBLISHED = DataFrameSchema(
    {
        "id": pattern(
            "A name for the figure, once",
            r"[a-z0-9]+(?:-[a-z0-9]+)*",
            "an id is made of lower-case letters, digits and single hyphens between them",
            allowed="lower-case letters, digits, `-`",
        ),
        "place": text("Where it is printed, for example `Table 2`", "a text"),
        "variable": choice(
            "What it is about; `other` where nothing here says it",
            VARIABLES,
            "a variable is one of the known ones, or other",
        ),
        "level": text(
            "Which one: a level of a category, a subject, a muscle, an MRI series",
            "a text",
            missing="the variable as a whole",
        ),
        "group": choice(
            "Whom it is about, or who is compared",
            GROUPS,
            "a group is one of the known ones",
            missing="not about a group",
        ),
        "side": choice(
            "Side of the body",
            ("right", "left"),
            "a side is right or left",
            missing="not about one side",
        ),
        "region": text("A region of atlas.csv", "a text", missing="not about a region"),
        "statistic": choice(
            "What is printed of it; `value` is a single value, `text` are words",
            STATISTICS,
            "a statistic is one of the known ones",
        ),
        "printed": text("The figure as printed, trailing zeros included", "a text"),
        "decimals": whole(
            "Decimals printed",
            0,
            9,
            "decimals are a whole number from 0 to 9",
            missing="the figure is not a number",
        ),
    },
    title=FILE,
    description="One row for each printed figure; a median with its quartiles is three. "
    "The file is optional.",
    metadata={"key": ["id"]},
)


def published_folder(folder: Path, data_folder: Path, named: bool) -> Path | None:
    """Give the folder whose published.csv belongs to a cohort; None where it has none.

    Parameters
    ----------
    folder, data_folder : pathlib.Path
        The cohort's folder and the one of all cohorts.
    named : bool
        Whether ``cohort.yml`` says that the figures of the reference study are the cohort's.
    """
    if named:
        return data_folder
    return folder if is_there(folder / FILE) else None


def two_sources(folder: Path, named: bool) -> Iterator[Problem]:
    """Refuse a published.csv that would not be read, as ``cohort.yml`` names another."""
    if named and is_there(folder / FILE):
        rule = "the file is not read, as cohort.yml names the figures of the reference study"
        fix = "Delete the file, or the key published of cohort.yml."
        yield Problem(FILE, None, None, None, rule, fix)


def published_problems(frame: pd.DataFrame) -> list[Problem]:
    """Find figures that are not printed the way their statistic is, or miscount decimals.

    Parameters
    ----------
    frame : DataFrame
        The file as read, indexed by line; cells that broke a rule are missing.

    Returns
    -------
    list of Problem

    Examples
    --------
    >>> rows = {"statistic": ["p"], "printed": ["0.5x"], "decimals": [1.0]}
    >>> print(published_problems(pd.DataFrame(rows, index=[2]))[0])
    published.csv, line 2, column printed: "0.5x" is not allowed; a p is printed as a p-value as \
0.046, <0.05 or >0.05. Fix: Write it as the paper prints it, without units or brackets.
    """
    return [*_misshapen(frame), *_miscounted(frame)]


def _misshapen(frame: pd.DataFrame) -> Iterator[Problem]:
    fix = "Write it as the paper prints it, without units or brackets."
    for statistic, (form, said) in FORMS.items():
        cells = frame.loc[frame["statistic"] == statistic, "printed"].dropna().astype("str")
        bad = cells[[re.fullmatch(form, cell) is None for cell in cells]]
        yield from cell_problems(FILE, "printed", bad, f"a {statistic} is printed as {said}", fix)


def _miscounted(frame: pd.DataFrame) -> Iterator[Problem]:
    """A number of decimals that is not that of the printed text."""
    known = frame[["printed", "decimals"]].dropna()
    counted = [len(re.sub(r"^.*?(?:\.(\d+))?$", r"\1", str(text))) for text in known["printed"]]
    bad = known.loc[known["decimals"].to_numpy() != counted, "decimals"]
    right = dict(zip(known.index, counted, strict=True))
    yield from cell_problems(
        FILE,
        "decimals",
        bad,
        "decimals are those of the printed text",
        lambda line, value: f"Write {right[line]}.",
    )
