"""Project, data folder and cohort names."""

import pytest

from als_muscle_mri.inputs import InputError, cohort_folder, cohort_names, load_cohort, project_root
from inputs.small_study import Study


def test_the_project_is_found_from_a_folder_below(study: Study, monkeypatch) -> None:
    monkeypatch.chdir(study.folder)
    assert project_root() == study.folder.parent.parent
    assert cohort_folder("small") == study.folder


def test_the_checkout_is_the_project_where_none_is_above(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert (project_root() / "data" / "atlas.csv").is_file()
    assert (project_root() / "src" / "als_muscle_mri").is_dir()


def test_no_project_anywhere(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("als_muscle_mri.inputs.folders.__file__", str(tmp_path / "a/b/c/d/e.py"))
    with pytest.raises(
        InputError, match=r"no data/atlas\.csv is in the working directory or above"
    ):
        project_root()


@pytest.mark.parametrize(
    "name",
    ["../small", "a/b", "a\\b", ".", "..", ".hidden", "/etc", "Small", "small ", "a.b", "-x", "é"],
)
def test_a_name_that_is_none(study: Study, name: str) -> None:
    with pytest.raises(InputError) as caught:
        load_cohort(name)
    shown = name.replace("\\", "\\\\") if not name.isprintable() else name
    assert str(caught.value) == (
        f'1 problem in the cohort name:\ncohort, given as -p/make parameter: "{shown}" is not '
        "allowed; a cohort name begins with a lower-case letter or digit and goes on with these, "
        "hyphens and underscores: no slash, backslash, dot or space. Fix: Give the bare name of a "
        "folder under data/, as pavia-2018."
    )


@pytest.mark.parametrize("name", ["", None, 7])
def test_a_name_that_is_empty_or_no_text(study: Study, name: object) -> None:
    with pytest.raises(InputError, match=r"cohort, given as -p/make parameter: "):
        cohort_folder(name)


def test_an_unknown_cohort_names_the_nearest(study: Study) -> None:
    (study.folder.parent / "other").mkdir()
    assert cohort_names() == ["small"]
    with pytest.raises(InputError) as caught:
        load_cohort("smal")
    assert str(caught.value) == (
        '1 problem in the cohort name:\ncohort, given as -p/make parameter: "smal" is not allowed; '
        "there is no folder data/smal. Fix: The nearest known name is small. "
        "The cohorts are: small."
    )


def test_an_empty_folder_lists_every_missing_file(study: Study) -> None:
    (study.folder.parent / "other").mkdir()
    with pytest.raises(InputError) as caught:
        load_cohort("other")
    assert str(caught.value).count("the file is missing") == 4
