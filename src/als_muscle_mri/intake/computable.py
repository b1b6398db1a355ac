"""What a report of a cohort will show: each table and figure in full, in part, or not at all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pandas as pd

from als_muscle_mri.inputs import Cohort, load_waveforms
from als_muscle_mri.inputs.schemas import GROUPS

FULL, PARTIAL, ABSENT = "full", "partial", "absent"


@dataclass(frozen=True)
class Coverage:
    """How much there is of what a table or figure needs.

    Attributes
    ----------
    what : str
        As ``EMG``.
    have, of : int
        So many of so many.
    unit : str
        Of what, as ``patients``.
    """

    what: str
    have: int
    of: int
    unit: str

    def __str__(self) -> str:
        """Say it as in ``EMG of 9 of 10 patients``."""
        if not self.have:
            return f"no {self.what}"
        return f"{self.what} of {self.have} of {self.of} {self.unit}"


@dataclass(frozen=True)
class Shown:
    """A table or figure of the report.

    Attributes
    ----------
    chapter, name : str
        Notebook, and file name without its ending.
    status : str
        ``full``, ``partial`` or ``absent``.
    why : tuple of Coverage
        What is not there in full.
    """

    chapter: str
    name: str
    status: str
    why: tuple[Coverage, ...]


@dataclass(frozen=True)
class Needs:
    """What a table or figure is made from.

    Attributes
    ----------
    each : tuple of callable
        Without any of these it is absent.
    some : tuple of callable
        It is absent without all of these, and has a part less without one.
    """

    each: tuple[Callable[[Cohort], Coverage], ...] = ()
    some: tuple[Callable[[Cohort], Coverage], ...] = ()


def _patients(data: Cohort) -> set[str]:
    return set(data.subjects.loc[data.subjects["group"] == GROUPS[0], "subject_id"])


def _of_patients(what: str, data: Cohort, subjects: Iterable[str]) -> Coverage:
    patients = _patients(data)
    return Coverage(what, len(patients & set(subjects)), len(patients), "patients")


def _recorded(column: str) -> Callable[[Cohort], Coverage]:
    def need(data: Cohort) -> Coverage:
        known = data.subjects.loc[data.subjects[column].notna(), "subject_id"]
        return _of_patients(column, data, known)

    return need


def _subjects(data: Cohort) -> Coverage:
    return Coverage("subjects", len(data.subjects), len(data.subjects), "subjects")


def _enrolled_patients(data: Cohort) -> Coverage:
    n = len(_patients(data))
    return Coverage("patients", n, n, "patients")


def _further(data: Cohort) -> Coverage:
    """Groups beyond patients and controls; a cohort that has none needs none."""
    others = [group for group in data.group_labels if group not in GROUPS]
    graded = data.subjects[data.subjects["subject_id"].isin(data.mri_ratings["subject_id"])]
    have = len(set(others) & set(graded["group"].astype(str)))
    return Coverage("MRI of further groups", have, len(others), "groups")


def _mri(data: Cohort) -> Coverage:
    """Every subject with every MRI series of the atlas on both sides."""
    scanned = data.mri_ratings.merge(data.atlas[["muscle_id", "mri_series"]], on="muscle_id")
    have = len(scanned[["subject_id", "side", "mri_series"]].drop_duplicates())
    pairs = 2 * data.atlas["mri_series"].nunique()
    return Coverage("MRI", have, len(data.subjects) * pairs, "series and sides")


def _groups(data: Cohort) -> Coverage:
    scanned = data.subjects["subject_id"].isin(data.mri_ratings["subject_id"])
    return _compared("MRI of patients and controls", data.subjects.loc[scanned, "group"])


def _enrolled_groups(data: Cohort) -> Coverage:
    return _compared("patients and controls", data.subjects["group"])


def _compared(what: str, groups: pd.Series) -> Coverage:
    """Both of the groups compared; one has nobody to be compared with, as good as none."""
    have = len(set(GROUPS) & set(groups))
    return Coverage(what, have if have == len(GROUPS) else 0, len(GROUPS), "groups")


def _repeated(column: str, what: str) -> Callable[[Cohort], Coverage]:
    """Muscles that more than one rater read, or that a rater read in more than one session."""
    others = ["rater"] if column == "session" else []

    def need(data: Cohort) -> Coverage:
        key = ["subject_id", "side", "muscle_id", *others]
        counts = data.mri_ratings.groupby(key)[column].nunique()
        return Coverage(what, int((counts > 1).sum()), len(counts), "muscles read")

    return need


def _emg(data: Cohort) -> Coverage:
    return _of_patients("EMG", data, data.muaps["subject_id"])


def _strength(data: Cohort) -> Coverage:
    return _of_patients("strength", data, data.strength["subject_id"])


def _items(data: Cohort) -> Coverage:
    return _of_patients("ALSFRS-R items", data, data.alsfrs["subject_id"])


def _hands(data: Cohort) -> Coverage:
    """Patients with a graded dominant hand."""
    hand = set(data.atlas.loc[data.atlas["region"] == "hand", "muscle_id"])
    graded = data.mri_ratings[data.mri_ratings["muscle_id"].isin(hand)]
    side = data.settings.dominant_hand
    if side == "recorded":
        recorded = data.subjects.set_index("subject_id")["dominant_hand"]
        side = graded["subject_id"].map(recorded)
    of_side = graded["side"].astype("object") == side
    return _of_patients("MRI of the dominant hand", data, graded.loc[of_side, "subject_id"])


def _printed(data: Cohort) -> Coverage:
    count = len(data.published)
    return Coverage("published.csv", count, max(count, 1), "printed figures")


def _images(data: Cohort) -> Coverage:
    """Subjects with images, or with a phantom."""
    have = data.phantom
    if (data.folder / "mri").is_dir():
        # SimpleITK takes its time to load, and most cohorts have no images.
        from als_muscle_mri.imaging.sources import sources, subjects_with_images

        have = subjects_with_images(sources(data.folder, data.subjects["subject_id"]))
    return Coverage("images", len(have), len(data.subjects), "subjects")


def _any_images(data: Cohort) -> Coverage:
    """Trials on phantoms are shown as soon as one subject has images."""
    return Coverage("images", min(1, _images(data).have), 1, "subjects")


def _cutoffs(data: Cohort) -> Coverage:
    there = bool(data.settings.fat_share_cutoffs)
    return Coverage(f"fat_share_cutoffs for the {data.scale.name} scale", int(there), 1, "lists")


def _waveforms(data: Cohort) -> Coverage:
    """Muscles of muaps.csv with a waveform file, all of them where waveforms are simulated."""
    key = ["subject_id", "side", "muscle_id"]
    listed = set(data.muaps[key].astype(str).itertuples(index=False, name=None))
    if data.waveforms_source == "simulated":
        return Coverage("MUAP waveforms", len(listed), max(len(listed), 1), "muscles with MUAPs")
    read = {(one.subject_id, one.side, one.muscle_id) for one in load_waveforms(data).recordings}
    return Coverage("MUAP waveforms", len(read), max(len(listed | read), 1), "muscles with MUAPs")


def _any_waveforms(data: Cohort) -> Coverage:
    """The error by noise is simulated from muaps.csv as soon as one muscle has waveforms."""
    there = len(data.muaps) > 0 and _waveforms(data).have > 0
    return Coverage("MUAP waveforms", int(there), 1, "muscles with MUAPs")


_CLINICAL = tuple(
    _recorded(column)
    for column in ("age_at_enrolment_years", "age_at_onset_years", "months_onset_to_diagnosis",
                   "el_escorial", "onset_site", "umn_score", "alsfrs_r_total")
)  # fmt: skip
_COMPARED = Needs((_groups, _mri))
NEEDS: dict[str, dict[str, Needs]] = {
    "1_cohort": {
        "participant-flow": Needs(),
        "table-1a": Needs(some=(_subjects, *_CLINICAL)),
        "table-1b": Needs((_enrolled_patients,),
                          (_enrolled_patients, *_CLINICAL, _recorded("involvement"))),
        "table-s1": Needs((_mri,)),
        "comparability": Needs((_enrolled_groups, _recorded("age_at_enrolment_years"))),
        "provenance": Needs(),
    },
    "2_mri_scoring": {
        "protocol": Needs((_mri,)),
        "rater-agreement": Needs(some=(_repeated("rater", "readings by two raters"),
                                       _repeated("session", "second readings"))),
        **dict.fromkeys(
            ("region-scores", "atrophy", "grades", "grade-distribution", "body-map"), Needs((_mri,))
        ),
    },
    "3_emg_grading": {"emg-bands": Needs(),
                      **dict.fromkeys(("emg-grades", "muap-durations"), Needs((_emg,)))},
    "4_comparisons": {
        **dict.fromkeys(("table-2", "p-values", "leave-one-out", "effects"), _COMPARED),
        "strata": Needs((_mri,), (_recorded("onset_site"), _recorded("umn_score"), _further)),
        "sides": Needs((_mri,)),
    },
    "5_correlations": {
        "hand-function": Needs((_hands, _items)),
        "alsfrs-items": Needs((_items, _mri)),
        **dict.fromkeys(("table-s2", "grade-agreement"), Needs((_mri,), (_emg, _strength))),
    },
    "6_published": dict.fromkeys(
        ("verdicts", "published", "quartile-rules", "protocols", "reconstruction", "findings"),
        Needs((_printed,)),
    ),
    "7_images": {
        "recovery": Needs((_any_images,)),
        **dict.fromkeys(("panels-upper", "panels-lower", "proposed-atrophy"), Needs((_images,))),
        **dict.fromkeys(("confusion", "shares", "share-agreement"), Needs((_images, _cutoffs))),
        "review": Needs((_images,), (_images, _cutoffs)),
    },
    "8_waveforms": {
        **dict.fromkeys(("muap-error", "muap-criteria"), Needs((_any_waveforms,))),
        **dict.fromkeys(("muap-page-1", "muap-page-2", "muap-page-3", "muap-measures",
                         "muap-agreement"), Needs((_waveforms,))),
    },
}  # fmt: skip
"""What each table and figure of a notebook is made from; the names are those of the Snakefile."""


def computable(data: Cohort) -> list[Shown]:
    """Say of each table and figure whether it will be full, partial or absent, and why.

    Parameters
    ----------
    data : Cohort
        A checked cohort; it is not changed.

    Returns
    -------
    list of Shown
        In the order of the notebooks.

    Examples
    --------
    >>> from als_muscle_mri.inputs import load_cohort
    >>> shown = {one.name: one for one in computable(load_cohort("pavia-2018"))}
    >>> shown["emg-grades"].status, str(shown["emg-grades"].why[0])
    ('partial', 'EMG of 9 of 10 patients')
    """
    return [
        _shown(chapter, name, needs, data)
        for chapter, outputs in NEEDS.items()
        for name, needs in outputs.items()
    ]


def _shown(chapter: str, name: str, needs: Needs, data: Cohort) -> Shown:
    each, some = ([need(data) for need in kind] for kind in (needs.each, needs.some))
    there = [one for one in (*each, *some) if one.of]
    lacking = tuple(dict.fromkeys(one for one in there if one.have < one.of))
    none = tuple(one for one in each if not one.have)
    if some and not any(one.have for one in some):
        none += tuple(one for one in some if one.of) or tuple(some[:1])
    status = ABSENT if none else PARTIAL if lacking else FULL
    return Shown(chapter, name, status, tuple(dict.fromkeys(none)) or lacking)
