"""Make ``report/reference.docx``: the styles of the Word report.

Run ``python -m als_muscle_mri.report.render.reference_doc report/reference.docx`` after a change
here or of ``report/_brand.yml``. It needs ``python-docx``, which rendering does not.
"""

import io
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from ..brand import Brand, read_brand
from .pandoc import executable

INK, QUIET, ACCENT = "ink", "quiet", "accent"
SERIF, SANS = "base", "headings"
ZIP_TIME = (1980, 1, 1, 0, 0, 0)

# style: kind of type, points, bold, italic, colour, points before, points after
TEXT_STYLES: dict[str, tuple[str, float, bool, bool, str, float, float]] = {
    "Normal": (SERIF, 11, False, False, INK, 0, 6),
    "Body Text": (SERIF, 11, False, False, INK, 0, 7),
    "First Paragraph": (SERIF, 11, False, False, INK, 0, 7),
    "Compact": (SERIF, 11, False, False, INK, 1, 1),
    "Title": (SANS, 22, True, False, INK, 0, 6),
    "Subtitle": (SANS, 13, False, False, QUIET, 0, 8),
    "Author": (SANS, 10, False, False, QUIET, 0, 2),
    "Date": (SANS, 10, False, False, QUIET, 0, 14),
    "Heading 1": (SANS, 15, True, False, INK, 18, 6),
    "Heading 2": (SANS, 12.5, True, False, INK, 14, 4),
    "Heading 3": (SANS, 11, True, True, INK, 10, 3),
    "Table Caption": (SANS, 9.5, False, False, INK, 12, 4),
    "Image Caption": (SANS, 9.5, False, False, INK, 4, 10),
    "Captioned Figure": (SERIF, 11, False, False, INK, 10, 2),
    "Bibliography": (SERIF, 10, False, False, INK, 0, 4),
    "Footnote Text": (SERIF, 9, False, False, INK, 0, 2),
    "Table Text": (SANS, 8.5, False, False, INK, 1, 1),
    "Table Text Small": (SANS, 7.5, False, False, INK, 1, 1),
    "Table Text Tiny": (SANS, 7, False, False, INK, 1, 1),
    "Table Text Minute": (SANS, 5.5, False, False, INK, 1, 1),
    "Table Head": (SANS, 8.5, True, False, INK, 1, 1),
    "Table Head Small": (SANS, 7.5, True, False, INK, 1, 1),
    "Table Head Tiny": (SANS, 7, True, False, INK, 1, 1),
    "Table Head Minute": (SANS, 5.5, True, False, INK, 1, 1),
    "Header": (SANS, 8, False, False, QUIET, 0, 0),
    "Footer": (SANS, 8, False, False, QUIET, 0, 0),
    "Source": (SANS, 8, False, False, QUIET, 2, 14),
    "Panel": (SERIF, 10.5, False, False, INK, 0, 4),
    "Key Facts": (SANS, 10, False, False, ACCENT, 0, 4),
    "Callout Title": (SANS, 10, True, False, ACCENT, 10, 0),
    "Callout": (SERIF, 10, False, False, INK, 0, 0),
}
KEPT_WITH_NEXT = (
    "Table Caption",
    "Captioned Figure",
    "Image Caption",
    "Callout Title",
    "Key Facts",
)

TABLE_PROPERTIES = """
<w:tblPr {namespace}>
  <w:tblBorders>
    <w:top w:val="single" w:sz="8" w:space="0" w:color="{ink}"/>
    <w:bottom w:val="single" w:sz="8" w:space="0" w:color="{ink}"/>
  </w:tblBorders>
  <w:tblCellMar>
    <w:top w:w="20" w:type="dxa"/><w:left w:w="70" w:type="dxa"/>
    <w:bottom w:w="20" w:type="dxa"/><w:right w:w="70" w:type="dxa"/>
  </w:tblCellMar>
</w:tblPr>"""
WHOLE_ROWS = "<w:trPr {namespace}><w:cantSplit/></w:trPr>"
FIRST_ROW = """
<w:tblStylePr {namespace} w:type="firstRow">
  <w:tcPr>
    <w:tcBorders><w:bottom w:val="single" w:sz="4" w:space="0" w:color="{ink}"/></w:tcBorders>
    <w:vAlign w:val="bottom"/>
  </w:tcPr>
</w:tblStylePr>"""
PANEL_FRAME = """
<w:pBdr {namespace}>
  <w:top w:val="single" w:sz="8" w:space="6" w:color="{accent}"/>
  <w:bottom w:val="single" w:sz="8" w:space="6" w:color="{accent}"/>
</w:pBdr>"""
CALLOUT_FRAME = """
<w:pBdr {namespace}>
  <w:left w:val="single" w:sz="24" w:space="8" w:color="{accent}"/>
</w:pBdr>"""
SHADING = '<w:shd {namespace} w:val="clear" w:color="auto" w:fill="{soft}"/>'


def make(path: Path, brand: Brand | None = None) -> None:
    """Write the reference document.

    Parameters
    ----------
    path : Path
        The ``.docx`` file to write; the same bytes every time.
    brand : Brand, optional
        Its colours and the fonts it has for Word; by default the project's.
    """
    brand = brand or read_brand()
    default = subprocess.run(
        [executable(), "--print-default-data-file", "reference.docx"],
        capture_output=True,
        check=True,
    ).stdout
    document = Document(io.BytesIO(default))
    _set_page(document)
    for name, look in TEXT_STYLES.items():
        _set_text_style(document.styles, brand, name, *look)
    _set_panels(document.styles, brand)
    document.styles["Verbatim Char"].font.size = None
    _set_links(document.styles, brand)
    _set_table_style(document.styles["Table"].element, brand)
    _set_running_heads(document)
    buffer = io.BytesIO()
    document.save(buffer)
    path.write_bytes(_without_times(buffer.getvalue()))


def _set_page(document: Any) -> None:
    for section in document.sections:
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(22)
        section.top_margin = section.bottom_margin = Mm(24)


def _set_text_style(
    styles: Any,
    brand: Brand,
    name: str,
    kind: str,
    size: float,
    bold: bool,
    italic: bool,
    colour: str,
    before: float,
    after: float,
) -> None:
    if name not in [style.name for style in styles]:
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    style, font = styles[name], brand.word_families[kind]
    style.font.name, style.font.size = font, Pt(size)
    style.font.bold, style.font.italic = bold, italic
    style.font.color.rgb = RGBColor.from_string(_colour(brand, colour))
    for spread in style.element.rPr.findall(qn("w:spacing")):
        style.element.rPr.remove(spread)  # pandoc's subtitle is letterspaced
    fonts = style.element.rPr.rFonts
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), font)
    layout = style.paragraph_format
    layout.space_before, layout.space_after = Pt(before), Pt(after)
    kept = name in KEPT_WITH_NEXT or name.startswith(("Heading", "Table Head"))
    layout.keep_with_next = True if kept else None
    layout.alignment = WD_ALIGN_PARAGRAPH.LEFT if name != "Captioned Figure" else None


def _colour(brand: Brand, name: str) -> str:
    """Give a colour as Word writes it: six capital digits."""
    return brand.palette[name].removeprefix("#").upper()


def _element(template: str, brand: Brand) -> Any:
    """Give an element of a style in the brand's colours."""
    colours = {name: _colour(brand, name) for name in ("ink", "accent", "soft")}
    return parse_xml(template.format(namespace=nsdecls("w"), **colours))


def _set_links(styles: Any, brand: Brand) -> None:
    styles["Hyperlink"].font.color.rgb = RGBColor.from_string(_colour(brand, ACCENT))


def _set_panels(styles: Any, brand: Brand) -> None:
    frames = dict.fromkeys(("Callout Title", "Callout"), CALLOUT_FRAME)
    frames |= dict.fromkeys(("Panel", "Key Facts"), PANEL_FRAME)
    for name, frame in frames.items():
        properties = styles[name].element.get_or_add_pPr()
        properties.insert_element_before(_element(frame, brand), "w:shd", "w:spacing", "w:jc")
        properties.insert_element_before(_element(SHADING, brand), "w:spacing", "w:jc")
        styles[name].paragraph_format.left_indent = Mm(4)


def _set_table_style(style: Any, brand: Brand) -> None:
    """Draw rules above, below and under the head, as journals print tables; no vertical line."""
    for old in (*style.findall(qn("w:tblPr")), *style.findall(qn("w:tblStylePr"))):
        style.remove(old)
    style.append(_element(TABLE_PROPERTIES, brand))
    style.append(_element(WHOLE_ROWS, brand))
    style.append(_element(FIRST_ROW, brand))


def _set_running_heads(document: Any) -> None:
    """Head each page but the first with title and section, and number all of them."""
    section = document.sections[0]
    section.different_first_page_header_footer = True
    head = section.header.paragraphs[0]
    head.paragraph_format.tab_stops.add_tab_stop(
        section.page_width - section.left_margin - section.right_margin, WD_TAB_ALIGNMENT.RIGHT
    )
    _add_fields(head, ("TITLE", ""), "\t", ('STYLEREF "Heading 1"', ""))
    for footer in (section.footer, section.first_page_footer):
        foot = footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _add_fields(foot, ("PAGE", "1"), " / ", ("NUMPAGES", "1"))


def _add_fields(
    paragraph: Any, first: tuple[str, str], between: str, second: tuple[str, str]
) -> None:
    """Append two fields, each with what is shown until Word works it out, and a text between."""
    _add_field(paragraph, *first)
    paragraph.add_run(between)
    _add_field(paragraph, *second)


def _add_field(paragraph: Any, instruction: str, shown: str) -> None:
    quoted = quoteattr(f" {instruction} ")
    run = f"<w:r><w:t>{shown}</w:t></w:r>"
    field = f"<w:fldSimple {nsdecls('w')} w:instr={quoted}>{run}</w:fldSimple>"
    paragraph._p.append(parse_xml(field))


def _without_times(content: bytes) -> bytes:
    """Give the same archive with one fixed time for all its members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in sorted(old.namelist()):
            member = zipfile.ZipInfo(name, ZIP_TIME)
            new.writestr(member, old.read(name), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


if __name__ == "__main__":
    make(Path(sys.argv[1]))
