"""What the paper prints about its cohort, as named tables with their place in the paper.

Source of every figure: Diamanti et al., Skeletal Radiology 2018, doi 10.1007/s00256-018-3073-7.
"""

from dataclasses import dataclass

SIGNIFICANCE = 0.05
"""Methods, statistical analysis: p-values up to 0.05 are called significant."""

P_TOLERANCE = 0.0005
"""A p-value agrees with one printed to three decimals when it is this near or nearer."""

UMN_CUTOFF = 13
"""Methods, statistical analysis: the UMN burden score that separates low from high."""


@dataclass(frozen=True)
class Patient:
    """One row of Table 1B.

    The paper heads the age column "age at onset", but its quartiles are those of the ages at
    enrolment in whole years, so it is read as completed years at enrolment.
    """

    subject_id: str
    sex: str
    age: int
    onset_site: str
    involvement: str
    umn_score: int
    alsfrs_r_total: int


TABLE_1B = (
    Patient("P01", "M", 58, "spinal", "UMN + LMN right leg", 16, 40),
    Patient("P02", "M", 86, "bulbar", "UMN + LMN tongue", 13, 43),
    Patient("P03", "M", 78, "bulbar", "UMN + LMN tongue", 2, 44),
    Patient("P04", "F", 63, "spinal", "LMN right leg", 13, 34),
    Patient("P05", "M", 69, "spinal", "LMN arms", 14, 48),
    Patient("P06", "M", 67, "spinal", "LMN left arm", 13, 44),
    Patient("P07", "F", 68, "spinal", "UMN right leg", 16, 33),
    Patient("P08", "F", 71, "spinal", "LMN left leg", 1, 38),
    Patient("P09", "M", 66, "spinal", "LMN arms", 8, 39),
    Patient("P10", "F", 57, "spinal", "LMN right arm", 10, 40),
)

CONTROL_SEXES = {"M": 6, "F": 3}
"""Results, first paragraph."""

EL_ESCORIAL = {"definite": 3, "probable": 4, "probable_laboratory_supported": 3}
"""Results, first paragraph."""


@dataclass(frozen=True)
class Printed:
    """A median with its quartiles, as printed (text, because the decimals matter)."""

    median: str
    q1: str
    q3: str


AGE_PATIENTS = Printed("67.7", "63.1", "71.8")
"""Results, first paragraph: age in years."""

AGE_CONTROLS = Printed("69.6", "64.4", "73.4")
"""Results, first paragraph: age in years."""

AGE_AT_ONSET = Printed("66.5", "62", "70")
"""Table 1A, years."""

MONTHS_TO_DIAGNOSIS = Printed("7", "5", "11")
"""Table 1A, months."""


@dataclass(frozen=True)
class RegionRow:
    """A row of Table 2, and the spinal patients' p from the paragraph that follows it."""

    patients: Printed
    controls: Printed
    p: float
    spinal_p: float


TABLE_2 = {
    "hand": RegionRow(Printed("0", "0", "0.5"), Printed("0", "0", "0"), 0.142, 0.081),
    "paraspinals": RegionRow(Printed("1", "1", "2"), Printed("1", "0.5", "1"), 0.100, 0.079),
    "iliopsoas": RegionRow(Printed("1", "0", "1"), Printed("0", "0", "0"), 0.046, 0.117),
    "gluteus_maximus": RegionRow(Printed("1", "1", "2"), Printed("1", "1", "2"), 0.482, 0.307),
    "anterior_thigh": RegionRow(Printed("0.88", "0.5", "1"), Printed("1", "0", "1"), 0.793, 0.462),
    "posterior_thigh": RegionRow(Printed("1", "0.86", "1"), Printed("1", "0", "1"), 0.664, 0.609),
    "anterior_calf": RegionRow(
        Printed("0.875", "0.5", "1"), Printed("0", "0", "0.5"), 0.020, 0.009
    ),
    "posterior_calf": RegionRow(
        Printed("1", "1", "1.3"), Printed("0.67", "0.33", "1"), 0.047, 0.031
    ),
}
"""Table 2, both sides. Two cells are misprinted there (right paraspinals of controls, left
anterior calf of controls) and stand here as the other side prints them."""

LEFT_HAND_P = 0.1396
"""With six hands against six no scores give the printed 0.142; 0.13965 is the nearest there is."""

BULBAR_DIFFERS = frozenset({"iliopsoas"})
"""Results: the only region in which bulbar patients differ from controls."""

HANDS_SCANNED = {("right", "patient"): 7, ("left", "patient"): 6}
"""Results, second paragraph: of ten patients."""

CONTROL_HANDS_SCANNED = {("right", "control"): 7, ("left", "control"): 6}
"""Results, second paragraph: of nine controls; paraspinals were scanned in eight of them."""

ATROPHIED_MUSCLES = {"patient": 137, "control": 4}
"""22.46 % of 610 and 0.72 % of 556 muscles (Results, second paragraph)."""

HAND_SPEARMAN = -0.7217
"""Results and Figure 3: handwriting and cutting food against the dominant hand's MRI score."""

ABNORMAL_IN_FIGURES = (
    ("P06", "left", "hand"),
    ("P08", "both", "paraspinals"),
    ("P09", "both", "paraspinals"),
    ("P10", "both", "iliopsoas"),
    ("P08", "both", "gluteus_maximus"),
    ("P08", "both", "anterior_thigh"),
    ("P08", "both", "posterior_thigh"),
    ("P08", "both", "anterior_calf"),
    ("P08", "both", "posterior_calf"),
)
"""Figures 1 and 2 show these as examples of disease. The side is printed for the hand only."""

EMG_THRESHOLDS_MS = {
    "first_dorsal_interosseous": (9.0, 11.25, 13.5),
    "thoracic_paravertebral": (9.0, 11.25, 13.5),
    "tibialis_anterior": (10.0, 12.5, 15.0),
}
"""Methods, EMG data analysis: mean MUAP duration in ms at which a grade opens."""

PATIENTS_WITH_EMG = 9
"""Results: all patients except one, who is not named."""

MRC_MUSCLES = ("first_dorsal_interosseous", "tibialis_anterior")
"""Results: the muscles whose MRC grade was recorded in all patients."""
