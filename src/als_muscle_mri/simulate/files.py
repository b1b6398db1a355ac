"""Write a simulated cohort as a folder in the format of ``data/``."""

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from als_muscle_mri.inputs import MERCURI, InputError, Scale, project_root
from als_muscle_mri.inputs.folders import COHORT_NAME, check_target
from als_muscle_mri.inputs.scale_key import KEY, as_key
from als_muscle_mri.inputs.settings import as_yaml, setting_problems
from als_muscle_mri.pipeline.files import write_folder
from als_muscle_mri.simulate.cohort import SimulatedCohort, draw_cohort
from als_muscle_mri.simulate.design import DEFAULT_CENTRES, Centre, Design, OrderError
from als_muscle_mri.simulate.examination import EMG_MUSCLES

MARKER = "Simulated by als_muscle_mri.simulate"
COMMAND = "python -m als_muscle_mri.simulate"
FILES = (
    "cohort.yml",
    "provenance.csv",
    *(f"{field.name}.csv" for field in fields(SimulatedCohort)),
)
"""What is written into the folder of a cohort."""

# How each column came about, for provenance.csv; a column of the same name has one story.
_NOTES = {
    "subject_id": "centre, group (P patient, C control) and number",
    "group": "as many as ordered",
    "sex": "by lot, the same share in both groups",
    "age_at_enrolment_years": "normal, 66 (SD 9) years in both groups",
    "age_at_onset_years": "age at enrolment less the delay; missing at random in some",
    "months_onset_to_diagnosis": "log-normal, median 9 months",
    "el_escorial": "by lot, unrelated to severity",
    "onset_site": "by lot; denervation is highest at the site of onset",
    "involvement": "neurons by lot, place of onset as drawn",
    "umn_score": "beta-binomial, independent of everything else",
    "alsfrs_r_total": "sum of the items in alsfrs.csv; empty where there are none",
    "dominant_hand": "by lot, one in ten left-handed",
    "side": "both sides of everybody who was examined",
    "muscle_id": "muscles of data/atlas.csv; hands and spine not scanned in some",
    "rater": "every rater of the subject's centre",
    "session": "two readings by each rater; some second ones missing",
    "grade": "latent fat content of the muscle, read with a small error",
    "atrophy": "more likely with a higher grade and more denervation, read with a small error",
    "muap": "ten to fourteen a muscle; some patients without EMG",
    "duration_ms": "log-normal, longer with denervation",
    "mrc_grade": "falls with denervation",
    "item": "the twelve items of the ALSFRS-R; some patients without",
    "score": "falls with the denervation of what the item needs",
}


def simulate(
    folder: str | Path,
    *,
    patients: int = 60,
    controls: int = 40,
    seed: int = 1,
    effect: float = 1.0,
    missing: float = 0.05,
    centres: Iterable[Centre] = DEFAULT_CENTRES,
    scale: Scale = MERCURI,
    title: str | None = None,
    parameters: Mapping[str, Any] | None = None,
    replace: bool = False,
) -> Path:
    """Draw a cohort and write it as a folder.

    Parameters
    ----------
    folder
        Where to write; its name is the name of the cohort. Made if it does not exist.
    patients, controls, seed, effect, missing, centres, scale
        As in `Design`; the docstring of `als_muscle_mri.simulate` tells what they do.
    title
        Title of the cohort; without one, "Simulated cohort <name>, not real subjects".
    parameters
        What the ``parameters`` of ``cohort.yml`` shall hold; all others stay at their defaults.
    replace
        Write over files of the same names, whatever cohort is there; other files stay.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    OrderError
        If the order is out of range; every fault is named.
    InputError
        If a parameter is out of range; or if the folder is not empty, and not `replace`, or holds
        symbolic links. Nothing is written.
    """
    folder = Path(folder)
    design = Design(patients, controls, seed, effect, missing, tuple(centres), scale)
    atlas = pd.read_csv(project_root() / "data" / "atlas.csv")
    parameters = dict(parameters or {})
    _check_name(folder)
    _check_parameters(parameters, atlas)
    check_target(folder, FILES, replace)
    tables = _tables(draw_cohort(design, atlas))
    tables["provenance"] = _provenance(tables, design)
    title = title or f"Simulated cohort {folder.name}, not real subjects"
    texts = {f"{name}.csv": csv_text(table) for name, table in tables.items()}
    described = _cohort_yaml(folder.name, design, title, parameters)
    return write_folder(folder, texts | {"cohort.yml": described})


def csv_text(table: pd.DataFrame) -> str:
    """A table as the text of a CSV file."""
    return table.to_csv(index=False, lineterminator="\n")


def _check_name(folder: Path) -> None:
    if not COHORT_NAME.fullmatch(folder.name):
        raise OrderError(
            f"{folder.name!r} is no name for a cohort: lower-case letters and digits, then also "
            "hyphens and underscores"
        )


def _check_parameters(parameters: Mapping[str, Any], atlas: pd.DataFrame) -> None:
    if problems := setting_problems(parameters, "--set", muscles=atlas["muscle_id"]):
        raise InputError(problems, "the parameters")
    thresholds = parameters.get("emg_thresholds_ms", EMG_MUSCLES)
    if ungraded := [muscle for muscle in EMG_MUSCLES if muscle not in thresholds]:
        raise OrderError(f"emg_thresholds_ms lacks examined muscles: {', '.join(ungraded)}")


def _tables(cohort: SimulatedCohort) -> dict[str, pd.DataFrame]:
    return {field.name: getattr(cohort, field.name) for field in fields(cohort)}


def _provenance(tables: Mapping[str, pd.DataFrame], design: Design) -> pd.DataFrame:
    """One row for every column, all simulated."""
    return pd.DataFrame(
        [
            {
                "file": f"{name}.csv",
                "column": column,
                "status": "simulated",
                "source": f"als_muscle_mri.simulate, seed {design.seed}",
                "note": _NOTES["grade" if column == design.scale.column else column],
            }
            for name, table in tables.items()
            for column in table.columns
        ]
    )


def _cohort_yaml(name: str, design: Design, title: str, parameters: dict[str, Any]) -> str:
    """``cohort.yml``, headed by the command that makes the folder again."""
    effect, missing = _number(design.effect), _number(design.missing)
    source = (
        f"{MARKER} (seed {design.seed}, effect {effect}, missing {missing}). "
        "No person stands behind any value, and "
        + _fictional([centre.name for centre in design.centres])
    )
    content: dict[str, Any] = {
        "title": title,
        "source": source,
        "groups": {"patient": "ALS patients", "control": "Healthy controls"},
    }
    if design.scale != MERCURI:
        content[KEY] = as_key(design.scale)
    if parameters:
        content["parameters"] = parameters
    # default_flow_style=None: a mapping or list of plain values on one line, as in the other cohort
    body = yaml.safe_dump(
        content, sort_keys=False, allow_unicode=True, default_flow_style=None, width=100
    )
    return f"# Made by: {_command(name, design, title, parameters)}\n{body}"


def _fictional(names: list[str]) -> str:
    if len(names) == 1:
        return f"the centre {names[0]} is fictional."
    return f"the centres {', '.join(names[:-1])} and {names[-1]} are fictional."


def _command(name: str, design: Design, title: str, parameters: Mapping[str, Any]) -> str:
    """Give the command line that writes this cohort."""
    words = ["--patients", str(design.patients), "--controls", str(design.controls)]
    words += ["--seed", str(design.seed)]
    words += ["--effect", _number(design.effect), "--missing", _number(design.missing)]
    words += ["--title", title]
    for centre in design.centres:
        words += ["--centre", f"{centre.name}:{centre.code}:{','.join(centre.raters)}"]
    if design.scale != MERCURI:
        words += ["--scale", as_yaml(as_key(design.scale))]
    for key, value in parameters.items():
        flow = yaml.safe_dump(value, default_flow_style=True, width=10**6).removesuffix("...\n")
        words += ["--set", f"{key}={flow.strip()}"]
    return f"{COMMAND} data/{shlex.quote(name)} {shlex.join(words)}"


def _number(value: float) -> str:
    """Every digit, but 1 rather than 1.0."""
    return str(float(value)).removesuffix(".0")
