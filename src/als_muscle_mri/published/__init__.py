"""The audit: every figure a study printed against its cohort, and the data it can have come from.

1. `recompute`: every quantity that a printed figure can name, from the cohort.
2. `figures`: when a printed figure agrees with a value; cells that cannot be right.
3. `audit`: a verdict for each figure, computed from these.
4. `rebuilt`: the complete sets of data behind the printed region scores, the protocols that agree
   with the print, and what each finding owes to the dataset it came from.
"""

from als_muscle_mri.published.audit import (
    VERDICTS,
    audit,
    column_quartiles,
    column_readings,
    quartile_rules,
    verdict_counts,
)
from als_muscle_mri.published.figures import muscles_by_region, printed_figures
from als_muscle_mri.published.rebuilt import (
    Rebuilt,
    atrophy_shares,
    findings,
    members,
    part_sizes,
    protocol_search,
    protocol_table,
    rebuild,
    set_sizes,
    summaries,
)
from als_muscle_mri.published.recompute import KEY, key, recompute

__all__ = [
    "KEY",
    "VERDICTS",
    "Rebuilt",
    "atrophy_shares",
    "audit",
    "column_quartiles",
    "column_readings",
    "findings",
    "key",
    "members",
    "muscles_by_region",
    "part_sizes",
    "printed_figures",
    "protocol_search",
    "protocol_table",
    "quartile_rules",
    "rebuild",
    "recompute",
    "set_sizes",
    "summaries",
    "verdict_counts",
]
