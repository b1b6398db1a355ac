"""Every figure the study printed, with its place and how it is recomputed from the CSV files.

Plain pandas, numpy and scipy; nothing of the package is used, so a mistake there cannot hide
itself here. A printed decimal stands for half a unit of its last digit either way, a printed
integer for itself to two decimals; a p-value agrees within 0.0005; quartiles are Stata's.
Two cells of Table 2 are misprinted and are tested as the other side prints them; no left hands,
six against six, can have the printed 0.142; the nearest is 0.140.
"""

from published_figures import cohort, function, scans, table_2
from published_figures.data import DATA, READINGS, Cohort, read
from published_figures.figure import Published, agrees

PUBLISHED: tuple[Published, ...] = (
    *cohort.figures(),
    *cohort.table_1b(),
    *scans.figures(),
    *scans.variations(),
    *table_2.figures(),
    *table_2.subgroups(),
    *function.figures(),
)

__all__ = ["DATA", "PUBLISHED", "READINGS", "Cohort", "Published", "agrees", "read"]
