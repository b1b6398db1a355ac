"""Importing this loads what most notebooks need; see :mod:`als_muscle_mri.pipeline.warm`."""

import gc
from importlib import import_module

import matplotlib.pyplot as plt
import pandas as pd
import pandera.pandas as pa
from nbformat.validator import get_validator

from als_muscle_mri.pipeline.convert import FORMAT
from als_muscle_mri.report.pictures import pixels, vectors
from als_muscle_mri.report.style import house_style

LIBRARIES = (
    "als_muscle_mri.inputs",
    "als_muscle_mri.pipeline.execute",
    "als_muscle_mri.pipeline.forked_kernel",
    "als_muscle_mri.report.correlated",
    "als_muscle_mri.report.extent",
    "als_muscle_mri.report.figures",
    "als_muscle_mri.report.numbers",
    "als_muscle_mri.report.tables",
    "als_muscle_mri.report.wording",
    "als_muscle_mri.statistics",
    "fontTools.subset",
    "ipykernel.kernelapp",
    "nibabel",
    "papermill.engines",
    "SimpleITK",
    "scipy.signal",
    "scipy.stats",
    "seaborn",
    "sqlite3",
    "statsmodels.stats.inter_rater",
)

for library in LIBRARIES:
    import_module(library)

# Writes and keeps the program that checks notebooks of this format.
get_validator(*FORMAT)

# pandera loads what it checks frames with at the first check.
pa.DataFrameSchema({"text": pa.Column(str, coerce=True)}).validate(pd.DataFrame({"text": ["a"]}))

# So do matplotlib, Pillow and fontTools, and they look for the brand's type, at the first figure.
with house_style():
    figure = plt.figure()
    figure.text(0, 0, "a")
    pixels(figure), vectors(figure)
    plt.close(figure)

# Copies share the memory of what stays as it is; a garbage collection would touch all of it.
gc.freeze()
