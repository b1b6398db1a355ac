# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Images
#
# How much of each muscle looks like fat, which grade follows, and where should a reader look again?
#
# **Words used here.** The **share of fat** of a muscle is the mean position of its voxels' signal
# between pure muscle (0) and pure fat (1) of the same volume. A **proposed grade** follows from
# that share by cut-offs; the **readers' grade** is the consensus of human readers. A **cut-off** is
# a share at which the next grade begins. A **phantom** is a drawn image whose true values are
# known; it is not a patient. The **bias field** is the slow change of brightness across an image;
# its size is the logarithm of the ratio of its brightest to its darkest part.

# %% tags=["parameters"]
cohort = "pavia-2018"
minimum_cell = None
alpha = None
consensus = None
fat_share_cutoffs = None
atrophy_side_ratio = None
muscle_contours = None
seed = None

# %%
from als_muscle_mri import imaging as chapter
from als_muscle_mri.inputs import load_cohort, read_parameters
from als_muscle_mri.mri_scoring import muscle_grades
from als_muscle_mri.report import extent, figures, images, numbers
from als_muscle_mri.report.disclosure import Disclosure
from als_muscle_mri.report.outputs import Outputs, say

parameters = read_parameters(globals())
data = load_cohort(**parameters)
disclosure = Disclosure.of(data.subjects, data.settings.minimum_cell)
outputs = Outputs.of("images", disclosure)
cutoffs = data.settings.fat_share_cutoffs
found = chapter.images(data)
say(extent.in_force(dict(data.settings), parameters))

# %% [markdown]
# ## What to keep in mind
#
# A proposal does not replace a reader: both are kept. The mixture of two signals is a model; blood
# vessels, oedema and a mask drawn across the fascia all change the share. It is not the
# proton density fat fraction that Dixon imaging measures: its ends are healthy muscle, which holds some
# fat, and fat tissue, which holds some water, in the same T1-weighted volume. A cut-off that the
# definition of the scale does not give, such as where "traces" begin, is an assumption of the
# settings. A phantom follows the model by construction, and its fat was drawn from the readers'
# grades, so it shows whether the method finds what is there, not whether the readers are right.

# %%
sources = outputs.words(images.sources, found.simulated, found.subjects, name="review")
say(sources)

# %% [markdown]
# ## What do controls and patients look like?
#
# All pictures have the same window, from no signal to somewhat more than that of the volume's own fat,
# for T1-weighted signal has no unit; the number is the highest grade in the picture. With
# `muscle_contours`, each muscle that was read is outlined in the colour of its grade.

# %%
#| label: fig-panels-upper
#| fig-cap: "Upper body and pelvis of controls beside patients, each with the grade of the worst muscle in the slice. R and L: the subject's right and left."
grades = muscle_grades(data)
panels = chapter.panels(found, data, grades)
look = data.scale, data.settings.muscle_contours
lower = {key: panels[key] for key in ("thigh", "calf") if key in panels}
upper = {key: row for key, row in panels.items() if key not in lower}
outputs.figure("panels-upper", figures.image_panels(upper, *look))

# %%
#| label: fig-panels-lower
#| fig-cap: "Thigh and calf of controls beside patients, each with the grade of the worst muscle in the slice. R and L: the subject's right and left."
outputs.figure("panels-lower", figures.image_panels(lower, *look))

# %% [markdown]
# ## Are known shares recovered?
#
# Phantoms of a thigh and of a calf, with little to much noise, without and with a bias field. The
# interval of a share combines the uncertainty from slices, references and the remaining bias field;
# it uses Student's t because slices are few. How often it holds the truth is measured here. It
# treats the slices as a sample of the muscle, whereas the truth of a phantom is that of these very
# slices: where they differ, it is wider than necessary. Muscles of one phantom share its
# references, so their errors are correlated.

# %%
#| label: tbl-recovery
#| tbl-cap: "Error of the share of fat on phantoms, in percentage points"
level = 1 - data.settings.alpha
recovery = chapter.recovery_summary(chapter.trials(found, data), cutoffs, level)
outputs.table("recovery", images.recovery(recovery, level))

# %%
#| label: fig-recovery
#| fig-cap: "Error of the share of fat on phantoms by noise and bias field, and the proportion of its intervals that hold the truth; bars are confidence intervals of that proportion, the dashed line is the nominal level"
outputs.figure("recovery", figures.recovery(recovery, level))

# %%
recovered = images.recovered(recovery, chapter.MARGIN, level)
say(recovered)

# %% [markdown]
# ## Which grades are proposed, and do the readers agree?

# %%
proposals = chapter.proposals(found, data)
outputs.frame("results/mri_proposals.csv", proposals)

# %%
#| label: tbl-confusion
#| tbl-cap: "Muscles by the readers' grade and the proposed grade"
rows = disclosure.safe("review", chapter.compared(proposals, grades, cutoffs, data.scale))
outputs.table("confusion", images.confusion(chapter.confusion(rows, data.scale), data.scale))

# %%
#| label: fig-shares
#| fig-cap: "Share of fat with its interval by the readers' grade. A band is the range of shares that belongs to the grade."
outputs.figure("shares", figures.shares_by_grade(rows, cutoffs, data.scale))

# %%
review = chapter.to_review(rows)
agreement = chapter.agreement(rows, level)
agreed = outputs.words(
    images.agreed, agreement, review, level, proposals, found.simulated, name="review"
)
unmatched = chapter.unmatched(proposals, grades, found.subjects)
missed = outputs.words(images.unmatched, unmatched, found.subjects, name="review")
say(agreed, missed)

# %% [markdown]
# ## How far is a share from its reference?
#
# A reader's grade is a range of shares; its midpoint stands for it, so half the range is part of
# every such difference. Of a phantom the true share is known. The limits of agreement hold 95 % of
# the differences if these are normally distributed; they and their intervals allow for several
# muscles per person.

# %%
#| label: tbl-share-agreement
#| tbl-cap: "Program's share of fat minus a reference, in percentage points: bias and limits of agreement"
differences = chapter.share_differences(rows, cutoffs, data.scale)
shares = chapter.share_agreement(differences, level)
outputs.table("share-agreement", images.share_agreement(shares, level))

# %%
#| label: fig-share-agreement
#| fig-cap: "Difference of the program's share of fat and a reference against their mean, with bias, limits of agreement and their intervals"
outputs.figure("share-agreement", figures.share_agreement(differences, shares))

# %%
apart = outputs.words(images.apart, shares, name="share-agreement")
say(apart)

# %% [markdown]
# ## Which muscles are atrophied?
#
# Atrophy is proposed where the volume is below a set part of that of the other side; the part is an
# assumption.

# %%
#| label: tbl-proposed-atrophy
#| tbl-cap: "Muscles by the readers' atrophy and the proposed one"
counts = chapter.atrophy_counts(rows)
outputs.table("proposed-atrophy", images.atrophy_counts(counts))

# %%
atrophy = chapter.atrophy_agreement(rows, level)
atrophied = outputs.words(images.atrophied, atrophy, counts, level, name="proposed-atrophy")
sides = outputs.words(images.smaller_sides, proposals, name="review")
say(atrophied, sides)

# %% [markdown]
# ## Where should a reader look again?
#
# First muscles whose grades differ, then those whose proposed grade has a probability below 80 %, for
# it is near a cut-off, or none, for the muscle is in one slice only; then those whose atrophy differs.

# %%
#| label: tbl-review
#| tbl-cap: "Muscles to look at again, those that differ most first; the CSV file has all"
outputs.table("review", images.review(review, data.scale, level))

# %% [markdown]
# ## The numbers for the report

# %%
sentences = {"sources": sources, "recovered": recovered, "agreed": agreed, "sides": sides}
sentences |= {"missed": missed, "apart": apart, "atrophied": atrophied}
results = images.numbers(found.subjects, agreement, recovery, review, shares, atrophy, sentences)
settings = numbers.settings(dict(data.settings), parameters, disclosure.subjects)
outputs.results(results | {"settings": settings})
