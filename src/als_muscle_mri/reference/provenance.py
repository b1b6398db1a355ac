"""provenance.csv: what is known of every column of the five data files, and what was chosen."""

import pandas as pd

COLUMNS = ["file", "column", "status", "source", "note"]

ROWS = (
    ("subjects.csv", "subject_id", "published", "Table 1B",
     "P01 to P10 are patients 1 to 10 of the table. The controls C01 to C09 are not listed one by "
     "one in the paper; their numbers carry no meaning."),
    ("subjects.csv", "group", "published", "Results, first paragraph; Table 1B",
     "Ten patients and nine healthy controls."),
    ("subjects.csv", "sex", "published", "Table 1B; Results, first paragraph",
     "Of each patient as printed. Of the controls only the numbers are printed (six men, three "
     "women); who of them is which was drawn."),
    ("subjects.csv", "age_at_enrolment_years", "reconstructed",
     "Results, first paragraph; Table 1B",
     "Median and quartiles of both groups are printed to one decimal. The column of Table 1B "
     "headed age at onset has the quartiles of these ages in whole years, so it holds ages at "
     "enrolment; the decimals were drawn so that the printed quartiles come out. Ages of controls "
     "other than the three quartiles were drawn freely between them."),
    ("subjects.csv", "age_at_onset_years", "reconstructed", "Table 1A",
     "Median and quartiles are printed, single values are not (see age_at_enrolment_years). "
     "Completed years: age at enrolment less the months from onset to diagnosis, with diagnosis "
     "taken to be at enrolment."),
    ("subjects.csv", "months_onset_to_diagnosis", "reconstructed", "Table 1A",
     "Median and quartiles are printed; single values were drawn to agree with them and with the "
     "ages."),
    ("subjects.csv", "el_escorial", "reconstructed", "Results, first paragraph",
     "How many patients had each category is printed, who is not. Laboratory-supported went to "
     "the three lowest UMN burden scores, definite was drawn from the patients with a score of 13 "
     "or more and a lost ALSFRS-R point."),
    ("subjects.csv", "onset_site", "published", "Table 1B", "As printed."),
    ("subjects.csv", "involvement", "published", "Table 1B",
     "As printed, but for capital letters."),
    ("subjects.csv", "umn_score", "published", "Table 1B",
     "As printed. Its printed quartiles come out with Stata's rule only."),
    ("subjects.csv", "alsfrs_r_total", "published", "Table 1B", "As printed."),
    ("subjects.csv", "dominant_hand", "published", "Methods, patients",
     "All patients were right-handed. Of the controls nothing is said; they were put down as "
     "right-handed."),
    ("mri_ratings.csv", "subject_id", "reconstructed", "Results, second paragraph; Figure 1",
     "How many were scanned in each region is printed, who is not. Fixed by the results: both "
     "bulbar patients had the right hand scanned and patient 6 the left. Chosen: all patients "
     "with a weak arm had both hands scanned; the rest was drawn."),
    ("mri_ratings.csv", "side", "published", "Table 2", "Both sides were read in every region."),
    ("mri_ratings.csv", "muscle_id", "reconstructed",
     "Methods and Discussion (68 muscles); Table 2; percentages of atrophy",
     "How many muscles each region had follows from the printed percentages, scores and p-values. "
     "Which ten hand muscles were read is not known; a sensible set was named. The names of the "
     "others are chosen too, to fit the counts."),
    ("mri_ratings.csv", "rater", "reconstructed", "Methods, MRI data analysis",
     "Two raters, here R1 and R2; which of the two authors is which carries no meaning."),
    ("mri_ratings.csv", "session", "reconstructed", "Methods, MRI data analysis",
     "Variation within raters was measured, so each read at least twice; two sessions were "
     "assumed."),
    ("mri_ratings.csv", "mercuri_grade", "reconstructed", "Table 2; Results; Figures 1 and 2",
     "The consensus (the grade given most often, ties to the first rater's first reading) gives "
     "region scores that agree with every printed median, quartile and p-value of the right side; "
     "the left is another set that does, but for the hand, where no six against six can have the "
     "printed 0.142 or the spinal patients' 0.081 (0.140 is the nearest to the first). Who had "
     "which score was drawn after Table 1B's involvement, Figures 1 and 2 and the absence of "
     "differences by UMN burden and side. How a region's sum is shared out over its muscles is "
     "one of many ways. Single readings are simulated around the consensus: only variation below "
     "5 % per region is printed, which in hand, iliopsoas and gluteus maximus leaves no room for "
     "a changed score, so there the raters differ only in ways that cancel out."),
    ("mri_ratings.csv", "atrophy", "reconstructed", "Results, second paragraph",
     "Only the percentages are printed: 22.46 % and 0.72 %, which are 137 of 610 and 4 of 556 "
     "muscles. Which muscles they are was drawn, likelier with fat and in the limb named in "
     "Table 1B; readings that depart from the consensus are simulated."),
    ("muaps.csv", "subject_id", "reconstructed", "Results, EMG",
     "Nine of ten patients had EMG. Who had none is not printed and no printed figure depends on "
     "it, so it was drawn."),
    ("muaps.csv", "side", "simulated", "not stated",
     "One side each: the one named in Table 1B, the right where both or none is named."),
    ("muaps.csv", "muscle_id", "published", "Methods, EMG data analysis",
     "The three muscles examined."),
    ("muaps.csv", "muap", "simulated", "Methods, EMG data analysis",
     "At least ten potentials a muscle are printed; 12 to 20 were drawn."),
    ("muaps.csv", "duration_ms", "simulated", "Methods and Results, EMG; Discussion",
     "No duration is printed. Drawn so that EMG grades tend to agree with MRI and are the higher "
     "ones: many moderate and severe EMG grades where MRI shows grade 0 or 1. No mean lies near a "
     "threshold, so the rule for a mean on a boundary decides nothing here."),
    ("strength.csv", "subject_id", "published", "Results, EMG", "All ten patients were graded."),
    ("strength.csv", "side", "simulated", "not stated", "Both sides were assumed."),
    ("strength.csv", "muscle_id", "published", "Results, EMG", "The two muscles graded."),
    ("strength.csv", "mrc_grade", "simulated", "Results and Discussion",
     "No grade is printed. Drawn to follow the limb named in Table 1B, the Mercuri grade (a trend "
     "towards agreement is stated) and the ALSFRS-R; patient 5, who lost no point, is 5 "
     "throughout."),
    ("alsfrs.csv", "subject_id", "published", "Table 1B", "All ten patients have a total."),
    ("alsfrs.csv", "item", "published", "Methods, patients",
     "The twelve items of the revised scale, which the paper names and does not list."),
    ("alsfrs.csv", "score", "reconstructed", "Table 1B; Results and Figure 3",
     "Totals are printed, items are not. Handwriting and cutting food rank as the printed "
     "correlation with the dominant hand's MRI (-0.7217) demands among the seven scanned; lost "
     "points otherwise fall mostly on what Table 1B says is involved. Orthopnea and respiratory "
     "insufficiency are full: who could not lie flat was excluded."),
)  # fmt: skip
"""File, column, status, source and note of every column, in the order of the files."""


def provenance() -> pd.DataFrame:
    """Make provenance.csv.

    Examples
    --------
    >>> sorted(provenance()["status"].unique())
    ['published', 'reconstructed', 'simulated']
    """
    return pd.DataFrame(ROWS, columns=COLUMNS)
