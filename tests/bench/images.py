"""Images: our passes beside plain ones, and our share beside the usual thresholds.

The thresholds are those MuscleMap documents (github.com/MuscleMap/MuscleMap,
docs/muscle-quantification.md, methods gmm and kmeans with -c 2 or 3): each muscle's intensities by k-means or a Gaussian mixture into two or three components, the brightest
of which is fat. They are recomputed here with scikit-learn; MuscleMap itself is not run. The phantom
follows the model of mixed signals, which favours our share; clusters know nothing of a muscle without
fat, which favours none of them.
"""

import os
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import SimpleITK as sitk
from measure import cost
from sklearn.cluster import KMeans
from sklearn.mixture import GaussianMixture

from als_muscle_mri.imaging.anatomy import SECTIONS
from als_muscle_mri.imaging.correction import corrected
from als_muscle_mri.imaging.evening import evened
from als_muscle_mri.imaging.labels import Label
from als_muscle_mri.imaging.measuring import measured, measures
from als_muscle_mri.imaging.phantom import SIDES, Disturbance, Phantom, Tissue, phantom
from als_muscle_mri.imaging.pictures import pictures
from als_muscle_mri.imaging.reading import Scan, read_scan
from als_muscle_mri.imaging.references import Levels
from als_muscle_mri.imaging.share import fat_share
from als_muscle_mri.imaging.sources import sources

SHARES = (0.0, 0.1, 0.35, 0.7)
LARGE = (120, 512, 512)


def main() -> None:
    """Print three tables."""
    warnings.simplefilter("ignore")  # mixtures that do not converge count with what they give
    print("### Images\n")
    print("\n".join(errors()))
    print("\n".join(passes()))
    print("\n".join(memory()))


def drawn(segment: str, seed: int) -> Phantom:
    """A phantom whose muscles have the shares in turn."""
    keys = [(side, muscle) for side in SIDES for muscle in SECTIONS[segment].muscles]
    tissues = {key: Tissue(SHARES[(n + seed) % len(SHARES)]) for n, key in enumerate(keys)}
    return phantom(segment, tissues, seed, Disturbance())


def errors() -> Iterator[str]:
    """Error of the share by each way, on the same corrected thigh and calf."""
    ways: dict[str, Callable[[np.ndarray], float]] = {
        "k-means, 2 components": lambda v: _by_kmeans(v, 2),
        "k-means, 3 components": lambda v: _by_kmeans(v, 3),
        "Gaussian mixture, 2": lambda v: _by_mixture(v, 2),
        "Gaussian mixture, 3": lambda v: _by_mixture(v, 3),
    }
    found: dict[str, list[float]] = {name: [] for name in ("share of the mixture (ours)", *ways)}
    for segment in ("thigh", "calf"):
        for seed in range(2):
            made = drawn(segment, seed)
            intensity, levels = evened(corrected(made.scan.intensity), made.scan)
            for row in measures(made.scan, intensity, levels).itertuples():
                truth = made.truth[row.side, row.muscle_id]
                found["share of the mixture (ours)"].append(row.fat_share - truth)
                values = intensity[made.scan.mask == _index(made.scan, row.side, row.muscle_id)]
                for name, way in ways.items():
                    found[name].append(way(values) - truth)
    yield "| share of fat of a muscle | muscles | mean error | mean absolute error | largest |"
    yield "|---|---|---|---|---|"
    for name, wrong in found.items():
        size = np.abs(wrong)
        numbers = f"{np.mean(wrong):+.4f} | {size.mean():.4f} | {size.max():.4f}"
        yield f"| {name} | {len(wrong)} | {numbers} |"


def _index(scan: Scan, side: str, muscle: str) -> int:
    return next(one.index for one in scan.labels if (one.side, one.muscle_id) == (side, muscle))


def _by_kmeans(values: np.ndarray, components: int) -> float:
    found = KMeans(components, n_init=3, random_state=0).fit(values.reshape(-1, 1))
    return float(np.mean(found.labels_ == np.argmax(found.cluster_centers_)))


def _by_mixture(values: np.ndarray, components: int) -> float:
    found = GaussianMixture(components, random_state=0).fit(values.reshape(-1, 1))
    return float(np.mean(found.predict(values.reshape(-1, 1)) == np.argmax(found.means_)))


def passes() -> Iterator[str]:
    """Time and memory on a volume of 512 x 512 x 120 with 68 labels."""
    scan = large()
    levels = Levels(100, 400, 1, 1)
    loop, plain = _timed(lambda: per_label(scan, levels))
    own, ours = _timed(lambda: measures(scan, scan.intensity, levels))
    assert np.allclose(ours["fat_share"], plain)
    whole, _ = _timed(lambda: evened(corrected(scan.intensity), scan))
    yield "\n| 512 x 512 x 120, 68 labels | seconds |"
    yield "|---|---|"
    yield f"| shares, one pass a label | {loop:.2f} |"
    yield f"| shares, volumes and sections, one pass (ours) | {own:.2f} |"
    yield f"| bias field and references (ours) | {whole:.2f} |"


def memory() -> Iterator[str]:
    """Time and memory of a process that reads that volume from a file and measures it."""
    scan = large()
    with tempfile.TemporaryDirectory() as folder:
        stem = Path(folder, "mri", "sub-P1", "sub-P1")
        stem.parent.mkdir(parents=True)
        for kind, values in (("T1w", scan.intensity.astype("int16")), ("dseg", scan.mask)):
            image = sitk.GetImageFromArray(values)
            image.SetSpacing(scan.spacing_mm[::-1])
            sitk.WriteImage(image, f"{stem}_{kind}.nii.gz")
        rows = [f"{one.index}\t{one.side}\t{one.muscle_id}" for one in scan.labels]
        Path(f"{stem}_dseg.tsv").write_text("\n".join(["index\tside\tmuscle_id", *rows]))
        found = cost([sys.executable, __file__, folder], Path(folder), os.environ)
    yield "\n| 512 x 512 x 120, from NIfTI to measures and pictures | |"
    yield "|---|---|"
    yield f"| seconds, start of Python included | {found.seconds:.1f} |"
    yield f"| largest memory, MB | {found.largest_process:.0f} |"


def measure_file(folder: Path) -> None:
    """Do what a job of the build does with one volume."""
    muscles = [f"muscle_{number}" for number in range(35)]
    (source,) = sources(folder, ["P1"])
    scan = read_scan(source, folder, muscles)
    _, intensity, levels = measured(scan)
    pictures(scan, intensity, levels, dict.fromkeys(muscles, "body"), "P1")


def large() -> Scan:
    """A round body with a ring of fat and 68 blocks of muscle."""
    random = np.random.default_rng(1)
    y, x = np.mgrid[-1 : 1 : LARGE[1] * 1j, -1 : 1 : LARGE[2] * 1j]
    away = np.hypot(y, x)
    plane = np.where(away < 0.9, np.where(away > 0.82, 400.0, 100.0), 0.0).astype("float32")
    cells = np.zeros(LARGE[1:], dtype="uint16")
    cells[96:416, 96:416] = 1 + np.arange(320)[:, None] // 40 * 9 + np.arange(320) // 36
    cells[cells > 68] = 0
    intensity = np.empty(LARGE, dtype="float32")
    for number in range(LARGE[0]):
        intensity[number] = plane + random.normal(0, 8, LARGE[1:]).astype("float32")
    np.maximum(intensity, 0.1, out=intensity)
    labels = tuple(
        Label(n, "right" if n % 2 else "left", f"muscle_{(n - 1) // 2}") for n in range(1, 69)
    )
    mask = np.broadcast_to(cells, LARGE).copy()
    return Scan("", "large", intensity, mask, labels, (5.0, 0.8, 0.8))


def per_label(scan: Scan, levels: Levels) -> list[float]:
    """The plain way: a mask of the whole volume for each label."""
    found = []
    for label in scan.labels:
        inside = scan.mask == label.index
        slices = np.nonzero(inside)[0]
        values, n = scan.intensity[inside], len(scan.mask)
        sums, sizes = np.bincount(slices, values, n), np.bincount(slices, minlength=n)
        above = np.count_nonzero(values > (levels.muscle + levels.fat) / 2)
        found.append(fat_share(sums, sizes, above, levels).share)
    return found


def _timed(work: Callable):
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


if __name__ == "__main__":
    measure_file(Path(sys.argv[1])) if sys.argv[1:] else main()
