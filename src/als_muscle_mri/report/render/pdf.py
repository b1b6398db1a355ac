"""Typst source to accessible PDF by the ``typst`` package, with bundled fonts only."""

from datetime import UTC, datetime
from pathlib import Path

from .problems import Problem, RenderError


def compile_typst(source: Path, output: Path, root: Path, epoch: int) -> None:
    """Compile a Typst file to PDF/UA-1; a warning is an error.

    So the PDF is tagged, has a title, and its pictures have text alternatives. Only the fonts in
    ``fonts/`` of the root and those within the compiler are used, so that every machine sets the
    same pages.

    Parameters
    ----------
    source, output : Path
        The ``.typ`` file and the PDF to write.
    root : Path
        Nothing outside this folder is read; a path that starts with ``/`` starts here.
    epoch : int
        Creation time written into the PDF, in seconds since 1970.

    Raises
    ------
    RenderError
        With what the compiler said.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     folder = Path(name)
    ...     _ = (folder / "a.typ").write_text("#set document(title: [A]); Text")
    ...     compile_typst(folder / "a.typ", folder / "a.pdf", folder, 0)
    ...     (folder / "a.pdf").read_bytes()[:5]
    b'%PDF-'
    """
    import typst

    try:
        pdf, warnings = typst.compile_with_warnings(
            source,
            root=root,
            ignore_system_fonts=True,
            font_paths=[root / "fonts"],
            format="pdf",
            pdf_standards="ua-1",
            timestamp=datetime.fromtimestamp(epoch, UTC),
        )
    except typst.TypstError as error:
        raise RenderError([_problem(error)]) from None
    if warnings:
        raise RenderError(_problem(warning) for warning in warnings)
    output.write_bytes(pdf)


def _problem(diagnostic: object) -> Problem:
    hints = "".join(f"; {hint}" for hint in getattr(diagnostic, "hints", []))
    return Problem("typst", f"{getattr(diagnostic, 'message', diagnostic)}{hints}")
