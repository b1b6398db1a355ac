"""Values other software printed, kept in tests/statistics/r beside the scripts that print them."""

import math
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "r"


@dataclass(frozen=True)
class Printed:
    """One printed value, what of, and by which program."""

    case: str
    quantity: str
    value: float
    source: str

    def __str__(self) -> str:
        return f"{self.case}, {self.quantity}, {self.source}"


def stored(name: str) -> list[Printed]:
    """Return the values stored for a script."""
    return list(_parsed((FOLDER / f"{name}.tsv").read_text(encoding="utf-8")))


def printed_now(name: str) -> list[Printed]:
    """Run the script and return what it prints."""
    done = subprocess.run(
        ["Rscript", f"{name}.R"], cwd=FOLDER, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return list(_parsed(done.stdout))


def assert_same(now: list[Printed], then: list[Printed]) -> None:
    """Compare values, whatever the versions of the programs."""
    assert [(p.case, p.quantity) for p in now] == [(p.case, p.quantity) for p in then]
    for new, old in zip(now, then, strict=True):
        assert math.isclose(new.value, old.value, rel_tol=1e-6, abs_tol=1e-12), (new, old)


def _parsed(text: str) -> Iterator[Printed]:
    for line in text.splitlines():
        case, quantity, value, source = line.split("\t")
        yield Printed(case, quantity, float(value), source)
