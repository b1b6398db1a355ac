"""The regions of the atlas, with the muscles of each."""

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Region:
    """A region of the atlas: its id, body segment and MRI series, its muscles on a side."""

    region: str
    segment: str
    series: str
    muscles: tuple[str, ...]


def regions(atlas: pd.DataFrame) -> list[Region]:
    """List the atlas' regions in its order, each with its segment and its muscles."""
    return [
        Region(
            str(name),
            str(rows["body_segment"].iloc[0]),
            str(rows["mri_series"].iloc[0]),
            tuple(rows["muscle_id"]),
        )
        for name, rows in atlas.groupby("region", sort=False)
    ]
