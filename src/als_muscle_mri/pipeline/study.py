"""Which cohorts are built, and with which parameters."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

from als_muscle_mri.pipeline.dependencies import data_files, parameter_names, tables_of

DEFAULT_COHORT = "pavia-2018"
EVERY_COHORT = "all"
Kind = Literal["report", "comparison", "plan"]
"""What is built: the report of each cohort, one comparison of all, a plan on each."""

OWN_NAMES = ("cohort", "kind")
LONGEST_FOLDER = 120
COHORT_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


@dataclass(frozen=True)
class Study:
    """What one run builds.

    Attributes
    ----------
    cohorts : tuple of str
        Folders below `data`.
    overrides : dict
        Parameters given with the run; they win over each `cohort.yml`.
    kind : str
        What of them.
    """

    cohorts: tuple[str, ...]
    overrides: dict[str, Any]
    kind: Kind = "report"

    @classmethod
    def of(cls, cohorts: str, overrides: Mapping[str, Any], kind: Kind = "report") -> "Study":
        """Read names and parameters, and refuse what is unknown or out of range.

        Parameters
        ----------
        cohorts : str
            Names with blanks between them, or `all` for every folder with a `cohort.yml`.
        overrides : mapping
            Name to value; a value given as text is read as YAML.
        kind : str
            What is to be built of them; it decides which parameters there are.

        Returns
        -------
        Study

        Raises
        ------
        als_muscle_mri.inputs.InputError
            For an unknown cohort or parameter, naming the nearest; for a value out of range.
        """
        if kind == "comparison":
            from als_muscle_mri.inputs import several_cohorts

            return cls(several_cohorts(cohorts), _typed(overrides, kind), kind)
        names = cohorts.split() or [DEFAULT_COHORT]
        found = _every_cohort() if names == [EVERY_COHORT] else tuple(dict.fromkeys(names))
        for name in found:
            _refuse_unknown(name)
        return cls(found, _typed(overrides, kind), kind)

    @property
    def others(self) -> dict[str, tuple[str, ...]]:
        """Folders below `build/<kind>` of what is no report, and the cohorts of each."""
        if self.kind == "comparison":
            return {joined(self.cohorts): self.cohorts}
        return {name: (name,) for name in self.cohorts} if self.kind == "plan" else {}

    @property
    def places(self) -> list[str]:
        """The folders below `build` that are built."""
        return [f"{self.kind}/{name}" for name in self.others] or list(self.cohorts)

    @property
    def assumed_files(self) -> list[str]:
        """The file of distributions a plan assumes; none where it is missing, as the plan tells."""
        file = self.overrides.get("assumed")
        return [file] if file and Path(file).is_file() else []

    @staticmethod
    def description_file(cohort: str) -> list[str]:
        """Give the path of `cohort.yml`, or none where it is missing and the check will tell."""
        path = Path("data", cohort, "cohort.yml")
        return [str(path)] if path.exists() else []

    def settings(self, cohort: str, notebook: str | Path) -> dict[str, Any]:
        """List what a notebook's results depend on beside its code and its tables.

        Parameters
        ----------
        cohort : str
            One of `cohorts`.
        notebook : str or Path
            A py:percent notebook.

        Returns
        -------
        dict
            The parameters its `parameters` cell names, as given with the run or in
            `cohort.yml` (None: the documented default), the cohort's labels, and which of the
            files it reads are there.
        """
        described = description(cohort)
        given = _as_mapping(described.get("parameters")) | self.overrides
        names = [name for name in parameter_names(notebook) if name != "cohort"]
        labels = {
            key: described.get(key)
            for key in (
                *("title", "source", "groups", "grading_scale"),
                *("waveforms", "panels", "phantom"),
            )
        }
        labels |= {name: Path("data", cohort, name).is_dir() for name in ("mri", "emg")}
        # By times alone Snakemake would not see that an optional file was taken away.
        files = {"files": data_files(cohort, *tables_of(notebook))}
        return {name: given.get(name) for name in names} | labels | files

    def given(self, cohort: str, notebook: str | Path) -> dict[str, Any]:
        """List the parameters papermill sets: those that differ from what the notebook reads.

        Parameters
        ----------
        cohort, notebook
            As in `settings`.

        Returns
        -------
        dict
            The cohort, and each override the notebook knows that `cohort.yml` does not say.
        """
        said = _as_mapping(description(cohort).get("parameters"))
        known = parameter_names(notebook)
        if self.kind == "comparison":
            return {"cohorts": list(self.cohorts)} | self.overrides
        if self.kind == "plan":
            return {"cohort": cohort} | self.overrides
        changed = {
            name: value
            for name, value in self.overrides.items()
            if name in known and said.get(name) != value
        }
        return {"cohort": cohort} | changed


def joined(cohorts: Iterable[str]) -> str:
    """Name the folder of a comparison; a plus sign is in no cohort's name.

    Where many names would be too long for a folder, a digest stands for those after the first.

    Examples
    --------
    >>> joined(["pavia-2018", "fjordby-lindhaven"])
    'pavia-2018+fjordby-lindhaven'
    """
    first, *more = cohorts
    whole = "+".join([first, *more])
    digest = hashlib.sha256(whole.encode()).hexdigest()[:12]
    return whole if len(whole) <= LONGEST_FOLDER else f"{first}+{len(more)}-more-{digest}"


def overrides_of(config: Mapping[str, Any]) -> dict[str, Any]:
    """Give the parameters among Snakemake's `--config`: all but the cohort and the kind.

    Examples
    --------
    >>> overrides_of({"cohort": "pavia-2018", "alpha": 0.01})
    {'alpha': 0.01}
    """
    return {name: value for name, value in config.items() if name not in OWN_NAMES}


def description(cohort: str) -> dict[str, Any]:
    """Read `cohort.yml` as it stands; whether it is right is decided by the check.

    Parameters
    ----------
    cohort : str
        A folder below `data`.

    Returns
    -------
    dict
        Its keys; a file that is no YAML map comes as one text, so that a change still shows.
    """
    path = Path("data", cohort, "cohort.yml")
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    return dict(_described(text))


@lru_cache(maxsize=64)
def _described(text: str) -> dict[str, Any]:
    """Parse the text of a `cohort.yml`; every job of a cohort asks for it."""
    try:
        # An alias can stand for far more than the file holds; the check refuses it anyway.
        aliased = any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text))
        found = None if aliased else yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError):
        found = None
    return found if isinstance(found, dict) else {"text": text}


def make_overrides(text: str, own: Iterable[str]) -> list[str]:
    r"""Read make's own list of what stood on its command line.

    Parameters
    ----------
    text : str
        The value of MAKEOVERRIDES: blanks between the words, blanks within a word escaped.
    own : iterable of str
        Variables of the Makefile, which are no parameters of the study.

    Returns
    -------
    list of str
        `name=value`, sorted.

    Examples
    --------
    >>> make_overrides(r"COHORT=a\ b alpha=0.01", ["COHORT"])
    ['alpha=0.01']
    """
    words = re.findall(r"(?:\\.|[^\s\\])+", text)
    plain = [re.sub(r"\\(.)", r"\1", word) for word in words]
    return sorted(word for word in plain if word.partition("=")[0].rstrip(":?+") not in set(own))


def _every_cohort() -> tuple[str, ...]:
    return tuple(sorted(path.parent.name for path in Path("data").glob("*/cohort.yml")))


def _refuse_unknown(name: str) -> None:
    """Raise the full message for a bad cohort name; a good one costs no import."""
    if not COHORT_NAME.fullmatch(name) or not Path("data", name).is_dir():
        from als_muscle_mri.inputs import cohort_folder

        cohort_folder(name)


def _typed(overrides: Mapping[str, Any], kind: Kind) -> dict[str, Any]:
    if not overrides:
        return {}
    from als_muscle_mri.inputs import ComparisonSettings, PlanSettings, Settings, parse_overrides
    from als_muscle_mri.inputs.settings import as_yaml

    texts = {
        name: value if isinstance(value, str) else as_yaml(value)
        for name, value in overrides.items()
    }
    models = {"report": Settings, "comparison": ComparisonSettings, "plan": PlanSettings}
    return parse_overrides((f"{name}={text}" for name, text in texts.items()), models[kind])


def _as_mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
