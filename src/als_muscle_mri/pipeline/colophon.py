"""How, when and from what a report was made."""

import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from als_muscle_mri.inputs.problems import InputError, Problem
from als_muscle_mri.pipeline.study import description

EPOCH = re.compile(r"[0-9]{1,11}")
SHOWN_PACKAGES = ("numpy", "pandas", "scipy", "statsmodels", "matplotlib", "papermill", "snakemake")
UNKNOWN = "unknown"


def source_date() -> int:
    """Give the time the report is dated with, so that the same sources give the same bytes.

    Returns
    -------
    int
        Seconds since 1970: SOURCE_DATE_EPOCH where it is set, else the time of the last
        commit, else, outside git, the time of `pyproject.toml`.

    Raises
    ------
    InputError
        SOURCE_DATE_EPOCH is no such number.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given and not EPOCH.fullmatch(given):
        rule = "it is the seconds since 1970, a whole number of up to eleven digits"
        fix = "Set it to such a number, as date +%s gives one, or unset it."
        problem = Problem("the environment", None, "SOURCE_DATE_EPOCH", given, rule, fix)
        raise InputError([problem], "the environment")
    return int(given or _git("log", "-1", "--format=%ct") or Path("pyproject.toml").stat().st_mtime)


def commit(*cohorts: str) -> str:
    """Name the commit a report is made from.

    Parameters
    ----------
    *cohorts : str
        Files of other cohorts do not matter.

    Returns
    -------
    str
        The short hash, with a remark when a source of the report differs from it;
        `unknown` outside git.
    """
    found = _git("rev-parse", "--short=12", "HEAD")
    if not found:
        return UNKNOWN
    data = ["data/atlas.csv", "data/published.csv", *(f"data/{cohort}" for cohort in cohorts)]
    sources = [*data, "notebooks", "report", "src", "Snakefile", "workflow"]
    changed = _git("status", "--porcelain", "--", *sources)
    return f"{found}, with changes not committed" if changed else found


def made_from(*cohorts: str, overrides: dict[str, Any]) -> dict[str, Any]:
    """Collect, without any import that takes time, what a changed colophon would show.

    Parameters
    ----------
    *cohorts : str
        The cohorts reported on.
    overrides : dict
        Parameters given with the run.

    Returns
    -------
    dict
        Cohort, parameters and commit as texts, what each cohort says of its grading scale, the
        source date in seconds, Python's version, the path of Quarto (None: the embedded renderer)
        and the versions of the packages.
    """
    return {
        "cohort": ", ".join(cohorts),
        "grading_scales": [description(cohort).get("grading_scale") for cohort in cohorts],
        "parameters": ", ".join(f"{name} = {value}" for name, value in sorted(overrides.items())),
        "commit": commit(*cohorts),
        "source_date": source_date(),
        "python": ".".join(str(part) for part in sys.version_info[:3]),
        "quarto": shutil.which("quarto"),
        "packages": ", ".join(f"{name} {version(name)}" for name in SHOWN_PACKAGES),
    }


def colophon(facts: dict[str, Any]) -> dict[str, str]:
    """Word what the colophon of a report says.

    Parameters
    ----------
    facts : dict
        As `made_from` gives them.

    Returns
    -------
    dict
        Texts: renderer, renderer_version, python, packages, commit, cohort, parameters, date
        and built.
    """
    built = datetime.fromtimestamp(facts["source_date"], UTC)
    renderer = "Quarto" if facts["quarto"] else "embedded"
    return {
        "renderer": renderer,
        "renderer_version": _renderer_version(renderer),
        "python": facts["python"],
        "packages": facts["packages"],
        "commit": facts["commit"],
        "cohort": facts["cohort"],
        "parameters": facts["parameters"] or "as in cohort.yml",
        "date": built.date().isoformat(),
        "built": f"{built.day} {built:%B %Y, %H:%M} UTC",
    }


def _renderer_version(renderer: str) -> str:
    if renderer == "Quarto":
        return _run("quarto", "--version") or UNKNOWN
    from als_muscle_mri.report.render.pandoc import executable

    # Asked of the program that renders: pypandoc answers for another one on the PATH as well.
    said = _run(executable(), "--version").split()
    return f"pandoc {said[1] if said else UNKNOWN} and Typst {version('typst')}"


def _git(*arguments: str) -> str:
    return _run("git", *arguments)


def _run(*command: str) -> str:
    """Give what a command prints, or nothing where it fails or is not there."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()
