"""The phantom: its truth is what is in it, and it is the same every time."""

import numpy as np
import pytest

from als_muscle_mri.imaging.anatomy import SECTIONS
from als_muscle_mri.imaging.phantom import FINE, SIDES, SIGNAL, Disturbance, Tissue, phantom
from als_muscle_mri.inputs.folders import data_folder
from als_muscle_mri.inputs.validation import read_table

NONE = Disturbance(noise=0.0, bias=0.0)


def all_of(segment: str, tissue: Tissue) -> dict[tuple[str, str], Tissue]:
    return {(side, muscle): tissue for side in SIDES for muscle in SECTIONS[segment].muscles}


def test_every_muscle_of_the_atlas_is_drawn_in_its_segment() -> None:
    atlas = read_table(data_folder(), "atlas.csv").frame
    drawn = {muscle for section in SECTIONS.values() for muscle in section.muscles}
    assert set(atlas["muscle_id"]) == drawn
    for row in atlas.itertuples():
        assert row.muscle_id in SECTIONS[row.body_segment].muscles


@pytest.mark.parametrize("segment", SECTIONS)
@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_without_disturbance_the_signal_is_the_truth(segment: str, share: float) -> None:
    """The share recomputed from the image by the mixture rule is the one given as the truth."""
    made = phantom(segment, all_of(segment, Tissue(share)), 7, NONE)
    assert set(made.truth) == set(all_of(segment, Tissue(share)))
    span = SIGNAL["fat"] - SIGNAL["muscle"]
    for label in made.scan.labels:
        values = made.scan.intensity[made.scan.mask == label.index]
        recomputed = (values.mean(dtype=float) - SIGNAL["muscle"]) / span
        assert recomputed == pytest.approx(made.truth[label.side, label.muscle_id], abs=1e-5)
        assert made.truth[label.side, label.muscle_id] == pytest.approx(share, abs=0.12)


@pytest.mark.parametrize("segment", SECTIONS)
@pytest.mark.parametrize("atrophied", [False, True])
def test_a_muscle_without_fat_is_normal(segment: str, atrophied: bool) -> None:
    """What partial volume at its edge adds stays below the usual cut-off of grade 1, 0.05."""
    made = phantom(segment, all_of(segment, Tissue(0.0, atrophied)), 7, Disturbance())
    assert max(made.truth.values()) < 0.035


def test_the_right_side_of_the_body_lies_at_low_columns() -> None:
    """Columns run to the patient's left, as in a scan that was read."""
    scan = phantom("thigh", all_of("thigh", Tissue(0.0)), 7, NONE).scan
    for label in scan.labels:
        columns = np.nonzero(scan.mask == label.index)[2]
        middle = scan.mask.shape[2] / 2
        assert (columns < middle).all() if label.side == "right" else (columns >= middle).all()


def test_a_side_that_was_not_scanned_is_not_drawn() -> None:
    scan = phantom("hand", {("left", "adductor_pollicis"): Tissue(0.1)}, 7, NONE).scan
    half = scan.intensity.shape[2] // 2
    assert scan.intensity[:, :, :half].max() == 0 < scan.intensity[:, :, half:].max()


def test_an_atrophied_muscle_is_smaller() -> None:
    usual, thin = (
        phantom("calf", {("left", "soleus"): Tissue(0.0, atrophied)}, 7, NONE).scan
        for atrophied in (False, True)
    )
    assert 0.4 < (thin.mask > 0).sum() / (usual.mask > 0).sum() < 0.85


def test_a_seed_gives_the_same_phantom_and_another_gives_another() -> None:
    muscles = all_of("calf", Tissue(0.2))
    one, again, other = (phantom("calf", muscles, seed, Disturbance()).scan for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.intensity, again.intensity)
    assert not np.array_equal(one.mask, other.mask)


def test_borders_hold_parts_of_both_tissues() -> None:
    """Partial volume: signals between muscle and fat, in steps of one drawn pixel."""
    scan = phantom("calf", all_of("calf", Tissue(0.3)), 7, NONE).scan
    values = np.unique(scan.intensity[scan.mask > 0].round(3))
    between = values[(values > SIGNAL["muscle"]) & (values < SIGNAL["fat"])]
    assert len(between) >= FINE**2 - 1


def test_it_says_that_it_is_no_patient() -> None:
    note = phantom("calf", all_of("calf", Tissue(0)), 7, NONE).scan.note
    assert note == "digital phantom, not a patient"
