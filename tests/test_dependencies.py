"""What the build takes a notebook to depend on is all that it uses."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest

from als_muscle_mri import inputs
from als_muscle_mri.pipeline.dependencies import TABLES, code_of, parameter_names, tables_of

NOTEBOOKS = sorted(Path("notebooks").glob("*.py"))


class Watched:
    """Stands in for an object and keeps the names of the attributes asked for."""

    def __init__(self, target: object, asked: set[str]) -> None:
        self._target = target
        self._asked = asked

    def __getattr__(self, name: str) -> Any:
        self._asked.add(name)
        return getattr(self._target, name)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._target)


def run(source: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[set[str], set[str]]:
    """Execute a notebook here; give the attributes of cohort and settings that it read."""
    of_cohort: set[str] = set()
    of_settings: set[str] = set()

    def load_cohort(cohort: str, **overrides: Any) -> Watched:
        data = inputs.loading.load_cohort(cohort, **overrides)
        watched = Watched(data, of_cohort)
        watched.settings = Watched(data.settings, of_settings)
        return watched

    monkeypatch.setattr(inputs, "load_cohort", load_cohort)
    monkeypatch.delenv("ALS_MUSCLE_MRI_OUTPUT", raising=False)
    code = re.sub(r"^# %% \[markdown\]\n(#.*\n)*", "", source.read_text(), flags=re.MULTILINE)
    with mpl.rc_context({"backend": "agg"}):
        exec(compile(code, source.name, "exec"), {"__name__": "__main__"})
    return of_cohort, of_settings


@pytest.mark.parametrize("source", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_names_every_setting_and_table_it_reads(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_cohort, of_settings = run(source, monkeypatch)
    assert of_settings & set(inputs.SETTING_NAMES) <= set(parameter_names(source))
    assert of_cohort & set(TABLES) <= set(tables_of(source))
    assert of_cohort & set(TABLES)


@pytest.mark.parametrize("source", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_parameters_of_a_notebook_are_the_cohort_and_settings(source: Path) -> None:
    first, *others = parameter_names(source)
    assert first == "cohort"
    assert set(others) <= set(inputs.SETTING_NAMES)


def test_every_setting_is_a_parameter_of_some_notebook() -> None:
    assert {name for source in NOTEBOOKS for name in parameter_names(source)} == {
        "cohort",
        *inputs.SETTING_NAMES,
    }


def test_code_is_followed_through_other_modules() -> None:
    code = {Path(path).as_posix() for path in code_of("notebooks/4_comparisons.py")}
    for path in ("comparisons.py", "inputs/loading.py", "statistics/rank_sum.py"):
        assert f"src/als_muscle_mri/{path}" in code
    assert not any("/pipeline/" in path or "/render/" in path for path in code)


def test_a_notebook_without_a_parameters_cell_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "one.py"
    source.write_text("# %%\nalpha = None\n")
    with pytest.raises(ValueError, match="0 cells are tagged 'parameters'"):
        parameter_names(source)
