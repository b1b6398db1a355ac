"""The parameters of a notebook, taken from its namespace."""

import math

import pandas as pd
import pytest

from als_muscle_mri.inputs import InputError, load_cohort, read_parameters
from inputs.small_study import Study


def namespace(**names: object) -> dict:
    return {
        "__name__": "__main__",
        "_": 1,
        "_i1": "x = 1",
        "In": ["", "x = 1"],
        "Out": {1: 1},
        "exit": object(),
        "quit": object(),
        "get_ipython": lambda: None,
        "open": open,
        "math": math,
        "load_cohort": load_cohort,
        "frame": pd.DataFrame(),
        "Cohort": type,
        **names,
    }


def test_only_plain_values_of_the_user_are_taken() -> None:
    given = namespace(cohort="pavia-2018", alpha=None, rank_test="exact", cut_offs=[9, 11, 13])
    before = dict(given)
    assert read_parameters(given) == {
        "cohort": "pavia-2018",
        "alpha": None,
        "rank_test": "exact",
        "cut_offs": [9, 11, 13],
    }
    assert given == before


def test_running_the_first_cell_again_reads_the_same_parameters() -> None:
    cells = [
        "",
        "cohort = 'a'\nalpha = None",
        "# Parameters\nalhpa = 0.1\n",
        "n = len('x')",
        "m: int",
    ]
    given = namespace(cohort="a", alpha=None, alhpa=0.1, n=1, In=cells)
    assert read_parameters(given) == {"cohort": "a", "alpha": None, "alhpa": 0.1}


def test_a_notebook_loads_with_its_parameters(study: Study) -> None:
    data = load_cohort(**read_parameters(namespace(cohort="small", alpha=0.01, adjust=None)))
    assert (data.settings.alpha, data.settings.adjust) == (0.01, "holm")


@pytest.mark.parametrize("value", [0.01, None, "x", [1]])
def test_a_parameter_nobody_knows_is_an_error(study: Study, value: object) -> None:
    with pytest.raises(InputError) as caught:
        load_cohort(**read_parameters(namespace(cohort="small", alhpa=value)))
    assert "alhpa, given as -p/make parameter: no such parameter is known. Fix: The nearest" in str(
        caught.value
    )
    assert "is alpha." in str(caught.value)


@pytest.mark.parametrize("names", [{}, {"cohort": None}])
def test_no_cohort(names: dict) -> None:
    with pytest.raises(InputError, match=r'no cohort is named\. Fix: Set cohort = "pavia-2018"'):
        read_parameters(namespace(**names))
