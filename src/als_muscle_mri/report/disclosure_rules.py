"""What each output says of how many people: the one list `disclosure` works from.

A new table, figure or file needs a line here, or nothing is shown where small cells are suppressed.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Count:
    """A column that counts people, or muscles, of which there are at least as many.

    Parameters
    ----------
    column : str
        The column.
    of : str
        The published total it is a part of: a group, ``all``, ``compared`` (patients and controls),
        ``group`` (the one the row names) or a column; "" where there is none.
    rests : sequence of str
        Columns that are statistics of those counted. Where the count is hidden they are not shown,
        unless the chapter has made them coarse.
    whole : sequence of str
        Those of them that are shown as whole numbers where all but a few are counted.
    """

    column: str
    of: str = ""
    rests: Sequence[str] = ()
    whole: Sequence[str] = ()


@dataclass(frozen=True)
class Levels:
    """Counts that add up to a published total: columns of a row, or rows of one column.

    Parameters
    ----------
    columns : sequence of str
        The columns; one column where the levels stand beneath each other.
    by : sequence of str
        Columns that say which rows belong together; none where the levels stand in a row.
    rests : sequence of str
        Columns that say the same as the count.
    """

    columns: Sequence[str]
    by: Sequence[str] = ()
    rests: Sequence[str] = ()


@dataclass(frozen=True)
class Shares:
    """Percentages of a count that is shown beside them.

    Parameters
    ----------
    n : str
        The column of the count.
    percents : sequence of str
        The columns of percentages.
    key : str
        The column that says ``all`` in the line of totals.
    """

    n: str
    percents: Sequence[str]
    key: str


@dataclass(frozen=True)
class Total:
    """A sum that would give a suppressed part away; it comes after the rules of its parts.

    Parameters
    ----------
    columns : sequence of str
        The columns of sums.
    parts : sequence of str
        The columns of the parts in the same row; none where the parts are other rows, and the row
        of the total says ``all``.
    by : sequence of str
        Columns that say which rows belong together.
    key : str
        The column that says ``all``.
    """

    columns: Sequence[str]
    parts: Sequence[str] = ()
    by: Sequence[str] = ()
    key: str = ""


@dataclass(frozen=True)
class Rest:
    """Counts of people of whom those that none of them counts are a rest of too few.

    Parameters
    ----------
    columns : sequence of str
        The columns; the last one is not shown where the rest is too small.
    of : str
        The published total, as of `Count`.
    """

    columns: Sequence[str]
    of: str


@dataclass(frozen=True)
class Muscles:
    """Numbers of muscles, and which people they rest on.

    Parameters
    ----------
    by : sequence of str
        Columns that say which muscles a row is about; ``all`` in the first stands for all.
    counts : sequence of str
        Columns that count muscles.
    rests : sequence of str
        Columns that are statistics of these muscles.
    """

    by: Sequence[str]
    counts: Sequence[str]
    rests: Sequence[str]


WITHHELD = "withheld"
"""One row or mark a person, or cells of single muscles of single people."""

FREE = ()
"""Nothing in it is about people."""

QUARTILES = ("q1", "median", "q3")
P_FORMS = ("p_exact_abs_deviation", "p_exact_doubled", "p_asymptotic")
EFFECTS = tuple(
    f"{effect}{bound}" for effect in ("cliffs_delta", "shift") for bound in ("", "_low", "_high")
)
RHO = ("rho", "rho_low", "rho_high", "p", "p_asymptotic", "p_permutation")
ADJUSTED = ("p_adjusted", "p_holm", "p_bh")
TESTED = ("u", "z", "p", *ADJUSTED, *P_FORMS, *EFFECTS)
KAPPA = ("weighted_kappa", "kappa_low", "kappa_high")
READ_TWICE = (
    *("coefficient_of_variation_percent", *KAPPA),
    *("agreement_percent", "atrophy_agreement_percent"),
)
COMPARABILITY = ("estimate", "estimate_low", "estimate_high", "p")
EMG_GRADES = tuple(f"grade_{grade}" for grade in range(4))
AGREEING = ("agreement_percent", "other_higher_percent", "mri_higher_percent")

TWO_GROUPS = tuple(
    Count(f"n_{group}s", group, (*EFFECTS, "variance", "safeguard_delta", "grades"))
    for group in ("patient", "control")
)

OneRule = Count | Levels | Shares | Rest | Total
Rule = tuple[OneRule, ...] | str
RULES: dict[str, Rule] = {
    "participant-flow": (Count("n_patients", "patient"), Count("n_controls", "control")),
    "table-1a": (
        Count("n", "group", QUARTILES, whole=QUARTILES),
        Count("missing"),
        Total(["missing"], ["n"]),
        Levels(["count"], by=["group", "variable"], rests=["percent"]),
    ),
    "table-1b": WITHHELD,
    "table-s1": (
        Count("n_scanned_patients", "patient"),
        Count("n_scanned_controls", "control"),
        Count("n_patients", "patient"),
        Count("n_controls", "control"),
    ),
    "comparability": (Count("n", "compared", COMPARABILITY), Count("missing")),
    "provenance": FREE,  # subject ids in its texts are masked
    "protocol": FREE,
    "rater-agreement": (
        Count("n_scores", rests=["coefficient_of_variation_percent"]),
        Count("n_muscles", rests=[*KAPPA, "agreement_percent", "atrophy_agreement_percent"]),
    ),
    "region-scores": (Count("n", "group", QUARTILES, whole=QUARTILES),),
    "atrophy": (
        Count("n_muscles", rests=["n_atrophied", "percent"]),
        Count("n_atrophied", "n_muscles", ["percent"]),
    ),
    "emg-bands": FREE,
    "emg-grades": (
        Count("n_muscles", rests=["median_duration_ms"]),
        Levels(EMG_GRADES),
    ),
    "table-2": (
        Count("n", "all"),
        Count("missing"),
        *(
            Count(f"n_{group}s", group, [*(f"{q}_{group}s" for q in QUARTILES), *TESTED])
            for group in ("patient", "control")
        ),
        Total(["n", "missing"], ["n_patients", "n_controls"]),
    ),
    "p-values": FREE,
    "leave-one-out": WITHHELD,
    "strata": FREE,
    "sides": (
        Count("n", "group", ["n_differing", "median_difference", "p"]),
        Count("n_differing", "n", ["median_difference", "p"]),
        Count("missing"),
        Rest(["n", "missing"], "group"),
        Total(["n", "missing"], ["n"]),
        Total(
            ["n", "n_differing", "missing", "median_difference", "p"], by=["region"], key="group"
        ),
    ),
    "persons": (
        Count("n", "compared", ["difference_percent", "difference_low", "difference_high", "p"]),
    ),
    "hand": (Count("n", "patient", RHO), Count("missing")),
    "alsfrs-items": (Count("n", "patient", RHO), Count("missing")),
    "table-s2": WITHHELD,
    "grade-agreement": (
        Count("n", rests=[*KAPPA, *AGREEING, *RHO[:3]]),
        Total(["n"], key="muscle_id"),
        Shares("n", AGREEING, "muscle_id"),
    ),
    "printed-figures": WITHHELD,
    "verdicts": FREE,
    "published": WITHHELD,
    "reconstruction": FREE,
    "quartile-rules": FREE,
    "protocols": FREE,
    "findings": FREE,
    "muap-measures": WITHHELD,
    "muap-agreement": WITHHELD,
    "muap-error": FREE,  # of simulated waveforms
    "muap-criteria": FREE,  # of simulated waveforms
    "recovery": FREE,
    "confusion": WITHHELD,
    "share-agreement": WITHHELD,
    "proposed-atrophy": WITHHELD,
    "review": WITHHELD,
    "figures/participant-flow": FREE,
    "figures/grades": WITHHELD,
    "figures/grade-distribution": WITHHELD,
    "figures/region-scores": WITHHELD,
    "figures/body-map": FREE,
    "figures/muap-durations": WITHHELD,
    "figures/effects": FREE,
    "figures/hand-function": WITHHELD,
    "figures/grade-agreement": WITHHELD,
    "figures/findings": FREE,
    "figures/muap-page-1": WITHHELD,
    "figures/muap-page-2": WITHHELD,
    "figures/muap-page-3": WITHHELD,
    "figures/muap-error": FREE,
    "figures/recovery": FREE,  # of phantoms
    "figures/panels-upper": WITHHELD,
    "figures/panels-lower": WITHHELD,
    "figures/shares": WITHHELD,
    "figures/share-agreement": WITHHELD,
    # A comparison of cohorts, each with its own rule, and a plan on one.
    "cohorts": (
        Count("n_patients", "patient"),
        Count("n_controls", "control"),
        Count("no_mri", "all"),
    ),
    "effects": (*TWO_GROUPS, Count("missing"), Total(["missing"], ["n_patients", "n_controls"])),
    "pilot": TWO_GROUPS,
    "sizes": FREE,
    "power": FREE,  # the sizes in it are those of studies to come
    "assumed": FREE,  # nobody's
    "assumed-power": FREE,
    "follow-up": FREE,
    "figures/power": FREE,
    "figures/follow-up": FREE,
    "results/power.csv": FREE,
    "results/follow_up.csv": FREE,
    "results/assumed_power.csv": FREE,
    "results/mri_proposals.csv": WITHHELD,
    "results/muscle_grades.csv": WITHHELD,
    "results/region_scores.csv": WITHHELD,
    "results/emg_grades.csv": WITHHELD,
    "results/reconstruction.csv.gz": WITHHELD,
    "results/muap_proposals.csv": WITHHELD,
}
"""By the name of the table, ``figures/`` and the name of the figure, or the file. What is free here
may have numbers of people all the same: it is then made from a frame another line made safe."""

SHARES_OF_MUSCLES = ("percent", "atrophy_agreement_percent", *AGREEING)
"""Shares of counts of muscles, which in full would tell what the counts are."""

MUSCLES = {
    "rater-agreement": Muscles(["comparison", "region"], ["n_scores", "n_muscles"], READ_TWICE),
    "atrophy": Muscles(["group"], ["n_muscles", "n_atrophied"], ["percent"]),
    "emg-grades": Muscles(["muscle_id"], ["n_muscles", *EMG_GRADES], ["median_duration_ms"]),
    "grade-agreement": Muscles(["muscle_id"], ["n"], [*KAPPA, *AGREEING, *RHO[:3]]),
}
"""The outputs of ``RULES`` whose numbers are of muscles."""
