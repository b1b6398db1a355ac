"""Draw the MRI ratings of a simulated cohort: grades and atrophy."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from als_muscle_mri.inputs import MERCURI, SIDES, Scale
from als_muscle_mri.simulate.design import SESSIONS, Design
from als_muscle_mri.simulate.people import SEGMENTS, People, segment_of

_GRADE_STARTS = (0.0, 1.4, 2.6)  # latent score at which the Mercuri grades 1, 2 and 3 begin
_SUBJECT_SD, _REGION_SD, _MUSCLE_SD = 0.5, 0.4, 0.6
_LENIENCE_SD, _READING_SD = 0.05, 0.1
_ATROPHY_LEVEL, _ATROPHY_PER_GRADE, _ATROPHY_PER_DENERVATION = -5.2, 1.2, 4.0
_ATROPHY_READING_SD = 0.2


@dataclass(frozen=True)
class RegionModel:
    """How a region's muscles look: all on the latent scale of fat content.

    Parameters
    ----------
    level
        Mean at 66 years without disease.
    per_decade
        Rise with ten years of age.
    loading
        Rise with one unit of denervation when ``effect`` is 1.
    """

    level: float
    per_decade: float
    loading: float


REGION_MODELS = {
    "hand": RegionModel(-2.0, 0.05, 0.9),
    "paraspinals": RegionModel(-0.6, 0.35, 0.5),
    "iliopsoas": RegionModel(-1.4, 0.10, 1.2),
    "gluteus_maximus": RegionModel(-0.5, 0.40, 0.2),
    "anterior_thigh": RegionModel(-1.2, 0.15, 0.3),
    "posterior_thigh": RegionModel(-1.0, 0.15, 0.3),
    "anterior_calf": RegionModel(-1.5, 0.10, 1.2),
    "posterior_calf": RegionModel(-1.2, 0.15, 0.9),
}

_LIMBS = {"hand": "arm", "trunk": "trunk", "pelvis": "leg", "thigh": "leg", "calf": "leg"}


def draw_ratings(
    design: Design, people: People, atlas: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """Every rating of every scanned muscle, with the columns of ``mri_ratings.csv``.

    Parameters
    ----------
    design
        Effect, share of missing data, raters, scale.
    people
        The subjects and their denervation.
    atlas
        Muscles in the order of the rows: ``muscle_id``, ``region``, ``body_segment``,
        ``mri_series``.
    rng
        The stream of this part.

    Returns
    -------
    pandas.DataFrame
        One row a rating: by subject, side (right first), muscle, rater, session. Text columns are
        categorical, since a large cohort has a million rows.

    Raises
    ------
    ValueError
        If the atlas has a region or a body segment that the model does not know.
    """
    _check_atlas(atlas)
    shown = design.effect * _denervation_of_muscles(people, atlas) * _of_regions(atlas, "loading")
    fat = _draw_fat(people, atlas, rng) + shown
    atrophy = _draw_atrophy(fat, shown, rng)
    fat_read, atrophy_read = _read(design, people.centre, fat, atrophy, rng)
    kept = _scanned(design, atlas, rng)[..., np.newaxis, np.newaxis] & _sessions_read(
        design, people.centre, rng
    )
    index = np.nonzero(kept)
    return _rating_table(design, people, atlas, index).assign(
        **{
            design.scale.column: _grade(fat_read[index], design.scale),
            "atrophy": pd.Categorical.from_codes(
                (atrophy_read[index] > 0).astype(np.int8), ["no", "yes"]
            ),
        }
    )


def _check_atlas(atlas: pd.DataFrame) -> None:
    if unknown := sorted(set(atlas["region"]) - set(REGION_MODELS)):
        raise ValueError(f"no model of region {unknown[0]}; known: {', '.join(REGION_MODELS)}")
    if unknown := sorted(set(atlas["body_segment"]) - set(_LIMBS)):
        raise ValueError(f"no nerve supply of {unknown[0]}; known: {', '.join(_LIMBS)}")


def _of_regions(atlas: pd.DataFrame, constant: str) -> np.ndarray:
    """Give a constant of `RegionModel` for each muscle."""
    return np.array([getattr(REGION_MODELS[region], constant) for region in atlas["region"]])


def _denervation_of_muscles(people: People, atlas: pd.DataFrame) -> np.ndarray:
    """Subjects by sides by muscles: the denervation of the segment that holds the muscle."""
    limbs = atlas["body_segment"].map(_LIMBS)
    segments = [[segment_of(side, limb) for limb in limbs] for side in SIDES]
    return people.denervation[:, [[SEGMENTS.index(name) for name in side] for side in segments]]


def _draw_fat(people: People, atlas: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """Latent fat content without disease, subjects by sides by muscles."""
    n, sides, muscles = len(people.subjects), len(SIDES), len(atlas)
    decades = (people.subjects["age_at_enrolment_years"].to_numpy() - 66) / 10
    region_codes, regions = pd.factorize(atlas["region"])
    return (
        _of_regions(atlas, "level")
        + _of_regions(atlas, "per_decade") * decades[:, np.newaxis, np.newaxis]
        + rng.normal(0, _SUBJECT_SD, (n, 1, 1))
        + rng.normal(0, _REGION_SD, (n, sides, len(regions)))[..., region_codes]
        + rng.normal(0, _MUSCLE_SD, (n, sides, muscles))
    )


def _draw_atrophy(fat: np.ndarray, shown: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Latent atrophy, subjects by sides by muscles; present above 0."""
    return (
        _ATROPHY_LEVEL
        + _ATROPHY_PER_GRADE * _grade(fat, MERCURI)
        + _ATROPHY_PER_DENERVATION * shown
        + rng.logistic(size=fat.shape)
    )


def _grade(fat: np.ndarray, scale: Scale) -> np.ndarray:
    return scale.numbers[0] + np.searchsorted(grade_starts(scale), fat, side="right")


def grade_starts(scale: Scale) -> np.ndarray:
    """Latent scores at which all grades but the lowest begin.

    They run from where the Mercuri grade 1 begins to where its grade 3 does, as evenly as those.

    Examples
    --------
    >>> grade_starts(MERCURI).tolist()
    [0.0, 1.4, 2.6]
    """
    places = np.linspace(0, len(_GRADE_STARTS) - 1, len(scale.grades) - 1)
    return np.interp(places, np.arange(len(_GRADE_STARTS)), _GRADE_STARTS)


def _read(
    design: Design,
    centre: np.ndarray,
    fat: np.ndarray,
    atrophy: np.ndarray,
    rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    """Add the raters' errors: two more axes, raters of the centre and sessions."""
    raters = _all_raters(design)
    lenience = rng.normal(0, _LENIENCE_SD, len(raters))[_rater_table(design)[centre]]
    shape = (*fat.shape, lenience.shape[1], len(SESSIONS))
    fat_read = fat[..., np.newaxis, np.newaxis] + rng.normal(0, _READING_SD, shape)
    fat_read += lenience[:, np.newaxis, np.newaxis, :, np.newaxis]
    atrophy_read = atrophy[..., np.newaxis, np.newaxis] + rng.normal(0, _ATROPHY_READING_SD, shape)
    return fat_read, atrophy_read


def _all_raters(design: Design) -> list[str]:
    return sorted({rater for centre in design.centres for rater in centre.raters})


def _rater_table(design: Design) -> np.ndarray:
    """Position of each centre's raters in the list of all; a centre with fewer ends in -1."""
    position = {rater: index for index, rater in enumerate(_all_raters(design))}
    most = max(len(centre.raters) for centre in design.centres)
    table = np.full((len(design.centres), most), -1)
    for row, centre in zip(table, design.centres, strict=True):
        row[: len(centre.raters)] = [position[rater] for rater in centre.raters]
    return table


def _scanned(design: Design, atlas: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """Which muscles have a scan (subjects, sides, muscles): a hand at a time, the spine whole."""
    lots_of_hands = rng.random((design.size, len(SIDES), 1))
    lots_of_spines = rng.random((design.size, 1, 1))
    series = atlas["mri_series"].to_numpy()
    no_hand = (series == "hand") & (lots_of_hands < min(1, 4 * design.missing))
    no_spine = (series == "spine") & (lots_of_spines < design.missing)
    return ~(no_hand | no_spine)


def _sessions_read(design: Design, centre: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Which rater read which subject in which session; a first reading is never missing."""
    exists = _rater_table(design)[centre] >= 0
    lots = rng.random((*exists.shape, len(SESSIONS)))
    lots[..., 0] = 1
    read = exists[..., np.newaxis] & (lots >= design.missing)
    return read[:, np.newaxis, np.newaxis]


def _rating_table(
    design: Design, people: People, atlas: pd.DataFrame, index: tuple[np.ndarray, ...]
) -> pd.DataFrame:
    """Who, where, by whom and when of the ratings at `index`."""
    subject, side, muscle, rater, session = index
    raters = _rater_table(design)[people.centre[subject], rater]
    return pd.DataFrame(
        {
            "subject_id": pd.Categorical.from_codes(subject, people.subjects["subject_id"]),
            "side": pd.Categorical.from_codes(side, SIDES),
            "muscle_id": pd.Categorical.from_codes(muscle, atlas["muscle_id"]),
            "rater": pd.Categorical.from_codes(raters, _all_raters(design)),
            "session": np.array(SESSIONS)[session],
        }
    )
