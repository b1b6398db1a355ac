"""Region scores: Table 2, the subgroups, low and high UMN burden, right and left."""

from collections.abc import Callable
from functools import partial

from scipy import stats

from published_figures.data import PLACES, SIDES, Cohort, quartile, rank_sum
from published_figures.figure import Published

REGIONS = {
    "hand": ("0 0 0.5", "0 0 0", "p = 0.142", "p = 0.081"),
    "paraspinals": ("1 1 2", "0.5 1 1", "p = 0.100", "p = 0.079"),
    "iliopsoas": ("0 1 1", "0 0 0", "p = 0.046", "p = 0.117"),
    "gluteus_maximus": ("1 1 2", "1 1 2", "p = 0.482", "p = 0.307"),
    "anterior_thigh": ("0.5 0.88 1", "0 1 1", "p = 0.793", "p = 0.462"),
    "posterior_thigh": ("0.86 1 1", "0 1 1", "p = 0.664", "p = 0.609"),
    "anterior_calf": ("0.5 0.875 1", "0 0 0.5", "p = 0.020", "p = 0.009"),
    "posterior_calf": ("1 1 1.3", "0.33 0.67 1", "p = 0.047", "p = 0.031"),
}
"""Region: quartiles of patients, of controls, p, p of the spinal patients against controls."""


def _score_quartile(region: str, side: str, group: str, place: str, data: Cohort) -> float:
    return quartile(data.score(region, side, data.group(group)), place)


def _compare(region: str, side: str, groups: Callable, data: Cohort) -> float:
    return rank_sum(*(data.score(region, side, who) for who in groups(data)))


def _both(data: Cohort) -> tuple[list[str], list[str]]:
    return data.group("patient"), data.group("control")


def _spinal_controls(data: Cohort) -> tuple[list[str], list[str]]:
    return data.onset("spinal"), data.group("control")


def _bulbar_controls(data: Cohort) -> tuple[list[str], list[str]]:
    return data.onset("bulbar"), data.group("control")


def _spinal_bulbar(data: Cohort) -> tuple[list[str], list[str]]:
    return data.onset("spinal"), data.onset("bulbar")


def _umn_13_high(data: Cohort) -> tuple[list[str], list[str]]:
    return data.umn(above=12.5)


def _umn_13_low(data: Cohort) -> tuple[list[str], list[str]]:
    return data.umn(above=13)


def _right_left(region: str, zeros: str, group: str | None, data: Cohort) -> float:
    scores = data.scores[region].reset_index()
    sides = scores.pivot_table(index="subject_id", columns="side", values="mercuri_grade").dropna()
    if group:
        sides = sides[sides.index.isin(data.group(group))]
    difference = (sides["right"] - sides["left"]).round(9)
    if not difference.any():
        return 1.0
    return float(stats.wilcoxon(difference, zero_method=zeros, method="asymptotic").pvalue)


def figures() -> list[Published]:
    found = []
    for side in SIDES:
        for region, (patients, controls, p, _) in REGIONS.items():
            name = f"{side}-{region}"
            found += [
                Published(
                    f"table-2-{name}-{group}-{place}",
                    "Table 2",
                    text,
                    partial(_score_quartile, region, side, group, place),
                )
                for group, texts in (("patient", patients), ("control", controls))
                for place, text in zip(PLACES, texts.split(), strict=True)
            ]
            printed = "p = 0.140" if name == "left-hand" else p
            compute = partial(_compare, region, side, _both)
            found.append(Published(f"table-2-{name}-p", "Table 2", printed, compute))
    return found


def subgroups() -> list[Published]:
    found = []
    where = "Results, third paragraph"
    for side in SIDES:
        for region, (*_, spinal_p) in REGIONS.items():
            name = f"{side}-{region}"
            bulbar = "p < 0.05" if region == "iliopsoas" else "p > 0.05"
            tests = {
                "spinal-controls": (spinal_p, _spinal_controls),
                "bulbar-controls": (bulbar, _bulbar_controls),
                "spinal-bulbar": ("p > 0.05", _spinal_bulbar),
                "umn-13-is-high": ("p > 0.05", _umn_13_high),
                "umn-13-is-low": ("p > 0.05", _umn_13_low),
            }
            if name == "left-hand":  # no six left hands can have it; see the module's first lines
                del tests["spinal-controls"]
            found += [
                Published(f"{test}-{name}", where, printed, partial(_compare, region, side, groups))
                for test, (printed, groups) in tests.items()
            ]
    return found + [
        Published(
            f"right-left-{region}-{group or 'all'}-{zeros}",
            "Results, second paragraph",
            "p > 0.05",
            partial(_right_left, region, zeros, group),
        )
        for region in REGIONS
        for group in ("patient", "control", None)
        for zeros in ("wilcox", "pratt")
    ]
