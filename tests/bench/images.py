"""Images: our passes beside plain ones, and our share beside the usual thresholds.

The thresholds are those MuscleMap documents (https://musclemap.github.io, "Quantification"): each
muscle's intensities by k-means or a Gaussian mixture into two or three components, the brightest
of which is fat. They are recomputed here with scikit-learn; MuscleMap itself is not run. The phantom
follows the model of mixed signals, which favours our share; clusters know nothing of a muscle without
fat, which favours none of them.
"""

import resource
import time
import warnings
from collections.abc import Callable, Iterator

import numpy as np
from sklearn.cluster import KMeans
from sklearn.mixture import GaussianMixture

from als_muscle_mri.imaging.anatomy import SECTIONS
from als_muscle_mri.imaging.correction import corrected
from als_muscle_mri.imaging.evening import evened
from als_muscle_mri.imaging.labels import Label
from als_muscle_mri.imaging.measuring import measures
from als_muscle_mri.imaging.phantom import SIDES, Disturbance, Phantom, Tissue, phantom
from als_muscle_mri.imaging.reading import Scan
from als_muscle_mri.imaging.references import Levels
from als_muscle_mri.imaging.share import fat_share

SHARES = (0.0, 0.1, 0.35, 0.7)
LARGE = (120, 512, 512)


def main() -> None:
    """Print three tables."""
    warnings.simplefilter("ignore")  # mixtures that do not converge count with what they give
    print("\n## Images\n")
    print("\n".join(errors()))
    print("\n".join(passes()))


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
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield "\n| 512 x 512 x 120, 68 labels | seconds |"
    yield "|---|---|"
    yield f"| shares, one pass a label | {loop:.2f} |"
    yield f"| shares, volumes and sections, one pass (ours) | {own:.2f} |"
    yield f"| bias field and references (ours) | {whole:.2f} |"
    yield f"\nLargest memory of the process: {most:.0f} MB, volume and mask included."


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
    labels = tuple(Label(n, "right" if n % 2 else "left", f"muscle_{n // 2}") for n in range(1, 69))
    mask = np.broadcast_to(cells, LARGE).copy()
    return Scan("", "large", intensity, mask, labels, (5.0, 0.8, 0.8))


def per_label(scan: Scan, levels: Levels) -> list[float]:
    """The plain way: a mask of the whole volume for each label."""
    found = []
    for label in scan.labels:
        inside = scan.mask == label.index
        slices = np.nonzero(inside)[0]
        found.append(fat_share(scan.intensity[inside], slices, levels).share)
    return found


def _timed(work: Callable):
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


if __name__ == "__main__":
    main()
