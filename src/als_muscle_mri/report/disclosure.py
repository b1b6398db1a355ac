"""Small cells: what a report does not show, so that nobody in it can be recognised.

With ``minimum_cell`` k above 1, a number leaves a notebook only if at least k people are behind it:

- *Primary suppression.* A count of 1 to k - 1 people is shown as ``< k``, and so is every statistic
  of so few, quartiles of a small group included (they are single people's values). Zero is shown.
- *Secondary suppression.* A count is not shown either where the published size of its group would
  give a small one by subtraction, nor the next smallest level of a variable where the levels add up
  to a published total and one of them alone, or several with a sum below k, are suppressed. A group
  of patients that all patients but a few belong to is treated as a small one, since the difference
  of the two groups' results would tell of the few.
- *Statistics of a hidden count.* An effect is a sum of whole numbers divided by counts, and tells
  of them. Quartiles where the count is not shown are whole numbers, which any number of people can
  have. Comparisons of patients and controls are made coarse by ``coarsened``, so that at least two
  counts remain possible whatever is shown beside them, or are withheld. All other statistics of a
  hidden count are withheld, so that every count that the words leave open remains possible.
- *Row-level data*, one row or mark a person, and cross-tables of single muscles are withheld whole.

The rules are those of statistical disclosure control by threshold: Hundepool et al. (2012),
*Statistical Disclosure Control*, Wiley, chapter 4, doi 10.1002/9781118348239; for health data,
Office for National Statistics (2006), *Review of the Dissemination of Health Statistics:
Confidentiality Guidance*; for outputs, Brandt et al. (2010), *Guidelines for the checking of output
based on microdata research* (ESSnet SDC, Eurostat). They do not defend against someone who
knows members of the cohort, or who holds several reports of it, made with other settings or before
and after somebody joined; no threshold does.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from .coarse_words import in_coarse_words, unmarked
from .disclosure_rules import (
    RULES,
    WITHHELD,
    Count,
    Levels,
    OneRule,
    Rest,
    Shares,
    Total,
)
from .hidden_levels import hidden
from .suppressed import NOT_SHOWN, Suppressed, holds, records

ALL = "all"
COMPARED = "compared"

Cell = tuple[Any, str]


@dataclass(frozen=True)
class Disclosure:
    """Which numbers of a cohort may be shown.

    Parameters
    ----------
    minimum : int
        The smallest number of people a shown number may rest on; 1 shows everything.
    sizes : mapping
        Number of subjects of each group, and of ``all``.
    subject_ids : sequence of str
        The subjects, whom no text may name.
    group_of : mapping
        The group of each subject.

    Examples
    --------
    >>> disclosure = Disclosure(5, {"patient": 10, "control": 9, "all": 19})
    >>> [getattr(disclosure.count(n, of="patient"), "shown", n) for n in (0, 3, 5, 7, 10)]
    [0, '< 5', 5, 'not shown', 10]
    """

    minimum: int = 1
    sizes: Mapping[str, int] = field(default_factory=dict)
    subject_ids: Sequence[str] = ()
    group_of: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, subjects: pd.DataFrame, minimum: int) -> "Disclosure":
        """The rule for a cohort, from subject_id and group of its subjects.

        Examples
        --------
        >>> subjects = pd.DataFrame({"subject_id": ["P1", "P2", "C1"],
        ...                          "group": ["patient", "patient", "control"]})
        >>> Disclosure.of(subjects, 5).sizes
        {'patient': 2, 'control': 1, 'all': 3}
        """
        sizes = {str(name): int(n) for name, n in subjects["group"].value_counts().items()}
        group_of = dict(zip(subjects["subject_id"], subjects["group"].astype(str), strict=True))
        return cls(minimum, sizes | {ALL: len(subjects)}, tuple(group_of), group_of)

    @property
    def subjects(self) -> float:
        """How many subjects there are; not shown where it would tell of a group of too few.

        Examples
        --------
        >>> Disclosure(5, {"patient": 10, "control": 3, "all": 13}).subjects.shown
        'not shown'
        """
        groups = (n for name, n in self.sizes.items() if name != ALL)
        return Suppressed(NOT_SHOWN) if any(map(self.is_small, groups)) else self.sizes.get(ALL, 0)

    @property
    def on(self) -> bool:
        """Whether anything is suppressed at all.

        Examples
        --------
        >>> Disclosure(1).on, Disclosure(2).on
        (False, True)
        """
        return self.minimum > 1

    @property
    def few(self) -> str:
        """How a count below the minimum is shown."""
        return f"< {self.minimum}"

    @property
    def of_few(self) -> str:
        """How a statistic of fewer than the minimum is shown."""
        return f"n < {self.minimum}"

    @property
    def statement(self) -> str:
        """What a report says about itself."""
        if not self.on:
            return self.limit
        return (
            f"{self.limit[:-1]}; tables and figures with a row or a mark for each person, and the "
            "audit of printed figures, are withheld. Where a count is not shown because few others "
            "are missing, medians and quartiles are whole numbers, effects are rounded, and "
            "p-values are upper limits, or they are not shown either."
        )

    @property
    def limit(self) -> str:
        """How few people a shown number may rest on, as a sentence."""
        if not self.on:
            return "Counts are shown however small they are."
        return (
            f"Numbers that rest on fewer than {self.minimum} people are not shown, nor those from "
            "which such a number could be worked out."
        )

    @property
    def withheld(self) -> str:
        """What stands in the place of something that is not shown."""
        return f"Withheld: it would show fewer than {self.minimum} people."

    @property
    def withheld_here(self) -> str:
        """What stands among sentences in the place of one about something that is not shown."""
        return f"A result is withheld here: it would tell of fewer than {self.minimum} people."

    def is_small(self, n: float) -> bool:
        """Whether a count is one of too few people."""
        return 0 < n < self.minimum

    def possible(self, n: int, of: str = "") -> range:
        """The numbers a reader has to reckon with where a count of a group stands.

        Examples
        --------
        >>> disclosure = Disclosure(5, {"patient": 10, "control": 6})
        >>> [list(disclosure.possible(n, "patient")) for n in (3, 5, 8)]
        [[1, 2, 3, 4], [5], [6, 7, 8, 9]]

        Of six people only five are enough and all but a few, so five is hidden among the few:

        >>> list(disclosure.possible(5, "control"))
        [1, 2, 3, 4, 5]
        """
        return self._possible(n, self.sizes.get(of, 0))

    def _possible(self, n: float, total: float) -> range:
        few = self._few(total)
        apart = range(max(few.stop, int(total) - self.minimum + 1), int(total))
        return next((hidden for hidden in (few, apart) if n in hidden), range(int(n), int(n) + 1))

    def _few(self, total: float) -> range:
        """The counts of too few people of a total; 0 is none."""
        return range(1, self.minimum + (self.on and total == self.minimum + 1))

    def _few_words(self, total: float) -> str:
        """How a count of too few is shown; not by a limit that one hidden among them exceeds."""
        return NOT_SHOWN if total == self.minimum + 1 else self.few

    def withholds(self, name: str) -> bool:
        """Whether an output is withheld whole.

        Raises
        ------
        KeyError
            There is no rule for it: add one to ``disclosure_rules``.
        """
        return self.on and RULES[name] is WITHHELD

    def count(self, n: float, of: str = "") -> float:
        """A count of people of a group, or what is shown in its place."""
        total = self.sizes.get(of, 0)
        if n in self._few(total):
            return Suppressed(self._few_words(total))
        return Suppressed(NOT_SHOWN) if self.is_small(total - n) else n

    def people(self, subject_ids: Iterable[str]) -> float:
        """How many people a measurement was made in, or what is shown in its place.

        Their sum is not shown where one of its parts, the people of a group, is not.

        Examples
        --------
        >>> groups = ["patient"] * 6 + ["control"] * 4
        >>> subjects = pd.DataFrame({"subject_id": list("abcdefghij"), "group": groups})
        >>> people = Disclosure.of(subjects, 3).people
        >>> [getattr(people(ids), "shown", people(ids)) for ids in ("ab", "abcde", "abcdef")]
        ['< 3', 'not shown', 6]
        """
        groups = pd.Series([self.group_of[name] for name in set(subject_ids)], dtype=object)
        if not self.on or groups.empty:
            return len(groups)
        if self.is_small(len(groups)):
            return Suppressed(self.few)
        counts = [self.count(n, of=group) for group, n in groups.value_counts().items()]
        return self.total(len(groups), *counts)

    def total(self, n: float, *parts: Any) -> float:
        """A sum, not shown where any of the parts it is made of, or that go into it, is not."""
        return Suppressed(NOT_SHOWN) if holds(*parts) else n

    def without_ids(self, text: str) -> str:
        """A text of the cohort's files that names no subject.

        Examples
        --------
        >>> Disclosure(5, {}, ["P1", "P10"]).without_ids("as for P10; not P100")
        'as for (a subject); not P100'
        """
        if not self.on or not isinstance(text, str):
            return text
        names = "|".join(map(re.escape, sorted(self.subject_ids, key=len, reverse=True)))
        return re.sub(rf"(?<![\w-])(?:{names})(?![\w-])", "(a subject)", text) if names else text

    def safe(self, name: str, frame: pd.DataFrame) -> pd.DataFrame:
        """A frame with what may not be shown suppressed; the frame given stays as it is.

        Parameters
        ----------
        name : str
            The output it is for, a key of ``RULES``.
        frame : DataFrame
            Numbers of a chapter.

        Returns
        -------
        DataFrame
            Without a row where the output is withheld.

        Examples
        --------
        >>> scores = pd.DataFrame({"group": ["patient"], "n": [3], "q1": [0.5], "median": [1.0],
        ...                        "q3": [1.5]})
        >>> safe = Disclosure(5, {"patient": 10}).safe("region-scores", scores)
        >>> [cell.shown for cell in safe.iloc[0, 1:]]
        ['< 5', 'n < 5', 'n < 5', 'n < 5']
        """
        if not self.on:
            return unmarked(frame)
        if self.withholds(name):
            return frame.iloc[:0]
        rules = [*RULES[name], *self._of_further_groups(frame)]
        return in_coarse_words(self.by_rules(frame, rules), rules)

    def _of_further_groups(self, frame: pd.DataFrame) -> Iterable[Count]:
        """Rules for the columns of groups beyond patients and controls, which RULES cannot name."""
        for group in set(self.sizes) - {"patient", "control", ALL}:
            for column in (f"n_{group}s", f"n_scanned_{group}s"):
                if column in frame:
                    yield Count(column, group)

    def safe_numbers(self, name: str, numbers: Mapping[str, Any]) -> dict[str, Any]:
        """The numbers of one statistic, as `safe`."""
        if not self.on or not numbers:
            return dict(numbers)
        return self.safe(name, pd.DataFrame([dict(numbers)])).pipe(records)[0]

    def by_rules(self, frame: pd.DataFrame, rules: Iterable[OneRule]) -> pd.DataFrame:
        """A frame with the cells suppressed that any of the rules names."""
        find = {
            Count: self._counts,
            Levels: self._levels,
            Shares: self._shares,
            Rest: self._rests,
            Total: self._totals,
        }
        numbered = frame.reset_index(drop=True)
        shown: dict[Cell, str] = {}
        for rule in rules:
            for cell, words in list(find[type(rule)](numbered, rule, shown)):
                if cell[1] in numbered:
                    shown.setdefault(cell, words)
        made = numbered.astype({name: object for _, name in shown})
        for (row, name), words in shown.items():
            made.at[row, name] = Suppressed(words)
        return made.set_axis(frame.index)

    def _counts(self, frame: pd.DataFrame, rule: Count, _: Any) -> Iterator[tuple[Cell, str]]:
        coarse = frame["rounded"] if "rounded" in frame else dict.fromkeys(frame.index, False)
        for row in frame.index if rule.column in frame else ():
            n, total = frame.at[row, rule.column], self._total(frame, row, rule.of)
            small, apart = n in self._few(total), self.is_small(total - n)
            # A total tells of a group of too few beside those that are shown.
            apart |= n > 0 and rule.of == ALL and holds(self.subjects)
            if small or apart:
                yield (row, rule.column), self._few_words(total) if small else NOT_SHOWN
            if small or (apart and not coarse[row]):
                words = self.of_few if small and self._few_words(total) == self.few else NOT_SHOWN
                kept = rule.whole if apart and not small else ()
                yield from (((row, name), words) for name in rule.rests if name not in kept)

    def _total(self, frame: pd.DataFrame, row: Any, of: str) -> float:
        """The published total a count is a part of; 0 where there is none."""
        if of == COMPARED:
            return sum(self.sizes.get(group, 0) for group in ("patient", "control"))
        if of == "group":
            return self.sizes.get(str(frame.at[row, "group"]), 0)
        return frame.at[row, of] if of in frame else self.sizes.get(of, 0)

    def _levels(self, frame: pd.DataFrame, rule: Levels, _: Any) -> Iterator[tuple[Cell, str]]:
        if rule.by:
            (column,) = rule.columns
            groups = frame[frame[column].notna()].groupby(list(rule.by), observed=True)
            lines = [[(row, column) for row in part.index] for _, part in groups]
        else:
            lines = [[(row, name) for name in rule.columns] for row in frame.index]
        for cells in lines:
            counts = {cell: frame.at[cell] for cell in cells}
            for cell in hidden(counts, self.minimum):
                small = self.is_small(counts[cell])
                yield cell, self.few if small else NOT_SHOWN
                words = self.of_few if small else NOT_SHOWN
                yield from (((cell[0], name), words) for name in rule.rests)

    def _shares(self, frame: pd.DataFrame, rule: Shares, _: Any) -> Iterator[tuple[Cell, str]]:
        """Percentages of a shown count are counts; those of the line of totals go with them."""
        if not set(rule.percents) <= set(frame):
            return
        unsafe = [row for row in frame.index if self._small_share(frame.loc[row], rule)]
        total = frame.index[frame[rule.key] == ALL].tolist() if unsafe else []
        for row in dict.fromkeys([*unsafe, *total]):
            yield from (((row, name), NOT_SHOWN) for name in rule.percents)

    def _small_share(self, row: pd.Series, rule: Shares) -> bool:
        counts = [round(row[rule.n] * row[name] / 100, 6) for name in rule.percents]
        return any(self.is_small(n) or self.is_small(row[rule.n] - n) for n in counts)

    def _rests(self, frame: pd.DataFrame, rule: Rest, _: Any) -> Iterator[tuple[Cell, str]]:
        for row in frame.index:
            counted = sum(frame.at[row, name] for name in rule.columns)
            if self.is_small(self._total(frame, row, rule.of) - counted):
                yield (row, rule.columns[-1]), NOT_SHOWN

    def _totals(
        self, frame: pd.DataFrame, rule: Total, shown: Mapping[Cell, str]
    ) -> Iterator[tuple[Cell, str]]:
        if rule.parts:
            for row in frame.index:
                if any((row, part) in shown for part in rule.parts):
                    yield from (((row, name), NOT_SHOWN) for name in rule.columns)
            return
        for row in frame.index[frame[rule.key] == ALL]:
            alike = frame.index[(frame[list(rule.by)] == frame.loc[row, list(rule.by)]).all(axis=1)]
            for name in rule.columns:
                if any((part, name) in shown for part in alike):
                    yield (row, name), NOT_SHOWN


EVERYTHING = Disclosure()
"""The rule of a cohort that suppresses nothing."""
