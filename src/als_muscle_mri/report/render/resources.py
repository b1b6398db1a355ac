"""The files of this package that pandoc reads."""

from pathlib import Path

_FILES = Path(__file__).parent / "files"

RESOLVE = _FILES / "resolve.lua"
FORMATS = _FILES / "formats.lua"
PAGE_TEMPLATE = _FILES / "page.html"
FOOTNOTES = _FILES / "footnotes.lua"
SCRIPTS = _FILES / "scripts"
BASE_CSS = _FILES / "base.css"
