"""Random datasets and what a paper would print of them."""

from collections.abc import Sequence
from typing import get_args

import numpy as np
from every_dataset import SHARES, Dataset, rest_of, scipys_p
from hypothesis import strategies as st

from als_muscle_mri.inputs.settings import QuartileMethod
from als_muscle_mri.reconstruct import Group, Summary

METHODS = get_args(QuartileMethod)


def printed(value: float, decimals: int) -> str:
    """Round, and drop the zeros at the end where the value is that round to two decimals."""
    text = f"{value:.{decimals}f}"
    short = text.rstrip("0").rstrip(".")
    if "." in short or abs(value - float(short)) <= 0.005:
        return short
    return text


def printed_p(p: float, how: str) -> str:
    if how == "limit":
        return "<0.05" if p < 0.05 else ">0.05"
    return f"{p:.{how}f}"


def group(
    name: str, sums: Sequence[int], items: int, method: str, decimals: int, shown: Sequence[str]
) -> Group:
    scores = np.array(sums) / items
    texts = {
        figure: printed(float(np.quantile(scores, SHARES[figure], method=method)), decimals)
        for figure in shown
    }
    return Group(name, len(sums), **texts)


@st.composite
def reports(
    draw: st.DrawFn,
    sizes: tuple[int, int],
    items: int,
    highest_grade: int,
    shown: st.SearchStrategy[list[str]],
    comparisons: st.SearchStrategy[bool],
    part_from: int = 0,
) -> tuple[Summary, Dataset]:
    """A dataset, and the summary a paper would give of it."""
    n_items, grade = draw(st.integers(1, items)), draw(st.integers(1, highest_grade))
    values = st.integers(0, n_items * grade)
    whole, other = (
        tuple(
            sorted(
                draw(
                    st.lists(values, min_size=1 if number else max(1, 2 * part_from), max_size=size)
                )
            )
        )
        for number, size in enumerate(sizes)
    )
    method = draw(st.sampled_from(METHODS))
    groups = tuple(
        group(name, sums, n_items, method, draw(st.integers(1, 3)), draw(shown))
        for name, sums in (("patients", whole), ("controls", other))
    )
    samples = {"patients": whole, "controls": other}
    part: tuple[int, ...] = ()
    parts = {}
    if draw(st.booleans()):
        places = draw(st.permutations(range(len(whole))))
        size = draw(st.integers(part_from, len(whole) // 2))
        part = tuple(sorted(whole[place] for place in places[:size]))
        samples |= {"bulbar": part, "spinal": rest_of(whole, part)}
        parts = draw(st.permutations([("bulbar", size), ("spinal", len(whole) - size)]).map(dict))
        if 2 * size == len(whole) and next(iter(parts)) == "spinal":
            part = samples["spinal"]  # of two parts of one size the first named one is listed
    p = {}
    for pair in draw(st.permutations(pairs(bool(parts)))):
        if draw(comparisons):
            x, y = (np.array([samples[name]]).reshape(1, -1) for name in pair)
            how = draw(st.sampled_from(["3", "2", "limit"]))
            p[draw(st.permutations(pair).map(tuple))] = printed_p(float(scipys_p(x, y)[0]), how)
    summary = Summary(
        "score", n_items, groups, p, parts, grade, method, "patients" if parts else None
    )
    return summary, (whole, other, part)


def pairs(parts: bool) -> list[tuple[str, str]]:
    whole = [("patients", "controls")]
    return (
        [*whole, ("spinal", "controls"), ("bulbar", "controls"), ("spinal", "bulbar")]
        if parts
        else whole
    )
