"""Figure 3 of the study: what the hand can do against its MRI."""

from collections.abc import Iterator, Mapping

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from .. import rounding
from ..drawing import Drawing
from ..grading import GradingScale
from ..style import SMALL, colour, house_style
from .marks import finished, nothing


def hand_function(
    hands: pd.DataFrame, correlation: Mapping[str, float], level: float, scale: GradingScale
) -> Drawing:
    """Figure 3: hand items of the ALSFRS-R against the score of the dominant hand.

    Patients with the same pair of values are one mark with their number in it.

    Parameters
    ----------
    hands : DataFrame
        hand_items (0 to 8), score.
    correlation : mapping
        rho, rho_low, rho_high, p, n.
    level : float
        Confidence level of the interval.
    scale : GradingScale
        What the grades behind the scores are.
    """
    known = hands.dropna(subset=["hand_items", "score"])
    if known.empty:
        return nothing("No patient has both the hand items and a score of the dominant hand.")
    points = known.groupby(["hand_items", "score"]).size().reset_index(name="n")
    lowest = scale.numbers[0]
    above = float(known["score"].max()) - lowest
    with house_style():
        figure, axis = plt.subplots(figsize=(4.6, 3.1))
        look = {"color": colour("patient"), "edgecolor": colour("paper"), "linewidth": 0.4}
        area = np.where(points["n"] > 1, 60 + 22 * np.sqrt(points["n"]), 24)
        axis.scatter(points["hand_items"], points["score"], s=area, clip_on=False, **look)
        for point in points[points["n"] > 1].itertuples():
            place = {"ha": "center", "va": "center", "fontsize": SMALL}
            axis.text(point.hand_items, point.score, f"{point.n}", color=colour("ink"), **place)
        axis.set_xlabel("Handwriting + cutting food (ALSFRS-R items, 0 to 8)")
        axis.set_ylabel(f"Score of the dominant hand\n(mean {scale.grade}, {scale.span})")
        axis.set_xlim(-0.4, 8.4)
        axis.set_ylim(lowest - 0.12 * max(0.5, above), lowest + max(0.6, 1.15 * above))
        axis.grid()
        axis.set_title(correlation_title(correlation, level), fontweight="normal")
    return finished(figure, _words(points, correlation, level))


def correlation_title(correlation: Mapping[str, float], level: float) -> str:
    """The n, rho and interval of a correlation in one line.

    Examples
    --------
    >>> found = {"n": 7, "rho": -0.72, "rho_low": -0.95, "rho_high": 0.09, "p": 0.07}
    >>> correlation_title(found, 0.95)
    'n = 7, rho = −0.72 (95 % CI −0.95 to 0.09), p = 0.070'
    """
    rho = rounding.number(correlation["rho"])
    bounds = rounding.interval(correlation["rho_low"], correlation["rho_high"])
    return (
        f"n = {correlation['n']}, rho = {rho} ({rounding.confidence(level)} {bounds}), "
        f"{rounding.p_statement(correlation['p'])}"
    )


def _words(points: pd.DataFrame, correlation: Mapping[str, float], level: float) -> Iterator[str]:
    yield "Scatter plot of the score of the dominant hand against handwriting plus cutting food."
    yield f"Spearman's correlation: {correlation_title(correlation, level)}."
    pairs = [
        f"{point.hand_items:g} and {rounding.trimmed(point.score)}"
        + (f" ({point.n} patients)" if point.n > 1 else "")
        for point in points.itertuples()
    ]
    if pairs and len(pairs) <= 12:
        yield f"Points, items and score: {'; '.join(pairs)}."
