# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Correlations
#
# Are the MRI grades related to what patients can do, to their EMG and to their strength?
#
# **Words used here.** **Spearman's rho** is the correlation of ranks, −1 to 1. The **hand items**
# of the ALSFRS-R are handwriting and cutting food, 0 to 4 each; 8 is normal. The **MRC grade** of
# strength is 0 to 5 (5 normal); for comparison with the other grades it is converted to a **weakness
# grade**: 5 is 0, 4 is 1, 3 is 2, and 2 or less is 3. **Weighted kappa** measures agreement of two
# grades beyond chance: 1 is complete, 0 what chance would give. It needs the same grades on both
# sides; MRI grades of another scale are correlated instead.

# %% tags=["parameters"]
cohort = "pavia-2018"
minimum_cell = None
alpha = None
rank_test = None
two_sided = None
consensus = None
dominant_hand = None
emg_thresholds_ms = None
seed = None

# %%
import pandas as pd

from als_muscle_mri import correlations as chapter
from als_muscle_mri import emg_grading, mri_scoring
from als_muscle_mri.inputs import load_cohort, read_parameters
from als_muscle_mri.report import correlated, extent, figures, numbers, provenance, tables
from als_muscle_mri.report.disclosure import Disclosure
from als_muscle_mri.report.disclosure_muscles import of_muscles
from als_muscle_mri.report.outputs import Outputs, say

parameters = read_parameters(globals())
data = load_cohort(**parameters)
disclosure = Disclosure.of(data.subjects, data.settings.minimum_cell)
outputs = Outputs.of("correlations", disclosure)
settings = data.settings
level = 1 - settings.alpha
grades = mri_scoring.muscle_grades(data)
scores = mri_scoring.region_scores(grades)
say(extent.in_force(dict(data.settings), parameters))

# %% [markdown]
# ## What to keep in mind
#
# Many pairs are examined here and the p-values are not adjusted; a few significant ones are
# expected by chance. Muscles of one patient are not independent, so intervals of what is counted
# muscle by muscle are too narrow.

# %%
sources = provenance.sentences(data.provenance, data.empty_files)
say(sources["alsfrs"], sources["muaps"], sources["strength"])

# %% [markdown]
# ## Is the MRI of the dominant hand related to what the hand can do?

# %%
#| label: fig-hand
#| fig-cap: "Hand items of the ALSFRS-R and score of the dominant hand; a number in a mark counts the patients with the same values"
hands = chapter.hand_function(scores, data)
hand = disclosure.safe_numbers("hand", chapter.hand_correlation(hands, settings))
drawn = figures.hand_function(hands, hand, level, data.scale)
outputs.figure("hand-function", drawn)

# %%
about = "hand" in data.regions, hand, settings.alpha
hand_found = outputs.words(extent.hand_correlation, *about)
say(hand_found)

# %% [markdown]
# ## Are other items related to the regions they use?
#
# Each item is correlated with the regions that the activity needs, averaged over both sides. Which
# regions an item needs is an assumption of this project; speech, swallowing and breathing need none
# of those scanned.

# %%
#| label: tbl-items
#| tbl-cap: "ALSFRS-R items and the regions they use: Spearman's rho"
items = disclosure.safe("alsfrs-items", chapter.item_correlations(scores, data))
outputs.table("alsfrs-items", tables.items(items, level))

# %%
items_found = correlated.items(items, settings.alpha)
say(items_found)

# %% [markdown]
# ## Do MRI, EMG and strength agree, muscle by muscle?

# %%
#| label: tbl-cross
#| tbl-cap: "EMG grade and weakness grade by MRI grade: number of muscles"
pairs = {
    "emg": chapter.mri_with_emg(grades, emg_grading.emg_grades(data)),
    "strength": chapter.mri_with_strength(grades, data.strength),
}
cross = pd.concat({name: chapter.cross_table(part, data.scale) for name, part in pairs.items()})
cross = cross.rename_axis(["measure", None]).reset_index("measure")
outputs.table("table-s2", tables.cross_tables(cross, data.scale))

# %%
#| label: tbl-kappa
#| tbl-cap: "MRI grades beside EMG grades and weakness grades, muscle by muscle"
kappas = {
    name: of_muscles(
        disclosure, "grade-agreement", chapter.agreement(part, settings, data.scale), part
    )
    for name, part in pairs.items()
}
kappa = pd.concat(kappas, names=["measure"]).reset_index("measure")
outputs.table("grade-agreement", tables.grade_agreement(kappa, level))

# %%
#| label: fig-agreement
#| fig-cap: "EMG grade and weakness grade against MRI grade: number of muscles with both, and their agreement (kappa) or correlation (rho) with its confidence interval"
outputs.figure("grade-agreement", figures.grade_agreement(cross, kappa, data.scale))

# %%
agreement_found = {
    name: outputs.words(correlated.grade_agreement, kappas[name], measure, level)
    for name, measure in {"emg": "EMG", "strength": "weakness"}.items()
}
say(*agreement_found.values())

# %% [markdown]
# ## The numbers for the report

# %%
n = disclosure.subjects
outputs.results(
    {
        "hand": numbers.correlation(hand),
        "hand_found": numbers.text(hand_found, hand["n"]),
        "items": numbers.items(items),
        "items_found": numbers.text(items_found, n),
        "agreement": {name: numbers.grade_agreement(rows) for name, rows in kappas.items()},
        "agreement_found": numbers.texts(agreement_found, n),
        "settings": numbers.settings(dict(settings), parameters, n),
    }
)
