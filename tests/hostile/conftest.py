"""A cohort of hostile texts, built where names would tell who built it and where."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
import yaml
from conftest import Project, made_once, sources_in

from hostile.texts import EVERY, HTML, LABELS, RAW, TITLE, TYPST

NAMES = {
    "USER": "telltale-user",
    "LOGNAME": "telltale-logname",
    "HOSTNAME": "telltale-host",
    "COMPUTERNAME": "telltale-computer",
}

MINIMUM = 5


@dataclass(frozen=True)
class Hostile:
    """The project with the built cohort, and what may stand nowhere in it."""

    project: Project
    secrets: tuple[str, ...]

    @property
    def guarded(self) -> Path:
        """A build that suppresses small cells."""
        return self.project.folder / "build" / "guarded"

    @property
    def build(self) -> Path:
        return self.project.folder / "build" / "hostile"


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    """The reports of two small simulated cohorts: hostile texts in one, small cells in the other."""
    folder = made_once(tmp_path_factory, "telltale-folder", build_hostile)
    home = home_of(folder)
    project = Project(folder, {**NAMES, "HOME": str(home)})
    return Hostile(project, (folder.name, str(folder.parent), home.name, *NAMES.values()))


def home_of(folder: Path) -> Path:
    return folder.with_name("telltale-home")


def build_hostile(folder: Path) -> None:
    """Simulate both cohorts, make one hostile, and build their reports."""
    home = home_of(folder)
    home.mkdir()
    project = Project(sources_in(folder).folder, {**NAMES, "HOME": str(home)})
    simulated = project.run(
        *(sys.executable, "-m", "als_muscle_mri.simulate", "data/hostile"),
        *("--patients", "24", "--controls", "14", "--missing", "0"),
    )
    assert simulated.returncode == 0, simulated.stderr
    guarded = project.run(
        *(sys.executable, "-m", "als_muscle_mri.simulate", "data/guarded"),
        *("--patients", "30", "--controls", "17", "--set", f"minimum_cell={MINIMUM}"),
    )
    assert guarded.returncode == 0, guarded.stderr
    make_hostile(folder / "data")
    done = project.build("--cohorts", "hostile guarded")
    assert done.returncode == 0, done.stderr


def make_hostile(data: Path) -> None:
    """Write hostile texts wherever a cohort and the atlas have free text."""
    description = yaml.safe_load((data / "hostile" / "cohort.yml").read_text(encoding="utf-8"))
    description |= {"title": TITLE, "source": f"{HTML} {RAW}", "groups": LABELS}
    text = yaml.safe_dump(description, allow_unicode=True)
    (data / "hostile" / "cohort.yml").write_text(text, encoding="utf-8")

    def involve(frame: pd.DataFrame) -> None:
        patients = frame.index[frame["group"] == "patient"][: len(EVERY)]
        frame.loc[patients, "involvement"] = list(EVERY)

    def note(frame: pd.DataFrame) -> None:
        frame.loc[: len(EVERY) - 1, "note"] = list(EVERY)
        frame.loc[: len(EVERY) - 1, "source"] = list(reversed(EVERY))

    def name(frame: pd.DataFrame) -> None:
        frame.loc[:1, "name"] = [HTML, TYPST]

    _edit(data / "hostile" / "subjects.csv", involve)
    _edit(data / "hostile" / "provenance.csv", note)
    _edit(data / "atlas.csv", name)


def _edit(path: Path, change: Callable[[pd.DataFrame], None]) -> None:
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    change(frame)
    frame.to_csv(path, index=False)
