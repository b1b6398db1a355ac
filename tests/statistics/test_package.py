"""The package as a whole: light to import, one vocabulary, results that cannot be changed."""

import dataclasses
import subprocess
import sys

import pytest

from als_muscle_mri import statistics

CALLS = {
    "quartiles": ([1.0, 2.0],),
    "rank_sum": ([1.0, 2.0], [0.0, 2.0]),
    "signed_rank": ([1.0, -2.0],),
    "hodges_lehmann": ([1.0, 2.0], [0.0, 2.0]),
    "cliffs_delta": ([1.0, 2.0], [0.0, 2.0]),
    "spearman": ([1.0, 2.0, 3.0], [0.0, 2.0, 1.0]),
    "contingency": ([[1, 2], [3, 4]],),
    "clustered_proportions": ([1], [2], [0], [3]),
    "weighted_kappa": ([0, 1], [0, 0]),
    "coefficient_of_variation": ([1.0], [2.0]),
    "intraclass_correlation": ([[1, 2], [2, 2], [3, 4]],),
}


def test_importing_it_loads_numpy_and_nothing_heavy():
    script = (
        "import sys, als_muscle_mri.statistics as s; "
        "print([m for m in ('scipy', 'pandas', 'statsmodels', 'pingouin') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_rank_tests_need_numpy_only():
    script = (
        "import sys; from als_muscle_mri.statistics import rank_sum, hodges_lehmann; "
        "rank_sum([1, 2, 3], [2, 3]), hodges_lehmann([1, 2, 3], [2, 3]); print('scipy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("name", CALLS)
def test_results_are_frozen_and_share_their_words(name):
    result = getattr(statistics, name)(*CALLS[name])
    fields = {field.name for field in dataclasses.fields(result)}
    assert hasattr(result, "estimate")
    assert hasattr(result, "n")
    assert ("low" in fields) == ("high" in fields) == ("level" in fields)
    assert name == "contingency" or {"missing", "method"} <= fields
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.method = "other"


def test_everything_public_is_documented():
    for name in statistics.__all__:
        assert getattr(statistics, name).__doc__
