"""What a page links to is put into it, as pandoc itself would."""

import base64
from pathlib import Path

import pytest
from lxml import html

from als_muscle_mri.report.render import RenderError, pandoc
from als_muscle_mri.report.render.one_file import in_one_file

TEMPLATE = """<!DOCTYPE html><html><head>$for(css)$
<link rel="stylesheet" href="$css$">$endfor$</head><body>
$body$
<script src="a script.js"></script>
</body></html>"""
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "template.html").write_text(TEMPLATE)
    (tmp_path / "a style.css").write_text('@font-face { src: url("a font.woff2") }\n')
    (tmp_path / "a font.woff2").write_bytes(b"wOF2 font")
    (tmp_path / "a script.js").write_text("const a = '<b>' && 1\n")
    (tmp_path / "a dot.png").write_bytes(PNG)
    return tmp_path


def page(folder: Path, text: str, *more: str) -> str:
    arguments = ["--to=html5", "--standalone", "--template=template.html", "--css=a style.css"]
    return pandoc.run([*arguments, "--metadata=pagetitle:a", *more], text, folder, 0)


def shown(made: str) -> tuple[list[str], ...]:
    tree = html.fromstring(made)
    found = (tree.xpath(path) for path in ("//style/text()", "//script/text()", "//img/@src"))
    # Around an address in a style sheet quotation marks may stand or not.
    return tuple(["".join(text.replace('"', "").split()) for text in texts] for texts in found)


def test_the_page_holds_what_pandoc_would_embed(folder: Path) -> None:
    text = '![A dot](<a dot.png>) and `<img src="no.png">`'
    ours = in_one_file(page(folder, text), [folder / "elsewhere", folder])
    assert shown(ours) == shown(page(folder, text, "--embed-resources"))
    assert [len(part) for part in shown(ours)] == [1, 1, 1]
    assert in_one_file(ours, []) == ours


def test_every_missing_file_is_told(folder: Path) -> None:
    with pytest.raises(RenderError) as raised:
        in_one_file(page(folder, "![A](one.png) ![B](https://example.org/b.png)"), [folder])
    told = [problem.text for problem in raised.value.problems]
    assert told == [
        "a file that the page shows is not there: one.png",
        "a file that the page shows is not there: https://example.org/b.png",
    ]
