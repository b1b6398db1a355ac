# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Published figures
#
# Does the cohort reproduce the figures that a study printed? Where it does not, can the printed
# figure be true? And which data could have produced the printed figures?
#
# **Words used here.** A **printed figure** is one number of the paper, as printed. It agrees with
# every value that rounds to it: a decimal with values up to half a unit of its last digit away, a
# whole number with that number to two decimals. Its **verdict** is *reproduced*; *impossible* (no
# data can give it); *contradicted* (another printed figure says otherwise); *misprint* (no data
# have quartiles in that order); *not recomputable* (it is not a number, or the cohort has no such
# data); or *differs*. A **dataset** is one set of region scores for patients and controls, with the
# bulbar patients marked. The **complete set** of a region holds every dataset that agrees with
# everything printed about it: a finding is certain to have held in the study only if it holds in
# all of them.

# %% tags=["parameters"]
cohort = "pavia-2018"
minimum_cell = None
alpha = None
rank_test = None
two_sided = None
quartile_method = None
umn_cutoff = None
consensus = None
dominant_hand = None
emg_thresholds_ms = None
seed = None

# %%
from als_muscle_mri import published as chapter
from als_muscle_mri.inputs import load_cohort, read_parameters
from als_muscle_mri.report import audit, extent, figures, numbers
from als_muscle_mri.report.disclosure import Disclosure
from als_muscle_mri.report.outputs import Outputs, say

parameters = read_parameters(globals())
data = load_cohort(**parameters)
disclosure = Disclosure.of(data.subjects, data.settings.minimum_cell)
outputs = Outputs.of("published", disclosure)
printed = disclosure.safe("printed-figures", chapter.printed_figures(data))
values = chapter.recompute(data)
items = chapter.muscles_by_region(data)
say(extent.in_force(dict(data.settings), parameters))

# %% [markdown]
# ## What to keep in mind
#
# Where the cohort was itself reconstructed from the printed figures, a reproduced figure shows that
# they are consistent, not that they are true. The search assumes that scores are means of
# whole-number grades and that p-values are those of the rank-sum test by the normal approximation
# with tie correction.

# %% [markdown]
# ## Which figures are reproduced?

# %%
#| label: tbl-verdicts
#| tbl-cap: "Printed figures by place and verdict"
judged = chapter.audit(printed, values, items, data.scale)
outputs.table("verdicts", audit.verdicts(chapter.verdict_counts(judged)))

# %%
audited = outputs.words(audit.audited, judged, name="printed-figures")
say(audited)

# %% [markdown]
# ## What about the others?

# %%
#| label: tbl-unreproduced
#| tbl-cap: "Printed figures that are not reproduced, and why"
outputs.table("published", audit.unreproduced(judged))

# %%
columns = audit.columns(chapter.column_readings(printed))
say(columns)

# %% [markdown]
# ## Which data could have produced the printed figures?
#
# For the right side. All datasets are in `results/reconstruction.csv.gz`.

# %%
#| label: tbl-reconstruction
#| tbl-cap: "Datasets that agree with the printed figures, as more of these are required"
right = chapter.summaries(printed, values, items, "right", data.scale)
rebuilt = chapter.rebuild(right)
sets = chapter.set_sizes(rebuilt)
outputs.frame("results/reconstruction.csv.gz", chapter.members(rebuilt))
outputs.table("reconstruction", audit.reconstruction(sets))

# %%
bulbar = audit.bulbar(chapter.part_sizes(right, values))
say(bulbar)

# %% [markdown]
# ## Which quartile rule did the study use?
#
# Quartiles of small groups depend on the rule. A rule is possible if no other rule reproduces more
# of the printed quartiles of columns that are printed in full, and if every region has a dataset
# under it.

# %%
#| label: tbl-quartile-rules
#| tbl-cap: "Quartile rules and the printed quartiles"
rules = chapter.quartile_rules(printed, rebuilt)
outputs.table("quartile-rules", audit.quartile_rules(rules))

# %%
ruled = audit.ruled(rules)
say(ruled)

# %% [markdown]
# ## How many muscles were graded in each region?
#
# A score is a mean over muscles, so its printed quartiles restrict how many muscles there were; the
# printed shares of atrophied muscles restrict their total, and the p-values decide between the
# protocols that remain.

# %%
#| label: tbl-protocols
#| tbl-cap: "Numbers of muscles on each side that agree with everything printed"
search = chapter.protocol_search(printed, values, rebuilt)
outputs.table("protocols", audit.protocols(chapter.protocol_table(search, items)))

# %%
searched = audit.searched(search, chapter.atrophy_shares(printed, values, right))
say(searched)

# %% [markdown]
# ## Do the findings depend on the dataset?
#
# Each printed comparison in every dataset that agrees: the exact p-value by both two-sided rules,
# Cliff's delta, and the exact p-value adjusted over the regions by Holm's method in every
# combination of datasets.

# %%
#| label: tbl-findings
#| tbl-cap: "Printed comparisons over all datasets: ranges, and in how many datasets the printed finding holds by exact tests"
findings = chapter.findings(rebuilt, data.settings.alpha)
outputs.table("findings", audit.findings(findings))

# %%
#| label: fig-findings
#| fig-cap: "Ranges of the p-values of patients against controls over all datasets that agree with the printed figures"
outputs.figure("findings", figures.p_ranges(findings, "patient v control", data.settings.alpha))

# %%
held = audit.held(findings)
say(held)

# %% [markdown]
# ## The numbers for the report

# %%
found = {
    "audited": audited,
    "columns": columns,
    "ruled": ruled,
    "searched": searched,
    "bulbar": bulbar,
    "held": held,
}
results = audit.numbers(judged, sets, findings, found)
results |= numbers.presence(not data.published.empty, len(judged))
settings = numbers.settings(dict(data.settings), parameters, disclosure.subjects)
outputs.results(results | {"settings": settings})
