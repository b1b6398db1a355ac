"""The settings of an analysis: every parameter, its default, and what it may be."""

import json
import re
from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, Strict, ValidationError

from als_muscle_mri.inputs.problems import Problem, either, suggest
from als_muscle_mri.inputs.scales import MERCURI
from als_muscle_mri.inputs.setting_fields import allowed, rising, share, switch, whole_number
from als_muscle_mri.inputs.yaml_text import parse_scalar

WORD = re.compile(r"[A-Za-z0-9_.+-][A-Za-z0-9_.+ -]*")
LARGEST_SEED = 2**32 - 1
"""Of the seeds NumPy's older generators take, which some libraries still use."""

QuartileMethod = Literal[
    "inverted_cdf",
    "averaged_inverted_cdf",
    "closest_observation",
    "interpolated_inverted_cdf",
    "hazen",
    "weibull",
    "linear",
    "median_unbiased",
    "normal_unbiased",
    "lower",
    "higher",
    "midpoint",
    "nearest",
]

TwoSided = Literal["abs-deviation", "doubled"]
Consensus = Literal["majority", "first-reading", "highest"]
Milliseconds = Annotated[float, Strict(), Field(gt=0, allow_inf_nan=False)]
CutOffs = Annotated[
    tuple[Milliseconds, Milliseconds, Milliseconds], Strict(False), AfterValidator(rising)
]
ShareOfFat = Annotated[float, Strict(), Field(gt=0, lt=1, allow_inf_nan=False)]
ShareCutOffs = Annotated[tuple[ShareOfFat, ...], Strict(False), AfterValidator(rising)]


def _hides_more_than_one(minimum: int) -> int:
    if minimum == 2:
        raise ValueError("a hidden count could only be 1")
    return minimum


def _default_thresholds() -> dict[str, tuple[float, float, float]]:
    return {
        "first_dorsal_interosseous": (9.0, 11.25, 13.5),
        "thoracic_paravertebral": (9.0, 11.25, 13.5),
        "tibialis_anterior": (10.0, 12.5, 15.0),
    }


class Settings(BaseModel):
    """Every parameter of an analysis.

    A value comes from the command line, else from the ``parameters`` of ``cohort.yml``,
    else it is the default given here, the rule of the published study where it states one.

    Examples
    --------
    >>> Settings(alpha=0.01).alpha, Settings().adjust
    (0.01, 'holm')
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    alpha: float = share(
        0.05,
        "Significance level: p <= alpha is called significant; confidence intervals have the level "
        "1 - alpha.",
    )
    rank_test: Literal["asymptotic", "exact"] = Field(
        default="asymptotic",
        description="The headline p-value of rank tests: from the tie-corrected normal "
        "approximation without continuity correction, or from the exact distribution.",
    )
    two_sided: TwoSided = Field(
        default="abs-deviation",
        description="Two-sided rule of exact tests: all outcomes at least as far from the mean, "
        "or twice the smaller tail.",
    )
    quartile_method: QuartileMethod = Field(
        default="averaged_inverted_cdf",
        description="Quartile rule, a method name of numpy.quantile; the default is Stata's.",
    )
    adjust: Literal["holm", "bh", "none"] = Field(
        default="holm",
        description="Adjustment of p-values over the regions: Holm, Benjamini-Hochberg, or none.",
    )
    umn_cutoff: int = whole_number(13, 0, 999, "A UMN burden score at or above it is called high.")
    consensus: Consensus = Field(
        default="majority",
        description="How several ratings of a muscle become the consensus grade: the most "
        "frequent grade (of those equally frequent the one given first, in the order of raters and "
        "sessions), the first rater's first reading, or the highest grade.",
    )
    dominant_hand: Literal["recorded", "right", "left"] = Field(
        default="recorded",
        description="The hand compared with the ALSFRS-R hand items: as recorded in "
        "subjects.csv, or one side for all.",
    )
    emg_thresholds_ms: Annotated[dict[str, CutOffs], Strict(False), Field(min_length=1)] = Field(
        default_factory=_default_thresholds,
        description="For each muscle examined by EMG, the mean MUAP durations in ms at which "
        "grades 1 and 2 begin and above which grade 3 begins. The whole map is replaced.",
        json_schema_extra=allowed(
            "for each muscle of atlas.csv, three rising numbers above 0, such as [9, 11.25, 13.5]"
        ),
    )
    minimum_cell: Annotated[int, AfterValidator(_hides_more_than_one)] = Field(
        default=1,
        ge=1,
        le=100,
        description="The smallest number of people on whom a number that is shown may be based; "
        "smaller counts, whatever would reveal them and everything about single people are "
        "suppressed. 1 shows everything. A count below 2 could only be 1, so 2 would hide nothing.",
        json_schema_extra=allowed("1, or a whole number from 3 to 100"),
    )
    fat_share_cutoffs: ShareCutOffs = Field(
        default=MERCURI.fat_share_cutoffs,
        description="Shares of fat-like signal at which the grades above the lowest begin, for "
        "grades proposed from images. Of the default cut-offs the Mercuri scale itself gives the "
        "last; the others are an assumption. Another scale has no default, and without cut-offs no "
        "grade is proposed.",
        json_schema_extra=allowed(
            "rising numbers above 0 and below 1, one fewer than the scale has grades, for example "
            "[0.05, 0.2, 0.5]; or [] for no proposals"
        ),
    )
    atrophy_side_ratio: float = share(
        0.8,
        "A muscle whose volume is below this part of that of the other side is proposed as "
        "atrophied from images. This is an assumption that no study has set.",
    )
    muscle_contours: bool = switch(
        False,
        "Whether the muscles are outlined in the images shown, each in the colour of its grade.",
    )
    seed: int = whole_number(
        2018, 0, LARGEST_SEED, "Seed of every random draw (permutations, bootstrap)."
    )


SETTING_NAMES: tuple[str, ...] = tuple(Settings.model_fields)


def allowed_values(name: str, model: type[BaseModel] = Settings) -> str:
    """Say in words what a setting may be.

    Examples
    --------
    >>> allowed_values("rank_test")
    'asymptotic or exact'
    """
    field = model.model_fields[name]
    if isinstance(field.json_schema_extra, dict) and "allowed" in field.json_schema_extra:
        return str(field.json_schema_extra["allowed"])
    return either(_words_of(field.annotation))


def default_value(name: str, model: type[BaseModel] = Settings) -> Any:
    """Give the documented default of a setting.

    Examples
    --------
    >>> default_value("seed")
    2018
    """
    return model.model_fields[name].get_default(call_default_factory=True)


def setting_problems(
    values: Mapping[str, Any],
    file: str,
    prefix: str = "",
    lines: Mapping[tuple[str, ...], int] | None = None,
    muscles: Iterable[str] | None = None,
    model: type[BaseModel] = Settings,
) -> list[Problem]:
    """List what is wrong with the values given for settings.

    Parameters
    ----------
    values : mapping
        Setting name to value; nothing is changed in it.
    file, prefix : str
        Where the values stand, for the messages.
    lines : mapping, optional
        Line of each setting in the file, by (name,) or (name, muscle).
    muscles : iterable of str, optional
        The muscle ids of the atlas; EMG thresholds of any other muscle are a problem.
    model : type of BaseModel
        The settings meant: those of a cohort, of a comparison or of a plan.

    Returns
    -------
    list of Problem

    Examples
    --------
    >>> print(setting_problems({"alhpa": 0.1}, "cohort.yml", "parameters.")[0].fix)
    The nearest known name is alpha. The parameters are alpha, rank_test, two_sided, \
quartile_method, adjust, umn_cutoff, consensus, dominant_hand, emg_thresholds_ms, \
minimum_cell, fat_share_cutoffs, atrophy_side_ratio, muscle_contours and seed.
    """
    try:
        model.model_validate(dict(values))
        errors = []
    except ValidationError as error:
        errors = error.errors(include_url=False)
    found: dict[tuple[str, ...], Problem] = {}
    for error in errors:
        key = tuple(str(part) for part in error["loc"][:2])
        found.setdefault(key, _problem(key, values, file, prefix, lines or {}, model))
    if muscles is not None:
        for key in _unknown_muscles(values, tuple(muscles)):
            found[key] = _unknown_muscle_problem(key, file, prefix, lines or {}, tuple(muscles))
    return list(found.values())


def _problem(
    key: tuple[str, ...],
    values: Mapping[str, Any],
    file: str,
    prefix: str,
    lines: Mapping[tuple[str, ...], int],
    model: type[BaseModel],
) -> Problem:
    name, names = key[0], tuple(model.model_fields)
    line = lines.get(key, lines.get(key[:1]))
    if name not in names:
        known = f"{', '.join(names[:-1])} and {names[-1]}"
        fix = f"{suggest(name, names)}The parameters are {known}."
        return Problem(file, line, prefix + name, None, "no such parameter is known", fix)
    value = values[name]
    if len(key) == 2 and isinstance(value, Mapping):
        value = next(v for k, v in value.items() if str(k) == key[1])
    default = default_value(name, model)
    meant = "the cohort's own" if default is None else f"the default {as_yaml(default)}"
    fix = f"Write such a value, or leave {name} out for {meant}."
    if isinstance(value, str):
        fix = suggest(value, _words_of(model.model_fields[name].annotation)) + fix
        if parse_scalar(value) != value:
            fix = f"Write it without quotation marks. {fix}"
    rule = f"{name} is {allowed_values(name, model)}"
    return Problem(file, line, prefix + ".".join(key), _shown(value), rule, fix)


def _words_of(annotation: Any) -> list[str]:
    """List the words a literal allows, one that may be left out (`| None`) included."""
    parts = [part for one in get_args(annotation) for part in get_args(one) or [one]]
    return [part for part in parts if isinstance(part, str)]


def _shown(value: Any) -> str:
    """Show a word as it is, nothing as an empty value, and anything else as YAML."""
    if value is None:
        return ""
    return value if isinstance(value, str) and parse_scalar(value) == value else as_yaml(value)


def _unknown_muscles(values: Mapping[str, Any], muscles: tuple[str, ...]) -> list[tuple[str, str]]:
    thresholds = values.get("emg_thresholds_ms")
    if not isinstance(thresholds, Mapping):
        return []
    return [("emg_thresholds_ms", str(m)) for m in thresholds if str(m) not in muscles]


def _unknown_muscle_problem(
    key: tuple[str, ...],
    file: str,
    prefix: str,
    lines: Mapping[tuple[str, ...], int],
    muscles: tuple[str, ...],
) -> Problem:
    fix = f"{suggest(key[1], muscles)}Use a muscle_id of atlas.csv, or delete the line; without "
    fix += "EMG, delete emg_thresholds_ms as a whole."
    rule = "no such muscle is in atlas.csv"
    return Problem(file, lines.get(key), prefix + ".".join(key), None, rule, fix)


def as_yaml(value: Any) -> str:
    """Write a value as it would stand in ``cohort.yml``; read back, it is the same value.

    Examples
    --------
    >>> as_yaml((9.0, 11.25)), as_yaml(None), as_yaml(True), as_yaml("holm"), as_yaml("10")
    ('[9, 11.25]', 'null', 'true', 'holm', "'10'")
    """
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{as_yaml(k)}: {as_yaml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(as_yaml(v) for v in value) + "]"
    if isinstance(value, float):
        return repr(value).removesuffix(".0") if isfinite(value) else f".{value}"
    if isinstance(value, str):
        return value if WORD.fullmatch(value) and parse_scalar(value) == value else _quoted(value)
    return str(value)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'" if text.isprintable() else json.dumps(text)
