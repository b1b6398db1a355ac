"""Where a notebook's tables, figures and numbers go.

The build names a folder in ``ALS_MUSCLE_MRI_OUTPUT`` and finds there, after the notebook ran,
``tables/*.csv``, ``figures/*.svg``, ``figures/*.png`` and ``results/<chapter>.json``. A notebook
run by hand without that variable shows the same outputs and writes no file. What is shown names
its file in its metadata, so that the page of the report can offer it to take away.
"""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from .disclosure import EVERYTHING, Disclosure
from .markdown import escape, pipe_table
from .pictures import DOTS_PER_INCH, pixels, vectors
from .suppressed import holds, in_words

if TYPE_CHECKING:
    from IPython.display import Image, Markdown
    from matplotlib.figure import Figure

    from .drawing import Drawing

FOLDER_VARIABLE = "ALS_MUSCLE_MRI_OUTPUT"
CSS_PIXELS_PER_INCH = 96


@dataclass(frozen=True)
class Table:
    """One table of the manuscript.

    Attributes
    ----------
    numbers : DataFrame
        Unrounded, for the CSV.
    shown : DataFrame
        As text.
    caption : str
        In the place of the cell's, where that depends on what is shown.
    """

    numbers: pd.DataFrame
    shown: pd.DataFrame
    caption: str = ""


@dataclass(frozen=True)
class Outputs:
    """The outputs of one notebook.

    Parameters
    ----------
    chapter : str
        Name of the results file, for instance ``comparisons``.
    folder : Path or None
        Where files are written; by default what ``ALS_MUSCLE_MRI_OUTPUT`` names.
    disclosure : Disclosure
        Which numbers may be shown; by default all.

    Examples
    --------
    >>> outputs = Outputs("comparisons", folder=None)
    >>> frame = pd.DataFrame({"region": ["hand"], "p": [0.142]})
    >>> outputs.table("table-2", Table(frame, frame.astype(str))).data.splitlines()[0]
    '| region | p |'
    """

    chapter: str
    folder: Path | None
    disclosure: Disclosure = EVERYTHING

    @classmethod
    def of(cls, chapter: str, disclosure: Disclosure = EVERYTHING) -> "Outputs":
        """Outputs into the folder the build names, or into none."""
        folder = os.environ.get(FOLDER_VARIABLE)
        return cls(chapter, Path(folder) if folder else None, disclosure)

    def table(self, name: str, table: Table) -> "Markdown":
        """Write ``tables/<name>.csv`` unrounded and show the table."""
        from IPython.display import Markdown

        file = f"tables/{name}.csv"
        withheld = self.disclosure.withholds(name)
        self._write(file, table.numbers.iloc[:0] if withheld else table.numbers)
        shown = self._withheld(table.shown) if withheld else table.shown
        own = {"caption": table.caption} if table.caption and not withheld else {}
        return Markdown(pipe_table(shown), metadata={"file": file} | own | self._note(withheld))

    def words(self, sentence: Callable[..., str], *about: Any, name: str = "") -> str:
        """A sentence about some numbers, unless one of them, or all of an output, is suppressed.

        Parameters
        ----------
        sentence : callable
            A function of ``report.wording`` or ``report.audit``.
        *about
            What it is called with.
        name : str
            The output the numbers are of, where that may be withheld whole.
        """
        if holds(*about) or (name and self.disclosure.withholds(name)):
            return self.disclosure.withheld_here
        return sentence(*about)

    def frame(self, path: str, frame: pd.DataFrame) -> None:
        """Write a frame as CSV under the output folder, compressed where the name ends in gz.

        Where small cells are suppressed, a file with a row for each person has only its header.
        """
        self._write(path, frame.iloc[:0] if self.disclosure.withholds(path) else frame)

    def _write(self, path: str, frame: pd.DataFrame) -> None:
        if self.folder is not None:
            packing = {"method": "gzip", "mtime": 0} if path.endswith(".gz") else None
            in_words(frame).to_csv(
                self._path(path), index=False, lineterminator="\n", compression=packing
            )

    def _withheld(self, shown: pd.DataFrame) -> pd.DataFrame:
        """The heading of a table over one line that says why there is no other."""
        line = [self.disclosure.withheld, *[""] * (len(shown.columns) - 1)]
        return pd.DataFrame([line], columns=shown.columns)

    def figure(self, name: str, drawing: "Drawing") -> "Image":
        """Write ``figures/<name>.svg`` and ``.png`` (300 dpi) and show the PNG at its size.

        The text alternative goes with the picture as the ``alt`` of its metadata, where Jupyter
        and the renderers look for it.
        """
        picture, figure = self._drawn(name, drawing)
        if self.folder is not None:
            self._path(f"figures/{name}.png").write_bytes(picture.data)
            self._path(f"figures/{name}.svg").write_bytes(vectors(figure))
        picture.metadata["file"] = f"figures/{name}.svg"
        return picture

    def picture(self, name: str, drawing: "Drawing") -> "Image":
        """Show a drawing without a file; the disclosure rule of the figure so named holds."""
        return self._drawn(name, drawing)[0]

    def _drawn(self, name: str, drawing: "Drawing") -> tuple["Image", "Figure"]:
        from IPython.display import Image

        withheld = self.disclosure.withholds(f"figures/{name}")
        if withheld:
            from .figures.marks import nothing

            drawing = nothing(self.disclosure.withheld)
        figure = drawing.figure
        # The layout is worked out once, at the resolution of the picture, for both files.
        figure.set_dpi(DOTS_PER_INCH)
        if layout := figure.get_layout_engine():
            layout.execute(figure)
            figure.set_layout_engine("none")
        width, height = (round(inches * CSS_PIXELS_PER_INCH) for inches in figure.get_size_inches())
        described = {"alt": drawing.alternative}
        described |= {"caption": drawing.caption} if drawing.caption else self._note(withheld)
        size = {"width": width, "height": height}
        return Image(pixels(figure), format="png", **size, metadata=described), figure

    def _note(self, withheld: bool) -> dict[str, str]:
        """What the caption says instead of explaining marks that are not there."""
        return {"withheld": self.disclosure.withheld} if withheld else {}

    def results(self, numbers: dict[str, Any]) -> None:
        """Write ``results/<chapter>.json``: nested names, as ``report.numbers`` makes them."""
        if self.folder is not None:
            text = json.dumps(numbers, indent=1, ensure_ascii=False, allow_nan=False)
            self._path(f"results/{self.chapter}.json").write_text(text + "\n", encoding="utf-8")

    def _path(self, relative: str) -> Path:
        path = self.folder / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        return path


def say(*sentences: str) -> "Markdown":
    """Generated sentences as paragraphs.

    Examples
    --------
    >>> say("No region differed.", "So it is.").data.splitlines()
    ['No region differed.', '', 'So it is.']
    """
    from IPython.display import Markdown

    return Markdown("\n\n".join(map(escape, sentences)))
