"""The brand as a stylesheet beside what pandoc turns into a page."""

from pathlib import Path

from ..brand import BrandError, brand_css, font_css, read_brand
from .problems import Problem, RenderError

BRAND_CSS = "brand.css"


def write_brand_css(report: Path, folder: Path) -> None:
    """Write ``brand.css`` into the folder pandoc works in.

    Its fonts are named as they lie in the report, which has to be on pandoc's resource path.

    Parameters
    ----------
    report : Path
        The folder with ``_brand.yml`` and ``fonts/``.
    folder : Path
        Where the stylesheet is written.

    Raises
    ------
    RenderError
        The brand file is missing or wrong.
    """
    try:
        brand = read_brand(report / "_brand.yml")
    except BrandError as error:
        raise RenderError(Problem("brand", line) for line in str(error).splitlines()) from None
    (folder / BRAND_CSS).write_text(font_css(brand) + brand_css(brand), encoding="utf-8")
