"""`als-muscle-mri`: a thin door to what the package does; the work is imported when asked for."""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

BAD_INPUT = 2
EXIT_CODES = (
    "Exit status: 0 done; 1 what was asked has no answer (reconstruct: no dataset agrees, or there "
    "are too many to list); 2 the input or an option cannot be used, or a file not be read or "
    "written, and standard error says why."
)
SCALES = "mercuri, goutallier, lamminen, or a map as in cohort.yml"
PIPE_CLOSED = 128 + signal.SIGPIPE
"""What a shell gives for a program whose reader, `head` for instance, has seen enough."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after `als-muscle-mri`; by default those of this process.

    Returns
    -------
    int
        As ``EXIT_CODES`` says; 141 where nobody reads standard output to its end. A wrong option
        leaves by ``SystemExit`` with 2.
    """
    options, rest = _parser().parse_known_args(arguments)
    if rest and "rest" not in options:
        _parser().error(f"unrecognized arguments: {' '.join(rest)}")
    options.rest = rest
    try:
        done = options.command(options) or 0
        sys.stdout.flush()
        return done
    except BrokenPipeError:
        # What is still in the buffer goes nowhere, or Python would complain of it at its exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except Exception as error:
        if not _is_expected(error):
            raise
        print(_told(error), file=sys.stderr)
        return BAD_INPUT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="als-muscle-mri",
        description="Muscle MRI study reports; `make report` builds one.",
        epilog=EXIT_CODES,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in (_add_check, _add_new, _add_import, _add_render, _add_page, _add_others):
        add(commands)
    return parser


def _add_check(commands: argparse._SubParsersAction) -> None:
    check = commands.add_parser("check", help="list every problem of a cohort, or what it holds")
    check.add_argument("cohort", help="as pavia-2018 or data/pavia-2018")
    check.add_argument("parameters", nargs="*", metavar="name=value", help="as alpha=0.01")
    check.set_defaults(command=_check)


def _add_new(commands: argparse._SubParsersAction) -> None:
    new = commands.add_parser("new", help="make the folder of a new cohort, with forms to fill in")
    new.add_argument("folder", help="as data/my-cohort; it must not be there yet")
    new.add_argument("--title", help="title of the study")
    new.add_argument("--source", help="where the data come from, one sentence")
    new.add_argument("--status", help="provenance of every column, as published")
    new.add_argument("--atlas", type=Path, help="an atlas.csv of other muscles, which is copied")
    new.add_argument("--scale", default="mercuri", help=f"{SCALES} (mercuri)")
    new.set_defaults(command=_new)


def _add_import(commands: argparse._SubParsersAction) -> None:
    take = commands.add_parser("import", help="turn a spreadsheet into the files of a cohort")
    take.add_argument("source", type=Path, help="the filled workbook, or an export (.xlsx, .csv)")
    take.add_argument("folder", help="as data/my-cohort")
    take.add_argument("--map", type=Path, help="column map of an export (YAML)")
    take.add_argument("--replace", action="store_true", help="write over CSV files with data")
    take.add_argument("--scale", help=f"{SCALES}; for a folder that is not there yet (mercuri)")
    take.set_defaults(command=_import)


def _add_render(commands: argparse._SubParsersAction) -> None:
    render = commands.add_parser("render", help="render a staged manuscript to HTML, PDF and Word")
    render.add_argument("stage", type=Path, help="as build/pavia-2018/draft/manuscript")
    render.add_argument("--renderer", choices=("auto", "quarto", "embedded"), default="auto")
    render.set_defaults(command=_render)


def _add_page(commands: argparse._SubParsersAction) -> None:
    page = commands.add_parser("notebook-page", help="write an executed notebook as an HTML page")
    page.add_argument("notebook", type=Path, help="an executed .ipynb")
    page.add_argument("page", type=Path, help="the .html to write")
    page.set_defaults(command=_page)


def _add_others(commands: argparse._SubParsersAction) -> None:
    """Add the commands that read their options themselves."""
    for name, command, what in (
        ("simulate", _simulate, "write a simulated cohort (see simulate --help)"),
        ("reference", _reference, "write the reference cohort (see reference --help)"),
        ("reconstruct", _reconstruct, "find all data behind a printed table (see --help)"),
    ):
        handed_on = commands.add_parser(name, help=what, add_help=False)
        handed_on.set_defaults(command=command, rest=[])


def _check(options: argparse.Namespace) -> None:
    from als_muscle_mri.inputs import parse_overrides
    from als_muscle_mri.intake.checking import checked
    from als_muscle_mri.intake.target import cohort_name

    print(checked(cohort_name(options.cohort), parse_overrides(options.parameters)))


def _new(options: argparse.Namespace) -> None:
    from als_muscle_mri.inputs.scale_key import given_scale
    from als_muscle_mri.intake.new import new_cohort

    words = {name: getattr(options, name) for name in ("title", "source", "status")}
    folder = new_cohort(
        options.folder,
        {name: word for name, word in words.items() if word},
        given_scale(options.scale),
        options.atlas,
    )
    print(f"{folder}: fill in cohort.yml, and the workbook {folder.name}.xlsx or the CSV files")


def _import(options: argparse.Namespace) -> None:
    from als_muscle_mri.inputs.scale_key import given_scale
    from als_muscle_mri.intake.checking import checked
    from als_muscle_mri.intake.importing import import_cohort
    from als_muscle_mri.intake.told import told

    scale = given_scale(options.scale) if options.scale else None
    imported = import_cohort(options.source, options.folder, options.map, options.replace, scale)
    print(told(imported), end="\n\n", flush=True)
    print(checked(imported.folder.name))


def _render(options: argparse.Namespace) -> None:
    from als_muscle_mri.report.render import render

    rendered = render(options.stage, options.renderer)
    for path in (rendered.html, rendered.pdf, rendered.docx):
        print(path)


def _page(options: argparse.Namespace) -> None:
    from als_muscle_mri.report.render import notebook_page

    print(notebook_page(options.notebook, options.page))


def _simulate(options: argparse.Namespace) -> int:
    from als_muscle_mri.simulate.command import main as simulate

    return simulate(options.rest)


def _reference(options: argparse.Namespace) -> None:
    from als_muscle_mri.reference.__main__ import main as reference

    reference(options.rest)


def _reconstruct(options: argparse.Namespace) -> int:
    from als_muscle_mri.reconstruct.command import main as reconstruct

    return reconstruct(options.rest)


def _is_expected(error: Exception) -> bool:
    """Say whether an error is the reader's to mend; any other is a mistake in the program."""
    from als_muscle_mri.inputs import InputError
    from als_muscle_mri.report.render import RenderError

    return isinstance(error, InputError | RenderError | OSError)


def _told(error: Exception) -> str:
    """Give the message of an error; a file the system refuses is named first."""
    if isinstance(error, OSError) and error.filename and error.strerror:
        return f"{error.filename}: it cannot be read or written: {error.strerror}."
    return str(error)


if __name__ == "__main__":
    sys.exit(main())
