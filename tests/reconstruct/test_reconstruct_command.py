"""`als-muscle-mri reconstruct`: what it prints is what is so; how it refuses."""

import gzip
import re
from pathlib import Path

import pandas as pd
import pytest

from als_muscle_mri.cli import main
from als_muscle_mri.inputs.folders import data_folder
from als_muscle_mri.reconstruct import complete, complete_set
from als_muscle_mri.reconstruct.ranges import TESTS, consequences
from als_muscle_mri.reconstruct.summary_file import read_summaries

EXAMPLE = data_folder() / "summary-example.yml"

BROKEN = """\
title: Hands that cannot be
source: A table
scores:
  left hand:
    items: 10
    groups:
      patients: {n: 6, median: 0, q1: 0, q3: 0.5}
      controls: {n: 6, median: 0, q1: 0, q3: 0}
    p: {patients v controls: 0.142}
"""


@pytest.fixture(scope="module")
def found():
    return [complete_set(summary) for summary in read_summaries(EXAMPLE)]


def reconstruct(*arguments: object) -> int:
    return main(["reconstruct", *map(str, arguments)])


def test_the_example_is_printed_as_it_is(capsys, found):
    assert reconstruct(EXAMPLE) == 0
    blocks = capsys.readouterr().out.split("\n\n")
    for block, one in zip(blocks, found, strict=True):
        lines = block.splitlines()
        assert lines[0] == f"{one.summary.name}: {one.count} datasets agree with everything printed"
        rest = [re.split(r"\s{2,}", line.strip()) for line in lines[1:]]
        for stage in one.stages:
            assert [stage.figure, str(stage.n)] in rest
        assert one.stages[-1].n == one.count > 1
        for first, second in one.summary.p:
            start = lines.index(f"  {first} v {second}, over all of them:") - 1
            over = consequences(one, first, second)
            spans = [over.range(test) for test in TESTS] + [over.delta]
            for (_, text), span in zip(rest[start + 1 : start + 5], spans, strict=True):
                numbers = [float(number) for number in text.split(" to ")]
                assert numbers[0] == pytest.approx(span.low, abs=5.1e-5)
                assert numbers[-1] == pytest.approx(span.high, abs=5.1e-5)


def test_examples_are_members(capsys, found):
    assert reconstruct(EXAMPLE, "--examples", 4, "--seed", 3) == 0
    blocks = capsys.readouterr().out.split("\n\n")
    for block, one in zip(blocks, found, strict=True):
        shown = re.findall(r"^    (\d+): (.*)$", block, re.MULTILINE)
        assert len(shown) == 4
        assert [int(number) for number, _ in shown] == sorted({int(number) for number, _ in shown})
        for number, text in shown:
            samples = dict(re.findall(r"([a-z]+) ([\d ]+\d)", text))
            assert samples.keys() == one.samples.keys()
            for name, sums in samples.items():
                assert sums == " ".join(map(str, one.samples[name][int(number) - 1]))


def test_the_seed_chooses_the_examples(capsys):
    texts = []
    for seed in (1, 1, 2, 10**12):
        assert reconstruct(EXAMPLE, "--seed", seed) == 0
        texts.append(capsys.readouterr().out)
    assert texts[0] == texts[1]
    assert len(set(texts)) == 3


def test_no_examples_on_request(capsys):
    assert reconstruct(EXAMPLE, "--examples", 0) == 0
    assert "for instance" not in capsys.readouterr().out


def test_files_are_the_complete_sets_and_the_same_each_time(capsys, tmp_path, found):
    folders = tmp_path / "one", tmp_path / "two" / "deep"
    for folder in folders:
        assert reconstruct(EXAMPLE, "--out", folder) == 0
    out = capsys.readouterr().out
    names = ["tongue.csv.gz", "masseter.csv.gz", "neck-extensors.csv.gz"]
    assert sorted(path.name for path in folders[0].iterdir()) == sorted(names)
    for name, one in zip(names, found, strict=True):
        path = folders[0] / name
        assert f"all of them are in {path}\n" in out
        assert path.read_bytes() == (folders[1] / name).read_bytes()
        assert path.read_bytes()[4:8] == bytes(4)  # no time of writing
        table = pd.read_csv(path)
        assert table["dataset"].tolist() == list(range(1, one.count + 1))
        assert list(table) == ["dataset", *one.samples]
        for sample, sums in one.samples.items():
            assert table[sample].tolist() == [" ".join(map(str, row)) for row in sums.tolist()]
        assert b"\r" not in gzip.decompress(path.read_bytes())


def test_scores_of_like_names_have_files_of_their_own(capsys, tmp_path):
    text = BROKEN.replace("0.142", '">0.05"')
    score = text[text.index("  left hand:") :]
    names = ("left hand", "left-hand", "Left Hand", "Å", "ß")
    summary = tmp_path / "summary.yml"
    head = text[: text.index("  left hand:")]
    summary.write_text(head + "".join(score.replace("left hand", name) for name in names), "utf-8")
    assert reconstruct(summary, "--out", tmp_path / "out") == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "left-hand-2.csv.gz",
        "left-hand-3.csv.gz",
        "left-hand.csv.gz",
        "score-2.csv.gz",
        "score.csv.gz",
    ]


def run_on(text: str, folder: Path, *more: object) -> int:
    path = folder / "summary.yml"
    path.write_text(text, encoding="utf-8")
    return reconstruct(path, *more)


def test_a_p_that_breaks_is_named_with_the_nearest(capsys, tmp_path):
    assert run_on(BROKEN, tmp_path, "--out", tmp_path / "out") == 1
    out = capsys.readouterr().out
    assert out.startswith("left hand: no datasets agree with everything printed\n")
    assert "The first figure that no dataset has: p of patients v controls.\n" in out
    nearest = re.search(r"It is printed as 0\.142; the nearest in any dataset is (\d\.\d+)\.", out)
    assert float(nearest[1]) == pytest.approx(0.13965, abs=5e-6)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("old", "new", "figure"),
    [
        ("median: 0, q1: 0, q3: 0.5", "median: 0, q1: 0.5, q3: 0.5", "median of patients, printed 0"),
        ("median: 0, q1: 0, q3: 0.5", "median: 0.5, q1: 0, q3: 0.4", "upper quartile of patients, printed 0.4"),
        ("median: 0, q1: 0, q3: 0}", "median: 0, q1: 0.03, q3: 1}", "lower quartile of controls, printed 0.03"),
        ("q3: 0.5", "q3: 3.1", "upper quartile of patients, printed 3.1"),
    ],
)  # fmt: skip
def test_a_quartile_that_breaks_is_named(old, new, figure, capsys, tmp_path):
    assert BROKEN.count(old) == 1
    assert run_on(BROKEN.replace(old, new), tmp_path) == 1
    assert f"The first figure that no dataset has: {figure}.\n" in capsys.readouterr().out


def test_a_p_of_a_part_that_breaks_is_named(capsys, tmp_path):
    text = EXAMPLE.read_text(encoding="utf-8").replace(
        "bulbar v controls: 0.222", "bulbar v controls: 0.001"
    )
    assert run_on(text, tmp_path) == 1
    _, masseter, extensors = capsys.readouterr().out.split("\n\n")
    assert masseter.endswith("The first figure that no dataset has: p of bulbar v controls.")
    assert "nearest" not in masseter
    assert extensors.startswith("neck extensors: 6 datasets agree")


def test_one_dataset_and_too_many(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(complete, "MOST_TESTS", 100)
    text = """\
title: T
source: S
scores:
  many:
    items: 2
    groups: {a: {n: 5}, b: {n: 5}}
    p: {a v b: ">0.05"}
  one:
    items: 1
    groups: {a: {n: 3, median: 1, q1: 1, q3: 1}, b: {n: 3, median: 0, q1: 0, q3: 0}}
    p: {a v b: 0.025}
"""
    assert run_on(text, tmp_path) == 1
    many, one = capsys.readouterr().out.split("\n\n")
    assert many.startswith("many: not searched\n  many: more than 100 rank-sum tests would")
    assert one.startswith("one: 1 dataset agrees with everything printed\n")
    assert "for instance, as grades:\n    1: a 1 1 1; b 0 0 0" in one


def test_what_cannot_be_used_is_2_and_told(capsys, tmp_path):
    assert reconstruct(tmp_path / "none.yml") == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("1 problem in the summary:\nnone.yml: the file cannot be read")
    assert run_on(BROKEN.replace("items: 10", "items: ten"), tmp_path) == 2
    assert 'line 5, key scores.left hand.items: "ten" is not allowed' in capsys.readouterr().err


def test_a_folder_that_is_a_file_is_2_and_told(capsys, tmp_path):
    (tmp_path / "out").write_text("")
    assert reconstruct(EXAMPLE, "--out", tmp_path / "out") == 2
    assert "the file cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "the following arguments are required: summary"),
        ([EXAMPLE, "--exmples", "3"], "unrecognized arguments: --exmples"),
        ([EXAMPLE, "--examples", "-1"], "argument --examples"),
        ([EXAMPLE, "--seed", "x"], "a whole number from 0 is needed, not 'x'"),
    ],
)
def test_a_wrong_option_is_2_and_told(arguments, told, capsys):
    with pytest.raises(SystemExit) as left:
        reconstruct(*arguments)
    assert left.value.code == 2
    assert told in capsys.readouterr().err
