"""The numbers of ``results/<chapter>.json``: nested names down to leaves with unit, n, missing.

The manuscript reads a number by its path, for instance
``{{< var comparisons.regions.right.iliopsoas.p >}}``.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from .grading import GradingScale
from .suppressed import Coarse, Suppressed, filed, records

Tree = dict[str, Any]

QUARTILES = {"median": "score", "q1": "score", "q3": "score"}
KAPPA = {"weighted_kappa": "kappa", "kappa_low": "kappa", "kappa_high": "kappa"}
EFFECTS = {"shift_years": "years", "odds_ratio_female": "ratio"}
"""Units of the effects of the groups' comparability."""

BOUNDS = ("estimate", "estimate_low", "estimate_high")

RHO = {"rho": "rho", "rho_low": "rho", "rho_high": "rho", "p": "p"} | {
    "p_asymptotic": "p",
    "p_permutation": "p",
}


def leaf(value: Any, unit: str, n: int, missing: int = 0) -> Tree:
    """One number of the report with its unit, the observations behind it and those missing.

    A value that could not be computed is ``None``; of one that is not shown, or only to a limit,
    the words are there, and its n and missing, or an n that is not shown, are ``None``.

    Examples
    --------
    >>> leaf(np.float64(0.046), "p", 19)
    {'value': 0.046, 'unit': 'p', 'n': 19, 'missing': 0}
    >>> leaf(float("nan"), "p", 0)["value"] is None
    True
    >>> leaf(Suppressed("< 5"), "count", 3, 1)
    {'value': '< 5', 'unit': 'count', 'n': None, 'missing': None}
    """
    if isinstance(value, Suppressed | Coarse):
        return {"value": filed(value), "unit": unit, "n": None, "missing": None}
    return {"value": _plain(value), "unit": unit, "n": _count(n), "missing": _count(missing)}


def text(sentence: str, n: int) -> Tree:
    """One generated sentence among the results, with the observations it speaks of."""
    return leaf(sentence, "text", n)


def texts(sentences: Mapping[str, str], n: int) -> Tree:
    """Several generated sentences under their names."""
    return {identifier(name): text(sentence, n) for name, sentence in sentences.items()}


def presence(there: bool, n: int) -> Tree:
    """Whether a chapter that a cohort may be without is there; the manuscript asks for it.

    Examples
    --------
    >>> presence(False, 0)["present"]["value"]
    'no'
    """
    return {"present": leaf("yes" if there else "no", "setting", n)}


def nested(
    frame: pd.DataFrame,
    keys: Sequence[str],
    units: Mapping[str, str],
    *,
    n: str,
    missing: str = "",
) -> Tree:
    """The rows of a tidy frame as nested results, one level a key column.

    Parameters
    ----------
    frame : DataFrame
        One row per combination of the key columns.
    keys : sequence of str
        Columns whose values become names, outermost first.
    units : mapping
        Value columns and their units.
    n, missing : str
        Columns that hold the number of observations used and missing.

    Examples
    --------
    >>> frame = pd.DataFrame({"side": ["right"], "p": [0.046], "n": [19]})
    >>> nested(frame, ["side"], {"p": "p"}, n="n")
    {'right': {'p': {'value': 0.046, 'unit': 'p', 'n': 19, 'missing': 0}}}
    """
    tree: Tree = {}
    for row in records(frame):
        branch = tree
        for key in keys:
            branch = branch.setdefault(identifier(row[key]), {})
        lost = row[missing] if missing else 0
        for column, unit in units.items():
            branch[column] = leaf(row[column], unit, row[n], lost)
    return tree


def identifier(name: object) -> str:
    """A name usable in ``{{< var a.b >}}``: lower case, digits and underscores.

    Examples
    --------
    >>> identifier("abs-deviation"), identifier("P 01")
    ('abs_deviation', 'p_01')
    """
    return "".join(c if c.isalnum() else "_" for c in str(name).lower())


def settings(values: Mapping[str, Any], names: Iterable[str], n: int) -> Tree:
    """The settings a notebook used, each as text.

    Parameters
    ----------
    values : mapping
        All settings.
    names : iterable of str
        Those the notebook has among its parameters; others are left out.
    n : int
        Subjects of the cohort.

    Examples
    --------
    >>> settings({"alpha": 0.05, "seed": 1}, ["cohort", "alpha"], 19)
    {'alpha': {'value': 0.05, 'unit': 'setting', 'n': 19, 'missing': 0}}
    """
    return {name: leaf(values[name], "setting", n) for name in names if name in values}


def cohort(
    flow: pd.DataFrame,
    summary: pd.DataFrame,
    availability: pd.DataFrame,
    comparability: pd.DataFrame,
) -> Tree:
    """Numbers of the cohort description."""
    people = [column for column in flow if column.startswith("n_")]
    counts = dict.fromkeys(people, "count")
    scanned = {f"n_scanned_{name.removeprefix('n_')}": "count" for name in people}
    categories = summary[summary["unit"] == "count"]
    return {
        "flow": nested(flow.assign(n=flow[people].sum(axis=1)), ["step"], counts, n="n"),
        "quantities": _quantities(summary[summary["unit"] != "count"]),
        "categories": nested(
            categories,
            ["group", "variable", "level"],
            {"count": "count", "percent": "percent"},
            n="n",
            missing="missing",
        ),
        "availability": nested(
            availability.assign(n=availability[people].sum(axis=1)),
            ["mri_series", "side"],
            scanned,
            n="n",
        ),
        "comparability": _comparability(comparability),
    }


def _comparability(rows: pd.DataFrame) -> Tree:
    return {
        row["variable"]: {
            name: leaf(row[name], unit, row["n"], row["missing"])
            for name, unit in (
                *((bound, EFFECTS[row["effect"]]) for bound in BOUNDS),
                ("p", "p"),
            )
        }
        for row in records(rows)
    }


def _quantities(rows: pd.DataFrame) -> Tree:
    tree: Tree = {}
    for row in records(rows):
        tree.setdefault(row["group"], {})[row["variable"]] = {
            name: leaf(row[name], row["unit"], row["n"], row["missing"])
            for name in ("median", "q1", "q3")
        }
    return tree


def protocol(muscles: pd.DataFrame, ratings: pd.DataFrame, n: float) -> Tree:
    """Numbers of the protocol: muscles read, regions, raters, sessions, and `n`, the readings."""
    counts = {
        "n_muscles_a_side": len(muscles),
        "n_muscles": len(ratings[["side", "muscle_id"]].drop_duplicates()),
        "n_regions": muscles["region"].nunique(),
        "n_raters": ratings["rater"].nunique(),
        "n_sessions": ratings["session"].nunique(),
        "n_ratings": n,
    }
    return {name: leaf(count, "count", n) for name, count in counts.items()}


def scale(graded: GradingScale, default: GradingScale, n: int) -> Tree:
    """The grading scale behind scores and grades, where it is not the default.

    Examples
    --------
    >>> from als_muscle_mri.inputs import MERCURI, SCALES
    >>> scale(MERCURI, MERCURI, 19)
    {}
    >>> scale(SCALES["lamminen"], MERCURI, 19)["scale"]["span"]["value"]
    '1 to 4'
    """
    if graded == default:
        return {}
    return {"scale": texts({"name": graded.name, "span": graded.span}, n)}


def mri_scoring(agreement: pd.DataFrame, scores: pd.DataFrame, atrophy: pd.DataFrame) -> Tree:
    """Numbers of the MRI scoring."""
    readings = {
        "coefficient_of_variation_percent": "percent of the mean",
        **KAPPA,
        "agreement_percent": "percent",
        "atrophy_agreement_percent": "percent",
    }
    counts = {"n_muscles": "count", "n_atrophied": "count", "percent": "percent"}
    return {
        "agreement": nested(agreement, ["comparison", "region"], readings, n="n_muscles"),
        "scores": nested(scores, ["group", "side", "region"], QUARTILES, n="n"),
        "atrophy": nested(atrophy, ["group"], counts, n="n_muscles"),
    }


def emg_grading(
    counts: pd.DataFrame, grades: pd.DataFrame, n_subjects: float, n_muaps: float
) -> Tree:
    """Numbers of the EMG grading.

    Parameters
    ----------
    counts, grades : DataFrame
        Grades by muscle, and of every muscle examined.
    n_subjects, n_muaps : float
        How many people were examined, and how many MUAPs were measured.
    """
    units = {f"grade_{grade}": "count" for grade in range(4)}
    n = len(grades) if np.isfinite(n_muaps) else n_muaps
    return {
        "muscles": nested(
            counts, ["muscle_id"], units | {"median_duration_ms": "ms"}, n="n_muscles"
        ),
        "n_subjects": leaf(n_subjects, "count", n),
        "fewest_muaps": leaf(grades["n_muaps"].min(), "count", n),
        "n_muaps": leaf(n_muaps, "count", n),
    }


def contrast(rows: pd.DataFrame, first: str, second: str) -> Tree:
    """Numbers of one comparison of two groups: side, then region."""
    units = {
        f"{what}_{group}": "count" if what == "n" else "score"
        for group in (first, second)
        for what in ("n", "median", "q1", "q3")
    }
    units |= {column: "p" for column in rows if column == "p" or column.startswith("p_")}
    units |= {"u": "statistic", "z": "statistic", "test": "text"}
    for effect, unit in (("cliffs_delta", "delta"), ("shift", "score")):
        units |= {name: unit for name in (effect, f"{effect}_low", f"{effect}_high")}
    present = {column: unit for column, unit in units.items() if column in rows}
    return nested(rows, ["side", "region"], present, n="n", missing="missing")


def sides(rows: pd.DataFrame) -> Tree:
    """Numbers of right against left: group, then region."""
    units = {"n_differing": "count", "median_difference": "score", "p": "p"}
    return nested(rows, ["group", "region"], units, n="n", missing="missing")


def atrophy_test(test: Mapping[str, float]) -> Tree:
    """Numbers of the comparison of atrophy."""
    units = {
        "chi_square": "statistic",
        "p": "p",
        "p_yates": "p",
        "p_fisher": "p",
        "odds_ratio": "ratio",
        "odds_ratio_low": "ratio",
        "odds_ratio_high": "ratio",
    }
    return {name: leaf(test.get(name), unit, test.get("n", 0)) for name, unit in units.items()}


def clustered(result: Mapping[str, Any]) -> Tree:
    """Numbers of the comparison of atrophy with the person as the unit."""
    units = {
        "difference_percent": "percent",
        "difference_low": "percent",
        "difference_high": "percent",
        "p": "p",
        "method": "text",
    }
    known = {"method": "none", **result}
    return {name: leaf(known.get(name), unit, result.get("n", 0)) for name, unit in units.items()}


def leave_one_out(rows: pd.DataFrame) -> Tree:
    """Numbers of the comparisons after leaving out any one subject: side, then region."""
    units = {"n_significant": "count", "largest_p": "p", "subject_id": "text"}
    return nested(rows, ["side", "region"], units, n="n")


def correlation(result: Mapping[str, Any]) -> Tree:
    """Numbers of one rank correlation."""
    return {
        name: leaf(result[name], unit, result["n"], result["missing"]) for name, unit in RHO.items()
    }


def items(rows: pd.DataFrame) -> Tree:
    """Numbers of the correlations of ALSFRS-R items: item, then region."""
    return nested(rows, ["item", "region"], RHO, n="n", missing="missing")


def grade_agreement(rows: pd.DataFrame) -> Tree:
    """Numbers of the agreement of MRI grades with another grade, per muscle."""
    if "rho" in rows:
        bounds = {name: RHO[name] for name in ("rho", "rho_low", "rho_high")}
        return nested(rows, ["muscle_id"], bounds, n="n")
    shares = ("agreement_percent", "other_higher_percent", "mri_higher_percent")
    return nested(rows, ["muscle_id"], KAPPA | dict.fromkeys(shares, "percent"), n="n")


def _count(n: float) -> int | None:
    """A number of observations; None where it is not shown."""
    return int(n) if np.isfinite(n) else None


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NA or (isinstance(value, float) and not np.isfinite(value)):
        return None
    return value
