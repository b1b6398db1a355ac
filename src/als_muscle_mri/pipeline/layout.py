"""The names of what a notebook writes, from the short lists of the Snakefile."""


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
