# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Comparisons
#
# Do patients' muscles look different from controls', and do subgroups of patients differ?
#
# **Words used here.** The **rank-sum** test (Mann–Whitney) compares two groups, the
# **signed-rank** test (Wilcoxon) two sides of the same subjects. Its p-value is **asymptotic**
# (normal approximation with tie correction and without continuity correction, as Stata's `ranksum`)
# or **exact** (all ways of dividing the same scores between the groups are counted). Exact two-sided
# p-values come in two conventions: `abs-deviation` counts all outcomes at least as far from the mean,
# `doubled` doubles the smaller tail. **Cliff's delta** is the probability that a patient scores higher
# than a control minus the probability of the reverse: 0 is no difference, 1 complete separation.
# **Holm**'s and **Benjamini–Hochberg**'s methods adjust the p-values of the regions of one side.

# %% tags=["parameters"]
cohort = "pavia-2018"
minimum_cell = None
alpha = None
rank_test = None
two_sided = None
quartile_method = None
adjust = None
umn_cutoff = None
consensus = None
seed = None

# %%
from als_muscle_mri import comparisons as chapter
from als_muscle_mri import mri_scoring
from als_muscle_mri.coarsened import coarse_comparison
from als_muscle_mri.contrasts import headline_test
from als_muscle_mri.inputs import load_cohort, read_parameters
from als_muscle_mri.report import (
    atrophied,
    extent,
    figures,
    numbers,
    provenance,
    robust,
    tables,
    wording,
)
from als_muscle_mri.report.disclosure import Disclosure
from als_muscle_mri.report.disclosure_links import resting_on, safe_contrast
from als_muscle_mri.report.disclosure_muscles import of_muscles
from als_muscle_mri.report.outputs import Outputs, say

parameters = read_parameters(globals())
data = load_cohort(**parameters)
disclosure = Disclosure.of(data.subjects, data.settings.minimum_cell)
outputs = Outputs.of("comparisons", disclosure)
settings = data.settings
level = 1 - settings.alpha
grades = mri_scoring.muscle_grades(data)
scores = mri_scoring.region_scores(grades)
say(extent.in_force(dict(data.settings), parameters))

# %% [markdown]
# ## What to keep in mind
#
# Scores of few subjects with many ties carry little information: the width of the interval of an
# effect says more than its p-value. "Did not differ significantly" does not mean equal.

# %%
sources = provenance.sentences(data.provenance, data.empty_files)
say(sources["mri_ratings"])

# %% [markdown]
# ## Do patients and controls differ?

# %%
#| label: tbl-regions
#| tbl-cap: "Region scores of patients and controls: median (IQR), p-value, adjusted p-value and effect"
compared = chapter.region_comparisons(scores, settings)
both = chapter.patients_and_controls(scores)
coarse = coarse_comparison(compared, scores, both, data, disclosure.possible)
regions = disclosure.safe("table-2", coarse)
outputs.table("table-2", tables.regions(regions, data.group_labels, level))

# %%
by_side = chapter.by_side(regions)
found = {
    side: wording.on_side(side, wording.differences(rows, settings.alpha, "patients", "controls"))
    for side, rows in by_side.items()
}
remaining = {
    side: wording.adjusted(rows, settings.alpha, settings.adjust) for side, rows in by_side.items()
}
headline = extent.headline(regions, found, remaining)
say(headline["both_sides"])

# %% [markdown]
# ## How large are the differences?

# %%
#| label: fig-effects
#| fig-cap: "Cliff's delta of patients against controls with its confidence interval (CI), by region and side; n is the numbers of patients and controls"
outputs.figure("effects", figures.effects(regions, level))

# %% [markdown]
# ## Does the kind of p-value matter?
#
# The same comparisons by each form of the test. Where the forms fall on different sides of the
# significance level, the finding depends on the choice between them.

# %%
#| label: tbl-p-values
#| tbl-cap: "Rank-sum p-values of patients against controls by each form of the test, and the headline p-value adjusted over the regions of a side"
outputs.table("p-values", tables.p_values(regions))

# %%
conclusion = robust.conclusion(regions, settings.alpha)
other_tests = {side: robust.robustness(rows, settings.alpha) for side, rows in by_side.items()}
say(conclusion, *other_tests.values())

# %% [markdown]
# ## Does a finding depend on a single subject?
#
# Each significant comparison is repeated with each subject left out in turn.

# %%
#| label: tbl-left-out
#| tbl-cap: "Significant comparisons after leaving out any one subject"
left_out = disclosure.safe("leave-one-out", chapter.leave_one_out(scores, compared, settings))
outputs.table("leave-one-out", tables.leave_one_out(left_out))

# %%
was_compared = bool(compared["p"].notna().any())
left_out_found = outputs.words(robust.leave_one_out, left_out, was_compared, name="leave-one-out")
say(left_out_found)

# %% [markdown]
# ## Do subgroups of patients differ?
#
# By site of onset, and by a UMN burden score below the cut-off or not below it. These p-values are not
# adjusted, and some subgroups are very small.

# %%
#| label: tbl-strata
#| tbl-cap: "Comparisons with and within the patients: Cliff's delta, p-value (not adjusted) and, in brackets, numbers of subjects"
strata = chapter.strata(data)
groups = {name: tuple(pair) for name, pair in strata.items()}
numbered = {name: {part: len(ids) for part, ids in pair.items()} for name, pair in strata.items()}
contrasts = {
    name: safe_contrast(
        disclosure, chapter.compare(scores, pair, settings), numbered[name], compared
    )
    for name, pair in strata.items()
}
outputs.table("strata", tables.contrasts(contrasts, groups, data.group_labels))

# %%
further = extent.further_groups(data.group_labels)
strata_found = {
    name: wording.contrast(rows, settings.alpha, *groups[name], further)
    for name, rows in contrasts.items()
}
further_found = extent.further_found(strata_found, data.group_labels)
say(*strata_found.values())

# %% [markdown]
# ## Do right and left differ?
#
# By the signed-rank test, in subjects scanned on both sides; the p-values are not adjusted.

# %%
#| label: tbl-sides
#| tbl-cap: "Right minus left: median difference, p-value and number of subjects with both"
sides = disclosure.safe("sides", chapter.side_comparisons(scores, settings))
outputs.table("sides", tables.sides(sides, data.group_labels))

# %%
sides_found = wording.sides(sides[sides["group"] == "all"], settings.alpha)
say(sides_found)

# %% [markdown]
# ## Is atrophy more frequent in patients?
#
# The chi-square test treats all muscles as independent. Muscles of one person are not, so its
# p-value is too small; the second test takes the person as the unit.

# %%
muscles = mri_scoring.atrophy_counts(grades)
counts = of_muscles(disclosure, "atrophy", muscles, grades)
atrophy = chapter.atrophy_comparison(muscles, settings.alpha)
muscles_caution = atrophied.caution(atrophy)
atrophy = resting_on(counts, atrophy)
atrophy_found = outputs.words(
    atrophied.by_group, counts, atrophy, settings.alpha, data.group_labels
)
persons = disclosure.safe_numbers("persons", chapter.clustered_atrophy(grades, settings))
persons = resting_on(counts[["percent"]], persons)
persons_found = outputs.words(atrophied.by_person, persons, settings.alpha)
say(atrophy_found, muscles_caution, persons_found)

# %% [markdown]
# ## The numbers for the report

# %%
n = disclosure.subjects
outputs.results(
    {
        "regions": numbers.contrast(regions, "patients", "controls"),
        "strata": {k: numbers.contrast(rows, *groups[k]) for k, rows in contrasts.items()},
        "sides": numbers.sides(sides),
        "atrophy": numbers.atrophy_test(atrophy) | {"persons": numbers.clustered(persons)},
        "found": numbers.texts(found, n),
        "headline": numbers.texts(headline, n),
        "adjusted": numbers.texts(remaining, n),
        "adjustment": numbers.text(wording.adjustment(settings.adjust), n),
        "conclusion": numbers.text(conclusion, n),
        "robust": numbers.texts(other_tests, n),
        "further_groups": numbers.presence(bool(further), n)
        | {"found": numbers.text(further_found, n)},
        "strata_found": numbers.texts(strata_found, n),
        "sides_found": numbers.text(sides_found, n),
        "atrophy_found": numbers.text(atrophy_found, n),
        "muscles_caution": numbers.text(muscles_caution, n),
        "persons_found": numbers.text(persons_found, n),
        "leave_one_out": numbers.leave_one_out(left_out),
        "left_out_found": numbers.text(left_out_found, n),
        "test": numbers.text(headline_test(settings), n),
        "settings": numbers.settings(dict(settings), parameters, n),
    }
)
