"""The reference cohort: one member of the set of cohorts that agree with everything published.

::

    python -m als_muscle_mri.reference [--seed 2018] [--folder data/pavia-2018] [--atlas ...]

writes subjects.csv, mri_ratings.csv, muaps.csv, strength.csv, alsfrs.csv and provenance.csv; the
settings beside them, cohort.yml, are written by hand and left alone. The printed figures are read
from published.csv beside the atlas. The same seed gives the same bytes; another seed gives another
cohort for which every printed figure still holds.

How the files are made. Each draws from a child seed of its own.

1. `printed`: what the paper prints. `matching`: when numbers agree with it, and drawing until they
   do. `regions`: the regions of the atlas.
2. `subjects`: Table 1B, with decimals of ages and months of delay searched for until the quartiles
   of the text and of Table 1A come out.
3. `availability`: who was scanned where. `region_sums`: the complete set of grade sums each region
   and side can have had, and a member of it. `assignment`: who had which, dealt by the
   `involvement` of Table 1B until Figures 1 and 2, the UMN strata and the comparison of sides
   agree; where a member cannot be dealt so, another is drawn. `muscles`: sums shared out over
   muscles, and atrophy. `ratings`: two raters in two sessions, within the variation the paper
   states. `mri` joins these.
4. `function_scores`: the twelve ALSFRS-R items, searched for until totals and the correlation of
   Figure 3 agree. `emg` and `strength`: free but for the trends the text describes.
5. `provenance`: for every column what is known and what was chosen.
"""

from als_muscle_mri.reference.files import make, write

__all__ = ["make", "write"]
