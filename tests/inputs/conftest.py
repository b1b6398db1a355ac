"""The small study as a fixture."""

from pathlib import Path

import pytest

from als_muscle_mri.inputs import COHORT_SCHEMAS
from inputs.small_study import ATLAS, FILES, Study


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    """Two patients and two controls, four muscles, in a project of their own."""
    assert set(FILES) == {"cohort.yml", *COHORT_SCHEMAS}
    folder = tmp_path / "data" / "small"
    folder.mkdir(parents=True)
    study = Study(folder)
    study.write("atlas.csv", ATLAS)
    for file, text in FILES.items():
        study.write(file, text)
    monkeypatch.chdir(tmp_path)
    return study
