"""Tables of the plan of a study."""

import pandas as pd

from . import rounding
from .labels import label, words
from .outputs import Table

NOTHING_ASSUMED = pd.DataFrame({"Region": ["No distributions were assumed."]})
"""What stands in the place of both tables of assumptions."""


def pilot(rows: pd.DataFrame, level: float) -> Table:
    """The effects of the pilot with the interval of a level, and the safeguard effects."""
    columns = ["cliffs_delta", "cliffs_delta_low", "cliffs_delta_high"]
    shown = {
        "Region": _places(rows),
        "n": rounding.sizes(rows["n_patients"], rows["n_controls"]),
        "Distinct scores": rows["grades"].map(rounding.count),
        f"Observed delta ({rounding.confidence(level)})": [
            rounding.estimate(*row) for row in rows[columns].itertuples(index=False)
        ],
        "Safeguard delta": rows["safeguard_delta"].map(rounding.number),
    }
    return Table(rows, pd.DataFrame(shown))


def sizes(rows: pd.DataFrame, listed: tuple[int, ...]) -> Table:
    """The size needed in each group, one line a region."""
    keys = ["side", "region"]
    text = rows.assign(text=[size(row, listed) for row in rows.itertuples(index=False)])
    wide = text.pivot(index=keys, columns="assumption", values="text").reindex(
        index=pd.MultiIndex.from_frame(rows[keys].drop_duplicates()),
        columns=["observed", "safeguard"],
    )
    places = wide.index.to_frame(index=False)
    shown = {
        "Region": _places(places),
        "If the observed effect is true": wide["observed"].to_numpy(),
        "If the safeguard effect is true": wide["safeguard"].to_numpy(),
    }
    return Table(rows, pd.DataFrame(shown))


def power(rows: pd.DataFrame) -> Table:
    """Power by size, one line a region and assumption."""
    keys = ["side", "region", "assumption"]
    wide = _wide(rows, keys)
    places = wide.index.to_frame(index=False)
    shown = {"Region": _places(places), "Effect": places["assumption"].map(label)}
    return Table(rows, pd.DataFrame(shown | _columns(wide)))


def assumed(rows: pd.DataFrame) -> Table:
    """What is assumed of each region: the shares of the scores, and Cliff's delta."""
    if rows.empty:
        return Table(rows, NOTHING_ASSUMED)
    parts = list(rows.groupby("region", sort=False))
    shown = {
        "Region": [label(region) for region, _ in parts],
        "Patients, assumed": [_shares(part, "patients") for _, part in parts],
        "Controls, assumed": [_shares(part, "controls") for _, part in parts],
        "Assumed delta": [rounding.number(part["cliffs_delta"].iloc[0]) for _, part in parts],
    }
    return Table(rows, pd.DataFrame(shown))


def _shares(part: pd.DataFrame, group: str) -> str:
    there = part[part[group] > 0]
    return "; ".join(
        f"{rounding.trimmed(grade)}: {rounding.percent(100 * share)}"
        for grade, share in zip(there["grade"], there[group], strict=True)
    )


def assumed_power(rows: pd.DataFrame, listed: tuple[int, ...]) -> Table:
    """Power by size under the assumed distributions, one line a region, with the size needed."""
    if rows.empty:
        return Table(rows, NOTHING_ASSUMED)
    first = rows.drop_duplicates("region")
    shown = {
        "Region": first["region"].map(label).to_numpy(),
        **_columns(_wide(rows, ["region"])),
        "Needed in each group": [size(row, listed) for row in first.itertuples(index=False)],
    }
    return Table(rows, pd.DataFrame(shown))


def follow_up(rows: pd.DataFrame, listed: tuple[int, ...]) -> Table:
    """Power by number of patients scanned twice, one line a region, with the size needed."""
    wide = _wide(rows, ["region"])
    first = rows.drop_duplicates("region")
    shown = {
        "Region": first["region"].map(label).to_numpy(),
        "Muscles": first["muscles"].map(rounding.count).to_numpy(),
        "Mean change": first["mean_change"].map(rounding.number).to_numpy(),
        **_columns(wide),
        "Needed": [size(row, listed) for row in first.itertuples(index=False)],
    }
    return Table(rows, pd.DataFrame(shown))


def size(row, listed: tuple[int, ...]) -> str:
    """A size with what the Monte Carlo error leaves of it.

    Examples
    --------
    >>> from collections import namedtuple
    >>> Row = namedtuple("Row", "n_needed n_low n_high")
    >>> inf = float("inf")
    >>> size(Row(18, 17, 19), (10, 20)), size(Row(18, 17, inf), (10, 20))
    ('18 (17 to 19)', '18 (17 to more than 20)')
    >>> size(Row(inf, inf, inf), (10, 20)), size(Row(10, 10, 10), (10, 20))
    ('more than 20', 'at most 10')
    """
    n, low, high = (_bounded(value, listed) for value in (row.n_needed, row.n_low, row.n_high))
    return n if low == n == high else f"{n} ({low} to {high})"


def _bounded(value: float, listed: tuple[int, ...]) -> str:
    if value > listed[-1]:
        return f"more than {listed[-1]}"
    return f"at most {listed[0]}" if value <= listed[0] else rounding.count(value)


def _wide(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    order = rows[keys].drop_duplicates()
    index = pd.MultiIndex.from_frame(order) if len(keys) > 1 else order[keys[0]]
    return rows.pivot(index=keys, columns="n", values="power").reindex(index=index)


def _columns(wide: pd.DataFrame) -> dict[str, list[str]]:
    return {
        rounding.sample_size(n): [rounding.number(share) for share in wide[n]] for n in wide.columns
    }


def _places(rows: pd.DataFrame) -> list[str]:
    return [f"{label(row.side)} {words(row.region)}" for row in rows.itertuples(index=False)]
