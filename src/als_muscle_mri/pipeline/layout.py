"""The names of what a notebook writes and of what a manuscript is made of."""

from pathlib import Path

from als_muscle_mri.pipeline.files import files_below

MANUSCRIPTS = "report"
OTHERS = ("comparison", "plan")
"""Folders below `report` with a manuscript of their own; the look is shared."""


def outputs(results: str, tables: str = "", figures: str = "") -> list[str]:
    """List the files of one notebook.

    Parameters
    ----------
    results, tables, figures : str
        Names with blanks between them: files of `results`, tables without `.csv`, figures
        without `.svg` and `.png`.

    Returns
    -------
    list of str
        Paths below the folder of a report.

    Examples
    --------
    >>> outputs("cohort.json", tables="table-1a", figures="flow")
    ['results/cohort.json', 'tables/table-1a.csv', 'figures/flow.svg', 'figures/flow.png']
    """
    return [
        *(f"results/{name}" for name in results.split()),
        *(f"tables/{name}.csv" for name in tables.split()),
        *(f"figures/{name}.{kind}" for name in figures.split() for kind in ("svg", "png")),
    ]


def manuscript(kind: str = "report") -> list[str]:
    """List the files a manuscript is rendered from.

    Parameters
    ----------
    kind : str
        `report`, whose text lies in the folder `report` itself, or one of `OTHERS`.

    Returns
    -------
    list of str
        Paths from the working directory, sorted. A manuscript of its own folder shares
        everything of `report` but the text, the `.qmd` files.

    Examples
    --------
    >>> "report/index.qmd" in manuscript("comparison"), "report/index.qmd" in manuscript()
    (False, True)
    """
    root = Path(MANUSCRIPTS)
    files = files_below(root)
    own = [path for path in files if path.relative_to(root).parts[0] == kind]
    shared = [path for path in files if path.relative_to(root).parts[0] not in OTHERS]
    if kind in OTHERS:
        shared = [path for path in shared if path.suffix != ".qmd"]
    return [str(path) for path in sorted(shared + own)]
