"""The settings of what is not a cohort's report: a comparison of cohorts, a plan of a study."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, Strict

from als_muscle_mri.inputs.problems import GIVEN, InputError
from als_muscle_mri.inputs.settings import Settings, setting_problems

Model = TypeVar("Model", bound=BaseModel)
STRICT = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)
SHARE = {"allowed": "a number above 0 and below 1"}
PROBABILITY = {"allowed": "a number from 0 to below 1"}
CONSENSUS = Literal["majority", "first-reading", "highest"]
LARGEST_GROUP = 500
"""Subjects a group beyond which nobody plans a study of this kind."""


def _rising(sizes: tuple[int, ...]) -> tuple[int, ...]:
    if any(left >= right for left, right in pairwise(sizes)):
        raise ValueError("the sizes must rise")
    return sizes


GroupSize = Annotated[int, Strict(), Field(ge=2, le=LARGEST_GROUP)]
GroupSizes = Annotated[tuple[GroupSize, ...], Strict(False), AfterValidator(_rising)]


class ComparisonSettings(BaseModel):
    """Every parameter of a comparison of cohorts.

    Examples
    --------
    >>> ComparisonSettings().pool_from
    2
    """

    model_config = STRICT

    alpha: float = Field(
        default=0.05,
        gt=0,
        lt=1,
        description="Intervals cover 1 - alpha, whatever the cohorts' own alpha is.",
        json_schema_extra=SHARE,
    )
    consensus: CONSENSUS | None = Field(
        default=None,
        description="One consensus rule for all cohorts; left out, each cohort's own.",
        json_schema_extra={"allowed": "majority, first-reading or highest"},
    )
    pool_from: int = Field(
        default=2,
        ge=2,
        le=1000,
        description="Fewest cohorts with an estimable variance that are summarised.",
        json_schema_extra={"allowed": "a whole number from 2 to 1000"},
    )


class PlanSettings(BaseModel):
    """Every parameter of a plan of the next study; None is the cohort's own setting.

    Examples
    --------
    >>> PlanSettings(power=0.9).power
    0.9
    """

    model_config = STRICT

    power: float = Field(
        default=0.8, gt=0, lt=1, description="The power wanted.", json_schema_extra=SHARE
    )
    alpha: float | None = Field(
        default=None, gt=0, lt=1, description="Level of the test.", json_schema_extra=SHARE
    )
    two_sided: Literal["abs-deviation", "doubled"] | None = Field(
        default=None,
        description="Two-sided rule of the exact test.",
        json_schema_extra={"allowed": "abs-deviation or doubled"},
    )
    consensus: CONSENSUS | None = Field(
        default=None,
        description="The consensus rule of the pilot's grades.",
        json_schema_extra={"allowed": "majority, first-reading or highest"},
    )
    n_per_group: GroupSizes = Field(
        default=(10, 15, 20, 30, 40, 60, 80, 100),
        min_length=1,
        description="Subjects in each group, or with two scans, for which power is simulated.",
        json_schema_extra={"allowed": f"a list of rising whole numbers from 2 to {LARGEST_GROUP}"},
    )
    simulations: int = Field(
        default=1000,
        ge=100,
        le=100_000,
        description="Simulated studies behind each power.",
        json_schema_extra={"allowed": "a whole number from 100 to 100000"},
    )
    safeguard_level: float = Field(
        default=0.6,
        gt=0,
        lt=1,
        description="Level of the interval whose end nearer to 0 is the safeguard effect.",
        json_schema_extra=SHARE,
    )
    worsening: float = Field(
        default=0.15,
        ge=0,
        lt=1,
        description="Assumed probability that a muscle is a grade worse at follow-up.",
        json_schema_extra=PROBABILITY,
    )
    improving: float = Field(
        default=0.05,
        ge=0,
        lt=1,
        description="Assumed probability that a muscle that is not worse is read a grade better.",
        json_schema_extra=PROBABILITY,
    )
    within_subject: float = Field(
        default=0.2,
        ge=0,
        lt=1,
        description="Assumed correlation of worsening between the muscles of one subject.",
        json_schema_extra=PROBABILITY,
    )
    seed: int | None = Field(
        default=None,
        ge=0,
        lt=2**32,
        description="Seed of the simulation.",
        json_schema_extra={"allowed": "a whole number from 0 to 4294967295"},
    )


def other_settings(model: type[Model], values: Mapping[str, Any]) -> Model:
    """Check given values and fill in the defaults.

    Parameters
    ----------
    model : type
        :class:`ComparisonSettings` or :class:`PlanSettings`.
    values : mapping
        Setting name to value; None where nobody set it.

    Raises
    ------
    InputError
        Naming every unknown setting and every value out of range.

    Examples
    --------
    >>> other_settings(PlanSettings, {"power": 0.9, "alpha": None}).power
    0.9
    """
    known = model.model_fields
    given = {
        name: value for name, value in values.items() if value is not None or name not in known
    }
    if problems := setting_problems(given, GIVEN, model=model):
        raise InputError(problems, "the parameters")
    return model.model_validate(given)


def of_cohort(settings: BaseModel) -> dict[str, Any]:
    """Give what of these settings is a setting of a cohort too, to load it with.

    Examples
    --------
    >>> of_cohort(ComparisonSettings(alpha=0.1))
    {'alpha': 0.1}
    """
    shared = settings.model_fields_set & Settings.model_fields.keys()
    return {name: getattr(settings, name) for name in sorted(shared)}
