"""`als-muscle-mri reconstruct summary.yml`: the datasets that a printed table can come from."""

import argparse
import re
from collections.abc import Iterator, Sequence
from itertools import chain, count
from pathlib import Path

import numpy as np

from als_muscle_mri.inputs import InputError, Problem
from als_muscle_mri.reconstruct.complete import CompleteSet, complete_set, nearest_p
from als_muscle_mri.reconstruct.members import member_table, write_members
from als_muscle_mri.reconstruct.multisets import TooManyError, possible
from als_muscle_mri.reconstruct.ranges import TESTS, Range, consequences
from als_muscle_mri.reconstruct.summary import Group, Summary
from als_muscle_mri.reconstruct.summary_file import read_summaries

CONTRADICTION = 1
FIGURES = {"q1": "lower quartile", "median": "median", "q3": "upper quartile"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Reconstruct every score of a summary file and print what was found.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after ``als-muscle-mri reconstruct``.

    Returns
    -------
    int
        0, or 1 where no dataset can have the printed figures of a score, or too many to list.

    Raises
    ------
    InputError
        The file cannot be used; with everything that is wrong.
    """
    options = _parser().parse_args(arguments)
    failed, taken = False, set()
    for number, summary in enumerate(read_summaries(options.summary)):
        if number:
            print()
        try:
            found = complete_set(summary)
        except TooManyError as error:
            print(f"{summary.name}: not searched\n  {error}")
            failed = True
            continue
        print(*_lines(found, options.examples, options.seed), sep="\n")
        failed |= not found.count
        if options.out and found.count:
            path = options.out / f"{_file_name(summary.name, taken)}.csv.gz"
            print(f"  all of them are in {_written(found, path)}")
    return CONTRADICTION if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="als-muscle-mri reconstruct",
        description="Find every dataset of whole-number grades that agrees with the printed "
        "medians, quartiles and rank-sum p-values of two groups.",
    )
    parser.add_argument("summary", type=Path, help="YAML; data/summary-example.yml is one")
    parser.add_argument("--examples", type=_whole, default=3, help="datasets to show (3)")
    parser.add_argument("--seed", type=_whole, default=2018, help="of the choice of examples")
    parser.add_argument("--out", type=Path, help="folder for the complete sets, as .csv.gz")
    return parser


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"a whole number from 0 is needed, not {text!r}")
    return int(text)


def _file_name(score: str, taken: set[str]) -> str:
    """Give a name for the file of a score that no other one has; it is taken from now on."""
    plain = re.sub(r"[^a-z0-9]+", "-", score.lower()).strip("-") or "score"
    names = chain([plain], (f"{plain}-{number}" for number in count(2)))
    name = next(name for name in names if name not in taken)
    taken.add(name)
    return name


def _written(found: CompleteSet, path: Path) -> Path:
    try:
        return write_members(member_table(found), path)
    except OSError as error:
        rule = f"the file cannot be written: {error.strerror or error}"
        fix = "Name a folder to write to with --out."
        raise InputError([Problem(str(path), None, None, None, rule, fix)], "--out") from error


def _lines(found: CompleteSet, examples: int, seed: int) -> Iterator[str]:
    summary = found.summary
    noun = "dataset agrees" if found.count == 1 else "datasets agree"
    yield f"{summary.name}: {found.count or 'no'} {noun} with everything printed"
    yield "  left as each printed figure is added:"
    width = max(len(stage.figure) for stage in found.stages)
    for stage in found.stages:
        yield f"    {stage.figure:<{width}}  {stage.n}"
    if found.broken:
        yield from _contradiction(summary, found)
        return
    for first, second in summary.p:
        yield from _ranges(found, first, second)
    yield from _examples(found, examples, seed)


def _contradiction(summary: Summary, found: CompleteSet) -> Iterator[str]:
    group = next((g for g in summary.groups if not _possible(summary, g)), None)
    if group:
        figure = _first_impossible(summary, group)
        text = f"{FIGURES[figure]} of {group.name}, printed {group.printed[figure]}"
        yield f"  The first figure that no dataset has: {text}."
        return
    yield f"  The first figure that no dataset has: {found.broken.figure}."
    pair = next((p for p in summary.p if not set(p) & set(summary.parts)), None)
    if pair and found.broken.figure == f"p of {' v '.join(pair)}":
        p = nearest_p(summary)
        yield f"  It is printed as {summary.p[pair]}; the nearest in any dataset is {p:.6f}."


def _first_impossible(summary: Summary, group: Group) -> str:
    """Give the first of the printed quartiles that is impossible together with those before it."""
    asked: dict[str, str] = {}
    for figure, text in group.printed.items():
        asked[figure] = text
        if not _possible(summary, Group(group.name, group.n, **asked)):
            break
    return figure


def _possible(summary: Summary, group: Group) -> bool:
    return possible(group, summary.items, summary.highest_grade, summary.quartile_method)


def _ranges(found: CompleteSet, first: str, second: str) -> Iterator[str]:
    over = consequences(found, first, second)
    yield f"  {first} v {second}, over all of them:"
    for test in TESTS:
        name = "asymptotic p" if test == "asymptotic" else f"exact p, {test}"
        yield f"    {name:<22}  {_shown(over.range(test))}"
    label = "Cliff's delta"
    yield f"    {label:<22}  {_shown(over.delta)}"


def _shown(found: Range) -> str:
    low, high = f"{found.low:.4f}", f"{found.high:.4f}"
    return low if low == high else f"{low} to {high}"


def _examples(found: CompleteSet, examples: int, seed: int) -> Iterator[str]:
    size = min(examples, found.count)
    chosen = np.random.default_rng(seed).choice(found.count, size, replace=False)
    if size:
        items = found.summary.items
        yield f"  for instance, as {'grades' if items == 1 else f'sums of {items} grades'}:"
    for row in member_table(found, sorted(chosen)).to_dict("records"):
        number = row.pop("dataset")
        yield f"    {number}: " + "; ".join(f"{name} {sums}" for name, sums in row.items())
