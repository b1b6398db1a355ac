"""The answer of a check: what the report will show, and the warnings."""

import ast
import re
from pathlib import Path
from typing import Literal, get_args, get_origin

import numpy as np
import pandas as pd
import pytest
from imaging.volumes import SHAPE, TABLE, image, intensities, mask, write
from inputs.small_study import FILES, Study

from als_muscle_mri.cli import main
from als_muscle_mri.inputs import InputError, Settings, load_cohort
from als_muscle_mri.intake.checking import checked
from als_muscle_mri.intake.computable import NEEDS, computable
from als_muscle_mri.pipeline.layout import outputs


@pytest.fixture
def study(data: Path) -> Study:
    """The small study in a project of its own."""
    (data / "small").mkdir()
    study = Study(data / "small")
    for file, text in FILES.items():
        study.write(file, text)
    return study


def statuses() -> dict[str, str]:
    return {one.name: one.status for one in computable(load_cohort("small"))}


def emptied(study: Study, *files: str) -> None:
    for file in files:
        study.write(file, study.text(file).splitlines()[0] + "\n")


def test_the_names_are_those_of_the_build() -> None:
    text = Path("Snakefile").read_text(encoding="utf-8")
    source = re.search(r"^NOTEBOOKS = (\{.*?^\})", text, re.MULTILINE | re.DOTALL)[1]
    notebooks = eval(
        compile(ast.parse(source, mode="eval"), "Snakefile", "eval"), {"outputs": outputs}
    )
    for notebook, files in notebooks.items():
        shown = {Path(f).stem for f in files if f.startswith(("tables/", "figures/"))}
        assert shown == set(NEEDS[notebook])
    assert set(notebooks) == set(NEEDS)


WORDS = {
    name: get_args(field.annotation)
    for name, field in Settings.model_fields.items()
    if get_origin(field.annotation) is Literal
}


@pytest.mark.parametrize("name", WORDS)
def test_the_check_takes_every_word_a_setting_may_be(study: Study, name: str) -> None:
    assert len(WORDS[name]) > 1
    for word in WORDS[name]:
        assert "the report will show" in checked("small", {name: word})


@pytest.mark.parametrize(("side", "patients"), [("right", 7), ("left", 6)])
def test_hands_of_a_side_given_for_all_are_counted_on_that_side(side: str, patients: int) -> None:
    """As many as the study scanned of each (its Table S1), whichever hand was recorded."""
    told = checked("pavia-2018", {"dominant_hand": side})
    assert f"MRI of the dominant hand of {patients} of 10 patients" in told


def test_a_whole_study(study: Study) -> None:
    found = statuses()
    without = ("6_published", "7_images", "8_waveforms")
    assert {name for name, status in found.items() if status == "absent"} == {
        name for chapter in without for name in NEEDS[chapter]
    }
    assert found["table-2"] == found["rater-agreement"] == found["alsfrs-items"] == "full"
    assert found["emg-grades"] == "partial"


@pytest.mark.parametrize(
    ("files", "absent", "kept"),
    [
        (("muaps.csv",), {"emg-grades", "muap-durations"}, {"table-2", "table-s2", "grade-agreement"}),
        (("strength.csv",), set(), {"table-s2", "grade-agreement"}),
        (("muaps.csv", "strength.csv"), {"table-s2", "grade-agreement"}, {"emg-bands", "table-2"}),
        (("alsfrs.csv",), {"alsfrs-items", "hand-function"}, {"table-2"}),
        (("mri_ratings.csv",), {"table-2", "body-map", "sides", "rater-agreement", "table-s1"}, {"table-1a"}),
    ],
)  # fmt: skip
def test_what_is_not_there(study: Study, files: tuple, absent: set[str], kept: set[str]) -> None:
    emptied(study, *files)
    found = statuses()
    assert all(found[name] == "absent" for name in absent)
    assert all(found[name] != "absent" for name in kept)


@pytest.mark.parametrize(
    ("blank", "partial", "absent"),
    [
        (("involvement",), {"table-1b"}, set()),
        (("umn_score",), {"table-1a", "table-1b", "strata"}, set()),
        (("umn_score", "onset_site"), {"table-1a", "table-1b"}, {"strata"}),
    ],
)
def test_a_column_that_is_empty_takes_away_a_part(
    study: Study, blank: tuple[str, ...], partial: set[str], absent: set[str]
) -> None:
    before = statuses()
    frame = pd.read_csv(study.path("subjects.csv"), dtype=str)
    frame.assign(**dict.fromkeys(blank, "")).to_csv(study.path("subjects.csv"), index=False)
    after = statuses()
    assert {name for name in after if after[name] == "partial"} >= partial
    assert {name for name in after if after[name] == "absent" != before[name]} == absent


@pytest.mark.parametrize("kept", [("R1", None), (None, "1"), ("R1", "1")])
def test_agreement_needs_a_second_rater_or_a_second_session(
    study: Study, kept: tuple[str | None, str | None]
) -> None:
    frame = pd.read_csv(study.path("mri_ratings.csv"), dtype=str)
    for column, value in zip(("rater", "session"), kept, strict=True):
        frame = frame[frame[column] == value] if value else frame
    frame.to_csv(study.path("mri_ratings.csv"), index=False)
    assert statuses()["rater-agreement"] == ("absent" if all(kept) else "partial")


def test_one_group_has_nobody_to_be_compared_with(study: Study) -> None:
    rows = [row for row in study.text("mri_ratings.csv").splitlines() if not row.startswith("C")]
    study.write("mri_ratings.csv", "\n".join(rows) + "\n")
    found = {one.name: one for one in computable(load_cohort("small"))}
    assert found["table-2"].status == "absent"
    assert [str(why) for why in found["table-2"].why] == ["no MRI of patients and controls"]
    assert found["region-scores"].status == "partial"


def test_a_further_group_is_not_compared_as_controls_are(study: Study) -> None:
    study.replace("cohort.yml", "control:", "mimic:")
    for file in ("subjects.csv",):
        study.write(file, study.text(file).replace(",control,", ",mimic,"))
    found = {one.name: one for one in computable(load_cohort("small"))}
    assert found["table-2"].status == found["comparability"].status == "absent"
    assert found["strata"].status != "absent"


def test_the_printed_answer(study: Study) -> None:
    emptied(study, "muaps.csv")
    text = checked("small")
    assert "  3_emg_grading   absent   emg-grades, muap-durations (no EMG)" in text.splitlines()
    assert "  6_published     absent   verdicts, published, quartile-rules, protocols" in text
    assert "(no published.csv)" in text


def test_warnings_stop_nothing(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    study.replace("subjects.csv", "P1,patient,M,60.5", "P1,patient,M,99.5")
    assert main(["check", "data/small"]) == 0
    printed = capsys.readouterr().out
    assert "which stop nothing:" in printed
    assert (
        "subjects.csv, column age_at_enrolment_years: below 18 or above 95 years: P1 (99.5)"
        in printed
    )


def test_problems_of_tables_are_raised(study: Study) -> None:
    study.path("mri_ratings.csv").unlink()
    with pytest.raises(InputError, match="the file is missing"):
        checked("small")


def test_problems_of_waveforms_and_images_are_told_together(
    study: Study, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder, file in (("emg", "P9_left_tibialis_anterior.csv"), ("mri", "sub-P9/notes.txt")):
        path = study.path(f"{folder}/{file}")
        path.parent.mkdir(parents=True)
        path.write_text("nothing of use")
    assert main(["check", "data/small"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "emg/P9_left_tibialis_anterior.csv" in captured.err
    assert "mri/sub-P9" in captured.err


def test_what_is_wrong_with_the_voxels_of_any_file_is_told_at_once(study: Study) -> None:
    empty, away = image(np.zeros(SHAPE, "uint8")), image(mask(), origin=(900.0,) * 3)
    inverted = image(intensities(muscle=400, fat=100))
    given = [{"T1w": empty}, {"dseg": empty}, {"dseg": away}, {"T1w": inverted}, {}]
    wrong = ["_T1w.nii.gz: the volume is empty", "_dseg.nii.gz: the mask is empty",
             "_dseg.nii.gz: nothing of the mask lies within",
             ": muscle is brighter than the fat beneath the skin"]  # fmt: skip
    table = TABLE.replace("soleus", "tibialis_anterior")
    for number, parts in enumerate(given):
        write(study.folder, "P1", f"acq-{number}", table=table, **parts)
    with pytest.raises(InputError) as raised:
        checked("small")
    found = list(map(str, raised.value.problems))
    assert len(found) == len(wrong)
    for number, words in enumerate(wrong):
        assert any(f"sub-P1_acq-{number}{words}" in line for line in found)


def test_images_and_waveforms_are_counted_by_subject_and_by_muscle(study: Study) -> None:
    subjects = load_cohort("small").subjects["subject_id"]
    keys = f"phantom: [{subjects.iloc[0]}]\nwaveforms: simulated\n"
    study.write("cohort.yml", study.text("cohort.yml") + keys)
    found = {one.name: one for one in computable(load_cohort("small"))}
    assert (found["confusion"].status, found["recovery"].status) == ("partial", "full")
    assert list(map(str, found["confusion"].why)) == [f"images of 1 of {len(subjects)} subjects"]
    assert found["muap-measures"].status == found["muap-error"].status == "full"


def test_an_empty_folder_of_images_or_waveforms_shows_nothing(study: Study) -> None:
    for folder in ("mri", "emg"):
        study.path(folder).mkdir()
    found = statuses()
    assert found["confusion"] == found["recovery"] == "absent"
    assert found["muap-measures"] == found["muap-error"] == "absent"


def test_a_phantom_of_nobody(study: Study) -> None:
    study.write("cohort.yml", study.text("cohort.yml") + "phantom: [P9]\n")
    with pytest.raises(InputError, match="no such subject is in subjects"):
        checked("small")


@pytest.mark.parametrize("given", ["small", "data/small", "./data/small/"])
def test_a_name_or_a_path(study: Study, given: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", given]) == 0
    assert "no problems found" in capsys.readouterr().out


def test_a_path_elsewhere(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "../data/small"]) == 2
    assert "holds .." in capsys.readouterr().err


def test_the_build_log_has_the_warnings(
    study: Study, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    from als_muscle_mri.pipeline.steps import check

    study.replace("subjects.csv", "P1,patient,M,60.5", "P1,patient,M,99.5")
    with caplog.at_level("WARNING", logger="snakemake.logging"):
        check("small", {}, tmp_path / "check.json")
    assert "small: subjects.csv, column age_at_enrolment_years: below 18" in caplog.text
    assert (tmp_path / "check.json").is_file()
