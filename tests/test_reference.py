"""The reference cohort is made by its script, and by nothing else."""

from pathlib import Path

import pytest
from published_figures import PUBLISHED, agrees, read

from als_muscle_mri.reference.__main__ import main

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "data" / "pavia-2018"
ATLAS = ROOT / "data" / "atlas.csv"
FILES = (
    "alsfrs.csv",
    "mri_ratings.csv",
    "muaps.csv",
    "provenance.csv",
    "strength.csv",
    "subjects.csv",
)
OTHER_SEED = 7


def written(folder: Path, seed: int) -> dict[str, bytes]:
    main(["--seed", str(seed), "--folder", str(folder), "--atlas", str(ATLAS)])
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def another(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("another")
    written(folder, OTHER_SEED)
    return folder


def test_the_script_gives_the_committed_bytes(tmp_path):
    made = written(tmp_path / "new" / "folder", 2018)
    assert tuple(made) == FILES
    for name, content in made.items():
        assert content == (FOLDER / name).read_bytes(), f"{name} is not what the script makes"


def test_another_seed_gives_another_read(another):
    drawn = [name for name in FILES if name != "provenance.csv"]
    assert all((another / name).read_bytes() != (FOLDER / name).read_bytes() for name in drawn)


@pytest.mark.parametrize("value", PUBLISHED, ids=[value.name for value in PUBLISHED])
def test_another_seed_agrees_with_the_paper_too(another, value):
    assert agrees(value.printed, value.compute(read(another))), value.place
