"""The settings of what is not a cohort's report: a comparison of cohorts, a plan of a study."""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, Strict

from als_muscle_mri.inputs.problems import GIVEN, InputError
from als_muscle_mri.inputs.setting_fields import allowed, probability, rising, share, whole_number
from als_muscle_mri.inputs.settings import (
    LARGEST_SEED,
    Consensus,
    Settings,
    TwoSided,
    setting_problems,
)

Model = TypeVar("Model", bound=BaseModel)
STRICT = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)
LARGEST_GROUP = 500
"""Subjects a group beyond which nobody plans a study of this kind."""


def _below_the_project(file: str) -> str:
    path = PurePath(file)
    if path.is_absolute() or ".." in path.parts or path.suffix.lower() != ".csv":
        # An absolute path would tell of the machine in the report, which names the file.
        raise ValueError("the file lies below the project folder")
    return file


GroupSize = Annotated[int, Strict(), Field(ge=2, le=LARGEST_GROUP)]
GroupSizes = Annotated[tuple[GroupSize, ...], Strict(False), AfterValidator(rising)]


class ComparisonSettings(BaseModel):
    """Every parameter of a comparison of cohorts.

    Examples
    --------
    >>> ComparisonSettings().pool_from
    2
    """

    model_config = STRICT

    alpha: float = share(0.05, "Intervals cover 1 - alpha, whatever the cohorts' own alpha is.")
    consensus: Consensus | None = Field(
        default=None,
        description="One consensus rule for all cohorts; left out, each cohort's own.",
    )
    pool_from: int = whole_number(
        2, 2, 1000, "Fewest cohorts with an estimable variance that are summarised."
    )


class PlanSettings(BaseModel):
    """Every parameter of a plan of the next study; None is the cohort's own setting.

    Examples
    --------
    >>> PlanSettings(power=0.9).power
    0.9
    """

    model_config = STRICT

    power: float = share(0.8, "The power wanted.")
    alpha: float | None = share(None, "Level of the test.")
    two_sided: TwoSided | None = Field(
        default=None, description="Two-sided rule of the exact test."
    )
    consensus: Consensus | None = Field(
        default=None, description="The consensus rule of the pilot's grades."
    )
    n_per_group: GroupSizes = Field(
        default=(10, 15, 20, 30, 40, 60, 80, 100),
        min_length=1,
        description="Subjects in each group, or with two scans, for which power is simulated.",
        json_schema_extra=allowed(f"a list of rising whole numbers from 2 to {LARGEST_GROUP}"),
    )
    simulations: int = whole_number(1000, 100, 100_000, "Simulated studies behind each power.")
    assumed: Annotated[str, AfterValidator(_below_the_project)] | None = Field(
        default=None,
        description="A CSV file of assumed distributions of grades, planned on as well.",
        json_schema_extra=allowed(
            "the path of a CSV file below the project folder, such as data/my-assumptions.csv"
        ),
    )
    safeguard_level: float = share(
        0.6, "Level of the interval whose end nearer to 0 is the safeguard effect."
    )
    worsening: float = probability(
        0.15, "Assumed probability that a muscle is a grade worse at follow-up."
    )
    improving: float = probability(
        0.05, "Assumed probability that a muscle that is not worse is read a grade better."
    )
    within_subject: float = probability(
        0.2, "Assumed correlation of worsening between the muscles of one subject."
    )
    seed: int | None = whole_number(None, 0, LARGEST_SEED, "Seed of the simulation.")


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
