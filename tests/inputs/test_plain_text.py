"""A free text is refused where a program would act on it, and is free otherwise."""

import os
from pathlib import Path

import pytest
from hostile.texts import EVERY, LABELS, TITLE

from als_muscle_mri.inputs.plain_text import LONGEST_NAME, LONGEST_TEXT
from als_muscle_mri.inputs.settings import as_yaml
from inputs.small_study import Study

REFUSED = {
    "a formula": "=cmd|' /C calc'!A0",
    "a sum": "+1+1",
    "a difference": "-1+1",
    "a function": "@SUM(A1)",
    "a file": "{{< include /etc/passwd >}}",
    "a variable": "a {{< var cohort.title >}}",
    "a right-to-left override": "x\u202ey",
    "a right-to-left mark": "x\u200fy",
    "a zero-width space": "x\u200by",
    "a byte order mark": "x\ufeffy",
    "a private character": "x\ue000y",
    "a line separator": "x\u2028y",
    "no character": "x\uffffy",
    "an escape": "x\u0085y",
    "a very long text": "x" * (LONGEST_TEXT + 1),
}
ALLOWED = (
    *EVERY,
    *LABELS.values(),
    TITLE,
    "-0.7",
    "+1e3",
    "x" * LONGEST_TEXT,
    "נבדק 7",
    "a-b=c@d+e",
)


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_refused_in_a_table(study: Study, text: str) -> None:
    study.replace("subjects.csv", '"UMN, LMN right leg"', f'"{text}"')
    (problem,) = study.problems_of("subjects.csv")
    assert problem.startswith("subjects.csv, line 2, column involvement: ")
    assert "begins with none of = + - @ and holds no {{ or }}" in problem
    assert problem.isprintable()


@pytest.mark.parametrize("text", ALLOWED)
def test_allowed_in_a_table(study: Study, text: str) -> None:
    cell = text.replace('"', '""')
    study.replace("subjects.csv", '"UMN, LMN right leg"', f'"{cell}"')
    assert study.problems_of("subjects.csv") == []


@pytest.mark.parametrize("key", ["title", "source", "patient"])
@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_refused_in_the_description(study: Study, key: str, text: str) -> None:
    old = {"title": "A small study", "source": "Written for the tests.", "patient": "Patients"}[key]
    study.replace("cohort.yml", old, as_yaml(text))
    assert "no invisible or control character" in study.setting_problem()


def test_the_name_of_a_group_is_short(study: Study) -> None:
    study.replace("cohort.yml", "Controls", "C" * (LONGEST_NAME + 1))
    assert f"a text of at most {LONGEST_NAME} characters" in study.setting_problem()


@pytest.mark.parametrize("file", ["cohort.yml", "subjects.csv"])
def test_a_link_out_of_the_folder_is_refused(study: Study, file: str, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    study.path(file).rename(outside)
    study.path(file).symlink_to(outside)
    assert f"{file}: the file is a symbolic link that leads out of its folder." in study.report()


def test_a_link_within_the_folder_and_to_the_folder_is_fine(study: Study) -> None:
    study.path("subjects.csv").rename(study.folder / "people.csv")
    study.path("subjects.csv").symlink_to("people.csv")
    real = study.folder.with_name("elsewhere")
    study.folder.rename(real)
    study.folder.symlink_to(real)
    assert len(study.load().subjects) == 4


@pytest.mark.parametrize("file", ["cohort.yml", "subjects.csv"])
def test_a_pipe_is_not_waited_for(study: Study, file: str) -> None:
    study.path(file).unlink()
    os.mkfifo(study.path(file))
    assert f"{file}: the file is missing." in study.report()
