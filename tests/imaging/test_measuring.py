"""Correction, references, shares and sizes, beside slow and obvious ways and known truths."""

from dataclasses import replace

import numpy as np
import pytest

from als_muscle_mri.imaging.anatomy import SECTIONS
from als_muscle_mri.imaging.correction import _interpolation, corrected
from als_muscle_mri.imaging.evening import evened, response
from als_muscle_mri.imaging.imaged import reference_problems
from als_muscle_mri.imaging.labels import SUBCUTANEOUS_FAT, Label
from als_muscle_mri.imaging.measuring import measured, measures
from als_muscle_mri.imaging.phantom import SIDES, SIGNAL, Disturbance, Tissue, phantom
from als_muscle_mri.imaging.reading import Scan
from als_muscle_mri.imaging.references import Levels, NoReferenceError, levels, pure_voxels
from als_muscle_mri.imaging.share import FatShare, fat_share

CLEAN = Disturbance(noise=0.02, bias=0.0)


def drawn(segment: str, shares, disturbance: Disturbance, seed: int = 11):
    muscles = [(side, muscle) for side in SIDES for muscle in SECTIONS[segment].muscles]
    tissues = {key: Tissue(shares[n % len(shares)]) for n, key in enumerate(muscles)}
    return phantom(segment, tissues, seed, disturbance)


@pytest.mark.parametrize("segment", SECTIONS)
@pytest.mark.parametrize(("disturbance", "allowed"), [(CLEAN, 0.025), (Disturbance(), 0.06)])
def test_shares_are_recovered(segment: str, disturbance: Disturbance, allowed: float) -> None:
    made = drawn(segment, (0.0, 0.1, 0.35, 0.7, 1.0), disturbance)
    frame, _, _ = measured(made.scan)
    truth = [made.truth[row.side, row.muscle_id] for row in frame.itertuples()]
    assert len(frame) == len(made.truth)
    np.testing.assert_allclose(frame["fat_share"], truth, atol=allowed)


def test_the_field_is_taken_out() -> None:
    """Beside the same phantom without field and noise, the image is even again."""
    clean = drawn("thigh", (0.0,), Disturbance(noise=0.0, bias=0.0)).scan.intensity
    made = drawn("thigh", (0.0,), Disturbance(noise=0.02, bias=0.6)).scan
    after, _ = evened(corrected(made.intensity), made)
    before, left = (
        np.std(np.log(one[clean > 50] / clean[clean > 50])) for one in (made.intensity, after)
    )
    assert left < 0.3 * before


def test_what_is_left_of_a_field_is_found_again() -> None:
    """A wave over a noisy phantom of healthy muscle; without it there is next to nothing."""
    scan = drawn("thigh", (0.0,), Disturbance(noise=0.08, bias=0.0)).scan
    columns = np.arange(scan.mask.shape[2]) * scan.spacing_mm[2]
    wave = np.exp(0.03 * np.sqrt(2) * np.sin(columns / 25)).astype("float32")
    (_, even), (_, uneven) = (
        evened(scan.intensity * factor, scan) for factor in (np.float32(1), wave)
    )
    assert even.unevenness < 0.005
    assert uneven.unevenness == pytest.approx(0.03, rel=0.4)


@pytest.mark.parametrize("sd", [0.05, 0.15, 0.25])
def test_within_a_window_a_mean_moves_by_a_part_of_how_far_all_move(sd: float) -> None:
    """A million draws, moved by 0.01; the standard error of the part is below 0.03."""
    values = np.random.default_rng(5).normal(0, sd, 1_000_000)
    plain, moved = (x[np.abs(x) < 0.3].mean() for x in (values, values + 0.01))
    assert response(0.3, sd) == pytest.approx((moved - plain) / 0.01, abs=0.1 * sd)


def test_a_field_under_much_noise_is_found_again_as_well() -> None:
    """By the bare spread of places it would seem half as large."""
    scan = drawn("thigh", (0.0,), Disturbance(noise=0.25, bias=0.0)).scan
    columns = np.arange(scan.mask.shape[2]) * scan.spacing_mm[2]
    wave = np.exp(0.05 * np.sqrt(2) * np.sin(columns / 25)).astype("float32")
    _, found = evened(scan.intensity * wave, scan)
    assert found.unevenness == pytest.approx(0.05, rel=0.4)


def test_a_field_left_over_widens_the_interval_of_bright_muscle_most() -> None:
    """d share / d log signal is signal over span: 100 / 300 without fat, 400 / 300 with all."""
    levels = Levels(100, 400, 0, 0, unevenness=0.03)
    for share in (0.0, 1.0):
        signal = 100 + 300 * share
        found = share_of([signal] * 4, [0, 0, 1, 1], levels)
        assert found.error == pytest.approx(0.03 * signal / 300, rel=1e-9)


def test_a_correction_leaves_the_input_and_repeats_itself() -> None:
    scan = drawn("calf", (0.2,), Disturbance()).scan
    kept = scan.intensity.copy()
    np.testing.assert_array_equal(corrected(scan.intensity), corrected(scan.intensity))
    np.testing.assert_array_equal(scan.intensity, kept)


def test_a_scale_of_the_scanner_changes_no_share() -> None:
    scan = drawn("calf", (0.0, 0.4), CLEAN).scan
    times = Scan(**{**vars(scan), "intensity": scan.intensity * 37})
    one, other = (measured(s)[0] for s in (scan, times))
    np.testing.assert_allclose(one["fat_share"], other["fat_share"], atol=1e-4)


def test_between_the_centres_of_blocks_the_field_is_a_straight_line() -> None:
    weights = _interpolation(10, 4)
    np.testing.assert_allclose(weights.sum(axis=1), 1)
    line = weights @ np.array([1.5, 5.5, 8.5])
    np.testing.assert_allclose(line[2:9], np.arange(2, 9), atol=1e-12)


def test_references_of_marked_fat_win_over_what_lies_beneath_the_skin() -> None:
    scan = drawn("calf", (0.0,), CLEAN).scan
    mask = scan.mask.copy()
    mask[:, :6, :6] = 999  # air, called fat
    marked = Scan(
        **{**vars(scan), "mask": mask, "labels": (*scan.labels, Label(999, "", SUBCUTANEOUS_FAT))}
    )
    with pytest.raises(NoReferenceError):
        levels(scan.intensity, marked)
    assert levels(scan.intensity, scan).fat == pytest.approx(400, rel=0.02)


def test_a_few_marked_slices_of_many_are_found_wherever_they_are() -> None:
    """Five slices of a calf between 13 empty ones on either side; fat is marked in one of them."""
    scan = drawn("calf", (0.0,), CLEAN).scan
    around = ((13, 13), (0, 0), (0, 0))
    mask = np.pad(scan.mask, around)
    mask[14][(mask[14] == 0) & (np.pad(scan.intensity, around)[14] > 300)] = 999
    labels = (*scan.labels, Label(999, "", SUBCUTANEOUS_FAT))
    long = replace(scan, intensity=np.pad(scan.intensity, around), mask=mask, labels=labels)
    fat, muscle = pure_voxels(long.intensity, long)
    assert set(fat[0]) == {14}
    assert set(muscle[0]) == {13, 14, 15, 16, 17}
    found = levels(long.intensity, long)
    assert (found.muscle, found.fat) == (pytest.approx(100, rel=0.02), pytest.approx(400, rel=0.02))


def test_without_an_inner_voxel_of_muscle_there_is_nothing_to_compare_with() -> None:
    scan = drawn("calf", (0.0,), CLEAN).scan
    thin = np.zeros_like(scan.mask)
    thin[:, :, 30] = scan.mask[:, :, 30]
    with pytest.raises(NoReferenceError, match="too little muscle"):
        levels(scan.intensity, replace(scan, mask=thin))


def test_where_all_is_fat_there_is_nothing_to_compare_with() -> None:
    with pytest.raises(NoReferenceError, match="healthy muscle"):
        measured(drawn("calf", (1.0,), CLEAN).scan)


def weighted(muscle: float, fat: float) -> Scan:
    """A healthy calf whose tissues have other signals, and voxels of both accordingly."""
    scan = drawn("calf", (0.0,), CLEAN).scan
    share = (scan.intensity - SIGNAL["muscle"]) / (SIGNAL["fat"] - SIGNAL["muscle"])
    darker = muscle * scan.intensity / SIGNAL["muscle"]
    made = np.where(share < 0, darker, muscle + share * (fat - muscle)).clip(0)
    return replace(scan, intensity=made.astype("float32"))


@pytest.mark.parametrize(
    ("muscle", "fat", "told"),
    [
        (100, 400, None),
        (100, 200, None),
        (400, 100, "brighter than the fat beneath the skin"),
        (100, 25, "brighter than the fat beneath the skin"),
        (100, 2, "brighter than the fat beneath the skin"),
        (100, 100, "too little muscle clearly darker than fat"),
        (380, 400, "too little muscle clearly darker than fat"),
    ],
    ids=["T1", "PD", "inverted", "suppressed", "gone", "no fat", "no healthy muscle"],
)
def test_a_scan_without_references_is_told_before_and_in_measuring(
    muscle: float, fat: float, told: str | None
) -> None:
    scan = weighted(muscle, fat)
    found = reference_problems(scan)
    assert [told in str(one) for one in found] == ([True] if told else [])
    if told:
        with pytest.raises(NoReferenceError, match=told):
            measured(scan)


def test_a_strong_field_alone_is_not_taken_for_another_weighting() -> None:
    """Without correction muscle near the coil is as bright as fat far from it."""
    scan = drawn("thigh", (0.0, 0.3), Disturbance(noise=0.05, bias=2.0)).scan
    assert reference_problems(scan) == []


def share_of(values: list[float], slices: list[int], levels: Levels) -> FatShare:
    """The share of some voxels, each with its slice."""
    parts = [
        [v for v, s in zip(values, slices, strict=True) if s == n] for n in sorted(set(slices))
    ]
    sums, sizes = (np.array([of(part) for part in parts]) for of in (sum, len))
    middle = (levels.muscle + levels.fat) / 2
    return fat_share(sums, sizes, sum(v > middle for v in values), levels)


def test_a_share_is_that_of_a_loop_over_voxels() -> None:
    random = np.random.default_rng(3)
    values, slices = random.uniform(80, 420, 60).tolist(), random.integers(0, 5, 60).tolist()
    found = share_of(values, slices, Levels(100.0, 400.0, 2.0, 3.0))
    mixture = [(v - 100) / 300 for v in values]
    mean = sum(mixture) / 60
    n = len(set(slices))
    between = 0.0
    for number in set(slices):
        part = [m for m, s in zip(mixture, slices, strict=True) if s == number]
        between += (len(part) * (sum(part) / len(part) - mean)) ** 2
    sampling = (between * n / (n - 1)) ** 0.5 / 60
    reference = (((1 - mean) * 2 / 300) ** 2 + (mean * 3 / 300) ** 2) ** 0.5
    assert found.share == pytest.approx(mean, abs=1e-12)
    assert found.error == pytest.approx((sampling**2 + reference**2) ** 0.5, abs=1e-12)
    assert found.df == pytest.approx((sampling**2 + reference**2) ** 2 / (sampling**4 / (n - 1)))
    assert found.above_midpoint == sum(m > 0.5 for m in mixture) / 60


def test_a_muscle_in_one_slice_has_no_error() -> None:
    assert np.isnan(share_of([100.0, 400.0], [2, 2], Levels(100, 400, 1, 1)).error)


def test_the_degrees_of_freedom_are_those_of_the_error_that_weighs() -> None:
    """Slices that hardly differ leave those of the reference; a known field alone has no end."""
    reference = Levels(100, 400, 3, 0, muscle_df=7)
    assert share_of([100.0, 100.001] * 2, [0, 0, 1, 1], reference).df == pytest.approx(7, rel=1e-3)
    field = Levels(100, 400, 0, 0, unevenness=0.1)
    assert share_of([100.0] * 4, [0, 0, 1, 1], field).df == np.inf
    slices = share_of([100.0, 400.0, 250.0], [0, 1, 2], Levels(100, 400, 0, 0))
    assert slices.df == pytest.approx(2)


def test_a_share_stays_between_0_and_1() -> None:
    assert share_of([90.0, 80.0], [0, 1], Levels(100, 400, 0, 0)).share == 0


@pytest.mark.parametrize("along", [0, 1, 2])
def test_measures_are_those_of_a_mask_for_each_label(along: int) -> None:
    """Slices along any axis; two indices are one muscle, and one is not in the table."""
    random = np.random.default_rng(6)
    mask = random.choice([0, 3, 7, 900, 5], size=(5, 6, 7)).astype("uint16")
    intensity = random.uniform(80, 420, mask.shape).astype("float32")
    labels = (Label(3, "left", "a"), Label(900, "left", "a"), Label(7, "right", "a"))
    spacing = tuple(4.0 if axis == along else 1.0 for axis in range(3))
    levels = Levels(100, 400, 2, 3)
    frame = measures(Scan("", "s", intensity, mask, labels, spacing), intensity, levels)
    assert list(zip(frame["side"], frame["muscle_id"], strict=True)) == [
        ("left", "a"),
        ("right", "a"),
    ]
    for row, indices in zip(frame.itertuples(), [(3, 900), (7,)], strict=True):
        places = np.argwhere(np.isin(mask, indices))
        values = [float(intensity[tuple(place)]) for place in places]
        slow = share_of(values, places[:, along].tolist(), levels)
        assert row.fat_share == pytest.approx(slow.share, abs=1e-6)
        assert row.fat_share_error == pytest.approx(slow.error, abs=1e-6)
        assert (row.share_above_midpoint, row.n_voxels) == (slow.above_midpoint, len(places))
        assert row.largest_section_mm2 == np.bincount(places[:, 0]).max() * np.prod(spacing[1:])


@pytest.mark.parametrize("spacing", [(8.0, 2.0, 2.0), (1.0, 6.0, 1.0)])
def test_volume_and_section_of_a_block(spacing: tuple[float, float, float]) -> None:
    """4 x 3 x 5 voxels; the section is across the body's axis, the slices along the thickest."""
    mask = np.zeros((8, 9, 10), dtype="uint16")
    mask[2:6, 1:4, 2:7] = 5
    scan = Scan("", "one", np.full(mask.shape, 100.0), mask, (Label(5, "left", "soleus"),), spacing)
    (row,) = measures(scan, scan.intensity, Levels(100, 400, 0, 0)).to_dict("records")
    assert row["volume_ml"] == pytest.approx(60 * np.prod(spacing) / 1000)
    assert row["largest_section_mm2"] == pytest.approx(15 * spacing[1] * spacing[2])
    assert row["n_slices"] == (4 if spacing[0] == 8 else 3)


def test_two_indices_may_be_one_muscle() -> None:
    scan = drawn("calf", (0.0,), CLEAN).scan
    both = tuple(Label(one.index, "left", "soleus") for one in scan.labels)
    merged = Scan(**{**vars(scan), "labels": both})
    frame = measures(merged, scan.intensity, Levels(100, 400, 0, 0))
    assert frame["n_voxels"].tolist() == [(scan.mask > 0).sum()]
