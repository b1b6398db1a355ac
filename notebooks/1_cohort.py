# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Cohort description
#
# Who took part, what was recorded about them, and are patients and controls comparable?
#
# **Words used here.** A **cohort** is one study population, one folder under `data/`. A
# **subject** is one person, in the **group** `patient` or `control`. **ALSFRS-R** is the revised
# ALS functional rating scale, twelve items of 0 to 4, total 0 to 48 (48 is normal). The **UMN
# burden score** counts signs of upper motor neuron involvement. **IQR** is the range from the
# first to the third quartile.

# %% tags=["parameters"]
cohort = "pavia-2018"
minimum_cell = None
alpha = None
rank_test = None
two_sided = None
quartile_method = None

# %%
from als_muscle_mri import cohort as chapter
from als_muscle_mri.inputs import load_cohort, read_parameters
from als_muscle_mri.report import extent, figures, numbers, provenance, tables, wording
from als_muscle_mri.report.disclosure import Disclosure
from als_muscle_mri.report.disclosure_links import linked
from als_muscle_mri.report.outputs import Outputs, say

parameters = read_parameters(globals())
data = load_cohort(**parameters)
disclosure = Disclosure.of(data.subjects, data.settings.minimum_cell)
outputs = Outputs.of("cohort", disclosure)
say(extent.in_force(dict(data.settings), parameters))

# %% [markdown]
# ## What to keep in mind
#
# The report says with every table where its numbers come from: *published* values are printed in
# the paper, *reconstructed* values agree with everything printed there but are one possibility
# among many, and *simulated* values are made up and only kept plausible.

# %%
sources = provenance.sentences(data.provenance, data.empty_files)
standing = provenance.standing(chapter.grade_status(data))
unrecorded = extent.unrecorded(data.empty_files)
say(standing, *sources.values(), unrecorded, disclosure.statement)

# %% [markdown]
# ## Who took part, and what was measured?
#
# A subject is counted for a measurement if at least one value of it was recorded.

# %%
#| label: tbl-flow
#| tbl-cap: "Participants with each kind of measurement"
flow = disclosure.safe("participant-flow", chapter.participant_flow(data))
outputs.table("participant-flow", tables.flow(flow, data.group_labels))

# %%
participants = extent.participants(flow.iloc[0], data.group_labels)
say(f"There are {participants}.")

# %%
#| label: fig-flow
#| fig-cap: "Participant flow from enrolment to each measurement; beside each box, the number of enrolled subjects without it"
availability = disclosure.safe("table-s1", chapter.availability(data))
outputs.figure("participant-flow", figures.participant_flow(flow, availability, data.group_labels))

# %% [markdown]
# ## What are the groups like?
#
# Quantities are given as median and quartiles, categories as counts of the subjects with a record.

# %%
#| label: tbl-summary
#| tbl-cap: "Characteristics of patients and controls"
summary = disclosure.safe("table-1a", chapter.summary(data))
outputs.table("table-1a", tables.summary(summary, data.group_labels))

# %% [markdown]
# ## Who are the patients?

# %%
#| label: tbl-patients
#| tbl-cap: "Patients at enrolment"
patients = chapter.patients(data)
outputs.table("table-1b", tables.patients(patients))

# %% [markdown]
# ## Whose muscles were scanned?
#
# Not every region can be scanned in everyone: hands, for instance, are scanned prone, which is
# uncomfortable.

# %%
#| label: tbl-availability
#| tbl-cap: "Subjects scanned, by MRI series and side"
outputs.table("table-s1", tables.availability(availability, data.group_labels))

# %% [markdown]
# ## Are the groups comparable?
#
# Age at enrolment by the rank-sum test, with the Hodges–Lehmann shift (the median of all differences
# between a patient and a control); sex by Fisher's exact test, with the odds ratio. In small groups a
# test can miss a difference that matters: the interval tells which differences remain possible.

# %%
#| label: tbl-comparability
#| tbl-cap: "Comparison of patients and controls in age and sex"
comparability = disclosure.safe("comparability", chapter.comparability(data))
comparability = linked(comparability, summary)
outputs.table("comparability", tables.comparability(comparability, 1 - data.settings.alpha))

# %%
comparable = wording.comparability(comparability, data.settings.alpha)
say(comparable)

# %% [markdown]
# ## Where does each column come from?

# %%
#| label: tbl-provenance
#| tbl-cap: "Provenance of the data, column by column"
stated = chapter.provenance(data)
texts = stated[["source", "note"]].map(disclosure.without_ids)
outputs.table("provenance", tables.provenance(stated.assign(**texts)))

# %% [markdown]
# ## The numbers for the report

# %%
n = disclosure.subjects
described = {
    "title": data.title,
    "source": disclosure.without_ids(data.source),
    "comparable": comparable,
}
described |= {"disclosure": disclosure.statement, "standing": standing}
described |= {"unrecorded": unrecorded, "participants": participants}
results = numbers.cohort(flow, summary, availability, comparability)
results |= numbers.texts(described, n) | {"provenance": numbers.texts(sources, n)}
outputs.results(results | {"settings": numbers.settings(dict(data.settings), parameters, n)})
