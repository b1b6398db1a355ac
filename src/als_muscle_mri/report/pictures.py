"""The bytes of a figure, the same every time it is drawn from the same data.

`Figure.savefig` would draw it twice, to see whether its layout changes.
"""

import re
from base64 import b64encode
from collections import defaultdict
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from .brand import Face, read_brand

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from PIL.Image import Image as Picture

DOTS_PER_INCH = 300
COLOURS, GREYS = 128, 64
"""Of a picture: nobody sees the difference, and it is a third of the size."""

PLACE = re.compile(rb' (?:d|x|y|points)="[^"]+"|(?:translate|rotate)\([^)]+\)')
FRACTION = re.compile(rb"-?\d+\.\d{3,}")
STYLE = b'<style type="text/css">'
NOT_LAYING_OUT = {"BASE", "DSIG", "GDEF", "GPOS", "GSUB", "STAT"}
"""Tables of a font that a line of a figure does not need."""

COMPRESSION = 8
"""Level 9 of zlib takes more than twice the time for files a twentieth smaller."""


def vectors(figure: "Figure") -> bytes:
    """Give a figure as SVG: its text is text, and it brings along the characters it needs.

    So text can be searched, and edited where the font is installed, and looks the same in every
    browser.

    Parameters
    ----------
    figure : Figure
        Laid out already.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from als_muscle_mri.report.style import house_style
    >>> with house_style():
    ...     figure = plt.figure()
    ...     _ = figure.text(0, 0, "Iliopsoas")
    ...     plt.close(figure)
    >>> drawn = vectors(figure)
    >>> b">Iliopsoas</text>" in drawn, drawn.count(b"@font-face")
    (True, 1)
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    buffer = BytesIO()
    with mpl.rc_context({"svg.hashsalt": "als-muscle-mri", "svg.fonttype": "none"}):
        FigureCanvasSVG(figure).print_svg(buffer, metadata={"Date": None, "Creator": None})
    drawn = PLACE.sub(_to_hundredths, buffer.getvalue())
    return drawn.replace(STYLE, STYLE + _type_of(figure), 1)


def _to_hundredths(place: re.Match[bytes]) -> bytes:
    """Round a place to hundredths of a point, far below what a printer resolves."""
    return FRACTION.sub(lambda found: b"%.2f" % float(found[0]), place[0])


def _type_of(figure: "Figure") -> bytes:
    """Write the ``@font-face`` rules of the brand's type in a figure."""
    faces = {str(face.full_file): face for face in read_brand().faces}
    used = sorted(_characters(figure).items())
    return b"".join(_font_face(faces[path], text) for path, text in used if path in faces)


def _characters(figure: "Figure") -> dict[str, str]:
    """Give each font file of a figure with the characters it is needed for."""
    from matplotlib.font_manager import findfont
    from matplotlib.text import Text

    found = defaultdict(set)
    for text in figure.findobj(Text):
        if text.get_visible() and text.get_text():
            found[str(findfont(text.get_fontproperties()))] |= set(text.get_text())
    return {path: "".join(sorted(characters)) for path, characters in found.items()}


def _font_face(face: Face, characters: str) -> bytes:
    packed = b64encode(_part_of(face.full_file, characters)).decode()
    return (
        f'@font-face{{font-family:"{face.family}";font-weight:{face.weight};'
        f"font-style:{face.style};src:url(data:font/woff;base64,{packed})}}"
    ).encode()


def _part_of(path: Path, characters: str) -> bytes:
    """Give some characters of a font file as a font of their own, in WOFF."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    buffer = BytesIO()
    with TTFont(path, lazy=True, recalcTimestamp=False) as font:
        for table in NOT_LAYING_OUT & set(font.keys()):
            del font[table]  # one that the subsetter were to drop, it would read in full first
        part = Subsetter(Options(hinting=False, name_IDs=[], recalc_timestamp=False))
        part.populate(text=characters)
        part.subset(font)
        font.flavor = "woff"
        font.save(buffer)
    return buffer.getvalue()


def pixels(figure: "Figure") -> bytes:
    """Give a figure as PNG of 300 dots an inch.

    Parameters
    ----------
    figure : Figure
        Laid out already, at that resolution.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    size = canvas.get_width_height(physical=True)
    drawn = Image.frombuffer("RGBA", size, canvas.buffer_rgba(), "raw", "RGBA", 0, 1)
    buffer = BytesIO()
    few_colours(drawn.convert("RGB")).save(
        buffer, "PNG", compress_level=COMPRESSION, dpi=(DOTS_PER_INCH, DOTS_PER_INCH)
    )
    return buffer.getvalue()


def few_colours(drawn: "Picture") -> "Picture":
    """Give a picture in a palette in which grey stays grey: a tinted scan looks like a finding.

    Parameters
    ----------
    drawn : Image
        In RGB.
    """
    import numpy as np
    from PIL import Image

    values = np.asarray(drawn)
    red, green, blue = np.moveaxis(values, -1, 0)
    grey = (red == green) & (green == blue)
    nearest = COLOURS + np.rint(np.linspace(0, GREYS - 1, 256)).astype("uint8")
    places = nearest[red]
    levels = np.rint(np.linspace(0, 255, GREYS)).astype("uint8").repeat(3).tolist()
    palette = [0] * (3 * COLOURS)
    if not grey.all():
        # Maximum coverage keeps to what was drawn within a few levels; a median cut bands a ramp.
        method = {"method": Image.Quantize.MAXCOVERAGE, "dither": Image.Dither.NONE}
        coloured = Image.fromarray(values[~grey][np.newaxis]).quantize(COLOURS, **method)
        places[~grey] = np.asarray(coloured)[0]
        palette = (coloured.getpalette() + palette)[: len(palette)]
    few = Image.fromarray(places, "P")
    few.putpalette(palette + levels)
    return few
