"""Whatever stands in a file, the answer is a list of problems and never another error."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from als_muscle_mri.inputs.cohort_file import read_cohort_file
from als_muscle_mri.inputs.validation import read_table
from inputs.small_study import FILES, MUSCLES, Study

BOUNDED = settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
# Pieces which a reader of CSV or YAML may stumble over, beside arbitrary bytes.
STUMBLES = [
    b'"',
    b",",
    b"\n",
    b"\r",
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\xe2\x80\xae",
    b"\xee\x80\x80",
]
STUMBLES += [b"9" * 400, b"9: "]
STUMBLES += [
    b"[",
    b"{",
    b"&a ",
    b"*a",
    b"!!python/object:x ",
    b"- ",
    b": ",
    b"  ",
    b"=cmd|' /C x'!A0",
]
PIECES = st.one_of(st.binary(max_size=6), st.sampled_from(STUMBLES))


def damaged(draw: st.DrawFn, text: str) -> bytes:
    data = text.encode()
    for piece in draw(st.lists(PIECES, min_size=1, max_size=4)):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.sampled_from([0, 0, 1, 5, 200])))
        data = data[:start] + piece + data[end:]
    return data


@st.composite
def damaged_files(draw: st.DrawFn, *files: str) -> tuple[str, bytes]:
    file = draw(st.sampled_from(files))
    return file, damaged(draw, FILES[file])


@BOUNDED
@given(damaged_files("subjects.csv", "strength.csv", "provenance.csv", "muaps.csv"))
def test_damaged_csv(study: Study, case: tuple[str, bytes]) -> None:
    file, data = case
    study.write(file, data)
    table = read_table(study.folder, file)
    assert table.problems or table.frame is not None
    assert all(str(problem).isprintable() for problem in table.problems)


@BOUNDED
@given(damaged_files("cohort.yml"))
def test_damaged_yaml(study: Study, case: tuple[str, bytes]) -> None:
    study.write("cohort.yml", case[1])
    read = read_cohort_file(study.path("cohort.yml"), {}, MUSCLES)
    assert read.problems or read.settings is not None
    assert all(str(problem).isprintable() for problem in read.problems)


@pytest.mark.parametrize("file", ["cohort.yml", "subjects.csv"])
def test_a_link_to_nowhere_is_a_missing_file(study: Study, file: str) -> None:
    study.path(file).unlink()
    study.path(file).symlink_to(Path("/nonexistent/file"))
    assert f"{file}: the file is missing." in study.report()
