"""Every distinct part of a multiset, once."""

import numpy as np
from every_dataset import every_split, rest_of
from hypothesis import given, settings
from hypothesis import strategies as st

from als_muscle_mri.reconstruct.splits import split_ways, splits


@settings(deadline=None, derandomize=True)
@given(st.data(), st.integers(1, 7))
def test_are_those_of_all_combinations(data, n):
    values = st.lists(st.integers(0, 4), min_size=n, max_size=n).map(sorted)
    rows = data.draw(st.lists(values, min_size=1, max_size=4))
    size = data.draw(st.integers(0, n))
    origin, parts, rests = splits(np.array(rows, np.int16), size)
    got = [
        (number, tuple(part), tuple(rest))
        for number, part, rest in zip(origin.tolist(), parts.tolist(), rests.tolist(), strict=True)
    ]
    assert got == [
        (number, part, rest_of(row, part))
        for number, row in enumerate(rows)
        for part in every_split(row, size)
    ]
    assert split_ways(np.array(rows), size).tolist() == [
        len(every_split(row, size)) for row in rows
    ]


def test_large_groups_with_few_grades_have_few():
    """Thirty choose fifteen would be 155 million."""
    row = np.repeat([[0, 1, 2]], 10, axis=1)
    origin, parts, rests = splits(np.sort(row), 15)
    assert len(origin) == split_ways(np.sort(row), 15)[0] == 91  # a + b + c = 15, none above 10
    assert parts.shape == rests.shape == (91, 15)


def test_no_rows():
    origin, parts, rests = splits(np.zeros((0, 5), np.int16), 2)
    assert (origin.shape, parts.shape, rests.shape) == ((0,), (0, 2), (0, 3))
    assert split_ways(np.zeros((0, 5)), 2).size == 0
