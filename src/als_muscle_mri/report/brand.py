"""The brand: colours and type, read from ``report/_brand.yml`` by everything that draws or sets.

Quarto reads the same file (https://posit-dev.github.io/brand-yml) for what it sets by itself.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path("report", "_brand.yml")
CHECKOUT = Path(__file__).resolve().parents[3]
HEX_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
GROUPS = ("patient", "control", "further-1", "further-2", "further-3")
GRADES = tuple(f"grade-{grade}" for grade in range(4))
NEUTRALS = ("ink", "quiet", "line", "soft", "paper", "accent")
COLOURS = (*NEUTRALS, *(f"{name}-dark" for name in NEUTRALS), *GROUPS, *GRADES, "unscanned")
"""The colours a palette must have; it may have more."""

FALLBACKS = {
    "base": "Georgia, serif",
    "headings": "system-ui, sans-serif",
    "monospace": "monospace",
}
PROPERTIES = {"base": "serif", "headings": "sans", "monospace": "mono"}


class BrandError(ValueError):
    """The brand file is not there or not usable; the message lists every problem."""


@dataclass(frozen=True)
class Face:
    """One file of a font family.

    Parameters
    ----------
    family : str
        The name programs know the family by.
    weight : int
        400 regular, 600 semi-bold.
    style : str
        ``normal`` or ``italic``.
    page_file, full_file : Path
        The small ``.woff2`` for the page, and the whole ``.ttf`` for PDF and figures.
    """

    family: str
    weight: int
    style: str
    page_file: Path
    full_file: Path


@dataclass(frozen=True)
class Brand:
    """Colours and type.

    Parameters
    ----------
    palette : dict
        Colour name to ``#rrggbb``.
    families : dict
        Font family of ``base`` (text), ``headings`` (figures, tables and captions too) and
        ``monospace``.
    word_families : dict
        What Word uses for ``base`` and ``headings``.
    heading_weight : int
        Weight of headings and of everything bold.
    faces : tuple of Face
        The bundled font files.
    """

    palette: dict[str, str]
    families: dict[str, str]
    word_families: dict[str, str]
    heading_weight: int
    faces: tuple[Face, ...]

    @property
    def grades(self) -> tuple[str, ...]:
        """The colours of the grades 0 to 3."""
        return tuple(self.palette[name] for name in GRADES)


def brand_file() -> Path:
    """Find the brand file: in the nearest project above the working directory, else our own.

    Examples
    --------
    >>> brand_file().name
    '_brand.yml'
    """
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / FILE).is_file():
            return folder / FILE
    return CHECKOUT / FILE


def read_brand(path: Path | None = None) -> Brand:
    """Read and check a brand file.

    Parameters
    ----------
    path : Path, optional
        By default what :func:`brand_file` finds.

    Raises
    ------
    BrandError
        With every problem of the file.

    Examples
    --------
    >>> brand = read_brand()
    >>> brand.families["base"], len(brand.grades)
    ('Source Serif 4', 4)
    """
    path = path or brand_file()
    if not path.is_file():
        raise BrandError(f"{path}: there is no such file")
    return _read(path, path.stat().st_mtime_ns)


@cache
def _read(path: Path, changed: int) -> Brand:
    """Read a file once for as long as it stays the same."""
    try:
        tree = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise BrandError(f"{path.name}: no valid YAML: {' '.join(str(error).split())}") from None
    problems = [*_colour_problems(tree), *_type_problems(tree, path.parent)]
    if problems:
        raise BrandError("\n".join(f"{path.name}: {problem}" for problem in problems))
    return Brand(
        palette={name: value.lower() for name, value in tree["color"]["palette"].items()},
        families={role: tree["typography"][role]["family"] for role in PROPERTIES},
        word_families={role: tree["defaults"]["word"][role] for role in ("base", "headings")},
        heading_weight=tree["typography"]["headings"]["weight"],
        faces=tuple(_faces(tree, path.parent)),
    )


def _at(tree: Any, *keys: str) -> Any:
    """Look up what stands under nested keys, None where nothing does."""
    for key in keys:
        tree = tree.get(key) if isinstance(tree, dict) else None
    return tree


def _colour_problems(tree: Any) -> list[str]:
    palette = _at(tree, "color", "palette")
    if not isinstance(palette, dict):
        return ["color.palette is missing"]
    missing = [f"color.palette.{name} is missing" for name in COLOURS if name not in palette]
    wrong = [
        f"color.palette.{name} is {value!r}, not a colour like '#00548f'"
        for name, value in palette.items()
        if not HEX_COLOUR.fullmatch(str(value))
    ]
    return missing + wrong


def _type_problems(tree: Any, folder: Path) -> list[str]:
    fonts = _at(tree, "typography", "fonts")
    fonts = fonts if isinstance(fonts, list) else []
    problems = []
    for role in PROPERTIES:
        family = _at(tree, "typography", role, "family")
        if family not in [_at(font, "family") for font in fonts]:
            problems.append(f"typography.{role}.family is {family!r}, not in typography.fonts")
    if not isinstance(_at(tree, "typography", "headings", "weight"), int):
        problems.append("typography.headings.weight is not a whole number")
    for role in ("base", "headings"):
        if not isinstance(_at(tree, "defaults", "word", role), str):
            problems.append(f"defaults.word.{role} does not name a font for Word")
    return problems + [
        f"the font file {needed.relative_to(folder)} is not there"
        for font in fonts
        for file in _at(font, "files") or []
        for needed in (folder / file["path"], (folder / file["path"]).with_suffix(".ttf"))
        if not needed.is_file()
    ]


def _faces(tree: Any, folder: Path) -> list[Face]:
    return [
        Face(
            font["family"],
            file["weight"],
            file["style"],
            folder / file["path"],
            (folder / file["path"]).with_suffix(".ttf"),
        )
        for font in tree["typography"]["fonts"]
        for file in font.get("files", [])
    ]


def brand_css(brand: Brand | None = None) -> str:
    """Write the brand as CSS: a custom property for each colour and for each kind of type.

    Colours keep their names (``--ink``, ``--grade-2``; those for a dark page end in ``-dark``);
    type is ``--serif`` (text), ``--sans`` (headings, tables, figures) and ``--mono``.

    Parameters
    ----------
    brand : Brand, optional
        By default the one of the project.

    Examples
    --------
    >>> css = brand_css()
    >>> "--accent: #00548f;" in css, css.startswith(":root {")
    (True, True)
    """
    brand = brand or read_brand()
    colours = [f"--{name}: {value};" for name, value in brand.palette.items()]
    fonts = [
        f'--{name}: "{brand.families[role]}", {FALLBACKS[role]};'
        for role, name in PROPERTIES.items()
    ]
    return ":root {\n  " + "\n  ".join([*colours, *fonts]) + "\n}\n"


def font_css(brand: Brand | None = None) -> str:
    """Write the ``@font-face`` rules of the bundled fonts, with paths from the brand's folder.

    Parameters
    ----------
    brand : Brand, optional
        By default the one of the project.

    Examples
    --------
    >>> font_css().count("@font-face")
    6
    """
    brand = brand or read_brand()
    return "".join(
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; '
        f"font-style: {face.style}; font-display: swap; "
        f'src: url("fonts/{face.page_file.name}") format("woff2"); }}\n'
        for face in brand.faces
    )
