# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # MUAP waveforms
#
# Where does a motor unit potential begin and end? Which duration and which EMG grade follow, and
# how reliable are they?
#
# **Words used here.** A **discharge** is one firing of a motor unit; the MUAP is the median of its
# aligned discharges. **Onset** and **offset** are where the MUAP first leaves the baseline and
# where it last returns to it; the **duration** lies between them. They are **proposed** by the
# program and **marked** by a reader, whose marks override them. The **limits of agreement** hold 95 % of the
# differences of two durations, if these are normally distributed. The **signal-to-noise ratio** is the
# peak-to-peak amplitude over the standard deviation of the noise.

# %% tags=["parameters"]
cohort = "pavia-2018"
minimum_cell = None
alpha = None
emg_thresholds_ms = None
seed = None

# %%
from als_muscle_mri import waveforms as chapter
from als_muscle_mri.inputs import load_cohort, read_parameters
from als_muscle_mri.report import extent, figures, muap_criteria, muaps, numbers
from als_muscle_mri.report.disclosure import Disclosure
from als_muscle_mri.report.outputs import Outputs, say

parameters = read_parameters(globals())
data = load_cohort(**parameters)
disclosure = Disclosure.of(data.subjects, data.settings.minimum_cell)
outputs = Outputs.of("waveforms", disclosure)
waveforms = chapter.waveforms_of(data)
level = 1 - data.settings.alpha
say(extent.in_force(dict(data.settings), parameters))

# %% [markdown]
# ## What to keep in mind
#
# No rule finds the ends of a potential as an electromyographer does: they lie where the potential is
# smallest. The limits of the rule below are multiples of the noise, so more noise makes potentials
# shorter. Each proposal should be checked by eye; a doubt is noted where the baseline was not
# reached, the discharges were few, or the signal was low. Results for simulated waveforms, with
# white noise and no other unit in sight, are the best that can be expected of recorded ones.

# %%
source = muaps.SOURCES[waveforms.status]
rule = muap_criteria.rule(vars(chapter.OURS), chapter.WINDOW_MS, chapter.WINDOW_UV)
say(source, rule)

# %% [markdown]
# ## Where are onset and offset?

# %%
averages = chapter.averages_of(waveforms)
proposals = chapter.propose(averages, waveforms.marks, data.muaps)
outputs.frame("results/muap_proposals.csv", proposals)
proposed = outputs.words(
    muaps.proposed, proposals, waveforms.status, name="results/muap_proposals.csv"
)
say(proposed)

# %% [markdown]
# A page for each muscle. Of more examinations than fit on it, those at even steps of the order of
# their means are drawn. Here the eye checks the marks. To correct them, `muap_marks.csv` needs the
# number of a MUAP, which stands below it, and times; the proposed ones are in
# `results/muap_proposals.csv`.

# %%
#| label: fig-muap-page-1
#| fig-cap: "MUAPs of the first muscle with onset and offset, beside the bands of EMG grades"
shown = proposals, chapter.traces_of(averages), data.settings.emg_thresholds_ms, waveforms.status
pages = figures.muap_pages(*shown, at_least=3)
outputs.figure("muap-page-1", pages[0])

# %%
#| label: fig-muap-page-2
#| paper-only: true
#| fig-cap: "MUAPs of the second muscle with onset and offset, beside the bands of EMG grades"
outputs.figure("muap-page-2", pages[1])

# %%
#| label: fig-muap-page-3
#| paper-only: true
#| fig-cap: "MUAPs of the third muscle with onset and offset, beside the bands of EMG grades"
outputs.figure("muap-page-3", pages[2])

# %%
from IPython.display import display

display(*(outputs.picture("muap-page-3", page) for page in pages[3:]))

# %% [markdown]
# ## What is measured between onset and offset?
#
# Means over the MUAPs of a muscle; each MUAP is in `results/muap_proposals.csv`. Amplitude is from
# peak to peak; thickness is area over amplitude, and the size index adds twice the logarithm of the
# amplitude in millivolt.

# %%
#| label: tbl-muap-measures
#| tbl-cap: "Mean measures of the MUAPs of each muscle"
outputs.table("muap-measures", muaps.measures(proposals))

# %% [markdown]
# ## Do program, reader and table agree?
#
# Differences between durations with limits of agreement, and the EMG grades that follow from each.
# MUAPs of one person resemble each other: the limits and their intervals allow for several per
# subject (Bland and Altman 2007, Zou 2013). The interval of kappa does not, and is too narrow. A
# way by which no duration was found has no row.

# %%
#| label: tbl-muap-agreement
#| tbl-cap: "Durations by program, reader and muaps.csv compared with each other"
agreement = disclosure.safe("muap-agreement", chapter.agreement(proposals, data, level))
outputs.table("muap-agreement", muaps.agreement(agreement, level))

# %%
agreed = outputs.words(muaps.agreed, agreement, level, name="muap-agreement")
say(agreed)

# %% [markdown]
# ## How large is the error of the program at each level of noise?
#
# Waveforms simulated with the durations of `muaps.csv`, measured at four levels of noise.

# %%
#| label: tbl-muap-error
#| tbl-cap: "Error of proposed durations in simulated waveforms, by the signal-to-noise ratio of a discharge"
trials = chapter.trials(data, waveforms.status)
error = chapter.error_by_noise(trials, data, level)
outputs.table("muap-error", muaps.error(error, level))

# %%
#| label: fig-muap-error
#| fig-cap: "Error of proposed durations in simulated waveforms, and the share of muscles that keep their grade"
outputs.figure("muap-error", figures.muap_error(error))

# %%
erred = outputs.words(muaps.erred, error, name="muap-error")
say(erred)

# %% [markdown]
# ## How much do the criteria decide?
#
# The definition is published: the duration lasts from the first departure from the baseline to the
# last return to it. The limits that make it a rule for a program are this project's: here each is
# halved and doubled in turn. They were not fitted to the simulator, and what is best in it need not
# be best in a muscle. A published criterion stands beside them, the amplitude window; it passes over
# the slow ends of a potential where they are lower than the window.

# %%
#| label: tbl-muap-criteria
#| tbl-cap: "Durations and EMG grades in simulated waveforms with each limit halved and doubled, and by a published criterion; change: from the mean duration with the limits as used"
sensitivity = chapter.sensitivity(trials, data, level)
outputs.table("muap-criteria", muap_criteria.sensitivity(sensitivity))

# %%
sensed = outputs.words(muap_criteria.sensed, sensitivity, name="muap-criteria")
say(sensed)

# %% [markdown]
# ## The numbers for the report

# %%
paged = outputs.words(muaps.paged, proposals, name="results/muap_proposals.csv")
found = {"source": source, "rule": rule, "proposed": proposed, "paged": paged}
found |= {"agreed": agreed, "erred": erred, "sensed": sensed}
frames = {"muap-measures": proposals, "muap-agreement": agreement, "muap-error": error}
shown = [disclosure.safe(name, frame) for name, frame in frames.items()]
results = muaps.numbers(*shown, found)
results |= numbers.presence(waveforms.status != "absent", len(shown[0]))
results |= muaps.further_pages(proposals)
results |= {"criteria": muap_criteria.numbers(disclosure.safe("muap-criteria", sensitivity))}
settings = numbers.settings(dict(data.settings), parameters, disclosure.subjects)
outputs.results(results | {"settings": settings})
