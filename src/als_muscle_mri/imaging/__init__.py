"""From T1-weighted volumes with a label mask to proposed Mercuri grades; notebook 7 tells it."""

from als_muscle_mri.imaging.agreement import agreement, compared, confusion, to_review
from als_muscle_mri.imaging.panels import Panel, panels
from als_muscle_mri.imaging.proposal import grade_ranges
from als_muscle_mri.imaging.recovery import MARGIN, recovery_summary
from als_muscle_mri.imaging.results import Images, images, proposals, trials

__all__ = [
    "MARGIN",
    "Images",
    "Panel",
    "agreement",
    "compared",
    "confusion",
    "grade_ranges",
    "images",
    "panels",
    "proposals",
    "recovery_summary",
    "to_review",
    "trials",
]
