"""Importing this loads what most notebooks need; see :mod:`als_muscle_mri.pipeline.warm`."""

import gc
from importlib import import_module

LIBRARIES = (
    "als_muscle_mri.inputs",
    "als_muscle_mri.pipeline.execute",
    "als_muscle_mri.pipeline.forked_kernel",
    "als_muscle_mri.report.figures",
    "als_muscle_mri.report.tables",
    "ipykernel.kernelapp",
    "papermill.engines",
    "scipy.stats",
    "statsmodels.stats.inter_rater",
)

for library in LIBRARIES:
    import_module(library)

# Copies share the memory of what stays as it is; a garbage collection would touch all of it.
gc.freeze()
