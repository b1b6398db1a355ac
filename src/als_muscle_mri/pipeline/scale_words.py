"""What a report says of its grading scale, where the sources speak of Mercuri's.

Notebooks and manuscript are written for the Mercuri scale. The prose and the captions of an
executed notebook follow the scale of its cohort; the manuscript has the variables ``scale.*`` and
the citation of the scale put in when it is staged. With Mercuri grades nothing changes.
"""

import re
from collections.abc import Sequence
from typing import Any

from als_muscle_mri.inputs import MERCURI, Scale
from als_muscle_mri.inputs.problems import either
from als_muscle_mri.pipeline.failures import StepError
from als_muscle_mri.report import rounding

SCALE_NAME = re.compile(r"\bMercuri\b")
CAPTION = re.compile(r"^#\|\s*(?:fig|tbl)-cap:.*$", re.MULTILINE)
CITATION = f" [@{MERCURI.citation}]"
SAME_GRADES = (0, 1, 2, 3)
"""EMG grades and weakness grades, with which Mercuri grades can be compared by kappa."""

OWN_CUTOFF = (
    'The scale gives one cut-off, one half; what "traces" are is an assumption of the settings.'
)
KAPPA = {
    "Agreement of Mercuri grades with": "Correlation of Mercuri grades with",
    "and weighted kappa with its interval": "and Spearman's rho with its interval",
    "**Weighted kappa** measures agreement of two grades beyond chance: 1 is complete, 0 what "
    "chance would give.": "Kappa, which measures agreement beyond chance, needs the same grades on "
    "both sides; they are not here, so grades are correlated.",
    "so the intervals of kappa are too narrow": "so the intervals of their correlations are too "
    "narrow",
}
"""What a notebook says of kappa, and what holds where the grades are not the same ones."""


def phrases(scale: Scale) -> dict[str, str]:
    """Give what notebooks say of the Mercuri scale, and what holds of another.

    Examples
    --------
    >>> phrases(MERCURI)["in four steps"]
    'in four steps'
    """
    kappa = {} if scale.has_grades_of(SAME_GRADES) else KAPPA
    return {
        MERCURI.in_brackets: scale.in_brackets,
        f"in {MERCURI.steps} steps": f"in {scale.steps} steps",
        OWN_CUTOFF: "The cut-offs, where there are any, are an assumption of the settings.",
        **kappa,
    }


def follow(notebook: Any, scale: Scale) -> None:
    """Let the prose and the captions of an executed notebook speak of the scale of its cohort.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        Changed in place; code stays as it was run.
    scale : Scale
        The one of the cohort.
    """
    if scale == MERCURI:
        return
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell["source"] = reworded(cell["source"], scale)
        elif cell.cell_type == "code":
            cell["source"] = CAPTION.sub(lambda c: reworded(c[0], scale), cell["source"])


def reworded(text: str, scale: Scale) -> str:
    """Say of a scale what a text says of Mercuri's; a line may break within a phrase.

    Examples
    --------
    >>> from als_muscle_mri.inputs import SCALES
    >>> reworded("The **Mercuri grade**, a judgement in four steps.", SCALES["goutallier"])
    'The **Goutallier grade**, a judgement in five steps.'
    """
    for said, instead in phrases(scale).items():
        expression = r"\s+".join(map(re.escape, said.split()))
        text = re.sub(expression, lambda _, words=instead: words, text)
    return SCALE_NAME.sub(lambda _: scale.name, text)


def variables(scales: Sequence[Scale], cutoffs: Sequence[float] = ()) -> dict[str, str]:
    """Word what the manuscript says of the scale.

    Parameters
    ----------
    scales : sequence of Scale
        Those of the cohorts; of several the names are listed.
    cutoffs : sequence of float
        Shares of fat at which grades are proposed.

    Returns
    -------
    dict
        name, grade, defined, steps and proposed.

    Examples
    --------
    >>> variables([MERCURI], [0.05, 0.2, 0.5])["proposed"]
    "Grades 1, 2 and 3 are proposed from the shares 5 %, 20 % and 50 % on; the last is the \
scale's own, the others are an assumption."
    """
    first, names = scales[0], list(dict.fromkeys(scale.name for scale in scales))
    return {
        "name": _listed(names),
        "grade": f"{_listed(names)} grade",
        "defined": first.defined,
        "steps": first.steps,
        "proposed": _proposed(first, cutoffs),
    }


def _proposed(scale: Scale, cutoffs: Sequence[float]) -> str:
    if not cutoffs:
        return f"The cohort sets no cut-offs for the {scale.name} scale, so no grade is proposed."
    above = _listed([str(number) for number in scale.numbers[1:]])
    whose = (
        "the last is the scale's own, the others are an assumption"
        if scale == MERCURI
        else "they are an assumption of the cohort's settings"
    )
    return f"Grades {above} are proposed from the shares {_percents(cutoffs)} on; {whose}."


def _percents(shares: Sequence[float]) -> str:
    return _listed([f"{rounding.trimmed(100 * share)} %" for share in shares])


def _listed(words: Sequence[str]) -> str:
    return either(words).replace(" or ", " and ")


def cited(manuscript: str, scale: Scale) -> str:
    """Put the source of a scale in the place of Mercuri's; one of the team's own has none.

    Raises
    ------
    StepError
        The manuscript does not cite Mercuri's, and where it cites its scale is not known.

    Examples
    --------
    >>> from als_muscle_mri.inputs import SCALES
    >>> cited("a grade [@mercuri2002]: 0", SCALES["lamminen"])
    'a grade [@lamminen1990]: 0'
    """
    if CITATION not in manuscript:
        raise StepError(f"The manuscript does not cite its scale as{CITATION}.")
    source = f" [@{scale.citation}]" if scale.citation else ""
    return manuscript.replace(CITATION, source)
