"""assumed.csv: the columns of the distributions of grades that a plan assumes."""

from pandera.pandas import DataFrameSchema

from als_muscle_mri.inputs.columns import choice, number, reference, whole

COMPARED = ("patient", "control")

ASSUMED = DataFrameSchema(
    {
        "group": choice("Whose grades these are", COMPARED, "a group is patient or control"),
        "region": reference("The region", "a region of atlas.csv", "a region is one of atlas.csv"),
        "grade": number(
            "The region score of a subject: a grade of the cohort's scale, or between two",
            0,
            100,
            "a grade lies on the scale of the cohort",
            allowed="number from the lowest to the highest grade",
            unit="grade",
        ),
        "share": number(
            "Share of the group that has this score; those of a group and region sum to 1",
            0,
            1,
            "a share is a number from 0 to 1",
            allowed="number from 0 to 1",
            unit="",
        ),
        "count": whole(
            "In place of `share`: how many subjects of the group have this score",
            0,
            None,
            "a count is a whole number from 0 on",
        ),
    },
    title="assumed.csv",
    description="One row for each score that a group is assumed to have in a region. The file has "
    "a column `share` or a column `count`.",
    metadata={"key": ["group", "region", "grade"]},
)
