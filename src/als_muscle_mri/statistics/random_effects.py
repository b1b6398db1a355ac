"""A random-effects summary of a few studies."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from als_muscle_mri.statistics.samples import bounded_p, clean_pairs, require_level


@dataclass(frozen=True)
class RandomEffects:
    """The mean effect of studies whose true effects may differ.

    Attributes
    ----------
    estimate, low, high, level
        Mean effect, its interval and the nominal level, in the unit of the effects.
    k, missing
        Studies used, and studies dropped because effect or variance is NaN.
    tau2
        Variance of the true effects between studies, by Paule and Mandel.
    tau2_dl
        The same by DerSimonian and Laird.
    q, q_p
        Cochran's Q and its p-value, chi-square with k - 1 degrees of freedom.
    i2
        Higgins and Thompson's share of the variation that is not sampling error, in percent.
    prediction_low, prediction_high
        Interval for the true effect of one more study; NaN below three studies.
    weights
        Share of each study in the estimate; they add up to 1.
    """

    estimate: float
    low: float
    high: float
    level: float
    k: int
    missing: int
    tau2: float
    tau2_dl: float
    q: float
    q_p: float
    i2: float
    prediction_low: float
    prediction_high: float
    weights: tuple[float, ...]


def random_effects(effects: ArrayLike, variances: ArrayLike, level: float = 0.95) -> RandomEffects:
    """Summarise the effects of studies by a random-effects model.

    Parameters
    ----------
    effects
        One estimate a study, in any unit; NaN is missing and dropped.
    variances
        Their sampling variances, above 0, in the squared unit.
    level
        Confidence level, between 0 and 1.

    Returns
    -------
    RandomEffects

    Raises
    ------
    ValueError
        If fewer than two studies are left, or a variance is 0 or less.

    Notes
    -----
    Weights are ``1 / (v + tau2)``. The interval is that of Hartung and Knapp and of Sidik and
    Jonkman with t on k - 1 degrees of freedom; its scale is kept at 1 or more, so that a few
    effects that happen to agree do not give a spuriously narrow interval (metafor calls this
    ``adhoc``). The prediction interval has the variance ``tau2 + se**2`` and the same t, as metafor
    has it with that interval; Higgins, Thompson and Spiegelhalter took k - 2 degrees of freedom.

    References
    ----------
    Paule RC, Mandel J. Consensus values and weighting factors. Journal of Research of the
    National Bureau of Standards 1982;87:377-385. doi:10.6028/jres.087.022

    DerSimonian R, Laird N. Meta-analysis in clinical trials. Controlled Clinical Trials
    1986;7:177-188. doi:10.1016/0197-2456(86)90046-2

    Higgins JPT, Thompson SG. Quantifying heterogeneity in a meta-analysis. Statistics in
    Medicine 2002;21:1539-1558. doi:10.1002/sim.1186

    Hartung J, Knapp G. A refined method for the meta-analysis of controlled clinical trials with
    binary outcome. Statistics in Medicine 2001;20:3875-3889. doi:10.1002/sim.1009

    Sidik K, Jonkman JN. A simple confidence interval for meta-analysis. Statistics in Medicine
    2002;21:3153-3159. doi:10.1002/sim.1262

    Higgins JPT, Thompson SG, Spiegelhalter DJ. A re-evaluation of random-effects meta-analysis.
    Journal of the Royal Statistical Society A 2009;172:137-159.
    doi:10.1111/j.1467-985X.2008.00552.x

    Röver C, Knapp G, Friede T. Hartung-Knapp-Sidik-Jonkman approach and its modification for
    random-effects meta-analysis with few studies. BMC Medical Research Methodology 2015;15:99.
    doi:10.1186/s12874-015-0091-1

    Examples
    --------
    >>> summary = random_effects([0.10, 0.42, 0.70], [0.040, 0.020, 0.015])
    >>> round(summary.estimate, 3), round(summary.low, 2), round(summary.high, 2)
    (0.434, -0.3, 1.16)
    >>> round(summary.tau2, 4), round(summary.i2, 1)
    (0.0627, 71.4)
    """
    require_level(level)
    y, v, missing = clean_pairs(effects, variances, ("effects", "variances"))
    if y.size < 2:
        raise ValueError(f"a summary needs two studies or more, not {y.size}")
    if (v <= 0).any():
        raise ValueError("every variance must be above 0")
    from scipy import stats  # takes long to import, and only a summary needs it

    q = _scatter(y, v, 0.0)
    tau2 = _paule_mandel(y, v)
    weights = 1 / (v + tau2)
    estimate = float(weights @ y / weights.sum())
    scale = max(1.0, _scatter(y, v, tau2) / (y.size - 1))
    variance = scale / float(weights.sum())
    t = float(stats.t.isf((1 - level) / 2, y.size - 1))
    ahead = t * math.sqrt(tau2 + variance) if y.size > 2 else math.nan
    return RandomEffects(
        estimate=estimate,
        low=estimate - t * math.sqrt(variance),
        high=estimate + t * math.sqrt(variance),
        level=level,
        k=y.size,
        missing=missing,
        tau2=tau2,
        tau2_dl=_dersimonian_laird(q, v),
        q=q,
        q_p=bounded_p(float(stats.chi2.sf(q, y.size - 1))),
        i2=max(0.0, 100 * (1 - (y.size - 1) / q)) if q > 0 else 0.0,
        prediction_low=estimate - ahead,
        prediction_high=estimate + ahead,
        weights=tuple((weights / weights.sum()).tolist()),
    )


def _scatter(y: np.ndarray, v: np.ndarray, tau2: float) -> float:
    """Return the weighted sum of squares about the mean; Cochran's Q if tau2 is 0."""
    weights = 1 / (v + tau2)
    return float(weights @ (y - weights @ y / weights.sum()) ** 2)


def _paule_mandel(y: np.ndarray, v: np.ndarray) -> float:
    """Return the tau2 at which the scatter is what is expected of it, k - 1; at least 0.

    A root between two bounds, since the Newton steps of statsmodels fall back to 0 where
    rounding carries them past it.
    """
    from scipy.optimize import brentq

    expected = y.size - 1
    if _scatter(y, v, 0.0) <= expected:
        return 0.0
    # Beyond the sum of squares every weight is below its inverse, so the scatter is below 1.
    largest = float(((y - y.mean()) ** 2).sum())
    return float(brentq(lambda tau2: _scatter(y, v, tau2) - expected, 0.0, largest, xtol=1e-300))


def _dersimonian_laird(q: float, v: np.ndarray) -> float:
    weights = 1 / v
    return max(0.0, (q - v.size + 1) / float(weights.sum() - weights @ weights / weights.sum()))
