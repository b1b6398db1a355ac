"""What a reader can work out of published statistics, by trying every dataset there can be."""

import itertools
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from als_muscle_mri import coarsened, comparisons, contrasts
from als_muscle_mri.inputs import Settings, load_cohort
from als_muscle_mri.mri_scoring import muscle_grades, region_scores
from als_muscle_mri.report import tables
from als_muscle_mri.report.disclosure import Disclosure
from als_muscle_mri.report.suppressed import Coarse, Suppressed
from als_muscle_mri.statistics import cliffs_delta, hides_sizes, rank_sum

GRADES = (0.0, 0.5, 1.0)
PATIENTS = range(4, 7)
"""Six or fewer of seven patients were read; with minimum_cell 4, that is all a reader is told."""
CONTROLS = 4
Dataset = tuple[np.ndarray, np.ndarray]


def datasets() -> Iterator[Dataset]:
    """Every dataset of a region of two muscles without more than moderate changes."""
    for n in PATIENTS:
        for first in itertools.combinations_with_replacement(GRADES, n):
            for second in itertools.combinations_with_replacement(GRADES, CONTROLS):
                yield np.array(first), np.array(second)


def answers(publish: Callable[[np.ndarray, np.ndarray], Hashable]) -> dict[Hashable, set[int]]:
    """For everything that may be published, the numbers of patients it can come from."""
    found: dict[Hashable, set[int]] = defaultdict(set)
    for first, second in datasets():
        found[publish(first, second)].add(len(first))
    return found


def words(row: dict[str, object]) -> Hashable:
    told = [*coarsened.EFFECT, *coarsened.P_FORMS, "u", "z", "shift", "shift_low", "shift_high"]
    told += [f"{what}_{group}" for group in "ab" for what in ("median", "q1", "q3")]
    return tuple(None if np.isnan(row[name]) else row[name] for name in told)


@pytest.mark.parametrize(
    ("rank_test", "quartile_method"), [("asymptotic", "averaged_inverted_cdf"), ("exact", "linear")]
)
def test_nobody_works_a_hidden_count_out_of_a_coarse_comparison(
    rank_test: str, quartile_method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also not who knows every score of the controls: they are part of what is told."""
    chosen = Settings(rank_test=rank_test, quartile_method=quartile_method)

    @cache
    def contrast(first: tuple[float, ...], second: tuple[float, ...]) -> dict[str, object]:
        return contrasts.contrast({"a": np.array(first), "b": np.array(second)}, chosen)

    # Each dataset is compared once, and not once more as the neighbour of each other.
    monkeypatch.setattr(
        coarsened, "contrast", lambda samples, _: contrast(*map(tuple, samples.values()))
    )

    def publish(first: np.ndarray, second: np.ndarray) -> Hashable:
        sizes = {"a": PATIENTS, "b": (CONTROLS,)}
        samples = {"a": first, "b": second}
        return words(coarsened.coarse_contrast(samples, sizes, chosen)), tuple(second)

    found = answers(publish)
    assert all(len(sizes) > 1 for sizes in found.values())
    shown = [told for (told, _) in found if told[0] is not None]
    assert shown, "nothing is published at all, so the guarantee is empty"


@pytest.mark.parametrize(
    "publish",
    [
        lambda a, b: cliffs_delta(a, b).estimate,
        lambda a, b: rank_sum(a, b, method="exact").p,
        lambda a, b: rank_sum(a, b).u,
        lambda a, b: round(rank_sum(a, b, method="exact").p, 2),
    ],
    ids=["delta", "exact p", "U", "exact p with two decimals"],
)
def test_in_full_or_merely_rounded_the_count_is_told(publish: Callable[..., float]) -> None:
    found = answers(lambda a, b: (publish(a, b), tuple(b)))
    assert any(len(sizes) == 1 for sizes in found.values())


@settings(deadline=None, derandomize=True, max_examples=60)
@given(
    st.lists(st.integers(0, 4), min_size=3, max_size=7),
    st.lists(st.integers(0, 4), min_size=3, max_size=6),
    st.integers(0, 2),
)
def test_the_verdict_is_the_same_for_the_sample_that_makes_it(
    first: list[int], second: list[int], decimals: int
) -> None:
    """With both sizes hidden, whoever is shown has somebody else of other sizes shown the same."""
    possible = [range(3, 8), range(3, 7)]
    reached: list[list[np.ndarray]] = []

    def published(samples: list[np.ndarray]) -> Hashable:
        reached.append(samples)
        return round(cliffs_delta(*samples).estimate, decimals)

    own = [np.array(first), np.array(second)]
    if not hides_sizes(own, possible, published):
        return
    other = list(reached[-1])
    assert [len(sample) for sample in other] != [len(sample) for sample in own]
    for mine, theirs, sizes in zip(own, other, possible, strict=True):
        assert len(mine) != len(theirs)
        assert len(theirs) in sizes
    assert hides_sizes(other, possible, published)
    assert published(other) == published(own)


def test_significance_is_what_it_was() -> None:
    for alpha in (0.001, 0.004, 0.05, 0.3):
        for p in np.geomspace(1e-6, 1, 200):
            assert (coarsened.upper_step(p, alpha) <= alpha) == (p <= alpha)
            assert coarsened.upper_step(p, alpha) >= p


@pytest.fixture(scope="module")
def made() -> tuple[pd.DataFrame, pd.DataFrame, Disclosure]:
    """A cohort of which three of sixty patients have no right iliopsoas that was read.

    Of the paraspinals, 38 of 40 controls were read on both sides.
    """
    data = load_cohort("fjordby-lindhaven")
    scores = region_scores(muscle_grades(data))
    unread = data.subjects.loc[data.subjects["group"] == "patient", "subject_id"].head(3)
    gone = scores["subject_id"].isin(unread) & (scores["side"] == "right")
    few = scores[~(gone & (scores["region"] == "iliopsoas"))]
    disclosure = Disclosure.of(data.subjects, 5)
    full = comparisons.region_comparisons(few, data.settings)
    both = comparisons.patients_and_controls(few)
    return full, coarsened.coarse_comparison(full, few, both, data, disclosure.possible), disclosure


def test_a_hidden_count_makes_its_row_coarse_and_its_side_s_adjusted_p_limits(made) -> None:
    full, coarse, disclosure = made
    safe = disclosure.safe("table-2", coarse).set_index(["side", "region"])
    true = full.set_index(["side", "region"])
    coarse_row, true_row = (rows.loc[("right", "iliopsoas")] for rows in (safe, true))
    assert isinstance(coarse_row["n_patients"], Suppressed)
    assert isinstance(coarse_row["cliffs_delta"], Coarse)
    assert coarse_row["cliffs_delta"] == pytest.approx(true_row["cliffs_delta"], abs=0.051)
    assert coarse_row["p"] >= true_row["p"]
    assert all(isinstance(coarse_row[name], Suppressed) for name in ("u", "z", "shift"))
    for side, region in true.index:
        for name in ("p_holm", "p_bh", "p_adjusted"):
            assert safe.loc[(side, region), name] >= true.loc[(side, region), name] - 1e-12
            assert isinstance(safe.loc[(side, region), name], Coarse)
    assert safe.loc[("left", "iliopsoas"), "p"] == true.loc[("left", "iliopsoas"), "p"]


def test_adjusted_limits_are_made_of_nothing_but_what_is_shown(made) -> None:
    _, coarse, _ = made
    right = coarse[coarse["side"] == "right"]
    again = comparisons.with_adjusted(right, right["p"], Settings())
    np.testing.assert_allclose(right["p_holm"], again["p_holm"], rtol=0, atol=1e-12)
    np.testing.assert_allclose(right["p_bh"], again["p_bh"], rtol=0, atol=1e-12)


def test_a_reader_of_the_table_sees_what_is_coarse(made) -> None:
    _, coarse, disclosure = made
    labels = {"patient": "Patients", "control": "Controls"}
    table = tables.regions(disclosure.safe("table-2", coarse), labels, 0.95)
    row = table.shown.set_index("Region").loc["Right iliopsoas"]
    assert row["p"].startswith("≤ ")
    assert row["p, adjusted"].startswith("≤ ")
    assert row["Patients"].endswith("n\N{NO-BREAK SPACE}not\N{NO-BREAK SPACE}shown")
    assert "rounded" not in table.numbers
    assert "bounded" not in table.numbers


def test_without_hidden_counts_nothing_changes() -> None:
    data = load_cohort("pavia-2018")
    scores = region_scores(muscle_grades(data))
    full = comparisons.region_comparisons(scores, data.settings)
    both = comparisons.patients_and_controls(scores)
    possible = Disclosure.of(data.subjects, 1).possible
    made = coarsened.coarse_comparison(full, scores, both, data, possible)
    assert not made[["rounded", "bounded"]].any(axis=None)
    pd.testing.assert_frame_equal(made[full.columns], full, check_dtype=False)


def test_a_row_that_no_chapter_made_coarse_is_withheld(made) -> None:
    full, _, disclosure = made
    safe = disclosure.safe("table-2", full).set_index(["side", "region"])
    assert safe.loc[("right", "iliopsoas"), "cliffs_delta"].shown == "not shown"
    assert (
        safe.loc[("left", "iliopsoas"), "cliffs_delta"]
        == full.set_index(["side", "region"]).loc[("left", "iliopsoas"), "cliffs_delta"]
    )
