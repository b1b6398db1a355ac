"""Numbers of the report a second time, from the data files by R: coin, vcd and its own tests."""

import subprocess
from pathlib import Path

import pytest
from conftest import why_r_cannot

from als_muscle_mri import comparisons, correlations, emg_grading, mri_scoring
from als_muscle_mri.inputs import load_cohort

SCRIPT = Path(__file__).parent / "second_route.R"
ROUGH = ("atrophy odds_ratio", "atrophy odds_ratio_low", "atrophy odds_ratio_high")
"""What fisher.test searches for with uniroot, whose tolerance is 1.2e-4 of the odds, or of 1 over
the odds, which is up to 2 % of an odds ratio of 150."""


@pytest.fixture(scope="module")
def by_r() -> dict[str, float]:
    if reason := why_r_cannot("coin", "vcd"):
        pytest.skip(reason)
    command = ["Rscript", str(SCRIPT), "data/pavia-2018", "data/atlas.csv"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    lines = (line.split("\t") for line in done.stdout.splitlines())
    return {quantity: float(value) for quantity, value in lines}


@pytest.fixture(scope="module")
def ours() -> dict[str, float]:
    """The same quantities as the notebooks have them."""
    data = load_cohort("pavia-2018")
    grades = mri_scoring.muscle_grades(data)
    scores = mri_scoring.region_scores(grades)
    atrophy = comparisons.atrophy_comparison(mri_scoring.atrophy_counts(grades), 0.05)
    persons = comparisons.clustered_atrophy(grades, data.settings)
    groups = comparisons.strata(data)["spinal_v_controls"]
    spinal = comparisons.compare(scores, groups, data.settings)
    sides = comparisons.side_comparisons(scores, data.settings)
    sides = sides[(sides["group"] == "all") & (sides["n_differing"] > 0)]
    pairs = correlations.mri_with_emg(grades, emg_grading.emg_grades(data))
    kappa = (
        correlations.agreement(pairs, data.settings, data.scale).set_index("muscle_id").loc["all"]
    )
    raters = mri_scoring.rater_agreement(data)
    within = raters[raters["comparison"] == "within"]
    named = (
        ("atrophy", atrophy, ("p_fisher", "odds_ratio", "odds_ratio_low", "odds_ratio_high")),
        ("persons", persons, ("difference_percent", "p")),
        ("emg", kappa, ("weighted_kappa", "kappa_low", "kappa_high")),
    )
    return {
        **{f"{what} {name}": found[name] for what, found, names in named for name in names},
        **{
            f"spinal_v_controls {row.side} {row.region}": row.p_exact_abs_deviation
            for row in spinal.itertuples()
        },
        **{f"sides {row.region}": row.p for row in sides.itertuples()},
        **{
            f"within {row.region}": row.coefficient_of_variation_percent
            for row in within.itertuples()
        },
    }


def test_both_routes_have_the_same_quantities(
    by_r: dict[str, float], ours: dict[str, float]
) -> None:
    assert by_r.keys() == ours.keys()
    assert len(by_r) == 41


def test_both_routes_give_the_same_numbers(by_r: dict[str, float], ours: dict[str, float]) -> None:
    exact = {name: value for name, value in ours.items() if name not in ROUGH}
    assert exact == pytest.approx({name: by_r[name] for name in exact}, rel=1e-9, abs=1e-12)
    for name in ROUGH:
        assert ours[name] == pytest.approx(by_r[name], rel=0.02)
