"""What was summarised is found again, and what is found again summarises to what was printed."""

import numpy as np
import pytest
from every_dataset import SHARES, listed, matches, p_matches, samples_of, scipys_p
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from random_summaries import group, printed_p, reports

from als_muscle_mri.reconstruct import (
    CompleteSet,
    PrintedP,
    Summary,
    TooManyError,
    agrees,
    complete_set,
)
from als_muscle_mri.statistics import quartiles, rank_sum

TABLES = reports(
    (9, 8),
    items=3,
    highest_grade=3,
    shown=st.just(list(SHARES)),
    comparisons=st.just(True),
    part_from=1,
)
MOST = 20_000


def found_of(summary: Summary) -> CompleteSet:
    """The complete set; a summary with too many datasets is not tried."""
    try:
        return complete_set(summary, most=MOST)
    except TooManyError:
        assume(False)


@settings(deadline=None, max_examples=40, derandomize=True)
@given(TABLES)
def test_a_dataset_is_found_again_and_all_found_print_alike(report):
    summary, drawn = report
    found = found_of(summary)
    datasets = listed(found)
    assert drawn in datasets
    assert len(set(datasets)) == found.count
    patients, controls = summary.groups
    samples = samples_of(summary, datasets, patients, controls)
    for name, sums in found.samples.items():
        np.testing.assert_array_equal(sums, samples[name])
    for printed in summary.groups:
        scores = samples[printed.name] / summary.items
        for figure, text in printed.printed.items():
            values = np.quantile(scores, SHARES[figure], axis=1, method=summary.quartile_method)
            assert all(matches(text, value) for value in values)
    for (first, second), text in summary.p.items():
        assert p_matches(text, scipys_p(samples[first], samples[second])).all()


@settings(deadline=None, max_examples=25, derandomize=True)
@given(TABLES)
def test_the_statistics_of_this_project_say_the_same(report):
    summary, _ = report
    found = found_of(summary)
    some = np.random.default_rng(1).choice(found.count, min(20, found.count), replace=False)
    for row in some:
        scores = {name: sums[row] / summary.items for name, sums in found.samples.items()}
        for printed in summary.groups:
            of_group = quartiles(scores[printed.name], summary.quartile_method)
            for figure, text in printed.printed.items():
                assert agrees(text, getattr(of_group, figure))
        for (first, second), text in summary.p.items():
            p = rank_sum(scores[first], scores[second], method="asymptotic").p
            assert PrintedP.of(text).agrees(p)


@pytest.mark.parametrize("seed", range(4))
def test_sizes_of_published_studies(seed):
    """Ten against nine, as in clinical papers; the drawn one is among thousands."""
    generator = np.random.default_rng(seed)
    patients = np.sort(generator.binomial(6, 0.4, 10))
    controls = np.sort(generator.binomial(6, 0.2, 9))
    groups = tuple(
        group(name, sums, 2, "averaged_inverted_cdf", 2, list(SHARES))
        for name, sums in (("patients", patients), ("controls", controls))
    )
    p = printed_p(float(scipys_p(patients[None], controls[None])[0]), "3")
    found = complete_set(Summary("score", 2, groups, {("patients", "controls"): p}))
    assert (tuple(patients.tolist()), tuple(controls.tolist()), ()) in set(listed(found))
    assert p_matches(p, scipys_p(found.whole, found.other)).all()
