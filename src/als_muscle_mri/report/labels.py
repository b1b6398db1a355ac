"""The words a reader sees for the names the data use."""

LABELS = {
    "patient": "Patients",
    "control": "Controls",
    "patients": "Patients",
    "controls": "Controls",
    "all": "All",
    "M": "Male",
    "F": "Female",
    "age_at_enrolment_years": "Age at enrolment, years",
    "age_at_onset_years": "Age at onset, years",
    "months_onset_to_diagnosis": "Onset to diagnosis, months",
    "umn_score": "UMN burden score",
    "alsfrs_r_total": "ALSFRS-R total",
    "el_escorial": "El Escorial category",
    "probable_laboratory_supported": "Probable, laboratory-supported",
    "shift_years": "Shift (Hodges–Lehmann), years",
    "odds_ratio_female": "Odds ratio of being female",
    "mri": "Muscle MRI",
    "emg": "Quantitative EMG",
    "strength": "MRC strength",
    "alsfrs_r": "ALSFRS-R items",
    "spine": "Paraspinal",
    "hand": "Hand",
    "umn_high": "High UMN burden",
    "umn_low": "Low UMN burden",
    "within": "Within raters",
    "between": "Between raters",
    "averaged_inverted_cdf": "averaged_inverted_cdf (Stata's)",
}


def label(name: object) -> str:
    """The reader's word for a name: a listed one, or the name with spaces and a capital.

    Examples
    --------
    >>> label("posterior_calf"), label("umn_score"), label("P01")
    ('Posterior calf', 'UMN burden score', 'P01')
    """
    text = str(name)
    spaced = text.replace("_", " ")
    return LABELS.get(text, spaced[:1].upper() + spaced[1:])


def words(name: object) -> str:
    """A name in the middle of a sentence: no capital.

    Examples
    --------
    >>> words("gluteus_maximus")
    'gluteus maximus'
    """
    return str(name).replace("_", " ")
