"""What a paper prints of one comparison of two groups: medians, quartiles, p-values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from als_muscle_mri.reconstruct.printed import PrintedP, interval

HIGHEST_GRADE = 3
STATA = "averaged_inverted_cdf"
QUARTILES = {"q1": 0.25, "median": 0.5, "q3": 0.75}
"""Printed figures of a group and the share of its values below each."""


@dataclass(frozen=True)
class Group:
    """A group as printed: its name, size, and its quartiles as texts.

    ``None`` in place of a text is a figure that was not printed, or is not to be believed.
    """

    name: str
    n: int
    median: str | None = None
    q1: str | None = None
    q3: str | None = None

    def __post_init__(self) -> None:
        if self.n < 1:
            raise ValueError(f"{self.name}: a group has at least one subject, not {self.n}")
        for printed in self.printed.values():
            interval(printed)

    @property
    def printed(self) -> dict[str, str]:
        """The figures that are printed, by name."""
        return {name: getattr(self, name) for name in QUARTILES if getattr(self, name) is not None}


@dataclass(frozen=True)
class Summary:
    """One row of a table: one score in two groups.

    Parameters
    ----------
    name : str
        Of the row, for instance a region.
    items : int
        Graded items, as muscles, whose mean grade is the score.
    groups : tuple of Group
        The two groups.
    p : mapping
        Printed p-values by the pair of names compared; the names are those of the groups and
        of the parts.
    parts : mapping
        Names and sizes of the two parts that one of the groups falls into; no parts where it
        is left out. A part of no subjects differs from nothing: its p-values are 1.
    highest_grade : int
        Grades are whole numbers from 0 to this one.
    quartile_method : str
        A method of `numpy.quantile`.
    parts_of : str, optional
        Name of the group that falls into the parts. Left out it is the one that has their size
        and is not compared with any of them; the first one if that is true of both.

    Raises
    ------
    ValueError
        Saying what does not fit together.

    Examples
    --------
    >>> summary = Summary(
    ...     "iliopsoas",
    ...     items=2,
    ...     groups=(Group("patients", 10, "1", "0", "1"), Group("controls", 9, "0", "0", "0")),
    ...     p={("patients", "controls"): "0.046", ("spinal", "controls"): "0.117"},
    ...     parts={"spinal": 8, "bulbar": 2},
    ... )
    >>> summary.whole.name
    'patients'
    """

    name: str
    items: int
    groups: tuple[Group, Group]
    p: Mapping[tuple[str, str], str] = field(default_factory=dict)
    parts: Mapping[str, int] = field(default_factory=dict)
    highest_grade: int = HIGHEST_GRADE
    quartile_method: str = STATA
    parts_of: str | None = None

    def __post_init__(self) -> None:
        if self.items < 1 or self.highest_grade < 1:
            raise ValueError(f"{self.name}: items and highest grade are whole numbers from 1")
        if len(self.groups) != 2 or self.groups[0].name == self.groups[1].name:
            raise ValueError(f"{self.name}: two groups with two names are needed")
        self._check_parts()
        for pair, text in self.p.items():
            self._check_pair(pair)
            PrintedP.of(text)
        for first, second in self.p:
            if first < second and (second, first) in self.p:
                raise ValueError(f"{self.name}: {first} and {second} are compared twice")

    def _check_parts(self) -> None:
        sizes = list(self.parts.values())
        if self.parts and (len(sizes) != 2 or min(sizes) < 0):
            raise ValueError(f"{self.name}: a group falls into two parts with sizes from 0")
        if self.parts and sum(sizes) not in [group.n for group in self.groups]:
            text = " and ".join(f"{name} {n}" for name, n in self.parts.items())
            raise ValueError(f"{self.name}: the parts {text} do not add up to either group")
        names = [group.name for group in self.groups]
        for name in self.parts:
            if name in names:
                raise ValueError(f"{self.name}: {name} names a group and a part")
        if self.parts_of is not None:
            self._check_parts_of(names)

    def _check_parts_of(self, names: list[str]) -> None:
        if self.parts_of not in names:
            raise ValueError(f"{self.name}: {self.parts_of} is none of {', '.join(names)}")
        if self.parts and self.whole.n != sum(self.parts.values()):
            raise ValueError(f"{self.name}: the parts do not add up to {self.parts_of}")

    def _check_pair(self, pair: tuple[str, str]) -> None:
        known = [group.name for group in self.groups] + list(self.parts)
        for name in pair:
            if name not in known:
                raise ValueError(f"{self.name}: {name} is none of {', '.join(known)}")
        if self.parts and self.whole.name in pair and set(pair) & set(self.parts):
            raise ValueError(f"{self.name}: {' v '.join(pair)} compares a group with a part of it")
        if pair[0] == pair[1]:
            raise ValueError(f"{self.name}: {pair[0]} is compared with itself")

    @property
    def whole(self) -> Group:
        """The group that falls into parts; the first group where there are none."""
        return (*self.divisible, *self.groups)[0]

    @property
    def divisible(self) -> tuple[Group, ...]:
        """The groups that may be what falls into the parts, by `parts_of`, size and p-values."""
        if self.parts_of is not None:
            return tuple(group for group in self.groups if group.name == self.parts_of)
        size, parts = sum(self.parts.values()), set(self.parts)
        fitting = tuple(group for group in self.groups if group.n == size)
        beside = {name for pair in self.p if parts & set(pair) for name in pair}
        return tuple(group for group in fitting if group.name not in beside) or fitting

    @property
    def other(self) -> Group:
        """The group beside `whole`."""
        return next(group for group in self.groups if group is not self.whole)
