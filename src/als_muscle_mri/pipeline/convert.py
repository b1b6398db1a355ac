"""py:percent notebook sources to unexecuted .ipynb files, the same bytes every time."""

from pathlib import Path

from als_muscle_mri.pipeline.files import write_whole

FORMAT = (4, 5)
"""Version of the notebook format; the first whose cells have ids."""

KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}


def convert(source: str | Path, target: str | Path) -> Path:
    r"""Convert one py:percent file into a notebook without outputs.

    Parameters
    ----------
    source : str or Path
        The notebook as a py:percent file, the only form that is edited.
    target : str or Path
        The .ipynb file to write.

    Returns
    -------
    Path
        The target. Cell ids count the cells, so that the bytes depend on the source alone.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     source = Path(folder, "one.py")
    ...     _ = source.write_text("# %%\n1 + 1\n")
    ...     '"id": "cell-1"' in convert(source, Path(folder, "one.ipynb")).read_text()
    True
    """
    import jupytext
    import nbformat

    notebook = jupytext.read(source, fmt="py:percent")
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNELSPEC})
    number_cells(notebook)
    return write_whole(target, nbformat.writes(notebook) + "\n")


def number_cells(notebook) -> None:
    """Give the cells ids that count them, in place of random ones, and drop jupytext's notes.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        Changed in place: ids, and the minor format version that allows them.
    """
    notebook.nbformat_minor = max(notebook.nbformat_minor, FORMAT[1])
    for number, cell in enumerate(notebook.cells, start=1):
        cell["id"] = f"cell-{number}"
        cell.metadata.pop("lines_to_next_cell", None)
