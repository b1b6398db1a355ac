"""One contrast: two samples of region scores, described and compared."""

from collections.abc import Mapping

import numpy as np

from .inputs import Settings
from .statistics import cliffs_delta, hodges_lehmann, quartiles, rank_sum

UNTESTED = {"test": "none"} | dict.fromkeys(
    ["u", "z", "p", "p_asymptotic", "p_exact_abs_deviation", "p_exact_doubled"]
    + [
        f"{effect}{bound}"
        for effect in ("cliffs_delta", "shift")
        for bound in ("", "_low", "_high")
    ],
    np.nan,
)
"""What a comparison with an empty group says: nothing, under the same names."""


def contrast(samples: Mapping[str, np.ndarray], settings: Settings) -> dict[str, object]:
    """Two named samples described and compared: a row of :func:`compare` without its place.

    Examples
    --------
    >>> row = contrast({"a": np.array([1, 2, 3]), "b": np.array([0, 1, 1])}, Settings())
    >>> row["n_a"], row["median_b"], round(row["cliffs_delta"], 3)
    (3, 1.0, 0.778)
    """
    described: dict[str, object] = {}
    for name, sample in samples.items():
        described |= _described(sample, name, settings.quartile_method)
    described |= {"n": sum(map(len, samples.values()))}
    comparable = all(map(len, samples.values()))
    return described | (_tested(*samples.values(), settings) if comparable else UNTESTED)


def _described(sample: np.ndarray, name: str, method: str) -> dict[str, float]:
    if not len(sample):
        return {f"n_{name}": 0} | {f"{what}_{name}": np.nan for what in ("median", "q1", "q3")}
    q = quartiles(sample, method)
    return {
        f"n_{name}": q.n,
        f"median_{name}": q.median,
        f"q1_{name}": q.q1,
        f"q3_{name}": q.q3,
    }


def _tested(first: np.ndarray, second: np.ndarray, settings: Settings) -> dict[str, object]:
    level = 1 - settings.alpha
    asymptotic = rank_sum(first, second, method="asymptotic")
    exact = {
        two_sided: rank_sum(first, second, method="exact", two_sided=two_sided)
        for two_sided in ("abs-deviation", "doubled")
    }
    headline = asymptotic if settings.rank_test == "asymptotic" else exact[settings.two_sided]
    how = {"method": settings.rank_test, "two_sided": settings.two_sided}
    delta = cliffs_delta(first, second, level, **how)
    shift = hodges_lehmann(first, second, level, **how)
    return {
        "u": headline.u,
        "z": asymptotic.z,
        "p": headline.p,
        "test": headline_test(settings),
        "p_asymptotic": asymptotic.p,
        "p_exact_abs_deviation": exact["abs-deviation"].p,
        "p_exact_doubled": exact["doubled"].p,
        "cliffs_delta": delta.estimate,
        "cliffs_delta_low": delta.low,
        "cliffs_delta_high": delta.high,
        "shift": shift.estimate,
        "shift_low": shift.low,
        "shift_high": shift.high,
    }


def headline_test(settings: Settings) -> str:
    """The headline test in words, with the two-sided convention where it matters.

    Examples
    --------
    >>> headline_test(Settings())
    'asymptotic'
    >>> headline_test(Settings(rank_test="exact", two_sided="doubled"))
    'exact, doubled'
    """
    exact = settings.rank_test == "exact"
    return f"exact, {settings.two_sided}" if exact else "asymptotic"
