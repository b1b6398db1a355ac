"""What a cohort holds, on one screen."""

import pandas as pd

from als_muscle_mri.inputs.loading import Cohort
from als_muscle_mri.inputs.scales import MERCURI
from als_muscle_mri.inputs.schemas import ALSFRS_ITEMS
from als_muscle_mri.inputs.settings import SETTING_NAMES, as_yaml, default_value
from als_muscle_mri.inputs.waveforms import Waveforms

WIDTH = 12


def summary(data: Cohort, waveforms: Waveforms) -> str:
    """Say what a cohort holds.

    Parameters
    ----------
    data : Cohort
        A checked cohort.
    waveforms : Waveforms
        Its waveforms and marks.

    Returns
    -------
    str
        About a dozen lines: who and what was examined, and the settings that differ from
        the defaults.
    """
    facts = {
        "subjects": _subjects(data),
        "MRI": _ratings(data),
        "muscles": _muscles(data),
        **_scale(data),
        "raters": _raters(data.mri_ratings),
        "EMG": _emg(data),
        "MRC": _examined(data, data.strength, "muscle", "graded"),
        "ALSFRS-R": _alsfrs(data),
        "provenance": _provenance(data.provenance),
        "settings": _settings(data),
        **_waveforms(waveforms),
    }
    lines = [f"{name:{WIDTH}}{fact}" for name, fact in facts.items()]
    return "\n".join([f"{data.title} ({data.name}): no problems found", *lines])


def _waveforms(waveforms: Waveforms) -> dict[str, str]:
    """The fact of the waveform files, where there are any."""
    if not waveforms.recordings:
        return {}
    traces = count_of(sum(len(each.muap) for each in waveforms.recordings), "trace")
    muscles, marks = count_of(len(waveforms.recordings), "muscle"), len(waveforms.marks)
    return {"waveforms": f"{traces} of {muscles}, {marks} MUAPs marked by a reader"}


def _subjects(data: Cohort) -> str:
    counts = data.subjects["group"].value_counts()
    parts = [f"{counts.get(group, 0)} {label}" for group, label in data.group_labels.items()]
    return ", ".join(parts)


def _ratings(data: Cohort) -> str:
    if data.mri_ratings.empty:
        return "none"
    people = _people(data, data.mri_ratings)
    return f"{count_of(len(data.mri_ratings), 'rating')} of {people}"


def _muscles(data: Cohort) -> str:
    pairs = data.mri_ratings[["side", "muscle_id"]].drop_duplicates()
    return f"{len(pairs)} of the {2 * len(data.atlas)} of the atlas are rated in someone"


def _scale(data: Cohort) -> dict[str, str]:
    """The scale, where it is not the default."""
    if data.scale == MERCURI:
        return {}
    return {"scale": f"{data.scale.name}, {data.scale.span}, in the column {data.scale.column}"}


def _raters(ratings: pd.DataFrame) -> str:
    if ratings.empty:
        return "none"
    sessions = ratings.groupby("rater")["session"].nunique()
    return ", ".join(f"{rater} ({count_of(n, 'session')})" for rater, n in sessions.items())


def _emg(data: Cohort) -> str:
    if data.muaps.empty:
        return "none"
    return f"{_examined(data, data.muaps, 'muscle', 'examined')}, {len(data.muaps)} MUAPs"


def _examined(data: Cohort, rows: pd.DataFrame, thing: str, done: str) -> str:
    if rows.empty:
        return "none"
    count = len(rows[["subject_id", "side", "muscle_id"]].drop_duplicates())
    kinds = rows["muscle_id"].nunique()
    return f"{count_of(count, thing)} {done} ({kinds} different) in {_people(data, rows)}"


def _alsfrs(data: Cohort) -> str:
    patients = data.subjects[data.subjects["group"] == "patient"]
    totals = int(patients["alsfrs_r_total"].notna().sum())
    items = data.alsfrs["subject_id"].nunique()
    of = f"of {count_of(len(patients), 'patient')}"
    return f"totals of {totals}, all {len(ALSFRS_ITEMS)} items of {items} {of}"


def _provenance(provenance: pd.DataFrame) -> str:
    counts = provenance["status"].value_counts().sort_index()
    return ", ".join(f"{count_of(n, 'column')} {status}" for status, n in counts.items())


def _settings(data: Cohort) -> str:
    given = {name: getattr(data.settings, name) for name in SETTING_NAMES}
    default = {name: default_value(name) for name in SETTING_NAMES}
    default |= {"fat_share_cutoffs": data.scale.fat_share_cutoffs}
    other = {name: value for name, value in given.items() if value != default[name]}
    if not other:
        return "the defaults"
    joint = "\n" + " " * WIDTH
    return joint.join(f"{name}: {as_yaml(value)}" for name, value in other.items())


def _people(data: Cohort, rows: pd.DataFrame) -> str:
    seen = data.subjects[data.subjects["subject_id"].isin(rows["subject_id"])]
    counts = seen["group"].value_counts()
    parts = [count_of(int(counts[group]), group) for group in data.groups if group in counts]
    return " and ".join(parts)


def count_of(number: int, thing: str) -> str:
    """Count things.

    Examples
    --------
    >>> count_of(1, "volume"), count_of(2, "volume")
    ('1 volume', '2 volumes')
    """
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
