"""summary.yml: read as printed, and everything wrong with it said at once."""

from pathlib import Path

import pytest

from als_muscle_mri.inputs import InputError
from als_muscle_mri.reconstruct import Group, Summary
from als_muscle_mri.reconstruct.summary_file import read_summaries

GOOD = """\
title: A table
source: Somewhere
scores:
  hand:
    items: 2
    groups:
      patients: {n: 10, median: 1, q1: 0.50, q3: 1.5}
      controls: {n: 9, median: 0}
    parts: {spinal: 8, bulbar: 2}
    p:
      patients v controls: 0.100
      spinal v controls: <0.05
"""


def read(folder: Path, text: str | bytes) -> list[Summary]:
    path = folder / "summary.yml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_summaries(path)


def problems(folder: Path, text: str | bytes) -> list[str]:
    with pytest.raises(InputError) as error:
        read(folder, text)
    assert error.value.where == "the summary"
    return [str(problem) for problem in error.value.problems]


def test_numbers_stay_as_printed(tmp_path):
    assert read(tmp_path, GOOD) == [
        Summary(
            "hand",
            2,
            (Group("patients", 10, "1", "0.50", "1.5"), Group("controls", 9, "0")),
            {("patients", "controls"): "0.100", ("spinal", "controls"): "<0.05"},
            {"spinal": 8, "bulbar": 2},
        )
    ]


def test_scale_rule_and_group_of_the_parts(tmp_path):
    text = GOOD.replace("scores:", "highest_grade: 4\nquartile_method: linear\nscores:")
    (summary,) = read(tmp_path, text.replace("    p:", "    parts_of: patients\n    p:"))
    assert (summary.highest_grade, summary.quartile_method, summary.parts_of) == (
        4,
        "linear",
        "patients",
    )


def test_a_byte_order_mark_and_windows_lines_are_no_matter(tmp_path):
    assert read(tmp_path, b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()) == read(
        tmp_path, GOOD
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("title: A table", "titel: A table", "line 1, key titel", "no such key is known. Fix: The nearest known name is title."),
        ("items: 2", "item: 2", "line 5, key scores.hand.item", "The nearest known name is items."),
        ("q3: 1.5", "q4: 1.5", "line 7, key scores.hand.groups.patients.q4", "no such key is known"),
        ("items: 2", "items: 0", 'line 5, key scores.hand.items: "0"', "greater than or equal to 1"),
        ("items: 2", "items: two", 'line 5, key scores.hand.items: "two"', "Write the number of graded items"),
        ("n: 10", "n: 1001", 'line 7, key scores.hand.groups.patients.n: "1001"', "less than or equal to 1000"),
        ("median: 1,", "median: one,", 'line 7, key scores.hand.groups.patients.median: "one"', "a printed number is needed"),
        ("q1: 0.50", "q1:", "line 7, key scores.hand.groups.patients.q1: empty", "Write the lower quartile as printed"),
        ("n: 9, ", "", "line 8, key scores.hand.groups.controls.n: the key is missing", "Write the number of subjects"),
        ("    items: 2\n", "", "line 4, key scores.hand.items: the key is missing", "Write the number of graded items"),
        ("{n: 9, median: 0}", "9", "line 8, key scores.hand.groups.controls", "keys with a value each are needed here"),
        ("<0.05", "ns", 'line 12, key scores.hand.p.spinal v controls: "ns"', "a p-value is printed as"),
        ("bulbar: 2", "bulbar: -2", "line 9, key scores.hand.parts.bulbar", "greater than or equal to 1"),
        ("bulbar: 2", "bulbar: 3", "line 4, key scores.hand", "the parts spinal 8 and bulbar 3 do not add up to either group"),
        ("bulbar: 2", "bulbar: 1, x: 1", "line 4, key scores.hand", "two parts with sizes from 0"),
        ("spinal v controls", "spinal controls", "line 4, key scores.hand", "a comparison is written A v B, not spinal controls"),
        ("spinal v controls", "spine v controls", "line 4, key scores.hand", "spine is none of patients, controls, spinal, bulbar"),
        ("spinal v controls", "controls v patients", "line 4, key scores.hand", "controls and patients are compared twice"),
        ("spinal v controls", "patients v  controls", "line 4, key scores.hand", "patients and controls are compared twice"),
        ("      controls: {n: 9, median: 0}\n", "", "line 4, key scores.hand", "two groups are compared, not 1"),
        ("scores:", "quartile_method: type2\nscores:", "line 3, key quartile_method", "Write one of inverted_cdf, averaged_inverted_cdf"),
        ("scores:", "title: B\nscores:", "line 3, key title: the key stands twice", "also stands on line 1"),
        ("items: 2", "items: !!int 2", "line 5: the tag tag:yaml.org,2002:int is not used here", "Leave out the tag"),
        ("items: 2", "items: &two 2", "line 5: anchors and aliases", "Write the value out"),
        ("items: 2", "items: [2", "line 6: the YAML breaks at column", "Mend this line or the one before"),
    ],
)  # fmt: skip
def test_says_where_and_what_and_how_to_mend_it(tmp_path, old, new, line, words):
    assert GOOD.count(old) == 1 or old in ("scores:",)
    found = problems(tmp_path, GOOD.replace(old, new, 1))
    (problem,) = (one for one in found if one.startswith(f"summary.yml, {line}"))
    assert words in problem
    others = [one for one in found if one != problem]
    assert len(others) == (words.startswith(("no such key is known. Fix", "The nearest")))
    assert all("the key is missing" in one for one in others)


def test_groups_of_one_size_need_to_be_told_apart(tmp_path):
    text = GOOD.replace("n: 9", "n: 10").replace("      spinal v controls: <0.05\n", "")
    (problem,) = problems(tmp_path, text)
    assert "patients and controls both have the size of the parts together" in problem
    assert read(tmp_path, GOOD.replace("n: 9", "n: 10"))[0].whole.name == "patients"
    (told,) = read(tmp_path, text.replace("    p:", "    parts_of: controls\n    p:"))
    assert told.whole.name == "controls"


@pytest.mark.parametrize("text", ["- a\n- b\n", "", "just words", "3"])
def test_a_file_that_is_no_mapping(tmp_path, text):
    (problem,) = problems(tmp_path, text)
    assert problem.startswith("summary.yml: ")
    assert "keys with a value each are needed here. Fix: See data/summary-example.yml." in problem


def test_all_at_once(tmp_path):
    text = GOOD.replace("items: 2", "items: x").replace("n: 9", "n: 0").replace("<0.05", "5")
    found = problems(tmp_path, text.replace("source: Somewhere\n", "sauce: here\n"))
    assert [problem.split(":")[0] for problem in found] == [
        "summary.yml, key source",
        "summary.yml, line 2, key sauce",
        "summary.yml, line 5, key scores.hand.items",
        "summary.yml, line 8, key scores.hand.groups.controls.n",
        "summary.yml, line 12, key scores.hand.p.spinal v controls",
    ]


def test_every_score_is_looked_at(tmp_path):
    one = GOOD[GOOD.index("  hand:") :].replace("bulbar: 2", "bulbar: 3")
    text = GOOD.replace("bulbar: 2", "bulbar: 3") + one.replace("hand:", "foot:")
    found = problems(tmp_path, text)
    assert [problem.split(":")[0] for problem in found] == [
        "summary.yml, line 4, key scores.hand",
        "summary.yml, line 13, key scores.foot",
    ]


def test_not_utf_8(tmp_path):
    (problem,) = problems(tmp_path, GOOD.encode("utf-16"))
    assert problem.startswith("summary.yml: the file cannot be read: it is not UTF-8")


def test_no_file_or_a_folder(tmp_path):
    for path, words in ((tmp_path / "none.yml", "No such file"), (tmp_path, "Is a directory")):
        with pytest.raises(InputError, match=f"the file cannot be read: {words}"):
            read_summaries(path)
