"""The input side: settings, atlas, schemas, readable errors, loading a cohort."""

from als_muscle_mri.inputs.assumed import Assumed, read_assumed
from als_muscle_mri.inputs.cohort_file import read_scale, read_settings
from als_muscle_mri.inputs.folders import (
    cohort_folder,
    cohort_names,
    data_folder,
    project_root,
    several_cohorts,
)
from als_muscle_mri.inputs.loading import Cohort, load_cohort, load_folder
from als_muscle_mri.inputs.other_settings import (
    ComparisonSettings,
    PlanSettings,
    of_cohort,
    other_settings,
)
from als_muscle_mri.inputs.parameters import parse_overrides, read_parameters
from als_muscle_mri.inputs.problems import InputError, Problem
from als_muscle_mri.inputs.recordings import Recording
from als_muscle_mri.inputs.scales import MERCURI, SCALES, Scale
from als_muscle_mri.inputs.schemas import (
    ALSFRS_ITEMS,
    COHORT_SCHEMAS,
    GROUPS,
    SCHEMAS,
    SIDES,
    column_names,
)
from als_muscle_mri.inputs.settings import SETTING_NAMES, Settings
from als_muscle_mri.inputs.waveforms import Waveforms, load_waveforms

__all__ = [
    "ALSFRS_ITEMS",
    "COHORT_SCHEMAS",
    "GROUPS",
    "MERCURI",
    "SCALES",
    "SCHEMAS",
    "SETTING_NAMES",
    "SIDES",
    "Assumed",
    "Cohort",
    "ComparisonSettings",
    "InputError",
    "PlanSettings",
    "Problem",
    "Recording",
    "Scale",
    "Settings",
    "Waveforms",
    "cohort_folder",
    "cohort_names",
    "column_names",
    "data_folder",
    "load_cohort",
    "load_folder",
    "load_waveforms",
    "of_cohort",
    "other_settings",
    "parse_overrides",
    "project_root",
    "read_assumed",
    "read_parameters",
    "read_scale",
    "read_settings",
    "several_cohorts",
]
