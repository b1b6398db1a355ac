"""The R scripts kept here still print the values stored beside them."""

import pytest
from conftest import why_r_cannot
from printed_values import assert_same, printed_now, stored

SCRIPTS = {
    "rank_tests": ("coin", "exactRankTests"),
    "tables": (),
    "kappa": ("vcd",),
    "meta": ("metafor",),
}


@pytest.mark.parametrize("script", SCRIPTS)
def test_r_prints_the_stored_values(script):
    if reason := why_r_cannot(*SCRIPTS[script]):
        pytest.skip(reason)
    assert_same(printed_now(script), stored(script))
