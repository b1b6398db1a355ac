"""What a simulated cohort is asked to be: its size, effect, seed and centres."""

import math
import re
from dataclasses import dataclass
from itertools import pairwise

from als_muscle_mri.inputs import MERCURI, Scale

SESSIONS = (1, 2)

_CODE = re.compile(r"[A-Z][A-Z0-9]{0,7}")
_RATER = re.compile(r"(?=.{1,40}$)[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?")


class OrderError(ValueError):
    """A cohort was ordered that cannot be made."""


@dataclass(frozen=True)
class Centre:
    """A recruiting centre.

    Parameters
    ----------
    name
        Name for the prose, for instance ``Fjordby``.
    code
        Start of its subject ids (``FJ`` gives ``FJ-P01``): capitals and digits.
    raters
        Ids of those who read its scans; kept in alphabetical order.

    Raises
    ------
    OrderError
        If the code or a rater is not a plain id, or a rater is named twice or not at all.

    Examples
    --------
    >>> Centre("Fjordby", "FJ", ("reader_b", "reader_a")).raters
    ('reader_a', 'reader_b')
    """

    name: str
    code: str
    raters: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "raters", tuple(sorted(self.raters)))
        if not self.name.strip():
            raise OrderError("a centre needs a name")
        if not _CODE.fullmatch(self.code):
            raise OrderError(
                f"centre {self.name}: code {self.code!r} must be one to eight capitals or digits "
                "and begin with a capital"
            )
        if not self.raters:
            raise OrderError(f"centre {self.name}: at least one rater is needed")
        if bad := [rater for rater in self.raters if not _RATER.fullmatch(rater)]:
            raise OrderError(
                f"centre {self.name}: rater {bad[0]!r} must be letters and digits, joined by _ or -"
            )
        if any(a == b for a, b in pairwise(self.raters)):
            raise OrderError(f"centre {self.name}: a rater is named twice in {self.raters}")


DEFAULT_CENTRES = (
    Centre("Fjordby", "FJ", ("reader_a", "reader_b")),
    Centre("Lindhaven", "LH", ("reader_b", "reader_c")),
)


@dataclass(frozen=True)
class Design:
    """The order for a simulated cohort; ``als_muscle_mri.simulate`` tells what each part does.

    Parameters
    ----------
    patients, controls
        Number of subjects in each group; together at least one.
    seed
        From 0 to 2**32 - 1. The same seed gives the same cohort.
    effect
        How strongly denervation shows on MRI; 0 is not at all.
    missing
        Probability from 0 up to, not including, 1 of each kind of missing data.
    centres
        Where the subjects come from; each subject falls to one of them at random.
    scale
        What the readers grade by. The subjects and their fat are the same on any scale.

    Raises
    ------
    OrderError
        With everything that is out of range, one line each.

    Examples
    --------
    >>> Design(patients=10, controls=9).effect
    1.0
    >>> Design(patients=-1, seed=-1)
    Traceback (most recent call last):
    ...
    als_muscle_mri.simulate.design.OrderError: patients = -1: must be 0 or more
    seed = -1: must be a whole number from 0 to 4294967295
    """

    patients: int = 60
    controls: int = 40
    seed: int = 1
    effect: float = 1.0
    missing: float = 0.05
    centres: tuple[Centre, ...] = DEFAULT_CENTRES
    scale: Scale = MERCURI

    def __post_init__(self) -> None:
        object.__setattr__(self, "centres", tuple(self.centres))
        if problems := self._problems():
            raise OrderError("\n".join(problems))

    @property
    def size(self) -> int:
        """Number of subjects in both groups."""
        return self.patients + self.controls

    def _problems(self) -> list[str]:
        codes = [centre.code for centre in self.centres]
        rules = [
            (self.patients >= 0, f"patients = {self.patients}: must be 0 or more"),
            (self.controls >= 0, f"controls = {self.controls}: must be 0 or more"),
            (
                self.patients != 0 or self.controls != 0,
                "patients and controls are both 0: at least one subject is needed",
            ),
            (
                0 <= self.seed < 2**32,
                f"seed = {self.seed}: must be a whole number from 0 to {2**32 - 1}",
            ),
            (
                math.isfinite(self.effect) and self.effect >= 0,
                f"effect = {self.effect}: must be a number, 0 or more",
            ),
            (0 <= self.missing < 1, f"missing = {self.missing}: must be from 0 to below 1"),
            (bool(codes), "centres: at least one is needed"),
            (len(set(codes)) == len(codes), f"centres: a code is used twice in {codes}"),
        ]
        return [text for holds, text in rules if not holds]
