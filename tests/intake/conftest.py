"""An empty project, and a cohort folder made by `new`."""

import shutil
from pathlib import Path

import pytest
from inputs.small_study import ATLAS

from als_muscle_mri.intake.new import new_cohort

WORDS = {"title": "A small study", "source": "Written for the tests.", "status": "simulated"}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of a project with four muscles and no cohort."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "atlas.csv").write_text(ATLAS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture(scope="session")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a new cohort, made once; tests take a copy."""
    project = tmp_path_factory.mktemp("forms")
    (project / "data").mkdir()
    (project / "data" / "atlas.csv").write_text(ATLAS, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project)
        return new_cohort("data/mine", WORDS)


@pytest.fixture
def made(data: Path, forms: Path) -> Path:
    """The folder of a new cohort."""
    return Path(shutil.copytree(forms, data / "mine"))
