# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # MRI scoring
#
# How were the muscles read, did the readers agree, and which grades resulted?
#
# **Words used here.** The **grade** of a muscle says how much of it looks like fat, on the scale
# defined below. **Atrophy** is rated yes or no for each muscle. A **rating** is one rater's reading of
# one muscle in one session; the **consensus grade** is what the analysis uses. The **region
# score** is the mean consensus grade over the muscles of a **region** on one **side** of a
# subject. The **coefficient of variation** is the within-subject standard deviation of two readings
# of the same region scores, in percent of the mean score.

# %% tags=["parameters"]
cohort = "pavia-2018"
minimum_cell = None
alpha = None
quartile_method = None
consensus = None

# %%
from als_muscle_mri import mri_scoring as chapter
from als_muscle_mri.inputs import MERCURI, load_cohort, read_parameters
from als_muscle_mri.report import extent, figures, grading, numbers, provenance, tables, wording
from als_muscle_mri.report.disclosure import Disclosure
from als_muscle_mri.report.disclosure_muscles import of_muscles
from als_muscle_mri.report.outputs import Outputs, say

parameters = read_parameters(globals())
data = load_cohort(**parameters)
disclosure = Disclosure.of(data.subjects, data.settings.minimum_cell)
outputs = Outputs.of("mri_scoring", disclosure)
say(extent.in_force(dict(data.settings), parameters))

# %% [markdown]
# ## What to keep in mind
#
# A grade is a reader's judgement in a few steps, so most muscles share a grade with many others,
# and the tests in later notebooks have to allow for these ties. Muscles that were not scanned are
# left out, not imputed.

# %%
sources = provenance.sentences(data.provenance, data.empty_files)
say(grading.definition(data.scale), sources["mri_ratings"])

# %% [markdown]
# ## Which muscles were read?
#
# They are grouped into regions, in the order of the atlas.

# %%
#| label: tbl-protocol
#| tbl-cap: "Muscles read on each side, by region"
muscles = chapter.protocol(data)
outputs.table("protocol", tables.protocol(muscles))

# %%
readings = extent.readings(data.mri_ratings)
say(readings)

# %% [markdown]
# ## Do the readers agree?
#
# Within raters, the first and the second session of each rater are compared; between raters, the
# first sessions of each pair of raters. The coefficient of variation is computed from region
# scores, where opposite differences cancel; kappa (with linear weights) and the percentages are
# computed from single muscles. Muscles of one subject are not independent, so the interval of kappa
# is too narrow; where all grades agree it has none.

# %%
#| label: tbl-agreement
#| tbl-cap: "Agreement of readings within and between raters"
agreement = of_muscles(
    disclosure, "rater-agreement", chapter.rater_agreement(data), chapter.read_twice(data)
)
outputs.table("rater-agreement", tables.agreement(agreement, 1 - data.settings.alpha))

# %%
variation = outputs.words(wording.rater_variation, agreement)
say(variation)

# %% [markdown]
# ## Which grades resulted?
#
# Each square is one muscle. A dot marks atrophy; hatched squares were not scanned.

# %%
#| label: fig-grades
#| fig-cap: "Consensus grade of every muscle in every subject, by side. Lines separate the regions and the groups; within a group, subjects are ordered from the lowest to the highest mean grade."
grades = chapter.muscle_grades(data)
outputs.frame("results/muscle_grades.csv", data.scale.as_filed(grades))
outputs.figure("grades", figures.grade_map(grades, data.group_labels, data.scale))

# %% [markdown]
# ## How are the grades distributed?

# %%
#| label: fig-distribution
#| fig-cap: "Shares of the grades among the muscles read, by region, group and side; n is the number of muscles. Shares below 9 % are not labelled."
counts = chapter.grade_counts(grades, data.scale)
drawn = figures.grade_distribution(counts, data.group_labels, data.scale)
outputs.figure("grade-distribution", drawn)

# %% [markdown]
# ## What are the region scores?

# %%
#| label: fig-scores
#| fig-cap: "Region score of every subject. In groups of up to 20, equal scores are drawn side by side; in larger groups, a mark grows with the number of subjects who have that score. The bar is the median of the group."
scores = chapter.region_scores(grades)
outputs.frame("results/region_scores.csv", scores)
outputs.figure("region-scores", figures.score_distribution(scores, data.group_labels, data.scale))

# %%
#| label: tbl-scores
#| tbl-cap: "Region scores, median (IQR), by group and side"
quartiles = chapter.score_quartiles(scores, data.settings.quartile_method)
quartiles = disclosure.safe("region-scores", quartiles)
outputs.table("region-scores", tables.scores(quartiles, data.group_labels))

# %% [markdown]
# ## Where on the body are the changes?

# %%
#| label: fig-body
#| fig-cap: "Median region score of each group, from the front and from behind; n is the number of subjects scanned there"
outputs.figure("body-map", figures.body_map(quartiles, data.group_labels, data.scale))

# %% [markdown]
# ## How many muscles are atrophied?

# %%
#| label: tbl-atrophy
#| tbl-cap: "Atrophied muscles, by group"
atrophy = of_muscles(disclosure, "atrophy", chapter.atrophy_counts(grades), grades)
outputs.table("atrophy", tables.atrophy(atrophy, data.group_labels))

# %% [markdown]
# ## The numbers for the report

# %%
n = disclosure.subjects
results = numbers.mri_scoring(agreement, quartiles, atrophy)
n_ratings = disclosure.total(len(data.mri_ratings), quartiles)
results |= numbers.protocol(muscles, data.mri_ratings, n_ratings)
results |= numbers.scale(data.scale, MERCURI, n)
said = {
    "scope": extent.scope(data.mri_ratings, muscles["region"].nunique()),
    "readings": readings,
    "variation": variation,
}
results |= numbers.texts(said, n)
outputs.results(results | {"settings": numbers.settings(dict(data.settings), parameters, n)})
