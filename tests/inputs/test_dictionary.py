"""The data dictionary agrees with what is checked."""

import pytest

from als_muscle_mri.inputs import SCHEMAS, SETTING_NAMES
from als_muscle_mri.inputs.dictionary import dictionary_path, file_table, sections, updated


def test_the_dictionary_is_up_to_date() -> None:
    text = dictionary_path().read_text(encoding="utf-8")
    assert updated(text) == text, "run python -m als_muscle_mri.inputs.dictionary"


@pytest.mark.parametrize("file", list(SCHEMAS))
def test_every_column_is_in_its_table(file: str) -> None:
    table = file_table(file)
    for name in SCHEMAS[file].columns:
        assert f"| `{name}` |" in table


def test_every_setting_is_in_the_dictionary() -> None:
    for name in SETTING_NAMES:
        assert f"| `{name}` |" in sections()["parameters"]


def test_a_stale_table_is_rewritten() -> None:
    text = dictionary_path().read_text(encoding="utf-8")
    stale = text.replace("MRC grade, 5 is normal strength", "something else")
    assert stale != text
    assert updated(stale) == text


def test_a_section_that_is_missing_or_unknown_is_an_error() -> None:
    text = dictionary_path().read_text(encoding="utf-8")
    with pytest.raises(ValueError, match="the dictionary has the sections"):
        updated(text.replace("begin muaps.csv", "begin muap.csv"))
