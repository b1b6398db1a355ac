"""Who was studied: Results, first paragraph; Table 1A; Table 1B."""

from collections.abc import Callable
from functools import partial

from published_figures.data import PLACES, Cohort, quartile
from published_figures.figure import Published


def _size(group: str, sex: str | None, data: Cohort) -> int:
    people = data.subjects[data.subjects["group"] == group]
    return len(people) if sex is None else int((people["sex"] == sex).sum())


def _column_quartile(group: str, column: str, place: str, data: Cohort) -> float:
    people = data.subjects[data.subjects["group"] == group]
    return quartile(people[column], place)


def _count(column: str, value: str, data: Cohort) -> int:
    return int((data.subjects[column] == value).sum())


def figures() -> list[Published]:
    results = "Results, first paragraph"
    sizes = {("patient", None): 10, ("patient", "M"): 6, ("patient", "F"): 4}
    sizes |= {("control", None): 9, ("control", "M"): 6, ("control", "F"): 3}
    found = [
        Published(f"n-{group}-{sex or 'all'}", results, n, partial(_size, group, sex))
        for (group, sex), n in sizes.items()
    ]
    printed = {
        ("patient", "age_at_enrolment_years", results): ("63.1", "67.7", "71.8"),
        ("control", "age_at_enrolment_years", results): ("64.4", "69.6", "73.4"),
        ("patient", "age_at_onset_years", "Table 1A"): ("62", "66.5", "70"),
        ("patient", "months_onset_to_diagnosis", "Table 1A"): ("5", "7", "11"),
        ("patient", "umn_score", "Table 1A"): ("8", "13", "14"),
    }
    found += [
        Published(
            f"{group}-{column}-{place}",
            where,
            text,
            partial(_column_quartile, group, column, place),
        )
        for (group, column, where), texts in printed.items()
        for place, text in zip(PLACES, texts, strict=True)
    ]
    counts = {("el_escorial", "definite"): 3, ("el_escorial", "probable"): 4}
    counts |= {("el_escorial", "probable_laboratory_supported"): 3}
    counts |= {("onset_site", "spinal"): 8, ("onset_site", "bulbar"): 2}
    return found + [
        Published(f"n-{value}", f"{results}; Table 1B", n, partial(_count, column, value))
        for (column, value), n in counts.items()
    ]


TABLE_1B = """
P01 M 58 spinal 16 40 UMN + LMN right leg
P02 M 86 bulbar 13 43 UMN + LMN tongue
P03 M 78 bulbar  2 44 UMN + LMN tongue
P04 F 63 spinal 13 34 LMN right leg
P05 M 69 spinal 14 48 LMN arms
P06 M 67 spinal 13 44 LMN left arm
P07 F 68 spinal 16 33 UMN right leg
P08 F 71 spinal  1 38 LMN left leg
P09 M 66 spinal  8 39 LMN arms
P10 F 57 spinal 10 40 LMN right arm
"""


def _cell(subject: str, column: str, data: Cohort) -> object:
    value = data.subjects.loc[subject, column]
    return value if isinstance(value, str) else int(value)


def _item_sum(subject: str, data: Cohort) -> int:
    items = data.alsfrs.loc[subject]
    assert len(items) == 12
    assert items.between(0, 4).all()
    return int(items.sum())


def _completed_years(subject: str, data: Cohort) -> int:
    """Whole years of the age at enrolment: what the column headed age at onset holds."""
    return int(data.subjects.loc[subject, "age_at_enrolment_years"])


def table_1b() -> list[Published]:
    found = []
    for line in TABLE_1B.strip().splitlines():
        subject, sex, age, onset, umn, total, involvement = line.split(maxsplit=6)
        cells: dict[str, tuple[str | int, Callable[[Cohort], object]]] = {
            "age": (int(age), partial(_completed_years, subject)),
            "alsfrs-items": (int(total), partial(_item_sum, subject)),
        }
        columns = {"sex": sex, "onset_site": onset, "involvement": involvement}
        columns |= {"umn_score": int(umn), "alsfrs_r_total": int(total)}
        columns |= {"dominant_hand": "right", "group": "patient"}
        cells |= {name: (text, partial(_cell, subject, name)) for name, text in columns.items()}
        found += [
            Published(f"{subject}-{name}", "Table 1B", text, compute)
            for name, (text, compute) in cells.items()
        ]
    return found
