"""provenance.csv: what is known of every column of the five data files, and what was chosen."""

import pandas as pd

from als_muscle_mri.inputs import SIDES
from als_muscle_mri.reference.emg import POTENTIALS
from als_muscle_mri.reference.mri import Mri
from als_muscle_mri.reference.printed import Print

COLUMNS = ["file", "column", "status", "source", "note"]

ROWS = (
    ("subjects.csv", "subject_id", "published", "Table 1B",
     "P01 to P10 are patients 1 to 10 of the table. The controls C01 to C09 are not listed one by "
     "one in the paper; their numbers carry no meaning."),
    ("subjects.csv", "group", "published", "Results, first paragraph; Table 1B",
     "{n_patients} patients and {n_controls} healthy controls."),
    ("subjects.csv", "sex", "published", "Table 1B; Results, first paragraph",
     "Of each patient as printed. Of the controls only the numbers are printed ({men} men, {women} "
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
     "the {supported} lowest UMN burden scores, definite was drawn from the patients with a score "
     "of {umn_cutoff} or more and a lost ALSFRS-R point."),
    ("subjects.csv", "onset_site", "published", "Table 1B",
     "As printed, but for the capital letter."),
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
     "Grade sums of each region and side: a member, drawn with a seed, of the complete set that "
     "agrees with every printed median, quartile and p-value (members: {sets}), of small range "
     "and on the left not far above the right. The spinal patients' p is printed once and asked "
     "for on both sides; no left hands have the printed {hand_p}, so the nearest, {left_hand_p}, "
     "stands in its place, and {hand_spinal_p} for spinal patients cannot be had beside it. Who "
     "had which sum was drawn after Table 1B's involvement, Figures 1 and 2 and the absence of "
     "differences by UMN burden and side; a member that could not be dealt so was drawn anew. How "
     "a sum is shared out over its muscles is one of many ways. Single readings are simulated "
     "around the consensus (the grade given most often, ties to the first rater's first reading) "
     "with the printed variation, {cv} % per region; where that leaves hardly any room for a "
     "changed score, the raters differ in ways that cancel out."),
    ("mri_ratings.csv", "atrophy", "reconstructed", "Results, second paragraph",
     "Only the percentages are printed: {atrophy_patient}, and {atrophy_control}. Which muscles "
     "they are was drawn, likelier with fat and in the limb named in Table 1B; readings that "
     "depart from the consensus are simulated."),
    ("muaps.csv", "subject_id", "reconstructed", "Results, EMG",
     "{emg} patients had EMG. Who had none is not printed and no printed figure depends on "
     "it, so it was drawn."),
    ("muaps.csv", "side", "simulated", "not stated",
     "One side each: the one named in Table 1B, the right where both or none is named."),
    ("muaps.csv", "muscle_id", "published", "Methods, EMG data analysis",
     "The three muscles examined."),
    ("muaps.csv", "muap", "simulated", "Methods, EMG data analysis",
     "Printed is {muaps} potentials a muscle; {fewest} to {most} were drawn."),
    ("muaps.csv", "duration_ms", "simulated", "Methods and Results, EMG; Discussion",
     "No duration is printed. Drawn so that EMG grades tend to agree with MRI and are the higher "
     "ones: many moderate and severe EMG grades where MRI shows grade 0 or 1. No mean lies near a "
     "threshold, so the rule for a mean on a boundary decides nothing here."),
    ("strength.csv", "subject_id", "published", "Results, EMG", "All patients were graded."),
    ("strength.csv", "side", "simulated", "not stated", "Both sides were assumed."),
    ("strength.csv", "muscle_id", "published", "Results, EMG", "The two muscles graded."),
    ("strength.csv", "mrc_grade", "simulated", "Results and Discussion",
     "No grade is printed. Drawn to follow the limb named in Table 1B, the Mercuri grade (a trend "
     "towards agreement is stated) and the ALSFRS-R; patient 5, who lost no point, is 5 "
     "throughout."),
    ("alsfrs.csv", "subject_id", "published", "Table 1B", "All patients have a total."),
    ("alsfrs.csv", "item", "published", "Methods, patients",
     "The twelve items of the revised scale, which the paper names and does not list."),
    ("alsfrs.csv", "score", "reconstructed", "Table 1B; Results and Figure 3",
     "Totals are printed, items are not. Handwriting and cutting food rank as the printed "
     "correlation with the dominant hand's MRI ({rho}) demands among the {n_hands} scanned; lost "
     "points otherwise fall mostly on what Table 1B says is involved. Orthopnea and respiratory "
     "insufficiency are full: who could not lie flat was excluded."),
)  # fmt: skip
"""File, column, status, source and note of every column, in the order of the files. What is
printed or was found stands in braces."""


def provenance(printed: Print, images: Mri) -> pd.DataFrame:
    """Make provenance.csv.

    Parameters
    ----------
    printed : Print
        The printed figures.
    images : Mri
        What was drawn, and the complete sets it was drawn from.
    """
    facts = _printed_facts(printed) | _found_facts(printed, images)
    rows = [(*row, note.format(**facts)) for *row, note in ROWS]
    return pd.DataFrame(rows, columns=COLUMNS)


def _printed_facts(printed: Print) -> dict[str, object]:
    sexes = printed.counts("sex", "control")
    hand = {"region": "hand", "side": "right"}
    return {
        "n_patients": printed.text("subjects", "n", group="patient"),
        "n_controls": printed.text("subjects", "n", group="control"),
        "men": sexes["M"],
        "women": sexes["F"],
        "supported": printed.counts("el_escorial", "patient")["probable_laboratory_supported"],
        "umn_cutoff": printed.text("umn_cutoff", "value"),
        "hand_p": printed.p("patient v control", **hand).text,
        "hand_spinal_p": printed.p("spinal v control", **hand).text,
        "cv": printed.text("region_score", "cv_percent", level="within", region="hand"),
        "emg": printed.text("emg", "n", group="patient").replace("/", " of "),
        "muaps": printed.text("muaps_a_muscle", "least"),
        "fewest": POTENTIALS[0],
        "most": POTENTIALS[1],
        "rho": printed.text("hand_function", "rho", group="patient"),
    }


def _found_facts(printed: Print, images: Mri) -> dict[str, object]:
    sizes = {
        side: ", ".join(
            f"{region.replace('_', ' ')} {found.count}"
            for (region, at), found in images.sets.items()
            if at == side
        )
        for side in SIDES
    }
    same = sizes["right"] == sizes["left"]
    facts: dict[str, object] = {
        "sets": f"on each side {sizes['right']}"
        if same
        else f"right {sizes['right']}; left {sizes['left']}"
    }
    for group, (count, total) in images.atrophy.items():
        percent = printed.text("atrophied_muscles", "percent", group=group)
        facts[f"atrophy_{group}"] = f"{percent} % of {group} muscles, which is {count} of {total}"
    left_hand_p = images.sets["hand", "left"].summary.p["patient", "control"]
    return facts | {"left_hand_p": left_hand_p, "n_hands": len(images.dominant_hand)}
