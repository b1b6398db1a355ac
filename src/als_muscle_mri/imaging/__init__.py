"""From T1-weighted volumes with a label mask to proposed grades; notebook 7 tells it."""

from als_muscle_mri.imaging.agreement import agreement, compared, confusion, to_review, unmatched
from als_muscle_mri.imaging.atrophy import atrophy_agreement, atrophy_counts
from als_muscle_mri.imaging.bland_altman import share_agreement, share_differences
from als_muscle_mri.imaging.panels import Panel, panels
from als_muscle_mri.imaging.proposal import grade_ranges
from als_muscle_mri.imaging.recovery import MARGIN, recovery_summary
from als_muscle_mri.imaging.results import Images, images, proposals, trials

__all__ = [
    "MARGIN",
    "Images",
    "Panel",
    "agreement",
    "atrophy_agreement",
    "atrophy_counts",
    "compared",
    "confusion",
    "grade_ranges",
    "images",
    "panels",
    "proposals",
    "recovery_summary",
    "share_agreement",
    "share_differences",
    "to_review",
    "trials",
    "unmatched",
]
