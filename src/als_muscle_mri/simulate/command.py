"""The command line of the simulator."""

import argparse
import sys
from collections.abc import Sequence

from als_muscle_mri.inputs import MERCURI, InputError, Scale, parse_overrides
from als_muscle_mri.inputs.scale_key import given_scale
from als_muscle_mri.simulate.design import DEFAULT_CENTRES, Centre, OrderError
from als_muscle_mri.simulate.files import COMMAND, simulate

BAD_INPUT = 2
"""As of every command of `als-muscle-mri`."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``python -m als_muscle_mri.simulate``.

    Parameters
    ----------
    argv
        The words after the program's name; by default those of this process.

    Returns
    -------
    int
        0 when the cohort was written, 2 when what was asked for cannot be made or written; the
        reason is on standard error. A wrong option leaves by ``SystemExit``, also with 2.
    """
    options = vars(_parser().parse_args(argv))
    centres = options.pop("centre") or DEFAULT_CENTRES
    words = options.pop("set")
    try:
        folder = simulate(**options, centres=centres, parameters=parse_overrides(words))
    except (OrderError, InputError, OSError) as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    print(f"{folder}: {options['patients']} patients, {options['controls']} controls, simulated")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=COMMAND, description="Write a simulated cohort, the same one for the same options."
    )
    parser.add_argument("folder", help="folder to write, for instance data/my-simulation")
    parser.add_argument("--patients", type=int, default=60, help="number of patients (60)")
    parser.add_argument("--controls", type=int, default=40, help="number of controls (40)")
    parser.add_argument("--seed", type=int, default=1, help="0 to 2**32 - 1 (1)")
    parser.add_argument(
        "--effect", type=float, default=1.0, help="how strongly disease shows on MRI, 0 or more (1)"
    )
    parser.add_argument(
        "--missing", type=float, default=0.05, help="share of each kind of missing data (0.05)"
    )
    parser.add_argument(
        "--centre",
        type=_centre,
        action="append",
        metavar="NAME:CODE:RATER,RATER",
        help="a centre, once for each (Fjordby and Lindhaven)",
    )
    parser.add_argument(
        "--scale",
        type=_scale,
        default=MERCURI,
        help="grading scale: mercuri, goutallier, lamminen, or a map as in cohort.yml (mercuri)",
    )
    parser.add_argument("--title", help="title of the cohort")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a parameter for cohort.yml, its value in YAML, once for each",
    )
    parser.add_argument(
        "--replace", action="store_true", help="write over the cohort that is in the folder"
    )
    return parser


def _scale(text: str) -> Scale:
    """Read what would stand at ``grading_scale``."""
    try:
        return given_scale(text)
    except InputError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _centre(text: str) -> Centre:
    """Read ``Fjordby:FJ:reader_a,reader_b``."""
    parts = text.split(":")
    if len(parts) != 3:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME:CODE:RATER,RATER")
    name, code, raters = parts
    try:
        return Centre(name, code, tuple(raters.split(",")))
    except OrderError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
