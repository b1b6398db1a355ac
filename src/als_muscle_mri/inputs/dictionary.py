"""The data dictionary: the tables of ``data/README.md``, written from schemas and settings.

``python -m als_muscle_mri.inputs.dictionary`` rewrites them; a test keeps them in agreement.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from als_muscle_mri.inputs.cohort_file import GROUP_KEYS, CohortDescription
from als_muscle_mri.inputs.folders import data_folder
from als_muscle_mri.inputs.scales import SCALES
from als_muscle_mri.inputs.schemas import SCHEMAS
from als_muscle_mri.inputs.settings import (
    SETTING_NAMES,
    Settings,
    allowed_values,
    as_yaml,
    default_value,
)

SECTION = re.compile(r"(<!-- begin (?P<name>[\w. ]+) -->\n).*?(<!-- end (?P=name) -->)", re.DOTALL)
NOT_EMPTY = "never empty"


def file_table(file: str) -> str:
    """Describe the columns of a CSV file as a Markdown table.

    Parameters
    ----------
    file : str
        A key of ``SCHEMAS``.

    Examples
    --------
    >>> print(file_table("strength.csv").splitlines()[-3])
    | `mrc_grade` | MRC grade, 5 is normal strength | grade | whole number, 0 to 5 | never empty |
    """
    schema = SCHEMAS[file]
    rows = [
        (
            f"`{name}`",
            column.description,
            column.metadata["unit"] or "",
            column.metadata["allowed"],
            (column.metadata["missing"] and f"empty = {column.metadata['missing']}") or NOT_EMPTY,
        )
        for name, column in schema.columns.items()
    ]
    table = markdown_table(("column", "meaning", "unit", "allowed values", "missing"), rows)
    key = ", ".join(f"`{name}`" for name in schema.metadata["key"])
    return f"{schema.description}\n\n{table}\n\nNo two rows agree in {key}.\n"


def heads_table() -> str:
    """Describe the keys of ``cohort.yml`` other than the parameters."""
    rows = []
    for name, field in CohortDescription.model_fields.items():
        rows.append((f"`{name}`", field.description, "yes" if field.is_required() else "no"))
        if name == "groups":
            rows += [(f"`groups.{group}`", text, "no") for group, text in GROUP_KEYS.items()]
    return markdown_table(("key", "meaning", "needed"), rows) + "\n"


def scales_table() -> str:
    """Describe the grading scales a cohort can name."""
    rows = [
        (f"`{name}`", f"`{scale.column}`", scale.defined, scale.span)
        for name, scale in SCALES.items()
    ]
    head = ("`grading_scale`", "column of the grades", "grades", "from, to")
    return markdown_table(head, rows) + "\n"


def parameters_table() -> str:
    """Describe the parameters of ``cohort.yml`` as a Markdown table."""
    rows = [
        (
            f"`{name}`",
            Settings.model_fields[name].description,
            allowed_values(name),
            f"`{as_yaml(default_value(name))}`",
        )
        for name in SETTING_NAMES
    ]
    return markdown_table(("parameter", "meaning", "allowed values", "default"), rows) + "\n"


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    r"""Write a Markdown pipe table.

    Examples
    --------
    >>> print(markdown_table(("a", "b"), [(1, "x|y")]))
    | a | b |
    |---|---|
    | 1 | x\|y |
    """
    lines = [head, *rows]
    cells = [[str(cell).replace("|", r"\|") for cell in line] for line in lines]
    written = ["| " + " | ".join(line) + " |" for line in cells]
    return "\n".join([written[0], "|" + "---|" * len(head), *written[1:]])


def sections() -> dict[str, str]:
    """Give every generated section of the data dictionary by its name."""
    files = {file: file_table(file) for file in SCHEMAS}
    described = {"cohort.yml": heads_table(), "grading scales": scales_table()}
    return {**files, **described, "parameters": parameters_table()}


def updated(text: str) -> str:
    """Put the generated sections into the text of the data dictionary.

    Parameters
    ----------
    text : str
        The dictionary with a pair of begin and end comments for each section.

    Raises
    ------
    ValueError
        A section is not in the text, or a section of the text is not known.
    """
    made = sections()
    found = [match["name"] for match in SECTION.finditer(text)]
    if sorted(found) != sorted(made):
        raise ValueError(f"the dictionary has the sections {found}, needed are {sorted(made)}")
    return SECTION.sub(lambda m: f"{m[1]}\n{made[m['name']]}\n{m[3]}", text)


def dictionary_path() -> Path:
    """Give the path of the data dictionary."""
    return data_folder() / "README.md"


def main() -> None:
    """Rewrite the data dictionary."""
    path = dictionary_path()
    path.write_text(updated(path.read_text(encoding="utf-8")), encoding="utf-8")
    print(f"{path} is up to date")


if __name__ == "__main__":
    main()
