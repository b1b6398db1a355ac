"""`make report`: check what is asked for, then let Snakemake do what is to be done.

`python -m als_muscle_mri.pipeline.build --cohorts "a b" [--make MAKEOVERRIDES] [TARGET ...]`

`--kind comparison` builds one comparison of the cohorts in place of their reports, and
`--kind plan` the plan of a study on each.
"""

import argparse
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from als_muscle_mri.pipeline import interrupt, warm
from als_muscle_mri.pipeline.colophon import source_date
from als_muscle_mri.pipeline.engine import execute, execute_by
from als_muscle_mri.pipeline.locks import BusyError, lock
from als_muscle_mri.pipeline.study import DEFAULT_COHORT, Study, make_overrides

BAD_INPUT = 2
ALL_CORES = "all"


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the reports of some cohorts.

    Parameters
    ----------
    arguments : sequence of str, optional
        See the module; by default those of this process.

    Returns
    -------
    int
        0 when the reports are there, 1 when a step failed, 2 when what was asked for is
        unknown or another process builds the same cohort. Messages go to standard error.
    """
    interrupt.heed()
    options = _parser().parse_args(arguments)
    given = make_overrides(options.make, options.own.split())
    try:
        cores = _cores(options.cores)
        study = Study.of(options.cohorts, _pairs(given), options.kind)
        source_date()  # the Snakefile asks for it, where an error would not be told plainly
    except ValueError as error:
        from als_muscle_mri.inputs import InputError

        if not isinstance(error, InputError):
            raise
        print(error, file=sys.stderr)
        return BAD_INPUT
    if not (options.dry_run or options.profile) and not all(map(_reports, study.places)):
        warm.start()  # a first report runs every notebook; meanwhile Snakemake is loaded here
    targets = options.targets or [study.kind]
    try:
        with ExitStack() as locks:
            for place in study.places:
                locks.enter_context(lock(place))
            config = {"cohort": " ".join(study.cohorts), "kind": study.kind, **study.overrides}
            if options.profile:
                profiles = options.profile.split()
                done = execute_by(profiles, config, targets, cores, options.dry_run)
            else:
                done = execute(config, targets, cores, options.dry_run)
    except BusyError as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    if done and not (options.targets or options.dry_run):
        print(*(path for name in study.places for path in _reports(name)), sep="\n")
    return 0 if done else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m als_muscle_mri.pipeline.build")
    parser.add_argument("--cohorts", default=DEFAULT_COHORT, help="names, or all")
    kinds = ("report", "comparison", "plan")
    parser.add_argument("--kind", choices=kinds, default="report", help="what is built of them")
    parser.add_argument("--make", default="", help="make's MAKEOVERRIDES")
    parser.add_argument("--own", default="", help="variables of the Makefile among them")
    parser.add_argument("--cores", default=ALL_CORES, help="jobs side by side; a number, or all")
    parser.add_argument("--profile", default="", help="folders of Snakemake profiles")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done")
    parser.add_argument("targets", nargs="*", help="rules or files of the Snakefile")
    return parser


def _reports(place: str) -> list[Path]:
    """Give the reports of a folder that are there, for the reader to open."""
    return sorted(Path("build", place).glob("report.*"))


def _pairs(given: Sequence[str]) -> dict[str, str]:
    return {word.partition("=")[0].rstrip(":?+"): word.partition("=")[2] for word in given}


def _cores(text: str) -> int | None:
    """Read how many jobs may run side by side; None: as many as there are cores."""
    if text == ALL_CORES:
        return None
    if text.isdecimal() and int(text) > 0:
        return int(text)
    from als_muscle_mri.inputs.problems import GIVEN, InputError, Problem

    rule = f"JOBS is {ALL_CORES}, or a whole number from 1 on"
    problem = Problem(GIVEN, None, "JOBS", text, rule, "Write JOBS=4, or leave it out.")
    raise InputError([problem], "the make line")


if __name__ == "__main__":
    sys.exit(main())
