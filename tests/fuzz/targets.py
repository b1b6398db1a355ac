"""What is fuzzed: a reader each, and the one property that holds whatever it is given.

It loads, or it raises `InputError` with at least one problem, each with a file and a rule in
printable words. Any other exception, or an answer that takes longer than `LONGEST`, is a finding.
"""

import atexit
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from inputs.small_study import ATLAS, FILES, MUSCLES
from nibabel import Nifti1Image

from als_muscle_mri.imaging.labels import read_labels
from als_muscle_mri.imaging.safety import header_problems
from als_muscle_mri.inputs.cohort_file import read_cohort_file
from als_muscle_mri.inputs.csv_text import read_text_table
from als_muscle_mri.inputs.loading import load_folder
from als_muscle_mri.inputs.problems import InputError, Problem
from als_muscle_mri.inputs.schemas import column_names
from als_muscle_mri.inputs.validation import read_table
from als_muscle_mri.inputs.yaml_text import CohortLoader, TextLoader, parse_yaml
from als_muscle_mri.reconstruct.summary_file import read_summaries

LONGEST = 10
"""Seconds, far more than any answer takes."""

SUMMARY = (Path(__file__).parents[2] / "data" / "summary-example.yml").read_text(encoding="utf-8")
PUBLISHED = (
    "id,place,variable,level,group,side,region,statistic,printed,decimals\n"
    "n-patients,Text,subjects,,patient,,,n,10,0\n"
    "hand-right-p,Table 2,region_score,,patient v control,right,hand,p,0.142,3\n"
    "rho,Figure 3,hand_function,,patient,,,rho,-0.7217,4\n"
)


@cache
def folder() -> Path:
    """A folder of this process, gone at its end, with the small study in it."""
    place = Path(tempfile.mkdtemp(prefix="fuzz-"))
    atexit.register(shutil.rmtree, place)
    (place / "atlas.csv").write_text(ATLAS, encoding="utf-8")
    for name, text in FILES.items():
        (place / name).write_text(text, encoding="utf-8")
    return place


def checked(problems: tuple[Problem, ...] | list[Problem]) -> None:
    """Hold problems against what a reader of them needs."""
    for problem in problems:
        assert problem.file, problem
        assert problem.rule, problem
        assert str(problem).isprintable(), problem


def answers(read: Callable[[], object]) -> None:
    """Read; fail where the answer is neither a value nor a list of problems."""
    found = None
    try:
        read()
    except InputError as error:
        found = error.problems
    assert found is None or found
    checked(found or [])


def csv_text(data: bytes) -> None:
    """The text of a table."""
    path = folder() / "fuzzed.csv"
    path.write_bytes(data)
    table = read_text_table(path, column_names("subjects.csv"))
    assert table.problems or table.frame is not None
    checked(table.problems)


def yaml_text(data: bytes) -> None:
    """YAML, with numbers and with texts alone."""
    text = data.decode("utf-8", "replace")
    for loader in (CohortLoader, TextLoader):
        checked(parse_yaml(text, "fuzzed.yml", loader).problems)


def cohort_file(data: bytes) -> None:
    """`cohort.yml`."""
    path = folder() / "cohort-fuzzed.yml"
    path.write_bytes(data)
    read = read_cohort_file(path, {}, MUSCLES)
    assert read.problems or read.settings is not None
    checked(read.problems)


def published(data: bytes) -> None:
    """`published.csv`."""
    place = folder() / "published"
    place.mkdir(exist_ok=True)
    (place / "published.csv").write_bytes(data)
    table = read_table(place, "published.csv")
    assert table.problems or table.frame is not None
    checked(table.problems)


def summary(data: bytes) -> None:
    """The file of `als-muscle-mri reconstruct`."""
    path = folder() / "summary.yml"
    path.write_bytes(data)
    answers(lambda: read_summaries(path))


def label_table(data: bytes) -> None:
    """The label table of a mask."""
    path = folder() / "dseg.tsv"
    path.write_bytes(data)
    answers(lambda: read_labels(path, MUSCLES))


def nifti(data: bytes) -> None:
    """The header of a volume, and what ITK says of one without problems."""
    path = folder() / "fuzzed.nii"
    path.write_bytes(data)
    checked(header_problems(path, "P1", path.name))


def cohort(data: bytes) -> None:
    """A whole cohort, one file of which is what was given; its first byte says which."""
    names = sorted(FILES)
    name = names[data[0] % len(names)] if data else names[0]
    place = folder()
    try:
        (place / name).write_bytes(data[1:])
        answers(lambda: load_folder(place, place, {}))
    finally:
        (place / name).write_text(FILES[name], encoding="utf-8")


@dataclass(frozen=True)
class Target:
    """A reader under test, and files to begin from."""

    read: Callable[[bytes], None]
    seeds: tuple[bytes, ...]


def _encoded(*texts: str) -> tuple[bytes, ...]:
    return tuple(text.encode() for text in texts)


def _volume() -> bytes:
    volume = Nifti1Image(np.arange(60, dtype="int16").reshape(3, 4, 5), np.diag([2, 2, 8, 1]))
    volume.set_qform(volume.affine, 1)
    return volume.to_bytes()


TARGETS: Mapping[str, Target] = {
    "csv_text": Target(csv_text, _encoded(FILES["subjects.csv"])),
    "yaml_text": Target(yaml_text, _encoded(FILES["cohort.yml"], SUMMARY)),
    "cohort_file": Target(cohort_file, _encoded(FILES["cohort.yml"])),
    "published": Target(published, _encoded(PUBLISHED)),
    "summary": Target(summary, _encoded(SUMMARY)),
    "label_table": Target(label_table, _encoded("index\tside\tmuscle_id\n1\tright\tiliacus\n")),
    "nifti": Target(nifti, (_volume(), _volume()[:348])),
    "cohort": Target(
        cohort,
        tuple(bytes([place]) + FILES[name].encode() for place, name in enumerate(sorted(FILES))),
    ),
}


@contextmanager
def in_time(seconds: float = LONGEST) -> Iterator[None]:
    """Fail where the body takes longer; only for the main thread."""

    def late(*_: object) -> None:
        raise TimeoutError(f"no answer within {seconds} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
