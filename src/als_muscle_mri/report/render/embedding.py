"""The outputs of a labelled notebook cell as the Markdown of a numbered table or figure."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from .notebooks import Cell, Output
from .sources import replace_shortcodes

FENCE = ":" * 12
MARKS = ("\ue000", "\ue001")  # private use: in no text


@dataclass(frozen=True)
class Pictures:
    """Where pictures of notebook outputs are written, and which vector drawings exist.

    Parameters
    ----------
    folder : Path
        The folder the Markdown is rendered in; pictures go to ``pictures/`` below it.
    drawings : dict
        SHA-256 of a PNG's bytes to the SVG staged beside a PNG of those bytes.
    """

    folder: Path
    drawings: dict[str, str]

    def write(self, png: bytes) -> tuple[str, str | None]:
        """Write a picture; its path in the Markdown, and its vector drawing if there is one."""
        digest = hashlib.sha256(png).hexdigest()
        path = self.folder / "pictures" / f"{digest[:16]}.png"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(png)
        return f"pictures/{path.name}", self.drawings.get(digest)


def find_drawings(stage: Path) -> dict[str, str]:
    """Find the SVG files in ``figures/`` by the SHA-256 of the PNG that stands beside each.

    A figure of the report is recognised by the bytes of its PNG, so that neither its label nor
    its place in the notebook has to follow the file name.
    """
    pairs = ((svg, svg.with_suffix(".png")) for svg in sorted(stage.glob("figures/*.svg")))
    return {
        hashlib.sha256(png.read_bytes()).hexdigest(): f"/figures/{svg.name}"
        for svg, png in pairs
        if png.is_file()
    }


def mark_variables(text: str) -> str:
    """Put each ``{{< var a.b >}}`` between two marks that Markdown takes for letters.

    So it stays one word wherever it stands, and the filter puts in its value.

    Examples
    --------
    >>> mark_variables("n = {{< var a.b >}}.") == f"n = {MARKS[0]}a.b{MARKS[1]}."
    True
    """
    return replace_shortcodes(text, "var", lambda name: f"{MARKS[0]}{name}{MARKS[1]}")


def cell_markdown(cell: Cell, pictures: Pictures) -> str:
    """Write a labelled cell as a fenced division: outputs, then caption."""
    parts = [output_markdown(cell, output, pictures) for output in cell.shown]
    caption = mark_variables(cell.caption or "")
    return "\n\n".join(["", f"{FENCE} {{#{cell.label}}}", *parts, caption, FENCE, ""])


def output_markdown(cell: Cell, output: Output, pictures: Pictures) -> str:
    """Write one output of a cell as Markdown, and a picture as a file."""
    if output.kind == "markdown":
        return output.text
    if output.kind == "text":
        return f"~~~~~~~~~~~~\n{output.text.rstrip()}\n~~~~~~~~~~~~"
    path, drawing = pictures.write(output.png)
    attributes = {
        "alt": cell.options.get("fig-alt") or output.alternative,
        "width": _width(cell, output.width),
        "drawing": drawing,
    }
    given = " ".join(f"{key}={_quoted(value)}" for key, value in attributes.items() if value)
    return f"![]({path}){{{given}}}"


def _width(cell: Cell, pixels: int | None) -> str | None:
    """Give the width asked for by ``fig-width`` (inches), else the one the notebook displayed."""
    if "fig-width" in cell.options:
        return f"{cell.options['fig-width']}in"
    return f"{pixels}px" if pixels else None


def _quoted(value: object) -> str:
    text = " ".join(str(value).split()).replace("\\", "\\\\").replace('"', '\\"')
    text = text.replace("&", "&amp;")  # an entity in an attribute is read as its character
    return f'"{text}"'
