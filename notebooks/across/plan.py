# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Planning the next study
#
# How many patients and controls would it take to find the differences that a pilot suggests, and
# how many patients to find a change between two scans?
#
# **Words used here.** **Power** is the probability that a study of a given size finds a difference
# that exists. The **observed effect** is the pilot's Cliff's delta. The **safeguard effect** is the
# limit nearer to 0 of a moderate confidence interval of it. An **assumed** distribution comes from a file
# of the planner's own, `assumed`, and not from the pilot. The **Monte Carlo error** is the
# uncertainty from simulating a limited number of studies.

# %% tags=["parameters"]
cohort = "pavia-2018"
power = None
alpha = None
two_sided = None
consensus = None
n_per_group = None
assumed = None
simulations = None
safeguard_level = None
worsening = None
improving = None
within_subject = None
seed = None

# %%
from als_muscle_mri import plan as chapter
from als_muscle_mri.inputs import PlanSettings, other_settings, read_parameters
from als_muscle_mri.report import (
    across_numbers,
    extent,
    figures,
    numbers,
    plan_tables,
    plan_wording,
    provenance,
)
from als_muscle_mri.report.disclosure import Disclosure
from als_muscle_mri.report.outputs import Outputs, say

given = read_parameters(globals())
name = given.pop("cohort")
settings = other_settings(PlanSettings, given)
pilot = chapter.load_pilot(name, settings)
disclosure = Disclosure.of(pilot.data.subjects, pilot.data.settings.minimum_cell)
outputs = Outputs.of("plan", disclosure)
sizes = settings.n_per_group
in_force = dict(settings) | {
    name: getattr(pilot.data.settings, name) for name in ("alpha", "two_sided", "consensus", "seed")
}
say(extent.in_force(in_force, in_force))

# %% [markdown]
# ## What to keep in mind
#
# A plan is only as good as the effect it assumes. Effects of a small pilot are uncertain, and the
# largest effects among many regions are too large on average.

# %%
sources = provenance.sentences(pilot.data.provenance, pilot.data.empty_files)
observed = disclosure.safe("pilot", chapter.observed(pilot))
optimistic = plan_wording.optimistic(observed, settings.safeguard_level)
kept_back = plan_wording.kept_back(chapter.kept_back(pilot), disclosure)
say(sources["mri_ratings"], optimistic, kept_back)

# %% [markdown]
# ## What did the pilot observe?

# %%
#| label: tbl-pilot
#| tbl-cap: "Effects of the pilot and the safeguard effects"
outputs.table("pilot", plan_tables.pilot(observed, settings.safeguard_level))

# %% [markdown]
# ## How many subjects does each region need?
#
# Studies are drawn from the pilot's distributions of scores; for the safeguard effect, the
# patients' distribution is mixed with the controls' until Cliff's delta has fallen to it.

# %%
#| label: tbl-sizes
#| tbl-cap: "Subjects needed in each group, with the range that the Monte Carlo error leaves"
powers = chapter.power(pilot)
outputs.frame("results/power.csv", powers)
needed = chapter.needed(powers)
outputs.table("sizes", plan_tables.sizes(needed, sizes))

# %%
found = {
    assumption: plan_wording.reached(needed, assumption, settings.power, sizes)
    for assumption in chapter.ASSUMPTIONS
}
say(*found.values(), plan_wording.precision(settings.simulations, powers))

# %%
#| label: fig-power
#| fig-cap: "Power of the exact rank-sum test by the size of each group; points are simulated, lines are smoothed to rise"
outputs.figure("power", figures.power_by_size(powers, settings.power))

# %%
#| label: tbl-power
#| tbl-cap: "Power by the number of subjects in each group"
outputs.table("power", plan_tables.power(powers))

# %% [markdown]
# ## How many subjects does it take under assumed distributions?
#
# Studies are drawn from distributions that somebody wrote down; nobody observed them.

# %%
#| label: tbl-assumed
#| tbl-cap: "Assumed, not observed: share of the subjects of each group with each score, and Cliff's delta"
distributions = chapter.assumed_distributions(pilot)
outputs.table("assumed", plan_tables.assumed(distributions))

# %%
#| label: tbl-assumed-power
#| tbl-cap: "Power under the assumed distributions by the number of subjects in each group, and the number needed"
assumed_powers = chapter.assumed_power(pilot)
outputs.frame("results/assumed_power.csv", assumed_powers)
outputs.table("assumed-power", plan_tables.assumed_power(assumed_powers, sizes))

# %%
given_as_true = plan_wording.distributions(distributions)
assumed_needed = chapter.needed(assumed_powers)
found["assumed"] = plan_wording.reached(assumed_needed, "assumed", settings.power, sizes)
say(given_as_true, found["assumed"])

# %% [markdown]
# ## How many patients does a second scan need?

# %%
changes = plan_wording.assumed(settings)
say(changes)

# %%
#| label: tbl-follow-up
#| tbl-cap: "Power of the exact signed-rank test by the number of patients scanned twice"
follow_up = chapter.follow_up(pilot)
outputs.frame("results/follow_up.csv", follow_up)
outputs.table("follow-up", plan_tables.follow_up(follow_up, sizes))

# %%
changed = plan_wording.follow_up(follow_up, settings.power, sizes)
say(changed)

# %%
#| label: fig-follow-up
#| fig-cap: "Power of the exact signed-rank test by the number of patients scanned twice, under the assumptions made"
outputs.figure("follow-up", figures.follow_up_power(follow_up, settings.power))

# %% [markdown]
# ## The numbers for the report

# %%
n = disclosure.subjects
precision = plan_wording.precision(settings.simulations, powers, assumed_powers)
sentences = {
    "title": f"The next study, planned on {pilot.data.name}",
    "subtitle": "Power and sample size for semi-quantitative muscle MRI",
    "source": disclosure.without_ids(pilot.data.source),
    "disclosure": kept_back,
    "provenance": sources["mri_ratings"],
    "optimistic": optimistic,
    "precision": precision,
    "assumed": changes,
    "distributions": given_as_true,
    "changed": changed,
    "sizes_tried": ", ".join(map(str, sizes)),
}
outputs.results(
    across_numbers.plan(observed, needed, chapter.needed(follow_up))
    | {"assumptions": across_numbers.assumptions(assumed_needed)}
    | numbers.texts(sentences, n)
    | {
        "found": numbers.texts(found, n),
        "settings": numbers.settings(in_force, [k for k in in_force if k != "n_per_group"], n),
    }
)
