"""The atlas: the muscles a cohort may speak of, their regions and MRI series.

The one in ``data/`` holds for every cohort that does not bring its own.
"""

from pandera.pandas import Column, DataFrameSchema

from als_muscle_mri.inputs.columns import pattern, text


def _name(meaning: str, what: str) -> Column:
    return pattern(
        meaning,
        "[a-z][a-z0-9_]{0,59}",
        f"{what} is made of lower-case letters, digits and underscores, a letter first",
        allowed="lower-case letters, digits, `_`",
    )


ATLAS_SCHEMA = DataFrameSchema(
    {
        "muscle_id": _name("Id of the muscle; it exists on either side", "a muscle id"),
        "name": text("Anatomical name", "the anatomical name"),
        "region": _name(
            "Region whose score the muscle enters, for example `anterior_calf`", "a region"
        ),
        "body_segment": _name("Part of the body it lies in, for example `calf`", "a body segment"),
        "mri_series": _name(
            "MRI series that shows the muscle, for example `lower_limb`", "an MRI series"
        ),
    },
    title="atlas.csv",
    description="One row for each muscle of one side, in the order of tables and figures.",
    metadata={"key": ["muscle_id"]},
)
