"""The figures of images: sides, notes, scale, the same window for all."""

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from als_muscle_mri.imaging.labels import Label
from als_muscle_mri.imaging.panels import Panel
from als_muscle_mri.imaging.pictures import WHITE, Picture, pictures
from als_muscle_mri.imaging.reading import Scan
from als_muscle_mri.imaging.references import Levels
from als_muscle_mri.inputs import MERCURI
from als_muscle_mri.report.figures import image_panels
from als_muscle_mri.report.style import grade_colours

LABELS = (Label(1, "right", "soleus"), Label(2, "left", "soleus"))


def scan(spacing=(8.0, 2.0, 2.0), note="digital phantom, not a patient") -> Scan:
    intensity = np.full((6, 30, 40), 100.0, dtype="float32")
    mask = np.zeros(intensity.shape, dtype="uint16")
    mask[3, 10:20, 5:12], mask[3, 10:20, 25:32] = 1, 2
    intensity[:, 10:20, 5:12] = 400
    return Scan("", "one", intensity, mask, LABELS, spacing, note)


def picture(**given) -> Picture:
    made = scan(**given)
    levels = Levels(100, 400, 0, 0)
    return pictures(made, made.intensity, levels, {"soleus": "calf"}, "P06")[0]


def texts(panel: Panel) -> list[str]:
    figure = image_panels({"calf": [panel]}, MERCURI, contours=False).figure
    return [text.get_text() for axis in figure.axes for text in axis.texts]


def test_a_picture_is_the_slice_with_most_muscle_in_the_common_window() -> None:
    one = picture()
    assert one.plane == "axial"
    assert (one.mask == scan().mask[3]).all()
    assert one.pixels.max() == int(255 / WHITE)
    assert one.pixels.min() == int(255 * 100 / (WHITE * 400))


def test_of_a_table_of_the_whole_body_only_what_the_mask_has_is_shown() -> None:
    whole = (*LABELS, Label(3, "left", "iliacus"), Label(4, "left", "gracilis"))
    made = replace(scan(), labels=whole)
    segments = {"soleus": "calf", "gracilis": "calf", "iliacus": "pelvis"}
    (one,) = pictures(made, made.intensity, Levels(100, 400, 0, 0), segments, "P06")
    assert (one.segment, one.labels) == ("calf", LABELS)


def test_a_muscle_of_the_segment_that_another_slice_shows_is_not_of_the_picture() -> None:
    """Of the trunk one slice shows one level; the grade written on it is of that level's muscles."""
    made = scan()
    made.mask[1, 10, 5] = 3
    made = replace(made, labels=(*LABELS, Label(3, "right", "gracilis")))
    segments = {"soleus": "calf", "gracilis": "calf"}
    (one,) = pictures(made, made.intensity, Levels(100, 400, 0, 0), segments, "P06")
    assert one.labels == LABELS


def test_a_coronal_volume_is_shown_coronal_with_the_head_at_its_top() -> None:
    one = picture(spacing=(2.0, 8.0, 2.0))
    assert (one.plane, one.spacing_mm) == ("coronal", (2.0, 2.0))
    rows = np.nonzero(one.mask)[0]
    assert set(rows) == {2}  # slice 3 of 6 from below is row 2 from above


def test_a_small_body_in_a_large_field_is_cut_out() -> None:
    """A finger: 8 of 400 rows and columns, less of each than noise would be taken for."""
    one = picture()
    pixels = np.zeros((400, 400), "uint8")
    pixels[100:108, 200:208] = 200
    small = replace(one, pixels=pixels, mask=(pixels > 0).astype("uint16"))
    figure = image_panels({"calf": [Panel(small, "patient", {})]}, MERCURI, False).figure
    shown = figure.axes[0].images[0].get_array()
    assert shown.shape == (8 + 2 * 3, 8 + 2 * 3)  # and 6 mm on every side


def test_a_panel_says_side_scale_subject_grade_and_that_it_is_no_patient() -> None:
    found = texts(Panel(picture(), "patient", {("left", "soleus"): 2, ("right", "soleus"): 1}))
    assert {"R", "L", "P06, patient, grade 2", "digital phantom, not a patient"} <= set(found)
    assert any(text.endswith(" mm") for text in found)


def test_a_real_scan_has_no_note() -> None:
    assert not any("phantom" in text for text in texts(Panel(picture(note=""), "control", {})))


def test_right_stands_at_the_left_edge_where_the_right_muscle_is() -> None:
    """Columns run to the patient's left, so low columns, at the left edge, are the right side."""
    figure = image_panels({"calf": [Panel(picture(), "patient", {})]}, MERCURI, False).figure
    places = {text.get_text(): text.get_position()[0] for text in figure.axes[0].texts}
    assert places["R"] < 0.5 < places["L"]
    columns = [np.nonzero(picture().mask == index)[1].mean() for index in (1, 2)]
    assert columns[0] < columns[1]


@pytest.mark.parametrize("contours", [True, False])
def test_muscles_are_outlined_on_demand_in_the_colours_a_legend_names(contours: bool) -> None:
    panel = Panel(picture(), "patient", {("left", "soleus"): 2, ("right", "soleus"): 0})
    drawing = image_panels({"calf": [panel]}, MERCURI, contours)
    lines = [tuple(one.get_edgecolor()[0]) for one in drawing.figure.axes[0].collections]
    shades = grade_colours(4)
    assert lines == ([to_rgba(shades[0]), to_rgba(shades[2])] if contours else [])
    legends = [text.get_text() for one in drawing.figure.legends for text in one.get_texts()]
    assert legends == (list(MERCURI.names) if contours else [])
    assert ("outlined" in drawing.alternative) == contours


def test_a_muscle_without_a_grade_is_not_outlined() -> None:
    panel = Panel(picture(), "patient", {})
    assert not image_panels({"calf": [panel]}, MERCURI, contours=True).figure.axes[0].collections


def test_without_images_the_figure_says_so() -> None:
    assert "no images" in image_panels({}, MERCURI, contours=True).alternative


@pytest.mark.parametrize("word", ["P06", "phantom", "Calf", "patient"])
def test_the_alternative_names_what_is_shown(word: str) -> None:
    rows = {"calf": [Panel(picture(), "patient", {("left", "soleus"): 2})]}
    assert word in image_panels(rows, MERCURI, contours=False).alternative
