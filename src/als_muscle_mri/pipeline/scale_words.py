"""What a manuscript says of the grading scale of its cohort: variables ``scale.*``, its source."""

from collections.abc import Sequence

from als_muscle_mri.inputs import MERCURI, Scale
from als_muscle_mri.inputs.problems import either
from als_muscle_mri.pipeline.failures import StepError
from als_muscle_mri.report import rounding

CITATION = f" [@{MERCURI.citation}]"


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
