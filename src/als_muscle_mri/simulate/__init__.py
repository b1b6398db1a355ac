"""Seeded simulated cohorts of any size and known effect.

Nobody stands behind a row of these cohorts. They show that the report is tied to no one study,
measure its speed on thousands of subjects, and test its statistics: with ``effect=0`` the two
groups have one distribution of MRI findings, with a larger effect they differ by a known amount.

The generative model, in the order in which it is drawn
-------------------------------------------------------
People
    Age at enrolment (years) is normal, 66 with standard deviation 9, kept within 30 and 90, and
    has the same distribution in both groups; so have sex, hand dominance and centre. A patient has
    a site of onset, a delay from onset to diagnosis (log-normal, median 9 months) and a UMN burden
    score (beta-binomial, 0 to 16) that is independent of everything else.
Denervation
    A patient has a latent severity (gamma, mean 1) and, in each of six segments (bulbar, both
    arms, trunk, both legs), a denervation that is the severity times a log-normal factor, higher
    where the disease began. It is 0 in controls.
Grades
    The fat content of a muscle is a latent normal score: a level of its region, a slope with age
    (steep in gluteus maximus and paraspinals), the subject's own level, that of the region on
    that side and that of the muscle, plus ``effect`` times the region's loading times the
    denervation of the segment. The Mercuri grades 1, 2 and 3 begin at the scores 0, 1.4 and 2.6;
    the grades of another scale begin at scores between these.
Atrophy
    A latent logistic score that rises with the grade and, again times ``effect``, with
    denervation; present above 0.
Raters
    Each rater reads both latent scores with a small error of his or her own: a fixed lenience and
    a fresh error in every session. Every rater of a centre reads every subject of the centre
    twice.
EMG
    MUAP durations (ms) are log-normal; the location rises with the segment's denervation.
MRC grades and ALSFRS-R items
    Ordinal scores that fall from 5 and from 4 as the denervation of the segments they need rises;
    the ALSFRS-R total is the sum of its items.
Missing data
    Nothing to do with how ill a subject is. With ``missing=m`` a subject lacks the scan of the
    spine, ALSFRS-R, the age at onset, and each rater's second reading with probability m each,
    the EMG with 2 m and each hand scan with 4 m (at most 1): lying prone is badly tolerated.

``effect`` scales only what MRI shows. EMG, strength and function keep their link to denervation,
so with ``effect=0`` they are unrelated to MRI. Each part draws from a stream of its own, so the
same seed gives the same people whatever ``effect`` and ``missing`` are.
"""

from als_muscle_mri.simulate.cohort import SimulatedCohort, draw_cohort
from als_muscle_mri.simulate.command import main
from als_muscle_mri.simulate.design import DEFAULT_CENTRES, Centre, Design
from als_muscle_mri.simulate.files import simulate

__all__ = [
    "DEFAULT_CENTRES",
    "Centre",
    "Design",
    "SimulatedCohort",
    "draw_cohort",
    "main",
    "simulate",
]
