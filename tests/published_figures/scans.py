"""What was scanned, what was atrophied, how the raters varied, what the figures show."""

from functools import partial

import numpy as np
import pandas as pd
from scipy import stats

from published_figures.data import READINGS, SIDES, Cohort
from published_figures.figure import Published
from published_figures.table_2 import REGIONS

SCANNED = {("hand", "right"): (7, 7), ("hand", "left"): (6, 6)}
SCANNED |= {("paraspinals", side): (10, 8) for side in SIDES}
SHOWN = ["P06 left hand", "P08 right paraspinals", "P09 right paraspinals"]
SHOWN += ["P10 right iliopsoas", "P10 left iliopsoas"]
SHOWN += ["P08 left paraspinals", "P09 left paraspinals"]
SHOWN += [
    f"P08 {side} {region}"
    for side in SIDES
    for region in (*REGIONS,)
    if region.endswith(("thigh", "calf", "maximus"))
]


def _scanned(region: str, side: str, group: str, data: Cohort) -> int:
    return len(data.score(region, side, data.group(group)))


def _rows_complete(data: Cohort) -> int:
    """Count muscles read, once every one of them proves to have been read four times."""
    keys = ["subject_id", "side", "muscle_id"]
    readings = data.ratings.groupby(keys)[["rater", "session"]].agg(list)
    times = [sorted(zip(*row, strict=True)) for row in readings.to_numpy().tolist()]
    assert all(row == READINGS for row in times)
    return len(readings)


def _muscles_a_subject(data: Cohort) -> int:
    return int(data.muscles.groupby("subject_id").size().max())


def _atrophied(group: str, data: Cohort) -> pd.Series:
    return data.muscles.loc[data.muscles["subject_id"].isin(data.group(group)), "atrophy"] == "yes"


def _atrophied_share(group: str, data: Cohort) -> float:
    return 100 * float(_atrophied(group, data).mean())


def _atrophied_count(group: str, data: Cohort) -> int:
    return int(_atrophied(group, data).sum())


def _muscles_read(group: str, data: Cohort) -> int:
    return len(_atrophied(group, data))


def _atrophy_p(data: Cohort) -> float:
    groups = [_atrophied(group, data) for group in ("patient", "control")]
    table = [[g.sum(), (~g).sum()] for g in groups]
    return float(stats.chi2_contingency(table, correction=False).pvalue)


def _shown_score(shown: str, data: Cohort) -> float:
    subject, side, region = shown.split()
    return float(data.scores[region, side, subject])


def _variation(region: str, first: tuple, second: tuple, sense: str, data: Cohort) -> float:
    """Within-subject coefficient of variation of region scores in percent, over subject-sides."""
    rows = data.ratings[data.ratings["region"] == region]
    scores = rows.pivot_table(
        index=["subject_id", "side"], columns=["rater", "session"], values="mercuri_grade"
    )
    pair = scores[[first, second]]
    mean, variance = pair.mean(axis=1), pair.var(axis=1, ddof=1)
    if sense == "pooled":
        return 100 * float(np.sqrt(variance.mean()) / mean.mean())
    own = variance[mean > 0] / mean[mean > 0] ** 2
    return 100 * float(np.sqrt(own.mean()))


def figures() -> list[Published]:
    where = "Results, second paragraph; Table S1"
    found = [
        Published(
            f"scanned-{side}-{region}-{group}", where, n, partial(_scanned, region, side, group)
        )
        for side in SIDES
        for region in REGIONS
        for group, n in zip(
            ("patient", "control"), SCANNED.get((region, side), (10, 9)), strict=True
        )
    ]
    found += [
        Published("muscles-a-subject", "Methods; Discussion", 68, _muscles_a_subject),
        Published("muscles-read-four-times", "Methods", 610 + 556, _rows_complete),
        Published("atrophy-patients", where, "22.46", partial(_atrophied_share, "patient")),
        Published("atrophy-controls", where, "0.72", partial(_atrophied_share, "control")),
        Published("atrophy-p", where, "p < 0.0001", _atrophy_p),
    ]
    for group, atrophied, read in (("patient", 137, 610), ("control", 4, 556)):
        found += [
            Published(f"atrophied-{group}", where, atrophied, partial(_atrophied_count, group)),
            Published(f"muscles-{group}", where, read, partial(_muscles_read, group)),
        ]
    found += [
        Published(
            f"shown-{shown.replace(' ', '-')}",
            "Figures 1 and 2",
            "> 0",
            partial(_shown_score, shown),
        )
        for shown in SHOWN
    ]
    return found


def variations() -> list[Published]:
    compared = [(0, 1), (2, 3), (0, 2), (1, 3)]
    return [
        Published(
            f"variation-{sense}-{region}-{a}-{b}",
            "Methods, MRI data analysis",
            "< 5 %",
            partial(_variation, region, READINGS[a], READINGS[b], sense),
        )
        for region in REGIONS
        for a, b in compared
        for sense in ("pooled", "root-mean-square")
    ]
