"""Small cells in what is made of several cohorts: each keeps to its own ``minimum_cell``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from .disclosure import EVERYTHING, Disclosure
from .phrases import listed


@dataclass(frozen=True)
class Disclosures:
    """Which numbers of each of several cohorts may be shown.

    Numbers over several cohorts need no rule of their own: they are made of effects alone, and an
    effect of too few people, or one that is rounded, is left out of them.

    Parameters
    ----------
    by_cohort : mapping
        The rule of each cohort, by its name.

    Examples
    --------
    >>> strict = Disclosure(5, {"patient": 10, "control": 9, "all": 19})
    >>> effects = pd.DataFrame({"cohort": ["a", "b"], "n_patients": [7, 7], "n_controls": [9, 9],
    ...                         "missing": [3, 3]})
    >>> safe = Disclosures({"a": EVERYTHING, "b": strict}).safe("effects", effects)
    >>> [getattr(n, "shown", n) for n in safe["n_patients"]]
    [7, 'not shown']
    """

    by_cohort: Mapping[str, Disclosure]

    @property
    def possible(self) -> dict[str, Callable[[int, str], range]]:
        """For each cohort its `Disclosure.possible`."""
        return {name: rule.possible for name, rule in self.by_cohort.items()}

    def safe(self, name: str, frame: pd.DataFrame) -> pd.DataFrame:
        """A frame with a column ``cohort``, each row as its cohort's `Disclosure.safe` has it."""
        if not any(rule.on for rule in self.by_cohort.values()) or frame.empty:
            return EVERYTHING.safe(name, frame)
        parts = [
            self.by_cohort[str(cohort)].safe(name, part)
            for cohort, part in frame.groupby("cohort", sort=False, observed=True)
        ]
        return pd.concat(parts).loc[frame.index]

    def without_ids(self, frame: pd.DataFrame, column: str) -> pd.DataFrame:
        """A frame whose texts in a column name no subject of a cohort that suppresses."""
        pairs = zip(frame["cohort"], frame[column], strict=True)
        return frame.assign(
            **{column: [self.by_cohort[str(cohort)].without_ids(text) for cohort, text in pairs]}
        )

    @property
    def statement(self) -> str:
        """What a report over these cohorts says about itself.

        Examples
        --------
        >>> Disclosures({"a": EVERYTHING}).statement
        'Counts are shown however small they are.'
        >>> print(Disclosures({"a": EVERYTHING, "b": Disclosure(5), "c": Disclosure(5)}).statement)
        Numbers that rest on fewer than 5 people of b and c are not shown, nor those from which \
such a number could be worked out, and no summary takes them in. Where a count is not shown \
because few others are missing, the effect is rounded or not shown, and no summary takes it in \
either.
        """
        names: dict[int, list[str]] = {}
        for name, rule in self.by_cohort.items():
            if rule.on:
                names.setdefault(rule.minimum, []).append(name)
        if not names:
            return EVERYTHING.statement
        groups = [f"fewer than {minimum} people of {listed(of)}" for minimum, of in names.items()]
        return (
            f"Numbers that rest on {listed(groups, 'or')} are not shown, nor those from which such "
            "a number could be worked out, and no summary takes them in. Where a count is not "
            "shown because few others are missing, the effect is rounded or not shown, and no "
            "summary takes it in either."
        )
