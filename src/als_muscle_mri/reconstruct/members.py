"""Datasets of a complete set as rows of a table, and the table as a compressed file."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from als_muscle_mri.reconstruct.complete import CompleteSet


def member_table(found: CompleteSet, members: Sequence[int] | None = None) -> pd.DataFrame:
    """Give one row a dataset.

    Parameters
    ----------
    found : CompleteSet
        The datasets.
    members : sequence of int, optional
        Numbers of those to give, from 0; left out, all.

    Returns
    -------
    DataFrame
        dataset (from 1), and for each group and part its sorted grade sums as a text, with
        spaces between them; divided by the number of items they are the scores.

    Examples
    --------
    >>> from als_muscle_mri.reconstruct import Group, Summary, complete_set
    >>> groups = (Group("patients", 10, "1", "1", "2"), Group("controls", 9, "1", "1", "2"))
    >>> found = complete_set(Summary("gluteus", 1, groups, {("patients", "controls"): "0.482"}))
    >>> print(member_table(found).to_csv(index=False).strip())
    dataset,patients,controls
    1,1 1 1 1 1 1 2 2 3 3,0 0 1 1 1 2 2 2 2
    """
    rows = np.arange(found.count) if members is None else np.array(members, np.int64)
    columns = {name: [_text(row) for row in sums[rows]] for name, sums in found.samples.items()}
    return pd.DataFrame({"dataset": rows + 1, **columns})


def write_members(table: pd.DataFrame, path: str | Path) -> Path:
    """Write a table as CSV, by gzip, the same bytes every time.

    Parameters
    ----------
    table : DataFrame
        What `member_table` gives.
    path : str or Path
        The file, ending in ``.csv.gz``.

    Returns
    -------
    Path
        The file.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    packing = {"method": "gzip", "mtime": 0}
    table.to_csv(path, index=False, lineterminator="\n", compression=packing)
    return path


def _text(sums: NDArray) -> str:
    return " ".join(map(str, sums.tolist()))
