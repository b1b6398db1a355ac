"""Sentences on atrophy: how many muscles of each group, and with the person as the unit."""

from collections.abc import Mapping

import pandas as pd

from .phrases import counted, listed, part_of
from .rounding import effect, p_statement


def by_group(
    counts: pd.DataFrame, test: Mapping[str, float], alpha: float, labels: Mapping[str, str]
) -> str:
    """How frequent atrophy is in the groups.

    Parameters
    ----------
    counts : DataFrame
        group, n_muscles, n_atrophied.
    test : mapping
        ``p`` and ``odds_ratio`` of the comparison; empty where one group has no muscles.
    labels : mapping of str to str
        What the groups are called; used for groups beside patients and controls.

    Examples
    --------
    >>> rows = pd.DataFrame({"group": ["mimic"], "n_muscles": [10], "n_atrophied": [4]})
    >>> by_group(rows, {}, 0.05, {"mimic": "Motor neuropathy"})
    'Atrophy was seen in muscles of the group Motor neuropathy (4 of 10, 40.0 %).'
    """
    shares = {
        row.group: part_of(int(row.n_atrophied), int(row.n_muscles))
        for row in counts.itertuples(index=False)
    }
    if not test:
        seen = [f"muscles of {_owners(group, labels)} ({text})" for group, text in shares.items()]
        return f"Atrophy was seen in {listed(seen)}." if seen else "No muscle was read for atrophy."
    patients, controls = shares.pop("patient"), shares.pop("control")
    others = "".join(
        f"; in {_owners(group, labels)} it was {text}" for group, text in shares.items()
    )
    if test["p"] > alpha:
        return (
            "The share of atrophied muscles did not differ significantly between patients "
            f"({patients}) and controls ({controls}; {p_statement(test['p'])}){others}."
        )
    direction = "more" if test["odds_ratio"] > 1 else "less"
    return (
        f"Atrophy was {direction} frequent in muscles of patients ({patients}) than of controls "
        f"({controls}; {p_statement(test['p'])}){others}."
    )


def _owners(group: str, labels: Mapping[str, str]) -> str:
    return f"{group}s" if group in ("patient", "control") else f"the group {labels[group]}"


def caution(test: Mapping[str, float]) -> str:
    """What the comparison of muscles takes for granted, where there was one.

    Parameters
    ----------
    test : mapping
        What :func:`by_group` takes; empty where nothing was compared.
    """
    if not test:
        return "The shares were not compared between patients and controls."
    return (
        "This test treats the muscles of one person as independent; they are not, so its p-value "
        "is too small."
    )


def by_person(result: Mapping[str, float], alpha: float) -> str:
    """The difference in atrophy with the person as the unit.

    Parameters
    ----------
    result : mapping
        difference_percent with difference_low and difference_high, p, n (persons); empty where
        one group has no muscles.
    """
    if not result:
        return "Without both patients and controls, atrophy cannot be compared between persons."
    bounds = (result[f"difference_{name}"] for name in ("percent", "low", "high"))
    difference = effect("difference", *bounds, 1 - alpha, 1, "percentage points")
    more = "higher" if result["difference_percent"] > 0 else "lower"
    found = (
        f"was {more} in patients than in controls"
        if result["p"] <= alpha
        else "did not differ significantly between patients and controls"
    )
    return (
        f"With the person as the unit, the share of atrophied muscles {found} ({difference}; "
        f"{p_statement(result['p'])}, {counted(result['n'], 'person')})."
    )
