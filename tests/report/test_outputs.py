"""What a notebook writes, and that it writes nothing when nobody asked for it."""

import gzip
import json

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from PIL import Image

from als_muscle_mri.report import numbers, rounding, tables
from als_muscle_mri.report.drawing import Drawing
from als_muscle_mri.report.markdown import pipe_table
from als_muscle_mri.report.outputs import FOLDER_VARIABLE, Outputs, Table
from als_muscle_mri.report.style import house_style
from als_muscle_mri.report.variables import variables


@pytest.fixture
def table():
    frame = pd.DataFrame({"region": ["hand"], "p": [0.1 + 0.2]})
    return Table(frame, pd.DataFrame({"Region": ["Hand"], "p": ["0.300"]}))


def drawn():
    with house_style():
        figure, axis = plt.subplots(figsize=(2, 1))
        axis.plot([0, 1], [0, 1])
        plt.close(figure)
    return Drawing(figure, "A rising line.")


def test_without_a_folder_nothing_is_written(table, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    outputs = Outputs.of("comparisons")
    outputs.table("table-2", table)
    outputs.figure("effects", drawn())
    outputs.results({"p": numbers.leaf(0.3, "p", 3)})
    assert list(tmp_path.iterdir()) == []


def test_csv_is_unrounded_and_shown_text_is_not(table, tmp_path):
    shown = Outputs("comparisons", tmp_path).table("table-2", table).data
    assert (tmp_path / "tables/table-2.csv").read_text() == "region,p\nhand,0.30000000000000004\n"
    assert "0.300" in shown
    assert "0.30000000000000004" not in shown


@pytest.mark.parametrize("n", [200, 201])
def test_of_many_patients_the_first_are_shown_and_the_file_has_all(tmp_path, n):
    texts = dict.fromkeys(("sex", "el_escorial", "onset_site", "involvement"), "")
    measures = (
        *("age_at_enrolment_years", "age_at_onset_years", "months_onset_to_diagnosis"),
        *("umn_score", "alsfrs_r_total"),
    )
    rows = pd.DataFrame({"subject_id": [f"P{i}" for i in range(n)]} | texts)
    shown = Outputs("cohort", tmp_path).table(
        "table-1b", tables.patients(rows.assign(**dict.fromkeys(measures, 40)))
    )
    assert len((tmp_path / "tables/table-1b.csv").read_text().splitlines()) == 1 + n
    assert len(shown.data.splitlines()) == 2 + 200
    said = {"caption": "Patients at enrolment, the first 200 of 201; the CSV file has all"}
    assert shown.metadata == {"file": "tables/table-1b.csv"} | (said if n > 200 else {})


def test_figures_are_the_same_bytes_twice(tmp_path):
    for folder in ("a", "b"):
        Outputs("x", tmp_path / folder).figure("effects", drawn())
    for kind in ("svg", "png"):
        first, second = ((tmp_path / f / f"figures/effects.{kind}").read_bytes() for f in "ab")
        assert first == second


def test_a_compressed_file_names_no_time(tmp_path):
    Outputs("x", tmp_path).frame("results/all.csv.gz", pd.DataFrame({"p": [0.5]}))
    packed = (tmp_path / "results/all.csv.gz").read_bytes()
    assert packed[4:8] == bytes(4)  # where RFC 1952 has the time
    assert gzip.decompress(packed) == b"p\n0.5\n"


def test_figure_is_shown_at_its_size(tmp_path):
    image = Outputs("x", tmp_path).figure("effects", drawn())
    assert (image.width, image.height) == (192, 96)


def test_a_figure_is_a_picture_of_300_dpi_with_its_words(tmp_path):
    image = Outputs("x", tmp_path).figure("effects", drawn())
    _, metadata = image._repr_mimebundle_()
    assert metadata["image/png"]["alt"] == "A rising line."
    with Image.open(tmp_path / "figures/effects.png") as picture:
        assert picture.size == (600, 300)
        assert [round(dots) for dots in picture.info["dpi"]] == [300, 300]


def test_results_are_json_with_missing_as_null(tmp_path):
    results = {"p": numbers.leaf(float("nan"), "p", 0, 3)}
    Outputs("comparisons", tmp_path).results(results)
    read = json.loads((tmp_path / "results/comparisons.json").read_text())
    assert read == {"p": {"value": None, "unit": "p", "n": 0, "missing": 3}}
    assert variables(read) == {"p": "p not computed"}


def test_an_unknown_unit_is_an_error():
    with pytest.raises(KeyError, match="furlongs"):
        variables({"x": numbers.leaf(1, "furlongs", 1)})


def test_cells_of_the_data_are_never_markup():
    shown = pd.DataFrame({"Note": ["<script>|*x*|$y$ {{< var a >}}\nnext"]})
    line = pipe_table(shown).splitlines()[2]
    assert line == r"| \<script\>\|\*x\*\|\$y\$ \{\{\< var a \>\}\} next |"


def test_a_long_heading_moves_no_number(table):
    shown = pd.DataFrame(
        {
            "Region": ["Right hand", "Left hand"],
            "High UMN burden v low UMN burden, years": ["0.186 (6 v 4)", "> 0.999 (6 v 4)"],
            "Because": ["a sentence of more than thirty-two characters", "none"],
        }
    )
    _first, numbers, words = pipe_table(shown).splitlines()[1].strip("|").split("|")
    assert numbers.endswith("-:")
    assert not numbers.startswith(":")
    assert words.startswith(":-")
    assert not words.endswith(":")


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0.125, 2, "0.13"),
        (2.675, 2, "2.68"),
        (-0.125, 2, "−0.13"),
        (1e-20, 2, "0.00"),
        (float("inf"), 2, "–"),
        (1234567.0, 0, "1234567"),
    ],
)
def test_rounding_is_half_away_from_zero(value, decimals, text):
    assert rounding.number(value, decimals) == text


@pytest.mark.parametrize("p", [0.0, 1e-300, 0.0009999])
def test_a_p_is_never_printed_as_zero(p):
    assert rounding.p_value(p) == "< 0.001"


def test_frames_are_left_as_they_were(table, tmp_path):
    before = table.numbers.copy(deep=True)
    Outputs("x", tmp_path).table("t", table)
    pd.testing.assert_frame_equal(table.numbers, before)
