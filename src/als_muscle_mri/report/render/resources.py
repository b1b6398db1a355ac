"""The files of this package that pandoc reads."""

from pathlib import Path

_FILES = Path(__file__).parent / "files"

FILTER = _FILES / "manuscript.lua"
PAGE_TEMPLATE = _FILES / "page.html"
BASE_CSS = _FILES / "base.css"
