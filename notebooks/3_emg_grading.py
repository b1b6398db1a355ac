# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # EMG grading
#
# How long are the motor unit potentials of the muscles examined, and which grades follow?
#
# **Words used here.** A **MUAP** is a motor unit action potential; its duration grows when
# surviving motor neurons take over muscle fibres that lost theirs. The **mean MUAP duration** of
# a muscle is taken over at least ten MUAPs. The **EMG grade** is 0 (normal), 1 (mild), 2
# (moderate) or 3 (severe), by bands of the mean duration that differ between muscles.

# %% tags=["parameters"]
cohort = "pavia-2018"
minimum_cell = None
emg_thresholds_ms = None

# %%
from als_muscle_mri import emg_grading as chapter
from als_muscle_mri.inputs import load_cohort, read_parameters
from als_muscle_mri.report import extent, figures, numbers, provenance, tables, wording
from als_muscle_mri.report.disclosure import Disclosure
from als_muscle_mri.report.disclosure_muscles import of_muscles
from als_muscle_mri.report.outputs import Outputs, say

parameters = read_parameters(globals())
data = load_cohort(**parameters)
disclosure = Disclosure.of(data.subjects, data.settings.minimum_cell)
outputs = Outputs.of("emg_grading", disclosure)
thresholds_ms = chapter.thresholds(data)
say(extent.in_force(dict(data.settings), parameters))

# %% [markdown]
# ## What to keep in mind
#
# The bands are a setting of the cohort; the default bands are those of the reference study, which
# prints the boundary between two bands in both. Here a mean exactly on a threshold belongs to the
# band above it, except that a mean on the last threshold is still moderate, because the study
# defines severe as above it. So every mean has exactly one grade.

# %%
sources = provenance.sentences(data.provenance, data.empty_files)
say(sources["muaps"])

# %% [markdown]
# ## Which bands are used?

# %%
#| label: tbl-emg-bands
#| tbl-cap: "EMG grades by mean MUAP duration, ms"
outputs.table("emg-bands", tables.emg_bands(thresholds_ms))

# %% [markdown]
# ## What was measured?
#
# Each dot is one MUAP, each bar the mean of a muscle; the strip at the right shows the grade of a
# mean at that height.

# %%
#| label: fig-muaps
#| fig-cap: "MUAP durations and their mean in each muscle examined, beside the bands of the EMG grades"
outputs.figure("muap-durations", figures.muap_durations(data.muaps, thresholds_ms))

# %% [markdown]
# ## Which grades follow?

# %%
#| label: tbl-emg-grades
#| tbl-cap: "EMG grades of the muscles examined"
grades = chapter.emg_grades(data)
outputs.frame("results/emg_grades.csv", grades)
counts = of_muscles(disclosure, "emg-grades", chapter.grade_counts(grades), grades)
outputs.table("emg-grades", tables.emg_counts(counts))

# %%
examined = disclosure.people(grades["subject_id"])
n_muaps = disclosure.total(grades["n_muaps"].sum(), counts, examined)
measured = extent.muaps(grades, examined, n_muaps)
sentence = outputs.words(wording.emg, counts)
say(measured, sentence)

# %% [markdown]
# ## The numbers for the report

# %%
n = disclosure.subjects
results = numbers.emg_grading(counts, grades, examined, n_muaps)
results |= numbers.texts({"measured": measured, "sentence": sentence}, n)
outputs.results(results | {"settings": numbers.settings(dict(data.settings), parameters, n)})
