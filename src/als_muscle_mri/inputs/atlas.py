"""The atlas: the muscles a cohort may speak of, their regions and MRI series."""

from pandera.pandas import DataFrameSchema

from als_muscle_mri.inputs.columns import choice, pattern, text

REGIONS = (
    "hand",
    "paraspinals",
    "iliopsoas",
    "gluteus_maximus",
    "anterior_thigh",
    "posterior_thigh",
    "anterior_calf",
    "posterior_calf",
)

ATLAS_SCHEMA = DataFrameSchema(
    {
        "muscle_id": pattern(
            "Id of the muscle; it exists on either side",
            "[a-z][a-z0-9_]{0,59}",
            "a muscle id is made of lower-case letters, digits and underscores, a letter first",
            allowed="lower-case letters, digits, `_`",
        ),
        "name": text("Anatomical name", "the anatomical name"),
        "region": choice("Region whose score the muscle enters", REGIONS, "one of the regions"),
        "body_segment": choice(
            "Part of the body on a picture",
            ("hand", "trunk", "pelvis", "thigh", "calf"),
            "a body segment is hand, trunk, pelvis, thigh or calf",
        ),
        "mri_series": choice(
            "MRI series that shows the muscle",
            ("hand", "spine", "lower_limb"),
            "an MRI series is hand, spine or lower_limb",
        ),
    },
    title="atlas.csv",
    description="One row for each muscle of one side, in the order of tables and figures.",
    metadata={"key": ["muscle_id"]},
)
