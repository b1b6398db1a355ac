# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Cohorts compared
#
# Is the difference between patients and controls the same in every cohort, and how large is it
# over all of them?
#
# **Words used here.** **Cliff's delta** is the probability that a patient scores higher than a
# control minus the probability of the reverse. It is the effect that is compared, because grades
# are ordinal and tied, and because it does not depend on how wide a grade is. The **shift**
# (Hodges–Lehmann) is in grades. A **random-effects** summary allows the true effects of the cohorts
# to differ, with variance **tau²** between them; **Q** and **I²** say how much more the estimates
# differ than they would by sampling alone. The **interval for the next cohort** (prediction
# interval) is for the true effect of one more cohort like these.

# %% tags=["parameters"]
cohorts = ["pavia-2018", "fjordby-lindhaven"]
alpha = None
consensus = None
pool_from = None

# %%
from als_muscle_mri import comparison as chapter
from als_muscle_mri.inputs import (
    ComparisonSettings,
    other_settings,
    read_parameters,
    several_cohorts,
)
from als_muscle_mri.report import (
    across_numbers,
    across_tables,
    across_wording,
    extent,
    figures,
    numbers,
)
from als_muscle_mri.report.disclosure import Disclosure
from als_muscle_mri.report.disclosures import Disclosures
from als_muscle_mri.report.outputs import Outputs, say

given = read_parameters(globals(), "cohorts")
names = several_cohorts(given.pop("cohorts"))
settings = other_settings(ComparisonSettings, given)
data = chapter.load_cohorts(names, settings)
disclosures = Disclosures(
    {one.name: Disclosure.of(one.subjects, one.settings.minimum_cell) for one in data}
)
outputs = Outputs.of("comparison")
level = 1 - settings.alpha
say(extent.in_force(dict(settings), dict(settings)))

# %% [markdown]
# ## What to keep in mind
#
# Cohorts differ in more than their patients: in who read the images, which muscles were read, and
# how. A summary of few cohorts says little, and a summary of data that nobody measured says nothing
# about patients.

# %%
described = disclosures.safe("cohorts", chapter.described(data))
described = disclosures.without_ids(described, "title")
named = across_wording.named(described)
unreal = across_wording.unreal(described)
say(named, unreal, disclosures.statement)

# %% [markdown]
# ## What did each cohort do?

# %%
#| label: tbl-cohorts
#| tbl-cap: "Cohorts, their data and their settings"
outputs.table("cohorts", across_tables.cohorts(described))

# %%
#| label: tbl-muscles
#| tbl-cap: "Muscles on each side behind each region score"
muscles = chapter.muscles_read(data)
outputs.table("muscles", across_tables.muscles(muscles))

# %%
differing = across_wording.differing(described, across_tables.SETTINGS)
protocol = across_wording.muscles(muscles)
say(differing, protocol)

# %% [markdown]
# ## What can be compared?
#
# A cohort without controls or without patients has no effect, nor has a region that was read in one
# group only, or in fewer subjects of a group than the `minimum_cell` of the cohort.

# %%
#| label: tbl-not-comparable
#| tbl-cap: "Cohorts and regions without an effect to compare, and why"
lacking = chapter.not_comparable(data)
outputs.table("not-comparable", across_tables.not_comparable(lacking))

# %%
excluded = across_wording.excluded(lacking)
say(excluded)

# %% [markdown]
# ## How large is the difference in each cohort?

# %%
#| label: tbl-effects
#| tbl-cap: "Patients against controls in each cohort: Cliff's delta and shift"
effects = disclosures.safe("effects", chapter.effects(data, settings, disclosures.possible))
outputs.frame("results/effects.csv", effects)
outputs.table("effects", across_tables.effects(effects, level))

# %%
agreement = {
    side: across_wording.agreement(effects[effects["side"] == side], level)
    for side in ("right", "left")
}
say(*agreement.values())

# %% [markdown]
# ## How large is it over all cohorts?
#
# Cohorts are weighted by the inverse of the sum of two variances: that of their delta (Cliff's
# consistent estimate) and that between cohorts (by Paule and Mandel's method; DerSimonian and
# Laird's is shown for comparison). The interval is that of Hartung and Knapp, never narrower than
# the usual one, and truncated at −1 and 1.

# %%
#| label: tbl-summaries
#| tbl-cap: "Random-effects summary of Cliff's delta over the cohorts"
summaries = chapter.summaries(effects, settings, data)
outputs.table("summaries", across_tables.summaries(summaries, level))

# %%
pooled = across_wording.pooled(summaries, settings.pool_from, chapter.scales(data))
say(pooled)

# %%
#| label: fig-effects-right
#| fig-cap: "Cliff's delta of patients against controls, right side: each cohort, and the summary as a diamond"
outputs.figure("effects-right", figures.effects_across(effects, summaries, "right", level))

# %%
#| label: fig-effects-left
#| fig-cap: "Cliff's delta of patients against controls, left side: each cohort, and the summary as a diamond"
outputs.figure("effects-left", figures.effects_across(effects, summaries, "left", level))

# %% [markdown]
# ## The numbers for the report

# %%
n = across_numbers.subjects(described)
sentences = {
    "title": f"Cohorts compared: {', '.join(names)}",
    "subtitle": "Patients against controls on semi-quantitative muscle MRI",
    "scope": across_wording.scope(described),
    "disclosure": disclosures.statement,
    "named": named,
    "unreal": unreal,
    "differing": differing,
    "protocol": protocol,
    "excluded": excluded,
    "pooled": pooled,
}
outputs.results(
    across_numbers.comparison(described, effects, summaries)
    | numbers.texts(sentences, n)
    | {
        "agreement": numbers.texts(agreement, n),
        "lacking": numbers.presence(not lacking.empty, n),
        "settings": numbers.settings(dict(settings), dict(settings), n),
    }
)
