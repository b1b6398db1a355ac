"""environment.yml, pyproject.toml and requirements.lock say the same."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
CONDA_ONLY = {"python", "make", "pip", "quarto"}
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)


def parsed(texts: list[str]) -> dict[str, Requirement]:
    """Requirements by name, whatever way the name is spelled."""
    found = [Requirement(text) for text in texts]
    return {canonicalize_name(requirement.name): requirement for requirement in found}


RUN = parsed(PROJECT["project"]["dependencies"])
BUILD = parsed(PROJECT["dependency-groups"]["build"])
TEST = parsed(PROJECT["dependency-groups"]["test"])


def conda_packages() -> tuple[list[str], list[str]]:
    """What environment.yml takes from conda-forge and what from pip."""
    plain = [line for line in CONDA["dependencies"] if isinstance(line, str)]
    (nested,) = [line["pip"] for line in CONDA["dependencies"] if isinstance(line, dict)]
    return plain, nested


def imported(folder: str) -> Iterator[tuple[str, str]]:
    """Every import of a folder's Python files, as (file, top-level module)."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((path.name, alias.name.split(".")[0]) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and not node.level:
                yield path.name, node.module.split(".")[0]


def test_conda_comes_from_conda_forge_alone() -> None:
    assert CONDA["channels"] == ["conda-forge", "nodefaults"]
    assert CONDA["name"] == PROJECT["project"]["name"]


def test_conda_installs_this_project_last() -> None:
    assert conda_packages()[1][-1] == "-e ."


def test_conda_and_pyproject_name_the_same_packages_and_bounds() -> None:
    plain, nested = conda_packages()
    conda = parsed([*plain, *nested[:-1]])
    wanted = RUN | TEST
    assert conda.keys() - CONDA_ONLY == wanted.keys()
    for name, requirement in wanted.items():
        assert conda[name].specifier == requirement.specifier, name


def test_conda_and_pyproject_want_the_same_python() -> None:
    plain, _ = conda_packages()
    assert parsed(plain)["python"].specifier == PROJECT["project"]["requires-python"]


def test_the_lock_pins_what_pyproject_asks_for() -> None:
    pins: dict[str, list[str]] = {}
    for name, version in PIN.findall(LOCK):
        pins.setdefault(canonicalize_name(name), []).append(version)
    for name, requirement in (RUN | BUILD | TEST).items():
        assert pins.get(name), f"{name} is not in requirements.lock; run make lock"
        assert all(requirement.specifier.contains(version) for version in pins[name]), name


def test_the_lock_has_hashes_and_no_address() -> None:
    entries = re.split(r"\n(?=[A-Za-z0-9])", LOCK[LOCK.index("\n", LOCK.index("make lock")) + 1 :])
    assert len(entries) > 50
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links|file:|@ ", LOCK)


@pytest.mark.parametrize(
    ("folder", "declared"), [("src", RUN), ("notebooks", RUN), ("tests", RUN | TEST)]
)
def test_every_import_is_declared(folder: str, declared: dict[str, Requirement]) -> None:
    own = {"als_muscle_mri"} | {path.stem for path in (ROOT / "tests").rglob("*")}
    distributions = packages_distributions()
    for file, module in imported(folder):
        if module not in sys.stdlib_module_names and module not in own:
            names = {canonicalize_name(name) for name in distributions.get(module, [module])}
            assert names & declared.keys(), f"{folder}/{file} imports {module}"
