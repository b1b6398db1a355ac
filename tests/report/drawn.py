"""Every figure of a cohort, drawn once, and what can be read off it."""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from als_muscle_mri import comparisons, correlations, emg_grading, mri_scoring, waveforms
from als_muscle_mri.imaging import recovery_summary
from als_muscle_mri.imaging.recovery import BIAS, NOISE
from als_muscle_mri.inputs import Cohort, load_cohort
from als_muscle_mri.report import figures
from als_muscle_mri.report.drawing import Drawing
from als_muscle_mri.report.pictures import DOTS_PER_INCH

COHORTS = ("pavia-2018", "fjordby-lindhaven")
NAMES = (
    "grade_map",
    "score_distribution",
    "grade_distribution",
    "body_map",
    "muap_durations",
    "effects",
    "hand_function",
    "grade_agreement",
    "muap_page",
    "muap_error",
    "recovery",
)


@dataclass(frozen=True)
class Frames:
    """The tidy frames of one cohort that figures are drawn from."""

    data: Cohort
    grades: pd.DataFrame
    scores: pd.DataFrame
    medians: pd.DataFrame
    regions: pd.DataFrame
    hands: pd.DataFrame
    hand: dict
    cross: pd.DataFrame
    kappa: pd.DataFrame


@cache
def frames(cohort: str) -> Frames:
    data = load_cohort(cohort)
    grades = mri_scoring.muscle_grades(data)
    scores = mri_scoring.region_scores(grades)
    pairs = {
        "emg": correlations.mri_with_emg(grades, emg_grading.emg_grades(data)),
        "strength": correlations.mri_with_strength(grades, data.strength),
    }
    cross = pd.concat(
        {name: correlations.cross_table(part, data.scale) for name, part in pairs.items()}
    )
    kappa = pd.concat(
        {
            name: correlations.agreement(part, data.settings, data.scale)
            for name, part in pairs.items()
        },
        names=["measure"],
    )
    hands = correlations.hand_function(scores, data)
    return Frames(
        data=data,
        grades=grades,
        scores=scores,
        medians=mri_scoring.score_quartiles(scores, data.settings.quartile_method),
        regions=comparisons.region_comparisons(scores, data.settings),
        hands=hands,
        hand=correlations.hand_correlation(hands, data.settings),
        cross=cross.rename_axis(["measure", None]).reset_index("measure"),
        kappa=kappa.reset_index("measure"),
    )


@cache
def drawing(cohort: str, name: str) -> Drawing:
    f = frames(cohort)
    groups, level = f.data.group_labels, 1 - f.data.settings.alpha
    scale = f.data.scale
    arguments = {
        "grade_map": lambda: (f.grades, groups, scale),
        "score_distribution": lambda: (f.scores, groups, scale),
        "grade_distribution": lambda: (mri_scoring.grade_counts(f.grades, scale), groups, scale),
        "body_map": lambda: (f.medians, groups, scale),
        "muap_durations": lambda: (f.data.muaps, f.data.settings.emg_thresholds_ms),
        "effects": lambda: (f.regions, level),
        "hand_function": lambda: (f.hands, f.hand, level, scale),
        "grade_agreement": lambda: (f.cross, f.kappa, scale),
        "muap_page": lambda: measured(f.data),
        "muap_error": lambda: (waveforms.error_by_noise(simulated_trials(f.data), f.data, level),),
        "recovery": lambda: (trials_summed(f.data, level), level),
    }
    return laid_out(getattr(figures, name)(*arguments[name]()))


def with_waveforms(data: Cohort) -> Cohort:
    """A cohort as if it asked for simulated waveforms, with its first MUAPs alone."""
    return replace(data, waveforms_source="simulated", muaps=data.muaps.head(300))


def simulated_trials(data: Cohort) -> waveforms.Trials:
    return waveforms.trials(with_waveforms(data), "simulated")


def trials_summed(data: Cohort, level: float) -> pd.DataFrame:
    """Made-up errors in the place of measured phantoms, for the figure alone."""
    random = np.random.default_rng(1)
    cells = [(noise, bias) for noise in NOISE for bias in BIAS for _ in range(22)]
    trials = pd.DataFrame(cells, columns=["noise", "bias"])
    true = random.uniform(0, 1, len(trials))
    found = true + random.normal(0, 0.01, len(trials)) * (1 + 4 * trials["noise"])
    trials = trials.assign(true_share=true, fat_share=found, fat_share_error=0.012, fat_share_df=5)
    return recovery_summary(trials, data.settings.fat_share_cutoffs, level)


def measured(data: Cohort) -> tuple:
    """What the page of waveforms is drawn from."""
    data = with_waveforms(data)
    found = waveforms.waveforms_of(data)
    averages = waveforms.averages_of(found)
    proposals = waveforms.propose(averages, found.marks, data.muaps)
    muscle, thresholds = next(iter(data.settings.emg_thresholds_ms.items()))
    rows = (proposals, waveforms.traces_of(averages))
    return *(part[part["muscle_id"] == muscle] for part in rows), thresholds, found.status


def laid_out(drawing: Drawing) -> Drawing:
    """Fix the layout as the outputs do, so that extents can be asked for."""
    figure = drawing.figure
    figure.set_dpi(DOTS_PER_INCH)
    if layout := figure.get_layout_engine():
        layout.execute(figure)
        figure.set_layout_engine("none")
    return drawing


def texts(figure: Figure) -> list[Text]:
    """The texts that are to be seen."""
    figure.draw_without_rendering()
    hidden = {id(label) for axis in figure.axes for label in _unseen_ticks(axis)}
    return [
        text
        for text in figure.findobj(Text)
        if text.get_text().strip() and text.get_visible() and id(text) not in hidden
        if text.axes is None or text.axes.get_visible()
    ]


def _unseen_ticks(axes: Axes) -> list[Text]:
    """Labels of ticks beyond the limits, or of axes that are switched off."""
    found = []
    for axis in (axes.xaxis, axes.yaxis):
        low, high = sorted(axis.get_view_interval())
        for place, tick in zip(axis.get_majorticklocs(), axis.get_major_ticks(), strict=True):
            if not axes.axison or not low - 1e-9 <= place <= high + 1e-9:
                found += [tick.label1, tick.label2]
    return found


def words(figure: Figure) -> list[str]:
    return [text.get_text() for text in texts(figure)]


def extents(figure: Figure) -> dict[str, Bbox]:
    """Each text with the rectangle it takes; equal texts are told apart by number."""
    found = texts(figure)
    return {
        f"{number} {text.get_text()!r}": text.get_window_extent()
        for number, text in enumerate(found)
    }


def overlaps(figure: Figure) -> list[tuple[str, str]]:
    """Pairs of texts that cover more than a hair of each other."""
    point = figure.dpi / 72
    boxes = list(extents(figure).items())
    return [
        (one, other)
        for place, (one, first) in enumerate(boxes)
        for other, second in boxes[place + 1 :]
        if (common := Bbox.intersection(first, second))
        if common.width > 1.1 * point and common.height > 1.8 * point
    ]


def misplaced(figure: Figure) -> list:
    """Texts that reach over the edge of the figure, and pairs that cover each other."""
    width, height = figure.bbox.width, figure.bbox.height
    hair = 0.7 * figure.dpi / 72
    cut = [
        text
        for text, box in extents(figure).items()
        if min(box.x0, box.y0) < -hair or box.x1 > width + hair or box.y1 > height + hair
    ]
    return [*cut, *overlaps(figure)]


def offsets(figure: Figure) -> np.ndarray:
    """The places of all scattered points, of all panels."""
    return np.vstack([points for axis in figure.axes for points in panel_offsets(axis)])


def panel_offsets(axes: Axes) -> list[np.ndarray]:
    """The places of the scattered points of one panel, an array a collection."""
    return [c.get_offsets() for c in axes.collections if isinstance(c, PathCollection)]
