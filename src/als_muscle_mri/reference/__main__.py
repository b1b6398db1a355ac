"""Write the data files of the reference cohort: ``python -m als_muscle_mri.reference``."""

import argparse
from pathlib import Path

import pandas as pd

from als_muscle_mri.inputs.folders import check_target
from als_muscle_mri.reference.files import make, write
from als_muscle_mri.reference.printed import read_print


def main(arguments: list[str] | None = None) -> None:
    """Read the command line, make the files and write them."""
    parser = argparse.ArgumentParser(
        prog="python -m als_muscle_mri.reference",
        description="Write a cohort that agrees with everything the study published.",
    )
    parser.add_argument("--seed", type=_seed, default=2018, help="whole number, 0 or more")
    parser.add_argument("--folder", type=Path, default=Path("data/pavia-2018"))
    parser.add_argument(
        "--atlas",
        type=Path,
        default=Path("data/atlas.csv"),
        help="the muscles; the printed figures lie beside it, in published.csv",
    )
    parser.add_argument(
        "--replace", action="store_true", help="write over the files that are in the folder"
    )
    options = parser.parse_args(arguments)
    # Before the minute that the search takes, and again when the files are there.
    check_target(options.folder, (), options.replace)
    printed = read_print(options.atlas.parent)
    frames = make(printed, pd.read_csv(options.atlas), options.seed)
    write(frames, options.folder, options.replace)


def _seed(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"the seed is a whole number, 0 or more, not {text!r}")
    return int(text)


if __name__ == "__main__":
    main()
