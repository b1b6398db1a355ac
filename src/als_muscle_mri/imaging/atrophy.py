"""Atrophy proposed from the volumes of both sides, beside that of the readers."""

import numpy as np
import pandas as pd

from als_muscle_mri.statistics import weighted_kappa


def proposed_atrophy(side_ratio: pd.Series, cutoff: float) -> pd.Series:
    """Propose atrophy where a muscle is much smaller than that of the other side.

    Parameters
    ----------
    side_ratio : Series of float
        Volume as a part of the other side's; NaN without it.
    cutoff : float
        Below it a muscle is proposed as atrophied. A muscle small on both sides is not found.

    Returns
    -------
    Series
        ``yes``, ``no``, or missing where there is no other side.

    Examples
    --------
    >>> proposed_atrophy(pd.Series([0.79, 0.8, None]), 0.8).tolist()
    ['yes', 'no', nan]
    """
    answers = pd.Series(np.where(side_ratio < cutoff, "yes", "no"), side_ratio.index, dtype="str")
    return answers.where(side_ratio.notna())


def atrophy_counts(rows: pd.DataFrame) -> pd.DataFrame:
    """Count the muscles by the readers' atrophy (rows) and the proposed one (columns).

    Parameters
    ----------
    rows : DataFrame
        atrophy and proposed_atrophy of each muscle.

    Returns
    -------
    DataFrame
        atrophy (yes, no), proposed_yes, proposed_no, not_proposed, n_muscles.
    """
    made = []
    for answer in ("yes", "no"):
        own = rows.loc[rows["atrophy"] == answer, "proposed_atrophy"]
        counts = {f"proposed_{one}": int((own == one).sum()) for one in ("yes", "no")}
        counts |= {"not_proposed": int(own.isna().sum()), "n_muscles": len(own)}
        made.append({"atrophy": answer} | counts)
    return pd.DataFrame(made)


def atrophy_agreement(rows: pd.DataFrame, level: float) -> dict[str, float | None]:
    """Agree on atrophy beyond chance: Cohen's kappa over the muscles that have a proposal.

    Muscles of one person are not independent, so the interval is too narrow.

    Returns
    -------
    dict
        n, kappa, kappa_low, kappa_high, agreement_percent; None without muscles.
    """
    both = rows.dropna(subset=["proposed_atrophy"])
    if both.empty:
        names = ("kappa", "kappa_low", "kappa_high", "agreement_percent")
        return {"n": 0} | dict.fromkeys(names)
    read, made = ((both[name] == "yes").astype(int) for name in ("atrophy", "proposed_atrophy"))
    found = weighted_kappa(read, made, "none", level)
    return {
        "n": len(both),
        "kappa": found.estimate,
        "kappa_low": found.low,
        "kappa_high": found.high,
        "agreement_percent": 100 * found.agreement,
    }
