"""The report's figures: a tidy frame goes in, a drawing with its text alternative comes out."""

from .agreement import grade_agreement
from .body_map import body_map
from .distribution import grade_distribution
from .durations import muap_durations
from .flow import participant_flow
from .forest import effects
from .forest_across import effects_across
from .grade_map import grade_map
from .hand import hand_function
from .muap_error import muap_error
from .muap_page import muap_page, muap_pages
from .p_ranges import p_ranges
from .panels import image_panels
from .power import follow_up_power, power_by_size
from .recovery import recovery
from .scores import score_distribution
from .share_agreement import share_agreement
from .shares import shares_by_grade

__all__ = [
    "body_map",
    "effects",
    "effects_across",
    "follow_up_power",
    "grade_agreement",
    "grade_distribution",
    "grade_map",
    "hand_function",
    "image_panels",
    "muap_durations",
    "muap_error",
    "muap_page",
    "muap_pages",
    "p_ranges",
    "participant_flow",
    "power_by_size",
    "recovery",
    "score_distribution",
    "share_agreement",
    "shares_by_grade",
]
