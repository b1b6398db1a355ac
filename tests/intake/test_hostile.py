"""Workbooks that mean harm, or are damaged, are refused with the reason."""

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from als_muscle_mri.inputs import InputError
from als_muscle_mri.intake import package, sheets
from als_muscle_mri.intake.importing import import_cohort
from als_muscle_mri.intake.sheets import read_sheets
from intake.books import fill, spoil

SHEET = "xl/worksheets/sheet1.xml"
BOMB = """<?xml version="1.0"?>
<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY c "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1" t="inlineStr"><is><t>&c;</t></is></c></row></sheetData></worksheet>
"""


@pytest.fixture(scope="module")
def filled(forms: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(Path(shutil.copy(forms / "mine.xlsx", tmp_path_factory.mktemp("hostile"))))


@pytest.fixture
def book(filled: Path, made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(filled, tmp_path / "book.xlsx"))


def refusal(book: Path) -> str:
    before = {path: path.read_bytes() for path in Path("data").rglob("*.csv")}
    with pytest.raises(InputError) as caught:
        import_cohort(book, "data/mine")
    assert {path: path.read_bytes() for path in Path("data").rglob("*.csv")} == before
    return str(caught.value)


def rewritten(book: Path, change: Callable[[str, bytes], bytes], **more: bytes) -> Path:
    """Write a workbook again with other parts."""
    with zipfile.ZipFile(book) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, change(name, content))
        for name, content in more.items():
            archive.writestr(name, content)
    return book


def as_it_is(name: str, content: bytes) -> bytes:
    return content


@pytest.mark.parametrize("formula", ["=cmd|' /C calc'!A0", "=1+1", '=HYPERLINK("http://x.org")'])
def test_a_formula_is_named_with_its_cell(book: Path, formula: str) -> None:
    message = refusal(spoil(book, "subjects", "I2", formula))
    assert "book.xlsx, sheet subjects, row 2, column I: " in message
    assert "only values are read, and this is a formula" in message


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "@SUM(A1)", "+cmd|' /C calc'!A0"])
def test_a_text_that_becomes_a_formula(book: Path, text: str) -> None:
    opened = openpyxl.load_workbook(book)
    opened["subjects"]["I2"] = text
    opened["subjects"]["I2"].data_type = "s"
    opened.save(book)
    assert "row 2, column involvement" in refusal(book)
    assert "begins with none of = + - @" in refusal(book)


def test_an_error_of_the_spreadsheet(book: Path) -> None:
    opened = openpyxl.load_workbook(book)
    opened["subjects"]["D2"] = "#REF!"
    opened["subjects"]["D2"].data_type = "e"
    opened.save(book)
    assert 'column D: "#REF!" is not allowed; only values are read, and this is an error' in (
        refusal(book)
    )


def test_a_zip_bomb_by_its_ratio(book: Path) -> None:
    bomb = rewritten(book, as_it_is, **{"xl/media/image1.xml": b" " * (8 * package.MEBIBYTE)})
    assert "as a zip bomb does" in refusal(bomb)


def test_a_zip_bomb_by_its_size(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "LARGEST_UNPACKED", 1000)
    assert "the workbook unpacks to" in refusal(book)


def test_a_file_that_is_too_large(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "LARGEST_FILE", 1000)
    assert "MiB are opened" in refusal(book)


def test_too_many_parts(book: Path) -> None:
    many = {f"xl/part{number}.bin": b"" for number in range(package.MOST_PARTS)}
    assert f"and at most {package.MOST_PARTS} are opened" in refusal(
        rewritten(book, as_it_is, **many)
    )


@pytest.mark.parametrize("suffix", [".xlsm", ".xltm", ".xlsb"])
def test_macro_formats(book: Path, suffix: str) -> None:
    message = refusal(book.rename(book.with_suffix(suffix)))
    assert f"a {suffix} file can hold macros and is not opened" in message


def test_macros_under_another_name(book: Path) -> None:
    message = refusal(rewritten(book, as_it_is, **{"xl/vbaProject.bin": b"x"}))
    assert "the workbook holds macros and is not opened" in message


@pytest.mark.parametrize("part", [SHEET, "xl/styles.xml", "xl/workbook.xml", "[Content_Types].xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_entities(book: Path, part: str, encoding: str) -> None:
    text = BOMB if encoding == "utf-8" else BOMB.replace('"1.0"', '"1.0" encoding="utf-16"')

    def with_bomb(name: str, content: bytes) -> bytes:
        return text.encode(encoding) if name == part else content

    assert f"{part} declares XML entities" in refusal(rewritten(book, with_bomb))


def test_a_document_type_without_entities(book: Path) -> None:
    declared = b'<!DOCTYPE worksheet SYSTEM "http://example.org/sheet.dtd">'

    def with_type(name: str, content: bytes) -> bytes:
        return content.replace(b"<worksheet", declared + b"<worksheet", 1)

    assert f"{SHEET} declares XML entities or a document type" in refusal(
        rewritten(book, with_type)
    )


def test_links_to_other_workbooks_are_not_followed(book: Path) -> None:
    link = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    linked = rewritten(book, as_it_is, **{"xl/externalLinks/externalLink1.xml": link})
    assert import_cohort(linked, "data/mine").changes == ()


def test_ten_thousand_columns(book: Path) -> None:
    assert "row 2: the row has more than 5000 columns" in refusal(
        spoil(book, "subjects", "NTP2", 1)
    )


def test_too_many_cells(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_CELLS", 100)
    assert "sheet mri_ratings: the sheet has more than 100 cells" in refusal(book)


def test_a_size_that_is_not_true(book: Path) -> None:
    def lie(name: str, content: bytes) -> bytes:
        return content.replace(b'ref="A1:L5"', b'ref="A1:XFD1048576"')

    assert import_cohort(rewritten(book, lie), "data/mine").rows["subjects.csv"] == 4


def test_a_row_beyond_every_sheet(book: Path) -> None:
    def far(name: str, content: bytes) -> bytes:
        return content.replace(b'<row r="5"', b'<row r="999999999"') if name == SHEET else content

    assert "the sheet has more than 1048576 rows" in refusal(rewritten(book, far))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no whole .xlsx workbook"),
        (b"PK\x03\x04 and no more", "no whole .xlsx workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "protected with a password, or an .xls"),
        (b"subject_id,group\n", "no whole .xlsx workbook"),
    ],
)
def test_no_workbook(book: Path, content: bytes, told: str) -> None:
    book.write_bytes(content)
    assert told in refusal(book)


def test_no_file(made: Path) -> None:
    assert "there is no such file" in refusal(Path("nowhere.xlsx"))


@pytest.mark.parametrize("target", ["../mine", "/tmp/mine", "data/../mine", "data/mine/deeper"])
def test_other_targets(book: Path, target: str) -> None:
    with pytest.raises(InputError, match="the target"):
        import_cohort(book, target)


def test_a_target_that_is_a_link(book: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    Path("data/linked").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match="the folder is a symbolic link"):
        import_cohort(book, "data/linked")
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_file_in_the_target_that_is_a_link(book: Path, made: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_text((made / "muaps.csv").read_text())
    (made / "muaps.csv").unlink()
    (made / "muaps.csv").symlink_to(outside)
    with pytest.raises(InputError, match=r"symbolic links, which are not written: muaps\.csv"):
        import_cohort(book, "data/mine")


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(place=st.floats(0, 1, exclude_max=True), piece=st.binary(min_size=1, max_size=40))
def test_damage_is_a_problem_and_never_another_error(
    filled: Path, tmp_path: Path, place: float, piece: bytes
) -> None:
    data = filled.read_bytes()
    start = int(place * len(data))
    damaged = tmp_path / "damaged.xlsx"
    damaged.write_bytes(data[:start] + piece + data[start + len(piece) :])
    read = read_sheets(damaged)
    assert all(str(p).isprintable() for sheet in read.values() for p in sheet.problems)
