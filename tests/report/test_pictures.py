"""The two files of a figure: what is text in the SVG, and the colours of the PNG."""

import re
from base64 import b64decode
from io import BytesIO

import matplotlib.pyplot as plt
import numpy as np
import pytest
from drawn import drawing
from fontTools.ttLib import TTFont
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from PIL import Image

from als_muscle_mri.report.pictures import DOTS_PER_INCH, GREYS, few_colours, pixels, vectors
from als_muscle_mri.report.style import bold, house_style

FACE = re.compile(r'@font-face\{font-family:"([^"]+)";font-weight:(\d+);.*?base64,([^)]+)\)')
LEVELS = 12
"""Of 255, by which a pixel may be off: too few to be seen."""


def written(*texts: tuple[str, object]) -> Figure:
    """A figure with some texts, each with its weight, and a line."""
    with house_style():
        figure = plt.figure(figsize=(3, 1))
        figure.add_artist(Line2D([0, 1 / 3], [0, 1 / 7]))
        for place, (text, weight) in enumerate(texts):
            figure.text(0, place / 3, text, fontweight=weight)
        plt.close(figure)
    return figure


def faces(svg: str) -> dict[int, set[str]]:
    """The characters of the fonts within a drawing, by weight."""
    return {
        int(weight): set(map(chr, TTFont(BytesIO(b64decode(packed))).getBestCmap()))
        for _, weight, packed in FACE.findall(svg)
    }


def test_a_drawing_brings_the_characters_it_needs_and_no_others() -> None:
    svg = vectors(written(("−0.5 ±δ", "normal"), ("Calf", bold()))).decode()
    assert ">−0.5 ±δ</text>" in svg
    assert faces(svg) == {400: set("−0.5 ±δ"), bold(): set("Calf")}


def test_places_are_rounded_and_words_are_not() -> None:
    svg = vectors(written(("0.123456", "normal"))).decode()
    assert ">0.123456</text>" in svg
    (line,) = re.findall(r'id="line2d_1">\s*<path d="(M [^"]*)"', svg)
    numbers = re.findall(r"[\d.]+", line)
    assert len(numbers) == 4
    assert all(len(number.partition(".")[2]) <= 2 for number in numbers)


@pytest.mark.parametrize("name", ["body_map", "grade_map", "score_distribution"])
def test_a_picture_has_the_colours_that_were_drawn(name: str) -> None:
    figure = drawing("pavia-2018", name).figure
    assert figure.dpi == DOTS_PER_INCH
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    drawn = np.asarray(canvas.buffer_rgba())[..., :3].astype(int)
    with Image.open(BytesIO(pixels(figure))) as picture:
        assert picture.mode == "P"
        shown = np.asarray(picture.convert("RGB")).astype(int)
    assert np.abs(shown - drawn).max() <= LEVELS


def test_grey_stays_grey_beside_many_colours() -> None:
    """All 256 greys, and 4096 colours that a palette of all of them would mix with the greys."""
    greys = np.arange(256, dtype="uint8").repeat(3).reshape(1, 256, 3)
    steps = np.array(np.meshgrid(*[np.arange(0, 256, 16, dtype="uint8")] * 3)).reshape(3, -1).T
    drawn = np.concatenate([greys.repeat(16, axis=0), steps.reshape(16, 256, 3)])
    shown = np.asarray(few_colours(Image.fromarray(drawn)).convert("RGB")).astype(int)
    assert (np.ptp(shown[:16], axis=-1) == 0).all()
    assert np.abs(shown[:16] - drawn[:16].astype(int)).max() <= np.ceil(255 / (GREYS - 1) / 2)


def test_a_picture_of_greys_alone_has_no_colours_to_choose() -> None:
    few = few_colours(Image.new("RGB", (4, 4), (255, 255, 255)))
    assert few.convert("RGB").getcolors() == [(16, (255, 255, 255))]
