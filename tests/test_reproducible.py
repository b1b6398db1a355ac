"""The same sources give the same bytes, wherever and whenever they are built."""

import pytest
from conftest import Project, sources_in

COHORT = "pavia-2018"
MADE = ("*.html", "*.pdf", "*.docx", "*.json", "*.csv", "*.gz", "*.svg", "*.png", "*.ipynb")


def files(project: Project) -> dict[str, bytes]:
    folder = project.folder / "build" / COHORT
    found = sorted(path for pattern in MADE for path in folder.rglob(pattern))
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in found
        if "draft" not in path.relative_to(folder).parts
    }


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The same sources, built on their own in a folder whose name has blanks and accents."""
    project = sources_in(tmp_path_factory.mktemp("other") / "une étude" / "à part")
    done = project.build("--cohorts", COHORT, "--cores", "1")
    assert done.returncode == 0, done.stderr
    return project


def test_two_builds_in_two_folders_are_the_same_bytes(built: Project, elsewhere: Project) -> None:
    first, second = files(built), files(elsewhere)
    assert list(first) == list(second)
    assert {"report.html", "report.pdf", "report.docx", "results.json"} <= set(first)
    assert len([name for name in first if name.startswith(("tables/", "figures/"))]) > 30
    assert [name for name in first if first[name] != second[name]] == []


def test_another_date_shows_in_the_reports_alone(elsewhere: Project) -> None:
    """So the date is written, and tables and figures do not depend on it."""
    before = files(elsewhere)
    source = elsewhere.folder / "pyproject.toml"
    later = str(int(source.stat().st_mtime) + 40 * 86_400)
    dated = Project(elsewhere.folder, {"SOURCE_DATE_EPOCH": later})
    assert dated.build("--cohorts", COHORT).returncode == 0
    changed = {name for name, content in files(dated).items() if before[name] != content}
    assert changed == {"report.html", "report.pdf", "report.docx"}
