"""Quarto where there is one: chosen, watched, and never left with half a report."""

import logging
import re
from pathlib import Path

import pytest
import yaml
from reading import EPOCH, edit
from staged import REPORT, make_stage

from als_muscle_mri.report.render import RenderError, render, rendering

QUARTO = """#!/bin/sh
cat index.qmd > seen.txt
{body}
"""
WRITE = "for kind in html pdf docx; do echo $SOURCE_DATE_EPOCH > report.$kind; done"


@pytest.fixture
def stage(tmp_path: Path) -> Path:
    return make_stage(tmp_path / "stage")


@pytest.fixture
def quarto(tmp_path, monkeypatch):
    def put(body: str) -> None:
        program = tmp_path / "bin" / "quarto"
        program.parent.mkdir()
        program.write_text(QUARTO.format(body=body))
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(program.parent), prepend=":")
        monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)

    return put


def test_auto_takes_quarto_where_there_is_one_and_says_so(stage, quarto, caplog):
    quarto(WRITE)
    with caplog.at_level(logging.INFO):
        made = render(stage)
    assert made.renderer == "quarto"
    assert made.pdf.read_text().strip() == EPOCH
    assert "Rendering with the quarto renderer (found on the PATH)" in caplog.text
    assert not (stage / "seen.txt").exists()


def test_auto_takes_the_embedded_renderer_elsewhere_and_says_so(stage, monkeypatch, caplog):
    monkeypatch.setattr(rendering.shutil, "which", lambda name: None)
    with caplog.at_level(logging.INFO):
        assert render(stage).renderer == "embedded"
    assert "Rendering with the embedded renderer (no quarto on the PATH)" in caplog.text


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            f"{WRITE}; echo 'WARNING (a.lua:1) Unable to resolve crossref @fig-x' >&2",
            "quarto: (a.lua:1) Unable to resolve crossref @fig-x",
        ),
        (f"{WRITE}; printf '\\033[33m[WARNING] odd\\033[39m\\n'", "quarto: odd"),
        ("echo 'ERROR: no such cell'; exit 1", "quarto: no such cell"),
        ("echo broken; exit 3", "quarto: it ended with 3: broken"),
        ("echo > report.html", "report.pdf: the renderer did not write this file"),
    ],
)
def test_a_warning_or_failure_changes_nothing(stage, quarto, body, message):
    quarto(body)
    (stage / "report.html").write_text("the last good report")
    with pytest.raises(RenderError, match=re.escape(message)):
        render(stage)
    assert (stage / "report.html").read_text() == "the last good report"
    assert not (stage / "report.pdf").exists()


def test_what_quarto_keeps_silent_about_stops_it_beforehand(stage, quarto):
    quarto(WRITE)
    edit(stage / "index.qmd", "@tbl-regions,", "@tbl-region,")
    with pytest.raises(RenderError, match="the reference @tbl-region leads to nothing"):
        render(stage)


def test_asked_for_and_not_there(stage, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RenderError, match="quarto: there is no program of this name on the PATH"):
        render(stage, "quarto")


def test_the_project_file_has_what_quarto_needs():
    project = yaml.safe_load((REPORT / "_quarto.yml").read_text())
    assert project["project"] == {"type": "default", "render": ["index.qmd"]}
    assert list(project["format"]) == ["html", "typst", "docx"]
    assert all(item["notebook-links"] is False for item in project["format"].values())
    assert project["format"]["html"]["embed-resources"] is True
    assert project["format"]["html"]["html-math-method"] == "mathml"
    assert project["citeproc"] is True
    assert project["number-sections"] is True
