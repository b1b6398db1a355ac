"""Rules that tie the rows of a file together, or one file to another.

Every function takes checked tables, in which a cell that breaks a rule of its own is NaN and
therefore reported once only, and yields the problems it finds.
"""

from collections.abc import Iterator, Mapping, Sequence

from als_muscle_mri.inputs.likeness import id_likeness
from als_muscle_mri.inputs.problems import LISTED_ALIKE, Problem, cell_problems, either, suggest
from als_muscle_mri.inputs.published_file import published_problems
from als_muscle_mri.inputs.scales import Scale
from als_muscle_mri.inputs.schemas import (
    ALSFRS_ITEMS,
    COHORT_SCHEMAS,
    DATA_SCHEMAS,
    FEWEST_MUAPS,
    PATIENT_ONLY,
    RATINGS,
    SCHEMAS,
    column_names,
)
from als_muscle_mri.inputs.validation import SUGGESTED, Table

Tables = Mapping[str, Table]


def consistency_problems(
    tables: Tables, thresholds: Sequence[str] | None, scale: Scale | None
) -> list[Problem]:
    """Check the tables of a cohort against each other.

    Parameters
    ----------
    tables : mapping of str to Table
        By file name, the atlas included.
    thresholds : sequence of str or None
        Muscle ids that have EMG thresholds; None where the settings could not be read.
    scale : Scale or None
        The scale of the cohort; None where it could not be read.

    Returns
    -------
    list of Problem
    """
    found: list[Problem] = []
    for table in tables.values():
        found += duplicates(table)
    subjects, atlas = tables["subjects.csv"], tables["atlas.csv"]
    for file in DATA_SCHEMAS:
        if file != "subjects.csv":
            found += unknown_names(tables[file], "subject_id", subjects)
            found += unknown_names(tables[file], "muscle_id", atlas)
    found += same_but_for_case(subjects, "subject_id")
    found += same_but_for_case(tables[RATINGS], "rater")
    found += patient_only_values(subjects)
    found += onset_after_enrolment(subjects)
    found += too_few_muaps(tables["muaps.csv"])
    if thresholds is not None:
        found += muscles_without_thresholds(tables["muaps.csv"], atlas, thresholds)
    found += scored_controls(tables["alsfrs.csv"], subjects)
    found += missing_items(tables["alsfrs.csv"])
    found += wrong_totals(tables["alsfrs.csv"], subjects)
    found += provenance_gaps(tables, scale)
    published = tables.get("published.csv")
    if published is not None:
        found += unknown_names(published, "region", atlas)
        if published.has("statistic", "printed", "decimals"):
            found += published_problems(published.frame)
    return found


def duplicates(table: Table) -> list[Problem]:
    """Find rows whose key stands on an earlier line already."""
    key = SCHEMAS[table.file].metadata["key"]
    if not table.has(*key):
        return []
    rows = table.frame[key].dropna()
    groups = rows.groupby(key, sort=False, observed=True).ngroup()
    repeated = groups[groups.duplicated()]
    if repeated.empty:
        return []
    first = groups.drop_duplicates()
    lines = dict(zip(first, first.index, strict=True))

    def fix(line: int, value: str) -> str:
        other = lines[groups[line]]
        return f"Line {other} has the same: delete line {line} or {other}, or correct one."

    cells = repeated.astype("object")
    listed = rows.loc[repeated.index[:LISTED_ALIKE]].itertuples(index=False)
    cells.iloc[:LISTED_ALIKE] = [", ".join(_text(cell) for cell in row) for row in listed]
    what = f"{', '.join(key[:-1])} and {key[-1]}" if len(key) > 1 else key[0]
    return cell_problems(table.file, " + ".join(key), cells, f"one row for each {what}", fix)


def same_but_for_case(table: Table, column: str) -> Iterator[Problem]:
    """Find ids that differ from an earlier one in capitals alone, and so mean the same."""
    if not table.has(column):
        return
    cells = table.frame[column].dropna()
    first: dict[str, int] = {}
    for line, name in cells.drop_duplicates().items():
        earlier = first.setdefault(name.casefold(), line)
        if earlier != line:
            rule = "two ids differ in more than capitals"
            fix = f"Write it as on line {earlier}, or give it quite another id."
            yield from cell_problems(table.file, column, cells[cells == name], rule, fix)


def unknown_names(table: Table, column: str, listing: Table) -> list[Problem]:
    """Find subjects, muscles or regions that their own file does not list."""
    if not (table.has(column) and listing.has(column)):
        return []
    known = listing.frame[column].dropna().astype("str").tolist()
    cells = table.frame[column]
    unknown = cells[cells.notna() & ~cells.isin(known)]
    if unknown.empty:
        return []
    told = [name for name in known if column != "subject_id" or not id_likeness(name)]
    near = {name: suggest(name, told) for name in unknown.unique()[:SUGGESTED]}
    thing = {"subject_id": "subject", "region": "region"}.get(column, "muscle")
    fix = f"Correct it, or add the {thing} to {listing.file}."
    return cell_problems(
        table.file,
        column,
        unknown,
        f"no such {column} is in {listing.file}",
        lambda line, name: near.get(name, "") + fix,
    )


def unknown_groups(subjects: Table, groups: Sequence[str]) -> list[Problem]:
    """Find subjects of a group that ``cohort.yml`` does not name."""
    if not subjects.has("group"):
        return []
    cells = subjects.frame["group"]
    unknown = cells[cells.notna() & ~cells.isin(groups)]
    near = {name: suggest(name, groups) for name in unknown.unique()[:SUGGESTED]}
    fix = f"Write {either(groups)}, or name the group under groups of cohort.yml."
    return cell_problems(
        subjects.file,
        "group",
        unknown,
        f"a group is {either(groups)}",
        lambda line, name: near.get(name, "") + fix,
    )


def patient_only_values(subjects: Table) -> Iterator[Problem]:
    """Find controls with a value in a column that is for patients."""
    if not subjects.has("group"):
        return
    controls = subjects.frame[subjects.frame["group"] == "control"]
    for column in PATIENT_ONLY:
        if column in controls:
            rule = f"{column} is for patients, and this subject is a control"
            fix = "Empty the cell, or correct the group."
            yield from cell_problems(subjects.file, column, controls[column].dropna(), rule, fix)


def onset_after_enrolment(subjects: Table) -> list[Problem]:
    """Find patients who are older at onset than when enrolled."""
    onset, enrolment = "age_at_onset_years", "age_at_enrolment_years"
    if not subjects.has(onset, enrolment):
        return []
    late = subjects.frame[subjects.frame[onset] > subjects.frame[enrolment]]
    rule = "the age at onset is not above the age at enrolment"
    fix = "The age at enrolment is {:g}: correct the one or the other."
    return cell_problems(
        subjects.file,
        onset,
        late[onset],
        rule,
        lambda line, value: fix.format(late.loc[line, enrolment]),
    )


def too_few_muaps(muaps: Table) -> list[Problem]:
    """Find examined muscles with fewer potentials than the protocol asks for."""
    key = ["subject_id", "side", "muscle_id"]
    if not muaps.has(*key):
        return []
    rows = muaps.frame[key].dropna().reset_index(names="line")
    counts = rows.groupby(key, observed=True, sort=False)["line"].agg(["size", "min"])
    few = counts[counts["size"] < FEWEST_MUAPS].reset_index().set_index("min").sort_index()
    values = few["size"].astype("str") + " of " + few[key[0]].astype("str")
    for column in key[1:]:
        values = values + ", " + few[column].astype("str")
    rule = f"an examined muscle has at least {FEWEST_MUAPS} MUAPs"
    fix = "Add the missing ones, or delete the rows of this muscle."
    return cell_problems(muaps.file, "muap", values, rule, fix)


def muscles_without_thresholds(
    muaps: Table, atlas: Table, thresholds: Sequence[str]
) -> Iterator[Problem]:
    """Find examined muscles whose mean duration could not be graded."""
    if not (muaps.has("muscle_id") and atlas.has("muscle_id")):
        return
    cells = muaps.frame["muscle_id"].dropna()
    cells = cells[cells.isin(atlas.frame["muscle_id"].tolist()) & ~cells.isin(list(thresholds))]
    rule = "an examined muscle has EMG thresholds"
    for line, muscle in cells.drop_duplicates().items():
        count = int((cells == muscle).sum())
        fix = (
            f"Add {muscle}: [.., .., ..] in ms under parameters, emg_thresholds_ms of cohort.yml "
            f"({count} rows need it)."
        )
        yield Problem(muaps.file, line, "muscle_id", str(muscle), rule, fix)


def scored_controls(alsfrs: Table, subjects: Table) -> list[Problem]:
    """Find ALSFRS-R items of controls."""
    if not (alsfrs.has("subject_id") and subjects.has("subject_id", "group")):
        return []
    controls = subjects.frame.loc[subjects.frame["group"] == "control", "subject_id"].dropna()
    cells = alsfrs.frame["subject_id"]
    cells = cells[cells.isin(controls.tolist())]
    rule = "the ALSFRS-R is for patients, and this subject is a control"
    fix = "Delete the row, or correct the group in subjects.csv."
    return cell_problems(alsfrs.file, "subject_id", cells, rule, fix)


def missing_items(alsfrs: Table) -> Iterator[Problem]:
    """Find patients with some of the twelve items but not all."""
    if not alsfrs.has("subject_id", "item"):
        return
    rows = alsfrs.frame[["subject_id", "item"]].astype("str")
    # A row whose item breaks a rule is reported already; it may well be the missing one.
    unclear = rows.loc[rows["item"].isna(), "subject_id"]
    rows = rows[~rows["subject_id"].isin(unclear)].dropna()
    counts = rows.groupby("subject_id", sort=False)["item"].transform("nunique")
    incomplete = rows[counts < len(ALSFRS_ITEMS)]
    for subject, items in incomplete.groupby("subject_id", sort=False)["item"]:
        missing = [item for item in ALSFRS_ITEMS if item not in items.tolist()]
        rule = "a scored patient has all twelve ALSFRS-R items"
        value = f"{subject} without {', '.join(missing)}"
        fix = "Add the missing rows, or delete the others of this patient."
        yield Problem(alsfrs.file, int(items.index[0]), "item", value, rule, fix)


def wrong_totals(alsfrs: Table, subjects: Table) -> list[Problem]:
    """Find totals that are not the sum of the twelve items."""
    total = "alsfrs_r_total"
    if not (alsfrs.has("subject_id", "item", "score") and subjects.has("subject_id", total)):
        return []
    rows = alsfrs.frame.astype({"subject_id": "str", "item": "str"})
    whole = rows.dropna().groupby("subject_id")["score"].agg(["size", "sum"])
    sums = whole.loc[whole["size"] == len(ALSFRS_ITEMS), "sum"]
    given = subjects.frame[["subject_id", total]].astype({"subject_id": "str"})
    given["sum"] = given["subject_id"].map(sums)
    wrong = given.dropna().query(f"{total} != sum")
    fix = "The items add up to {:g}: correct the one or the other."
    return cell_problems(
        subjects.file,
        total,
        wrong[total],
        "the total is the sum of the twelve items in alsfrs.csv",
        lambda line, value: fix.format(wrong.loc[line, "sum"]),
    )


def provenance_gaps(tables: Tables, scale: Scale | None) -> Iterator[Problem]:
    """Find columns without a provenance, and provenances of columns that do not exist.

    A file without rows has nothing whose provenance could be stated. Without a scale the columns
    of the readings are not known, and nothing is said of them.
    """
    provenance = tables["provenance.csv"]
    if not provenance.has("file", "column"):
        return
    columns = {file: column_names(file) for file in DATA_SCHEMAS if file != RATINGS}
    if scale is not None:
        columns[RATINGS] = column_names(RATINGS, scale)
    rows = provenance.frame[["file", "column"]].dropna()
    rows = rows[rows["file"].isin(list(columns))]
    for line, file, column in rows.itertuples():
        known = columns[file]
        if column not in known:
            rule = f"no such column is in {file}"
            fix = f"{suggest(column, known)}The columns are {', '.join(known)}."
            yield Problem(provenance.file, line, "column", column, rule, fix)
    stated = set(rows.itertuples(index=False, name=None))
    for file in (file for file in DATA_SCHEMAS if file in columns):
        if tables[file].frame is not None and tables[file].frame.empty:
            continue
        missing = [column for column in columns[file] if (file, column) not in stated]
        if missing:
            rule = f"the provenance of {file} is not stated for {', '.join(missing)}"
            fix = (
                f"Add one row for each, with {', '.join(COHORT_SCHEMAS[provenance.file].columns)}."
            )
            yield Problem(provenance.file, None, None, None, rule, fix)


def _text(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
