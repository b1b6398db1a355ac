"""When drawn numbers agree with printed ones, and drawing until they do."""

from collections.abc import Callable
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from als_muscle_mri.reconstruct import Group, interval
from als_muscle_mri.reconstruct.summary import QUARTILES, STATA
from als_muscle_mri.statistics import rank_sum, signed_rank

T = TypeVar("T")


def quartiles_agree(rows: ArrayLike, printed: Group) -> NDArray[np.bool_]:
    """Say for each row of values whether its quartiles, by Stata's rule, print as given.

    Stata's is the only common rule that gives the paper's UMN quartiles from Table 1B.

    Examples
    --------
    >>> hands = Group("patient", 4, median="0", q1="0", q3="0.5")
    >>> quartiles_agree([[0, 0, 0, 1], [0, 0, 2, 2]], hands).tolist()
    [True, False]
    """
    shares = [QUARTILES[name] for name in printed.printed]
    low, high = np.array([interval(text) for text in printed.printed.values()]).T
    found = np.quantile(np.asarray(rows, float), shares, axis=-1, method=STATA).T
    return ((low <= found) & (found <= high)).all(axis=-1)


def rank_sum_p(first: ArrayLike, second: ArrayLike) -> float:
    """P of the rank-sum test the paper used: ties corrected, no continuity correction."""
    return rank_sum(first, second, method="asymptotic").p


def signed_rank_p(differences: ArrayLike) -> float:
    """P of the signed-rank test, the lower of two ways to treat zeros.

    They are dropped (Wilcoxon) or ranked and then dropped (Pratt, as Stata does).
    """
    return min(
        signed_rank(differences, method="asymptotic", zeros=zeros).p
        for zeros in ("wilcoxon", "pratt")
    )


def search(draw: Callable[[], T | None], what: str, attempts: int = 20_000) -> T:
    """Call `draw` until it gives something other than None.

    Raises
    ------
    RuntimeError
        When nothing was found in `attempts` draws; the message names what was looked for.

    Examples
    --------
    >>> search(iter([None, 7]).__next__, "a number")
    7
    """
    for _ in range(attempts):
        found = draw()
        if found is not None:
            return found
    raise RuntimeError(f"no {what} found that agrees with the paper in {attempts} draws")
