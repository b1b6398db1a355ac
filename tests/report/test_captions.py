"""Captions of tables and figures begin and end in one way, in every notebook and manuscript."""

import re

import pytest
from conftest import ROOT

CELLS = re.compile(r'^#\| (?:tbl|fig)-cap: "(.*)"$', re.MULTILINE)
BY_HAND = re.compile(r"^: (.*) \{#(?:tbl|fig)-", re.MULTILINE)
SOURCES = sorted([*ROOT.glob("notebooks/**/*.py"), *ROOT.glob("report/**/*.qmd")])
CAPTIONS = [
    caption
    for path in SOURCES
    for caption in (CELLS if path.suffix == ".py" else BY_HAND).findall(path.read_text("utf-8"))
]
NOT_THE_THING_SHOWN = re.compile(r"(?:The|An?|Each|Every|What|Where|How|This|These)\b")


def test_there_are_captions() -> None:
    assert len(CAPTIONS) > 50
    assert len(set(CAPTIONS)) == len(CAPTIONS)


@pytest.mark.parametrize("caption", CAPTIONS)
def test_a_caption_names_what_is_shown(caption: str) -> None:
    assert caption[0].isupper()
    assert not NOT_THE_THING_SHOWN.match(caption)


@pytest.mark.parametrize("caption", CAPTIONS)
def test_a_caption_ends_in_a_stop_only_where_sentences_follow(caption: str) -> None:
    assert caption.endswith(".") == (". " in caption)
