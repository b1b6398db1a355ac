"""Whatever stands in a file, its reader loads it or says what is wrong, and soon."""

import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz.targets import LONGEST, TARGETS, in_time

BOUNDED = settings(deadline=None, max_examples=60, derandomize=True, database=None)
SECONDS = 18
"""Of the run with atheris, over all targets."""

WORDS = [
    *(
        b'"',
        b",",
        b"\n",
        b"\r\n",
        b"\r",
        b"\0",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xed\xa0\x80",
    ),
    *(
        b"9" * 400,
        b"1e308",
        b"1e400",
        b"-0",
        b"nan",
        b".inf",
        b"-inf",
        b"0x1",
        b"1_0",
        b"1.0.0",
        b"2018-99-99",
    ),
    *(
        b"[" * 60,
        b"{" * 60,
        b"- " * 60,
        b"&a [*a, *a]",
        b"!!python/object/apply:os.system [id]",
        b"? : ",
        b"<<: *a",
    ),
    *(b"=cmd|' /C x'!A0", b"{{< include /etc/passwd >}}", "\u202e\u200b\ue000\u2028".encode()),
    *(b"a," * 10_000, b"x" * 70_000, b"%YAML 9.9\n---\n", b"--- a\n--- b\n", b"|2-\n", b">+9\n"),
]


@st.composite
def damaged(draw: st.DrawFn, seeds: tuple[bytes, ...]) -> bytes:
    """A file that was right, with pieces put in, taken out and doubled; or none of it."""
    data = draw(st.sampled_from([*seeds, b""]))
    pieces = st.one_of(
        st.binary(max_size=8), st.sampled_from(WORDS), st.text(max_size=8).map(_utf8)
    )
    for piece in draw(st.lists(pieces, max_size=5)):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.sampled_from([0, 0, 1, 5, 200])))
        again = data[start:end] if draw(st.booleans()) else b""
        data = data[:start] + piece + again + data[end:]
    return data


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "replace")


@pytest.mark.parametrize("name", TARGETS)
def test_a_reader_loads_or_says_why_not(name: str) -> None:
    target = TARGETS[name]

    @BOUNDED
    @given(damaged(target.seeds))
    def holds(data: bytes) -> None:
        with in_time():
            target.read(data)

    holds()


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize(
    "data", [*WORDS, b"", b"\n" * 50_000, b'"' * 9_999, b"a: " * 20_000, b"\t" * 999]
)
def test_a_reader_copes_with_each_word_alone(name: str, data: bytes) -> None:
    with in_time():
        TARGETS[name].read(data)


@pytest.mark.parametrize("name", TARGETS)
def test_the_files_to_begin_from_are_right(name: str) -> None:
    for seed in TARGETS[name].seeds:
        TARGETS[name].read(seed)


def test_an_answer_that_takes_too_long_is_a_failure() -> None:
    with pytest.raises(TimeoutError), in_time(0.05):
        time.sleep(LONGEST)


@pytest.mark.skipif(find_spec("atheris") is None, reason="atheris has no wheel for this Python")
def test_the_readers_hold_against_a_fuzzer_that_sees_their_branches() -> None:
    command = [sys.executable, str(Path(__file__).parent), "--seconds", str(SECONDS)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS + 20 * LONGEST)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(" inputs in ") == len(TARGETS)
    assert " no inputs" not in done.stdout
